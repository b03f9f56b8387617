package indicators_test

import (
	"context"
	"flag"
	"math/big"
	"slices"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"heng/indicators"
	"heng/internal/store"
)

// later is a case with other rows and some other definitions: rows that were not
// there, rows that are gone, rows with other values under their key.
func (c randomCase) later(t *rapid.T) randomCase {
	var next randomCase
	for _, r := range c.rows {
		switch rapid.IntRange(0, 5).Draw(t, "fate") {
		case 0: // withdrawn
		case 1:
			other := records.Draw(t, "corrected")
			other.id = r.id
			next.rows = append(next.rows, other)
		default:
			next.rows = append(next.rows, r)
		}
	}
	for at, r := range rapid.SliceOfN(records, 0, 8).Draw(t, "late") {
		r.id = int64(1000 + at)
		next.rows = append(next.rows, r)
	}
	for _, d := range c.definitions {
		if rapid.IntRange(0, 2).Draw(t, "redefined") == 0 {
			id := "i" + string(rune('0'+len(next.definitions)))
			d = drawDefinition(t, id)
		}
		next.definitions = append(next.definitions, d)
	}
	return next
}

// parts are the figures of an observation, as its definition adds them up; zero
// where there is none.
func partsOf(o *indicators.Observation, additive bool) (f indicators.Figures) {
	if o == nil {
		return f
	}
	f.N, f.Missing = o.N, o.Missing
	switch {
	case o.Numerator != nil:
		f.Numerator, f.Denominator = *o.Numerator, *o.Denominator
	case additive && o.Value != nil: // of a count or a sum, which ends within six decimals
		f.Numerator = decimal.RequireFromString(o.Value.Rat().FloatString(30))
	}
	return f
}

func sumOf(a, b indicators.Figures, sign int64) indicators.Figures {
	by := decimal.NewFromInt(sign)
	return indicators.Figures{Numerator: a.Numerator.Add(b.Numerator.Mul(by)), Denominator: a.Denominator.Add(b.Denominator.Mul(by)), N: a.N + sign*b.N, Missing: a.Missing + sign*b.Missing}
}

var compared = flag.Int("compared", 8, "how many random cases to compare")

