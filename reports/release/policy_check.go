package release

import (
	"maps"
	"slices"
	"strings"
	"time"

	"heng/indicators"
	"heng/internal/datapackage"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/yamldoc"
)

// Check holds the policy against what it names: indicators, tables, columns, codes and
// grounds, and a text in every language of the workspace. A column of a released
// table on which the policy is silent is a warning.
func (p *Policy) Check(d indicators.Dictionary, frameworks []*indicators.Framework, languages []locale.Lang) []fault.Finding {
	c := &policyChecker{policy: p, dictionary: d, languages: languages}
	if p.Node == nil || p.Node.Kind() != yamldoc.Mapping {
		return nil
	}
	c.text(p.Publisher.Name, "publisher", "name")
	c.text(p.Publisher.Contact, "publisher", "contact")
	c.text(p.Attribution, "attribution")
	if p.Address != "" && !strings.HasPrefix(p.Address, "https://") {
		c.add(p.Node.Get("address"), "address", locale.M("release.address", "text", p.Address))
	}
	for _, name := range slices.Sorted(maps.Keys(p.Grounds)) {
		c.ground(name, p.Grounds[name])
	}
	for _, w := range p.Waivers {
		if w != nil && w.Node != nil && w.Node.Kind() == yamldoc.Mapping {
			c.day(w.Node.Get("on"), w.On)
			c.day(w.Node.Get("until"), w.Until)
		}
	}
	c.withhold(frameworks)
	for _, name := range slices.Sorted(maps.Keys(p.Tables)) {
		if t := p.Tables[name]; t != nil && t.Node != nil && t.Node.Kind() == yamldoc.Mapping {
			c.table(name, t)
		}
	}
	fault.Sort(c.findings)
	return c.findings
}

// policyChecker collects what is wrong with a policy.
type policyChecker struct {
	policy     *Policy
	dictionary indicators.Dictionary
	languages  []locale.Lang
	findings   []fault.Finding
}

func (c *policyChecker) add(n *yamldoc.Node, id string, message locale.Message, hint ...locale.Message) {
	c.findings = append(c.findings, n.Finding(fault.SeverityError, id, message, hint...))
}

func (c *policyChecker) warn(n *yamldoc.Node, id string, message locale.Message, hint ...locale.Message) {
	c.findings = append(c.findings, n.Finding(fault.SeverityWarning, id, message, hint...))
}

// text checks that a text that is there is there in every language.
func (c *policyChecker) text(t locale.Text, path ...any) {
	if t.IsZero() {
		return
	}
	for _, lang := range c.languages {
		if strings.TrimSpace(t.In(lang)) == "" {
			key, _ := path[len(path)-1].(string)
			c.add(c.policy.Node.Get(path...), "missing_translation", locale.M("outline.missing_translation", "key", key, "lang", string(lang)))
		}
	}
}

func (c *policyChecker) ground(name string, g *Ground) {
	if g == nil || g.Node == nil || g.Node.Kind() != yamldoc.Mapping {
		return
	}
	c.text(g.Text, "grounds", name, "text")
	c.text(g.Basis, "grounds", name, "basis")
	c.day(g.Node.Get("review"), g.Review)
}

// day checks that a date that is there is one.
func (c *policyChecker) day(n *yamldoc.Node, text string) {
	if text == "" {
		return
	}
	if _, err := time.Parse(time.DateOnly, text); err != nil {
		c.add(n, "not_a_date", locale.M("expr.not_a_date", "text", text), locale.M("indicator.date_hint"))
	}
}

// Overdue warns of the grounds whose day of review has passed.
func (p *Policy) Overdue(day time.Time) []fault.Finding {
	var findings []fault.Finding
	for _, name := range slices.Sorted(maps.Keys(p.Grounds)) {
		g := p.Grounds[name]
		if review, err := time.Parse(time.DateOnly, g.Review); err == nil && review.Before(day) {
			findings = append(findings, g.Node.Get("review").Finding(fault.SeverityWarning, "review_passed",
				locale.M("release.review_passed", "name", name, "date", g.Review)))
		}
	}
	return findings
}

// named checks that a ground that is used is one of the policy's.
func (c *policyChecker) named(n *yamldoc.Node, ground string) {
	if ground == "" {
		return
	}
	if _, known := c.policy.Grounds[ground]; !known {
		c.add(n, "unknown_ground", locale.M("release.unknown_ground", "name", ground), nearestOf(ground, slices.Sorted(maps.Keys(c.policy.Grounds))))
	}
}

