package clean

import (
	"fmt"
	"time"
)

// Day is a calendar date as the number of days since 1970-01-01, in the
// (proleptic) Gregorian calendar.
type Day int32

// Time returns midnight of the day in the zone.
func (d Day) Time(zone *time.Location) time.Time {
	year, month, day := d.Civil()
	return time.Date(year, time.Month(month), day, 0, 0, 0, 0, zone)
}

// DayOf returns the day on which t falls in its own zone.
func DayOf(t time.Time) Day {
	year, month, day := t.Date()
	return dayOf(year, int(month), day)
}

// Weekday returns the day of the week.
func (d Day) Weekday() time.Weekday {
	// 1970-01-01 was a Thursday.
	return time.Weekday(((int(d)+4)%7 + 7) % 7)
}

// String writes the day as ISO 8601 does: 2018-06-22.
func (d Day) String() string {
	year, month, day := d.Civil()
	return fmt.Sprintf("%04d-%02d-%02d", year, month, day)
}

// dayOf counts the days to a date of the Gregorian calendar. The year begins
// in March so that the leap day is its last; an era is 400 years, 146097 days
// (Hinnant, "chrono-compatible low-level date algorithms", days_from_civil).
func dayOf(year, month, day int) Day {
	if month <= 2 {
		year--
	}
	era := floorDiv(year, 400)
	yearOfEra := year - era*400
	dayOfYear := (153*((month+9)%12)+2)/5 + day - 1
	dayOfEra := yearOfEra*365 + yearOfEra/4 - yearOfEra/100 + dayOfYear
	return Day(era*146097 + dayOfEra - 719468)
}

// Civil returns year, month and day (the inverse of dayOf).
func (d Day) Civil() (year, month, day int) {
	n := int(d) + 719468
	era := floorDiv(n, 146097)
	dayOfEra := n - era*146097
	yearOfEra := (dayOfEra - dayOfEra/1460 + dayOfEra/36524 - dayOfEra/146096) / 365
	dayOfYear := dayOfEra - (365*yearOfEra + yearOfEra/4 - yearOfEra/100)
	shifted := (5*dayOfYear + 2) / 153
	day = dayOfYear - (153*shifted+2)/5 + 1
	month = (shifted+2)%12 + 1
	year = yearOfEra + era*400
	if month <= 2 {
		year++
	}
	return year, month, day
}

func floorDiv(a, b int) int {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}
