package workspace_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"heng/indicators"
	"heng/internal/locale"
	"heng/internal/store"
	"heng/internal/workspace"
	"heng/reports"
)

// built is the example built in a folder of its own, with what heng eval gives
// for it.
type built struct {
	dir          string
	plan         *indicators.Plan
	store        *store.Store
	asOf         time.Time
	observations []indicators.Observation
}

func buildExample(t *testing.T) *built {
	t.Helper()
	ctx := context.Background()
	b := &built{dir: filepath.Join(t.TempDir(), "mofa")}
	if err := os.CopyFS(b.dir, os.DirFS("../../examples/mofa")); err != nil {
		t.Fatal(err)
	}
	for _, made := range []string{"out", ".heng"} {
		if err := os.RemoveAll(filepath.Join(b.dir, made)); err != nil {
			t.Fatal(err)
		}
	}
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	if _, err := workspace.Build(ctx, b.dir, workspace.BuildOptions{Now: now, Version: "test"}); err != nil {
		t.Fatal(err)
	}
	w, findings, err := workspace.Open(b.dir)
	if err != nil {
		t.Fatal(err)
	}
	if b.plan, err = w.Plan(ctx, findings); err != nil {
		t.Fatal(err)
	}
	if b.asOf, err = w.AsOf("", now); err != nil {
		t.Fatal(err)
	}
	url, err := w.StoreURL("")
	if err != nil {
		t.Fatal(err)
	}
	if b.store, err = store.Open(ctx, url, store.Options{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.store.Close() })
	if b.observations, err = b.plan.Evaluate(ctx, b.store, b.asOf); err != nil {
		t.Fatal(err)
	}
	if len(b.observations) < 28 {
		t.Fatalf("the example gives %d observations", len(b.observations))
	}
	return b
}

// Every number in both reports is the one that heng eval prints.
func TestEveryNumberOfTheReport(t *testing.T) {
	b := buildExample(t)
	byCell := map[string]map[string]any{}
	for i := range b.observations {
		o := &b.observations[i]
		text, err := json.Marshal(o)
		if err != nil {
			t.Fatal(err)
		}
		var fields map[string]any
		d := json.NewDecoder(bytes.NewReader(text))
		d.UseNumber()
		if err := d.Decode(&fields); err != nil {
			t.Fatal(err)
		}
		period := ""
		if o.Period != nil {
			period = *o.Period
		}
		byCell[cellName(o.Framework+"/"+o.Indicator, period, o.Breakdown)] = fields
	}
	for _, lang := range locale.Languages {
		page, err := os.ReadFile(filepath.Join(b.dir, "out", "report."+string(lang)+".html"))
		if err != nil {
			t.Fatal(err)
		}
		numbers, err := reports.Numbers(page)
		if err != nil {
			t.Fatal(err)
		}
		walked := map[string]bool{}
		for _, n := range numbers {
			if n.Field == "change" || n.Field == "defined_target" {
				continue // computed from two observations, and said by the definition
			}
			cell := cellName(n.Indicator, n.Period, n.Breakdown)
			fields, known := byCell[cell]
			if !known {
				t.Errorf("%s: the page shows %s of %s, which eval does not give", lang, n.Field, cell)
				continue
			}
			want := fields[n.Field]
			if bounds, ok := fields["target"].(map[string]any); ok && strings.HasPrefix(n.Field, "target_") {
				want = bounds[strings.TrimPrefix(n.Field, "target_")]
			}
			if got, ok := want.(json.Number); !ok || got.String() != n.Exact {
				t.Errorf("%s: %s of %s is %s on the page and %v in eval", lang, n.Field, cell, n.Exact, want)
			}
			walked[cell+" "+n.Field] = true
		}
		// Nothing is left out either: each total with a value is on the page.
		for _, o := range b.observations {
			period := ""
			if o.Period != nil {
				period = *o.Period
			}
			cell := cellName(o.Framework+"/"+o.Indicator, period, o.Breakdown)
			if o.Value != nil && len(o.Breakdown) == 0 && !walked[cell+" value"] {
				t.Errorf("%s: the page does not show the value of %s", lang, cell)
			}
		}
	}
}

func cellName(indicator, period string, breakdown indicators.Breakdown) string {
	name := indicator + " " + period
	for _, column := range breakdown.Columns() {
		name += " " + column + "=" + breakdown[column]
	}
	return name
}

var (
	columnName = regexp.MustCompile(`^[a-z_]+$`)
	sumOfName  = regexp.MustCompile(`^sum\(([a-z_]+)\)$`)
)

// The rows that explain lists add up to every observation of the example.
func TestRowsAddUp(t *testing.T) {
	b := buildExample(t)
	sums := 0
	for _, o := range b.observations {
		x, err := b.plan.Explain(context.Background(), b.store, indicators.ExplainRequest{
			Indicator: o.Framework + "/" + o.Indicator, Period: o.Period, Where: o.Breakdown, AsOf: b.asOf,
		})
		if err != nil {
			t.Fatal(err)
		}
		period := ""
		if o.Period != nil {
			period = *o.Period
		}
		cell := cellName(o.Indicator, period, o.Breakdown)
		count := map[indicators.Verdict]int64{}
		for _, r := range x.Rows {
			count[r.Verdict]++
			if r.File != "" && r.Line < 2 {
				t.Errorf("%s: a row of line %d, and line 1 is the header", cell, r.Line)
			}
		}
		if got := count[indicators.Yes] + count[indicators.No]; got != o.N {
			t.Errorf("%s: n is %d, and %d rows count", cell, o.N, got)
		}
		if count[indicators.MissingRow] != o.Missing {
			t.Errorf("%s: missing is %d, and %d rows are", cell, o.Missing, count[indicators.MissingRow])
		}
		// The sum of a plain column over the rows that say yes.
		total := func(column string) string {
			at := slices.Index(x.Columns, column)
			sum := decimal.Zero
			for _, r := range x.Rows {
				if r.Verdict == indicators.Yes && r.Values[at] != nil {
					sum = sum.Add(decimal.RequireFromString(*r.Values[at]))
				}
			}
			return sum.String()
		}
		m := x.Indicator.Measure
		switch {
		case o.Value == nil:
		case m.Count != nil:
			wantText(t, cell, o.Value.String(), decimal.NewFromInt(count[indicators.Yes]).String())
		case m.Share != nil:
			wantText(t, cell, o.Numerator.String(), decimal.NewFromInt(count[indicators.Yes]).String())
		case m.Sum != nil && columnName.MatchString(m.Sum.Text):
			wantText(t, cell, o.Value.String(), total(m.Sum.Text))
			sums++
		case m.Value != nil && columnName.MatchString(m.Value.Text):
			wantText(t, cell, o.Value.String(), total(m.Value.Text))
			sums++
		case m.Mean != nil && columnName.MatchString(m.Mean.Text):
			wantText(t, cell, o.Numerator.String(), total(m.Mean.Text))
			sums++
		case m.Ratio != nil:
			if name := sumOfName.FindStringSubmatch(m.Ratio.Denominator.Text); name != nil {
				wantText(t, cell, o.Denominator.String(), total(name[1]))
				sums++
			}
		}
	}
	if sums < 5 {
		t.Errorf("only %d observations were added up from a column; the test has lost its subject", sums)
	}
}

func wantText(t *testing.T, cell, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: eval gives %s, and its rows add up to %s", cell, got, want)
	}
}
