package release

import (
	"maps"
	"math/big"
	"slices"
	"strings"

	"heng/indicators"
	"heng/indicators/disclosure"
)

// problem builds the cells and relations of a release.
type problem struct {
	*Control
	problem disclosure.Problem
	index   map[string]int           // of a cell by its name
	guarded map[int]*guarded         // by the place of an observation
	parts   map[string][]part        // by the cell of an observation
	indices map[string]int           // of an observation by its cell
	all     []indicators.Observation // those of the release, then those that only an earlier one gave
	gone    map[int]bool             // cells of the latter
	// countable are the indicators whose rows are published one by one.
	countable map[string]bool
	guessed   map[string]bool     // those of whose cells nobody can tell who is in them
	lines     map[string][]inTime // figures that are the same but for their period
	said      map[string]bool     // relations that are there, by their cells
	wide      map[string]wideRow  // cells of indicators without where, for differences
}

// guarded is what a protected observation gives.
type guarded struct {
	indicator  *indicators.Indicator
	subject    subject
	cells      []int // the observation goes when one of them does
	statistics []int
	kinds      map[figureKind]int
	parts      []part
}

// wideRow is a cell with what each contributor has in it.
type wideRow struct {
	cell  int
	parts []part
}

func newProblem(p *Control) *problem {
	b := &problem{
		Control: p, index: map[string]int{}, guarded: map[int]*guarded{}, parts: map[string][]part{},
		indices: map[string]int{}, gone: map[int]bool{}, countable: map[string]bool{}, lines: map[string][]inTime{}, guessed: map[string]bool{}, said: map[string]bool{}, wide: map[string]wideRow{},
	}
	return b
}

func (b *problem) fill() {
	protect := map[string]string{} // indicator → column of the contributor
	for _, d := range b.Decisions {
		if d.Protect && d.Released() {
			protect[d.Key()] = d.Contributor
			b.countable[d.Key()], b.guessed[d.Key()] = d.Countable, d.Guessed
		}
	}
	byKey := map[string]*indicators.Indicator{}
	for _, f := range b.Frameworks {
		for _, i := range f.Indicators {
			byKey[f.ID+"/"+i.ID] = i
		}
	}
	bands := b.bands(byKey)
	for i := range b.Parts {
		o := b.Parts[i] // a copy: its breakdown loses the contributor
		key := o.Framework + "/" + o.Indicator
		column := protect[key]
		if column == "" || byKey[key] == nil {
			continue
		}
		holding := o.Breakdown[column]
		if holding == indicators.Unknown {
			holding = ""
		}
		known := bands[cellOf(&o)]
		o.Breakdown = maps.Clone(o.Breakdown)
		delete(o.Breakdown, column)
		cell := cellOf(&o)
		b.parts[cell] = append(b.parts[cell], part{holding, amounts(byKey[key], &b.Parts[i]), known})
	}
	b.all = slices.Clone(b.Observations)
	unrevised := Unrevised(b.Earlier, b.Observations)
	b.all = append(b.all, onlyBefore(unrevised, b.Observations)...)
	for at := range b.all {
		o := &b.all[at]
		key := o.Framework + "/" + o.Indicator
		if protect[key] == "" || byKey[key] == nil || o.Period != nil && *o.Period == indicators.Unknown {
			continue
		}
		b.indices[cellOf(o)] = at
		b.guard(at, byKey[key])
	}
	b.addUp()
	b.addUpInTime()
	b.differences()
	b.whatIsKnown(unrevised)
}

// cell returns the cell of a figure, which it makes when it is first named.
func (b *problem) cell(name string, make func() disclosure.Cell) int {
	if at, known := b.index[name]; known {
		return at
	}
	c := make()
	c.Name = name
	at := len(b.problem.Cells)
	b.problem.Cells = append(b.problem.Cells, c)
	b.index[name] = at
	return at
}

func periodOf(o *indicators.Observation) string {
	if o.Period == nil {
		return ""
	}
	return *o.Period
}

// relate adds a relation once.
func (b *problem) relate(total int, parts ...int) {
	if len(parts) == 0 {
		return
	}
	if !b.holds(total, parts) {
		return
	}
	r := disclosure.Sum(total, parts...)
	var name strings.Builder
	for _, t := range r.Terms {
		name.WriteString(big.NewInt(int64(t.Cell)).String() + " ")
	}
	if !b.said[name.String()] {
		b.said[name.String()] = true
		b.problem.Relations = append(b.problem.Relations, r)
	}
}

