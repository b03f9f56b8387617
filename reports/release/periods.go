package release

import (
	"strconv"
	"strings"
)

// months are those that a period takes in, counted from the year 0; ok is false for
// what is no period. The whole of time has no code.
func months(code string) (first, after int, ok bool) {
	year, part, parted := strings.Cut(code, "-")
	y, err := strconv.Atoi(year)
	if err != nil {
		return 0, 0, false
	}
	first = 12 * y
	if !parted {
		return first, first + 12, true
	}
	length := 1
	switch {
	case strings.HasPrefix(part, "S"):
		length = 6
	case strings.HasPrefix(part, "Q"):
		length = 3
	}
	n, err := strconv.Atoi(strings.TrimLeft(part, "SQ"))
	if err != nil || n < 1 || n*length > 12 {
		return 0, 0, false
	}
	return first + (n-1)*length, first + n*length, true
}

// shorter reports whether a period lies in another and is not all of it. An empty
// code is the whole of time.
func shorter(period, in string) bool {
	first, after, ok := months(period)
	if !ok {
		return false
	}
	if in == "" {
		return true
	}
	from, until, ok := months(in)
	return ok && from <= first && after <= until && after-first < until-from
}
