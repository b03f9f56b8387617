package workspace

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"heng/ingest/clean"
	"heng/internal/datapackage"
	"heng/internal/locale"
)

// draftTable is what the values of a table suggest about it.
type draftTable struct {
	name     string
	file     string
	format   string
	sheet    string // of a spreadsheet with several
	several  bool
	property string // of JSON: where the rows stand
	header   []int  // the rows of the header; nil: the first that is not blank
	encoding string // of text, as it was found
	rows     int
	columns  []*draftColumn
	key      int // the column that looks like the key, or -1

	ragged  int   // rows with more or fewer cells than the header
	footers []int // rows that look like a sum or a remark below the table
}

// draftColumn is what the values of a column suggest.
type draftColumn struct {
	name    string
	header  string
	kind    datapackage.Type
	unit    string // as the header or a title names it
	renamed bool   // the name could not be made of the header
	unread  bool   // no header, or another column's: a schema cannot name it
	empty   bool   // it has no value at all
	dates   string // of dates whose years have one reading only if a calendar is known: its format

	possible map[datapackage.Type]bool // what every value so far could be
	strange  map[clean.Calendar]bool   // the calendars in which some value is no date
	values   int
	fits     map[datapackage.Type]int      // how many values could be of a type
	misfits  map[datapackage.Type][]string // the first that could not
	almost   datapackage.Type              // of a column of text: what most of its values are
	seen     map[string]bool               // values, while none occurred twice
}

// candidates are the types a column is taken for, the first that fits all its
// values; a column that fits none is text.
var candidates = []datapackage.Type{datapackage.Boolean, datapackage.Year, datapackage.Integer, datapackage.Number, datapackage.Date}

// mostSeen bounds how many values are remembered to find a key.
const mostSeen = 1 << 20

// decide settles types, units and the key when all rows have been seen.
func (t *draftTable) decide() {
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

// isIdentifier reports whether a header speaks of an identifier.
func (c *draftColumn) isIdentifier() bool {
	return c.mentions("編號", "案號", "代碼", "代號", "序號") || c.name == "id" || strings.HasSuffix(c.name, "_id")
}

func newDraftColumn(t *draftTable, header string, number int) *draftColumn {
	c := &draftColumn{header: header, name: identifier(unitInHeader.ReplaceAllString(header, "")), empty: true, possible: map[datapackage.Type]bool{}, fits: map[datapackage.Type]int{}, misfits: map[datapackage.Type][]string{}, seen: map[string]bool{}, strange: map[clean.Calendar]bool{}}
	if c.name == "" || len(c.name) > longest {
		c.name, c.renamed = fmt.Sprintf("column%d", number), true
	}
	taken := func(n string) bool {
		return slices.ContainsFunc(t.columns, func(o *draftColumn) bool { return o.name == n })
	}
	c.unread = header == ""
	for _, o := range t.columns { // a schema can name neither of two columns of one header
		if datapackage.FoldHeader(o.header) == datapackage.FoldHeader(header) {
			c.unread, o.unread = true, true
		}
	}
	for taken(c.name) {
		c.name, c.renamed = fmt.Sprintf("column%d", number), true
		number++
	}
	for _, kind := range candidates {
		c.possible[kind] = true
	}
	return c
}

// fields are the columns that a schema can name.
func (t *draftTable) fields() []*draftColumn {
	return slices.DeleteFunc(slices.Clone(t.columns), func(c *draftColumn) bool { return c.unread })
}

// see takes a value into account.
func (c *draftColumn) see(value string) {
	if value == "" {
		c.seen = nil // a key has no empty value
		return
	}
	if _, problem := clean.Number([]byte(value), clean.NumberFormat{}); clean.IsNil(problem) {
		c.seen = nil
		return // a mark in the place of a value
	}
	c.empty = false
	if c.seen != nil {
		if c.seen[value] || len(c.seen) == mostSeen {
			c.seen = nil
		} else {
			c.seen[value] = true
		}
	}
	c.values++
	for _, calendar := range []clean.Calendar{clean.MinguoCalendar, clean.GregorianCalendar} {
		if !c.strange[calendar] {
			_, _, problem := clean.DateIn([]byte(value), calendar)
			c.strange[calendar] = problem != nil
		}
	}
	for _, kind := range candidates {
		if c.couldBe(kind, value) {
			c.fits[kind]++
			continue
		}
		c.possible[kind] = false
		if shown := c.misfits[kind]; len(shown) < misfitsShown && !slices.Contains(shown, value) {
			c.misfits[kind] = append(shown, value)
		}
	}
}

// misfitsShown is how many values are named that keep a column from a type.
const misfitsShown = 3

// findAlmost says of a column of text which type at least three of its values
// have and no more than two in five have not: a slip in a few of them makes it
// text, and the reader should know which.
func (c *draftColumn) findAlmost() {
	for _, kind := range candidates {
		if n := c.fits[kind]; n >= 3 && 5*n >= 3*c.values && n > c.fits[c.almost] {
			c.almost = kind
		}
	}
}

// couldBe reports whether a value can be of a type. Digits that begin with a
// zero are a code, not a number; a number of four digits is a year only under a
// header that says so.
func (c *draftColumn) couldBe(kind datapackage.Type, value string) bool {
	code := len(value) > 1 && value[0] == '0' && !strings.ContainsAny(value, ".,/-年")
	switch kind {
	case datapackage.Boolean:
		return value == "true" || value == "false" || value == "是" || value == "否"
	case datapackage.Year:
		n, problem := clean.Integer([]byte(value))
		gregorian := c.mentions("年", "year") && len(value) == 4 && n >= 1900 && n <= 2100
		minguo := c.mentions("年度", "年份", "民國", "year") && len(value) == 3 && n >= 100 && n < 200
		return problem == nil && (gregorian || minguo)
	case datapackage.Integer:
		_, problem := clean.Integer([]byte(value))
		return problem == nil && !code && !c.mentions("日", "date")
	case datapackage.Number:
		_, problem := clean.Number([]byte(value), c.format())
		return problem == nil && !code && !c.mentions("日", "date")
	case datapackage.Date:
		_, problem := clean.Date([]byte(value))
		return problem == nil
	}
	return true
}

// mentions reports whether the header holds one of the words.
func (c *draftColumn) mentions(words ...string) bool {
	header := strings.ToLower(c.header)
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(header, w) })
}

