package reports_test

import (
	"regexp"
	"slices"
	"testing"

	"heng/internal/locale"
	"heng/reports"
)

// A chapter that an author filled with many indicators begins with a table of
// them, in the author's order and with the cells of the glance; one with few does
// not.
func TestLongChapterBeginsWithATable(t *testing.T) {
	many := []string{"oda", "datasets-published", "languages", "reports-on-time", "publication-lag", "rulings-open"}
	rows := regexp.MustCompile(`<tr><th scope="row"><a href="#indicator_mofa_([a-z-]+)">`)
	for n := 1; n <= len(many); n++ {
		in := sample()
		in.Outline = &reports.Outline{Chapters: []*reports.Chapter{{Title: both("甲", "A"), Indicators: many[:n]}}}
		page := string(build(t, in, locale.En))
		table := regexp.MustCompile(`(?s)<table class="figures overview compared">\s*<caption id="chapter_1_overview">.*?</table>`).FindString(page)
		if has := table != ""; has != (n >= 6) {
			t.Errorf("a table of %d indicators: %t", n, has)
		}
		if table == "" {
			continue
		}
		var got []string
		for _, m := range rows.FindAllStringSubmatch(table, -1) {
			got = append(got, m[1])
		}
		if !slices.Equal(got, many) {
			t.Errorf("the rows are %s, not %s", got, many)
		}
	}
}

// The glance links the dimensions that have a chapter, and no others.
func TestGlanceLinksChapters(t *testing.T) {
	in := sample()
	in.Outline = &reports.Outline{Chapters: []*reports.Chapter{{Part: "glance"}, {Title: both("甲", "A"), Indicators: []string{"datasets-published", "languages"}}}}
	page := build(t, in, locale.En)
	for _, link := range regexp.MustCompile(`href="#([^"]+)"`).FindAllSubmatch(page, -1) {
		if !regexp.MustCompile(`id="` + string(link[1]) + `"`).Match(page) {
			t.Errorf("#%s leads nowhere", link[1])
		}
	}
}
