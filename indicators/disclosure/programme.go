package disclosure

import "math"

// programme is: move as cheaply as may be, so that every line balances. Column j
// can take 0 … room[j] at a cost for each unit, and adds its entries to the lines;
// the lines have to come to demand.
type programme struct {
	columns []column
	demand  []float64
}

type column struct {
	lines   []int
	factors []float64
	room    float64 // may be infinite
	cost    float64
}

// tolerance is what counts as nothing, in amounts that are scaled to be about one.
const tolerance = 1e-7

// solve is the primal simplex method for variables with upper bounds, dense and
// in floating point, in two phases. It gives the amount of each column; ok is
// false if the lines cannot be balanced, or if the method does not come to an end.
func (p programme) solve() (amount []float64, ok bool) {
	m, n := len(p.demand), len(p.columns)
	t := tableau{n: n, basis: make([]int, m), flipped: make([]bool, n), at: make([]int, n)}
	for range m + 1 {
		t.rows = append(t.rows, make([]float64, n+1))
	}
	for j, c := range p.columns {
		t.at[j] = -1
		t.room = append(t.room, c.room)
		for k, i := range c.lines {
			t.rows[i][j] += c.factors[k]
		}
	}
	// An artificial variable for each line, which is not kept as a column: once out
	// of the basis it never comes back. They are the numbers from n up.
	for i, d := range p.demand {
		t.basis[i] = n + i
		t.rows[i][n] = d
		if d < 0 {
			for j := range t.rows[i] {
				t.rows[i][j] = -t.rows[i][j]
			}
		}
		for j, x := range t.rows[i] {
			t.rows[m][j] -= x // the costs of the first phase: the sum of the artificials
		}
	}
	if !t.minimise() || t.rows[m][n] < -tolerance*float64(m+1) {
		return nil, false
	}
	t.artificial = true // from here on they may not grow again
	costs := t.rows[m]
	clear(costs)
	for j, c := range p.columns {
		costs[j] = c.cost
		if t.flipped[j] {
			costs[j] = -c.cost
		}
	}
	for i, j := range t.basis {
		if j < n && costs[j] != 0 {
			t.eliminate(costs, t.rows[i], costs[j])
		}
	}
	if !t.minimise() {
		return nil, false
	}
	amount = make([]float64, n)
	for i, j := range t.basis {
		if j < n {
			amount[j] = t.rows[i][n]
		}
	}
	for j := range amount {
		if t.flipped[j] {
			amount[j] = t.room[j] - amount[j]
		}
	}
	return amount, true
}

type tableau struct {
	rows       [][]float64 // the last are the reduced costs
	basis      []int
	at         []int // the row in which a column is basic; -1 if it is not
	room       []float64
	flipped    []bool // columns counted down from their room
	n          int
	artificial bool
	entries    []int
}

// minimise goes on while a column lowers the cost: the steepest first and, when
// that has not ended for long, by Bland's rule.
func (t *tableau) minimise() bool {
	m := len(t.basis)
	for step := 0; step < 60*(m+20); step++ {
		entering, best := -1, -tolerance
		for j, cost := range t.rows[m][:t.n] {
			if cost < best && t.at[j] < 0 && t.room[j] > tolerance {
				entering, best = j, cost
				if step > 30*(m+20) {
					break
				}
			}
		}
		if entering < 0 {
			return true
		}
		leaving, ratio, full := -1, t.room[entering], false
		for i := range m {
			x, value := t.rows[i][entering], t.rows[i][t.n]
			limit, toRoom := math.Inf(1), false
			switch {
			case t.basis[i] >= t.n && t.artificial && math.Abs(x) > tolerance:
				limit = 0
			case x > tolerance:
				limit = math.Max(value, 0) / x
			case x < -tolerance && t.basis[i] < t.n:
				limit, toRoom = math.Max(t.room[t.basis[i]]-value, 0)/-x, true
			}
			if limit < ratio-1e-12 || limit <= ratio && leaving >= 0 && t.basis[i] < t.basis[leaving] {
				leaving, ratio, full = i, limit, toRoom
			}
		}
		switch {
		case leaving >= 0:
			if full {
				t.flip(t.basis[leaving])
			}
			t.pivot(leaving, entering)
		case math.IsInf(ratio, 1):
			return false // unbounded: no cost is below zero, so only by error
		default:
			t.flip(entering)
		}
	}
	return false
}

// flip counts a column from the other end of its room.
func (t *tableau) flip(j int) {
	t.flipped[j] = !t.flipped[j]
	if i := t.at[j]; i >= 0 {
		// Basic: x = room − x', so the line −x' + … = value − room, times −1.
		row := t.rows[i]
		for k := range row {
			row[k] = -row[k]
		}
		row[t.n] += t.room[j]
		row[j] = 1
		return
	}
	for _, row := range t.rows {
		if row[j] != 0 {
			row[t.n] -= row[j] * t.room[j]
			row[j] = -row[j]
		}
	}
}

func (t *tableau) pivot(i, j int) {
	row := t.rows[i]
	inverse := 1 / row[j]
	t.entries = t.entries[:0]
	for k := range row {
		if row[k] != 0 {
			row[k] *= inverse
			t.entries = append(t.entries, k)
		}
	}
	for other := range t.rows {
		if f := t.rows[other][j]; other != i && f != 0 {
			target := t.rows[other]
			for _, k := range t.entries {
				target[k] -= f * row[k]
			}
			target[j] = 0
		}
	}
	if old := t.basis[i]; old < t.n {
		t.at[old] = -1
	}
	t.basis[i], t.at[j] = j, i
}

func (t *tableau) eliminate(target, row []float64, factor float64) {
	for k := range row {
		target[k] -= factor * row[k]
	}
}
