package indicators_test

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"heng/indicators/achievement"
)

// rate is the rate of a row that the summary goes by; nil where it has none.
func (m measured) rate(r judged) *big.Rat {
	j := achievement.Judge(r.result)
	if m.ratio {
		return j.Ratio
	}
	return j.Rate
}

// missingResult reports whether a row has not what the summary needs.
func (m measured) missingResult(r judged) bool {
	switch m.summary {
	case "share_met":
		return achievement.Judge(r.result).Met == nil
	case "pooled":
		return r.weight == nil || r.result.Minimum != nil || r.result.Maximum != nil || achievement.Judge(r.result).Met == nil
	case "mean":
		return m.rate(r) == nil || r.weight == nil
	}
	return m.rate(r) == nil
}

// achieved sums up results as the words of the rule say. A rate is fixed to
// twelve decimals before it is added up, as any division within a row.
func (m measured) achieved(rows []judged, f *figure) *big.Rat {
	n := new(big.Rat).SetInt64(int64(len(rows)))
	switch m.summary {
	case "share_met":
		met := new(big.Rat)
		for _, r := range rows {
			if *achievement.Judge(r.result).Met {
				met.Add(met, big.NewRat(1, 1))
			}
		}
		return f.quotient(met, n, m.percent)
	case "pooled":
		gone, way := new(big.Rat), new(big.Rat)
		for _, r := range rows {
			from := orZero(r.result.Baseline)
			for sum, figure := range map[*big.Rat]*big.Rat{gone: r.result.Actual, way: r.result.Target} {
				sum.Add(sum, new(big.Rat).Mul(r.weight, new(big.Rat).Sub(figure, from)))
			}
		}
		return f.quotient(gone, way, m.percent)
	case "mean":
		sum, weights := new(big.Rat), new(big.Rat)
		for _, r := range rows {
			rate, _ := m.cap.Of(fixed(m.rate(r)))
			sum.Add(sum, new(big.Rat).Mul(rate, r.weight))
			weights.Add(weights, r.weight)
		}
		return f.quotient(sum, weights, m.percent)
	}
	var rates []*big.Rat
	for _, r := range rows {
		rate := m.rate(r)
		if m.percent {
			rate = new(big.Rat).Mul(rate, big.NewRat(100, 1))
		}
		rates = append(rates, rate)
	}
	return quantile(rates, big.NewRat(1, 2))
}

func fixed(r *big.Rat) *big.Rat {
	q, _ := new(big.Rat).SetString(r.FloatString(12))
	return q
}

// combined makes one row of the reports of a result within a period: the last in
// order, with the combined figures. The others are left out; a row of no series
// cannot be placed.
func (m measured) combined(rows []judged) []judged {
	all := append([]judged(nil), rows...)
	groups := map[string][]int{}
	for at, r := range all {
		switch {
		case r.where == nil || !*r.where:
		case r.series == nil:
			all[at].where = nil
		default:
			name := *r.series
			if m.periods {
				name = orUnknown(r.period) + "\x00" + name
			}
			groups[name] = append(groups[name], at)
		}
	}
	out := false
	for _, places := range groups {
		slices.SortFunc(places, func(a, b int) int { return cmp.Compare(all[a].order, all[b].order) })
		var reports []achievement.Result
		stands := places[len(places)-1]
		for _, at := range places {
			reports = append(reports, all[at].result)
			if m.rule == achievement.Cumulative && all[at].result.Actual != nil {
				stands = at
			}
		}
		one := achievement.Combine(m.rule, reports)
		for _, at := range places {
			all[at].where = &out
		}
		in := true
		all[stands].where, all[stands].result = &in, one
	}
	return all
}

// smallValues are values whose quotients keep twelve digits on either engine.
var smallValues = []value{
	{"i", func(r record) *big.Rat { return number(r.i) }},
	{"abs(i)", absolute},
	{"i - 4", func(r record) *big.Rat {
		if r.i == nil {
			return nil
		}
		return new(big.Rat).SetInt64(*r.i - 4)
	}},
	{"y - 2014.5", func(r record) *big.Rat {
		if r.y == nil {
			return nil
		}
		return big.NewRat(2**r.y-4029, 2)
	}},
	{"7", func(record) *big.Rat { return big.NewRat(7, 1) }},
	{"case when w then i * 0.25 end", func(r record) *big.Rat {
		if r.i == nil || r.w == nil || !*r.w {
			return nil
		}
		return big.NewRat(*r.i, 4)
	}},
}

