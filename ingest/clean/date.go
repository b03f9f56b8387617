package clean

import (
	"strings"
	"time"

	"heng/internal/locale"
)

// Date reads a date in any form that has one reading only:
//
//   - Gregorian, a year of four digits: 2018-06-22, 2018/6/22, 2018.6.22,
//     2018年6月22日, 20180622;
//   - Minguo, a year of three digits: 107/6/22, 107-06-22, 107.6.22,
//     107年6月22日, 1070622, 0990622;
//   - with the era said: 民國99年1月1日, 中華民國一百零七年六月二十二日,
//     民國前1年10月10日 (1912 − n), 西元2018年6月22日;
//   - with the day of the week, which must be right: 107年6月22日(星期五).
//
// A year of two digits is Minguo from 32 to 99 (see DateIn); below
// 32 it could be a day of the month or a Gregorian year cut short, and the
// date is refused unless it says 民國. A midnight behind the date is let pass,
// any other time is refused.
func Date(text []byte) (Day, *locale.Message) {
	day, _, reason := DateIn(text, AnyCalendar)
	return day, reason
}

// Calendar is what is known of the years in a column of dates that name no era.
type Calendar int

// The calendars. Without one, what could be read in two ways is refused.
const (
	AnyCalendar       Calendar = iota
	MinguoCalendar             // years of two and three digits are Minguo: 180622 is 1929-06-22
	GregorianCalendar          // years of two digits are 1969 to 2068: 180622 is 2018-06-22; three digits are no year
)

// DateIn is Date where the calendar of years without an era is known, which
// settles years of two digits, in six digits without separators too. A year of
// four digits is Gregorian all the same. A warning comes with a date whose year
// has two digits where that is open or Gregorian: its writer may have meant another
// calendar or century.
func DateIn(text []byte, calendar Calendar) (day Day, warning, reason *locale.Message) {
	if day, ok := isoDate(text); ok {
		return day, nil, nil
	}
	day, short, reason := slowDate(text, calendar)
	if short && reason == nil {
		key := "clean.two_digit_year"
		if calendar == GregorianCalendar {
			key = "clean.two_digit_gregorian"
		}
		warning = refuse(key, text, "date", day.String())
	}
	return day, warning, reason
}

// isoDate reads 2018-06-22 and nothing else.
func isoDate(t []byte) (Day, bool) {
	if len(t) != 10 || t[4] != '-' || t[7] != '-' {
		return 0, false
	}
	year, ok1 := digits(t[0:4])
	month, ok2 := digits(t[5:7])
	day, ok3 := digits(t[8:10])
	if !ok1 || !ok2 || !ok3 || year < minYear || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return 0, false
	}
	return dayOf(year, month, day), true
}

// minYear keeps 0107-06-22 out: a padded Minguo year, not the reign of Trajan.
const minYear = 1000

func digits[T string | []byte](t T) (int, bool) {
	n := 0
	for i := range len(t) {
		c := t[i] - '0'
		if c > 9 {
			return 0, false
		}
		n = n*10 + int(c)
	}
	return n, len(t) > 0 && len(t) < 10
}

// era is what a date says of the calendar its year is counted in.
type era int

const (
	eraOpen      era = iota // nothing: the number of digits decides
	eraMinguo               // 民國
	eraBefore               // 民國前
	eraGregorian            // 西元
)

// slowDate reads every form. The second result tells that the year has two
// digits and neither an era nor a calendar that leaves no doubt.
func slowDate(text []byte, calendar Calendar) (Day, bool, *locale.Message) {
	s, reason := prepare(text, "clean.date")
	if reason != nil {
		return 0, false, reason
	}
	if at := timeAt(s); at > 0 {
		date, clock := s[:at], s[at:]
		if day, ok := strings.CutSuffix(date, "上午"); ok && strings.HasPrefix(clock, "12:") {
			date, clock = day, clock[len("12"):] // how Windows in Taiwan writes midnight
		}
		if strings.Trim(clock, "0:. T") != "" {
			return 0, false, refuse("clean.date_with_time", text)
		}
		s = strings.TrimRight(date, " T")
	}
	s, weekday, hasWeekday := cutWeekday(s)
	e, s := cutEra(s)
	year, month, day, key := splitDate(s, e)
	if key != "" {
		return 0, false, refuse(key, text)
	}
	y, short, key := gregorianYear(year, e, calendar)
	if key != "" {
		return 0, short, refuse(key, text)
	}
	if month < 1 || month > 12 || day < 1 || day > daysIn(y, month) {
		return 0, short, refuse("clean.no_such_day", text)
	}
	d := dayOf(y, month, day)
	if hasWeekday && d.Weekday() != weekday {
		return 0, short, refuse("clean.weekday", text, "date", d.String(),
			"said", weekdayName(weekday), "is", weekdayName(d.Weekday()))
	}
	return d, short, nil
}

