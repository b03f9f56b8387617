package indicators

import (
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"

	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/yamldoc"
)

// fractionBelow is the number of rows below which a share is said as 4/12 and
// not as 33.3%.
const fractionBelow = 20

// attempt says what an attempt did.
func (c *checked) attempt(t *try, before, after *Observation, gain *big.Rat) Attempt {
	a := Attempt{
		Framework: c.framework.ID, Indicator: c.indicator.ID, Kind: t.kind, Period: before.Period,
		Rows: int64(len(t.rows)), Of: before.N, Before: before.Value, After: after.Value, gain: gain,
	}
	name := ""
	if t.used != nil {
		a.Column, name = t.used.field.Name, t.used.name
		a.To = t.to.name()
	}
	a.message = c.message(t, a, before, after)
	a.Guard = c.guard(t, before, after)
	a.Place, a.excerpt, a.length = c.placeOf(t, name)
	return a
}

// message is the attempt as a sentence: what is done to how many rows, and what
// it brings.
func (c *checked) message(t *try, a Attempt, before, after *Observation) locale.Message {
	value := locale.M("critic.value")
	if before.Period != nil {
		value = locale.M("critic.value_of", "period", everywhere(func(p locale.Printer) string { return p.PeriodPhrase(*before.Period) }))
	}
	pairs := func(key string, more ...any) locale.Message {
		more = append(more, "rows", a.Rows, "of", a.Of, "value", value, "before", c.shown(before, before), "after", c.shown(before, after))
		return locale.M(key, more...)
	}
	if t.kind == SplitRecord {
		return pairs("critic.split")
	}
	column := t.used.title()
	switch {
	case t.kind == BlankField:
		return pairs("critic.blank", "column", column)
	case t.to.as != "":
		return pairs("critic.move_on", "column", column)
	case t.kind == MoveDate:
		return pairs("critic.move", "column", column, "to", t.to.column.title())
	case t.kind == LowerPlan:
		return pairs("critic.plan", "column", column, "to", t.to.column.title())
	case t.to.column != nil:
		return pairs("critic.enter", "column", column, "to", t.to.column.title())
	}
	var label locale.Text
	if t.used.schema != nil {
		label = t.used.schema.Labels[t.to.code]
	}
	return pairs("critic.code", "column", column, "to", titled(t.to.code, label))
}

// guard says what would close the door that an attempt went through.
func (c *checked) guard(t *try, before, after *Observation) locale.Message {
	if t.kind == SplitRecord {
		return locale.M("critic.guard_split", "table", c.records())
	}
	name, table := t.used.field.Name, c.records()
	switch t.kind {
	case BlankField:
		switch {
		case after.N == before.N:
			return locale.M("critic.guard_blank_counts", "column", name, "table", table)
		case t.used.period:
			return locale.M("critic.guard_blank_period", "column", name, "table", table)
		case t.used.where || t.used.model:
			return locale.M("critic.guard_blank_where", "column", name, "table", table)
		case t.used.name != name: // what is computed from it is what has no value then
			return locale.M("critic.guard_blank_period", "column", name, "table", table)
		}
		if c.kind == shareMeasure || c.kind == countMeasure {
			return locale.M("critic.guard_blank_condition", "column", name, "table", table)
		}
		return locale.M("critic.guard_blank_amount", "column", name, "table", table)
	case CancelCase:
		return locale.M("critic.guard_cancel", "column", name)
	case ShrinkDenominator:
		return locale.M("critic.guard_shrink", "column", name, "code", t.to.code)
	case LowerPlan:
		return locale.M("critic.guard_plan", "column", name)
	}
	return locale.M("critic.guard_move", "column", name)
}

// title is a column's name with its title.
func (u *usedColumn) title() locale.Text {
	if u.schema == nil {
		return titled(u.field.Name, nil)
	}
	return titled(u.field.Name, u.schema.Title)
}

