package clean

import (
	"strings"
	"unicode/utf8"
)

// Change says in what way a value is not spelled as its text was. The empty
// Change is a value as it stands.
type Change string

// The changes, the lesser one first. A text changed in several ways has the
// greatest of them.
const (
	Unchanged      Change = ""
	SpaceChange    Change = "space"    // white space around it was cut
	SpellingChange Change = "spelling" // grouping, full-width digits, 是 for true, 2018/6/22
	UnitChange     Change = "unit"     // multiplied by the unit of its column
	SignChange     Change = "sign"     // △, ▲ or brackets for a number below zero
	NumeralChange  Change = "numeral"  // 億, 萬, 大寫
	CalendarChange Change = "calendar" // a Minguo year
	NameChange     Change = "name"     // a country by another name, an organisation as the register spells it
)

// What the texts of numbers are made of.
const (
	digitsAndSigns = "0123456789.-"
	numeralsInText = "〇零一二三四五六七八九十百千萬億兆壹貳參肆伍陸柒捌玖拾佰仟兩廿卅"
	signsBelowZero = "△▲負（(−－"
)

// gregorianDigits is how many digits a Gregorian year is written with.
const gregorianDigits = 4

// NumberChange says how a text that was read as a number differs from the plain
// one of its value: digits with a point and a minus sign, in the base unit.
func NumberChange(text []byte, f NumberFormat) Change {
	change := Unchanged
	if f.Multiplier > 1 {
		change = UnitChange
	}
	for _, c := range text {
		if c >= utf8.RuneSelf || strings.IndexByte(digitsAndSigns, c) < 0 {
			s := string(text)
			switch {
			case strings.ContainsAny(s, numeralsInText), strings.HasSuffix(strings.ToLower(s), "llion"):
				return NumeralChange
			case strings.ContainsAny(s, signsBelowZero):
				return SignChange
			case change == Unchanged:
				return SpellingChange
			}
			return change
		}
	}
	if len(text) > 1 && text[0] == '0' && text[1] != '.' && change == Unchanged {
		return SpellingChange // 007
	}
	return change
}

// YearChange says how a text with a year differs from the plain form of its
// value: whether it is written in the Minguo calendar.
func YearChange(text []byte, plain string) Change {
	if string(text) == plain {
		return Unchanged
	}
	if folded := fold(text); len(plain) >= gregorianDigits && strings.Contains(folded, plain[:gregorianDigits]) {
		return SpellingChange
	}
	return CalendarChange
}
