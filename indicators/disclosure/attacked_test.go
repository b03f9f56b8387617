package disclosure_test

import (
	"flag"
	"testing"

	"heng/indicators/disclosure"
)

var releases = flag.Int("releases", 0, "how many random releases to protect and attack, instead of the few of every run")

// Whatever is protected is attacked by the audit, and no promise may be broken.
func TestRandomReleasesAreProtected(t *testing.T) {
	count := 180
	if testing.Short() {
		count = 60
	}
	if *releases > 0 {
		count = *releases
	}
	rules := disclosure.DefaultRules()
	var tally struct{ cells, primary, secondary, optimal, unions, unprotected int }
	for seed := range uint64(count) {
		kind := kinds[seed%uint64(len(kinds))]
		p := random(seed, kind, 4)
		options := disclosure.Options{}
		if seed%3 == 0 {
			options.ExactCells = -1
		}
		s, _ := audited(t, p, rules, options)
		if t.Failed() {
			t.Fatalf("seed %d, %s, %+v", seed, kind, options)
		}
		tally.cells += len(p.Cells)
		tally.primary += len(primaries(s))
		tally.secondary += len(secondaries(s))
		tally.unions += len(s.Unions)
		tally.unprotected += len(s.Unprotected)
		if s.Optimal {
			tally.optimal++
		}
	}
	t.Logf("%d releases: %+v", count, tally)
	if tally.primary == 0 || tally.secondary == 0 || tally.unions == 0 {
		t.Errorf("nothing was tried: %+v", tally)
	}
}
