package indicators

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
)

// Terms is the sha256 of what groups agree to: population, where, measure,
// period, targets and bands. An agreement names it, and is void when it has
// changed. White space within an expression does not count.
func (i *Indicator) Terms() string {
	text := func(e *Expression) string {
		if e == nil {
			return ""
		}
		return strings.Join(strings.Fields(e.Text), " ")
	}
	number := func(n *Number) string {
		if n == nil {
			return ""
		}
		return n.String()
	}
	type target struct {
		Period, Value, Min, Max, Over, Under string
		Where                                map[string]string
	}
	terms := struct {
		Population, Where string
		Measure           [4]string
		By, Of            string
		Targets           []target
		Bands             [2]string
	}{Population: i.Population, Where: text(i.Where), By: i.Period.By, Of: text(i.Period.Of)}
	m := i.Measure
	terms.Measure[0] = m.Kind()
	switch {
	case m.Achievement != nil:
		terms.Measure[1] = m.Achievement.Text()
	case m.Survey != nil:
		terms.Measure[1] = m.Survey.Text()
	case m.Percentile != nil:
		terms.Measure[1], terms.Measure[2] = text(m.Percentile.Of), m.Percentile.At
	case m.Ratio != nil:
		terms.Measure[1], terms.Measure[2] = text(m.Ratio.Numerator), text(m.Ratio.Denominator)
	case m.Concentration != nil:
		terms.Measure[1], terms.Measure[2] = text(m.Concentration.Of), text(m.Concentration.By)
	default:
		for _, e := range []*Expression{m.Count, m.Distinct, m.Share, m.Sum, m.Mean, m.Median, m.Value} {
			if e != nil {
				terms.Measure[1] = text(e)
			}
		}
	}
	terms.Measure[3] = i.UnitName()
	for _, t := range i.Targets {
		terms.Targets = append(terms.Targets, target{
			Period: t.Period, Value: number(t.Value), Min: number(t.Min), Max: number(t.Max),
			Over: number(t.Over), Under: number(t.Under), Where: t.Where,
		})
	}
	if i.Bands != nil {
		terms.Bands = [2]string{number(i.Bands.OnTrack), number(i.Bands.AtRisk)}
	}
	canonical, err := json.Marshal(terms)
	if err != nil {
		panic(err) // plain strings and maps of strings
	}
	sum := sha256.Sum256(canonical)
	return hex.EncodeToString(sum[:])
}
