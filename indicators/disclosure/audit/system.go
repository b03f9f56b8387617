package audit

import (
	"errors"
	"fmt"
	"slices"
)

// ErrContradiction is that no table agrees with what was published: it is wrong
// somewhere, or was rounded without being said to be.
var ErrContradiction = errors.New("no table agrees with what was published")

// system is the unknown values of a release and what is known of them.
type system struct {
	unknowns []unknown
	rows     []row
}

type unknown struct {
	cell      int
	low, high bound
	integer   bool
}

func (u unknown) fixed() bool { return u.low.set && u.high.set && u.low.cmp(u.high.number) == 0 }

// row is low ≤ Σ terms ≤ high.
type row struct {
	terms     []term
	low, high bound
}

type term struct {
	unknown int
	factor  number
}

func (r row) equation() bool { return r.low.set && r.high.set && r.low.cmp(r.high.number) == 0 }

// newSystem puts the published values in.
func newSystem(release Release) (system, error) {
	var s system
	place := make([]int, len(release.Cells))
	for i, cell := range release.Cells {
		place[i] = -1
		if cell.Value != nil && !cell.Suppressed {
			continue
		}
		u := unknown{cell: i, low: limit(cell.Lower), high: limit(cell.Upper), integer: cell.Integer}
		if !cell.Signed {
			u.low = higher(u.low, at(zero))
		}
		place[i] = len(s.unknowns)
		s.unknowns = append(s.unknowns, u)
	}
	for i, relation := range release.Relations {
		r := row{low: limit(relation.Lower), high: limit(relation.Upper)}
		constant := zero
		factors := map[int]number{} // of a cell that a relation names twice
		var order []int
		for _, t := range relation.Terms {
			if t.Cell < 0 || t.Cell >= len(release.Cells) {
				return s, fmt.Errorf("relation %d names cell %d of %d", i, t.Cell, len(release.Cells))
			}
			if t.Coefficient == nil {
				return s, fmt.Errorf("relation %d has no coefficient for cell %d", i, t.Cell)
			}
			factor := fromRat(t.Coefficient)
			if u := place[t.Cell]; u >= 0 {
				before, named := factors[u]
				if !named {
					before = zero
					order = append(order, u)
				}
				factors[u] = before.add(factor)
				continue
			}
			constant = constant.add(factor.mul(fromRat(release.Cells[t.Cell].Value)))
		}
		for _, u := range order {
			if factors[u].sign() != 0 {
				r.terms = append(r.terms, term{u, factors[u]})
			}
		}
		r.low, r.high = r.low.less(constant), r.high.less(constant)
		if len(r.terms) == 0 {
			if r.low.set && r.low.sign() > 0 || r.high.set && r.high.sign() < 0 {
				return s, fmt.Errorf("%w: relation %d, which has no suppressed cell", ErrContradiction, i)
			}
			continue
		}
		s.rows = append(s.rows, r)
	}
	return s, nil
}

func (b bound) less(constant number) bound {
	if !b.set {
		return b
	}
	return at(b.sub(constant))
}

// rounds is how often a row is looked at again when one of its unknowns has
// become narrower. Bounds may creep towards their limit without end; what is left
// then is found by flow or program.
const rounds = 12

// propagate narrows the bounds of each unknown by those of the others in its rows,
// takes out those that have become a single value, and leaves the rows that still
// say something.
func (s *system) propagate() error {
	of := make([][]int, len(s.unknowns))
	for i, r := range s.rows {
		for _, t := range r.terms {
			of[t.unknown] = append(of[t.unknown], i)
		}
	}
	queue := make([]int, 0, len(s.rows))
	queued, visits := make([]bool, len(s.rows)), make([]int, len(s.rows))
	push := func(i int) {
		if !queued[i] && visits[i] < rounds {
			queued[i] = true
			visits[i]++
			queue = append(queue, i)
		}
	}
	for i := range s.unknowns {
		if err := s.unknowns[i].round(); err != nil {
			return err
		}
	}
	for i := range s.rows {
		push(i)
	}
	for len(queue) > 0 {
		i := queue[0]
		queue = queue[1:]
		queued[i] = false
		changed, err := s.narrow(s.rows[i])
		if err != nil {
			return err
		}
		for _, u := range changed {
			for _, other := range of[u] {
				if other != i {
					push(other)
				}
			}
		}
	}
	return s.settle()
}

func (u *unknown) round() error {
	if u.integer {
		if u.low.set {
			u.low.number = u.low.ceil()
		}
		if u.high.set {
			u.high.number = u.high.floor()
		}
	}
	if u.low.set && u.high.set && u.low.cmp(u.high.number) > 0 {
		return fmt.Errorf("%w: nothing is left for cell %d", ErrContradiction, u.cell)
	}
	return nil
}

// reach is the least or greatest that a sum can be: finite, with so many terms
// that have no bound.
type reach struct {
	sum  number
	open int
}

