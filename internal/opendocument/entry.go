package opendocument

import (
	"fmt"
	"strings"
)

// gap is how many empty rows stand between the title and the header.
func (s Sheet) gap() int {
	above := 0
	if s.Title != "" {
		above = 1
	}
	return max(0, s.HeaderRow-1-above)
}

// validationName names the list of a column for all cells that have it.
func validationName(sheet string, column int) string {
	return fmt.Sprintf("%s_%d", strings.Map(func(r rune) rune {
		if r == ' ' || r == '\'' || r == '.' {
			return '_'
		}
		return r
	}, sheet), column+1)
}

// validation gives the attributes by which a cell refers to the list of its
// column; none where it has no list.
func (s Sheet) validation(sheet string, column int) []string {
	if s.Entry == nil || column >= len(s.Entry.Choices) || s.Entry.Choices[column] == nil {
		return nil
	}
	return []string{"table:content-validation-name", validationName(sheet, column)}
}

// writeValidations writes the lists of all columns (OpenDocument 1.3, part 3,
// 9.4.4 and 9.4.5). A spreadsheet shows each as a drop-down and takes nothing
// else.
func (p *plan) writeValidations(w *xmlWriter) {
	opened := false
	for i, sheet := range p.Sheets {
		for column := range sheet.Columns {
			if sheet.validation(p.names[i], column) == nil {
				continue
			}
			if !opened {
				w.open("table:content-validations")
				opened = true
			}
			var quoted []string
			for _, choice := range sheet.Entry.Choices[column] {
				quoted = append(quoted, `"`+strings.ReplaceAll(choice, `"`, `""`)+`"`)
			}
			w.open("table:content-validation", "table:name", validationName(p.names[i], column),
				"table:condition", "of:cell-content-is-in-list("+strings.Join(quoted, ";")+")",
				"table:allow-empty-cell", "true", "table:display-list", "unsorted",
				"table:base-cell-address", "$'"+strings.ReplaceAll(p.names[i], "'", "''")+"'.$A$1")
			w.leaf("table:error-message", "table:display", "true", "table:message-type", "stop")
			w.close("table:content-validation")
		}
	}
	if opened {
		w.close("table:content-validations")
	}
}
