package indicators

import "github.com/shopspring/decimal"

// Bands of the share of a target that is reached, where an indicator states
// none of its own (facts: effectiveness 4.4, rule 10).
const (
	onTrackPercent = 85
	atRiskPercent  = 60
)

// minBandRows is how many rows a share, ratio, mean or quantile needs before it
// is given a band (indicator list, rules for all).
const minBandRows = 30

// band judges an observation that has a target or bands; nil where there is
// nothing to judge it by, or where it rests on too few rows to judge.
func (c *checked) band(o *Observation, over bool) *Band {
	give := func(b Band) *Band { return &b }
	if o.Target == nil && c.indicator.Bands == nil {
		return nil
	}
	if c.indicator.Bands != nil && len(o.Breakdown) > 0 && !c.intensive() && o.Target == nil {
		return nil
	}
	switch {
	case !over:
		return give(NotDue)
	case o.ObsStatus == NotApplicable:
		return nil
	case o.Value == nil:
		return give(NoData)
	case c.intensive() && o.standsOn() < minBandRows:
		return nil
	}
	b := c.grade(o, o.Value)
	if b == "" || c.oneRowChanges(o, b) {
		return nil
	}
	return &b
}

// standsOn is how many rows or, of a survey, effective respondents a value rests
// on; nought where their number is not known.
func (o *Observation) standsOn() int64 {
	if o.Polled == nil {
		return o.N
	}
	if o.Polled.EffectiveN == nil {
		return 0
	}
	return o.Polled.EffectiveN.Decimal(0).IntPart()
}

// oneRowChanges reports whether a share would have another band had one row
// been judged otherwise.
func (c *checked) oneRowChanges(o *Observation, b Band) bool {
	if c.kind != shareMeasure {
		return false
	}
	one := decimal.NewFromInt(1)
	for _, numerator := range []decimal.Decimal{o.Numerator.Add(one), o.Numerator.Sub(one)} {
		if numerator.IsNegative() || numerator.GreaterThan(*o.Denominator) {
			continue
		}
		other := Quotient(c.factor, numerator, *o.Denominator)
		if c.grade(o, other) != b {
			return true
		}
	}
	return false
}

// grade gives the band of a value, without regard to how much it rests on.
func (c *checked) grade(o *Observation, value *Number) Band {
	direction := c.indicator.DirectionName()
	met, known := targetMet(o.Target, value, direction)
	if known && met {
		return Met
	}
	if bands := c.indicator.Bands; bands != nil && bands.OnTrack != nil && bands.AtRisk != nil {
		better := func(than *Number) bool {
			if direction == "down" {
				return value.Cmp(than) <= 0
			}
			return value.Cmp(than) >= 0
		}
		switch {
		case better(bands.OnTrack):
			return OnTrack
		case better(bands.AtRisk):
			return AtRisk
		}
		return OffTrack
	}
	if !known {
		return ""
	}
	// The share of the way: from the baseline where there is one, otherwise of
	// the target itself, which says something only when more is better.
	var share *Number
	if o.Target.Value != nil {
		switch {
		case o.Baseline != nil && o.Target.Value.Cmp(o.Baseline) != 0:
			share = value.Sub(o.Baseline).Over(100, o.Target.Value.Sub(o.Baseline))
		case o.Baseline == nil && direction == "up" && o.Target.Value.Cmp(FromInt(0)) > 0:
			share = value.Over(100, o.Target.Value)
		}
	}
	switch {
	case share == nil:
		return NotMet
	case share.Cmp(FromInt(onTrackPercent)) >= 0:
		return OnTrack
	case share.Cmp(FromInt(atRiskPercent)) >= 0:
		return AtRisk
	}
	return OffTrack
}

// targetMet compares a value with its target. Without a direction a single
// value says nothing about better or worse, so it is not known.
func targetMet(t *TargetValue, value *Number, direction string) (met, known bool) {
	switch {
	case t == nil:
		return false, false
	case t.Over != nil:
		return value.Cmp(t.Over) > 0, true
	case t.Under != nil:
		return value.Cmp(t.Under) < 0, true
	case t.Min != nil || t.Max != nil:
		return (t.Min == nil || value.Cmp(t.Min) >= 0) && (t.Max == nil || value.Cmp(t.Max) <= 0), true
	case direction == "up":
		return value.Cmp(t.Value) >= 0, true
	case direction == "down":
		return value.Cmp(t.Value) <= 0, true
	}
	return false, false
}
