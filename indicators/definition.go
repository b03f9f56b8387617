package indicators

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"heng/internal/locale"
	"heng/internal/yamldoc"
)

// definition checks what an indicator says of itself: words, unit, direction,
// baseline, targets, bands, status. That its expressions bind is checked
// elsewhere.
func (c *checker) definition(f *Framework, i *Indicator) {
	n := i.Node
	for _, t := range []struct {
		key  string
		text locale.Text
	}{
		{"name", i.Name}, {"definition", i.Definition}, {"rationale", i.Rationale}, {"goal", i.Goal},
		{"mandate", i.Mandate}, {"source", i.Source}, {"limitations", i.Limitations}, {"owner", locale.Text(i.Owner)},
	} {
		c.text(n, i.ID, t.key, t.text)
	}
	c.oneOf(n.Get("level"), i.ID, i.Level, "input", "activity", "output", "outcome", "impact")
	c.oneOf(n.Get("direction"), i.ID, i.Direction, "up", "down", "range", "none")
	c.oneOf(n.Get("evidence"), i.ID, i.Evidence, "self-reported", "verified", "independent", "administrative")
	c.oneOf(n.Get("status"), i.ID, i.Status, "draft", "consulting", "agreed", "retired")
	if i.Decimals != nil && (*i.Decimals < 0 || *i.Decimals > 12) {
		c.add(n.Get("decimals"), i.ID, "decimals", locale.M("indicator.decimals"))
	}
	c.unit(f, i)
	c.baseline(i)
	for at, t := range i.Targets {
		if t != nil && t.Node != nil {
			c.target(i, t, at)
		}
	}
	c.bands(i)
	c.waves(i)
	c.status(f, i)
}

// units that every framework has beside currency codes.
var units = []string{"percent", "ratio", "count", "days", "people", "points"}

// Units lists the units that every framework has, beside currency codes.
func Units() []string { return slices.Clone(units) }

var currencyForm = regexp.MustCompile(`^[A-Z]{3}$`)

func (c *checker) unit(f *Framework, i *Indicator) {
	if i.Unit == "" || slices.Contains(units, i.Unit) || currencyForm.MatchString(i.Unit) || f.Units[i.Unit] != nil {
		return
	}
	c.add(i.Node.Get("unit"), i.ID, "unknown_unit", locale.M("indicator.unknown_unit", "name", i.Unit),
		nearest(i.Unit, append(slices.Clone(units), sortedKeys(f.Units)...)))
}

var periodForms = map[string]*regexp.Regexp{
	"year":    regexp.MustCompile(`^\d{4}$`),
	"half":    regexp.MustCompile(`^\d{4}-S[12]$`),
	"quarter": regexp.MustCompile(`^\d{4}-Q[1-4]$`),
	"month":   regexp.MustCompile(`^\d{4}-(0[1-9]|1[0-2])$`),
}

var periodExamples = map[string]string{"year": "2018", "half": "2018-S1", "quarter": "2018-Q3", "month": "2018-06"}

// periodCode checks a period of the indicator's own length.
func (c *checker) periodCode(i *Indicator, n *yamldoc.Node, code string) {
	form, ok := periodForms[i.Period.By]
	if !ok { // by: none; any period may say when a target is due
		for _, f := range periodForms {
			ok = ok || f.MatchString(code)
		}
		if !ok {
			c.add(n, i.ID, "period_form", locale.M("indicator.period_form", "text", code, "example", "2018, 2018-S1, 2018-Q3, 2018-06"))
		}
		return
	}
	if !form.MatchString(code) {
		c.add(n, i.ID, "period_form", locale.M("indicator.period_form", "text", code, "example", periodExamples[i.Period.By]))
		return
	}
}

func (c *checker) date(n *yamldoc.Node, subject, text string) (time.Time, bool) {
	if text == "" {
		return time.Time{}, false
	}
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		c.add(n, subject, "not_a_date", locale.M("expr.not_a_date", "text", text), locale.M("indicator.date_hint"))
		return time.Time{}, false
	}
	return t, true
}

func (c *checker) baseline(i *Indicator) {
	b := i.Baseline
	if b == nil || b.Node == nil || b.Value == nil {
		return
	}
	c.text(b.Node, i.ID, "source", locale.Text(b.Source))
	if b.Period != "" {
		for _, form := range periodForms {
			if form.MatchString(b.Period) {
				c.bound(i, b.Node.Get("value"), b.Value)
				return
			}
		}
		c.add(b.Node.Get("period"), i.ID, "period_form", locale.M("indicator.period_form", "text", b.Period, "example", "2016"))
	}
	c.bound(i, b.Node.Get("value"), b.Value)
}

