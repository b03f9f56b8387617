package workspace_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/traditionalchinese"

	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/opendocument"
	"heng/internal/workspace"
)

// officeFolder writes what an office may have: a Big5 export, a workbook of
// three sheets with a title above each table, an ODS and a JSON file. All
// records are invented (示範資料).
func officeFolder(t *testing.T, dir string) {
	t.Helper()
	big5, err := traditionalchinese.Big5.NewEncoder().String("案號,受補助團體,功能,核定金額（千元）,核准日期,備註\r\n" +
		"示範-001,示範許願協會,許可、功能、蓋章,\"1,200\",107/01/15,\r\n" +
		"示範-002,示範團體二,餐會,450,107.2.28,－\r\n" +
		"示範-003,示範團體三,交流,80,107年3月5日,示範資料\r\n")
	if err != nil {
		t.Fatal(err)
	}
	mustWrite(t, filepath.Join(dir, "補助清冊.csv"), big5)

	book := excelize.NewFile()
	defer book.Close()
	put := func(sheet string, rows ...[]any) {
		t.Helper()
		if _, err := book.NewSheet(sheet); err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			if err := book.SetSheetRow(sheet, "A"+string(rune('1'+i)), &row); err != nil {
				t.Fatal(err)
			}
		}
	}
	put("團員", []any{"107年度技術團人力（示範資料）"}, []any{"團別", "國家", "人數"}, []any{"示範團一", "帛琉", 5}, []any{"示範團二", "貝里斯", 7})
	put("經費", []any{"107年度經費", nil, nil, "單位：千元"}, []any{"計畫編號", "計畫名稱", "預算數金額", "執行率(%)"}, []any{"P1", "示範計畫一", 1200, "85.5%"}, []any{"P2", "示範計畫二", 300.5, "90%"})
	put("說明", []any{"本檔為示範資料"}, []any{"由各司處填報"})
	if err := book.DeleteSheet("Sheet1"); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		t.Fatal(err)
	}
	mustWrite(t, filepath.Join(dir, "missions-107.xlsx"), b.String())

	b.Reset()
	text := func(texts ...string) (row []opendocument.Cell) {
		for _, s := range texts {
			row = append(row, opendocument.Text(s))
		}
		return row
	}
	ods := opendocument.Workbook{Title: "示範", Lang: locale.ZhTW, Sheets: []opendocument.Sheet{{
		Name: "會議", Columns: []opendocument.Column{{Header: "會議編號"}, {Header: "日期"}, {Header: "出席人數"}, {Header: "公開"}},
		Rows: [][]opendocument.Cell{
			append(text("M1", "107年6月22日"), opendocument.Number("12", "12"), opendocument.Text("是")),
			append(text("M2", "107年12月20日"), opendocument.Number("9", "9"), opendocument.Text("否")),
		},
	}}}
	if err := ods.Write(&b); err != nil {
		t.Fatal(err)
	}
	mustWrite(t, filepath.Join(dir, "meetings.ods"), b.String())
	mustWrite(t, filepath.Join(dir, "datasets.json"), `{"success":true,"result":{"records":[
		{"datasetid":"1","title":"示範資料集一","modified":"2018-03-01","views":10,"open":true},
		{"datasetid":"2","title":"示範資料集二","modified":"2018-04-01","views":25.5,"open":false}]}}`)
	mustWrite(t, filepath.Join(dir, "讀我.txt"), "示範資料")
}

