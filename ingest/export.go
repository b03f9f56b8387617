package ingest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"heng/internal/locale"
	"heng/internal/store"
)

// WriteRejects writes the rows that the store's resources rejected into a
// folder, a CSV file a resource in the shape it came in: the header and the
// rows as they stand in the file, each behind its file, line and reasons in
// both languages. Columns that a mended file keeps from it are only reported as
// unknown when it is loaded. A resource without rejects leaves no file.
//
// Files of one resource whose headers differ give several CSV files, the later
// ones numbered.
func WriteRejects(ctx context.Context, s *store.Store, dir string) error {
	books, err := s.Books(ctx)
	if err != nil {
		return err
	}
	for _, r := range books.Resources {
		if err := writeRejects(ctx, s, dir, r.Name, r.Name, books.FilesOf(r.Name)); err != nil {
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
				files = append(files, store.File{ID: s.id, Path: s.path, Header: s.header, Delimiter: string(s.delimiter)})
			}
		}
		if err := writeRejects(ctx, l.load.Store, l.RejectsDir, j.resource.Name, name, files); err != nil {
			return err
		}
	}
	return nil
}

// rejectsFile is one CSV file of rejects that is being written.
type rejectsFile struct {
	file  *os.File
	out   *bufio.Writer
	comma byte
}

// rejectColumns come before the columns of the rows, so that a row with too
// many cells still has its reasons in their place.
var rejectColumns = []string{"_file", "_line", "_reason_zh-TW", "_reason_en"}

func writeRejects(ctx context.Context, s *store.Store, dir, resource, known string, files []store.File) (err error) {
	byID := map[int]store.File{}
	for _, f := range files {
		byID[f.ID] = f
	}
	open := map[string]*rejectsFile{} // by header
	defer func() {
		for _, f := range open {
			err = errors.Join(err, f.out.Flush(), f.file.Close())
		}
	}()
	row := rejectedRow{}
	flush := func() error {
		if row.file == 0 {
			return nil
		}
		f := open[byID[row.file].Header]
		if f == nil {
			if f, err = createRejects(dir, resource, len(open)+1, byID[row.file]); err != nil {
				return err
			}
			open[byID[row.file].Header] = f
		}
		return f.write(byID[row.file].Path, row)
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

// rejectedRow is a row with all its reasons.
type rejectedRow struct {
	file    int
	line    int64
	text    string
	reasons []locale.Message
}

func reasonOf(r store.Reject) locale.Message {
	if r.Field == "" {
		return r.Reason
	}
	return locale.M("ingest.in_field", "field", r.Field, "reason", r.Reason)
}

func createRejects(dir, resource string, number int, file store.File) (*rejectsFile, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	name := resource + ".csv"
	if number > 1 {
		name = fmt.Sprintf("%s-%d.csv", resource, number)
	}
	f, err := os.Create(filepath.Join(dir, name))
	if err != nil {
		return nil, err
	}
	r := &rejectsFile{file: f, out: bufio.NewWriter(f), comma: ','}
	if file.Delimiter != "" {
		r.comma = file.Delimiter[0]
	}
	// The mark tells spreadsheets that the text is UTF-8.
	_, err = r.out.WriteString("\uFEFF" + joinCells(rejectColumns, r.comma) + string(r.comma) + file.Header + "\r\n")
	return r, err
}

func (r *rejectsFile) write(path string, row rejectedRow) error {
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
	_, err := r.out.WriteString(joinCells(cells, r.comma) + string(r.comma) + row.text + "\r\n")
	return err
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
