package opendocument

import (
	"golang.org/x/text/width"
)

// Widths are in tenths of a millimetre, for letters of 10 points: a Chinese
// character is as wide as the letters are high, others a little more than half
// of that.
const (
	wideLetter   = 36
	narrowLetter = 20
	padding      = 50
	narrowest    = 150
	widestHeader = 450 // what is longer takes a second line
	widestText   = 900
)

// headerWidths begins the widths of a sheet's columns with their headers.
func headerWidths(sheet Sheet) []int {
	widths := make([]int, len(sheet.Columns))
	for i, column := range sheet.Columns {
		widths[i] = max(narrowest, min(widestHeader, textWidth(column.Header)*11/10+padding)) // bold
	}
	return widths
}

// cellWidth estimates the width that a cell needs. Words take another line where
// the column ends, but a number that has no room is not shown at all.
func cellWidth(c Cell, f format) int {
	switch c.kind {
	case number, percentage:
		return max(textWidth(c.shown), textWidth(f.digits(c.value))) + padding
	case date:
		return max(textWidth(c.shown), textWidth(c.value)) + padding
	}
	return min(widestText, textWidth(c.shown)+padding)
}

// textWidth estimates the width of the longest line of a text.
func textWidth(s string) int {
	longest := 0
	for _, line := range lines(s) {
		n := 0
		for _, r := range line {
			switch width.LookupRune(r).Kind() {
			case width.EastAsianWide, width.EastAsianFullwidth:
				n += wideLetter
			default:
				n += narrowLetter
			}
		}
		longest = max(longest, n)
	}
	return longest
}
