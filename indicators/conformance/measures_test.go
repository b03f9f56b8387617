//go:build unix

package conformance

import (
	"fmt"
	"strings"
	"testing"

	"heng/indicators"
	"heng/internal/need"
)

// projectsPackage is two tables, of which one points to the other.
const projectsPackage = `name: projects
resources:
  - name: units
    path: units.csv
    schema:
      primaryKey: unit
      fields:
        - {name: unit, type: string}
        - {name: region, type: string}
  - name: projects
    path: projects.csv
    schema:
      primaryKey: id
      foreignKeys: [{fields: unit, reference: {resource: units, fields: unit}}]
      fields:
        - {name: id, type: string}
        - {name: unit, type: string}
        - {name: day, type: date}
        - {name: moment, type: datetime}
        - {name: y, type: year}
        - {name: series, type: string}
        - {name: actual, type: number}
        - {name: target, type: number, decimals: 3}
        - {name: base, type: number}
        - {name: weight, type: number, decimals: 4}
        - {name: people, type: integer}
        - {name: answer, type: string}
        - {name: done, type: boolean}
`

// projects are rows with every mixture of what is there, missing and zero; the
// numbers come of small multiplications.
func projects() string {
	var b strings.Builder
	b.WriteString("id,unit,day,moment,y,series,actual,target,base,weight,people,answer,done\n")
	pick := func(n int, of ...string) string { return of[n%len(of)] }
	for n := range 120 {
		fmt.Fprintf(&b, "p%03d,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s\n", n,
			pick(n, "非洲司", "u2", "u3", "", "u4"),
			pick(n*7, "2016-01-01", "2016-03-31", "2016-06-30", "", "2016-12-31", "2017-02-28", "2018-07-01", "2018-06-30", "2017-09-30"),
			pick(n*5, "2016-06-30T23:59:59", "2016-07-01T00:00:00", "", "2017-12-31T23:59:59"),
			pick(n*3, "2016", "2017", "", "2018"),
			pick(n/3, "s1", "s2", "s3", "", "s4", "s5", "s6"),
			pick(n*11, "0", "1", "7.5", "-3.000001", "", "1000000", "33.333333", "12345678901.234567", "8"),
			pick(n*13, "10", "8", "", "0", "7.5", "-1.5", "3", "999999999.999"),
			pick(n*17, "", "1", "0", "10", "2.5"),
			pick(n*19, "1", "0.3333", "2.5", "", "0.0001"),
			pick(n*23, "0", "1", "", "17", "9007199254740993", "3"),
			pick(n*29, "very", "fairly", "little", "none", "", "no_opinion"),
			pick(n*31, "true", "false", ""))
	}
	return b.String()
}

// kinds are a measure of every kind, and every choice that one has.
var kinds = []string{
	"count: true", "count: actual > target", "share: done", "share: actual >= target", "sum: actual", "sum: actual / target", "mean: actual", "mean: people",
	"median: actual", "median: actual / target", "median: people", "percentile: {of: target, at: 0.9}", "percentile: {of: actual, at: 0.333}",
	"distinct: series", "distinct: unit", "ratio: {numerator: sum(actual), denominator: sum(target)}",
	"ratio: {numerator: count(done), denominator: distinct(series)}", "ratio: {numerator: distinct(unit), denominator: sum(weight)}",
	"concentration: {of: people, by: unit}", "concentration: {of: weight, by: series}",
	"achievement: {actual: actual, target: target}", "achievement: {actual: actual, target: target, baseline: base, strict: done}",
	"achievement: {actual: actual, minimum: base, maximum: target}", "achievement: {actual: actual, target: target, ascending: done, pace: weight}",
	"achievement: {actual: actual, target: target, baseline: base, summary: median}", "achievement: {actual: actual, target: target, summary: median, figure: ratio}",
	"achievement: {actual: actual, target: target, baseline: base, summary: mean, weight: weight}",
	"achievement: {actual: actual, target: target, summary: mean, weight: 1, cap: none, figure: ratio}",
	"achievement: {actual: actual, target: target, baseline: base, summary: mean, weight: 1, cap: [-20, 150.5]}",
	"achievement: {actual: actual, target: target, summary: pooled}",
	"achievement: {actual: actual, target: target, series: series, order: day, rule: sum}", "achievement: {actual: actual, target: target, series: series, order: day, rule: last}",
	"achievement: {actual: actual, target: target, baseline: base, series: series, order: day, rule: average, summary: pooled}",
	"achievement: {actual: actual, target: target, series: series, order: moment, rule: max}", "achievement: {actual: actual, target: target, series: series, order: day, rule: cumulative, summary: median}",
	"survey: {answer: answer, top: [very, fairly], bottom: [none], weight: weight, stratum: unit, cluster: series}",
	"survey: {answer: answer, top: [very], weight: weight, base: answer <> 'no_opinion'}", "survey: {answer: people, weight: weight, stratum: unit, cluster: series, lonely: average}",
	"survey: {answer: weight}",
}

