package tabular

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"heng/internal/fault"
	"heng/internal/locale"
)

// Sizes of the buffer. A record may be as long as maxRecord; a longer one is
// rather an unclosed quote or no table at all.
const (
	firstBuffer = 256 << 10
	maxRecord   = 16 << 20
)

// Reader reads the records of one file, one after the other. It is not safe
// for concurrent use.
type Reader struct {
	options   Options
	encoding  string // as it is shown; the bytes read are UTF-8
	delimiter byte
	header    []string
	headerAt  int

	source io.Reader
	buf    []byte
	pos    int  // where the next record begins
	end    int  // where the bytes read so far end
	eof    bool // nothing follows end
	line   int  // physical line of pos
	err    error

	checked int // bytes before it are valid text
	bad     int // where text ends and something else begins, or -1

	// Where the next line feed, carriage return and quote stand at or after
	// pos; end where there is none. They keep a search from being repeated.
	nextLF, nextCR, nextQuote int

	record  Record
	scratch []byte // cells whose doubled quotes have been undone
	spans   []span
}

// NewReader reads the header of a csv or tsv in UTF-8 and returns a reader that
// stands behind it. The error is a *fault.Error of code Input: the file is
// empty, is not text, has no such header line. Open reads other encodings, too.
func NewReader(source io.Reader, options Options) (*Reader, error) {
	return newReader(source, options, "utf-8")
}

func newReader(source io.Reader, options Options, encoding string) (*Reader, error) {
	r := &Reader{
		options: options, encoding: encoding, source: source, delimiter: options.Delimiter,
		buf: make([]byte, firstBuffer), line: 1, bad: -1,
	}
	if err := r.fill(); err != nil {
		return nil, err
	}
	if err := r.skipMark(); err != nil {
		return nil, err
	}
	if r.delimiter == 0 {
		r.delimiter = ','
		if options.Format == "tsv" {
			r.delimiter = '\t'
		} else if err := r.findDelimiter(); err != nil {
			return nil, err
		}
	}
	return r, r.readHeader()
}

// readHeader reads up to the last line of the header.
func (r *Reader) readHeader() error {
	wanted := r.options.Header
	var rows [][]string
	for {
		record, err := r.Next()
		if errors.Is(err, io.EOF) {
			if r.line == 1 || len(wanted) == 0 || wanted[len(wanted)-1] <= 1 {
				return r.fail(fault.Place{File: r.options.File}, "empty_file", locale.M("tabular.empty_file"), locale.M("tabular.empty_file_hint"))
			}
			return r.noHeader(wanted[len(rows)])
		}
		if err != nil {
			return err
		}
		if len(wanted) > 0 && record.Line < wanted[len(rows)] && wanted[0] > 1 {
			continue
		}
		if len(wanted) > 0 && wanted[len(rows)] > 1 && record.Line > wanted[len(rows)] {
			return r.noHeader(wanted[len(rows)])
		}
		cells := make([]string, len(record.Cells))
		for i, cell := range record.Cells {
			cells[i] = string(cell)
		}
		rows = append(rows, cells)
		r.headerAt = record.Line
		if len(rows) >= len(wanted) {
			r.header = joinHeader(rows, nil)
			return nil
		}
	}
}

// Header returns the cells of the header as they stand.
func (r *Reader) Header() []string { return r.header }

// HeaderLine returns the physical line of the header.
func (r *Reader) HeaderLine() int { return r.headerAt }

// Delimiter returns what parts the cells.
func (r *Reader) Delimiter() byte { return r.delimiter }

// Found says how the file is read.
func (r *Reader) Found() Found {
	format := r.options.Format
	if format == "" {
		format = "csv"
	}
	return Found{Format: format, Encoding: r.encoding, Delimiter: r.delimiter}
}

// Notes is empty: what is to be said of a text stands at its records.
func (r *Reader) Notes() []locale.Message { return nil }

// Close does nothing; the file is its opener's.
func (r *Reader) Close() error { return nil }

// Next returns the next record that is not blank, io.EOF behind the last, or a
// *fault.Error. After an error it returns the same one again.
func (r *Reader) Next() (*Record, error) {
	if r.err != nil {
		return nil, r.err
	}
	for {
		lineEnd := min(r.nextLF, r.nextCR)
		// A carriage return at the very end may be half of a line end.
		if !r.eof && (lineEnd == r.end || (lineEnd == r.nextCR && lineEnd+1 == r.end)) {
			if r.nextQuote < lineEnd {
				break
			}
			if r.bad >= 0 {
				return nil, r.notText()
			}
			if err := r.more(); err != nil {
				return nil, err
			}
			continue
		}
		if r.nextQuote < lineEnd {
			break
		}
		if lineEnd == r.pos {
			if r.pos == r.end {
				return nil, io.EOF
			}
			r.pos = r.after(lineEnd)
			r.line++
			r.seek()
			continue
		}
		if r.bad >= 0 && r.bad < lineEnd {
			return nil, r.notText()
		}
		if lineEnd-r.pos > maxRecord {
			return nil, r.tooLong()
		}
		r.split(r.buf[r.pos:lineEnd])
		r.record.Line = r.line
		r.line++
		r.pos = r.after(lineEnd)
		r.seek()
		return &r.record, nil
	}
	return r.quoted()
}

// split cuts a line without quotes at the delimiters.
func (r *Reader) split(line []byte) {
	r.record.raw = line
	cells, delimiter := r.record.Cells[:0], r.delimiter
	for {
		i := bytes.IndexByte(line, delimiter)
		if i < 0 {
			break
		}
		cells = append(cells, line[:i:i])
		line = line[i+1:]
	}
	cells = append(cells, line[:len(line):len(line)])
	r.record.Cells = cells
}

