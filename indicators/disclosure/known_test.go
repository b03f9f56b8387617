package disclosure_test

import (
	"slices"
	"testing"

	"heng/indicators/disclosure"
)

// classic leaves out what the programs that the known answers come from leave out.
var classic = disclosure.Options{IgnoreSingletons: true, IgnoreUnions: true}

// microdata1 is the table of sdcTable's example (data-raw/microdata1.R): 100
// records, region total A B C D by total male female; 0-based here, where its
// tests count from 1.
func microdata1(values, cost []int64) disclosure.Problem {
	var p disclosure.Problem
	for i, v := range values {
		p.Cells = append(p.Cells, disclosure.Cell{Value: rat(v), Cost: rat(cost[i]), Integer: true})
	}
	for row := range 5 {
		p.Relations = append(p.Relations, disclosure.Sum(3*row, 3*row+1, 3*row+2))
	}
	for column := range 3 {
		p.Relations = append(p.Relations, disclosure.Sum(column, column+3, column+6, column+9, column+12))
	}
	return p
}

var (
	microdata1Counts = []int64{100, 55, 45, 20, 18, 2, 33, 14, 19, 22, 12, 10, 25, 11, 14}
	microdata1Values = []int64{1284, 802, 482, 198, 178, 20, 344, 140, 204, 224, 118, 106, 518, 366, 152}
)

func TestMicrodata1Secondary(t *testing.T) {
	// Only cell 6 (A, female, 2 records) is primary. OPT, HITAS, HYPERCUBE and SIMPLE
	// of sdcTable suppress 5, 6, 11, 12 (tests/testthat/test-protectTable.r), which is
	// the unique least number of records: 40, where D would make 43 and B 51.
	p := microdata1(microdata1Counts, microdata1Counts)
	p.Cells[5].Protection = &disclosure.Protection{}
	s, _ := audited(t, p, disclosure.Rules{}, classic)
	if got, want := secondaries(s), []int{4, 10, 11}; !slices.Equal(got, want) || !s.Optimal || s.Lost.Cmp(rat(40)) != 0 {
		t.Errorf("by records: %v of %s, optimal %v", got, s.Lost, s.Optimal)
	}
	// 6 and 14 are primary by value; 5 and 15, worth 330, protect both.
	p = microdata1(microdata1Values, microdata1Values)
	p.Cells[5].Protection, p.Cells[13].Protection = &disclosure.Protection{}, &disclosure.Protection{}
	s, _ = audited(t, p, disclosure.Rules{}, classic)
	if got, want := secondaries(s), []int{4, 14}; !slices.Equal(got, want) || !s.Optimal || s.Lost.Cmp(rat(330)) != 0 {
		t.Errorf("by value: %v of %s, optimal %v", got, s.Lost, s.Optimal)
	}
}

// The 4×4 table of sdcTable (R/test_problems.R) with nine primary cells, two or
// more in every line, and one of them given away all the same.
func TestHiddenDisclosureIsMended(t *testing.T) {
	values := [][]int64{{30, 47, 64, 89}, {90, 124, 5, 31}, {92, 100, 59, 85}, {800, 991, 651, 685}}
	var p disclosure.Problem
	columns := make([]int64, 4)
	for _, row := range values {
		for j, v := range row {
			p.Cells = append(p.Cells, disclosure.Cell{Value: rat(v)})
			columns[j] += v
		}
	}
	for i, row := range values {
		total := int64(0)
		for _, v := range row {
			total += v
		}
		p.Relations = append(p.Relations, disclosure.Sum(len(p.Cells), 4*i, 4*i+1, 4*i+2, 4*i+3))
		p.Cells = append(p.Cells, disclosure.Cell{Value: rat(total), Known: true})
	}
	for j, total := range columns {
		p.Relations = append(p.Relations, disclosure.Sum(len(p.Cells), j, j+4, j+8, j+12))
		p.Cells = append(p.Cells, disclosure.Cell{Value: rat(total), Known: true})
	}
	for _, i := range []int{0, 1, 2, 4, 6, 9, 11, 13, 15} {
		p.Cells[i].Protection = &disclosure.Protection{}
	}
	s, report := audited(t, p, disclosure.Rules{}, classic)
	if got := secondaries(s); !slices.Equal(got, []int{7}) || !s.Optimal { // xd, 31: the cheapest of the seven that mend it
		t.Errorf("secondary %v, optimal %v", got, s.Optimal)
	}
	for _, i := range report.Intervals {
		if i.Cell == 1 && (text(i.Low) != "0.00" || text(i.High) != "78.00") {
			t.Errorf("w,b is in [%s, %s], want [0, 78]", text(i.Low), text(i.High))
		}
	}
}

