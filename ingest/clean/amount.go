package clean

import (
	"strings"
	"unicode/utf8"

	"heng/internal/locale"
)

// currencies are what stands before or behind an amount, with the currency it
// names; longer ones first. A bare $ names none.
var (
	currencyPrefixes = []struct{ text, code string }{
		{"新臺幣", "TWD"}, {"臺幣", "TWD"}, {"NT$", "TWD"}, {"NTD", "TWD"}, {"TWD", "TWD"}, {"NT", "TWD"},
		{"US$", "USD"}, {"USD", "USD"}, {"美元", "USD"}, {"美金", "USD"}, {"$", ""},
	}
	currencySuffixes = []struct{ text, code string }{
		{"新臺幣", "TWD"}, {"NTD", "TWD"}, {"TWD", "TWD"}, {"USD", "USD"},
		{"美元整", "USD"}, {"美元正", "USD"}, {"美元", "USD"}, {"美金", "USD"},
		{"元整", ""}, {"元正", ""}, {"圓整", ""}, {"圓正", ""}, {"元", ""}, {"圓", ""},
	}
)

// slowNumber reads every form of a number.
func slowNumber(text []byte, f NumberFormat) (amount, *locale.Message) {
	s, reason := prepare(text, "clean.number")
	if reason != nil {
		return amount{}, reason
	}
	if first, second, ok := twoAmounts(s); ok {
		a, key := readAmount(first, f)
		b, key2 := readAmount(second, f)
		switch {
		case key != "":
			return amount{}, refuse(key, text)
		case key2 != "":
			return amount{}, refuse(key2, text)
		case a.scaledBy(f) != b.scaledBy(f):
			return amount{}, refuse("clean.amounts_differ", text)
		}
		return a, nil
	}
	a, key := readAmount(s, f)
	if key != "" {
		return amount{}, refuse(key, text)
	}
	return a, nil
}

// scaledBy returns what two readings of one amount are compared by.
func (a amount) scaledBy(f NumberFormat) amount {
	if !a.ownUnit {
		n, ok := a.magnitude.mul(uint64(f.Multiplier))
		a.magnitude, a.tooLong = n, a.tooLong || !ok
		a = a.trimmed()
	}
	a.ownUnit = true
	return a
}

// twoAmounts parts digits from the 大寫 beside them: A(B), one of the two in
// Chinese numerals.
func twoAmounts(s string) (first, second string, ok bool) {
	open := strings.IndexByte(s, '(')
	if open <= 0 || !strings.HasSuffix(s, ")") {
		return "", "", false
	}
	first, second = s[:open], s[open+1:len(s)-1]
	return first, second, hasArabic(first) != hasArabic(second)
}

func hasArabic(s string) bool { return strings.ContainsAny(s, "0123456789") }

// readAmount reads a folded amount with its sign, currency, percent sign and
// units. It returns the key of the reason where it cannot.
func readAmount(s string, f NumberFormat) (a amount, key string) {
	negative, signed, currency := false, false, ""
	if rest, ok := strings.CutPrefix(s, "("); ok {
		if s, ok = strings.CutSuffix(rest, ")"); !ok {
			return a, "clean.number"
		}
		negative, signed = true, true
	}
	// A sign may stand before the currency or behind it, once.
	for range 2 {
		for _, sign := range []string{"-", "△", "▲", "負", "+"} {
			if rest, ok := strings.CutPrefix(s, sign); ok {
				if signed {
					return a, "clean.number"
				}
				negative, signed, s = sign != "+", true, rest
				break
			}
		}
		for _, c := range currencyPrefixes {
			if rest, ok := cutPrefixFold(s, c.text); ok {
				if currency != "" {
					return a, "clean.number"
				}
				currency, s = c.code, rest
				break
			}
		}
	}
	yuan := false
	for _, c := range currencySuffixes {
		if rest, ok := cutSuffixFold(s, c.text); ok {
			if c.code != "" && currency != "" && c.code != currency {
				return a, "clean.number_currency"
			}
			if c.code != "" {
				currency = c.code
			}
			s = rest
			yuan = true
			break
		}
	}
	if f.Currency != "" && currency != "" && currency != f.Currency {
		return a, "clean.number_currency"
	}
	if rest, ok := strings.CutSuffix(s, "%"); ok {
		if !f.Percent || yuan || currency != "" {
			return a, "clean.number_percent"
		}
		s = rest
	}
	a, key = readMagnitude(s, yuan)
	if key != "" {
		return a, key
	}
	if yuan && !a.ownUnit {
		// 5,000元 in a column of 千元: the cell says one unit, the column another.
		if f.Multiplier != 1 {
			return a, "clean.number_unit"
		}
		a.ownUnit = true
	}
	a.negative = negative && a.magnitude != uint128{}
	return a, ""
}

func cutPrefixFold(s, prefix string) (string, bool) {
	if len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix) {
		return s[len(prefix):], true
	}
	return s, false
}

func cutSuffixFold(s, suffix string) (string, bool) {
	if at := len(s) - len(suffix); at >= 0 && strings.EqualFold(s[at:], suffix) {
		return s[:at], true
	}
	return s, false
}

