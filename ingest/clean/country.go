package clean

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"slices"
	"strings"
	"sync"

	"heng/internal/locale"
)

//go:embed countries.csv
var countriesText []byte

// countryName is one way of naming a country.
type countryName struct {
	code      string
	until     Day  // of a former name: the first day on which it was another
	former    bool // see until
	elsewhere bool // what other places than Taiwan call it
}

// alliance is when a country had diplomatic ties with the Republic of China.
// Days that are not known are open.
type alliance struct {
	from, until       Day
	hasFrom, hasUntil bool
}

type countryTable struct {
	names  map[string][]countryName // by folded name
	allies map[string]alliance
}

var countries = sync.OnceValue(readCountries)

func readCountries() countryTable {
	t := countryTable{names: map[string][]countryName{}, allies: map[string]alliance{}}
	in := csv.NewReader(bytes.NewReader(countriesText))
	in.Comment = '#'
	rows, err := in.ReadAll()
	if err != nil {
		panic(err) // it is part of the program; a test reads it
	}
	for _, r := range rows[1:] {
		add := func(name string, n countryName) {
			if name == "" {
				return
			}
			n.code = r[0]
			key := FoldName(name)
			same := func(o countryName) bool { return o.code == n.code }
			if !slices.ContainsFunc(t.names[key], same) {
				t.names[key] = append(t.names[key], n)
			}
		}
		for _, name := range append(r[:4:4], strings.Split(r[4], "|")...) {
			add(name, countryName{})
		}
		for _, name := range strings.Split(r[5], "|") {
			name, day, ok := strings.Cut(name, "@")
			if until, isDay := isoDate([]byte(day)); ok && isDay {
				add(name, countryName{until: until, former: true})
			}
		}
		for _, name := range strings.Split(r[6], "|") {
			add(name, countryName{elsewhere: true})
		}
		if r[7] != "" {
			var a alliance
			a.from, a.hasFrom = isoDate([]byte(r[8]))
			a.until, a.hasUntil = isoDate([]byte(untilDay(r[9])))
			t.allies[r[0]] = a
		}
	}
	return t
}

// untilDay makes a day of a year that is known alone: its last.
func untilDay(text string) string {
	if len(text) == len("2004") {
		return text + "-12-31"
	}
	return text
}

// Country reads a country or territory by its ISO 3166-1 code, of two or three
// letters, or by a name: Taiwan's and the English one, official, short and
// former ones (史瓦濟蘭). It returns the code of two letters.
//
// day is when the text was written, nil if nobody knows. A former name is
// warned of unless it was the country's own on that day, and so is a name that
// Taiwan does not use (斯威士兰). A name that several countries have (剛果) is
// refused.
func Country(text []byte, day *Day) (code string, warning, reason *locale.Message) {
	if _, reason := prepare(text, "clean.country"); reason != nil {
		return "", nil, reason
	}
	found := countries().names[FoldName(string(text))]
	switch {
	case len(found) == 0 && FoldName(string(text)) == FoldName("剛果"):
		return "", nil, refuse("clean.country_unclear", text, "codes", []string{"CD", "CG"})
	case len(found) == 0:
		return "", nil, refuse("clean.country", text)
	case len(found) > 1:
		var codes []string
		for _, n := range found {
			codes = append(codes, n.code)
		}
		return "", nil, refuse("clean.country_unclear", text, "codes", codes)
	}
	n := found[0]
	switch {
	case n.former && (day == nil || *day >= n.until):
		warning = refuse("clean.country_former", text, "date", n.until.String(), "code", n.code)
	case n.elsewhere:
		warning = refuse("clean.country_elsewhere", text, "code", n.code)
	}
	return n.code, warning, nil
}

// IsAlly reports whether the country of a code of two letters had diplomatic
// ties with the Republic of China on a day. Where the first day is not known,
// ties are taken to be older than any record.
func IsAlly(code string, day Day) bool {
	a, ok := countries().allies[code]
	return ok && (!a.hasFrom || day >= a.from) && (!a.hasUntil || day < a.until)
}
