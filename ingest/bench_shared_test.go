//go:build unix

package ingest_test

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"heng/internal/need"
)

// BenchmarkLoadPython compares a load with every check on with what an analyst
// writes without Heng: Python's csv into its sqlite3, which checks
// nothing but the key.
func BenchmarkLoadPython(b *testing.B) {
	python := need.Program(b, "python", "python3")
	script, err := filepath.Abs(filepath.Join("testdata", "bench_sqlite.py"))
	if err != nil {
		b.Fatal(err)
	}
	w := newWorkspace(b, transactions, nil)
	writeTransactions(b, w.root, *benchRows)
	besideLoad(b, w, "python", func() time.Duration {
		out, err := exec.CommandContext(b.Context(), python, script,
			filepath.Join(w.root, "transactions.csv"), filepath.Join(b.TempDir(), "sqlite")).CombinedOutput()
		if err != nil {
			b.Fatalf("%v\n%s", err, out)
		}
		// The script says how many rows there are and how many seconds it took,
		// so that Python's start does not count.
		var rows int
		var seconds float64
		if _, err := fmt.Sscan(string(out), &rows, &seconds); err != nil || rows != *benchRows {
			b.Fatalf("%v: %s", err, out)
		}
		return time.Duration(seconds * float64(time.Second))
	})
}

// BenchmarkLoadCopy compares a load into PostgreSQL, with every check on, with
// psql's \copy of the same file into a plain table of the same types.
func BenchmarkLoadCopy(b *testing.B) {
	psql := need.Program(b, "psql", "psql")
	server := need.PostgreSQL(b)
	w := newWorkspace(b, transactions, nil)
	w.setStore(server.URL("postgres"))
	writeTransactions(b, w.root, *benchRows)
	besideLoad(b, w, "copy", func() time.Duration {
		server.Run(b, "postgres", `drop table if exists plain; create table plain
			(id text, activity bigint, day date, kind text, amount numeric(20,2), sector text, region text)`)
		start := time.Now()
		out, err := exec.CommandContext(b.Context(), psql, "--no-psqlrc", server.URL("postgres"), "--command",
			fmt.Sprintf(`\copy plain from '%s' csv header`, filepath.Join(w.root, "transactions.csv"))).CombinedOutput()
		took := time.Since(start)
		if err != nil || strings.TrimSpace(string(out)) != fmt.Sprintf("COPY %d", *benchRows) {
			b.Fatalf("%v: %s", err, out)
		}
		return took
	})
}

// besideLoad loads the transactions and runs an alternative of them in turn, and
// reports the best of each and how many rows a load takes in while the
// alternative takes one.
func besideLoad(b *testing.B, w *workspace, name string, alternative func() time.Duration) {
	b.Helper()
	var best, other time.Duration
	for b.Loop() {
		start := time.Now()
		w.loadTransactions(b)
		best = shorter(best, time.Since(start))
		b.StopTimer()
		other = shorter(other, alternative())
		b.StartTimer()
	}
	b.ReportMetric(float64(*benchRows)/best.Seconds(), "rows/s")
	b.ReportMetric(float64(*benchRows)/other.Seconds(), name+"-rows/s")
	b.ReportMetric(other.Seconds()/best.Seconds(), "ratio")
}
