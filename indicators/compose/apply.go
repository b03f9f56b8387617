package compose

import (
	"cmp"
	"slices"
	"strings"

	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/yamldoc"
)

// YAML writes the form as the text of a new indicator.
func (f *Form) YAML() string { return strings.Join(printEntries(f.value().entries), "\n") + "\n" }

// Apply writes a form into the text of an indicator: the lines of what the form
// did not change stay as they are, with their comments. Without a text, it is
// written anew. What cannot be written so that it would be read as the form says
// is a finding, whose Subject is the key; then the text is returned as it was.
func Apply(file, item string, f *Form) (string, []fault.Finding) {
	want := f.value()
	if strings.TrimSpace(item) == "" {
		text := f.YAML()
		return text, held(file, text, want)
	}
	item = lines(item)
	s, findings := parse(file, item)
	if s == nil {
		return item, findings
	}
	old, _ := Read(file, item)
	was := old.value()
	if same(was, want) {
		return item, nil
	}
	s.quotes = quotesTexts(s.root)
	ending := item[len(strings.TrimRight(item, "\n")):]
	if fine, ok := s.merge(s.entries, was, want); ok {
		text := s.edited(fine) + ending
		if len(held(file, text, want)) == 0 {
			return text, nil
		}
	}
	// Whole entries, where their parts are written in a way that is not known here.
	var coarse []edit
	for _, e := range s.entries {
		if a, b := was.get(e.key), want.get(e.key); b != nil && !same(a, b) {
			coarse = append(coarse, edit{e.from, e.to, printEntry(entry{e.key, s.style(b)})})
		} else if b == nil && a != nil {
			coarse = append(coarse, edit{e.from, e.to, nil})
		}
	}
	text := s.edited(append(coarse, s.added(s.entries, want, true)...)) + ending
	if findings := held(file, text, want); len(findings) > 0 {
		return item, findings
	}
	return text, nil
}

// held reads a text again and says which keys would not be read as they should.
func held(file, text string, want *value) []fault.Finding {
	again, findings := Read(file, text)
	if again == nil {
		return findings
	}
	got := again.value()
	for _, key := range slices.Concat(names(want), names(got)) {
		if !same(want.get(key), got.get(key)) {
			findings = append(findings, fault.Finding{
				ID: "not_held", Place: fault.Place{File: file}, Subject: key,
				Message: locale.M("compose.not_held", "name", key), Hint: locale.M("compose.not_held_hint"),
			})
			break
		}
	}
	return findings
}

func names(v *value) []string {
	var all []string
	for _, e := range v.entries {
		all = append(all, e.key)
	}
	return all
}

// edit puts lines in the place of others; from and to alike insert.
type edit struct {
	from, to int
	with     []string
}

// edited returns the text after edits, none of which overlap.
func (s *source) edited(edits []edit) string {
	slices.SortStableFunc(edits, func(a, b edit) int { return cmp.Or(a.from-b.from, a.to-b.to) })
	var all []string
	at := 0
	for _, e := range edits {
		all = append(append(all, s.lines[at:e.from]...), e.with...)
		at = e.to
	}
	return strings.Join(append(all, s.lines[at:]...), "\n")
}

// merge edits the entries of a mapping from what they were to what they shall
// be; false where that cannot be done entry by entry.
func (s *source) merge(spans []span, was, want *value) ([]edit, bool) {
	var edits []edit
	top := strings.Trim(s.lines[spans[0].from][:spans[0].column], " ") == ""
	for i, e := range spans {
		a, b := was.get(e.key), want.get(e.key)
		switch {
		case same(a, b):
		case b == nil && i == 0 && !top:
			return nil, false // its line has the dash of the item, too
		case b == nil:
			edits = append(edits, edit{e.from, e.to, nil})
		default:
			edits = append(edits, s.change(e, a, b)...)
		}
	}
	return append(edits, s.added(spans, want, top)...), true
}

// added inserts the keys that are new, each behind the one that the house writes
// before it.
func (s *source) added(spans []span, want *value, top bool) []edit {
	var edits []edit
	for at, e := range want.entries {
		if slices.ContainsFunc(spans, func(sp span) bool { return sp.key == e.key }) {
			continue
		}
		line, found := spans[len(spans)-1].to, false
		for before := at - 1; before >= 0 && !found; before-- {
			for _, sp := range spans {
				if sp.key == want.entries[before].key {
					line, found = sp.to, true
				}
			}
		}
		if !found && top {
			line = spans[0].from
		}
		edits = append(edits, edit{line, line, indent(printEntry(entry{e.key, s.style(e.value)}), spans[0].column)})
	}
	return edits
}

