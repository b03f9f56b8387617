package indicators_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"heng/indicators"
)

// TestExamples runs worked examples that hold and that do not, and lists what is
// said of each by place.
func TestExamples(t *testing.T) {
	plan, findings, memory := check(t, head+`
  - id: mean
    dimension: accountability
    name: {zh-TW: 平均, en: Mean}
    population: grants
    measure: {mean: amount}
    period: {by: year, of: report_due}
    breakdowns: [region]
    examples:
      - rows: |
          report_due, amount, region
          2018-01-31, 10, africa
          2018-02-28, 5, asia
          2017-02-28, 5.5, asia
          2018-03-31, , asia
        expect:
          - {period: "2018", value: 7.5, numerator: 15, denominator: 2, n: 2, missing: 1, obs_status: A, band: null}
          - {period: "2018", where: {region: asia}, value: 5.0}
          - {period: "2017", value: 5.4}
          - {period: "2017", value: 6}
          - {period: "2016", value: 1}
          - {value: 1}
          - {period: "2018", n: 3, missing: null, obs_status: O}
      - {rows: "amout, region\n1, 2", expect: {value: 1}}
      - {rows: "amount, report_due\n1, 2018-02-30\nx, 2018-01-01\n1, 2018-01-01, 3", expect: {value: 1}}
      - {rows: "amount\n1", as_of: soon, expect: {value: 1}}
`, nil)
	failOnErrors(t, findings)
	found, err := indicators.RunExamples(context.Background(), plan, memory)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range found {
		got = append(got, fmt.Sprintf("%d %s", f.Place.Line-8, f.ID)) // from the indicator's own line
	}
	want := []string{
		"17 example_differs", // 5.5 is not 5.4; it may be 6, which gives no decimals
		"19 example_no_cell", "20 example_periods", "21 example_differs", "21 example_differs", "21 example_differs",
		"22 unknown_column", "23 example_value", "23 example_value", "23 example_csv", "24 not_a_date",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
