package disclosure_test

import (
	"math/big"
	"slices"
	"testing"

	"heng/indicators/disclosure"
)

// contributions makes one contributor of each value.
func contributions(values ...int64) []disclosure.Contribution {
	var out []disclosure.Contribution
	for _, v := range values {
		out = append(out, disclosure.Contribution{Value: rat(v)})
	}
	return out
}

// cell is one of so many contributions; a total larger than their sum is that of
// others, of whom only the number is known.
func cell(total int64, others int, values ...int64) disclosure.Cell {
	return disclosure.Cell{Value: rat(total), Contributions: contributions(values...), Others: others}
}

func dominance(n int, k *big.Rat) disclosure.Rules {
	return disclosure.Rules{Dominance: []disclosure.Dominance{{N: n, Percent: k}}}
}

func percent(p *big.Rat) disclosure.Rules { return disclosure.Rules{Percent: p} }

func TestHandbookExamples(t *testing.T) {
	one := cell(100_000, 10, 50_000, 49_000)
	two := cell(110_000, 10, 52_000, 50_000)
	four := cell(330, 0, 300, 20, 10)
	for _, c := range []struct {
		name  string
		cell  disclosure.Cell
		rules disclosure.Rules
		upper string // protection level; empty for a safe cell
	}{
		// HandbookSDC 4.2, example 1: dominance by one says safe, but the second knows
		// the first to within 2 per cent.
		{"1: (1,90)", one, dominance(1, rat(90)), ""},
		{"1: p 2", one, percent(rat(2)), ""}, // 1000 is not less than 1000: the inequality is strict
		{"1: p 2.1", one, percent(big.NewRat(21, 10)), "50"},
		{"1: p 10", one, percent(rat(10)), "4000"},
		// Example 2: the rest, 8000, is 15.4 per cent of 52 000, so that p = 10 is kept
		// and p = 15 is, but (2,90.9), which is said to be alike, is not: 102 000 is 92.7.
		{"2: p 10", two, percent(rat(10)), ""},
		{"2: p 15", two, percent(rat(15)), ""},
		{"2: p 15.4", two, percent(big.NewRat(154, 10)), "8"},
		{"2: (2,90.9)", two, dominance(2, big.NewRat(909, 10)), "670000/303"},
		// Example 4: 300 is 90.9 per cent; its bound is 300/0.85 = 352.94.
		{"4: (1,85)", four, dominance(1, rat(85)), "390/17"},
		{"4: (1,91)", four, dominance(1, rat(91)), ""},
	} {
		got := c.rules.Assess(c.cell)
		upper := ""
		if len(got.Reasons) > 0 {
			upper = got.Protection.Upper.RatString()
		}
		if upper != c.upper {
			t.Errorf("%s: %q, want %q", c.name, upper, c.upper)
		}
	}
}

// (p,q) is p/q in place of p/100; (2,k) is p = 100(100−k)/k.
func TestRulesAreEquivalentAsTheHandbookSays(t *testing.T) {
	c := cell(366, 0, 280, 11, 75)
	pq := disclosure.Rules{Percent: rat(60), Prior: rat(80)}
	if a, b := pq.Assess(c), percent(rat(75)).Assess(c); a.Protection.Upper.Cmp(b.Protection.Upper) != 0 {
		t.Errorf("(60,80) %v, p 75 %v", a, b)
	}
	// (2,80) ≡ p = 25 for cells of the two largest alone and a rest: at the boundary
	// 80+0 of 100, where the rest is 25 per cent of 80, both are kept.
	edge := cell(100, 5, 80)
	if len(dominance(1, rat(80)).Assess(edge).Reasons)+len(percent(rat(25)).Assess(edge).Reasons) != 0 {
		t.Error("the boundary is not kept")
	}
}

