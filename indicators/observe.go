package indicators

import (
	"time"

	"github.com/shopspring/decimal"

	"heng/internal/fault"
	"heng/internal/locale"
)

// observe makes the observation of a cell. It reports false where there is
// nothing to observe: rows that where left out and that have no date.
func (e *evaluation) observe(c *checked, key cellKey, cell *cell) (Observation, bool, error) {
	o := Observation{
		Framework: c.framework.ID, Indicator: c.indicator.ID, Version: c.framework.VersionOf(c.indicator),
		Breakdown: Breakdown{}, Unit: c.indicator.UnitName(), ConfStatus: Free,
	}
	if c.period != nil {
		period := key.period
		o.Period = &period
	}
	for i, column := range c.sets[key.set] {
		o.Breakdown[column] = cell.codes[i]
	}
	o.N, o.Missing = cell.n, cell.missing
	if c.achieved != nil && !cell.unknown {
		o.Achieved = c.newAchieved(cell.conditions)
		o.Capped = o.Achieved.Capped > 0
	}
	if cell.unknown {
		o.N, o.Missing = 0, cell.n+cell.missing
		if o.Missing == 0 {
			return o, false, nil
		}
		o.ObsStatus = Missing
		c.judge(&o, e.asOf)
		return o, true, nil
	}
	if (c.kind == valueMeasure || c.polled != nil && c.polled.of.Published != nil) && cell.within > 1 {
		return o, false, fault.New(fault.Refused, locale.M("indicator.value_rows", "name", c.key(), "count", cell.within,
			"cell", o.cellName())).WithHint(locale.M("indicator.value_rows_hint"))
	}
	switch {
	case o.N == 0 && o.Missing > 0:
		o.ObsStatus = Missing
	case o.N == 0:
		o.ObsStatus = NotApplicable
	default:
		o.ObsStatus = Normal
		c.compute(&o, cell)
		if c.polled != nil {
			if err := c.estimate(&o, cell); err != nil {
				return o, false, err
			}
		}
		if o.Value == nil {
			o.ObsStatus = NotApplicable // 0/0
		}
	}
	c.judge(&o, e.asOf)
	return o, true, nil
}

// compute takes the value from a cell's figures, exactly; a division is the
// last step.
func (c *checked) compute(o *Observation, cell *cell) {
	n := decimal.NewFromInt(cell.n)
	quotient := func(num, den decimal.Decimal) {
		o.Numerator, o.Denominator = &num, &den
		o.Value = Quotient(c.factor, num, den)
	}
	switch c.kind {
	case countMeasure:
		o.Value = FromInt(cell.yes)
	case shareMeasure:
		quotient(decimal.NewFromInt(cell.yes), n)
	case distinctMeasure:
		o.Value = FromInt(cell.distinct)
	case sumMeasure, valueMeasure:
		o.Value = FromDecimal(cell.sum.Decimal)
	case meanMeasure:
		quotient(cell.sum.Decimal, n)
	case ratioMeasure:
		quotient(cell.num.Decimal, cell.den.Decimal)
	default:
		o.Value = cell.special
	}
}

// judge adds what is known beside the value: baseline, target, achievement,
// progress, band, and whether the period is over.
func (c *checked) judge(o *Observation, asOf time.Time) {
	over := o.Period == nil || periodOver(*o.Period, asOf)
	if !over && o.ObsStatus == Normal {
		o.ObsStatus = Provisional
	}
	c.breakLine(o)
	total := len(o.Breakdown) == 0
	if b := c.indicator.Baseline; b != nil && b.Value != nil && (total || c.intensive()) {
		o.Baseline = b.Value
	}
	target := c.targetFor(o)
	if target != nil {
		// A value without periods is judged when the period of its target is over.
		over = over && (o.Period != nil || periodOver(target.Period, asOf))
		o.Target = &TargetValue{Value: target.Value, Min: target.Min, Max: target.Max, Over: target.Over, Under: target.Under}
	}
	if o.Value != nil && o.Target != nil && o.Target.Value != nil {
		o.Achievement = o.Value.Over(100, o.Target.Value)
		if o.Baseline != nil {
			o.Progress = o.Value.Sub(o.Baseline).Over(100, o.Target.Value.Sub(o.Baseline))
		}
	}
	o.Band = c.band(o, over)
}

// periodOver reports whether a period is over at a date. Its last day counts as
// over: a report as of 31 December is about the whole year. What is no period
// is over.
func periodOver(code string, asOf time.Time) bool {
	_, last, ok := periodSpan(code)
	return !ok || last.Format(time.DateOnly) <= asOf.Format(time.DateOnly)
}

// targetFor finds the target of a cell: one for its own codes, or else, where
// the measure does not grow with the rows, the one for the whole.
func (c *checked) targetFor(o *Observation) *Target {
	var whole, own, latest *Target
	for _, t := range c.indicator.Targets {
		switch {
		case o.Period != nil && t.Period != *o.Period:
		case o.Period == nil && len(t.Where) == 0:
			if latest == nil || t.Period > latest.Period {
				latest = t
			}
		case len(t.Where) == 0:
			whole = t
		case mapsEqual(t.Where, o.Breakdown):
			if own == nil || t.Period > own.Period {
				own = t
			}
		}
	}
	if o.Period == nil {
		whole = latest
	}
	switch {
	case own != nil:
		return own
	case len(o.Breakdown) == 0 || c.intensive():
		return whole
	}
	return nil
}

// cellName names a cell for an error: its period and codes.
func (o *Observation) cellName() string {
	name := ""
	if o.Period != nil {
		name = *o.Period
	}
	for _, column := range o.Breakdown.Columns() {
		if name != "" {
			name += " "
		}
		name += column + "=" + o.Breakdown[column]
	}
	if name == "" {
		name = "*"
	}
	return name
}
