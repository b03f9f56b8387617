package indicators_test

import (
	"context"
	"encoding/json"
	"math/big"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heng/indicators"
	"heng/internal/fault"
	"heng/internal/store"
)

// richGrants has every kind of row: on time, late, never received, not yet due,
// without a due date, without a region, without an amount.
const richGrants = `insert into "grants" values
	('g1', '2017-03-31', '2017-03-30', 'humanitarian', 'africa',  100.50, 10, 1, 1, 2),
	('g2', '2017-03-31', '2017-04-02', 'humanitarian', 'africa',  200.25, null, 2, 1, 3),
	('g3', '2017-09-30', null,         'exchange',     'asia',    300,    5, 3, 1, 5),
	('g4', null,         '2017-01-01', 'exchange',     'asia',    null,   7, 4, 1, 6),
	('g5', '2018-01-31', '2018-01-31', 'exchange',     null,      50,     0, 5, 2, 2),
	('g6', '2018-12-31', null,         'humanitarian', null,      -20.75, 3, 6, 2, 3),
	('g7', '2018-02-28', '2018-02-01', 'humanitarian', '_U',      70,     2, 7, 2, 4),
	('g8', null,         null,         'exchange',     null,      80,     1, 8, 3, 1)`

const createGrants = `create table "grants" ("grant_id" varchar, "report_due" date, "report_received" date, "category" varchar,
	"region" varchar, "amount" decimal(24,6), "people" bigint, _row bigint, _file integer, _line bigint)`

// bookFiles are the store's own record of the files that rows came from.
var bookFiles = []string{
	`create table "_heng_files" (id integer, resource varchar, path varchar, sheet varchar, sha256 varchar,
		bytes bigint, modified bigint, encoding varchar, "rows" bigint)`,
	`insert into "_heng_files" (id, resource, path, sheet) values (1, 'grants', 'data/a.csv', ''), (2, 'grants', 'data/b.csv', ''), (3, 'grants', 'data/c.xlsx', '核定')`,
}

const richFramework = head + `
  - id: on-time
    dimension: accountability
    name: {zh-TW: 準時, en: On time}
    population: grants
    where: report_due <= :as_of
    measure: {share: report_received is not null and report_received <= report_due}
    period: {by: year, of: report_due}
    breakdowns: [category, region, [category, region]]
    unit: percent
  - id: received-in-time
    dimension: accountability
    name: {zh-TW: 準時, en: In time}
    population: keyed
    measure: {share: report_received <= report_due}
    breakdowns: [region]
  - id: spent
    dimension: accountability
    name: {zh-TW: 金額, en: Amount}
    population: keyed
    where: category = 'exchange' or people > 2
    measure: {sum: amount}
    period: {by: half, of: report_due}
    breakdowns: [region]
  - id: half
    dimension: accountability
    name: {zh-TW: 半數, en: Half}
    population: unkeyed
    measure: {sum: half}
    period: {by: quarter, of: report_due}
    breakdowns: [[region, category]]
  - id: large
    dimension: accountability
    name: {zh-TW: 大額, en: Large}
    population: grants
    measure: {count: amount > 75}
    period: {by: month, of: report_due}
    breakdowns: [region]
`

var richModels = map[string]string{
	"keyed":   "-- rows: grants\nselect * from grants where grant_id <> 'g3'",
	"unkeyed": "select region, category, report_due, amount / 2 as half from grants",
}

func richPlan(t *testing.T) (*indicators.Plan, *store.Store) {
	t.Helper()
	plan, findings, memory := check(t, richFramework, richModels)
	failOnErrors(t, findings)
	for _, statement := range append([]string{createGrants, richGrants}, bookFiles...) {
		if err := memory.Exec(context.Background(), statement); err != nil {
			t.Fatal(err)
		}
	}
	return plan, memory
}

var richAsOf = time.Date(2018, 6, 22, 0, 0, 0, 0, time.UTC)

