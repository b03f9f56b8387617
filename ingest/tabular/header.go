package tabular

import "strings"

// joinHeader makes one header of several rows: the texts of a column from the
// top down, joined by a space, each once. fill says which text a cell has that
// is empty in its row because a merged one covers it; where it is nil (a text
// file knows of no merging), a cell of an upper row that is empty takes the
// text to its left, if a lower row has one there.
func joinHeader(rows [][]string, fill func(row, column int) string) []string {
	if len(rows) == 1 && fill == nil {
		return rows[0]
	}
	width := 0
	for _, row := range rows {
		width = max(width, len(row))
	}
	cell := func(row, column int) string {
		if column < len(rows[row]) {
			return strings.TrimSpace(rows[row][column])
		}
		return ""
	}
	header := make([]string, width)
	for column := range header {
		var parts []string
		for row := range rows {
			text := cell(row, column)
			switch {
			case text != "":
			case fill != nil:
				text = strings.TrimSpace(fill(row, column))
			case row < len(rows)-1 && cell(row+1, column) != "":
				for left := column - 1; left >= 0 && text == ""; left-- {
					text = cell(row, left)
				}
			}
			if text != "" && (len(parts) == 0 || parts[len(parts)-1] != text) {
				parts = append(parts, text)
			}
		}
		header[column] = strings.Join(parts, " ")
	}
	return header
}
