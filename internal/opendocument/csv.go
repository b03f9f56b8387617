package opendocument

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"
)

// WriteCSV writes the sheet as CSV, its header first and its title not: UTF-8
// behind a byte order mark, without which Excel in Taiwan reads Big5; lines end
// in CR LF as RFC 4180 has it. Numbers are exact and without commas, a
// Percentage is in per cent, days are 2018-06-22, and a cell without a value
// holds its reason.
//
// A text that a spreadsheet would run as a formula is written with an
// apostrophe before it: one that begins with = + - @, their full-width forms, a
// tab or a line end (OWASP, "CSV Injection"). What authors and the senders of
// records wrote stands in these tables, the files are made to be opened by a
// double click, and a formula there may show a link of somebody else's or send
// the table's figures away; +886-2-2348 would be taken for a sum, and shown as
// one. The price is that a program which reads the CSV finds the apostrophe.
// It can take it off without doubt, since a text that itself begins with
// apostrophes before such a sign gets one more; the ODS of the same table needs
// none and holds the text as it is. Numbers never have one, nor has a sign
// that stands alone, as a dash for none.
func (s Sheet) WriteCSV(w io.Writer) error {
	if _, err := io.WriteString(w, "\uFEFF"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	record := make([]string, len(s.Columns))
	for i, column := range s.Columns {
		record[i] = disarm(column.Header)
	}
	if err := out.Write(record); err != nil {
		return err
	}
	for r, row := range s.Rows {
		if len(row) > len(s.Columns) {
			return fmt.Errorf("sheet %q, row %d: %d cells, but %d columns", s.Name, r+1, len(row), len(s.Columns))
		}
		clear(record)
		for i, cell := range row {
			if _, err := formatOf(cell); err != nil {
				return fmt.Errorf("sheet %q, row %d, column %d: %w", s.Name, r+1, i+1, err)
			}
			if cell.value != "" {
				record[i] = cell.value
			} else {
				record[i] = disarm(cell.shown)
			}
		}
		if err := out.Write(record); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// formulaSigns begin what a spreadsheet computes; Excel in Chinese takes the
// full-width ones, too.
const formulaSigns = "=+-@＝＋－＠\t\r\n"

// disarm puts an apostrophe before a text that would be run.
func disarm(s string) string {
	signed := strings.TrimLeft(s, "'")
	if signed == "" || !strings.ContainsRune(formulaSigns, firstRune(signed)) {
		return s
	}
	if len(signed) == len(string(firstRune(signed))) && signed == s || decimalForm.MatchString(s) {
		return s
	}
	return "'" + s
}

func firstRune(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}