// measures evaluates a measure of every kind by every kind of period, broken down
// or not, and lists the rows behind some of them.
func measures(t *testing.T, server *need.Server) {
	e := load(t, t.TempDir(), server, map[string]string{
		"datapackage.yaml": projectsPackage, "projects.csv": projects(),
		"units.csv": "unit,region\n非洲司,africa\nu2,asia\nu3,\nu4,_U\n",
	})
	defer e.close()
	e.tables(t)
	periods := []string{"by: none", "by: year, of: y", "by: year, of: day", "by: half, of: moment", "by: quarter, of: day", "by: month, of: moment"}
	sets := []string{"[unit]", "[]", "[[unit, done], series]", "[region]", "[y]", "[people, [answer, unit]]"}
	populations := []string{"projects", "joined", "kept", "values"}
	var b strings.Builder
	b.WriteString(head)
	n := 0
	for at, kind := range kinds {
		for by, period := range periods {
			population := populations[(at+by)%len(populations)]
			breakdown := sets[(at+2*by)%len(sets)]
			if strings.Contains(breakdown, "region") && population != "joined" {
				population = "joined"
			}
			more := ""
			if (at+by)%3 == 0 {
				more = `, where: "people is distinct from 3"`
			}
			if strings.HasPrefix(kind, "share") || strings.HasPrefix(kind, "ratio") || by == 1 && strings.HasPrefix(kind, "achievement") {
				more += ", unit: percent"
			}
			b.WriteString(indicator(fmt.Sprintf("i%d", n), fmt.Sprintf("population: %s, measure: {%s}, period: {%s}, breakdowns: %s%s", population, kind, period, breakdown, more)))
			n++
		}
	}
	plan := e.plan(t, b.String(), map[string]string{
		"joined": "-- rows: projects\nselect p.*, u.region from projects p left join units u on u.unit = p.unit",
		// Several rows for one row of the table.
		"kept": "-- rows: projects\nselect p.* from projects p join units u on u.unit = p.unit or u.region = 'asia' where p.id < 'p060'",
		"values": `select unit, series, answer, done, y, min(day) as day, max(moment) as moment, avg(actual) as actual, sum(target) as target, avg(base) as base,
			max(weight) as weight, sum(people) as people from projects where coalesce(people, 0) < 100 group by unit, series, answer, done, y`,
	})
	observations := e.observed(t, plan)
	if len(observations) < 5000 {
		t.Errorf("only %d observations", len(observations))
	}
	var some []indicators.Observation
	for at, o := range observations {
		if at%60 == 0 {
			some = append(some, o)
		}
	}
	e.explained(t, plan, some)
	for _, population := range populations {
		e.rows(t, plan, population)
	}
	within, err := plan.Within(map[string]indicators.Open{"units": {"region": {"africa", "asia"}}, "projects": {"answer": {"very", "none"}}})
	if err != nil {
		t.Fatal(err)
	}
	e.observed(t, within)
	e.observed(t, plan.ByContributor(map[string]string{"projects": "series", "values": "series"}))
}
