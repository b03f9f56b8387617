package locale

import "fmt"

// Lang is a BCP 47 tag of a language Heng writes.
type Lang string

// The languages of every screen text and report.
const (
	ZhTW Lang = "zh-TW"
	En   Lang = "en"
)

// Endonym is the language's name in itself, as who reads it looks for it.
func (l Lang) Endonym() string {
	if l == ZhTW {
		return "中文"
	}
	return "English"
}

// Languages lists the languages that have a catalogue, in the order in which
// outputs show them.
var Languages = []Lang{ZhTW, En}

// ParseLang returns the language named by tag, which may be a POSIX locale
// name such as zh_TW.UTF-8. The second result is false when no catalogue
// exists for it.
func ParseLang(tag string) (Lang, bool) {
	switch {
	case tag == "":
		return "", false
	case hasPrefixFold(tag, "zh"):
		return ZhTW, true
	case hasPrefixFold(tag, "en"):
		return En, true
	}
	return "", false
}

func hasPrefixFold(s, prefix string) bool {
	if len(s) < len(prefix) {
		return false
	}
	for i := range len(prefix) {
		if s[i]|0x20 != prefix[i] {
			return false
		}
	}
	return len(s) == len(prefix) || s[len(prefix)] == '-' || s[len(prefix)] == '_' || s[len(prefix)] == '.'
}

// Text is one text in several languages, as an author wrote it in YAML:
// {zh-TW: …, en: …}.
type Text map[Lang]string

// In returns the text in lang, or the empty string where it has none: a
// missing translation is reported by the check of definitions, never replaced
// by the other language.
func (t Text) In(lang Lang) string { return t[lang] }

// IsZero reports whether the text is empty in every language.
func (t Text) IsZero() bool {
	for _, s := range t {
		if s != "" {
			return false
		}
	}
	return true
}

// Message is a text of the catalogue with its arguments. It carries no
// language until a Printer writes it, so one error serves every reader.
type Message struct {
	Key  string
	Args []Arg
}

// Arg is a named argument of a Message.
type Arg struct {
	Name  string
	Value any
}

// M makes a message from a catalogue key and pairs of argument name and
// value. An argument may be a string, an integer, a decimal.Decimal, a Text,
// another Message, a []string (joined as the language joins a list) or
// anything with a String method. It panics when the pairs do not match up,
// which only a slip in the program can cause.
func M(key string, pairs ...any) Message {
	if len(pairs)%2 != 0 {
		panic(fmt.Sprintf("locale.M(%q): arguments must come in pairs", key))
	}
	m := Message{Key: key}
	for i := 0; i < len(pairs); i += 2 {
		m.Args = append(m.Args, Arg{Name: pairs[i].(string), Value: pairs[i+1]})
	}
	return m
}

// IsZero reports whether the message is empty.
func (m Message) IsZero() bool { return m.Key == "" }

// String writes the message in English, for logs and tests.
func (m Message) String() string { return NewPrinter(En).Sprint(m) }
