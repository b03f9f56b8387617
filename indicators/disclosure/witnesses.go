package disclosure

import (
	"cmp"
	"slices"
)

// witnesses are movements that show demands to be met. A movement stays a proof
// when more is suppressed.
type witnesses struct {
	*table
	list   []witness
	of     map[int][]int // the witnesses that move a cell; some may do so no more
	failed []demand
}

type witness struct {
	demand demand
	moved  []int
}

// try is one way to look for a movement.
type try struct {
	demand demand
	open   opening
	pivots int // of the linear program; 0 for a box
}

// meet suppresses what a demand needs, against readers and against each holding
// that is alone in a cell of the movement, who knows that it has not moved.
func (w *witnesses) meet(d demand) {
	all := d
	if d.against == nobody {
		all.against = everybody
	}
	tries := []try{
		{all, shut, mostAgain}, {all, wide, mostPivots},
		// It reaches far: what is quick first, and a program without hurry at the end.
		{all, ajar, 0}, {d, ajar, 0}, {d, shut, 4 * mostAgain}, {d, wide, mostPivots}, {d, wide, 10 * mostPivots},
	}
	for _, try := range tries {
		var moved []int
		var ok bool
		if try.pivots == 0 {
			moved, ok = w.box(try.demand, try.open)
		} else {
			moved, ok = w.moveWithin(try.demand, try.open, try.pivots)
		}
		if !ok {
			continue
		}
		for _, cell := range moved {
			w.hidden[cell] = true
		}
		w.record(d, moved)
		for _, owner := range w.knowing(d, moved) {
			if against, needed := w.against(d, owner); needed {
				w.meet(against)
			}
		}
		return
	}
	w.failed = append(w.failed, d)
}

// find looks for a movement of suppressed cells alone, in place of another, and
// not for long.
func (w *witnesses) find(d demand) (moved []int, ok bool) {
	if d.against == nobody {
		all := d
		all.against = everybody
		if moved, ok = w.moveWithin(all, shut, mostAgain); ok {
			return moved, true
		}
	}
	return w.moveWithin(d, shut, mostAgain)
}

func (w *witnesses) record(d demand, moved []int) {
	for _, cell := range moved {
		w.of[cell] = append(w.of[cell], len(w.list))
	}
	w.list = append(w.list, witness{d, moved})
}

// knowing are the holdings that would see through a movement, in order. To whom
// the cell itself belongs nothing is promised, nor to those whom it tells nothing
// of anybody else.
func (t *table) knowing(d demand, moved []int) []int {
	if d.against >= 0 {
		return nil
	}
	var owners []int
	for _, cell := range moved {
		if o := t.owner[cell]; o >= 0 && o != t.owner[d.cell] && !t.inside[d.cell][o].nothing && !slices.Contains(owners, o) {
			owners = append(owners, o)
		}
	}
	slices.Sort(owners)
	return owners
}

// prune publishes again what was suppressed for others and is not needed, the
// dearest first.
func (w *witnesses) prune() {
	var secondary []int
	for cell, hidden := range w.hidden {
		if hidden && !w.primary[cell] && len(w.of[cell]) > 0 {
			secondary = append(secondary, cell)
		}
	}
	slices.SortStableFunc(secondary, func(a, b int) int { return cmp.Compare(w.cost[b], w.cost[a]) })
	for _, cell := range secondary {
		w.publish(cell)
	}
}

// publish takes back one suppression if all that rests on it can rest on others.
func (w *witnesses) publish(cell int) {
	w.hidden[cell] = false
	type replaced struct {
		at    int
		moved []int
	}
	var changes []replaced
	var more []witness
	for _, at := range slices.Compact(slices.Clone(w.of[cell])) {
		old := w.list[at]
		if !slices.Contains(old.moved, cell) {
			continue
		}
		moved, ok := w.find(old.demand)
		if !ok {
			w.hidden[cell] = true
			return
		}
		changes = append(changes, replaced{at, moved})
		for _, owner := range w.knowing(old.demand, moved) {
			if slices.Contains(w.knowing(old.demand, old.moved), owner) {
				continue // there is a witness against it, which is among these if it moves the cell
			}
			against, needed := w.against(old.demand, owner)
			if !needed {
				continue
			}
			moved, ok := w.find(against)
			if !ok {
				w.hidden[cell] = true
				return
			}
			more = append(more, witness{against, moved})
		}
	}
	for _, c := range changes {
		w.list[c.at].moved = c.moved
		for _, moved := range c.moved {
			w.of[moved] = append(w.of[moved], c.at)
		}
	}
	for _, m := range more {
		w.record(m.demand, m.moved)
	}
}
