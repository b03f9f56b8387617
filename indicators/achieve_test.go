package indicators_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"heng/indicators"
)

// achievementHead is a framework over a table of results.
const achievementPackage = `
name: achievement
resources:
  - name: results
    path: [data/results.csv]
    schema:
      primaryKey: [id]
      fields:
        - {name: id, type: string, constraints: {required: true}}
        - {name: series, type: string}
        - {name: on, type: date}
        - {name: sector, type: string}
        - {name: evidence, type: string}
        - {name: up, type: boolean}
        - {name: base, type: number, decimals: 2}
        - {name: aim, type: number, decimals: 2}
        - {name: low, type: number, decimals: 2}
        - {name: high, type: number, decimals: 2}
        - {name: got, type: number, decimals: 2}
        - {name: weight, type: integer}
        - {name: elapsed, type: number, decimals: 4}
        - {name: passed, type: boolean}
`

const achievementHead = `
framework: results
version: "1"
title: {zh-TW: 成果, en: Results}
dimensions: [{id: d, title: {zh-TW: 成效, en: Effect}}]
indicators:
`

// example is an indicator with one worked example.
func achievementIndicator(id, measure, more, rows, expect string) string {
	return fmt.Sprintf(`
  - id: %s
    dimension: d
    name: {zh-TW: 甲, en: A}
    population: results
    measure: {achievement: {%s}}
    %s
    examples:
      - rows: |
          %s
        expect: %s
`, id, measure, more, strings.ReplaceAll(rows, "\n", "\n          "), expect)
}

