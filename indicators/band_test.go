package indicators_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heng/indicators"
	"heng/internal/locale"
	"heng/internal/store"
)

// parisRows is the Paris Declaration's parity table: the values of 2010 with
// their targets (facts: effectiveness 1.3, from the OECD survey of 2011). It has
// a descending count, a strict target, missing values and rows without a target.
// The source says only whether a target is met; the levels below it follow from
// the share of the target that is reached (85 on track, 60 at risk; effectiveness
// 4.4, rule 10), which is written beside each.
var parisRows = []struct {
	id, actual, direction, unit, target string
	band                                string
}{
	{"1", "37", "up", "percent", "value: 75", "off_track"}, // 49.3 %
	{"2a", "38", "up", "percent", "value: 50", "at_risk"},  // 76 %
	{"2b", "null", "up", "percent", "", "-"},
	{"3", "41", "up", "percent", "value: 85", "off_track"}, // 48.2 %
	{"4", "57", "up", "percent", "value: 50", "met"},       // the only one met
	{"5a", "48", "up", "percent", "value: 55", "on_track"}, // 87.3 %
	{"5b", "44", "up", "percent", "", "-"},
	{"6", "1158", "down", "count", "value: 565", "not_met"},  // no scale without a baseline
	{"7", "43", "up", "percent", "value: 71", "at_risk"},     // 60.6 %
	{"8", "86", "up", "percent", "over: 89", "not_met"},      // a strict bound has no scale
	{"8x", "89", "up", "percent", "over: 89", "not_met"},     // the bound itself does not pass
	{"8y", "89.000001", "up", "percent", "over: 89", "met"},  // and the next number does
	{"9", "45", "up", "percent", "value: 66", "at_risk"},     // 68.2 %
	{"10a", "19", "up", "percent", "value: 40", "off_track"}, // 47.5 %
	{"10b", "44", "up", "percent", "value: 66", "at_risk"},   // 66.7 %
	{"11", "20", "up", "percent", "value: 36", "off_track"},  // 55.6 %
	{"12", "38", "up", "percent", "value: 100", "off_track"},
	{"x", "null", "up", "percent", "value: 100", "no_data"}, // a target, and nothing measured
}

func TestParisParity(t *testing.T) {
	ctx := context.Background()
	var yaml strings.Builder
	yaml.WriteString(head)
	statement := `insert into "paris" values `
	for at, r := range parisRows {
		fmt.Fprintf(&yaml, "  - {id: p%s, dimension: accountability, name: {zh-TW: 甲, en: A}, population: paris, where: \"id = '%s'\",\n", r.id, r.id)
		fmt.Fprintf(&yaml, "     measure: {value: actual}, period: {by: year, of: y}, unit: %s, direction: %s", r.unit, r.direction)
		if r.target != "" {
			fmt.Fprintf(&yaml, ", targets: [{period: \"2010\", %s}]", r.target)
		}
		yaml.WriteString("}\n")
		if at > 0 {
			statement += ", "
		}
		statement += fmt.Sprintf("('%s', 2010, %s, %d, 1, %d)", r.id, r.actual, at+1, at+2)
	}
	memory, err := store.OpenMemory(ctx, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer memory.Close()
	f, findings := indicators.ReadFramework("frameworks/paris.yaml", []byte(yaml.String()))
	plan, more, err := indicators.Check(ctx, []*indicators.Framework{f}, &indicators.Catalogue{Languages: locale.Languages, Package: mustPackage(t, `
name: paris
resources:
  - {name: paris, path: [p.csv], schema: {primaryKey: [id], fields: [{name: id, type: string}, {name: y, type: year}, {name: actual, type: number}]}}
`)}, memory)
	if err != nil {
		t.Fatal(err)
	}
	failOnErrors(t, append(findings, more...))
	for _, s := range []string{`create table "paris" ("id" varchar, "y" bigint, "actual" decimal(24,6), _row bigint, _file integer, _line bigint)`, statement} {
		if err := memory.Exec(ctx, s); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		name string
		asOf time.Time
		due  bool
	}{
		{"the last day", time.Date(2010, 12, 31, 0, 0, 0, 0, time.UTC), true},
		{"the day before", time.Date(2010, 12, 30, 0, 0, 0, 0, time.UTC), false},
		{"the last day, in Taipei", time.Date(2010, 12, 31, 0, 0, 0, 0, time.FixedZone("Asia/Taipei", 8*3600)), true},
	} {
		t.Run(test.name, func(t *testing.T) {
			observations, err := plan.Evaluate(ctx, memory, test.asOf)
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]string{}
			for _, o := range observations {
				got[o.Indicator] = bandText(o)
			}
			for _, r := range parisRows {
				want := r.band
				if want != "-" && !test.due {
					want = "not_due"
				}
				status := "A"
				if !test.due {
					status = "P"
				}
				if r.actual == "null" {
					status = "O"
				}
				if want += " " + status; got["p"+r.id] != want {
					t.Errorf("%s: %s, want %s", r.id, got["p"+r.id], want)
				}
			}
		})
	}
}

