package workspace_test

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
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
	if testing.Short() {
		t.Skip("-short: the whole example is not built")
	}
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
	if len(b.observations) < 2000 { // 76 indicators, most of them by year and in breakdowns
		t.Fatalf("the example gives %d observations", len(b.observations))
	}
	return b
}

// The example is built once, and everything that it says is held against heng
// eval: the pages, the tables beside them, and the rows behind.
func TestWalk(t *testing.T) {
	b := buildExample(t)
	t.Run("pages", b.walkPages)
	t.Run("tables", b.walkTables)
	t.Run("rows", b.walkRows)
}

// walkPages: every number of every page is the one that heng eval prints.
func (b *built) walkPages(t *testing.T) {
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
	number := func(cell, field string) string {
		n, ok := byCell[cell][field].(json.Number)
		if !ok {
			t.Fatalf("the page compares the %s of %s, which eval does not give", field, cell)
		}
		return n.String()
	}
	pages := []string{"report.side-by-side.html"}
	for _, lang := range locale.Languages {
		pages = append(pages, "report."+string(lang)+".html", "plain."+string(lang)+".html")
	}
	for _, lang := range pages {
		page, err := os.ReadFile(filepath.Join(b.dir, "out", lang))
		if err != nil {
			t.Fatal(err)
		}
		numbers, err := reports.Numbers(page)
		if err != nil {
			t.Fatal(err)
		}
		if len(numbers) == 0 {
			t.Errorf("%s: no number was found", lang)
		}
		walked := map[string]bool{}
		for _, n := range numbers {
			cell := cellName(n.Indicator, n.Period, n.Breakdown)
			switch n.Field {
			case "defined_target":
				continue // said by the definition
			case "change":
				isChange(t, n, number(cell, "value"), number(cellName(n.Indicator, n.Compare, n.Breakdown), "value"))
				continue
			case "baseline_change":
				isChange(t, n, number(cell, "value"), number(cell, "baseline"))
				continue
			}
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
		if strings.HasPrefix(lang, "plain.") {
			continue // a few findings only
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

// isChange holds a change on the page against the two values of eval that it
// is taken from: their difference, or that in per cent of the earlier one.
func isChange(t *testing.T, n reports.ShownNumber, now, before string) {
	t.Helper()
	rational := func(text string) float64 {
		v, err := strconv.ParseFloat(text, 64)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	shown, difference := rational(n.Exact), rational(now)-rational(before)
	isNear := func(want float64) bool { return math.Abs(shown-want) <= 1e-9*max(1, math.Abs(want)) }
	if !isNear(difference) && !isNear(100*difference/rational(before)) {
		t.Errorf("%s of %s in %s is %s on the page, from %s to %s in eval", n.Field, n.Indicator, n.Period, n.Exact, before, now)
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

// walkRows: the rows that explain lists add up to every observation of the example. The
// rows of an indicator are asked for once and sorted into their cells here; that
// explain finds the rows of one cell by itself is asked of one cell an indicator.
func (b *built) walkRows(t *testing.T) {
	ctx := context.Background()
	var current string
	var all *indicators.Explanation
	asked := map[string]bool{}
	sums := 0
	for _, o := range b.observations {
		name := o.Framework + "/" + o.Indicator
		if name != current {
			x, err := b.plan.Explain(ctx, b.store, indicators.ExplainRequest{Indicator: name, AsOf: b.asOf})
			if err != nil {
				t.Fatal(err)
			}
			current, all = name, x
		}
		period := ""
		if o.Period != nil {
			period = *o.Period
		}
		cell := cellName(name, period, o.Breakdown)
		rows := rowsOf(all, period, o.Breakdown)
		if !asked[name] && len(o.Breakdown) > 0 {
			asked[name] = true
			x, err := b.plan.Explain(ctx, b.store, indicators.ExplainRequest{
				Indicator: name, Period: o.Period, Where: o.Breakdown, AsOf: b.asOf,
			})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(rows, x.Rows); diff != "" {
				t.Errorf("%s: the rows of the cell are not those that explain gives (-want +got):\n%s", cell, diff)
			}
		}
		if addUp(t, cell, &o, all, rows) {
			sums++
		}
	}
	if sums < 100 {
		t.Errorf("only %d observations were added up from a column; the test has lost its subject", sums)
	}
}

// rowsOf returns the rows of a cell.
func rowsOf(x *indicators.Explanation, period string, breakdown indicators.Breakdown) []indicators.ExplainedRow {
	var rows []indicators.ExplainedRow
	for _, r := range x.Rows {
		in := r.Period == period
		for _, column := range breakdown.Columns() {
			code := indicators.Unknown
			if v := r.Values[slices.Index(x.Columns, column)]; v != nil {
				code = *v
			}
			in = in && code == breakdown[column]
		}
		if in {
			rows = append(rows, r)
		}
	}
	return rows
}

// addUp holds an observation against its rows; it reports whether a column was
// summed for it.
func addUp(t *testing.T, cell string, o *indicators.Observation, x *indicators.Explanation, rows []indicators.ExplainedRow) bool {
	t.Helper()
	count := map[indicators.Verdict]int64{}
	for _, r := range rows {
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
	if o.Value == nil {
		return false
	}
	// The sum of a plain column over the rows that count.
	total := func(column string) string {
		at := slices.Index(x.Columns, column)
		sum := decimal.Zero
		for _, r := range rows {
			if (r.Verdict == indicators.Yes || r.Verdict == indicators.No) && r.Values[at] != nil {
				sum = sum.Add(decimal.RequireFromString(*r.Values[at]))
			}
		}
		return sum.String()
	}
	m := x.Indicator.Measure
	switch {
	case m.Count != nil:
		wantText(t, cell, o.Value.String(), decimal.NewFromInt(count[indicators.Yes]).String())
	case m.Share != nil:
		wantText(t, cell, o.Numerator.String(), decimal.NewFromInt(count[indicators.Yes]).String())
	case m.Sum != nil && columnName.MatchString(m.Sum.Text):
		wantText(t, cell, o.Value.String(), total(m.Sum.Text))
		return true
	case m.Value != nil && columnName.MatchString(m.Value.Text):
		wantText(t, cell, o.Value.String(), total(m.Value.Text))
		return true
	case m.Mean != nil && columnName.MatchString(m.Mean.Text):
		wantText(t, cell, o.Numerator.String(), total(m.Mean.Text))
		return true
	case m.Ratio != nil:
		if name := sumOfName.FindStringSubmatch(m.Ratio.Denominator.Text); name != nil {
			wantText(t, cell, o.Denominator.String(), total(name[1]))
			return true
		}
	}
	return false
}

func wantText(t *testing.T, cell, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: eval gives %s, and its rows add up to %s", cell, got, want)
	}
}
