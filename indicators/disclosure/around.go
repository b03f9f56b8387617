package disclosure

import (
	"math"
	"slices"
)

// reach is how far around a cell a movement is sought: the cheapest open cells of
// each line that are tried, how many lines deep, and how many lines at most.
type reach struct{ width, depth, lines int }

// reaches go from near to far. What is found near is nearly always as good, and
// its programme is small however large the release is.
var reaches = []reach{{6, 2, 60}, {20, 3, 250}, {60, 5, 700}}

// around are the cells among which a movement for a demand is sought: suppressed
// ones, open ones that are cheap, and all that lie where lines of those cross.
func (t *table) around(d demand, r reach) []int {
	reached := map[int]bool{}
	var lines []int
	enter := func(cell int) {
		for _, in := range t.of[cell] {
			if !reached[in.line] && len(lines) < r.lines {
				reached[in.line] = true
				lines = append(lines, in.line)
			}
		}
	}
	enter(d.cell)
	taken := map[int]bool{d.cell: true}
	var cells []int
	take := func(cell int) {
		if !taken[cell] {
			taken[cell] = true
			cells = append(cells, cell)
		}
	}
	begin := 0
	for range r.depth {
		end := len(lines)
		for _, l := range lines[begin:end] {
			for _, cell := range t.picks(t.lines[l], d, r.width) {
				take(cell)
				enter(cell)
			}
		}
		begin = end
	}
	// Cells all of whose lines have been reached are the corners of rectangles and
	// cubes between those that were picked.
	crossed := map[int]int{}
	for _, l := range lines {
		open := 0
		for _, term := range t.lines[l].terms {
			cell := term.Cell
			if !t.hidden[cell] {
				if !t.free[cell] || open > 40*r.width {
					continue
				}
				open++
			}
			if crossed[cell]++; crossed[cell] == len(t.of[cell]) {
				take(cell)
			}
		}
	}
	return cells
}

// picks are the cells of a line that are looked at first: those suppressed, and of
// the open ones the cheapest, and the cheapest that are as large as the amount.
func (t *table) picks(l line, d demand, width int) []int {
	var out []int
	hidden, cheap, large := 0, 0, 0
	for _, term := range l.terms {
		cell := term.Cell
		switch {
		case cell == d.cell || d.against >= 0 && t.owner[cell] == d.against:
		case t.hidden[cell]:
			if hidden < 4*width {
				hidden++
				out = append(out, cell)
			}
		case !t.free[cell] || cheap+large >= 2*width:
		case large < width && math.Min(t.down[cell], t.up[cell]) >= d.amount:
			large++
			out = append(out, cell)
		case cheap < width:
			cheap++
			out = append(out, cell)
		}
	}
	return out
}

// near are suppressed cells from which a demand might be met without any more:
// those linked to its own, the nearest first, at most so many.
func (t *table) near(d demand, most int) []int {
	taken := map[int]bool{d.cell: true}
	seen := map[int]bool{}
	cells := []int{d.cell}
	for i := 0; i < len(cells) && len(cells) < most; i++ {
		for _, in := range t.of[cells[i]] {
			if seen[in.line] {
				continue
			}
			seen[in.line] = true
			for _, term := range t.lines[in.line].terms {
				if t.hidden[term.Cell] && !taken[term.Cell] {
					taken[term.Cell] = true
					cells = append(cells, term.Cell)
				}
			}
		}
	}
	return slices.Clone(cells[1:])
}
