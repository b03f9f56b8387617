package charts

import (
	"slices"

	"heng/indicators"
)

// table is the trend for who reads it, a row a period.
func (t *trend) table() Table {
	table := Table{Caption: t.caption(), Columns: []string{t.text("period"), t.text("value")}}
	hasTarget := slices.ContainsFunc(t.points, func(p trendPoint) bool { return p.target != nil })
	var drawn []*indicators.Observation
	for _, point := range t.points {
		drawn = append(drawn, point.o)
	}
	intervals := hasInterval(drawn)
	if intervals {
		table.Columns = append(table.Columns, t.text("interval"))
	}
	if hasTarget {
		table.Columns = append(table.Columns, t.text("target"))
	}
	for _, point := range t.points {
		row := []string{t.period(point.code), t.cell(point.o)}
		if intervals {
			row = append(row, t.intervalCell(point.o))
		}
		if hasTarget {
			target := t.target(point.target)
			if target == "" {
				target = t.text("none")
			}
			row = append(row, target)
		}
		table.Rows = append(table.Rows, row)
	}
	return table
}

// alt tells the trend: its ends, its extremes, what it is held against, what is
// missing.
func (t *trend) alt() string {
	first, last, low, high := -1, -1, -1, -1
	absent := map[string][]string{}
	var reasons, provisional, breaks []string
	for i, point := range t.points {
		if !drawable(point.o) {
			reason := t.absence(point.o)
			if absent[reason] == nil {
				reasons = append(reasons, reason)
			}
			absent[reason] = append(absent[reason], t.period(point.code))
			continue
		}
		if first < 0 {
			first, low, high = i, i, i
		}
		last = i
		if point.o.Value.Cmp(t.points[low].o.Value) < 0 {
			low = i
		}
		if point.o.Value.Cmp(t.points[high].o.Value) > 0 {
			high = i
		}
		if point.o.ObsStatus == indicators.Provisional {
			provisional = append(provisional, t.period(point.code))
		}
		if i > 0 && isBreak(point.o) {
			breaks = append(breaks, t.period(point.code))
		}
	}
	at := func(i int) (period, value string) { return t.period(t.points[i].code), t.value(t.points[i].o.Value) }
	firstPeriod, firstValue := at(first)
	lastPeriod, lastValue := at(last)
	parts := []string{t.text("trend_alt", "name", t.name(), "from", t.period(t.points[0].code), "to", t.period(t.points[len(t.points)-1].code),
		"first", firstPeriod, "first_value", firstValue, "last", lastPeriod, "last_value", lastValue)}
	if highPeriod, highValue := at(high); high != first && high != last {
		parts = append(parts, t.text("highest", "period", highPeriod, "value", highValue))
	}
	if lowPeriod, lowValue := at(low); low != first && low != last {
		parts = append(parts, t.text("lowest", "period", lowPeriod, "value", lowValue))
	}
	if o := t.points[t.main].o; o != nil {
		if _, _, ok := intervalOf(o); ok {
			parts = append(parts, t.text("interval_alt", "period", t.period(t.points[t.main].code), "range", t.intervalCell(o)))
		}
	}
	if target := t.points[t.main].target; target != nil {
		parts = append(parts, t.text("target_alt", "period", t.period(t.points[t.main].code), "value", t.target(target)))
	}
	if n := t.baseline(); n != nil {
		parts = append(parts, t.text("baseline_alt", "period", t.period(t.Indicator.Baseline.Period), "value", t.value(n)))
	}
	for _, reason := range reasons {
		parts = append(parts, t.text("absent_alt", "reason", reason, "periods", absent[reason]))
	}
	if len(breaks) > 0 {
		parts = append(parts, t.text("break_alt", "periods", breaks))
	}
	if len(provisional) > 0 {
		parts = append(parts, t.text("absent_alt", "reason", t.text("provisional"), "periods", provisional))
	}
	return t.sentences(parts)
}
