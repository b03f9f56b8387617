package indicators_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"heng/indicators"
	"heng/internal/store"
)

// directed gives every definition of a case a direction, without which nobody
// would move its value.
func (c randomCase) directed(t *rapid.T) randomCase {
	for at := range c.definitions {
		d := &c.definitions[at]
		direction := rapid.SampledFrom([]string{"up", "down"}).Draw(t, "direction")
		d.yaml = strings.Replace(d.yaml, "    dimension: d\n", "    dimension: d\n    direction: "+direction+"\n", 1)
	}
	return c
}

// TestTrialsDifferential changes the records of random cases in Go as each
// attempt says it did, and holds the value after it against the naive evaluator.
func TestTrialsDifferential(t *testing.T) {
	ctx := context.Background()
	st, err := store.OpenMemory(ctx, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	made := map[indicators.AttemptKind]int{}
	rapid.Check(t, func(t *rapid.T) {
		c := drawCase(t).directed(t)
		fill(t, func(sql string) error { return st.Exec(ctx, sql) }, c.rows)
		trials, err := indicators.TrialsOn(ctx, c.plan(t, st), st, asOfRandom, "2017")
		if err != nil {
			t.Fatalf("%v\n%s", err, c.yaml())
		}
		for _, trial := range trials {
			made[trial.Kind]++
			var at int
			if _, err := fmt.Sscanf(trial.Indicator, "i%d", &at); err != nil {
				t.Fatal(err)
			}
			d := c.definitions[at]
			if most := max(1, min(trial.Before.N/20, 10)); int64(len(trial.Rows)) > most {
				t.Fatalf("%d of %d rows changed, at most %d", len(trial.Rows), trial.Before.N, most)
			}
			var rows []judged
			for _, r := range tamper(c.rows, trial) {
				rows = append(rows, d.judge(r))
			}
			cell := cellName(trial.Before.Period, nil)
			want, there := naive(rows, d.measured)[cell]
			if trial.After == nil {
				if there {
					t.Fatalf("%s %s %s %v: nothing left, want %v\n%s", trial.Kind, trial.Column, trial.To, trial.Rows, want, d.yaml)
				}
				continue
			}
			got := figures([]indicators.Observation{*trial.After})[trial.Indicator][cell]
			var options []cmp.Option
			if d.quantified {
				options = append(options, sameQuantile)
			}
			if diff := cmp.Diff(want, got, options...); diff != "" {
				t.Fatalf("%s %s %s %v: (-naive +trial)\n%s\n%s", trial.Kind, trial.Column, trial.To, trial.Rows, diff, d.yaml)
			}
		}
	})
	for _, kind := range []indicators.AttemptKind{indicators.BlankField, indicators.ShrinkDenominator, indicators.SplitRecord} {
		if made[kind] == 0 {
			t.Errorf("no case in which to %s", kind)
		}
	}
}

// tamper does to records in Go what a trial did to them in the store.
func tamper(all []record, trial indicators.Trial) []record {
	all = slices.Clone(all)
	for at := range all {
		r := &all[at]
		if !slices.Contains(trial.Rows, int64(at+1)) {
			continue
		}
		if trial.Kind == indicators.SplitRecord {
			all = append(all, *r)
			continue
		}
		tomorrow := asOfRandom.AddDate(0, 0, 1)
		flag := trial.To == "true"
		switch trial.Column {
		case "day":
			r.day = nil
			if trial.To == "as_of" {
				r.day = &tomorrow
			}
		case "moment":
			r.moment = nil
		case "y":
			r.y = nil
		case "c":
			r.c = nil
		case "e":
			r.e = trial.To
		case "f":
			r.f = optional(flag, trial)
		case "w":
			r.w = optional(flag, trial)
		case "cond":
			r.cond = optional(flag, trial)
		case "a":
			r.a = nil
		case "m":
			r.m = nil
		case "i":
			r.i = nil
		default:
			panic(trial.Column)
		}
	}
	return all
}

func optional(flag bool, trial indicators.Trial) *bool {
	if trial.Kind == indicators.BlankField {
		return nil
	}
	return &flag
}
