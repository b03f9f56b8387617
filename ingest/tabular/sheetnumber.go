package tabular

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// Spreadsheets keep numbers as binary fractions and show at most 15 digits of
// them: what is more is left over from computing or was never kept.
const sheetDigits = 15

// numberText writes a number of a spreadsheet in full, as the spreadsheet
// itself would show it: 1E+11 as 100000000000, 0.30000000000000004 as 0.3. The
// second result tells that it is a whole number of more than 15 digits, which
// has lost its last ones if it was typed.
func numberText(raw string) (text string, lost bool) {
	if isPlain(raw) {
		return raw, false
	}
	f, err := strconv.ParseFloat(strings.TrimSpace(raw), 64)
	if err != nil || math.IsNaN(f) || math.Abs(f) >= 1e30 {
		return raw, false
	}
	if f == math.Trunc(f) {
		text = strconv.FormatFloat(f, 'f', 0, 64)
		return text, math.Abs(f) >= 1e15
	}
	text = strconv.FormatFloat(f, 'f', -1, 64)
	if digitsOf(text) > sheetDigits {
		if short, err := strconv.ParseFloat(strconv.FormatFloat(f, 'e', sheetDigits-1, 64), 64); err == nil {
			text = strconv.FormatFloat(short, 'f', -1, 64)
		}
	}
	return text, false
}

// isPlain reports whether a number stands as it should: digits, a point, a
// minus sign, at most 15 of the digits.
func isPlain(raw string) bool {
	digits, point := 0, false
	for i := range len(raw) {
		switch c := raw[i]; {
		case c >= '0' && c <= '9':
			digits++
		case c == '.' && !point && digits > 0:
			point = true
		case c == '-' && i == 0:
		default:
			return false
		}
	}
	return digits > 0 && digits <= sheetDigits && raw[len(raw)-1] != '.'
}

func digitsOf(text string) int {
	return len(strings.TrimLeft(strings.ReplaceAll(strings.TrimLeft(text, "-"), ".", ""), "0"))
}

// percentText writes a number as a percentage: 0.85 as 85%.
func percentText(number string) string {
	sign := ""
	if strings.HasPrefix(number, "-") {
		sign, number = "-", number[1:]
	}
	whole, fraction, _ := strings.Cut(number, ".")
	for len(fraction) < 2 {
		fraction += "0"
	}
	whole = strings.TrimLeft(whole+fraction[:2], "0")
	if whole == "" {
		whole = "0"
	}
	if fraction = strings.TrimRight(fraction[2:], "0"); fraction != "" {
		fraction = "." + fraction
	}
	return sign + whole + fraction + "%"
}

// numberKind is what the format of a cell makes of its number.
type numberKind uint8

const (
	plainNumber numberKind = iota
	percentage
	dateNumber // a day
	timeNumber // a time of the day
	momentNumber
	dayOrTime // a format that some languages use for days and others for times
	emptyKind
)

// serialText writes the day or time that a number means: days since 1899-12-30
// or, where the workbook counts from 1904, since 1904-01-01. Excel's calendar
// of 1900 has a 29 February, which no other has.
func serialText(raw string, kind numberKind, from1904 bool) (string, bool) {
	serial, err := strconv.ParseFloat(strings.TrimSpace(raw), 64)
	if err != nil || !(serial >= 0 && serial < 2958466) {
		return "", false
	}
	days := math.Floor(serial)
	millis := int64(math.Round((serial - days) * 86_400_000))
	if millis == 86_400_000 {
		days, millis = days+1, 0
	}
	if kind == dayOrTime {
		switch kind = dateNumber; {
		case serial < 1:
			kind = timeNumber
		case millis != 0:
			kind = momentNumber
		}
	}
	epoch := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case from1904:
		epoch = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case kind == timeNumber:
	case days < 1 || days == 60:
		return "", false // 1900-01-00, 1900-02-29
	case days < 60:
		epoch = epoch.AddDate(0, 0, 1)
	}
	moment := epoch.AddDate(0, 0, int(days)).Add(time.Duration(millis) * time.Millisecond)
	switch {
	case kind == timeNumber && serial < 1:
		return moment.Format("15:04:05.999"), true
	case kind == dateNumber, millis == 0:
		return moment.Format("2006-01-02"), true
	}
	return moment.Format("2006-01-02 15:04:05.999"), true
}

// formatKind tells what a number format makes of a number. id is the format's
// number in the file, code its text, which the built-in ones do not have
// (ECMA-376 part 1, 18.8.30; those from 27 on differ by language).
func formatKind(id int, code string) numberKind {
	if code == "" {
		switch {
		case id == 9 || id == 10:
			return percentage
		case id >= 14 && id <= 17:
			return dateNumber
		case id >= 18 && id <= 21, id == 45:
			return timeNumber
		case id == 22:
			return momentNumber
		case id >= 27 && id <= 36, id >= 50 && id <= 58:
			return dayOrTime
		}
		return plainNumber
	}
	return codeKind(code)
}

// codeKind reads the first section of a format's text: what is quoted, escaped
// or in brackets is not looked at.
func codeKind(code string) numberKind {
	var year, month, day, clock, percent bool
	// General, as in General"元", is a number as it is and no letter of a date.
	runes := []rune(strings.ReplaceAll(strings.ToLower(code), "general", ""))
	for i := 0; i < len(runes); i++ {
		switch c := runes[i]; c {
		case '"':
			for i++; i < len(runes) && runes[i] != '"'; i++ {
			}
		case '\\', '_', '*':
			i++
		case '[':
			from := i + 1
			for i++; i < len(runes) && runes[i] != ']'; i++ {
			}
			if inside := string(runes[from:min(i, len(runes))]); inside != "" && strings.Trim(inside, "h") == "" ||
				inside != "" && strings.Trim(inside, "m") == "" || inside != "" && strings.Trim(inside, "s") == "" {
				return plainNumber // a duration
			}
		case ';':
			i = len(runes)
		case 'e':
			if i+1 < len(runes) && (runes[i+1] == '+' || runes[i+1] == '-') {
				return plainNumber // scientific
			}
			year = true
		case 'y', 'b':
			year = true
		case 'm':
			month = true
		case 'd':
			day = true
		case 'h', 's':
			clock = true
		case '%':
			percent = true
		}
	}
	switch {
	case (year || day) && clock:
		return momentNumber
	case year || day || (month && !clock):
		return dateNumber
	case clock:
		return timeNumber
	case percent:
		return percentage
	}
	return plainNumber
}