// change edits one entry.
func (s *source) change(e span, a, b *value) []edit {
	switch {
	case a == nil || b.kind == verbatimValue || a.kind != b.kind:
	case b.kind == mappingValue && e.node.Kind() == yamldoc.Mapping:
		if inner, ok := s.mapping(e.node, e.to); ok && inner[0].from > e.from {
			if edits, ok := s.merge(inner, a, b); ok {
				return edits
			}
		}
	case b.kind == listValue && e.node.Kind() == yamldoc.Sequence && len(a.items) == len(e.node.Items()):
		if items, ok := s.sequence(e.node, e.to); ok {
			return s.list(items, a, b)
		}
	}
	return []edit{s.replace(e, b)}
}

// list edits the items of a list: what is alike on both sides stays; of the rest,
// items are changed in their order, then left out or added.
func (s *source) list(items []span, a, b *value) []edit {
	var edits []edit
	at, to := 0, 0
	for _, pair := range append(common(a.items, b.items), [2]int{len(a.items), len(b.items)}) {
		for at < pair[0] && to < pair[1] {
			edits = append(edits, s.changeItem(items[at], a.items[at], b.items[to])...)
			at, to = at+1, to+1
		}
		for ; at < pair[0]; at++ {
			edits = append(edits, edit{items[at].from, items[at].to, nil})
		}
		line := items[0].from
		if at > 0 {
			line = items[at-1].to
		}
		for ; to < pair[1]; to++ {
			edits = append(edits, edit{line, line, indent(printItem(s.style(b.items[to])), items[0].column)})
		}
		at, to = pair[0]+1, pair[1]+1
	}
	return edits
}

func (s *source) changeItem(e span, a, b *value) []edit {
	if a.kind == mappingValue && b.kind == mappingValue {
		if inner, ok := s.mapping(e.node, e.to); ok {
			if edits, ok := s.merge(inner, a, b); ok {
				return edits
			}
		}
	}
	return []edit{{e.from, e.to, indent(printItem(s.borrow(b, e.node)), e.column)}}
}

// common pairs the items that two lists have in common, in order.
func common(a, b []*value) [][2]int {
	// length[i][j] is the number of pairs from items i and j on.
	length := make([][]int, len(a)+1)
	for i := range length {
		length[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			length[i][j] = max(length[i+1][j], length[i][j+1])
			if same(a[i], b[j]) {
				length[i][j] = length[i+1][j+1] + 1
			}
		}
	}
	var pairs [][2]int
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case same(a[i], b[j]):
			pairs = append(pairs, [2]int{i, j})
			i, j = i+1, j+1
		case length[i+1][j] >= length[i][j+1]:
			i++
		default:
			j++
		}
	}
	return pairs
}

// replace writes another value behind a key; a comment behind it on its line
// stays.
func (s *source) replace(e span, v *value) edit {
	if v.kind == verbatimValue {
		return edit{e.from, e.to, strings.Split(v.text, "\n")}
	}
	first, below := printValue(s.borrow(v, e.node))
	line := s.lines[e.from]
	head := keyEnd(line, e.column)
	rest := line[head:]
	if e.node.Kind() != yamldoc.Null && e.node.Place().Line-1 == e.from && e.to == e.from+1 {
		start := len(rest) - len(strings.TrimLeft(rest, " "))
		rest = rest[start+valueEnd(rest[start:]):]
	}
	comment := ""
	if rest = strings.TrimLeft(rest, " "); strings.HasPrefix(rest, "#") {
		comment = "  " + rest
	}
	if first != "" {
		first = " " + first
	}
	return edit{e.from, e.to, append([]string{line[:head] + first + comment}, indent(below, e.column)...)}
}

// keyEnd returns where in a line the colon behind the key ends, which begins at
// the column.
func keyEnd(line string, column int) int {
	at := column
	if at < len(line) && (line[at] == '"' || line[at] == '\'') {
		at += valueEnd(line[at:])
	}
	for ; at < len(line); at++ {
		if line[at] == ':' && (at+1 == len(line) || line[at+1] == ' ') {
			return at + 1
		}
	}
	return len(line)
}

// valueEnd returns how much of a text is the value it begins with.
func valueEnd(text string) int {
	if text == "" {
		return 0
	}
	depth := 0
	for at := 0; at < len(text); at++ {
		switch r := text[at]; {
		case (r == '"' || r == '\'') && (at == 0 || depth > 0 && strings.IndexByte(" ,[{:", text[at-1]) >= 0):
			for at++; at < len(text); at++ {
				escaped := r == '"' && text[at] == '\\'
				twice := r == '\'' && text[at] == r && at+1 < len(text) && text[at+1] == r
				if escaped || twice {
					at++
				} else if text[at] == r {
					break
				}
			}
			if depth == 0 && at < len(text) {
				return at + 1
			}
		case (r == '{' || r == '[') && (at == 0 || depth > 0):
			depth++
		case (r == '}' || r == ']') && depth > 0:
			if depth--; depth == 0 {
				return at + 1
			}
		case r == '#' && at > 0 && text[at-1] == ' ' && depth == 0:
			return len(strings.TrimRight(text[:at], " "))
		}
	}
	return len(text)
}
