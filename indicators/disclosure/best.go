package disclosure

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
)

// The most that the search for the best suppression of a part may take, in sets of
// cells of which one has to go, and in choices between them.
const (
	mostCuts    = 500
	mostChoices = 100_000
)

// best finds the cheapest suppression of a part of at most 64 open cells, and
// proves it, by looking for it from below: the cheapest set that meets what is
// known to be necessary is tried; if a demand fails, at least one of the cells that
// it would need has to be in any suppression, which is one more thing known
// (combinatorial Benders cuts). What the greedy search has found is the best so
// far. The demands that no suppression can meet are given back. proved is false if
// the search was given up, and the greedy suppression stays.
func (t *table) best(p part) (failed []demand, proved bool) {
	failed = t.greedy(p.demands)
	greedy := t.suppressed(p.open)
	worth := 0.0
	for _, cell := range greedy {
		worth += t.cost[cell]
	}
	t.show(p.open, true)
	var possible, impossible []demand
	for _, d := range p.demands {
		if _, holds := t.shown(d); holds {
			possible = append(possible, d)
		} else {
			impossible = append(impossible, d)
		}
	}
	if len(failed) > len(impossible) {
		worth = math.Inf(1) // the greedy search has missed something
	}
	// The cheapest cell is the first bit.
	order := slices.Clone(p.open)
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(t.cost[a], t.cost[b]) })
	h := hitting{worth: worth}
	for _, cell := range order {
		h.cost = append(h.cost, t.cost[cell])
	}
	for len(h.cuts) < mostCuts {
		chosen, found := h.cheapest()
		if h.choices >= mostChoices {
			break
		}
		if !found { // nothing is cheaper than what the greedy search has found
			t.show(p.open, false)
			t.show(greedy, true)
			return impossible, !math.IsInf(worth, 1)
		}
		t.show(p.open, false)
		for i, cell := range order {
			t.hidden[cell] = chosen>>i&1 == 1
		}
		all := true
		for _, d := range possible {
			broken, holds := t.shown(d)
			if !holds {
				all = false
				h.add(t.cut(broken, order))
			}
		}
		if all {
			return impossible, true
		}
	}
	t.show(p.open, false)
	t.show(greedy, true)
	return failed, false
}

// cut is a set of cells of which one at least has to be suppressed if a demand,
// which is not met now, is to be: those that are left when as much as can be is
// suppressed, the dearest first, without meeting it.
func (t *table) cut(broken demand, order []int) (cut uint64) {
	var added []int
	for i := len(order) - 1; i >= 0; i-- {
		cell := order[i]
		if t.hidden[cell] {
			continue
		}
		t.hidden[cell] = true
		if _, met := t.move(broken); met {
			t.hidden[cell] = false
			cut |= 1 << i
			continue
		}
		added = append(added, cell)
	}
	t.show(added, false)
	return cut
}

func (t *table) show(cells []int, hidden bool) {
	for _, cell := range cells {
		t.hidden[cell] = hidden
	}
}

func (t *table) suppressed(cells []int) []int {
	var out []int
	for _, cell := range cells {
		if t.hidden[cell] {
			out = append(out, cell)
		}
	}
	return out
}

// shown tells whether a demand is met against everybody, and if not, against whom.
func (t *table) shown(d demand) (broken demand, ok bool) {
	all := d
	all.against = everybody
	if _, ok := t.move(all); ok {
		return d, true
	}
	moved, ok := t.move(d)
	if !ok {
		return d, false
	}
	for _, owner := range t.knowing(d, moved) {
		against, needed := t.against(d, owner)
		if !needed {
			continue
		}
		if _, ok := t.move(against); !ok {
			return against, false
		}
	}
	return d, true
}

// hitting is the search for the cheapest set of cells that has one of each cut.
// Sets are bits.
type hitting struct {
	cuts    []uint64
	cost    []float64
	worth   float64 // only what costs less is of interest
	choices int
}

// add keeps a cut, and none that it makes superfluous.
func (h *hitting) add(cut uint64) {
	if slices.ContainsFunc(h.cuts, func(c uint64) bool { return c&cut == c }) {
		return
	}
	h.cuts = append(slices.DeleteFunc(h.cuts, func(c uint64) bool { return c&cut == cut }), cut)
}

func (h *hitting) cheapest() (cells uint64, found bool) {
	s := hittingSearch{hitting: h, worth: h.worth}
	s.search(0, 0, 0)
	return s.best, s.found
}

type hittingSearch struct {
	*hitting
	worth float64
	best  uint64
	found bool
	left  []float64
}

func (s *hittingSearch) search(in, out uint64, spent float64) {
	if s.choices++; s.choices >= mostChoices {
		return
	}
	// Each open cut takes from its cells what the cheapest has left: what is taken
	// has to be spent (the dual bound). The cut with the fewest cells is decided next.
	s.left = append(s.left[:0], s.cost...)
	next, bound := uint64(0), spent
	for _, cut := range s.cuts {
		if cut&in != 0 {
			continue
		}
		cut &^= out
		if cut == 0 {
			return
		}
		if next == 0 || bits.OnesCount64(cut) < bits.OnesCount64(next) {
			next = cut
		}
		least := math.Inf(1)
		for rest := cut; rest != 0; rest &= rest - 1 {
			least = math.Min(least, s.left[bits.TrailingZeros64(rest)])
		}
		for rest := cut; rest != 0; rest &= rest - 1 {
			s.left[bits.TrailingZeros64(rest)] -= least
		}
		bound += least
	}
	if bound >= s.worth*(1-1e-12) {
		return
	}
	if next == 0 {
		s.best, s.worth, s.found = in, spent, true
		return
	}
	for rest := next; rest != 0; rest &= rest - 1 {
		bit := rest & -rest
		s.search(in|bit, out, spent+s.cost[bits.TrailingZeros64(bit)])
		out |= bit
	}
}
