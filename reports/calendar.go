package reports

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// span is a period of the calendar: so many months from the first day of one.
type span struct {
	first  time.Time // the first day
	months int
}

// monthsBy gives the length of the periods that an indicator may have.
var monthsBy = map[string]int{"year": 12, "half": 6, "quarter": 3, "month": 1}

// parseSpan reads an SDMX period code; false for the empty code, rows without
// a date and what is no period.
func parseSpan(code string) (span, bool) {
	whole, rest, divided := strings.Cut(code, "-")
	year, err := strconv.Atoi(whole)
	if err != nil || len(whole) != 4 {
		return span{}, false
	}
	months, part := 12, 1
	if divided {
		months = 1
		if digits, ok := strings.CutPrefix(rest, "S"); ok {
			months, rest = 6, digits
		} else if digits, ok := strings.CutPrefix(rest, "Q"); ok {
			months, rest = 3, digits
		}
		if part, err = strconv.Atoi(rest); err != nil || part < 1 || part > 12/months {
			return span{}, false
		}
	}
	return span{time.Date(year, time.Month(1+(part-1)*months), 1, 0, 0, 0, 0, time.UTC), months}, true
}

// code writes the span as SDMX does.
func (s span) code() string {
	year, month := s.first.Year(), int(s.first.Month())
	switch s.months {
	case 6:
		return fmt.Sprintf("%04d-S%d", year, (month-1)/6+1)
	case 3:
		return fmt.Sprintf("%04d-Q%d", year, (month-1)/3+1)
	case 1:
		return fmt.Sprintf("%04d-%02d", year, month)
	}
	return fmt.Sprintf("%04d", year)
}

// end returns the first day after the span.
func (s span) end() time.Time { return s.first.AddDate(0, s.months, 0) }

// shift returns the span n of its lengths later.
func (s span) shift(n int) span { return span{s.first.AddDate(0, n*s.months, 0), s.months} }

// at returns the span of the given length that holds the first day of s, or
// its n-th part when the length is shorter than s.
func (s span) at(months, n int) span {
	first := s.first.AddDate(0, n*months, 0)
	month := (int(first.Month())-1)/months*months + 1
	return span{time.Date(first.Year(), time.Month(month), 1, 0, 0, 0, 0, time.UTC), months}
}

// isOver reports whether a period has ended at the as-of date. What is no
// period of the calendar has no end to wait for.
func isOver(code string, asOf time.Time) bool {
	s, ok := parseSpan(code)
	return !ok || !asOf.Before(s.end().AddDate(0, 0, -1))
}

// between lists the periods from the first to the last code, both included;
// nil when they are not of one length.
func between(first, last string) []string {
	from, okFrom := parseSpan(first)
	to, okTo := parseSpan(last)
	if !okFrom || !okTo || from.months != to.months {
		return nil
	}
	var codes []string
	for s := from; !s.first.After(to.first); s = s.shift(1) {
		codes = append(codes, s.code())
	}
	return codes
}
