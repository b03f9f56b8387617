package main

import (
	"github.com/shopspring/decimal"

	"heng/indicators"
	"heng/indicators/exchange"
	"heng/internal/locale"
)

// writeObservations writes observations for a reader: a table an indicator, in
// the units and decimals of its definition.
func (a *app) writeObservations(frameworks []*indicators.Framework, observations []indicators.Observation) error {
	written := false
	for _, f := range frameworks {
		for _, i := range f.Indicators {
			var own []indicators.Observation
			for _, o := range observations {
				if o.Framework == f.ID && o.Indicator == i.ID {
					own = append(own, o)
				}
			}
			if len(own) == 0 {
				continue
			}
			if written {
				a.say("")
			}
			written = true
			s := scribe{p: a.p, framework: f, indicator: i}
			a.say(a.p.Text("cmd.indicator_heading", "key", f.ID+"/"+i.ID, "name", i.Name, "unit", s.unitName()))
			if err := s.table(own).write(a.Stdout, "  "); err != nil {
				return err
			}
		}
	}
	if !written {
		a.note(locale.M("cmd.no_observations"))
	}
	return nil
}

// scribe writes the numbers of one indicator for a reader.
type scribe struct {
	p         locale.Printer
	framework *indicators.Framework
	indicator *indicators.Indicator
}

func (s scribe) unitTitle() locale.Text {
	if u := s.framework.Units[s.indicator.Unit]; u != nil {
		return u.Title
	}
	return nil
}

func (s scribe) unitName() string {
	unit := s.indicator.UnitName()
	if unit == "" {
		return s.p.Text("cmd.no_unit")
	}
	return s.p.UnitName(unit, s.unitTitle())
}

// table lists observations of the indicator. A column in which no row has
// anything is left out.
func (s scribe) table(observations []indicators.Observation) table {
	columns := []struct {
		key   string
		right bool
		cell  func(*indicators.Observation) string
	}{
		{"period", false, s.period},
		{"breakdown", false, s.breakdown},
		{"value", true, s.value},
		{"numerator", true, func(o *indicators.Observation) string { return s.amount(o.Numerator) }},
		{"denominator", true, func(o *indicators.Observation) string { return s.amount(o.Denominator) }},
		{"interval", false, s.interval},
		{"n", true, func(o *indicators.Observation) string { return s.p.Integer(o.N) }},
		{"effective_n", true, s.effective},
		{"missing", true, func(o *indicators.Observation) string { return s.p.Integer(o.Missing) }},
		{"target", true, func(o *indicators.Observation) string { return s.target(o.Target) }},
		{"band", false, func(o *indicators.Observation) string { return s.band(o.Band) }},
	}
	var t table
	t.rows = make([][]string, len(observations))
	for _, c := range columns {
		cells := make([]string, len(observations))
		empty := true
		for i := range observations {
			cells[i] = c.cell(&observations[i])
			empty = empty && cells[i] == ""
		}
		if empty {
			continue
		}
		t.header = append(t.header, s.p.Text("cmd.column_"+c.key))
		t.right = append(t.right, c.right)
		for i := range cells {
			t.rows[i] = append(t.rows[i], cells[i])
		}
	}
	return t
}

// period writes the code, which --period takes, or the words for none.
func (s scribe) period(o *indicators.Observation) string {
	switch {
	case o.Period == nil:
		return s.p.ShortPeriod("")
	case *o.Period == indicators.Unknown:
		return s.p.ShortPeriod(indicators.Unknown) + " (" + indicators.Unknown + ")"
	}
	return *o.Period
}

// breakdown writes the codes, as --where takes them.
func (s scribe) breakdown(o *indicators.Observation) string {
	if len(o.Breakdown) == 0 {
		return s.p.Text("cmd.total")
	}
	return exchange.BreakdownText(o.Breakdown, " ")
}

// value writes the value, or which kind of nothing stands in its place.
func (s scribe) value(o *indicators.Observation) string {
	switch {
	case o.Value != nil:
		return s.quantity(o.Value)
	case o.ObsStatus == indicators.Suppressed:
		return s.p.Text("cmd.suppressed")
	case o.ObsStatus == indicators.NotApplicable:
		return s.p.Text("cmd.not_applicable")
	}
	return s.p.Text("cmd.no_data")
}

// exactPlaces is how many decimals are handed on for rounding where the number
// shown depends on its size.
const exactPlaces = 18

func (s scribe) quantity(n *indicators.Number) string {
	decimals, unit := -1, s.indicator.UnitName()
	if s.indicator.Decimals != nil {
		decimals = *s.indicator.Decimals
	}
	places := int32(exactPlaces)
	if decimals >= 0 && !locale.IsCurrency(unit) {
		places = int32(decimals)
	}
	return s.p.Quantity(n.Decimal(places), unit, s.unitTitle(), decimals)
}

func (s scribe) amount(d *decimal.Decimal) string {
	if d == nil {
		return ""
	}
	return s.p.Decimal(*d, max(0, -d.Exponent()))
}

// target writes a target: a value, or its bounds as comparisons.
func (s scribe) target(t *indicators.TargetValue) string {
	if t == nil {
		return ""
	}
	if t.Value != nil {
		return s.quantity(t.Value)
	}
	var bounds []string
	for _, b := range []struct {
		sign  string
		value *indicators.Number
	}{{"≥ ", t.Min}, {"> ", t.Over}, {"≤ ", t.Max}, {"< ", t.Under}} {
		if b.value != nil {
			bounds = append(bounds, b.sign+s.quantity(b.value))
		}
	}
	return s.p.List(bounds)
}

func (s scribe) band(b *indicators.Band) string {
	if b == nil {
		return ""
	}
	return s.p.Text("cmd.band_" + string(*b))
}
