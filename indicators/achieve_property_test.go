package indicators_test

import (
	"context"
	"fmt"
	"math/big"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"heng/indicators"
	"heng/indicators/achievement"
	"heng/internal/store"
)

// TestMissingActual: a record with a missing actual, added to any table, changes
// the missing count by one and nothing else of the total.
func TestMissingActual(t *testing.T) {
	ctx := context.Background()
	memory, err := store.OpenMemory(ctx, store.Options{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer memory.Close()
	plans := map[string]*indicators.Plan{}
	summaries := []string{"share_met", "median", "mean, weight: 1", "pooled"}
	for _, summary := range summaries {
		one := randomCase{definitions: []definition{{yaml: fmt.Sprintf(`  - id: i
    dimension: d
    name: {zh-TW: 甲, en: A}
    population: t
    measure: {achievement: {actual: i, target: y - 2014, baseline: case when f then 1 end, ascending: w, summary: %s}}
    unit: percent
`, summary)}}}
		plans[summary] = one.plan(t, memory)
	}
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.SliceOfN(records, 0, 12).Draw(t, "rows")
		for at := range rows {
			rows[at].id = int64(at + 1)
		}
		plan := plans[rapid.SampledFrom(summaries).Draw(t, "summary")]
		total := func(rows []record) indicators.Observation {
			fill(t, func(sql string) error { return memory.Exec(ctx, sql) }, rows)
			all, err := plan.Evaluate(ctx, memory, asOfRandom)
			if err != nil || len(all) != 1 {
				t.Fatal(err, len(all))
			}
			return all[0]
		}
		before := total(rows)
		year := int64(2018)
		after := total(append(append([]record(nil), rows...), record{id: 99, e: "p", y: &year}))
		if after.Missing != before.Missing+1 || after.N != before.N || after.Achieved.NoActual != before.Achieved.NoActual+1 ||
			after.Achieved.Met != before.Achieved.Met || after.Achieved.NotMet() != before.Achieved.NotMet() {
			t.Fatalf("%+v %+v", before, after)
		}
		if before.Value != nil && (after.Value == nil || after.Value.Cmp(before.Value) != 0) {
			t.Fatalf("%v %v", before.Value, after.Value)
		}
	})
}

// twins are pairs of definitions that say the same of any table: in another unit,
// counting what is left instead of what is done, and with weights that are all so
// many times heavier.
var twins = [][2]string{
	{"actual: i, target: y - 2014, baseline: case when f then 1 end, ascending: w", "actual: 1000 * i, target: 1000 * (y - 2014), baseline: case when f then 1000 end, ascending: w"},
	{"actual: i, target: y - 2014, baseline: case when f then 1 end, ascending: w, summary: median", "actual: 1000 * i, target: 1000 * (y - 2014), baseline: case when f then 1000 end, ascending: w, summary: median"},
	{"actual: i, target: y - 2014, baseline: case when f then 1 end, summary: pooled", "actual: 1000 * i, target: 1000 * (y - 2014), baseline: case when f then 1000 end, summary: pooled"},
	// percentages of so many, and the numbers that they stand for
	{"actual: 100 * i / " + ofThese + ", target: 100 * (y - 2014) / " + ofThese + ", baseline: case when f then 25 end, summary: pooled, weight: " + ofThese, "actual: i, target: y - 2014, baseline: case when f then 0.25 * " + ofThese + " end, summary: pooled"},
	{"actual: i, target: y - 2014, baseline: 1, ascending: 'coalesce(w, true)'", "actual: 0 - i, target: 2014 - y, baseline: 0 - 1, ascending: 'not coalesce(w, true)'"},
	{"actual: i, target: y - 2014, baseline: 1, ascending: 'coalesce(w, true)', summary: median", "actual: 0 - i, target: 2014 - y, baseline: 0 - 1, ascending: 'not coalesce(w, true)', summary: median"},
	{"actual: i, minimum: 0, maximum: y - 2014", "actual: 0 - i, minimum: 2014 - y, maximum: 0"},
	{"actual: i, target: y - 2014, baseline: 1, summary: mean, weight: y - 2000", "actual: i, target: y - 2014, baseline: 1, summary: mean, weight: 7 * (y - 2000)"},
}

// ofThese is what the percentages of the fourth twin are of.
const ofThese = "(case when w is false then 5 else 4 end)"

// TestAchievementTwins holds the twins together over drawn tables, and the pooled
// rate to one taken anew from the rows.
func TestAchievementTwins(t *testing.T) {
	ctx := context.Background()
	memory, err := store.OpenMemory(ctx, store.Options{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer memory.Close()
	var one randomCase
	for at, pair := range twins {
		for side, measure := range pair {
			one.definitions = append(one.definitions, definition{yaml: fmt.Sprintf(`  - id: i%d-%d
    dimension: d
    name: {zh-TW: 甲, en: A}
    population: t
    measure: {achievement: {%s}}
    breakdowns: [e]
    unit: percent
`, at, side, measure)})
		}
	}
	plan := one.plan(t, memory)
	// A breakdown makes a dozen tables of one; the draws are the same each time.
	for seed := range 3 {
		rows := rapid.SliceOfN(records, 60, 60).Example(seed)
		results := map[string][]achievement.Result{}
		for at := range rows {
			rows[at].id = int64(at + 1)
			results[rows[at].e] = append(results[rows[at].e], pooledResult(rows[at]))
			results["total"] = append(results["total"], pooledResult(rows[at]))
		}
		fill(t, func(sql string) error { return memory.Exec(ctx, sql) }, rows)
		all, err := plan.Evaluate(ctx, memory, asOfRandom)
		if err != nil {
			t.Fatal(err)
		}
		cells := map[string]indicators.Observation{}
		for _, o := range all {
			code, broken := o.Breakdown["e"]
			if !broken {
				code = "total"
			}
			cells[o.Indicator+" "+code] = o
		}
		for code, of := range results {
			for at := range twins {
				a, b := cells[fmt.Sprintf("i%d-0 %s", at, code)], cells[fmt.Sprintf("i%d-1 %s", at, code)]
				if a.Achieved == nil || numberText(a.Value) != numberText(b.Value) || a.N != b.N || a.Missing != b.Missing || a.Achieved.Met != b.Achieved.Met {
					t.Fatalf("%d %q: %v\n%v %d %d\n%v %d %d", seed, code, twins[at], a.Value, a.N, a.Missing, b.Value, b.N, b.Missing)
				}
			}
			want, got := "null", "null"
			if rate := achievement.Pooled(of); rate != nil {
				percent, _ := new(big.Rat).Mul(rate, big.NewRat(100, 1)).Float64()
				want = strconv.FormatFloat(percent, 'g', 10, 64)
			}
			if v := cells["i2-0 "+code].Value; v != nil {
				value, _ := strconv.ParseFloat(v.String(), 64)
				got = strconv.FormatFloat(value, 'g', 10, 64)
			}
			if got != want {
				t.Fatalf("%d %q: pooled %s, taken anew %s", seed, code, got, want)
			}
		}
	}
}

// pooledResult is a row as the third twin sees it.
func pooledResult(r record) achievement.Result {
	var one achievement.Result
	if r.i != nil {
		one.Actual = big.NewRat(*r.i, 1)
	}
	if r.y != nil {
		one.Target = big.NewRat(*r.y-2014, 1)
	}
	if r.f != nil && *r.f {
		one.Baseline = big.NewRat(1, 1)
	}
	return one
}

func numberText(n *indicators.Number) string {
	if n == nil {
		return "null"
	}
	return n.String()
}
