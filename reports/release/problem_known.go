package release

import (
	"math/big"
	"strings"

	"heng/indicators"
	"heng/indicators/disclosure"
)

// onlyBefore lists the observations that an earlier release gave, and of which this
// one has none: what they say is still known.
func onlyBefore(earlier, now []indicators.Observation) []indicators.Observation {
	given := map[string]bool{}
	for i := range now {
		given[cellOf(&now[i])] = true
	}
	var out []indicators.Observation
	for i := range earlier {
		if o := &earlier[i]; !given[cellOf(o)] && o.ObsStatus != indicators.Suppressed {
			out = append(out, *o)
		}
	}
	return out
}

// differences relates a figure of all rows of a population to the same figure of
// some: what is between them can be reckoned, and must be safe, too.
func (b *problem) differences() {
	var places []int // of the release
	for at := range b.Observations {
		if b.guarded[at] != nil {
			places = append(places, at)
		}
	}
	key := func(s subject, kind figureKind, o *indicators.Observation) string {
		s.where = ""
		return s.cellName(kind, placeOf(o)) + "\x01" + s.by
	}
	kinds := []figureKind{withinFigure, yesFigure, sumFigure}
	for _, at := range places {
		g := b.guarded[at]
		if g.indicator.Where != nil {
			continue
		}
		for _, kind := range kinds {
			if cell, there := g.kinds[kind]; there {
				b.wide[key(g.subject, kind, &b.Observations[at])] = wideRow{cell, g.parts}
			}
		}
	}
	for _, at := range places {
		g := b.guarded[at]
		if g.indicator.Where == nil {
			continue
		}
		for _, kind := range kinds {
			cell, there := g.kinds[kind]
			if !there {
				continue
			}
			wide, there := b.wide[key(g.subject, kind, &b.Observations[at])]
			if !there || wide.cell == cell {
				continue
			}
			between := b.rest(kind, wide, cell, g.parts)
			if len(between.Contributions) == 0 {
				b.atLeast(wide.cell, cell)
				continue
			}
			rest := b.cell(g.subject.cellName(restFigure+" "+kind, g.subject.place(&b.Observations[at])), func() disclosure.Cell { return between })
			b.relate(wide.cell, cell, rest)
		}
	}
}

// rest is the cell of what a wider condition takes in and a narrower does not.
func (b *problem) rest(kind figureKind, wide wideRow, narrow int, parts []part) disclosure.Cell {
	c := disclosure.Cell{Integer: kind.counts(), Frequency: kind.counts(), Cost: new(big.Rat)}
	c.Value = new(big.Rat).Sub(b.problem.Cells[wide.cell].Value, b.problem.Cells[narrow].Value)
	c.Crowd = b.problem.Cells[narrow].Crowd
	c.Public = b.problem.Cells[wide.cell].Public && b.problem.Cells[narrow].Public
	if kind == withinFigure {
		kind = countedFigure // as in contributionsOf
	}
	less, bands := map[string]*big.Rat{}, map[string]knownBand{}
	for _, p := range parts {
		if p.amounts[kind] != nil {
			less[p.holding], bands[p.holding] = p.amounts[kind], p.band
		}
	}
	for _, p := range wide.parts {
		amount := p.amounts[kind]
		if amount == nil {
			continue
		}
		band := p.band
		if l := less[p.holding]; l != nil {
			amount, band = new(big.Rat).Sub(amount, l), band.without(bands[p.holding])
		}
		if amount.Sign() == 0 {
			continue
		}
		if kind.counts() {
			amount = big.NewRat(1, 1)
		}
		c.Signed = c.Signed || amount.Sign() < 0
		own := disclosure.Contribution{Holding: p.holding, Value: amount}
		if kind == sumFigure {
			own.Lower, own.Upper = band.low, band.high
		}
		c.Contributions = append(c.Contributions, own)
	}
	c.Signed = c.Signed || c.Value.Sign() < 0
	return c
}

// whatIsKnown marks the cells that readers have already.
func (b *problem) whatIsKnown(unrevised []indicators.Observation) {
	mark := func(at int, kind figureKind, value *big.Rat) {
		g := b.guarded[at]
		cell, there := g.kinds[kind]
		if there && b.problem.Cells[cell].Value.Cmp(value) == 0 {
			b.problem.Cells[cell].Known = true
		}
	}
	for i := range unrevised {
		o := &unrevised[i]
		at, there := b.indices[cellOf(o)]
		if !there || at >= len(b.Observations) {
			continue
		}
		for _, f := range printed(b.guarded[at].indicator, o) {
			for _, kind := range knownKinds(b.guarded[at].indicator, f.name) {
				mark(at, kind, f.value)
			}
		}
	}
	for _, k := range b.Known {
		framework, id, _ := strings.Cut(k.Indicator, "/")
		o := indicators.Observation{Framework: framework, Indicator: id, Breakdown: k.Breakdown}
		if k.Period != "" {
			o.Period = &k.Period
		}
		at, there := b.indices[cellOf(&o)]
		if !there {
			continue
		}
		for _, kind := range knownKinds(b.guarded[at].indicator, k.Figure) {
			mark(at, kind, k.Value)
		}
	}
}

// knownKinds are the figures that a published name of one stands for.
func knownKinds(i *indicators.Indicator, figure string) []figureKind {
	q := quotient(i)
	switch {
	case figure == "n":
		return []figureKind{countedFigure}
	case figure == "numerator" && q != nil:
		return q[:1]
	case figure == "denominator" && q != nil:
		return q[1:]
	case figure == "value" && i.Measure.Kind() == "count":
		return []figureKind{yesFigure}
	case figure == "value" && (i.Measure.Kind() == "sum" || i.Measure.Kind() == "value"):
		return []figureKind{sumFigure}
	}
	return nil
}
