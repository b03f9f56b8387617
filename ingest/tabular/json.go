package tabular

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"heng/internal/fault"
	"heng/internal/locale"
)

// openJSON opens a JSON file whose rows are objects: in an array, in an array
// inside an object (Options.Property), or one a line (jsonl). The header is the
// keys of all of them, in the order in which they first occur, for which the
// file is read once more; an object without a key has an empty cell there.
func openJSON(f *openedFile, text io.Reader, encoding string) (Table, error) {
	t := &jsonTable{file: f, encoding: encoding, columns: map[string]int{}}
	first := &openedFile{ReaderAt: f.ReaderAt, size: f.size, options: f.options}
	first.options.Copy = nil
	before, _, err := first.text()
	if err != nil {
		return nil, err
	}
	t.objects = newObjects(f, before, encoding)
	for {
		raw, err := t.objects.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		err = t.objects.members(raw, func(key string, _ []byte) error {
			if _, known := t.columns[key]; !known {
				if len(t.header) == maxColumns {
					return f.fail(fault.Place{Line: t.objects.line}, "too_great")
				}
				t.columns[key] = len(t.header)
				t.header = append(t.header, key)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	if len(t.header) == 0 {
		return nil, f.fail(fault.Place{}, "empty_file")
	}
	t.cells = make([][]byte, len(t.header))
	t.objects = newObjects(f, text, encoding)
	return t, nil
}

// jsonTable is a table in a JSON file.
type jsonTable struct {
	file     *openedFile
	encoding string
	objects  *objects
	header   []string
	columns  map[string]int
	cells    [][]byte
	record   Record
	err      error
}

// Header returns the keys of the objects.
func (t *jsonTable) Header() []string { return t.header }

// HeaderLine is 0: the keys stand with every value.
func (t *jsonTable) HeaderLine() int { return 0 }

// Found says how the file is read.
func (t *jsonTable) Found() Found {
	return Found{Format: t.file.options.Format, Encoding: t.encoding}
}

// Notes is empty.
func (t *jsonTable) Notes() []locale.Message { return nil }

// Close does nothing; the file is its opener's.
func (t *jsonTable) Close() error { return nil }

// Next returns the next object as a record. Its line is its number in an array,
// or the physical line of a jsonl.
func (t *jsonTable) Next() (*Record, error) {
	if t.err != nil {
		return nil, t.err
	}
	raw, err := t.objects.next()
	if err == nil {
		for i := range t.cells {
			t.cells[i] = t.cells[i][:0]
		}
		err = t.objects.members(raw, func(key string, value []byte) error {
			if i, known := t.columns[key]; known { // otherwise the file has changed meanwhile
				t.cells[i] = appendValue(t.cells[i], value)
			}
			return nil
		})
	}
	if err != nil {
		t.err = err
		return nil, err
	}
	t.record.Line = t.objects.line
	t.record.Cells = append(t.record.Cells[:0], t.cells...)
	t.record.raw = t.record.raw[:0]
	for i, cell := range t.cells {
		t.record.raw = appendCell(t.record.raw, cell, i)
	}
	return &t.record, nil
}

// appendValue writes a value as a cell: a text as it is, a number with all its
// digits, null as nothing, and what is no single value as JSON.
func appendValue(to, value []byte) []byte {
	switch value[0] {
	case '"':
		return append(to, unquoted(value)...)
	case 'n':
		return to
	case '{', '[':
		var b bytes.Buffer
		if json.Compact(&b, value) != nil {
			return append(to, value...)
		}
		return append(to, b.Bytes()...)
	case 't', 'f':
		return append(to, value...)
	}
	return append(to, fullNumber(string(value))...)
}

// unquoted reads a JSON text.
func unquoted(value []byte) string {
	if bytes.IndexByte(value, '\\') < 0 {
		return string(value[1 : len(value)-1])
	}
	var s string
	if json.Unmarshal(value, &s) != nil {
		return string(value)
	}
	return s
}

// fullNumber writes 1.5e3 as 1500. A number that would be very long stays.
func fullNumber(number string) string {
	mantissa, exponent, ok := strings.Cut(strings.ToLower(number), "e")
	if !ok {
		return number
	}
	var shift int
	if _, err := fmt.Sscanf(exponent+"\n", "%d\n", &shift); err != nil || shift > 100 || shift < -100 {
		return number
	}
	sign := ""
	if rest, negative := strings.CutPrefix(mantissa, "-"); negative {
		sign, mantissa = "-", rest
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits, point := whole+fraction, len(whole)+shift
	if point < 1 {
		digits, point = strings.Repeat("0", 1-point)+digits, 1
	}
	if point > len(digits) {
		digits += strings.Repeat("0", point-len(digits))
	}
	whole, fraction = strings.TrimLeft(digits[:point], "0"), strings.TrimRight(digits[point:], "0")
	if whole == "" {
		whole = "0"
	}
	if fraction != "" {
		whole += "." + fraction
	}
	return sign + whole
}

// objects finds the objects of a file, one after the other.
type objects struct {
	file     *openedFile
	encoding string
	guard    *guard
	lines    *bufio.Reader // of jsonl
	decoder  *json.Decoder // of an array
	begun    bool
	line     int
	keys     []string // of the object before
}

func newObjects(f *openedFile, text io.Reader, encoding string) *objects {
	o := &objects{file: f, encoding: encoding, guard: &guard{in: text}}
	if f.options.Format == "jsonl" {
		o.lines = bufio.NewReaderSize(o.guard, 64<<10)
	} else {
		o.decoder = json.NewDecoder(o.guard)
		o.decoder.UseNumber()
	}
	return o
}

// next returns the text of the next object, valid JSON and valid UTF-8.
func (o *objects) next() ([]byte, error) {
	var raw []byte
	var err error
	if o.lines != nil {
		raw, err = o.nextLine()
	} else {
		raw, err = o.nextElement()
	}
	if err != nil {
		return nil, err
	}
	if !utf8.Valid(raw) {
		place := fault.Place{Line: o.line}
		if strings.HasPrefix(o.encoding, "utf-8") {
			return nil, o.file.fail(place, "not_utf8")
		}
		return nil, o.file.fail(place, "not_encoding", "name", EncodingName(o.encoding), "names", Encodings()[1:])
	}
	if raw[0] != '{' {
		return nil, o.file.fail(fault.Place{Line: o.line}, "not_object")
	}
	return raw, nil
}

func (o *objects) nextLine() ([]byte, error) {
	for {
		o.guard.rest()
		raw, err := o.lines.ReadBytes('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, o.failed(err)
		}
		o.line++
		if raw = bytes.TrimSpace(raw); len(raw) == 0 {
			if err != nil {
				return nil, io.EOF
			}
			continue
		}
		if raw[0] == '[' && o.line == 1 {
			return nil, o.file.fail(fault.Place{Line: 1}, "not_object")
		}
		var value json.RawMessage
		if err := json.Unmarshal(raw, &value); err != nil {
			return nil, o.syntax(o.line)
		}
		return raw, nil
	}
}

func (o *objects) nextElement() ([]byte, error) {
	o.guard.rest()
	if !o.begun {
		o.begun = true
		if err := o.enter(); err != nil {
			return nil, err
		}
	}
	if !o.decoder.More() {
		// The end of the array, or of the file before it.
		if _, err := o.decoder.Token(); err != nil {
			return nil, o.failed(err)
		}
		return nil, io.EOF
	}
	o.line++
	var raw json.RawMessage
	if err := o.decoder.Decode(&raw); err != nil {
		return nil, o.failed(err)
	}
	return raw, nil
}

// enter goes to the array of rows.
func (o *objects) enter() error {
	var path []string
	if o.file.options.Property != "" {
		path = strings.Split(o.file.options.Property, ".")
	}
	for depth := 0; ; depth++ {
		token, err := o.decoder.Token()
		if errors.Is(err, io.EOF) && depth == 0 {
			return o.file.fail(fault.Place{}, "empty_file")
		}
		if err != nil {
			return o.failed(err)
		}
		if token == json.Delim('[') && depth == len(path) {
			return nil
		}
		if token != json.Delim('{') || depth == len(path) {
			return o.notThere(len(path) > 0)
		}
		if found, err := o.find(path[depth]); err != nil {
			return err
		} else if !found {
			return o.notThere(true)
		}
	}
}

// find goes to the value of a key of the object that has begun.
func (o *objects) find(key string) (bool, error) {
	for o.decoder.More() {
		token, err := o.decoder.Token()
		if err != nil {
			return false, o.failed(err)
		}
		if token == key {
			return true, nil
		}
		if err := o.pass(); err != nil {
			return false, err
		}
	}
	return false, nil
}

// pass goes behind the next value.
func (o *objects) pass() error {
	for depth := 0; ; {
		o.guard.rest()
		token, err := o.decoder.Token()
		if err != nil {
			return o.failed(err)
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth == 0 {
			return nil
		}
	}
}

// notThere is the failure of a file whose rows do not stand where they should.
// It lists the arrays of the file, two objects deep.
func (o *objects) notThere(stated bool) error {
	again := &openedFile{ReaderAt: o.file.ReaderAt, size: o.file.size, options: o.file.options}
	again.options.Copy = nil
	text, _, err := again.text()
	if err != nil {
		return err
	}
	names, _ := arraysOf(json.NewDecoder(text), "", 0)
	slices.Sort(names)
	if len(names) == 0 {
		names = []string{"–"}
	}
	if stated || len(names) > 0 && names[0] != "–" {
		return o.file.fail(fault.Place{}, "no_property", "name", o.file.options.Property, "names", names)
	}
	return o.file.fail(fault.Place{}, "not_rows")
}

// arraysOf lists where arrays stand in the value that comes next. What is broken
// ends it with what has been found so far.
func arraysOf(d *json.Decoder, prefix string, depth int) (names []string, whole bool) {
	const deepest, most, tooDeep = 3, 20, 1000
	token, err := d.Token()
	if err != nil || depth > tooDeep || (token == json.Delim('[') && depth == 0) {
		return nil, false
	}
	switch token {
	case json.Delim('['):
		if depth <= deepest {
			names = []string{strings.TrimSuffix(prefix, ".")}
		}
		for d.More() {
			if _, whole := arraysOf(d, prefix, max(depth, deepest)+1); !whole {
				return names, false
			}
		}
		_, err = d.Token()
	case json.Delim('{'):
		for d.More() {
			key, err := d.Token()
			if err != nil {
				return names, false
			}
			name, _ := key.(string)
			inside, whole := arraysOf(d, prefix+name+".", depth+1)
			if depth < deepest && len(names) < most {
				names = append(names, inside...)
			}
			if !whole {
				return names, false
			}
		}
		_, err = d.Token()
	}
	return names, err == nil
}

// failed is the failure of the decoder.
func (o *objects) failed(err error) error {
	if errors.Is(err, errBomb) {
		return o.file.fail(fault.Place{Line: o.line}, "too_great")
	}
	line := o.line
	if o.decoder != nil {
		offset := o.decoder.InputOffset()
		if syntax, ok := errors.AsType[*json.SyntaxError](err); ok && syntax.Offset > offset {
			offset = syntax.Offset
		} else if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			offset = math.MaxInt64 // the end of the file, where something is missing
		}
		line = o.lineAt(offset)
	}
	return o.syntax(line)
}

// syntax is the failure of what is no JSON.
func (o *objects) syntax(line int) error {
	return o.file.fail(fault.Place{Line: line}, "json_syntax")
}

// lineAt returns the physical line of a byte of the decoded text.
func (o *objects) lineAt(offset int64) int {
	again := &openedFile{ReaderAt: o.file.ReaderAt, size: o.file.size, options: o.file.options}
	again.options.Copy = nil
	text, _, err := again.text()
	if err != nil {
		return 0
	}
	line := 1
	buffer := make([]byte, 64<<10)
	for in := io.LimitReader(text, offset-1); ; {
		n, err := in.Read(buffer)
		line += bytes.Count(buffer[:n], []byte{'\n'})
		if err != nil {
			return line
		}
	}
}

// members calls each with the keys and values of an object, which is valid.
func (o *objects) members(raw []byte, each func(key string, value []byte) error) error {
	o.keys = o.keys[:0]
	i := 1
	space := func() {
		for i < len(raw) && (raw[i] == ' ' || raw[i] == '\t' || raw[i] == '\n' || raw[i] == '\r') {
			i++
		}
	}
	for space(); i < len(raw) && raw[i] != '}'; space() {
		if raw[i] == ',' {
			i++
			space()
		}
		end := endOfText(raw, i)
		key := unquoted(raw[i:end])
		if slices.Contains(o.keys, key) {
			return o.file.fail(fault.Place{Line: o.line}, "key_twice", "key", key)
		}
		o.keys = append(o.keys, key)
		i = end
		space()
		i++ // the colon
		space()
		end = endOfValue(raw, i)
		if err := each(key, raw[i:end]); err != nil {
			return err
		}
		i = end
	}
	return nil
}

// endOfText returns where the text that begins at i ends.
func endOfText(raw []byte, i int) int {
	for i++; i < len(raw) && raw[i] != '"'; i++ {
		if raw[i] == '\\' {
			i++
		}
	}
	return min(i+1, len(raw))
}

// endOfValue returns where the value that begins at i ends.
func endOfValue(raw []byte, i int) int {
	for depth := 0; i < len(raw); {
		switch raw[i] {
		case '"':
			if i = endOfText(raw, i); depth == 0 {
				return i
			}
			continue
		case '{', '[':
			depth++
		case '}', ']':
			if depth == 0 {
				return i
			}
			if depth--; depth == 0 {
				return i + 1
			}
		case ',', ' ', '\t', '\n', '\r':
			if depth == 0 {
				return i
			}
		}
		i++
	}
	return i
}
