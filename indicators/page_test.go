package indicators_test

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"heng/indicators"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/store"
)

// pagesAre pages through the rows behind every value of the rich example, by
// every verdict, column and a few texts, and holds what comes together against the
// rows of Explain, filtered and sorted in Go.
func pagesAre(t *testing.T, plan *indicators.Plan, st *store.Store) {
	t.Helper()
	ctx := context.Background()
	observations, err := plan.Evaluate(ctx, st, richAsOf)
	if err != nil {
		t.Fatal(err)
	}
	tried, found := 0, 0
	for at, o := range observations {
		if at%3 != 0 {
			continue // a third of them is every kind of cell
		}
		r := indicators.ExplainRequest{Indicator: o.Indicator, Period: o.Period, Where: o.Breakdown, AsOf: richAsOf, Excluded: at%2 == 0}
		x, err := plan.Explain(ctx, st, r)
		if err != nil {
			t.Fatal(err)
		}
		for n, column := range append([]string{""}, x.Columns...) {
			page := indicators.PageRequest{ExplainRequest: r, Sort: column, Limit: 2, Descending: (at+n)%3 == 0 && column != ""}
			page.Verdict = []indicators.Verdict{"", indicators.Yes, indicators.MissingRow}[(at+n)%3]
			page.Text = []string{"", "A", "2017-0", "沒有"}[(at+n)%4]
			want := slices.DeleteFunc(slices.Clone(x.Rows), func(row indicators.ExplainedRow) bool {
				holds := slices.ContainsFunc(row.Values, func(v *string) bool {
					return v != nil && strings.Contains(strings.ToLower(*v), strings.ToLower(page.Text))
				})
				return page.Verdict != "" && row.Verdict != page.Verdict || page.Text != "" && !holds
			})
			if i := n - 1; i >= 0 {
				slices.SortStableFunc(want, func(a, b indicators.ExplainedRow) int {
					return compareValues(a.Values[i], b.Values[i], page.Descending)
				})
			}
			var got []indicators.ExplainedRow
			for {
				one, err := plan.Page(ctx, st, page)
				if err != nil {
					t.Fatalf("%s by %q: %v", o.Indicator, column, err)
				}
				if one.Total != int64(len(want)) {
					t.Fatalf("%s %+v: %d rows in all, want %d", o.Indicator, page, one.Total, len(want))
				}
				if len(one.Rows) == 0 {
					break
				}
				got = append(got, one.Rows...)
				page.Offset += page.Limit
				if n%2 == 0 { // the pages that follow need not be counted again
					page.Counts = one.Counts
				}
			}
			if diff := gocmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("%s %+v: (-explained +paged)\n%s", o.Indicator, page, diff)
			}
			tried++
			found += len(got)
		}
	}
	if tried < 100 || found < 60 {
		t.Errorf("%d ways of paging gave %d rows", tried, found)
	}
}

// compareValues sorts as a database does: numbers by size, texts by code points,
// nulls last.
func compareValues(a, b *string, descending bool) int {
	if a == nil || b == nil {
		if a == b {
			return 0
		}
		if a == nil {
			return 1
		}
		return -1
	}
	order := cmp.Compare(*a, *b)
	x, isA := new(big.Rat).SetString(*a)
	y, isB := new(big.Rat).SetString(*b)
	if isA && isB {
		order = x.Cmp(y)
	}
	if descending {
		return -order
	}
	return order
}

