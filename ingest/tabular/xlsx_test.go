package tabular_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"heng/ingest/tabular"
	"heng/internal/fault"
)

// workbook writes a workbook with excelize.
func workbook(tb testing.TB, write func(f *excelize.File)) string {
	tb.Helper()
	f := excelize.NewFile()
	defer f.Close()
	write(f)
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		tb.Fatal(err)
	}
	return b.String()
}

// do fails the test where a step of writing a file fails.
func do(tb testing.TB, errs ...error) {
	tb.Helper()
	if err := errors.Join(errs...); err != nil {
		tb.Fatal(err)
	}
}

func setRow(tb testing.TB, f *excelize.File, sheet string, row int, cells ...any) {
	tb.Helper()
	do(tb, f.SetSheetRow(sheet, fmt.Sprintf("A%d", row), &cells))
}

func style(tb testing.TB, f *excelize.File, s excelize.Style) int {
	tb.Helper()
	id, err := f.NewStyle(&s)
	do(tb, err)
	return id
}

// textsOf writes records as their texts, and what is said of their cells.
func textsOf(tb testing.TB, t tabular.Table) []string {
	tb.Helper()
	var lines []string
	for {
		record, err := t.Next()
		if errors.Is(err, io.EOF) {
			return lines
		}
		if err != nil {
			tb.Fatal(err)
		}
		line := fmt.Sprintf("%d: %s", record.Line, record.Text())
		for _, p := range record.Problems {
			line += fmt.Sprintf(" [%d %s %t]", p.Column, p.Reason.Key, p.Warning)
		}
		lines = append(lines, line)
	}
}

func openTable(tb testing.TB, content string, options tabular.Options) tabular.Table {
	tb.Helper()
	options.File = "f"
	t, err := tabular.Open(strings.NewReader(content), int64(len(content)), options)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { t.Close() })
	return t
}

func TestAWorkbookIsReadAsItsCellsAreMeant(t *testing.T) {
	minguo, percents, moment := `[$-404]e/m/d`, `0.0%`, `yyyy/mm/dd hh:mm`
	content := workbook(t, func(f *excelize.File) {
		setRow(t, f, "Sheet1", 1, "文字", "日期", "民國", "時點", "百分比", "數字", "文字數字", "真假", "錯誤", "公式", "空公式")
		setRow(t, f, "Sheet1", 2, "甲,乙", nil, nil, nil, 0.855, 0.1+0.2, "0012", true)
		setRow(t, f, "Sheet1", 3, "第二\n行", nil, nil, nil, 1, 1e11, "１，２３４", false)
		setRow(t, f, "Sheet1", 5, nil, nil, nil, nil, -0.005, 1234567890123456)
		for row, day := range map[int]time.Time{
			2: time.Date(2018, 6, 22, 0, 0, 0, 0, time.UTC), 3: time.Date(1900, 2, 28, 0, 0, 0, 0, time.UTC),
			5: time.Date(2018, 6, 22, 14, 30, 0, 0, time.UTC),
		} {
			for column, s := range map[string]int{
				"B": style(t, f, excelize.Style{NumFmt: 14}), "C": style(t, f, excelize.Style{CustomNumFmt: &minguo}),
				"D": style(t, f, excelize.Style{CustomNumFmt: &moment}),
			} {
				cell := fmt.Sprintf("%s%d", column, row)
				do(t, f.SetCellValue("Sheet1", cell, day), f.SetCellStyle("Sheet1", cell, cell, s))
			}
		}
		percent := style(t, f, excelize.Style{CustomNumFmt: &percents})
		do(t, f.SetCellStyle("Sheet1", "E2", "E5", percent))
		do(t, f.SetCellFormula("Sheet1", "J2", "F2*2"), f.SetCellFormula("Sheet1", "K2", "F2*3"))
	})
	// excelize writes neither errors nor the values of formulas: they are put
	// into the sheet's XML by hand.
	content = replaceInPart(t, content, "xl/worksheets/sheet1.xml", `<c r="J2" t="str"><f>F2*2</f></c>`,
		`<c r="I2" t="e"><v>#N/A</v></c><c r="J2"><f>F2*2</f><v>1E-2</v></c>`)
	content = replaceInPart(t, content, "xl/worksheets/sheet1.xml", `<v>0.3</v>`, `<v>0.30000000000000004</v>`)
	content = replaceInPart(t, content, "xl/worksheets/sheet1.xml", `<v>100000000000</v>`, `<v>1E+11</v>`)
	table := openTable(t, content, tabular.Options{Format: "xlsx"})
	want := []string{
		"2: \"甲,乙\",2018-06-22,2018-06-22,2018-06-22,85.5%,0.3,0012,TRUE,#N/A,0.01, [8 tabular.error_cell false] [10 tabular.no_stored_value false]",
		"3: \"第二\n行\",1900-02-28,1900-02-28,1900-02-28,100%,100000000000,１，２３４,FALSE,,,",
		"5: ,2018-06-22,2018-06-22,2018-06-22 14:30:00,-0.5%,1234567890123456,,,,, [5 tabular.many_digits true]",
	}
	if diff := cmp.Diff(want, textsOf(t, table)); diff != "" {
		t.Error(diff)
	}
	if found := (tabular.Found{Format: "xlsx", Sheet: "Sheet1"}); table.Found() != found || len(table.Notes()) > 0 {
		t.Errorf("found %+v; %v", table.Found(), table.Notes())
	}
}

