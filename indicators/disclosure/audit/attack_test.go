package audit_test

import (
	"errors"
	"math/big"
	"testing"

	"heng/indicators/disclosure/audit"
)

func rat(n int64) *big.Rat { return big.NewRat(n, 1) }

// table is a two-way table with published margins: only inner cells, of which
// those named are suppressed, and their sums by row and column.
func table(values [][]int64, suppressed map[int]bool) audit.Release {
	var r audit.Release
	columns := len(values[0])
	for _, row := range values {
		for _, v := range row {
			i := len(r.Cells)
			cell := audit.Cell{Value: rat(v), Integer: true}
			if suppressed[i] {
				cell = audit.Cell{Suppressed: true, Integer: true}
			}
			r.Cells = append(r.Cells, cell)
		}
	}
	line := func(cells []int) {
		total := int64(0)
		for _, c := range cells {
			total += values[c/columns][c%columns]
		}
		r.Relations = append(r.Relations, audit.Sum(len(r.Cells), cells...))
		r.Cells = append(r.Cells, audit.Cell{Value: rat(total), Integer: true})
	}
	for i := range values {
		var cells []int
		for j := range columns {
			cells = append(cells, i*columns+j)
		}
		line(cells)
	}
	for j := range columns {
		var cells []int
		for i := range values {
			cells = append(cells, i*columns+j)
		}
		line(cells)
	}
	return r
}

// intervals are those of a reader who knows no more than was published.
func intervals(t *testing.T, r audit.Release) map[int][2]string {
	t.Helper()
	report, err := audit.Attack(r)
	if err != nil {
		t.Fatal(err)
	}
	got := map[int][2]string{}
	for _, i := range report.Intervals {
		if i.Attacker == "" {
			got[i.Cell] = ends(i)
		}
	}
	return got
}

func ends(i audit.Interval) [2]string {
	out := [2]string{"−∞", "∞"}
	if i.Low != nil {
		out[0] = i.Low.RatString()
	}
	if i.High != nil {
		out[1] = i.High.RatString()
	}
	return out
}

func check(t *testing.T, got, want map[int][2]string) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%d intervals, want %d", len(got), len(want))
	}
	for cell, w := range want {
		if got[cell] != w {
			t.Errorf("cell %d: %v, want %v", cell, got[cell], w)
		}
	}
}

func set(cells ...int) map[int]bool {
	s := map[int]bool{}
	for _, c := range cells {
		s[c] = true
	}
	return s
}

// hidden is the 4×4 table of sdcTable (R/test_problems.R) in which every row and
// column has two suppressions or more and yet one of them is given away. Rows w,
// x, y, z; columns a to d.
var hidden = [][]int64{{30, 47, 64, 89}, {90, 124, 5, 31}, {92, 100, 59, 85}, {800, 991, 651, 685}}

// Cells of the table above.
const (
	wa, wb, wc, wd = 0, 1, 2, 3
	xa, xb, xc, xd = 4, 5, 6, 7
	ya, yb, yc, yd = 8, 9, 10, 11
	za, zb, zc, zd = 12, 13, 14, 15
)

func primaries(more ...int) map[int]bool {
	return set(append([]int{wa, wb, wc, xa, xc, yb, yd, zb, zd}, more...)...)
}

func TestHiddenDisclosure(t *testing.T) {
	// The intervals of a linear program each, recomputed with another program.
	check(t, intervals(t, table(hidden, primaries())), map[int][2]string{
		wa: {"25", "94"}, wb: {"47", "47"}, wc: {"0", "69"}, xa: {"26", "95"}, xc: {"0", "69"},
		yb: {"0", "185"}, yd: {"0", "185"}, zb: {"906", "1091"}, zd: {"585", "770"},
	})
	// Each open cell repairs it. Those of xd and xb are what an attack by sdcTable gives.
	for _, open := range []int{wd, xb, xd, ya, yc, za, zc} {
		got := intervals(t, table(hidden, primaries(open)))[wb]
		if got[0] == got[1] {
			t.Errorf("with %d suppressed w,b is still %v", open, got)
		}
		if want := [2]string{"0", "78"}; open == xd && got != want {
			t.Errorf("with xd: %v, want %v", got, want)
		}
		if want := [2]string{"0", "141"}; open == xb && got != want {
			t.Errorf("with xb: %v, want %v", got, want)
		}
	}
}

