package compose

import (
	"bytes"
	"slices"
	"strings"

	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/yamldoc"
)

// Item is one indicator in the file of its framework.
type Item struct {
	ID   string
	Line int    // of the file, on which it begins; from 1
	Text string // its mapping, without indentation; line ends are \n
}

// Items returns the indicators of a framework file in their order. A file that
// is not one, or whose indicators do not stand on lines of their own, is refused
// with findings.
func Items(file string, content []byte) ([]Item, []fault.Finding) {
	l, findings := layoutOf(file, content)
	if l == nil {
		return nil, findings
	}
	var all []Item
	for _, at := range l.items {
		all = append(all, Item{ID: at.id, Line: at.from + 1, Text: l.text(at)})
	}
	return all, nil
}

// Find returns the indicator of an id. One that is not there, or is there twice,
// is refused with a finding.
func Find(file string, content []byte, id string) (Item, []fault.Finding) {
	l, findings := layoutOf(file, content)
	if l == nil {
		return Item{}, findings
	}
	at, findings := l.find(id)
	if len(findings) > 0 {
		return Item{}, findings
	}
	return Item{ID: id, Line: at.from + 1, Text: l.text(at)}, nil
}

// Place says where a new indicator goes: behind another one; at the end where
// After is empty.
type Place struct{ After string }

// Splice puts the text of an indicator into a framework file: in the place of
// the one of that id, whose lines stay where they are alike. Every byte outside
// it stays. The text may have another id. A text that would reach beyond itself,
// as by a bracket that does not end, is refused with findings; then the content
// is returned as it was.
func Splice(file string, content []byte, id, text string) ([]byte, []fault.Finding) {
	l, findings := layoutOf(file, content)
	if l == nil {
		return content, findings
	}
	at, findings := l.find(id)
	if len(findings) > 0 {
		return content, findings
	}
	if _, findings := parse(file, lines(text)); len(findings) > 0 {
		return content, findings
	}
	was, now := l.text(at), strings.TrimRight(lines(text), "\n")+"\n"
	if was == now {
		return content, nil
	}
	spliced := l.replaced(at, strings.Split(strings.TrimSuffix(now, "\n"), "\n"))
	return l.agree(file, content, spliced, at.index, 0)
}

// Insert puts a new indicator into a framework file.
func Insert(file string, content []byte, place Place, text string) ([]byte, []fault.Finding) {
	l, findings := layoutOf(file, content)
	if l == nil {
		return content, findings
	}
	if _, findings := parse(file, lines(text)); len(findings) > 0 {
		return content, findings
	}
	if len(l.items) == 0 {
		return content, l.refuse(1, "no_list", locale.M("compose.no_list"), locale.M("compose.no_list_hint"))
	}
	after := l.items[len(l.items)-1]
	if place.After != "" {
		if after, findings = l.find(place.After); len(findings) > 0 {
			return content, findings
		}
	}
	spliced := l.inserted(after, strings.Split(strings.TrimRight(lines(text), "\n"), "\n"))
	return l.agree(file, content, spliced, after.index+1, 1)
}

// layout is where the indicators of a file stand.
type layout struct {
	file  string
	lines [][]byte // with their line ends
	plain []string // without them
	items []placed
}

// placed is where one indicator stands: lines from up to to.
type placed struct {
	id       string
	index    int
	from, to int
	key      int // the line of its first key, which may stand below the dash
	dash     int // columns, from 0
	column   int
}

func (l *layout) refuse(line int, id string, message, hint locale.Message) []fault.Finding {
	return []fault.Finding{{
		ID: id, Place: fault.Place{File: l.file, Line: line, Column: 1}, Length: 1,
		Message: message, Hint: hint, Excerpt: l.plain[min(line, len(l.plain))-1],
	}}
}

