package opendocument

import (
	"bufio"
	"fmt"
	"slices"
)

func (p *plan) writeContent(out *bufio.Writer) {
	w := document(out, "office:document-content")
	w.open("office:automatic-styles")
	language, country := p.language()
	for i, f := range p.formats {
		name := fmt.Sprintf("n%d", i+1)
		f.write(w, name, language, country)
		w.open("style:style", "style:name", "ce"+name, "style:family", "table-cell", "style:parent-style-name", "Default", "style:data-style-name", name)
		if f.kind == date {
			w.leaf("style:paragraph-properties", "fo:text-align", "start")
		}
		w.close("style:style")
	}
	for _, width := range p.distinctWidths() {
		w.open("style:style", "style:name", columnStyle(width), "style:family", "table-column")
		w.leaf("style:table-column-properties", "style:column-width", fmt.Sprintf("%d.%02dcm", width/100, width%100))
		w.close("style:style")
	}
	w.open("style:style", "style:name", "ro", "style:family", "table-row")
	w.leaf("style:table-row-properties", "style:use-optimal-row-height", "true")
	w.close("style:style")
	w.open("style:style", "style:name", "ta", "style:family", "table", "style:master-page-name", "Default")
	w.leaf("style:table-properties", "table:display", "true", "style:writing-mode", "lr-tb")
	w.close("style:style")
	w.close("office:automatic-styles")

	w.open("office:body")
	w.open("office:spreadsheet")
	p.writeValidations(w)
	for i, sheet := range p.Sheets {
		p.writeSheet(w, sheet, p.names[i], p.widths[i])
	}
	w.close("office:spreadsheet")
	w.close("office:body")
	w.close("office:document-content")
}

// distinctWidths lists the widths of all columns in order, each once.
func (p *plan) distinctWidths() []int {
	all := slices.Sorted(slices.Values(slices.Concat(p.widths...)))
	return slices.Compact(all)
}

func columnStyle(width int) string { return fmt.Sprintf("co%d", width) }

func (p *plan) writeSheet(w *xmlWriter, sheet Sheet, name string, widths []int) {
	w.open("table:table", "table:name", name, "table:style-name", "ta")
	for _, width := range widths {
		w.leaf("table:table-column", "table:style-name", columnStyle(width), "table:default-cell-style-name", "Default")
	}
	w.open("table:table-header-rows") // printed again on every page
	if sheet.Title != "" {
		w.open("table:table-row", "table:style-name", "ro")
		writeWords(w, styleTitle, sheet.Title)
		w.close("table:table-row")
	}
	for range sheet.gap() {
		w.leaf("table:table-row", "table:style-name", "ro")
	}
	w.open("table:table-row", "table:style-name", "ro")
	numeric := make([]bool, len(sheet.Columns))
	for i, column := range sheet.Columns {
		numeric[i] = sheet.isNumeric(i)
		style := styleHeader
		if numeric[i] {
			style = styleNumberHeader
		}
		writeWords(w, style, column.Header)
	}
	w.close("table:table-row")
	w.close("table:table-header-rows")
	for _, row := range sheet.Rows {
		w.open("table:table-row", "table:style-name", "ro")
		for i, cell := range row {
			p.writeCell(w, cell, numeric[i], sheet.validation(name, i))
		}
		for i := len(row); i < len(sheet.Columns); i++ {
			if v := sheet.validation(name, i); v != nil {
				w.leaf("table:table-cell", v...)
			} else if sheet.Entry != nil {
				w.leaf("table:table-cell")
			}
		}
		w.close("table:table-row")
	}
	if sheet.Entry != nil && sheet.Entry.Rows > 0 {
		w.open("table:table-row", "table:style-name", "ro", "table:number-rows-repeated", fmt.Sprint(sheet.Entry.Rows))
		for i := range sheet.Columns {
			w.leaf("table:table-cell", sheet.validation(name, i)...)
		}
		w.close("table:table-row")
	}
	w.close("table:table")
}

// isNumeric reports whether the first value of a column is a number: its header
// stands above the numbers then.
func (s Sheet) isNumeric(column int) bool {
	for _, row := range s.Rows {
		if column < len(row) && row[column].kind != empty {
			return row[column].kind == number || row[column].kind == percentage
		}
	}
	return false
}

// writeWords writes a cell of words.
func writeWords(w *xmlWriter, style, s string, attributes ...string) {
	if s == "" {
		w.leaf("table:table-cell", append([]string{"table:style-name", style}, attributes...)...)
		return
	}
	w.open("table:table-cell", append([]string{"table:style-name", style, "office:value-type", "string"}, attributes...)...)
	w.paragraphs(s)
	w.close("table:table-cell")
}

// writeCell writes a cell; a reason in a column of numbers stands on their
// side.
func (p *plan) writeCell(w *xmlWriter, c Cell, numeric bool, attributes []string) {
	var value []string
	switch c.kind {
	case empty:
		style := styleReason
		if numeric {
			style = styleNumberReason
		}
		writeWords(w, style, c.shown, attributes...)
		return
	case text:
		writeWords(w, styleText, c.shown, attributes...)
		return
	case number:
		value = []string{"office:value-type", "float", "office:value", c.stored()}
	case percentage:
		value = []string{"office:value-type", "percentage", "office:value", c.stored()}
	case date:
		value = []string{"office:value-type", "date", "office:date-value", c.value}
	}
	f, _ := formatOf(c) // newPlan has seen that it has one
	style := fmt.Sprintf("cen%d", p.index[f]+1)
	w.open("table:table-cell", slices.Concat([]string{"table:style-name", style}, value, attributes)...)
	w.paragraphs(c.shown)
	w.close("table:table-cell")
}
