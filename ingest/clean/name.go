package clean

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"heng/internal/locale"
)

// variants are characters that are written either way in names and headers, with
// the one they are folded to.
var variants = map[rune]rune{
	'台': '臺', '裏': '裡', '羣': '群', '佈': '布', '劃': '畫', '恒': '恆', '峯': '峰', '着': '著', '户': '戶', '爲': '為',
}

// FoldVariant returns the character by which variants of one are compared: 臺
// for 台.
func FoldVariant(r rune) rune {
	if v, ok := variants[r]; ok {
		return v
	}
	return r
}

// FoldName brings a name to the form by which names of organisations and
// countries are compared: in one width and letter case, without spaces and
// punctuation, and with variants of a character made one (台 and 臺, 群 and
// 羣). Legal forms (財團法人) stay, since two bodies may differ in nothing else.
// The result is for comparing, not for showing.
func FoldName(name string) string {
	return norm.NFKC.String(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsPunct(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return FoldVariant(unicode.ToLower(r))
	}, norm.NFKC.String(strings.ToValidUTF8(name, "\uFFFD"))))
}

// LostCharacter warns of a text in which a character seems to be lost: one that
// its writer's computer alone has (造字, in the private area of Unicode), the
// mark that a conversion leaves (�), or a question mark between Chinese
// characters or at the end of what is as short as a name (游錫?). It guesses
// nothing: the text stays as it is.
func LostCharacter(text []byte) *locale.Message {
	suspect := false
	for _, c := range text {
		if c == '?' || c == 0xEE || c == 0xEF || c >= 0xF3 {
			suspect = true
			break
		}
	}
	if !suspect {
		return nil
	}
	const nameLength = 5
	runes := []rune(string(text))
	for i, r := range runes {
		switch {
		case r == utf8.RuneError:
			return refuse("clean.lost_character", text)
		case r >= 0xE000 && r <= 0xF8FF, r >= 0xF0000:
			return refuse("clean.private_character", text, "code", codePoint(r))
		case r != '?' || i == 0 || !unicode.Is(unicode.Han, runes[i-1]):
		case i+1 < len(runes) && unicode.Is(unicode.Han, runes[i+1]), i+1 == len(runes) && len(runes) <= nameLength:
			return refuse("clean.lost_character", text)
		}
	}
	return nil
}

// codePoint writes a character as U+E000.
func codePoint(r rune) string {
	const digits = "0123456789ABCDEF"
	s := ""
	for n := r; n > 0 || len(s) < 4; n >>= 4 {
		s = string(digits[n&0xF]) + s
	}
	return "U+" + s
}
