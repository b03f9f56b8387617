package reports

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"heng/internal/locale"
)

// sentence is a text with figures in it, as the page prints it: its parts in
// order.
type sentence []part

// part is a piece of text or, where Figure is set, a figure. A text may lead to what
// has an ID in the page.
type part struct {
	Text   string
	Link   string
	Figure *figure
}

// mark encloses the number of a figure in a text under way. Texts of authors
// have it taken out first, so that none can pass for a figure.
const mark = "\x00"

// write writes a catalogue entry whose arguments may be figures and
// sentences. In Chinese a figure that begins or ends in Latin letters or
// digits is set off by a space from the characters around it.
func write(p locale.Printer, key string, pairs ...any) sentence {
	var pieces []sentence
	args := make([]any, len(pairs))
	for i, a := range pairs {
		switch a := a.(type) {
		case figure:
			args[i] = mark + strconv.Itoa(len(pieces)) + mark
			pieces = append(pieces, sentence{{Figure: &a}})
		case sentence:
			args[i] = mark + strconv.Itoa(len(pieces)) + mark
			pieces = append(pieces, a)
		case string:
			args[i] = strings.ReplaceAll(a, mark, "")
		case locale.Text:
			args[i] = strings.ReplaceAll(a.In(p.Lang), mark, "")
		case []string:
			args[i] = strings.ReplaceAll(p.List(a), mark, "")
		default:
			args[i] = a // numbers
		}
	}
	var s sentence
	for i, text := range strings.Split(p.Text(key, args...), mark) {
		if i%2 == 0 {
			s = s.add(p.Lang, part{Text: text})
			continue
		}
		number, _ := strconv.Atoi(text)
		for _, piece := range pieces[number] {
			s = s.add(p.Lang, piece)
		}
	}
	return s
}

func (s sentence) add(lang locale.Lang, next part) sentence {
	text := next.String()
	if text == "" {
		return s
	}
	if len(s) == 0 {
		return append(s, next)
	}
	last := &s[len(s)-1]
	before, _ := utf8.DecodeLastRuneInString(last.String())
	after, _ := utf8.DecodeRuneInString(text)
	if lang == locale.ZhTW && (last.Figure != nil || next.Figure != nil) &&
		(unicode.Is(unicode.Han, before) && isLatin(after) || isLatin(before) && unicode.Is(unicode.Han, after)) {
		s = s.addText(" ")
	}
	if next.Figure == nil {
		return s.addText(next.Text)
	}
	return append(s, next)
}

func (s sentence) addText(text string) sentence {
	if last := len(s) - 1; s[last].Figure == nil {
		s[last].Text += text
		return s
	}
	return append(s, part{Text: text})
}

// leading makes the name of an indicator, where the sentence says it first, lead to its
// block.
func (s sentence) leading(name, id string) sentence {
	if len(s) == 0 || s[0].Figure != nil {
		return s
	}
	rest, ok := strings.CutPrefix(s[0].Text, name)
	if !ok {
		return s
	}
	return append(sentence{{Text: name, Link: id}, {Text: rest}}, s[1:]...)
}

// isLatin reports whether a rune is set off from Chinese characters.
func isLatin(r rune) bool {
	return r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r)) || r == '%' || r == '−' || r == '$'
}

func (p part) String() string {
	if p.Figure != nil {
		return p.Figure.Text
	}
	return p.Text
}

// String writes the sentence as plain text.
func (s sentence) String() string {
	var b strings.Builder
	for _, part := range s {
		b.WriteString(part.String())
	}
	return b.String()
}
