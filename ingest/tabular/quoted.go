package tabular

import (
	"bytes"
	"unicode/utf8"

	"heng/internal/fault"
	"heng/internal/locale"
)

// span is a cell of the record being read: a part of buf or, where doubled
// quotes had to be undone, of scratch.
type span struct {
	from, to  int
	inScratch bool
}

// quoted reads a record that has a quote somewhere. It may have to begin again
// when the record goes on behind the bytes read so far; the buffer doubles each
// time, so that no byte is looked at more than a few times.
func (r *Reader) quoted() (*Record, error) {
	for {
		complete, err := r.quotedOnce()
		if err != nil {
			return nil, err
		}
		if complete {
			return &r.record, nil
		}
		if r.bad >= 0 {
			return nil, r.notText()
		}
		if err := r.more(); err != nil {
			return nil, err
		}
	}
}

// quotedOnce reads the record at pos as far as it is known. The first result
// is false when bytes are missing.
func (r *Reader) quotedOnce() (bool, error) {
	r.spans, r.scratch = r.spans[:0], r.scratch[:0]
	i, breaks := r.pos, 0
	for {
		if i < r.end && r.buf[i] == '"' {
			next, lines, complete, err := r.quotedCell(i)
			if !complete || err != nil {
				return false, err
			}
			i, breaks = next, breaks+lines
		} else {
			from := i
			for i < r.end && r.buf[i] != r.delimiter && r.buf[i] != '\n' && r.buf[i] != '\r' {
				i++
			}
			r.spans = append(r.spans, span{from: from, to: i})
		}
		if i+1 >= r.end && !r.eof {
			return false, nil // the delimiter, or the line end, or its other half is missing
		}
		if i < r.end && r.buf[i] == r.delimiter {
			i++
			continue
		}
		break
	}
	if r.bad >= 0 && r.bad < i {
		return false, r.notText()
	}
	if i-r.pos > maxRecord {
		return false, r.tooLong()
	}
	r.record.raw = r.buf[r.pos:i]
	r.record.Line = r.line
	r.record.Cells = r.record.Cells[:0]
	for _, s := range r.spans {
		from := r.buf
		if s.inScratch {
			from = r.scratch
		}
		r.record.Cells = append(r.record.Cells, from[s.from:s.to:s.to])
	}
	r.line += breaks + 1
	r.pos = r.after(i)
	r.seek()
	return true, nil
}

// quotedCell reads the cell whose quote opens at open. It returns where the
// cell ends and how many line breaks it holds.
func (r *Reader) quotedCell(open int) (next, breaks int, complete bool, err error) {
	from := open + 1
	start, copied := len(r.scratch), false
	for i := from; ; {
		n := bytes.IndexByte(r.buf[i:r.end], '"')
		if n < 0 {
			if !r.eof && r.end-r.pos <= maxRecord {
				return 0, 0, false, nil
			}
			if r.bad >= 0 {
				return 0, 0, false, r.notText()
			}
			return 0, 0, false, r.fail(r.place(open), "unclosed_quote",
				locale.M("tabular.unclosed_quote"), locale.M("tabular.unclosed_quote_hint"))
		}
		i += n
		if i+1 >= r.end && !r.eof {
			return 0, 0, false, nil
		}
		if i+1 < r.end && r.buf[i+1] == '"' {
			r.scratch = append(r.scratch, r.buf[from:i+1]...)
			copied = true
			i += 2
			from = i
			continue
		}
		breaks = countBreaks(r.buf[open:i])
		if copied {
			r.scratch = append(r.scratch, r.buf[from:i]...)
			r.spans = append(r.spans, span{start, len(r.scratch), true})
		} else {
			r.spans = append(r.spans, span{from: from, to: i})
		}
		i++
		if i < r.end && r.buf[i] != r.delimiter && r.buf[i] != '\n' && r.buf[i] != '\r' {
			return 0, 0, false, r.fail(r.place(i), "text_after_quote",
				locale.M("tabular.text_after_quote"), locale.M("tabular.text_after_quote_hint"))
		}
		return i, breaks, true, nil
	}
}

// countBreaks counts the line breaks of every kind; CRLF is one.
func countBreaks(text []byte) int {
	returns := bytes.Count(text, []byte{'\r'})
	if returns == 0 {
		return bytes.Count(text, []byte{'\n'})
	}
	return returns + bytes.Count(text, []byte{'\n'}) - bytes.Count(text, []byte("\r\n"))
}

// place returns the place of the byte at i of the current record.
func (r *Reader) place(i int) fault.Place {
	before := r.buf[r.pos:i]
	line := before
	if at := bytes.LastIndexAny(before, "\r\n"); at >= 0 {
		line = before[at+1:]
	}
	return fault.Place{
		File: r.options.File, Line: r.line + countBreaks(before), Column: utf8.RuneCount(line) + 1,
	}
}
