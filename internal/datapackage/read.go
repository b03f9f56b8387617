package datapackage

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/yamldoc"
)

// packageFiles are the names of a package's file; a workspace has one of them.
var packageFiles = []string{"datapackage.yaml", "datapackage.json"}

// Read reads datapackage.yaml or, where there is none, datapackage.json of the
// workspace at root. It returns the package with everything that is wrong with
// it, sorted by place; a package with findings that are errors must not be
// loaded. The error, of code Input, says that there is no such file or that it
// cannot be opened.
//
// Schemas named or kept in files of their own have been put in their place. The
// foreign keys of a built-in schema count where the package has a resource of
// the name they point to.
func Read(root string) (*Package, []fault.Finding, error) {
	for _, name := range packageFiles {
		text, err := os.ReadFile(filepath.Join(root, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, nil, fault.Wrap(fault.Input, err, locale.M("datapackage.unreadable", "file", name))
		}
		p, findings := parse(root, name, text)
		for _, other := range packageFiles {
			if _, err := os.Stat(filepath.Join(root, other)); other != name && err == nil {
				findings = append(findings, fault.Finding{
					ID: "two_packages", Place: fault.Place{File: other, Line: 1, Column: 1}, Length: 1,
					Message: locale.M("datapackage.two", "file", name, "other", other), Hint: locale.M("datapackage.two_hint"),
				})
			}
		}
		return p, findings, nil
	}
	return nil, nil, fault.New(fault.Input, locale.M("datapackage.missing", "folder", root)).
		WithHint(locale.M("datapackage.missing_hint"))
}

// parse reads the text of a package and checks it.
func parse(root, file string, text []byte) (*Package, []fault.Finding) {
	p := &Package{File: file}
	d := yamldoc.Decode(file, spaced(file, text), p)
	p.Resources = slices.DeleteFunc(p.Resources, func(r *Resource) bool { return r == nil || r.Node == nil })
	c := &checker{pkg: p, findings: d.Findings}
	for _, r := range p.Resources {
		c.resolve(root, r)
	}
	if d.Root != nil {
		c.check()
	}
	fault.Sort(c.findings)
	// A schema file that two resources share has its slips once.
	return p, slices.CompactFunc(c.findings, func(a, b fault.Finding) bool {
		return a.Place == b.Place && a.Message.String() == b.Message.String()
	})
}

// spaced replaces the tabs that JSON may be indented with; inside its texts
// none can stand.
func spaced(file string, text []byte) []byte {
	if strings.HasSuffix(file, ".json") {
		return bytes.ReplaceAll(text, []byte{'\t'}, []byte{' '})
	}
	return text
}

// resolve puts the schema that a resource names in its place.
func (c *checker) resolve(root string, r *Resource) {
	s := r.Schema
	if s == nil || s.Name == "" {
		return
	}
	at := r.Node.Get("schema")
	if extension := strings.ToLower(filepath.Ext(s.Name)); extension == ".yaml" || extension == ".yml" || extension == ".json" {
		c.resolveFile(root, r, at)
		return
	}
	builtin, ok := Builtin(s.Name)
	if !ok {
		hint := locale.M("datapackage.known", "names", BuiltinNames())
		if near := fault.Nearest(s.Name, BuiltinNames()); near != "" {
			hint = locale.M("fault.did_you_mean", "name", near)
		}
		c.add(r.Name, at, "unknown_schema", locale.M("datapackage.unknown_schema", "name", s.Name), hint)
		return
	}
	own := *builtin
	own.ForeignKeys = nil
	for _, key := range builtin.ForeignKeys {
		if c.pkg.Resource(key.Reference.Resource) != nil {
			own.ForeignKeys = append(own.ForeignKeys, key)
		}
	}
	r.Schema = &own
}

// resolveFile reads a schema from a file of the workspace.
func (c *checker) resolveFile(root string, r *Resource, at *yamldoc.Node) {
	name := r.Schema.Name
	if !local(name) {
		c.add(r.Name, at, "path_outside", locale.M("datapackage.path_outside", "path", name), locale.M("datapackage.path_outside_hint"))
		return
	}
	path := filepath.Join(root, filepath.FromSlash(name))
	if _, err := os.Stat(path); err == nil && !inside(root, name) {
		c.add(r.Name, at, "path_outside", locale.M("datapackage.path_outside", "path", name), locale.M("datapackage.path_outside_hint"))
		return
	}
	text, err := os.ReadFile(path)
	if err != nil {
		c.add(r.Name, at, "no_file", locale.M("datapackage.no_file", "path", name), locale.M("datapackage.no_file_hint"))
		return
	}
	s := new(Schema)
	d := yamldoc.Decode(name, spaced(name, text), s)
	if d.Root != nil && d.Root.Kind() != yamldoc.Mapping {
		d.Root.Error("not_a_schema", locale.M("datapackage.not_a_schema"))
	}
	c.findings = append(c.findings, d.Findings...)
	s.Name = name
	r.Schema = s
}
