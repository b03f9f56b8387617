//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heng/internal/need"
)

// mustEnd runs a command in a workspace and wants its exit code.
func mustEnd(t *testing.T, dir string, code int, args ...string) (stdout, stderr string) {
	t.Helper()
	m, out, errs := program(dir, args...)
	if got := m.Run(t.Context()); got != code {
		t.Fatalf("heng %s: code %d, want %d\n%s%s", strings.Join(args, " "), got, code, out, errs)
	}
	return out.String(), errs.String()
}

// allTypes is a workspace with a column of every type, a row set aside, one that
// is warned of, and a model kept as a table.
func allTypes(t *testing.T) string {
	t.Helper()
	dir := mustInit(t)
	write := func(name, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	pkg, err := os.ReadFile(filepath.Join(dir, "datapackage.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	write("datapackage.yaml", string(pkg)+`
  - name: kinds
    title: {zh-TW: 各型別, en: Types}
    path: data/kinds.csv
    max_rejects: 5
    schema:
      fields:
        - {name: id, type: string}
        - {name: whole, type: integer}
        - {name: exact, type: number, decimals: 9}
        - {name: wide, type: number, decimals: 18}
        - {name: yes, type: boolean}
        - {name: day, type: date}
        - {name: moment, type: datetime}
        - {name: in_year, type: year}
`)
	write("data/kinds.csv", "id,whole,exact,wide,yes,day,moment,in_year\n"+
		"a,9223372036854775807,123456789012345678.123456789,-123456789012345678.123456789012345678,true,107/6/22,2018-06-22T14:30:05.25,2018\n"+
		"外交部「處」,-1,-0.000000001,0,false,1912-01-01,1999-12-31T23:59,107年度\n"+
		",,,,,,,\n"+
		"x,many,,,,,,\n")
	write("models/sums.sql", "-- materialised: true\nselect day, sum(exact) as exact, count(*) as n from kinds group by day\n")
	return dir
}

// TestCopyBetweenStores takes a workspace to a server and back. What each store
// then says is the same.
func TestCopyBetweenStores(t *testing.T) {
	server := need.PostgreSQL(t).URL("postgres")
	dir := allTypes(t)
	mustEnd(t, dir, 0, "ingest", "--quiet")
	says := func(url string) string {
		t.Helper()
		values, _ := mustEnd(t, dir, 0, "eval", "--store", url, "--format", "json")
		rejects := filepath.Join(t.TempDir(), "rejects")
		verdicts, _ := mustEnd(t, dir, 0, "ingest", "--store", url, "--format", "json", "--rejects", rejects) // nothing has changed
		text, err := os.ReadFile(filepath.Join(rejects, "kinds.csv"))
		if err != nil || strings.Contains(verdicts, `"loaded"`) {
			t.Fatalf("%s: %v\n%s", url, err, verdicts)
		}
		return values + verdicts + string(text)
	}
	embedded := "duckdb:.heng/heng.duckdb"
	want := says(embedded)
	out, errs := mustEnd(t, dir, 0, "copy", "--to", server)
	if !strings.Contains(out, "kinds: 3 rows") || !strings.Contains(errs, "read back and found equal") {
		t.Errorf("%s%s", out, errs)
	}
	if diff := cmp.Diff(want, says(server)); diff != "" {
		t.Errorf("on the server: %s", diff)
	}
	out, _ = mustEnd(t, dir, 0, "copy", "--from", server, "--to", "duckdb:back/heng.duckdb", "--format", "json", "--lang", "zh-TW")
	if !strings.Contains(out, `{"resource":"kinds","rows":3}`) {
		t.Error(out)
	}
	if diff := cmp.Diff(want, says("duckdb:back/heng.duckdb")); diff != "" {
		t.Errorf("back again: %s", diff)
	}
	// Onto newer records only when asked to.
	later := func(args ...string) *Main {
		m, _, _ := program(dir, args...)
		m.Now = func() time.Time { return time.Date(2019, time.January, 1, 0, 0, 0, 0, time.UTC) }
		return m
	}
	if code := later("ingest", "--force", "--store", "duckdb:back/heng.duckdb").Run(t.Context()); code != 0 {
		t.Fatal(code)
	}
	if _, errs := mustEnd(t, dir, 1, "copy", "--to", "duckdb:back/heng.duckdb"); !strings.Contains(errs, "--replace") {
		t.Error(errs)
	}
	mustEnd(t, dir, 0, "copy", "--to", "duckdb:back/heng.duckdb", "--replace")
	// A colleague has not seen what lies there.
	colleague := allTypes(t)
	mustEnd(t, colleague, 0, "ingest", "--quiet")
	if _, errs := mustEnd(t, colleague, 1, "copy", "--to", server, "--lang", "zh-TW"); !strings.Contains(errs, "未曾載入") {
		t.Error(errs)
	}
	mustEnd(t, colleague, 0, "copy", "--to", server, "--replace")
	mustEnd(t, dir, 2, "copy")
	mustEnd(t, dir, 2, "copy", "--to", embedded)
	mustEnd(t, dir, 4, "copy", "--from", "duckdb:nowhere/heng.duckdb", "--to", server)
	backupOfAServer(t, dir, server)
}

// backupOfAServer wants that a backup keeps what another loaded into a shared
// store, and that it can be brought back to a server.
func backupOfAServer(t *testing.T, dir, server string) {
	at := t.TempDir()
	want, _ := mustEnd(t, dir, 0, "eval", "--store", server, "--format", "json")
	out, _ := mustEnd(t, dir, 0, "backup", filepath.Join(at, "b.zip"), "--store", server)
	if !strings.Contains(out, "kinds: 3 rows") {
		t.Error(out)
	}
	if left, err := os.ReadDir(at); err != nil || len(left) != 1 {
		t.Errorf("beside the archive: %v %v", left, err)
	}
	if _, errs := mustEnd(t, dir, 0, "restore", filepath.Join(at, "b.zip"), filepath.Join(at, "back")); !strings.Contains(errs, "heng copy --from") {
		t.Error(errs)
	}
	got, errs := mustEnd(t, filepath.Join(at, "back"), 0, "eval", "--format", "json")
	if diff := cmp.Diff(want, got); diff != "" || strings.Contains(errs, "changed since") {
		t.Errorf("restored: %s%s", diff, errs)
	}
	elsewhere := server + "&schema=elsewhere"
	mustEnd(t, filepath.Join(at, "back"), 0, "copy", "--to", elsewhere, "--quiet")
	got, _ = mustEnd(t, filepath.Join(at, "back"), 0, "eval", "--store", elsewhere, "--format", "json")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("back on a server: %s", diff)
	}
	// A shared store that holds nothing yet is no obstacle; one that does not
	// answer is.
	out, _ = mustEnd(t, dir, 0, "backup", filepath.Join(at, "empty.zip"), "--store", server+"&schema=nothing", "--format", "json")
	if !strings.Contains(out, `"tables":[]`) {
		t.Error(out)
	}
	mustEnd(t, dir, 4, "backup", filepath.Join(at, "none.zip"), "--store", "postgres://127.0.0.1:1/heng")
	if _, err := os.Stat(filepath.Join(at, "none.zip")); err == nil {
		t.Error("a backup without the shared records")
	}
}
