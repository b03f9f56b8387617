package workspace

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"heng/ingest"
	"heng/internal/datapackage"
	"heng/internal/disk"
	"heng/internal/fault"
	"heng/internal/locale"
)

// Drafted is what Draft made.
type Drafted struct {
	Resources []DraftedResource
	Skipped   []string // files that cannot be read as tables, and sheets that hold none
}

// DraftedResource is a table that Draft found.
type DraftedResource struct {
	Name    string
	File    string // in the new workspace
	Sheet   string // of a spreadsheet with several
	Rows    int
	Fields  int
	Guesses []locale.Message // what a person should look at
}

// Draft makes a new workspace in dir, which must be empty or not there, from
// the files of the folder from that hold tables, in every format that is loaded:
// their copies in data/, a datapackage.yaml
// with the names and types that their headers and values suggest, and a
// framework that counts their rows and adds up their amounts. Every guess is marked in the file.
func Draft(ctx context.Context, from, dir string) (*Drafted, error) {
	if err := disk.WantEmpty(dir); err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(from)
	if err != nil {
		return nil, disk.CannotRead(from, err)
	}
	d := &Drafted{}
	var files []disk.File
	var tables []*draftTable
	var broken []string
	var findings []fault.Finding
	for _, e := range entries {
		name := e.Name()
		switch {
		case strings.HasPrefix(name, "."), strings.HasPrefix(name, "~$"), e.IsDir(): // ~$: what Excel keeps while it has a file open
			continue
		case !slices.Contains(draftFormats, formatOf(name)):
			d.Skipped = append(d.Skipped, name)
			continue
		}
		source := filepath.Join(from, name)
		if err := refuseMarked(ctx, source, name); err != nil {
			return nil, err
		}
		if info, err := e.Info(); err == nil && info.Size() == 0 {
			d.Skipped = append(d.Skipped, name)
			continue
		}
		name = plainName(name)
		found, skipped, err := inferTables(ctx, source, name)
		if fault.CodeOf(err) == fault.Input && ctx.Err() == nil {
			broken = append(broken, name)
			findings = append(findings, findingsOf(name, err)...)
			continue
		}
		if err != nil {
			return nil, err
		}
		d.Skipped = append(d.Skipped, skipped...)
		content, err := os.ReadFile(source)
		if err != nil {
			return nil, disk.CannotRead(source, err)
		}
		files = append(files, disk.File{Path: filepath.Join(dir, "data", name), Content: content})
		for i, table := range found {
			table.name = unusedName(tables, table.draftName(len(tables)+1, i+1))
			tables = append(tables, table)
			d.Resources = append(d.Resources, DraftedResource{
				Name: table.name, File: "data/" + name, Sheet: table.sheet, Rows: table.rows, Fields: len(table.fields()), Guesses: table.guesses(),
			})
		}
	}
	if len(broken) > 0 {
		return nil, fault.New(fault.Input, locale.M("workspace.draft_broken", "n", len(broken), "names", broken)).
			WithHint(locale.M("workspace.draft_broken_hint")).WithFindings(findings)
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
		disk.File{Path: filepath.Join(dir, ".gitignore"), Content: gitignore},
		disk.File{Path: filepath.Join(dir, SettingsFile), Content: []byte(draftSettings(title))},
		disk.File{Path: filepath.Join(dir, "datapackage.yaml"), Content: []byte(draftPackage(title, tables))},
		disk.File{Path: filepath.Join(dir, FrameworksDir, "draft.yaml"), Content: []byte(draftFramework(tables))},
	)
	return d, disk.WriteFiles(files)
}

// findingsOf are the findings of an error about a file, or one that says what it
// says.
func findingsOf(file string, err error) []fault.Finding {
	e, ok := errors.AsType[*fault.Error](err)
	if !ok {
		return nil
	}
	if len(e.Findings) == 0 {
		return []fault.Finding{{ID: "unreadable", Place: fault.Place{File: file}, Message: e.Message, Hint: e.Hint}}
	}
	return e.Findings
}

