package draft

import (
	"path/filepath"
	"slices"
	"strings"

	"heng/internal/datapackage"
	"heng/internal/locale"
)

// table is what the values of a table suggest about it.
type table struct {
	name     string
	file     string
	format   string
	sheet    string // of a spreadsheet with several
	several  bool
	property string // of JSON: where the rows stand
	header   []int  // the rows of the header; nil: the first that is not blank
	encoding string // of text, as it was found
	rows     int
	columns  []*column
	key      int // the column that looks like the key, or -1

	ragged  int   // rows with more or fewer cells than the header
	footers []int // rows that look like a sum or a remark below the table
}

// title is what people call the table: its sheet, or its file.
func (t *table) title() string {
	if t.sheet != "" {
		return t.sheet
	}
	return strings.TrimSuffix(t.file, filepath.Ext(t.file))
}

// fields are the columns that a schema can name.
func (t *table) fields() []*column {
	return slices.DeleteFunc(slices.Clone(t.columns), func(c *column) bool { return c.unread })
}

// decide settles types, units and the key when all rows have been seen.
func (t *table) decide() {
	for _, c := range t.columns {
		c.decide()
	}
	if t.rows == 0 || t.ragged > 0 {
		return
	}
	for i, c := range t.columns {
		isKey := !c.unread && c.seen != nil && (c.kind == datapackage.String || c.kind == datapackage.Integer)
		if isKey && (i == 0 || c.isIdentifier()) {
			t.key = i
			return
		}
	}
}

// namesEncoding reports whether the encoding is one to be looked at: UTF-8 says
// itself what it is.
func (t *table) namesEncoding() bool {
	return t.encoding != "" && !strings.HasPrefix(t.encoding, "utf-")
}

// guesses lists what a person should look at.
func (t *table) guesses() []locale.Message {
	var all []locale.Message
	switch {
	case len(t.header) > 1:
		all = append(all, locale.M("draft.guess_header_rows", "rows", numbersOf(t.header)))
	case len(t.header) == 1:
		all = append(all, locale.M("draft.guess_header", "row", t.header[0]))
	}
	if t.namesEncoding() {
		all = append(all, locale.M("draft.guess_encoding", "name", t.encoding))
	}
	if t.name != identifier(strings.TrimSuffix(t.file, filepath.Ext(t.file))) || t.sheet != "" {
		all = append(all, locale.M("draft.guess_table", "name", t.name))
	}
	if t.key >= 0 {
		all = append(all, locale.M("draft.guess_key", "name", t.columns[t.key].name))
	} else {
		all = append(all, locale.M("draft.guess_no_key"))
	}
	for i, c := range t.columns {
		switch {
		case c.unread:
			all = append(all, locale.M("draft.guess_unread", "number", i+1, "header", c.header))
		case c.empty:
			all = append(all, locale.M("draft.guess_empty", "name", c.name, "header", c.header))
		case c.renamed:
			all = append(all, locale.M("draft.guess_name", "name", c.name, "header", c.header, "type", string(c.kind)))
		case c.almost != "":
			all = append(all, locale.M("draft.guess_almost", "name", c.name, "n", c.fits[c.almost], "of", c.values, "type", string(c.almost), "values", c.misfits[c.almost]))
		case c.dates != "":
			all = append(all, locale.M("draft.guess_calendar_"+c.dates, "name", c.name))
		case c.percent:
			all = append(all, locale.M("draft.guess_percent_values", "name", c.name))
		case c.unit == "%", c.unit == "％":
			all = append(all, locale.M("draft.guess_percent", "name", c.name))
		case c.unit != "":
			all = append(all, locale.M("draft.guess_unit", "name", c.name, "unit", c.unit))
		case c.kind != datapackage.String:
			all = append(all, locale.M("draft.guess_type", "name", c.name, "type", string(c.kind)))
		}
	}
	if t.ragged > 0 {
		all = append(all, locale.M("draft.guess_ragged", "n", t.ragged))
	}
	for _, line := range t.footers {
		all = append(all, locale.M("draft.guess_total", "line", line))
	}
	return all
}
