package clean_test

import (
	"encoding/csv"
	"os"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"heng/ingest/clean"
	"heng/internal/need"
)

func TestNumber(t *testing.T) {
	thousands := clean.NumberFormat{Decimals: 2, Multiplier: 1000}
	plain := clean.NumberFormat{Decimals: 2}
	percent := clean.NumberFormat{Decimals: 2, Percent: true}
	twd := clean.NumberFormat{Decimals: 2, Currency: "TWD"}
	for _, c := range []struct {
		text   string
		format clean.NumberFormat
		want   string // empty: refused
	}{
		{"0", plain, "0.00"},
		{"-0", plain, "0.00"},
		{"12", plain, "12.00"},
		{"-12.5", plain, "-12.50"},
		{"+5", plain, "5.00"},
		{".5", plain, "0.50"},
		{"007", plain, "7.00"},
		{"1,234,567", plain, "1234567.00"},
		{"-1,234.50", plain, "-1234.50"},
		{"1.2300000000000000000000000000000000000000000000", plain, "1.23"},
		{"000000000000000000000000000000000000000000000001", plain, "1.00"},
		{"１，２３４．５", plain, "1234.50"},
		{" 1234 ", plain, "1234.00"},
		{"(1,234)", plain, "-1234.00"},
		{"（1,234）", plain, "-1234.00"},
		{"△1,234", plain, "-1234.00"},
		{"▲ 1,234", plain, "-1234.00"},
		{"−1,234", plain, "-1234.00"},
		{"負1,234", plain, "-1234.00"},
		{"999999999999999999.99", plain, "999999999999999999.99"},

		// units of the column
		{"8026335", thousands, "8026335000.00"},
		{"1.234567", thousands, ""}, // 1,234.567 dollars: more than two decimals
		{"1.23456", thousands, "1234.56"},

		// units of the cell
		{"80億2,633萬5,000元", plain, "8026335000.00"},
		{"1億2,943萬8,000元", plain, "129438000.00"},
		{"7,950萬元", plain, "79500000.00"},
		{"7,950萬元", thousands, "79500000.00"},
		{"4.035億美元", plain, "403500000.00"},
		{"4.035億美元", twd, ""},
		{"1.5億", plain, "150000000.00"},
		{"5千萬", plain, "50000000.00"},
		{"3百萬元", plain, "3000000.00"},
		{"2千6百33萬5千元", plain, "26335000.00"},
		{"2兆", plain, "2000000000000.00"}, // 10^12
		{"5千元", thousands, "5000.00"},
		{"12千元", thousands, "12000.00"},
		{"5,000元", thousands, ""}, // the cell says 元, the column 千元
		{"5,000元", plain, "5000.00"},
		{"2萬5元", plain, "20005.00"},
		{"2萬5000", plain, "25000.00"},
		{"2萬5", plain, ""},
		{"3千5", plain, ""},
		{"1億2億", plain, ""},
		{"2萬3億", plain, ""},
		{"1.5億2萬", plain, ""},
		{"80億2,633", plain, ""}, // 2,633 萬?
		{"12345萬6億", plain, ""},
		{"萬", plain, ""},
		{"億元", plain, ""},

		// currencies
		{"NT$1,234", plain, "1234.00"},
		{"NT$ -1,234", plain, "-1234.00"},
		{"-NT$1,234", plain, "-1234.00"},
		{"nt$1,234", twd, "1234.00"},
		{"US$5", plain, "5.00"},
		{"US$5", twd, ""},
		{"TWD 5", twd, "5.00"},
		{"新臺幣5元", twd, "5.00"},
		{"新台幣5元整", twd, "5.00"},
		{"$5", twd, "5.00"},
		{"NT$5美元", plain, ""},
		{"¥5", plain, ""},

		// percent: as it stands
		{"85%", percent, "85.00"},
		{"８５．５％", percent, "85.50"},
		{"85", percent, "85.00"},
		{"85%", plain, ""},

		// 大寫 and everyday numerals
		{"伍萬元整", plain, "50000.00"},
		{"新臺幣壹佰貳拾參萬肆仟伍佰陸拾柒元整", plain, "1234567.00"},
		{"捌拾億貳仟陸佰參拾參萬伍仟元正", plain, "8026335000.00"},
		{"叁佰弍拾元整", plain, "320.00"},
		{"壹佰零伍元", plain, "105.00"},
		{"壹萬零伍佰元整", plain, "10500.00"},
		{"廿五萬元", plain, "250000.00"},
		{"卅", plain, "30.00"},
		{"三十", plain, "30.00"},
		{"十二", plain, "12.00"},
		{"零", plain, "0.00"},
		{"一〇七", plain, "107.00"},
		{"兩百", plain, "200.00"},
		{"一百五", plain, ""}, // 150 or 105
		{"二萬五", plain, ""},
		{"百萬", plain, ""},
		{"三百四百", plain, ""},
		{"伍萬元整(50,000元)", plain, "50000.00"},
		{"NT$50,000（新臺幣伍萬元整）", plain, "50000.00"},
		{"50,000(伍萬伍仟元整)", plain, ""},

		// refused
		{"1.234", plain, ""},
		{"0.1234567890123456789012345678901234567890123", plain, ""},
		{"1000000000000000000", plain, ""},
		{"99999999999999999999999999999999999999999999999", plain, ""},
		{"1e5", plain, ""},
		{"1.2E+05", plain, ""},
		{"1,23,456", plain, ""},
		{"1,5", plain, ""},
		{"1.234.567", plain, ""},
		{"5.", plain, ""},
		{",123", plain, ""},
		{"1 234", plain, ""},
		{"--5", plain, ""},
		{"+-5", plain, ""},
		{"(-5)", plain, ""},
		{"(5", plain, ""},
		{"5-", plain, ""},
		{"10²", plain, ""},
		{"1,234①", plain, ""},
		{"½", plain, ""},
		{"約5萬", plain, ""},
		{"abc", plain, ""},
		{"元", plain, ""},
		{"", plain, ""},
		{"0x1F", plain, ""},
		{"NaN", plain, ""},
		{"٣", plain, ""},
	} {
		fixed, reason := clean.Number([]byte(c.text), c.format)
		got := ""
		if reason == nil {
			got = fixed.String(c.format.Decimals)
		}
		if got != c.want {
			t.Errorf("Number(%q, %+v) = %q (%v), want %q", c.text, c.format, got, reason, c.want)
		}
	}
}