// refuseMarked refuses a file that bears a mark of secrecy, before it is copied.
func refuseMarked(ctx context.Context, path, name string) error {
	places, err := ingest.SecrecyMarks(ctx, path, name, "")
	if err != nil {
		return disk.CannotRead(path, err)
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

// draftFormats are the formats of files that a draft is made from.
var draftFormats = []string{"csv", "tsv", "xlsx", "ods", "json", "jsonl"}

// draftName is the name of the table: the file's, or its sheet's where there
// are several. A table without a name of its own has its number among all
// tables, or behind the file's name its number there.
func (t *draftTable) draftName(number, inFile int) string {
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
		fmt.Fprintf(&b, "  - name: %s\n    path: %s\n", t.name, quoted("data/"+t.file))
		if t.title() != t.name {
			fmt.Fprintf(&b, "    title: {zh-TW: %[1]s, en: %[1]s}   # to review\n", quoted(t.title()))
		}
		t.writeReading(&b)
		b.WriteString("    schema:\n")
		if t.key >= 0 {
			fmt.Fprintf(&b, "      primaryKey: [%s]   # guess: no value occurs twice\n", plain(t.columns[t.key].name))
		}
		b.WriteString("      fields:\n")
		for _, c := range t.fields() {
			fmt.Fprintf(&b, "        - {name: %s, type: %s%s, headers: [%s]}%s\n", plain(c.name), c.kind, c.formatted()+c.units(), quoted(c.header), c.comment())
		}
	}
	return b.String()
}

// writeReading writes how the file is read, where it does not say so itself.
func (t *draftTable) writeReading(b *strings.Builder) {
	if t.sheet != "" {
		fmt.Fprintf(b, "    sheet: %s\n", quoted(t.sheet))
	}
	switch {
	case len(t.header) > 1:
		fmt.Fprintf(b, "    header: [%s]   # guess: a header of several rows\n", strings.Join(numbersOf(t.header), ", "))
	case len(t.header) == 1:
		fmt.Fprintf(b, "    header: %d   # guess: what stands above is a title\n", t.header[0])
	}
	if t.namesEncoding() {
		fmt.Fprintf(b, "    encoding: %s   # guess: from the bytes\n", t.encoding)
	}
	if t.property != "" {
		fmt.Fprintf(b, "    dialect: {property: %s}   # guess: where the rows stand\n", quoted(t.property))
	}
	if n := t.ragged + len(t.footers); n > 0 {
		fmt.Fprintf(b, "    max_rejects: %d   # guess: rows that are no records\n", n)
	}
}

// units writes the unit of an amount, and its currency.
func (c *draftColumn) units() string {
	switch {
	case c.unit == "":
		return ""
	case strings.HasSuffix(c.unit, "元"):
		return fmt.Sprintf(", unit: %s, currency: TWD", c.unit)
	}
	return fmt.Sprintf(", unit: %s", quoted(c.unit))
}

// draftFramework writes a framework that counts the rows of each table, so that
// the draft can be built at once.
func draftFramework(tables []*draftTable) string {
	var b strings.Builder
	b.WriteString(`# First indicators: how many rows each table has, and the sums of its amounts. Replace
# them by what is to be measured.
framework: draft
version: "0.1"
title: {zh-TW: 草稿指標, en: Draft indicators}
dimensions:
  - id: records
    title: {zh-TW: 資料, en: Records}
indicators:
`)
	for _, t := range tables {
		id := strings.ReplaceAll(t.name, "_", "-")
		fmt.Fprintf(&b, `  - id: %s-rows
    dimension: records
    name: {zh-TW: %s, en: %s}
    population: %s
    measure: {count: "true"}
    unit: count
`, id, quoted(t.title()+" 筆數"), quoted("Rows of "+t.name), t.name)
		for i, c := range t.fields() {
			if c.kind != datapackage.Number || !strings.HasSuffix(c.unit, "元") {
				continue
			}
			fmt.Fprintf(&b, `  - id: %s-sum-%d
    dimension: records
    name: {zh-TW: %s, en: %s}
    population: %s
    measure: {sum: %s}
    unit: TWD
`, id, i+1, quoted(t.title()+" "+c.name+"合計"), quoted("Sum of "+c.name+" in "+t.name), t.name, quoted(columnExpression(c.name)))
		}
	}
	return b.String()
}

// title is what people call the table: its sheet, or its file.
func (t *draftTable) title() string {
	if t.sheet != "" {
		return t.sheet
	}
	return strings.TrimSuffix(t.file, filepath.Ext(t.file))
}

// columnExpression writes a column's name as an expression.
func columnExpression(name string) string {
	if isASCII(name) && !datapackage.IsReserved(name) {
		return name
	}
	return `"` + name + `"`
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