// The handbook's example 3 (after Geurts): four suppressed cells with rows 7 and
// 3, columns 6 and 4.
func TestGeurts(t *testing.T) {
	r := audit.Release{Cells: []audit.Cell{
		{Suppressed: true}, {Suppressed: true}, {Suppressed: true}, {Suppressed: true},
		{Value: rat(7)}, {Value: rat(3)}, {Value: rat(6)}, {Value: rat(4)},
	}, Relations: []audit.Relation{audit.Sum(4, 0, 1), audit.Sum(5, 2, 3), audit.Sum(6, 0, 2), audit.Sum(7, 1, 3)}}
	check(t, intervals(t, r), map[int][2]string{0: {"3", "6"}, 1: {"1", "4"}, 2: {"0", "3"}, 3: {"0", "3"}})
}

// linked are the cells A B I J K L M N of SSB's test of linked tables
// (test-linked-tables.r of sdcTable): county 1 is A B I J, county 2 K L M N, size
// big L M, small the rest.
func linked(suppressed map[int]bool) audit.Release {
	var r audit.Release
	for i, v := range []int64{2, 2, 8, 8, 3, 3, 3, 7} {
		cell := audit.Cell{Value: rat(v), Integer: true}
		if suppressed[i] {
			cell = audit.Cell{Suppressed: true, Integer: true}
		}
		r.Cells = append(r.Cells, cell)
	}
	for _, total := range []int64{20, 16, 6, 30} {
		r.Cells = append(r.Cells, audit.Cell{Value: rat(total)})
	}
	r.Relations = []audit.Relation{
		audit.Sum(8, 0, 1, 2, 3), audit.Sum(9, 4, 5, 6, 7), audit.Sum(10, 5, 6), audit.Sum(11, 0, 1, 2, 3, 4, 7),
	}
	return r
}

func TestLinkedTablesAreAttackedTogether(t *testing.T) {
	// A B K L M are suppressed. K L M are 9 together and L M are 6, so K is 3.
	if got, want := intervals(t, linked(set(0, 1, 4, 5, 6)))[4], [2]string{"3", "3"}; got != want {
		t.Errorf("K: %v, want %v", got, want)
	}
	if got, want := intervals(t, linked(set(0, 1, 4, 5, 6, 7)))[4], [2]string{"0", "10"}; got != want {
		t.Errorf("K with N suppressed: %v, want %v", got, want)
	}
}

func TestSingletonsKnowTheirOwn(t *testing.T) {
	r := audit.Release{
		Cells:     []audit.Cell{{Suppressed: true}, {Suppressed: true}, {Value: rat(30)}, {Value: rat(50)}},
		Relations: []audit.Relation{audit.Sum(3, 0, 1, 2)},
		Attackers: []audit.Attacker{{Name: "a", Knows: []audit.Knowledge{{Cell: 0, Lower: rat(12), Upper: rat(12)}}}},
	}
	report, err := audit.Attack(r)
	if err != nil {
		t.Fatal(err)
	}
	check(t, intervals(t, r), map[int][2]string{0: {"0", "20"}, 1: {"0", "20"}})
	exact := report.Recovered()
	if len(exact) != 1 || exact[0].Cell != 1 || exact[0].Attacker != "a" || exact[0].Low.Cmp(rat(8)) != 0 {
		t.Errorf("recovered %v, want cell 1 = 8 by a", exact)
	}
}

