//go:build unix

package conformance

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heng/indicators"
	"heng/ingest"
	"heng/internal/datapackage"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/need"
	"heng/internal/store"
)

// asOf is the day of every case.
var ctx = context.Background()

var asOf = time.Date(2018, 6, 30, 0, 0, 0, 0, time.UTC)

// fataler is what tests and property tests have in common.
type fataler interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// engines are two stores that hold the same files, and what is defined over them.
type engines struct {
	embedded, server *store.Store
	pkg              *datapackage.Package
	reports          [2]*ingest.Report
}

// loads numbers the schemas of the server, so that each case begins with none.
var loads int

// load writes the files of a workspace into a new folder and loads them into a
// store of each engine. The caller closes both.
func load(t fataler, root string, server *need.Server, files map[string]string) *engines {
	t.Helper()
	for name, text := range files {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	pkg, findings, err := datapackage.Read(root)
	if err != nil {
		t.Fatal(err)
	}
	failOnErrors(t, findings)
	e := &engines{pkg: pkg}
	loads++
	for at, text := range []string{"", fmt.Sprintf("%s&schema=case_%d", server.URL("postgres"), loads)} {
		u, err := store.ParseURL(text, root)
		if err != nil {
			t.Fatal(err)
		}
		u = u.Of(pkg.Name)
		options := store.Options{Threads: 2}
		e.reports[at], err = ingest.Load(ctx, ingest.Input{Root: root, Package: pkg, URL: u, Options: options, Now: asOf, Replace: true, KeepGoing: true})
		if err != nil {
			t.Fatal(err)
		}
		st, err := store.Open(ctx, u, options)
		if err != nil {
			t.Fatal(err)
		}
		if at == 0 {
			e.embedded = st
		} else {
			e.server = st
		}
	}
	return e
}

func (e *engines) close() {
	_ = e.embedded.Close()
	_ = e.server.Close()
}

// plan checks a framework over the files.
func (e *engines) plan(t fataler, framework string, models map[string]string) *indicators.Plan {
	t.Helper()
	f, findings := indicators.ReadFramework("frameworks/test.yaml", []byte(framework))
	catalogue := &indicators.Catalogue{Package: e.pkg, Languages: locale.Languages}
	for name, text := range models {
		m, more := indicators.ReadModel("models/"+name+".sql", name, []byte(text))
		findings = append(findings, more...)
		catalogue.Models = append(catalogue.Models, m)
	}
	plan, more, err := indicators.Check(ctx, []*indicators.Framework{f}, catalogue, e.embedded)
	if err != nil {
		t.Fatal(err)
	}
	failOnErrors(t, append(findings, more...))
	return plan
}

// observed evaluates a plan on both engines and compares.
func (e *engines) observed(t fataler, plan *indicators.Plan) []indicators.Observation {
	t.Helper()
	want, err := plan.Evaluate(ctx, e.embedded, asOf)
	if err != nil {
		t.Fatal(err)
	}
	got, err := plan.Evaluate(ctx, e.server, asOf)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "observations", lines(t, want), lines(t, got))
	return want
}

// explained lists the rows behind every observation on both engines and compares.
func (e *engines) explained(t fataler, plan *indicators.Plan, observations []indicators.Observation) {
	t.Helper()
	for _, o := range observations {
		r := indicators.ExplainRequest{Indicator: o.Indicator, Period: o.Period, Where: o.Breakdown, Excluded: true, AsOf: asOf}
		want, err := plan.Explain(ctx, e.embedded, r)
		if err != nil {
			t.Fatal(err)
		}
		got, err := plan.Explain(ctx, e.server, r)
		if err != nil {
			t.Fatal(err)
		}
		same(t, "rows of "+o.Indicator, lines(t, want.Rows), lines(t, got.Rows))
		same(t, "observations of "+o.Indicator, lines(t, want.Observations), lines(t, got.Observations))
	}
}