// withhold checks that what is withheld is there, and on what ground: a slip would let it
// leave.
func (c *policyChecker) withhold(frameworks []*indicators.Framework) {
	var known []string
	for _, f := range frameworks {
		for _, i := range f.Indicators {
			known = append(known, f.ID+"/"+i.ID)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.policy.Withhold)) {
		if !slices.Contains(known, name) {
			c.add(c.keyOf("withhold", name), "unknown_indicator", locale.M("outline.unknown_indicator", "name", name), nearestOf(name, known))
		}
		n := c.policy.Node.Get("withhold", name)
		if c.policy.Withhold[name] == "" {
			c.add(n, "no_ground", locale.M("release.no_ground", "name", name), locale.M("release.no_ground_hint"))
		}
		c.named(n, c.policy.Withhold[name])
	}
}

func (c *policyChecker) table(name string, t *Table) {
	known := c.dictionary.Table(name)
	if known == nil {
		var names []string
		for _, t := range c.dictionary {
			names = append(names, t.Name)
		}
		c.add(c.keyOf("tables", name), "unknown_population", locale.M("outline.unknown_records", "name", name), nearestOf(name, names))
		return
	}
	if t.Release != "" && !slices.Contains([]string{Rows, Aggregates, None}, t.Release) {
		c.add(t.Node.Get("release"), "release_kind", locale.M("release.table_kind", "text", t.Release))
		return
	}
	c.named(t.Node.Get("ground"), t.Ground)
	if t.Contributor != "" {
		c.column(t.Node.Get("contributor"), known, t.Contributor)
	}
	c.open(known, t)
	for _, field := range slices.Sorted(maps.Keys(t.Fields)) {
		n := t.Node.Get("fields", field)
		if !c.column(n, known, field) || t.Fields[field] == nil {
			continue
		}
		c.field(n, known, t, field)
	}
	c.silent(known, t)
}

// keyOf is the node under a key, for findings about the key's name.
func (c *policyChecker) keyOf(path ...any) *yamldoc.Node { return c.policy.Node.Get(path...) }

func (c *policyChecker) column(n *yamldoc.Node, t *indicators.DictionaryTable, name string) bool {
	if c.dictionary.Column(t.Name, name) != nil {
		return true
	}
	var names []string
	for _, column := range t.Columns {
		names = append(names, column.Name)
	}
	c.add(n, "unknown_column", locale.M("outline.unknown_column", "name", name, "of", t.Name), nearestOf(name, names))
	return false
}

// open checks the columns and codes with which rows are open.
func (c *policyChecker) open(known *indicators.DictionaryTable, t *Table) {
	if known.Kind == indicators.ModelKind && len(t.Open) > 0 {
		c.add(t.Node.Get("open"), "open_of_model", locale.M("release.open_of_model"), locale.M("release.open_of_model_hint"))
		return
	}
	for _, name := range slices.Sorted(maps.Keys(t.Open)) {
		n := t.Node.Get("open", name)
		if !c.column(n, known, name) {
			continue
		}
		column := c.dictionary.Column(known.Name, name)
		if len(column.Constraints.Enum) == 0 {
			continue
		}
		for _, code := range t.Open[name] {
			if !slices.Contains(column.Constraints.Enum, code) {
				c.add(n, "unknown_code", locale.M("expr.unknown_code", "code", code, "column", name), nearestOf(code, column.Constraints.Enum))
			}
		}
	}
}