func bandText(o indicators.Observation) string {
	if o.Band == nil {
		return "- " + string(o.ObsStatus)
	}
	return string(*o.Band) + " " + string(o.ObsStatus)
}

// observeShare evaluates an indicator over grants of 2018, of which some were in
// time, some late, some of an unknown kind, all in africa.
func observeShare(t *testing.T, definition string, inTime, late, unknown int, asOf time.Time) []indicators.Observation {
	t.Helper()
	ctx := context.Background()
	if !strings.Contains(definition, "measure:") {
		definition = "    measure: {share: \"people = 1\"}\n" + definition
	}
	plan, findings, memory := check(t, head+`
  - id: reports-on-time
    dimension: accountability
    name: {zh-TW: 準時, en: On time}
    population: grants
`+definition, nil)
	failOnErrors(t, findings)
	if err := memory.Exec(ctx, createGrants); err != nil {
		t.Fatal(err)
	}
	for _, part := range []struct {
		rows  int
		value string
	}{{inTime, "1"}, {late, "0"}, {unknown, "null"}} {
		for range part.rows {
			if err := memory.Exec(ctx, "insert into grants values ('g', '2018-06-30', null, 'exchange', 'africa', 1, "+part.value+", 1, 1, 1)"); err != nil {
				t.Fatal(err)
			}
		}
	}
	observations, err := plan.Evaluate(ctx, memory, asOf)
	if err != nil {
		t.Fatal(err)
	}
	return observations
}

var afterwards = time.Date(2019, 1, 1, 0, 0, 0, 0, time.UTC)

// TestObservationJSON is the observation that the design prints, with the double
// nearest to the progress: −1300/57 = −22.8070175438596491… (taken from rounded
// floats it is −22.807017543859647, one double off).
func TestObservationJSON(t *testing.T) {
	observations := observeShare(t, `    version: "1.0"
    period: {by: year, of: report_due}
    breakdowns: [region]
    unit: percent
    direction: up
    baseline: {period: "2016", value: 71.0}
    targets: [{period: "2018", value: 90}]
`, 20, 10, 1, afterwards)
	got, err := json.Marshal(observations[1])
	if err != nil {
		t.Fatal(err)
	}
	want := `{"framework":"test","indicator":"reports-on-time","version":"1.0","period":"2018",` +
		`"breakdown":{"region":"africa"},"value":66.66666666666667,"numerator":20,"denominator":30,"n":30,"missing":1,` +
		`"low":null,"high":null,"method":null,"unit":"percent","baseline":71,"target":90,` +
		`"achievement":74.07407407407408,"progress":-22.80701754385965,"capped":false,"band":"off_track","obs_status":"A","conf_status":"F"}`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Error(diff)
	}
}

