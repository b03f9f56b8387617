package reports_test

import (
	"strings"
	"testing"

	"heng/internal/locale"
	"heng/reports"
)

// Where the groups stand that were asked about an indicator is said in its chapter, in
// numbers, and so is what is open; of an indicator that nobody was asked about nothing is.
func TestWhatGroupsSaidOfAnIndicator(t *testing.T) {
	in := sample()
	said := map[locale.Lang]string{locale.En: "What the groups said", locale.ZhTW: "團體意見"}
	for lang, label := range said {
		if strings.Contains(string(build(t, in, lang)), label) {
			t.Errorf("%s: says what nobody said", lang)
		}
	}
	in.Hearings = map[string][]reports.Hearing{"mofa/reports-on-time": {
		{Opened: "2018-01-02", Deadline: "2018-02-01", Closed: "2018-02-02", InForce: true, Groups: 5, Agreed: 3, Objected: 1, Silent: 1, Objections: 2, Referred: 1},
		{Opened: "2018-05-02", Deadline: "2018-07-01", Groups: 4, Agreed: 1, Lapsed: 1, Commented: 2, Unanswered: 1},
	}}
	wanted := map[locale.Lang][]string{
		locale.En: {
			"In force after a consultation from 2 Jan 2018 to 2 Feb 2018: of 5 groups, 3 agreed, 1 has an open objection, 1 said nothing. 2 objections stand, 1 put before the advisory group.",
			"Before the groups since 2 May 2018, with answers due by 1 July 2018: of 4 groups, 1 agreed, 0 have an open objection, 1 agreed only to an earlier text, 2 commented or asked without agreeing or objecting, 0 said nothing. 1 point has no answer yet.",
		},
		locale.ZhTW: {"5 個團體中，3 個同意、1 個異議未解決、1 個未回覆。尚有 2 則異議未解決，其中 1 則已提報諮詢小組。"},
	}
	for lang, sentences := range wanted {
		page := string(build(t, in, lang))
		for _, s := range sentences {
			if !strings.Contains(page, s) {
				at := strings.Index(page, said[lang])
				t.Errorf("%s: no %q\n%s", lang, s, page[max(at, 0):min(max(at, 0)+900, len(page))])
			}
		}
	}
}
