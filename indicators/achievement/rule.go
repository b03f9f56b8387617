package achievement

import "math/big"

// Result is what is known of one result. A nil value is missing, which is
// another thing than zero.
type Result struct {
	Actual   *big.Rat
	Target   *big.Rat // a point; not used where a bound is given
	Minimum  *big.Rat // a range: at least this
	Maximum  *big.Rat // a range: at most this
	Baseline *big.Rat
	// Ascending says whether more is better. Nil: the way from baseline to target
	// says it, and without one more is better (the default of IATI 2.03).
	Ascending *bool
	// Strict: a target has to be passed, not only reached.
	Strict bool
	// Elapsed is the part of the time that is over, between 0 and 1: the result is
	// judged against what is due by now. Nil: against the final target.
	Elapsed *big.Rat
	// Weight is, of figures that are percentages, their denominator: Pooled adds up
	// the numerators that they stand for. Nil: 1.
	Weight *big.Rat
}

// Reason says why a result has no verdict.
type Reason string

// The reasons. Known is the reason of a result that has one.
const (
	Known         Reason = ""
	NoActual      Reason = "no_actual"
	NoTarget      Reason = "no_target"
	Contradictory Reason = "contradictory" // Ascending and the way to the target say opposite things
)

// Judgement is what the rule says of a result. Figures are fractions: 1 is the
// target reached. They are raw: neither cut at 0 nor at 1.
type Judgement struct {
	Met      *bool // nil where there is no verdict; see Reason
	Reason   Reason
	Ratio    *big.Rat // actual over target; nil unless more is better and the target above zero
	Progress *big.Rat // the way from baseline to target; nil without a baseline or where there is no way
	Rate     *big.Rat // Progress where a baseline is known, else Ratio; nil where neither says how far
	// Distance is how far a result lies outside its range, from the nearest bound: below
	// zero under the minimum, above zero over the maximum. Nil within it, and for a point.
	Distance *big.Rat
}

// Judge applies the rule.
//
//	baseline known, another than the target:  (actual − baseline) / (target − baseline)
//	no baseline, more is better, target > 0:  actual / target
//	anything else:                            met or not met, no rate
//
// The sign cancels in the first, so one formula serves both directions. A target
// that is the baseline is one to be held.
func Judge(r Result) Judgement {
	if r.Actual == nil {
		return Judgement{Reason: NoActual}
	}
	if r.Minimum != nil || r.Maximum != nil {
		met := (r.Minimum == nil || beyond(r.Actual, r.Minimum, r.Strict)) &&
			(r.Maximum == nil || beyond(r.Maximum, r.Actual, r.Strict))
		j := Judgement{Met: &met}
		switch {
		case r.Minimum != nil && r.Actual.Cmp(r.Minimum) < 0:
			j.Distance = new(big.Rat).Sub(r.Actual, r.Minimum)
		case r.Maximum != nil && r.Actual.Cmp(r.Maximum) > 0:
			j.Distance = new(big.Rat).Sub(r.Actual, r.Maximum)
		}
		return j
	}
	if r.Target == nil {
		return Judgement{Reason: NoTarget}
	}
	up, contradictory := r.ascending()
	if contradictory {
		return Judgement{Reason: Contradictory}
	}
	due := r.due(up)
	j := Judgement{}
	met := up && beyond(r.Actual, due, r.Strict) || !up && beyond(due, r.Actual, r.Strict)
	j.Met = &met
	if up && due.Sign() > 0 {
		j.Ratio = new(big.Rat).Quo(r.Actual, due)
	}
	if r.Baseline != nil {
		if way := new(big.Rat).Sub(due, r.Baseline); way.Sign() != 0 {
			j.Progress = new(big.Rat).Sub(r.Actual, r.Baseline)
			j.Progress.Quo(j.Progress, way)
		}
		j.Rate = j.Progress
		return j
	}
	j.Rate = j.Ratio
	return j
}

// ascending says which way is better, and whether what is said of it contradicts
// the way from baseline to target. Nothing is guessed then.
func (r Result) ascending() (up, contradictory bool) {
	way := 0
	if r.Baseline != nil {
		way = r.Target.Cmp(r.Baseline)
	}
	switch {
	case r.Ascending != nil:
		return *r.Ascending, *r.Ascending && way < 0 || !*r.Ascending && way > 0
	case way != 0:
		return way > 0, false
	}
	return true, false
}

// due is what the result should be by now: the target, or its part of the time
// that is over. Without a baseline only a result that grows from nothing has such
// a part.
func (r Result) due(up bool) *big.Rat {
	if r.Elapsed == nil {
		return r.Target
	}
	elapsed := r.Elapsed
	if one := big.NewRat(1, 1); elapsed.Cmp(one) > 0 {
		elapsed = one
	}
	if elapsed.Sign() < 0 {
		elapsed = new(big.Rat)
	}
	from := r.Baseline
	if from == nil {
		if !up || r.Target.Sign() <= 0 {
			return r.Target
		}
		from = new(big.Rat)
	}
	way := new(big.Rat).Sub(r.Target, from)
	return way.Mul(way, elapsed).Add(way, from)
}

func beyond(a, b *big.Rat, strict bool) bool {
	if strict {
		return a.Cmp(b) > 0
	}
	return a.Cmp(b) >= 0
}

// Cap is between which rates are kept when they are added up or drawn. A nil
// bound is none.
type Cap struct{ Low, High *big.Rat }

// Of returns the rate within the cap, and whether it was cut. Whoever shows the
// result says how many were.
func (c Cap) Of(rate *big.Rat) (kept *big.Rat, cut bool) {
	switch {
	case c.Low != nil && rate.Cmp(c.Low) < 0:
		return c.Low, true
	case c.High != nil && rate.Cmp(c.High) > 0:
		return c.High, true
	}
	return rate, false
}

// Pooled is the rate of several results together, from their sums and never as a
// mean of rates: the way gone over the way to go. Each needs an actual and a
// target; a result without a baseline starts from zero. Percentages are taken back
// to what they are of by their weights. Nil where there is no way to go.
func Pooled(results []Result) *big.Rat {
	gone, way := new(big.Rat), new(big.Rat)
	for _, r := range results {
		if r.Actual == nil || r.Target == nil {
			continue
		}
		weight := r.Weight
		if weight == nil {
			weight = big.NewRat(1, 1)
		}
		weighed := func(n *big.Rat) *big.Rat { return new(big.Rat).Mul(weight, n) }
		gone.Add(gone, weighed(r.Actual))
		way.Add(way, weighed(r.Target))
		if r.Baseline != nil {
			gone.Sub(gone, weighed(r.Baseline))
			way.Sub(way, weighed(r.Baseline))
		}
	}
	if way.Sign() == 0 {
		return nil
	}
	return gone.Quo(gone, way)
}
