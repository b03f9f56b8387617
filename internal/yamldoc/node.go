package yamldoc

import (
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"heng/internal/fault"
	"heng/internal/locale"
)

// Node is a value of a document, with its place.
type Node struct {
	doc *Document
	ast ast.Node
	key ast.Node // the key under which it stands; nil at the root and in lists
}

// Kind tells what a node holds.
type Kind int

// The kinds of nodes.
const (
	Scalar Kind = iota
	Mapping
	Sequence
	Null
	Unsupported // a tag, an anchor, an alias or a merge key
)

// Kind returns what the node holds.
func (n *Node) Kind() Kind {
	switch n.ast.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return Mapping
	case *ast.SequenceNode:
		return Sequence
	case *ast.NullNode:
		return Null
	case *ast.TagNode, *ast.AnchorNode, *ast.AliasNode, *ast.MergeKeyNode:
		return Unsupported
	}
	return Scalar
}

// Document returns the document that the node belongs to.
func (n *Node) Document() *Document { return n.doc }

// Place returns where the node begins; an empty value begins at its key.
func (n *Node) Place() fault.Place {
	if n.key != nil && n.Kind() == Null {
		return n.doc.place(n.key)
	}
	return n.doc.place(n.ast)
}

// KeyPlace returns where the key stands under which the node is, or where the
// node begins when it has none.
func (n *Node) KeyPlace() fault.Place {
	if n.key != nil {
		return n.doc.place(n.key)
	}
	return n.Place()
}

// PlaceAt returns the place of the character at the given offset of a scalar's
// text, in characters. In a folded or escaped scalar, where the text is not the
// source's own, it is the place where the scalar begins.
func (n *Node) PlaceAt(offset int) fault.Place {
	place := n.Place()
	switch s := n.ast.(type) {
	case *ast.StringNode:
		line := []rune(n.doc.Line(place.Line))
		start := place.Column - 1
		if t := s.Token.Type; t == token.SingleQuoteType || t == token.DoubleQuoteType {
			start++
		}
		text := []rune(s.Value)
		if start >= 0 && start+len(text) <= len(line) && string(line[start:start+len(text)]) == s.Value {
			place.Column = start + offset + 1
		}
	case *ast.LiteralNode:
		if strings.HasPrefix(s.Start.Value, "|") {
			before := s.Value.Value
			if r := []rune(before); offset <= len(r) {
				before = string(r[:offset])
			}
			row := strings.Count(before, "\n")
			column := utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:])
			place.Line = s.Start.Position.Line + 1 + row
			// A line may be indented further than the block, which is its text.
			whole, _, _ := strings.Cut(s.Value.Value[strings.LastIndexByte(before, '\n')+1:], "\n")
			source := n.doc.Line(place.Line)
			place.Column = max(0, utf8.RuneCountInString(source)-utf8.RuneCountInString(whole)) + column + 1
		}
	}
	return place
}

// Text returns a scalar's text as written, without quotes, and whether the node
// is a scalar.
func (n *Node) Text() (string, bool) {
	switch s := n.ast.(type) {
	case *ast.StringNode:
		return s.Value, true
	case *ast.LiteralNode:
		return s.Value.Value, true
	case *ast.NullNode:
		return "", false
	}
	if n.Kind() == Scalar {
		return strings.TrimSpace(n.ast.GetToken().Value), true
	}
	return "", false
}

// Quoted reports whether the scalar stands in quotes or as a block.
func (n *Node) Quoted() bool {
	switch s := n.ast.(type) {
	case *ast.StringNode:
		return s.Token.Type == token.SingleQuoteType || s.Token.Type == token.DoubleQuoteType
	case *ast.LiteralNode:
		return true
	}
	return false
}

// Flow reports whether a mapping or a list stands in brackets.
func (n *Node) Flow() bool {
	switch m := n.ast.(type) {
	case *ast.MappingNode:
		return m.IsFlowStyle
	case *ast.SequenceNode:
		return m.IsFlowStyle
	}
	return false
}

// Entry is one key of a mapping with its value.
type Entry struct {
	Key   string
	Value *Node
}

// Entries returns the keys of a mapping in their order.
func (n *Node) Entries() []Entry {
	var values []*ast.MappingValueNode
	switch m := n.ast.(type) {
	case *ast.MappingNode:
		values = m.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{m}
	}
	entries := make([]Entry, 0, len(values))
	for _, v := range values {
		key := v.Key.GetToken().Value
		if s, ok := v.Key.(*ast.StringNode); ok {
			key = s.Value
		}
		entries = append(entries, Entry{Key: key, Value: &Node{doc: n.doc, ast: v.Value, key: v.Key}})
	}
	return entries
}

// Items returns the items of a sequence.
func (n *Node) Items() []*Node {
	s, ok := n.ast.(*ast.SequenceNode)
	if !ok {
		return nil
	}
	items := make([]*Node, 0, len(s.Values))
	for _, v := range s.Values {
		items = append(items, &Node{doc: n.doc, ast: v})
	}
	return items
}

// Get returns the node under a path of keys (string) and indexes (int), or the
// nearest node above where the path ends early, so that a finding always has a
// place. A nil node, of a value that could not be read, has none.
func (n *Node) Get(path ...any) *Node {
	if n == nil {
		return nil
	}
	at := n
	for _, step := range path {
		var next *Node
		switch step := step.(type) {
		case string:
			for _, e := range at.Entries() {
				if e.Key == step {
					next = e.Value
				}
			}
		case int:
			if items := at.Items(); step < len(items) {
				next = items[step]
			}
		}
		if next == nil {
			return at
		}
		at = next
	}
	return at
}

// Has reports whether a mapping has the key.
func (n *Node) Has(key string) bool {
	if n == nil {
		return false
	}
	for _, e := range n.Entries() {
		if e.Key == key {
			return true
		}
	}
	return false
}

// Error records an error at the node's value.
func (n *Node) Error(id string, message locale.Message, hint ...locale.Message) {
	place := n.Place()
	n.doc.at(place, n.width(), id, message, first(hint))
}

// KeyError records an error at the node's key.
func (n *Node) KeyError(id string, message locale.Message, hint ...locale.Message) {
	length := n.width()
	if n.key != nil {
		length = utf8.RuneCountInString(n.key.GetToken().Value)
	}
	n.doc.at(n.KeyPlace(), length, id, message, first(hint))
}

// Finding makes a finding at the node without recording it.
func (n *Node) Finding(severity fault.Severity, id string, message locale.Message, hint ...locale.Message) fault.Finding {
	place := n.Place()
	return fault.Finding{
		ID: id, Severity: severity, Place: place, Length: n.width(),
		Message: message, Hint: first(hint), Excerpt: n.doc.Line(place.Line),
	}
}

// width is the number of characters to underline.
func (n *Node) width() int {
	switch n.Kind() {
	case Mapping:
		if entries := n.Entries(); len(entries) > 0 {
			return utf8.RuneCountInString(entries[0].Key)
		}
		return 1
	case Null:
		if n.key != nil {
			return utf8.RuneCountInString(n.key.GetToken().Value)
		}
		return 1
	}
	text, _ := n.Text()
	width := utf8.RuneCountInString(text)
	if n.Quoted() {
		width += 2
	}
	line := utf8.RuneCountInString(n.doc.Line(n.Place().Line))
	return max(1, min(width, line-n.Place().Column+1))
}

func first(hint []locale.Message) locale.Message {
	if len(hint) > 0 {
		return hint[0]
	}
	return locale.Message{}
}