// TestBands: the band of a share, on the value against its target; the numbers
// are counts of rows.
func TestBands(t *testing.T) {
	const up, down = "    unit: percent\n    direction: up\n", "    unit: percent\n    direction: down\n"
	const year = "    period: {by: year, of: report_due}\n"
	for _, test := range []struct {
		name             string
		definition       string
		yes, no, missing int
		asOf             time.Time
		want             string
	}{
		{"met", up + year + `    targets: [{period: "2018", value: 60}]` + "\n", 80, 20, 0, afterwards, "met A"},
		{"a target of another year", up + year + `    targets: [{period: "2017", value: 60}]` + "\n", 80, 20, 0, afterwards, "- A"},
		{"no target and no bands", up + year, 80, 20, 0, afterwards, "- A"},
		{"no direction says nothing", "    unit: percent\n" + year + `    targets: [{period: "2018", value: 60}]` + "\n", 80, 20, 0, afterwards, "- A"},
		{"the last day", up + year + `    targets: [{period: "2018", value: 60}]` + "\n", 80, 20, 0, time.Date(2018, 12, 31, 0, 0, 0, 0, time.UTC), "met A"},
		{"the day before", up + year + `    targets: [{period: "2018", value: 60}]` + "\n", 80, 20, 0, time.Date(2018, 12, 30, 0, 0, 0, 0, time.UTC), "not_due P"},
		{"twenty-nine rows", up + year + `    targets: [{period: "2018", value: 60}]` + "\n", 28, 1, 5, afterwards, "- A"},
		{"thirty rows", up + year + `    targets: [{period: "2018", value: 60}]` + "\n", 29, 1, 5, afterwards, "met A"},
		{"one row less would miss it", up + year + `    targets: [{period: "2018", value: 80}]` + "\n", 80, 20, 0, afterwards, "- A"},
		{"one row less would not", up + year + `    targets: [{period: "2018", value: 80}]` + "\n", 81, 19, 0, afterwards, "met A"},
		{"one row more would meet it", up + year + `    targets: [{period: "2018", value: 80}]` + "\n", 79, 21, 0, afterwards, "- A"},
		{"all of them cannot be more", up + year + `    targets: [{period: "2018", value: 100}]` + "\n", 100, 0, 0, afterwards, "- A"},
		{"nothing known", up + year + `    targets: [{period: "2018", value: 80}]` + "\n", 0, 0, 3, afterwards, "no_data O"},
		{"share of the target: on track", up + year + `    targets: [{period: "2018", value: 80}]` + "\n", 70, 30, 0, afterwards, "on_track A"}, // 87.5
		{"share of the target: at risk", up + year + `    targets: [{period: "2018", value: 80}]` + "\n", 60, 40, 0, afterwards, "at_risk A"},   // 75
		{"share of the target: off track", up + year + `    targets: [{period: "2018", value: 80}]` + "\n", 40, 60, 0, afterwards, "off_track A"},
		{"way from the baseline", up + year + `    baseline: {period: "2016", value: 40}` + "\n" + `    targets: [{period: "2018", value: 80}]` + "\n", 70, 30, 0, afterwards, "at_risk A"},                // 30/40 = 75
		{"way down from the baseline", down + year + `    baseline: {period: "2016", value: 80}` + "\n" + `    targets: [{period: "2018", value: 40}]` + "\n", 44, 56, 0, afterwards, "on_track A"},        // 36/40 = 90
		{"the wrong way", down + year + `    baseline: {period: "2016", value: 40}` + "\n" + `    targets: [{period: "2018", value: 20}]` + "\n", 60, 40, 0, afterwards, "off_track A"},                    // −100
		{"held", up + year + `    baseline: {period: "2016", value: 60}` + "\n" + `    targets: [{period: "2018", value: 60}]` + "\n", 50, 50, 0, afterwards, "not_met A"},                                 // target = baseline: no rate
		{"own bands", up + year + "    bands: {on_track: 85, at_risk: 75}\n", 80, 20, 0, afterwards, "at_risk A"},                                                                                          // on the value
		{"own bands at their edge", up + year + "    bands: {on_track: 80, at_risk: 75}\n", 80, 20, 0, afterwards, "- A"},                                                                                  // one row changes it
		{"own bands below a target", up + year + "    bands: {on_track: 70, at_risk: 60}\n" + `    targets: [{period: "2018", value: 90}]` + "\n", 80, 20, 0, afterwards, "on_track A"},                    // 80 ≥ 70
		{"own bands, down", down + year + "    bands: {on_track: 10, at_risk: 25}\n", 20, 80, 0, afterwards, "at_risk A"},                                                                                  // ≤ 25
		{"own bands, not due", up + year + "    bands: {on_track: 85, at_risk: 75}\n", 80, 20, 0, time.Date(2018, 7, 1, 0, 0, 0, 0, time.UTC), "not_due P"},                                                // the year runs
		{"within a range", "    unit: percent\n    direction: range\n" + year + `    targets: [{period: "2018", min: 70, max: 90}]` + "\n", 80, 20, 0, afterwards, "met A"},                                // 70 … 90
		{"outside a range", "    unit: percent\n    direction: range\n" + year + `    targets: [{period: "2018", min: 70, max: 75}]` + "\n", 80, 20, 0, afterwards, "not_met A"},                           // above
		{"only a maximum", "    unit: percent\n    direction: range\n" + year + `    targets: [{period: "2018", max: 90}]` + "\n", 80, 20, 0, afterwards, "met A"},                                         // no minimum
		{"under, strictly", down + year + `    targets: [{period: "2018", under: 30}]` + "\n", 20, 80, 0, afterwards, "met A"},                                                                             // 20 < 30
		{"a share of one", "    direction: up\n" + year + `    targets: [{period: "2018", value: 0.6}]` + "\n", 80, 20, 0, afterwards, "met A"},                                                            // unit ratio
		{"without periods the latest target", up + `    targets: [{period: "2019", value: 90}, {period: "2017", value: 20}]` + "\n", 80, 20, 0, time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), "on_track A"}, // 80/90
	} {
		t.Run(test.name, func(t *testing.T) {
			o := observeShare(t, test.definition, test.yes, test.no, test.missing, test.asOf)[0]
			if got := bandText(o); got != test.want {
				t.Errorf("%s (%v of %d), want %s", got, o.Numerator, o.N, test.want)
			}
		})
	}
}

