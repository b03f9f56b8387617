package draft

import (
	"fmt"
	"slices"
	"strings"

	"heng/ingest/clean"
	"heng/internal/datapackage"
)

// column is what the values of a column suggest.
type column struct {
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
	percents int                           // how many values are written as percentages
	percent  bool                          // they all are, and the header names no unit
}

// candidates are the types a column is taken for, the first that fits all its
// values; a column that fits none is text.
var candidates = []datapackage.Type{datapackage.Boolean, datapackage.Year, datapackage.Integer, datapackage.Number, datapackage.Date}

// mostSeen bounds how many values are remembered to find a key.
const mostSeen = 1 << 20

func newColumn(t *table, header string, number int) *column {
	c := &column{header: header, name: identifier(unitInHeader.ReplaceAllString(header, "")), empty: true, possible: map[datapackage.Type]bool{}, fits: map[datapackage.Type]int{}, misfits: map[datapackage.Type][]string{}, seen: map[string]bool{}, strange: map[clean.Calendar]bool{}}
	if c.name == "" || len(c.name) > longest {
		c.name, c.renamed = fmt.Sprintf("column%d", number), true
	}
	taken := func(n string) bool {
		return slices.ContainsFunc(t.columns, func(o *column) bool { return o.name == n })
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

// see takes a value into account.
func (c *column) see(value string) {
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
	if isPercentage(value) {
		c.percents++
	}
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

// couldBe reports whether a value can be of a type. Digits that begin with a
// zero are a code, not a number; a number of four digits is a year only under a
// header that says so.
func (c *column) couldBe(kind datapackage.Type, value string) bool {
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
func (c *column) mentions(words ...string) bool {
	header := strings.ToLower(c.header)
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(header, w) })
}

// isIdentifier reports whether a header speaks of an identifier.
func (c *column) isIdentifier() bool {
	return c.mentions("編號", "案號", "代碼", "代號", "序號") || c.name == "id" || strings.HasSuffix(c.name, "_id")
}

func (c *column) decide() {
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
	if c.kind == datapackage.String && c.percents == c.values {
		c.kind, c.unit, c.percent = datapackage.Number, "%", true
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
func (c *column) findCalendar() {
	switch {
	case !c.mentions("日", "date"):
	case !c.strange[clean.GregorianCalendar]:
		c.kind, c.dates = datapackage.Date, datapackage.GregorianFormat
	case !c.strange[clean.MinguoCalendar]:
		c.kind, c.dates = datapackage.Date, datapackage.MinguoFormat
	}
}

// findAlmost says of a column of text which type at least three of its values
// have and no more than two in five have not: a slip in a few of them makes it
// text, and the reader should know which.
func (c *column) findAlmost() {
	for _, kind := range candidates {
		if n := c.fits[kind]; n >= 3 && 5*n >= 3*c.values && n > c.fits[c.almost] {
			c.almost = kind
		}
	}
}

// format is how the column's numbers would be read.
func (c *column) format() clean.NumberFormat {
	factor, _ := datapackage.Multiplier(c.unit)
	percent := c.unit == "%" || c.unit == "％"
	return clean.NumberFormat{Decimals: 6, Multiplier: factor, Percent: percent}
}

// comment marks in the file what was guessed.
func (c *column) comment() string {
	switch {
	case c.empty:
		return "   # guess: the column is empty"
	case c.dates != "":
		return "   # guess: the calendar, from the years"
	case c.percent:
		return "   # guess: the type and the unit from the values"
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
