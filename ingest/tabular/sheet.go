package tabular

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"heng/internal/fault"
	"heng/internal/locale"
)

// What a sheet may hold: Excel's bounds, which LibreOffice shares unless it is
// told otherwise.
const (
	maxRows    = 1 << 20
	maxColumns = 1 << 14
)

// sheetRow is a row of a spreadsheet: its cells one after the other in text.
type sheetRow struct {
	number   int // from 1
	hidden   bool
	text     []byte
	ends     []int
	problems []Problem
}

func (r *sheetRow) reset(number int, hidden bool) {
	r.number, r.hidden = number, hidden
	r.text, r.ends, r.problems = r.text[:0], r.ends[:0], r.problems[:0]
}

// upTo makes empty cells before the one at a column, from 0.
func (r *sheetRow) upTo(column int) {
	for len(r.ends) < column {
		r.ends = append(r.ends, len(r.text))
	}
}

// close ends the cell whose text has been appended.
func (r *sheetRow) close() { r.ends = append(r.ends, len(r.text)) }

func (r *sheetRow) cell(column int) []byte {
	if column >= len(r.ends) {
		return nil
	}
	from := 0
	if column > 0 {
		from = r.ends[column-1]
	}
	return r.text[from:r.ends[column]:r.ends[column]]
}

func (r *sheetRow) blank() bool {
	return len(r.problems) == 0 && len(bytes.TrimSpace(r.text)) == 0
}

// merged is a merged cell: rows from 1, columns from 0, both ends included.
type merged struct{ top, left, bottom, right int }

// sheetReader reads the rows of a sheet.
type sheetReader interface {
	// next fills the row with the next one of the sheet, which may be blank. Its
	// error is io.EOF or what the archive or its XML is broken by.
	next(row *sheetRow) error
	// merges lists the merged cells known so far.
	merges() []merged
	// hiddenColumns tells whether a column, from 0, is hidden.
	hiddenColumn(column int) bool
	close() error
}

// sheetTable is a table in a spreadsheet.
type sheetTable struct {
	file   *openedFile
	reader sheetReader
	found  Found
	notes  []locale.Message
	header []string
	headAt int // the last row of the header
	row    sheetRow
	record Record
	err    error
	hidden tally // rows
	beside tally // cells
}

// tally counts what a note is about and remembers the first of it.
type tally struct {
	count int64
	first string
}

func (t *tally) add(first func() string) {
	if t.count == 0 {
		t.first = first()
	}
	t.count++
}

// newSheetTable reads up to the last row of the header.
func newSheetTable(f *openedFile, reader sheetReader, found Found, notes []locale.Message) (Table, error) {
	t := &sheetTable{file: f, reader: reader, found: found, notes: notes}
	if err := t.readHeader(); err != nil {
		return nil, errors.Join(err, reader.close())
	}
	return t, nil
}

func (t *sheetTable) readHeader() error {
	wanted := t.file.options.Header
	var rows [][]string
	var numbers []int
	for {
		err := t.reader.next(&t.row)
		if errors.Is(err, io.EOF) {
			if len(wanted) == 0 || (t.row.number == 0 && wanted[0] == 1) {
				return t.file.fail(fault.Place{Sheet: t.found.Sheet}, "no_rows", "name", t.found.Sheet)
			}
			return t.noHeader(wanted[len(rows)])
		}
		if err != nil {
			return t.broken(err)
		}
		first := len(wanted) == 0 || (len(wanted) == 1 && wanted[0] == 1) // the first row that is not blank
		switch {
		case first && t.row.blank(), !first && t.row.number < wanted[len(rows)]:
			continue
		case !first && (t.row.number > wanted[len(rows)] || (t.row.blank() && len(wanted) == 1)):
			return t.noHeader(wanted[len(rows)])
		}
		cells := make([]string, len(t.row.ends))
		for i := range cells {
			cells[i] = strings.TrimSpace(string(t.row.cell(i)))
		}
		rows, numbers = append(rows, cells), append(numbers, t.row.number)
		if len(rows) < len(wanted) {
			continue
		}
		t.headAt = t.row.number
		t.header = joinHeader(rows, func(row, column int) string {
			for _, m := range t.reader.merges() {
				if column < m.left || column > m.right || numbers[row] < m.top || numbers[row] > m.bottom {
					continue
				}
				for i, number := range numbers {
					if number == m.top && m.left < len(rows[i]) {
						return rows[i][m.left]
					}
				}
			}
			return ""
		})
		for len(t.header) > 0 && t.header[len(t.header)-1] == "" {
			t.header = t.header[:len(t.header)-1]
		}
		if len(t.header) == 0 {
			return t.noHeader(t.headAt)
		}
		return nil
	}
}

func (t *sheetTable) noHeader(row int) error {
	return t.file.fail(fault.Place{Sheet: t.found.Sheet, Line: row}, "no_header", "line", row)
}

// broken is the failure of an archive or its XML in the middle.
func (t *sheetTable) broken(err error) error {
	return t.file.brokenPart(t.found.Sheet, t.row.number, err)
}

func (f *openedFile) brokenPart(sheet string, row int, err error) error {
	if _, ok := errors.AsType[*fault.Error](err); ok {
		return err
	}
	id := "damaged"
	if errors.Is(err, errBomb) {
		id = "too_great"
	}
	return f.fail(fault.Place{Sheet: sheet, Line: row}, id)
}

// Header returns the texts of the header.
func (t *sheetTable) Header() []string { return t.header }

// HeaderLine returns the number of the last row of the header.
func (t *sheetTable) HeaderLine() int { return t.headAt }

// Found says which sheet is read.
func (t *sheetTable) Found() Found { return t.found }

