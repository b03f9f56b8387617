package reports

import (
	"embed"
	"html/template"
	"regexp"
	"strings"
	"unicode"

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

// run is a stretch of text in one language.
type run struct{ Lang, Text string }

// afterFullWidth is the space that YAML's folding of lines leaves after
// full-width punctuation, where Chinese has none.
var afterFullWidth = regexp.MustCompile(`([，。：；、！？」』）]) `)

// runs splits a text into stretches by language: an author writes some texts
// once for all languages (owners, sources, groups), and where Chinese stands
// on an English page it is marked as Chinese.
func (b *book) runs(text string) []run {
	if b.p.Lang == locale.ZhTW {
		return []run{{Text: afterFullWidth.ReplaceAllString(text, "$1")}}
	}
	var runs []run
	for _, r := range text {
		lang := ""
		if unicode.Is(unicode.Han, r) || strings.ContainsRune("，。：；、「」『』（）！？", r) {
			lang = string(locale.ZhTW)
		}
		if last := len(runs) - 1; last >= 0 && runs[last].Lang == lang {
			runs[last].Text += string(r)
		} else {
			runs = append(runs, run{lang, string(r)})
		}
	}
	return runs
}