// TestDifferencesAddUp compares random data and definitions with others: the
// steps lead from what the first stage computes to what the last does, to the last
// digit; where a measure adds up, the rows listed add up to every step; and no
// cell that differs is left out.
func TestDifferencesAddUp(t *testing.T) {
	ctx := context.Background()
	var stores [2]*store.Store
	for at := range stores {
		var err error
		if stores[at], err = store.OpenMemory(ctx, store.Options{Threads: 1}); err != nil {
			t.Fatal(err)
		}
		defer stores[at].Close()
		if err := stores[at].Exec(ctx, bookFiles[0]); err != nil {
			t.Fatal(err)
		}
	}
	seen := map[indicators.RowKind]int{}
	draw := rapid.Custom(func(t *rapid.T) [2]randomCase {
		c := drawCase(t)
		return [2]randomCase{c, c.later(t)}
	})
	for seed := range *compared {
		cases := draw.Example(seed)
		var plans [2]*indicators.Plan
		var want [2]map[string]*indicators.Observation
		union := map[string]bool{}
		for at, c := range cases {
			fill(t, func(sql string) error { return stores[at].Exec(ctx, sql) }, c.rows)
			plans[at] = c.plan(t, stores[at])
			observations, err := plans[at].Evaluate(ctx, stores[at], asOfRandom)
			if err != nil {
				t.Fatal(err)
			}
			want[at] = map[string]*indicators.Observation{}
			for i, o := range observations {
				name := o.Indicator + " " + cellName(o.Period, o.Breakdown)
				want[at][name], union[name] = &observations[i], true
			}
		}
		got, err := indicators.Compare(ctx, []indicators.Stage{
			{Plan: plans[0], Store: stores[0], AsOf: asOfRandom},
			{Plan: plans[0], Store: stores[1], AsOf: asOfRandom, Causes: []indicators.Cause{indicators.DataCause}},
			{Plan: plans[1], Store: stores[1], AsOf: asOfRandom, Causes: []indicators.Cause{indicators.DefinitionCause}},
		}, indicators.CompareRequest{})
		if err != nil {
			t.Fatal(err)
		}
		was := [2]map[int64]bool{{}, {}}
		for at, c := range cases {
			for _, r := range c.rows {
				was[at][r.id] = true
			}
		}
		told := map[string]bool{}
		cells := 0
		for _, d := range got.Differences {
			for _, step := range d.Steps {
				for _, r := range step.Rows {
					seen[r.Kind]++
					if (r.Kind == indicators.CorrectedRow) != (len(r.Changed) > 0) || (r.Before == nil) != (r.Kind == indicators.EnteredRow) || (r.After == nil) != (r.Kind == indicators.LeftRow) {
						t.Fatalf("a row that %s: %+v", r.Kind, r)
					}
					if step.Causes[0] == indicators.DataCause && len(step.Key) > 0 {
						id, _ := new(big.Int).SetString(r.Key[0], 10)
						if in := [2]bool{was[0][id.Int64()], was[1][id.Int64()]}; in[0] != (r.Before != nil) || in[1] != (r.After != nil) {
							t.Fatalf("row %s is said to have %s", id, r.Kind)
						}
					}
				}
			}
			for _, cell := range d.Cells {
				cells++
				name := d.Indicator.ID + " " + cellName(cell.Period, cell.Breakdown)
				told[name] = true
				if !slices.Equal(texts(cell.Before, cell.After), texts(want[0][name], want[1][name])) {
					t.Fatalf("%s: %v, but it is computed as %v", name, texts(cell.Before, cell.After), texts(want[0][name], want[1][name]))
				}
				var sum indicators.Figures
				at := cell.Before
				for _, change := range cell.Changes {
					if !slices.Equal(texts(at), texts(change.Before)) {
						t.Fatalf("%s: a step begins at %v, the one before ended at %v", name, texts(change.Before), texts(at))
					}
					at, sum = change.After, sumOf(sum, change.Effect, 1)
					if !d.Additive {
						continue
					}
					var rows indicators.Figures
					for _, r := range change.Rows {
						rows = sumOf(rows, r.Effect, 1)
					}
					if left := sumOf(change.Effect, rows, -1); !left.IsZero() {
						t.Fatalf("%s: the rows leave %+v unexplained of %+v\n%s\n%s", name, left, change.Effect, cases[0].yaml(), cases[1].yaml())
					}
				}
				if !slices.Equal(texts(at), texts(cell.After)) {
					t.Fatalf("%s: the steps end at %v", name, texts(at))
				}
				whole := sumOf(partsOf(cell.After, d.Additive), partsOf(cell.Before, d.Additive), -1)
				if d.Additive && !sumOf(whole, sum, -1).IsZero() {
					t.Fatalf("%s: the steps add up to %+v, not to %+v", name, sum, whole)
				}
			}
		}
		for name := range union {
			if a, b := texts(want[0][name]), texts(want[1][name]); !told[name] && !slices.Equal(a, b) {
				t.Fatalf("%s went from %v to %v unsaid", name, a, b)
			}
		}
		if cells+got.Unchanged < len(union) {
			t.Fatalf("%d cells differ and %d do not, of %d", cells, got.Unchanged, len(union))
		}
	}
	for _, kind := range []indicators.RowKind{indicators.EnteredRow, indicators.CorrectedRow, indicators.JudgedRow, indicators.LeftRow} {
		if seen[kind] == 0 {
			t.Errorf("no row was %s", kind)
		}
	}
}

// texts are what of observations comes from the records.
func texts(observations ...*indicators.Observation) []string {
	var all []string
	for _, o := range observations {
		text := "none"
		if o != nil {
			text = ""
			for _, d := range []*decimal.Decimal{o.Numerator, o.Denominator} {
				if d != nil {
					text += d.String() + " "
				}
			}
			if o.Value != nil {
				text += o.Value.Rat().RatString()
			}
			text += decimal.NewFromInt(o.N).String() + " " + decimal.NewFromInt(o.Missing).String()
		}
		all = append(all, text)
	}
	return all
}
