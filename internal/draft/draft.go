package draft

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"heng/ingest"
	"heng/internal/disk"
	"heng/internal/fault"
	"heng/internal/locale"
)

// Draft is what the files of a folder suggest of a workspace.
type Draft struct {
	Resources []Resource
	Skipped   []string // files that cannot be read as tables, sheets that hold none, folders, and links that lead out

	Data      []disk.File // the files that hold tables, by their paths in the workspace
	Settings  []byte      // the text of its heng.yaml
	Package   []byte      // of its datapackage.yaml
	Framework []byte      // of a framework that counts rows and adds up amounts

	tables   []*table
	broken   []string
	findings []fault.Finding
}

// Resource is a table that was found.
type Resource struct {
	Name    string
	File    string // in the workspace
	Sheet   string // of a spreadsheet with several
	Rows    int
	Fields  int
	Guesses []locale.Message // what a person should look at
}

// Folder drafts a workspace from the files in a folder that hold tables, in every
// format that is loaded, with the names and types that their headers and values
// suggest. Every guess is marked in the texts. Nothing is written. A file that cannot
// be read is an error of input, one that bears a mark of secrecy a refusal.
func Folder(ctx context.Context, from string) (*Draft, error) {
	entries, err := os.ReadDir(from)
	if err != nil {
		return nil, disk.CannotRead(from, err)
	}
	root, err := os.OpenRoot(from)
	if err != nil {
		return nil, disk.CannotRead(from, err)
	}
	defer func() { _ = root.Close() }()
	d := &Draft{}
	for _, e := range entries {
		name := e.Name()
		info, statErr := root.Stat(name) // fails for a link that leads out of the folder
		switch {
		case strings.HasPrefix(name, "."), strings.HasPrefix(name, "~$"): // ~$: what Excel keeps while it has a file open
			continue
		case statErr == nil && info.IsDir():
			d.Skipped = append(d.Skipped, name+"/")
			continue
		case statErr != nil, !info.Mode().IsRegular():
			d.Skipped = append(d.Skipped, name)
			continue
		case !slices.Contains(formats, formatOf(name)):
			d.Skipped = append(d.Skipped, name)
			continue
		}
		if err := refuseMarked(ctx, filepath.Join(from, name), name); err != nil {
			return nil, err
		}
		if info.Size() == 0 {
			d.Skipped = append(d.Skipped, name)
			continue
		}
		if err := d.add(ctx, filepath.Join(from, name), d.unusedFile(plainName(name))); err != nil {
			return nil, err
		}
	}
	if len(d.broken) > 0 {
		return nil, fault.New(fault.Input, locale.M("draft.broken", "n", len(d.broken), "names", d.broken)).
			WithHint(locale.M("draft.broken_hint")).WithFindings(d.findings)
	}
	if len(d.tables) == 0 {
		return nil, fault.New(fault.Input, locale.M("draft.nothing", "path", from)).
			WithHint(locale.M("draft.nothing_hint"))
	}
	title := filepath.Base(from)
	if absolute, err := filepath.Abs(from); err == nil {
		title = filepath.Base(absolute)
	}
	d.Settings = []byte(settingsText(title))
	d.Package = []byte(packageText(title, d.tables))
	d.Framework = []byte(frameworkText(d.tables))
	return d, nil
}

// add takes in a file under its name in the workspace.
func (d *Draft) add(ctx context.Context, path, name string) error {
	found, skipped, err := tablesOf(ctx, path, name)
	if fault.CodeOf(err) == fault.Input && ctx.Err() == nil {
		d.broken = append(d.broken, name)
		d.findings = append(d.findings, findingsOf(name, err)...)
		return nil
	}
	if err != nil {
		return err
	}
	d.Skipped = append(d.Skipped, skipped...)
	content, err := os.ReadFile(path)
	if err != nil {
		return disk.CannotRead(path, err)
	}
	file := dataDir + name
	d.Data = append(d.Data, disk.File{Path: file, Content: content})
	for i, t := range found {
		t.name = unusedName(d.tables, t.called(len(d.tables)+1, i+1))
		d.tables = append(d.tables, t)
		d.Resources = append(d.Resources, Resource{
			Name: t.name, File: file, Sheet: t.sheet, Rows: t.rows, Fields: len(t.fields()), Guesses: t.guesses(),
		})
	}
	return nil
}

// dataDir is where a workspace's files of records lie.
const dataDir = "data/"

// unusedFile is a file's name, or one with a number behind it where another file
// came to have that name.
func (d *Draft) unusedFile(name string) string {
	taken := func(n string) bool {
		return slices.ContainsFunc(d.Data, func(f disk.File) bool { return f.Path == dataDir+n })
	}
	unused, extension := name, filepath.Ext(name)
	for i := 2; taken(unused); i++ {
		unused = fmt.Sprintf("%s_%d%s", strings.TrimSuffix(name, extension), i, extension)
	}
	return unused
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
	return fault.New(fault.Refused, locale.M("draft.marked", "path", name)).WithFindings(findings)
}