func TestNumberReasons(t *testing.T) {
	for _, c := range []struct{ text, key string }{
		{"1.234", "clean.number_decimals"},
		{"0.1234567890123456789012345678901234567890123", "clean.number_decimals"},
		{"1000000000000000000", "clean.number_range"},
		{"99999999999999999999999999999999999999999999999", "clean.number_range"},
		{"1e5", "clean.number_scientific"},
		{"1,23,456", "clean.number_grouping"},
		{"85%", "clean.number_percent"},
		{"2萬5", "clean.number_short"},
		{"US$5", "clean.number_currency"},
		{"50,000(伍仟元整)", "clean.amounts_differ"},
		{"abc", "clean.number"},
		{"", "clean.empty"},
	} {
		_, reason := clean.Number([]byte(c.text), clean.NumberFormat{Decimals: 2, Currency: "TWD"})
		if reason == nil || reason.Key != c.key {
			t.Errorf("Number(%q): %v, want %s", c.text, reason, c.key)
		}
	}
	for _, text := range []string{"-", "–", "－", "…"} {
		if _, reason := clean.Number([]byte(text), clean.NumberFormat{}); reason != clean.Dash || !clean.IsNil(reason) {
			t.Errorf("Number(%q): %v, want Dash", text, reason)
		}
	}
	if _, reason := clean.Number([]byte("無列數"), clean.NumberFormat{}); reason != clean.NotListed || !clean.IsNil(reason) {
		t.Errorf("無列數: %v", reason)
	}
}