func layoutOf(file string, content []byte) (*layout, []fault.Finding) {
	d := yamldoc.Parse(file, content)
	if d.Root == nil || len(d.Findings) > 0 {
		return nil, d.Findings
	}
	l := &layout{file: file, lines: bytes.SplitAfter(content, []byte("\n"))}
	for _, line := range l.lines {
		l.plain = append(l.plain, strings.TrimRight(string(line), "\r\n"))
	}
	if !d.Root.Has("indicators") {
		return nil, l.refuse(1, "no_list", locale.M("compose.no_list"), locale.M("compose.no_list_hint"))
	}
	list := d.Root.Get("indicators")
	if list.Kind() != yamldoc.Sequence || list.Flow() {
		return nil, l.refuse(list.KeyPlace().Line, "no_list", locale.M("compose.no_list"), locale.M("compose.no_list_hint"))
	}
	end := len(l.plain)
	for _, e := range d.Root.Entries() {
		if line := e.Value.KeyPlace().Line - 1; line > list.KeyPlace().Line-1 {
			end = min(end, line)
		}
	}
	for index, item := range list.Items() {
		at, ok := l.place(item)
		if !ok || index > 0 && at.from <= l.items[index-1].from {
			return nil, l.refuse(item.Place().Line, "no_lines", locale.M("compose.no_lines"), locale.M("compose.no_lines_hint"))
		}
		at.index = index
		if item.Has("id") {
			at.id, _ = item.Get("id").Text()
		}
		l.items = append(l.items, at)
	}
	for i := range l.items {
		to := end
		if i+1 < len(l.items) {
			to = l.items[i+1].from
		}
		for line := l.items[i].from; line < to; line++ {
			if strings.HasPrefix(l.plain[line], "...") || strings.HasPrefix(l.plain[line], "---") {
				to = line
			}
		}
		l.items[i].to = trimEnd(l.plain, l.items[i].key+1, to, l.items[i].column-1)
	}
	return l, nil
}

// place finds the dash of an item.
func (l *layout) place(item *yamldoc.Node) (placed, bool) {
	if item.Kind() != yamldoc.Mapping || item.Flow() {
		return placed{}, false
	}
	p := item.Place()
	at := placed{key: p.Line - 1, column: p.Column - 1}
	if at.key < 0 || at.key >= len(l.plain) || at.column > len(l.plain[at.key]) {
		return placed{}, false
	}
	for at.from = at.key; at.from >= 0; at.from-- {
		text := l.plain[at.from]
		if at.from == at.key {
			text = text[:at.column]
		} else if body := strings.TrimLeft(text, " "); body == "" || body[0] == '#' {
			continue
		}
		text, _, _ = strings.Cut(text, "#")
		if at.dash = strings.IndexByte(text, '-'); at.dash >= 0 {
			return at, strings.Trim(text, " -") == "" && strings.Count(text, "-") == 1
		}
		if strings.Trim(text, " ") != "" {
			break
		}
	}
	return placed{}, false
}