// TestAchievementExamples runs the measure through worked examples, whose figures
// were computed by hand from the rule.
func TestAchievementExamples(t *testing.T) {
	// 53 of 50 from 15 (met); 50 of 40 from 80 (three quarters); nothing reported; no
	// target; 0 of 10; rising by its flag and falling by its target.
	const rows = `id, base, aim, got, up, weight
a, 15, 50, 53, , 1
b, 80, 40, 50, , 3
c, 5, 10, , , 1
d, 5, , 7, , 1
e, , 10, 0, , 1
f, 20, 10, 15, true, 1`
	const all = "actual: got, target: aim, baseline: base, ascending: up"
	const flow = `id, series, on, aim, got
a2, a, 2018-06-30, 12, 20
a1, a, 2018-03-31, 12, 10
a3, a, 2018-09-30, 16, 15
b1, b, 2018-03-31, 5, 5
b2, b, 2018-06-30, 5,
c1, , 2018-06-30, 5, 5`
	const series = "actual: got, target: aim, series: series, order: on"
	text := achievementHead +
		achievementIndicator("share", all, "unit: percent", rows, "{value: 33.3333, numerator: 1, denominator: 3, n: 3, missing: 3}") +
		achievementIndicator("share-ratio", all+", summary: share_met", "breakdowns: [id]", rows, "[{value: 0.3333}, {where: {id: c}, value: null, obs_status: O}, {where: {id: a}, value: 1}]") +
		// capped: 1, 0.75, 0
		achievementIndicator("mean", all+", summary: mean, weight: 1", "unit: percent", rows, "{value: 58.3333, numerator: 1.75, denominator: 3, missing: 3}") +
		achievementIndicator("mean-weighted", all+", summary: mean, weight: weight", "unit: percent", rows, "{value: 65, numerator: 3.25, denominator: 5}") +
		achievementIndicator("mean-raw", all+", summary: mean, weight: 1, cap: none", "unit: percent", rows, "{value: 61.1904762, numerator: 1.835714285714, denominator: 3}") +
		achievementIndicator("mean-cap", all+", summary: mean, weight: 1, cap: [0, 105]", "unit: percent", rows, "{numerator: 1.80}") +
		// ratios: 1.06 and 0; b falls and has none
		achievementIndicator("median-ratio", all+", summary: median, figure: ratio", "unit: percent", rows, "{value: 53, n: 2, missing: 4}") +
		achievementIndicator("median", all+", summary: median", "unit: percent", rows, "{value: 75, n: 3}") +
		// (53-15) + (50-80) + 0 over (50-15) + (40-80) + 10
		achievementIndicator("pooled", all+", summary: pooled", "unit: percent", rows, "{value: 160, numerator: 8, denominator: 5}") +
		// 9 of 10 and 45 of 90 people, as 90 % and 50 %, of 80 %: 54 of the 80 of 100
		achievementIndicator("pooled-percentages", "actual: got, target: aim, summary: pooled, weight: weight", "unit: percent",
			"id, got, aim, weight\na, 90, 80, 10\nb, 50, 80, 90\nc, 100, 80,", "{value: 67.5, numerator: 5400, denominator: 8000, n: 2, missing: 1}") +
		achievementIndicator("range", "actual: got, minimum: low, maximum: high", "unit: percent",
			"id, low, high, got\na, 90, 110, 110\nb, 90, 110, 110.01\nc, 90, , 95\nd, , , 95\ne, 90, 110,", "{value: 66.6667, numerator: 2, denominator: 3, missing: 2}") +
		achievementIndicator("mixed", "actual: got, target: aim, minimum: low, maximum: high", "",
			"id, aim, low, high, got\na, , 90, 110, 100\nb, 50, , , 49\nc, , , , 1", "{numerator: 1, denominator: 2, missing: 1}") +
		achievementIndicator("strict", "actual: got, target: aim, strict: true", "", "id, aim, got\na, 89, 89\nb, 89, 89.01", "{numerator: 1, denominator: 2}") +
		achievementIndicator("strict-some", "actual: got, target: aim, strict: passed", "", "id, aim, got, passed\na, 89, 89, true\nb, 89, 89,", "{numerator: 1, denominator: 2}") +
		achievementIndicator("pace", "actual: got, target: aim, baseline: base, pace: elapsed", "",
			"id, base, aim, got, elapsed\na, 15, 50, 33, 0.5\nb, 15, 50, 32, 0.5\nc, 15, 50, 49,\nd, , 50, 26, 0.5\ne, 15, 50, 49.99, 2", "{numerator: 2, denominator: 5}") +
		achievementIndicator("sum", series+", rule: sum", "", flow, "{numerator: 1, denominator: 1, missing: 2}") +
		achievementIndicator("last", series+", rule: last", "", flow, "{numerator: 0, denominator: 1, missing: 2}") +
		achievementIndicator("cumulative", series+", rule: cumulative", "", flow, "{numerator: 1, denominator: 2, missing: 1}") +
		achievementIndicator("average", series+", rule: average", "", flow, "{numerator: 1, denominator: 1, missing: 2}") +
		achievementIndicator("max", series+", rule: max", "", flow, "{numerator: 2, denominator: 2, missing: 1}") +
		achievementIndicator("quarters", series+", rule: sum", "period: {by: half, of: on}", flow,
			"[{period: 2018-S1, numerator: 1, denominator: 1, missing: 2}, {period: 2018-S2, numerator: 0, denominator: 1}]") +
		achievementIndicator("within", series+", rule: sum", "where: got > 10", flow, "{numerator: 1, denominator: 1, missing: 1}")
	plan, findings, memory := checkIn(t, text, nil, achievementPackage)
	failOnErrors(t, findings)
	found, err := indicators.RunExamples(context.Background(), plan, memory)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		t.Error(f)
	}
}

// TestAchievementSlips lists what is said of definitions that cannot be meant.
func TestAchievementSlips(t *testing.T) {
	text := achievementHead
	for at, measure := range []string{
		"actual: got", "target: aim", "actual: gto, target: aim", "actual: up, target: aim", "actual: got, target: aim, ascending: base",
		"actual: got, target: aim, summary: mean", "actual: got, target: aim, summary: avarage", "actual: got, target: aim, weight: weight",
		"actual: got, target: aim, series: series", "actual: got, target: aim, summary: mean, weight: 1, cap: [100, 0]",
		"actual: got, minimum: low, summary: median", "actual: got, target: aim, series: series, order: on, rule: first", "actual: got, target: aim, cap: none",
	} {
		text += fmt.Sprintf("  - {id: i%d, dimension: d, name: {zh-TW: 甲, en: A}, population: results, measure: {achievement: {%s}}}\n", at, measure)
	}
	_, findings, _ := checkIn(t, text, nil, achievementPackage)
	var got []string
	for _, f := range findings {
		if f.ID != "incomplete" {
			got = append(got, f.Subject+" "+f.ID)
		}
	}
	want := []string{
		" missing_key", " cap_form", // of form, said where the file was read
		"i0 achievement_target", "i2 unknown_column", "i3 wrong_kind", "i4 wrong_kind", "i5 achievement_weight",
		"i6 unknown_value", "i7 achievement_unused", "i8 achievement_series", "i10 achievement_target", "i11 unknown_value", "i12 achievement_unused",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
