package indicators_test

import (
	"context"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"heng/indicators"
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
