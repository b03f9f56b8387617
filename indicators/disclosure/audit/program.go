package audit

import (
	"fmt"
	"slices"
)

// program is a group as a linear program in exact rationals, by the simplex
// method for variables with bounds: a tableau gives each basic variable in terms
// of those that are not basic, which sit at one of their bounds (or at zero,
// without any). Each row of the group has a slack, fixed for an equation; a fixed
// slack that has left the basis never moves again and is dropped.
//
// A feasible table is found as Dutertre and de Moura do (A Fast Linear-Arithmetic
// Solver for DPLL(T), 2006, section 3), an extreme one by the primal method, both
// by Bland's rule, so that they end.
type program struct {
	low, high []bound
	value     []number
	least     []number // seen of each variable in tables that agree
	most      []number
	tableau   []line // of each basic variable
	place     []int  // of a basic variable its line; -1 for one that is not basic
	scratch   []entry
	slack     int // the first slack
}

type line struct {
	basic   int
	entries []entry // by variable
}

type entry struct {
	variable int
	factor   number
}

func newProgram(s system) *program {
	n := len(s.unknowns)
	p := &program{slack: n}
	for _, u := range s.unknowns {
		p.low, p.high = append(p.low, u.low), append(p.high, u.high)
		start := zero
		if u.low.set {
			start = u.low.number
		} else if u.high.set {
			start = u.high.number
		}
		p.value, p.place = append(p.value, start), append(p.place, -1)
	}
	for i, r := range s.rows {
		l := line{basic: n + i}
		sum := zero
		for _, t := range r.terms {
			l.entries = append(l.entries, entry{t.unknown, t.factor})
			sum = sum.add(t.factor.mul(p.value[t.unknown]))
		}
		slices.SortFunc(l.entries, func(a, b entry) int { return a.variable - b.variable })
		p.low, p.high = append(p.low, r.low), append(p.high, r.high)
		p.value, p.place = append(p.value, sum), append(p.place, i)
		p.tableau = append(p.tableau, l)
	}
	return p
}

func (l line) at(variable int) (factor number, found bool) {
	i, found := slices.BinarySearchFunc(l.entries, variable, func(e entry, v int) int { return e.variable - v })
	if !found {
		return zero, false
	}
	return l.entries[i].factor, true
}

func (p *program) fixed(v int) bool {
	return p.low[v].set && p.high[v].set && p.low[v].cmp(p.high[v].number) == 0
}

// settle finds a table that agrees with every row.
func (p *program) settle() error {
	for {
		// Bland: the first basic variable that is out of bounds.
		leaving, below := -1, false
		for _, l := range p.tableau {
			v := l.basic
			if leaving >= 0 && v > leaving {
				continue
			}
			if p.low[v].set && p.value[v].cmp(p.low[v].number) < 0 {
				leaving, below = v, true
			} else if p.high[v].set && p.value[v].cmp(p.high[v].number) > 0 {
				leaving, below = v, false
			}
		}
		if leaving < 0 {
			break
		}
		l := p.tableau[p.place[leaving]]
		entering := -1
		for _, e := range l.entries {
			if p.canMove(e.variable, (e.factor.sign() > 0) == below) {
				entering = e.variable
				break
			}
		}
		if entering < 0 {
			return fmt.Errorf("%w: sums of linked tables", ErrContradiction)
		}
		target := p.high[leaving].number
		if below {
			target = p.low[leaving].number
		}
		factor, _ := l.at(entering)
		p.move(entering, target.sub(p.value[leaving]).quo(factor))
		p.pivot(leaving, entering)
	}
	p.least, p.most = slices.Clone(p.value), slices.Clone(p.value)
	return nil
}

// canMove tells whether a variable that is not basic has room upwards or downwards.
func (p *program) canMove(v int, up bool) bool {
	if up {
		return !p.high[v].set || p.value[v].cmp(p.high[v].number) < 0
	}
	return !p.low[v].set || p.value[v].cmp(p.low[v].number) > 0
}

// move changes a variable that is not basic, and all that depend on it.
func (p *program) move(v int, by number) {
	if by.sign() == 0 {
		return
	}
	p.value[v] = p.value[v].add(by)
	for _, l := range p.tableau {
		if factor, found := l.at(v); found {
			p.value[l.basic] = p.value[l.basic].add(factor.mul(by))
		}
	}
}

