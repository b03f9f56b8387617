package indicators_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heng/indicators"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/store"
)

// Cases with every door open: due dates may be blank, moved or be those of
// another year, cases may be cancelled or withheld, plans are what they are now,
// and a running number is the key.
const openPackage = `
name: open
resources:
  - name: cases
    path: [data/cases.csv]
    schema:
      primaryKey: [case_id]
      fields:
        - {name: case_id, type: string}
        - {name: project, type: string, title: {zh-TW: 計畫, en: Project}, constraints: {required: true}}
        - {name: due, type: date, title: {zh-TW: 期限, en: Due}}
        - {name: received, type: date, title: {zh-TW: 收訖日, en: Received}}
        - {name: cancelled_on, type: date, title: {zh-TW: 取消日, en: Cancelled on}}
        - {name: state, type: string, title: {zh-TW: 狀態, en: State}, constraints: {required: true, enum: [open, withheld, cancelled]}}
        - {name: planned, type: integer, title: {zh-TW: 預定人數, en: Planned}, constraints: {required: true}}
        - {name: reached, type: integer, title: {zh-TW: 受益人數, en: Reached}}
        - {name: days, type: integer, title: {zh-TW: 天數, en: Days}}
`

const openCases = `insert into "cases" values
	('c1',  'p1', '2017-03-31', '2017-03-01', null, 'open',     10, 10,   2,    1, 1, 2),
	('c2',  'p1', '2017-03-31', '2017-03-20', null, 'open',     20, 20,   4,    2, 1, 3),
	('c3',  'p2', '2017-04-30', '2017-04-30', null, 'open',     10, 5,    6,    3, 1, 4),
	('c4',  'p2', '2017-05-31', '2017-05-01', null, 'open',     40, 40,   8,    4, 1, 5),
	('c5',  'p3', '2017-06-30', '2017-06-01', null, 'open',     20, 30,   10,   5, 1, 6),
	('c6',  'p3', '2017-06-30', '2017-07-15', null, 'open',     50, 20,   30,   6, 1, 7),
	('c7',  'p4', '2017-09-30', null,         null, 'open',     10, null, null, 7, 1, 8),
	('c8',  'p4', '2017-12-31', '2018-01-10', null, 'open',     30, 15,   12,   8, 1, 9),
	('c9',  'p5', '2018-03-31', '2018-03-30', null, 'open',     10, 10,   4,    9, 1, 10),
	('c10', 'p5', '2017-12-31', null,         null, 'withheld', 10, null, null, 10, 1, 11)`

const openFramework = head + `
  - id: on-time
    dimension: accountability
    name: {zh-TW: 準時, en: On time}
    population: cases
    where: state <> 'withheld' and due <= :as_of and (cancelled_on is null or cancelled_on > due)
    measure: {share: received is not null and received <= due}
    period: {by: year, of: due}
    unit: percent
    direction: up
    decimals: 1
  - id: met
    dimension: accountability
    name: {zh-TW: 達成, en: Met}
    population: cases
    where: state = 'open'
    measure: {share: reached >= planned}
    unit: percent
    direction: up
    decimals: 1
  - id: of-plan
    dimension: accountability
    name: {zh-TW: 達成率, en: Of plan}
    population: cases
    where: reached is not null
    measure: {ratio: {numerator: "sum(least(reached, planned))", denominator: sum(planned)}}
    unit: percent
    direction: up
    decimals: 1
  - id: open-cases
    dimension: accountability
    name: {zh-TW: 件數, en: Cases}
    population: cases
    measure: {count: state = 'open'}
    direction: up
  - id: projects
    dimension: accountability
    name: {zh-TW: 計畫數, en: Projects}
    population: cases
    measure: {distinct: project}
    direction: up
  - id: people
    dimension: accountability
    name: {zh-TW: 人數, en: People}
    population: cases
    where: reached is not null
    measure: {sum: reached}
    unit: people
    direction: up
  - id: mean-days
    dimension: accountability
    name: {zh-TW: 平均天數, en: Mean days}
    population: cases
    measure: {mean: days}
    unit: days
    direction: down
    decimals: 2
  - id: median-days
    dimension: accountability
    name: {zh-TW: 天數中位數, en: Median days}
    population: cases
    measure: {median: days}
    unit: days
    direction: down
    decimals: 1
  - id: nobody-wants
    dimension: accountability
    name: {zh-TW: 無方向, en: No direction}
    population: cases
    measure: {share: reached >= planned}
`