func (l *layout) find(id string) (placed, []fault.Finding) {
	var found []placed
	for _, at := range l.items {
		if at.id == id {
			found = append(found, at)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return placed{}, l.refuse(1, "no_such", locale.M("compose.no_such", "name", id), locale.M("compose.no_such_hint"))
	}
	return placed{}, l.refuse(found[1].from+1, "twice", locale.M("compose.twice", "name", id), locale.M("compose.twice_hint"))
}

// text returns an indicator without its indentation.
func (l *layout) text(at placed) string { return strings.Join(l.dedented(at), "\n") + "\n" }

// dedented returns the lines of an indicator as those of a mapping of its own:
// what stands before the first key is left out.
func (l *layout) dedented(at placed) []string {
	var all []string
	for line := at.key; line < at.to; line++ {
		text := l.plain[line]
		pad := min(at.column, len(text)-len(strings.TrimLeft(text, " ")))
		if line == at.key {
			pad = at.column
		}
		all = append(all, text[pad:])
	}
	return all
}

// ending returns the line end that the file uses at a line.
func (l *layout) ending(line int) []byte {
	for ; line >= 0; line-- {
		if text := l.lines[line]; bytes.HasSuffix(text, []byte("\r\n")) {
			return []byte("\r\n")
		} else if bytes.HasSuffix(text, []byte("\n")) {
			break
		}
	}
	return []byte("\n")
}

// replaced returns the file with other lines in the place of an indicator's;
// those that are alike stay as they are, byte for byte.
func (l *layout) replaced(at placed, now []string) []byte {
	was := l.dedented(at)
	keep := alikeLines(was, now)
	ending := l.ending(at.to - 1)
	var out bytes.Buffer
	for line := range at.key {
		out.Write(l.lines[line])
	}
	for i, text := range now {
		from, kept := keep[i]
		body := []byte(text)
		end := ending
		switch {
		case i == 0:
			body = append([]byte(l.plain[at.key][:at.column]), text...)
		case kept:
			body = []byte(l.plain[at.key+from])
		case text != "":
			body = append(bytes.Repeat([]byte(" "), at.column), text...)
		}
		if kept {
			end = l.lines[at.key+from][len(l.plain[at.key+from]):]
		}
		if i == len(now)-1 {
			end = l.lines[at.to-1][len(l.plain[at.to-1]):]
		} else if len(end) == 0 { // the line that ended the file is in its middle now
			end = ending
		}
		out.Write(body)
		out.Write(end)
	}
	for _, line := range l.lines[at.to:] {
		out.Write(line)
	}
	return out.Bytes()
}

// inserted returns the file with an indicator more, in the shape of the one it
// follows: its indentation, and an empty line between where there is one.
func (l *layout) inserted(after placed, now []string) []byte {
	ending := l.ending(after.to - 1)
	var out bytes.Buffer
	for _, line := range l.lines[:after.to] {
		out.Write(line)
	}
	last := l.lines[after.to-1]
	open := !bytes.HasSuffix(last, []byte("\n"))
	if open {
		out.Write(ending)
	}
	if len(l.items) < 2 || l.items[1].from > l.items[0].to {
		out.Write(ending)
	}
	for i, text := range now {
		switch {
		case i == 0:
			text = strings.Repeat(" ", after.dash) + "-" + strings.Repeat(" ", max(1, after.column-after.dash-1)) + text
		case text != "":
			text = strings.Repeat(" ", after.column) + text
		}
		out.WriteString(text)
		if i < len(now)-1 || !open {
			out.Write(ending)
		}
	}
	for _, line := range l.lines[after.to:] {
		out.Write(line)
	}
	return out.Bytes()
}

// alikeLines says which new lines are old ones, by their places.
func alikeLines(was, now []string) map[int]int {
	keep := map[int]int{}
	head := 0
	for head < len(was) && head < len(now) && was[head] == now[head] {
		keep[head] = head
		head++
	}
	tail := 0
	for tail < len(was)-head && tail < len(now)-head && was[len(was)-1-tail] == now[len(now)-1-tail] {
		keep[len(now)-1-tail] = len(was) - 1 - tail
		tail++
	}
	// Between the two, a line is an old one where it is the next of its text.
	next := head
	for i := head; i < len(now)-tail; i++ {
		if at := slices.Index(was[next:len(was)-tail], now[i]); at >= 0 {
			keep[i], next = next+at, next+at+1
		}
	}
	return keep
}

// agree holds the spliced file against what was there: as many indicators as
// there should be, the others at their lines and with their ids.
func (l *layout) agree(file string, content, spliced []byte, index, more int) ([]byte, []fault.Finding) {
	again, findings := layoutOf(file, spliced)
	if again == nil {
		return content, findings
	}
	shift := len(again.lines) - len(l.lines)
	ok := len(again.items) == len(l.items)+more
	for i := range again.items {
		if !ok || i == index {
			continue
		}
		old, moved := i, 0
		if i > index {
			old, moved = i-more, shift
		}
		was, now := l.items[old], again.items[i]
		ok = was.id == now.id && was.from+moved == now.from && was.to+moved == now.to
	}
	if !ok {
		return content, l.refuse(l.items[min(index, len(l.items)-1)].from+1, "reaches_out", locale.M("compose.reaches_out"), locale.M("compose.reaches_out_hint"))
	}
	return spliced, nil
}
