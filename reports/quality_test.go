package reports_test

import (
	"strings"
	"testing"

	"heng/internal/fault"
	"heng/internal/locale"
	"heng/reports"
)

// The part on the quality of the data says how records came in, who has not
// reported, what was pointed out and what looks odd, in each language.
func TestQuality(t *testing.T) {
	in := sample()
	in.Warnings = []reports.RejectReason{{Resource: "grants", Columns: []string{"amount"}, Reason: locale.M("reject.dash"), Rows: 2,
		Examples: []fault.Place{{File: "data/a.csv", Line: 4}}}}
	in.Quality = []reports.Quality{{
		Resource: "grants", Read: 1200, Accepted: 1190, Changed: 1100, Warned: 2, Rejected: 10,
		Files: []reports.QualityFile{
			{Place: fault.Place{File: "data/a.csv"}, Encoding: "big5", Rows: 1000},
			{Place: fault.Place{File: "data/b.ods", Sheet: "核定"}, Rows: 200},
		},
		Advice: []reports.QualityAdvice{{
			Message: "advice.amount_zero", Columns: []string{"amount"}, Advice: locale.M("advice.advice_amount_zero", "share", locale.M("advice.share_few")),
			Rows: 1, Of: 5000, Examples: []fault.Place{{File: "data/a.csv", Line: 7}},
		}},
		Senders: []reports.QualitySender{
			{Name: both("國經司", "Department"), Expected: true, Accepted: 1190}, {Name: both("領務局", "Bureau"), Expected: true}, {Rejected: 10},
		},
	}}
	for lang, want := range map[locale.Lang][]string{
		locale.ZhTW: {"資料品質", "big5、試算表", "data/a.csv、data/b.ods[核定]", "1,100", "領務局", "未註明填報單位", "以「-」代替數值", "為零", "低於 0.1%", "只有少數列", "僅供參考"},
		locale.En:   {"Quality of the data", "big5, spreadsheet", "1,100", "Bureau", "sender not stated", "a dash in the place of a value", "is zero", "below 0.1%", "A few rows", "advisory"},
	} {
		page := string(build(t, in, lang))
		for _, text := range want {
			if !strings.Contains(page, text) {
				t.Errorf("%s: no %q", lang, text)
			}
		}
		for _, text := range []string{"[quality.", "[advice.", "[report.", "{fields}"} {
			if strings.Contains(page, text) {
				t.Errorf("%s: %q is there", lang, text)
			}
		}
	}
}
