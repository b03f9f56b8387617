package tabular_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"heng/ingest/tabular"
	"heng/internal/locale"
	"heng/internal/opendocument"
)

// ods writes a spreadsheet whose sheets are given as the XML inside
// office:spreadsheet, with a style "gone" for sheets that are not shown.
func ods(tb testing.TB, sheets string) string {
	tb.Helper()
	return archive(tb, map[string]string{"content.xml": content(sheets)})
}

func content(sheets string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><office:document-content><office:automatic-styles>` +
		`<style:style style:name="seen" style:family="table"><style:table-properties table:display="true"/></style:style>` +
		`<style:style style:name="gone" style:family="table"><style:table-properties table:display="false"/></style:style>` +
		`</office:automatic-styles><office:body><office:spreadsheet>` + sheets +
		`</office:spreadsheet></office:body></office:document-content>`
}

func table(name, rows string) string {
	return `<table:table table:name="` + name + `" table:style-name="seen"><table:table-column table:number-columns-repeated="16384"/>` +
		rows + `</table:table>`
}

func odsRow(cells ...string) string {
	return "<table:table-row>" + strings.Join(cells, "") + "</table:table-row>"
}

func text(s string) string {
	return `<table:table-cell office:value-type="string"><text:p>` + s + `</text:p></table:table-cell>`
}

func typed(attributes, shown string) string {
	return `<table:table-cell ` + attributes + `><text:p>` + shown + `</text:p></table:table-cell>`
}

// The empty tail that LibreOffice and Google write behind every sheet.
const emptyTail = `<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>`

func TestASpreadsheetIsReadAsItsCellsAreMeant(t *testing.T) {
	content := ods(t, table("表", odsRow(text("a"), text("b"), text("c"), `<table:table-cell table:number-columns-repeated="16381"/>`)+
		odsRow(text("甲"), typed(`office:value-type="float" office:value="1234.5"`, "1,234.50"),
			typed(`office:value-type="date" office:date-value="2018-06-22"`, "107/6/22"))+
		odsRow(text("two<text:line-break/>lines<text:s text:c=\"2\"/>and <text:span>a </text:span> span"),
			typed(`office:value-type="percentage" office:value="0.855"`, "86%"),
			typed(`office:value-type="date" office:date-value="2018-06-22T14:30:00"`, "107/6/22"))+
		odsRow(`<table:table-cell office:value-type="string"><office:annotation><text:p>remark</text:p></office:annotation><text:p> one </text:p>
			<text:p>two</text:p></table:table-cell>`,
			typed(`office:value-type="currency" office:currency="TWD" office:value="5E+11"`, "NT$500,000,000,000"),
			typed(`office:value-type="date" office:date-value="2018-06-22T00:00:00"`, "x"))+
		odsRow(typed(`office:value-type="boolean" office:boolean-value="true"`, "TRUE"),
			typed(`office:value-type="time" office:time-value="PT9H05M00S"`, "9:05"),
			typed(`table:formula="of:=NA()" office:value-type="string" office:string-value="" calcext:value-type="error"`, "#N/A"))+
		odsRow(typed(`table:formula="of:=[.Z1]" office:value-type="float" office:value="0.30000000000000004"`, "0.3"),
			typed(`table:formula="of:=1/0" office:value-type="string"`, "#DIV/0!"),
			`<table:table-cell table:formula="of:=A1"/>`)+
		odsRow(text("#N/A typed"), typed(`office:value-type="float" office:value="1234567890123456"`, "1.2E15"), text("&lt;x&gt;"))+emptyTail))
	got := textsOf(t, openTable(t, content, tabular.Options{Format: "ods"}))
	want := []string{
		"2: 甲,1234.5,2018-06-22",
		"3: \"two\nlines  and a span\",85.5%,2018-06-22 14:30:00",
		"4: \"one\ntwo\",500000000000,2018-06-22",
		"5: TRUE,09:05:00,#N/A [2 tabular.error_cell false]",
		"6: 0.3,#DIV/0!, [1 tabular.error_cell false] [2 tabular.no_stored_value false]",
		"7: #N/A typed,1234567890123456,<x> [1 tabular.many_digits true]",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestRepeatedRowsAndCellsAreHonoured(t *testing.T) {
	content := ods(t, table("t",
		`<table:table-header-rows>`+odsRow(text("a"), text("b"), text("c"), text("d"))+`</table:table-header-rows>`+
			`<table:table-row table:number-rows-repeated="2"/>`+
			`<table:table-row table:number-rows-repeated="3">`+text("x")+
			`<table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="7"><text:p>7</text:p></table:table-cell></table:table-row>`+
			`<table:table-row-group>`+odsRow(`<table:table-cell table:number-columns-repeated="3"/>`, text("last"))+`</table:table-row-group>`+emptyTail))
	got := textsOf(t, openTable(t, content, tabular.Options{Format: "ods"}))
	if diff := cmp.Diff([]string{"4: x,7,7,", "5: x,7,7,", "6: x,7,7,", "7: ,,,last"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestATitleMergedHeadingsAndHiddenPartsOfASpreadsheet(t *testing.T) {
	content := ods(t, `<table:table table:name="說明" table:style-name="gone"/>`+
		`<table:table table:style-name="seen" table:name="清單 &gt; 1"><table:table-column/><table:table-column table:visibility="collapse"/>`+
		odsRow(`<table:table-cell table:number-columns-spanned="3" office:value-type="string"><text:p>一覽表</text:p></table:table-cell>`,
			`<table:covered-table-cell table:number-columns-repeated="2"/>`)+
		odsRow(`<table:table-cell table:number-rows-spanned="2" office:value-type="string"><text:p>案號</text:p></table:table-cell>`,
			`<table:table-cell table:number-columns-spanned="2" office:value-type="string"><text:p>核定</text:p></table:table-cell>`,
			`<table:covered-table-cell/>`)+
		odsRow(`<table:covered-table-cell/>`, text("日期"), text("金額"))+
		odsRow(text("G1"), text("107/6/22"), text("5"))+
		`<table:table-row table:visibility="filter">`+text("G2")+text("107/6/23")+text("6")+`</table:table-row>`+
		emptyTail+`</table:table>`+table("另一", ""))
	table := openTable(t, content, tabular.Options{Format: "ods", Header: []int{2, 3}})
	if diff := cmp.Diff([]string{"案號", "核定 日期", "核定 金額"}, table.Header()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"4: G1,107/6/22,5", "5: G2,107/6/23,6"}, textsOf(t, table)); diff != "" {
		t.Error(diff)
	}
	want := []string{
		"2 more sheets of the file were not read: 說明, 另一",
		"1 column is hidden and was read all the same (B)",
		"1 row is hidden and was read all the same (the first is row 5)",
	}
	if diff := cmp.Diff(want, notesOf(table)); diff != "" {
		t.Error(diff)
	}
}

func TestSpreadsheetsThatCannotBeRead(t *testing.T) {
	plain := odsRow(text("a")) + odsRow(text("x"))
	manyRows := func(rows, columns int) string {
		return fmt.Sprintf(`<table:table-row table:number-rows-repeated="%d"><table:table-cell table:number-columns-repeated="%d" `+
			`office:value-type="string"><text:p>boom</text:p></table:table-cell></table:table-row>`, rows, columns)
	}
	for _, c := range []struct{ name, content, want string }{
		{"with a password", archive(t, map[string]string{"content.xml": "\x01\x02", "META-INF/manifest.xml": "<manifest:encryption-data/>"}), "password f"},
		{"encrypted as a whole", archive(t, map[string]string{"encrypted-package": "\x01"}), "password f"},
		{"a workbook named ods", workbook(t, func(*excelize.File) {}), "is_xlsx f"},
		{"no rows", ods(t, table("t", emptyTail)), "no_rows f[t]"},
		{"no sheets", ods(t, ""), "no_visible_sheet f"},
		{"a letter", archive(t, map[string]string{"content.xml": "<office:body><office:text/></office:body>"}), "no_visible_sheet f"},
		{"cut short", archive(t, map[string]string{"content.xml": content(table("t", plain))[:700]}), "damaged f[t]:1"},
		{"a bomb of cells", ods(t, table("t", odsRow(text("a"))+manyRows(1048575, 16384))), "too_great f[t]:1"},
		{"a bomb of columns", ods(t, table("t", odsRow(text("a"))+manyRows(1, 100_000_000))), "too_great f[t]:1"},
		{"a bomb of rows", ods(t, table("t", odsRow(text("a"))+manyRows(1<<30, 1))), "too_great f[t]:1"},
		{"a bomb of spaces", ods(t, table("t", odsRow(text(`<text:s text:c="16000000"/><text:s text:c="16000000"/>`)))), "too_great f[t]"},
		{"a bomb of long cells", ods(t, table("t", odsRow(text("a"))+`<table:table-row><table:table-cell table:number-columns-repeated="16000" `+
			`office:value-type="string"><text:p>`+strings.Repeat("boom", 1000)+`</text:p></table:table-cell></table:table-row>`)), "too_great f[t]:1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			table, err := tabular.Open(strings.NewReader(c.content), int64(len(c.content)), tabular.Options{File: "f", Format: "ods"})
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

// What Heng itself writes as a spreadsheet, it reads.
func TestASpreadsheetOfHengIsRead(t *testing.T) {
	var b bytes.Buffer
	w := opendocument.Workbook{Title: "t", Lang: locale.ZhTW, Sheets: []opendocument.Sheet{{
		Name: "補助", Title: "補助一覽", Columns: []opendocument.Column{{Header: "案號"}, {Header: "金額"}},
		Rows: [][]opendocument.Cell{{opendocument.Text("G1"), opendocument.Number("1234567.5", "1,234,567.5")}, {opendocument.Text("=1+1")}},
	}}}
	do(t, w.Write(&b))
	table := openTable(t, b.String(), tabular.Options{Format: "ods", Header: []int{2}})
	if diff := cmp.Diff([]string{"3: G1,1234567.5", "4: =1+1,"}, textsOf(t, table)); diff != "" || table.Found().Sheet != "補助" {
		t.Error(diff, table.Found())
	}
}

func FuzzODS(f *testing.F) {
	f.Add(content(table("t", odsRow(text("a"), text("b"))+odsRow(text("x"), typed(`office:value-type="float" office:value="1E3"`, "1000"))+emptyTail)))
	f.Add(content(`<table:table table:name="t"><table:table-column table:visibility="collapse" table:number-columns-repeated="3"/>` +
		odsRow(`<table:table-cell table:number-columns-spanned="2" table:number-rows-spanned="2" office:value-type="string"><text:p>a</text:p></table:table-cell>`, `<table:covered-table-cell/>`, text("c")) +
		`<table:table-row table:number-rows-repeated="9" table:visibility="filter">` + text("x<text:s text:c=\"3\"/><text:tab/>") +
		typed(`office:value-type="date" office:date-value="2018-06-22T00:00:00"`, "") + typed(`office:value-type="time" office:time-value="PT1H2M3,5S"`, "") +
		typed(`table:formula="x" calcext:value-type="error"`, "#REF!") + `</table:table-row></table:table>`))
	f.Fuzz(func(t *testing.T, text string) {
		file := archive(t, map[string]string{"content.xml": text})
		for _, header := range [][]int{nil, {1, 2}} {
			readSheet(t, file, tabular.Options{File: "f", Format: "ods", Header: header})
		}
	})
}