// What is printed of a share gives its parts back: 37.5 % of 8 is 3.
func TestShareGivesItsPartsBack(t *testing.T) {
	half := big.NewRat(375, 10)
	cells := []audit.Cell{{Suppressed: true, Integer: true}, {Value: rat(8)}}
	share := audit.Ratio(0, 1, rat(100), half, big.NewRat(1, 10))
	check(t, intervals(t, audit.Release{Cells: cells, Relations: share}), map[int][2]string{0: {"3", "3"}})
	// Printed as 38 % of 1000 it leaves ten.
	cells[1].Value = rat(1000)
	share = audit.Ratio(0, 1, rat(100), rat(38), rat(1))
	check(t, intervals(t, audit.Release{Cells: cells, Relations: share}), map[int][2]string{0: {"375", "385"}})
}

func TestMedianBoundsTheTotal(t *testing.T) {
	for _, c := range []struct {
		n    int64
		want [2]string
	}{{1, [2]string{"10", "10"}}, {2, [2]string{"20", "20"}}, {3, [2]string{"20", "∞"}}, {4, [2]string{"30", "∞"}}} {
		r := audit.Release{Cells: []audit.Cell{{Suppressed: true}}, Relations: []audit.Relation{audit.Median(0, c.n, rat(10), rat(0))}}
		check(t, intervals(t, r), map[int][2]string{0: c.want})
	}
}

func TestContradictionsAreRefused(t *testing.T) {
	for name, r := range map[string]audit.Release{
		"published":  {Cells: []audit.Cell{{Value: rat(1)}, {Value: rat(2)}}, Relations: []audit.Relation{audit.Sum(0, 1)}},
		"negative":   {Cells: []audit.Cell{{Value: rat(1)}, {Value: rat(2)}, {Suppressed: true}}, Relations: []audit.Relation{audit.Sum(0, 1, 2)}},
		"not a sum":  {Cells: []audit.Cell{{Value: rat(3)}, {Suppressed: true}, {Suppressed: true}, {Value: rat(4)}}, Relations: []audit.Relation{audit.Sum(0, 1, 2), audit.Sum(3, 1, 2)}},
		"the linked": withTotal(rat(31)),
	} {
		if _, err := audit.Attack(r); !errors.Is(err, audit.ErrContradiction) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := audit.Attack(audit.Release{Relations: []audit.Relation{audit.Sum(0)}}); err == nil {
		t.Error("a relation about nothing was accepted")
	}
}

// withTotal is the linked release with a wrong total of sizes, which no single
// table contradicts.
func withTotal(total *big.Rat) audit.Release {
	r := linked(set(0, 1, 2, 3, 4, 5, 6, 7))
	r.Cells[11].Value = total
	return r
}

func TestSignedCellsHaveNoFloor(t *testing.T) {
	r := audit.Release{Cells: []audit.Cell{{Suppressed: true, Signed: true}, {Suppressed: true}, {Value: rat(5)}},
		Relations: []audit.Relation{audit.Sum(2, 0, 1)}}
	check(t, intervals(t, r), map[int][2]string{0: {"−∞", "5"}, 1: {"0", "∞"}})
}

func TestBreaches(t *testing.T) {
	report, err := audit.Attack(table(hidden, primaries(xd)))
	if err != nil {
		t.Fatal(err)
	}
	promise := func(lower, upper, sliding *big.Rat) []audit.Promise {
		return []audit.Promise{{Cell: wb, Value: rat(47), Lower: lower, Upper: upper, Sliding: sliding}}
	}
	for name, c := range map[string]struct {
		promises []audit.Promise
		broken   int
		wrong    bool
	}{
		"kept":           {promise(rat(47), rat(31), rat(78)), 0, false},
		"too near above": {promise(nil, rat(32), nil), 1, false},
		"too near below": {promise(rat(48), nil, nil), 1, false},
		"too narrow":     {promise(nil, nil, rat(79)), 1, false},
		"not suppressed": {[]audit.Promise{{Cell: wd, Value: rat(89)}}, 1, false},
		"another value":  {[]audit.Promise{{Cell: wb, Value: rat(79)}}, 1, true},
	} {
		got := report.Breaches(c.promises)
		if len(got) != c.broken || len(got) == 1 && got[0].Wrong != c.wrong {
			t.Errorf("%s: %v", name, got)
		}
	}
}
