package locale_test

import (
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"heng/internal/locale"
)

func TestQuantity(t *testing.T) {
	grants := locale.Text{locale.ZhTW: "件補助案", locale.En: "grants"}
	for _, c := range []struct {
		number   string
		unit     string
		title    locale.Text
		decimals int
		zh, en   string
	}{
		{"66.666667", "percent", nil, 1, "66.7%", "66.7%"},
		{"0.05", "percent", nil, 1, "0.1%", "0.1%"}, // half away from zero
		{"-2.5", "percent", nil, 0, "−3%", "−3%"},
		{"33.3333", "percent", nil, -1, "33.3%", "33.3%"},
		{"0.101", "ratio", nil, 3, "0.101", "0.101"},
		{"28", "count", nil, 0, "28", "28"},
		{"1234567", "count", nil, 0, "1,234,567", "1,234,567"},
		{"12", "days", nil, 0, "12 日", "12 days"},
		{"1", "days", nil, 0, "1 日", "1 day"},
		{"1", "days", nil, 1, "1.0 日", "1.0 days"},
		{"4.5", "days", nil, -1, "4.5 日", "4.5 days"},
		{"28", "people", nil, 0, "28 人", "28 people"},
		{"1", "people", nil, 0, "1 人", "1 person"},
		{"3.25", "points", nil, 1, "3.3 分", "3.3 points"},
		{"7", "grants", grants, 0, "7 件補助案", "7 grants"},
		{"0", "TWD", nil, 0, "新臺幣0元", "NT$0"},
		{"9999", "TWD", nil, 0, "新臺幣9,999元", "NT$9,999"},
		{"29.6", "TWD", nil, 1, "新臺幣29.6元", "NT$29.6"},
		{"10000", "TWD", nil, 0, "新臺幣1萬元", "NT$10,000"},
		{"12345", "TWD", nil, 0, "新臺幣1萬2,345元", "NT$12,345"},
		// The ministry's open budget of 2017: its fifth, sixth and eighth items.
		{"9056979000", "TWD", nil, 0, "新臺幣90億5,698萬元", "NT$9.06 billion"},
		{"129438000", "TWD", nil, 0, "新臺幣1億2,944萬元", "NT$129 million"},
		{"129438000", "TWD", nil, 1, "新臺幣1億2,944萬元", "NT$129.4 million"},
		{"79500000", "TWD", nil, 0, "新臺幣7,950萬元", "NT$79.5 million"},
		{"14310000000", "TWD", nil, 2, "新臺幣143億1,000萬元", "NT$14.31 billion"},
		{"432000000", "USD", nil, 0, "4億3,200萬美元", "US$432 million"},
		{"403500000", "USD", nil, 1, "4億350萬美元", "US$403.5 million"},
		{"1234567890123", "TWD", nil, 0, "新臺幣1兆2,345億6,789萬元", "NT$1.23 trillion"},
		{"999999999", "USD", nil, 0, "10億美元", "US$1.00 billion"},
		{"99999999", "USD", nil, 0, "1億美元", "US$100 million"},
		{"999999", "USD", nil, 0, "99萬9,999美元", "US$999,999"},
		{"-500", "TWD", nil, 0, "−新臺幣500元", "−NT$500"},
		{"-0.2", "TWD", nil, 0, "新臺幣0元", "NT$0"},
		{"15000", "CHF", nil, 0, "1萬5,000 CHF", "CHF 15,000"},
	} {
		d := decimal.RequireFromString(c.number)
		for lang, want := range map[locale.Lang]string{locale.ZhTW: c.zh, locale.En: c.en} {
			if got := locale.NewPrinter(lang).Quantity(d, c.unit, c.title, c.decimals); got != want {
				t.Errorf("Quantity(%s, %s, %d) in %s = %q, want %q", c.number, c.unit, c.decimals, lang, got, want)
			}
		}
	}
}

// A difference of two per cents is never called per cent.
func TestDifference(t *testing.T) {
	for _, c := range []struct {
		number, unit string
		decimals     int
		zh, en       string
	}{
		{"-3.2", "percent", 1, "3.2 個百分點", "3.2 percentage points"},
		{"1", "percent", 0, "1 個百分點", "1 percentage point"},
		{"1", "percent", 1, "1.0 個百分點", "1.0 percentage points"},
		{"-4", "days", 0, "4 日", "4 days"},
	} {
		d := decimal.RequireFromString(c.number)
		for lang, want := range map[locale.Lang]string{locale.ZhTW: c.zh, locale.En: c.en} {
			if got := locale.NewPrinter(lang).Difference(d, c.unit, nil, c.decimals); got != want {
				t.Errorf("Difference(%s, %s) in %s = %q, want %q", c.number, c.unit, lang, got, want)
			}
		}
	}
}

func TestUnitName(t *testing.T) {
	own := locale.Text{locale.ZhTW: "件補助案", locale.En: "grants"}
	for _, c := range []struct {
		unit   string
		title  locale.Text
		zh, en string
	}{
		{"percent", nil, "百分比", "per cent"},
		{"count", nil, "數量", "number"},
		{"", nil, "數量", "number"},
		{"TWD", nil, "新臺幣元", "New Taiwan dollars (NT$)"},
		{"CHF", nil, "CHF", "CHF"},
		{"grants", own, "件補助案", "grants"},
	} {
		for lang, want := range map[locale.Lang]string{locale.ZhTW: c.zh, locale.En: c.en} {
			if got := locale.NewPrinter(lang).UnitName(c.unit, c.title); got != want {
				t.Errorf("UnitName(%q) in %s = %q, want %q", c.unit, lang, got, want)
			}
		}
	}
}

