package reports_test

import (
	"math/big"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"heng/indicators"
	"heng/internal/datapackage"
	"heng/internal/locale"
	"heng/reports"
)

// asOf is the day of the advisory group's meeting.
var asOf = time.Date(2018, 6, 22, 0, 0, 0, 0, time.UTC)

func both(zh, en string) locale.Text { return locale.Text{locale.ZhTW: zh, locale.En: en} }

// number reads a decimal or a fraction.
func number(s string) *indicators.Number {
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		panic(s)
	}
	q := indicators.Quotient(1, decimal.NewFromBigInt(r.Num(), 0), decimal.NewFromBigInt(r.Denom(), 0))
	return q
}

func expression(s string) *indicators.Expression { return &indicators.Expression{Text: s} }

func ptr[T any](v T) *T { return &v }

// observation makes a normal observation; the options change it.
func observation(indicator, period string, options ...func(*indicators.Observation)) indicators.Observation {
	o := indicators.Observation{
		Framework: "mofa", Indicator: indicator, Version: "1.0", Breakdown: indicators.Breakdown{},
		ObsStatus: indicators.Normal, ConfStatus: indicators.Free,
	}
	if period != "" {
		o.Period = &period
	}
	for _, option := range options {
		option(&o)
	}
	return o
}

func value(s string, n int64) func(*indicators.Observation) {
	return func(o *indicators.Observation) { o.Value, o.N = number(s), n }
}

// share sets the value of a share in per cent with its parts.
func share(numerator, denominator int64) func(*indicators.Observation) {
	return func(o *indicators.Observation) {
		a, b := decimal.NewFromInt(numerator), decimal.NewFromInt(denominator)
		o.Numerator, o.Denominator, o.N = &a, &b, denominator
		o.Value = indicators.Quotient(100, a, b)
	}
}

func lacking(n int64) func(*indicators.Observation) {
	return func(o *indicators.Observation) { o.Missing = n }
}

func standing(s indicators.ObsStatus) func(*indicators.Observation) {
	return func(o *indicators.Observation) { o.ObsStatus = s }
}

func banded(b indicators.Band) func(*indicators.Observation) {
	return func(o *indicators.Observation) { o.Band = &b }
}

func aimed(target string) func(*indicators.Observation) {
	return func(o *indicators.Observation) { o.Target = &indicators.TargetValue{Value: number(target)} }
}

func of(column, code string) func(*indicators.Observation) {
	return func(o *indicators.Observation) { o.Breakdown = indicators.Breakdown{column: code} }
}