// drawAchievement draws an achievement over the columns of a record: its text,
// and how a row is filled in.
func drawAchievement(t *rapid.T, m *measured) (string, func(record, *judged)) {
	var parts []string
	var fills []func(record, *judged)
	pick := func(key string, odds int, set func(*achievement.Result, *big.Rat)) bool {
		if odds > 0 && rapid.IntRange(0, odds).Draw(t, key+" given") > 0 {
			return false
		}
		v := rapid.SampledFrom(smallValues).Draw(t, key)
		parts = append(parts, fmt.Sprintf("%s: %q", key, v.text))
		fills = append(fills, func(r record, j *judged) { set(&j.result, v.of(r)) })
		return true
	}
	says := func(key string, set func(*achievement.Result, *bool)) {
		if rapid.IntRange(0, 2).Draw(t, key+" given") > 0 {
			return
		}
		c := rapid.SampledFrom(conditions).Draw(t, key)
		parts = append(parts, fmt.Sprintf("%s: %q", key, c.text))
		fills = append(fills, func(r record, j *judged) { set(&j.result, c.of(r)) })
	}
	m.summary = rapid.SampledFrom([]string{"share_met", "median", "mean", "pooled"}).Draw(t, "summary")
	parts = append(parts, "summary: "+m.summary)
	pick("actual", 0, func(r *achievement.Result, x *big.Rat) { r.Actual = x })
	pick("target", 0, func(r *achievement.Result, x *big.Rat) { r.Target = x })
	pick("baseline", 1, func(r *achievement.Result, x *big.Rat) { r.Baseline = x })
	pick("minimum", 4, func(r *achievement.Result, x *big.Rat) { r.Minimum = x })
	pick("maximum", 4, func(r *achievement.Result, x *big.Rat) { r.Maximum = x })
	says("ascending", func(r *achievement.Result, b *bool) { r.Ascending = b })
	says("strict", func(r *achievement.Result, b *bool) { r.Strict = b != nil && *b })
	if m.summary != "pooled" && rapid.IntRange(0, 3).Draw(t, "pace given") == 0 {
		pick("pace", 0, func(r *achievement.Result, x *big.Rat) { r.Elapsed = x })
	}
	if m.summary == "median" || m.summary == "mean" {
		if m.ratio = rapid.Bool().Draw(t, "figure"); m.ratio {
			parts = append(parts, "figure: ratio")
		}
	}
	fills = append(fills, func(_ record, j *judged) { j.weight = big.NewRat(1, 1) })
	weigh := func() {
		if rapid.Bool().Draw(t, "weighted") {
			parts = append(parts, `weight: "abs(i)"`)
			fills = append(fills, func(r record, j *judged) { j.weight = absolute(r) })
		}
	}
	if m.summary == "pooled" {
		weigh()
	}
	if m.summary == "mean" {
		m.cap = achievement.Cap{Low: new(big.Rat), High: big.NewRat(1, 1)}
		weigh()
		if rapid.Bool().Draw(t, "capped otherwise") {
			m.cap = achievement.Cap{Low: big.NewRat(-1, 4), High: big.NewRat(3, 2)}
			parts = append(parts, "cap: [-25, 150]")
		}
	}
	if rapid.IntRange(0, 2).Draw(t, "series given") == 0 {
		m.rule = achievement.Rule(rapid.SampledFrom(achievement.Rules()).Draw(t, "rule"))
		parts = append(parts, "series: c, order: id, rule: "+string(m.rule))
		fills = append(fills, func(r record, j *judged) { j.series, j.order = r.c, r.id })
	}
	return "achievement: {" + strings.Join(parts, ", ") + "}", func(r record, j *judged) {
		for _, fill := range fills {
			fill(r, j)
		}
	}
}
