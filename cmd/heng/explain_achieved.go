package main

import (
	"github.com/shopspring/decimal"

	"heng/indicators"
)

// sayAchieved says of each value of an achievement how its results are
// distributed, and warns of those that contradict themselves.
func (a *app) sayAchieved(observations []indicators.Observation) {
	for i := range observations {
		o := &observations[i]
		d := o.Achieved
		if d == nil {
			continue
		}
		period := ""
		if o.Period != nil {
			period = *o.Period + "  "
		}
		a.say("  " + period + a.p.Text("achieve.distribution", "met", d.Met, "on", d.OnTrack, "risk", d.AtRisk, "off", d.OffTrack, "plain", d.NoScale))
		if d.NoActual+d.NoTarget+d.Contradictory > 0 {
			a.say("  " + period + a.p.Text("achieve.reasons", "actual", d.NoActual, "target", d.NoTarget, "against", d.Contradictory))
		}
		if d.Low != nil {
			a.say("  " + period + a.p.Text("achieve.capped", "n", d.Capped, "low", d.Low.String(), "high", d.High.String()))
		}
		if d.Contradictory > 0 {
			a.say("  " + a.p.Text("achieve.contradiction", "n", d.Contradictory))
		}
	}
}

// rowRates writes how far a result came, how far it lies outside its range where
// there is one, and why it has no verdict.
func (a *app) rowRates(row indicators.ExplainedRow, ranged bool) []string {
	var cells []string
	for _, rate := range []*string{row.Ratio, row.Progress} {
		text := ""
		if rate != nil {
			if d, err := decimal.NewFromString(*rate); err == nil {
				text = a.p.Quantity(d.Round(1), "percent", nil, 1)
			}
		}
		cells = append(cells, text)
	}
	if ranged {
		cells = append(cells, a.distance(row.Distance))
	}
	reason := ""
	if row.Reason != nil {
		reason = a.p.Text("achieve.reason_" + *row.Reason)
	}
	return append(cells, reason)
}

// distance writes how far a result lies outside its range, with its sign; empty for
// one within it.
func (a *app) distance(text *string) string {
	if text == nil {
		return ""
	}
	d, err := decimal.NewFromString(*text)
	if err != nil {
		return ""
	}
	sign := map[int]string{-1: "−", 1: "+"}[d.Sign()]
	return sign + a.p.Decimal(d.Abs(), max(0, -d.Exponent()))
}