// titled is a name with what it is called in each language.
func titled(name string, title locale.Text) locale.Text {
	return everywhere(func(p locale.Printer) string {
		if title.In(p.Lang) == "" {
			return name
		}
		return p.Text("critic.titled", "name", name, "title", title)
	})
}

// shown writes the value of an observation as the definition wants it; a share
// of few rows as a fraction.
func (c *checked) shown(before, o *Observation) locale.Text {
	if c.kind == shareMeasure && before.N < fractionBelow && o.Numerator != nil {
		fraction := fmt.Sprintf("%s/%s", o.Numerator, o.Denominator)
		return everywhere(func(locale.Printer) string { return fraction })
	}
	unit, decimals := c.indicator.UnitName(), -1
	if c.indicator.Decimals != nil {
		decimals = *c.indicator.Decimals
	}
	var title locale.Text
	if u := c.framework.Units[unit]; u != nil {
		title = u.Title
	}
	d := o.Value.Decimal(c.digits())
	return everywhere(func(p locale.Printer) string { return p.Quantity(d, unit, title, decimals) })
}

// everywhere writes something in every language.
func everywhere(write func(locale.Printer) string) locale.Text {
	text := locale.Text{}
	for _, lang := range locale.Languages {
		text[lang] = write(locale.NewPrinter(lang))
	}
	return text
}

// placeOf finds where the definition names a column: first where it chooses
// rows, then in the measure, then in the period; a split is the measure's.
func (c *checked) placeOf(t *try, column string) (place fault.Place, excerpt string, length int) {
	i := c.indicator
	measure := i.Measure.expressions()
	all := slices.Concat([]*Expression{i.Where}, measure, []*Expression{i.Period.Of})
	if t.kind == MoveDate || t.kind == LowerPlan {
		all = slices.Concat(measure, []*Expression{i.Where, i.Period.Of})
	}
	for _, e := range all {
		if t.used == nil || e == nil || e.node == nil {
			continue
		}
		if at := mentions(e.Text, column); at >= 0 {
			place := e.node.PlaceAt(len([]rune(e.Text[:at])))
			return place, e.node.Document().Line(place.Line), len([]rune(column))
		}
	}
	n := i.Node.Get("population")
	if t.used == nil && len(measure) > 0 && measure[0].node != nil {
		n = measure[0].node
	}
	return at(n)
}

// at is the place of a node.
func at(n *yamldoc.Node) (place fault.Place, excerpt string, length int) {
	f := n.Finding(fault.SeverityWarning, "", locale.Message{})
	return f.Place, f.Excerpt, f.Length
}

var quotedText = regexp.MustCompile(`'[^']*'`)

// mentions returns where an expression names a column, outside of texts, or -1.
func mentions(expression, column string) int {
	blanked := quotedText.ReplaceAllStringFunc(expression, func(s string) string { return strings.Repeat("'", len(s)) })
	// Names begin and end where no letter, digit or underscore goes on.
	name := regexp.MustCompile(`(?i)(^|[^\pL\pN_])(` + regexp.QuoteMeta(column) + `)($|[^\pL\pN_])`)
	if m := name.FindStringSubmatchIndex(blanked); m != nil {
		return m[4]
	}
	return -1
}

// expressions lists the expressions of a measure.
func (m Measure) expressions() []*Expression {
	all := []*Expression{m.Count, m.Distinct, m.Share, m.Sum, m.Mean, m.Median, m.Value}
	if m.Percentile != nil {
		all = append(all, m.Percentile.Of)
	}
	if m.Ratio != nil {
		all = append(all, m.Ratio.Numerator, m.Ratio.Denominator)
	}
	if m.Concentration != nil {
		all = append(all, m.Concentration.Of, m.Concentration.By)
	}
	if m.Survey != nil {
		for _, part := range m.Survey.parts() {
			all = append(all, part.e)
		}
	}
	if m.Achievement != nil {
		for _, part := range m.Achievement.parts() {
			all = append(all, part.e)
		}
	}
	var given []*Expression
	for _, e := range all {
		if e != nil {
			given = append(given, e)
		}
	}
	return given
}
