//go:build unix

package conformance

import (
	"strings"
	"testing"

	"heng/internal/need"
	"heng/internal/store"
)

// files loads what a file may hold that an engine may take otherwise: odd
// characters, borders of dates and numbers, and rows that are set aside for every
// kind of reason.
func files(t *testing.T, server *need.Server) {
	long := strings.Repeat("長", 1<<20/3)
	e := load(t, t.TempDir(), server, map[string]string{
		"datapackage.yaml": `name: files
resources:
  - name: parents
    max_rejects: 100%
    path: [parents.csv, parents.json]
    schema:
      primaryKey: code
      fields:
        - {name: code, type: string}
        - {name: note, type: string}
  - name: "children"
    max_rejects: 100%
    path: ["one.csv", "two.json", "數.tsv"]
    schema:
      primaryKey: id
      foreignKeys: [{fields: parent, reference: {resource: parents, fields: code}}]
      fields:
        - {name: id, type: integer, constraints: {minimum: -5}}
        - {name: parent, type: string}
        - {name: day, type: date}
        - {name: moment, type: datetime}
        - {name: amount, type: number, decimals: 12, unit: 千元}
        - {name: ubn, type: string, constraints: {maxLength: 8}}
        - {name: kind, type: string, constraints: {enum: [a, B, 丙]}}
        - {name: country, type: string, format: country}
        - {name: period, type: string, format: period}
`,
		"parents.csv": "code,note\nA,a tab\there\na,\"two\nlines\"\n甲,\U00020bb7\n\u00e9,composed\ne\u0301,decomposed\n\\,backslash\n\"\"\"\",quote\n%,\u202eturned\n" +
			"long," + long + "\nlost,游錫?堃\n\\N,not null\n\\.,end of copy\n",
		"parents.json": `[{"code": "nul", "note": "x\u0000y"}, {"code": "\u0001", "note": "\u0085\ufeff\uffff"}]`,
		"one.csv": "id,parent,day,moment,amount,ubn,kind,country,period\n" +
			"1,A,0001-01-01,,1.000000000001,,a,日本,107年度\n2,A,9999-12-31,9999-12-31T23:59:59,,12345675,B,Japan,2018\n" +
			"3,甲,107.6.30,1000-01-01T00:00:00,999999999999999,1,丙,,107年上半年\n4,\\,107/02/30,,,,,,\n" +
			"-6,A,2018-01-01,,,,,,\n7,A,2018-01-01,,△5千元,123456789,,,\n8,A,2018-01-01,,(3),,d,,\n8,A,2018-01-01,,4,,,Atlantis,\n" +
			"9,A,2018-01-01,,1e300,1,,,第13季\n10,A,2018-01-01,,0.0000000000001,,,,\n40,A,2018-01-01,,,,,,\n",
		"two.json": `[{"id": 21, "parent": "é", "day": "2018-01-01", "amount": 12.5, "kind": "a"}, {"id": 22, "parent": "e\u0301", "day": "2018-01-01", "moment": null, "country": null, "period": null, "ubn": "\u0000"}, {"id": 25, "parent": "\u0000", "day": "2018-01-01"},
			{"id": 23.5, "parent": null, "day": "2018-01-01"}, {"id": 24, "parent": "%", "day": "2018-01-01", "extra": [1, {"b": "\u0000"}]}]`,
		"數.tsv": "id\tparent\tday\tmoment\tamount\tubn\tkind\tcountry\tperiod\n31\tlong\t2018-01-01\t2018-06-22 10:20:30.123456\t-0\t\t\t\t\n32\t\\N\t2018-01-01\t\t一億二千萬\t\t\t\t\n",
	})
	defer e.close()
	e.tables(t)
	var reasons, warnings []string
	for _, resource := range []string{"parents", "children"} {
		for table, into := range map[string]*[]string{store.RejectsTable: &reasons, store.WarningsTable: &warnings} {
			if err := e.server.Rejects(ctx, table, resource, 0, func(r store.Reject) error { *into = append(*into, r.Reason.Key+" "+r.Field); return nil }); err != nil {
				t.Fatal(err)
			}
		}
	}
	// A case that never comes about would prove nothing.
	for _, want := range []string{"clean.nul_character note", "clean.nul_character parent", "clean.nul_character ubn"} {
		if !strings.Contains(strings.Join(reasons, "\n"), want) {
			t.Errorf("no reject %q among\n%s", want, strings.Join(reasons, "\n"))
		}
	}
	if len(warnings) == 0 || len(reasons) < 12 {
		t.Errorf("only %d reasons and %d warnings:\n%s", len(reasons), len(warnings), strings.Join(append(reasons, warnings...), "\n"))
	}
	var texts []string
	for _, row := range cells(t, e.server, e.pkg.Resource("parents")) {
		texts = append(texts, row[len(row)-1])
	}
	if len(texts) < 9 || texts[8] != long {
		t.Errorf("a text of a megabyte was not kept")
	}
}
