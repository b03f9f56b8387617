package draft

import (
	"regexp"

	"heng/ingest/clean"
	"heng/ingest/tabular"
)

// headRows is how many rows at the head of a file are looked at for its header.
const headRows = 25

// findHeader finds the rows of the header, nil for the first that is not blank,
// and the texts above it.
func (in source) findHeader() (header []int, above []string, err error) {
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