func (c *policyChecker) field(n *yamldoc.Node, known *indicators.DictionaryTable, t *Table, name string) {
	f := t.Fields[name]
	if f.Release == "" {
		return // said already
	}
	at := n
	if n.Kind() == yamldoc.Mapping {
		at = n.Get("release")
	}
	column := c.dictionary.Column(known.Name, name)
	switch f.Release {
	case Public:
	case Banded:
		if column.Type != datapackage.Number && column.Type != datapackage.Integer {
			c.add(at, "banded_text", locale.M("release.banded_text", "name", name))
		}
		if known.Kind == indicators.ModelKind && t.Release == Rows {
			// What readers reckon from bands is worked out of tables (Plan.Banded).
			c.add(at, "banded_model", locale.M("release.banded_model", "name", name), locale.M("release.banded_model_hint"))
		}
		ascending := len(f.Bands) > 0
		for i := 1; i < len(f.Bands); i++ {
			ascending = ascending && f.Bands[i-1].LessThan(f.Bands[i])
		}
		if !ascending {
			c.add(n, "bands", locale.M("release.bands"))
		}
	case Licensed:
		if f.Licence == nil {
			c.add(n, "missing_key", locale.M("yaml.missing_key", "name", "licence"))
			break
		}
		c.licence(n.Get("licence"), known, f.Licence)
	case Aggregate:
		if t.Contributor == "" {
			c.add(at, "no_contributor", locale.M("release.no_contributor", "name", name), locale.M("release.no_contributor_hint"))
		}
	case Withheld:
	default:
		c.add(at, "release_kind", locale.M("release.field_kind", "text", f.Release), nearestOf(f.Release, []string{Public, Banded, Aggregate, Licensed, Withheld}))
		return
	}
	if f.Release != Banded && len(f.Bands) > 0 {
		c.add(n.Get("bands"), "bands", locale.M("release.bands_alone"))
	}
	if f.Release != Licensed && f.Licence != nil {
		c.add(n.Get("licence"), "licence_alone", locale.M("release.licence_alone"))
	}
	if f.Release == Public && f.Ground != "" {
		c.add(n.Get("ground"), "ground_of_public", locale.M("release.ground_of_public"))
	}
	if f.Release != Public && f.Ground == "" && t.Ground == "" {
		c.add(n, "no_ground", locale.M("release.no_ground", "name", name), locale.M("release.no_ground_hint"))
	}
	if f.Ground != "" {
		c.named(n.Get("ground"), f.Ground)
	}
	if f.Release != Public && t.Release == Rows && slices.Contains(known.Key, name) {
		c.add(at, "key_withheld", locale.M("release.key_withheld", "name", name), locale.M("release.key_withheld_hint"))
	}
}

func (c *policyChecker) licence(n *yamldoc.Node, known *indicators.DictionaryTable, l *Licence) {
	if l.Node == nil || l.Node.Kind() != yamldoc.Mapping {
		return
	}
	for _, column := range []struct{ key, name string }{
		{"scope", l.Scope}, {"from", l.From}, {"until", l.Until}, {"languages", l.Languages},
	} {
		if column.name == "" {
			continue
		}
		at := n.Get(column.key)
		if !c.column(at, known, column.name) || column.key != "from" && column.key != "until" {
			continue
		}
		if kind := c.dictionary.Column(known.Name, column.name).Type; kind != datapackage.Date {
			c.add(at, "not_a_date_column", locale.M("release.not_a_date_column", "name", column.name))
		}
	}
	if l.Language != "" && !slices.Contains(locale.Languages, locale.Lang(l.Language)) {
		c.add(n.Get("language"), "unknown_language", locale.M("yaml.unknown_language", "name", l.Language))
	}
	if scope := c.dictionary.Column(known.Name, l.Scope); scope != nil && len(scope.Constraints.Enum) > 0 {
		for _, code := range l.Allows {
			if !slices.Contains(scope.Constraints.Enum, code) {
				c.add(n.Get("allows"), "unknown_code", locale.M("expr.unknown_code", "code", code, "column", l.Scope), nearestOf(code, scope.Constraints.Enum))
			}
		}
	}
}

// silent points out what a released table withholds only because nobody has
// decided, and a key without which its rows cannot be told apart.
func (c *policyChecker) silent(known *indicators.DictionaryTable, t *Table) {
	if t.Release != Rows {
		return
	}
	var silent []string
	for _, column := range known.Columns {
		if t.Fields[column.Name] != nil {
			continue
		}
		if slices.Contains(known.Key, column.Name) {
			c.add(t.Node, "key_withheld", locale.M("release.key_withheld", "name", column.Name), locale.M("release.key_withheld_hint"))
			continue
		}
		silent = append(silent, column.Name)
	}
	if len(silent) > 0 {
		c.warn(t.Node, "undecided", locale.M("release.undecided", "names", silent), locale.M("release.undecided_hint"))
	}
}

// nearestOf is the hint for a name that is not known.
func nearestOf(name string, known []string) locale.Message {
	if near := fault.Nearest(name, known); near != "" {
		return locale.M("fault.did_you_mean", "name", near)
	}
	if len(known) == 0 {
		return locale.Message{}
	}
	return locale.M("release.known", "names", known)
}

// splitList parts a list that is written with commas.
func splitList(text string) []string {
	var parts []string
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(",;，、；", r) }) {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}
