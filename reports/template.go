package reports

import (
	"embed"
	"html/template"
	"regexp"

	"heng/internal/locale"
)

//go:embed page
var pageFiles embed.FS

// functions are what the templates may call, beside id.
func (b *book) functions() template.FuncMap {
	return template.FuncMap{
		"t":      b.p.Text,
		"means":  b.statusMeaning,
		"runs":   b.runs,
		"join":   b.join,
		"before": func(n int) int { return n - 1 },
	}
}

// afterFullWidth is the space that YAML's folding of lines leaves after
// full-width punctuation, where Chinese has none.
var afterFullWidth = regexp.MustCompile(`([，。：；、！？」』）]) `)

// runs splits a text by language: an author writes some texts once for all languages
// (owners, sources, groups).
func (b *book) runs(text string) []locale.Run {
	if b.p.Lang == locale.ZhTW {
		text = afterFullWidth.ReplaceAllString(text, "$1")
	}
	return locale.Runs(text, b.p.Lang)
}
