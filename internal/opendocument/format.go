package opendocument

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/shopspring/decimal"
)

// format is how a spreadsheet shows the value of a cell. The zero format is
// that of words.
type format struct {
	kind           kind
	decimals       int
	grouped        bool
	prefix, suffix string // for a day: prefix is the name of its form
}

var (
	decimalForm = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?$`)
	shownForm   = regexp.MustCompile(`^([^0-9]*)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]+))?([^0-9]*)$`)
	minguoForm  = regexp.MustCompile(`^(民國)?[0-9]+年[0-9]+月[0-9]+日$`)
	longForm    = regexp.MustCompile(`^[0-9]+ [A-Za-z]{4,} [0-9]{4}$|^[0-9]+ May [0-9]{4}$`)
	shortForm   = regexp.MustCompile(`^[0-9]+ [A-Z][a-z]{2} [0-9]{4}$`)
)

// formatOf finds the format that shows a cell's value as its text does.
func formatOf(c Cell) (format, error) {
	switch c.kind {
	case number, percentage:
		if !decimalForm.MatchString(c.value) {
			return format{}, fmt.Errorf("%q is no decimal number", c.value)
		}
		return numberFormat(c), nil
	case date:
		f := format{kind: date, prefix: "iso"}
		switch match := minguoForm.FindStringSubmatch(c.shown); {
		case match != nil && match[1] != "":
			f.prefix = "minguo"
		case match != nil:
			f.prefix = "minguo_short"
		case longForm.MatchString(c.shown):
			f.prefix = "long"
		case shortForm.MatchString(c.shown):
			f.prefix = "short"
		}
		return f, nil
	}
	return format{}, nil
}

// numberFormat reads decimals, grouping and the words around the number off its
// text, if that is the value rounded half away from zero. A text that says
// something else is not trusted: the number is then shown in full.
func numberFormat(c Cell) format {
	value := decimal.RequireFromString(c.value)
	full := format{kind: c.kind, grouped: true, decimals: max(0, -int(value.Exponent()))}
	if c.kind == percentage {
		full.suffix = "%"
	}
	match := shownForm.FindStringSubmatch(c.shown)
	if match == nil {
		return full
	}
	prefix, whole, fraction, suffix := match[1], match[2], match[3], match[4]
	prefix, negative := cutMinus(prefix)
	shown := strings.ReplaceAll(whole, ",", "")
	if fraction != "" {
		shown += "." + fraction
	}
	said := decimal.RequireFromString(shown)
	if negative {
		said = said.Neg()
	}
	if !value.Round(int32(len(fraction))).Equal(said) {
		return full
	}
	if c.kind == percentage && !strings.Contains(suffix, "%") {
		suffix = "%" + suffix
	}
	return format{
		kind: c.kind, decimals: len(fraction), grouped: strings.Contains(whole, ","), prefix: prefix, suffix: suffix,
	}
}

// cutMinus takes the minus sign out of the words before a number; spreadsheets
// write their own.
func cutMinus(prefix string) (rest string, negative bool) {
	for _, minus := range []string{"−", "-"} {
		if rest, ok := strings.CutPrefix(prefix, minus); ok {
			return rest, true
		}
		if rest, ok := strings.CutSuffix(prefix, minus); ok {
			return rest, true
		}
	}
	return prefix, false
}

// stored gives the value as the cell of a workbook holds it.
func (c Cell) stored() string {
	if c.kind != percentage {
		return c.value
	}
	return decimal.RequireFromString(c.value).Shift(-2).String()
}

// digits gives a number as the format shows it, to know its width.
func (f format) digits(value string) string {
	s := decimal.RequireFromString(value).StringFixed(int32(f.decimals))
	if f.grouped {
		whole, _, _ := strings.Cut(s, ".")
		s += strings.Repeat(",", len(whole)/3)
	}
	return f.prefix + s + f.suffix
}

// write writes the format as a data style.
func (f format) write(w *xmlWriter, name, language, country string) {
	if f.kind == date {
		f.writeDate(w, name, language, country)
		return
	}
	element := "number:number-style"
	if f.kind == percentage {
		element = "number:percentage-style"
	}
	w.open(element, "style:name", name, "number:language", language, "number:country", country)
	w.words(f.prefix)
	w.leaf("number:number", "number:min-integer-digits", "1",
		"number:decimal-places", fmt.Sprint(f.decimals), "number:min-decimal-places", fmt.Sprint(f.decimals),
		"number:grouping", fmt.Sprint(f.grouped))
	w.words(f.suffix)
	w.close(element)
}

// writeDate writes the format of a day. The language is that of the form, not
// of the workbook: the names of the months and the calendar belong to it.
func (f format) writeDate(w *xmlWriter, name, language, country string) {
	const element = "number:date-style"
	switch f.prefix {
	case "minguo", "minguo_short":
		language, country = "zh", "TW"
	case "long", "short":
		language, country = "en", "GB"
	}
	w.open(element, "style:name", name, "number:language", language, "number:country", country)
	switch f.prefix {
	case "minguo", "minguo_short":
		if f.prefix == "minguo" {
			w.words("民國")
		}
		w.leaf("number:year", "number:style", "long", "number:calendar", "ROC")
		w.words("年")
		w.leaf("number:month")
		w.words("月")
		w.leaf("number:day")
		w.words("日")
	case "long", "short":
		month := []string{"number:textual", "true"}
		if f.prefix == "long" {
			month = append(month, "number:style", "long")
		}
		w.leaf("number:day")
		w.words(" ")
		w.leaf("number:month", month...)
		w.words(" ")
		w.leaf("number:year", "number:style", "long")
	default:
		w.leaf("number:year", "number:style", "long")
		w.words("-")
		w.leaf("number:month", "number:style", "long")
		w.words("-")
		w.leaf("number:day", "number:style", "long")
	}
	w.close(element)
}
