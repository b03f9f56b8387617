package clean

import (
	"strings"

	"heng/internal/locale"
)

// Year reads a year and returns the Gregorian one: 2018, 2018年, 2018年度; 107,
// 107年度, 民國107年, 民國前1年, 一百零七年. As in dates, four digits are
// Gregorian and three Minguo, two are Minguo from 32 to 99, and fewer or less
// need 民國. In Taiwan the fiscal year is the calendar year.
func Year(text []byte) (int, *locale.Message) {
	if len(text) == 4 {
		if y, ok := digits(text); ok && y >= minYear {
			return y, nil
		}
	}
	s, reason := prepare(text, "clean.year")
	if reason != nil {
		return 0, reason
	}
	e, s := cutEra(s)
	s = strings.TrimSuffix(strings.TrimSuffix(s, "度"), "年")
	written, ok := writtenYear(s, e)
	if !ok {
		return 0, refuse("clean.year", text)
	}
	year, _, key := gregorianYear(written, e, AnyCalendar)
	if key != "" {
		return 0, refuse(key, text)
	}
	return year, nil
}
