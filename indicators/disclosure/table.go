package disclosure

import (
	"math"
	"math/big"
	"slices"
)

// table is a problem in the form in which suppressions are sought: what each cell
// could move, and the relations that hold a movement together.
//
// The idea is that of Kelly, Golden and Assad (1992; HandbookSDC, 4.4): a cell is
// protected if there is a movement of suppressed cells, itself by as much as is
// promised, under which every relation still holds and no cell leaves its bounds:
// then readers cannot tell the table that is moved from the one that is not. A
// movement found is a proof, however it was found.
type table struct {
	up, down []float64 // how far a cell can move
	cost     []float64
	size     []float64 // of the value, without its sign
	free     []bool    // may be suppressed to protect others
	hidden   []bool
	whole    []bool          // readers know that it is a whole number
	crowd    []bool          // whose owner does not know that nobody else is in it
	primary  []bool          // hidden from the beginning
	owner    []int           // the holding that knows the value; -1 for none
	inside   []map[int]level // what is promised to owners who have a part in a primary cell
	lines    []line
	of       [][]incidence // the lines of each cell
	owners   map[string]int
}

type incidence struct {
	line   int
	factor float64
}

type line struct {
	terms    []Term  // the cheapest first
	up, down float64 // how far the sum can move; both zero for an equation
}

func newTable(problem Problem, hidden []bool, options Options) *table {
	n := len(problem.Cells)
	t := &table{hidden: slices.Clone(hidden), primary: slices.Clone(hidden), of: make([][]incidence, n)}
	owners := map[string]int{}
	for i, cell := range problem.Cells {
		up, down := cell.room()
		if cell.Known || cell.Public {
			up, down = 0, 0
		}
		t.up, t.down, t.whole = append(t.up, up), append(t.down, down), append(t.whole, cell.Integer)
		t.crowd = append(t.crowd, cell.Crowd && !cell.Signed)
		t.cost, t.size = append(t.cost, cell.loss(options)), append(t.size, math.Abs(float(cell.Value)))
		t.free = append(t.free, !cell.Known && !cell.Public && !cell.Keep && !cell.empty())
		owner := -1
		if name, alone := cell.sole(); alone && !options.IgnoreSingletons {
			if name == "" {
				owner = n + i // nobody else
			} else if known, seen := owners[name]; seen {
				owner = known
			} else {
				owner = len(owners)
				owners[name] = owner
			}
		}
		t.owner = append(t.owner, owner)
	}
	t.owners = owners
	t.inside = make([]map[int]level, n)
	for _, relation := range problem.Relations {
		t.add(relation, problem.Cells)
	}
	return t
}

// room is how far a cell can move within what readers know of it beforehand.
func (c Cell) room() (up, down float64) {
	up, down = math.Inf(1), math.Inf(1)
	if c.Upper != nil {
		up = float(new(big.Rat).Sub(c.Upper, c.Value))
	}
	if floor := c.floor(); floor != nil {
		down = float(new(big.Rat).Sub(c.Value, floor))
	}
	return up, down
}

// loss is what the suppression of a cell costs. A cell that costs nothing would be
// thrown away for no gain, so that each costs a little.
func (c Cell) loss(options Options) float64 {
	switch {
	case options.FewestCells:
		return 1
	case c.Cost != nil:
		return math.Max(float(c.Cost), 1e-6)
	}
	return math.Max(math.Abs(float(c.Value)), 1e-6)
}

func float(r *big.Rat) float64 {
	f, _ := r.Float64()
	return f
}

func (t *table) add(relation Relation, cells []Cell) {
	l := line{}
	sum := new(big.Rat)
	place := make(map[int]int, len(relation.Terms))
	for _, term := range relation.Terms {
		sum.Add(sum, new(big.Rat).Mul(cells[term.Cell].Value, new(big.Rat).SetInt64(term.Coefficient)))
		if at, again := place[term.Cell]; again {
			l.terms[at].Coefficient += term.Coefficient
			continue
		}
		place[term.Cell] = len(l.terms)
		l.terms = append(l.terms, term)
	}
	l.terms = slices.DeleteFunc(l.terms, func(term Term) bool { return term.Coefficient == 0 })
	l.up, l.down = math.Inf(1), math.Inf(1)
	if relation.Upper != nil {
		l.up = float(new(big.Rat).Sub(relation.Upper, sum))
	}
	if relation.Lower != nil {
		l.down = float(new(big.Rat).Sub(sum, relation.Lower))
	}
	slices.SortStableFunc(l.terms, func(a, b Term) int {
		switch x, y := t.cost[a.Cell], t.cost[b.Cell]; {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return a.Cell - b.Cell
	})
	for _, term := range l.terms {
		t.of[term.Cell] = append(t.of[term.Cell], incidence{len(t.lines), float64(term.Coefficient)})
	}
	t.lines = append(t.lines, l)
}

// level is how far a cell has to be able to move for one who has a part in it.
type level struct {
	up, down float64
	nothing  bool // nothing is promised
}

// levels are those of the contributors who are alone in some cell, by owner.
func (t *table) levels(insiders []Insider, integer bool) map[int]level {
	var all map[int]level
	for _, i := range insiders {
		owner, alone := t.owners[i.Holding]
		if !alone {
			continue
		}
		l := level{nothing: i.Promise == nil}
		if !l.nothing {
			l.up, l.down = positive(i.Promise.Upper), positive(i.Promise.Lower)
			if integer {
				l.up, l.down = math.Ceil(l.up), math.Ceil(l.down)
			}
		}
		if all == nil {
			all = map[int]level{}
		}
		all[owner] = l
	}
	return all
}

// against is what a demand asks for against one owner; needed is false if nothing.
func (t *table) against(d demand, owner int) (of demand, needed bool) {
	d.against = owner
	l, inside := t.inside[d.cell][owner]
	switch {
	case !inside:
		return d, true
	case l.nothing:
		return d, false
	case d.direction > 0:
		d.amount = min(d.amount, l.up)
	case d.direction < 0:
		d.amount = min(d.amount, l.down)
	}
	if d.amount <= 0 { // but that it is not a single value
		d.direction, d.amount = 0, t.least(d.cell)
	}
	return d, true
}

// least is how far a cell has to be able to move so that it is not a single value.
func (t *table) least(cell int) float64 {
	if t.whole[cell] {
		return 1
	}
	if size := t.size[cell]; size > 0 && size < 1 {
		return 1e-3 * size
	}
	return 1e-3
}

// demand is one thing to be shown: that a cell can be moved by an amount, in a
// direction, in a way that does not need the cells of an attacker who knows them.
type demand struct {
	cell      int
	direction float64 // 1 up, −1 down, 0 either
	amount    float64
	against   int // the owner whose cells stay as they are; or one of those below
}

// Against whom a movement is, if not against one owner.
const (
	nobody    = -1 // readers who know no more than was published
	everybody = -2 // all at once who are alone in a cell, but for whose the demand's is
)
