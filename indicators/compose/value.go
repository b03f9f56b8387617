package compose

import (
	"slices"
	"strings"

	"heng/internal/locale"
	"heng/internal/yamldoc"
)

// value is a piece of YAML: a scalar, a mapping, a list, or text as it is.
// Nil is nothing at all.
type value struct {
	kind    valueKind
	text    string // of a scalar; of a verbatim entry, with its key
	quote   bool   // a scalar that has to stand in quotes
	flow    bool   // a mapping or list that is written on one line
	entries []entry
	items   []*value
}

type valueKind int

const (
	scalarValue valueKind = iota
	mappingValue
	listValue
	verbatimValue
)

type entry struct {
	key   string
	value *value
}

func scalar(text string) *value {
	if text = strings.TrimSpace(lines(text)); text == "" {
		return nil
	}
	return &value{kind: scalarValue, text: text}
}

// quoted is a scalar that other readers of YAML would take for a number or a
// truth value unless it stands in quotes.
func quoted(text string) *value {
	v := scalar(text)
	if v != nil {
		v.quote = true
	}
	return v
}

// lines writes line ends as YAML reads them.
func lines(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
}

// texts is a text in each language.
func texts(t locale.Text) *value {
	m := &value{kind: mappingValue}
	for _, lang := range locale.Languages {
		v := scalar(t[lang])
		if v != nil {
			v.quote = looksTyped(v.text)
		}
		m.add(string(lang), v)
	}
	return m.orNil()
}

// label is a text in each language on one line, or one for all.
func label(t locale.Text) *value {
	v := texts(t)
	if v != nil {
		v.flow = true
	}
	return one(v)
}

// one makes a text that is alike in every language one text.
func one(v *value) *value {
	if v == nil || v.kind != mappingValue || len(v.entries) != len(locale.Languages) {
		return v
	}
	for _, lang := range locale.Languages {
		of := v.get(string(lang))
		if of == nil || of.kind != scalarValue || of.text != v.entries[0].value.text {
			return v
		}
	}
	return v.entries[0].value
}

// list is scalars on one line.
func list(all []string) *value {
	v := &value{kind: listValue, flow: true}
	for _, text := range all {
		if item := scalar(text); item != nil {
			v.items = append(v.items, item)
		}
	}
	return v.orNil()
}

// add puts a key at the end, unless there is nothing under it.
func (v *value) add(key string, under *value) {
	if under != nil {
		v.entries = append(v.entries, entry{key, under})
	}
}

// orNil returns nothing for a mapping or list that holds nothing.
func (v *value) orNil() *value {
	if v.kind == mappingValue && len(v.entries) == 0 || v.kind == listValue && len(v.items) == 0 {
		return nil
	}
	return v
}

// get returns what stands under a key, or nil.
func (v *value) get(key string) *value {
	if v == nil {
		return nil
	}
	for _, e := range v.entries {
		if e.key == key {
			return e.value
		}
	}
	return nil
}

// same reports whether two values say the same, however they are written; the
// order of keys says nothing.
func same(a, b *value) bool {
	if a == nil || b == nil {
		return a == b
	}
	if a.kind != b.kind || a.text != b.text || len(a.entries) != len(b.entries) {
		return false
	}
	for _, e := range a.entries {
		if !same(e.value, b.get(e.key)) {
			return false
		}
	}
	return slices.EqualFunc(a.items, b.items, same)
}

// valueOf reads a node as a value: scalars as they are read, without the space
// around them. Nulls are nothing.
func valueOf(n *yamldoc.Node) *value {
	switch n.Kind() {
	case yamldoc.Mapping:
		m := &value{kind: mappingValue}
		for _, e := range n.Entries() {
			v := valueOf(e.Value)
			if v == nil && e.Value.Kind() != yamldoc.Null {
				v = &value{kind: verbatimValue}
			}
			m.add(e.Key, v)
		}
		return m
	case yamldoc.Sequence:
		l := &value{kind: listValue}
		for _, item := range n.Items() {
			v := valueOf(item)
			if v == nil {
				v = &value{kind: verbatimValue}
			}
			l.items = append(l.items, v)
		}
		return l
	case yamldoc.Null, yamldoc.Unsupported:
		return nil
	}
	text, _ := n.Text()
	return &value{kind: scalarValue, text: strings.TrimSpace(text)}
}
