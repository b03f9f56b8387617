package prose

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"heng/internal/locale"
)

// Sentence is a text with figures in it: its parts in order.
type Sentence []Part

// Part is a piece of text, or a figure as it stands in the sentence.
type Part struct {
	Text string
	Ref  any // of a figure: what the caller gave
	// In Chinese, Latin letters and digits of a figure or of a name are set
	// off by a space; those of the grammar's own words are written as meant.
	apart bool
}

// String writes the sentence as plain text.
func (s Sentence) String() string {
	var b strings.Builder
	for _, part := range s {
		b.WriteString(part.Text)
	}
	return b.String()
}

// name is a constituent whose text is the caller's.
type name string

// spacing decides whether a space stands between two neighbours.
type spacing func(before, after Part) bool

// say puts constituents in order: words, names, periods, figures and phrases.
func say(space spacing, constituents ...any) Sentence {
	var s Sentence
	add := func(p Part) {
		if p.Text == "" {
			return
		}
		if last := len(s) - 1; last >= 0 && space(s[last], p) {
			s = append(s, Part{Text: " "})
		}
		if last := len(s) - 1; last >= 0 && s[last].Ref == nil && p.Ref == nil && !s[last].apart && !p.apart {
			s[last].Text += p.Text
			return
		}
		s = append(s, p)
	}
	for _, c := range constituents {
		switch c := c.(type) {
		case string:
			add(Part{Text: c})
		case name:
			add(Part{Text: string(c), apart: true})
		case Figure:
			add(Part{Text: c.Text, Ref: c.Ref, apart: true})
		case Sentence:
			for i, p := range c {
				if i == 0 {
					add(p)
				} else {
					s = append(s, p)
				}
			}
		}
	}
	return s
}

// betweenWords is the spacing of English: between all words, not before
// punctuation that closes and not after punctuation that opens.
func betweenWords(before, after Part) bool {
	return !strings.HasPrefix(after.Text, " ") && !strings.HasSuffix(before.Text, " ") &&
		!strings.ContainsAny(after.Text[:1], ",.;:)") && !strings.HasSuffix(before.Text, "(")
}

// aroundLatin is the spacing of Chinese: where a figure or a name of Latin
// letters or digits meets a Chinese character.
func aroundLatin(before, after Part) bool {
	if !before.apart && !after.apart {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(before.Text)
	first, _ := utf8.DecodeRuneInString(after.Text)
	return unicode.Is(unicode.Han, last) && isLatin(first) || isLatin(last) && unicode.Is(unicode.Han, first)
}

func isLatin(r rune) bool {
	return r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r)) || r == '%' || r == '−' || r == '$'
}

// grammar is what each language has.
type grammar interface {
	finding(s Statement) Sentence
	title(s Statement) Sentence
	plain(s Statement) Sentence
	movement(s Statement) Sentence
	notes(s Statement) Sentence
	bounds(t *Target) Sentence
}

func grammarOf(lang locale.Lang) grammar {
	if lang == locale.ZhTW {
		return chinese{}
	}
	return english{}
}

// Finding writes the sentence under an indicator's name.
func Finding(lang locale.Lang, s Statement) Sentence { return grammarOf(lang).finding(s) }

// Title writes what a chart shows as its title.
func Title(lang locale.Lang, s Statement) Sentence { return grammarOf(lang).title(s) }

// Plain writes a few short sentences for readers who do not know the terms.
func Plain(lang locale.Lang, s Statement) Sentence { return grammarOf(lang).plain(s) }

// Movement writes a line of a list of what rose or fell. The statement has a
// measured change.
func Movement(lang locale.Lang, s Statement) Sentence { return grammarOf(lang).movement(s) }

// Notes writes what limits a value, in sentences; empty where nothing does.
func Notes(lang locale.Lang, s Statement) Sentence { return grammarOf(lang).notes(s) }

// Bounds writes a target as a phrase: 90%, at least 90%, 10% to 20%.
func Bounds(lang locale.Lang, t Target) Sentence { return grammarOf(lang).bounds(&t) }
