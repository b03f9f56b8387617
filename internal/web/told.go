package web

import (
	"html/template"
	"strings"
	"time"

	"heng/internal/followup/sheet"
	"heng/internal/locale"
)

// told is a text that somebody wrote, in the language in which it is there.
type told struct {
	Text string
	Lang locale.Lang // empty: that of the page
}

func toldIn(lang locale.Lang, text locale.Text) told {
	said, in := sheet.Told(text, lang)
	if in == lang {
		in = ""
	}
	return told{said, in}
}

// own marks what somebody wrote, or records hold, with its language where that is not
// the page's.
func own(page locale.Lang, text string) template.HTML {
	var all strings.Builder
	for _, run := range locale.Runs(text, page) {
		if run.Lang == "" {
			all.WriteString(template.HTMLEscapeString(run.Text))
			continue
		}
		all.WriteString(`<span lang="` + string(run.Lang) + `">` + template.HTMLEscapeString(run.Text) + `</span>`)
	}
	return template.HTML(all.String())
}

// dated writes a day that is kept as 2018-06-22.
func dated(p locale.Printer, day string) string {
	if t, err := time.Parse(time.DateOnly, day); err == nil {
		return p.ShortDate(t)
	}
	return day
}
