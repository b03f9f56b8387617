package disclosure_test

import (
	"math/big"
	"testing"

	"heng/indicators/disclosure"
	"heng/indicators/disclosure/audit"
)

// cheapest tries every suppression of a small problem, the cheapest first by the
// bound of the best so far, and lets the audit say whether it keeps all promises.
func cheapest(t *testing.T, p disclosure.Problem, s disclosure.Suppression) *big.Rat {
	t.Helper()
	var open []int
	for i, c := range p.Cells {
		empty := c.Value.Sign() == 0 && len(c.Contributions) == 0
		if s.Status[i] != disclosure.Primary && !c.Known && !empty {
			open = append(open, i)
		}
	}
	var best *big.Rat
	promised := promises(p, s)
	for set := range 1 << len(open) {
		tried := s
		tried.Status = make([]disclosure.Status, len(p.Cells))
		lost := new(big.Rat)
		for i, status := range s.Status {
			if status == disclosure.Primary {
				tried.Status[i] = status
			}
		}
		for k, cell := range open {
			if set>>k&1 == 1 {
				tried.Status[cell] = disclosure.Secondary
				lost.Add(lost, p.Cells[cell].Value)
			}
		}
		if best != nil && lost.Cmp(best) >= 0 {
			continue
		}
		report, err := audit.Attack(reader(p, tried))
		if err != nil {
			t.Fatal(err)
		}
		if len(report.Breaches(promised)) == 0 {
			best = lost
		}
	}
	return best
}

// What is called the best is the best, and what is found cell by cell is not much
// dearer.
func TestSuppressionBesideTheOptimum(t *testing.T) {
	enough := 25
	if testing.Short() {
		enough = 6
	}
	if *releases > 0 {
		enough = min(*releases/20, 400)
	}
	proved, same, found := 0, 0, 0
	best, greedy, cellsBest, cellsGreedy := new(big.Rat), new(big.Rat), 0, 0
	for seed := uint64(0); found < enough && seed < 20_000; seed++ {
		p := random(seed, kinds[seed%uint64(len(kinds))], 2)
		if len(p.Cells) > 14 {
			continue
		}
		exact, err := disclosure.Protect(p, disclosure.DefaultRules(), disclosure.Options{IgnoreUnions: true})
		if err != nil {
			t.Fatal(err)
		}
		if len(exact.Unprotected) > 0 || len(secondaries(exact)) == 0 {
			continue
		}
		found++
		want := cheapest(t, p, exact)
		quick, err := disclosure.Protect(p, disclosure.DefaultRules(), disclosure.Options{IgnoreUnions: true, ExactCells: -1})
		if err != nil {
			t.Fatal(err)
		}
		if exact.Optimal {
			proved++
			if exact.Lost.Cmp(want) != 0 {
				t.Errorf("seed %d: %s is lost and called the best; every other was tried, and %s is", seed, exact.Lost.RatString(), want.RatString())
			}
		}
		if quick.Lost.Cmp(want) == 0 {
			same++
		}
		best.Add(best, want)
		greedy.Add(greedy, quick.Lost)
		cellsBest += len(secondaries(exact))
		cellsGreedy += len(secondaries(quick))
	}
	ratio, _ := new(big.Rat).Quo(greedy, best).Float64()
	t.Logf("%d releases, %d proved the best; cell by cell: the best in %d, %.3f of its value, %d cells beside %d", found, proved, same, ratio, cellsGreedy, cellsBest)
	if found < enough || proved < found*9/10 || ratio > 1.3 {
		t.Errorf("%d releases, %d proved, %.3f of the best value", found, proved, ratio)
	}
}

// On tables too large to try everything, what is found cell by cell is held beside
// what was proved to be the best.
func TestCellByCellBesideTheBest(t *testing.T) {
	enough := 40
	if testing.Short() {
		enough = 10
	}
	if *releases > 0 {
		enough = min(*releases/10, 1000)
	}
	found, same := 0, 0
	best, quickly, cellsBest, cellsQuick := new(big.Rat), new(big.Rat), 0, 0
	for seed := uint64(0); found < enough && seed < 20_000; seed++ {
		p := random(seed, kinds[seed%uint64(len(kinds))], 4)
		exact, err := disclosure.Protect(p, disclosure.DefaultRules(), disclosure.Options{IgnoreUnions: true})
		if err != nil {
			t.Fatal(err)
		}
		if !exact.Optimal || len(exact.Unprotected) > 0 || len(secondaries(exact)) == 0 {
			continue
		}
		quick, err := disclosure.Protect(p, disclosure.DefaultRules(), disclosure.Options{IgnoreUnions: true, ExactCells: -1})
		if err != nil {
			t.Fatal(err)
		}
		found++
		switch quick.Lost.Cmp(exact.Lost) {
		case -1:
			t.Errorf("seed %d: %s was proved the best, and %s will do", seed, exact.Lost.RatString(), quick.Lost.RatString())
		case 0:
			same++
		}
		best.Add(best, exact.Lost)
		quickly.Add(quickly, quick.Lost)
		cellsBest += len(secondaries(exact))
		cellsQuick += len(secondaries(quick))
	}
	ratio, _ := new(big.Rat).Quo(quickly, best).Float64()
	t.Logf("%d releases; the best in %d, %.3f of its value, %d cells beside %d", found, same, ratio, cellsQuick, cellsBest)
	if found < enough || ratio > 1.3 {
		t.Errorf("%d releases, %.3f of the best value", found, ratio)
	}
}
