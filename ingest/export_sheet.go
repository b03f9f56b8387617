package ingest

import (
	"errors"
	"os"
	"slices"

	"github.com/xuri/excelize/v2"

	"heng/internal/locale"
	"heng/internal/opendocument"
	"heng/internal/store"
)

// rejectsWorkbook is an XLSX or ODS of rejects. It is written when it is closed:
// what a resource rejects is a small part of it, or a person will not mend it
// by hand.
type rejectsWorkbook struct {
	path, format string
	header       []bool // see headerRows
	sheets       []*rejectsSheet
	export       *export
}

type rejectsSheet struct {
	name   string
	header []string
	rows   [][]string
}

// newRejectsWorkbook makes a workbook with all the sheets that the resource
// names: it is looked for each of them, also for those without rejects.
func newRejectsWorkbook(path, format string, e *export) rejectsFile {
	w := &rejectsWorkbook{path: path, format: format, header: headerRows(e.resource.HeaderLines()), export: e}
	if len(e.resource.SheetNames()) > 1 {
		ids := []int{}
		for id := range e.files {
			ids = append(ids, id)
		}
		slices.Sort(ids)
		for _, id := range ids {
			if f := e.files[id]; f.Sheet != "" {
				w.sheet(f)
			}
		}
	}
	return w
}

// sheet returns the sheet that the rejects of a file go to.
func (w *rejectsWorkbook) sheet(of store.File) *rejectsSheet {
	name := w.export.sheets[of.ID]
	if len(w.export.resource.SheetNames()) <= 1 && len(w.sheets) > 0 {
		return w.sheets[0] // the resource reads one sheet, whatever it is called
	}
	for _, s := range w.sheets {
		if s.name == name {
			return s
		}
	}
	s := &rejectsSheet{name: name, header: append(slices.Clone(rejectColumns), splitRecord(of.Header, of.Delimiter)...)}
	w.sheets = append(w.sheets, s)
	return s
}

func (w *rejectsWorkbook) write(of store.File, cells []string, row string) error {
	s := w.sheet(of)
	s.rows = append(s.rows, append(cells, splitRecord(row, of.Delimiter)...))
	return nil
}

func (w *rejectsWorkbook) close() error {
	if w.format == "ods" {
		return w.writeODS()
	}
	return w.writeXLSX()
}

func (w *rejectsWorkbook) writeODS() error {
	book := opendocument.Workbook{Title: rejectsTitle(), Lang: locale.ZhTW}
	first := slices.Index(w.header, true)
	for _, s := range w.sheets {
		sheet := opendocument.Sheet{Name: s.name, HeaderRow: first + 1}
		if first > 0 {
			sheet.Title = rejectsTitle()
		}
		width := len(s.header)
		for range len(w.header) - 1 - first {
			// A further row of the header. An empty one is none to a reader, so the
			// column of the files' names has its text here once more; a header says
			// what stands in two of its rows once.
			sheet.Rows = append(sheet.Rows, []opendocument.Cell{opendocument.Text(s.header[0])})
		}
		for _, row := range s.rows {
			width = max(width, len(row))
			var cells []opendocument.Cell
			for _, text := range row {
				cells = append(cells, opendocument.Text(text))
			}
			sheet.Rows = append(sheet.Rows, cells)
		}
		for i := range width {
			column := opendocument.Column{}
			if i < len(s.header) {
				column.Header = s.header[i]
			}
			sheet.Columns = append(sheet.Columns, column)
		}
		book.Sheets = append(book.Sheets, sheet)
	}
	f, err := os.Create(w.path)
	if err != nil {
		return err
	}
	return errors.Join(book.Write(f), f.Close())
}

func (w *rejectsWorkbook) writeXLSX() error {
	book := excelize.NewFile()
	defer func() { _ = book.Close() }() // it holds nothing but memory
	first := slices.Index(w.header, true)
	for i, s := range w.sheets {
		// Excel's bounds of a sheet's name; a stated one obeys them.
		if i == 0 {
			if err := book.SetSheetName(book.GetSheetName(0), s.name); err != nil {
				return err
			}
		} else if _, err := book.NewSheet(s.name); err != nil {
			return err
		}
		out, err := book.NewStreamWriter(s.name)
		if err != nil {
			return err
		}
		put := func(row int, texts []string) {
			cells := make([]any, len(texts))
			for i, text := range texts {
				cells[i] = text
			}
			name, errName := excelize.CoordinatesToCellName(1, row)
			err = errors.Join(err, errName)
			if err == nil {
				err = out.SetRow(name, cells)
			}
		}
		if first > 0 {
			put(1, []string{rejectsTitle()})
		}
		put(first+1, s.header)
		for row := first + 2; row <= len(w.header); row++ {
			put(row, make([]string, len(s.header))) // a further row of the header
		}
		for i, row := range s.rows {
			put(len(w.header)+1+i, row)
		}
		if err = errors.Join(err, out.Flush()); err != nil {
			return err
		}
	}
	return book.SaveAs(w.path)
}