// yearNumber is a year as written: its value and in how many digits.
type yearNumber struct{ value, width int }

// gregorianYear turns a written year into a Gregorian one, or names the reason
// why it cannot.
func gregorianYear(y yearNumber, e era, calendar Calendar) (year int, short bool, key string) {
	if e == eraOpen && y.width < 4 && calendar != AnyCalendar {
		return yearOf(y, calendar)
	}
	switch {
	case e == eraOpen && y.width == 4 && y.value < minYear:
		// 0001-01-01 and 0000-00-00 stand for no date where a system has to
		// export one; four digits are what was written, so asking for four
		// would send the reader in a circle.
		return 0, false, "clean.year_early"
	case e == eraGregorian || (e == eraOpen && y.width >= 4):
		if y.width != 4 || y.value < minYear {
			return 0, false, "clean.year_unclear"
		}
		return y.value, false, ""
	case y.width > 3 || y.value == 0:
		return 0, false, "clean.year_unclear" // 民國2018年
	case e == eraBefore:
		return 1912 - y.value, false, ""
	case e == eraMinguo || y.width == 3:
		return y.value + 1911, false, ""
	case y.value < 32:
		return 0, true, "clean.year_unclear"
	}
	return y.value + 1911, true, ""
}

// firstShort is the first year of two digits that is of the twentieth century,
// as POSIX has it.
const firstShort = 69

// yearOf reads a year of up to three digits in a calendar that is known.
func yearOf(y yearNumber, calendar Calendar) (year int, short bool, key string) {
	switch {
	case y.width < 2: // a day or a month as well
		return 0, true, "clean.year_unclear"
	case calendar == GregorianCalendar && y.width == 3:
		return 0, false, "clean.not_gregorian"
	case calendar == GregorianCalendar && y.value < firstShort:
		return 2000 + y.value, true, ""
	case calendar == GregorianCalendar:
		return 1900 + y.value, true, ""
	case y.value == 0:
		return 0, false, "clean.year_unclear"
	}
	return y.value + 1911, false, ""
}

// splitDate takes a folded date without era and weekday apart.
func splitDate(s string, e era) (year yearNumber, month, day int, key string) {
	if y, rest, ok := strings.Cut(s, "年"); ok {
		m, rest, ok1 := strings.Cut(rest, "月")
		d, ok2 := strings.CutSuffix(rest, "日")
		if !ok2 {
			d, ok2 = strings.CutSuffix(rest, "號")
		}
		year, ok3 := writtenYear(y, e)
		month, ok4 := smallNumber(m)
		day, ok5 := smallNumber(d)
		if !ok1 || !ok2 || !ok3 || !ok4 || !ok5 {
			return year, 0, 0, "clean.date"
		}
		return year, month, day, ""
	}
	if i := strings.IndexAny(s, "-/."); i >= 0 {
		parts := strings.Split(s, s[i:i+1])
		if len(parts) != 3 {
			return year, 0, 0, "clean.date"
		}
		value, ok1 := digits(parts[0])
		month, ok2 := digits(parts[1])
		day, ok3 := digits(parts[2])
		switch {
		case !ok1 || !ok2 || !ok3 || len(parts[1]) > 2:
			return year, 0, 0, "clean.date"
		case len(parts[2]) == 4 && len(parts[0]) <= 2:
			return year, 0, 0, "clean.year_last"
		case len(parts[2]) > 2:
			return year, 0, 0, "clean.date"
		}
		return yearNumber{value, len(parts[0])}, month, day, ""
	}
	if _, ok := digits(s); !ok || len(s) < 6 || len(s) > 8 {
		return year, 0, 0, "clean.date"
	}
	width := len(s) - 4
	value, _ := digits(s[:width])
	month, _ = digits(s[width : width+2])
	day, _ = digits(s[width+2:])
	if width == 3 && e == eraOpen && value >= 190 {
		// 2010111 is the year 2010 without its zeros rather than Minguo 201.
		return year, 0, 0, "clean.year_unclear"
	}
	return yearNumber{value, width}, month, day, ""
}

