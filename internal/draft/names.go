package draft

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"heng/internal/datapackage"
)

// plainName replaces what would make a pattern of a file's name, or a hidden
// file, and what a path of a data package may not have.
func plainName(file string) string {
	name := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`*?[]{}\:`, r) || unicode.IsControl(r) {
			return '_'
		}
		return r
	}, file)
	if strings.HasPrefix(name, "~$") {
		return "_" + name
	}
	return name
}

// longest is how many bytes a drafted name may have.
const longest = 40

// tableName makes a table's name of a file's: ASCII letters in lower case,
// digits and underscores, and no word of SQL; table1 where the name has letters
// of another kind.
func tableName(file string, number int) string {
	name := identifier(strings.TrimSuffix(file, filepath.Ext(file)))
	switch {
	case name == "" || !isASCII(name) || len(name) > longest:
		return fmt.Sprintf("table%d", number)
	case datapackage.IsReserved(name):
		return name + "_list"
	}
	return name
}

// called is the name of the table: the file's, or its sheet's where there
// are several. A table without a name of its own has its number among all
// tables, or behind the file's name its number there.
func (t *table) called(number, inFile int) string {
	ownName := func(name string) bool { return name != fmt.Sprintf("table%d", number) }
	file := tableName(t.file, number)
	if !t.several {
		return file
	}
	if sheet := tableName(t.sheet+".", number); ownName(sheet) {
		return sheet
	}
	if ownName(file) {
		return fmt.Sprintf("%s_%d", file, inFile)
	}
	return file
}

func unusedName(tables []*table, name string) string {
	taken := func(n string) bool {
		return slices.ContainsFunc(tables, func(t *table) bool { return t.name == n })
	}
	unused := name
	for i := 2; taken(unused); i++ {
		unused = fmt.Sprintf("%s_%d", name, i)
	}
	return unused
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > unicode.MaxASCII })
}

// identifier keeps the letters and digits of a text, in lower case, and puts an
// underscore for what is between them. It is empty when none is left.
func identifier(text string) string {
	var b strings.Builder
	gap := false
	for _, r := range strings.ToLower(text) {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			gap = true
			continue
		}
		if gap && b.Len() > 0 {
			b.WriteByte('_')
		}
		gap = false
		b.WriteRune(r)
	}
	name := b.String()
	if first, _ := utf8.DecodeRuneInString(name); unicode.IsDigit(first) {
		return "n" + name
	}
	return name
}
