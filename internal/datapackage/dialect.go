package datapackage

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"heng/internal/locale"
	"heng/internal/yamldoc"
)

// Dialect is how the table stands in its file, as in Table Dialect of Data
// Package v2. What says the same as a key of the resource may stand in either
// place, not in both.
type Dialect struct {
	Delimiter   string     `yaml:"delimiter" doc:"one character or tab"`
	Header      *bool      `yaml:"header" doc:"true: a table has a header"`
	HeaderRows  HeaderRows `yaml:"headerRows" doc:"row numbers of the header"`
	HeaderJoin  *string    `yaml:"headerJoin" doc:"a space; headers are compared without spaces"`
	SheetName   string     `yaml:"sheetName"`
	SheetNumber int        `yaml:"sheetNumber" doc:"from 1"`
	Property    string     `yaml:"property" doc:"of JSON: the key under which the rows stand; a.b for one inside another"`
	QuoteChar   string     `yaml:"quoteChar" doc:"the quotation mark, which is the only one read"`
	DoubleQuote *bool      `yaml:"doubleQuote" doc:"true: a quote inside a cell is doubled"`

	Profile        Unread `yaml:"$schema"`
	LineTerminator Unread `yaml:"lineTerminator"`

	Node *yamldoc.Node `yaml:"-"`
}

// HeaderRows are the numbers of the rows of a header: one, or several that
// follow each other's columns.
type HeaderRows []int

// DecodeYAML reads one row number or a list of them.
func (h *HeaderRows) DecodeYAML(n *yamldoc.Node) {
	if n.Kind() == yamldoc.Sequence {
		var list []int
		n.Decode(&list)
		*h = list
	} else {
		var one int
		n.Decode(&one)
		*h = HeaderRows{one}
	}
	for i, row := range *h {
		if row < 1 || (i > 0 && row <= (*h)[i-1]) || row-(*h)[0] > 20 {
			n.Error("bad_header", locale.M("datapackage.bad_header"))
			*h = nil
			return
		}
	}
}

// YAMLSchema says what header rows look like: one, or a list.
func (*HeaderRows) YAMLSchema() map[string]any {
	one := map[string]any{"type": "integer", "minimum": 1}
	return map[string]any{"description": "row number of the header, default 1; a list where it has several",
		"anyOf": []any{one, map[string]any{"type": "array", "items": one, "minItems": 1}}}
}

// HeaderLines returns the rows of the header, or nothing where it is the first
// row that is not blank.
func (r *Resource) HeaderLines() []int {
	if len(r.Header) == 0 && r.Dialect != nil {
		return r.Dialect.HeaderRows
	}
	return r.Header
}

// DelimiterByte returns what parts the cells of the resource's files, or 0 where
// the file shall show it.
func (r *Resource) DelimiterByte() byte {
	d := r.Delimiter
	if d == "" && r.Dialect != nil {
		d = r.Dialect.Delimiter
	}
	switch {
	case d == "tab" || d == `\t` || d == "\t":
		return '\t'
	case len(d) == 1:
		return d[0]
	}
	return 0
}

// SheetNames returns the sheets of each file that hold the rows, by name or
// number; one empty name is the first sheet that is not hidden.
func (r *Resource) SheetNames() []string {
	switch {
	case len(r.Sheet) > 0:
		return r.Sheet
	case r.Dialect != nil && r.Dialect.SheetName != "":
		return []string{r.Dialect.SheetName}
	case r.Dialect != nil && r.Dialect.SheetNumber > 0:
		return []string{strconv.Itoa(r.Dialect.SheetNumber)}
	}
	return []string{""}
}

// Property returns the key under which the rows of a JSON file stand, or
// nothing where the file is the array of rows itself.
func (r *Resource) Property() string {
	if r.Dialect != nil {
		return r.Dialect.Property
	}
	return ""
}

