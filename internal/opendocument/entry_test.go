package opendocument_test

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"

	"heng/internal/locale"
	. "heng/internal/opendocument"
)

// content is the main file of a workbook, as it stands.
func content(t *testing.T, book []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("content.xml")
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// OpenDocument 1.3, part 3, 9.4.5: a condition of a list, which cells name.
func TestEntry(t *testing.T) {
	form := Workbook{Title: "示範", Lang: locale.ZhTW, Sheets: []Sheet{{
		Name: "核定 清單", Title: "示範資料", HeaderRow: 4,
		Columns: []Column{{"案號"}, {"類別"}},
		Rows:    [][]Cell{{Text("A1"), Text("x")}, {Text("A2")}},
		Entry:   &Entry{Rows: 200, Choices: [][]string{nil, {"x", `y "z"`}}},
	}}}
	text := content(t, write(t, form))
	for _, want := range []string{
		`<table:content-validation table:name="核定_清單_2" table:condition="of:cell-content-is-in-list(&#34;x&#34;;&#34;y &#34;&#34;z&#34;&#34;&#34;)"`,
		`table:base-cell-address="$&#39;核定 清單&#39;.$A$1"`,
		`table:number-rows-repeated="200"><table:table-cell></table:table-cell>`,
	} {
		if !strings.Contains(text, strings.ReplaceAll(want, `<table:table-cell></table:table-cell>`, `<table:table-cell/>`)) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
	// In the cells of both rows and in the empty ones.
	if n := strings.Count(text, `table:content-validation-name="核定_清單_2"`); n != 3 {
		t.Errorf("%d cells have the list, want 3", n)
	}
	rows := open(t, write(t, form)).sheets[0].rows
	if len(rows) < 6 || rows[3][0].text != "案號" || rows[4][0].text != "A1" || len(rows[1]) != 0 {
		t.Errorf("the header is not in row 4: %v", rows)
	}
	if text := content(t, write(t, sample(locale.En))); strings.Contains(text, "validation") {
		t.Error("a table that is only read has lists")
	}
}
