package release

import (
	"math/big"

	"heng/indicators"
)

// knownBand is what readers know of a sum from the bands of its rows. Nil is nothing
// more than its sign.
type knownBand struct{ low, high *big.Rat }

// without is what is known of the rows of one sum that are not in another, which is
// part of it.
func (k knownBand) without(part knownBand) knownBand {
	out := knownBand{}
	if k.low != nil && part.low != nil {
		out.low = new(big.Rat).Sub(k.low, part.low)
	}
	if k.high != nil && part.high != nil {
		out.high = new(big.Rat).Sub(k.high, part.high)
	}
	return out
}

// and is what is known of two sums together.
func (k knownBand) and(other knownBand) knownBand {
	out := knownBand{}
	if k.low != nil && other.low != nil {
		out.low = new(big.Rat).Add(k.low, other.low)
	}
	if k.high != nil && other.high != nil {
		out.high = new(big.Rat).Add(k.high, other.high)
	}
	return out
}

// bands gives what is known of each contributor's part of a sum, by the part's cell.
func (b *problem) bands(byKey map[string]*indicators.Indicator) map[string]knownBand {
	sums := func(observations []indicators.Observation) map[string]*big.Rat {
		out := map[string]*big.Rat{}
		for i := range observations {
			o := &observations[i]
			if of := byKey[o.Framework+"/"+o.Indicator]; of != nil {
				out[cellOf(o)] = amounts(of, o)[sumFigure]
			}
		}
		return out
	}
	begins, ends, endless := sums(b.Begins), sums(b.Ends), sums(b.Endless)
	out := map[string]knownBand{}
	for cell, low := range begins {
		known := knownBand{low: low}
		if open := endless[cell]; open != nil && open.Sign() == 0 {
			known.high = ends[cell]
		}
		out[cell] = known
	}
	return out
}

// PromisedPart is how far from its true value a reader's interval has to reach for what
// one contributor has in a sum whose rows are published with bands. Nothing of it leaves
// the house.
type PromisedPart struct {
	Indicator    string // framework/id
	Place        string // its period and codes
	Holding      string
	Value        *big.Rat
	Lower, Upper *big.Rat
}

// promisedParts notes what is promised of the contributors to the sums of an observation.
func (b *problem) promisedParts(at int, out *Protected) {
	o, g := &b.Observations[at], b.guarded[at]
	cell, there := g.kinds[sumFigure]
	if !there {
		return
	}
	for _, h := range b.Rules.Holdings(b.problem.Cells[cell]) {
		out.Parts = append(out.Parts, PromisedPart{o.Framework + "/" + o.Indicator, placeOf(o), h.Holding, h.Value, h.Lower, h.Upper})
	}
}