// sample is a workspace's report: figures of the public record where the facts
// have them (ODA, attendance, the open budget), the rest made up for the test.
func sample() reports.Input {
	framework := &indicators.Framework{
		ID: "mofa", Version: "1.0", Title: both("外交部援外成效指標", "Foreign aid performance indicators"), Owner: same("國經司"),
		Approval: indicators.Approval{Route: "authority", Document: same("外經字第1071234567號"), On: "2018-01-15"},
		Units:    map[string]*indicators.Unit{"rulings": {Title: both("項裁示", "rulings")}},
		Dimensions: []*indicators.Dimension{
			{ID: "transparency", Title: both("透明", "Transparency"), Nature: "passive"},
			{ID: "accountability", Title: both("問責", "Accountability"), Nature: "passive"},
			{ID: "participation", Title: both("參與", "Participation"), Nature: "active"},
			{ID: "effectiveness", Title: both("成效", "Effectiveness")},
		},
		Indicators: []*indicators.Indicator{
			{
				ID: "datasets-published", Dimension: "transparency", Name: both("資料集公開比率", "Datasets published"),
				Definition: both("已公開的資料集占盤點後未經敘明理由拒絕公開者的比率。", "Datasets published, as a share of those inventoried and not refused on a stated ground."),
				Rationale:  both("公開的資料集愈多，外界愈能據以檢視援外工作。", "The more datasets are published, the better others can examine foreign aid."),
				Level:      "output", Evidence: "administrative", Population: "datasets", Where: expression("refused is not true"),
				Measure: indicators.Measure{Share: expression("published is not null and published <= :as_of")},
				Period:  indicators.Period{By: "year", Of: expression("inventoried")}, Breakdowns: indicators.Breakdowns{{"unit"}},
				Unit: "percent", Direction: "up", Decimals: ptr(1), Frequency: "half-yearly", Status: "agreed",
				Baseline: &indicators.Baseline{Period: "2016", Value: number("61.3"), Source: same("105年度盤點")},
				Targets: []*indicators.Target{
					{Period: "2017", Value: number("75"), Source: same("107-1"), SetBy: same("資電處"), SetOn: "2016-12-15"},
					{Period: "2018", Value: number("90"), SetBy: same("資電處"), SetOn: "2018-02-01"},
				},
				Source:      both("資料集盤點表", "Inventory of datasets"),
				Limitations: both("同意公開不等於已公開。", "A dataset approved for publication is not yet published."),
				Agreements:  []indicators.Agreement{{Group: "資料開放諮詢小組", On: "2018-01-10", Record: "107-1"}},
			},
			{
				ID: "languages", Dimension: "transparency", Name: both("雙語詮釋資料比率", "Metadata in both languages"),
				Definition: both("詮釋資料具中英文者占已公開資料集的比率。", "Published datasets with metadata in Chinese and English."),
				Level:      "output", Evidence: "verified", Population: "datasets",
				Measure: indicators.Measure{Share: expression("title_en is not null")}, Period: indicators.Period{By: "year", Of: expression("published")},
				Unit: "percent", Direction: "up", Decimals: ptr(1), Status: "consulting",
				Targets: []*indicators.Target{{Period: "2017", Value: number("40")}},
			},
			{
				ID: "reports-on-time", Dimension: "accountability", Name: both("成果報告準時提交率", "Outcome reports submitted on time"),
				Definition: both("期限在基準日前的成果報告中，於期限內收到者的比率。", "Of the outcome reports due by the as-of date, the share received by the day they were due."),
				Level:      "output", Evidence: "self-reported", Population: "grant_reports", Where: expression("report_due <= :as_of"),
				Measure:    indicators.Measure{Share: expression("report_received is not null and report_received <= report_due")},
				Period:     indicators.Period{By: "half", Of: expression("report_due")},
				Breakdowns: indicators.Breakdowns{{"category"}}, Unit: "percent", Direction: "up", Decimals: ptr(1), Frequency: "half-yearly",
				Targets: []*indicators.Target{{Period: "2017", Value: number("90"), SetBy: same("NGO國際事務會"), SetOn: "2016-11-30"}}, Owner: same("NGO國際事務會"),
			},
			{
				ID: "publication-lag", Dimension: "accountability", Name: both("公布所需日數中位數", "Median days to publication"),
				Level: "activity", Evidence: "administrative", Population: "datasets",
				Measure: indicators.Measure{Median: expression("published - approved")}, Period: indicators.Period{By: "year", Of: expression("approved")},
				Unit: "days", Direction: "down", Decimals: ptr(0), Status: "agreed",
				Targets: []*indicators.Target{{Period: "2017", Value: number("30")}},
			},
			{
				ID: "rulings-open", Dimension: "accountability", Name: both("列管中的主席裁示", "Chair's rulings under follow-up"),
				Level: "activity", Evidence: "administrative", Population: "resolutions",
				Measure: indicators.Measure{Count: expression("closed is null")}, Unit: "rulings", Status: "agreed",
			},
			{
				ID: "one-third", Dimension: "participation", Name: both("民間委員出席占比", "Non-government members among those present"),
				Definition: both("出席委員中民間委員的比率；不得少於三分之一。", "Non-government members as a share of the members present; at least one third is required."),
				Mandate:    both("行政院政府資料開放諮詢小組107年第1次會議", "Executive Yuan advisory group on open data, first meeting of 2018"),
				Level:      "input", Evidence: "administrative", Population: "attendance",
				Measure: indicators.Measure{Ratio: &indicators.Ratio{Numerator: expression("count(role = 'civil_member')"), Denominator: expression("count(counts_for_ratio)")}},
				Period:  indicators.Period{By: "year", Of: expression("held")}, Unit: "percent", Direction: "up", Decimals: ptr(1), Status: "agreed",
				Targets: []*indicators.Target{{Period: "2018", Min: number("100/3"), Source: same("107-1")}},
			},
			{
				ID: "satisfaction", Dimension: "participation", Name: both("民眾對國際合作的滿意度", "Satisfaction with international co-operation"),
				Level: "outcome", Evidence: "independent", Subjective: true, Population: "polls",
				Measure: indicators.Measure{Value: expression("value_pct")}, Period: indicators.Period{By: "year", Of: expression("fieldwork")}, Unit: "percent",
			},
			{
				ID: "oda", Dimension: "effectiveness", Name: both("政府開發援助金額", "Official development assistance"),
				Definition: both("各年政府開發援助總額，依公布數列示；無公布數的年份即為無資料。", "Official development assistance by year as reported; a year without a published figure has no data."),
				Level:      "input", Evidence: "administrative", Population: "oda",
				Measure: indicators.Measure{Value: expression("oda_usd")}, Period: indicators.Period{By: "year", Of: expression("year")},
				Unit: "USD", Decimals: ptr(0), Status: "agreed",
				Source: both("外交部；新聞報導為約數", "Ministry of Foreign Affairs; press figures are approximate"),
			},
			{
				ID: "budget", Dimension: "effectiveness", Name: both("國際合作預算（公開部分）", "Budget for international co-operation (open part)"),
				Level: "input", Evidence: "administrative", Population: "budget",
				Measure: indicators.Measure{Sum: expression("amount_twd")}, Period: indicators.Period{By: "year", Of: expression("year")},
				Breakdowns: indicators.Breakdowns{{"item"}}, Unit: "TWD", Decimals: ptr(0), Status: "agreed",
			},
		},
	}
	observations := []indicators.Observation{
		observation("datasets-published", "2016", share(19, 31)),
		observation("datasets-published", "2017", share(22, 31), lacking(2), aimed("75"), banded(indicators.OnTrack), func(o *indicators.Observation) {
			o.Baseline, o.Achievement, o.Progress = number("61.3"), number("8800/93"), number("70.3")
		}),
		observation("datasets-published", "2018", share(22, 40), standing(indicators.Provisional), aimed("90"), banded(indicators.NotDue)),
		observation("datasets-published", "2017", share(12, 21), of("unit", "council")),
		observation("datasets-published", "2017", share(10, 10), of("unit", "bureau")),
		observation("datasets-published", "2017", func(o *indicators.Observation) { o.Missing, o.ObsStatus = 2, indicators.Missing }, of("unit", "_U")),
		observation("languages", "2016", share(10, 40)),
		observation("languages", "2017", share(18, 45), aimed("40"), banded(indicators.Met)),
		observation("reports-on-time", "2016-S1", share(30, 50)),
		observation("reports-on-time", "2016-S2", share(36, 48)),
		observation("reports-on-time", "2017-S1", share(31, 50)),
		observation("reports-on-time", "2017-S2", share(32, 49), lacking(3), aimed("90"), banded(indicators.OffTrack)),
		observation("reports-on-time", "2018-S1", share(9, 12), standing(indicators.Provisional), banded(indicators.NotDue)),
		observation("reports-on-time", "_U", func(o *indicators.Observation) { o.Missing, o.ObsStatus = 4, indicators.Missing }),
		observation("reports-on-time", "2017-S2", share(20, 25), of("category", "humanitarian")),
		observation("reports-on-time", "2017-S2", share(12, 24), of("category", "exchange")),
		observation("publication-lag", "2016", value("41", 35)),
		observation("publication-lag", "2017", value("28.5", 40), aimed("30"), banded(indicators.Met)),
		observation("rulings-open", "", value("0", 7)),
		observation("one-third", "2018", share(4, 12), standing(indicators.Provisional), banded(indicators.NotDue), func(o *indicators.Observation) {
			o.Target = &indicators.TargetValue{Min: number("100/3")}
		}),
		observation("oda", "2010", value("380000000", 1)),
		observation("oda", "2011", value("380000000", 1)),
		observation("oda", "2015", value("278000000", 1)),
		observation("oda", "2016", value("300000000", 1)),
		observation("budget", "2016", func(o *indicators.Observation) { o.ObsStatus = indicators.NotApplicable }),
		observation("budget", "2017", value("9186417000", 2)),
		observation("budget", "2017", value("9056979000", 1), of("item", "5")),
		observation("budget", "2017", value("129438000", 1), of("item", "6")),
	}
	for i := range observations {
		for _, definition := range framework.Indicators {
			if definition.ID == observations[i].Indicator {
				observations[i].Unit = definition.Unit
			}
		}
	}
	return reports.Input{
		Title:     both("外交部援外成效報告", "Report on the effectiveness of foreign aid"),
		Languages: locale.Languages, Period: "2017", Compare: "2016", AsOf: asOf,
		Frameworks: []*indicators.Framework{framework}, Observations: observations, Version: "0.1.0",
		Resources: map[string][]string{"grant_reports": {"grants"}},
		Package: &datapackage.Package{Name: "mofa", Resources: []*datapackage.Resource{
			{
				Name: "datasets", Title: both("資料集盤點", "Inventory of datasets"), Licence: same("OGDL-Taiwan-1.0"),
				Sources: []datapackage.Source{{Title: both("政府資料開放平臺", "Government open data platform"), Path: "https://data.gov.tw"}},
				Schema: &datapackage.Schema{Fields: []*datapackage.Field{{Name: "unit", Title: both("單位", "Unit"), Labels: map[string]locale.Text{
					"council": both("公眾會", "Public Diplomacy Coordination Council"), "bureau": both("領事事務局", "Bureau of Consular Affairs"),
				}}}},
			},
			{
				Name: "grants", Title: both("補助案", "Grants"), Demo: true,
				Schema: &datapackage.Schema{Fields: []*datapackage.Field{{Name: "category", Title: both("類別", "Category"), Labels: map[string]locale.Text{
					"humanitarian": both("人道援助", "Humanitarian"), "exchange": both("國際交流", "Exchange"),
				}}}},
			},
			{
				Name: "budget", Title: both("公開預算", "Open budget"), Licence: same("OGDL-Taiwan-1.0"),
				Schema: &datapackage.Schema{Fields: []*datapackage.Field{{Name: "item", Title: both("科目", "Item"), Labels: map[string]locale.Text{
					"5": both("國際合作", "International co-operation"), "6": both("國際關懷與救助", "International care and relief"),
				}}}},
			},
		}},
		Loads: []reports.Load{
			{Resource: "datasets", Read: 73, Accepted: 71, Rejected: 2, Files: []string{"data/datasets.csv"}},
			{Resource: "grants", Read: 1240, Accepted: 1240, Files: []string{"data/grants-106.csv", "data/grants-107.csv"}},
		},
	}
}

func build(t *testing.T, in reports.Input, lang locale.Lang) []byte {
	t.Helper()
	page, err := reports.Build(t.Context(), in, lang)
	if err != nil {
		t.Fatal(err)
	}
	return page
}

// same is a label that its author wrote once for all languages.
func same(text string) indicators.Label { return indicators.Label(both(text, text)) }
