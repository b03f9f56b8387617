package indicators_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"heng/indicators"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/store"
)

// A plan that does not see some rows says, byte for byte, what it would say if
// they were not there.
func TestWithinIsWithout(t *testing.T) {
	ctx := context.Background()
	for _, c := range []struct {
		name   string
		open   indicators.Open
		closed string // the rows that are not seen, by hand
	}{
		{"a category", indicators.Open{"category": {"exchange"}}, "category <> 'exchange'"},
		{"null is not open", indicators.Open{"region": {"africa", "asia"}}, "region is null or region = '_U'"},
		{"two columns", indicators.Open{"category": {"exchange"}, "region": {"asia"}}, "category <> 'exchange' or region is null or region <> 'asia'"},
		{"a number's code", indicators.Open{"people": {"5", "7"}}, "people is null or people not in (5, 7)"},
		{"none", indicators.Open{"category": nil}, "true"},
	} {
		t.Run(c.name, func(t *testing.T) {
			plan, memory := richPlan(t)
			within, err := plan.Within(map[string]indicators.Open{"GRANTS": c.open})
			if err != nil {
				t.Fatal(err)
			}
			got := said(t, within, memory)
			if err := memory.Exec(ctx, "delete from grants where "+c.closed); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(said(t, plan, memory), got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// said is what a plan evaluates to, with the rows behind every value and those
// of its populations.
func said(t *testing.T, plan *indicators.Plan, st *store.Store) string {
	t.Helper()
	ctx := context.Background()
	observations, err := plan.Evaluate(ctx, st, richAsOf)
	if err != nil {
		t.Fatal(err)
	}
	var all []any
	for _, o := range observations {
		explained, err := plan.Explain(ctx, st, indicators.ExplainRequest{Indicator: o.Indicator, Period: o.Period, Where: o.Breakdown, AsOf: richAsOf, Excluded: true})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, o, explained)
	}
	for _, of := range []string{"grants", "keyed"} {
		rows, err := plan.Rows(ctx, st, richAsOf, of, nil)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, rows)
	}
	text, err := json.MarshalIndent(all, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Three tables in a row: a payment belongs to a grant, a grant to a group.
const chainPackage = `
name: chain
resources:
  - name: payments
    path: p.csv
    schema:
      primaryKey: id
      foreignKeys: [{fields: [grant_id], reference: {resource: grants, fields: [id]}}]
      fields: [{name: id}, {name: grant_id}, {name: paid, type: number}]
  - name: grants
    path: g.csv
    schema:
      primaryKey: id
      foreignKeys: [{fields: [org], reference: {resource: groups, fields: [id]}}]
      fields: [{name: id}, {name: org}]
  - name: groups
    path: o.csv
    schema: {primaryKey: id, fields: [{name: id}, {name: grade}]}
`

// What belongs to a hidden row is hidden with it; a row that belongs to none is
// seen.
func TestWithinFollowsKeys(t *testing.T) {
	ctx := context.Background()
	memory, err := store.OpenMemory(ctx, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer memory.Close()
	f, findings := indicators.ReadFramework("frameworks/test.yaml", []byte(head+`
  - {id: paid, dimension: accountability, name: {zh-TW: 付款, en: Paid}, population: payments, measure: {sum: paid}}
`))
	failOnErrors(t, findings)
	plan, findings, err := indicators.Check(ctx, []*indicators.Framework{f}, &indicators.Catalogue{Package: mustPackage(t, chainPackage), Languages: locale.Languages}, memory)
	if err != nil {
		t.Fatal(err)
	}
	failOnErrors(t, findings)
	for _, statement := range []string{
		`create table groups ("id" varchar, "grade" varchar, _row bigint, _file integer, _line bigint)`,
		`create table grants ("id" varchar, "org" varchar, _row bigint, _file integer, _line bigint)`,
		`create table payments ("id" varchar, "grant_id" varchar, "paid" decimal(24,6), _row bigint, _file integer, _line bigint)`,
		`insert into groups values ('o1', 'open', 1, 1, 1), ('o2', 'secret', 2, 1, 2), ('o3', null, 3, 1, 3)`,
		`insert into grants values ('g1', 'o1', 1, 1, 1), ('g2', 'o2', 2, 1, 2), ('g3', 'o3', 3, 1, 3), ('g4', null, 4, 1, 4)`,
		`insert into payments values ('p1', 'g1', 1, 1, 1, 1), ('p2', 'g2', 10, 2, 1, 2), ('p3', 'g3', 100, 3, 1, 3), ('p4', 'g4', 1000, 4, 1, 4), ('p5', null, 10000, 5, 1, 5)`,
	} {
		if err := memory.Exec(ctx, statement); err != nil {
			t.Fatal(err)
		}
	}
	within, err := plan.Within(map[string]indicators.Open{"groups": {"grade": {"open"}}})
	if err != nil {
		t.Fatal(err)
	}
	observations, err := within.Evaluate(ctx, memory, richAsOf)
	if err != nil {
		t.Fatal(err)
	}
	// p1 of an open group, p4 of a grant without a group, p5 of no grant.
	if len(observations) != 1 || observations[0].Value.String() != "11001" {
		t.Errorf("seen: %+v", observations)
	}
}

func TestWithinRefuses(t *testing.T) {
	plan, _ := richPlan(t)
	for name, open := range map[string]map[string]indicators.Open{
		"a model":          {"keyed": {"category": {"exchange"}}},
		"an unknown table": {"grant": {"category": {"exchange"}}},
		"a wrong column":   {"grants": {"categories": {"exchange"}}},
	} {
		if _, err := plan.Within(open); fault.CodeOf(err) != fault.Usage {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A cell's figures are the sums of its contributors'.
func TestContributorsAddUp(t *testing.T) {
	ctx := context.Background()
	plan, memory := richPlan(t)
	whole, err := plan.Evaluate(ctx, memory, richAsOf)
	if err != nil {
		t.Fatal(err)
	}
	// By people, of whom one is not given: a column of the table and of one model.
	parts, err := plan.ByContributor(map[string]string{"grants": "people", "keyed": "people", "unkeyed": "people"}).Evaluate(ctx, memory, richAsOf)
	if err != nil {
		t.Fatal(err)
	}
	type figures struct {
		N, Missing int64
		Num, Den   string
	}
	of := func(o *indicators.Observation) (num, den decimal.Decimal) {
		switch {
		case o.Numerator != nil:
			return *o.Numerator, *o.Denominator
		case o.Value != nil:
			return decimal.RequireFromString(o.Value.String()), decimal.Zero
		}
		return decimal.Zero, decimal.Zero
	}
	sums := map[string]*figures{}
	for i := range parts {
		o := &parts[i]
		if _, by := o.Breakdown["people"]; !by {
			t.Fatalf("%s %v is of no contributor", o.Indicator, o.Breakdown)
		}
		delete(o.Breakdown, "people")
		key := o.Indicator + " " + cellName(o.Period, o.Breakdown)
		if sums[key] == nil {
			sums[key] = &figures{Num: "0", Den: "0"}
		}
		s := sums[key]
		num, den := of(o)
		s.N, s.Missing = s.N+o.N, s.Missing+o.Missing
		s.Num = decimal.RequireFromString(s.Num).Add(num).String()
		s.Den = decimal.RequireFromString(s.Den).Add(den).String()
	}
	seen := 0
	for i := range whole {
		o := &whole[i]
		key := o.Indicator + " " + cellName(o.Period, o.Breakdown)
		if o.Indicator == "half" { // its model has no such column
			if sums[key] != nil {
				t.Errorf("%s is of contributors that its model does not know", key)
			}
			continue
		}
		num, den := of(o)
		want := &figures{o.N, o.Missing, num.String(), den.String()}
		if diff := cmp.Diff(want, sums[key]); diff != "" {
			t.Errorf("%s: %s", key, diff)
		}
		seen++
	}
	if seen == 0 {
		t.Error("nothing was compared")
	}
}

// A plan that sees the ends of bands says what it would say if the rows held them in
// place of their amounts; with some rows hidden, of the others.
func TestBandedIsAsIfTheRowsHeldTheEnds(t *testing.T) {
	ctx := context.Background()
	bands := map[string]map[string][]decimal.Decimal{"grants": {"amount": {decimal.NewFromInt(80), decimal.RequireFromString("200.5")}}}
	for end, by := range map[indicators.BandEnd]string{
		indicators.BandBegins:  "case when amount < 80 then 0 when amount < 200.5 then 80 else 200.5 end",
		indicators.BandEnds:    "case when amount < 80 then 80 when amount < 200.5 then 200.5 else 0 end",
		indicators.BandEndless: "case when amount < 200.5 then 0 else 1 end",
	} {
		plan, memory := richPlan(t)
		within, err := plan.Within(map[string]indicators.Open{"grants": {"category": {"exchange", "humanitarian"}, "people": {"10", "5", "7", "0", "3", "1"}}})
		if err != nil {
			t.Fatal(err)
		}
		var all [2][]indicators.Observation
		evaluate := func(at int, plans ...*indicators.Plan) {
			for _, p := range plans {
				observations, err := p.Evaluate(ctx, memory, richAsOf)
				if err != nil {
					t.Fatal(err)
				}
				all[at] = append(all[at], observations...)
			}
		}
		evaluate(0, plan.Banded(bands, end), within.Banded(bands, end))
		if err := memory.Exec(ctx, "update grants set amount = "+by+" where amount is not null"); err != nil {
			t.Fatal(err)
		}
		evaluate(1, plan, within)
		var text [2]string
		for at, list := range all {
			b, err := json.Marshal(list)
			if err != nil {
				t.Fatal(err)
			}
			text[at] = string(b)
		}
		if diff := cmp.Diff(text[1], text[0]); diff != "" || len(all[0]) < 10 {
			t.Errorf("end %d, %d observations: %s", end, len(all[0]), diff)
		}
	}
}
