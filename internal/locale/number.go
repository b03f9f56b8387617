package locale

import (
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
)

// Integer writes n with its digits in groups of three.
func (p Printer) Integer(n int64) string { return group(strconv.FormatInt(n, 10)) }

// Decimal writes d with the given number of decimals, rounded half away from
// zero, its integer digits in groups of three and a true minus sign.
func (p Printer) Decimal(d decimal.Decimal, decimals int32) string {
	if decimals < 0 {
		decimals = 0
	}
	return group(d.StringFixed(decimals))
}

// group puts commas between groups of three integer digits.
func group(s string) string {
	sign := ""
	if rest, ok := strings.CutPrefix(s, "-"); ok {
		sign, s = "−", rest
	}
	whole, fraction, hasFraction := strings.Cut(s, ".")
	var b strings.Builder
	b.WriteString(sign)
	for i, digit := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(digit)
	}
	if hasFraction {
		b.WriteByte('.')
		b.WriteString(fraction)
	}
	return b.String()
}
