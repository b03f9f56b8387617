//go:build unix

package conformance

import (
	"fmt"
	"strings"
	"testing"

	"heng/internal/need"
)

// names loads tables and columns called by what a server takes otherwise: the
// longest names that are allowed, words of SQL, Chinese, quotes and blanks.
func names(t *testing.T, server *need.Server) {
	long := strings.Repeat("核定補助金額", 5)[:60]                   // with a character more, the longest that a field may have
	table := strings.Repeat("a_long_name_of_a_table_", 2)[:45] // a table may have 48
	columns := []string{long + "甲", long + "乙", "select", "user", "核定日期", `a "quoted" name`, "with blank", "Upper", "table", strings.Repeat("x", 63)}
	var fields strings.Builder
	var header, row []string
	for at, c := range columns {
		fmt.Fprintf(&fields, "        - {name: '%s', type: integer}\n", c)
		header = append(header, `"`+strings.ReplaceAll(c, `"`, `""`)+`"`)
		row = append(row, fmt.Sprint(at+1))
	}
	files := map[string]string{"datapackage.yaml": "name: names\nresources:\n"}
	for at, name := range []string{table + "one", table + "two", "third"} {
		files["datapackage.yaml"] += fmt.Sprintf("  - name: %s\n    path: t%d.csv\n    schema:\n      primaryKey: id\n      fields:\n        - {name: id, type: integer}\n%s", name, at, fields.String())
		files[fmt.Sprintf("t%d.csv", at)] = "id," + strings.Join(header, ",") + fmt.Sprintf("\n%d,", at) + strings.Join(row, ",") + "\n"
	}
	e := load(t, t.TempDir(), server, files)
	defer e.close()
	e.tables(t)
	framework := head
	for at, c := range columns {
		quoted := `"` + strings.ReplaceAll(c, `"`, `""`) + `"`
		framework += indicator(fmt.Sprintf("i%d", at), fmt.Sprintf("population: %q, measure: {sum: '%s'}, breakdowns: [id]", []string{table + "two", "m", "third"}[at%3], quoted))
	}
	plan := e.plan(t, framework, map[string]string{"m": fmt.Sprintf("-- rows: %sone\nselect * from \"%sone\"", table, table)})
	observations := e.observed(t, plan)
	e.explained(t, plan, observations)
	for at, o := range observations[:len(columns)] {
		if o.Breakdown == nil && (o.Value == nil || o.Value.String() != fmt.Sprint(at+1)) {
			t.Errorf("the sum of %s is %v, want %d", columns[at], o.Value, at+1)
		}
	}
}
