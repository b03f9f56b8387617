package clean

import (
	"fmt"
	"strings"

	"heng/internal/locale"
)

// Period reads a period and returns its SDMX code:
//
//   - a year, also a fiscal one, which is the calendar year: 107年度, 2018: 2018;
//   - a half: 107年上半年, 107年度下半年, 2018-S1, 2018H2: 2018-S1;
//   - a quarter: 107年第2季, 107Q2, 2018年第二季: 2018-Q2;
//   - a month: 107年6月份, 107年6月, 107/06, 10706, 2018-06, 201806: 2018-06;
//   - months that are a quarter, a half or a year: 107年1月至6月, 107年4-6月;
//   - a meeting or round of a year, 107年第1次會議, which has no SDMX code: 2018-N01.
//
// Years are read as Date reads them. A warning comes with a year of two digits
// and no era, and with a fiscal year before 90, which began in July.
func Period(text []byte) (code string, warning, reason *locale.Message) {
	s, reason := prepare(text, "clean.period")
	if reason != nil {
		return "", nil, reason
	}
	e, s := cutEra(s)
	year, part, fiscal, ok := splitPeriod(s, e)
	if !ok {
		return "", nil, refuse("clean.period", text)
	}
	y, short, key := gregorianYear(year, e, AnyCalendar)
	if key != "" {
		return "", nil, refuse(key, text)
	}
	code = fmt.Sprintf("%04d", y)
	if part != "" {
		code += "-" + part
	}
	const firstCalendarYear = 2001 // 90年度; the one before had eighteen months
	switch {
	case short:
		warning = refuse("clean.two_digit_year", text, "date", code)
	case fiscal && y < firstCalendarYear:
		warning = refuse("clean.fiscal_year", text)
	}
	return code, warning, nil
}

// splitPeriod parts the year from what it is divided by; fiscal tells that 度
// stands behind the year.
func splitPeriod(s string, e era) (year yearNumber, part string, fiscal, ok bool) {
	if written, rest, found := strings.Cut(s, "年"); found {
		if year, ok = writtenYear(written, e); ok { // 107上半年 has its 年 elsewhere
			rest, fiscal = strings.CutPrefix(rest, "度")
			part, ok = periodPart(rest)
			return year, part, fiscal, ok
		}
	}
	width := 0
	for width < len(s) && s[width] >= '0' && s[width] <= '9' {
		width++
	}
	rest := s[width:]
	switch {
	case rest == "" && (width == 5 || width == 6): // 10706, 201806
		rest, width = s[width-2:], width-2
		part, ok = monthPart(rest)
	case rest != "" && strings.IndexByte("-/.", rest[0]) >= 0 && len(rest) > 1:
		if part, ok = monthPart(rest[1:]); !ok {
			part, ok = periodPart(rest[1:])
		}
	default:
		part, ok = periodPart(rest)
	}
	value, isNumber := digits(s[:width])
	return yearNumber{value, width}, part, false, ok && isNumber && width <= 4
}

// periodPart reads what stands behind a year.
func periodPart(s string) (string, bool) {
	upper := strings.ToUpper(s)
	switch upper {
	case "":
		return "", true
	case "上半年", "上半年度", "上", "S1", "H1":
		return "S1", true
	case "下半年", "下半年度", "下", "S2", "H2":
		return "S2", true
	}
	if len(upper) == 2 && upper[0] == 'Q' && upper[1] >= '1' && upper[1] <= '4' {
		return upper, true
	}
	if number, ok := strings.CutPrefix(upper, "N"); ok && len(number) == 2 {
		n, ok := digits(number)
		return fmt.Sprintf("N%02d", n), ok && n >= 1
	}
	if number, ok := cutBetween(s, "第", "季", "季度"); ok {
		n, ok := smallNumber(number)
		return fmt.Sprintf("Q%d", n), ok && n >= 1 && n <= 4
	}
	if number, ok := cutBetween(s, "第", "次會議", "次", "次委員會議", "次會"); ok {
		n, ok := smallNumber(number)
		return fmt.Sprintf("N%02d", n), ok && n >= 1
	}
	month, ok := cutBetween(s, "", "月份", "月")
	if !ok {
		return "", false
	}
	for _, to := range []string{"月至", "至", "月到", "到", "月-", "-", "月~", "~"} {
		if first, last, ok := strings.Cut(month, to); ok {
			return monthsPart(first, last)
		}
	}
	return monthPart(month)
}

// cutBetween cuts a prefix and the first of the suffixes that fits, longer ones
// before.
func cutBetween(s, prefix string, suffixes ...string) (string, bool) {
	s, ok := strings.CutPrefix(s, prefix)
	if !ok {
		return "", false
	}
	for _, suffix := range suffixes {
		if inside, ok := strings.CutSuffix(s, suffix); ok && inside != "" {
			return inside, true
		}
	}
	return "", false
}

func monthPart(s string) (string, bool) {
	n, ok := smallNumber(s)
	return fmt.Sprintf("%02d", n), ok && n >= 1 && n <= 12
}

// monthsPart reads months that are a whole quarter, half or year.
func monthsPart(first, last string) (string, bool) {
	from, ok1 := smallNumber(first)
	to, ok2 := smallNumber(last)
	switch {
	case !ok1 || !ok2 || to > 12 || from < 1:
		return "", false
	case from == 1 && to == 12:
		return "", true
	case to == from+2 && from%3 == 1:
		return fmt.Sprintf("Q%d", to/3), true
	case to == from+5 && from%6 == 1:
		return fmt.Sprintf("S%d", to/6), true
	}
	return "", false
}
