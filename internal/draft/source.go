package draft

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"strings"

	"heng/ingest/tabular"
	"heng/internal/datapackage"
	"heng/internal/disk"
	"heng/internal/fault"
	"heng/internal/locale"
)

// formats are the formats of files that a draft is made from.
var formats = []string{"csv", "tsv", "xlsx", "ods", "json", "jsonl"}

// formatOf is the format that a file's name says, as a resource has it.
func formatOf(name string) string {
	return (&datapackage.Resource{Path: datapackage.Paths{name}}).FileFormat()
}

// tablesOf reads the tables of a file: one, or of a spreadsheet one a sheet
// that holds a table. Name is how the file will be called in the workspace;
// skipped are the sheets that hold none.
func tablesOf(ctx context.Context, path, name string) (tables []*table, skipped []string, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, disk.CannotRead(path, err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, nil, disk.CannotRead(path, err)
	}
	in := source{file: f, size: info.Size(), options: tabular.Options{File: name, Format: formatOf(name)}}
	switch in.options.Format {
	case "xlsx", "ods":
		return in.sheets(ctx, name)
	case "json":
		if arrays := tabular.Arrays(f, in.size, in.options); len(arrays) > 0 && arrays[0] != "" {
			in.options.Property = arrays[0]
		}
	}
	t, err := in.table(ctx)
	if err != nil {
		return nil, nil, err
	}
	if len(t.fields()) == 0 {
		return nil, nil, fault.New(fault.Input, locale.M("draft.empty", "path", name))
	}
	return []*table{t}, nil, nil
}

// source is a file that is looked at.
type source struct {
	file    *os.File
	size    int64
	options tabular.Options
}

// sheets looks at every sheet that is not hidden.
func (in source) sheets(ctx context.Context, name string) (tables []*table, skipped []string, err error) {
	listed, err := tabular.Sheets(in.file, in.size, in.options)
	if err != nil {
		return nil, nil, err
	}
	visible := slices.DeleteFunc(listed, func(s tabular.Sheet) bool { return s.Hidden })
	for _, sheet := range visible {
		one := in
		one.options.Sheet = sheet.Name
		t, err := one.table(ctx)
		if ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		// A sheet without rows, or of one column beside others, is a cover or notes.
		if err != nil || len(t.fields()) == 0 || t.rows == 0 || len(visible) > 1 && len(t.fields()) < 2 {
			skipped = append(skipped, fault.Place{File: name, Sheet: sheet.Name}.String())
			continue
		}
		if t.several = len(visible) > 1; t.several {
			t.sheet = sheet.Name
		}
		tables = append(tables, t)
	}
	if len(tables) == 0 {
		return nil, nil, fault.New(fault.Input, locale.M("draft.empty", "path", name))
	}
	return tables, skipped, nil
}

// table finds the header of a table and reads all its rows.
func (in source) table(ctx context.Context) (*table, error) {
	header, above, err := in.findHeader()
	if err != nil {
		return nil, err
	}
	in.options.Header = header
	records, err := tabular.Open(in.file, in.size, in.options)
	if err != nil {
		return nil, err
	}
	defer func() { _ = records.Close() }()
	found := records.Found()
	t := &table{file: in.options.File, key: -1, header: header, encoding: found.Encoding, property: in.options.Property, format: in.options.Format}
	unit := unitIn(above)
	for i, text := range records.Header() {
		c := newColumn(t, strings.TrimSpace(text), i+1)
		c.guessUnit(unit)
		t.columns = append(t.columns, c)
	}
	for {
		record, err := records.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if t.rows++; t.rows%4096 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if len(record.Cells) != len(t.columns) {
			t.ragged++
			continue // a load rejects the row
		}
		cells := make([]string, len(record.Cells))
		for i, cell := range record.Cells {
			cells[i] = strings.TrimSpace(string(cell))
		}
		if isFooter(cells) {
			t.footers = append(t.footers, record.Line)
			continue
		}
		for i, c := range t.columns {
			c.see(cells[i])
		}
	}
	t.decide()
	return t, nil
}
