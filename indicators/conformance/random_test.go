//go:build unix

package conformance

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"heng/internal/need"
)

// fieldTypes are what a random field may be, with texts of which some are values.
var fieldTypes = []struct {
	schema string
	texts  []string
}{
	{"type: string", []string{"a", "B", "非洲", " x ", "\\", "'", "%", "é", "台北", "a?b", "1"}},
	{"type: string, constraints: {enum: [p, q], required: true}", []string{"p", "q", "p", "q", "P", "r"}},
	{"type: integer", []string{"0", "-1", "1", "7", "9223372036854775807", "１２", "3.5", "1,234", "x"}},
	{"type: integer, constraints: {minimum: 0, maximum: 9}", []string{"0", "5", "9", "10", "-1"}},
	{"type: number", []string{"0", "-0.000001", "1.5", "999999999999999999.999999", "33.333333", "一億", "(5)", "△3", "1.2345678", "無列數", "-"}},
	{"type: number, decimals: 2, unit: 千元", []string{"0", "1.23", "-5", "123,456.78", "萬", "7萬"}},
	{"type: number, decimals: 0", []string{"1", "2.5", "3", "1e3"}},
	{"type: boolean", []string{"true", "false", "是", "否", "1", "maybe"}},
	{"type: date", []string{"2016-02-29", "2017-12-31", "2018-01-01", "107.6.30", "107年6月31日", "2018/07/01(六)", "1070630"}},
	{"type: datetime", []string{"2016-02-29T23:59:59", "2017-01-01 00:00", "2018-06-30T12:00:00Z", "noon"}},
	{"type: year", []string{"2016", "107", "民國106年", "99999"}},
}

// drawn is a random column.
type drawn struct {
	name, schema string
	kind         string
}

// randomCase is random files by random schemas, with random definitions over them.
type randomCase struct {
	schema, csv string
	framework   string
}

// seeds are of the cases that are tried; each case follows from its seed alone.
const seeds = 40

// random loads random files by random schemas into both engines and evaluates
// random definitions over them.
func random(t *testing.T, server *need.Server) {
	for seed := range seeds {
		c := cases.Example(seed)
		func() {
			defer func() {
				if t.Failed() {
					t.Logf("seed %d\n%s\n%s\n%s", seed, c.schema, c.csv, c.framework)
				}
			}()
			e := load(t, t.TempDir(), server, map[string]string{"datapackage.yaml": c.schema, "t.csv": c.csv})
			defer e.close()
			e.tables(t)
			plan := e.plan(t, c.framework, nil)
			e.explained(t, plan, e.observed(t, plan))
			e.rows(t, plan, "t")
		}()
	}
}

var cases = rapid.Custom(func(t *rapid.T) randomCase {
	var columns []drawn
	var fields, csv strings.Builder
	var texts [][]string
	for at := range rapid.IntRange(2, 8).Draw(t, "fields") {
		f := rapid.SampledFrom(fieldTypes).Draw(t, "field")
		c := drawn{name: rapid.SampledFrom([]string{"f", "欄", "Order"}).Draw(t, "name") + fmt.Sprint(at), schema: f.schema}
		c.kind, _, _ = strings.Cut(strings.TrimPrefix(f.schema, "type: "), ",")
		columns = append(columns, c)
		texts = append(texts, f.texts)
		fmt.Fprintf(&fields, "        - {name: %s, %s}\n", c.name, f.schema)
	}
	csv.WriteString("id")
	for _, c := range columns {
		csv.WriteString("," + c.name)
	}
	for row := range rapid.IntRange(0, 30).Draw(t, "rows") {
		fmt.Fprintf(&csv, "\n%d", row)
		for at := range columns {
			text := ""
			if rapid.IntRange(0, 4).Draw(t, "given") > 0 {
				text = rapid.SampledFrom(texts[at]).Draw(t, "text")
			}
			csv.WriteString(`,"` + strings.ReplaceAll(text, `"`, `""`) + `"`)
		}
	}
	framework := head
	for at := range rapid.IntRange(1, 5).Draw(t, "indicators") {
		framework += indicator(fmt.Sprintf("i%d", at), drawDefinition(t, columns))
	}
	return randomCase{
		schema: "name: random\nresources:\n  - name: t\n    path: t.csv\n    max_rejects: 100%\n    schema:\n      primaryKey: id\n      fields:\n        - {name: id, type: integer}\n" + fields.String(),
		csv:    csv.String() + "\n", framework: framework,
	}
})

// drawDefinition draws what an indicator measures, from columns of fitting types.
func drawDefinition(t *rapid.T, columns []drawn) string {
	of := func(kinds ...string) string {
		var names []string
		for _, c := range columns {
			if strings.Contains(strings.Join(kinds, " "), c.kind) {
				names = append(names, c.name)
			}
		}
		if len(names) == 0 {
			return ""
		}
		return rapid.SampledFrom(names).Draw(t, "column")
	}
	measure := "count: true"
	number, other, text, truth := of("integer", "number"), of("integer", "number"), of("string"), of("boolean")
	switch rapid.IntRange(0, 8).Draw(t, "measure") {
	case 0:
		if number != "" {
			measure = fmt.Sprintf(`mean: "%s / 3"`, number)
		}
	case 1:
		if number != "" {
			measure = fmt.Sprintf(`median: "%s / nullif(%s, 0)"`, number, other)
		}
	case 2:
		if number != "" {
			measure = fmt.Sprintf("percentile: {of: %s, at: 0.77}", number)
		}
	case 3:
		if number != "" {
			measure = fmt.Sprintf("achievement: {actual: %s, target: %s, summary: median}", number, other)
		}
	case 4:
		if text != "" {
			measure = fmt.Sprintf(`distinct: "lower(%s)"`, text)
		}
	case 5:
		if truth != "" {
			measure = "share: " + truth
		}
	case 6:
		if number != "" && text != "" {
			measure = fmt.Sprintf("concentration: {of: abs(%s), by: %s}", number, text)
		}
	case 7:
		if number != "" {
			measure = fmt.Sprintf("ratio: {numerator: sum(%s / 7), denominator: count(%s is not null)}", number, other)
		}
	}
	definition := "population: t, measure: {" + measure + "}"
	if day := of("date", "datetime"); day != "" && rapid.Bool().Draw(t, "period") {
		definition += fmt.Sprintf(", period: {by: %s, of: %s}", rapid.SampledFrom([]string{"year", "half", "quarter", "month"}).Draw(t, "by"), day)
	}
	if by := of("string", "boolean", "integer", "date", "year"); by != "" && rapid.Bool().Draw(t, "breakdown") {
		definition += ", breakdowns: [" + by + "]"
	}
	return definition
}