// The open part of the ministry's 2017 budget as the agenda prints it, beside
// the same amounts in dollars.
func TestNumberBudget(t *testing.T) {
	file, err := os.Open(need.Shared(t, "data", "taiwan", "mofa_budget_2017_public.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		text, want := row[4], row[5]
		fixed, reason := clean.Number([]byte(text), clean.NumberFormat{Currency: "TWD"})
		if reason != nil || fixed.String(0) != want {
			t.Errorf("%s = %s (%v), want %s", text, fixed.String(0), reason, want)
		}
	}
}

func TestInteger(t *testing.T) {
	for _, c := range []struct {
		text string
		want int64
		ok   bool
	}{
		{"1134", 1134, true}, {"-5", -5, true}, {"1,134", 1134, true}, {"12.0", 12, true}, {"一百零五", 105, true},
		{"9223372036854775807", 9223372036854775807, true}, {"-9223372036854775808", -9223372036854775808, true},
		{"9223372036854775808", 0, false}, {"12.5", 0, false}, {"", 0, false}, {"5人", 0, false},
		{"99999999999999999999999999999999999999999999", 0, false},
	} {
		got, reason := clean.Integer([]byte(c.text))
		if (reason == nil) != c.ok || got != c.want {
			t.Errorf("Integer(%q) = %d (%v), want %d", c.text, got, reason, c.want)
		}
	}
}

// Whatever decimal is written, it comes back exactly or is refused because it
// does not fit.
func TestNumberProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		digits := rapid.StringMatching(`-?[0-9]{1,24}(\.[0-9]{1,24})?`).Draw(t, "digits")
		decimals := rapid.IntRange(0, 18).Draw(t, "decimals")
		multiplier := rapid.SampledFrom([]int64{1, 1000, 10000, 1000000, 7}).Draw(t, "multiplier")
		want := decimal.RequireFromString(digits).Mul(decimal.NewFromInt(multiplier))
		limit := decimal.New(1, clean.IntegerDigits)
		fits := want.Abs().LessThan(limit) && want.Shift(int32(decimals)).IsInteger()
		for _, text := range []string{digits, wide(digits), "NT$" + digits} {
			got, reason := clean.Number([]byte(text), clean.NumberFormat{Decimals: decimals, Multiplier: multiplier})
			if (reason == nil) != fits {
				t.Fatalf("%s × %d with %d decimals: %v", text, multiplier, decimals, reason)
			}
			if fits && !got.Decimal(decimals).Equal(want) {
				t.Fatalf("%s × %d: %v, want %v", text, multiplier, got.Decimal(decimals), want)
			}
		}
		if f, ok := clean.FixedFromDecimal(want, decimals); fits && (!ok || !f.Decimal(decimals).Equal(want)) {
			t.Fatalf("FixedFromDecimal(%v, %d) = %v, %v", want, decimals, f, ok)
		}
	})
}

// wide writes ASCII in full-width forms.
func wide(s string) string {
	return strings.Map(func(r rune) rune { return r + 0xFEE0 }, s)
}

func TestFixedCmp(t *testing.T) {
	numbers := []string{"-100000000000000000.5", "-1", "-0.5", "0", "0.5", "2", "99999999999999999.9"}
	for i, a := range numbers {
		for j, b := range numbers {
			x, _ := clean.Number([]byte(a), clean.NumberFormat{Decimals: 18})
			y, _ := clean.Number([]byte(b), clean.NumberFormat{Decimals: 18})
			if got := x.Cmp(y); (got < 0) != (i < j) || (got > 0) != (i > j) {
				t.Errorf("%s cmp %s = %d", a, b, got)
			}
		}
	}
}

func FuzzNumber(f *testing.F) {
	for _, seed := range []string{
		"1,234.50", "80億2,633萬5,000元", "(1,234)", "NT$50,000(伍萬元整)", "△1", "85%", "1e5", "一百零七", "2萬5", "-", "無列數",
	} {
		f.Add([]byte(seed), 2, int64(1000))
	}
	f.Fuzz(func(t *testing.T, text []byte, decimals int, multiplier int64) {
		format := clean.NumberFormat{Decimals: decimals, Multiplier: multiplier, Percent: true}
		got, reason := clean.Number(text, format)
		if reason != nil {
			_ = reason.String()
			return
		}
		decimals = min(max(decimals, 0), 18)
		// What is read can be written and read again, in the base unit.
		written := got.String(decimals)
		again, reason := clean.Number([]byte(written), clean.NumberFormat{Decimals: decimals})
		if reason != nil || again != got {
			t.Fatalf("%q: %s, again %v (%v)", text, written, again, reason)
		}
	})
}

func BenchmarkNumber(b *testing.B) {
	for name, text := range map[string]string{"plain": "129438000.25", "grouped": "129,438,000.25", "mixed": "1億2,943萬8,000元"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			cell := []byte(text)
			for b.Loop() {
				_, _ = clean.Number(cell, clean.NumberFormat{Decimals: 6})
			}
		})
	}
}

func TestFastPathsDoNotAllocate(t *testing.T) {
	date, number, year := []byte("2018-06-22"), []byte("-1,234,567.25"), []byte("2018")
	if n := testing.AllocsPerRun(100, func() {
		_, _ = clean.Date(date)
		_, _ = clean.Number(number, clean.NumberFormat{Decimals: 6, Multiplier: 1000})
		_, _ = clean.Year(year)
		_, _ = clean.Integer([]byte("1134"))
		_, _ = clean.Boolean([]byte("true"))
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
