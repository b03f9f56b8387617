package survey

import (
	"cmp"
	"errors"
	"math"
	"slices"
)

// Unit is one primary sampling unit and the sums over its members that are in
// the domain. Without clusters each respondent is a unit.
type Unit struct {
	Stratum, Cluster string
	N                int64   // members in the domain
	Weight           float64 // Σ w
	Total            float64 // Σ w y
	Squares          float64 // Σ w²
}

// Lonely says what a stratum of only one primary unit adds to the variance:
// nothing can be estimated within it. The names are those of R's
// options(survey.lonely.psu).
type Lonely string

// The ways. The zero value is Adjust.
const (
	Adjust    Lonely = "adjust"    // its unit is held against the mean of all: too wide rather than too narrow
	Certainty Lonely = "certainty" // nothing: the unit was certain to be in the sample
	Average   Lonely = "average"   // as much as the other strata on average
	Fail      Lonely = "fail"      // ErrLonely
)

// The errors of a design that has no variance.
var (
	ErrLonely = errors.New("a stratum has one primary sampling unit")
	ErrEmpty  = errors.New("no weight in the domain")
)

// Estimate is a weighted share or mean with its standard error.
type Estimate struct {
	Value  float64 // Σwy / Σw
	SE     float64 // NaN where the design has one unit
	N      int64   // respondents in the domain
	DF     int     // units with a member in the domain less their strata
	Effect float64 // Kish: n Σw² / (Σw)², which is 1 + the squared coefficient of variation (divided by n)
	scores []score
}

// EffectiveN is the size of a simple sample that the weights leave: n / deff.
func (e Estimate) EffectiveN() float64 { return float64(e.N) / e.Effect }

// Simple is the estimate of a share of a simple sample of n respondents, which
// need not be whole: what is left of a sample of which only the weights are known,
// with n as its effective size, or of a published share. It has no degrees of
// freedom.
func Simple(share, n float64) Estimate {
	return Estimate{Value: share, SE: math.Sqrt(share * (1 - share) / n), N: int64(math.Round(n)), Effect: 1}
}

// score is the linearised total of a unit.
type score struct {
	stratum, cluster string
	z                float64
	within           bool // the unit has a member in the domain
}

// Of estimates Σwy / Σw over the units of one design. Their order is of no
// consequence, nor is a constant that all weights are multiplied by.
func Of(units []Unit, lonely Lonely) (Estimate, error) {
	units = slices.Clone(units)
	slices.SortFunc(units, func(a, b Unit) int {
		return cmp.Or(cmp.Compare(a.Stratum, b.Stratum), cmp.Compare(a.Cluster, b.Cluster), cmp.Compare(a.N, b.N),
			cmp.Compare(a.Weight, b.Weight), cmp.Compare(a.Total, b.Total), cmp.Compare(a.Squares, b.Squares))
	})
	var e Estimate
	var weight, total, squares float64
	strata := map[string]bool{}
	for _, u := range units {
		weight, total, squares, e.N = weight+u.Weight, total+u.Total, squares+u.Squares, e.N+u.N
		if u.N > 0 {
			e.DF++
			strata[u.Stratum] = true
		}
	}
	if !(weight > 0) {
		return Estimate{}, ErrEmpty
	}
	e.DF -= len(strata)
	e.Value = total / weight
	e.Effect = float64(e.N) * squares / (weight * weight)
	e.scores = make([]score, len(units))
	for i, u := range units {
		e.scores[i] = score{u.Stratum, u.Cluster, (u.Total - e.Value*u.Weight) / weight, u.N > 0}
	}
	v, err := variance(e.scores, lonely)
	e.SE = math.Sqrt(v)
	return e, err
}

// variance adds up n/(n-1) Σ(z - z̄)² over the strata.
func variance(scores []score, lonely Lonely) (float64, error) {
	var sum float64
	strata, good := 0, 0
	for at := 0; at < len(scores); {
		end := at
		mean := 0.0
		for end < len(scores) && scores[end].stratum == scores[at].stratum {
			mean += scores[end].z
			end++
		}
		n := float64(end - at)
		strata++
		if end-at == 1 {
			switch lonely {
			case Fail:
				return math.NaN(), ErrLonely
			case Certainty:
				good++
			case Average:
			default:
				good++
				sum += mean * mean
			}
			at = end
			continue
		}
		good++
		mean /= n
		var part float64
		for ; at < end; at++ {
			part += (scores[at].z - mean) * (scores[at].z - mean)
		}
		sum += part * n / (n - 1)
	}
	if good == 0 || len(scores) < 2 {
		return math.NaN(), nil
	}
	return sum * float64(strata) / float64(good), nil
}
