package disclosure

import (
	"math/big"
	"slices"
	"strings"
)

// banded returns the problem with what follows for its cells from what readers know of
// the contributions: a sum lies between the sums of the bounds.
func (p Problem) banded() Problem {
	p.Cells = slices.Clone(p.Cells)
	for i := range p.Cells {
		p.Cells[i] = p.Cells[i].banded()
	}
	return p
}

func (c Cell) banded() Cell {
	if c.Frequency || c.Others > 0 || len(c.Contributions) == 0 {
		return c
	}
	low, high := new(big.Rat), new(big.Rat)
	bounded := false
	for _, one := range c.Contributions {
		bounded = bounded || one.Lower != nil || one.Upper != nil
		switch {
		case low == nil:
		case one.Lower != nil:
			low.Add(low, one.Lower)
		case c.Signed:
			low = nil
		}
		switch {
		case high == nil:
		case one.Upper != nil:
			high.Add(high, one.Upper)
		default:
			high = nil
		}
	}
	if !bounded {
		return c
	}
	if low != nil && low.Cmp(c.Value) <= 0 && (c.Lower == nil || low.Cmp(c.Lower) > 0) {
		c.Lower = low
	}
	if high != nil && high.Cmp(c.Value) >= 0 && (c.Upper == nil || high.Cmp(c.Upper) < 0) {
		c.Upper = high
	}
	return c
}

// withinBands keeps a promise within what readers know of the cell beforehand: what
// cannot be promised above is promised of the whole interval, so that bands which are
// narrower than the promise break it.
func (c Cell) withinBands(p *Protection) {
	if c.Upper == nil || p.Upper == nil {
		return
	}
	if room := new(big.Rat).Sub(c.Upper, c.Value); room.Cmp(p.Upper) < 0 {
		p.Sliding = p.Upper
		p.Upper = room
	}
}

// HoldingPromise is how far from its true value a reader's interval for what one
// holding has in a cell has to reach, though the cell is published and its bounds are
// known.
type HoldingPromise struct {
	Holding      string
	Value        *big.Rat
	Lower, Upper *big.Rat // at least this far below and above
}

// Holdings are the promises for those who have a part in a cell whose contributions
// readers know bounds of: p per cent of what each has, or as far as its bounds. It is
// nil of a cell of which nothing is known beforehand.
func (r Rules) Holdings(cell Cell) []HoldingPromise {
	var all []HoldingPromise
	for _, k := range r.known(cell) {
		if !k.waived {
			all = append(all, HoldingPromise{k.name, k.value, k.need(r, k.below), k.need(r, k.above)})
		}
	}
	return all
}

// knownHolding is a holding of which readers know bounds beforehand.
type knownHolding struct {
	name         string
	value        *big.Rat
	below, above *big.Rat // how far the bounds are from the value; nil for no bound
	waived       bool
}

// known are the holdings of a cell where readers know bounds of some; nil otherwise,
// and where weights or signs leave them nothing to reckon with.
func (r Rules) known(cell Cell) []knownHolding {
	if cell.Frequency || cell.Others > 0 || r.Percent == nil || r.Percent.Sign() <= 0 {
		return nil
	}
	bounded := false
	place := map[string]int{}
	var all []knownHolding
	for _, c := range cell.Contributions {
		if c.Weight != nil || c.Value.Sign() < 0 {
			return nil
		}
		bounded = bounded || c.Lower != nil || c.Upper != nil
		below := c.Value // down to zero
		var above *big.Rat
		if c.Lower != nil {
			below = new(big.Rat).Sub(c.Value, c.Lower)
		}
		if c.Upper != nil {
			above = new(big.Rat).Sub(c.Upper, c.Value)
		}
		at, again := place[c.Holding]
		if !again || c.Holding == "" {
			place[c.Holding] = len(all)
			all = append(all, knownHolding{c.Holding, c.Value, below, above, c.Waived})
			continue
		}
		k := &all[at]
		k.value, k.below = new(big.Rat).Add(k.value, c.Value), new(big.Rat).Add(k.below, below)
		if k.above != nil && above != nil {
			k.above = new(big.Rat).Add(k.above, above)
		} else {
			k.above = nil
		}
		k.waived = k.waived && c.Waived
	}
	if !bounded {
		return nil
	}
	slices.SortStableFunc(all, func(a, b knownHolding) int { return strings.Compare(a.name, b.name) })
	return all
}

// need is how far a guess at a holding has to stay away on a side: p per cent, or as
// far as readers know already.
func (k knownHolding) need(r Rules, room *big.Rat) *big.Rat {
	prior := r.Prior
	if prior == nil {
		prior = big.NewRat(100, 1)
	}
	need := new(big.Rat).Quo(r.Percent, prior)
	need.Mul(need, k.value)
	if room != nil && room.Cmp(need) < 0 {
		return room
	}
	return need
}

// told is the p % rule against readers who know bounds of what each contributor has,
// from the bands of published rows: of a total they take off what the others have at
// least, and at most, and one of them knows its own value. It gives how much is lacking
// above and below; nil for nothing. Without bounds it is the rule as the handbook has it.
func (r Rules) told(cell Cell) (up, down *big.Rat) {
	all := r.known(cell)
	for i, k := range all {
		if k.waived {
			continue
		}
		up = larger(up, lacking(k.need(r, k.above), all, i, func(o knownHolding) *big.Rat { return o.below }))
		down = larger(down, lacking(k.need(r, k.below), all, i, func(o knownHolding) *big.Rat { return o.above }))
	}
	return up, down
}

// lacking is what a need exceeds the leeway of the others by, all but the one that has
// the most, who knows it; nil if it does not.
func lacking(need *big.Rat, all []knownHolding, target int, leeway func(knownHolding) *big.Rat) *big.Rat {
	sum, most := new(big.Rat), new(big.Rat)
	endless := 0
	for i, other := range all {
		if i == target {
			continue
		}
		l := leeway(other)
		if l == nil {
			endless++
			continue
		}
		sum.Add(sum, l)
		if l.Cmp(most) > 0 {
			most = l
		}
	}
	switch {
	case endless > 1:
		return nil
	case endless == 0:
		sum.Sub(sum, most)
	}
	if lack := new(big.Rat).Sub(need, sum); lack.Sign() > 0 {
		return lack
	}
	return nil
}

// larger is the larger of two amounts, of which either may be nil.
func larger(a, b *big.Rat) *big.Rat {
	if a == nil || b != nil && b.Cmp(a) > 0 {
		return b
	}
	return a
}
