package opendocument

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
)

// longestName is how long the name of a sheet may be, in the units that Excel
// counts.
const longestName = 31

// unsafe replaces what no spreadsheet allows in the name of a sheet.
var unsafe = strings.NewReplacer("[", "(", "]", ")", ":", "-", "*", "-", "?", "-", "/", "-", `\`, "-")

// safeNames gives each sheet a name that LibreOffice and Excel accept, and that
// no other has, in whatever letter case.
func safeNames(sheets []Sheet) []string {
	taken := map[string]bool{}
	names := make([]string, len(sheets))
	for i, sheet := range sheets {
		base := safeName(sheet.Name)
		if base == "" {
			base = fmt.Sprint(i + 1)
		}
		name := base
		for n := 2; taken[strings.ToLower(name)]; n++ {
			suffix := fmt.Sprintf(" (%d)", n)
			name = cut(base, longestName-len(suffix)) + suffix
		}
		taken[strings.ToLower(name)] = true
		names[i] = name
	}
	return names
}

func safeName(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == unicode.ReplacementChar || r == '\uFFFE' || r == '\uFFFF' {
			return ' '
		}
		return r
	}, unsafe.Replace(name))
	name = strings.Join(strings.Fields(name), " ")
	// An apostrophe at either end would be taken as a quotation mark.
	return strings.Trim(cut(strings.Trim(name, " '"), longestName), " '")
}

// cut shortens a name to n UTF-16 units, between characters.
func cut(name string, n int) string {
	for i, r := range name {
		if n -= utf16.RuneLen(r); n < 0 {
			return name[:i]
		}
	}
	return name
}