// SSB's linked tables (test-linked-tables.r of sdcTable): A B I J are county 1, K
// L M N county 2; L M are big, the others small. Up to 3 is too few. Each table by
// itself needs no more than the primaries; together they need N, and nothing else.
func TestLinkedTablesAreProtectedTogether(t *testing.T) {
	values := []int64{2, 2, 8, 8, 3, 3, 3, 7, 20, 16, 6, 30, 36}
	build := func(relations ...disclosure.Relation) disclosure.Problem {
		p := disclosure.Problem{Relations: relations}
		for i, v := range values {
			c := disclosure.Cell{Value: rat(v), Integer: true}
			if i < 8 && v <= 3 {
				c.Protection = &disclosure.Protection{}
			}
			p.Cells = append(p.Cells, c)
		}
		return p
	}
	counties := []disclosure.Relation{disclosure.Sum(8, 0, 1, 2, 3), disclosure.Sum(9, 4, 5, 6, 7), disclosure.Sum(12, 8, 9)}
	sizes := []disclosure.Relation{disclosure.Sum(10, 5, 6), disclosure.Sum(11, 0, 1, 2, 3, 4, 7), disclosure.Sum(12, 10, 11)}
	for _, c := range []struct {
		relations []disclosure.Relation
		want      []int
	}{{counties, nil}, {sizes, nil}, {append(slices.Clone(counties), sizes...), []int{7}}} {
		s, report := audited(t, build(c.relations...), disclosure.Rules{}, classic)
		if got := secondaries(s); !slices.Equal(got, c.want) || !s.Optimal {
			t.Errorf("secondary %v, optimal %v; want %v", got, s.Optimal, c.want)
		}
		for _, i := range report.Intervals {
			if c.want != nil && i.Cell == 4 && (text(i.Low) != "0.00" || text(i.High) != "10.00") {
				t.Errorf("K is in [%s, %s], want [0, 10]", text(i.Low), text(i.High))
			}
		}
	}
}

// sdcTable's test of singletons and thresholds (test-protectTable.r): four
// records, one in a, two in b, one in c, none in d; one is too few.
func TestSingletonsAndThresholds(t *testing.T) {
	record := func(names ...string) disclosure.Cell {
		c := disclosure.Cell{Value: rat(int64(len(names))), Integer: true}
		for _, n := range names {
			c.Contributions = append(c.Contributions, disclosure.Contribution{Holding: n, Value: rat(1)})
		}
		return c
	}
	p := disclosure.Problem{
		Cells:     []disclosure.Cell{record("1", "2", "3", "4"), record("1"), record("2", "3"), record("4"), record()},
		Relations: []disclosure.Relation{disclosure.Sum(0, 1, 2, 3, 4)},
	}
	for _, c := range []struct {
		name    string
		options disclosure.Options
		want    []int
	}{
		{"neither", classic, nil},
		{"singletons", disclosure.Options{IgnoreUnions: true}, []int{2}},
		{"threshold 3", disclosure.Options{IgnoreSingletons: true, Threshold: 3}, []int{2}},
		// sdcTable suppresses everything, b and the total. Without the total nothing can
		// be reckoned, so that b may stay: one cell fewer, and the same promises.
		{"threshold 5", disclosure.Options{IgnoreSingletons: true, Threshold: 5}, []int{0}},
	} {
		s, _ := audited(t, p, disclosure.Rules{MinimumContributors: 2}, c.options)
		if got := secondaries(s); !slices.Equal(got, c.want) {
			t.Errorf("%s: secondary %v, want %v; unions %v", c.name, got, c.want, s.Unions)
		}
	}
}