// replaceInPart changes the text of a part of an archive.
func replaceInPart(tb testing.TB, content, name, from, to string) string {
	tb.Helper()
	in, err := zip.NewReader(strings.NewReader(content), int64(len(content)))
	do(tb, err)
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	for _, part := range in.File {
		r, err := part.Open()
		do(tb, err)
		text, err := io.ReadAll(r)
		do(tb, err)
		if part.Name == name {
			if !bytes.Contains(text, []byte(from)) {
				tb.Fatalf("%s does not have %s: %s", name, from, text)
			}
			text = bytes.ReplaceAll(text, []byte(from), []byte(to))
		}
		w, err := out.Create(part.Name)
		do(tb, err)
		_, err = w.Write(text)
		do(tb, err)
	}
	do(tb, out.Close())
	return b.String()
}

// Excel of the Macintosh counted from 1904; 41811 is 2018-06-22 there (43273 in
// the calendar of 1900, less the 1462 days between them).
func TestDatesOfAWorkbookThatCountsFrom1904(t *testing.T) {
	content := workbook(t, func(f *excelize.File) {
		from1904 := true
		do(t, f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &from1904}))
		setRow(t, f, "Sheet1", 1, "day")
		setRow(t, f, "Sheet1", 2, 41811)
		do(t, f.SetCellStyle("Sheet1", "A2", "A2", style(t, f, excelize.Style{NumFmt: 14})))
	})
	got := textsOf(t, openTable(t, content, tabular.Options{Format: "xlsx"}))
	if diff := cmp.Diff([]string{"2: 2018-06-22"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestNumbersWithAUnitInTheirFormatAreNoDates(t *testing.T) {
	codes := []string{`General"元"`, `[DBNum2][$-404]General"元整"`, `#,##0"千元"`, `"NT$"#,##0`, `[$NT$-404]#,##0`, `General`}
	content := workbook(t, func(f *excelize.File) {
		setRow(t, f, "Sheet1", 1, "金額")
		for i, code := range codes {
			cell := fmt.Sprintf("A%d", i+2)
			do(t, f.SetCellValue("Sheet1", cell, 43273), f.SetCellStyle("Sheet1", cell, cell, style(t, f, excelize.Style{CustomNumFmt: &code})))
		}
	})
	for i, got := range textsOf(t, openTable(t, content, tabular.Options{Format: "xlsx"})) {
		if want := fmt.Sprintf("%d: 43273", i+2); got != want {
			t.Errorf("a cell in the format %s: %q, want %q", codes[i], got, want)
		}
	}
}

func TestDaysThatNoOtherCalendarHas(t *testing.T) {
	content := workbook(t, func(f *excelize.File) {
		setRow(t, f, "Sheet1", 1, "day")
		for i, serial := range []any{0, 1, 59, 60, 61, -1, 2958465, 2958466, 0.75} {
			setRow(t, f, "Sheet1", i+2, serial)
		}
		do(t, f.SetCellStyle("Sheet1", "A2", "A10", style(t, f, excelize.Style{NumFmt: 14})))
	})
	want := []string{
		"2: 0 [0 tabular.bad_serial false]", "3: 1900-01-01", "4: 1900-02-28", "5: 60 [0 tabular.bad_serial false]",
		"6: 1900-03-01", "7: -1 [0 tabular.bad_serial false]", "8: 9999-12-31", "9: 2958466 [0 tabular.bad_serial false]",
		"10: 0.75 [0 tabular.bad_serial false]",
	}
	if diff := cmp.Diff(want, textsOf(t, openTable(t, content, tabular.Options{Format: "xlsx"}))); diff != "" {
		t.Error(diff)
	}
}

func TestATitleMergedHeadingsAndHiddenPartsOfAWorkbook(t *testing.T) {
	content := workbook(t, func(f *excelize.File) {
		_, err := f.NewSheet("核定清單")
		do(t, err)
		setRow(t, f, "Sheet1", 1, "說明")
		sheet := "核定清單"
		setRow(t, f, sheet, 1, "外交部補助民間團體一覽表")
		setRow(t, f, sheet, 3, "案號", "核定", nil, "備註")
		setRow(t, f, sheet, 4, nil, "日期", "金額", nil)
		setRow(t, f, sheet, 5, "G1", "107/6/22", 5, "合併")
		setRow(t, f, sheet, 6, "G2", "107/6/23", 6, nil, nil, "旁註")
		setRow(t, f, sheet, 8, "G3", "107/6/24", 7)
		do(t, f.MergeCell(sheet, "A1", "D1"), f.MergeCell(sheet, "A3", "A4"), f.MergeCell(sheet, "B3", "C3"),
			f.MergeCell(sheet, "D3", "D4"), f.MergeCell(sheet, "D5", "D6"),
			f.SetRowVisible(sheet, 6, false), f.SetColVisible(sheet, "C", false))
		do(t, f.SetSheetVisible("Sheet1", true))
	})
	table := openTable(t, content, tabular.Options{Format: "xlsx", Sheet: "核定清單", Header: []int{3, 4}})
	if diff := cmp.Diff([]string{"案號", "核定 日期", "核定 金額", "備註"}, table.Header()); diff != "" {
		t.Error(diff)
	}
	want := []string{"5: G1,107/6/22,5,合併", "6: G2,107/6/23,6,", "8: G3,107/6/24,7,"}
	if diff := cmp.Diff(want, textsOf(t, table)); diff != "" {
		t.Error(diff)
	}
	wantNotes := []string{
		"1 column is hidden and was read all the same (C)",
		"1 row is hidden and was read all the same (the first is row 6)",
		"1 merged cell stands in the table (D5 the first); the value counts for its first cell alone",
		"1 cell stands beside the table and was not read (F6 the first)",
	}
	if diff := cmp.Diff(wantNotes, notesOf(table)); diff != "" {
		t.Error(diff)
	}
}

func notesOf(t tabular.Table) []string {
	var notes []string
	for _, n := range t.Notes() {
		notes = append(notes, n.String())
	}
	return notes
}

func TestWhichSheetIsRead(t *testing.T) {
	content := workbook(t, func(f *excelize.File) {
		for _, name := range []string{"Sheet1", "資料", "2"} {
			_, err := f.NewSheet(name)
			do(t, err)
			setRow(t, f, name, 1, "a")
			setRow(t, f, name, 2, "in "+name)
		}
		f.SetActiveSheet(1)
		do(t, f.SetSheetVisible("Sheet1", false))
	})
	for _, c := range []struct{ sheet, want, note string }{
		{"", "2: in 資料", "2 more sheets of the file were not read: Sheet1, 2"},
		{"sheet1", "2: in Sheet1", "the sheet Sheet1 is hidden and was read all the same"},
		{"2", "2: in 2", ""}, // its name, before its number
		{"3", "2: in 2", ""},
		{" 資料 ", "2: in 資料", ""},
	} {
		table := openTable(t, content, tabular.Options{Format: "xlsx", Sheet: c.sheet})
		if got := textsOf(t, table); len(got) != 1 || got[0] != c.want {
			t.Errorf("%q: %q", c.sheet, got)
		}
		if got := strings.Join(notesOf(table), "; "); got != c.note {
			t.Errorf("%q: %q", c.sheet, got)
		}
	}
	_, _, err := open(t, content, tabular.Options{Format: "xlsx", Sheet: "4"})
	if got := id(t, err); got != "no_sheet f" || !strings.Contains(err.Error(), "Sheet1, 資料, 2") {
		t.Error(err)
	}
}

func TestWorkbooksThatCannotBeRead(t *testing.T) {
	plain := workbook(t, func(f *excelize.File) {
		setRow(t, f, "Sheet1", 1, "a")
		setRow(t, f, "Sheet1", 2, "x")
	})
	const sheet = "xl/worksheets/sheet1.xml"
	for _, c := range []struct{ name, content, want string }{
		{"cut short", plain[:len(plain)/2], "damaged f"},
		{"an archive of something else", archive(t, map[string]string{"a.txt": "x"}), "other_zip f"},
		{"an OpenDocument named xlsx", archive(t, map[string]string{"content.xml": "<x/>"}), "is_ods f"},
		{"a binary workbook", archive(t, map[string]string{"xl/workbook.bin": "x"}), "is_xlsb f"},
		{"no rows", workbook(t, func(*excelize.File) {}), "no_rows f[Sheet1]"},
		{"rows out of order", replaceInPart(t, plain, sheet, `<row r="2"`, `<row r="1"`), "damaged f[Sheet1]:1"},
		{"cells out of order", replaceInPart(t, plain, sheet, `<c r="A2" `, `<c r="B2"/><c r="A2" `), "damaged f[Sheet1]:2"},
		{"no such text", replaceInPart(t, plain, sheet, `<v>1</v>`, `<v>7</v>`), "damaged f[Sheet1]:2"},
		{"sheet cut short", replaceInPart(t, plain, sheet, `</row></sheetData>`, ``), "damaged f[Sheet1]:2"},
		{"no XML", replaceInPart(t, plain, "xl/workbook.xml", `<workbook`, `<<`), "damaged f"},
		{"a cell of 40 MiB", replaceInPart(t, plain, sheet, `<v>1</v>`, `<v>`+strings.Repeat(" ", 40<<20)+`</v>`), "too_great f[Sheet1]:2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			table, err := tabular.Open(strings.NewReader(c.content), int64(len(c.content)), tabular.Options{File: "f", Format: "xlsx"})
			for err == nil {
				_, err = table.Next()
			}
			if errors.Is(err, io.EOF) {
				t.Fatal("read")
			}
			if got := id(t, err); got != c.want {
				t.Errorf("%s, want %s: %v", got, c.want, err)
			}
		})
	}
}

// archive writes a zip of parts.
func archive(tb testing.TB, parts map[string]string) string {
	tb.Helper()
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	for name, text := range parts {
		w, err := out.Create(name)
		do(tb, err)
		_, err = io.WriteString(w, text)
		do(tb, err)
	}
	do(tb, out.Close())
	return b.String()
}

func FuzzXLSX(f *testing.F) {
	content := workbook(f, func(x *excelize.File) {
		setRow(f, x, "Sheet1", 1, "a", "b")
		setRow(f, x, "Sheet1", 2, "x", 1.5)
	})
	in, err := zip.NewReader(strings.NewReader(content), int64(len(content)))
	do(f, err)
	parts := map[string]string{}
	for _, part := range in.File {
		r, err := part.Open()
		do(f, err)
		text, err := io.ReadAll(r)
		do(f, err)
		parts[part.Name] = string(text)
	}
	const sheet, texts, styles = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"
	f.Add(parts[sheet], parts[texts], parts[styles])
	f.Add(`<worksheet><cols><col min="1" max="2" hidden="1"/></cols><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>a_x000D_</t></is></c></row>`+
		`<row r="3" hidden="1"><c t="e"><v>#N/A</v></c><c s="1"><f>A1</f></c><c r="D3" s="1"><v>43273.6</v></c></row></sheetData>`+
		`<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells></worksheet>`, `<sst><si><r><t>x</t></r><rPh><t>y</t></rPh></si></sst>`,
		`<styleSheet><numFmts><numFmt numFmtId="164" formatCode="[$-404]e&quot;年&quot;m;@"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>`)
	f.Fuzz(func(t *testing.T, sheetText, textsText, stylesText string) {
		own := map[string]string{}
		for name, text := range parts {
			own[name] = text
		}
		own[sheet], own[texts], own[styles] = sheetText, textsText, stylesText
		for _, header := range [][]int{nil, {1, 2}} {
			readSheet(t, archive(t, own), tabular.Options{File: "f", Format: "xlsx", Header: header})
		}
	})
}

// readSheet reads all of a spreadsheet and holds what must be so of any: rows
// in their order, cells under the header, errors that are faults.
func readSheet(t *testing.T, content string, options tabular.Options) {
	t.Helper()
	table, err := tabular.Open(strings.NewReader(content), int64(len(content)), options)
	last := 0
	for n := 0; err == nil && n < 100_000; n++ {
		var record *tabular.Record
		if record, err = table.Next(); err != nil {
			break
		}
		if record.Line <= last || len(record.Cells) != len(table.Header()) {
			t.Fatalf("row %d behind %d, %d cells under %d", record.Line, last, len(record.Cells), len(table.Header()))
		}
		last = record.Line
	}
	if table != nil {
		table.Notes()
		table.Close()
	}
	if err != nil && !errors.Is(err, io.EOF) {
		if _, ok := errors.AsType[*fault.Error](err); !ok {
			t.Fatalf("%T %v", err, err)
		}
	}
}
