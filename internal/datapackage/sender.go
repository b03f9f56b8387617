package datapackage

import (
	"path"
	"strings"

	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/yamldoc"
)

// Sender says who sent the rows of a resource. In YAML it is the name of one
// office for all of them, the field that names it row by row, or a pattern of
// the file's name:
//
//	sender: 國經司
//	sender: {field: unit}
//	sender: {file: "107-*.ods"}   # what the star stands for is the sender
type Sender struct {
	Name  yamldoc.Label `yaml:"name" doc:"the office that sent all the rows"`
	Field string        `yaml:"field" doc:"the field that names the sender of each row"`
	File  string        `yaml:"file" doc:"a pattern of the files' names with one star, which stands for the sender"`
	Node  *yamldoc.Node `yaml:"-"`
}

// DecodeYAML reads a name, or the keys of a mapping.
func (s *Sender) DecodeYAML(n *yamldoc.Node) {
	s.Node = n
	if n.Kind() != yamldoc.Mapping {
		n.Decode(&s.Name)
		return
	}
	type plain Sender // without this method
	n.Decode((*plain)(s))
}

// YAMLSchema says what a sender looks like.
func (s *Sender) YAMLSchema() map[string]any {
	text := map[string]any{"type": "string", "minLength": 1}
	return map[string]any{"description": "who sent the rows: an office, the field that names it, or a pattern of the files' names", "anyOf": []any{
		text,
		map[string]any{"type": "object", "additionalProperties": false, "minProperties": 1, "maxProperties": 1, "properties": map[string]any{
			"name": new(yamldoc.Label).YAMLSchema(), "field": text, "file": text,
		}},
	}}
}

// OfFile returns the sender that a file's path names: what the star of the
// pattern stands for. It is empty where the name does not fit.
func (s *Sender) OfFile(file string) string {
	before, after, _ := strings.Cut(s.File, "*")
	name := path.Base(file)
	rest, fits := strings.CutPrefix(name, before)
	if !fits {
		return ""
	}
	rest, fits = strings.CutSuffix(rest, after)
	if !fits {
		return ""
	}
	return rest
}

// SendersOf lists who is expected to report to a resource: its own list, else
// the package's where the resource says who sends to it.
func (p *Package) SendersOf(r *Resource) []yamldoc.Label {
	if len(r.Senders) > 0 || r.Sender == nil {
		return r.Senders
	}
	return p.Senders
}

// checkSender looks at what a resource says of its senders.
func (c *checker) checkSender(r *Resource) {
	if r.Node.Has("senders") && r.Sender == nil {
		c.add(r.Name, r.Node.Get("senders"), "senders_without_sender", locale.M("datapackage.senders_without_sender"),
			locale.M("datapackage.senders_without_sender_hint"))
	}
	s := r.Sender
	if s == nil || s.Node == nil {
		return
	}
	said := 0
	for _, there := range []bool{!s.Name.IsZero(), s.Field != "", s.File != ""} {
		if there {
			said++
		}
	}
	switch {
	case said != 1:
		c.add(r.Name, s.Node, "bad_sender", locale.M("datapackage.bad_sender"), locale.M("datapackage.bad_sender_hint"))
	case s.File != "" && (strings.Count(s.File, "*") != 1 || strings.ContainsAny(s.File, `/\?[]`)):
		c.add(r.Name, s.Node.Get("file"), "sender_pattern", locale.M("datapackage.sender_pattern", "text", s.File), locale.M("datapackage.sender_pattern_hint"))
	case s.Field != "" && r.Schema != nil && r.Schema.Field(s.Field) == nil:
		var names []string
		for _, f := range r.Schema.Fields {
			names = append(names, f.Name)
		}
		hint := locale.M("datapackage.known", "names", names)
		if near := fault.Nearest(s.Field, names); near != "" {
			hint = locale.M("fault.did_you_mean", "name", near)
		}
		c.add(r.Name, s.Node.Get("field"), "sender_field", locale.M("datapackage.sender_field", "name", s.Field), hint)
	}
}
