package disclosure

import (
	"math"
	"slices"
)

// The most that the search for the best suppression of a part may take, in sets of
// cells of which one has to go, and in choices between them.
const (
	mostCuts    = 600
	mostChoices = 3_000_000
)

// best finds the cheapest suppression of a part, and proves it, by looking for it
// from below: the cheapest set that meets what is known to be necessary is tried;
// if a demand fails, at least one of the cells that it would need has to be in any
// suppression, which is one more thing known (combinatorial Benders cuts). The
// demands that no suppression can meet are given back. ok is false if the search
// was given up; nothing has been changed then.
func (t *table) best(p part) (failed []demand, ok bool) {
	for _, cell := range p.open {
		t.hidden[cell] = true
	}
	var possible []demand
	for _, d := range p.demands {
		if _, holds := t.shown(d, p.cells); holds {
			possible = append(possible, d)
		} else {
			failed = append(failed, d)
		}
	}
	order := slices.Clone(p.open)
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case t.cost[a] > t.cost[b]:
			return -1
		case t.cost[a] < t.cost[b]:
			return 1
		}
		return a - b
	})
	h := hitting{cost: t.cost}
	for len(h.cuts) < mostCuts {
		chosen, found := h.cheapest()
		if !found {
			break
		}
		t.show(p.open, false)
		t.show(chosen, true)
		broken, holds := t.firstBroken(possible, p.cells)
		if holds {
			return failed, true
		}
		// As much as can be suppressed, the dearest first, without meeting it.
		var cut []int
		for _, cell := range order {
			if t.hidden[cell] {
				continue
			}
			t.hidden[cell] = true
			if _, met := t.move(broken, t.suppressed(p.cells)); met {
				t.hidden[cell] = false
				cut = append(cut, cell)
			}
		}
		slices.Reverse(cut) // the cheapest first
		h.cuts = append(h.cuts, cut)
	}
	t.show(p.open, false)
	return nil, false
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
func (t *table) shown(d demand, cells []int) (broken demand, ok bool) {
	hidden := t.suppressed(cells)
	moved, ok := t.move(d, hidden)
	if !ok {
		return d, false
	}
	for _, owner := range t.knowing(d, moved) {
		against := d
		against.against = owner
		if _, ok := t.move(against, hidden); !ok {
			return against, false
		}
	}
	return d, true
}

func (t *table) firstBroken(demands []demand, cells []int) (broken demand, holds bool) {
	for _, d := range demands {
		if broken, ok := t.shown(d, cells); !ok {
			return broken, false
		}
	}
	return broken, true
}

// hitting is the search for the cheapest set of cells that has one of each cut.
type hitting struct {
	cuts    [][]int
	cost    []float64
	choices int

	best  []int
	worth float64
	in    map[int]bool
	out   map[int]bool
	spent float64
	taken []int
}

func (h *hitting) cheapest() (cells []int, ok bool) {
	h.worth, h.best = math.Inf(1), nil
	h.in, h.out, h.spent, h.taken = map[int]bool{}, map[int]bool{}, 0, nil
	h.search()
	return h.best, h.choices < mostChoices && !math.IsInf(h.worth, 1)
}

func (h *hitting) search() {
	if h.choices++; h.choices >= mostChoices {
		return
	}
	// The open cut with the fewest cells left is decided next. Cuts without a cell
	// in common cost at least the cheapest of each.
	var next []int
	bound := h.spent
	used := map[int]bool{}
	for _, cut := range h.cuts {
		if slices.ContainsFunc(cut, func(c int) bool { return h.in[c] }) {
			continue
		}
		left := make([]int, 0, len(cut))
		apart, least := true, math.Inf(1)
		for _, c := range cut {
			if h.out[c] {
				continue
			}
			left = append(left, c)
			apart = apart && !used[c]
			least = math.Min(least, h.cost[c])
		}
		if len(left) == 0 {
			return
		}
		if apart {
			bound += least
			for _, c := range left {
				used[c] = true
			}
		}
		if next == nil || len(left) < len(next) {
			next = left
		}
	}
	if bound >= h.worth*(1-1e-12) {
		return
	}
	if next == nil {
		h.best, h.worth = slices.Clone(h.taken), h.spent
		return
	}
	for _, c := range next {
		h.in[c] = true
		h.spent += h.cost[c]
		h.taken = append(h.taken, c)
		h.search()
		h.taken = h.taken[:len(h.taken)-1]
		h.spent -= h.cost[c]
		h.in[c] = false
		h.out[c] = true
	}
	for _, c := range next {
		h.out[c] = false
	}
}