func TestPages(t *testing.T) {
	plan, memory := richPlan(t)
	pagesAre(t, plan, memory)
	one := indicators.PageRequest{ExplainRequest: indicators.ExplainRequest{Indicator: "on-time", AsOf: richAsOf}, Limit: 1}
	page, err := plan.Page(t.Context(), memory, one)
	if err != nil || len(page.Rows) != 1 || page.Counts[indicators.ExcludedByRow] == 0 {
		t.Errorf("rows that are left out are counted: %+v, %v", page, err)
	}
	for name, change := range map[string]func(*indicators.PageRequest){
		"no limit":          func(r *indicators.PageRequest) { r.Limit = 0 },
		"before the first":  func(r *indicators.PageRequest) { r.Offset = -1 },
		"no such column":    func(r *indicators.PageRequest) { r.Sort = `amount"; drop table grants` },
		"no such verdict":   func(r *indicators.PageRequest) { r.Verdict = "' or true --" },
		"no such breakdown": func(r *indicators.PageRequest) { r.Where = map[string]string{"nowhere": "x"} },
	} {
		r := one
		change(&r)
		if _, err := plan.Page(t.Context(), memory, r); fault.CodeOf(err) != fault.Usage {
			t.Errorf("%s: %v", name, err)
		}
	}
	// A store without the table says so, and not what a database says of it.
	empty, err := store.OpenMemory(t.Context(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer empty.Close()
	if _, err := plan.Page(t.Context(), empty, one); fault.CodeOf(err) != fault.Store || !strings.Contains(err.Error(), "not loaded") {
		t.Errorf("an empty store: %v", err)
	}
	// What an address may hold finds nothing and breaks nothing.
	for _, text := range []string{"'; drop table grants --", "%", "\x00as_of\x00", "\xff", `\`} {
		r := one
		r.Text = text
		if page, err := plan.Page(t.Context(), memory, r); err != nil || page.Total != 0 {
			t.Errorf("%q: %+v, %v", text, page, err)
		}
	}
}

var pagedRows = flag.Int("paged", 100_000, "rows of the benchmark of pages")

// BenchmarkPage takes a page out of the middle of many rows, as they are, sorted
// by a number, and looked through for a text.
func BenchmarkPage(b *testing.B) {
	ctx := context.Background()
	st, err := store.OpenMemory(ctx, store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer st.Close()
	tables := strings.ReplaceAll(read(b, "testdata/bench/tables.sql"), ":rows", fmt.Sprint(*pagedRows))
	for _, statement := range append(strings.Split(strings.TrimSpace(strings.TrimSuffix(tables, ";\n")), ";\n"), bookFiles[0],
		"create table placed as select *, row_number() over () as _row, 1 as _file, row_number() over () + 1 as _line from transactions",
		"drop table transactions", "alter table placed rename to transactions") {
		if err := st.Exec(ctx, statement); err != nil {
			b.Fatal(err)
		}
	}
	f, findings := indicators.ReadFramework("framework.yaml", []byte(read(b, "testdata/bench/framework.yaml")))
	if len(findings) > 0 {
		b.Fatal(findings)
	}
	plan, _, err := indicators.Check(ctx, []*indicators.Framework{f}, &indicators.Catalogue{Package: readPackage(b, benchPackage), Languages: locale.Languages}, st)
	if err != nil {
		b.Fatal(err)
	}
	var id string
	for _, i := range f.Indicators {
		if i.Population == "transactions" {
			id = i.ID
			break
		}
	}
	for _, one := range []struct {
		name    string
		r       indicators.PageRequest
		counted bool // with an earlier page of the cell
	}{
		{"source", indicators.PageRequest{}, false}, {"source-counted", indicators.PageRequest{}, true},
		{"sorted", indicators.PageRequest{Sort: "amount", Descending: true}, false}, {"sorted-counted", indicators.PageRequest{Sort: "amount", Descending: true}, true},
		{"text", indicators.PageRequest{Text: "africa"}, false}, {"text-counted", indicators.PageRequest{Text: "africa"}, true},
	} {
		b.Run(one.name, func(b *testing.B) {
			r := one.r
			r.Indicator, r.AsOf, r.Excluded = id, time.Date(2018, 6, 22, 0, 0, 0, 0, time.UTC), true
			r.Offset, r.Limit = *pagedRows/20, 50
			if one.counted {
				page, err := plan.Page(ctx, st, r)
				if err != nil {
					b.Fatal(err)
				}
				r.Counts = page.Counts
			}
			for b.Loop() {
				page, err := plan.Page(ctx, st, r)
				if err != nil || len(page.Rows) != r.Limit {
					b.Fatal(len(page.Rows), page.Total, err)
				}
			}
		})
	}
}
