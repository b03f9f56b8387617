package survey

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Interval is an interval of 95 % and how it was made.
type Interval struct {
	Low, High float64
	Method    Method
}

// Method names how an interval was made.
type Method string

// The methods.
const (
	Logit       Method = "taylor-logit" // of a share under a design
	T           Method = "taylor-t"     // of a mean under a design
	WilsonKish  Method = "wilson-kish"  // of a share whose weights are known
	WilsonPlain Method = "wilson"       // of a share of which only n is known
)

var z95 = distuv.UnitNormal.Quantile(0.975)

// Share gives the interval of a share under its design: the t interval of the
// logit, carried back. A share of 0 or 1 has no logit; its interval is Wilson's
// on the effective size. It reports false where there are no degrees of freedom.
func (e Estimate) Share() (Interval, bool) {
	if e.DF < 1 || e.N < 1 {
		return Interval{}, false
	}
	if e.Value <= 0 || e.Value >= 1 {
		i, ok := Wilson(min(1, max(0, e.Value)), e.EffectiveN())
		i.Method = WilsonKish
		return i, ok
	}
	if math.IsNaN(e.SE) {
		return Interval{}, false
	}
	middle := math.Log(e.Value / (1 - e.Value))
	half := quantile(e.DF) * e.SE / (e.Value * (1 - e.Value))
	return Interval{expit(middle - half), expit(middle + half), Logit}, true
}

// Mean gives the t interval of a mean or a net score under its design.
func (e Estimate) Mean() (Interval, bool) {
	if e.DF < 1 || math.IsNaN(e.SE) {
		return Interval{}, false
	}
	half := quantile(e.DF) * e.SE
	return Interval{e.Value - half, e.Value + half, T}, true
}

// Weighted gives the interval of a share whose weights are known but not its
// strata and clusters: Wilson's on n_eff = n / deff.
func (e Estimate) Weighted() (Interval, bool) {
	i, ok := Wilson(e.Value, e.EffectiveN())
	i.Method = WilsonKish
	return i, ok
}

// Wilson gives the score interval of a share of n, which need not be whole.
// Without n there is none.
func Wilson(share, n float64) (Interval, bool) {
	if !(n > 0) || !(share >= 0) || !(share <= 1) {
		return Interval{}, false
	}
	z2 := z95 * z95
	middle := (share + z2/(2*n)) / (1 + z2/n)
	half := z95 / (1 + z2/n) * math.Sqrt(share*(1-share)/n+z2/(4*n*n))
	return Interval{max(0, middle-half), min(1, middle+half), WilsonPlain}, true
}

// MarginOfError is half the width of the plain interval of a share, which is
// what polls print: 1.96 √(deff p(1-p)/n).
func MarginOfError(share, n, effect float64) float64 {
	return z95 * math.Sqrt(effect*share*(1-share)/n)
}

func quantile(df int) float64 {
	return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(df)}.Quantile(0.975)
}

func expit(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