func (r *reach) add(b bound, factor number) {
	if !b.set {
		r.open++
		return
	}
	r.sum = r.sum.add(b.mul(factor))
}

// without is the reach of a sum without one of its terms.
func (r reach) without(b bound, factor number) bound {
	switch {
	case r.open == 0:
		return at(r.sum.sub(b.mul(factor)))
	case r.open == 1 && !b.set:
		return at(r.sum)
	}
	return bound{}
}

// narrow uses one row, and says which unknowns have become narrower.
func (s *system) narrow(r row) (changed []int, err error) {
	least, most := reach{sum: zero}, reach{sum: zero}
	ends := func(t term) (low, high bound) {
		u := s.unknowns[t.unknown]
		if t.factor.sign() < 0 {
			return u.high, u.low
		}
		return u.low, u.high
	}
	for _, t := range r.terms {
		low, high := ends(t)
		least.add(low, t.factor)
		most.add(high, t.factor)
	}
	for _, t := range r.terms {
		u := &s.unknowns[t.unknown]
		low, high := ends(t)
		var under, over bound // of the term
		if rest := least.without(low, t.factor); rest.set && r.high.set {
			over = at(r.high.sub(rest.number))
		}
		if rest := most.without(high, t.factor); rest.set && r.low.set {
			under = at(r.low.sub(rest.number))
		}
		if t.factor.sign() < 0 {
			under, over = over, under
		}
		before := *u
		if under.set {
			u.low = higher(u.low, at(under.quo(t.factor)))
		}
		if over.set {
			u.high = lower(u.high, at(over.quo(t.factor)))
		}
		if err := u.round(); err != nil {
			return changed, err
		}
		if before.low.set != u.low.set || u.low.set && before.low.cmp(u.low.number) != 0 ||
			before.high.set != u.high.set || u.high.set && before.high.cmp(u.high.number) != 0 {
			changed = append(changed, t.unknown)
			// The sums have to follow, for they are used again.
			nowLow, nowHigh := ends(t)
			least.replace(low, nowLow, t.factor)
			most.replace(high, nowHigh, t.factor)
		}
	}
	return changed, nil
}

func (r *reach) replace(before, now bound, factor number) {
	if before.set {
		r.sum = r.sum.sub(before.mul(factor))
	} else {
		r.open--
	}
	r.add(now, factor)
}

// settle takes fixed unknowns out of the rows, and rows out that say no more than
// the bounds of what is in them.
func (s *system) settle() error {
	for again := true; again; {
		again = false
		kept := s.rows[:0:0]
		for _, r := range s.rows {
			out := row{low: r.low, high: r.high}
			for _, t := range r.terms {
				if u := s.unknowns[t.unknown]; u.fixed() {
					constant := t.factor.mul(u.low.number)
					out.low, out.high = out.low.less(constant), out.high.less(constant)
					continue
				}
				out.terms = append(out.terms, t)
			}
			switch len(out.terms) {
			case 0:
				if out.low.set && out.low.sign() > 0 || out.high.set && out.high.sign() < 0 {
					return fmt.Errorf("%w: a sum of values that follow from it", ErrContradiction)
				}
			case 1: // no more than a bound
				if _, err := s.narrow(out); err != nil {
					return err
				}
				again = again || s.unknowns[out.terms[0].unknown].fixed()
			default:
				kept = append(kept, out)
			}
		}
		s.rows = kept
	}
	return nil
}

// groups parts the unknowns that are not fixed into those that have rows in
// common, each a system of its own. Their order is that of their first unknown.
func (s *system) groups() []system {
	parent := make([]int, len(s.unknowns))
	for i := range parent {
		parent[i] = i
	}
	root := func(i int) int {
		for parent[i] != i {
			parent[i] = parent[parent[i]]
			i = parent[i]
		}
		return i
	}
	for _, r := range s.rows {
		for _, t := range r.terms[1:] {
			a, b := root(r.terms[0].unknown), root(t.unknown)
			if a != b {
				parent[max(a, b)] = min(a, b)
			}
		}
	}
	place, group := make([]int, len(s.unknowns)), make([]int, len(s.unknowns))
	var groups []system
	for i, u := range s.unknowns {
		if u.fixed() {
			continue
		}
		if r := root(i); r == i {
			group[i] = len(groups)
			groups = append(groups, system{})
		} else {
			group[i] = group[r]
		}
		g := &groups[group[i]]
		place[i] = len(g.unknowns)
		g.unknowns = append(g.unknowns, u)
	}
	for _, r := range s.rows {
		g := &groups[group[r.terms[0].unknown]]
		terms := slices.Clone(r.terms)
		for k := range terms {
			terms[k].unknown = place[terms[k].unknown]
		}
		g.rows = append(g.rows, row{terms, r.low, r.high})
	}
	return groups
}
