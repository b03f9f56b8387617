package expr_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"heng/indicators/internal/expr"
	"heng/internal/store"
)

// grants is the population of the tests.
var grants = expr.Relation{Name: "grants", Columns: []expr.Column{
	{Name: "id", Type: expr.Type{Kind: expr.Text}},
	{Name: "due", Type: expr.Type{Kind: expr.Date}, Nullable: true},
	{Name: "received", Type: expr.Type{Kind: expr.Date}, Nullable: true},
	{Name: "logged", Type: expr.Type{Kind: expr.Datetime}, Nullable: true},
	{Name: "category", Type: expr.Type{Kind: expr.Text}, Codes: []string{"humanitarian", "exchange"}},
	{Name: "region", Type: expr.Type{Kind: expr.Text}, Nullable: true},
	{Name: "amount", Type: expr.Type{Kind: expr.Decimal, Scale: 6}, Nullable: true},
	{Name: "rate", Type: expr.Type{Kind: expr.Decimal, Scale: 2}},
	{Name: "people", Type: expr.Type{Kind: expr.Integer}, Nullable: true},
	{Name: "verified", Type: expr.Type{Kind: expr.Boolean}, Nullable: true},
}}

const createGrants = `create table grants (id varchar, due date, received date, logged timestamp, category varchar, region varchar,
	amount decimal(24,6), rate decimal(20,2), people bigint, verified boolean)`

var scope = expr.Scope{Relations: []expr.Relation{grants}, Parameters: []expr.Parameter{
	{Name: "as_of", SQL: "cast('2018-06-22' as date)", Type: expr.Type{Kind: expr.Date}},
	{Name: "report_days", SQL: "(30)", Type: expr.Type{Kind: expr.Integer}},
}}

// memory opens an empty store with the table grants.
func memory(tb testing.TB) *store.Store {
	tb.Helper()
	ctx := context.Background()
	st, err := store.OpenMemory(ctx, store.Options{Threads: 1})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { st.Close() })
	if err := st.Exec(ctx, createGrants); err != nil {
		tb.Fatal(err)
	}
	return st
}

// FuzzBind: no text is a panic, and what Bind accepts the engine understands, as
// the type that Bind says.
func FuzzBind(f *testing.F) {
	for _, text := range accepted {
		f.Add(text)
	}
	for _, text := range refused {
		f.Add(text)
	}
	st := memory(f)
	ctx := context.Background()
	f.Fuzz(func(t *testing.T, text string) {
		began := time.Now()
		bound, problems, err := expr.Bind(ctx, st, text, scope)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range problems {
			if p.Offset < 0 || p.Offset > len(text) || p.Length < 1 {
				t.Errorf("%q: a problem at %d, %d long", text, p.Offset, p.Length)
			}
			if !p.Warning {
				return
			}
		}
		if bound.Type.Kind == expr.Broken {
			t.Fatalf("%q is broken without a problem", text)
		}
		if bound.Type.Kind == expr.Interval {
			return // no measure takes one
		}
		statement := "select cast(" + bound.SQL + " as " + bound.Type.SQL() + ") from grants"
		if err := st.Exec(ctx, statement); err != nil && !failsOnValue(err) {
			t.Fatalf("%q is accepted as %s, and then: %v", text, bound.SQL, err)
		}
		if took := time.Since(began); took > time.Minute {
			t.Fatalf("%q took %v", text, took)
		}
	})
}

// failsOnValue tells a constant that cannot be computed, which the engine folds
// before it reads a row, from a statement that it does not understand.
func failsOnValue(err error) bool {
	for _, kind := range []string{"Out of Range Error", "Conversion Error"} {
		if strings.Contains(err.Error(), kind) {
			return true
		}
	}
	return false
}
