package disclosure

import (
	"math"
	"slices"
)

// tolerance is what counts as nothing, in amounts that are scaled to be about one.
const tolerance = 1e-7

// The most that one movement may take, so that a release of any size comes to an
// end: exchanges of the basis, and open cells of one line that are looked at, the
// cheapest first. A movement that is not found for it is not claimed.
const (
	mostPivots = 400
	mostAgain  = 50 // at the first try, and of a movement in place of another
	mostOpen   = 150
)

// movement is the search for the cheapest movement that meets a demand: a linear
// program, solved by the dual simplex method for variables with upper bounds, in
// floating point. No cost is below zero, so that to move nothing is cheapest, and
// only lines that are out of balance have to be mended, one after another. A line
// is written down when one of its cells has moved, and a cell when one of its lines
// has been; the size of the release does not matter, only how far the movement
// reaches.
//
// Each cell is two columns, up and down, in units of the demand's amount.
type movement struct {
	*table
	demand demand
	open   opening

	cell    []int // of each column; -1 for the slack of a line
	sign    []float64
	room    []float64
	reduced []float64 // costs
	at      []int     // the row in which a column is basic; -1 if it is not
	flipped []bool    // columns counted down from their room

	rows  [][]float64 // as long as it has entries
	value []float64
	basis []int // a column, or artificial

	column map[int]int  // of a cell: its first, the second is next to it
	active map[int]bool // lines
	used   []int        // scratch
	pivots int          // that may still be made
}

// artificial stands in the basis for what a line is out of balance by. It has to be
// zero, and never comes back.
const artificial = -1

// move finds a movement of suppressed cells that meets a demand: the cells that it
// moves.
func (t *table) move(d demand) (moved []int, ok bool) {
	return t.moveWithin(d, shut, mostPivots)
}

// opening is which cells a movement may use that are not suppressed, at their cost.
type opening uint8

const (
	shut opening = iota // none
	ajar                // those that can move by all that is demanded, so that few will do
	wide                // all
)

// moveWithin finds the cheapest movement that meets a demand, at no cost for cells
// that are suppressed already, and with no others but those that are open.
func (t *table) moveWithin(d demand, open opening, pivots int) (moved []int, ok bool) {
	if d.direction == 0 {
		d.direction = 1
		if moved, ok = t.moveWithin(d, open, pivots); ok {
			return moved, true
		}
		d.direction = -1
		return t.moveWithin(d, open, pivots)
	}
	if t.reach(d.cell, d.direction) < d.amount*(1-tolerance) {
		return nil, false
	}
	m := movement{table: t, demand: d, open: open, pivots: pivots, column: map[int]int{}, active: map[int]bool{}}
	for _, in := range t.of[d.cell] {
		m.activate(in.line)
	}
	if !m.mend() {
		return nil, false
	}
	moved = append(moved, d.cell)
	for j := 0; j < len(m.cell); j++ {
		if m.cell[j] >= 0 && m.amount(j) > tolerance && moved[len(moved)-1] != m.cell[j] {
			moved = append(moved, m.cell[j])
		}
	}
	return moved, true
}

// reach is how far a cell can move.
func (t *table) reach(cell int, direction float64) float64 {
	if direction > 0 {
		return t.up[cell]
	}
	return t.down[cell]
}

func (m *movement) amount(j int) float64 {
	value := 0.0
	if i := m.at[j]; i >= 0 {
		value = m.value[i]
	}
	if m.flipped[j] {
		return m.room[j] - value
	}
	return value
}

// activate writes a line down, in terms of what is not basic.
func (m *movement) activate(index int) {
	if m.active[index] {
		return
	}
	l := m.lines[index]
	row := make([]float64, len(m.cell), len(m.cell)+2*len(l.terms)+2)
	value := 0.0
	open := 0
	for _, term := range l.terms {
		factor := float64(term.Coefficient)
		if term.Cell == m.demand.cell {
			value -= factor * m.demand.direction
			continue
		}
		j, written := m.column[term.Cell]
		if !written {
			if !m.usable(term.Cell) || m.outside(term.Cell) {
				continue
			}
			if !m.hidden[term.Cell] {
				if open++; open > mostOpen {
					continue
				}
			}
			j = m.write(term.Cell)
			row = append(row, 0, 0)
		}
		row[j], row[j+1] = factor, -factor
	}
	m.active[index] = true
	for sign, room := range [2]float64{l.up, l.down} {
		if room > 0 {
			m.add(-1, 1, room/m.demand.amount, 0)
			row = append(row, float64(2*sign-1))
		}
	}
	for j, flipped := range m.flipped {
		if flipped && j < len(row) && row[j] != 0 {
			value -= row[j] * m.room[j]
			row[j] = -row[j]
		}
	}
	for i, j := range m.basis {
		if j >= 0 && row[j] != 0 {
			factor := row[j]
			for k, x := range m.rows[i] {
				row[k] -= factor * x
			}
			row[j] = 0
			value -= factor * m.value[i]
		}
	}
	m.rows, m.value, m.basis = append(m.rows, row), append(m.value, value), append(m.basis, artificial)
}

// usable tells whether a cell may take part: it can move, is or may be suppressed,
// and is not known to those against whom the movement is.
func (m *movement) usable(cell int) bool {
	if !m.hidden[cell] && (m.open == shut || !m.free[cell]) || m.up[cell] <= 0 && m.down[cell] <= 0 {
		return false
	}
	if !m.hidden[cell] && m.open == ajar && math.Min(m.up[cell], m.down[cell]) < m.demand.amount {
		return false
	}
	return m.crowd[cell] || !m.seen(cell)
}