// holds reports whether a sum holds of the true values, which one with a part of an
// earlier release may not.
func (b *problem) holds(total int, parts []int) bool {
	if !b.gone[total] && !slices.ContainsFunc(parts, func(part int) bool { return b.gone[part] }) {
		return true
	}
	return b.equal(total, parts)
}

// equal reports whether cells add up to another.
func (b *problem) equal(total int, parts []int) bool {
	sum := new(big.Rat)
	for _, part := range parts {
		sum.Add(sum, b.problem.Cells[part].Value)
	}
	return sum.Cmp(b.problem.Cells[total].Value) == 0
}

// atLeast says that readers know one cell to be no smaller than another, though
// they do not know that nothing lies between the two.
func (b *problem) atLeast(more, less int) {
	if b.problem.Cells[more].Signed || b.problem.Cells[less].Signed {
		return // and not even that
	}
	b.problem.Relations = append(b.problem.Relations, disclosure.Relation{
		Terms: []disclosure.Term{{Cell: more, Coefficient: 1}, {Cell: less, Coefficient: -1}}, Lower: new(big.Rat),
	})
}

// guard makes the cells of an observation.
func (b *problem) guard(at int, i *indicators.Indicator) {
	o := &b.all[at]
	before := at >= len(b.Observations)
	key := o.Framework + "/" + o.Indicator
	g := &guarded{indicator: i, subject: subjectOf(i), kinds: map[figureKind]int{}, parts: b.parts[cellOf(o)]}
	b.guarded[at] = g
	place := g.subject.place(o)
	own := amounts(i, o)
	for _, kind := range slices.Sorted(maps.Keys(own)) {
		if kind == noFigure && own[kind].Sign() == 0 {
			continue // nobody knows that there is none
		}
		name := g.subject.cellName(kind, place)
		if same, there := b.index[name]; there && b.problem.Cells[same].Value.Cmp(own[kind]) != 0 {
			name += "\x01" + key // what seems to be one figure is two
		}
		cell := b.cell(name, func() disclosure.Cell {
			c := disclosure.Cell{Value: own[kind], Contributions: contributionsOf(kind, g.parts), Integer: kind.counts(), Frequency: kind.counts()}
			if kind == noFigure || kind == withinFigure {
				c.Cost = new(big.Rat) // nobody prints it, so nothing is lost
			}
			for _, contribution := range c.Contributions {
				c.Signed = c.Signed || contribution.Value.Sign() < 0
			}
			c.Signed = c.Signed || own[kind].Sign() < 0
			// How much is missing is nobody's figure, and is always said.
			// Nor is how many rows there are, where they are published one by one.
			c.Crowd = b.guessed[key]
			c.Public = kind == missingFigure || kind == withinFigure && own[countedFigure].Sign() == 0 ||
				b.countable[key] && (kind == withinFigure || kind == countedFigure)
			if before {
				c.Public, b.gone[len(b.problem.Cells)] = true, true
			}
			return c
		})
		g.kinds[kind] = cell
		if kind != noFigure {
			ever := g.subject
			ever.period = ""
			line := ever.cellName(kind, strings.TrimPrefix(place, periodOf(o)))
			b.lines[line] = append(b.lines[line], inTime{g.subject.by, g.subject.period, periodOf(o), cell, false})
		}
		if kind != missingFigure && kind != noFigure && kind != withinFigure {
			g.cells = append(g.cells, cell)
		}
	}
	b.relate(g.kinds[withinFigure], g.kinds[countedFigure], g.kinds[missingFigure])
	if no, there := g.kinds[noFigure]; there {
		b.relate(g.kinds[countedFigure], g.kinds[yesFigure], no)
	} else if yes, there := g.kinds[yesFigure]; there {
		b.atLeast(g.kinds[countedFigure], yes)
	}
	if o.Value == nil || before {
		return
	}
	statistic := disclosure.Statistic{Name: cellOf(o)}
	for _, kind := range quotient(i) {
		statistic.Cells = append(statistic.Cells, g.kinds[kind])
	}
	if ordered(i) {
		statistic.Cells = []int{g.kinds[countedFigure]}
		statistic.Contributors = len(contributionsOf(countedFigure, g.parts))
	}
	if len(statistic.Cells) > 0 {
		g.statistics = append(g.statistics, len(b.problem.Statistics))
		b.problem.Statistics = append(b.problem.Statistics, statistic)
	}
}

// placeOf is the period and codes of an observation.
func placeOf(o *indicators.Observation) string {
	place := ""
	if o.Period != nil {
		place = *o.Period
	}
	for _, column := range o.Breakdown.Columns() {
		place += "\x00" + column + "=" + o.Breakdown[column]
	}
	return place
}
