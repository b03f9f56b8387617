//go:build unix

package conformance

import (
	"fmt"
	"strings"
	"testing"

	"heng/indicators/internal/expr"
	"heng/internal/need"
	"heng/internal/store"
)

// valuesPackage is a table with a field of each type.
const valuesPackage = `name: values
resources:
  - name: t
    path: t.csv
    schema:
      primaryKey: id
      fields:
        - {name: id, type: string}
        - {name: c, type: string}
        - {name: e, type: string}
        - {name: a, type: number}
        - {name: m, type: number, decimals: 2}
        - {name: i, type: integer}
        - {name: b, type: boolean}
        - {name: day, type: date}
        - {name: moment, type: datetime}
        - {name: y, type: year}
`

// valuesRows are one plain row, one of borders, one of nothing, and two of texts
// and numbers that go wrong easily.
const valuesRows = `id,c,e,a,m,i,b,day,moment,y
plain,Abc,b%_\d,7.5,-2.25,3,true,2016-02-29,2016-02-29T23:59:59,2016
border,Ａé漢𠮷,,999999999999999999.999999,0.01,9223372036854775807,false,2018-12-31,2018-12-31T00:00:00,2018
nothing,,,,,,,,,
small, x y ,ÀÉÎ ß Σ,-0.000001,-999999999999999999.99,-7,true,2021-01-03,2021-01-01T12:00:00,1999
zero,"it's ""\""",a,0,0,0,false,2000-01-01,2000-03-31T01:02:03,2000
`

// answers are what expressions give for the five rows, by hand; ∅ is null. The
// quotients are from bc with scale=20, rounded by hand.
var answers = []struct{ text, plain, border, nothing, small, zero string }{
	{"a / m", "-3.333333333333", "99999999999999999999.9999", "∅", "0", "∅"},
	{"a / 3", "2.5", "333333333333333333.333333", "∅", "-0.000000333333", "0"},
	{"m / a", "-0.3", "0", "∅", "999999999999999999990000", "∅"},
	{"i / 7", "0.428571428571", "1317624576693539401", "∅", "-1", "0"},
	{"(m * i) / 3", "-2.25", "30744573456182586.023333333333", "∅", "2333333333333333333.31", "0"},
	{"2 / 3", "0.666666666667", "0.666666666667", "0.666666666667", "0.666666666667", "0.666666666667"},
	{"-2 / 3", "-0.666666666667", "-0.666666666667", "-0.666666666667", "-0.666666666667", "-0.666666666667"},
	{"1 / 2000000000000", "0.000000000001", "0.000000000001", "0.000000000001", "0.000000000001", "0.000000000001"},
	{"i % 4", "3", "3", "∅", "-3", "0"},
	{"a + m", "5.25", "1000000000000000000.009999", "∅", "-999999999999999999.990001", "0"},
	{"a - 1", "6.5", "999999999999999998.999999", "∅", "-1.000001", "-1"},
	{"m * i", "-6.75", "92233720368547758.07", "∅", "6999999999999999999.93", "0"},
	{"abs(m)", "2.25", "0.01", "∅", "999999999999999999.99", "0"},
	{"- i", "-3", "-9223372036854775807", "∅", "7", "0"},
	{"floor(m)", "-3", "0", "∅", "-1000000000000000000", "0"},
	{"ceil(m)", "-2", "1", "∅", "-999999999999999999", "0"},
	{"round(m)", "-2", "0", "∅", "-1000000000000000000", "0"},
	{"round(a, 1)", "7.5", "1000000000000000000", "∅", "0", "0"},
	{"round(-2.5)", "-3", "-3", "-3", "-3", "-3"},
	{"round(2.345, 2)", "2.35", "2.35", "2.35", "2.35", "2.35"},
	{"greatest(a, m)", "7.5", "999999999999999999.999999", "∅", "-0.000001", "0"},
	{"least(a, m, 1)", "-2.25", "0.01", "1", "-999999999999999999.99", "0"},
	{"coalesce(i, 0)", "3", "9223372036854775807", "0", "-7", "0"},
	{"nullif(i, 0)", "3", "9223372036854775807", "∅", "-7", "∅"},
	{"lower(c)", "abc", "ａé漢𠮷", "∅", "x y", `it's "\"`},
	{"upper(c)", "ABC", "ＡÉ漢𠮷", "∅", "X Y", `IT'S "\"`},
	{"upper(e)", `B%_\D`, "∅", "∅", "ÀÉÎ ẞ Σ", "A"},
	{"lower(e)", `b%_\d`, "∅", "∅", "àéî ß σ", "a"},
	{"trim('  x  ') || 'y'", "xy", "xy", "xy", "xy", "xy"},
	{"length(c)", "3", "4", "∅", "3", "8"},
	{"substring(c, 2, 2)", "bc", "é漢", "∅", " y", "t'"},
	{"substring(c, 3)", "c", "漢𠮷", "∅", "y", `'s "\"`},
	{"replace(c, 'b', '\\')", `A\c`, "Ａé漢𠮷", "∅", "x y", `it's "\"`},
	{"starts_with(c, 'A')", "true", "false", "∅", "false", "false"},
	{"c like 'A%'", "true", "false", "∅", "false", "false"},
	{"c like '%\\%'", "false", "false", "∅", "false", "true"},
	{"e like 'b\\%%'", "false", "∅", "∅", "false", "false"},
	{"c not like '____'", "true", "false", "∅", "true", "true"},
	{"c ilike 'ａÉ%'", "false", "true", "∅", "false", "false"},
	{"c || '-' || e", `Abc-b%_\d`, "∅", "∅", "x y-ÀÉÎ ß Σ", `it's "\"-a`},
	{"c < e", "true", "∅", "∅", "true", "false"},
	{"c is distinct from e", "true", "true", "false", "true", "true"},
	{"extract(year from day)", "2016", "2018", "∅", "2021", "2000"},
	{"extract(week from day)", "9", "1", "∅", "53", "52"},
	{"extract(isodow from day)", "1", "1", "∅", "7", "6"},
	{"quarter(moment)", "1", "4", "∅", "1", "1"},
	{"year(day) * 100 + month(day)", "201602", "201812", "∅", "202101", "200001"},
	{"day(moment)", "29", "31", "∅", "1", "31"},
	{"date_trunc('quarter', day)", "2016-01-01", "2018-10-01", "∅", "2021-01-01", "2000-01-01"},
	{"date_trunc('week', moment)", "2016-02-29", "2018-12-31", "∅", "2020-12-28", "2000-03-27"},
	{"day + interval '1 year'", "2017-02-28", "2019-12-31", "∅", "2022-01-03", "2001-01-01"},
	{"day - interval '1 month'", "2016-01-29", "2018-11-30", "∅", "2020-12-03", "1999-12-01"},
	{"day - date '2016-02-28'", "1", "1037", "∅", "1771", "-5902"},
	{"day + 1", "2016-03-01", "2019-01-01", "∅", "2021-01-04", "2000-01-02"},
	{"moment < '2016-03-01'", "true", "false", "∅", "false", "true"},
	{"cast(moment as date) = day", "true", "true", "∅", "false", "false"},
	{"day between '2016-02-29' and :as_of", "true", "false", "∅", "false", "false"},
	{"b and i > 0", "true", "false", "∅", "false", "false"},
	{"b or i is null", "true", "false", "true", "true", "false"},
	{"not b", "false", "true", "∅", "false", "true"},
	{"b is not true", "false", "true", "true", "false", "true"},
	{"case when i > 0 then 'pos' when i = 0 then 'zero' end", "pos", "pos", "∅", "∅", "zero"},
	{"i in (3, 0)", "true", "false", "∅", "false", "true"},
	{"cast(i as varchar) || cast(b as varchar)", "3true", "9223372036854775807false", "∅", "-7true", "0false"},
	{"cast(m as varchar)", "-2.25", "0.01", "∅", "-999999999999999999.99", "0.00"},
	{"cast(moment as varchar)", "2016-02-29 23:59:59", "2018-12-31 00:00:00", "∅", "2021-01-01 12:00:00", "2000-03-31 01:02:03"},
	{"cast(m as bigint)", "-2", "0", "∅", "-1000000000000000000", "0"},
	{"y", "2016", "2018", "∅", "1999", "2000"},
}

