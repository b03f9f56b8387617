package indicators_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"heng/indicators"
	"heng/internal/fault"
	"heng/internal/locale"
)

// rowLines writes rows as lines, null as ∅.
func rowLines(r *indicators.Rows) []string {
	var lines []string
	for _, row := range r.Rows {
		var cells []string
		for _, v := range row.Values {
			if v == nil {
				cells = append(cells, "∅")
			} else {
				cells = append(cells, *v)
			}
		}
		lines = append(lines, fmt.Sprintf("%s @ %s", strings.Join(cells, " | "),
			fault.Place{File: row.File, Sheet: row.Sheet, Line: int(row.Line)}))
	}
	return lines
}

// No indicator is about these models.
var rowModels = map[string]string{
	"keyed":   richModels["keyed"],
	"spare":   "-- rows: grants\nselect grant_id, amount, category, report_due < :as_of as over, '' as blank from grants where category = 'exchange' order by amount",
	"regions": "select region, count(*) as n, max(report_due) as latest from grants group by region",
	"twice":   "-- rows: grants\nselect g.grant_id, h.people from grants g join grants h on h.category = g.category and h.people > 2 where g.category = 'humanitarian'",
	"kept":    "-- rows: grants\n-- materialised: true\nselect grant_id, people * 2 as twice from grants",
}

// The rows are those of richGrants, by hand.
func TestRows(t *testing.T) {
	ctx := context.Background()
	plan, findings, memory := check(t, head+`
  - {id: a, dimension: accountability, name: {zh-TW: 甲, en: A}, population: keyed, measure: {count: true}}
`, rowModels)
	failOnErrors(t, findings)
	for _, statement := range append([]string{createGrants, richGrants,
		`create table "_heng_models" (name varchar, fingerprint varchar)`}, bookFiles...) {
		if err := memory.Exec(ctx, statement); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		population string
		columns    []string
		types      string
		want       []string
	}{
		{"grants", []string{"amount", "grant_id", "region", "report_due", "people"}, "number string string date integer", []string{
			"100.5 | g1 | africa | 2017-03-31 | 10 @ data/a.csv:2",
			"200.25 | g2 | africa | 2017-03-31 | ∅ @ data/a.csv:3",
			"300 | g3 | asia | 2017-09-30 | 5 @ data/a.csv:5",
			"∅ | g4 | asia | ∅ | 7 @ data/a.csv:6",
			"50 | g5 | ∅ | 2018-01-31 | 0 @ data/b.csv:2",
			"-20.75 | g6 | ∅ | 2018-12-31 | 3 @ data/b.csv:3",
			"70 | g7 | _U | 2018-02-28 | 2 @ data/b.csv:4",
			"80 | g8 | ∅ | ∅ | 1 @ data/c.xlsx[核定]:1",
		}},
		// In the order of the source, whatever the model's own.
		{"spare", nil, "string number string boolean string", []string{
			"g3 | 300 | exchange | true |  @ data/a.csv:5",
			"g4 | ∅ | exchange | ∅ |  @ data/a.csv:6",
			"g5 | 50 | exchange | true |  @ data/b.csv:2",
			"g8 | 80 | exchange | ∅ |  @ data/c.xlsx[核定]:1",
		}},
		{"SPARE", []string{"Grant_ID"}, "string", []string{"g3 @ data/a.csv:5", "g4 @ data/a.csv:6", "g5 @ data/b.csv:2", "g8 @ data/c.xlsx[核定]:1"}},
		{"regions", []string{"n", "region"}, "integer string", []string{"1 | _U @ ", "2 | africa @ ", "2 | asia @ ", "3 | ∅ @ "}},
		// Several rows for one row of the table: each of them, with its line.
		{"twice", nil, "string integer", []string{
			"g1 | 3 @ data/a.csv:2", "g1 | 10 @ data/a.csv:2", "g2 | 3 @ data/a.csv:3", "g2 | 10 @ data/a.csv:3",
			"g6 | 3 @ data/b.csv:3", "g6 | 10 @ data/b.csv:3", "g7 | 3 @ data/b.csv:4", "g7 | 10 @ data/b.csv:4",
		}},
		{"kept", []string{"twice"}, "integer", []string{
			"20 @ data/a.csv:2", "∅ @ data/a.csv:3", "10 @ data/a.csv:5", "14 @ data/a.csv:6",
			"0 @ data/b.csv:2", "6 @ data/b.csv:3", "4 @ data/b.csv:4", "2 @ data/c.xlsx[核定]:1",
		}},
	} {
		t.Run(test.population, func(t *testing.T) {
			rows, err := plan.Rows(ctx, memory, richAsOf, test.population, test.columns)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, rowLines(rows)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			var types []string
			for _, c := range rows.Columns {
				types = append(types, string(c.Type))
			}
			if got := strings.Join(types, " "); got != test.types {
				t.Errorf("types %s, want %s", got, test.types)
			}
		})
	}
	for _, test := range []struct {
		population string
		columns    []string
		code       fault.Code
		want       string
	}{
		{"grnts", nil, fault.Usage, `no table or model "grnts"; did you mean grants?`},
		{"spare", []string{"grant_id", "amout"}, fault.Usage, `no column "amout" in spare; did you mean amount?`},
	} {
		_, err := plan.Rows(ctx, memory, richAsOf, test.population, test.columns)
		if fault.CodeOf(err) != test.code {
			t.Errorf("%s: %v", test.population, err)
			continue
		}
		if e := err.(*fault.Error); test.want != "" && e.Message.String()+"; "+locale.NewPrinter(locale.En).Sprint(e.Hint) != test.want {
			t.Errorf("%s: %s; %s", test.population, e.Message, e.Hint)
		}
	}
	stopped, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := plan.Rows(stopped, memory, richAsOf, "grants", nil); err == nil {
		t.Error("a cancelled context gives rows")
	}
}