// seen tells whether a cell is its own part to one of those against whom the movement
// is.
func (m *movement) seen(cell int) bool {
	owner := m.owner[cell]
	switch m.demand.against {
	case nobody:
		return false
	case everybody:
		return owner >= 0 && owner != m.owner[m.demand.cell] && !m.inside[m.demand.cell][owner].nothing
	default:
		return owner == m.demand.against
	}
}

// outside tells whether a cell has been left out of a line already.
func (m *movement) outside(cell int) bool {
	return slices.ContainsFunc(m.of[cell], func(in incidence) bool { return m.active[in.line] })
}

func (m *movement) write(cell int) int {
	j := len(m.cell)
	m.column[cell] = j
	for _, direction := range []float64{1, -1} {
		room, cost := m.reach(cell, direction)/m.demand.amount, 0.0
		if room < tolerance || direction < 0 && m.crowd[cell] && m.seen(cell) {
			room = 0 // to its owner it is at least as much
		} else if !m.hidden[cell] {
			// It is lost altogether, however little of it is used.
			cost = m.cost[cell] / math.Min(room, 1)
		}
		m.add(cell, direction, room, cost)
	}
	return j
}

func (m *movement) add(cell int, sign, room, cost float64) {
	if room > 1e9 {
		room = math.Inf(1)
	}
	m.cell, m.sign, m.room = append(m.cell, cell), append(m.sign, sign), append(m.room, room)
	m.reduced, m.at, m.flipped = append(m.reduced, cost), append(m.at, -1), append(m.flipped, false)
}

// mend brings the basic variables within their bounds: the one furthest out leaves
// for the column that costs least for what it does.
func (m *movement) mend() bool {
	for range m.pivots {
		leaving, worst := -1, tolerance
		for i, j := range m.basis {
			out := -m.value[i]
			if j == artificial {
				out = math.Abs(m.value[i])
			} else if m.value[i] > m.room[j] {
				out = m.value[i] - m.room[j]
			}
			if out > worst {
				leaving, worst = i, out
			}
		}
		if leaving < 0 {
			return true
		}
		m.turn(leaving)
		entering := m.entering(leaving)
		if entering < 0 {
			return false
		}
		if cell := m.cell[entering]; cell >= 0 {
			for _, in := range m.of[cell] {
				m.activate(in.line)
			}
		}
		m.pivot(leaving, entering)
	}
	return false
}

// entering is the column that can raise a row at the least cost. Of those that cost
// the same it is the one that puts the fewest other lines out of balance.
func (m *movement) entering(leaving int) int {
	entering, best, spread, size := -1, math.Inf(1), 0, 0.0
	for j, x := range m.rows[leaving] {
		if x >= -tolerance || m.at[j] >= 0 || m.room[j] == 0 {
			continue
		}
		ratio := math.Max(m.reduced[j], 0) / -x
		if ratio > best+1e-9*(1+best) {
			continue
		}
		lines := m.spread(j)
		better := ratio < best-1e-9*(1+ratio) || lines < spread || lines == spread && -x > size+tolerance
		if entering < 0 || better {
			entering, best, spread, size = j, ratio, lines, -x
		}
	}
	return entering
}

// spread is how many lines would have to be written down for a column.
func (m *movement) spread(j int) int {
	if m.cell[j] < 0 {
		return 0
	}
	lines := 0
	for _, in := range m.of[m.cell[j]] {
		if !m.active[in.line] {
			lines++
		}
	}
	if m.room[j] < 1 {
		lines++ // it will not do alone
	}
	return lines
}

// turn brings a row that is out of its bounds below zero.
func (m *movement) turn(i int) {
	j := m.basis[i]
	above := m.value[i] > 0
	if !above {
		return
	}
	row := m.rows[i]
	for k := range row {
		row[k] = -row[k]
	}
	m.value[i] = -m.value[i]
	if j != artificial {
		// Counted down from its room, x = room − x'.
		m.flipped[j] = !m.flipped[j]
		m.value[i] += m.room[j]
		row[j] = 1
	}
}

func (m *movement) pivot(i, j int) {
	row := m.rows[i]
	inverse := 1 / row[j]
	m.used = m.used[:0]
	for k, x := range row {
		if math.Abs(x) > 1e-11 {
			row[k] *= inverse
			m.used = append(m.used, k)
		} else {
			row[k] = 0
		}
	}
	m.value[i] *= inverse
	for other, target := range m.rows {
		if other == i || j >= len(target) || target[j] == 0 {
			continue
		}
		factor := target[j]
		if len(target) < len(row) {
			target = append(target, make([]float64, len(row)-len(target))...)
		}
		for _, k := range m.used {
			target[k] -= factor * row[k]
		}
		target[j] = 0
		m.rows[other] = target
		m.value[other] -= factor * m.value[i]
	}
	if factor := m.reduced[j]; factor != 0 {
		for _, k := range m.used {
			m.reduced[k] -= factor * row[k]
		}
		m.reduced[j] = 0
	}
	if old := m.basis[i]; old >= 0 {
		m.at[old] = -1
	}
	m.basis[i], m.at[j] = j, i
}
