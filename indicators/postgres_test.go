//go:build unix

package indicators_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"heng/indicators"
	"heng/internal/need"
	"heng/internal/store"
)

// startPostgres starts a PostgreSQL of its own for the test and returns a store
// on it that can be written: a load that is never committed.
func startPostgres(t *testing.T) *store.Store {
	t.Helper()
	u, err := store.ParseURL(need.PostgreSQL(t).URL("postgres"), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	l, err := store.BeginLoad(t.Context(), u.Of("random"), store.LoadOptions{Now: asOfRandom})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.Rollback)
	if err := l.Start(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	return l.Store
}

// TestPostgres holds a plan on PostgreSQL against the embedded engine, to the last
// digit, and against the naive evaluator: the random cases of TestDifferential.
func TestPostgres(t *testing.T) {
	ctx := context.Background()
	server := startPostgres(t)
	st, err := store.OpenMemory(ctx, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	rapid.Check(t, func(t *rapid.T) {
		c := drawCase(t)
		fill(t, func(sql string) error { return st.Exec(ctx, sql) }, c.rows)
		fill(t, func(sql string) error { return server.Exec(ctx, sql) }, c.rows)
		plan := c.plan(t, st)
		want, err := plan.Evaluate(ctx, st, asOfRandom)
		if err != nil {
			t.Fatal(err)
		}
		got, err := plan.Evaluate(ctx, server, asOfRandom)
		if err != nil {
			t.Fatalf("%v\n%s", err, c.yaml())
		}
		if diff := cmp.Diff(figures(want), figures(got)); diff != "" {
			t.Fatalf("PostgreSQL differs (-DuckDB +PostgreSQL):\n%s\n%s", diff, c.yaml())
		}
		c.compare(t, got)
	})
}

// TestPostgresExplain lists the rows behind every observation of the rich
// example on both engines.
func TestPostgresExplain(t *testing.T) {
	ctx := context.Background()
	server := startPostgres(t)
	plan, memory := richPlan(t)
	for _, statement := range []string{createGrants, richGrants, bookFiles[1]} {
		if err := server.Exec(ctx, statement); err != nil {
			t.Fatalf("%v\n%s", err, statement)
		}
	}
	observations, err := plan.Evaluate(ctx, memory, richAsOf)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range observations {
		r := indicators.ExplainRequest{Indicator: o.Indicator, Period: o.Period, Where: o.Breakdown, AsOf: richAsOf, Excluded: true}
		want, err := indicators.ExplainOn(ctx, plan, memory, r)
		if err != nil {
			t.Fatal(err)
		}
		got, err := indicators.ExplainOn(ctx, plan, server, r)
		if err != nil {
			t.Fatalf("%s: %v", o.Indicator, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s %s: (-DuckDB +PostgreSQL)\n%s", o.Indicator, cellName(o.Period, o.Breakdown), diff)
		}
	}
	pagesAre(t, plan, server)
}
