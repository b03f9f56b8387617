package disclosure

import "math"

// The most that the search for a box may take: how often it begins anew, and cells of
// one box.
const (
	mostBoxes   = 60
	mostCorners = 200
)

// box finds a movement in which every cell moves by just as much as is demanded, up or
// down: in a table of two ways the four corners of a rectangle, of three the eight of
// a cuboid (the hypercubes of Repsilber, HandbookSDC 4.4). It looks at no more of a
// release than the lines that it passes, and takes of each the cell that leaves the
// fewest lines to be mended, and of those the cheapest. Where that leads nowhere, it
// begins anew without the cell that led there. What it finds is a movement and hence
// a proof; it is not the cheapest.
func (t *table) box(d demand, open opening) (moved []int, ok bool) {
	if d.direction == 0 {
		d.direction = 1
		if moved, ok = t.box(d, open); ok {
			return moved, true
		}
		d.direction = -1
		return t.box(d, open)
	}
	if t.reach(d.cell, d.direction) < d.amount*(1-tolerance) {
		return nil, false
	}
	b := box{movement: movement{table: t, demand: d, open: open}, banned: map[int]bool{}}
	for range mostBoxes {
		led, ok := b.build()
		if ok {
			return b.cells, true
		}
		if led < 0 {
			return nil, false
		}
		b.banned[led] = true
	}
	return nil, false
}

// box is the search for one.
type box struct {
	movement
	banned map[int]bool
	cells  []int
	signs  map[int]float64
	out    map[int]float64 // of a line: by how many amounts it is out of balance
	queue  []int           // lines, in the order in which they came out of balance
	opener map[int]int     // of a line: the cell that brought it out of balance
}

// build adds corners until every line is in balance. If it comes to a line that none
// of the cells left can mend, it tells which cell led there; negative if it was the
// first.
func (b *box) build() (led int, ok bool) {
	b.cells, b.queue = b.cells[:0], b.queue[:0]
	b.signs, b.out, b.opener = map[int]float64{}, map[int]float64{}, map[int]int{}
	b.take(b.demand.cell, b.demand.direction)
	for len(b.queue) > 0 {
		line := b.queue[0]
		if b.balanced(line) {
			b.queue = b.queue[1:]
			continue
		}
		cell, sign := b.corner(line)
		if cell < 0 || len(b.cells) >= mostCorners {
			if led = b.opener[line]; led == b.demand.cell {
				led = -1
			}
			return led, false
		}
		b.take(cell, sign)
	}
	return 0, true
}

// balanced tells whether a line holds, as an equation or within its bounds.
func (b *box) balanced(line int) bool {
	out := b.out[line] * b.demand.amount
	l := b.lines[line]
	return math.Abs(out) < tolerance || out > 0 && out <= l.up || out < 0 && -out <= l.down
}

// take moves a cell.
func (b *box) take(cell int, sign float64) {
	b.cells = append(b.cells, cell)
	b.signs[cell] = sign
	for _, in := range b.of[cell] {
		was := b.balanced(in.line)
		b.out[in.line] += in.factor * sign
		if was && !b.balanced(in.line) {
			b.opener[in.line] = cell
			b.queue = append(b.queue, in.line)
		}
	}
}

// corner is the best cell to mend a line with; negative if there is none.
func (b *box) corner(line int) (cell int, sign float64) {
	cell = -1
	best, cost := 0, 0.0
	for _, term := range b.lines[line].terms {
		c := term.Cell
		if _, taken := b.signs[c]; taken || b.banned[c] || !b.usable(c) {
			continue
		}
		s := -1.0
		if (b.out[line] > 0) != (term.Coefficient > 0) {
			s = 1
		}
		if b.reach(c, s) < b.demand.amount || s < 0 && b.crowd[c] && b.seen(c) {
			continue
		}
		opens, price := 0, 0.0
		for _, in := range b.of[c] {
			switch was, now := b.balanced(in.line), math.Abs(b.out[in.line]+in.factor*s); {
			case was:
				opens++
			case now < math.Abs(b.out[in.line]):
				opens--
			default:
				opens++
			}
		}
		if !b.hidden[c] {
			price = b.cost[c]
		}
		if cell < 0 || opens < best || opens == best && price < cost {
			cell, sign, best, cost = c, s, opens, price
		}
	}
	return cell, sign
}
