package clean

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"heng/internal/locale"
)

// Dash and NotListed are the reasons returned for texts that stand in place of
// a value. They are compared by identity or with IsNil; neither means zero.
var (
	// Dash is a cell that holds only a dash or an ellipsis: zero or missing,
	// the text does not say which.
	Dash = &locale.Message{Key: "clean.dash"}
	// NotListed is 無列數: the budget lists no amount.
	NotListed = &locale.Message{Key: "clean.not_listed"}
)

// IsNil reports whether the reason says that the text stands in place of a
// value, as opposed to a text that cannot be read.
func IsNil(reason *locale.Message) bool { return reason == Dash || reason == NotListed }

// maxText is how long a text may be that is still looked at, in bytes. The
// longest legitimate one, an amount in 大寫 beside its digits, is far shorter.
const maxText = 256

// refuse makes a reason with the text it is about.
func refuse(key string, text []byte, pairs ...any) *locale.Message {
	m := locale.M(key, append([]any{"text", excerpt(text)}, pairs...)...)
	return &m
}

// excerpt returns the text for a message, cut where it is long.
func excerpt(text []byte) string {
	const keep = 60
	if utf8.RuneCount(text) <= keep {
		return strings.ToValidUTF8(string(text), "�")
	}
	return strings.ToValidUTF8(string([]rune(string(text))[:keep]), "�") + "…"
}

// fold returns the text with full-width and other variants of ASCII signs,
// compatibility ideographs and spaces brought to one form, trimmed, and
// without the spaces that do not part two digits.
//
// It does less than NFKC on purpose: NFKC would read 10² as 102 and ① as 1.
func fold(text []byte) string {
	var b strings.Builder
	b.Grow(len(text))
	space := false
	last := rune(0)
	for _, r := range string(text) {
		r = foldRune(r)
		switch r {
		case 0:
			continue
		case ' ':
			space = true
			continue
		}
		if space && isDigit(last) && isDigit(r) {
			b.WriteByte(' ')
		}
		space = false
		b.WriteRune(r)
		last = r
	}
	return b.String()
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// foldRune returns the plain form of r, a space for every kind of space, and 0
// for characters without width.
func foldRune(r rune) rune {
	switch {
	case r > ' ' && r < 0x7F:
		return r
	case r >= 0xFF01 && r <= 0xFF5E:
		return r - 0xFEE0
	case r >= 0xF900 && r <= 0xFAFF, r >= 0x2F00 && r <= 0x2FDF:
		// Compatibility ideographs and radicals look like the ordinary ones
		// and come from old encodings and from PDF.
		folded, _ := utf8.DecodeRuneInString(norm.NFKC.String(string(r)))
		return folded
	}
	switch r {
	case ' ', '\t', '\n', '\r', 0xA0, 0x3000, 0x2002, 0x2003, 0x2007, 0x2009, 0x200A, 0x202F:
		return ' '
	case 0x200B, 0x200C, 0x200D, 0xFEFF, 0x2060:
		return 0
	case '−', '﹣':
		return '-'
	case '﹐':
		return ','
	case '﹒':
		return '.'
	case '﹙':
		return '('
	case '﹚':
		return ')'
	case '﹪':
		return '%'
	case '﹩':
		return '$'
	case '○', '◯': // typed for 〇
		return '〇'
	case '台':
		return '臺'
	}
	return r
}

// nilMark returns the mark that a folded text is, or nil.
func nilMark(s string) *locale.Message {
	switch s {
	case "-", "--", "---", "–", "—", "——", "―", "─", "…", "……", "⋯":
		return Dash
	case "無列數":
		return NotListed
	}
	return nil
}

// prepare folds a text and deals with what no reader can use: nothing at all,
// far too much, bytes that are no text, and marks that stand for no value.
func prepare(text []byte, key string) (string, *locale.Message) {
	if len(text) > maxText || !utf8.Valid(text) || bytes.IndexByte(text, 0) >= 0 {
		return "", refuse(key, text)
	}
	s := fold(text)
	if s == "" {
		return "", refuse("clean.empty", text)
	}
	return s, nilMark(s)
}
