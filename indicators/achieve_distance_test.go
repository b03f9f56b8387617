package indicators_test

import (
	"context"
	"math/big"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"heng/indicators"
	"heng/indicators/achievement"
	"heng/internal/store"
)

// TestDistanceOfRows holds what explain says of each row that misses its range against
// the rule in words that run.
func TestDistanceOfRows(t *testing.T) {
	ctx := context.Background()
	memory, err := store.OpenMemory(ctx, store.Options{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer memory.Close()
	one := randomCase{definitions: []definition{{yaml: `  - id: i
    dimension: d
    name: {zh-TW: 甲, en: A}
    population: t
    measure: {achievement: {actual: i, minimum: y - 2017, maximum: y - 2015}}
    unit: percent
`}}}
	plan := one.plan(t, memory)
	rows := rapid.SliceOfN(records, 60, 60).Example(1)
	for at := range rows {
		rows[at].id = int64(at + 1)
	}
	fill(t, func(sql string) error { return memory.Exec(ctx, sql) }, rows)
	if err := memory.Exec(ctx, `create table "_heng_files" (id integer, path varchar, sheet varchar)`); err != nil {
		t.Fatal(err)
	}
	x, err := plan.Explain(ctx, memory, indicators.ExplainRequest{Indicator: "i", AsOf: asOfRandom})
	if err != nil {
		t.Fatal(err)
	}
	id, outside := slices.Index(x.Columns, "id"), 0
	for _, got := range x.Rows {
		at, err := strconv.Atoi(*got.Values[id])
		if err != nil {
			t.Fatal(err)
		}
		r, row := achievement.Result{}, rows[at-1]
		if row.i != nil {
			r.Actual = big.NewRat(*row.i, 1)
		}
		if row.y != nil {
			r.Minimum, r.Maximum = big.NewRat(*row.y-2017, 1), big.NewRat(*row.y-2015, 1)
		}
		want, found := achievement.Judge(r).Distance, ""
		if got.Distance != nil {
			found = *got.Distance
			outside++
		}
		if want == nil && found != "" || want != nil && found != want.RatString() {
			t.Errorf("row %d: %q, by the rule %v", at, found, want)
		}
	}
	if len(x.Rows) != len(rows) || outside < 5 {
		t.Errorf("%d of %d rows, %d outside their range", len(x.Rows), len(rows), outside)
	}
}
