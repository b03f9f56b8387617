package survey

import (
	"errors"
	"math"
)

// Difference is what lies between two estimates.
type Difference struct{ Value, SE, Z float64 }

// Clear reports whether the difference is one, at 95 %: |z| ≥ 1.96. Where it
// is not, a reader is told "no clear change", never "no change".
func (d Difference) Clear() bool { return math.Abs(d.Z) >= 1.96 }

// Independent compares estimates of two samples drawn apart, such as two waves.
func Independent(a, b Estimate) Difference {
	return difference(a.Value-b.Value, math.Hypot(a.SE, b.SE))
}

// ErrUnits is of two estimates that are not of the same units.
var ErrUnits = errors.New("the estimates are not of the same design")

// Within compares two domains, or two answers, of one design: what they have in
// common in its units is taken into account.
func Within(a, b Estimate, lonely Lonely) (Difference, error) {
	if len(a.scores) != len(b.scores) {
		return Difference{}, ErrUnits
	}
	// Scores of one unit meet by its name: two respondents without clusters have
	// names of their own.
	type name struct{ stratum, cluster string }
	other := make(map[name]float64, len(b.scores))
	for _, s := range b.scores {
		if _, again := other[name{s.stratum, s.cluster}]; again {
			return Difference{}, ErrUnits
		}
		other[name{s.stratum, s.cluster}] = s.z
	}
	scores := make([]score, len(a.scores))
	for i, s := range a.scores {
		z, there := other[name{s.stratum, s.cluster}]
		if !there {
			return Difference{}, ErrUnits
		}
		scores[i] = score{s.stratum, s.cluster, s.z - z}
	}
	v, err := variance(scores, lonely)
	return difference(a.Value-b.Value, math.Sqrt(v)), err
}

func difference(value, se float64) Difference { return Difference{value, se, value / se} }
