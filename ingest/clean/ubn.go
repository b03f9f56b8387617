package clean

import (
	"strings"

	"heng/internal/locale"
)

// newUBNRule is the day from which a 統一編號 may be issued whose sum is
// divisible by five and not by ten (112-04-01).
var newUBNRule = dayOf(2023, 4, 1)

// UBN reads a 統一編號 (unified business number) of eight digits and checks its
// sum: the digits times 1, 2, 1, 2, 1, 2, 4, 1, and the digits of each product
// added up, must be divisible by five, and by ten for a number issued before
// 112-04-01 (Ministry of Finance). Where the seventh digit is 7, the sum plus
// one will do.
//
// day is when the number was written down, nil if nobody knows: on a day before
// the new rule no number can have been that only it allows.
func UBN(text []byte, day *Day) (string, *locale.Message) {
	s, reason := prepare(text, "clean.ubn")
	if reason != nil {
		return "", reason
	}
	s = strings.TrimPrefix(strings.TrimPrefix(s, "統一編號"), "統編")
	s = strings.TrimLeft(s, ":：")
	switch _, isNumber := digits(s); {
	case isNumber && len(s) == 7:
		return "", refuse("clean.ubn_short", text)
	case !isNumber || len(s) != 8 || s == "00000000":
		return "", refuse("clean.ubn", text)
	}
	switch by := func(n int) bool { return ubnDivisible(s, n) }; {
	case by(10):
	case !by(5):
		return "", refuse("clean.ubn_sum", text)
	case day != nil && *day < newUBNRule:
		return "", refuse("clean.ubn_day", text, "date", day.String())
	}
	return s, nil
}

func ubnDivisible(s string, n int) bool {
	sum := 0
	for i, weight := range [...]int{1, 2, 1, 2, 1, 2, 4, 1} {
		product := int(s[i]-'0') * weight
		sum += product/10 + product%10
	}
	return sum%n == 0 || (s[6] == '7' && (sum+1)%n == 0)
}