// expressions holds every function and operator of the language against answers by
// hand, on both engines.
func expressions(t *testing.T, server *need.Server) {
	var columns []string
	known := map[string]bool{}
	for at, a := range answers {
		columns = append(columns, fmt.Sprintf("%s as x%d", a.text, at))
		for _, name := range expr.FunctionNames() {
			known[name] = known[name] || strings.Contains(a.text, name+"(")
		}
	}
	for _, name := range expr.FunctionNames() {
		if !known[name] {
			t.Errorf("no case for %s", name)
		}
	}
	e := load(t, t.TempDir(), server, map[string]string{"datapackage.yaml": valuesPackage, "t.csv": valuesRows})
	defer e.close()
	e.tables(t)
	plan := e.plan(t, head+indicator("n", "population: x, measure: {count: true}"),
		map[string]string{"x": "-- rows: t\nselect id, " + strings.Join(columns, ", ") + " from t"})
	rows := e.rows(t, plan, "x")
	if len(rows.Rows) != 5 {
		t.Fatalf("%d rows, want 5", len(rows.Rows))
	}
	for at, a := range answers {
		for row, want := range []string{a.plain, a.border, a.nothing, a.small, a.zero} {
			got := "∅"
			if v := rows.Rows[row].Values[at+1]; v != nil {
				got = *v
			}
			if got != want {
				t.Errorf("%s of row %d: %q, want %q", a.text, row+1, got, want)
			}
		}
	}
}

// failures evaluates what goes beyond the digits of an engine: what the statement
// was for is left out and named, alike on both, and the others stand.
func failures(t *testing.T, server *need.Server) {
	e := load(t, t.TempDir(), server, map[string]string{"datapackage.yaml": valuesPackage, "t.csv": valuesRows})
	defer e.close()
	plan := e.plan(t, head+indicator("counted", "population: t, measure: {count: true}")+indicator("large", "population: squares, measure: {sum: x}")+
		indicator("shared", "population: t, measure: {concentration: {of: m, by: c}}")+indicator("middle", "population: t, measure: {median: a}"),
		map[string]string{"squares": "-- rows: t\nselect id, a * a * a as x from t"})
	var said [2][]string
	for at, st := range []*store.Store{e.embedded, e.server} {
		observations, err := plan.Evaluate(ctx, st, asOf)
		if err == nil {
			t.Fatal("no error")
		}
		said[at] = append(lines(t, observations), err.Error())
		if len(observations) != 2 || observations[0].Indicator != "counted" || observations[1].Indicator != "middle" {
			t.Errorf("%v", said[at])
		}
		for _, name := range []string{"test/large", "test/shared"} {
			if !strings.Contains(err.Error(), name) {
				t.Errorf("%s is not named: %v", name, err)
			}
		}
	}
	same(t, "what stands", said[0][:2], said[1][:2])
}
