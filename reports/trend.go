package reports

import (
	"heng/indicators"
	"heng/indicators/trend"
)

// Published is a value as it was published earlier.
type Published struct {
	Framework, Indicator, Period string
	Value                        *indicators.Number
	On                           string // the day, as 2018-03-01
	Source                       string
}

// trendFacts lists how the value moved: since the baseline, over the whole
// periods up to the report's, and against what was published earlier.
func (b *book) trendFacts(e *entry) []fact {
	o, i := e.focus.Observation, e.indicator
	var facts []fact
	add := func(key string, pairs ...any) {
		facts = append(facts, fact{Label: b.p.Text("trend." + key), Value: write(b.p, "trend."+key+"_text", pairs...), Told: true})
	}
	change := func(n *indicators.Number) string { return b.signed(e, n) }
	if o.Value != nil && o.Baseline != nil && !isProvisional(o, b.in.AsOf) && !brokenBetween(e.series.totals, i.Baseline.Period, e.focus.Period) {
		c := trend.ChangeOf(o.Baseline.Rat(), o.Value.Rat(), i.UnitName() == "percent")
		text := change(o.Value.Sub(o.Baseline))
		if c.Relative != nil {
			relative := o.Value.Sub(o.Baseline).Over(100, o.Baseline)
			text = b.p.Text("trend.relative", "change", text, "percent", b.sign(relative)+b.p.Quantity(relative.Decimal(1).Abs(), "percent", nil, 1))
		}
		add("since_baseline", "change", text, "period", b.p.ShortPeriod(i.Baseline.Period))
		facts[len(facts)-1].Note = b.baselineTest(e)
	}
	if t := indicators.TrendOf(i, b.totals(e), e.focus.Period, b.in.AsOf); t != nil {
		interval := ""
		if t.Low != nil {
			interval = b.p.Text("trend.interval", "low", change(t.Low), "high", change(t.High))
		}
		add("slope", "slope", change(t.Slope), "n", t.Periods, "from", b.p.ShortPeriod(t.From), "to", b.p.ShortPeriod(t.To), "interval", interval)
		if t.Target != nil {
			key := "outlook"
			if !t.Reached {
				key = "outlook_short"
			}
			if ahead := t.Required.Rat().Sign(); ahead == 0 || (ahead < 0) == (i.DirectionName() == "up") {
				key += "_met" // the last value meets it: nothing is left to need
			}
			facts = append(facts, fact{Label: b.p.Text("trend.outlook"), Value: write(b.p, "trend."+key+"_text",
				"expected", e.quantity(t.Expected), "due", b.p.ShortPeriod(t.Due), "target", e.quantity(t.Target), "required", change(t.Required)), Told: true})
		}
	}
	if n := indicators.TrendPeriods(i, b.totals(e), e.focus.Period, b.in.AsOf); n == 2 {
		add("too_short", "n", n)
	}
	for _, p := range b.in.Published {
		same := p.Framework == e.framework.ID && p.Indicator == i.ID && p.Period == periodCode(o)
		if same && (o.Value == nil || o.Value.Cmp(p.Value) != 0) {
			add("published", "value", e.quantity(p.Value), "on", b.date(p.On), "source", b.optional("trend.published_source", "source", p.Source))
		}
	}
	return facts
}

// totals are the observations of an indicator's totals, in order of their periods.
func (b *book) totals(e *entry) []indicators.Observation {
	var all []indicators.Observation
	for _, code := range e.series.periods() {
		if o := e.series.totals[code]; o != nil {
			all = append(all, *o)
		}
	}
	return all
}

// signed writes a change with its sign, in the indicator's unit: of percents in
// points.
func (b *book) signed(e *entry, n *indicators.Number) string {
	unit, decimals := e.unit(), e.decimals()
	if unit == "percent" {
		decimals = max(decimals, 1)
	}
	return b.sign(n) + b.p.Difference(rounded(n, unit, decimals), unit, e.unitTitle(), decimals)
}

func (b *book) sign(n *indicators.Number) string {
	switch n.Cmp(indicators.FromInt(0)) {
	case 1:
		return "+"
	case -1:
		return "−"
	}
	return "±"
}
