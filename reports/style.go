package reports

import (
	"fmt"
	"html/template"
	"strings"
	"unicode"
)

// sheet returns a style sheet of the folder page, and what print adds: a
// header that names the section and a footer with the edition.
func (b *book) sheet(file, footer string, sections []*section) template.CSS {
	text, err := pageFiles.ReadFile("page/" + file)
	if err != nil {
		panic(err) // embedded beside this file
	}
	var s strings.Builder
	s.Write(text)
	fmt.Fprintf(&s, "@page { @bottom-left { content: %s } }\n", cssString(footer))
	for _, c := range sections {
		fmt.Fprintf(&s, "@page %s { @top-left { content: %s } }\n.%s { page: %s }\n", c.Page, cssString(c.Title), c.Page, c.Page)
	}
	return template.CSS(s.String())
}

// StyleSheet returns the style of the report's pages, for pages that show parts of
// them.
func StyleSheet() []byte {
	text, err := pageFiles.ReadFile("page/page.css")
	if err != nil {
		panic(err) // embedded beside this file
	}
	return text
}

// cssString writes a text as a string of CSS, every character that could end
// it as an escape.
func cssString(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == ' ' || strings.ContainsRune("，。：（）、－—", r) {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, `\%06x `, r) // the space ends the escape and is no part of the text
		}
	}
	b.WriteByte('"')
	return b.String()
}
