//go:build unix

package indicators_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"heng/indicators"
	"heng/internal/store"
)

// TestPostgresPolls holds the measure of surveys on PostgreSQL against DuckDB: the
// samples of TestPollProperties.
func TestPostgresPolls(t *testing.T) {
	ctx := context.Background()
	server := startPostgres(t)
	st, err := store.OpenMemory(ctx, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	numbers := cmp.Options{
		cmp.Comparer(func(a, b *indicators.Number) bool {
			return a == nil && b == nil || a != nil && b != nil && a.Cmp(b) == 0
		}),
		cmp.Comparer(func(a, b decimal.Decimal) bool { return a.Equal(b) }),
	}
	for seed := range 30 {
		s := samples.Example(seed)
		want := s.evaluate(t, st)
		if err := s.fill(func(sql string) error { return server.Exec(ctx, sql) }); err != nil {
			t.Fatal(err)
		}
		got, err := s.plan(t, st).Evaluate(ctx, server, asOfRandom)
		if err != nil {
			t.Fatalf("%v\n%s", err, s.framework())
		}
		if diff := cmp.Diff(want, got, numbers); diff != "" {
			t.Fatalf("PostgreSQL differs (-DuckDB +PostgreSQL):\n%s\n%s", diff, s.framework())
		}
	}
}
