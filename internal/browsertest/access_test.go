package browsertest

import (
	"slices"
	"testing"

	"heng/internal/need"
)

// axe-core finds no violation of WCAG 2.1 at levels A and AA.
func TestAxe(t *testing.T) {
	need.File(t, "axe", "HENG_AXE")
	for _, language := range languages {
		m := measure(t, report(t, language))
		none(t, language, m.Axe.Violations)
		rules := []string{"color-contrast", "html-has-lang", "svg-img-alt", "td-headers-attr"}
		if language == "zh-TW" { // on a phone
			rules = append(rules, "scrollable-region-focusable")
		}
		for _, rule := range rules {
			if !slices.Contains(m.Axe.Passed, rule) {
				t.Errorf("%s: axe-core did not look at %s", language, rule)
			}
		}
	}
	found(t, measure(t, faulty).Axe.Failed, "color-contrast")
}

// The page can be followed without seeing it: one title, no level of headings
// left out, a name for every table and picture, links that lead somewhere.
func TestStructure(t *testing.T) {
	for _, language := range languages {
		none(t, language, measure(t, report(t, language)).Structure)
	}
	found(t, measure(t, faulty).Structure,
		"<h3> “A level is left out” follows a heading of level 1", "<table>", "has no caption", "has no heading cell",
		"has no desc", "#twice stands twice", "leads nowhere: #nowhere")
}
