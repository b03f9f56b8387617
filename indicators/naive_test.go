package indicators_test

import (
	"cmp"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"heng/indicators"
	"heng/indicators/achievement"
)

// judged is what the naive evaluator is told of one row for one definition:
// the period and the code of each breakdown column ("" where there is none),
// whether it counts, and what it brings. Nil is null.
type judged struct {
	period     *string
	codes      map[string]*string
	where      *bool
	condition  *bool    // count, share
	value      *big.Rat // sum, mean, quantiles, value; a ratio's numerator
	other      *big.Rat // a ratio's denominator
	key, group *string  // distinct and concentration
	result     achievement.Result
	series     *string
	order      int64
	weight     *big.Rat // of an achievement's mean; nil weighs the same
}

// measured is what the naive evaluator knows of a definition.
type measured struct {
	kind       string
	periods    bool
	sets       [][]string
	percent    bool
	at         *big.Rat
	num, den   string // the aggregates of a ratio
	quantified bool
	summary    string // of an achievement
	ratio      bool   // its rate is actual over target
	cap        achievement.Cap
	rule       achievement.Rule // how reports of a series become one; empty: each row is a result
}

// figure is an observation as far as rows decide it.
type figure struct {
	Value, Numerator, Denominator string
	N, Missing                    int64
	Status                        indicators.ObsStatus
}

// naive computes a definition row by row and cell by cell, as the words of the
// design say and with nothing shared with the plan.
func naive(rows []judged, m measured) map[string]figure {
	if m.rule != "" {
		rows = m.combined(rows)
	}
	cells := map[string][]judged{}
	for _, set := range append([][]string{nil}, m.sets...) {
		if len(rows) == 0 && !m.periods && set == nil {
			cells[cellName(nil, nil)] = nil
		}
		for _, row := range rows {
			codes := map[string]string{}
			for _, column := range set {
				codes[column] = orUnknown(row.codes[column])
			}
			var period *string
			if m.periods {
				p := orUnknown(row.period)
				period = &p
			}
			name := cellName(period, codes)
			cells[name] = append(cells[name], row)
		}
	}
	figures := map[string]figure{}
	for name, rows := range cells {
		var f figure
		var counted []judged
		for _, row := range rows {
			undated := m.periods && row.period == nil
			switch gone := m.missing(row); {
			case row.where != nil && !*row.where:
			case undated || gone || row.where == nil:
				f.Missing++
			default:
				f.N++
				counted = append(counted, row)
			}
		}
		if len(rows) > 0 && m.periods && rows[0].period == nil && f.Missing == 0 {
			continue
		}
		f.Status = indicators.NotApplicable
		if f.N == 0 && f.Missing > 0 {
			f.Status = indicators.Missing
		}
		if f.N > 0 {
			m.measure(counted, &f)
		}
		figures[name] = f
	}
	return figures
}

func (m measured) missing(r judged) bool {
	switch m.kind {
	case "achievement":
		return m.missingResult(r)
	case "count", "share":
		return r.condition == nil
	case "distinct":
		return r.key == nil
	case "concentration":
		return r.value == nil || r.group == nil
	case "ratio":
		return r.value == nil || r.other == nil
	}
	return r.value == nil
}

