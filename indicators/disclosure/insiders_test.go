package disclosure_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"heng/indicators/disclosure"
)

// A region in which one group has nearly everything, beside one that is all that
// group's: of 1000, 20, 20 and 20 the second could reckon the first, and only the
// cell of the first can go with it. The first sees through that, and learns that the
// others have 60 between them, of which none has more than a third.
func TestTheLargestMayKnowTheRest(t *testing.T) {
	cell := func(value int64, contributions ...disclosure.Contribution) disclosure.Cell {
		return disclosure.Cell{Name: fmt.Sprint(value), Value: rat(value), Contributions: contributions}
	}
	of := func(holding string, value int64) disclosure.Contribution {
		return disclosure.Contribution{Holding: holding, Value: rat(value)}
	}
	unsafe := []disclosure.Contribution{of("large", 1000), of("a", 20), of("b", 20), of("c", 20)}
	for name, test := range map[string]struct {
		small       int64 // what c has
		unprotected bool
	}{
		"the rest is safe":   {20, false},
		"the rest is c's":    {2000, true},
		"the rest is nearly": {450, true}, // the others' 40 are less than ten per cent of 450
	} {
		list := slices.Clone(unsafe)
		list[3] = of("c", test.small)
		first, second, third := 1040+test.small, int64(300), int64(10_000)
		all := append(slices.Clone(list), of("large", second))
		p := disclosure.Problem{
			Cells:     []disclosure.Cell{cell(first, list...), cell(second, of("large", second)), cell(third), cell(first + second + third)},
			Relations: []disclosure.Relation{disclosure.Sum(3, 0, 1, 2)},
		}
		for i := range 10 {
			p.Cells[2].Contributions = append(p.Cells[2].Contributions, of(fmt.Sprint("others ", i), third/10))
		}
		p.Cells[3].Contributions = append(all, p.Cells[2].Contributions...)
		p.Cells[2].Keep, p.Cells[3].Keep = true, true
		rules := disclosure.DefaultRules()
		if test.small >= 450 { // what is there to hide has to be found unsafe first
			rules.Dominance = []disclosure.Dominance{{N: 2, Percent: big.NewRat(90, 1)}}
		}
		s, _ := audited(t, p, rules, disclosure.Options{IgnoreUnions: true})
		if got := len(s.Unprotected) > 0; got != test.unprotected {
			t.Errorf("%s: unprotected %v, insiders %v", name, s.Unprotected, s.Insiders)
		}
	}
}

// Whoever is called harmless could not reckon any other contributor to within the
// per cent of the rule, whatever else is published: each other contributor, taken
// one by one, is hidden in what is left over. Whoever is not could, or the cell has
// too few contributors.
func TestWhoeverIsHarmlessLearnsNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 18))
	seen, not := 0, 0
	for n := range 4000 {
		var list []disclosure.Contribution
		total, have := int64(0), map[string]int64{}
		for range 1 + r.IntN(7) {
			value := 1 + int64(r.ExpFloat64()*r.ExpFloat64()*60)
			holding := string(rune('a' + r.IntN(8)))
			list = append(list, disclosure.Contribution{Holding: holding, Value: rat(value)})
			have[holding] += value
			total += value
		}
		p := disclosure.Problem{Cells: []disclosure.Cell{{Name: "x", Value: rat(total), Contributions: list}}}
		s, err := disclosure.Protect(p, disclosure.DefaultRules(), disclosure.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for looker, own := range have {
			hidden := true
			for other, value := range have {
				if other != looker && 10*(total-own-value) < value {
					hidden = false
				}
			}
			harmless := slices.ContainsFunc(s.Insiders[0], func(i disclosure.Insider) bool { return i.Holding == looker && i.Promise == nil })
			want := s.Status[0] == disclosure.Primary && len(have) >= 3 && hidden
			if harmless != want {
				t.Fatalf("draw %d: %v of %d, %s: harmless is %v", n, have, total, looker, harmless)
			}
			if harmless {
				seen++
			} else if s.Status[0] == disclosure.Primary {
				not++
			}
		}
	}
	if seen < 100 || not < 100 {
		t.Errorf("%d harmless, %d not: nothing was tried", seen, not)
	}
}