// The walk of a new user: a folder as an office has it becomes a workspace and
// a report, with nothing asked and no row lost.
func TestFromFolderToReport(t *testing.T) {
	from, dir := t.TempDir(), filepath.Join(t.TempDir(), "ws")
	officeFolder(t, from)
	drafted, err := workspace.Draft(t.Context(), from, dir)
	if err != nil {
		t.Fatal(err)
	}
	var tables []string
	for _, r := range drafted.Resources {
		tables = append(tables, fmt.Sprintf("%s %s %d %d", r.Name, fault.Place{File: r.File, Sheet: r.Sheet}, r.Rows, r.Fields))
	}
	want := []string{
		"datasets data/datasets.json 2 5", "meetings data/meetings.ods 2 4", "missions_107_1 data/missions-107.xlsx[團員] 2 3",
		"missions_107_2 data/missions-107.xlsx[經費] 2 4", "table5 data/補助清冊.csv 3 6",
	}
	if diff := cmp.Diff(want, tables); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"missions-107.xlsx[說明]", "讀我.txt"}, drafted.Skipped); diff != "" {
		t.Error(diff)
	}
	report := load(t, dir)
	for _, r := range report.Resources {
		if r.State != "loaded" || r.Rejected > 0 || r.Accepted == 0 || len(r.Unknown) > 0 {
			t.Errorf("%s: %s, %d accepted, %d rejected, unknown %v", r.Name, r.State, r.Accepted, r.Rejected, r.Unknown)
		}
	}
	built, err := workspace.Build(t.Context(), dir, workspace.BuildOptions{AsOf: "2018-06-22", Now: time.Unix(0, 0), Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	if len(built.Paths) == 0 {
		t.Error("no report was written")
	}
	for _, lang := range []string{"zh-TW", "en"} {
		page, err := os.ReadFile(filepath.Join(dir, "out", "report."+lang+".html"))
		if err != nil {
			t.Fatal(err)
		}
		// 1,200 + 450 + 80 thousands of the Big5 file; 1,200 + 300.5 of the workbook.
		for _, value := range []string{`value="1730000"`, `value="1500500"`, "big5", "data/missions-107.xlsx["} {
			if !strings.Contains(string(page), value) {
				t.Errorf("%s: no %s", lang, value)
			}
		}
	}
}

// What is no record is set aside and said, and does not decide the types.
func TestDraftPassesOverWhatIsNoRecord(t *testing.T) {
	from, dir := t.TempDir(), filepath.Join(t.TempDir(), "ws")
	mustWrite(t, filepath.Join(from, "a.csv"), "外交部107年度統計表（示範資料）,,\n單位：百萬元,,\n年度,金額,備註\n105,1.5,－\n106,2,－\n合計,3.5,\n資料來源：示範,,\n")
	mustWrite(t, filepath.Join(from, "b.csv"), "案號,案號,n\n1,2,3\n")
	mustWrite(t, filepath.Join(from, "c.csv"), "a,b\n1,2\n3\n")
	mustWrite(t, filepath.Join(from, "~$d.xlsx"), "kept while Excel has d.xlsx open")
	mustWrite(t, filepath.Join(from, "e.csv"), "")
	drafted, err := workspace.Draft(t.Context(), from, dir)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"e.csv"}, drafted.Skipped); diff != "" {
		t.Error(diff)
	}
	report := load(t, dir)
	var got []string
	for _, r := range report.Resources {
		got = append(got, fmt.Sprintf("%s %s %d %d", r.Name, r.State, r.Accepted, r.Rejected))
	}
	if diff := cmp.Diff([]string{"a loaded 2 2", "b loaded 1 0", "c loaded 1 1"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestDraftRefusesWithoutWriting(t *testing.T) {
	for name, files := range map[string]map[string]string{
		"nothing":        {},
		"no table":       {"a.docx": "x"},
		"no text":        {"a.csv": "a,b\n\x00\x01\x02\x03,2\n"},
		"no workbook":    {"a.xlsx": "x"},
		"an empty file":  {"a.csv": ""},
		"no header":      {"a.csv": ",,\n1,2,3\n"},
		"an open quote":  {"a.csv": "a,b\n\"x,1\n"},
		"one of several": {"a.csv": "a\n1\n", "b.csv": "a\n\"\n"},
	} {
		from, dir := t.TempDir(), filepath.Join(t.TempDir(), "ws")
		for file, text := range files {
			mustWrite(t, filepath.Join(from, file), text)
		}
		if _, err := workspace.Draft(t.Context(), from, dir); fault.CodeOf(err) != fault.Input {
			t.Errorf("%s: %v, want a fault of input", name, err)
		}
		if _, err := os.Stat(dir); err == nil {
			t.Errorf("%s: a workspace was begun", name)
		}
	}
}