func (m measured) measure(rows []judged, f *figure) {
	yes, sum, other := new(big.Rat), new(big.Rat), new(big.Rat)
	keys, groups := map[string]bool{}, map[string]*big.Rat{}
	var values []*big.Rat
	for _, r := range rows {
		if r.condition != nil && *r.condition {
			yes.Add(yes, big.NewRat(1, 1))
		}
		if r.key != nil {
			keys[*r.key] = true
		}
		if r.value != nil {
			values = append(values, r.value)
			sum.Add(sum, r.value)
			if r.group != nil {
				groups[*r.group] = new(big.Rat).Add(orZero(groups[*r.group]), r.value)
			}
		}
		if r.other != nil {
			other.Add(other, r.other)
		}
	}
	n := new(big.Rat).SetInt64(int64(len(rows)))
	var value *big.Rat
	switch m.kind {
	case "count":
		value = yes
	case "distinct":
		value = new(big.Rat).SetInt64(int64(len(keys)))
	case "share":
		value = f.quotient(yes, n, m.percent)
	case "mean":
		value = f.quotient(sum, n, false)
	case "ratio":
		value = f.quotient(m.side(m.num, rows, sum, func(r judged) *big.Rat { return r.value }),
			m.side(m.den, rows, other, func(r judged) *big.Rat { return r.other }), m.percent)
	case "concentration":
		if sum.Sign() > 0 {
			value = new(big.Rat)
			for _, s := range groups {
				q, _ := new(big.Rat).SetString(new(big.Rat).Quo(s, sum).FloatString(12))
				value.Add(value, q.Mul(q, q))
			}
		}
	case "achievement":
		value = m.achieved(rows, f)
	case "median", "percentile":
		value = quantile(values, m.at)
	default:
		value = sum
	}
	if value != nil {
		f.Value, f.Status = ratText(value), indicators.Normal
	}
}

// side is one side of a ratio: a sum, the number of rows where the condition
// (1 or 0) holds, or the number of different values.
func (m measured) side(aggregate string, rows []judged, sum *big.Rat, of func(judged) *big.Rat) *big.Rat {
	if aggregate != "distinct" {
		return sum
	}
	seen := map[string]bool{}
	for _, r := range rows {
		seen[of(r).String()] = true
	}
	return new(big.Rat).SetInt64(int64(len(seen)))
}

func (f *figure) quotient(a, b *big.Rat, percent bool) *big.Rat {
	f.Numerator, f.Denominator = ratText(a), ratText(b)
	if b.Sign() == 0 {
		return nil
	}
	q := new(big.Rat).Quo(a, b)
	if percent {
		q.Mul(q, big.NewRat(100, 1))
	}
	return q
}

// quantile is R's type 7: between the order statistics around (n − 1)·at. What
// the engines compute in floats is kept to fifteen digits.
func quantile(values []*big.Rat, at *big.Rat) *big.Rat {
	slices.SortFunc(values, (*big.Rat).Cmp)
	h := new(big.Rat).Mul(at, new(big.Rat).SetInt64(int64(len(values)-1)))
	low := int(new(big.Int).Quo(h.Num(), h.Denom()).Int64())
	high := min(low+1, len(values)-1)
	q := new(big.Rat).Sub(values[high], values[low])
	q.Mul(q, h.Sub(h, new(big.Rat).SetInt64(int64(low)))).Add(q, values[low])
	nearest, _ := q.Float64()
	q, _ = new(big.Rat).SetString(strconv.FormatFloat(nearest, 'g', 15, 64))
	return q
}

// ratText writes a number as observations do.
func ratText(r *big.Rat) string {
	if digits, exact := r.FloatPrec(); exact && digits <= 12 {
		return r.FloatString(digits)
	}
	f, _ := r.Float64()
	if f > -1e21 && f <= -1e-6 || f >= 1e-6 && f < 1e21 {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	return strconv.FormatFloat(f, 'g', -1, 64)
}

func orZero(r *big.Rat) *big.Rat {
	if r == nil {
		return new(big.Rat)
	}
	return r
}

func orUnknown(s *string) string {
	if s == nil {
		return indicators.Unknown
	}
	return *s
}

// cellName names a cell by its period and codes.
func cellName(period *string, codes map[string]string) string {
	var parts []string
	for column, code := range codes {
		parts = append(parts, column+"="+strconv.Quote(code))
	}
	slices.SortFunc(parts, cmp.Compare)
	name := "-"
	if period != nil {
		name = *period
	}
	return name + " " + strings.Join(parts, " ")
}
