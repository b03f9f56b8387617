package compose

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// tokenKind tells the words of an expression apart.
type tokenKind int

const (
	wordToken      tokenKind = iota // a name or a keyword
	quotedToken                     // "a name in quotes"
	textToken                       // 'a text'
	numberToken                     // 12.5
	parameterToken                  // :as_of
	symbolToken                     // an operator, a bracket, a comma
)

// token is a word of an expression, with where it stands in the text.
type token struct {
	kind     tokenKind
	text     string // a text without its quotes; else as written
	from, to int    // bytes
}

// is reports whether the token is a keyword or a symbol.
func (t token) is(text string) bool {
	return (t.kind == wordToken || t.kind == symbolToken) && strings.EqualFold(t.text, text)
}

// tokens splits an expression into its words; ok is false where it holds what
// the pickers know nothing of: a comment, a quote that never ends.
func tokens(text string) (all []token, ok bool) {
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
		from := at
		switch {
		case unicode.IsSpace(r):
			at += size
			continue
		case r == '\'' || r == '"':
			body, length := quotedBody(text[at:], byte(r))
			if length == 0 {
				return nil, false
			}
			at += length
			kind := textToken
			if r == '"' {
				kind = quotedToken
			}
			all = append(all, token{kind, body, from, at})
			continue
		case strings.HasPrefix(text[at:], "--") || strings.HasPrefix(text[at:], "/*"):
			return nil, false
		case isDigit(r):
			for at < len(text) && (isDigit(rune(text[at])) || text[at] == '.') {
				at++
			}
			all = append(all, token{numberToken, text[from:at], from, at})
			continue
		case r == ':' && at+1 < len(text) && wordLength(text[at+1:]) > 0:
			at += 1 + wordLength(text[at+1:])
			all = append(all, token{parameterToken, text[from+1 : at], from, at})
			continue
		case wordLength(text[at:]) > 0:
			at += wordLength(text[at:])
			all = append(all, token{wordToken, text[from:at], from, at})
			continue
		}
		for _, two := range []string{"<>", "<=", ">=", "!=", "||", "::", "->"} {
			if strings.HasPrefix(text[at:], two) {
				size = 2
			}
		}
		at += size
		all = append(all, token{symbolToken, text[from:at], from, at})
	}
	return all, true
}

// quotedBody reads a text in quotes, in which a quote is written twice, and how
// many bytes it takes; none where it does not end.
func quotedBody(text string, quote byte) (string, int) {
	var b strings.Builder
	for at := 1; at < len(text); at++ {
		if text[at] != quote {
			b.WriteByte(text[at])
			continue
		}
		if at+1 < len(text) && text[at+1] == quote {
			b.WriteByte(quote)
			at++
			continue
		}
		return b.String(), at + 1
	}
	return "", 0
}

// wordLength returns how many bytes of the text are a name.
func wordLength(text string) int {
	for at, r := range text {
		if r != '_' && !unicode.IsLetter(r) && (at == 0 || !isDigit(r)) {
			return at
		}
	}
	return len(text)
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }
