package indicators

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// Text writes a measure on one line, as YAML has it.
func (m Measure) Text() string {
	one := func(e *Expression) string { return m.Kind() + ": " + strings.Join(strings.Fields(e.Text), " ") }
	for _, e := range []*Expression{m.Count, m.Distinct, m.Share, m.Sum, m.Mean, m.Median, m.Value} {
		if e != nil {
			return one(e)
		}
	}
	switch {
	case m.Achievement != nil:
		return m.Achievement.Text()
	case m.Survey != nil:
		return m.Survey.Text()
	case m.Percentile != nil:
		return "percentile: {of: " + m.Percentile.Of.Text + ", at: " + m.Percentile.At + "}"
	case m.Ratio != nil:
		return "ratio: {numerator: " + m.Ratio.Numerator.Text + ", denominator: " + m.Ratio.Denominator.Text + "}"
	case m.Concentration != nil:
		return "concentration: {of: " + m.Concentration.Of.Text + ", by: " + m.Concentration.By.Text + "}"
	}
	return ""
}

// edits lists what of an indicator's definition, its models, the parameters and
// the day is another at the last stage than at the first.
func edits(first, last *computed) []Edit {
	var all []Edit
	add := func(what, name, before, after string) {
		if before != after {
			all = append(all, Edit{What: what, Name: name, Before: before, After: after})
		}
	}
	day := func(c *computed) string { return c.stage.AsOf.Format(time.DateOnly) }
	add("as_of", "", day(first), day(last))
	parameters := map[string][2]string{}
	for at, c := range []*computed{first, last} {
		for _, p := range c.stage.Plan.catalogue.Parameters {
			values := parameters[p.Name]
			values[at] = p.Text
			parameters[p.Name] = values
		}
	}
	for _, name := range sortedKeys(parameters) {
		add("parameter", name, parameters[name][0], parameters[name][1])
	}
	models := map[string][2]string{}
	for at, c := range []*computed{first, last} {
		for name, sql := range c.models() {
			texts := models[name]
			texts[at] = sql
			models[name] = texts
		}
	}
	for _, name := range sortedKeys(models) {
		if models[name][0] != models[name][1] {
			all = append(all, Edit{What: "model", Name: name})
		}
	}
	text := func(e *Expression) string {
		if e == nil {
			return ""
		}
		return strings.Join(strings.Fields(e.Text), " ")
	}
	a, b := first.of.indicator, last.of.indicator
	add("population", "", a.Population, b.Population)
	add("where", "", text(a.Where), text(b.Where))
	add("measure", "", a.Measure.Text(), b.Measure.Text())
	add("period", "", strings.TrimSpace(a.Period.By+" "+text(a.Period.Of)), strings.TrimSpace(b.Period.By+" "+text(b.Period.Of)))
	list := func(b Breakdowns) string {
		if len(b) == 0 {
			return ""
		}
		text, _ := json.Marshal(b) // lists of texts always encode
		return string(text)
	}
	add("breakdowns", "", list(a.Breakdowns), list(b.Breakdowns))
	add("unit", "", a.UnitName(), b.UnitName())
	return all
}

// models returns the SQL of the models that the indicator's rows come through,
// with white space made plain.
func (c *computed) models() map[string]string {
	all := map[string]string{}
	var visit func(p *population)
	visit = func(p *population) {
		if p == nil || p.model == nil || all[p.model.Name] != "" {
			return
		}
		all[p.model.Name] = strings.Join(strings.Fields(p.model.SQL), " ")
		reads := slices.Clone(p.model.query.Reads)
		for _, name := range reads {
			visit(c.stage.Plan.relations.bound[strings.ToLower(name)])
		}
	}
	visit(c.of.stored())
	return all
}
