package reports

import (
	"bytes"
	"math"
	"regexp"
	"strconv"
	"strings"

	"heng/charts"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/opendocument"
)

// File is a file that goes beside the report's page.
type File struct {
	Name    string // relative to the folder of its language: tables/oda_periods.csv
	Content []byte
}

// Drawing is a chart as a file that stands alone, with its finding, subtitle
// and source.
type Drawing struct {
	Name          string // without an extension
	SVG           []byte
	Width, Height int // in CSS pixels
}

// Tables writes every table of the report as CSV and as ODS.
func (e *Edition) Tables() ([]File, error) {
	var files []File
	for _, s := range e.sections {
		for _, p := range s.Pieces {
			for _, t := range p.Tables {
				two, err := t.files(e.Lang)
				if err != nil {
					return nil, err
				}
				files = append(files, two...)
			}
		}
	}
	return files, nil
}

// Drawings frames every chart of the report for a file of its own.
func (e *Edition) Drawings() []Drawing {
	var drawings []Drawing
	for _, p := range e.book.pictures {
		if d, ok := p.framed(); ok {
			drawings = append(drawings, d)
		}
	}
	return drawings
}

// framed makes a file that stands alone of a picture.
func (p *picture) framed() (Drawing, bool) {
	framed := charts.Frame([]byte(p.SVG), p.Chart)
	if framed == nil {
		return Drawing{}, false
	}
	d := Drawing{Name: fileName(p.ID), SVG: framed}
	if size := drawingSize.FindSubmatch(framed); size != nil {
		d.Width, d.Height = pixels(size[1]), pixels(size[2])
	}
	return d, true
}

// drawingSize finds the size that a framed drawing says it has.
var drawingSize = regexp.MustCompile(`<svg [^>]*?width="([0-9.]+)" height="([0-9.]+)"`)

// pixels returns a size as a whole number that holds it.
func pixels(size []byte) int {
	f, err := strconv.ParseFloat(string(size), 64)
	if err != nil {
		return 0
	}
	return int(math.Ceil(f))
}

// fileName is the name of a file for what has an id on the page.
func fileName(id string) string { return strings.TrimPrefix(id, "indicator_") }

// files writes a table as CSV and as ODS.
func (t *table) files(lang locale.Lang) ([]File, error) {
	sheet := t.sheet()
	name := fileName(t.ID)
	var text, book bytes.Buffer
	if err := sheet.WriteCSV(&text); err != nil {
		return nil, fault.Wrap(fault.Internal, err, locale.M("report.not_written"))
	}
	workbook := opendocument.Workbook{Title: t.Caption, Lang: lang, Sheets: []opendocument.Sheet{sheet}}
	if err := workbook.Write(&book); err != nil {
		return nil, fault.Wrap(fault.Internal, err, locale.M("report.not_written"))
	}
	return []File{{name + ".csv", text.Bytes()}, {name + ".ods", book.Bytes()}}, nil
}

// sheet hands a table to a spreadsheet: numbers exact, words as words, and why
// there is none where there is no number.
func (t *table) sheet() opendocument.Sheet {
	sheet := opendocument.Sheet{Name: t.ID, Title: t.Caption}
	for _, head := range t.Head {
		sheet.Columns = append(sheet.Columns, opendocument.Column{Header: head})
	}
	for _, row := range t.Rows {
		cells := []opendocument.Cell{opendocument.Text(row.Head)}
		for _, s := range row.Cells {
			cells = append(cells, s.cell())
		}
		sheet.Rows = append(sheet.Rows, cells)
	}
	return sheet
}

// cell hands what stands in a table to a spreadsheet: a figure that stands
// alone as a number, everything else as the words that the page has.
func (s sentence) cell() opendocument.Cell {
	if len(s) != 1 || s[0].Figure == nil {
		return opendocument.Text(s.String())
	}
	return opendocument.Figure(s[0].Figure.Exact, s[0].Figure.Text)
}
