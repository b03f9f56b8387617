package clean

import (
	"heng/internal/locale"
)

// NumberFormat says how the numbers of a column are to be read.
type NumberFormat struct {
	// Decimals is how many digits after the point are kept, 0 to 18 (more is
	// taken as 18, less as 0). A number that needs more is refused, not rounded.
	Decimals int
	// Multiplier is the column's unit: 1000 for 千元. 0 means 1. A cell that
	// says its own unit (7,950萬元) is read in that one.
	Multiplier int64
	// Percent says that the column is in percent, so that a % sign may stand
	// behind a number. The number is kept as it stands: 85% is 85.
	Percent bool
	// Currency is the column's currency (ISO 4217). Where it is set, a cell
	// that names another one (US$, 美元) is refused.
	Currency string
}

// Number reads a number exactly, in units of 10^-Decimals:
//
//   - 1234, -1,234.50, +5, .5, full-width, in a column's unit;
//   - (1,234), △1,234, ▲1,234, −1,234 and 負1,234 as below zero;
//   - with NT$, US$, TWD, USD, 新臺幣, 美金 … before or 元, 元整, 圓, 美元 behind;
//   - 80億2,633萬5,000元, 1.5億, 5千萬, 3百萬元; NT$12.9 billion;
//   - 大寫 and everyday numerals, 壹佰貳拾萬元整, and digits beside their 大寫,
//     which must agree: NT$50,000(伍萬元整).
//
// Refused are more decimals than the format keeps, numbers of more than 18
// digits before the point, scientific notation, wrong grouping, and whatever
// can be read in two ways (2萬5). Dash and NotListed mark what stands in place
// of a number.
func Number(text []byte, f NumberFormat) (Fixed, *locale.Message) {
	f = f.normal()
	if a, ok := plainNumber(text); ok {
		return a.fixed(f, text, IntegerDigits+f.Decimals)
	}
	a, reason := slowNumber(text, f)
	if reason != nil {
		return Fixed{}, reason
	}
	return a.fixed(f, text, IntegerDigits+f.Decimals)
}

// Integer reads a whole number in any form that Number reads; decimals may
// stand behind it only where they are zeros (12.0).
func Integer(text []byte) (int64, *locale.Message) {
	f := NumberFormat{Multiplier: 1}
	a, ok := plainNumber(text)
	if !ok {
		var reason *locale.Message
		if a, reason = slowNumber(text, f); reason != nil {
			return 0, reason
		}
	}
	if a.decimals > 0 || a.tooFine {
		return 0, refuse("clean.not_whole", text)
	}
	fixed, reason := a.fixed(f, text, MaxPrecision)
	if reason != nil {
		return 0, refuse("clean.integer_range", text)
	}
	n, ok := fixed.Int64()
	if !ok {
		return 0, refuse("clean.integer_range", text)
	}
	return n, nil
}

func (f NumberFormat) normal() NumberFormat {
	f.Decimals = min(max(f.Decimals, 0), 18)
	if f.Multiplier <= 0 {
		f.Multiplier = 1
	}
	return f
}

// amount is a number as it was read: magnitude · 10^-decimals, in the column's
// unit unless ownUnit says that the text named its own. A magnitude with
// decimals does not end in zero.
type amount struct {
	magnitude uint128
	decimals  int
	negative  bool
	ownUnit   bool
	tooLong   bool // the digits before the point did not fit
	tooFine   bool // the digits behind it did not fit
}

// fixed brings the amount to the format's unit and decimals, if it can be done
// exactly within so many digits.
func (a amount) fixed(f NumberFormat, text []byte, precision int) (Fixed, *locale.Message) {
	if a.tooLong {
		return Fixed{}, refuse("clean.number_range", text, "digits", IntegerDigits)
	}
	if a.tooFine {
		return Fixed{}, refuse("clean.number_decimals", text, "decimals", f.Decimals)
	}
	n, decimals, ok := a.magnitude, a.decimals, true
	if multiplier := uint64(f.Multiplier); multiplier != 1 && !a.ownUnit {
		// A power of ten moves the point first, which keeps a long number small.
		for decimals > 0 && multiplier%10 == 0 {
			multiplier /= 10
			decimals--
		}
		n, ok = n.mul(multiplier)
	}
	if missing := f.Decimals - decimals; ok && missing > 0 {
		n, ok = n.mul(pow10[missing].lo) // at most 10^18
		decimals = f.Decimals
	}
	for ; ok && decimals > f.Decimals; decimals-- {
		var rest uint64
		if n, rest = n.div10(); rest != 0 {
			return Fixed{}, refuse("clean.number_decimals", text, "decimals", f.Decimals)
		}
	}
	if !ok || !n.less(pow10[min(precision, MaxPrecision)]) {
		return Fixed{}, refuse("clean.number_range", text, "digits", IntegerDigits)
	}
	return n.signed(a.negative), nil
}

