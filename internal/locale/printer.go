package locale

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"
)

// Printer writes messages and numbers in one language. It holds no state and
// may be shared between goroutines.
type Printer struct{ Lang Lang }

// NewPrinter returns a printer for lang.
func NewPrinter(lang Lang) Printer { return Printer{Lang: lang} }

// Text writes the catalogue's entry for key with pairs of argument name and
// value; see M.
func (p Printer) Text(key string, pairs ...any) string { return p.Sprint(M(key, pairs...)) }

// Sprint writes a message. In a catalogue entry {name} stands for an argument
// and {name|one|other} for the form that the number name takes in English.
// A key that the catalogue lacks is written as the key itself in brackets,
// which a test of the catalogue's completeness finds.
func (p Printer) Sprint(m Message) string {
	entry, ok := catalogues[p.Lang]()[m.Key]
	if !ok {
		return "[" + m.Key + "]"
	}
	var b strings.Builder
	for {
		open := strings.IndexByte(entry, '{')
		if open < 0 {
			b.WriteString(entry)
			return b.String()
		}
		end := strings.IndexByte(entry[open:], '}')
		if end < 0 {
			b.WriteString(entry)
			return b.String()
		}
		b.WriteString(entry[:open])
		b.WriteString(p.placeholder(entry[open+1:open+end], m.Args))
		entry = entry[open+end+1:]
	}
}

func (p Printer) placeholder(spec string, args []Arg) string {
	parts := strings.Split(spec, "|")
	for _, a := range args {
		if a.Name != parts[0] {
			continue
		}
		if len(parts) == 3 {
			if isOne(a.Value) {
				return parts[1]
			}
			return parts[2]
		}
		return p.value(a.Value)
	}
	return "{" + spec + "}"
}

func isOne(v any) bool {
	switch v := v.(type) {
	case decimal.Decimal:
		return v.Equal(decimal.NewFromInt(1))
	default:
		return fmt.Sprint(v) == "1"
	}
}

func (p Printer) value(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case int:
		return p.Integer(int64(v))
	case int64:
		return p.Integer(v)
	case decimal.Decimal:
		return p.Decimal(v, -v.Exponent())
	case Text:
		return v.In(p.Lang)
	case Message:
		return p.Sprint(v)
	case []string:
		return p.List(v)
	}
	return fmt.Sprint(v)
}

// List joins items as the language does: with 、 or with a comma.
func (p Printer) List(items []string) string {
	if p.Lang == ZhTW {
		return strings.Join(items, "、")
	}
	return strings.Join(items, ", ")
}
