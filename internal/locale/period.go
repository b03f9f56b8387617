package locale

import (
	"strconv"
	"strings"
	"time"
)

// minguoOffset is the difference of the Gregorian and the Minguo year: the
// Republic of China counts from 1912.
const minguoOffset = 1911

// Minguo writes a Gregorian year in Taiwan's count: 106, or 前1 for 1911 and
// the years before.
func Minguo(year int) string {
	if year > minguoOffset {
		return strconv.Itoa(year - minguoOffset)
	}
	return "前" + strconv.Itoa(minguoOffset+1-year)
}

// unknownPeriod is the code of rows without a date, as observations have it.
const unknownPeriod = "_U"

// periodKind says how long a period is; it names the catalogue's entries.
type periodKind string

const (
	yearPeriod    periodKind = "year"
	halfPeriod    periodKind = "half"
	quarterPeriod periodKind = "quarter"
	monthPeriod   periodKind = "month"
)

// splitPeriod reads an SDMX period code: its length, its year and the number
// of the half, quarter or month within it.
func splitPeriod(code string) (kind periodKind, year, part int, ok bool) {
	whole, rest, divided := strings.Cut(code, "-")
	year, err := strconv.Atoi(whole)
	if err != nil || len(whole) != 4 {
		return "", 0, 0, false
	}
	if !divided {
		return yearPeriod, year, 0, true
	}
	kind, last := monthPeriod, 12
	if digits, isHalf := strings.CutPrefix(rest, "S"); isHalf {
		kind, last, rest = halfPeriod, 2, digits
	} else if digits, isQuarter := strings.CutPrefix(rest, "Q"); isQuarter {
		kind, last, rest = quarterPeriod, 4, digits
	}
	part, err = strconv.Atoi(rest)
	if err != nil || part < 1 || part > last {
		return "", 0, 0, false
	}
	return kind, year, part, true
}

// Period writes an SDMX period code in full, as at its first mention:
// 民國106年（2017年） and 2017, 民國107年上半年（2018年） and "first half of
// 2018". The empty code stands for all periods together, _U for rows without
// a date. A code it does not know is written as it is.
func (p Printer) Period(code string) string { return p.period("full", code) }

// ShortPeriod writes a period code for axes, table cells and later mentions:
// 106年 and 2017, 107上 and "2018 H1".
func (p Printer) ShortPeriod(code string) string { return p.period("short", code) }

// InPeriod writes a period code as part of a sentence that says when: 民國106年
// （2017年） and "in 2017", "in the first half of 2018".
func (p Printer) InPeriod(code string) string { return p.period("in", code) }

// PeriodPhrase writes a period code as a noun within a sentence: 民國106年
// （2017年） and "2017", "the first half of 2018".
func (p Printer) PeriodPhrase(code string) string { return p.period("noun", code) }

// LaterPeriod writes a period code as a noun within a sentence after its first
// mention: 106年下半年 and "the second half of 2017".
func (p Printer) LaterPeriod(code string) string { return p.period("later", code) }

func (p Printer) period(form, code string) string {
	switch code {
	case "":
		return p.Text("period." + form + "_all")
	case unknownPeriod:
		return p.Text("period." + form + "_undated")
	}
	kind, year, part, ok := splitPeriod(code)
	if !ok {
		return code
	}
	pairs := []any{"year", strconv.Itoa(year), "minguo", Minguo(year)}
	switch kind {
	case halfPeriod, quarterPeriod:
		pairs = append(pairs, "part", p.Text("period."+string(kind)+strconv.Itoa(part)), "number", strconv.Itoa(part))
		if form == "short" {
			pairs[5] = p.Text("period." + string(kind) + strconv.Itoa(part) + "_short")
		}
	case monthPeriod:
		name := "period.month" + strconv.Itoa(part)
		if form == "short" {
			name += "_short"
		}
		pairs = append(pairs, "part", p.Text(name))
	}
	return p.Text("period."+form+"_"+string(kind), pairs...)
}

// Date writes a day in full: 民國107年6月22日（2018年6月22日） and 22 June 2018.
func (p Printer) Date(t time.Time) string { return p.date("period.date", "", t) }

// ShortDate writes a day for table cells and later mentions: 107年6月22日 and
// 22 Jun 2018.
func (p Printer) ShortDate(t time.Time) string { return p.date("period.date_short", "_short", t) }

func (p Printer) date(key, length string, t time.Time) string {
	month := strconv.Itoa(int(t.Month()))
	return p.Text(key,
		"year", strconv.Itoa(t.Year()), "minguo", Minguo(t.Year()),
		"month", p.Text("period.month"+month+length), "day", strconv.Itoa(t.Day()))
}
