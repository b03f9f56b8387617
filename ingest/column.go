package ingest

import (
	"regexp"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"heng/ingest/clean"
	"heng/ingest/tabular"
	"heng/internal/datapackage"
	"heng/internal/fault"
	"heng/internal/locale"
)

// column checks and reads the cells of one field.
type column struct {
	field   *datapackage.Field
	reader  reader
	datedBy int             // the column whose day decides how this one is read, or -1
	missing map[string]bool // texts that stand for no value, trimmed

	required bool            // by a constraint
	inKey    bool            // part of the primary key
	texts    map[string]bool // the texts allowed; nil: any
	numbers  map[number]bool // the same for other types
	minimum  *number
	maximum  *number
	shortest int // characters; 0: no bound
	longest  int // characters; -1: no bound
	pattern  *regexp.Regexp
}

// newColumns compiles the fields of a schema. Constraints that cannot be read
// are findings at the field's place in the package.
func newColumns(resource *datapackage.Resource, zone *time.Location) ([]*column, []fault.Finding) {
	schema := resource.Schema
	missing := map[string]bool{}
	for _, text := range schema.MissingValues {
		missing[string(trim([]byte(text)))] = true
	}
	var columns []*column
	var findings []fault.Finding
	for _, f := range schema.Fields {
		c := &column{field: f, reader: newReader(f, zone), datedBy: -1, missing: missing, required: f.Constraints.Required, longest: -1}
		if f.DatedBy != "" {
			c.datedBy = slices.IndexFunc(schema.Fields, func(other *datapackage.Field) bool { return other.Name == f.DatedBy })
		}
		for _, key := range schema.PrimaryKey {
			c.inKey = c.inKey || key == f.Name
		}
		bad := func(constraint, text string) {
			finding := fault.Finding{
				ID: "bad_constraint", Subject: resource.Name,
				Message: locale.M("ingest.bad_constraint", "constraint", constraint, "field", f.Name, "text", text),
			}
			if f.Node != nil {
				finding.Place = f.Node.Place()
			}
			findings = append(findings, finding)
		}
		c.compile(bad)
		columns = append(columns, c)
	}
	return columns, findings
}

// compile reads the constraints of the field; bad hears of those that cannot
// be read. Limits are written in the unit in which values are stored.
func (c *column) compile(bad func(constraint, text string)) {
	limits := c.field.Constraints
	plain := c.reader
	plain.format.Multiplier = 1
	read := func(constraint, text string) *number {
		v, _, reason := plain.read(trim([]byte(text)), nil)
		if reason != nil || c.reader.isText() {
			bad(constraint, text)
			return nil
		}
		return &v.n
	}
	if limits.Minimum != "" {
		c.minimum = read("minimum", limits.Minimum)
	}
	if limits.Maximum != "" {
		c.maximum = read("maximum", limits.Maximum)
	}
	if limits.MinLength != nil {
		c.shortest = *limits.MinLength
	}
	if limits.MaxLength != nil {
		c.longest = *limits.MaxLength
	}
	if limits.Pattern != "" {
		var err error
		if c.pattern, err = regexp.Compile(`^(?:` + limits.Pattern + `)$`); err != nil {
			bad("pattern", limits.Pattern)
		}
	}
	if len(limits.Enum) == 0 {
		return
	}
	if c.reader.isText() {
		c.texts = map[string]bool{}
		for _, text := range limits.Enum {
			c.texts[text] = true
		}
		return
	}
	c.numbers = map[number]bool{}
	for _, text := range limits.Enum {
		if n := read("enum", text); n != nil {
			c.numbers[*n] = true
		}
	}
}

// outcome is what became of a cell: a value, or the reason why there is none.
// A warning may come with a value, and a value may be spelled otherwise than
// the cell was.
type outcome struct {
	value   value
	change  clean.Change
	warning *locale.Message
	reason  *locale.Message
}

