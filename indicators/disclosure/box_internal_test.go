package disclosure

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// A box is a movement: every line stays in balance, no cell leaves its bounds, and the
// cell that is to move does. Where there is a rectangle in a table of two ways it is
// found.
func TestABoxIsAMovement(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	found, none := 0, 0
	for n := range 400 {
		rows, columns := 2+r.IntN(4), 2+r.IntN(4)
		p := Problem{}
		cell := func(i, j int) int { return i*(columns+1) + j }
		for i := range rows + 1 {
			for j := range columns + 1 {
				value := big.NewRat(int64(r.IntN(9)), 1)
				if i == rows || j == columns {
					value = new(big.Rat)
				}
				p.Cells = append(p.Cells, Cell{Name: fmt.Sprint(i, j), Value: value, Keep: i == rows || j == columns})
			}
		}
		for i := range rows {
			for j := range columns {
				v := p.Cells[cell(i, j)].Value
				for _, total := range []int{cell(i, columns), cell(rows, j), cell(rows, columns)} {
					p.Cells[total].Value.Add(p.Cells[total].Value, v)
				}
				p.Cells[cell(i, j)].Contributions = []Contribution{{Value: v}, {Value: new(big.Rat)}}
			}
		}
		for i := range rows {
			parts := []int{}
			for j := range columns {
				parts = append(parts, cell(i, j))
			}
			p.Relations = append(p.Relations, Sum(cell(i, columns), parts...))
		}
		for j := range columns {
			parts := []int{}
			for i := range rows {
				parts = append(parts, cell(i, j))
			}
			p.Relations = append(p.Relations, Sum(cell(rows, j), parts...))
		}
		hidden := make([]bool, len(p.Cells))
		hidden[0] = true
		table := newTable(p, hidden, Options{})
		const amount = 3
		d := demand{0, 1, amount, nobody}
		moved, ok := table.box(d, ajar)
		// By hand: the opposite corner goes up, the two beside it go down.
		rectangle := false
		size := func(i, j int) float64 { return table.size[cell(i, j)] }
		for i := 1; i < rows; i++ {
			for j := 1; j < columns; j++ {
				rectangle = rectangle || size(i, 0) >= amount && size(0, j) >= amount && size(i, j) >= amount
			}
		}
		if rectangle && !ok {
			t.Fatalf("table %d: there is a rectangle, and no box was found", n)
		}
		if !ok {
			none++
			continue
		}
		found++
		// What was moved is suppressed: the linear program has to find a movement of it.
		for _, c := range moved {
			table.hidden[c] = true
		}
		if _, proved := table.move(d); !proved {
			t.Fatalf("table %d: the program finds no movement in the box %v", n, moved)
		}
		for _, c := range moved {
			if math.Min(table.up[c], table.down[c]) < amount && c != 0 {
				t.Fatalf("table %d: cell %d cannot move by so much", n, c)
			}
		}
	}
	if found < 50 || none < 50 {
		t.Errorf("%d boxes, %d tables without: nothing was tried", found, none)
	}
}