// pivot makes one variable basic in place of another.
func (p *program) pivot(leaving, entering int) {
	at := p.place[leaving]
	l := &p.tableau[at]
	factor, _ := l.at(entering)
	inverse := one.quo(factor)
	next := make([]entry, 0, len(l.entries))
	back := entry{leaving, inverse}
	drop := leaving >= p.slack && p.fixed(leaving)
	for _, e := range l.entries {
		if !drop && back.variable >= 0 && back.variable < e.variable {
			next = append(next, back)
			back.variable = -1
		}
		if e.variable != entering {
			next = append(next, entry{e.variable, e.factor.mul(inverse).neg()})
		}
	}
	if !drop && back.variable >= 0 {
		next = append(next, back)
	}
	l.basic, l.entries = entering, next
	p.place[entering], p.place[leaving] = at, -1
	for i := range p.tableau {
		if i == at {
			continue
		}
		if factor, found := p.tableau[i].at(entering); found {
			p.substitute(&p.tableau[i], entering, factor, next)
		}
	}
}

// substitute puts a line in place of a variable in another.
func (p *program) substitute(into *line, variable int, factor number, entries []entry) {
	out := p.scratch[:0]
	a, b := into.entries, entries
	for len(a) > 0 || len(b) > 0 {
		switch {
		case len(a) > 0 && a[0].variable == variable:
			a = a[1:]
		case len(b) == 0 || len(a) > 0 && a[0].variable < b[0].variable:
			out = append(out, a[0])
			a = a[1:]
		case len(a) == 0 || b[0].variable < a[0].variable:
			out = append(out, entry{b[0].variable, b[0].factor.mul(factor)})
			b = b[1:]
		default:
			if sum := a[0].factor.add(b[0].factor.mul(factor)); sum.sign() != 0 {
				out = append(out, entry{a[0].variable, sum})
			}
			a, b = a[1:], b[1:]
		}
	}
	p.scratch = out
	into.entries = append(into.entries[:0], out...)
}

// restrict takes other bounds for the unknowns of the group, within those that
// they have, and finds a table that agrees with them. The bounds before are given
// back; with them in place again, the table of now agrees, too.
func (p *program) restrict(unknowns []unknown) (low, high []bound, err error) {
	low, high = p.low, p.high
	p.low, p.high = slices.Clone(low), slices.Clone(high)
	for v, u := range unknowns {
		p.low[v], p.high[v] = u.low, u.high
		if p.place[v] >= 0 {
			continue
		}
		if u.low.set && p.value[v].cmp(u.low.number) < 0 {
			p.move(v, u.low.sub(p.value[v]))
		} else if u.high.set && p.value[v].cmp(u.high.number) > 0 {
			p.move(v, u.high.sub(p.value[v]))
		}
	}
	return low, high, p.settle()
}

// extreme is the greatest or least value of a variable; not set if nothing limits
// it. It is known not to be beyond end.
func (p *program) extreme(v int, greatest bool, end bound) bound {
	for {
		if greatest && end.set && p.most[v].cmp(end.number) >= 0 {
			return at(p.most[v])
		}
		if !greatest && end.set && p.least[v].cmp(end.number) <= 0 {
			return at(p.least[v])
		}
		entering, up := v, greatest
		if p.place[v] >= 0 {
			entering = -1
			for _, e := range p.tableau[p.place[v]].entries {
				if direction := (e.factor.sign() > 0) == greatest; p.canMove(e.variable, direction) {
					entering, up = e.variable, direction
					break
				}
			}
			if entering < 0 {
				return at(p.value[v])
			}
		}
		by, leaving := p.room(entering, up)
		if !by.set {
			return bound{}
		}
		step := by.number
		if !up {
			step = step.neg()
		}
		p.move(entering, step)
		if leaving >= 0 {
			p.pivot(leaving, entering)
		}
		for i, x := range p.value {
			if x.cmp(p.most[i]) > 0 {
				p.most[i] = x
			}
			if x.cmp(p.least[i]) < 0 {
				p.least[i] = x
			}
		}
	}
}

// room is how far a variable that is not basic can move until it, or a basic one,
// comes to a bound: the first of those by Bland's rule, or -1 for its own.
func (p *program) room(entering int, up bool) (by bound, leaving int) {
	leaving = -1
	switch {
	case up && p.high[entering].set:
		by = at(p.high[entering].sub(p.value[entering]))
	case !up && p.low[entering].set:
		by = at(p.value[entering].sub(p.low[entering].number))
	}
	for _, l := range p.tableau {
		factor, found := l.at(entering)
		if !found {
			continue
		}
		v := l.basic
		var room number
		if (factor.sign() > 0) == up {
			if !p.high[v].set {
				continue
			}
			room = p.high[v].sub(p.value[v])
		} else {
			if !p.low[v].set {
				continue
			}
			room = p.value[v].sub(p.low[v].number)
		}
		if factor.sign() < 0 {
			factor = factor.neg()
		}
		room = room.quo(factor)
		if !by.set || room.cmp(by.number) < 0 || room.cmp(by.number) == 0 && leaving >= 0 && v < leaving {
			by, leaving = at(room), v
		}
	}
	return by, leaving
}
