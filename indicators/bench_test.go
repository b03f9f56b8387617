package indicators_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"heng/indicators"
	"heng/internal/locale"
	"heng/internal/store"
)

// benchRows is the number of transactions; the figures of docs/explanation are
// of ten million.
var benchRows = flag.Int("rows", 200_000, "transactions of the evaluation benchmark")

const benchPackage = `
name: bench
resources:
  - name: transactions
    path: [data/transactions.csv]
    schema:
      primaryKey: [transaction_id]
      fields:
        - {name: transaction_id, type: integer}
        - {name: booked, type: date}
        - {name: reported, type: date}
        - {name: region, type: string, constraints: {required: true}}
        - {name: sector, type: string, constraints: {required: true}}
        - {name: kind, type: string, constraints: {required: true}}
        - {name: amount, type: number}
        - {name: planned, type: number, constraints: {required: true}}
        - {name: people, type: integer, constraints: {required: true}}
        - {name: untied, type: boolean, constraints: {required: true}}
        - {name: verified, type: boolean}
  - name: grants
    path: [data/grants.csv]
    schema:
      primaryKey: [grant_id]
      fields:
        - {name: grant_id, type: integer}
        - {name: report_due, type: date, constraints: {required: true}}
        - {name: report_received, type: date}
        - {name: category, type: string, constraints: {required: true}}
        - {name: region, type: string, constraints: {required: true}}
        - {name: state, type: string, constraints: {required: true}}
        - {name: org_id, type: integer, constraints: {required: true}}
        - {name: amount, type: number, constraints: {required: true}}
        - {name: own_funds, type: number, constraints: {required: true}}
`

// BenchmarkEvaluate computes forty indicators with three breakdowns each, and
// the same numbers by the best statements written by hand (testdata/bench), on
// the same rows. The metric ratio is the plan's time over theirs.
func BenchmarkEvaluate(b *testing.B) {
	ctx := context.Background()
	st, err := store.OpenMemory(ctx, store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer st.Close()
	tables := strings.ReplaceAll(read(b, "testdata/bench/tables.sql"), ":rows", fmt.Sprint(*benchRows))
	for _, statement := range strings.Split(strings.TrimSpace(strings.TrimSuffix(tables, ";\n")), ";\n") {
		if err := st.Exec(ctx, statement); err != nil {
			b.Fatal(err)
		}
	}
	asOf := time.Date(2018, 6, 22, 0, 0, 0, 0, time.UTC)
	f, findings := indicators.ReadFramework("framework.yaml", []byte(read(b, "testdata/bench/framework.yaml")))
	if len(findings) > 0 {
		b.Fatal(findings)
	}
	catalogue := &indicators.Catalogue{Package: readPackage(b, benchPackage), Languages: locale.Languages}
	var handwritten []string
	for _, name := range []string{"transactions", "grants", "grants_separate"} {
		handwritten = append(handwritten, read(b, "testdata/bench/"+name+".sql"))
	}
	var plan, hand time.Duration
	b.ResetTimer()
	for b.Loop() {
		start := time.Now()
		p, _, err := indicators.Check(ctx, []*indicators.Framework{f}, catalogue, st)
		if err != nil {
			b.Fatal(err)
		}
		observations, err := p.Evaluate(ctx, st, asOf)
		if err != nil {
			b.Fatal(err)
		}
		plan += time.Since(start)
		if len(observations) == 0 {
			b.Fatal("nothing was observed")
		}
		start = time.Now()
		for _, statement := range handwritten {
			drain(b, st, statement)
		}
		hand += time.Since(start)
	}
	b.ReportMetric(plan.Seconds()/float64(b.N), "plan-s")
	b.ReportMetric(hand.Seconds()/float64(b.N), "hand-s")
	b.ReportMetric(plan.Seconds()/hand.Seconds(), "ratio")
}

// drain runs a statement and reads all it gives.
func drain(b *testing.B, st *store.Store, statement string) {
	b.Helper()
	rows, err := st.Query(context.Background(), statement)
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		if _, err := rows.SliceScan(); err != nil {
			b.Fatal(err)
		}
	}
	if err := rows.Err(); err != nil {
		b.Fatal(err)
	}
}

func read(tb testing.TB, name string) string {
	tb.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		tb.Fatal(err)
	}
	return string(text)
}
