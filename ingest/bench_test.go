package ingest_test

import (
	"bufio"
	"database/sql"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"heng/ingest"
	"heng/internal/store"
)

var benchRows = flag.Int("rows", 20_000, "rows of the file that the benchmarks of loads read")

// transactions is the table of the benchmark: the columns of an IATI
// transaction, with every kind of check.
const transactions = `
  - name: transactions
    path: transactions.csv
    schema:
      primaryKey: id
      foreignKeys: [{fields: activity, reference: {resource: activities, fields: activity}}]
      fields:
        - {name: id, type: string, constraints: {required: true, pattern: "T[0-9]+"}}
        - {name: activity, type: integer}
        - {name: day, type: date, constraints: {minimum: "2000-01-01"}}
        - {name: kind, type: string, constraints: {enum: [commitment, disbursement, expenditure]}}
        - {name: amount, type: number, decimals: 2, constraints: {minimum: "0"}}
        - {name: sector, type: string, constraints: {maxLength: 20}}
        - {name: region, type: string, constraints: {required: true}}
  - name: activities
    path: activities.csv
    schema: {primaryKey: activity, fields: [{name: activity, type: integer}]}
`

// writeTransactions writes the files of the benchmark.
func writeTransactions(tb testing.TB, root string, rows int) {
	tb.Helper()
	write := func(name string, header string, n int, row func(w *bufio.Writer, i int)) {
		f, err := os.Create(filepath.Join(root, name))
		if err != nil {
			tb.Fatal(err)
		}
		defer f.Close()
		w := bufio.NewWriter(f)
		w.WriteString(header + "\n")
		for i := range n {
			row(w, i)
		}
		if err := w.Flush(); err != nil {
			tb.Fatal(err)
		}
	}
	first := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	kinds := []string{"commitment", "disbursement", "expenditure"}
	write("transactions.csv", "id,activity,day,kind,amount,sector,region", rows, func(w *bufio.Writer, i int) {
		day := first.AddDate(0, 0, i*31%7000).Format("2006-01-02")
		fmt.Fprintf(w, "T%d,%d,%s,%s,%d.%02d,sector-%d,region %d\n", i, i%10000, day, kinds[i%3], i*7919%1000000, i%100, i%40, i%6)
	})
	write("activities.csv", "activity", 10000, func(w *bufio.Writer, i int) { fmt.Fprintln(w, i) })
}

// BenchmarkLoad loads a file with every check on, and reports how fast that is
// against the engine's own read_csv of the same file into a table of the same
// store, committed alike. It compares with two tables: one of the same types,
// and one with DECIMAL(18,2), which the engine reads many times faster than
// the wider decimals that exact money needs.
func BenchmarkLoad(b *testing.B) {
	w := newWorkspace(b, transactions, nil)
	writeTransactions(b, w.root, *benchRows)
	// The best of the runs of each, one beside the other, so that whatever else
	// the machine does weighs on all alike.
	var best, same, fast time.Duration
	least := func(to *time.Duration, run func()) {
		start := time.Now()
		run()
		*to = shorter(*to, time.Since(start))
	}
	for b.Loop() {
		least(&best, func() { w.loadTransactions(b) })
		b.StopTimer()
		least(&same, func() { w.readCSV(b, "decimal(20,2)") })
		least(&fast, func() { w.readCSV(b, "decimal(18,2)") })
		b.StartTimer()
	}
	b.ReportMetric(float64(*benchRows)/best.Seconds(), "rows/s")
	b.ReportMetric(float64(*benchRows)/same.Seconds(), "read_csv-rows/s")
	b.ReportMetric(float64(*benchRows)/fast.Seconds(), "read_csv18-rows/s")
	b.ReportMetric(same.Seconds()/best.Seconds(), "ratio")
	b.ReportMetric(fast.Seconds()/best.Seconds(), "ratio18")
}

// loadTransactions loads the files of the benchmark, all rows of which are good.
func (w *workspace) loadTransactions(b *testing.B) {
	b.Helper()
	report := w.mustLoad(func(in *ingest.Input) { in.Force, in.Options = true, store.Options{Threads: 2} })
	if r := report.Resource("transactions"); r.Accepted != int64(*benchRows) {
		b.Fatalf("%+v", r)
	}
}

// shorter returns the shorter of two times, of which the first may not have
// been taken yet.
func shorter(best, took time.Duration) time.Duration {
	if best == 0 {
		return took
	}
	return min(best, took)
}

// readCSV lets the engine itself read the file into a database on the same
// disk. The driver is the one that the store registers; the store would not let
// a statement read a file.
func (w *workspace) readCSV(b *testing.B, money string) {
	b.Helper()
	db, err := sql.Open("duckdb", filepath.Join(b.TempDir(), "csv"))
	if err != nil {
		b.Fatal(err)
	}
	for _, statement := range []string{
		"set threads = 2",
		"set preserve_insertion_order = false",
		fmt.Sprintf(`create table t as select * from read_csv('%s', header = true, columns = {id: 'varchar', activity: 'bigint',
			day: 'date', kind: 'varchar', amount: '%s', sector: 'varchar', region: 'varchar'})`, filepath.Join(w.root, "transactions.csv"), money),
		"checkpoint",
	} {
		if _, err := db.ExecContext(b.Context(), statement); err != nil {
			b.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
}
