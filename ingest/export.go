package ingest

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"heng/internal/datapackage"
	"heng/internal/locale"
	"heng/internal/store"
)

// WriteRejects writes the rows that the store's resources rejected into a
// folder, in the shape they came in: a CSV stays one (in UTF-8), and so do an
// XLSX, an ODS with its sheets, and JSON. The header stands in the row where the
// resource looks for it, and the rows are as they were, each behind its file,
// line and reasons in both languages. Mended, the file is loaded as it is: the
// columns in front are passed over. A resource without rejects leaves no file.
//
// Files of one resource whose headers differ give several, the later ones
// numbered.
func WriteRejects(ctx context.Context, s *store.Store, pkg *datapackage.Package, dir string) error {
	books, err := s.Books(ctx)
	if err != nil {
		return err
	}
	for _, r := range pkg.Resources {
		if books.Resource(r.Name) == nil {
			continue
		}
		if err := writeRejects(ctx, s, dir, r, r.Name, books.FilesOf(r.Name)); err != nil {
			return store.Classify(ctx, err)
		}
	}
	return nil
}

// exportRejects is WriteRejects for a load in progress.
func (l *loader) exportRejects(ctx context.Context) error {
	for _, j := range l.jobs {
		name, files := j.resource.Name, l.books.FilesOf(j.resource.Name)
		if j.changed {
			name, files = j.staging, nil
			for _, s := range j.sources {
				files = append(files, j.fileOf(s))
			}
		}
		if err := writeRejects(ctx, l.load.Store, l.RejectsDir, j.resource, name, files); err != nil {
			return err
		}
	}
	return nil
}

// rejectColumns come before the columns of the rows, so that a row with too
// many cells still has its reasons in their place.
var rejectColumns = []string{"_file", "_line", "_reason_zh-TW", "_reason_en"}

// rejectsFile is a file of rejects that is being written.
type rejectsFile interface {
	write(of store.File, cells []string, row string) error
	close() error
}

// export is the writing of the rejects of one resource.
type export struct {
	dir      string
	resource *datapackage.Resource
	files    map[int]store.File
	sheets   map[int]string // of files that are sheets: the name by which the resource finds it
	open     map[string]rejectsFile
}

// writeRejects writes the rejects that are known under a name.
func writeRejects(ctx context.Context, s *store.Store, dir string, resource *datapackage.Resource, known string, files []store.File) (err error) {
	e := &export{dir: dir, resource: resource, files: map[int]store.File{}, sheets: map[int]string{}, open: map[string]rejectsFile{}}
	stated, counts := resource.SheetNames(), map[string]int{}
	for _, f := range files {
		e.files[f.ID] = f
		e.sheets[f.ID] = f.Sheet
		if at := counts[f.Path]; at < len(stated) && stated[at] != "" {
			e.sheets[f.ID] = stated[at]
		}
		counts[f.Path]++
	}
	defer func() {
		for _, f := range e.open {
			err = errors.Join(err, f.close())
		}
	}()
	row := rejectedRow{}
	flush := func() error {
		if row.file == 0 {
			return nil
		}
		of := e.files[row.file]
		f, err := e.fileFor(of)
		if err != nil {
			return err
		}
		return f.write(of, row.cells(of.Path), row.text)
	}
	err = s.Rejects(ctx, store.RejectsTable, known, 0, func(r store.Reject) error {
		if r.FileID != row.file || r.Line != row.line {
			if err := flush(); err != nil {
				return err
			}
			row = rejectedRow{file: r.FileID, line: r.Line, text: r.Row}
		}
		row.reasons = append(row.reasons, reasonOf(r))
		return nil
	})
	return errors.Join(err, flush())
}

// fileFor returns the file that the rejects of a file go to.
func (e *export) fileFor(of store.File) (rejectsFile, error) {
	format := e.resource.FormatOf(of.Path)
	isSheet := format == "xlsx" || format == "ods"
	key := format + "\x00" + of.Header
	if isSheet && len(e.resource.SheetNames()) > 1 {
		key = format // its sheets may have headers of their own
	}
	if f := e.open[key]; f != nil {
		return f, nil
	}
	if err := os.MkdirAll(e.dir, 0o755); err != nil {
		return nil, err
	}
	extension := map[string]string{"tsv": ".tsv", "xlsx": ".xlsx", "ods": ".ods", "json": ".json", "jsonl": ".jsonl"}[format]
	if extension == "" {
		extension = ".csv"
	}
	name, number := e.resource.Name+extension, 1
	for other := range e.open {
		if strings.HasPrefix(other, format) {
			number++
		}
	}
	if number > 1 {
		name = fmt.Sprintf("%s-%d%s", e.resource.Name, number, extension)
	}
	path := filepath.Join(e.dir, name)
	var f rejectsFile
	var err error
	switch format {
	case "xlsx", "ods":
		f = newRejectsWorkbook(path, format, e)
	case "json", "jsonl":
		f, err = createRejectsJSON(path, format, e.resource.Property())
	default:
		f, err = createRejectsText(path, of, e.resource.HeaderLines())
	}
	if err != nil {
		return nil, err
	}
	e.open[key] = f
	return f, nil
}

// headerRows says what stands above and in the rows of a header: for each row up
// to its last whether it is one of the header's.
func headerRows(lines []int) []bool {
	if len(lines) == 0 {
		return []bool{true}
	}
	rows := make([]bool, lines[len(lines)-1])
	for i := range rows {
		rows[i] = slices.Contains(lines, i+1)
	}
	return rows
}

// rejectedRow is a row with all its reasons.
type rejectedRow struct {
	file    int
	line    int64
	text    string
	reasons []locale.Message
}

// cells are those of rejectColumns.
func (row rejectedRow) cells(path string) []string {
	cells := []string{path, fmt.Sprint(row.line)}
	for _, lang := range []locale.Lang{locale.ZhTW, locale.En} {
		p := locale.NewPrinter(lang)
		var texts []string
		for _, reason := range row.reasons {
			texts = append(texts, p.Sprint(reason))
		}
		separator := "; "
		if lang == locale.ZhTW {
			separator = "；"
		}
		cells = append(cells, strings.Join(texts, separator))
	}
	return cells
}

func reasonOf(r store.Reject) locale.Message {
	if r.Field == "" {
		return r.Reason
	}
	return locale.M("ingest.in_field", "field", r.Field, "reason", r.Reason)
}

// rejectsTitle stands above a header that is not in the first row.
func rejectsTitle() string {
	return locale.NewPrinter(locale.ZhTW).Text("rejects.title") + " / " + locale.NewPrinter(locale.En).Text("rejects.title")
}

// splitRecord parts a record of CSV, as a file's header and the rows of
// spreadsheets and JSON are kept.
func splitRecord(record, delimiter string) []string {
	in := csv.NewReader(strings.NewReader(record))
	in.LazyQuotes, in.FieldsPerRecord = true, -1
	if delimiter != "" && delimiter != "\x00" {
		in.Comma = rune(delimiter[0])
	}
	cells, err := in.Read()
	if err != nil {
		return nil
	}
	return cells
}

// joinCells writes a record of CSV without its line end.
func joinCells(cells []string, comma byte) string {
	var b strings.Builder
	for i, cell := range cells {
		if i > 0 {
			b.WriteByte(comma)
		}
		if strings.ContainsAny(cell, "\"\r\n"+string(comma)) {
			cell = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
		}
		b.WriteString(cell)
	}
	return b.String()
}
