package clean_test

import (
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"heng/ingest/clean"
)

// capital writes a number below 10^16 in 大寫 as a receipt has it: with 零 once
// wherever places are empty between digits.
func capital(n int64) string {
	digits, units := []rune("零壹貳參肆伍陸柒捌玖"), []string{"", "拾", "佰", "仟"}
	groups := []string{"", "萬", "億", "兆"}
	if n == 0 {
		return "零"
	}
	var b strings.Builder
	gap := false
	for g := 3; g >= 0; g-- {
		group := n
		for range g {
			group /= 10000
		}
		group %= 10000
		for place, unit := 3, int64(1000); place >= 0; place, unit = place-1, unit/10 {
			digit := group / unit % 10
			if digit == 0 {
				gap = b.Len() > 0
				continue
			}
			if gap {
				b.WriteString("零")
				gap = false
			}
			b.WriteRune(digits[digit])
			b.WriteString(units[place])
		}
		if group > 0 {
			b.WriteString(groups[g])
			gap = false
		}
	}
	return b.String()
}

// mixed writes a number below 10^16 as the budget does: 80億2633萬5000元.
func mixed(n int64, comma bool) string {
	var b strings.Builder
	for _, group := range []struct {
		unit int64
		text string
	}{{1e12, "兆"}, {1e8, "億"}, {1e4, "萬"}, {1, ""}} {
		if part := n / group.unit % 10000; part > 0 || (n == 0 && group.unit == 1) {
			digits := strconv.FormatInt(part, 10)
			if comma && len(digits) == 4 {
				digits = digits[:1] + "," + digits[1:]
			}
			b.WriteString(digits + group.text)
		}
	}
	return b.String() + "元"
}

// However an amount is written out, it is read as itself.
func TestAmountsWrittenOut(t *testing.T) {
	for n, want := range map[int64]string{105: "壹佰零伍", 10500: "壹萬零伍佰", 8026335000: "捌拾億貳仟陸佰參拾參萬伍仟", 10: "壹拾"} {
		if got := capital(n); got != want {
			t.Errorf("the test writes %d as %s, want %s", n, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.OneOf(rapid.Int64Range(0, 20000), rapid.Int64Range(0, 1e16-1)).Draw(t, "n")
		want := strconv.FormatInt(n, 10)
		for _, text := range []string{
			capital(n) + "元整", "新臺幣" + capital(n) + "元", mixed(n, false), "NT$" + mixed(n, true),
			want + "(" + capital(n) + "元整)", mixed(n, true) + "（" + capital(n) + "元整）",
		} {
			got, reason := clean.Number([]byte(text), clean.NumberFormat{Currency: "TWD"})
			if reason != nil || got.String(0) != want {
				t.Fatalf("%s = %s (%v), want %s", text, got.String(0), reason, want)
			}
		}
		if text := want + "(" + capital(n+1) + "元整)"; n < 1e16-1 {
			if _, reason := clean.Number([]byte(text), clean.NumberFormat{}); reason == nil {
				t.Fatalf("%s is read", text)
			}
		}
	})
}
