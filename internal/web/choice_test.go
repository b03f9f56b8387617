package web_test

import (
	"net/http"
	"strings"
	"testing"

	"heng/internal/access"
	"heng/internal/webtest"
	"heng/reports"
)

// TestChosenPeriod: the pages are about the period that the address asks for, and every
// link on them to another page of them keeps it.
func TestChosenPeriod(t *testing.T) {
	s := webtest.Example(t, false)
	v := s.As(t, access.Member)
	for query, periods := range map[string][2]string{ // the report's are 2017 and 2016
		"?period=2016": {"2016", "2015"}, "?period=2017&compare=2013": {"2017", "2013"},
		"?period=2015&compare=none": {"2015", ""}, "?compare=2014": {"2017", "2014"},
	} {
		for _, page := range []string{"/overview", "/dimensions/mofa/transparency"} {
			a := v.Get("/en" + page + query)
			numbers, err := reports.Numbers([]byte(a.Body))
			if err != nil || a.Status != http.StatusOK {
				t.Fatalf("%s%s: %d, %v", page, query, a.Status, err)
			}
			of := map[string]int{}
			for _, n := range numbers {
				if n.Field == "value" && len(n.Breakdown) == 0 {
					of[n.Period]++
				}
			}
			if of[periods[0]] < 3 || periods[1] != "" && of[periods[1]] < 3 || periods[1] == "" && of["2014"] > of["2015"]/3 {
				t.Errorf("%s%s shows values of %v", page, query, of)
			}
			links := 0
			for _, link := range strings.Split(a.Body, `href="`)[1:] {
				link, _, _ = strings.Cut(link, `"`)
				if (strings.HasPrefix(link, "/en/indicators/") || strings.HasPrefix(link, "/en/dimensions/")) && link != "/en"+page { // that leads back to the report's period
					links++
					if !strings.Contains(link, "?period="+periods[0]+"&amp;compare=") {
						t.Errorf("%s%s leads to %s", page, query, link)
					}
				}
			}
			if links < 10 {
				t.Errorf("%s%s has %d links: the test has lost its subject", page, query, links)
			}
		}
	}
	// What was published, and why it changed, leads back to the period.
	for page, link := range map[string]string{
		"/en/indicators/mofa/oda?period=2016": "/en/indicators/mofa/oda/history?period=2016&amp;compare=2015", "/en/indicators/mofa/oda/history?period=2016": "/en/indicators/mofa/oda?period=2016&amp;compare=2015",
	} {
		if a := v.Get(page); !strings.Contains(a.Body, `href="`+link+`"`) {
			t.Errorf("%s does not lead to %s", page, link)
		}
	}
	// The report's own choice needs none in an address.
	if a := v.Get("/en/dimensions/mofa/transparency?period=2017&compare=2016"); strings.Contains(a.Body, `reports-on-time?`) || !strings.Contains(a.Body, `mofa/grant-amounts-published"`) {
		t.Error("the report's period is asked for in links")
	}
	for query, text := range map[string]string{
		"?period=2099": "nothing of the period “2099”", "?period=abc%3Cb%3E": "“abc&lt;b&gt;”", "?compare=2099": "“2099”", "?period=" + strings.Repeat("9", 5000): "9999…”",
		"?period=2016&compare=2017": "2016 cannot be compared with 2017", "?period=2017&compare=2018-S1": "cannot be compared with the first half of 2018",
		"?period=_U": "“_U”", "?period=2016&compare=2016": "cannot be compared",
	} {
		a := v.Get("/en/overview" + query)
		if a.Status != http.StatusNotFound || !strings.Contains(a.Body, text) || !strings.Contains(a.Body, `<a href="/en/overview">Back to the report period</a>`) {
			t.Errorf("%s: %d, without %q\n%s", query, a.Status, text, a.Body[strings.Index(a.Body, "<main"):])
		}
	}
	if a := v.Get("/zh-TW/search?q=oda&period=2016&compare=2015"); !strings.Contains(a.Body, `/zh-TW/indicators/mofa/oda?period=2016&amp;compare=2015`) || !strings.Contains(a.Body, `<input type="hidden" name="period" value="2016">`) {
		t.Error("a search loses the period")
	}
}