// Close ends the reading.
func (t *sheetTable) Close() error { return t.reader.close() }

// Next returns the next row that is not blank.
func (t *sheetTable) Next() (*Record, error) {
	if t.err != nil {
		return nil, t.err
	}
	for {
		if err := t.reader.next(&t.row); err != nil {
			if t.err = io.EOF; !errors.Is(err, io.EOF) {
				t.err = t.broken(err)
			}
			return nil, t.err
		}
		if t.row.blank() {
			continue
		}
		if t.row.hidden {
			t.hidden.add(func() string { return fmt.Sprint(t.row.number) })
		}
		t.record.Line = t.row.number
		t.record.Cells = t.record.Cells[:0]
		t.record.raw = t.record.raw[:0]
		empty := true
		for i := range t.header {
			cell := t.row.cell(i)
			empty = empty && len(cell) == 0
			t.record.Cells = append(t.record.Cells, cell)
			t.record.raw = appendCell(t.record.raw, cell, i)
		}
		for i := len(t.header); i < len(t.row.ends); i++ {
			if len(t.row.cell(i)) > 0 {
				t.beside.add(func() string { return cellName(i, t.row.number) })
			}
		}
		t.record.Problems = t.record.Problems[:0]
		for _, p := range t.row.problems {
			if p.Column < len(t.header) {
				t.record.Problems = append(t.record.Problems, p)
			}
		}
		if empty && len(t.record.Problems) == 0 {
			continue // all it has stands beside the table
		}
		return &t.record, nil
	}
}

// appendCell writes a cell of a record of CSV.
func appendCell(to, cell []byte, column int) []byte {
	if column > 0 {
		to = append(to, ',')
	}
	if !bytes.ContainsAny(cell, ",\"\r\n") {
		return append(to, cell...)
	}
	to = append(to, '"')
	for _, c := range cell {
		if c == '"' {
			to = append(to, '"')
		}
		to = append(to, c)
	}
	return append(to, '"')
}

// Notes says what is hidden, merged or left aside.
func (t *sheetTable) Notes() []locale.Message {
	notes := t.notes
	var columns []string
	for i := range t.header {
		if t.reader.hiddenColumn(i) {
			columns = append(columns, columnName(i))
		}
	}
	if len(columns) > 0 {
		notes = append(notes, locale.M("tabular.hidden_columns", "count", len(columns), "names", columns))
	}
	if t.hidden.count > 0 {
		notes = append(notes, locale.M("tabular.hidden_rows", "count", t.hidden.count, "first", t.hidden.first))
	}
	var body tally
	for _, m := range t.reader.merges() {
		if m.top > t.headAt && m.left < len(t.header) && m.top <= t.row.number {
			body.add(func() string { return cellName(m.left, m.top) })
		}
	}
	if body.count > 0 {
		notes = append(notes, locale.M("tabular.merged_cells", "count", body.count, "first", body.first))
	}
	if t.beside.count > 0 {
		notes = append(notes, locale.M("tabular.beside_table", "count", t.beside.count, "first", t.beside.first))
	}
	return notes
}

// columnName names a column, from 0, as spreadsheets do: A, Z, AA.
func columnName(column int) string {
	name := ""
	for column++; column > 0; column = (column - 1) / 26 {
		name = string(rune('A'+(column-1)%26)) + name
	}
	return name
}

func cellName(column, row int) string { return columnName(column) + fmt.Sprint(row) }

// columnOf reads the letters of a cell's name, as in AB12, and returns the
// column from 0 and the row, or -1.
func columnOf(name string) (column, row int) {
	i := 0
	for ; i < len(name) && i < 4; i++ {
		c := name[i] &^ 0x20
		if c < 'A' || c > 'Z' {
			break
		}
		column = column*26 + int(c-'A') + 1
	}
	for _, c := range []byte(name[i:]) {
		if c < '0' || c > '9' || row > maxRows {
			return -1, -1
		}
		row = row*10 + int(c-'0')
	}
	if column > maxColumns {
		return -1, -1
	}
	return column - 1, row
}

// sheetListed is a sheet as a workbook lists it.
type sheetListed struct {
	name   string
	hidden bool
}

// pickSheet finds the sheet that the options name, by its name or its number,
// or the first that is not hidden. The notes say what was not read.
func (f *openedFile) pickSheet(sheets []sheetListed) (int, []locale.Message, error) {
	wanted := f.options.Sheet
	at := -1
	var names, others []string
	for i, s := range sheets {
		names = append(names, s.name)
		if wanted != "" && strings.EqualFold(strings.TrimSpace(s.name), strings.TrimSpace(wanted)) && at < 0 {
			at = i
		}
	}
	if at < 0 && wanted != "" {
		var n int
		if _, err := fmt.Sscanf(wanted+"\n", "%d\n", &n); err == nil && n >= 1 && n <= len(sheets) {
			at = n - 1
		}
	}
	switch {
	case at >= 0:
	case wanted != "":
		return 0, nil, f.fail(fault.Place{}, "no_sheet", "name", wanted, "names", names)
	default:
		for i, s := range sheets {
			if !s.hidden {
				at = i
				break
			}
		}
		if at < 0 {
			return 0, nil, f.fail(fault.Place{}, "no_visible_sheet")
		}
		for i, s := range sheets {
			if i != at {
				others = append(others, s.name)
			}
		}
	}
	var notes []locale.Message
	if sheets[at].hidden {
		notes = append(notes, locale.M("tabular.hidden_sheet", "name", sheets[at].name))
	}
	if len(others) > 0 {
		notes = append(notes, locale.M("tabular.other_sheets", "count", len(others), "names", others))
	}
	return at, notes, nil
}
