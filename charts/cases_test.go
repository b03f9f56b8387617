package charts_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"heng/charts"
	"heng/indicators"
	"heng/internal/locale"
)

// The cases are what a ministry's indicators look like; their figures are made
// up for the tests.

func number(t testing.TB, s string) *indicators.Number {
	t.Helper()
	d, err := decimal.NewFromString(s)
	if err != nil {
		t.Fatal(err)
	}
	return indicators.FromDecimal(d)
}

// page writes values as a report does: rounded, with a unit.
type page struct {
	p        locale.Printer
	unit     string // of indicators: percent, count, TWD …
	decimals int
}

func (w page) format(n *indicators.Number) string {
	text := w.p.Decimal(n.Decimal(int32(w.decimals)), int32(w.decimals))
	zh := w.p.Lang == locale.ZhTW
	switch {
	case w.unit == "percent":
		return text + "%"
	case w.unit == "days" && zh:
		return text + " 天"
	case w.unit == "days":
		return text + " days"
	case w.unit == "USD" && zh:
		return w.p.Decimal(n.Over(1, indicators.FromInt(100000000)).Decimal(2), 2) + " 億美元"
	case w.unit == "USD":
		return "US$" + w.p.Decimal(n.Over(1, indicators.FromInt(1000000)).Decimal(1), 1) + " million"
	}
	return text
}

func (w page) unitName() string {
	names := map[string][2]string{"percent": {"%", "%"}, "days": {"天", "days"}, "USD": {"美元", "US dollars"}, "count": {"件", "rulings"}}
	if w.p.Lang == locale.ZhTW {
		return names[w.unit][0]
	}
	return names[w.unit][1]
}

// input begins an Input for an indicator in a language.
func input(lang locale.Lang, unit string, decimals int, zh, en string) charts.Input {
	w := page{locale.NewPrinter(lang), unit, decimals}
	return charts.Input{
		Indicator: &indicators.Indicator{ID: "x", Unit: unit, Name: locale.Text{locale.ZhTW: zh, locale.En: en}},
		Unit:      w.unitName(), Decimals: decimals, Format: w.format,
		FormatPeriod: func(code string) string { return code },
	}
}

// series makes observations from texts like "2016 82.3", "2017 - O" (missing)
// or "2018 85 P" (provisional).
func series(t testing.TB, unit string, texts ...string) []indicators.Observation {
	t.Helper()
	var list []indicators.Observation
	for _, text := range texts {
		fields := strings.Fields(text)
		o := indicators.Observation{Indicator: "x", Unit: unit, ObsStatus: indicators.Normal, ConfStatus: indicators.Free}
		if fields[0] != "none" {
			o.Period = &fields[0]
		}
		if fields[1] != "-" {
			o.Value = number(t, fields[1])
		}
		if len(fields) > 2 {
			o.ObsStatus = indicators.ObsStatus(fields[2])
		}
		list = append(list, o)
	}
	return list
}

// parts makes observations of a breakdown by region from pairs of code and
// value as in series.
func parts(t testing.TB, unit string, pairs ...string) []indicators.Observation {
	t.Helper()
	var list []indicators.Observation
	for i := 0; i < len(pairs); i += 2 {
		o := series(t, unit, "2018 "+pairs[i+1])[0]
		o.Breakdown = indicators.Breakdown{"region": pairs[i]}
		list = append(list, o)
	}
	return list
}

func value(t testing.TB, s string) *indicators.TargetValue {
	return &indicators.TargetValue{Value: number(t, s)}
}

func years(from, to int) []string {
	var list []string
	for y := from; y <= to; y++ {
		list = append(list, fmt.Sprint(y))
	}
	return list
}

var regions = map[string][2]string{
	"africa": {"非洲", "Africa"}, "asia": {"亞洲及太平洋", "Asia and the Pacific"}, "lac": {"拉丁美洲及加勒比海", "Latin America and the Caribbean"},
	"europe": {"歐洲", "Europe"}, "west-asia": {"西亞", "West Asia"}, "_U": {"未填", "Not stated"},
}

