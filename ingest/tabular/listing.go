package tabular

import (
	"archive/zip"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"

	"heng/internal/fault"
)

// Sheet is a sheet of a spreadsheet, as its file lists it.
type Sheet struct {
	Name   string
	Hidden bool
}

// Sheets lists the sheets of an XLSX or ODS in their order. A file of another
// format has none.
func Sheets(file io.ReaderAt, size int64, options Options) ([]Sheet, error) {
	f := &openedFile{ReaderAt: file, size: size, options: options}
	if err := f.refuseByContent(); err != nil {
		return nil, err
	}
	archive, err := zip.NewReader(file, size)
	if err != nil {
		return nil, f.fail(fault.Place{}, "damaged")
	}
	var listed []sheetListed
	switch options.Format {
	case "xlsx":
		var book *workbook
		if book, err = readWorkbook(archive); err == nil {
			listed = book.sheets
		}
	case "ods":
		part := partNamed(archive, "content.xml")
		if part == nil {
			return nil, f.fail(fault.Place{}, "damaged")
		}
		listed, err = listODS(part)
	}
	if err != nil {
		return nil, f.brokenPart("", 0, err)
	}
	var sheets []Sheet
	for _, s := range listed {
		sheets = append(sheets, Sheet{s.name, s.hidden})
	}
	return sheets, nil
}

// Arrays lists where the arrays of a JSON document stand, as Options.Property
// names them; none where the document itself is one, or is no JSON.
func Arrays(file io.ReaderAt, size int64, options Options) []string {
	f := &openedFile{ReaderAt: file, size: size, options: options}
	text, _, err := f.text()
	if err != nil {
		return nil
	}
	names, _ := arraysOf(json.NewDecoder(text), "", 0)
	slices.Sort(names)
	return names
}

// HeadRow is a row at the head of a file, whatever it is: a title, a header, a
// record.
type HeadRow struct {
	Line  int
	Cells []string // without the white space around them
}

// Head returns the first rows of a table that are not blank, at most the given
// number, as they stand: for finding its header. Options.Header is not looked
// at. JSON has no such rows.
func Head(file io.ReaderAt, size int64, options Options, most int) ([]HeadRow, error) {
	options.Header, options.Copy = nil, nil
	f := &openedFile{ReaderAt: file, size: size, options: options}
	if err := f.refuseByContent(); err != nil {
		return nil, err
	}
	switch options.Format {
	case "json", "jsonl":
		return nil, nil
	case "xlsx":
		reader, _, _, err := f.xlsxSheet()
		return f.headOf(reader, most, err)
	case "ods":
		reader, _, _, err := f.odsSheet()
		return f.headOf(reader, most, err)
	}
	table, err := Open(file, size, options)
	if err != nil {
		return nil, err
	}
	defer func() { _ = table.Close() }()
	rows := []HeadRow{{table.HeaderLine(), nil}}
	for _, cell := range table.Header() {
		rows[0].Cells = append(rows[0].Cells, strings.TrimSpace(cell))
	}
	for len(rows) < most {
		record, err := table.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		row := HeadRow{Line: record.Line}
		for _, cell := range record.Cells {
			row.Cells = append(row.Cells, strings.TrimSpace(string(cell)))
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func (f *openedFile) headOf(reader sheetReader, most int, err error) ([]HeadRow, error) {
	if err != nil {
		return nil, err
	}
	defer func() { _ = reader.close() }()
	var rows []HeadRow
	var row sheetRow
	for len(rows) < most {
		err := reader.next(&row)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, f.brokenPart("", row.number, err)
		}
		if row.blank() {
			continue
		}
		head := HeadRow{Line: row.number}
		for i := range row.ends {
			head.Cells = append(head.Cells, strings.TrimSpace(string(row.cell(i))))
		}
		rows = append(rows, head)
	}
	return rows, nil
}

// Text returns the content of a text file in UTF-8, without a byte order mark,
// and the encoding that was stated or found. A byte that is no text reaches it as
// 0xFF.
func Text(file io.ReaderAt, size int64, options Options) (io.Reader, string, error) {
	return (&openedFile{ReaderAt: file, size: size, options: options}).text()
}
