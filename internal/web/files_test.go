package web_test

import (
	"html"
	"net/http"
	"strings"
	"testing"

	"heng/internal/access"
	"heng/internal/webtest"
)

// TestFilesOfPages: every table of a page leads to its CSV and its ODS, these are of the
// period that the page is about, and they are there for who may see the page alone.
func TestFilesOfPages(t *testing.T) {
	s := webtest.Example(t, false)
	v, member := s.As(t, access.Analyst), s.As(t, access.Member)
	const rows = "/en/indicators/mofa/grant-amounts-published/rows?period=2017"
	for page, least := range map[string]int{
		"/zh-TW/overview?period=2016&compare=2014": 4, "/en/dimensions/mofa/transparency": 2, "/zh-TW/quality": 4,
		"/en/indicators/mofa/grant-amounts-published?period=2016&compare=2015": 4, rows: 2,
	} {
		found := 0
		for _, link := range strings.Split(v.Get(page).Body, `<a href="`)[1:] {
			link, rest, _ := strings.Cut(link, `"`)
			if link = html.UnescapeString(link); !strings.HasPrefix(rest, " download") {
				continue
			}
			found++
			a := v.Get(link)
			path, query, _ := strings.Cut(link, "?")
			isBook := strings.HasSuffix(path, ".ods")
			if a.Status != http.StatusOK || len(a.Body) < 50 || isBook != strings.HasPrefix(a.Body, "PK") || !isBook && !strings.HasPrefix(a.Body, "\uFEFF") {
				t.Errorf("%s: %d, %d bytes", link, a.Status, len(a.Body))
			}
			if _, of, asked := strings.Cut(page, "?"); asked && query != of {
				t.Errorf("%s leads to %s", page, link)
			}
			if got := member.Get(link); (got.Status == http.StatusOK) != access.Member.May(access.SeeQuality) && strings.Contains(link, "/quality/") {
				t.Errorf("%s for a member: %d", link, got.Status)
			}
		}
		if found < least {
			t.Errorf("%s has %d files", page, found)
		}
	}
	overview := v.Get("/en/overview/files/overview.csv?period=2016&compare=2014").Body
	if head, _, _ := strings.Cut(overview, "\n"); !strings.Contains(head, "2016,2014") || !strings.Contains(overview, "Grants whose amount is published,Transparency,") {
		t.Errorf("the overview as CSV begins %q", head)
	}
}
