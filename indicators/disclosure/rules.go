package disclosure

import (
	"math/big"
	"slices"
)

// Rules are the primary rules, by which a cell is unsafe by itself: HandbookSDC,
// section 4.2. A rule whose parameter is zero or nil is not applied; a cell is
// unsafe if any rule says so. The concentration parameters must stay in the
// house, for whoever knows them can narrow an interval.
type Rules struct {
	// MinimumContributors is the number of holdings below which a cell is
	// unsafe: with 3, one or two are too few.
	MinimumContributors int
	// Percent is the p of the p % rule: unsafe if the others together are less
	// than p per cent of the largest, x1, so that the second could reckon the
	// largest that closely: X − x1 − x2 < p/100·x1.
	Percent *big.Rat
	// Prior is the q of the (p,q) rule, the per cent to which contributors know
	// each other already: p/q then stands in place of p/100. Nil for 100.
	Prior *big.Rat
	// Dominance are (n,k) rules: unsafe if the n largest together are more than
	// k per cent: x1 + … + xn > k/100·X.
	Dominance []Dominance
	// Weighting is how the contributions of a sample are compared with a total.
	Weighting Weighting
	// ZeroUnsafe makes a cell unsafe in which all contributions are zero: each
	// of them is told. Without it such a cell is judged by MinimumContributors
	// alone.
	ZeroUnsafe bool
	// MinimumOrder is the number of contributions below which a median, a
	// percentile, a minimum or a maximum may not be published.
	MinimumOrder int
}

// Dominance is one (n,k) rule.
type Dominance struct {
	N       int
	Percent *big.Rat // k
}

// Weighting is how contributions with weights are compared with their total.
type Weighting uint8

// The two readings of weights that the handbook and tau-ARGUS know. The total is
// the weighted one in both.
const (
	// SampleValues compares the contributions as they are.
	SampleValues Weighting = iota
	// Replicates takes a weight w for w contributors alike: of 100 with weight 4
	// and 10 with weight 7 the two largest are 100 and 100. A fraction of a
	// weight counts as that fraction of a contribution.
	Replicates
)

// DefaultRules are what holds where the house has not set its own: at least three
// contributors, and p % = 10. They are documented and therefore no secret; an
// office that publishes much should set its own.
func DefaultRules() Rules {
	return Rules{MinimumContributors: 3, Percent: big.NewRat(10, 1), MinimumOrder: 10}
}

// Reason is why a cell is unsafe. It stays in the house.
type Reason string

// The reasons.
const (
	TooFewContributors Reason = "too_few_contributors"
	PercentRule        Reason = "percent_rule"
	DominanceRule      Reason = "dominance_rule"
	AllZero            Reason = "all_zero"
	Policy             Reason = "policy"       // withheld
	Demanded           Reason = "demanded"     // the problem sets the protection of the cell
	Differencing       Reason = "differencing" // secondary
)

// Assessment is what the rules make of one cell.
type Assessment struct {
	Reasons    []Reason // empty for a safe cell
	Protection Protection
}

// Assess judges one cell by itself.
func (r Rules) Assess(cell Cell) Assessment {
	a := Assessment{}
	if cell.Public {
		return a
	}
	unsafe := func(reason Reason) { a.Reasons = append(a.Reasons, reason) }
	h := r.holdings(cell)
	switch {
	case cell.empty() || h.guarded == nil && h.count > 0:
		// Nobody is in it, or all who are have agreed.
	case h.count == 0:
		// Nobody says whose the value is. What is not known to be safe is not.
		if r.MinimumContributors > 0 {
			unsafe(TooFewContributors)
		}
	case h.total.Sign() == 0 && cell.Others == 0:
		if r.ZeroUnsafe {
			unsafe(AllZero)
		}
		if h.count < r.MinimumContributors {
			unsafe(TooFewContributors)
		}
	default:
		if h.count < r.MinimumContributors {
			unsafe(TooFewContributors)
		}
		if cell.Frequency {
			break
		}
		if upper := r.percent(h); upper != nil {
			unsafe(PercentRule)
			a.Protection.Upper = upper
		}
		for _, d := range r.Dominance {
			if upper := d.exceeded(h); upper != nil {
				if !slices.Contains(a.Reasons, DominanceRule) {
					unsafe(DominanceRule)
				}
				if a.Protection.Upper == nil || upper.Cmp(a.Protection.Upper) > 0 {
					a.Protection.Upper = upper
				}
			}
		}
		a.Protection.Lower = cell.reachableBelow(a.Protection.Upper)
		if up, down := r.told(cell); up != nil || down != nil {
			if !slices.Contains(a.Reasons, PercentRule) {
				unsafe(PercentRule)
			}
			a.Protection.Upper, a.Protection.Lower = larger(a.Protection.Upper, up), larger(a.Protection.Lower, down)
		}
		cell.withinBands(&a.Protection)
	}
	if cell.Withheld {
		unsafe(Policy)
	}
	if cell.Protection != nil {
		unsafe(Demanded)
		a.Protection = *cell.Protection
	}
	return a
}

// reachableBelow is the lower protection level: as much as the upper one, but no
// more than leads to the bound that readers know already.
func (c Cell) reachableBelow(upper *big.Rat) *big.Rat {
	floor := c.floor()
	if upper == nil || floor == nil {
		return upper
	}
	room := new(big.Rat).Sub(c.Value, floor)
	if room.Cmp(upper) < 0 {
		return room
	}
	return upper
}

// percent is the upper protection level of the (p,q) rule; nil if it is kept.
// Where holdings have waived, it is the largest that has not, s, which must not be
// reckoned, and the largest of the others, r, who might: X − r − s < p/100·s.
func (r Rules) percent(h holdings) *big.Rat {
	if r.Percent == nil || r.Percent.Sign() <= 0 {
		return nil
	}
	prior := r.Prior
	if prior == nil {
		prior = big.NewRat(100, 1)
	}
	need := new(big.Rat).Quo(r.Percent, prior)
	need.Mul(need, h.guarded)
	rest := new(big.Rat).Sub(h.total, h.guarded)
	if h.observer != nil {
		rest.Sub(rest, h.observer)
	}
	if rest.Cmp(need) >= 0 {
		return nil
	}
	return need.Sub(need, rest)
}

// exceeded is the upper protection level of an (n,k) rule; nil if it is kept. If
// all of the n largest have waived, the largest that has not takes the place of
// the last.
func (d Dominance) exceeded(h holdings) *big.Rat {
	if d.Percent == nil || d.Percent.Sign() <= 0 || d.N <= 0 {
		return nil
	}
	largest := h.largest(d.N)
	limit := new(big.Rat).Mul(d.Percent, big.NewRat(1, 100))
	limit.Mul(limit, h.total)
	if largest.Cmp(limit) <= 0 {
		return nil
	}
	level := new(big.Rat).Quo(big.NewRat(100, 1), d.Percent)
	return level.Mul(level, largest).Sub(level, h.total)
}
