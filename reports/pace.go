package reports

import (
	"math/big"
	"strconv"

	"heng/indicators"
	"heng/reports/prose"
)

// fieldRate is how far a value has to go each year to reach a later target.
const fieldRate = "rate"

// laterTarget finds what a value without a target of its own period is aimed at:
// the next target for the whole, and whether the value keeps up with a straight
// line from the baseline to it. Only whole years are held against each other, and
// only where one side is better.
func (w scribe) laterTarget(f focus, names *periodNames) (*prose.Target, *prose.Pace) {
	o := f.Observation
	year, ok := yearOf(f.Period)
	if !ok || o.Target != nil || w.indicator.Direction != "up" && w.indicator.Direction != "down" {
		return nil, nil
	}
	var next *indicators.Target
	due := 0
	for _, t := range w.indicator.Targets {
		at, ok := yearOf(t.Period)
		if ok && t.Value != nil && len(t.Where) == 0 && at > year && (next == nil || at < due) {
			next, due = t, at
		}
	}
	if next == nil {
		return nil, nil
	}
	goal := told(figure{
		Text: w.quantity(next.Value), Exact: next.Value.String(), Field: fieldDefinedTarget, Period: next.Period,
		Indicator: indicatorKey(w.framework.ID, w.indicator.ID),
	})
	target := &prose.Target{
		Relation: relations[relationTo(o.Value, indicators.TargetValue{Value: next.Value}, w.indicator.Direction)],
		Value:    &goal, Period: names.period(next.Period),
	}
	base := w.indicator.Baseline
	if target.Relation == prose.Met || base == nil || base.Value == nil {
		return target, nil
	}
	from, ok := yearOf(base.Period)
	way := next.Value.Sub(base.Value)
	toward := map[string]int{"up": 1, "down": -1}[w.indicator.Direction]
	if !ok || from >= due || from > year || way.Rat().Sign() != toward {
		return target, nil // no way leads from the baseline to the target
	}
	needed := new(big.Rat).Mul(way.Rat(), big.NewRat(int64(year-from), int64(due-from)))
	needed.Add(needed, base.Value.Rat())
	pace := &prose.Pace{Sign: prose.Sign(o.Value.Rat().Cmp(needed) * way.Rat().Sign()), Turn: prose.Sign(way.Rat().Sign()), Kind: prose.Amount, Each: prose.Year}
	switch w.unit() {
	case "percent":
		pace.Kind = prose.Points
	case "ratio", "points":
		pace.Kind = prose.Ratio
	}
	rate := next.Value.Sub(o.Value).Over(1, indicators.FromInt(int64(due-year)))
	decimals := w.decimals()
	shown := w.figureOf(o, fieldRate, w.p.Difference(rounded(rate, w.unit(), decimals), w.unit(), w.unitTitle(), decimals), rate.String())
	shown.Compare = next.Period
	told := told(shown)
	pace.Rate = &told
	return target, pace
}

// yearOf reads a period that is a whole year.
func yearOf(code string) (int, bool) {
	year, err := strconv.Atoi(code)
	return year, err == nil && len(code) == 4
}