// check reads a cell as it stands in the file. known is what the file's reader
// says of it, or nil; day is the day of the row, or nil.
func (c *column) check(cell []byte, known *tabular.Problem, day *clean.Day) outcome {
	text := trim(cell)
	if len(c.missing) > 0 && c.missing[string(text)] {
		return c.nothing(nil)
	}
	if known != nil && !known.Warning {
		return outcome{reason: &known.Reason}
	}
	if len(text) == 0 {
		return c.nothing(nil)
	}
	v, warning, reason := c.reader.read(text, day)
	if reason != nil {
		if clean.IsNil(reason) {
			return c.nothing(reason)
		}
		return outcome{reason: reason}
	}
	if warning == nil && known != nil {
		warning = &known.Reason
	}
	return outcome{value: v, change: c.reader.change(cell, text, v), warning: warning, reason: c.constrain(c.constrained(text, v), v)}
}

// constrained returns the text that constraints are about: of a format that is
// stored in another form, the stored one.
func (c *column) constrained(text []byte, v value) []byte {
	if c.reader.isText() {
		return v.text
	}
	return text
}

// nothing is the outcome for a cell without a value. A mark that stands in
// place of one is noted, since it may mean more than an empty cell.
func (c *column) nothing(mark *locale.Message) outcome {
	switch {
	case c.inKey:
		return outcome{reason: &nullKey}
	case c.required:
		return outcome{reason: &required}
	}
	return outcome{value: value{null: true}, warning: mark}
}

var (
	nullKey  = locale.M("ingest.null_key")
	required = locale.M("ingest.required")
)

// constrain applies the field's constraints to a value.
func (c *column) constrain(text []byte, v value) *locale.Message {
	broken := func(key string, pairs ...any) *locale.Message {
		m := locale.M(key, pairs...)
		return &m
	}
	limits := &c.field.Constraints
	switch {
	case c.texts != nil && !c.texts[string(text)]:
		return c.notInList(string(text))
	case c.numbers != nil && !c.numbers[v.n]:
		return c.notInList(string(text))
	case c.minimum != nil && compare(v.n, *c.minimum) < 0:
		return broken("ingest.below_minimum", "text", excerpt(text), "minimum", limits.Minimum)
	case c.maximum != nil && compare(v.n, *c.maximum) > 0:
		return broken("ingest.above_maximum", "text", excerpt(text), "maximum", limits.Maximum)
	case c.shortest > 0 && utf8.RuneCount(text) < c.shortest:
		return broken("ingest.too_short", "text", excerpt(text), "length", c.shortest)
	case c.longest >= 0 && utf8.RuneCount(text) > c.longest:
		return broken("ingest.too_long", "text", excerpt(text), "length", c.longest)
	case c.pattern != nil && !c.pattern.Match(text):
		return broken("ingest.not_pattern", "text", excerpt(text), "pattern", limits.Pattern)
	}
	return nil
}

// notInList is the reason of a value outside the field's list, with the
// nearest one of it.
func (c *column) notInList(text string) *locale.Message {
	list := c.field.Constraints.Enum
	m := locale.M("ingest.not_in_list", "text", excerpt([]byte(text)), "list", shorten(list))
	if near := fault.Nearest(text, list); near != "" && c.reader.isText() {
		m = locale.M("ingest.not_in_list_near", "text", excerpt([]byte(text)), "near", near)
	}
	return &m
}

// shorten keeps a message readable where a list is long.
func shorten(list []string) []string {
	const most = 8
	if len(list) <= most {
		return list
	}
	return append(append([]string{}, list[:most]...), "… ("+strconv.Itoa(len(list))+")")
}

// excerpt cuts a long text for a message.
func excerpt(text []byte) string {
	const keep = 60
	if utf8.RuneCount(text) <= keep {
		return string(text)
	}
	return string([]rune(string(text))[:keep]) + "…"
}
