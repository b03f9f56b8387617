package workspace

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

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
func Draft(from, dir string) (*Drafted, error) {
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
		content, err := os.ReadFile(filepath.Join(from, name))
		if err != nil {
			return nil, cannotRead(filepath.Join(from, name), err)
		}
		table, err := inferTable(name, content)
		if err != nil {
			return nil, err
		}
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

func absolute(path string) string {
	if absolute, err := filepath.Abs(path); err == nil {
		return absolute
	}
	return path
}

// tableName makes a table's name of a file's: lower case letters, digits and
// underscores; table1 where nothing is left of it.
func tableName(file string, number int) string {
	name := identifier(strings.TrimSuffix(file, filepath.Ext(file)))
	if name == "" {
		return fmt.Sprintf("table%d", number)
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

// identifier keeps the ASCII letters and digits of a text, in lower case, and
// puts an underscore for what is between them. It is empty when the text has
// characters that no identifier can stand for.
func identifier(text string) string {
	var b strings.Builder
	gap := false
	for _, r := range strings.ToLower(text) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			if gap && b.Len() > 0 {
				b.WriteByte('_')
			}
			gap = false
			b.WriteRune(r)
		case r > 0x7F:
			return ""
		default:
			gap = true
		}
	}
	name := b.String()
	if name != "" && name[0] >= '0' && name[0] <= '9' {
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
	if name == "" {
		name = "draft"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# Drafted from the files in data/. Names and types marked \"guess\" are to be reviewed.\n"+
		"name: %s\ntitle: {zh-TW: %s, en: %s}\nresources:\n", strings.ReplaceAll(name, "_", "-"), quoted(title), quoted(title))
	for _, t := range tables {
		fmt.Fprintf(&b, "  - name: %s\n    path: %s\n    schema:\n", t.name, quoted("data/"+t.file))
		if t.key >= 0 {
			fmt.Fprintf(&b, "      primaryKey: [%s]   # guess: no value occurs twice\n", t.columns[t.key].name)
		}
		b.WriteString("      fields:\n")
		for _, c := range t.fields() {
			fmt.Fprintf(&b, "        - {name: %s, type: %s, headers: [%s]}%s\n", c.name, c.kind, quoted(c.header), c.comment())
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
