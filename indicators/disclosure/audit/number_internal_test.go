package audit

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// Words and big rationals must give the same, most of all where words overflow.
func TestNumberIsExact(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	edges := []int64{0, 1, -1, 2, 3, 1 << 31, 1<<62 + 1, math.MaxInt64, -math.MaxInt64, math.MinInt64}
	random := func() *big.Rat {
		pick := func() int64 {
			if r.IntN(2) == 0 {
				return edges[r.IntN(len(edges))]
			}
			return r.Int64N(2000) - 1000
		}
		d := pick()
		if d == 0 {
			d = 1
		}
		return new(big.Rat).Quo(new(big.Rat).SetInt64(pick()), new(big.Rat).SetInt64(d))
	}
	for range 20000 {
		a, b := random(), random()
		x, y := fromRat(a), fromRat(b)
		check := func(name string, got number, want *big.Rat) {
			if got.rat().Cmp(want) != 0 {
				t.Fatalf("%v %s %v = %v, want %v", a, name, b, got.rat(), want)
			}
		}
		check("+", x.add(y), new(big.Rat).Add(a, b))
		check("−", x.sub(y), new(big.Rat).Sub(a, b))
		check("×", x.mul(y), new(big.Rat).Mul(a, b))
		if b.Sign() != 0 {
			check("÷", x.quo(y), new(big.Rat).Quo(a, b))
		}
		if x.cmp(y) != a.Cmp(b) || x.sign() != a.Sign() {
			t.Fatalf("%v against %v", a, b)
		}
		floor := x.floor()
		if !floor.rat().IsInt() || floor.cmp(x) > 0 || floor.add(one).cmp(x) <= 0 {
			t.Fatalf("⌊%v⌋ = %v", a, floor.rat())
		}
	}
}

// A group that is a network is a program, too; both have to say the same, of
// equations and of sums that are known only within bounds.
func TestFlowAndProgramAgree(t *testing.T) {
	flows := 0
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 3))
		rows, columns := 2+r.IntN(4), 2+r.IntN(4)
		var s system
		sums := make([]int64, rows+columns)
		lines := make([]row, rows+columns)
		for i := range rows {
			for j := range columns {
				if r.IntN(3) == 0 {
					continue
				}
				u := len(s.unknowns)
				v := int64(r.IntN(20))
				next := unknown{cell: u, low: at(zero)}
				if r.IntN(4) == 0 {
					next.high = at(number{n: v + int64(r.IntN(9)), d: 1})
				}
				if r.IntN(6) == 0 {
					next.low = bound{}
				}
				s.unknowns = append(s.unknowns, next)
				sums[i] += v
				sums[rows+j] += v
				lines[i].terms = append(lines[i].terms, term{u, one})
				lines[rows+j].terms = append(lines[rows+j].terms, term{u, one})
			}
		}
		for i, l := range lines {
			if len(l.terms) == 0 {
				continue
			}
			l.low, l.high = at(number{n: sums[i], d: 1}), at(number{n: sums[i], d: 1})
			if r.IntN(4) == 0 {
				l.low.n -= int64(r.IntN(4))
				l.high.n += int64(r.IntN(4))
			}
			s.rows = append(s.rows, l)
		}
		n, ok := newNetwork(s)
		if !ok {
			t.Fatalf("seed %d: a two-way table is no network", seed)
		}
		p := newProgram(s)
		f := &search{}
		if err := n.settle(f); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if err := p.settle(); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		for u := range s.unknowns {
			for _, greatest := range []bool{false, true} {
				end := s.unknowns[u].low
				if greatest {
					end = s.unknowns[u].high
				}
				a, b := n.extreme(f, u, greatest, end), p.extreme(u, greatest, end)
				if a.set != b.set || a.set && a.cmp(b.number) != 0 {
					t.Errorf("seed %d, unknown %d, greatest %v: flow %v, program %v", seed, u, greatest, a.orNil(), b.orNil())
				}
				flows++
			}
		}
	}
	if flows < 3000 {
		t.Errorf("only %d flows", flows)
	}
}