func (c *draftColumn) decide() {
	c.kind = datapackage.String
	if c.empty {
		return
	}
	for _, kind := range candidates {
		if c.possible[kind] {
			c.kind = kind
			break
		}
	}
	if c.kind == datapackage.String {
		c.findCalendar()
	}
	if c.unit != "" && c.kind == datapackage.Integer && c.possible[datapackage.Number] {
		c.kind = datapackage.Number // an amount, whose digits the unit moves
	}
	if c.kind != datapackage.Number {
		c.unit = ""
	}
	if c.kind == datapackage.String {
		c.findAlmost()
	}
}

// findCalendar takes a column for dates whose header says so and whose values are
// all dates in one calendar: 180622 may be the day of an office's record in 2018,
// hardly that in Minguo 18. With years of three digits only Minguo fits.
func (c *draftColumn) findCalendar() {
	switch {
	case !c.mentions("日", "date"):
	case !c.strange[clean.GregorianCalendar]:
		c.kind, c.dates = datapackage.Date, datapackage.GregorianFormat
	case !c.strange[clean.MinguoCalendar]:
		c.kind, c.dates = datapackage.Date, datapackage.MinguoFormat
	}
}

// format is how the column's numbers would be read.
func (c *draftColumn) format() clean.NumberFormat {
	factor, _ := datapackage.Multiplier(c.unit)
	percent := c.unit == "%" || c.unit == "％"
	return clean.NumberFormat{Decimals: 6, Multiplier: factor, Percent: percent}
}

// comment marks in the file what was guessed.
func (c *draftColumn) comment() string {
	switch {
	case c.empty:
		return "   # guess: the column is empty"
	case c.dates != "":
		return "   # guess: the calendar, from the years"
	case c.unit != "":
		return "   # guess: the type from the values, the unit from the header"
	case c.renamed:
		return "   # guess: choose a name"
	case c.almost != "":
		return fmt.Sprintf("   # guess: text, as %d of %d values are no %s", c.values-c.fits[c.almost], c.values, c.almost)
	case c.kind != datapackage.String:
		return "   # guess: from the values"
	}
	return ""
}

// guesses lists what a person should look at.
func (t *draftTable) guesses() []locale.Message {
	var all []locale.Message
	switch {
	case len(t.header) > 1:
		all = append(all, locale.M("workspace.guess_header_rows", "rows", numbersOf(t.header)))
	case len(t.header) == 1:
		all = append(all, locale.M("workspace.guess_header", "row", t.header[0]))
	}
	if t.namesEncoding() {
		all = append(all, locale.M("workspace.guess_encoding", "name", t.encoding))
	}
	if t.name != identifier(strings.TrimSuffix(t.file, filepath.Ext(t.file))) || t.sheet != "" {
		all = append(all, locale.M("workspace.guess_table", "name", t.name))
	}
	if t.key >= 0 {
		all = append(all, locale.M("workspace.guess_key", "name", t.columns[t.key].name))
	} else {
		all = append(all, locale.M("workspace.guess_no_key"))
	}
	for i, c := range t.columns {
		switch {
		case c.unread:
			all = append(all, locale.M("workspace.guess_unread", "number", i+1, "header", c.header))
		case c.empty:
			all = append(all, locale.M("workspace.guess_empty", "name", c.name, "header", c.header))
		case c.renamed:
			all = append(all, locale.M("workspace.guess_name", "name", c.name, "header", c.header, "type", string(c.kind)))
		case c.almost != "":
			all = append(all, locale.M("workspace.guess_almost", "name", c.name, "n", c.fits[c.almost], "of", c.values, "type", string(c.almost), "values", c.misfits[c.almost]))
		case c.dates != "":
			all = append(all, locale.M("workspace.guess_calendar_"+c.dates, "name", c.name))
		case c.unit == "%", c.unit == "％":
			all = append(all, locale.M("workspace.guess_percent", "name", c.name))
		case c.unit != "":
			all = append(all, locale.M("workspace.guess_unit", "name", c.name, "unit", c.unit))
		case c.kind != datapackage.String:
			all = append(all, locale.M("workspace.guess_type", "name", c.name, "type", string(c.kind)))
		}
	}
	if t.ragged > 0 {
		all = append(all, locale.M("workspace.guess_ragged", "n", t.ragged))
	}
	for _, line := range t.footers {
		all = append(all, locale.M("workspace.guess_total", "line", line))
	}
	return all
}

// namesEncoding reports whether the encoding is one to be looked at: UTF-8 says
// itself what it is.
func (t *draftTable) namesEncoding() bool {
	return t.encoding != "" && !strings.HasPrefix(t.encoding, "utf-")
}

func numbersOf(numbers []int) []string {
	var texts []string
	for _, n := range numbers {
		texts = append(texts, fmt.Sprint(n))
	}
	return texts
}

// compact writes a text as JSON, which is a YAML string too.
func compact(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if e.Encode(s) != nil {
		return `""` // a text always encodes
	}
	return b.String()
}

// formatted is the field's format, where the values need one.
func (c *draftColumn) formatted() string {
	if c.dates == "" {
		return ""
	}
	return ", format: " + c.dates
}