// readMagnitude reads digits, a Chinese numeral, or digits with 億萬千 among
// them.
func readMagnitude(s string, yuan bool) (amount, string) {
	if a, end := scanDigits(s); end > 0 && end == len(s) {
		return a, ""
	}
	if n, ok := chineseNumeral(s); ok {
		value, fits := fixedFromBig(n.value)
		return amount{magnitude: uint128{uint64(value.Hi), value.Lo}, ownUnit: n.scaled, tooLong: !fits}, ""
	}
	if !hasArabic(s) {
		return amount{}, "clean.number"
	}
	if a, ok := englishAmount(s); ok {
		return a, ""
	}
	if isScientific(s) {
		return amount{}, "clean.number_scientific"
	}
	if strings.Trim(s, "0123456789,.") == "" {
		return amount{}, "clean.number_grouping"
	}
	return mixedAmount(s, yuan)
}

// englishUnits are the words for powers of ten that stand behind digits.
var englishUnits = []struct {
	word  string
	power int
}{{"thousand", 3}, {"million", 6}, {"billion", 9}, {"trillion", 12}}

// englishAmount reads 12.9 billion.
func englishAmount(s string) (amount, bool) {
	for _, unit := range englishUnits {
		rest, ok := cutSuffixFold(s, unit.word)
		if !ok {
			continue
		}
		a, end := scanDigits(rest)
		if end == 0 || end != len(rest) || a.tooFine {
			return amount{}, false
		}
		n, fits := a.magnitude.mul(pow10[unit.power].lo)
		a.magnitude, a.ownUnit, a.tooLong = n, true, a.tooLong || !fits
		return a.trimmed(), true
	}
	return amount{}, false
}

func isScientific(s string) bool {
	mantissa, exponent, ok := strings.Cut(strings.ToLower(s), "e")
	return ok && strings.Trim(mantissa, "0123456789.,+-") == "" &&
		exponent != "" && strings.Trim(exponent, "0123456789+-") == ""
}

// mixedAmount reads 80億2,633萬5,000, 1.5億, 2千6百萬: digits and units in
// turn, each unit below the one before it. Only the last digits may have
// decimals. A last number without unit must fill the places that the unit
// before it leaves (5,000 behind 萬) or stand before 元, because 2萬5 means
// 25,000 to whoever says it.
func mixedAmount(s string, yuan bool) (amount, string) {
	const none = uint64(1e16) // above every unit
	var total, group uint128  // in units of 10^-decimals
	lastBig, lastSmall, lastUnit := none, none, none
	decimals, fits := 0, true
	times := func(n uint128, factor uint64) uint128 {
		product, ok := n.mul(factor)
		fits = fits && ok
		return product
	}
	plus := func(n, m uint128) uint128 {
		sum, ok := n.plus(m)
		fits = fits && ok
		return sum
	}
	// below compares an amount with a unit, which limits it unless it is none.
	below := func(n uint128, unit uint64) bool {
		limit := uint128{0, unit}
		for range decimals {
			limit = times(limit, 10)
		}
		return unit == none || n.less(limit)
	}
	for s != "" {
		a, end := scanDigits(s)
		if end == 0 || decimals > 0 || a.tooLong || a.tooFine || a.decimals > 18 {
			return amount{}, "clean.number"
		}
		written := s[:end]
		s = s[end:]
		for range a.decimals {
			total, group = times(total, 10), times(group, 10)
		}
		decimals = a.decimals
		r, size := utf8.DecodeRuneInString(s)
		unit := uint64(1)
		if u, ok := smallUnits[r]; ok {
			unit = uint64(u)
			s = s[size:]
			r, size = utf8.DecodeRuneInString(s)
		} else if s == "" && !yuan && !fillsPlaces(written, lastUnit) {
			return amount{}, "clean.number_short"
		}
		term := times(a.magnitude, unit)
		if unit >= lastSmall || !below(term, lastSmall) {
			return amount{}, "clean.number"
		}
		group = plus(group, term)
		lastSmall, lastUnit = unit, unit
		if u, ok := bigUnits[r]; ok {
			big := uint64(u)
			s = s[size:]
			group = times(group, big)
			if big >= lastBig || !below(group, lastBig) {
				return amount{}, "clean.number"
			}
			total = plus(total, group)
			group, lastBig, lastSmall, lastUnit = uint128{}, big, none, big
		}
	}
	if !below(group, lastBig) {
		return amount{}, "clean.number"
	}
	a := amount{magnitude: plus(total, group), decimals: decimals, ownUnit: true}
	a.tooLong = !fits
	return a.trimmed(), ""
}

// fillsPlaces reports whether written digits take up all the places below the
// unit before them: three behind 千, four behind 萬.
func fillsPlaces(written string, unit uint64) bool {
	whole, _, _ := strings.Cut(written, ".")
	whole = strings.ReplaceAll(whole, ",", "")
	places := 0
	for ; unit > 1; unit /= 10 {
		places++
	}
	return len(whole) >= places
}
