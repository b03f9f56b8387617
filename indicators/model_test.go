package indicators_test

import (
	"context"
	"strings"
	"testing"

	"heng/indicators"
	"heng/internal/fault"
)

// TestModels evaluates models in which printing the author's SQL anew could
// change what it means.
func TestModels(t *testing.T) {
	ctx := context.Background()
	for _, test := range []struct {
		name, model, measure string
		want                 string // value n missing of the total
	}{
		{"decimals of different scales in a union",
			"select 0.000001 as x union all select 1.5 as x union all select 2 as x", "{sum: x}", "3.500001 3 0"},
		{"decimals of different scales in a CASE",
			"select case when grant_id = 'g1' then 0.123456789 else amount end as x from grants where grant_id in ('g1', 'g2')", "{sum: x}", "200.373456789 2 0"},
		{"a column of the same name in another table may be null",
			"select g.grant_id, h.amount as other from grants g left join grants h on h.grant_id = 'g1' and g.grant_id = 'g1' where g.amount is not null and g.grant_id <> 'g8'",
			"{share: other > 1}", "1 1 5"},
		{"guarded in the same table",
			"select g.grant_id, g.amount as own from grants g where g.amount is not null", "{count: own > 75}", "4 7 0"},
		{"an apostrophe in a comment",
			"select grant_id, report_due <= :as_of as due -- the grant's\n, :as_of as today from grants", "{count: due and today is not null}", "5 6 2"},
		{"USING shows a column once",
			"select * from grants join (select region, count(*) as n from grants group by region) r using (region)", "{sum: n}", "9 5 0"},
		{"a common table expression, a window and a filter",
			"with x as (select region, row_number() over (partition by region order by grant_id) as place, amount from grants)\nselect count(*) filter (where place = 1) as n from x",
			"{value: n}", "4 1 0"},
		{"a full join",
			"select coalesce(a.grant_id, b.grant_id) as id from (select grant_id from grants where category = 'exchange') a full join (select grant_id from grants where people > 2) b on a.grant_id = b.grant_id",
			"{distinct: id}", "6 6 0"},
		{"an order by and a limit",
			"select amount from grants order by amount desc limit 2", "{count: amount is not null}", "2 2 0"},
	} {
		t.Run(test.name, func(t *testing.T) {
			plan, findings, memory := check(t, head+`
  - {id: a, dimension: accountability, name: {zh-TW: 甲, en: A}, population: m, measure: `+test.measure+`}
`, map[string]string{"m": test.model})
			failOnErrors(t, findings)
			for _, statement := range []string{createGrants, richGrants} {
				if err := memory.Exec(ctx, statement); err != nil {
					t.Fatal(err)
				}
			}
			observations, err := plan.Evaluate(ctx, memory, richAsOf)
			if err != nil {
				t.Fatal(err)
			}
			o := observations[0]
			got := "null"
			if o.Value != nil {
				got = o.Value.String()
			}
			if got = got + " " + ratText(number(&o.N)) + " " + ratText(number(&o.Missing)); got != test.want {
				t.Errorf("%s, want %s", got, test.want)
			}
		})
	}
}

// TestUntitledModel: a model that says nothing of itself is warned about, and no
// more than that.
func TestUntitledModel(t *testing.T) {
	for header, want := range map[string]int{"": 1, "-- title: {zh-TW: 甲, en: A}\n": 0} {
		_, findings := indicators.ReadModel("models/m.sql", "m", []byte(header+"select 1 as x"))
		if len(findings) != want {
			t.Fatalf("%q: %d findings, want %d: %v", header, len(findings), want, findings)
		}
		if want == 1 && (findings[0].ID != "untitled_model" || findings[0].Severity != fault.SeverityWarning) {
			t.Errorf("%v", findings[0])
		}
	}
}

// A column's name that a server would cut is a slip.
func TestModelLongColumnName(t *testing.T) {
	long := strings.Repeat("核", 21)
	for name, want := range map[string]int{long: 0, long + "甲": 1} {
		_, findings, _ := check(t, head+`
  - {id: a, dimension: accountability, name: {zh-TW: 甲, en: A}, population: m, measure: {count: true}}
`, map[string]string{"m": `select amount as "` + name + `" from grants`})
		errs := fault.Errors(findings)
		if len(errs) != want || want == 1 && errs[0].ID != "long_column_name" {
			t.Errorf("%s: %v", name, errs)
		}
	}
}
