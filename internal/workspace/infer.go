package workspace

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"heng/ingest/clean"
	"heng/internal/datapackage"
	"heng/internal/locale"
)

// draftTable is what the values of a CSV file suggest about its table.
type draftTable struct {
	name    string
	file    string
	rows    int
	columns []*draftColumn
	key     int // the column that looks like the key, or -1
}

// draftColumn is what the values of a column suggest.
type draftColumn struct {
	name    string
	header  string
	kind    datapackage.Type
	renamed bool // the name could not be made of the header
	unread  bool // no header, or another column's: a schema cannot name it
	empty   bool // it has no value at all

	possible map[datapackage.Type]bool // what every value so far could be
	seen     map[string]bool           // values, while none occurred twice
}

// candidates are the types a column is taken for, the first that fits all its
// values; a column that fits none is text.
var candidates = []datapackage.Type{datapackage.Boolean, datapackage.Year, datapackage.Integer, datapackage.Number, datapackage.Date}

// inferTable reads a CSV file with a header in its first line.
func inferTable(name string, content []byte) (*draftTable, error) {
	content = bytes.TrimPrefix(content, []byte("\ufeff"))
	if !utf8.Valid(content) || bytes.IndexByte(content, 0) >= 0 {
		return nil, notText(name)
	}
	in := csv.NewReader(bytes.NewReader(content))
	in.FieldsPerRecord = -1
	in.ReuseRecord = true
	header, err := in.Read()
	if err != nil {
		return nil, brokenCSV(name, 1, err)
	}
	t := &draftTable{file: name, key: -1}
	for i, text := range header {
		t.columns = append(t.columns, newDraftColumn(t, strings.TrimSpace(text), i+1))
	}
	if len(t.fields()) == 0 {
		return nil, brokenCSV(name, 1, io.EOF)
	}
	for {
		record, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			line := t.rows + 2
			if e, ok := errors.AsType[*csv.ParseError](err); ok {
				line = e.StartLine
			}
			return nil, brokenCSV(name, line, err)
		}
		t.rows++
		for i, c := range t.columns {
			value := ""
			if i < len(record) {
				value = strings.TrimSpace(record[i])
			}
			c.see(value)
		}
	}
	for i, c := range t.columns {
		c.decide()
		if t.key < 0 && t.rows > 0 && !c.unread && c.seen != nil && (c.kind == datapackage.String || c.kind == datapackage.Integer) && i == 0 {
			t.key = i
		}
	}
	return t, nil
}

func newDraftColumn(t *draftTable, header string, number int) *draftColumn {
	c := &draftColumn{header: header, name: identifier(header), empty: true, possible: map[datapackage.Type]bool{}, seen: map[string]bool{}}
	if c.name == "" || len(c.name) > longest {
		c.name, c.renamed = fmt.Sprintf("column%d", number), true
	}
	taken := func(n string) bool {
		return slices.ContainsFunc(t.columns, func(o *draftColumn) bool { return o.name == n })
	}
	c.unread = header == "" || slices.ContainsFunc(t.columns, func(o *draftColumn) bool {
		return datapackage.FoldHeader(o.header) == datapackage.FoldHeader(header)
	})
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
	c.empty = false
	if c.seen != nil {
		if c.seen[value] {
			c.seen = nil
		} else {
			c.seen[value] = true
		}
	}
	for _, kind := range candidates {
		if c.possible[kind] && !c.couldBe(kind, value) {
			c.possible[kind] = false
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
		return value == "true" || value == "false"
	case datapackage.Year:
		n, problem := clean.Integer([]byte(value))
		return c.mentions("年", "year") && problem == nil && len(value) == 4 && n >= 1900 && n <= 2100
	case datapackage.Integer:
		_, problem := clean.Integer([]byte(value))
		return problem == nil && !code && !c.mentions("日", "date")
	case datapackage.Number:
		_, problem := clean.Number([]byte(value), clean.NumberFormat{Decimals: 6})
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
			return
		}
	}
}

// comment marks in the file what was guessed.
func (c *draftColumn) comment() string {
	switch {
	case c.empty:
		return "   # guess: the column is empty"
	case c.renamed:
		return "   # guess: choose a name"
	case c.kind != datapackage.String:
		return "   # guess: from the values"
	}
	return ""
}

// guesses lists what a person should look at.
func (t *draftTable) guesses() []locale.Message {
	var all []locale.Message
	if t.name != identifier(strings.TrimSuffix(t.file, filepath.Ext(t.file))) {
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
		case c.kind != datapackage.String:
			all = append(all, locale.M("workspace.guess_type", "name", c.name, "type", string(c.kind)))
		}
	}
	return all
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
