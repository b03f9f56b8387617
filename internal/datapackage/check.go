package datapackage

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/yamldoc"
)

// checker gathers everything that is wrong with a package.
type checker struct {
	pkg      *Package
	findings []fault.Finding
}

// add records an error at a node; subject is the resource.
func (c *checker) add(subject string, at *yamldoc.Node, id string, message locale.Message, hint ...locale.Message) {
	f := at.Finding(fault.SeverityError, id, message, hint...)
	f.Subject = subject
	c.findings = append(c.findings, f)
}

// addKey records an error at the key under which a node stands.
func (c *checker) addKey(subject string, e yamldoc.Entry, id string, message locale.Message, hint ...locale.Message) {
	f := e.Value.Finding(fault.SeverityError, id, message, hint...)
	f.Subject = subject
	f.Place = e.Value.KeyPlace()
	f.Length = utf8.RuneCountInString(e.Key)
	f.Excerpt = e.Value.Document().Line(f.Place.Line)
	c.findings = append(c.findings, f)
}

// check looks at what the decoding cannot see.
func (c *checker) check() {
	if c.pkg.Node.Has("resources") {
		if n := c.pkg.Node.Get("resources"); n.Kind() == yamldoc.Sequence && len(n.Items()) == 0 {
			c.add("", n, "no_resources", locale.M("datapackage.no_resources"), locale.M("datapackage.no_resources_hint"))
		}
	}
	seen := map[string]int{}
	for _, r := range c.pkg.Resources {
		if r.Node.Has("name") {
			c.checkName(r)
			at := r.Node.Get("name")
			if line, again := seen[r.Name]; again {
				c.add(r.Name, at, "duplicate_resource", locale.M("datapackage.duplicate_resource", "name", r.Name, "line", line))
			} else {
				seen[r.Name] = at.Place().Line
			}
		}
		c.checkResource(r)
		c.checkSender(r)
		if r.Schema != nil && len(r.Schema.Fields) > 0 {
			c.checkSchema(r)
		}
	}
}

var resourceName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// maxTableName leaves room for what a store puts behind a table's name:
// PostgreSQL cuts names at 63 bytes without a word.
const maxTableName = 48

func (c *checker) checkName(r *Resource) {
	at := r.Node.Get("name")
	switch {
	case !resourceName.MatchString(r.Name) || len(r.Name) > maxTableName:
		hint := locale.M("datapackage.resource_name_hint", "bytes", maxTableName)
		if better := tableName(r.Name); better != "" {
			hint = locale.M("fault.did_you_mean", "name", better)
		}
		c.add(r.Name, at, "resource_name", locale.M("datapackage.resource_name", "name", r.Name), hint)
	case reserved[r.Name]:
		c.add(r.Name, at, "reserved_name", locale.M("datapackage.reserved_name", "name", r.Name), locale.M("datapackage.reserved_name_hint"))
	}
}

// tableName proposes a name fit for a table, or the empty string.
func tableName(name string) string {
	better := strings.Trim(strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		}
		return '_'
	}, strings.ToLower(name)), "_")
	if !resourceName.MatchString(better) || len(better) > maxTableName || reserved[better] {
		return ""
	}
	return better
}

// What a resource may say, and what it may say in a later version.
var (
	formats      = []string{"csv", "tsv", "xlsx", "ods", "json", "jsonl"}
	laterFormats = []string{"iati", "360giving"}
	encodings    = []string{"auto", "utf-8", "utf-8-sig", "utf-16", "utf-16le", "utf-16be", "big5", "cp950", "big5-hkscs",
		"gb18030", "shift_jis", "euc-jp", "euc-kr", "windows-1252", "iso-8859-1"}
)

func (c *checker) checkResource(r *Resource) {
	if r.Node.Has("path") && len(r.Path) == 0 && r.Node.Get("path").Kind() == yamldoc.Sequence {
		c.add(r.Name, r.Node.Get("path"), "no_path", locale.M("datapackage.no_path"))
	}
	for i, p := range r.Path {
		if !local(p) {
			at := r.Node.Get("path")
			if at.Kind() == yamldoc.Sequence {
				at = at.Get(i)
			}
			c.add(r.Name, at, "path_outside", locale.M("datapackage.path_outside", "path", p), locale.M("datapackage.path_outside_hint"))
		}
	}
	format, at := r.FileFormat(), r.Node.Get("format")
	if !r.Node.Has("format") {
		at = r.Node.Get("path")
	}
	switch {
	case len(r.Path) == 0 && format == "":
	case format == "":
		c.add(r.Name, at, "no_format", locale.M("datapackage.no_format", "path", r.Path[0]), locale.M("datapackage.no_format_hint", "names", formats))
	case format == "xls" && !r.Node.Has("format"): // opening it says what to do
	default:
		c.oneOf(r, at, "format", format, formats, laterFormats)
	}
	if r.Encoding != "" {
		c.oneOf(r, r.Node.Get("encoding"), "encoding", strings.ToLower(r.Encoding), encodings, nil)
	}
	c.checkDialect(r)
}

func isAlphanumeric(b byte) bool {
	return b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z'
}

// oneOf checks a value against the known ones. One that a later version will
// know is told apart from one that is misspelt.
func (c *checker) oneOf(r *Resource, at *yamldoc.Node, what, value string, known, later []string) {
	switch {
	case slices.Contains(known, value):
	case slices.Contains(later, value):
		c.add(r.Name, at, "later_"+what, locale.M("datapackage.later_"+what, "name", value), locale.M("datapackage.known", "names", known))
	default:
		hint := locale.M("datapackage.known", "names", known)
		if near := fault.Nearest(value, known); near != "" {
			hint = locale.M("fault.did_you_mean", "name", near)
		}
		c.add(r.Name, at, "unknown_"+what, locale.M("datapackage.unknown_"+what, "name", value), hint)
	}
}
