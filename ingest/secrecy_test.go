package ingest_test

import (
	"archive/zip"
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"

	"heng/ingest"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/opendocument"
)

func ods(t *testing.T, sheets ...opendocument.Sheet) string {
	t.Helper()
	var b bytes.Buffer
	if err := (opendocument.Workbook{Title: "示範", Lang: locale.ZhTW, Sheets: sheets}).Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func cells(texts ...string) []opendocument.Cell {
	var row []opendocument.Cell
	for _, s := range texts {
		row = append(row, opendocument.Text(s))
	}
	return row
}

// xlsx makes the parts of a workbook that matter here: its shared texts and one
// sheet.
func xlsx(t *testing.T, shared, sheet string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range map[string]string{
		"xl/sharedStrings.xml":     `<sst>` + shared + `</sst>`,
		"xl/worksheets/sheet1.xml": `<worksheet>` + sheet + `</worksheet>`,
	} {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(`<?xml version="1.0" encoding="UTF-8"?>` + text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func encoded(t *testing.T, e *encoding.Encoder, s string) string {
	t.Helper()
	out, err := e.String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestSecrecyMarks(t *testing.T) {
	header, row := opendocument.Column{Header: "案號"}, cells("示範-1", "300")
	grade := `<si><t>案號</t></si><si><t>密等</t></si><si><r><t>機</t></r><r><t>密</t></r></si><si><t>普通</t></si>`
	grid := func(value string) string {
		return `<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>` +
			`<row r="2"><c r="A2"><v>5</v></c><c r="B2" t="s"><v>` + value + `</v></c></row></sheetData>`
	}
	for _, c := range []struct {
		name, file, content string
		want                string // the first place; empty: no mark
	}{
		{"a title in UTF-8", "a.csv", "機密,\n案號,金額\n示範-1,300\n", "a.csv:1:1"},
		{"a title in Big5", "a.csv", encoded(t, traditionalchinese.Big5.NewEncoder(), "極機密,\n案號,金額\n示範-1,300\n"), "a.csv:1:1"},
		{"a title in UTF-16", "a.csv", encoded(t, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder(), "案號\t密等\n示範-1\t密\n"), "a.csv:2:2"},
		{"a value", "a.csv", "案號,備註\n示範-1,\"密等：機密\n速別：普通\"\n", "a.csv:2:2"},
		{"false friends", "a.csv", "國家,職稱,備註\n密克羅尼西亞,秘書,\"密集訓練，\n無涉機敏\"\n帛琉,秘書,機密檔案管理；不涉機密\n", ""},
		{"false friends in Big5", "a.csv", encoded(t, traditionalchinese.Big5.NewEncoder(), "國家,職稱\n密克羅尼西亞,秘書\n"), ""},
		{"a grade that says none", "a.csv", "案號,密等\n示範-1,普通\n", ""},
		{"a reason", "a.csv", "資料集,不公開理由\nD1,機密\n", ""},
		{"a reason in XLSX", "a.xlsx", xlsx(t, `<si><t>資料集</t></si><si><t>不公開理由</t></si><si><t>國家機密</t></si>`, grid("2")), ""},
		{"a name", "機密_名單.csv", "案號\n示範-1\n", "機密_名單.csv"},
		{"a name that is none", "機密檔案管理.csv", "案號\n示範-1\n", ""},
		{"JSON", "a.json", `[{"案號":"示範-1","密等":"密"}]`, "a.json"},
		{"JSON with escapes", "a.json", `[{"a":"\u6a5f\u5bc6"}]`, "a.json"},
		{"JSON lines without", "a.jsonl", "{\"案號\":\"示範-1\",\"密等\":\"普通\",\"n\":1}\n{\"案號\":\"示範-2\",\"密等\":\"無\"}\n", ""},
		{"JSON lines", "a.jsonl", "{\"案號\":\"示範-1\",\"密等\":\"普通\",\"n\":1}\n{\"案號\":\"示範-2\",\"密等\":\"\"}\n", "a.jsonl"},
		{"ODS, a title", "a.ods", ods(t, opendocument.Sheet{Name: "核定", Title: "【機密】", Columns: []opendocument.Column{header, header}, Rows: [][]opendocument.Cell{row}}), "a.ods[核定]:1:1"},
		{"ODS, another sheet", "a.ods", ods(t,
			opendocument.Sheet{Name: "核定", Columns: []opendocument.Column{header, header}, Rows: [][]opendocument.Cell{row}},
			opendocument.Sheet{Name: "其他", Columns: []opendocument.Column{header, header}, Rows: [][]opendocument.Cell{row, cells("示範-2", "密件")}}), "a.ods[其他]:3:2"},
		{"ODS without", "a.ods", ods(t, opendocument.Sheet{Name: "秘書處", Columns: []opendocument.Column{header, {Header: "密等"}}, Rows: [][]opendocument.Cell{cells("密集", "普通")}}), ""},
		{"XLSX, a value", "a.xlsx", xlsx(t, grade, grid("2")), "a.xlsx[sheet1]:2:2"},
		{"XLSX without", "a.xlsx", xlsx(t, `<si><t>案號</t></si><si><t>密等</t></si><si><t>x</t></si><si><t>普通</t></si>`, grid("3")), ""},
		{"XLSX, a header of pages", "a.xlsx", xlsx(t, "", `<sheetData/><headerFooter><oddHeader>&amp;C&amp;"標楷體,標準"&amp;14機密</oddHeader></headerFooter>`), "a.xlsx[sheet1]"},
		{"nothing", "a.csv", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), c.file)
			if err := os.WriteFile(path, []byte(c.content), 0o666); err != nil {
				t.Fatal(err)
			}
			places, err := ingest.SecrecyMarks(context.Background(), path, c.file, "")
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			if len(places) > 0 {
				got = places[0].String()
			}
			if got != c.want {
				t.Errorf("mark at %q, want %q", got, c.want)
			}
		})
	}
}

// A file that is written to between the search and the end of the reading may
// have got a mark meanwhile: nothing of it is taken.
func TestAFileChangedWhileItIsRead(t *testing.T) {
	w := newWorkspace(t, "\n  - {name: t, path: t.csv, schema: {fields: [{name: a}]}}\n", map[string]string{"t.csv": "a\n1\n"})
	w.mustLoad()
	w.write("t.csv", "a\n1\n2\n")
	_, err := w.load(func(in *ingest.Input) {
		in.Progress = func(ingest.Progress) { w.write("t.csv", "a\n1\n2\n機密\n") }
	})
	if got := findings(t, err, fault.Input); len(got) != 1 || got[0] != "t.csv: t: the file was changed while it was loaded" {
		t.Errorf("%q", got)
	}
	if got := w.query("select a from t"); len(got) != 1 {
		t.Errorf("the store holds %q, want what it held", got)
	}
}
