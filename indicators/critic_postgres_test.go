//go:build unix

package indicators_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"heng/indicators"
	"heng/internal/store"
)

// TestPostgresTrials makes the attempts on random cases on both engines.
func TestPostgresTrials(t *testing.T) {
	ctx := context.Background()
	server := startPostgres(t)
	st, err := store.OpenMemory(ctx, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	rapid.Check(t, func(t *rapid.T) {
		c := drawCase(t).directed(t)
		fill(t, func(sql string) error { return st.Exec(ctx, sql) }, c.rows)
		fill(t, func(sql string) error { return server.Exec(ctx, sql) }, c.rows)
		plan := c.plan(t, st)
		want, err := indicators.TrialsOn(ctx, plan, st, asOfRandom, "2017")
		if err != nil {
			t.Fatal(err)
		}
		got, err := indicators.TrialsOn(ctx, plan, server, asOfRandom, "2017")
		if err != nil {
			t.Fatalf("%v\n%s", err, c.yaml())
		}
		if diff := cmp.Diff(tried(want), tried(got)); diff != "" {
			t.Fatalf("PostgreSQL differs (-DuckDB +PostgreSQL):\n%s\n%s", diff, c.yaml())
		}
	})
}

// tried is what was done in trials and what came of it, as figures.
func tried(trials []indicators.Trial) []any {
	var all []any
	for _, trial := range trials {
		after := map[string]map[string]figure{}
		if trial.After != nil {
			after = figures([]indicators.Observation{*trial.After})
		}
		all = append(all, trial.Indicator, trial.Kind, trial.Column, trial.To, trial.Rows, after)
	}
	return all
}
