package main

import (
	"io"
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
)

// table is text in columns. Widths are those of a terminal, where a Chinese
// character takes two cells.
type table struct {
	header []string
	right  []bool // columns of numbers
	rows   [][]string
}

// maxCell is how wide a cell may be; a longer text is cut and ends in "…".
const maxCell = 48

// write writes the table, each line behind indent.
func (t table) write(w io.Writer, indent string) error {
	lines := append([][]string{t.header}, t.rows...)
	widths := make([]int, len(t.header))
	for i, cells := range lines {
		line := make([]string, len(cells))
		for column, cell := range cells {
			line[column] = fit(cell)
			widths[column] = max(widths[column], uniseg.StringWidth(line[column]))
		}
		lines[i] = line
	}
	var b strings.Builder
	for _, cells := range lines {
		var line strings.Builder
		line.WriteString(indent)
		for column, cell := range cells {
			if column > 0 {
				line.WriteString("  ")
			}
			padding := strings.Repeat(" ", widths[column]-uniseg.StringWidth(cell))
			if column < len(t.right) && t.right[column] {
				line.WriteString(padding + cell)
			} else {
				line.WriteString(cell + padding)
			}
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// fit makes a text fit for one cell: in one line, without characters that a
// terminal would obey, and not too wide.
func fit(s string) string {
	s = printable(s)
	if uniseg.StringWidth(s) <= maxCell {
		return s
	}
	var b strings.Builder
	width := 0
	graphemes := uniseg.NewGraphemes(s)
	for graphemes.Next() {
		if width += graphemes.Width(); width > maxCell-1 {
			break
		}
		b.WriteString(graphemes.Str())
	}
	return b.String() + "…"
}

// printable replaces what is not to be seen: line ends by a space, control
// characters by the sign for what cannot be shown.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\r', r == '\t':
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r):
			return '�'
		}
		return r
	}, s)
}
