package reports_test

import (
	"html"
	"regexp"
	"testing"

	"heng/indicators"
	"heng/internal/locale"
	"heng/reports"
)

var (
	findingElement = regexp.MustCompile(`(?s)<p class="finding">(.*?)</p>`)
	reasonElement  = regexp.MustCompile(`(?s)<p class="finding">.*?</p>\s*<p class="note">(.*?)</p>`)
	anyTag         = regexp.MustCompile(`<[^>]*>`)
)

// one makes a report of one indicator: a yearly share of grants unless the
// option changes it, over 2017 against 2016.
func one(change func(*indicators.Indicator), observations ...indicators.Observation) reports.Input {
	i := &indicators.Indicator{
		ID: "i", Dimension: "d", Name: both("指標", "Indicator"), Population: "grants", Unit: "percent",
		Direction: "up", Decimals: ptr(1), Measure: indicators.Measure{Share: expression("ok")},
		Period: indicators.Period{By: "year", Of: expression("on")}, Status: "agreed",
		Targets: []*indicators.Target{{Period: "2017", Value: number("90")}},
	}
	if change != nil {
		change(i)
	}
	return reports.Input{
		Title: both("報告", "Report"), Period: "2017", Compare: "2016", AsOf: asOf, Version: "0",
		Frameworks: []*indicators.Framework{{
			ID: "mofa", Version: "1", Title: both("架構", "Framework"),
			Units:      map[string]*indicators.Unit{"visits": {Title: both("次訪視", "visits")}},
			Dimensions: []*indicators.Dimension{{ID: "d", Title: both("構面", "Dimension")}},
			Indicators: []*indicators.Indicator{i},
		}},
		Observations: observations,
	}
}

func unit(name, direction string, decimals int) func(*indicators.Indicator) {
	return func(i *indicators.Indicator) {
		i.Unit, i.Direction, i.Decimals = name, direction, &decimals
		i.Measure = indicators.Measure{Sum: expression("x")}
	}
}

func by(length string) func(*indicators.Indicator) {
	return func(i *indicators.Indicator) { i.Period.By = length }
}

func bounded(t indicators.TargetValue) func(*indicators.Observation) {
	return func(o *indicators.Observation) { o.Target = &t }
}

// from gives an observation its baseline.
func from(baseline string) func(*indicators.Observation) {
	return func(o *indicators.Observation) { o.Baseline = number(baseline) }
}

// missing is an observation without a value of which n rows lack one.
func missing(n int64) func(*indicators.Observation) {
	return func(o *indicators.Observation) { o.ObsStatus, o.Missing = indicators.Missing, n }
}

