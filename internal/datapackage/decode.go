package datapackage

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"heng/internal/locale"
	"heng/internal/yamldoc"
)

// DecodeYAML reads one path or a list of them.
func (p *Paths) DecodeYAML(n *yamldoc.Node) { *p = oneOrMore(n) }

// DecodeYAML reads one name or a list of them.
func (names *Names) DecodeYAML(n *yamldoc.Node) { *names = oneOrMore(n) }

// oneOrMore reads a text, or a list of texts without empty ones.
func oneOrMore(n *yamldoc.Node) []string {
	if n.Kind() == yamldoc.Sequence {
		var list []string
		n.Decode(&list)
		return list
	}
	var one string
	n.Decode(&one)
	if one == "" {
		return nil
	}
	return []string{one}
}

// DecodeYAML takes anything.
func (*Unread) DecodeYAML(*yamldoc.Node) {}

// DecodeYAML reads a count of rows, or a share as a percentage: 5%.
func (m *MaxRejects) DecodeYAML(n *yamldoc.Node) {
	var text string
	n.Decode(&text)
	if text == "" {
		return
	}
	number, share := strings.CutSuffix(text, "%")
	d, err := decimal.NewFromString(strings.TrimSpace(number))
	m.IsShare = share
	switch hundred := decimal.NewFromInt(100); {
	case err != nil, d.IsNegative(), strings.ContainsAny(number, "eE"):
	case share && d.LessThanOrEqual(hundred):
		m.Percent = d
		return
	case !share && d.IsInteger() && d.LessThan(decimal.NewFromInt(1<<31)):
		m.Count = int(d.IntPart())
		return
	}
	n.Error("bad_max_rejects", locale.M("datapackage.bad_max_rejects", "text", text), locale.M("datapackage.bad_max_rejects_hint"))
}

// DecodeYAML reads a schema in place, or notes the name or path of one that
// stands elsewhere.
func (s *Schema) DecodeYAML(n *yamldoc.Node) {
	s.Node = n
	if n.Kind() != yamldoc.Mapping {
		n.Decode(&s.Name)
		return
	}
	type plain Schema // without this method
	n.Decode((*plain)(s))
	// What is no mapping has been reported and is not looked at again.
	s.Fields = slices.DeleteFunc(s.Fields, func(f *Field) bool { return f == nil || f.Node == nil })
	s.ForeignKeys = slices.DeleteFunc(s.ForeignKeys, func(k ForeignKey) bool { return k.Node == nil })
	for _, f := range s.Fields {
		if f.Type == "" {
			f.Type = String
		}
	}
}
