package compose

import (
	"slices"

	"heng/internal/locale"
	"heng/internal/yamldoc"
)

// borrow writes a value in the style of the one it replaces: in brackets where
// that stood in brackets, in quotes where that had quotes.
func (s *source) borrow(v *value, n *yamldoc.Node) *value {
	out := *v
	switch {
	case v.kind == scalarValue:
		if n.Kind() == yamldoc.Scalar {
			out.quote = n.Quoted() && !isBlockScalar(n)
		}
	case v.kind == mappingValue && n.Kind() == yamldoc.Mapping:
		out.flow, out.entries = n.Flow(), nil
		for _, e := range v.entries {
			if n.Has(e.key) {
				out.entries = append(out.entries, entry{e.key, s.borrow(e.value, n.Get(e.key))})
			} else {
				out.entries = append(out.entries, entry{e.key, s.style(e.value)})
			}
		}
	case v.kind == listValue && n.Kind() == yamldoc.Sequence:
		out.flow, out.items = n.Flow(), nil
		items := n.Items()
		for at, item := range v.items {
			if at < len(items) {
				out.items = append(out.items, s.borrow(item, items[at]))
			} else {
				out.items = append(out.items, s.style(item))
			}
		}
	default:
		return s.style(v)
	}
	return &out
}

// isBlockScalar reports whether a scalar is a block of lines.
func isBlockScalar(n *yamldoc.Node) bool {
	place := n.Place()
	line := []rune(n.Document().Line(place.Line))
	return place.Column >= 1 && place.Column <= len(line) && (line[place.Column-1] == '|' || line[place.Column-1] == '>')
}

// style writes a new value as the item writes the others: its texts in quotes
// where those are.
func (s *source) style(v *value) *value {
	if !s.quotes || v.kind == verbatimValue {
		return v
	}
	out := *v
	out.entries, out.items = nil, nil
	for _, e := range v.entries {
		under := s.style(e.value)
		if under.kind == scalarValue && slices.Contains(locale.Languages, locale.Lang(e.key)) {
			text := *under
			text.quote = true
			under = &text
		}
		out.entries = append(out.entries, entry{e.key, under})
	}
	for _, item := range v.items {
		out.items = append(out.items, s.style(item))
	}
	return &out
}

// quotesTexts reports whether most texts of an item stand in quotes.
func quotesTexts(n *yamldoc.Node) bool {
	quoted, all := 0, 0
	for _, e := range n.Entries() {
		for _, lang := range locale.Languages {
			if e.Value.Has(string(lang)) {
				all++
				if e.Value.Get(string(lang)).Quoted() {
					quoted++
				}
			}
		}
	}
	return 2*quoted > all
}
