package disclosure

import (
	"fmt"
	"math"
	"math/big"
	"slices"
)

// unions finds the sums of suppressed cells that an equation gives away and that
// the rules find unsafe: those not known before. What follows from nothing but what is
// public is public.
func (t *table) unions(problem Problem, rules Rules, options Options, united map[string]bool) []Union {
	if options.IgnoreUnions {
		return nil
	}
	if options.Threshold > 0 {
		rules.MinimumContributors = options.Threshold
	}
	var found []Union
	for i, relation := range problem.Relations {
		if l := t.lines[i]; l.up > 0 || l.down > 0 {
			continue
		}
		var cells []int
		var sign int64
		same, public := true, true
		for _, term := range relation.Terms {
			if t.hidden[term.Cell] && t.up[term.Cell]+t.down[term.Cell] > 0 {
				cells = append(cells, term.Cell)
				same = same && (sign == 0 || sign == term.Coefficient)
				sign = term.Coefficient
			} else if !problem.Cells[term.Cell].Public {
				public = false
			}
		}
		slices.Sort(cells)
		key := fmt.Sprint(cells)
		if public || !same || len(cells) < 2 || united[key] {
			continue
		}
		union := problem.union(cells)
		a := rules.Assess(union)
		if len(a.Reasons) == 0 {
			continue
		}
		united[key] = true
		found = append(found, Union{Cells: cells, Reasons: a.Reasons, Promise: a.Protection, Insiders: rules.insiders(union, a.Reasons)})
	}
	return found
}

// union is the sum of cells as a cell. It is safe if nothing is known of the
// contributors of one of them, which were asked for by themselves.
func (p Problem) union(cells []int) Cell {
	out := Cell{Value: new(big.Rat), Integer: true, Frequency: true}
	for _, i := range cells {
		c := p.Cells[i]
		if len(c.Contributions) == 0 && c.Others == 0 && !c.empty() {
			return Cell{Value: new(big.Rat)}
		}
		out.Value.Add(out.Value, c.Value)
		out.Contributions = append(out.Contributions, c.Contributions...)
		out.Others += c.Others
		out.Signed = out.Signed || c.Signed
		out.Integer = out.Integer && c.Integer
		out.Frequency = out.Frequency && c.Frequency
	}
	return out.banded()
}

// join makes a union a cell of the table, and gives what is promised of it.
func (t *table) join(problem Problem, u Union, options Options) []demand {
	index := len(t.hidden)
	cell := problem.union(u.Cells)
	up, down := cell.room()
	t.up, t.down, t.whole = append(t.up, up), append(t.down, down), append(t.whole, cell.Integer)
	t.crowd = append(t.crowd, false)
	t.cost, t.size = append(t.cost, 0), append(t.size, math.Abs(float(cell.Value)))
	t.free, t.hidden, t.primary = append(t.free, false), append(t.hidden, true), append(t.primary, true)
	owner := -1
	if name, alone := cell.sole(); alone && name != "" && !options.IgnoreSingletons {
		for _, part := range u.Cells {
			if t.owner[part] >= 0 {
				owner = t.owner[part]
			}
		}
	}
	t.owner, t.of = append(t.owner, owner), append(t.of, nil)
	l := line{terms: []Term{{index, -1}}}
	for _, part := range u.Cells {
		l.terms = append(l.terms, Term{part, 1})
	}
	for _, term := range l.terms {
		t.of[term.Cell] = append(t.of[term.Cell], incidence{len(t.lines), float64(term.Coefficient)})
	}
	t.lines = append(t.lines, l)
	return t.demands(index, cell.Integer, u.Promise)
}
