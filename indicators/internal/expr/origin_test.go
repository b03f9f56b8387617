package expr_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"heng/indicators/internal/expr"
	"heng/internal/locale"
)

var partners = expr.Relation{Name: "partners", Columns: []expr.Column{
	{Name: "iso2", Type: expr.Type{Kind: expr.Text}},
	{Name: "region", Type: expr.Type{Kind: expr.Text}},
	// A model's column, as its own query left it.
	{Name: "weight", Type: expr.Type{Kind: expr.Integer}, From: []expr.Origin{{Relation: "elsewhere", Column: "x"}}},
}}

// Each line says of a model's column what it is (=) or what it is computed from
// (<), and the last by which columns the model chooses its rows.
func TestOrigins(t *testing.T) {
	ctx := context.Background()
	st := memory(t)
	for _, test := range []struct{ name, sql, want string }{
		{"as it is, renamed and by star", "select g.amount, g.region as area, p.* from grants g join partners p on p.iso2 = g.category",
			"amount = grants.amount; area = grants.region; iso2 = partners.iso2; region = partners.region; weight = partners.weight; rows"},
		{"computed", "select case when received <= due then amount else 0 end as x, 1 as one from grants where verified or people > 2",
			"x < grants.amount grants.due grants.received; one <; rows grants.people grants.verified"},
		{"a common table expression passes both on", "with s as (select category, sum(amount) as total, max(due) as due from grants where people > 0 group by category) select category, total / 2 as half, due from s",
			"category = grants.category; half < grants.amount; due < grants.due; rows grants.people"},
		{"a subquery behind FROM", "select s.a from (select amount as a from grants) s", "a = grants.amount; rows"},
		{"a union of one column and of two", "select region, category as c from grants union all select region, region as c from grants",
			"region = grants.region; c < grants.category grants.region; rows"},
		{"a scalar subquery", "select (select max(p.weight) as m from partners p where p.iso2 = g.region) as w from grants g",
			"w < grants.region partners.iso2 partners.weight; rows"},
		{"a condition by a subquery", "select category from grants where region in (select iso2 from partners where weight > 1)",
			"category = grants.category; rows grants.region partners.iso2 partners.weight"},
		{"a window's order decides, the query's does not", "select row_number() over (order by due) as n from grants order by people limit 3",
			"n < grants.due; rows"},
	} {
		t.Run(test.name, func(t *testing.T) {
			query, problems, err := expr.BindSelect(ctx, st, test.sql, expr.Scope{
				Names: []string{"grants", "partners"},
				Resolve: func(name string) (*expr.Relation, *locale.Message) {
					return map[string]*expr.Relation{"grants": &grants, "partners": &partners}[name], nil
				},
			})
			if err != nil || len(problems) > 0 {
				t.Fatal(err, problems)
			}
			var lines []string
			for _, c := range query.Columns {
				switch {
				case c.Is != nil:
					lines = append(lines, c.Name+" = "+originNames([]expr.Origin{*c.Is}))
				default:
					lines = append(lines, strings.TrimRight(c.Name+" < "+originNames(c.From), " "))
				}
			}
			lines = append(lines, strings.TrimRight("rows "+originNames(query.Rows), " "))
			if diff := cmp.Diff(test.want, strings.Join(lines, "; ")); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func originNames(all []expr.Origin) string {
	var names []string
	for _, o := range all {
		names = append(names, fmt.Sprintf("%s.%s", o.Relation, o.Column))
	}
	return strings.Join(names, " ")
}

func TestOriginsOfAnExpression(t *testing.T) {
	bound, problems, err := expr.Bind(context.Background(), memory(t), "received is not null and received <= due + people", scope)
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	if got, want := originNames(bound.Origins()), "grants.due grants.people grants.received"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