// TestTargetOfCell: a target for codes wins in their cell; the one for the whole
// holds for the parts of a share, and not for those of a count.
func TestTargetOfCell(t *testing.T) {
	definition := `    period: {by: year, of: report_due}
    breakdowns: [region, category]
    unit: percent
    direction: up
    targets:
      - {period: "2018", value: 90}
      - {period: "2018", value: 50, where: {region: africa}}
`
	got := map[string]string{}
	for _, o := range observeShare(t, definition, 40, 20, 0, afterwards) {
		got[cellName(nil, o.Breakdown)] = o.Target.Value.String()
	}
	want := map[string]string{"- ": "90", `- region="africa"`: "50", `- category="exchange"`: "90"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	got = map[string]string{}
	for _, o := range observeShare(t, "    measure: {count: true}\n"+strings.Replace(definition, "unit: percent", "unit: count", 1), 40, 20, 0, afterwards) {
		text := "-"
		if o.Target != nil {
			text = o.Target.Value.String()
		}
		got[cellName(nil, o.Breakdown)] = text
	}
	want[`- category="exchange"`] = "-"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestPeriodsOver: a period counts as over from its last day on, whatever its
// length.
func TestPeriodsOver(t *testing.T) {
	for _, test := range []struct {
		by, period, last string
	}{
		{"year", "2018", "2018-12-31"}, {"half", "2018-S1", "2018-06-30"}, {"quarter", "2018-Q2", "2018-06-30"}, {"month", "2018-06", "2018-06-30"},
	} {
		last, err := time.Parse(time.DateOnly, test.last)
		if err != nil {
			t.Fatal(err)
		}
		definition := "    period: {by: " + test.by + ", of: report_due}\n"
		for days, want := range map[int]indicators.ObsStatus{-1: indicators.Provisional, 0: indicators.Normal, 1: indicators.Normal} {
			o := observeShare(t, definition, 1, 0, 0, last.AddDate(0, 0, days))[0]
			if *o.Period != test.period || o.ObsStatus != want {
				t.Errorf("%s %d days after %s: %s %s", test.by, days, test.last, *o.Period, o.ObsStatus)
			}
		}
	}
}
