package clean

import (
	"strings"
	"time"

	"heng/internal/locale"
)

// Datetime reads a date with a time of the day and returns the time on the
// clock of the zone, in microseconds since 1970-01-01 00:00 on that same clock
// (what a timestamp without time zone holds). The date may have any form that
// Date reads; behind it, after a space or a T, stand hours and minutes,
// optional seconds with up to six decimals, and an optional Z or offset, with
// which the time is converted to the zone. A date alone is its midnight.
func Datetime(text []byte, zone *time.Location) (int64, *locale.Message) {
	const dayMicros = 24 * 60 * 60 * 1_000_000
	if day, ok := isoDate(text); ok {
		return int64(day) * dayMicros, nil
	}
	var day Day
	var clock string
	if len(text) > 11 && len(text) <= maxText && (text[10] == ' ' || text[10] == 'T') {
		if d, ok := isoDate(text[:10]); ok {
			day, clock = d, strings.TrimRight(string(text[11:]), " ")
		}
	}
	if clock == "" {
		s, reason := prepare(text, "clean.datetime")
		if reason != nil {
			return 0, reason
		}
		at := timeAt(s)
		if at <= 0 {
			d, reason := Date(text)
			return int64(d) * dayMicros, reason
		}
		date := strings.TrimRight(s[:at], " T")
		if date == s[:at] && isDigit(rune(date[len(date)-1])) {
			return 0, refuse("clean.datetime", text)
		}
		if day, reason = Date([]byte(date)); reason != nil {
			return 0, refuseAgain(reason, text)
		}
		clock = s[at:]
	}
	micros, offset, hasOffset, ok := clockTime(clock)
	if !ok {
		return 0, refuse("clean.datetime", text)
	}
	micros += int64(day) * dayMicros
	if !hasOffset {
		return micros, nil
	}
	at := time.UnixMicro(micros - offset*1_000_000)
	_, shift := at.In(zone).Zone()
	return at.UnixMicro() + int64(shift)*1_000_000, nil
}

// refuseAgain is a reason about a part of the text, said of the whole.
func refuseAgain(reason *locale.Message, text []byte) *locale.Message {
	m := locale.Message{Key: reason.Key, Args: append([]locale.Arg(nil), reason.Args...)}
	for i := range m.Args {
		if m.Args[i].Name == "text" {
			m.Args[i].Value = excerpt(text)
		}
	}
	return &m
}

// clockTime reads 14:30, 14:30:05.123456 with an optional Z, +08:00, +0800 or
// +08. It returns microseconds since midnight and the offset in seconds.
func clockTime(s string) (micros, offset int64, hasOffset, ok bool) {
	if rest, found := strings.CutSuffix(s, "Z"); found {
		s, hasOffset = strings.TrimRight(rest, " "), true
	} else if at := strings.LastIndexAny(s, "+-"); at > 0 {
		if offset, ok = zoneOffset(s[at:]); !ok {
			return 0, 0, false, false
		}
		s, hasOffset = strings.TrimRight(s[:at], " "), true
	}
	s, fraction, hasFraction := strings.Cut(s, ".")
	limits := [...]int{24, 60, 60}
	seconds, parts := int64(0), 0
	for more := true; more; parts++ {
		var part string
		part, s, more = strings.Cut(s, ":")
		if parts >= len(limits) || len(part) > 2 || (parts > 0 && len(part) != 2) {
			return 0, 0, false, false
		}
		n, isNumber := digits(part)
		if !isNumber || n >= limits[parts] {
			return 0, 0, false, false
		}
		seconds = seconds*60 + int64(n)
	}
	switch {
	case parts == 2 && !hasFraction:
		seconds *= 60
	case parts != 3:
		return 0, 0, false, false
	}
	micros = seconds * 1_000_000
	if hasFraction {
		fraction = strings.TrimRight(fraction, "0")
		if fraction != "" {
			n, isNumber := digits(fraction)
			if !isNumber || len(fraction) > 6 {
				return 0, 0, false, false
			}
			for range 6 - len(fraction) {
				n *= 10
			}
			micros += int64(n)
		}
	}
	return micros, offset, hasOffset, true
}

func zoneOffset(s string) (seconds int64, ok bool) {
	sign := int64(1)
	if s[0] == '-' {
		sign = -1
	}
	s = s[1:]
	hours, minutes := s, "00"
	switch {
	case len(s) == 5 && s[2] == ':':
		hours, minutes = s[:2], s[3:]
	case len(s) == 4:
		hours, minutes = s[:2], s[2:]
	case len(s) != 2:
		return 0, false
	}
	h, ok1 := digits(hours)
	m, ok2 := digits(minutes)
	if !ok1 || !ok2 || h > 15 || m > 59 {
		return 0, false
	}
	return sign * int64(h*3600+m*60), true
}
