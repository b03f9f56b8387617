package compose

import (
	"slices"
	"strconv"
	"strings"

	"heng/internal/fault"
	"heng/internal/yamldoc"
)

// FieldsOf says to which fields of the form a finding belongs that was made at a
// place of the file in which the indicator stands: paths of keys and places in
// lists, joined by dots, as name.zh-TW, measure.share or targets.0.value. Usually
// it is one; a finding that says which keys are missing belongs to each of them.
// None means the indicator as a whole.
func FieldsOf(indicator *yamldoc.Node, f fault.Finding) []string {
	var fields []string
	path := pathOf(indicator, f)
	for _, arg := range f.Message.Args {
		switch v := arg.Value.(type) {
		case []string:
			if f.ID == "incomplete" {
				fields = append(fields, v...)
			}
		case string:
			if f.ID == "missing_key" && arg.Name == "name" {
				fields = append(fields, strings.Join(append(slices.Clone(path), v), "."))
			}
		}
	}
	if len(fields) == 0 && len(path) > 0 {
		fields = append(fields, strings.Join(path, "."))
	}
	return fields
}

// aboutKeys are the findings about a key, which stand where it does, and not at
// the mapping that begins there.
var aboutKeys = []string{"unknown_key", "duplicate_key", "unknown_language", "null"}

// pathOf returns the keys that lead to a place: the last key, or item of a list,
// that does not begin after it.
func pathOf(n *yamldoc.Node, f fault.Finding) []string {
	var best []string
	var walk func(n *yamldoc.Node, path []string)
	walk = func(n *yamldoc.Node, path []string) {
		for i, e := range n.Entries() {
			key := e.Value.KeyPlace()
			if after(key, f.Place) {
				continue
			}
			under := append(slices.Clone(path), e.Key)
			if i == 0 && key == f.Place && !slices.Contains(aboutKeys, f.ID) {
				best = path // the mapping begins with its first key
				continue
			}
			best = under
			walk(e.Value, under)
		}
		for i, item := range n.Items() {
			if place := item.Place(); !after(place, f.Place) {
				best = append(slices.Clone(path), strconv.Itoa(i))
				walk(item, best)
			}
		}
	}
	walk(n, nil)
	return best
}

// after reports whether a place stands behind another.
func after(a, b fault.Place) bool {
	return a.Line > b.Line || a.Line == b.Line && a.Column > b.Column
}