// after returns where the line begins behind the line end at i.
func (r *Reader) after(i int) int {
	switch {
	case i >= r.end:
		return r.end
	case r.buf[i] == '\r' && i+1 < r.end && r.buf[i+1] == '\n':
		return i + 2
	}
	return i + 1
}

// seek brings the known places of line ends and quotes up to pos.
func (r *Reader) seek() {
	if r.nextLF < r.pos {
		r.nextLF = r.find('\n', r.pos)
	}
	if r.nextCR < r.pos {
		r.nextCR = r.find('\r', r.pos)
	}
	if r.nextQuote < r.pos {
		r.nextQuote = r.find('"', r.pos)
	}
}

func (r *Reader) find(c byte, from int) int {
	if i := bytes.IndexByte(r.buf[from:r.end], c); i >= 0 {
		return from + i
	}
	return r.end
}

// more makes the rest of the current record known: it moves it to the front of
// the buffer, or makes the buffer greater, and fills it.
func (r *Reader) more() error {
	if r.pos > 0 {
		copy(r.buf, r.buf[r.pos:r.end])
		shift := r.pos
		r.pos, r.end = 0, r.end-shift
		r.nextLF, r.nextCR, r.nextQuote = r.nextLF-shift, r.nextCR-shift, r.nextQuote-shift
		r.checked -= shift
		if r.bad >= 0 {
			r.bad -= shift
		}
	}
	if r.end == len(r.buf) {
		if len(r.buf) > maxRecord {
			return r.tooLong()
		}
		larger := make([]byte, 2*len(r.buf))
		copy(larger, r.buf[:r.end])
		r.buf = larger
	}
	return r.fill()
}

// fill reads until the buffer is full or nothing follows, and checks what it
// has read.
func (r *Reader) fill() error {
	from := r.end
	n, err := io.ReadFull(r.source, r.buf[r.end:])
	r.end += n
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		r.eof = true
	case err != nil:
		e := fault.Wrap(fault.Input, err, locale.M("tabular.unreadable", "file", r.options.File))
		r.err = e
		return e
	}
	r.check()
	// What was not found before the old end may stand behind it.
	for _, next := range []struct {
		at *int
		c  byte
	}{{&r.nextLF, '\n'}, {&r.nextCR, '\r'}, {&r.nextQuote, '"'}} {
		if *next.at >= from {
			*next.at = r.find(next.c, from)
		}
	}
	return nil
}

// findDelimiter looks at the first line that is not blank, or at the header
// line that the options name.
func (r *Reader) findDelimiter() error {
	for !r.eof && min(r.nextLF, r.nextCR) == r.end {
		if err := r.more(); err != nil {
			return err
		}
	}
	line, rest := []byte(nil), r.buf[r.pos:r.end]
	for n := 1; len(rest) > 0; n++ {
		end := bytes.IndexAny(rest, "\r\n")
		if end < 0 {
			end = len(rest)
		}
		line, rest = rest[:end], rest[end:]
		if bytes.HasPrefix(rest, []byte("\r\n")) {
			rest = rest[2:]
		} else if len(rest) > 0 {
			rest = rest[1:]
		}
		if len(line) > 0 && (len(r.options.Header) == 0 || n >= r.options.Header[len(r.options.Header)-1]) {
			break
		}
	}
	counts, inQuotes := map[byte]int{}, false
	for _, c := range line {
		if c == '"' {
			inQuotes = !inQuotes
		} else if !inQuotes {
			counts[c]++
		}
	}
	if counts[','] > 0 {
		return nil
	}
	for _, c := range []byte(";\t|") {
		if counts[c] > counts[r.delimiter] {
			r.delimiter = c
		}
	}
	return nil
}

// tooLong is the failure of a record longer than maxRecord.
func (r *Reader) tooLong() error {
	return r.fail(r.place(r.pos), "record_too_long", locale.M("tabular.record_too_long", "mebibytes", maxRecord>>20),
		locale.M("tabular.record_too_long_hint"))
}

// noHeader is the failure of a file whose header line does not exist.
func (r *Reader) noHeader(line int) error {
	return r.fail(fault.Place{File: r.options.File, Line: line}, "no_header",
		locale.M("tabular.no_header", "line", line), locale.M("tabular.no_header_hint"))
}

// fail ends the reading with one finding.
func (r *Reader) fail(place fault.Place, id string, message, hint locale.Message) error {
	r.err = fault.New(fault.Input, locale.M("tabular.unreadable", "file", r.options.File)).WithFindings([]fault.Finding{{
		ID: id, Place: place, Message: message, Hint: hint, Length: 1, Excerpt: r.excerpt(place),
	}})
	return r.err
}

// excerpt returns the source line of a place in the current record, where it
// is short enough to be shown.
func (r *Reader) excerpt(place fault.Place) string {
	if place.Column == 0 || place.Line < r.line {
		return ""
	}
	rest := r.buf[r.pos:r.end]
	for range place.Line - r.line {
		i := bytes.IndexAny(rest, "\r\n")
		if i < 0 {
			return ""
		}
		if bytes.HasPrefix(rest[i:], []byte("\r\n")) {
			i++
		}
		rest = rest[i+1:]
	}
	if i := bytes.IndexAny(rest, "\r\n"); i >= 0 {
		rest = rest[:i]
	}
	const longest = 200
	if len(rest) > longest || r.bad >= 0 {
		return ""
	}
	return strings.ToValidUTF8(string(rest), "")
}