// bound checks that a value lies where its unit allows.
func (c *checker) bound(i *Indicator, n *yamldoc.Node, v *Number) {
	if v == nil {
		return
	}
	low, high := bounds(i)
	if low != nil && v.Cmp(low) < 0 || high != nil && v.Cmp(high) > 0 {
		c.add(n, i.ID, "outside_bounds", locale.M("indicator.outside_bounds", "value", v.String(), "low", numberText(low), "high", numberText(high)))
	}
}

func numberText(n *Number) string {
	if n == nil {
		return "∞"
	}
	return n.String()
}

// bounds returns between which values an indicator can lie; nil where there is
// no bound.
func bounds(i *Indicator) (low, high *Number) {
	switch kind := measureKind(i.Measure.Kind()); {
	case kind == achievementMeasure && i.Measure.Achievement.SummaryName() != shareMet:
		return nil, nil
	case (kind == shareMeasure || kind == achievementMeasure) && i.UnitName() == "percent":
		return FromInt(0), FromInt(100)
	case kind == shareMeasure, kind == concentrationMeasure, kind == achievementMeasure:
		return FromInt(0), FromInt(1)
	case kind == countMeasure, kind == distinctMeasure:
		return FromInt(0), nil
	}
	switch i.UnitName() {
	case "count", "people":
		return FromInt(0), nil
	}
	return nil, nil
}

func (c *checker) target(i *Indicator, t *Target, at int) {
	n := t.Node
	c.text(n, i.ID, "source", locale.Text(t.Source))
	c.text(n, i.ID, "set_by", locale.Text(t.SetBy))
	if t.Period == "" && i.Period.By != "" && i.Period.By != "none" {
		c.add(n, i.ID, "target_without_period", locale.M("indicator.target_without_period"), locale.M("indicator.target_without_period_hint"))
	}
	if t.Period != "" {
		c.periodCode(i, n.Get("period"), t.Period)
	}
	forms := 0
	for _, given := range []bool{t.Value != nil, t.Min != nil || t.Max != nil, t.Over != nil, t.Under != nil} {
		if given {
			forms++
		}
	}
	if forms != 1 {
		c.add(n, i.ID, "target_form", locale.M("indicator.target_form"))
	}
	for _, v := range []struct {
		key   string
		value *Number
	}{{"value", t.Value}, {"min", t.Min}, {"max", t.Max}, {"over", t.Over}, {"under", t.Under}} {
		c.bound(i, n.Get(v.key), v.value)
	}
	if t.Min != nil && t.Max != nil && t.Min.Cmp(t.Max) > 0 {
		c.add(n.Get("min"), i.ID, "target_form", locale.M("indicator.target_min_max"))
	}
	c.targetWhere(i, t)
	for _, other := range i.Targets[:at] {
		if other != nil && other.Period == t.Period && mapsEqual(other.Where, t.Where) {
			c.add(n, i.ID, "duplicate_name", locale.M("indicator.duplicate_target", "period", t.Period))
			break
		}
	}
	c.targetLint(i, t)
}

// targetWhere checks that a target for cells names columns that the indicator
// is broken down by.
func (c *checker) targetWhere(i *Indicator, t *Target) {
	if len(t.Where) == 0 {
		return
	}
	columns := sortedKeys(t.Where)
	for _, set := range i.Breakdowns {
		if sameColumns(set, columns) {
			return
		}
	}
	c.add(t.Node.Get("where"), i.ID, "target_where", locale.M("indicator.target_where", "columns", columns), locale.M("indicator.target_where_hint"))
}

// targetCodes warns of a target for cells that no row can be in.
func (c *checker) targetCodes(b *checked) {
	for _, t := range b.indicator.Targets {
		if t == nil || t.Node == nil {
			continue
		}
		for _, name := range sortedKeys(t.Where) {
			column, code := b.population.relation.Column(name), t.Where[name]
			if column != nil && column.Codes != nil && code != Unknown && !slices.Contains(column.Codes, code) {
				c.warn(t.Node.Get("where", name), b.indicator.ID, "unknown_code",
					locale.M("expr.unknown_code", "code", code, "column", column.Name), nearest(code, column.Codes))
			}
		}
	}
}

// targetLint points out targets that an auditor would ask about.
func (c *checker) targetLint(i *Indicator, t *Target) {
	set, dated := c.date(t.Node.Get("set_on"), i.ID, t.SetOn)
	if start, _, ok := periodSpan(t.Period); ok && dated && set.After(start) {
		c.warn(t.Node.Get("set_on"), i.ID, "target_set_late", locale.M("indicator.target_set_late", "period", t.Period))
	}
	if t.Source.IsZero() || t.SetBy.IsZero() || t.SetOn == "" {
		c.warn(t.Node, i.ID, "target_origin", locale.M("indicator.target_origin"))
	}
	direction := i.DirectionName()
	if direction == "none" && t.Value != nil {
		c.warn(t.Node, i.ID, "target_without_direction", locale.M("indicator.target_without_direction"))
	}
	if i.Baseline == nil || i.Baseline.Value == nil || t.Value == nil || len(t.Where) > 0 {
		return
	}
	switch cmp := t.Value.Cmp(i.Baseline.Value); {
	case cmp == 0:
		c.warn(t.Node.Get("value"), i.ID, "target_is_baseline", locale.M("indicator.target_is_baseline"))
	case direction == "up" && cmp < 0, direction == "down" && cmp > 0:
		c.warn(t.Node.Get("value"), i.ID, "target_against_direction", locale.M("indicator.target_against_direction", "direction", direction))
	}
}