// microdata1 of sdcTable: which cells its rules find (tests/testthat/
// test-primarySuppression.r), with the contributions of cell 6 (A, female: 11 and 9)
// and of cell 14 (D, male: the largest are 280 and 11 of 366). What the other cells
// consist of is not published with the test.
func TestMicrodata1Primary(t *testing.T) {
	six, fourteen := cell(20, 0, 11, 9), cell(366, 9, 280, 11)
	fourteenByCount := fourteen
	for _, c := range []struct {
		name                string
		rules               disclosure.Rules
		sixBad, fourteenBad bool
	}{
		{"up to 2 records", disclosure.Rules{MinimumContributors: 3}, true, false}, // its maxN counts what is still unsafe
		{"(2,75)", dominance(2, rat(75)), true, true},
		{"p 70", percent(rat(70)), true, true},
		{"(60,80)", disclosure.Rules{Percent: rat(60), Prior: rat(80)}, true, true},
	} {
		if got := len(c.rules.Assess(six).Reasons) > 0; got != c.sixBad {
			t.Errorf("%s: cell 6 %v", c.name, got)
		}
		if got := len(c.rules.Assess(fourteenByCount).Reasons) > 0; got != c.fourteenBad {
			t.Errorf("%s: cell 14 %v", c.name, got)
		}
	}
	// By count alone it is cell 6 of fifteen.
	var found []int
	for i, n := range microdata1Counts {
		if len((disclosure.Rules{MinimumContributors: 3}).Assess(cell(n, int(n))).Reasons) > 0 {
			found = append(found, i)
		}
	}
	if !slices.Equal(found, []int{5}) {
		t.Errorf("by count: %v", found)
	}
}

// SSB's vectors (GaussSuppression, tests/testthat/test-DominanceRule.R): the first
// of each group has weight 2, but where it is alone; (1,70) and (2,90) on the
// weighted total find the first group only.
func TestDominanceWithSampleWeights(t *testing.T) {
	rules := disclosure.Rules{Dominance: []disclosure.Dominance{{N: 1, Percent: rat(70)}, {N: 2, Percent: rat(90)}}}
	totals := []int64{100, 190, 180, 170, 180, 170, 160}
	for i, values := range [][]int64{{100}, {90, 10}, {80, 20}, {70, 30}, {80, 10, 10}, {70, 10, 10, 10}, {60, 20, 10, 10}} {
		c := cell(totals[i], 0, values...)
		if i > 0 {
			c.Contributions[0].Weight = rat(2)
		}
		if got := len(rules.Assess(c).Reasons) > 0; got != (i == 0) {
			t.Errorf("group %d %v: unsafe %v", i+1, values, got)
		}
	}
}

// The handbook's example of weights: 100 with weight 4 and 10 with weight 7 are 470,
// of which the two largest, 100 and 100, are 42.6 per cent.
func TestWeightsAsReplicates(t *testing.T) {
	c := cell(470, 0, 100, 10)
	c.Contributions[0].Weight, c.Contributions[1].Weight = rat(4), rat(7)
	for _, k := range []struct {
		percent int64
		unsafe  bool
	}{{42, true}, {43, false}} {
		rules := dominance(2, rat(k.percent))
		rules.Weighting = disclosure.Replicates
		if got := len(rules.Assess(c).Reasons) > 0; got != k.unsafe {
			t.Errorf("(2,%d): unsafe %v", k.percent, got)
		}
	}
	// Compared as they are, 110 of 470 is 23.4 per cent.
	if len(dominance(2, rat(24)).Assess(c).Reasons) != 0 || len(dominance(2, rat(23)).Assess(c).Reasons) == 0 {
		t.Error("sample values are not compared with the weighted total")
	}
	// p %: the largest could be reckoned by one like it; 470 − 200 is more than 100.
	rules := percent(rat(100))
	rules.Weighting = disclosure.Replicates
	if len(rules.Assess(c).Reasons) != 0 {
		t.Error("p % with replicates")
	}
}

// magnitude1 (SSBtools, R/SSBtoolsData.R): the cells of which the contributions are
// named in its tests.
func TestMagnitude1Primary(t *testing.T) {
	for _, c := range []struct {
		name     string
		cell     disclosure.Cell
		few, big bool
	}{
		{"Entertainment·Iceland", tenths(168), true, true},
		{"Industry·Spain", tenths(84), true, true},
		{"Governmental·Portugal", tenths(216, 20), false, true}, // 21.6 of 23.6
		{"Industry·Portugal", tenths(257, 34), false, true},     // 25.7 of 29.1
	} {
		if got := len((disclosure.Rules{MinimumContributors: 2}).Assess(c.cell).Reasons) > 0; got != c.few {
			t.Errorf("%s: too few %v", c.name, got)
		}
		if got := len(dominance(1, rat(80)).Assess(c.cell).Reasons) > 0; got != c.big {
			t.Errorf("%s: dominance %v", c.name, got)
		}
	}
}

func tenths(values ...int64) disclosure.Cell {
	c := disclosure.Cell{Value: new(big.Rat)}
	for _, v := range values {
		c.Value.Add(c.Value, big.NewRat(v, 10))
		c.Contributions = append(c.Contributions, disclosure.Contribution{Value: big.NewRat(v, 10)})
	}
	return c
}

