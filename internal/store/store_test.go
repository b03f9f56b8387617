package store_test

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"heng/internal/datapackage"
	"heng/internal/fault"
	"heng/internal/store"
)

func mustOpenMemory(tb testing.TB) *store.Store {
	tb.Helper()
	s, err := store.OpenMemory(context.Background(), store.Options{Threads: 2, MemoryLimit: "500MB"})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { s.Close() })
	return s
}

func TestPortableSettingsHoldOnEveryConnection(t *testing.T) {
	s := mustOpenMemory(t)
	// Rows that stay open keep their connection, so each query gets another one.
	for range 4 {
		rows, err := s.Query(t.Context(), "select (7/2)::varchar, (1/0)::varchar")
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		var seven, zero *string
		if !rows.Next() || rows.Scan(&seven, &zero) != nil {
			t.Fatal("no row")
		}
		// What PostgreSQL gives for the first; for the second it stops with an error.
		if *seven != "3" || zero != nil {
			t.Fatalf("7/2 = %q, 1/0 = %v", *seven, zero)
		}
	}
	var order []int
	if err := s.Select(t.Context(), &order, "select coalesce(v, 9)::int from (values (1), (null), (2)) t(v) order by v desc"); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]int{9, 2, 1}, order); diff != "" {
		t.Errorf("nulls come first when the order descends, as in PostgreSQL:\n%s", diff)
	}
}

func TestNoStatementReachesOutOfTheStore(t *testing.T) {
	s := mustOpenMemory(t)
	outside := filepath.Join(t.TempDir(), "outside")
	for _, sql := range []string{
		"select * from read_csv('/etc/passwd')",
		"select * from '/etc/passwd'",
		"select * from read_text('/etc/passwd')",
		"copy (select 1) to '" + outside + ".csv'",
		"attach '" + outside + ".duckdb'",
		"set enable_external_access = true",
		"set global lock_configuration = false",
		"install httpfs",
		"load httpfs",
		"select * from glob('/*')",
	} {
		err := s.Exec(t.Context(), sql)
		if _, ok := errors.AsType[*store.QueryError](err); !ok {
			t.Errorf("%s: got %v, want a QueryError", sql, err)
		}
	}
}

func TestParseSQLKeepsBigNumbers(t *testing.T) {
	s := mustOpenMemory(t)
	tree, err := s.ParseSQL(t.Context(), "select 9007199254740993 as n")
	if err != nil {
		t.Fatal(err)
	}
	// 2^53 + 1 is the first whole number that a float64 cannot hold.
	if !json.Valid(tree) || !strings.Contains(string(tree), "9007199254740993") {
		t.Errorf("%s", tree)
	}
}

func TestParseSQLReportsSyntaxErrorsAsJSON(t *testing.T) {
	s := mustOpenMemory(t)
	for _, text := range []string{"select from from", "drop table t"} {
		tree, err := s.ParseSQL(t.Context(), text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		var answer struct {
			Error   bool   `json:"error"`
			Message string `json:"error_message"`
		}
		if err := json.Unmarshal(tree, &answer); err != nil || !answer.Error || answer.Message == "" {
			t.Errorf("%q: %s", text, tree)
		}
	}
}

func TestDescribeNamesTypesAsSQLTypeDoes(t *testing.T) {
	s := mustOpenMemory(t)
	two := 2
	schema := &datapackage.Schema{Fields: []*datapackage.Field{
		{Name: "text", Type: datapackage.String},
		{Name: "any", Type: datapackage.Any},
		{Name: "whole", Type: datapackage.Integer},
		{Name: "year", Type: datapackage.Year},
		{Name: "number", Type: datapackage.Number},
		{Name: "money", Type: datapackage.Number, Decimals: &two},
		{Name: "yes", Type: datapackage.Boolean},
		{Name: "day", Type: datapackage.Date},
		{Name: "moment", Type: datapackage.Datetime},
		{Name: `od"d`, Type: datapackage.String},
	}}
	if err := store.CreateTable(t.Context(), s, `strange "name`, schema); err != nil {
		t.Fatal(err)
	}
	got, err := s.Describe(t.Context(), `select * from "strange ""name"`)
	if err != nil {
		t.Fatal(err)
	}
	want := []store.Column{
		{Name: "text", Type: "varchar"}, {Name: "any", Type: "varchar"}, {Name: "whole", Type: "bigint"}, {Name: "year", Type: "bigint"},
		{Name: "number", Type: "decimal(24,6)"}, {Name: "money", Type: "decimal(20,2)"}, {Name: "yes", Type: "boolean"}, {Name: "day", Type: "date"},
		{Name: "moment", Type: "timestamp"}, {Name: `od"d`, Type: "varchar"},
		{Name: "_row", Type: "bigint"}, {Name: "_file", Type: "integer"}, {Name: "_line", Type: "bigint"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for i, f := range schema.Fields {
		if store.SQLType(f) != want[i].Type {
			t.Errorf("%s: SQLType says %s", f.Name, store.SQLType(f))
		}
	}
	if _, err := s.Describe(t.Context(), "select nothing from nowhere"); err == nil {
		t.Error("a table that is not there was described")
	}
}

func TestCancellationStopsAStatement(t *testing.T) {
	s := mustOpenMemory(t)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		var n []int64
		done <- s.Select(ctx, &n, "select count(*)::bigint from range(100000000000) a where a.range % 7 = 3")
	}()
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) || fault.CodeOf(err) == fault.Store {
		t.Errorf("got %v", err)
	}
}
