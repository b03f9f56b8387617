package ingest_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"heng/internal/fault"
	"heng/internal/store"
)

// workbookFile writes a workbook of one sheet for each list of rows.
func workbookFile(tb testing.TB, sheets map[string][][]any) string {
	tb.Helper()
	f := excelize.NewFile()
	defer f.Close()
	var errs []error
	for name, rows := range sheets {
		_, err := f.NewSheet(name)
		errs = append(errs, err)
		for i, row := range rows {
			errs = append(errs, f.SetSheetRow(name, fmt.Sprintf("A%d", i+1), &row))
		}
	}
	errs = append(errs, f.DeleteSheet("Sheet1"))
	var b bytes.Buffer
	if err := errors.Join(append(errs, f.Write(&b))...); err != nil {
		tb.Fatal(err)
	}
	return b.String()
}

// spreadsheet writes an OpenDocument spreadsheet whose cells are texts.
func spreadsheet(tb testing.TB, name string, rows ...[]string) string {
	tb.Helper()
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	w, err := out.Create("content.xml")
	if err != nil {
		tb.Fatal(err)
	}
	fmt.Fprintf(w, `<office:document-content><office:body><office:spreadsheet><table:table table:name="%s">`, name)
	for _, row := range rows {
		io.WriteString(w, "<table:table-row>")
		for _, cell := range row {
			fmt.Fprintf(w, `<table:table-cell office:value-type="string"><text:p>%s</text:p></table:table-cell>`, cell)
		}
		io.WriteString(w, "</table:table-row>")
	}
	io.WriteString(w, `</table:table></office:spreadsheet></office:body></office:document-content>`)
	if err := out.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.String()
}

func TestEveryFormatFillsATable(t *testing.T) {
	w := newWorkspace(t, `
  - name: grants
    path: ["*.csv", "*.tsv", "*.xlsx", "*.json", "*.jsonl"]
    sheet: [甲, 乙]
    schema:
      primaryKey: [id]
      fields:
        - {name: id, headers: [案號]}
        - {name: amount, type: number, headers: [核定金額]}
        - {name: day, type: date, headers: [核定日期]}
  - name: one
    path: one.bin
    format: ods
    header: 2
    schema: {fields: [{name: id, headers: [案號]}]}
`, map[string]string{
		"a.csv":   "案號,核定金額,核定日期\nA,\"1,000\",107/6/22\n",
		"b.tsv":   "案號\t核定金額\t核定日期\nB\t△5\t2018-06-22\n",
		"c.xlsx":  workbookFile(t, map[string][][]any{"甲": {{"案號", "核定金額", "核定日期"}, {"C1", 1e11, "107.6.22"}}, "乙": {{"核定日期", "案號", "核定金額"}, nil, {"1070622", "C2", 2.5}}}),
		"e.json":  `[{"案號": "E", "核定金額": 12345678901234567.5, "核定日期": "107年6月22日(星期五)"}]`,
		"f.jsonl": `{"案號": "F", "核定金額": null, "核定日期": "民國107年6月22日"}` + "\n",
		"one.bin": spreadsheet(t, "表", []string{"標題"}, []string{"案號"}, []string{"Z"}),
	})
	report := w.mustLoad()
	want := []string{
		"A 1000.000000 2018-06-22 a.csv  2", "B -5.000000 2018-06-22 b.tsv  2",
		"C1 100000000000.000000 2018-06-22 c.xlsx 甲 2", "C2 2.500000 2018-06-22 c.xlsx 乙 3",
		"E 12345678901234567.500000 2018-06-22 e.json  1", "F - 2018-06-22 f.jsonl  1",
	}
	got := w.query(`select g.id || ' ' || coalesce(amount::varchar, '-') || ' ' || day::varchar || ' ' || f.path || ' ' || f.sheet || ' ' || _line::varchar
		from grants g join _heng_files f on f.id = g._file order by g.id`)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got := w.query(`select id || _line::varchar from one`); len(got) != 1 || got[0] != "Z3" {
		t.Errorf("one: %q", got)
	}
	if files := report.Resource("grants").Files; len(files) != 5 {
		t.Errorf("files %q", files)
	}
	if again := w.mustLoad(); again.Committed || len(w.stale()) > 0 {
		t.Error("the same files are loaded again", w.stale())
	}
}

func TestARejectOfASpreadsheetHasItsSheetRowAndColumn(t *testing.T) {
	w := newWorkspace(t, `
  - name: t
    path: t.xlsx
    sheet: 資料
    header: 3
    max_rejects: 100%
    schema:
      primaryKey: [id]
      fields: [{name: id}, {name: n, type: integer}]
`, map[string]string{"t.xlsx": workbookFile(t, map[string][][]any{"資料": {
		{"清單"}, nil, {nil, "id", "備註", "n"}, {nil, "a", "x", 1}, {nil, "b", "y", "many"}, nil, {nil, "a", "z", 3},
	}})})
	w.mustLoad()
	s := w.open()
	defer s.Close()
	var got []string
	err := s.Rejects(t.Context(), store.RejectsTable, "t", 0, func(r store.Reject) error {
		got = append(got, fmt.Sprintf("%d:%d %s %q %s | %s", r.Line, r.Column, r.Field, r.Text, r.Reason, r.Row))
		return nil
	})
	want := []string{
		`5:4 n "many" "many" is not a number | ,b,y,many`,
		`7:2 id "a" the key id "a" already stands on line 4 of t.xlsx | ,a,z,3`,
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Error(err, diff)
	}
	w.setPackage("\n  - {name: t, path: t.xlsx, sheet: 資料, header: 3, schema: {fields: [{name: n, type: integer}]}}\n")
	_, err = w.load()
	if got := findings(t, err, fault.Refused); len(got) != 2 || got[1] != `t.xlsx[資料]:5:4: t: n: "many" is not a number` {
		t.Errorf("%q", got)
	}
}
