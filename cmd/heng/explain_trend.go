package main

import (
	"time"

	"heng/indicators"
)

// sayTrend says how the totals moved over the whole periods shown, and whether
// that reaches the next target; nothing where there are too few.
func (a *app) sayTrend(s scribe, observations []indicators.Observation, asOf time.Time) {
	until := ""
	for i := range observations {
		if o := &observations[i]; o.Period != nil && *o.Period != indicators.Unknown && len(o.Breakdown) == 0 {
			until = max(until, *o.Period)
		}
	}
	t := indicators.TrendOf(s.indicator, observations, until, asOf)
	if t == nil {
		return
	}
	interval := ""
	if t.Low != nil {
		interval = a.p.Text("trend.interval", "low", s.change(t.Low), "high", s.change(t.High))
	}
	a.say("  " + a.p.Text("trend.slope") + a.p.Text("proposal.colon") + a.p.Text("trend.slope_text", "slope", s.change(t.Slope), "n", t.Periods,
		"from", a.p.ShortPeriod(t.From), "to", a.p.ShortPeriod(t.To), "interval", interval))
	if t.Target == nil {
		return
	}
	key := "trend.outlook_text"
	if !t.Reached {
		key = "trend.outlook_short_text"
	}
	a.say("  " + a.p.Text("trend.outlook") + a.p.Text("proposal.colon") + a.p.Text(key, "expected", s.quantity(t.Expected),
		"due", a.p.ShortPeriod(t.Due), "target", s.quantity(t.Target), "required", s.change(t.Required)))
}

// change writes a change with its sign: of percents in points.
func (s scribe) change(n *indicators.Number) string {
	unit, decimals := s.indicator.UnitName(), -1
	if s.indicator.Decimals != nil {
		decimals = *s.indicator.Decimals
	}
	if unit == "percent" {
		decimals = max(decimals, 1)
	}
	sign := map[int]string{-1: "−", 0: "±", 1: "+"}[n.Cmp(indicators.FromInt(0))]
	places := int32(exactPlaces)
	if decimals >= 0 {
		places = int32(decimals)
	}
	return sign + s.p.Difference(n.Decimal(places), unit, s.unitTitle(), decimals)
}