var criticAsOf = time.Date(2018, 6, 22, 0, 0, 0, 0, time.UTC)

// critical checks a framework over a package of one table and loads its rows.
func critical(t *testing.T, pkg, framework, rows string, models map[string]string) (*indicators.Plan, *store.Store) {
	t.Helper()
	ctx := context.Background()
	memory, err := store.OpenMemory(ctx, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { memory.Close() })
	f, findings := indicators.ReadFramework("frameworks/test.yaml", []byte(framework))
	catalogue := &indicators.Catalogue{Package: readPackage(t, pkg), Languages: locale.Languages}
	for _, name := range []string{"late", "with_due"} {
		if text, there := models[name]; there {
			m, more := indicators.ReadModel("models/"+name+".sql", name, []byte(text))
			findings = append(findings, more...)
			catalogue.Models = append(catalogue.Models, m)
		}
	}
	plan, more, err := indicators.Check(ctx, []*indicators.Framework{f}, catalogue, memory)
	if err != nil {
		t.Fatal(err)
	}
	failOnErrors(t, append(findings, more...))
	resource := catalogue.Package.Resources[0]
	if err := store.CreateTable(ctx, memory, resource.Name, resource.Schema); err != nil {
		t.Fatal(err)
	}
	if err := memory.Exec(ctx, rows); err != nil {
		t.Fatal(err)
	}
	return plan, memory
}

// movedLines lists what moved a value: kind, column, what it was set to, rows
// changed of those that count, and the value before and after.
func movedLines(t *testing.T, plan *indicators.Plan, st *store.Store, indicator string) []string {
	t.Helper()
	only, err := plan.Only(indicator)
	if err != nil {
		t.Fatal(err)
	}
	attempts, err := indicators.MovedOn(context.Background(), only, st, criticAsOf, "2017")
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, a := range attempts {
		lines = append(lines, strings.Join(strings.Fields(fmt.Sprintf("%s %s %s %d/%d: %s → %s", a.Kind, a.Column, a.To, a.Rows, a.Of,
			a.Before.Decimal(3), a.After.Decimal(3))), " "))
	}
	return lines
}

