package compose

import (
	"strings"

	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/yamldoc"
)

// source is the text of one indicator as a mapping of keys, with where each key
// stands.
type source struct {
	lines   []string
	root    *yamldoc.Node
	entries []span
	quotes  bool // most texts stand in quotes
}

// span is an entry of a mapping or an item of a list that stands on lines of its
// own: lines from up to to, without the empty lines and the comments that follow.
type span struct {
	key      string
	node     *yamldoc.Node
	from, to int
	column   int // of the key or the dash, from 0
}

// parse reads the text of one indicator. Without one there are findings.
func parse(file, item string) (*source, []fault.Finding) {
	d := yamldoc.Parse(file, []byte(item))
	if d.Root == nil || len(d.Findings) > 0 {
		return nil, d.Findings
	}
	if d.Root.Kind() != yamldoc.Mapping || len(d.Root.Entries()) == 0 {
		return nil, []fault.Finding{d.Root.Finding(fault.SeverityError, "not_an_indicator", locale.M("compose.not_an_indicator"), locale.M("compose.not_an_indicator_hint"))}
	}
	s := &source{lines: strings.Split(strings.TrimRight(item, "\n"), "\n"), root: d.Root}
	seen := map[string]bool{}
	for _, e := range d.Root.Entries() {
		if seen[e.Key] {
			e.Value.KeyError("duplicate_key", locale.M("compose.duplicate_key", "name", e.Key), locale.M("compose.duplicate_key_hint"))
		}
		seen[e.Key] = true
	}
	if len(d.Findings) > 0 {
		return nil, d.Findings
	}
	entries, ok := s.mapping(d.Root, len(s.lines))
	if !ok {
		return nil, []fault.Finding{d.Root.Finding(fault.SeverityError, "not_an_indicator", locale.M("compose.not_in_lines"), locale.M("compose.not_an_indicator_hint"))}
	}
	s.entries = entries
	return s, nil
}

// mapping returns the entries of a mapping whose keys stand on lines of their
// own, the last of which ends before line end; false for one on a single line.
func (s *source) mapping(n *yamldoc.Node, end int) ([]span, bool) {
	var all []span
	if n.Flow() {
		return nil, false
	}
	for i, e := range n.Entries() {
		place := e.Value.KeyPlace()
		at := span{key: e.Key, node: e.Value, from: place.Line - 1, column: place.Column - 1}
		if at.from < 0 || at.from >= end || i > 0 && (at.from <= all[i-1].from || at.column != all[0].column) {
			return nil, false
		}
		before := string([]rune(s.lines[at.from])[:min(at.column, len([]rune(s.lines[at.from])))])
		if strings.Trim(before, " ") != "" && (i > 0 || strings.Trim(before, " -") != "") {
			return nil, false
		}
		all = append(all, at)
	}
	return s.close(all, end), len(all) > 0
}

// sequence returns the items of a list whose dashes stand on lines of their own.
func (s *source) sequence(n *yamldoc.Node, end int) ([]span, bool) {
	var all []span
	if n.Flow() {
		return nil, false
	}
	for i, item := range n.Items() {
		line := item.Place().Line - 1
		if line < 0 || line >= end {
			return nil, false
		}
		dash := strings.IndexByte(s.lines[line], '-')
		if dash < 0 || strings.Trim(s.lines[line][:dash], " ") != "" || !strings.HasPrefix(s.lines[line][dash:], "- ") {
			return nil, false
		}
		at := span{node: item, from: line, column: dash}
		if i > 0 && (at.from <= all[i-1].from || at.column != all[0].column) {
			return nil, false
		}
		all = append(all, at)
	}
	return s.close(all, end), len(all) > 0
}

// close says where each span ends: before the next one, and before the empty
// lines and comments that stand no deeper than it does.
func (s *source) close(all []span, end int) []span {
	for i := range all {
		all[i].to = end
		if i+1 < len(all) {
			all[i].to = all[i+1].from
		}
		all[i].to = trimEnd(s.lines, all[i].from+1, all[i].to, all[i].column)
	}
	return all
}

// trimEnd moves an end back over empty lines, and comments that stand at the
// column or before it.
func trimEnd(all []string, from, to, column int) int {
	for to > from {
		text := strings.TrimLeft(all[to-1], " \t\r")
		if text != "" && (text[0] != '#' || len(all[to-1])-len(text) > column) {
			break
		}
		to--
	}
	return to
}
