package indicators_test

import (
	"context"
	"testing"

	"heng/indicators"
	"heng/internal/datapackage"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/store"
	"heng/internal/yamldoc"
)

const grantsPackage = `
name: test
resources:
  - name: grants
    path: [data/grants.csv]
    schema:
      primaryKey: [grant_id]
      fields:
        - {name: grant_id, type: string, constraints: {required: true}}
        - {name: report_due, type: date}
        - {name: report_received, type: date}
        - {name: category, type: string, constraints: {required: true, enum: [humanitarian, exchange]}}
        - {name: region, type: string}
        - {name: amount, type: number}
        - {name: people, type: integer}
`

func readPackage(t testing.TB, text string) *datapackage.Package {
	t.Helper()
	p := new(datapackage.Package)
	if d := yamldoc.Decode("datapackage.yaml", []byte(text), p); len(d.Findings) > 0 {
		t.Fatal(d.Findings)
	}
	return p
}

func check(t testing.TB, framework string, models map[string]string) (*indicators.Plan, []fault.Finding, *store.Store) {
	t.Helper()
	return checkIn(t, framework, models, grantsPackage)
}

// checkIn checks a framework over the tables of a data package.
func checkIn(t testing.TB, framework string, models map[string]string, pkg string) (*indicators.Plan, []fault.Finding, *store.Store) {
	t.Helper()
	ctx := context.Background()
	memory, err := store.OpenMemory(ctx, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { memory.Close() })
	f, findings := indicators.ReadFramework("frameworks/test.yaml", []byte(framework))
	catalogue := &indicators.Catalogue{Package: readPackage(t, pkg), Languages: locale.Languages}
	for name, text := range models {
		m, more := indicators.ReadModel("models/"+name+".sql", name, []byte(text))
		findings = append(findings, more...)
		catalogue.Models = append(catalogue.Models, m)
	}
	plan, more, err := indicators.Check(ctx, []*indicators.Framework{f}, catalogue, memory)
	if err != nil {
		t.Fatal(err)
	}
	return plan, append(findings, more...), memory
}

const head = `framework: test
version: "1.0"
title: {zh-TW: 測試, en: Test}
dimensions:
  - {id: accountability, title: {zh-TW: 問責, en: Accountability}}
indicators:
`

func TestFirst(t *testing.T) {
	plan, findings, memory := check(t, head+`
  - id: reports-on-time
    dimension: accountability
    name: {zh-TW: 準時, en: On time}
    population: grants
    where: report_due <= :as_of        # who is in the denominator at all
    measure:
      share: report_received is not null and report_received <= report_due
    period: {by: year, of: report_due}
    breakdowns: [category, region]
    unit: percent
    direction: up
    examples:
      - rows: |
          report_due, report_received
          2018-01-31, 2018-01-30
          2018-01-31, 2018-02-02
          2018-01-31,
        as_of: 2018-06-22
        expect: {value: 33.3333, numerator: 1, denominator: 3, missing: 0}
  - id: med
    dimension: accountability
    name: {zh-TW: 準時, en: On time}
    population: grants
    measure: {median: amount / people}
    breakdowns: [category]
    examples:
      - rows: |
          amount, people, category
          10, 3, a
          5, 1, a
          6, 0, b
        expect:
          - {value: 4.166666666667, n: 2, missing: 1}
          - {where: {category: b}, value: null, obs_status: O}
  - id: hhi
    dimension: accountability
    name: {zh-TW: 準時, en: On time}
    population: m
    measure: {concentration: {of: amount, by: region}}
    examples:
      - rows: |
          amount, region
          10, x
          30, y
        expect: {value: 0.625, n: 2}
  - id: rat
    dimension: accountability
    name: {zh-TW: 準時, en: On time}
    population: grants
    unit: percent
    measure: {ratio: {numerator: sum(amount), denominator: sum(people)}}
    examples:
      - rows: |
          amount, people
          10, 4
          30, 
        expect: {value: 250, n: 1, missing: 1}
`, map[string]string{"m": "-- title: {zh-TW: 甲, en: A}\n-- rows: grants\nselect g.*, row_number() over (order by grant_id) as rank from grants g where category = 'exchang'"})
	for _, f := range findings {
		t.Log(f.Write(locale.NewPrinter(locale.En)))
	}
	findings, err := indicators.RunExamples(context.Background(), plan, memory)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range findings {
		t.Error(f)
	}
}