// Every form that the sentence under an indicator's name takes, in both
// languages, to be read as prose.
func TestFinding(t *testing.T) {
	for name, c := range map[string]struct {
		in     reports.Input
		zh, en string
	}{
		"up, target missed": {
			one(nil, observation("i", "2016", share(71, 100)), observation("i", "2017", share(80, 100), aimed("90"))),
			"106年為 80.0%，較105年上升 9.0 個百分點，惟仍低於目標 90.0%。",
			"80.0% in 2017, up 9.0 percentage points on 2016 but still below the target of 90.0%.",
		},
		// From 60 in 2015 to 90 in 2020 is 6 a year: 72 would keep up in 2017.
		"a later target, behind": {
			one(func(i *indicators.Indicator) {
				i.Baseline = &indicators.Baseline{Period: "2015", Value: number("60")}
				i.Targets = []*indicators.Target{{Period: "2020", Value: number("90")}}
			}, observation("i", "2017", share(70, 100))),
			"106年為 70.0%，低於民國109年（2020年）目標 90.0%。進度落後於所需，往後每年須上升 6.7 個百分點，方能達成目標。",
			"70.0% in 2017, below the target of 90.0% for 2020. It is behind the pace needed; reaching the target takes a rise of 6.7 percentage points a year from now on.",
		},
		"a later target, ahead, less is better": {
			one(func(i *indicators.Indicator) {
				unit("days", "down", 0)(i)
				i.Baseline = &indicators.Baseline{Period: "2016", Value: number("60")}
				i.Targets = []*indicators.Target{{Period: "2019", Value: number("30")}, {Period: "2018", Value: number("40")}}
			}, observation("i", "2017", value("45", 50))),
			"106年為 45 日，高於民國107年（2018年）目標 40 日。進度超前所需，往後每年減少 5 日即可達成目標。",
			"45 days in 2017, above the target of 40 days for 2018. It is ahead of the pace needed; reaching the target takes a fall of 5 days a year from now on.",
		},
		"a later target that is met": {
			one(func(i *indicators.Indicator) {
				i.Baseline = &indicators.Baseline{Period: "2015", Value: number("60")}
				i.Targets = []*indicators.Target{{Period: "2020", Value: number("90")}}
			}, observation("i", "2017", share(95, 100))),
			"106年為 95.0%，已達成民國109年（2020年）目標 90.0%。",
			"95.0% in 2017, meeting the target of 90.0% for 2020.",
		},
		"down, target met": {
			one(nil, observation("i", "2016", share(96, 100)), observation("i", "2017", share(91, 100), aimed("90"))),
			"106年為 91.0%，較105年下降 5.0 個百分點，惟仍達到目標 90.0%。",
			"91.0% in 2017, down 5.0 percentage points on 2016 but still meeting the target of 90.0%.",
		},
		"one percentage point": {
			one(unit("percent", "up", 0), observation("i", "2016", value("50", 9)), observation("i", "2017", value("51", 9))),
			"106年為 51%，較105年上升 1 個百分點。",
			"51% in 2017, up 1 percentage point on 2016.",
		},
		"ten times as much": {
			one(unit("TWD", "none", 0), observation("i", "2016", value("2000", 1)), observation("i", "2017", value("20000", 1))),
			"106年為新臺幣2萬元，較105年增加新臺幣1萬8,000元。", "NT$20,000 in 2017, up NT$18,000 on 2016.",
		},
		"on the baseline, too": {
			one(func(i *indicators.Indicator) {
				i.Baseline = &indicators.Baseline{Period: "2012", Value: number("28")}
			}, observation("i", "2016", share(71, 100)), observation("i", "2017", share(80, 100), from("28"), aimed("90"))),
			"106年為 80.0%，較105年上升 9.0 個百分點、較民國101年（2012年）基準值上升 52.0 個百分點，惟仍低於目標 90.0%。",
			"80.0% in 2017, up 9.0 percentage points on 2016 and 52.0 percentage points on the baseline of 2012, but still below the target of 90.0%.",
		},
		"the baseline is the period before": {
			one(func(i *indicators.Indicator) {
				i.Baseline = &indicators.Baseline{Period: "2016", Value: number("71")}
			}, observation("i", "2016", share(71, 100)), observation("i", "2017", share(80, 100), from("71"))),
			"106年為 80.0%，較105年上升 9.0 個百分點。",
			"80.0% in 2017, up 9.0 percentage points on 2016.",
		},
		"equal": {
			one(nil, observation("i", "2016", share(40, 50)), observation("i", "2017", share(80, 100))),
			"106年為 80.0%，與105年相同。",
			"80.0% in 2017, the same as in 2016.",
		},
		"little changed": {
			one(nil, observation("i", "2016", value("80.02", 40)), observation("i", "2017", value("80.04", 40))),
			"106年為 80.0%，與105年的 80.0% 相差無幾。",
			"80.0% in 2017, little changed from 80.0% in 2016.",
		},
		"a miss that rounding would hide": {
			one(nil, observation("i", "2017", value("89.96", 40), aimed("90"))),
			"106年為 89.96%，低於目標 90.0%。",
			"89.96% in 2017, below the target of 90.0%.",
		},
		"few rows": {
			one(nil, observation("i", "2016", share(3, 11)), observation("i", "2017", share(4, 12), aimed("90"))),
			"106年為 4/12（105年為 3/11），低於目標 90.0%。",
			"4/12 in 2017 (3/11 in 2016), below the target of 90.0%.",
		},
		"few rows without a comparison": {
			one(nil, observation("i", "2017", share(19, 19))),
			"106年為 19/19。", "19/19 in 2017.",
		},
		"twenty rows are not few": {
			one(nil, observation("i", "2017", share(19, 20))),
			"106年為 95.0%。", "95.0% in 2017.",
		},
		"zero is a value": {
			one(nil, observation("i", "2017", share(0, 40), aimed("90"))),
			"106年為 0.0%，低於目標 90.0%。", "0.0% in 2017, below the target of 90.0%.",
		},
		"lower is better, met": {
			one(unit("days", "down", 0), observation("i", "2016", value("41", 35)), observation("i", "2017", value("28.5", 40), aimed("30"))),
			"106年為 29 日，較105年減少 12.5 日，並已達成目標 30 日。",
			"29 days in 2017, down 12.5 days on 2016, meeting the target of 30 days.",
		},
		"lower is better, missed": {
			one(unit("days", "down", 0), observation("i", "2016", value("40", 35)), observation("i", "2017", value("41", 40), aimed("30"))),
			"106年為 41 日，較105年增加 1 日，且高於目標 30 日。",
			"41 days in 2017, up 1 day on 2016 and above the target of 30 days.",
		},
		"money in per cent": {
			one(unit("TWD", "none", 0), observation("i", "2016", value("8000000000", 1)), observation("i", "2017", value("9056979000", 1))),
			"106年為新臺幣90億5,698萬元，較105年增加 13.2%。",
			"NT$9.06 billion in 2017, up 13.2% on 2016.",
		},
		"a large number in per cent": {
			one(unit("people", "none", 0), observation("i", "2016", value("200", 1)), observation("i", "2017", value("150", 1))),
			"106年為 150 人，較105年減少 25.0%。", "150 people in 2017, down 25.0% on 2016.",
		},
		"a small number in its unit": {
			one(unit("visits", "none", 0), observation("i", "2016", value("3", 1)), observation("i", "2017", value("5", 1))),
			"106年為 5 次訪視，較105年增加 2 次訪視。", "5 visits in 2017, up 2 visits on 2016.",
		},
		"from nothing": {
			one(unit("TWD", "none", 0), observation("i", "2016", value("0", 1)), observation("i", "2017", value("500", 1))),
			"106年為新臺幣500元，較105年增加新臺幣500元。", "NT$500 in 2017, up NT$500 on 2016.",
		},
		"no direction": {
			one(unit("percent", "none", 1), observation("i", "2017", value("0.05", 1), aimed("0.7"))),
			"106年為 0.1%，參照值為 0.7%。", "0.1% in 2017, against a reference value of 0.7%.",
		},
		"within a range": {
			one(unit("percent", "range", 0), observation("i", "2017", value("15", 1), bounded(indicators.TargetValue{Min: number("10"), Max: number("20")}))),
			"106年為 15%，在目標範圍（10% 至 20%）內。", "15% in 2017, within the target range of 10% to 20%.",
		},
		"above a range": {
			one(unit("percent", "range", 0), observation("i", "2017", value("25", 1), bounded(indicators.TargetValue{Min: number("10"), Max: number("20")}))),
			"106年為 25%，高於目標（10% 至 20%）。", "25% in 2017, above the target range of 10% to 20%.",
		},
		"at least": {
			one(nil, observation("i", "2017", share(4, 12), bounded(indicators.TargetValue{Min: number("100/3")}))),
			"106年為 4/12，已達成目標（33.3% 以上）。", "4/12 in 2017, meeting the target of at least 33.3%.",
		},
		"at most": {
			one(unit("days", "down", 0), observation("i", "2017", value("31", 1), bounded(indicators.TargetValue{Max: number("30")}))),
			"106年為 31 日，超出目標（30 日以下）。", "31 days in 2017, over the target of at most 30 days.",
		},
		"more than, just not": {
			one(unit("percent", "up", 0), observation("i", "2017", value("50", 1), bounded(indicators.TargetValue{Over: number("50")}))),
			"106年為 50%，未達目標（高於 50%）。", "50% in 2017, short of the target of more than 50%.",
		},
		"less than": {
			one(unit("days", "down", 0), observation("i", "2017", value("29", 1), bounded(indicators.TargetValue{Under: number("30")}))),
			"106年為 29 日，已達成目標（低於 30 日）。", "29 days in 2017, meeting the target of less than 30 days.",
		},
		"half-years: the last of the report's year": {
			one(by("half"), observation("i", "2016-S2", share(30, 50)), observation("i", "2017-S1", share(20, 50)), observation("i", "2017-S2", share(40, 50))),
			"民國106年下半年（2017年）為 80.0%，較民國105年下半年（2016年）上升 20.0 個百分點。",
			"80.0% in the second half of 2017, up 20.0 percentage points on the second half of 2016.",
		},
		"quarters": {
			one(by("quarter"), observation("i", "2017-Q3", share(20, 50))),
			"民國106年第3季（2017年）為 40.0%。", "40.0% in the third quarter of 2017.",
		},
		"months": {
			one(by("month"), observation("i", "2017-06", share(20, 50))),
			"民國106年6月（2017年）為 40.0%。", "40.0% in June 2017.",
		},
		"without periods": {
			one(by("none"), observation("i", "", share(20, 50), aimed("90"))),
			"數值為 40.0%，低於目標 90.0%。", "The value is 40.0%, below the target of 90.0%.",
		},
		"no data, an earlier value": {
			one(nil, observation("i", "2015", share(20, 50))),
			"106年無資料；最近一期有數值者為民國104年（2015年），為 40.0%。",
			"No data for 2017; the latest value is 40.0%, for 2015.",
		},
		"no data, a later running period": {
			one(nil, observation("i", "2018", share(4, 12), standing(indicators.Provisional))),
			"106年無資料；最近一期有數值者為民國107年（2018年），為 4/12（暫定值，該期間尚未結束）。",
			"No data for 2017; the latest value is 4/12, for 2018, provisional because that period is not over.",
		},
		"no data at all": {one(nil), "106年無資料。", "No data for 2017."},
		"rows that lack a value": {
			one(nil, observation("i", "2017", missing(5))),
			"106年無資料：有 5 筆缺少計算所需的值。", "No data for 2017: 5 rows lack a value the measure needs.",
		},
		"a row that lacks a value": {
			one(nil, observation("i", "2017", missing(1))),
			"106年無資料：有 1 筆缺少計算所需的值。", "No data for 2017: 1 row lacks a value the measure needs.",
		},
		"not applicable": {
			one(nil, observation("i", "2017", standing(indicators.NotApplicable))),
			"106年不適用：沒有可列入計算的資料列。", "Not applicable for 2017: there are no rows to measure.",
		},
		"no data without periods": {one(by("none"), observation("i", "", missing(0))), "無資料。", "No data."},
		"rows that lack a value, without periods": {
			one(by("none"), observation("i", "", missing(2))),
			"無資料：有 2 筆缺少計算所需的值。", "No data: 2 rows lack a value the measure needs.",
		},
		"not applicable without periods": {
			one(by("none"), observation("i", "", standing(indicators.NotApplicable))),
			"不適用：沒有可列入計算的資料列。", "Not applicable: there are no rows to measure.",
		},
		"not yet due": {
			during("2018", one(nil)),
			"107年尚未到期。", "Not yet due for 2018.",
		},
		"a running period without a value": {
			during("2018", one(nil, observation("i", "2018", missing(2), banded(indicators.NotDue)))),
			"107年尚未到期。", "Not yet due for 2018.",
		},
		"provisional: neither compared nor judged": {
			during("2018", one(nil, observation("i", "2017", share(30, 50)), observation("i", "2018", share(40, 50), standing(indicators.Provisional), aimed("90")))),
			"107年為 80.0%（暫定值，期間尚未結束），目標為 90.0%。",
			"80.0% so far in 2018 (provisional, because the period is not over), against a target of 90.0%.",
		},
		"a whole period after a running one": {
			one(nil, observation("i", "2016", share(20, 50), standing(indicators.Provisional)), observation("i", "2017", share(30, 50))),
			"106年為 60.0%。", "60.0% in 2017.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			for lang, want := range map[locale.Lang]string{locale.ZhTW: c.zh, locale.En: c.en} {
				if got := elementText(t, findingElement, build(t, c.in, lang)); got != want {
					t.Errorf("%s\n got %s\nwant %s", lang, got, want)
				}
			}
		})
	}
}