// Any amount of money keeps its value to within half of its last digit, and
// never shows a scale word for less than one of it.
func TestMoneyIsNear(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amount := decimal.New(rapid.Int64Range(10_000, 1<<60).Draw(t, "amount"), 0)
		zh := locale.NewPrinter(locale.ZhTW).Quantity(amount, "TWD", nil, 0)
		en := locale.NewPrinter(locale.En).Quantity(amount, "TWD", nil, 0)
		if got := readChinese(t, zh); got.Sub(amount).Abs().GreaterThan(decimal.New(5, 3)) {
			t.Fatalf("%s is written %s", amount, zh)
		}
		if got := readEnglish(t, en); got.Sub(amount).Abs().GreaterThan(amount.Div(decimal.New(2, 2))) {
			t.Fatalf("%s is written %s", amount, en)
		}
	})
}

func readChinese(t *rapid.T, s string) decimal.Decimal {
	s = strings.ReplaceAll(strings.TrimSuffix(strings.TrimPrefix(s, "新臺幣"), "元"), ",", "")
	sum := decimal.Zero
	for _, scale := range []struct {
		word     string
		exponent int32
	}{{"兆", 12}, {"億", 8}, {"萬", 4}} {
		if number, rest, found := strings.Cut(s, scale.word); found {
			sum = sum.Add(mustDecimal(t, number).Shift(scale.exponent))
			s = rest
		}
	}
	if s != "" {
		sum = sum.Add(mustDecimal(t, s))
	}
	return sum
}

func readEnglish(t *rapid.T, s string) decimal.Decimal {
	number, word, _ := strings.Cut(strings.ReplaceAll(strings.TrimPrefix(s, "NT$"), ",", ""), " ")
	exponents := map[string]int32{"": 0, "million": 6, "billion": 9, "trillion": 12}
	d := mustDecimal(t, number)
	if word != "" && d.LessThan(decimal.New(1, 0)) {
		t.Fatalf("less than one %s: %s", word, s)
	}
	return d.Shift(exponents[word])
}

func mustDecimal(t *rapid.T, s string) decimal.Decimal {
	d, err := decimal.NewFromString(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestPeriod(t *testing.T) {
	for _, c := range []struct{ code, zh, zhShort, en, enShort, enIn, enNoun string }{
		{"2017", "民國106年（2017年）", "106年", "2017", "2017", "in 2017", "2017"},
		{"2018-S1", "民國107年上半年（2018年）", "107上", "first half of 2018", "2018 H1", "in the first half of 2018", "the first half of 2018"},
		{"2018-S2", "民國107年下半年（2018年）", "107下", "second half of 2018", "2018 H2", "in the second half of 2018", "the second half of 2018"},
		{"2018-Q3", "民國107年第3季（2018年）", "107Q3", "third quarter of 2018", "2018 Q3", "in the third quarter of 2018", "the third quarter of 2018"},
		{"2018-06", "民國107年6月（2018年）", "107年6月", "June 2018", "June 2018", "in June 2018", "June 2018"},
		{"1912", "民國1年（1912年）", "1年", "1912", "1912", "in 1912", "1912"},
		{"1911", "民國前1年（1911年）", "前1年", "1911", "1911", "in 1911", "1911"},
		{"_U", "日期不明", "日期不明", "undated", "undated", "without a date", "the undated rows"},
		{"", "不分期", "不分期", "all periods", "all periods", "over all periods", "all periods"},
		{"2018-Q5", "2018-Q5", "2018-Q5", "2018-Q5", "2018-Q5", "2018-Q5", "2018-Q5"},
		{"2018-13", "2018-13", "2018-13", "2018-13", "2018-13", "2018-13", "2018-13"},
	} {
		zh, en := locale.NewPrinter(locale.ZhTW), locale.NewPrinter(locale.En)
		got := []string{zh.Period(c.code), zh.ShortPeriod(c.code), en.Period(c.code), en.ShortPeriod(c.code), en.InPeriod(c.code), en.PeriodPhrase(c.code)}
		want := []string{c.zh, c.zhShort, c.en, c.enShort, c.enIn, c.enNoun}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("period %q is written %q, want %q", c.code, got[i], want[i])
			}
		}
	}
}

func TestLaterPeriod(t *testing.T) {
	for _, c := range []struct{ code, zh, en string }{
		{"2017", "106年", "2017"},
		{"2018-S2", "107年下半年", "the second half of 2018"},
		{"2018-Q3", "107年第3季", "the third quarter of 2018"},
		{"2018-06", "107年6月", "June 2018"},
		{"", "不分期", "all periods"},
		{"_U", "日期不明者", "the undated rows"},
	} {
		for lang, want := range map[locale.Lang]string{locale.ZhTW: c.zh, locale.En: c.en} {
			if got := locale.NewPrinter(lang).LaterPeriod(c.code); got != want {
				t.Errorf("%s: later %q is written %q, want %q", lang, c.code, got, want)
			}
		}
	}
}

func TestDate(t *testing.T) {
	day := time.Date(2018, 6, 22, 0, 0, 0, 0, time.UTC) // the day of the advisory group's meeting
	zh, en := locale.NewPrinter(locale.ZhTW), locale.NewPrinter(locale.En)
	for _, c := range []struct{ got, want string }{
		{zh.Date(day), "民國107年6月22日（2018年6月22日）"},
		{zh.ShortDate(day), "107年6月22日"},
		{en.Date(day), "22 June 2018"},
		{en.ShortDate(day), "22 June 2018"},
		{en.ShortDate(day.AddDate(0, 3, 0)), "22 Sept 2018"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}
