package release

import (
	"maps"
	"math/big"
	"slices"
	"strings"

	"heng/indicators"
	"heng/indicators/disclosure"
)

// addUp relates each observation to its parts: for every breakdown that is finer,
// with none between, the sum over the codes.
func (b *problem) addUp() {
	indices := map[string]int{}
	places := slices.Sorted(maps.Keys(b.guarded))
	for _, at := range places {
		indices[cellOf(&b.all[at])] = at
	}
	finer := map[int]map[string][]*guarded{} // of an observation, by the columns of the breakdown
	columns := map[string][]string{}
	for _, at := range places {
		o := b.all[at]
		own := o.Breakdown.Columns()
		set := strings.Join(own, "\x00")
		columns[set] = own
		for some := range 1<<len(own) - 1 { // all but itself
			o.Breakdown = indicators.Breakdown{}
			for k, column := range own {
				if some>>k&1 == 1 {
					o.Breakdown[column] = b.all[at].Breakdown[column]
				}
			}
			wide, there := indices[cellOf(&o)]
			if !there {
				continue
			}
			if finer[wide] == nil {
				finer[wide] = map[string][]*guarded{}
			}
			finer[wide][set] = append(finer[wide][set], b.guarded[at])
		}
	}
	for _, at := range places {
		for _, set := range slices.Sorted(maps.Keys(finer[at])) {
			between := slices.ContainsFunc(slices.Collect(maps.Keys(finer[at])), func(other string) bool {
				return other != set && len(columns[other]) < len(columns[set]) && contains(columns[set], columns[other])
			})
			if !between {
				b.sum(b.guarded[at], finer[at][set])
			}
		}
	}
}

// inTime is a cell of a period, in a row of periods of one length.
type inTime struct {
	by, of, period string // of: the column whose date puts a row into one
	cell           int
	undated        bool // there are rows that are in no period
}

// length names the periods of one length by one date.
func (f inTime) length() string { return f.by + " " + f.of }

// partOf reports whether a period is part of another by the same date.
func (f inTime) partOf(whole inTime) bool {
	return f.by != whole.by && (f.of == whole.of || whole.of == "") && shorter(f.period, whole.period)
}

// addUpInTime relates a figure of a period to those of shorter ones that it is made
// of. Rows without a date are in no period: what is left for them can be reckoned, and
// must be safe, too.
func (b *problem) addUpInTime() {
	for _, name := range slices.Sorted(maps.Keys(b.lines)) {
		line := b.lines[name]
		var lengths []string
		for _, f := range line {
			if !slices.Contains(lengths, f.length()) {
				lengths = append(lengths, f.length())
			}
		}
		for _, whole := range line {
			for _, length := range lengths {
				var parts []int
				for _, f := range line {
					if f.length() == length && f.partOf(whole) && !slices.Contains(parts, f.cell) {
						parts = append(parts, f.cell)
					}
				}
				slices.Sort(parts)
				if b.equal(whole.cell, parts) {
					b.relate(whole.cell, parts...)
				} else if len(parts) > 0 {
					rest := b.cell(name+"\x01"+string(restFigure)+whole.period+length, func() disclosure.Cell {
						left := b.left(whole.cell, parts)
						// How many rows have no date is said, as of every value that is missing.
						kind, _, _ := strings.Cut(name, "\x01")
						left.Public = left.Public || figureKind(kind) == withinFigure || figureKind(kind) == countedFigure
						return left
					})
					b.relate(whole.cell, append(parts, rest)...)
				}
			}
		}
	}
}

// left is the cell of what a whole takes in and its parts do not.
func (b *problem) left(whole int, parts []int) disclosure.Cell {
	of := b.problem.Cells[whole]
	c := disclosure.Cell{Integer: of.Integer, Frequency: of.Frequency, Crowd: of.Crowd, Public: of.Public, Cost: new(big.Rat)}
	c.Value = new(big.Rat).Set(of.Value)
	less, bands := map[string]*big.Rat{}, map[string]knownBand{}
	for _, part := range parts {
		p := b.problem.Cells[part]
		c.Public = c.Public && p.Public
		c.Value.Sub(c.Value, p.Value)
		for _, own := range p.Contributions {
			known := knownBand{own.Lower, own.Upper}
			if less[own.Holding] == nil {
				less[own.Holding], bands[own.Holding] = new(big.Rat), knownBand{new(big.Rat), new(big.Rat)}
			}
			less[own.Holding].Add(less[own.Holding], own.Value)
			bands[own.Holding] = bands[own.Holding].and(known)
		}
	}
	for _, own := range of.Contributions {
		amount, band := own.Value, knownBand{own.Lower, own.Upper}
		if of.Frequency {
			// Who has rows in a period may have others without a date: taken together
			// they are at least not fewer than those who have none in any.
			if less[own.Holding] != nil {
				continue
			}
		} else if l := less[own.Holding]; l != nil {
			amount, band = new(big.Rat).Sub(amount, l), band.without(bands[own.Holding])
		}
		if amount.Sign() == 0 {
			continue
		}
		c.Signed = c.Signed || amount.Sign() < 0
		c.Contributions = append(c.Contributions, disclosure.Contribution{Holding: own.Holding, Value: amount, Lower: band.low, Upper: band.high})
	}
	c.Signed = c.Signed || c.Value.Sign() < 0
	if c.Frequency && len(c.Contributions) == 0 {
		c.Public = true // how many rows more those have whose number is said
	}
	return c
}

// sum relates the figures of an observation to those of its parts.
func (b *problem) sum(g *guarded, finer []*guarded) {
	for _, kind := range slices.Sorted(maps.Keys(g.kinds)) {
		if g.indicator.Measure.Kind() == "value" && kind == sumFigure {
			continue // the value of a row is no sum of others'
		}
		var parts []int
		for _, part := range finer {
			if cell, there := part.kinds[kind]; there {
				parts = append(parts, cell)
			}
		}
		slices.Sort(parts)
		b.relate(g.kinds[kind], parts...)
	}
}

func contains(all, some []string) bool {
	for _, s := range some {
		if !slices.Contains(all, s) {
			return false
		}
	}
	return true
}
