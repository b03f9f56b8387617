package release

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"

	"heng/indicators/exchange"
	"heng/internal/datapackage"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/opendocument"
)

// tableFiles writes the rows of each table as CSV and JSON, and all of them as
// one workbook.
//
// The CSV is opened by a double click: it has the byte order mark that Excel
// needs, and an apostrophe before a text that a spreadsheet would run as a
// formula. The JSON holds every value as it is; so does the workbook, which also
// keeps the zeros that an identifier begins with.
func (c *Content) tableFiles() ([]File, error) {
	var files []File
	book := opendocument.Workbook{Title: c.Title.In(c.Languages[0]), Lang: c.Languages[0]}
	for _, r := range c.Records {
		sheet := r.sheet()
		var text bytes.Buffer
		if err := sheet.WriteCSV(&text); err != nil {
			return nil, notWritten(err)
		}
		rows, err := r.json()
		if err != nil {
			return nil, err
		}
		files = append(files, File{r.path("csv"), text.Bytes()}, File{r.path("json"), rows})
		book.Sheets = append(book.Sheets, sheet)
	}
	if len(book.Sheets) == 0 {
		return nil, nil
	}
	var out bytes.Buffer
	if err := book.Write(&out); err != nil {
		return nil, notWritten(err)
	}
	return append(files, File{WorkbookFile, out.Bytes()}), nil
}

// path is where the rows of a table stand in a release.
func (r *Records) path(extension string) string { return "data/" + r.Table.Name + "." + extension }

// sheet hands the rows to a spreadsheet. The header has the names of the fields,
// which the catalogue's list of fields must equal to the letter.
func (r *Records) sheet() opendocument.Sheet {
	sheet := opendocument.Sheet{Name: r.Table.Name}
	for _, column := range r.Columns {
		sheet.Columns = append(sheet.Columns, opendocument.Column{Header: column.Name})
	}
	for _, row := range r.Rows {
		cells := make([]opendocument.Cell, len(row))
		for i, value := range row {
			switch {
			case value == nil:
			case r.Columns[i].numeric():
				cells[i] = opendocument.Number(*value, *value)
			default:
				cells[i] = opendocument.Text(*value)
			}
		}
		sheet.Rows = append(sheet.Rows, cells)
	}
	return sheet
}

// numeric reports whether the released values are numbers: a band is none.
func (c Column) numeric() bool {
	return c.Release == Public && slices.Contains([]datapackage.Type{datapackage.Number, datapackage.Integer, datapackage.Year}, c.Type)
}

// json writes the rows as an array of objects, a row a line: numbers as numbers
// with all their digits, no value as null.
func (r *Records) json() ([]byte, error) {
	lines := make([]json.RawMessage, len(r.Rows))
	for i, row := range r.Rows {
		var b bytes.Buffer
		b.WriteByte('{')
		for k, value := range row {
			column := r.Columns[k]
			var v any
			switch {
			case value == nil:
			case column.numeric():
				v = json.Number(*value)
			case column.Release == Public && column.Type == datapackage.Boolean:
				v = *value == "true"
			default:
				v = *value
			}
			name, err := exchange.Compact(column.Name)
			if err != nil {
				return nil, notWritten(err)
			}
			text, err := exchange.Compact(v)
			if err != nil {
				return nil, notWritten(err)
			}
			if k > 0 {
				b.WriteByte(',')
			}
			b.Write(name)
			b.WriteByte(':')
			b.Write(text)
		}
		b.WriteByte('}')
		lines[i] = b.Bytes()
	}
	var out bytes.Buffer
	if err := exchange.Lines(&out, lines); err != nil {
		return nil, notWritten(err)
	}
	return out.Bytes(), nil
}

// observationFiles writes the observations as CSV, JSON and SDMX-CSV.
func (c *Content) observationFiles() ([]File, error) {
	var text, rows, sdmx bytes.Buffer
	for _, err := range []error{
		exchange.WriteCSV(&text, c.Observations), exchange.WriteJSON(&rows, c.Observations), exchange.WriteSDMX(&sdmx, c.Observations),
	} {
		if err != nil {
			return nil, notWritten(err)
		}
	}
	return []File{{ObservationsCSV, text.Bytes()}, {ObservationsJSON, rows.Bytes()}, {ObservationsSDMX, sdmx.Bytes()}}, nil
}

func sortFiles(files []File) {
	slices.SortFunc(files, func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
}

// indented writes a value as JSON for people and programs, with a line end.
func indented(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return nil, notWritten(err)
	}
	return b.Bytes(), nil
}

func notWritten(err error) error {
	return fault.Wrap(fault.Internal, err, locale.M("release.not_written"))
}
