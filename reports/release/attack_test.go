package release_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"heng/indicators"
	"heng/reports/release"
)

// attack protects a control and attacks what it gives.
func attack(t *testing.T, c *release.Control, change func([]indicators.Observation)) *release.Audited {
	t.Helper()
	p, err := c.Protect()
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Unprotected) > 0 {
		return nil // it would not be released
	}
	if change != nil {
		change(p.Observations)
	}
	a, err := release.Attack(release.Attempt{
		Frameworks: c.Frameworks, Observations: p.Observations, Earlier: c.Earlier, Known: c.Known, Insiders: p.Insiders, Promises: p.Promises,
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// drawn makes a few grants of a few groups in a few regions; most groups are
// small and one is large.
func drawn(seed uint64) []grant {
	r := rand.New(rand.NewPCG(seed, 1))
	var all []grant
	for range 6 + r.IntN(18) {
		amount := int64(1 + r.IntN(90))
		if r.IntN(6) == 0 {
			amount *= 20
		}
		all = append(all, grant{fmt.Sprintf("r%d", r.IntN(4)), fmt.Sprintf("g%d", r.IntN(9)), amount, r.IntN(3) > 0})
	}
	return all
}

// What was protected stands the attack of its readers, and of those who know a
// figure because it is theirs.
func TestAttackFindsNothing(t *testing.T) {
	tried, secrets := 0, 0
	for seed := range uint64(14) {
		a := attack(t, control(drawn(seed)), nil)
		if a == nil {
			continue
		}
		tried++
		secrets += len(a.Cells)
		if a.Broken > 0 || a.Recovered > 0 {
			t.Errorf("seed %d: %d promises broken, %d recovered: %+v", seed, a.Broken, a.Recovered, a.Cells)
		}
	}
	if tried < 5 || secrets < 20 {
		t.Errorf("%d releases with %d secrets were attacked: the test has lost its subject", tried, secrets)
	}
}

// A figure that is given after all, when it was kept back to protect another, is
// found out.
func TestAttackFindsWhatWasForgotten(t *testing.T) {
	grants := slices.Concat(spread("a", 5, 40), spread("b", 6, 40), spread("c", 1, 40))
	whole := control(grants)
	a := attack(t, control(grants), func(observations []indicators.Observation) {
		for i, o := range observations {
			if o.Indicator == "sum" && o.ObsStatus == indicators.Suppressed && o.Breakdown["region"] != "c" {
				observations[i] = whole.Observations[i]
			}
		}
	})
	if a.Broken == 0 || a.Recovered == 0 {
		t.Errorf("what is left out of the second suppression: %+v", a)
	}
}

// From the files alone a reader tells what cannot be told from those that were
// protected, and the value from those that were not.
func TestAuditFiles(t *testing.T) {
	grants := slices.Concat(spread("a", 5, 40), spread("b", 6, 40), spread("c", 1, 40))
	c := control(grants)
	p, err := c.Protect()
	if err != nil {
		t.Fatal(err)
	}
	for name, forget := range map[string]bool{"protected": false, "forgotten": true} {
		content := sample(t)
		content.Frameworks, content.Observations = c.Frameworks, slices.Clone(p.Observations)
		for i, o := range content.Observations {
			if forget && o.Indicator == "sum" && o.Breakdown["region"] != "c" {
				content.Observations[i] = c.Observations[i]
			}
		}
		files := written(t, content, nil)
		a, err := release.AuditFiles(files, release.Attempt{})
		if err != nil {
			t.Fatal(err)
		}
		if len(a.Cells) == 0 || (a.Recovered > 0) != forget {
			t.Errorf("%s: %d recovered of %d", name, a.Recovered, len(a.Cells))
		}
	}
}
