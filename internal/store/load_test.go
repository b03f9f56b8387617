package store_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"heng/internal/datapackage"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/store"
)

func mustParseURL(tb testing.TB, dir string) store.URL {
	tb.Helper()
	u, err := store.ParseURL("duckdb:.heng/heng.duckdb", dir)
	if err != nil {
		tb.Fatal(err)
	}
	return u
}

func loadOptions() store.LoadOptions {
	return store.LoadOptions{
		Options: store.Options{Threads: 2, MemoryLimit: "500MB"},
		Now:     time.Date(2018, 6, 22, 9, 30, 0, 0, time.UTC),
	}
}

// mustLoad commits a generation in which table t holds n rows.
func mustLoad(tb testing.TB, u store.URL, n int64) {
	tb.Helper()
	if err := loadRows(tb.Context(), u, n, nil); err != nil {
		tb.Fatal(err)
	}
}

var numbers = &datapackage.Schema{Fields: []*datapackage.Field{{Name: "n", Type: datapackage.Integer}}}

func loadRows(ctx context.Context, u store.URL, n int64, at func(string)) error {
	options := loadOptions()
	options.At = at
	l, err := store.BeginLoad(ctx, u, options)
	if err != nil {
		return err
	}
	defer l.Rollback()
	if err := l.Start(ctx, false); err != nil {
		return err
	}
	if err := l.Exec(ctx, "drop table if exists t"); err != nil {
		return err
	}
	if err := store.CreateTable(ctx, l, "t", numbers); err != nil {
		return err
	}
	if err := l.Exec(ctx, "insert into t select range, range, 1, range from range($1::bigint)", n); err != nil {
		return err
	}
	return l.Commit(ctx)
}

func countRows(tb testing.TB, u store.URL) int64 {
	tb.Helper()
	s, err := store.Open(tb.Context(), u, store.Options{Threads: 1})
	if err != nil {
		tb.Fatal(err)
	}
	defer s.Close()
	var n int64
	if err := s.Get(tb.Context(), &n, "select count(*)::bigint from t"); err != nil {
		tb.Fatal(err)
	}
	return n
}

