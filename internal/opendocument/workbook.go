package opendocument

import (
	"archive/zip"
	"bufio"
	"fmt"
	"hash/crc32"
	"io"
	"strings"
	"time"

	"heng/internal/locale"
)

// Workbook is a spreadsheet document of one language.
type Workbook struct {
	Title  string
	Lang   locale.Lang
	Sheets []Sheet // at least one
}

// Sheet is one table.
type Sheet struct {
	Name    string // the tab's; made safe and unique when it is written
	Title   string // a caption in the row above the header; empty: no such row
	Columns []Column
	Rows    [][]Cell // no row longer than Columns; a shorter one ends in empty cells

	// HeaderRow is the row of the header, from 1; rows between the title and it
	// are empty. 0: the first row that the title leaves.
	HeaderRow int
	Entry     *Entry // nil for a table that is only read
}

// Entry makes a sheet a form: empty rows to fill in, and lists to choose from.
type Entry struct {
	Rows    int        // empty rows below the table
	Choices [][]string // for each column, what its cells may hold; nil: anything
}

// Column is a column of a sheet.
type Column struct {
	Header string
}

// kind is what a cell holds.
type kind int

const (
	empty kind = iota
	text
	number
	percentage
	date
)

// Cell is one cell of a table. The zero Cell is empty and gives no reason.
type Cell struct {
	kind  kind
	value string // a decimal number, or a day as 2018-06-22
	shown string
}

// Text is a cell of words. It is never taken as a formula.
func Text(s string) Cell { return Cell{kind: text, shown: s} }

// Number is a cell that can be computed with. Value is the exact number in
// decimal digits (-1234.5), shown how the report writes it (−1,234.5 or
// NT$1,235), from which the cell takes its decimals, its grouping and the words
// around the number. Where shown is no rounding of value, as in "NT$9.06
// billion", the cell shows value itself.
func Number(value, shown string) Cell { return Cell{kind: number, value: value, shown: shown} }

// Percentage is a number in per cent: value "82.35" is 82.35%. As spreadsheets
// have it, the cell of a workbook holds the hundredth, 0.8235, in a format of
// per cent; CSV, which has no formats, holds 82.35.
func Percentage(value, shown string) Cell {
	return Cell{kind: percentage, value: value, shown: shown}
}

// Figure is the cell of a figure as a report shows it: per cent where it ends in the
// sign, words where it is a share of few rows ("3/7"), and where there is no exact
// value the reason, which is shown in its place.
func Figure(value, shown string) Cell {
	switch {
	case value == "":
		return Empty(shown)
	case strings.HasSuffix(shown, "%"):
		return Percentage(value, shown)
	case strings.Contains(shown, "/"):
		return Text(shown)
	}
	return Number(value, shown)
}

// Date is a cell of a day, shown as locale's Printer writes one or as
// 2018-06-22; other forms are shown as 2018-06-22.
func Date(day time.Time, shown string) Cell {
	return Cell{kind: date, value: day.Format(time.DateOnly), shown: shown}
}

// Empty is a cell without a value, and why: missing, not applicable and not
// yet due are not the same, and none of them is zero. The reason stands in the
// cell as words, which sums and means pass over.
func Empty(reason string) Cell { return Cell{kind: empty, shown: reason} }

// mediaType is that of an OpenDocument spreadsheet.
const mediaType = "application/vnd.oasis.opendocument.spreadsheet"

// Write writes the workbook as ODS. What it holds in memory beyond the workbook
// does not grow with the rows. The error is w's, or tells of a cell that holds
// no number, of a row longer than its header, or of a workbook without a
// sheet.
func (b Workbook) Write(w io.Writer) error {
	plan, err := newPlan(b)
	if err != nil {
		return err
	}
	z := zip.NewWriter(w)
	// The media type comes first, as it is and without anything around it, so
	// that it stands at a fixed place of the file (OpenDocument 1.3, part 2,
	// 3.3).
	stored, err := z.CreateRaw(&zip.FileHeader{
		Name: "mimetype", Method: zip.Store, CRC32: crc32.ChecksumIEEE([]byte(mediaType)),
		CompressedSize64: uint64(len(mediaType)), UncompressedSize64: uint64(len(mediaType)),
	})
	if err != nil {
		return err
	}
	if _, err := io.WriteString(stored, mediaType); err != nil {
		return err
	}
	for _, part := range []struct {
		name  string
		write func(*bufio.Writer)
	}{
		{"META-INF/manifest.xml", writeManifest},
		{"meta.xml", plan.writeMeta},
		{"styles.xml", plan.writeStyles},
		{"settings.xml", plan.writeSettings},
		{"content.xml", plan.writeContent},
	} {
		file, err := z.CreateHeader(&zip.FileHeader{Name: part.name, Method: zip.Deflate, Modified: zipTime})
		if err != nil {
			return err
		}
		out := bufio.NewWriter(file)
		part.write(out)
		if err := out.Flush(); err != nil {
			return err
		}
	}
	return z.Close()
}

// zipTime is the time of every file inside a workbook: the first that zip
// knows, since a true one would give other bytes each time.
var zipTime = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// plan is a workbook with all that has to be known before its first row is
// written.
type plan struct {
	Workbook
	names   []string // of the sheets
	widths  [][]int  // of the columns of each sheet, in tenths of a millimetre
	formats []format // in the order of their first use
	index   map[format]int
}

func newPlan(b Workbook) (*plan, error) {
	if len(b.Sheets) == 0 {
		return nil, fmt.Errorf("the workbook %q has no sheet", b.Title)
	}
	p := &plan{Workbook: b, names: safeNames(b.Sheets), index: map[format]int{}}
	for i, sheet := range b.Sheets {
		widths := headerWidths(sheet)
		for r, row := range sheet.Rows {
			if len(row) > len(sheet.Columns) {
				return nil, fmt.Errorf("sheet %q, row %d: %d cells, but %d columns", p.names[i], r+1, len(row), len(sheet.Columns))
			}
			for c, cell := range row {
				f, err := formatOf(cell)
				if err != nil {
					return nil, fmt.Errorf("sheet %q, row %d, column %d: %w", p.names[i], r+1, c+1, err)
				}
				if _, known := p.index[f]; !known && f != (format{}) {
					p.index[f] = len(p.formats)
					p.formats = append(p.formats, f)
				}
				widths[c] = max(widths[c], cellWidth(cell, f))
			}
		}
		p.widths = append(p.widths, widths)
	}
	return p, nil
}