func regionLabel(lang locale.Lang) func(column, code string) string {
	return func(_, code string) string {
		label, ok := regions[code]
		switch {
		case !ok:
			return code
		case lang == locale.ZhTW:
			return label[0]
		}
		return label[1]
	}
}

// drawing is a case: what is drawn, in each language.
type drawing struct {
	name  string
	kind  string
	input func(t testing.TB, lang locale.Lang) charts.Input
	draw  func(locale.Printer, charts.Input) (charts.Chart, bool) // default: ForIndicator
}

// chart is the case as it is drawn.
func (d drawing) chart(t testing.TB, lang locale.Lang, narrow bool) charts.Chart {
	t.Helper()
	in := d.input(t, lang)
	in.Narrow = narrow
	draw := d.draw
	if draw == nil {
		draw = charts.ForIndicator
	}
	chart, ok := draw(locale.NewPrinter(lang), in)
	if !ok || chart.Kind != d.kind {
		t.Fatalf("%s: got kind %q (%v), want %q", d.name, chart.Kind, ok, d.kind)
	}
	return chart
}

var drawings = []drawing{
	{"trend_target_gap", charts.KindTrend, func(t testing.TB, lang locale.Lang) charts.Input {
		in := input(lang, "percent", 1, "成果報告準時提交率", "Outcome reports submitted on time")
		in.Total = series(t, "percent", "2011 61.4", "2012 66.2", "2013 64", "2016 71", "2017 78.5", "2018 82.3 P")
		in.Total[4].Target, in.Total[5].Target = value(t, "85"), value(t, "90")
		in.Indicator.Baseline = &indicators.Baseline{Period: "2016", Value: number(t, "71")}
		in.Expected, in.Period = years(2011, 2018), "2018"
		return in
	}, nil},
	{"trend_money_long", charts.KindTrend, func(t testing.TB, lang locale.Lang) charts.Input {
		in := input(lang, "USD", 0, "政府開發援助金額", "Official development assistance")
		in.Total = series(t, "USD", "2000 402000000", "2001 418000000", "2002 385000000", "2003 371000000", "2004 421300000", "2005 483000000",
			"2006 513000000", "2007 514000000", "2008 435000000", "2009 411000000", "2010 381000000", "2012 304530000",
			"2013 272000000", "2014 274000000", "2016 327000000", "2017 319000000", "2018 302000000")
		in.Expected, in.Period = years(2000, 2018), "2018"
		return in
	}, nil},
	{"trend_range", charts.KindTrend, func(t testing.TB, lang locale.Lang) charts.Input {
		in := input(lang, "days", 0, "核定所需日數", "Days until a grant is decided")
		in.Total = series(t, "days", "2016-S1 48", "2016-S2 41", "2017-S1 37", "2017-S2 - M", "2018-S1 29")
		for i := range in.Total {
			in.Total[i].Target = &indicators.TargetValue{Min: number(t, "20"), Max: number(t, "35")}
		}
		in.Expected, in.Period = []string{"2016-S1", "2016-S2", "2017-S1", "2017-S2", "2018-S1"}, "2018-S1"
		return in
	}, nil},
	{"trend_negative", charts.KindTrend, func(t testing.TB, lang locale.Lang) charts.Input {
		in := input(lang, "count", 0, "提案數增減", "Change in proposals")
		in.Total = series(t, "count", "2014 12", "2015 -8", "2016 0", "2017 -3", "2018 5")
		in.Period = "2018"
		return in
	}, nil},
	{"bullet", charts.KindBullet, func(t testing.TB, lang locale.Lang) charts.Input {
		in := input(lang, "percent", 1, "成果報告準時提交率", "Outcome reports submitted on time")
		in.Total = series(t, "percent", "2018 82.3")
		band := indicators.AtRisk
		in.Total[0].Target, in.Total[0].Band = value(t, "90"), &band
		in.Indicator.Baseline = &indicators.Baseline{Period: "2016", Value: number(t, "71")}
		in.Indicator.Bands = &indicators.Bands{OnTrack: number(t, "85"), AtRisk: number(t, "75")}
		in.Period = "2018"
		return in
	}, nil},
	{"bullet_strict", charts.KindBullet, func(t testing.TB, lang locale.Lang) charts.Input {
		in := input(lang, "percent", 1, "民間委員比率", "Share of civil members")
		in.Total = series(t, "percent", "none 36.4")
		band := indicators.Met
		in.Total[0].Target = &indicators.TargetValue{Over: number(t, "33.3333")}
		in.Total[0].Band = &band
		return in
	}, nil},
	{"bullet_less_is_better", charts.KindBullet, func(t testing.TB, lang locale.Lang) charts.Input {
		in := input(lang, "days", 0, "核定所需日數", "Days until a grant is decided")
		in.Total = series(t, "days", "2018 52")
		band := indicators.OffTrack
		in.Total[0].Target, in.Total[0].Band = value(t, "30"), &band
		in.Indicator.Bands = &indicators.Bands{OnTrack: number(t, "35"), AtRisk: number(t, "45")}
		return in
	}, nil},
	{"bars", charts.KindBars, func(t testing.TB, lang locale.Lang) charts.Input {
		in := input(lang, "percent", 1, "成果報告準時提交率", "Outcome reports submitted on time")
		in.Indicator.Breakdowns = indicators.Breakdowns{{"region"}}
		in.Indicator.Measure.Share = &indicators.Expression{}
		in.Total = series(t, "percent", "2018 82.3")
		in.Parts = parts(t, "percent", "asia", "91.2", "africa", "84", "lac", "76.5", "europe", "0", "west-asia", "- M", "_U", "- O")
		for i := range in.Parts[:3] {
			in.Parts[i].Target = value(t, "85")
		}
		in.Period, in.PartLabel = "2018", regionLabel(lang)
		return in
	}, nil},
	{"bars_own_targets", charts.KindBars, func(t testing.TB, lang locale.Lang) charts.Input {
		in := input(lang, "count", 0, "計畫件數增減", "Change in projects")
		in.Parts = parts(t, "count", "asia", "124", "africa", "-35", "lac", "61 P")
		in.Parts[0].Target, in.Parts[1].Target = value(t, "100"), value(t, "20")
		in.Period, in.PartLabel = "2018", regionLabel(lang)
		return in
	}, nil},
	{"trend_break", charts.KindTrend, func(t testing.TB, lang locale.Lang) charts.Input {
		in := input(lang, "percent", 1, "成果報告準時提交率", "Outcome reports submitted on time")
		in.Total = series(t, "percent", "2012 66.2", "2013 64", "2014 71", "2015 54.3 B", "2016 58", "2017 61.9", "2018 63 P")
		in.Indicator.Baseline = &indicators.Baseline{Period: "2015", Value: number(t, "54.3")}
		in.Total[5].Target, in.Total[6].Target = value(t, "70"), value(t, "70")
		in.Expected, in.Period = years(2012, 2018), "2018"
		return in
	}, nil},
	{"before_after", charts.KindBeforeAfter, func(t testing.TB, lang locale.Lang) charts.Input {
		in := input(lang, "percent", 1, "成果報告準時提交率", "Outcome reports submitted on time")
		in.Indicator.Breakdowns = indicators.Breakdowns{{"region"}}
		in.Parts = parts(t, "percent", "asia", "91.2", "africa", "84", "lac", "76.5", "europe", "40", "west-asia", "- M", "_U", "55 P")
		in.PartsBefore = parts(t, "percent", "asia", "71", "africa", "88.4", "lac", "76.5", "europe", "- O", "west-asia", "62.5", "oceania", "81")
		in.Period, in.Compare, in.PartLabel = "2018", "2016", regionLabel(lang)
		return in
	}, charts.ForParts},
	{"before_after_money", charts.KindBeforeAfter, func(t testing.TB, lang locale.Lang) charts.Input {
		in := input(lang, "USD", 0, "政府開發援助金額", "Official development assistance")
		in.Parts = parts(t, "USD", "lac", "162000000", "asia", "81000000", "africa", "21300000", "europe", "-1200000")
		in.PartsBefore = parts(t, "USD", "lac", "131000000", "asia", "92000000", "africa", "21900000", "europe", "300000")
		in.Period, in.Compare, in.PartLabel = "2018", "2016", regionLabel(lang)
		return in
	}, charts.ForParts},
}