// plainNumber reads ASCII digits with an optional minus sign, grouping and
// decimals: what all but a few cells are. It allocates nothing.
func plainNumber[T string | []byte](t T) (amount, bool) {
	negative := len(t) > 0 && t[0] == '-'
	if negative {
		t = t[1:]
	}
	a, end := scanDigits(t)
	a.negative = negative
	return a, end == len(t) && end > 0
}

// scanDigits reads digits from the beginning of t, in groups of three or in a
// row, with optional decimals, and returns how many bytes it took: 0 where no
// number begins or the grouping is wrong.
func scanDigits[T string | []byte](t T) (amount, int) {
	var a amount
	var small uint64 // the digits so far, as long as they fit
	i, count, group, groups := 0, 0, 0, 0
	for ; i < len(t); i++ {
		c := t[i] - '0'
		if c <= 9 {
			if count == 18 {
				return scanLong(t)
			}
			small = small*10 + uint64(c)
			count++
			group++
			continue
		}
		if t[i] != ',' {
			break
		}
		if group == 0 || group > 3 || (groups > 0 && group != 3) {
			return a, 0
		}
		groups++
		group = 0
	}
	if groups > 0 && group != 3 {
		return a, 0
	}
	whole := count
	if i < len(t) && t[i] == '.' {
		i++
		zeros := 0
		for ; i < len(t); i++ {
			c := t[i] - '0'
			if c > 9 {
				break
			}
			count++
			if c == 0 {
				zeros++
				continue
			}
			for ; zeros > 0; zeros-- {
				small *= 10
				a.decimals++
			}
			small = small*10 + uint64(c)
			a.decimals++
			if whole+a.decimals > 18 {
				return scanLong(t)
			}
		}
		if count == whole {
			return a, 0 // "5." may be cut short
		}
	}
	if count == 0 {
		return a, 0
	}
	a.magnitude.lo = small
	return a, i
}

// scanLong is scanDigits for numbers that may not fit 64 bits.
func scanLong[T string | []byte](t T) (amount, int) {
	var a amount
	ok := true
	digit := func(c byte) {
		var fits bool
		a.magnitude, fits = a.magnitude.mul(10)
		ok = ok && fits
		a.magnitude, fits = a.magnitude.add(uint64(c))
		ok = ok && fits
	}
	i, count, group, groups := 0, 0, 0, 0
	for ; i < len(t); i++ {
		if c := t[i] - '0'; c <= 9 {
			digit(c)
			count++
			group++
			continue
		}
		if t[i] != ',' {
			break
		}
		if group == 0 || group > 3 || (groups > 0 && group != 3) {
			return a, 0
		}
		groups++
		group = 0
	}
	if groups > 0 && group != 3 {
		return a, 0
	}
	whole := count
	a.tooLong = !ok || a.magnitude.hi >= 1<<63
	if i < len(t) && t[i] == '.' {
		zeros := 0
		for i++; i < len(t); i++ {
			c := t[i] - '0'
			if c > 9 {
				break
			}
			count++
			if c == 0 {
				zeros++
				continue
			}
			for ; zeros > 0; zeros-- {
				digit(0)
				a.decimals++
			}
			digit(c)
			a.decimals++
		}
		if count == whole {
			return a, 0
		}
	}
	if count == 0 {
		return a, 0
	}
	a.tooFine = (!ok || a.magnitude.hi >= 1<<63) && !a.tooLong
	return a, i
}

// trimmed takes the zeros off the end of the decimals.
func (a amount) trimmed() amount {
	for a.decimals > 0 {
		n, rest := a.magnitude.div10()
		if rest != 0 {
			break
		}
		a.magnitude = n
		a.decimals--
	}
	return a
}
