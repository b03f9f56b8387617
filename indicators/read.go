package indicators

import (
	"strings"

	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/yamldoc"
)

// ReadFramework reads one file of frameworks/. The findings are slips of form:
// unknown keys, tags, nulls, repeated keys. What a definition means is checked
// by Check.
func ReadFramework(file string, text []byte) (*Framework, []fault.Finding) {
	f := &Framework{File: file}
	document := yamldoc.Decode(file, text, f)
	return f, document.Findings
}

// DecodeYAML reads an expression: a plain or quoted string. A tag, a null and a
// text that " #" cuts short are slips, because each leaves another expression
// than the author meant.
func (e *Expression) DecodeYAML(n *yamldoc.Node) {
	e.node = n
	text, ok := n.Text()
	switch {
	case n.Kind() == yamldoc.Null:
		n.Error("null", locale.M("indicator.null_expression"), locale.M("yaml.null_hint"))
		return
	case !ok:
		n.Error("not_a_text", locale.M("indicator.not_an_expression"))
		return
	case strings.TrimSpace(text) == "":
		n.Error("null", locale.M("indicator.null_expression"), locale.M("yaml.null_hint"))
		return
	}
	e.Text = text
	if n.Quoted() {
		return
	}
	// YAML takes " #" for a comment. Two spaces before it are a comment on
	// purpose; one is most likely a part of the text.
	place := n.Place()
	line := []rune(n.Document().Line(place.Line))
	after := place.Column - 1 + len([]rune(text))
	if after+1 < len(line) && line[after] == ' ' && line[after+1] == '#' {
		n.Error("text_cut", locale.M("indicator.text_cut", "text", text), locale.M("indicator.text_cut_hint"))
	}
}

// DecodeYAML reads a list of columns; a list within it is a cross.
func (b *Breakdowns) DecodeYAML(n *yamldoc.Node) {
	if n.Kind() != yamldoc.Sequence {
		n.Error("not_a_list", locale.M("yaml.not_a_list"))
		return
	}
	for _, item := range n.Items() {
		var columns []string
		if item.Kind() == yamldoc.Sequence {
			item.Decode(&columns)
		} else {
			var column string
			item.Decode(&column)
			columns = []string{column}
		}
		*b = append(*b, columns)
	}
}

// DecodeYAML reads one cell, or a list of cells.
func (e *Expectations) DecodeYAML(n *yamldoc.Node) {
	if n.Kind() == yamldoc.Sequence {
		var list []*Expectation
		n.Decode(&list)
		*e = list
		return
	}
	one := new(Expectation)
	n.Decode(one)
	*e = Expectations{one}
}

// DecodeYAML reads a number or null.
func (e *Expected) DecodeYAML(n *yamldoc.Node) {
	if n.Kind() == yamldoc.Null {
		e.Null = true
		return
	}
	n.Decode(&e.Text)
	e.Null = e.Text == "null"
}
