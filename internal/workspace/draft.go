package workspace

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"heng/ingest"
	"heng/internal/datapackage"
	"heng/internal/fault"
	"heng/internal/locale"
)

// Drafted is what Draft made.
type Drafted struct {
	Resources []DraftedResource
	Skipped   []string // files of the folder that are not CSV, by name
}

// DraftedResource is a table that Draft found.
type DraftedResource struct {
	Name    string
	File    string // in the new workspace
	Rows    int
	Fields  int
	Guesses []locale.Message // what a person should look at
}

// Draft makes a new workspace in dir, which must be empty or not there, from
// the CSV files of the folder from: their copies in data/, a datapackage.yaml
// with the names and types that their headers and values suggest, and a
// framework that counts their rows. Every guess is marked in the file.
func Draft(ctx context.Context, from, dir string) (*Drafted, error) {
	if err := wantEmpty(dir); err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(from)
	if err != nil {
		return nil, cannotRead(from, err)
	}
	d := &Drafted{}
	var files []file
	var tables []*draftTable
	for _, e := range entries {
		name := e.Name()
		switch {
		case strings.HasPrefix(name, "."), e.IsDir():
			continue
		case !strings.EqualFold(filepath.Ext(name), ".csv"):
			d.Skipped = append(d.Skipped, name)
			continue
		}
		if err := refuseMarked(ctx, filepath.Join(from, name), name); err != nil {
			return nil, err
		}
		content, err := os.ReadFile(filepath.Join(from, name))
		if err != nil {
			return nil, cannotRead(filepath.Join(from, name), err)
		}
		table, err := inferTable(plainName(name), content)
		if err != nil {
			return nil, err
		}
		name = table.file
		table.name = unusedName(tables, tableName(name, len(tables)+1))
		tables = append(tables, table)
		files = append(files, file{filepath.Join(dir, "data", name), content})
		d.Resources = append(d.Resources, DraftedResource{
			Name: table.name, File: "data/" + name, Rows: table.rows, Fields: len(table.fields()), Guesses: table.guesses(),
		})
	}
	if len(tables) == 0 {
		return nil, fault.New(fault.Input, locale.M("workspace.nothing_to_draft", "path", from)).
			WithHint(locale.M("workspace.nothing_to_draft_hint"))
	}
	title := filepath.Base(absolute(from))
	gitignore, err := fs.ReadFile(templateFiles, "template/.gitignore")
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, locale.M("workspace.unexpected"))
	}
	files = append(files,
		file{filepath.Join(dir, ".gitignore"), gitignore},
		file{filepath.Join(dir, SettingsFile), []byte(draftSettings(title))},
		file{filepath.Join(dir, "datapackage.yaml"), []byte(draftPackage(title, tables))},
		file{filepath.Join(dir, FrameworksDir, "draft.yaml"), []byte(draftFramework(tables))},
	)
	return d, writeFiles(files)
}

// refuseMarked refuses a file that bears a mark of secrecy, before it is copied.
func refuseMarked(ctx context.Context, path, name string) error {
	places, err := ingest.SecrecyMarks(ctx, path, name, "")
	if err != nil {
		return cannotRead(path, err)
	}
	if len(places) == 0 {
		return nil
	}
	var findings []fault.Finding
	for _, place := range places {
		findings = append(findings, ingest.MarkFinding("", place))
	}
	return fault.New(fault.Refused, locale.M("workspace.draft_marked", "path", name)).WithFindings(findings)
}

func absolute(path string) string {
	if absolute, err := filepath.Abs(path); err == nil {
		return absolute
	}
	return path
}

// plainName replaces what would make a pattern of a file's name, or a hidden
// file.
func plainName(file string) string {
	name := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`*?[]{}\`, r) || unicode.IsControl(r) {
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

func unusedName(tables []*draftTable, name string) string {
	taken := func(n string) bool {
		return slices.ContainsFunc(tables, func(t *draftTable) bool { return t.name == n })
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

// draftSettings writes heng.yaml.
func draftSettings(title string) string {
	return fmt.Sprintf(`# The workspace: what is measured, for which report, as of which day.
title: {zh-TW: %[1]s, en: %[1]s}            # to review: a title in each language
languages: [zh-TW, en]
# report: {period: "2017", compare: "2016"}   # default: the last whole year and the one before it
# as_of: 2018-06-22                           # default: today
time_zone: Asia/Taipei
`, quoted(title))
}

// draftPackage writes datapackage.yaml.
func draftPackage(title string, tables []*draftTable) string {
	name := identifier(title)
	if !isASCII(name) || name == "" {
		name = "draft"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# Drafted from the files in data/. Names and types marked \"guess\" are to be reviewed.\n"+
		"name: %s\ntitle: {zh-TW: %s, en: %s}\nresources:\n", strings.ReplaceAll(name, "_", "-"), quoted(title), quoted(title))
	for _, t := range tables {
		fmt.Fprintf(&b, "  - name: %s\n    path: %s\n    schema:\n", t.name, quoted("data/"+t.file))
		if t.key >= 0 {
			fmt.Fprintf(&b, "      primaryKey: [%s]   # guess: no value occurs twice\n", plain(t.columns[t.key].name))
		}
		b.WriteString("      fields:\n")
		for _, c := range t.fields() {
			fmt.Fprintf(&b, "        - {name: %s, type: %s, headers: [%s]}%s\n", plain(c.name), c.kind, quoted(c.header), c.comment())
		}
	}
	return b.String()
}

// draftFramework writes a framework that counts the rows of each table, so that
// the draft can be built at once.
func draftFramework(tables []*draftTable) string {
	var b strings.Builder
	b.WriteString(`# A first indicator a table: how many rows it has. Replace them by what is to be measured.
framework: draft
version: "0.1"
title: {zh-TW: 草稿指標, en: Draft indicators}
dimensions:
  - id: records
    title: {zh-TW: 資料, en: Records}
indicators:
`)
	for _, t := range tables {
		fmt.Fprintf(&b, `  - id: %s-rows
    dimension: records
    name: {zh-TW: %s 筆數, en: Rows of %s}
    population: %s
    measure: {count: "true"}
    unit: count
`, strings.ReplaceAll(t.name, "_", "-"), t.name, t.name, t.name)
	}
	return b.String()
}

// plain writes a name as YAML does, in quotes only where it would be read as
// something else.
func plain(name string) string {
	switch name {
	case "true", "false", "null", "yes", "no", "on", "off", "y", "n":
		return quoted(name)
	}
	return name
}

// quoted writes a text as a YAML string on one line.
func quoted(s string) string { return strings.TrimSuffix(compact(s), "\n") }

// notText says that a file cannot be drafted from.
func notText(file string) error {
	return fault.New(fault.Input, locale.M("workspace.draft_not_utf8", "path", file)).
		WithHint(locale.M("workspace.draft_not_utf8_hint"))
}

// brokenCSV says where a file stops being CSV.
func brokenCSV(file string, line int, err error) error {
	if errors.Is(err, io.EOF) {
		return fault.New(fault.Input, locale.M("workspace.draft_empty", "path", file))
	}
	return fault.Wrap(fault.Input, err, locale.M("workspace.draft_broken", "path", file, "line", fmt.Sprint(line)))
}
