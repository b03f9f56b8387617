package survey

import (
	"errors"
	"math"
)

// Difference is what lies between two estimates.
type Difference struct {
	Value, SE float64
	Z         float64 // the value over its standard error: t where there are degrees of freedom
	DF        int     // degrees of freedom; 0 where no design is known
}

// Clear reports whether the difference is one, at 95 %: |t| reaches its quantile
// on the degrees of freedom, and without a design |z| ≥ 1.96. Where it is not, a
// reader is told "no clear change", never "no change".
func (d Difference) Clear() bool { return math.Abs(d.Z) >= d.bound() }

// Interval gives the interval of 95 % of the difference. It holds zero where the
// difference is not clear.
func (d Difference) Interval() (low, high float64) {
	return d.Value - d.bound()*d.SE, d.Value + d.bound()*d.SE
}

func (d Difference) bound() float64 {
	if d.DF > 0 {
		return quantile(d.DF)
	}
	return clear95
}

// clear95 is what |z| has to reach (facts: effectiveness, section 5).
const clear95 = 1.96

// Independent compares estimates of two samples drawn apart, such as two waves.
// Their degrees of freedom are those of one design whose strata each lie in one of
// the samples, less one, as in R's svyttest.
func Independent(a, b Estimate) Difference {
	d := difference(a.Value-b.Value, math.Hypot(a.SE, b.SE))
	if a.DF > 0 && b.DF > 0 {
		d.DF = a.DF + b.DF - 1
	}
	return d
}

// ErrFreedom is of a design that leaves a difference no degree of freedom.
var ErrFreedom = errors.New("no degree of freedom is left")

// ErrUnits is of two estimates that are not of the same units, or of respondents
// without names of their own that are in both.
var ErrUnits = errors.New("the estimates are not of the same design")

// Within compares two domains, or two answers, of one design: what they have in
// common in its units is taken into account. Where respondents are the units and
// have no names, the two have no respondent in common: two groups of a breakdown.
// The degrees of freedom are those of the two domains together, less one, as in R's
// svyttest.
func Within(a, b Estimate, lonely Lonely) (Difference, error) {
	if len(a.scores) != len(b.scores) {
		return Difference{}, ErrUnits
	}
	scores := make([]score, 0, len(a.scores))
	freedom, strata := -1, map[string]bool{}
	for at := 0; at < len(a.scores); {
		end := at // both are in the order of strata and clusters
		for end < len(a.scores) && a.scores[end].sameUnit(a.scores[at]) {
			if !b.scores[end].sameUnit(a.scores[at]) {
				return Difference{}, ErrUnits
			}
			end++
		}
		joined, ok := join(a.scores[at:end], b.scores[at:end])
		if !ok {
			return Difference{}, ErrUnits
		}
		for _, s := range joined {
			if s.within {
				freedom++
				strata[s.stratum] = true
			}
		}
		scores, at = append(scores, joined...), end
	}
	v, err := variance(scores, lonely)
	d := difference(a.Value-b.Value, math.Sqrt(v))
	if d.DF = freedom - len(strata); d.DF < 1 && err == nil {
		err = ErrFreedom
	}
	return d, err
}

func (s score) sameUnit(other score) bool {
	return s.stratum == other.stratum && s.cluster == other.cluster
}

// join subtracts the scores of one unit, or of respondents of one name, who are
// in one of the two at most.
func join(a, b []score) ([]score, bool) {
	if len(a) == 1 {
		return []score{{stratum: a[0].stratum, cluster: a[0].cluster, z: a[0].z - b[0].z, within: a[0].within || b[0].within}}, true
	}
	out := make([]score, 0, len(a))
	for _, side := range []struct {
		scores []score
		sign   float64
	}{{a, 1}, {b, -1}} {
		for _, s := range side.scores {
			if s.within {
				out = append(out, score{stratum: s.stratum, cluster: s.cluster, z: side.sign * s.z, within: true})
			}
		}
	}
	if len(out) > len(a) {
		return nil, false
	}
	for len(out) < len(a) {
		out = append(out, score{stratum: a[0].stratum, cluster: a[0].cluster})
	}
	return out, true
}

func difference(value, se float64) Difference { return Difference{Value: value, SE: se, Z: value / se} }