// TestCriticOpen finds every way that is open, with values worked out by hand
// from the rows above. At most a twentieth of the rows is changed, here one.
func TestCriticOpen(t *testing.T) {
	plan, st := critical(t, openPackage, openFramework, openCases, nil)
	for _, test := range []struct {
		indicator string
		want      []string
	}{
		// In 2017: c1 to c8 count, c1 to c5 are in time, 5/8. The first that
		// fails is c6. Out of the count it leaves 5/7; due when it came, 6/8.
		{"on-time", []string{
			"blank due 1/8: 62.5 → 71.429",
			"cancel cancelled_on due 1/8: 62.5 → 71.429",
			"shrink state withheld 1/8: 62.5 → 71.429",
			"move due received 1/8: 62.5 → 75",
			"move due as_of 1/8: 62.5 → 71.429",
		}},
		// Of c1 to c9 without c7: c1, c2, c4, c5, c9 of 8. The first that fails
		// is c3, 5 of 10 planned.
		{"met", []string{
			"blank reached 1/8: 62.5 → 71.429",
			"shrink state withheld 1/8: 62.5 → 71.429",
			"cancel state cancelled 1/8: 62.5 → 71.429",
			"plan planned reached 1/8: 62.5 → 75",
		}},
		// Numerator 10+20+5+40+20+20+15+10 = 140, denominator 190. c3 is below
		// that: without it 135/180; with a plan of 5, 140/185. c1 twice: 150/200.
		{"of-plan", []string{
			"blank reached 1/8: 73.684 → 75",
			"plan planned reached 1/8: 73.684 → 75.676",
			"split 1/8: 73.684 → 75",
		}},
		{"open-cases", []string{"split 1/10: 9 → 10"}},
		{"projects", nil}, // a project counts once
		// 10+20+5+40+30+20+15+10 = 150, and c1's 10 again.
		{"people", []string{"split 1/8: 150 → 160"}},
		// 2+4+6+8+10+30+12+4 = 76 over 8 rows is 9.5; the first above is c5 with
		// 10: 66/7.
		{"mean-days", []string{"blank days 1/8: 9.5 → 9.429"}},
		// 2 4 4 6 8 10 12 30: the middle is 7. The first above is c4 with 8; then
		// it is 6.
		{"median-days", []string{"blank days 1/8: 7 → 6"}},
		{"nobody-wants", nil},
	} {
		t.Run(test.indicator, func(t *testing.T) {
			if diff := cmp.Diff(test.want, movedLines(t, plan, st, test.indicator)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// TestCriticise shows the two strongest of each indicator, and counts the rest.
func TestCriticise(t *testing.T) {
	plan, st := critical(t, openPackage, openFramework, openCases, nil)
	attempts, summary, err := plan.Criticise(context.Background(), st, criticAsOf, "2017")
	if err != nil {
		t.Fatal(err)
	}
	// The lines of TestCriticOpen, on all of its indicators but the projects.
	if summary.Indicators != 8 || summary.Moved != 16 || summary.Open != 7 || summary.Tried < summary.Moved {
		t.Errorf("%+v", summary)
	}
	var got []string
	for _, a := range attempts {
		got = append(got, fmt.Sprintf("%s %s %s", a.Indicator, a.Kind, a.Place))
	}
	want := []string{
		// where: is on line 12 of the framework, the measure on the next.
		"on-time move frameworks/test.yaml:13:59", "on-time blank frameworks/test.yaml:12:36",
		"met plan frameworks/test.yaml:23:33", "met blank frameworks/test.yaml:23:22",
		"of-plan plan frameworks/test.yaml:32:54", "of-plan blank frameworks/test.yaml:31:12",
		"open-cases split frameworks/test.yaml:40:22",
		"people split frameworks/test.yaml:53:20",
		"mean-days blank frameworks/test.yaml:60:21",
		"median-days blank frameworks/test.yaml:68:23",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	again, _, err := plan.Criticise(context.Background(), st, criticAsOf, "2017")
	if err != nil {
		t.Fatal(err)
	}
	for i := range again {
		if a, b := again[i].Finding().String(), attempts[i].Finding().String(); a != b {
			t.Errorf("other words the second time:\n%s\n%s", a, b)
		}
	}
}

// TestCriticWords reads an attempt in both languages.
func TestCriticWords(t *testing.T) {
	plan, st := critical(t, openPackage, openFramework, openCases, nil)
	attempts, _, err := plan.Criticise(context.Background(), st, criticAsOf, "2017")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		at     int
		en, zh string
	}{
		{0, `putting due ("Due") off to the date of received ("Received") in 1 of 8 rows moves the value of 2017 from 5/8 to 6/8`,
			"8 列中只要有 1 列的「due（期限）」延後至「received（收訖日）」，民國106年（2017年）的數值就由 5/8 變為 6/8"},
		{5, `blanking reached ("Reached") in 1 of 8 rows moves the value from 73.7% to 75.0%`,
			"8 列中只要有 1 列的「reached（受益人數）」留空，數值就由 73.7% 變為 75.0%"},
	} {
		f := attempts[test.at].Finding()
		if f.Severity != fault.SeverityWarning {
			t.Errorf("%s is no warning", f.ID)
		}
		for lang, want := range map[locale.Lang]string{locale.En: test.en, locale.ZhTW: test.zh} {
			if got := locale.NewPrinter(lang).Sprint(f.Message); got != want {
				t.Errorf("%s\nwant %s", got, want)
			}
		}
	}
}

// The same cases with a guard in place for each way: dates and plans as first
// agreed, which must be there; a key that says what a case is; nothing that
// where could let go; and blanks that count as no.
const guardedPackage = `
name: guarded
resources:
  - name: cases
    path: [data/cases.csv]
    schema:
      primaryKey: [project, year]
      fields:
        - {name: project, type: string, constraints: {required: true, enum: [p1, p2, p3, p4, p5]}}
        - {name: year, type: year, constraints: {required: true}}
        - {name: due, type: date, title: {zh-TW: 原定期限, en: "Due, as first agreed"}, constraints: {required: true}}
        - {name: received, type: date}
        - {name: cancelled_on, type: date}
        - {name: state, type: string, constraints: {required: true, enum: [open, withheld]}}
        - {name: planned, type: integer, title: {zh-TW: 原定人數, en: "Planned, as first approved"}, constraints: {required: true}}
        - {name: reached, type: integer}
        - {name: days, type: integer, constraints: {required: true}}
`

const guardedCases = `insert into "cases" values
	('p1', 2017, '2017-03-31', '2017-03-01', null,         'open',     10, 10,   2,  1, 1, 2),
	('p2', 2017, '2017-04-30', '2017-05-30', null,         'open',     10, 5,    6,  2, 1, 3),
	('p3', 2017, '2017-06-30', null,         '2017-05-01', 'open',     50, null, 30, 3, 1, 4),
	('p4', 2017, '2017-12-31', '2017-12-01', null,         'withheld', 30, 35,   12, 4, 1, 5)`

const guardedFramework = head + `
  - id: on-time
    dimension: accountability
    name: {zh-TW: 準時, en: On time}
    population: cases
    where: due <= :as_of
    measure: {share: received is not null and received <= due}
    period: {by: year, of: due}
    unit: percent
    direction: up
  - id: met
    dimension: accountability
    name: {zh-TW: 達成, en: Met}
    population: cases
    measure: {share: reached is not null and reached >= planned}
    unit: percent
    direction: up
  - id: of-plan
    dimension: accountability
    name: {zh-TW: 達成率, en: Of plan}
    population: cases
    measure: {ratio: {numerator: "sum(least(coalesce(reached, 0), planned))", denominator: sum(planned)}}
    unit: percent
    direction: up
  - id: cases
    dimension: accountability
    name: {zh-TW: 件數, en: Cases}
    population: cases
    measure: {count: state = 'open'}
    direction: up
  - id: mean-days
    dimension: accountability
    name: {zh-TW: 平均天數, en: Mean days}
    population: cases
    measure: {mean: days}
    direction: down
`

// TestCriticGuarded finds nothing where each guard is in place, and what it kept
// out when one is taken away.
func TestCriticGuarded(t *testing.T) {
	for _, test := range []struct {
		name, from, to, indicator string
		want                      []string
	}{
		{"all in place", "", "", "on-time", nil},
		{"all in place", "", "", "met", nil},
		{"all in place", "", "", "of-plan", nil},
		{"all in place", "", "", "cases", nil},
		{"all in place", "", "", "mean-days", nil},
		// 2 of 4 are in time (p1, p4); the first that fails is p2.
		{"a due date that may be blank", `as first agreed"}, constraints: {required: true}}`, `as first agreed"}}`, "on-time",
			[]string{"blank due 1/4: 50 → 66.667"}},
		{"a due date that nobody calls the first", `{zh-TW: 原定期限, en: "Due, as first agreed"}`, "{zh-TW: 期限, en: Due}", "on-time",
			[]string{"move due received 1/4: 50 → 75", "move due as_of 1/4: 50 → 66.667"}},
		// p3 is cancelled already, so that 2 of 3 count.
		{"cancelled cases leave", "where: due <= :as_of", "where: due <= :as_of and (cancelled_on is null or cancelled_on > due)", "on-time",
			[]string{"cancel cancelled_on due 1/3: 66.667 → 100"}},
		{"withheld cases leave", "where: due <= :as_of", "where: due <= :as_of and state <> 'withheld'", "on-time",
			[]string{"shrink state withheld 1/3: 33.333 → 50"}},
		// 2 of 4 have met it (p1, p4).
		{"a blank result is missing", "share: reached is not null and reached", "share: reached", "met",
			[]string{"blank reached 1/3: 66.667 → 100"}},
		{"a plan that nobody calls the first", `{zh-TW: 原定人數, en: "Planned, as first approved"}`, "{zh-TW: 預定人數, en: Planned}", "met",
			[]string{"plan planned reached 1/4: 50 → 75"}},
		// 10 + 5 + 0 + 30 of 100.
		{"least passes over a blank", "coalesce(reached, 0)", "reached", "of-plan",
			// The engine's least of a blank and 50 is 50: 95 of 100; and without
			// p2's 5, its plan of 10 instead: 100 of 100.
			[]string{"blank reached 1/4: 95 → 100"}},
		{"a running number is the key", "enum: [p1, p2, p3, p4, p5]", "maxLength: 9", "cases",
			[]string{"split 1/4: 3 → 4"}},
		// 50 / 4 is 12.5; the first above is p3 with 30: 20 / 3.
		{"days that may be blank", "{name: days, type: integer, constraints: {required: true}}", "{name: days, type: integer}", "mean-days",
			[]string{"blank days 1/4: 12.5 → 6.667"}},
	} {
		t.Run(test.name+" "+test.indicator, func(t *testing.T) {
			pkg, framework := guardedPackage, guardedFramework
			if test.from != "" {
				pkg, framework = strings.Replace(pkg, test.from, test.to, 1), strings.Replace(framework, test.from, test.to, 1)
				if pkg == guardedPackage && framework == guardedFramework {
					t.Fatalf("there is no %s", test.from)
				}
			}
			plan, st := critical(t, pkg, framework, guardedCases, nil)
			if diff := cmp.Diff(test.want, movedLines(t, plan, st, test.indicator)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// TestCriticModels goes through a model to the records it is made of: what it
// computes moves with them, and so does what it chooses rows by.
func TestCriticModels(t *testing.T) {
	definition := head + `
  - id: a
    dimension: accountability
    name: {zh-TW: 甲, en: A}
    population: late
    measure: {share: "not late"}
    direction: up
    unit: percent
`
	for _, test := range []struct {
		name, model string
		want        []string
	}{
		// c6, c7 and c8 are late, 5 of 8; c6 without a due date is not chosen,
		// and with the day of receipt as one it is in time.
		{"computed and chosen by", "-- rows: cases\nselect case_id, received is null or received > due as late from with_due where due < '2018-01-01' and state = 'open'",
			[]string{
				"blank due 1/8: 62.5 → 71.429", "shrink state withheld 1/8: 62.5 → 71.429", "cancel state cancelled 1/8: 62.5 → 71.429",
				"move due received 1/8: 62.5 → 75", "move due as_of 1/8: 62.5 → 71.429",
			}},
		{"no records named", "select case_id, received is null or received > due as late from with_due", nil},
		// p3 is late by c6 and p4 by c8, 3 of 5. The record that the model names
		// for p3 is c5, which is in time: only c8 can be changed.
		{"counted together", "-- rows: cases\nselect min(case_id) as case_id, bool_or(received > due) as late from with_due where reached is not null group by project",
			[]string{"move due received 1/5: 60 → 80"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			plan, st := critical(t, openPackage, definition, openCases, map[string]string{
				"late": test.model, "with_due": "-- rows: cases\nselect * from cases where due is not null",
			})
			got := movedLines(t, plan, st, "a")
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}
