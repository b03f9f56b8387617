package ingest

import (
	"bytes"
	"cmp"
	"time"
	"unicode"
	"unicode/utf8"

	"heng/ingest/clean"
	"heng/internal/datapackage"
	"heng/internal/locale"
	"heng/internal/store"
)

// value is a cell that has been read: nothing, a text, or up to 128 bits that
// hold a whole number, units of a last decimal, days, microseconds or a truth.
type value struct {
	null bool
	text []byte // of string and any
	n    clean.Fixed
}

// number is the comparable part of a value that is no text.
type number = clean.Fixed

// reader turns the texts of one field into values.
type reader struct {
	kind   datapackage.Type
	format clean.NumberFormat
	zone   *time.Location

	calendar clean.Calendar // of a date, what the schema says of it

	textFormat string       // of a string, one that is read
	textChange clean.Change // of a text that is stored in another form
}

func newReader(f *datapackage.Field, zone *time.Location) reader {
	r := reader{kind: f.Type, zone: zone}
	if r.kind == datapackage.Number {
		_, decimals := store.Precision(f)
		r.format = clean.NumberFormat{Decimals: decimals, Currency: f.Currency, Percent: f.IsPercent()}
		r.format.Multiplier, _ = datapackage.Multiplier(f.Unit)
	}
	switch f.Format {
	case datapackage.MinguoFormat:
		r.calendar = clean.MinguoCalendar
	case datapackage.GregorianFormat:
		r.calendar = clean.GregorianCalendar
	}
	if r.isText() {
		r.textFormat, r.textChange = f.Format, clean.SpellingChange
		switch f.Format {
		case datapackage.CountryFormat:
			r.textChange = clean.NameChange
		case datapackage.PeriodFormat:
			r.textChange = clean.CalendarChange
		}
	}
	return r
}

// read reads a trimmed text that is not empty. A warning comes with a value, a
// reason instead of one. day is the day of the row where the field is dated by
// another, or nil.
func (r *reader) read(text []byte, day *clean.Day) (v value, warning, reason *locale.Message) {
	switch r.kind {
	case datapackage.Integer:
		n, reason := clean.Integer(text)
		return value{n: clean.FixedFromInt64(n)}, nil, reason
	case datapackage.Number:
		n, reason := clean.Number(text, r.format)
		return value{n: n}, nil, reason
	case datapackage.Year:
		n, reason := clean.Year(text)
		return value{n: clean.FixedFromInt64(int64(n))}, nil, reason
	case datapackage.Date:
		day, warning, reason := clean.DateIn(text, r.calendar)
		return value{n: clean.FixedFromInt64(int64(day))}, warning, reason
	case datapackage.Datetime:
		micros, reason := clean.Datetime(text, r.zone)
		return value{n: clean.FixedFromInt64(micros)}, nil, reason
	case datapackage.Boolean:
		b, reason := clean.Boolean(text)
		if b {
			return value{n: clean.FixedFromInt64(1)}, nil, reason
		}
		return value{}, nil, reason
	}
	switch r.textFormat {
	case datapackage.PeriodFormat:
		code, warning, reason := clean.Period(text)
		return value{text: []byte(code)}, warning, reason
	case datapackage.UBNFormat:
		number, reason := clean.UBN(text, day)
		return value{text: []byte(number)}, nil, reason
	case datapackage.CountryFormat:
		code, warning, reason := clean.Country(text, day)
		return value{text: []byte(code)}, warning, reason
	}
	if bytes.IndexByte(text, 0) >= 0 {
		reason := locale.M("clean.nul_character")
		return value{}, nil, &reason
	}
	return value{text: text}, clean.LostCharacter(text), nil
}

// dayOf returns the day that a value of a date, a moment or a year is of; of a
// year, its last.
func (r *reader) dayOf(v value) *clean.Day {
	day := clean.Day(0)
	switch r.kind {
	case datapackage.Date:
		day = clean.Day(int32(v.n.Lo))
	case datapackage.Datetime:
		day = clean.DayOf(time.UnixMicro(int64(v.n.Lo)).UTC())
	case datapackage.Year:
		day = clean.DayOf(time.Date(int(int64(v.n.Lo)), time.December, 31, 0, 0, 0, 0, time.UTC))
	default:
		return nil
	}
	return &day
}

func (r *reader) isText() bool {
	switch r.kind {
	case datapackage.Integer, datapackage.Number, datapackage.Year, datapackage.Date, datapackage.Datetime, datapackage.Boolean:
		return false
	}
	return true
}

// write puts a value into a chunk.
func (r *reader) write(chunk *store.Chunk, column, row int, v value) error {
	if v.null {
		return chunk.SetNull(column, row)
	}
	switch r.kind {
	case datapackage.Integer, datapackage.Year:
		return chunk.SetInt(column, row, int64(v.n.Lo))
	case datapackage.Number:
		return chunk.SetDecimal(column, row, v.n.Hi, v.n.Lo)
	case datapackage.Boolean:
		return chunk.SetBool(column, row, v.n.Lo != 0)
	case datapackage.Date:
		return chunk.SetDay(column, row, int32(v.n.Lo))
	case datapackage.Datetime:
		return chunk.SetMoment(column, row, int64(v.n.Lo))
	}
	return chunk.SetText(column, row, v.text)
}

// trim cuts white space of every kind from both ends.
func trim(text []byte) []byte {
	if len(text) == 0 {
		return text
	}
	first, last := text[0], text[len(text)-1]
	if first > ' ' && first < utf8.RuneSelf && last > ' ' && last < utf8.RuneSelf {
		return text
	}
	return bytes.TrimFunc(text, isBlank)
}

// isBlank knows the byte order mark and the characters without width besides
// what Unicode calls white space.
func isBlank(r rune) bool {
	return unicode.IsSpace(r) || r == '\uFEFF' || r == '\u200B' || r == '\u2060'
}

func compare(a, b number) int {
	return cmp.Or(cmp.Compare(a.Hi, b.Hi), cmp.Compare(a.Lo, b.Lo))
}