// TestExplainSeveralRows: a model that has several rows for one row of the table
// named in its header counts each of them, so each of them is listed.
func TestExplainSeveralRows(t *testing.T) {
	plan, findings, memory := check(t, head+`
  - {id: a, dimension: accountability, name: {zh-TW: 甲, en: A}, population: twice, measure: {sum: people}}
`, map[string]string{"twice": rowModels["twice"]})
	failOnErrors(t, findings)
	for _, statement := range append([]string{createGrants, richGrants}, bookFiles...) {
		if err := memory.Exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	x, err := plan.Explain(t.Context(), memory, indicators.ExplainRequest{Indicator: "a", AsOf: richAsOf})
	if err != nil {
		t.Fatal(err)
	}
	if len(x.Rows) != 8 || len(x.Observations) != 1 || x.Observations[0].N != 8 {
		t.Fatalf("%d rows and %+v, want 8 of each", len(x.Rows), x.Observations)
	}
	if row := x.Rows[7]; *row.Values[0] != "g7" || *row.Values[1] != "10" || row.File != "data/b.csv" || row.Line != 4 {
		t.Errorf("the last row is %s, %s at %s:%d", *row.Values[0], *row.Values[1], row.File, row.Line)
	}
}

// TestExplainAddsUp asks for the rows of every observation and adds them up:
// yes is the numerator, yes and no are n, missing is missing, and the amounts of
// the rows marked yes are the sum.
func TestExplainAddsUp(t *testing.T) {
	ctx := context.Background()
	plan, memory := richPlan(t)
	observations, err := plan.Evaluate(ctx, memory, richAsOf)
	if err != nil {
		t.Fatal(err)
	}
	if len(observations) < 50 {
		t.Fatalf("only %d observations", len(observations))
	}
	unknown := map[string]int{}
	for _, o := range observations {
		request := indicators.ExplainRequest{Indicator: o.Indicator, Period: o.Period, Where: o.Breakdown, AsOf: richAsOf}
		x, err := plan.Explain(ctx, memory, request)
		if err != nil {
			t.Fatal(err)
		}
		count := map[indicators.Verdict]int64{}
		sum := new(big.Rat)
		for _, row := range x.Rows {
			count[row.Verdict]++
			for at, column := range x.Columns {
				if (column == "amount" || column == "half") && row.Verdict == indicators.Yes {
					v, _ := new(big.Rat).SetString(*row.Values[at])
					sum.Add(sum, v)
				}
			}
		}
		name := o.Indicator + " " + cellName(o.Period, o.Breakdown)
		if count[indicators.Yes]+count[indicators.No] != o.N || count[indicators.MissingRow] != o.Missing || count[indicators.ExcludedByRow] != 0 {
			t.Errorf("%s: n %d, missing %d, but the rows are %v", name, o.N, o.Missing, count)
		}
		switch {
		case o.Numerator != nil && o.Numerator.IntPart() != count[indicators.Yes]:
			t.Errorf("%s: numerator %s, but the rows are %v", name, o.Numerator, count)
		case o.Value == nil:
		case o.Indicator == "large" && o.Value.Rat().Cmp(new(big.Rat).SetInt64(count[indicators.Yes])) != 0,
			(o.Indicator == "spent" || o.Indicator == "half") && o.Value.Rat().Cmp(sum) != 0:
			t.Errorf("%s: value %s, but the rows give %v and %s", name, o.Value, count, sum.RatString())
		}
		if o.Period != nil && *o.Period == indicators.Unknown {
			unknown["period"]++
		}
		if o.Breakdown["region"] == indicators.Unknown {
			unknown["code"]++
		}
		// The explanation says which observations it is about.
		if len(x.Observations) != 1 {
			t.Errorf("%s: explained %d observations", name, len(x.Observations))
			continue
		}
		one, _ := json.Marshal(o)
		again, _ := json.Marshal(x.Observations[0])
		if string(one) != string(again) {
			t.Errorf("%s: explain shows another observation:\n%s\n%s", name, one, again)
		}
		// All rows of the cell are listed once the excluded are asked for.
		request.Excluded = true
		all, err := plan.Explain(ctx, memory, request)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range all.Rows {
			if row.Verdict == indicators.ExcludedByRow {
				count[indicators.ExcludedByRow]++
			}
		}
		if int64(len(all.Rows)) != o.N+o.Missing+count[indicators.ExcludedByRow] {
			t.Errorf("%s: %d rows with the excluded", name, len(all.Rows))
		}
	}
	if unknown["period"] == 0 || unknown["code"] == 0 {
		t.Errorf("the example has no cell of an unknown period or code: %v", unknown)
	}
}

// TestExplainRows lists verdicts and origins, in the order of the source.
func TestExplainRows(t *testing.T) {
	plan, memory := richPlan(t)
	list := func(r indicators.ExplainRequest) []string {
		t.Helper()
		r.AsOf = richAsOf
		x, err := plan.Explain(context.Background(), memory, r)
		if err != nil {
			t.Fatal(err)
		}
		var lines []string
		for _, row := range x.Rows {
			line := string(row.Verdict) + " " + row.File + "[" + row.Sheet + "]"
			if row.Values[0] != nil {
				line = *row.Values[0] + " " + line
			}
			lines = append(lines, line+" "+big.NewInt(row.Line).String())
		}
		return lines
	}
	unknown, year := indicators.Unknown, "2018"
	for _, test := range []struct {
		name string
		r    indicators.ExplainRequest
		want []string
	}{
		{"a table", indicators.ExplainRequest{Indicator: "on-time"}, []string{
			"g1 yes data/a.csv[] 2", "g2 no data/a.csv[] 3", "g3 no data/a.csv[] 5", "g4 missing data/a.csv[] 6",
			"g5 yes data/b.csv[] 2", "g7 yes data/b.csv[] 4", "g8 missing data/c.xlsx[核定] 1",
		}},
		{"with the excluded", indicators.ExplainRequest{Indicator: "test/on-time", Period: &year, Excluded: true}, []string{
			"g5 yes data/b.csv[] 2", "g6 excluded data/b.csv[] 3", "g7 yes data/b.csv[] 4",
		}},
		{"without a date", indicators.ExplainRequest{Indicator: "on-time", Period: &unknown}, []string{
			"g4 missing data/a.csv[] 6", "g8 missing data/c.xlsx[核定] 1",
		}},
		{"without a code, null or _U", indicators.ExplainRequest{Indicator: "on-time", Where: map[string]string{"region": "_U"}}, []string{
			"g5 yes data/b.csv[] 2", "g7 yes data/b.csv[] 4", "g8 missing data/c.xlsx[核定] 1",
		}},
		{"a model by its key", indicators.ExplainRequest{Indicator: "spent", Where: map[string]string{"region": "asia"}}, []string{
			"g4 missing data/a.csv[] 6",
		}},
		{"a model without a key", indicators.ExplainRequest{Indicator: "half", Where: map[string]string{"region": "asia"}}, []string{
			"asia yes [] 0", "asia missing [] 0",
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, list(test.r)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestExplainRefuses lists requests that name nothing.
func TestExplainRefuses(t *testing.T) {
	plan, memory := richPlan(t)
	text := func(s string) *string { return &s }
	for _, test := range []struct {
		r    indicators.ExplainRequest
		code fault.Code
	}{
		{indicators.ExplainRequest{Indicator: "on-tim"}, fault.Usage},
		{indicators.ExplainRequest{Indicator: "on-time", Period: text("2018-Q1")}, fault.Usage},
		{indicators.ExplainRequest{Indicator: "received-in-time", Period: text("2018")}, fault.Usage},
		{indicators.ExplainRequest{Indicator: "on-time", Where: map[string]string{"regoin": "asia"}}, fault.Usage},
	} {
		test.r.AsOf = richAsOf
		if _, err := plan.Explain(context.Background(), memory, test.r); fault.CodeOf(err) != test.code {
			t.Errorf("%+v: %v", test.r, err)
		}
	}
}

// TestEvaluateFailure: what a statement that fails was for is left out and
// named; the others stand.
func TestEvaluateFailure(t *testing.T) {
	ctx := context.Background()
	plan, findings, memory := check(t, head+`
  - {id: counted, dimension: accountability, name: {zh-TW: 數, en: Count}, population: grants, measure: {count: true}}
  - {id: index, dimension: accountability, name: {zh-TW: 集中, en: Index}, population: grants, measure: {concentration: {of: amount, by: grant_id}}}
  - {id: one, dimension: accountability, name: {zh-TW: 一, en: One}, population: grants, measure: {value: amount}}
`, nil)
	failOnErrors(t, findings)
	for _, statement := range []string{createGrants, richGrants} {
		if err := memory.Exec(ctx, statement); err != nil {
			t.Fatal(err)
		}
	}
	observations, err := plan.Evaluate(ctx, memory, richAsOf)
	if fault.CodeOf(err) != fault.Refused {
		t.Errorf("a negative share and eight rows for one value pass: %v", err)
	}
	var ids []string
	for _, o := range observations {
		ids = append(ids, o.Indicator)
	}
	if diff := cmp.Diff([]string{"counted"}, ids); diff != "" {
		t.Error(diff)
	}
}
