package yamldoc

import (
	"bytes"
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"heng/internal/fault"
	"heng/internal/locale"
)

// Document is one file with the findings made while reading it.
type Document struct {
	File     string // as findings show it
	Root     *Node  // nil when the file is empty or no YAML
	Findings []fault.Finding

	lines []string
}

// Parse reads text as one YAML document. A slip of syntax is a finding of the
// returned document, whose Root is then nil.
func Parse(file string, text []byte) *Document {
	// YAML reads a line end of Windows as any other; the parser would count some
	// of them twice.
	text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	d := &Document{File: file, lines: strings.Split(string(text), "\n")}
	if !utf8.Valid(text) {
		d.at(fault.Place{File: file}, 1, "not_text", locale.M("yaml.not_utf8"), locale.M("yaml.not_utf8_hint"))
		return d
	}
	if filepath.Ext(file) == ".json" {
		if d.refuseJSON(text) {
			return d
		}
	} else if d.refuseTabs() {
		return d
	}
	tree, err := parser.ParseBytes(text, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		d.syntax(err)
		return d
	}
	var roots []ast.Node
	for _, doc := range tree.Docs {
		if doc.Body != nil && doc.Body.Type() != ast.CommentType && doc.Body.Type() != ast.CommentGroupType {
			roots = append(roots, doc.Body)
		}
	}
	switch {
	case len(roots) == 0:
		d.at(fault.Place{File: file}, 1, "empty_file", locale.M("yaml.empty"), locale.Message{})
	case len(roots) > 1:
		d.at(d.place(roots[1]), 1, "several_documents", locale.M("yaml.several_documents"), locale.Message{})
	default:
		d.Root = &Node{doc: d, ast: roots[0]}
	}
	return d
}

// refuseTabs reports every line indented with a tab, which YAML forbids.
func (d *Document) refuseTabs() bool {
	found := false
	for i, line := range d.lines {
		indent := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
		if tab := strings.IndexByte(indent, '\t'); tab >= 0 && strings.TrimSpace(line) != "" {
			d.at(fault.Place{File: d.File, Line: i + 1, Column: tab + 1}, 1,
				"tab", locale.M("yaml.tab"), locale.M("yaml.tab_hint"))
			found = true
		}
	}
	return found
}

// refuseJSON reports where a text that should be JSON is none. What is JSON, the
// YAML parser reads as well.
func (d *Document) refuseJSON(text []byte) bool {
	var anything any
	err := json.Unmarshal(text, &anything)
	var slip *json.SyntaxError
	if !errors.As(err, &slip) {
		return false
	}
	before := text[:min(int(slip.Offset), len(text))]
	line := bytes.Count(before, []byte{'\n'})
	column := utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:])
	d.at(fault.Place{File: d.File, Line: line + 1, Column: max(1, column)}, 1,
		"json_syntax", locale.M("yaml.syntax_json", "message", slip.Error()), locale.M("yaml.syntax_json_hint"))
	return true
}

func (d *Document) syntax(err error) {
	place := fault.Place{File: d.File}
	message := err.Error()
	var positioned yaml.Error
	if errors.As(err, &positioned) {
		message = positioned.GetMessage()
		if t := positioned.GetToken(); t != nil && t.Position != nil {
			place.Line, place.Column = t.Position.Line, t.Position.Column
		}
	}
	d.at(place, 1, "yaml_syntax", locale.M("yaml.syntax", "message", message), locale.M("yaml.syntax_hint"))
}

// at records an error at a place of the file.
func (d *Document) at(place fault.Place, length int, id string, message, hint locale.Message) {
	d.Findings = append(d.Findings, fault.Finding{
		ID: id, Place: place, Length: length, Message: message, Hint: hint, Excerpt: d.Line(place.Line),
	})
}

// Line returns a line of the file by its number, counting from 1.
func (d *Document) Line(n int) string {
	if n < 1 || n > len(d.lines) {
		return ""
	}
	return d.lines[n-1]
}

func (d *Document) place(n ast.Node) fault.Place {
	t := n.GetToken()
	switch n := n.(type) {
	case *ast.MappingNode:
		if len(n.Values) > 0 && t.Value != "{" {
			t = n.Values[0].Key.GetToken()
		}
	case *ast.MappingValueNode:
		t = n.Key.GetToken()
	}
	return fault.Place{File: d.File, Line: t.Position.Line, Column: t.Position.Column}
}