// A row stands in Rows as Explain writes it.
func TestRowsAreExplains(t *testing.T) {
	ctx := context.Background()
	plan, memory := richPlan(t)
	for indicator, population := range map[string]string{"large": "grants", "received-in-time": "keyed", "half": "unkeyed"} {
		x, err := plan.Explain(ctx, memory, indicators.ExplainRequest{Indicator: indicator, Excluded: true, AsOf: richAsOf})
		if err != nil {
			t.Fatal(err)
		}
		rows, err := plan.Rows(ctx, memory, richAsOf, population, nil)
		if err != nil {
			t.Fatal(err)
		}
		var explained indicators.Rows
		for _, row := range x.Rows {
			explained.Rows = append(explained.Rows, indicators.Row{Values: row.Values, File: row.File, Sheet: row.Sheet, Line: row.Line})
		}
		want, got := rowLines(&explained), rowLines(rows)
		if population == "unkeyed" { // Explain sorts by text, Rows by value
			slices.Sort(want)
			slices.Sort(got)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-explain +rows)\n%s", population, diff)
		}
		if !slices.EqualFunc(x.Columns, rows.Columns, func(name string, c indicators.RowsColumn) bool { return name == c.Name }) {
			t.Errorf("%s: columns %v and %v", population, x.Columns, rows.Columns)
		}
	}
}

// A table that the package has and the store does not is said by its name.
func TestRowsNotLoaded(t *testing.T) {
	plan, findings, memory := check(t, head+`
  - {id: a, dimension: accountability, name: {zh-TW: 甲, en: A}, population: grants, measure: {count: true}}
`, rowModels)
	failOnErrors(t, findings)
	_, err := plan.Rows(context.Background(), memory, richAsOf, "regions", nil)
	if fault.CodeOf(err) != fault.Store || !strings.Contains(err.Error(), "grants") {
		t.Error(err)
	}
}
