package indicators_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"heng/indicators"
)

const pollPackage = `
name: polls
resources:
  - name: answers
    path: [data/answers.csv]
    schema:
      primaryKey: [id]
      fields:
        - {name: id, type: string, constraints: {required: true}}
        - {name: year, type: integer}
        - {name: sex, type: string}
        - {name: answer, type: string, constraints: {enum: [very, fairly, neither, little, none, no_opinion, refused]}}
        - {name: score, type: integer}
        - {name: weight, type: number, decimals: 4}
        - {name: stratum, type: string}
        - {name: cluster, type: string}
        - {name: published, type: number, decimals: 1}
        - {name: n, type: integer}
`

const pollHead = `
framework: polls
version: "1"
title: {zh-TW: 民調, en: Polls}
dimensions: [{id: d, title: {zh-TW: 成效, en: Effect}}]
indicators:
`

// TestPollExamples: shares by hand. Those without an opinion stay in the base until
// base takes them out; an answer that is missing is missing, and neither.
func TestPollExamples(t *testing.T) {
	const rows = `id, sex, answer, score, weight
a, f, very, 5, 2
b, f, fairly, 4, 1
c, m, little, 2, 1
d, m, no_opinion, , 4
e, m, , , 1
f, f, refused, , `
	text := pollHead
	for at, c := range [][3]string{
		{"answer: answer, top: [very, fairly]", "unit: percent", "{value: 40, numerator: 2, denominator: 5, n: 5, missing: 1}"},
		{"answer: answer, top: [very, fairly], weight: weight", "unit: percent", "{value: 37.5, numerator: 3, denominator: 8, n: 4, missing: 2}"},
		{"answer: answer, top: [very, fairly], weight: weight, base: answer <> 'no_opinion'", "unit: percent", "{value: 75, numerator: 3, denominator: 4}"},
		{"answer: answer, top: [very, fairly], bottom: [little, none], weight: weight", "unit: percent", "{value: 25, numerator: 2, denominator: 8}"},
		{"answer: score, weight: weight", "unit: points", "{value: 4, numerator: 16, denominator: 4, n: 3, missing: 3}"},
		{"answer: answer, top: [very], weight: weight", "breakdowns: [sex]", "[{value: 0.25}, {where: {sex: f}, value: 0.6667}, {where: {sex: m}, value: 0, n: 2}]"},
	} {
		text += fmt.Sprintf("  - id: i%d\n    dimension: d\n    name: {zh-TW: 甲, en: A}\n    population: answers\n    measure: {survey: {%s}}\n    %s\n    examples:\n      - rows: |\n          %s\n        expect: %s\n",
			at, c[0], c[1], strings.ReplaceAll(rows, "\n", "\n          "), c[2])
	}
	plan, findings, memory := checkIn(t, text, nil, pollPackage)
	failOnErrors(t, findings)
	found, err := indicators.RunExamples(context.Background(), plan, memory)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		t.Error(f)
	}
}

// TestPollAgainstR runs the measure over the schools of R's api data, in SQL and all,
// and compares with the intervals of survey/testdata/api_expected.csv, whose script
// stands beside it.
func TestPollAgainstR(t *testing.T) {
	read := func(name string) [][]string {
		f, err := os.Open(filepath.Join("survey", "testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		rows, err := csv.NewReader(f).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		return rows[1:]
	}
	want := map[string]float64{}
	for _, row := range read("api_expected.csv") {
		x, err := strconv.ParseFloat(row[2], 64)
		if err != nil {
			t.Fatal(err)
		}
		want[row[0]+" "+row[1]] = x
	}
	designs := map[string]string{
		"strat": "stratum: stratum", "clus1": "cluster: cluster", "clus2": "cluster: cluster", "both": "stratum: stratum, cluster: cluster",
	}
	data := map[string]string{"strat": "apistrat", "both": "apistrat", "clus1": "apiclus1", "clus2": "apiclus2"}
	for _, design := range []string{"strat", "clus1", "clus2", "both"} {
		text := pollHead
		for id, measure := range map[string]string{"share": "answer: answer, top: [very]", "mean": "answer: score"} {
			text += fmt.Sprintf("  - {id: %s, dimension: d, name: {zh-TW: 甲, en: A}, population: answers, breakdowns: [sex], measure: {survey: {%s, weight: weight, %s}}}\n",
				id, measure, designs[design])
		}
		plan, findings, memory := checkIn(t, text, nil, pollPackage)
		failOnErrors(t, findings)
		exec := func(sql string) {
			if err := memory.Exec(t.Context(), sql); err != nil {
				t.Fatal(err)
			}
		}
		exec(`create table answers (id varchar, year bigint, sex varchar, answer varchar, score bigint, weight decimal(18,8), stratum varchar,
			cluster varchar, published decimal(18,1), n bigint, _row bigint, _file bigint, _line bigint)`)
		var values []string
		for at, row := range read("api_rows.csv") {
			if row[0] != data[design] {
				continue
			}
			answer := "none"
			if row[6] == "Yes" {
				answer = "very"
			}
			values = append(values, fmt.Sprintf("('%d', null, '%s', '%s', %s, %s, '%s', '%s', null, null, %d, 1, %d)", at, row[1], answer, row[4], row[3], row[1], row[2], at, at))
		}
		exec("insert into answers values " + strings.Join(values, ", "))
		observations, err := plan.Evaluate(t.Context(), memory, time.Date(2018, 6, 22, 0, 0, 0, 0, time.UTC))
		if err != nil {
			t.Fatal(err)
		}
		compared := 0
		for _, o := range observations {
			name := design
			if sex, part := o.Breakdown["sex"]; part {
				name += ":" + sex
			}
			for what, got := range map[string]*indicators.Number{"": o.Value, "_low": o.Low, "_high": o.High} {
				w, there := want[name+" "+o.Indicator+what]
				if !there {
					t.Fatalf("R has no %s of %s", o.Indicator+what, name)
				}
				// Weights are taken to eight decimals, as the database keeps them.
				if got == nil || math.Abs(got.Float()-w) > 1e-7*max(1, math.Abs(w)) {
					t.Errorf("%s %s%s: %v, R has %v", name, o.Indicator, what, got, w)
				}
				compared++
			}
		}
		if compared != 2*4*3 {
			t.Errorf("%s: %d figures compared", design, compared)
		}
	}
}
