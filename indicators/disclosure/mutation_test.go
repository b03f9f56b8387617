package disclosure_test

import (
	"math/big"
	"testing"

	"heng/indicators/disclosure"
	"heng/indicators/disclosure/audit"
)

// protected calls f with random releases whose suppression is the best there is,
// so that every part of it is needed, until enough have had a secondary cell.
func protected(t *testing.T, enough int, f func(seed uint64, p disclosure.Problem, s disclosure.Suppression)) {
	t.Helper()
	found := 0
	for seed := uint64(0); found < enough; seed++ {
		if seed > 2000 {
			t.Fatalf("only %d releases to spoil", found)
		}
		p := random(seed, kinds[seed%uint64(len(kinds))], 3)
		s, err := disclosure.Protect(p, disclosure.DefaultRules(), disclosure.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if !s.Optimal || len(secondaries(s)) == 0 || len(s.Unprotected) > 0 {
			continue
		}
		found++
		f(seed, p, s)
	}
}

// breaches are what the audit finds in a release.
func breaches(t *testing.T, r audit.Release, promised []audit.Promise) []audit.Breach {
	t.Helper()
	report, err := audit.Attack(r)
	if err != nil {
		t.Fatal(err)
	}
	return report.Breaches(promised)
}

// A secondary cell that is not suppressed after all.
func TestSkippedSecondaryIsCaught(t *testing.T) {
	tried := 0
	protected(t, 30, func(seed uint64, p disclosure.Problem, s disclosure.Suppression) {
		for _, cell := range secondaries(s) {
			tried++
			r := reader(p, s)
			r.Cells[cell].Suppressed, r.Cells[cell].Value = false, p.Cells[cell].Value
			if len(breaches(t, r, promises(p, s))) == 0 {
				t.Errorf("seed %d: %s is published and nothing is broken", seed, name(p, cell))
			}
		}
	})
	t.Logf("%d cells", tried)
}

// A cell that an earlier release has told already, which the suppression was not.
func TestForgottenReleaseIsCaught(t *testing.T) {
	tried := 0
	protected(t, 30, func(seed uint64, p disclosure.Problem, s disclosure.Suppression) {
		for _, cell := range secondaries(s) {
			tried++
			r := reader(p, s)
			earlier := len(r.Cells)
			r.Cells = append(r.Cells, audit.Cell{Name: "earlier", Value: p.Cells[cell].Value})
			r.Relations = append(r.Relations, audit.Sum(earlier, cell))
			if len(breaches(t, r, promises(p, s))) == 0 {
				t.Errorf("seed %d: %s was published before and nothing is broken", seed, name(p, cell))
			}
		}
	})
	t.Logf("%d cells", tried)
}

// A share of a total that is published, to a ten-thousandth, for a cell that is not.
func TestPublishedShareIsCaught(t *testing.T) {
	tried := 0
	protected(t, 30, func(seed uint64, p disclosure.Problem, s disclosure.Suppression) {
		for _, promise := range promises(p, s) {
			if promise.Cell >= len(p.Cells) {
				continue
			}
			total := -1
			for i := range p.Cells {
				if !s.Suppressed(i) && p.Cells[i].Value.Sign() > 0 && i != promise.Cell && (total < 0 || p.Cells[i].Value.Cmp(p.Cells[total].Value) > 0) {
					total = i
				}
			}
			if total < 0 || promise.Upper == nil && promise.Sliding == nil {
				continue
			}
			tried++
			r := reader(p, s)
			// Printed in per cent, half up, so finely that it is as good as the value.
			unit := big.NewRat(1, 1_000_000)
			share := new(big.Rat).Quo(promise.Value, p.Cells[total].Value)
			share.Mul(share, rat(100))
			steps := new(big.Rat).Quo(share, unit)
			whole := new(big.Int).Quo(new(big.Int).Add(new(big.Int).Mul(steps.Num(), big.NewInt(2)), steps.Denom()), new(big.Int).Mul(steps.Denom(), big.NewInt(2)))
			printed := new(big.Rat).Mul(new(big.Rat).SetInt(whole), unit)
			r.Relations = append(r.Relations, audit.Ratio(promise.Cell, total, rat(100), printed, unit)...)
			if len(breaches(t, r, promises(p, s))) == 0 {
				t.Errorf("seed %d: %s is given back by its share and nothing is broken", seed, name(p, promise.Cell))
			}
		}
	})
	t.Logf("%d shares", tried)
	if tried < 30 {
		t.Errorf("only %d shares", tried)
	}
}

// A suppression that does not know of a linked table. It is a fault only where the
// table gives something away; a cell that is suppressed alone in a sum of the table
// always is.
func TestForgottenTableIsCaught(t *testing.T) {
	alone, caught := 0, 0
	for seed := uint64(4); seed < 6000 && alone < 30; seed += 6 {
		p := random(seed, "linked", 3)
		whole := p.Relations
		// The last group of relations is that of the other grouping, by its parts x and y.
		var rest, other []disclosure.Relation
		for _, relation := range whole {
			name := p.Cells[relation.Terms[0].Cell].Name
			if name[1] == 'x' || name[1] == 'y' {
				other = append(other, relation)
				continue
			}
			rest = append(rest, relation)
		}
		p.Relations = rest
		s, err := disclosure.Protect(p, disclosure.DefaultRules(), disclosure.Options{})
		if err != nil {
			t.Fatal(err)
		}
		p.Relations = whole
		given := false
		for _, relation := range other {
			hidden := 0
			promised := false
			for _, term := range relation.Terms {
				if s.Suppressed(term.Cell) {
					hidden++
					promised = s.Status[term.Cell] == disclosure.Primary
				}
			}
			given = given || hidden == 1 && promised
		}
		found := len(breaches(t, reader(p, s), promises(p, s))) > 0
		if found {
			caught++
		}
		if given {
			alone++
			if !found {
				t.Errorf("seed %d: a primary cell is alone in a sum and nothing is broken", seed)
			}
		}
	}
	t.Logf("%d releases with a primary cell alone in a sum of the forgotten table, %d caught in all", alone, caught)
	if alone < 20 {
		t.Errorf("only %d releases were spoiled", alone)
	}
}