// during moves a report to another period, compared with 2017.
func during(period string, in reports.Input) reports.Input {
	in.Period, in.Compare = period, "2017"
	return in
}

func elementText(t *testing.T, element *regexp.Regexp, page []byte) string {
	t.Helper()
	match := element.FindSubmatch(page)
	if match == nil {
		t.Fatalf("no %s on the page", element)
	}
	return html.UnescapeString(anyTag.ReplaceAllString(string(match[1]), ""))
}

// Where there is a value and no status, the page says why.
func TestReason(t *testing.T) {
	for name, c := range map[string]struct {
		in     reports.Input
		zh, en string
	}{
		"context": {
			one(func(i *indicators.Indicator) { i.Targets = nil }, observation("i", "2017", share(30, 50))),
			"不評定狀態：屬參考數值，未設目標。", "No status: a context figure without a target.",
		},
		"no target for the period": {
			one(nil, observation("i", "2017", share(30, 50))),
			"不評定狀態：本期間未設目標。", "No status: no target has been set for this period.",
		},
		"few rows": {
			one(nil, observation("i", "2017", share(20, 29), aimed("90"))),
			"不評定狀態：僅 29 筆資料，不足 30 筆。", "No status: 29 rows are too few (fewer than 30).",
		},
		"one row would change it": {
			one(nil, observation("i", "2017", share(45, 50), aimed("90"))),
			"不評定狀態：分子增減一筆，狀態即會改變。", "No status: with one row more or less in the numerator it would be another.",
		},
		"a point of reference": {
			one(unit("percent", "none", 1), observation("i", "2017", value("0.06", 1), aimed("0.7"))),
			"不評定狀態：目標僅供參照，定義未說明高於或低於何者為佳。",
			"No status: the target is a point of reference, and the definition does not say which side of it is better.",
		},
		"one row": {
			one(nil, observation("i", "2017", share(1, 1), aimed("90"))),
			"不評定狀態：僅 1 筆資料，不足 30 筆。", "No status: 1 row is too few (fewer than 30).",
		},
	} {
		t.Run(name, func(t *testing.T) {
			for lang, want := range map[locale.Lang]string{locale.ZhTW: c.zh, locale.En: c.en} {
				if got := elementText(t, reasonElement, build(t, c.in, lang)); got != want {
					t.Errorf("%s\n got %s\nwant %s", lang, got, want)
				}
			}
		})
	}
}
