package web

import (
	"bytes"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"heng/internal/opendocument"
)

// tabled is the body of a page with tables of its own. The address of the page gives
// them as files, ?file=NAME.csv or ?file=NAME.ods by the sheet's name: whoever may see
// the page, and nobody else, may take them, and they hold what its filters chose.
type tabled interface {
	tables(r *request) []opendocument.Sheet
}

// tableFile answers with the table of a page that the address asks for. False where
// it asks for none.
func (r *request) tableFile(status int, title string, body any) (bool, error) {
	name := r.URL.Query().Get("file")
	of, ok := body.(tabled)
	if !ok || name == "" || r.Method != http.MethodGet || status != http.StatusOK {
		return false, nil
	}
	for _, sheet := range of.tables(r) {
		if name == sheet.Name+".csv" || name == sheet.Name+".ods" {
			return true, r.sheetAs(name, title, sheet)
		}
	}
	return true, r.notFound()
}

// sheetAs answers with a sheet as the file of a name, which ends in .csv or .ods.
func (r *request) sheetAs(name, title string, sheet opendocument.Sheet) error {
	var out bytes.Buffer
	var err error
	if strings.HasSuffix(name, ".ods") {
		book := opendocument.Workbook{Title: title, Lang: r.lang, Sheets: []opendocument.Sheet{sheet}}
		err = book.Write(&out)
	} else {
		err = sheet.WriteCSV(&out)
	}
	if err != nil {
		return err
	}
	return r.file(name, out.Bytes())
}

// tableLink leads to a table as a file.
type tableLink struct{ Kind, Of, Address string }

// Files are the links to a table of the page as CSV and ODS, by the sheet's name and
// what people call it. None on a page that answers a form: its address is the form's.
func (l layout) Files(name, of string) []tableLink {
	if l.here == nil {
		return nil
	}
	var all []tableLink
	for _, kind := range []string{"CSV", "ODS"} {
		values := l.here.Query()
		values.Set("file", name+"."+strings.ToLower(kind))
		at := url.URL{Path: l.here.Path, RawQuery: values.Encode()}
		all = append(all, tableLink{kind, of, at.String()})
	}
	return all
}

// newSheet is a table without rows: its name in addresses, the keys of its title and
// of its columns.
func (r *request) newSheet(name, title string, columns ...string) opendocument.Sheet {
	sheet := opendocument.Sheet{Name: name, Title: title}
	for _, key := range columns {
		sheet.Columns = append(sheet.Columns, opendocument.Column{Header: r.p.Text(key)})
	}
	return sheet
}

// texts are cells of words.
func texts(all ...string) []opendocument.Cell {
	var cells []opendocument.Cell
	for _, text := range all {
		cells = append(cells, opendocument.Text(text))
	}
	return cells
}

// dayCell is the cell of a day that is kept as 2018-06-22.
func (r *request) dayCell(day string) opendocument.Cell {
	if t, err := time.Parse(time.DateOnly, day); err == nil {
		return opendocument.Date(t, r.p.ShortDate(t))
	}
	return opendocument.Text(day)
}

// countCell is the cell of how many of something there are.
func (r *request) countCell(n int64) opendocument.Cell {
	return opendocument.Number(strconv.FormatInt(n, 10), r.p.Integer(n))
}
