package disclosure

import (
	"cmp"
	"math"
	"math/big"
	"slices"
)

// Protect decides what to suppress: the cells that the rules find unsafe, and as
// little else as keeps readers from working those out to within their protection
// levels. Readers are taken to know every relation, that cells are not negative
// unless Signed, and each holding that is alone in a cell its value.
//
// Up to Options.ExactCells the suppression is the best there is (Suppression.
// Optimal says whether that was shown); beyond, cells are protected one after
// another, each at the least cost, and what has become superfluous is published
// again.
//
// The error says which part of the problem could not be understood. A cell that
// cannot be protected is no error, but is in Suppression.Unprotected.
func Protect(problem Problem, rules Rules, options Options) (Suppression, error) {
	if err := problem.validate(); err != nil {
		return Suppression{}, err
	}
	problem = problem.banded()
	n := len(problem.Cells)
	s := Suppression{
		Status: make([]Status, n), Reasons: make([][]Reason, n), Promises: make([]Protection, n),
		Statistics: make([]bool, len(problem.Statistics)), Insiders: make([][]Insider, n), Lost: new(big.Rat),
	}
	hidden := make([]bool, n)
	for i, cell := range problem.Cells {
		a := rules.Assess(cell)
		if len(a.Reasons) == 0 {
			continue
		}
		s.Reasons[i] = a.Reasons
		if cell.Known {
			s.Exposed = append(s.Exposed, i)
			continue
		}
		s.Status[i], s.Promises[i] = Primary, a.Protection
		hidden[i] = true
	}
	t := newTable(problem, hidden, options)
	var all []demand
	for i, status := range s.Status {
		if status == Primary {
			s.Insiders[i] = rules.insiders(problem.Cells[i], s.Reasons[i])
			t.inside[i] = t.levels(s.Insiders[i], problem.Cells[i].Integer)
			all = append(all, t.demands(i, problem.Cells[i].Integer, s.Promises[i])...)
		}
	}
	united := map[string]bool{}
	var failed []demand
	for {
		copy(t.hidden, t.primary)
		failed, s.Optimal = t.suppress(all, options)
		// The suppressed parts of a sum are known together: their sum must be safe.
		found := t.unions(problem, rules, options, united)
		if len(found) == 0 {
			break
		}
		for _, u := range found {
			s.Unions = append(s.Unions, u)
			all = append(all, t.join(problem, u, options)...)
			t.inside = append(t.inside, t.levels(u.Insiders, t.whole[len(t.whole)-1]))
		}
	}
	for i := range problem.Cells {
		if t.hidden[i] && s.Status[i] == Published {
			s.Status[i], s.Reasons[i] = Secondary, []Reason{Differencing}
			s.Lost.Add(s.Lost, problem.Cells[i].cost(options))
		}
	}
	for _, d := range failed {
		cells := []int{d.cell}
		if d.cell >= n {
			cells = s.Unions[d.cell-n].Cells
		}
		s.Unprotected = append(s.Unprotected, cells...)
	}
	slices.Sort(s.Unprotected)
	s.Unprotected = slices.Compact(s.Unprotected)
	for i, statistic := range problem.Statistics {
		s.Statistics[i] = statistic.Contributors > 0 && statistic.Contributors < rules.MinimumOrder ||
			slices.ContainsFunc(statistic.Cells, func(cell int) bool { return t.hidden[cell] })
	}
	return s, nil
}

func (c Cell) cost(options Options) *big.Rat {
	switch {
	case options.FewestCells:
		return big.NewRat(1, 1)
	case c.Cost != nil:
		return c.Cost
	}
	return new(big.Rat).Abs(c.Value)
}

// demands are what a promise asks for.
func (t *table) demands(cell int, integer bool, promise Protection) []demand {
	var list []demand
	up, down, wide := positive(promise.Upper), positive(promise.Lower), positive(promise.Sliding)
	if integer {
		// Readers know that the value is whole, and would round what they find.
		up, down, wide = math.Ceil(up), math.Ceil(down), math.Ceil(wide)
	}
	if up > 0 {
		list = append(list, demand{cell, 1, up, nobody})
	}
	if down > 0 {
		list = append(list, demand{cell, -1, down, nobody})
	}
	switch {
	case wide > up+down:
		list = append(list, demand{cell, 0, wide - math.Min(up, down), nobody})
	case up+down == 0:
		list = append(list, demand{cell, 0, t.least(cell), nobody})
	}
	return list
}

func positive(r *big.Rat) float64 {
	if r == nil || r.Sign() <= 0 {
		return 0
	}
	return float(r)
}

// suppress hides what the demands need, part by part of the problem: as little as
// can be where the part is small, and what a good guess finds where it is not.
func (t *table) suppress(all []demand, options Options) (failed []demand, optimal bool) {
	most := options.ExactCells
	if most == 0 {
		most = DefaultExactCells
	}
	optimal = true
	for _, p := range t.parts(all) {
		if len(p.open) <= min(most, 64) {
			unmet, proved := t.best(p)
			failed = append(failed, unmet...)
			optimal = optimal && proved
			continue
		}
		optimal = false
		failed = append(failed, t.greedy(p.demands)...)
	}
	return failed, optimal
}

// part is a connected part of a problem: its demands, and the cells that may be
// suppressed and are not yet.
type part struct {
	demands     []demand
	cells, open []int
}

// parts gathers the demands by what can move together.
func (t *table) parts(all []demand) []part {
	of := map[int]int{}
	var parts []part
	entered := make([]bool, len(t.lines))
	for _, d := range all {
		at, seen := of[d.cell]
		if !seen {
			at = len(parts)
			of[d.cell] = at
			p := part{cells: []int{d.cell}}
			for i := 0; i < len(p.cells); i++ {
				if cell := p.cells[i]; !t.hidden[cell] {
					p.open = append(p.open, cell)
				}
				for _, in := range t.of[p.cells[i]] {
					if entered[in.line] {
						continue
					}
					entered[in.line] = true
					for _, term := range t.lines[in.line].terms {
						if _, seen := of[term.Cell]; !seen && (t.hidden[term.Cell] || t.free[term.Cell]) {
							of[term.Cell] = at
							p.cells = append(p.cells, term.Cell)
						}
					}
				}
			}
			parts = append(parts, p)
		}
		parts[at].demands = append(parts[at].demands, d)
	}
	return parts
}

// greedy meets one demand after another, those of the largest amount first, and
// then publishes again what none of them needs. It gives those that cannot be met.
func (t *table) greedy(demands []demand) []demand {
	order := slices.Clone(demands)
	slices.SortStableFunc(order, func(a, b demand) int { return cmp.Compare(b.amount, a.amount) })
	w := &witnesses{table: t, of: map[int][]int{}}
	for _, d := range order {
		w.meet(d)
	}
	w.prune()
	return w.failed
}