// writtenYear reads the year before 年, in digits or in Chinese numerals; 元年
// is the first.
func writtenYear(s string, e era) (yearNumber, bool) {
	if value, ok := digits(s); ok {
		return yearNumber{value, len(s)}, len(s) <= 4
	}
	if s == "元" && e == eraMinguo {
		return yearNumber{1, 1}, true
	}
	n, ok := chineseNumeral(s)
	if !ok || !n.value.IsInt64() || n.value.Int64() > 9999 {
		return yearNumber{}, false
	}
	value := int(n.value.Int64())
	width := n.positional
	if width == 0 {
		for v := value; v > 0; v /= 10 {
			width++
		}
	}
	return yearNumber{value, width}, true
}

// smallNumber reads a month or a day, in digits or in Chinese numerals.
func smallNumber(s string) (int, bool) {
	if n, ok := digits(s); ok {
		return n, len(s) <= 2
	}
	n, ok := chineseNumeral(s)
	if !ok || !n.value.IsInt64() || n.value.Int64() > 31 {
		return 0, false
	}
	return int(n.value.Int64()), true
}

// cutEra takes the era off the beginning.
func cutEra(s string) (era, string) {
	for _, prefix := range []string{"中華民國", "民國"} {
		if rest, ok := strings.CutPrefix(s, prefix); ok {
			if before, ok := strings.CutPrefix(rest, "前"); ok {
				return eraBefore, before
			}
			return eraMinguo, rest
		}
	}
	for _, prefix := range []string{"西元", "公元"} {
		if rest, ok := strings.CutPrefix(s, prefix); ok {
			return eraGregorian, rest
		}
	}
	return eraOpen, s
}

var weekdays = map[string]time.Weekday{
	"日": time.Sunday, "天": time.Sunday, "一": time.Monday, "二": time.Tuesday, "三": time.Wednesday,
	"四": time.Thursday, "五": time.Friday, "六": time.Saturday,
	"sun": time.Sunday, "mon": time.Monday, "tue": time.Tuesday, "wed": time.Wednesday,
	"thu": time.Thursday, "fri": time.Friday, "sat": time.Saturday,
	"sunday": time.Sunday, "monday": time.Monday, "tuesday": time.Tuesday, "wednesday": time.Wednesday,
	"thursday": time.Thursday, "friday": time.Friday, "saturday": time.Saturday,
}

// cutWeekday takes the day of the week off the end: (星期五), (五), 週五, (Fri).
func cutWeekday(s string) (string, time.Weekday, bool) {
	date, inside := s, ""
	if open := strings.LastIndexByte(s, '('); open > 0 && strings.HasSuffix(s, ")") {
		date, inside = s[:open], s[open+1:len(s)-1]
		for _, prefix := range []string{"星期", "禮拜", "週", "周"} {
			inside = strings.TrimPrefix(inside, prefix)
		}
	} else {
		for _, prefix := range []string{"星期", "禮拜", "週", "周"} {
			if at := strings.LastIndex(s, prefix); at > 0 {
				date, inside = s[:at], s[at+len(prefix):]
			}
		}
	}
	if day, ok := weekdays[strings.ToLower(inside)]; ok {
		return date, day, true
	}
	return s, 0, false
}

// weekdayName returns the message that names a day of the week.
func weekdayName(d time.Weekday) locale.Message {
	return locale.M([...]string{
		"clean.sunday", "clean.monday", "clean.tuesday", "clean.wednesday",
		"clean.thursday", "clean.friday", "clean.saturday",
	}[d])
}

// timeAt returns where a time of the day begins behind a date, or -1.
func timeAt(s string) int {
	colon := strings.IndexByte(s, ':')
	if colon < 0 {
		return -1
	}
	at := colon
	for at > 0 && isDigit(rune(s[at-1])) {
		at--
	}
	if at == colon || colon-at > 2 {
		return -1
	}
	return at
}
