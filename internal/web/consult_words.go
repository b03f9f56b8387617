package web

import (
	"errors"
	"html/template"
	"strings"

	"heng/indicators"
	"heng/internal/consult"
	"heng/internal/desk"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/workspace"
)

// who is the account that asks, on the day where the workspace is.
func (r *request) who() (consult.Who, error) {
	today, err := r.view.Today(r.s.Now())
	return consult.Who{Account: r.account.ID, Today: today}, err
}

// trouble of a form: what is wrong, and the slips behind it.
type formTrouble struct {
	Text     string
	Findings []string
}

// slips is what a form says of an error that its writer can mend, with each slip; other
// errors are returned.
func (r *request) slips(err error) (formTrouble, error) {
	text, other := r.complaint(err)
	if other != nil {
		return formTrouble{}, other
	}
	out := formTrouble{Text: text}
	if e, ok := errors.AsType[*fault.Error](err); ok {
		for _, f := range e.Findings {
			out.Findings = append(out.Findings, f.Write(r.p))
		}
	}
	return out, nil
}

// item is a label with what stands behind it.
type item struct{ Label, Text string }

// definitionWords is a definition as people read it.
type definitionWords struct {
	Name     string
	Code     string
	Texts    []item
	Criteria []item
	Formula  []item // the expressions as they are written
	Columns  []columnMeaning
	Targets  []item
	Route    string
}

// columnMeaning is what a column is that a formula names.
type columnMeaning struct{ Name, Title, Description string }

// wordsOf writes a proposed indicator in the language of the page, with the criteria as
// they were put before the groups.
func (r *request) wordsOf(p *workspace.Proposed, criteria []consult.Criterion, own *desk.Own) definitionWords {
	i, lang := p.Indicator, r.lang
	w := definitionWords{Name: i.Name.In(lang), Code: p.Framework.ID + "/" + i.ID}
	add := func(to *[]item, key, text string) {
		if strings.TrimSpace(text) != "" {
			*to = append(*to, item{r.p.Text("report." + key), text})
		}
	}
	word := func(prefix, code string) string {
		if key := "report." + prefix + code; code != "" && locale.Has(key) {
			return r.p.Text(key)
		}
		return code
	}
	for _, one := range []struct{ key, text string }{
		{"definition", i.Definition.In(lang)}, {"rationale", i.Rationale.In(lang)}, {"goal", i.Goal.In(lang)}, {"mandate", i.Mandate.In(lang)},
		{"limitations", i.Limitations.In(lang)}, {"source", i.Source.In(lang)}, {"unit", r.p.UnitName(i.UnitName(), unitTitle(p))},
		{"direction", word("direction_", i.DirectionName())}, {"frequency", word("frequency_", i.Frequency)}, {"owner", p.Framework.OwnerOf(i).In(lang)},
	} {
		add(&w.Texts, one.key, one.text)
	}
	for _, c := range criteria {
		title := c.Title.In(lang)
		if title == "" {
			title = c.ID
		}
		w.Criteria = append(w.Criteria, item{title, c.Text.In(lang)})
	}
	add(&w.Formula, "formula_population", r.tableTitle(i.Population, own))
	for _, line := range i.Formula() {
		if line.Part != "population" && line.Part != "period" { // said in words
			add(&w.Formula, "formula_"+line.Part, line.Text)
		}
	}
	if i.Period.By != "" && i.Period.By != "none" {
		text := r.p.Text("webconsult.by_" + i.Period.By)
		if i.Period.Of != nil {
			text = r.p.Text("webconsult.period_of", "by", text, "column", i.Period.Of.Text)
		}
		add(&w.Formula, "formula_period", text)
	}
	if own != nil {
		for _, c := range own.Columns {
			w.Columns = append(w.Columns, columnMeaning{c.Name, c.Title.In(lang), c.Description.In(lang)})
		}
	}
	for _, t := range i.Targets {
		w.Targets = append(w.Targets, item{r.periodText(t.Period), r.targetText(p, t)})
	}
	if a := p.Framework.Approval; a.Route == "consent" {
		w.Route = r.p.Text("report.route_consent", "days", a.NoticeDays, "agree", a.Agree)
	} else {
		w.Route = r.p.Text("report.route_authority")
	}
	return w
}

func unitTitle(p *workspace.Proposed) locale.Text {
	if u := p.Framework.Units[p.Indicator.UnitName()]; u != nil {
		return u.Title
	}
	return nil
}

// tableTitle is what the rows are that an indicator is about.
func (r *request) tableTitle(name string, own *desk.Own) string {
	if own != nil && own.Table != nil {
		if title := own.Table.Title.In(r.lang); title != "" {
			return title
		}
	}
	if t := r.view.Plan.Dictionary().Table(name); t != nil && t.Title.In(r.lang) != "" {
		return t.Title.In(r.lang)
	}
	return name
}

// periodText writes a period; that of rows without a date is unknown.
func (r *request) periodText(code string) string {
	switch code {
	case "":
		return r.p.Text("webconsult.whole")
	case indicators.Unknown:
		return r.p.Text("report.unknown_code")
	}
	return r.p.Period(code)
}

func (r *request) targetText(p *workspace.Proposed, t *indicators.Target) string {
	number := func(n *indicators.Number) string { return r.quantity(p, n) }
	switch {
	case t.Value != nil:
		return number(t.Value)
	case t.Over != nil:
		return r.p.Text("webconsult.over", "value", number(t.Over))
	case t.Under != nil:
		return r.p.Text("webconsult.under", "value", number(t.Under))
	case t.Min != nil && t.Max != nil:
		return r.p.Text("webconsult.between", "low", number(t.Min), "high", number(t.Max))
	case t.Min != nil:
		return r.p.Text("webconsult.at_least", "value", number(t.Min))
	case t.Max != nil:
		return r.p.Text("webconsult.at_most", "value", number(t.Max))
	}
	return ""
}

// quantity writes a value with the unit of an indicator.
func (r *request) quantity(p *workspace.Proposed, n *indicators.Number) string {
	if n == nil {
		return r.p.Text("report.no_data")
	}
	decimals := 1
	if p.Indicator.Decimals != nil {
		decimals = *p.Indicator.Decimals
	}
	return r.p.Quantity(n.Decimal(int32(decimals)), p.Indicator.UnitName(), unitTitle(p), decimals)
}

// groupName is how a page calls a group.
func (r *request) groupName(names map[string]locale.Text, id string) string {
	if name := names[id].In(r.lang); name != "" {
		return name
	}
	return id
}

// mailto is an address that opens a letter with a subject and a text.
func mailto(subject, text string) template.URL {
	escape := func(s string) string {
		var b strings.Builder
		for _, c := range []byte(s) {
			if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '.' {
				b.WriteByte(c)
				continue
			}
			b.WriteString("%" + strings.ToUpper(string("0123456789abcdef"[c>>4])+string("0123456789abcdef"[c&15])))
		}
		return b.String()
	}
	return template.URL("mailto:?subject=" + escape(subject) + "&body=" + escape(text))
}