func (c *checker) bands(i *Indicator) {
	b := i.Bands
	if b == nil || b.Node == nil || b.OnTrack == nil || b.AtRisk == nil {
		return
	}
	c.bound(i, b.Node.Get("on_track"), b.OnTrack)
	c.bound(i, b.Node.Get("at_risk"), b.AtRisk)
	switch cmp := b.OnTrack.Cmp(b.AtRisk); i.DirectionName() {
	case "up":
		if cmp <= 0 {
			c.add(b.Node, i.ID, "bands_order", locale.M("indicator.bands_up"))
		}
	case "down":
		if cmp >= 0 {
			c.add(b.Node, i.ID, "bands_order", locale.M("indicator.bands_down"))
		}
	default:
		c.add(b.Node, i.ID, "bands_direction", locale.M("indicator.bands_direction"))
	}
}

// status checks that an indicator has what its status needs: a draft is told
// what it lacks, an agreed one may lack nothing of it.
func (c *checker) status(f *Framework, i *Indicator) {
	var missing []string
	for _, need := range []struct {
		key   string
		there bool
	}{
		{"definition", !i.Definition.IsZero()}, {"rationale", !i.Rationale.IsZero()}, {"goal", !i.Goal.IsZero()},
		{"level", i.Level != ""}, {"unit", i.Unit != ""}, {"direction", i.Direction != ""}, {"evidence", i.Evidence != ""},
		{"source", !i.Source.IsZero()}, {"frequency", i.Frequency != ""}, {"owner", !f.OwnerOf(i).IsZero()},
		{"limitations", !i.Limitations.IsZero()}, {"examples", len(i.Examples) > 0},
	} {
		if !need.there {
			missing = append(missing, need.key)
		}
	}
	agreed := i.Status == "agreed"
	if len(missing) > 0 && i.Status != "retired" {
		message := locale.M("indicator.incomplete", "keys", missing)
		if agreed {
			c.add(i.Node, i.ID, "incomplete", message, locale.M("indicator.incomplete_agreed"))
		} else {
			c.warn(i.Node, i.ID, "incomplete", message)
		}
	}
	for at, a := range i.Agreements {
		c.date(i.Node.Get("agreements", at, "on"), i.ID, a.On)
	}
	if agreed && f.Approval.Route == "consent" {
		c.consent(i)
	}
}

// consent checks that an agreed indicator was agreed to as it now stands.
func (c *checker) consent(i *Indicator) {
	terms := i.Terms()
	if len(i.Agreements) == 0 {
		c.add(i.Node.Get("status"), i.ID, "no_agreement", locale.M("indicator.no_agreement"), locale.M("indicator.terms", "hash", terms))
		return
	}
	for at, a := range i.Agreements {
		if a.Of != terms {
			c.add(i.Node.Get("agreements", at), i.ID, "agreement_void", locale.M("indicator.agreement_void", "group", a.Group), locale.M("indicator.terms", "hash", terms))
		}
	}
}

func mapsEqual(a, b map[string]string) bool {
	if len(a) != len(b) {
		return false
	}
	for k, v := range a {
		if b[k] != v {
			return false
		}
	}
	return true
}

// periodSpan returns the first and the last day of a period.
func periodSpan(code string) (first, last time.Time, ok bool) {
	year, rest, _ := strings.Cut(code, "-")
	y, err := strconv.Atoi(year)
	if err != nil || len(year) != 4 {
		return first, last, false
	}
	month, months := 1, 12
	switch {
	case rest == "":
	case len(rest) == 2 && rest[0] == 'S' && rest[1] >= '1' && rest[1] <= '2':
		months = 6
		month = int(rest[1]-'1')*6 + 1
	case len(rest) == 2 && rest[0] == 'Q' && rest[1] >= '1' && rest[1] <= '4':
		months = 3
		month = int(rest[1]-'1')*3 + 1
	default:
		if month, err = strconv.Atoi(rest); err != nil || month < 1 || month > 12 {
			return first, last, false
		}
		months = 1
	}
	first = time.Date(y, time.Month(month), 1, 0, 0, 0, 0, time.UTC)
	return first, first.AddDate(0, months, -1), true
}