func fileNames(tb testing.TB, dir string) []string {
	tb.Helper()
	entries, err := os.ReadDir(filepath.Join(dir, ".heng"))
	if err != nil {
		tb.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestParseURL(t *testing.T) {
	for _, c := range []struct {
		text, key string
	}{
		{"postgres://u:secret@localhost:x/heng", "store.bad_shared_url"},
		{"postgres://localhost/heng?schema=A%20b", "store.bad_schema"},
		{"mysql://localhost/heng", "store.unknown_engine"},
		{"sqlite:heng.db", "store.unknown_engine"},
		{"heng.duckdb", "store.unknown_engine"},
		{"host=localhost dbname=heng", "store.no_url"},
		{"duckdb:", "store.bad_url"},
		{"duckdb::memory:", "store.bad_url"},
		{"duckdb:what?.duckdb", "store.question_mark"},
	} {
		_, err := store.ParseURL(c.text, t.TempDir())
		e, ok := errors.AsType[*fault.Error](err)
		if !ok || e.Code != fault.Usage || e.Message.Key != c.key {
			t.Errorf("%q: got %v, want %s", c.text, err, c.key)
		}
	}
	for _, text := range []string{"", "duckdb:.heng/heng.duckdb", "duckdb:/var/lib/heng/a.duckdb"} {
		if _, err := store.ParseURL(text, t.TempDir()); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestGenerationsFollowEachOther(t *testing.T) {
	dir := t.TempDir()
	u := mustParseURL(t, dir)
	if _, err := store.Open(t.Context(), u, store.Options{}); fault.CodeOf(err) != fault.Store || !strings.Contains(err.Error(), "nothing has been loaded") {
		t.Fatalf("a store that holds nothing: %v", err)
	}
	mustLoad(t, u, 3)
	old, err := store.Open(t.Context(), u, store.Options{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	mustLoad(t, u, 5)
	var n int64
	if err := old.Get(t.Context(), &n, "select count(*)::bigint from t"); err != nil || n != 3 {
		t.Errorf("a reader holds the generation it opened: %d rows, %v", n, err)
	}
	if err := old.Exec(t.Context(), "delete from t"); err == nil {
		t.Error("a store opened for reading took a change")
	}
	if n := countRows(t, u); n != 5 {
		t.Errorf("%d rows, want 5", n)
	}
	want := []string{"heng-00000001.duckdb", "heng-00000002.duckdb", "heng.current", "heng.lock"}
	if diff := cmp.Diff(want, fileNames(t, dir)); diff != "" {
		t.Error(diff)
	}
}

// One load back is kept, whatever loads are rolled back or cut short between.
func TestOneLoadBackIsKept(t *testing.T) {
	dir := t.TempDir()
	u := mustParseURL(t, dir)
	mustLoad(t, u, 3)
	_, err := store.OpenPrevious(t.Context(), u, store.Options{Threads: 1})
	if e, ok := errors.AsType[*fault.Error](err); !ok || e.Code != fault.Store || e.Message.Key != "store.nothing_earlier" {
		t.Fatalf("a store that was loaded once: %v", err)
	}
	keepsOneLoadBack(t, u)
	want := []string{"heng-00000002.duckdb", "heng-00000003.duckdb", "heng.current", "heng.lock"}
	if diff := cmp.Diff(want, fileNames(t, dir)); diff != "" {
		t.Error(diff)
	}
}

// keepsOneLoadBack loads twice onto a store that holds three rows, with a load
// that is given up between.
func keepsOneLoadBack(t *testing.T, u store.URL) {
	t.Helper()
	before := int64(3)
	for _, now := range []int64{5, 7} {
		l, err := store.BeginLoad(t.Context(), u, loadOptions())
		if err != nil {
			t.Fatal(err)
		}
		if err := l.Start(t.Context(), true); err != nil {
			t.Fatal(err)
		}
		l.Rollback()
		mustLoad(t, u, now)
		earlier, err := store.OpenPrevious(t.Context(), u, store.Options{Threads: 1})
		if err != nil {
			t.Fatal(err)
		}
		var n int64
		if err := earlier.Get(t.Context(), &n, "select count(*)::bigint from t"); err != nil || n != before {
			t.Errorf("%d rows before the last load, want %d: %v", n, before, err)
		}
		_ = earlier.Close()
		if n := countRows(t, u); n != now {
			t.Errorf("%d rows now, want %d", n, now)
		}
		before = now
	}
}

func TestAStoreOutlivesTheContextItWasOpenedWith(t *testing.T) {
	u := mustParseURL(t, t.TempDir())
	mustLoad(t, u, 3)
	ctx, cancel := context.WithCancel(t.Context())
	s, err := store.Open(ctx, u, store.Options{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	cancel()
	for range 3 { // rows that stay open make the next query open a connection
		rows, err := s.Query(t.Context(), "select n from t")
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
	}
}

func TestAPathMayHoldAnyCharacter(t *testing.T) {
	dir := filepath.Join(t.TempDir(), `資料 100%zz #1 'x' ; drop`)
	u := mustParseURL(t, dir)
	mustLoad(t, u, 2)
	if n := countRows(t, u); n != 2 {
		t.Errorf("%d rows", n)
	}
}

func TestRollbackChangesNothing(t *testing.T) {
	dir := t.TempDir()
	u := mustParseURL(t, dir)
	mustLoad(t, u, 3)
	before := fileNames(t, dir)
	l, err := store.BeginLoad(t.Context(), u, loadOptions())
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Start(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	if err := l.Exec(t.Context(), "drop table t"); err != nil {
		t.Fatal(err)
	}
	l.Rollback()
	if diff := cmp.Diff(before, fileNames(t, dir)); diff != "" {
		t.Error(diff)
	}
	if n := countRows(t, u); n != 3 {
		t.Errorf("%d rows", n)
	}
}

func TestOneProcessLoadsAtATime(t *testing.T) {
	u := mustParseURL(t, t.TempDir())
	first, err := store.BeginLoad(t.Context(), u, loadOptions())
	if err != nil {
		t.Fatal(err)
	}
	_, err = store.BeginLoad(t.Context(), u, loadOptions())
	e, ok := errors.AsType[*fault.Error](err)
	if !ok || e.Code != fault.Store || e.Message.Key != "store.loading" || !strings.Contains(e.Message.String(), "2018-06-22 09:30:00") {
		t.Fatalf("second load: %v", err)
	}
	first.Rollback()
	second, err := store.BeginLoad(t.Context(), u, loadOptions())
	if err != nil {
		t.Fatal(err)
	}
	second.Rollback()
}

func TestBrokenFilesSayWhatToDo(t *testing.T) {
	for name, breakIt := range map[string]func(dir string) error{
		"file cut short": func(dir string) error { return os.Truncate(filepath.Join(dir, "heng-00000001.duckdb"), 4096) },
		"file of text": func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "heng-00000001.duckdb"), []byte(strings.Repeat("no database\n", 5000)), 0o644)
		},
		"empty file":   func(dir string) error { return os.Truncate(filepath.Join(dir, "heng-00000001.duckdb"), 0) },
		"file missing": func(dir string) error { return os.Remove(filepath.Join(dir, "heng-00000001.duckdb")) },
		"pointer to elsewhere": func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "heng.current"), []byte("../../etc/passwd\n"), 0o644)
		},
		"pointer empty": func(dir string) error { return os.WriteFile(filepath.Join(dir, "heng.current"), nil, 0o644) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			u := mustParseURL(t, dir)
			mustLoad(t, u, 3)
			if err := breakIt(filepath.Join(dir, ".heng")); err != nil {
				t.Fatal(err)
			}
			_, err := store.Open(t.Context(), u, store.Options{Threads: 1})
			e, ok := errors.AsType[*fault.Error](err)
			if !ok || e.Code != fault.Store || e.Hint.IsZero() {
				t.Fatalf("got %v", err)
			}
			l, err := store.BeginLoad(t.Context(), u, loadOptions())
			if err != nil {
				t.Fatal(err)
			}
			defer l.Rollback()
			if _, usable, err := l.Current(t.Context()); usable || err != nil {
				t.Errorf("the loader took it for sound: %v %v", usable, err)
			}
			if err := l.Start(t.Context(), true); err != nil {
				t.Fatal(err)
			}
			if err := store.CreateTable(t.Context(), l, "t", numbers); err != nil {
				t.Fatal(err)
			}
			if err := l.Commit(t.Context()); err != nil {
				t.Fatal(err)
			}
			if n := countRows(t, u); n != 0 {
				t.Errorf("%d rows after loading anew", n)
			}
		})
	}
}

func TestAppendWritesEveryTypeExactly(t *testing.T) {
	two := 2
	schema := &datapackage.Schema{Fields: []*datapackage.Field{
		{Name: "text", Type: datapackage.String},
		{Name: "whole", Type: datapackage.Integer},
		{Name: "number", Type: datapackage.Number},
		{Name: "money", Type: datapackage.Number, Decimals: &two},
		{Name: "yes", Type: datapackage.Boolean},
		{Name: "day", Type: datapackage.Date},
		{Name: "moment", Type: datapackage.Datetime},
	}}
	l, err := store.BeginLoad(t.Context(), mustParseURL(t, t.TempDir()), loadOptions())
	if err != nil {
		t.Fatal(err)
	}
	defer l.Rollback()
	if err := l.Start(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	if err := store.CreateTable(t.Context(), l, "t", schema); err != nil {
		t.Fatal(err)
	}
	given := make(chan bool, 1)
	given <- true
	close(given)
	err = l.Append(t.Context(), "t", schema, func(c *store.Chunk) (int, error) {
		if !<-given {
			return 0, nil
		}
		return 3, errors.Join(
			c.SetText(0, 0, []byte("臺灣, a long text beyond twelve bytes")), c.SetInt(1, 0, -9223372036854775808),
			// 2^64 + 1 units of 10^-6.
			c.SetDecimal(2, 0, 1, 1), c.SetDecimal(3, 0, -1, 0xffffffffffffffff), c.SetBool(4, 0, true),
			c.SetDay(5, 0, -25567), c.SetMoment(6, 0, -1), c.SetInt(7, 0, 1), c.SetFile(8, 0, 7), c.SetInt(9, 0, 2),

			c.SetText(0, 1, nil), c.SetInt(1, 1, 0), c.SetDecimal(2, 1, 54210, 0), c.SetDecimal(3, 1, 0, 150), c.SetBool(4, 1, false),
			c.SetDay(5, 1, 17704), c.SetMoment(6, 1, 1529659800000000), c.SetInt(7, 1, 2), c.SetFile(8, 1, 7), c.SetInt(9, 1, 3),

			c.SetNull(0, 2), c.SetNull(1, 2), c.SetNull(2, 2), c.SetNull(3, 2), c.SetNull(4, 2), c.SetNull(5, 2), c.SetNull(6, 2),
			c.SetInt(7, 2, 3), c.SetFile(8, 2, 7), c.SetInt(9, 2, 4),
		)
	})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	err = l.Select(t.Context(), &got, `select concat_ws('|', coalesce(text, 'null'), coalesce(whole::varchar, 'null'), coalesce(number::varchar, 'null'),
		coalesce(money::varchar, 'null'), coalesce(yes::varchar, 'null'), coalesce(day::varchar, 'null'), coalesce(moment::varchar, 'null'), _row, _file, _line)
		from t order by _row`)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		// 2^64 + 1 = 18446744073709551617; 1900-01-01 is 25567 days before 1970-01-01.
		"臺灣, a long text beyond twelve bytes|-9223372036854775808|18446744073709.551617|-0.01|true|1900-01-01|1969-12-31 23:59:59.999999|1|7|2",
		// 54210 * 2^64 is near the largest number of 24 digits.
		"|0|" + decimal.NewFromInt(54210).Mul(decimal.RequireFromString("18446744073709551616")).Shift(-6).StringFixed(6) + "|1.50|false|2018-06-22|2018-06-22 09:30:00|2|7|3",
		"null|null|null|null|null|null|null|3|7|4",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestRejectsKeepTheirReasonInEveryLanguage(t *testing.T) {
	u := mustParseURL(t, t.TempDir())
	l, err := store.BeginLoad(t.Context(), u, loadOptions())
	if err != nil {
		t.Fatal(err)
	}
	defer l.Rollback()
	if err := l.Start(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	want := store.Reject{
		Resource: "grants", FileID: 1, Line: 7, Column: 3, Field: "amount", Text: `a "b"`, Row: "1,2,\"a \"\"b\"\"\"",
		Reason: locale.M("any.key", "text", "x", "n", int64(3), "list", []string{"a", "b"}, "inner", locale.M("inner.key", "d", "v"),
			"label", locale.Text{locale.En: "e", locale.ZhTW: "中"}),
	}
	if err := l.AppendRejects(t.Context(), store.RejectsTable, []store.Reject{want}); err != nil {
		t.Fatal(err)
	}
	var got []store.Reject
	err = l.Rejects(t.Context(), store.RejectsTable, "grants", 0, func(r store.Reject) error {
		got = append(got, r)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]store.Reject{want}, got); diff != "" {
		t.Error(diff)
	}
}

// A narrow load holds little memory until it is widened; from then on it is like any
// other, its settings out of reach.
func TestANarrowLoadIsWidenedAfterItsRows(t *testing.T) {
	options := loadOptions()
	options.Narrow, options.Options = true, store.Options{Threads: 1}
	l, err := store.BeginLoad(t.Context(), mustParseURL(t, t.TempDir()), options)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Rollback()
	if err := l.Start(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	const hungry = "create or replace table t as select list(range) as n from range(20_000_000)"
	if err := l.Exec(t.Context(), hungry); !store.OutOfMemory(err) || fault.CodeOf(err) != fault.Store {
		t.Fatalf("within little memory: %v", err)
	}
	if err := l.Widen(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := l.Exec(t.Context(), hungry); err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{"set global memory_limit = '64MiB'", "set global enable_external_access = true"} {
		if err := l.Exec(t.Context(), statement); err == nil {
			t.Errorf("%s: let through", statement)
		}
	}
	if err := l.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
}
