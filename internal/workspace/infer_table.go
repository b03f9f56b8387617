package workspace

import (
	"context"
	"errors"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"

	"heng/ingest/clean"
	"heng/ingest/tabular"
	"heng/internal/datapackage"
	"heng/internal/disk"
	"heng/internal/fault"
	"heng/internal/locale"
)

// inferTables reads the tables of a file: one, or of a spreadsheet one a sheet
// that holds a table. Name is how the file will be called in the workspace;
// skipped are the sheets that hold none.
func inferTables(ctx context.Context, path, name string) (tables []*draftTable, skipped []string, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, disk.CannotRead(path, err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, nil, disk.CannotRead(path, err)
	}
	in := draftFile{file: f, size: info.Size(), options: tabular.Options{File: name, Format: formatOf(name)}}
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
		return nil, nil, fault.New(fault.Input, locale.M("workspace.draft_empty", "path", name))
	}
	return []*draftTable{t}, nil, nil
}

// formatOf is the format that a file's name says, as a resource has it.
func formatOf(name string) string {
	return (&datapackage.Resource{Path: datapackage.Paths{name}}).FileFormat()
}

// draftFile is a file that is looked at.
type draftFile struct {
	file    *os.File
	size    int64
	options tabular.Options
}

// sheets looks at every sheet that is not hidden.
func (in draftFile) sheets(ctx context.Context, name string) (tables []*draftTable, skipped []string, err error) {
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
		return nil, nil, fault.New(fault.Input, locale.M("workspace.draft_empty", "path", name))
	}
	return tables, skipped, nil
}

// table finds the header of a table and reads all its rows.
func (in draftFile) table(ctx context.Context) (*draftTable, error) {
	header, above, err := in.findHeader()
	if err != nil {
		return nil, err
	}
	in.options.Header = header
	table, err := tabular.Open(in.file, in.size, in.options)
	if err != nil {
		return nil, err
	}
	defer func() { _ = table.Close() }()
	found := table.Found()
	t := &draftTable{file: in.options.File, key: -1, header: header, encoding: found.Encoding, property: in.options.Property, format: in.options.Format}
	unit := unitIn(above)
	for i, text := range table.Header() {
		c := newDraftColumn(t, strings.TrimSpace(text), i+1)
		c.guessUnit(unit)
		t.columns = append(t.columns, c)
	}
	for {
		record, err := table.Next()
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

// What stands at the head of a row that is no record.
var (
	totals  = regexp.MustCompile(`(?i)^(合\s*計|總\s*計|小\s*計|總和|總數|(grand )?total)$`)
	remarks = regexp.MustCompile(`(?i)^(資料來源|來源|備\s*註|附\s*註|註|說明|填表說明|單位|製表|source|notes?)\s*[0-9一二三]?\s*[:：.．]`)
)

// isFooter reports whether a row is a sum, or a remark that stands alone.
func isFooter(cells []string) bool {
	if totals.MatchString(cells[0]) {
		return true
	}
	return remarks.MatchString(cells[0]) && (headRow{cells: cells}).filled() == 1
}

// headRows is how many rows at the head of a file are looked at for its header.
const headRows = 25

// findHeader finds the rows of the header, nil for the first that is not blank,
// and the texts above it.
func (in draftFile) findHeader() (header []int, above []string, err error) {
	head, err := tabular.Head(in.file, in.size, in.options, headRows)
	if err != nil || len(head) == 0 {
		return nil, nil, err
	}
	var rows []headRow
	for _, row := range head {
		rows = append(rows, headRow{row.Line, row.Cells})
	}
	at := headerAt(rows)
	for _, row := range rows[:at] {
		above = append(above, row.cells...)
	}
	switch {
	case at+1 < len(rows) && rows[at+1].line == rows[at].line+1 && goesOn(rows, at):
		return []int{rows[at].line, rows[at+1].line}, above, nil
	case at > 0:
		return []int{rows[at].line}, above, nil
	}
	return nil, above, nil
}

// headRow is a row at the head of a file.
type headRow struct {
	line  int
	cells []string
}

func (r headRow) filled() int {
	n := 0
	for _, cell := range r.cells {
		if cell != "" {
			n++
		}
	}
	return n
}

// labels reports whether a row can be a header: its texts are all different and
// none is a number or a date.
func (r headRow) labels() bool {
	seen := map[string]bool{}
	for _, cell := range r.cells {
		if cell == "" {
			continue
		}
		if seen[cell] || isValue(cell) {
			return false
		}
		seen[cell] = true
	}
	return len(seen) > 0
}

func isValue(cell string) bool {
	_, number := clean.Number([]byte(cell), clean.NumberFormat{Decimals: 6})
	_, date := clean.Date([]byte(cell))
	return number == nil || date == nil
}

// headerAt returns the index of the row that looks like the header: the first
// that has labels in most of the columns that the rows at the head fill.
func headerAt(rows []headRow) int {
	widest := 0
	for _, row := range rows {
		widest = max(widest, row.filled())
	}
	for i, row := range rows {
		if row.labels() && row.filled()*10 >= widest*6 && (row.filled() > 1 || widest < 2) {
			return i
		}
	}
	// A header of two rows: the upper one has merged cells.
	for i := 0; i+1 < len(rows); i++ {
		if rows[i].labels() && rows[i].filled()*10 >= widest*3 && rows[i].filled() > 1 {
			return i
		}
	}
	return 0
}

// goesOn reports whether the header has a second row: one that fills columns
// which the first leaves empty, says nothing where the first stands alone, and
// has values below it.
func goesOn(rows []headRow, at int) bool {
	first, second := rows[at], rows[at+1]
	if !second.labels() || at+2 >= len(rows) {
		return false
	}
	cell := func(row headRow, i int) string {
		if i < len(row.cells) {
			return row.cells[i]
		}
		return ""
	}
	fills, alone, values := false, false, false
	for i := range max(len(first.cells), len(second.cells)) {
		upper, lower := cell(first, i), cell(second, i)
		fills = fills || upper == "" && lower != ""
		alone = alone || upper != "" && lower == ""
		values = values || lower != "" && isValue(cell(rows[at+2], i))
	}
	return fills && alone && values
}

// units are the units of money as headers and titles name them.
var unitText = regexp.MustCompile(`(?:單位\s*[:：]?\s*|[（(〔\[]\s*(?:單位\s*[:：]?\s*)?)(?:新[臺台]幣|NT\$|台幣|臺幣)?\s*((?:百|千|萬|十萬|百萬|千萬|億|十億|仟|佰)?元|%|％)`)

// unitInHeader is a unit in brackets, which is no part of a column's name.
var unitInHeader = regexp.MustCompile(`[（(〔\[]\s*(?:單位\s*[:：]?\s*)?(?:新[臺台]幣|台幣|臺幣)?\s*(?:(?:百|千|萬|十萬|百萬|千萬|億|十億|仟|佰)?元|%|％)\s*[）)〕\]]`)

// unitIn returns the unit that texts above a table state for all of it.
func unitIn(above []string) string {
	for _, text := range above {
		if m := unitText.FindStringSubmatch(text); m != nil {
			return m[1]
		}
	}
	return ""
}

// guessUnit takes the unit that the header of a column names, or the one of the
// whole table where the column is one of money.
func (c *draftColumn) guessUnit(ofTable string) {
	if m := unitText.FindStringSubmatch(c.header); m != nil {
		c.unit = m[1]
	} else if ofTable != "" && c.mentions("金額", "經費", "預算", "決算", "款", "amount", "budget", "cost") {
		c.unit = ofTable
	}
}
