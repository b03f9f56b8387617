package disclosure_test

import (
	"fmt"
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

// The contributions of microdata1, by region A B C D, male and female: the 100
// records of sdcTable's data-raw/microdata1.R.
var microdata1Records = [4][2][]int64{
	{{10, 11, 5, 7, 13, 15, 13, 6, 9, 7, 9, 8, 9, 10, 10, 18, 6, 12}, {9, 11}},
	{{11, 5, 7, 12, 14, 15, 9, 10, 10, 7, 10, 8, 8, 14}, {10, 16, 12, 8, 18, 11, 8, 12, 14, 13, 7, 9, 14, 5, 13, 8, 10, 9, 7}},
	{{9, 11, 18, 12, 10, 6, 11, 6, 6, 11, 6, 12}, {10, 12, 11, 7, 12, 9, 9, 19, 9, 8}},
	{{280, 9, 9, 8, 7, 9, 8, 7, 8, 11, 10}, {10, 6, 11, 16, 14, 9, 7, 6, 14, 10, 11, 9, 11, 18}},
}

// All rules over all fifteen cells (tests/testthat/test-primarySuppression.r).
func TestMicrodata1OfAllCells(t *testing.T) {
	p := microdata1(microdata1Values, microdata1Values)
	for region, genders := range microdata1Records {
		for gender, values := range genders {
			for k, v := range values {
				c := disclosure.Contribution{Holding: fmt.Sprint(region, gender, k), Value: rat(v)}
				for _, at := range []int{0, 1 + gender, 3 + 3*region, 4 + 3*region + gender} {
					p.Cells[at].Contributions = append(p.Cells[at].Contributions, c)
				}
			}
		}
	}
	for i, c := range p.Cells {
		if int64(len(c.Contributions)) != microdata1Counts[i] {
			t.Errorf("cell %d has %d records, want %d", i+1, len(c.Contributions), microdata1Counts[i])
		}
	}
	for _, c := range []struct {
		name  string
		rules disclosure.Rules
		want  []int // from 0
	}{
		{"up to 2 records", disclosure.Rules{MinimumContributors: 3}, []int{5}},
		{"(2,75)", dominance(2, rat(75)), []int{5, 13}},
		{"p 70", percent(rat(70)), []int{5, 13}},
		{"(60,80)", disclosure.Rules{Percent: rat(60), Prior: rat(80)}, []int{5, 13}},
	} {
		s, _ := audited(t, p, c.rules, disclosure.Options{})
		if got := primaries(s); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
		if !s.Optimal {
			t.Errorf("%s: not shown to be the best", c.name)
		}
	}
}

// magnitude1 of SSB (SSBtools, R/SSBtoolsData.R), in tenths: Iceland, Portugal, Spain
// by agriculture, entertainment, governmental, industry, with the companies A to D.
// All margins are published. The optima are those of a search through all
// suppressions, by the criterion that no primary cell is given away exactly.
func TestMagnitude1(t *testing.T) {
	type share struct {
		company string
		tenths  int64
	}
	cells := [3][4][]share{
		{nil, {{"B", 168}}, nil, {{"B", 96}, {"C", 88}, {"D", 19}}},
		{{{"A", 759}, {"B", 245}}, {{"B", 71}, {"D", 23}}, {{"B", 216}, {"D", 20}}, {{"B", 257}, {"D", 34}}},
		{{{"A", 966}, {"B", 432}}, {{"A", 774}, {"B", 115}, {"C", 164}}, {{"C", 65}, {"D", 27}}, {{"C", 84}}},
	}
	var p disclosure.Problem
	for _, row := range cells {
		for _, shares := range row {
			p.Cells = append(p.Cells, disclosure.Cell{Value: rat(0)})
			cell := &p.Cells[len(p.Cells)-1]
			for _, s := range shares {
				cell.Value.Add(cell.Value, rat(s.tenths))
				cell.Contributions = append(cell.Contributions, disclosure.Contribution{Holding: s.company, Value: rat(s.tenths)})
			}
		}
	}
	margin := func(parts ...int) {
		total := disclosure.Cell{Value: rat(0), Known: true}
		for _, i := range parts {
			total.Value.Add(total.Value, p.Cells[i].Value)
			total.Contributions = append(total.Contributions, p.Cells[i].Contributions...)
		}
		p.Relations = append(p.Relations, disclosure.Sum(len(p.Cells), parts...))
		p.Cells = append(p.Cells, total)
	}
	for i := range 3 {
		margin(4*i, 4*i+1, 4*i+2, 4*i+3)
	}
	for j := range 4 {
		margin(j, 4+j, 8+j)
	}
	const (
		entIceland, indIceland             = 1, 3
		entPortugal, govPortugal, indPortu = 5, 6, 7
		entSpain, govSpain, indSpain       = 9, 10, 11
	)
	few := disclosure.Rules{MinimumContributors: 2}
	for _, c := range []struct {
		name      string
		rules     disclosure.Rules
		fewest    bool
		primary   []int
		secondary []int
	}{
		{"one company, fewest cells", few, true, []int{entIceland, indSpain}, []int{indIceland, entSpain}},
		{"one company, least value: 62.5", few, false, []int{entIceland, indSpain}, []int{indIceland, entPortugal, govPortugal, govSpain}},
		{"(1,80), least value: 38.9", dominance(1, rat(80)), false, []int{entIceland, govPortugal, indPortu, indSpain}, []int{indIceland, entPortugal, govSpain}},
	} {
		// The primaries are found with their levels, and then protected from being given
		// away exactly, as the search through all suppressions was made.
		q := p
		q.Cells = slices.Clone(p.Cells)
		var found []int
		for i := range 12 {
			if len(c.rules.Assess(q.Cells[i]).Reasons) > 0 {
				found = append(found, i)
				q.Cells[i].Protection = &disclosure.Protection{}
			}
		}
		if !slices.Equal(found, c.primary) {
			t.Errorf("%s: primary %v, want %v", c.name, found, c.primary)
		}
		options := classic
		options.FewestCells = c.fewest
		s, _ := audited(t, q, disclosure.Rules{}, options)
		if got := secondaries(s); !slices.Equal(got, c.secondary) || !s.Optimal {
			t.Errorf("%s: secondary %v worth %s, optimal %v; want %v", c.name, got, s.Lost, s.Optimal, c.secondary)
		}
	}
}
