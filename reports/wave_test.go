package reports_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"heng/indicators"
	"heng/internal/locale"
)

// TestWave: what a poll has to disclose is printed in full, with what is not known,
// and with why it is not to be compared with the poll before.
func TestWave(t *testing.T) {
	in := sample()
	polls := in.Frameworks[0].Indicators
	poll := polls[slices.IndexFunc(polls, func(i *indicators.Indicator) bool { return i.ID == "datasets-published" })]
	poll.Waves = []*indicators.Wave{
		{Period: "2016", Mode: both("市話", "Landline")},
		{
			Period: "2017", CommissionedBy: same("外交部"), From: "2017-08-09", Until: "2017-08-11", Mode: both("市話及手機", "Landline and mobile"),
			Respondents: number("1134"), Margin: number("2.9"), Question: both("您是否滿意？", "Are you satisfied?"), Unpublished: []string{"funding"},
		},
	}
	for lang, want := range map[locale.Lang][]string{
		locale.ZhTW: {
			"民調揭露事項：106年", "不宜與前次調查比較：方法已變更", "委託單位|外交部", "執行單位|未載明", "調查期間|106年8月9日至106年8月11日", "對象|未載明",
			"方法|市話及手機", "有效樣本|1,134 人", "抽樣誤差|±2.9 個百分點（95% 信心水準）", "加權|未載明", "題目原文|您是否滿意？", "經費來源|調查單位未公布",
		},
		locale.En: {
			"How the poll was made: 2017", "Not to be compared with the polls before: changed Method", "Commissioned by|外交部", "Fielded by|not stated",
			"Fieldwork|9 Aug 2017 to 11 Aug 2017", "Population|not stated", "Method|Landline and mobile", "Valid sample|1,134 respondents",
			"Margin of error|±2.9 percentage points at 95% confidence", "Weighting|not stated", "Question as asked|Are you satisfied?", "Funding|not published by the pollster",
		},
	} {
		page := strings.ReplaceAll(string(build(t, in, lang)), "</dt><dd>", "|")
		page = regexp.MustCompile(`<[^>]*>`).ReplaceAllString(page, "")
		at := 0
		for _, text := range want {
			next := strings.Index(page[at:], text)
			if next < 0 {
				t.Fatalf("%s: no %q after what stands before it", lang, text)
			}
			at += next
		}
	}
}
