package reports_test

import (
	"regexp"
	"testing"

	"heng/internal/locale"
	"heng/reports"
)

func compose(t *testing.T, in reports.Input, lang locale.Lang) *reports.Edition {
	t.Helper()
	e, err := reports.Compose(t.Context(), in, lang)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// The side-by-side edition holds every number of both pages, and its links stay
// within the page: no id twice, none missing.
func TestSideBySide(t *testing.T) {
	chinese, english := compose(t, sample(), locale.ZhTW), compose(t, sample(), locale.En)
	page, err := reports.SideBySide(chinese, english)
	if err != nil {
		t.Fatal(err)
	}
	shown, err := reports.Numbers(page)
	if err != nil {
		t.Fatal(err)
	}
	want := 0
	for _, e := range []*reports.Edition{chinese, english} {
		text, err := e.Page()
		if err != nil {
			t.Fatal(err)
		}
		numbers, err := reports.Numbers(text)
		if err != nil {
			t.Fatal(err)
		}
		want += len(numbers)
	}
	if want == 0 || len(shown) != want {
		t.Errorf("%d numbers side by side, %d on the two pages", len(shown), want)
	}
	ids := map[string]bool{}
	for _, m := range regexp.MustCompile(` id="([^"]*)"`).FindAllSubmatch(page, -1) {
		if id := string(m[1]); ids[id] {
			t.Errorf("id %s stands twice", id)
		} else {
			ids[id] = true
		}
	}
	links := 0
	for _, m := range regexp.MustCompile(`(?:href="#|aria-labelledby=")([^"]*)"`).FindAllSubmatch(page, -1) {
		links++
		if !ids[string(m[1])] {
			t.Errorf("nothing has the id %s", m[1])
		}
	}
	if links == 0 {
		t.Error("no links on the page")
	}
}
