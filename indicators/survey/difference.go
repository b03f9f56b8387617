package survey

import (
	"errors"
	"math"
)

// Difference is what lies between two estimates.
type Difference struct{ Value, SE, Z float64 }

// Clear reports whether the difference is one, at 95 %: |z| ≥ 1.96. Where it
// is not, a reader is told "no clear change", never "no change".
func (d Difference) Clear() bool { return math.Abs(d.Z) >= clear95 }

// Interval gives the interval of 95 % of the difference. It holds zero where the
// difference is not clear.
func (d Difference) Interval() (low, high float64) {
	return d.Value - clear95*d.SE, d.Value + clear95*d.SE
}

// clear95 is what |z| has to reach (facts: effectiveness, section 5).
const clear95 = 1.96

// Independent compares estimates of two samples drawn apart, such as two waves.
func Independent(a, b Estimate) Difference {
	return difference(a.Value-b.Value, math.Hypot(a.SE, b.SE))
}

// ErrUnits is of two estimates that are not of the same units, or of respondents
// without names of their own that are in both.
var ErrUnits = errors.New("the estimates are not of the same design")

// Within compares two domains, or two answers, of one design: what they have in
// common in its units is taken into account. Where respondents are the units and
// have no names, the two have no respondent in common: two groups of a breakdown.
func Within(a, b Estimate, lonely Lonely) (Difference, error) {
	if len(a.scores) != len(b.scores) {
		return Difference{}, ErrUnits
	}
	scores := make([]score, 0, len(a.scores))
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
		scores, at = append(scores, joined...), end
	}
	v, err := variance(scores, lonely)
	return difference(a.Value-b.Value, math.Sqrt(v)), err
}

func (s score) sameUnit(other score) bool {
	return s.stratum == other.stratum && s.cluster == other.cluster
}

// join subtracts the scores of one unit, or of respondents of one name, who are
// in one of the two at most.
func join(a, b []score) ([]score, bool) {
	if len(a) == 1 {
		return []score{{stratum: a[0].stratum, cluster: a[0].cluster, z: a[0].z - b[0].z}}, true
	}
	out := make([]score, 0, len(a))
	for _, side := range []struct {
		scores []score
		sign   float64
	}{{a, 1}, {b, -1}} {
		for _, s := range side.scores {
			if s.within {
				out = append(out, score{stratum: s.stratum, cluster: s.cluster, z: side.sign * s.z})
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

func difference(value, se float64) Difference { return Difference{value, se, value / se} }
