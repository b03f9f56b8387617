package disclosure_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"

	"heng/indicators/disclosure"
)

// kinds are the shapes of random releases.
var kinds = []string{"one-way", "two-way", "three-way", "hierarchical", "linked", "periods"}

// record is one grant of a random release.
type record struct {
	holding string
	amount  int64
	keys    [3]int
}

// random makes a release of a kind from invented grants: skewed amounts, holdings
// of which a few have many grants, empty cells. Everything is a sum of the grants;
// the same seed gives the same release.
func random(seed uint64, kind string, size int) disclosure.Problem {
	r := rand.New(rand.NewPCG(seed, 20180622))
	extents := [3]int{2 + r.IntN(size), 1, 1}
	switch kind {
	case "two-way", "hierarchical", "periods":
		extents[1] = 2 + r.IntN(size)
	case "three-way":
		extents = [3]int{2 + r.IntN(max(1, size-1)), 2 + r.IntN(max(1, size-1)), 2}
	case "linked":
		extents[0], extents[1] = 3+r.IntN(size), 2+r.IntN(max(1, size-1))
	}
	cells := extents[0] * extents[1] * extents[2]
	holdings := 4 + r.IntN(2*cells)
	counts := r.IntN(4) == 0 // a table of grants instead of amounts
	var records []record
	for range cells + r.IntN(7*cells) {
		g := record{amount: 1 + int64(r.ExpFloat64()*r.ExpFloat64()*40), holding: fmt.Sprint("h", int(float64(holdings)*r.Float64()*r.Float64()))}
		if counts {
			g.amount = 1
		}
		for d := range 3 {
			g.keys[d] = int(float64(extents[d]) * r.Float64())
		}
		records = append(records, g)
	}
	b := builder{records: records, cells: map[[3]string]int{}}
	b.integer = counts || r.IntN(2) == 0
	levels := [3][]level{}
	for d := range 3 {
		levels[d] = flat(extents[d])
	}
	switch kind {
	case "hierarchical":
		levels[0] = nested(extents[0])
	case "periods":
		levels[0] = nested(extents[0]) // quarters of years, say
	case "linked":
		levels[0] = append(flat(extents[0]), grouped(extents[0], r)...)
	}
	b.cross(levels)
	p := b.problem
	if kind == "periods" && len(p.Cells) > 4 {
		// Something is out already.
		for range 1 + r.IntN(2) {
			p.Cells[r.IntN(len(p.Cells))].Known = true
		}
	}
	return p
}

// level is one code of a dimension: the positions in it, and codes that add up to it.
type level struct {
	name  string
	has   map[int]bool
	parts []string
}

func flat(n int) []level {
	if n == 1 {
		return []level{{name: "t", has: map[int]bool{0: true}}}
	}
	total := level{name: "t", has: map[int]bool{}}
	var out []level
	for i := range n {
		name := fmt.Sprint(i)
		out = append(out, level{name: name, has: map[int]bool{i: true}})
		total.has[i] = true
		total.parts = append(total.parts, name)
	}
	return append(out, total)
}

// nested has groups of two between the positions and their total.
func nested(n int) []level {
	out := flat(n)
	total := out[len(out)-1]
	out = out[:len(out)-1]
	total.parts = nil
	for i := 0; i < n; i += 2 {
		g := level{name: fmt.Sprint("g", i), has: map[int]bool{}}
		for j := i; j < min(i+2, n); j++ {
			g.has[j] = true
			g.parts = append(g.parts, fmt.Sprint(j))
		}
		if len(g.parts) == 1 {
			total.parts = append(total.parts, g.parts[0])
			continue
		}
		total.parts = append(total.parts, g.name)
		out = append(out, g)
	}
	return append(out, total)
}

// grouped is another way to sum the same positions: those of one kind, and the rest.
func grouped(n int, r *rand.Rand) []level {
	a, b := level{name: "x", has: map[int]bool{}}, level{name: "y", has: map[int]bool{}}
	for i := range n {
		g := &a
		if r.IntN(2) == 0 {
			g = &b
		}
		g.has[i] = true
		g.parts = append(g.parts, fmt.Sprint(i))
	}
	if len(a.parts) == 0 || len(b.parts) == 0 {
		return nil
	}
	return []level{a, b, {name: "t", parts: []string{"x", "y"}}}
}

type builder struct {
	problem disclosure.Problem
	records []record
	cells   map[[3]string]int
	integer bool
}

func (b *builder) cross(levels [3][]level) {
	for _, i := range levels[0] {
		for _, j := range levels[1] {
			for _, k := range levels[2] {
				at := [3]string{i.name, j.name, k.name}
				if _, made := b.cells[at]; made {
					continue
				}
				cell := disclosure.Cell{Name: fmt.Sprint(at), Value: new(big.Rat), Integer: b.integer}
				for _, g := range b.records {
					if i.has[g.keys[0]] && j.has[g.keys[1]] && k.has[g.keys[2]] {
						cell.Value.Add(cell.Value, rat(g.amount))
						cell.Contributions = append(cell.Contributions, disclosure.Contribution{Holding: g.holding, Value: rat(g.amount)})
					}
				}
				b.cells[at] = len(b.problem.Cells)
				b.problem.Cells = append(b.problem.Cells, cell)
			}
		}
	}
	for _, i := range levels[0] {
		for _, j := range levels[1] {
			for _, k := range levels[2] {
				at := [3]string{i.name, j.name, k.name}
				for d, l := range []level{i, j, k} {
					if len(l.parts) == 0 {
						continue
					}
					var parts []int
					for _, name := range l.parts {
						part := at
						part[d] = name
						parts = append(parts, b.cells[part])
					}
					b.problem.Relations = append(b.problem.Relations, disclosure.Sum(b.cells[at], parts...))
				}
			}
		}
	}
}