func TestHoldingsAreOneContributor(t *testing.T) {
	c := cell(100, 0, 30, 30, 20, 20)
	rules := disclosure.Rules{MinimumContributors: 3, Percent: rat(10)}
	if got := rules.Assess(c).Reasons; len(got) != 0 {
		t.Errorf("four of their own: %v", got)
	}
	for i := range c.Contributions {
		c.Contributions[i].Holding = []string{"甲會", "乙會"}[i%2] // 50 and 50
	}
	if got, want := rules.Assess(c).Reasons, []disclosure.Reason{disclosure.TooFewContributors, disclosure.PercentRule}; !slices.Equal(got, want) {
		t.Errorf("two holdings: %v, want %v", got, want)
	}
}

func TestNegativeContributionsCountByTheirSize(t *testing.T) {
	// 60 − 50 + 5 is 15 in all, of which 60 would be four times; by size 60 of 115.
	c := cell(15, 0, 60, -50, 5)
	c.Signed = true
	if got := dominance(1, rat(60)).Assess(c).Reasons; len(got) != 0 {
		t.Errorf("(1,60): %v", got)
	}
	got := dominance(1, rat(50)).Assess(c)
	if len(got.Reasons) == 0 || got.Protection.Upper.RatString() != "5" || got.Protection.Lower.RatString() != "5" { // 120 − 115
		t.Errorf("(1,50): %v", got)
	}
}

func TestZeros(t *testing.T) {
	few := disclosure.Rules{MinimumContributors: 3, Percent: rat(10)}
	if got := few.Assess(disclosure.Cell{Value: rat(0)}).Reasons; len(got) != 0 {
		t.Errorf("nobody: %v", got)
	}
	three := cell(0, 0, 0, 0, 0)
	if got := few.Assess(three).Reasons; len(got) != 0 {
		t.Errorf("three of nothing: %v", got)
	}
	few.ZeroUnsafe = true
	if got := few.Assess(three).Reasons; !slices.Equal(got, []disclosure.Reason{disclosure.AllZero}) {
		t.Errorf("three of nothing, which each tells: %v", got)
	}
	if got := few.Assess(disclosure.Cell{Value: rat(7)}).Reasons; !slices.Equal(got, []disclosure.Reason{disclosure.TooFewContributors}) {
		t.Errorf("a value of which nobody says whose it is: %v", got)
	}
}

// A waiver lets others see the holding, not others be seen through it: s is the
// largest that has not waived, r the largest of the rest.
func TestWaivers(t *testing.T) {
	c := cell(100, 0, 80, 15, 5)
	if len(percent(rat(10)).Assess(c).Reasons) == 0 { // 5 < 8
		t.Error("without a waiver the largest is known to within 5")
	}
	c.Contributions[0].Waived = true
	got := percent(rat(10)).Assess(c) // s = 15, r = 80: 5 ≥ 1.5
	if len(got.Reasons) != 0 {
		t.Errorf("the largest has waived: %v", got)
	}
	if len(percent(rat(40)).Assess(c).Reasons) == 0 { // 5 < 6
		t.Error("the second is seen by the one who waived")
	}
	if len(dominance(1, rat(10)).Assess(c).Reasons) == 0 { // 15 stands in for 80
		t.Error("(1,10) with the second in place of the first")
	}
	if len(dominance(1, rat(15)).Assess(c).Reasons) != 0 {
		t.Error("(1,15) is kept by 15 of 100")
	}
	c.Contributions[1].Waived, c.Contributions[2].Waived = true, true
	if got := disclosure.DefaultRules().Assess(disclosure.Cell{Value: c.Value, Contributions: c.Contributions[:2]}).Reasons; len(got) != 0 {
		t.Errorf("all have waived: %v", got)
	}
}

func TestPolicyAndDemand(t *testing.T) {
	c := cell(100, 10, 20, 10, 10)
	c.Withheld = true
	if got := disclosure.DefaultRules().Assess(c).Reasons; !slices.Equal(got, []disclosure.Reason{disclosure.Policy}) {
		t.Errorf("withheld: %v", got)
	}
	c.Withheld, c.Protection = false, &disclosure.Protection{Upper: rat(50)}
	if got := disclosure.DefaultRules().Assess(c); !slices.Equal(got.Reasons, []disclosure.Reason{disclosure.Demanded}) || got.Protection.Upper.Cmp(rat(50)) != 0 {
		t.Errorf("demanded: %v", got)
	}
}