// checkDialect looks at how the table stands in its file.
func (c *checker) checkDialect(r *Resource) {
	c.checkDelimiter(r, r.Delimiter, r.Node.Get("delimiter"))
	d := r.Dialect
	if d == nil || d.Node == nil {
		return
	}
	c.checkDelimiter(r, d.Delimiter, d.Node.Get("delimiter"))
	for _, twice := range []struct{ dialect, resource string }{
		{"delimiter", "delimiter"}, {"headerRows", "header"}, {"sheetName", "sheet"}, {"sheetNumber", "sheet"},
	} {
		if d.Node.Has(twice.dialect) && r.Node.Has(twice.resource) {
			c.add(r.Name, d.Node.Get(twice.dialect), "said_twice", locale.M("datapackage.said_twice", "key", twice.resource))
		}
	}
	unread := func(key string, is bool) {
		if is {
			c.add(r.Name, d.Node.Get(key), "unread_dialect", locale.M("datapackage.unread_dialect", "key", key),
				locale.M("datapackage.unread_dialect_hint"))
		}
	}
	unread("header", d.Header != nil && !*d.Header)
	unread("headerJoin", d.HeaderJoin != nil && strings.TrimSpace(*d.HeaderJoin) != "")
	unread("quoteChar", d.QuoteChar != "" && d.QuoteChar != `"`)
	unread("doubleQuote", d.DoubleQuote != nil && !*d.DoubleQuote)
	if d.Node.Has("sheetNumber") && d.SheetNumber < 1 {
		c.add(r.Name, d.Node.Get("sheetNumber"), "bad_sheet_number", locale.M("datapackage.bad_sheet_number"))
	}
}

func (c *checker) checkDelimiter(r *Resource, d string, at *yamldoc.Node) {
	if d != "" && d != "tab" && d != `\t` &&
		(len(d) != 1 || d[0] >= utf8.RuneSelf || strings.ContainsAny(d, "\"\r\n\x00_") || isAlphanumeric(d[0])) {
		c.add(r.Name, at, "bad_delimiter", locale.M("datapackage.bad_delimiter", "text", d), locale.M("datapackage.bad_delimiter_hint"))
	}
}

// The formats of a field that Heng reads beside those of the standard.
const (
	PeriodFormat       = "period"       // 107年度, 107年上半年, 107年第2季: stored as an SDMX code
	UBNFormat          = "ubn"          // a 統一編號
	CountryFormat      = "country"      // a country by code or name: stored as ISO 3166-1 alpha-2
	OrganisationFormat = "organisation" // an organisation's name
	MinguoFormat       = "minguo"       // of a date: its years without an era are Minguo
	GregorianFormat    = "gregorian"    // of a date: they are Gregorian
)

var (
	fieldFormats = []string{PeriodFormat, UBNFormat, CountryFormat, OrganisationFormat}
	dateFormats  = []string{MinguoFormat, GregorianFormat}
)

// checkFormat looks at the format of a field and at the field it is dated by.
func (c *checker) checkFormat(r *Resource, f *Field) {
	at := f.Node.Get("format")
	switch known, dated := slices.Contains(fieldFormats, f.Format), slices.Contains(dateFormats, f.Format); {
	case f.Format == "" || f.Format == "default" || f.Format == "any":
	case dated && f.Type == Date:
	case dated:
		c.add(r.Name, at, "format_type", locale.M("datapackage.format_of_dates", "name", f.Format, "type", string(f.Type)))
	case known && f.Type == String:
	case known:
		c.add(r.Name, at, "format_type", locale.M("datapackage.format_type", "name", f.Format, "type", string(f.Type)))
	default:
		c.add(r.Name, at, "field_format", locale.M("datapackage.field_format", "name", f.Format),
			locale.M("datapackage.field_format_hint", "names", fieldFormats, "dates", dateFormats))
	}
	if f.DatedBy == "" {
		return
	}
	at = f.Node.Get("dated_by")
	switch by := r.Schema.Field(f.DatedBy); {
	case f.Format != UBNFormat && f.Format != CountryFormat:
		c.add(r.Name, at, "dated_by_format", locale.M("datapackage.dated_by_format", "names", []string{UBNFormat, CountryFormat}))
	case by == nil:
		c.unknownField(r, at, r, f.DatedBy)
	case by.Type != Date && by.Type != Datetime && by.Type != Year:
		c.add(r.Name, at, "dated_by_type", locale.M("datapackage.dated_by_type", "field", by.Name, "type", string(by.Type)))
	}
}
