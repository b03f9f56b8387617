package datapackage

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"heng/ingest/clean"
)

// FoldHeader brings the text of a header to the form by which headers are
// compared: without spaces and characters of no width, in one width and letter
// case, and with variants of a character made one (台 and 臺). The result is
// for comparing, not for showing.
func FoldHeader(text string) string {
	// Once more behind the folding: without a space an accent joins the letter
	// before it.
	return norm.NFKC.String(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), unicode.IsControl(r), unicode.Is(unicode.Cf, r):
			return -1
		}
		return clean.FoldVariant(unicode.ToLower(r))
	}, norm.NFKC.String(text)))
}

// Match returns the field that a header of a file belongs to, by its name or
// by one of its headers, or nil.
func (s *Schema) Match(header string) *Field {
	folded := FoldHeader(header)
	for _, f := range s.Fields {
		if FoldHeader(f.Name) == folded {
			return f
		}
		for _, h := range f.Headers {
			if FoldHeader(h) == folded {
				return f
			}
		}
	}
	return nil
}