// rows reads a table or model on both engines and compares.
func (e *engines) rows(t fataler, plan *indicators.Plan, population string) *indicators.Rows {
	t.Helper()
	want, err := plan.Rows(ctx, e.embedded, asOf, population, nil)
	if err != nil {
		t.Fatal(err)
	}
	got, err := plan.Rows(ctx, e.server, asOf, population, nil)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "rows of "+population, lines(t, want.Rows), lines(t, got.Rows))
	return want
}

// tables compares all that ingest writes: every table, in full and in order, the
// rejects and warnings, the changes, the books and the report.
func (e *engines) tables(t fataler) {
	t.Helper()
	var said [2][]string
	for at, st := range []*store.Store{e.embedded, e.server} {
		add := func(what string, values any) { said[at] = append(append(said[at], what), lines(t, values)...) }
		for _, r := range e.pkg.Resources {
			add("table "+r.Name, cells(t, st, r))
			for _, table := range []string{store.RejectsTable, store.WarningsTable} {
				var all []store.Reject
				if err := st.Rejects(ctx, table, r.Name, 0, func(r store.Reject) error { all = append(all, r); return nil }); err != nil {
					t.Fatal(err)
				}
				add(table+" "+r.Name, all)
			}
			changes, err := st.Changes(ctx, r.Name)
			if err != nil {
				t.Fatal(err)
			}
			add("changes "+r.Name, changes)
		}
		books, err := st.Books(ctx)
		if err != nil {
			t.Fatal(err)
		}
		add("books", books.Resources)
		add("files", books.Files)
		add("report", e.reports[at].Resources)
	}
	same(t, "what was loaded", said[0], said[1])
}

// cells reads a table in the order of its rows, as text.
func cells(t fataler, st *store.Store, r *datapackage.Resource) [][]string {
	t.Helper()
	columns := []string{store.ColumnRow, store.ColumnFile, store.ColumnLine}
	for _, f := range r.Schema.Fields {
		columns = append(columns, f.Name)
	}
	for at, c := range columns {
		columns[at] = "coalesce(cast(" + store.QuoteName(c) + " as varchar), '∅')"
	}
	rows, err := st.Query(ctx, "select "+strings.Join(columns, ", ")+" from "+store.QuoteName(r.Name)+" order by _row")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var all [][]string
	for rows.Next() {
		row := make([]string, len(columns))
		targets := make([]any, len(columns))
		for i := range row {
			targets[i] = &row[i]
		}
		if err := rows.Scan(targets...); err != nil {
			t.Fatal(err)
		}
		all = append(all, row)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// lines writes values as JSON, one a line.
func lines(t fataler, values any) []string {
	t.Helper()
	text, err := json.Marshal(values)
	if err != nil {
		t.Fatal(err)
	}
	var all []json.RawMessage
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, one := range all {
		list = append(list, string(one))
	}
	return list
}

func same(t fataler, what string, want, got []string) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("%s differ (-embedded +server)\n%s", what, diff)
	}
}

func failOnErrors(t fataler, findings []fault.Finding) {
	t.Helper()
	for _, f := range fault.Errors(findings) {
		t.Fatal(f)
	}
}

// head begins a framework.
const head = `framework: test
version: "1"
title: {zh-TW: 甲, en: A}
dimensions: [{id: d, title: {zh-TW: 甲, en: A}}]
indicators:
`

// indicator writes an indicator of a framework: a flow mapping of its own keys.
func indicator(id, keys string) string {
	return fmt.Sprintf("  - {id: %s, dimension: d, name: {zh-TW: 甲, en: A}, %s}\n", id, keys)
}

// TestConformance runs every case on one server.
func TestConformance(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: it is slow and starts no goroutine of ours")
	}
	server := need.PostgreSQL(t)
	for _, c := range []struct {
		name string
		run  func(*testing.T, *need.Server)
	}{
		{"expressions", expressions}, {"failures", failures}, {"measures", measures}, {"files", files}, {"names", names}, {"random", random},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(t, server) })
	}
}
