package locale

import (
	"regexp"
	"strings"
	"unicode"
)

// Run is a stretch of a text in one language.
type Run struct {
	Lang Lang // empty: that of the page
	Text string
}

// english finds three words or more of Latin letters in a row. Fewer are a name or a
// term (OECD DAC, World Bank), which belong to the language around them.
var english = regexp.MustCompile(`\p{Latin}[\p{Latin}\p{N}'’-]*(?:[,.;:!?)"”]* +[("“]*[\p{Latin}\p{N}][\p{Latin}\p{N}'’-]*){2,}[.!?)”]*`)

// Runs splits a text by language, as far as its script tells: what people write, and
// what stands in records, has the language of who wrote it and not of the page, and a
// voice reads it rightly only where that is marked (WCAG 2.1, 3.1.2). Put together, the
// stretches are the text.
func Runs(text string, page Lang) []Run {
	if page == ZhTW {
		return englishRuns(text)
	}
	var runs []Run
	for _, r := range text {
		lang := Lang("")
		if unicode.Is(unicode.Han, r) || strings.ContainsRune("，。：；、「」『』（）！？《》", r) {
			lang = ZhTW
		}
		if last := len(runs) - 1; last >= 0 && runs[last].Lang == lang {
			runs[last].Text += string(r)
		} else {
			runs = append(runs, Run{lang, string(r)})
		}
	}
	return runs
}

func englishRuns(text string) []Run {
	var runs []Run
	add := func(lang Lang, text string) {
		if text != "" {
			runs = append(runs, Run{lang, text})
		}
	}
	from := 0
	for _, at := range english.FindAllStringIndex(text, -1) {
		add("", text[from:at[0]])
		add(En, text[at[0]:at[1]])
		from = at[1]
	}
	add("", text[from:])
	return runs
}
