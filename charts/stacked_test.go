package charts_test

import (
	"fmt"
	"strings"
	"testing"

	"heng/charts"
	"heng/indicators"
	"heng/internal/locale"
)

var channels = map[string][2]string{
	"technical": {"技術合作", "Technical cooperation"}, "infrastructure": {"基礎建設", "Infrastructure"},
	"humanitarian": {"人道援助", "Humanitarian assistance"}, "education": {"教育訓練", "Education and training"}, "other": {"其他任務", "Other missions"},
}

func label(lang locale.Lang) func(column, code string) string {
	return func(column, code string) string {
		if text, ok := channels[code]; ok {
			return text[map[locale.Lang]int{locale.ZhTW: 0, locale.En: 1}[lang]]
		}
		return regionLabel(lang)(column, code)
	}
}

// crossed makes observations of a breakdown from texts like "2016 asia 12" or
// "2017 asia - M".
func crossed(t testing.TB, texts ...string) []indicators.Observation {
	t.Helper()
	var list []indicators.Observation
	for _, text := range texts {
		fields := strings.Fields(text)
		o := series(t, "count", strings.Join(append(fields[:1:1], fields[2:]...), " "))[0]
		o.Breakdown = indicators.Breakdown{"region": fields[1]}
		list = append(list, o)
	}
	return list
}

func stackedInput(lang locale.Lang, narrow bool, unit string) charts.StackedInput {
	in := titled(input(lang, unit, 0, "計畫件數", "Projects"), narrow)
	in.PartLabel = label(lang)
	return charts.StackedInput{Input: in}
}

func stackedOf(t testing.TB, lang locale.Lang, narrow bool, expected []string, totals []indicators.Observation, texts ...string) (charts.Chart, bool) {
	in := stackedInput(lang, narrow, "count")
	in.Rows = charts.RowsByPeriod(expected, crossed(t, texts...), totals)
	return charts.Stacked(locale.NewPrinter(lang), in)
}

var stackedCases = []kindCase{
	{"stacked", charts.KindStacked, true, func(t testing.TB, lang locale.Lang, narrow bool) (charts.Chart, bool) {
		return stackedOf(t, lang, narrow, years(2012, 2018), series(t, "count", "2018 - O"),
			"2012 technical 40", "2012 infrastructure 32", "2012 humanitarian 6", "2012 education 12", "2012 other 10",
			"2013 technical 41", "2013 infrastructure 30", "2013 humanitarian 9", "2013 education 15", "2013 other 8",
			"2015 technical 52", "2015 infrastructure 24", "2015 humanitarian 14", "2015 education 22", "2015 other 3",
			"2016 technical 55", "2016 infrastructure 20", "2016 humanitarian 15", "2016 education 28", "2016 other 1",
			"2017 technical 61 P", "2017 infrastructure 18 P", "2017 humanitarian 19 P", "2017 education 30 P", "2017 other 0 P")
	}},
	{"stacked_groups", charts.KindStacked, true, func(t testing.TB, lang locale.Lang, narrow bool) (charts.Chart, bool) {
		in := stackedInput(lang, narrow, "USD")
		amounts := func(texts ...string) []indicators.Observation { return crossed(t, texts...) }
		for _, row := range []struct {
			code  string
			parts []indicators.Observation
		}{
			{"asia", amounts("2018 technical 12300000", "2018 infrastructure 45600000", "2018 _U 1000000")},
			{"africa", amounts("2018 technical 8100000", "2018 infrastructure - M", "2018 _U 100")},
			{"lac", amounts("2018 technical 0", "2018 infrastructure 0", "2018 _U 0")},
			{"west-asia", nil},
		} {
			in.Rows = append(in.Rows, charts.Row{Label: regionLabel(lang)("", row.code), Parts: row.parts})
		}
		return charts.Stacked(locale.NewPrinter(lang), in)
	}},
	{"stacked_twenty_codes", charts.KindStacked, false, func(t testing.TB, lang locale.Lang, narrow bool) (charts.Chart, bool) {
		var texts []string
		for y := 1999; y <= 2018; y++ {
			for i := range 20 {
				texts = append(texts, fmt.Sprintf("%d code-with-a-name-that-is-long-%d %d", y, i, (i*y)%17+i))
			}
		}
		return stackedOf(t, lang, narrow, years(1995, 2019), nil, texts...)
	}},
	{"stacked_one_code", charts.KindStacked, false, func(t testing.TB, lang locale.Lang, narrow bool) (charts.Chart, bool) {
		return stackedOf(t, lang, narrow, []string{"2017", "2018"}, series(t, "count", "2017 - L"), "2018 asia 5")
	}},
	{"stacked_uneven", charts.KindStacked, false, func(t testing.TB, lang locale.Lang, narrow bool) (charts.Chart, bool) {
		return stackedOf(t, lang, narrow, years(2010, 2018), nil, "2010 asia 1", "2010 africa 100000", "2010 lac 0", "2011 asia 0", "2011 africa 0",
			"2013 asia 99999", "2013 africa 1", "2013 lac 1", "2018 asia 1", "2018 africa - M", "2018 lac 1", "2018 _U 2", "2018 europe 1", "2018 west-asia 1")
	}},
	{"stacked_many_periods", charts.KindStacked, false, func(t testing.TB, lang locale.Lang, narrow bool) (charts.Chart, bool) {
		var texts, expected []string
		for y := 2012; y <= 2017; y++ {
			for q := 1; q <= 4; q++ {
				expected = append(expected, fmt.Sprintf("%d-Q%d", y, q))
				texts = append(texts, fmt.Sprintf("%d-Q%d asia %d", y, q, y-2005), fmt.Sprintf("%d-Q%d africa %d", y, q, 4*q))
			}
		}
		return stackedOf(t, lang, narrow, expected, nil, texts...)
	}},
}

// Shares of 40 of 100 and 61 of 128 are 40.0 and 47.7 per cent by hand; of more
// than six codes the smallest are one part, and nothing is lost in the table.
func TestStackedShares(t *testing.T) {
	chart, _ := stackedCases[0].chart(t, locale.En, false)
	if got := chart.Table.Rows[0][1]; got != "40 (40.0%)" {
		t.Errorf("2012, technical cooperation: %q", got)
	}
	if got := chart.Table.Rows[5][1]; got != "61 (provisional) (47.7%)" {
		t.Errorf("2017, technical cooperation: %q", got)
	}
	for _, want := range []string{
		"2012: Technical cooperation 40.0%,", "2017: Technical cooperation 47.7%,", "Largest change of a share: Infrastructure, down by 17.9 percentage points.",
		"No data: 2014, 2018.", "Provisional: 2017.",
	} {
		if !strings.Contains(chart.Alt, want) {
			t.Errorf("the text alternative lacks %q: %s", want, chart.Alt)
		}
	}
	many, _ := stackedCases[2].chart(t, locale.En, false)
	if len(many.Table.Columns) != 22 {
		t.Errorf("%d columns for 20 codes", len(many.Table.Columns))
	}
	if !strings.Contains(string(many.Option), "Other (15 groups)") {
		t.Error("the smallest fifteen are not pooled")
	}
}

// A share that is neither nothing nor all is not written as nothing or all.
func TestStackedSmallShares(t *testing.T) {
	chart, _ := stackedOf(t, locale.En, false, nil, nil, "2018 asia 1", "2018 africa 100000", "2018 lac 0")
	if got := fmt.Sprint(chart.Table.Rows); got != "[[2018 1 (<0.1%) 100,000 (>99.9%) 0 (0.0%) 100,001]]" {
		t.Errorf("got %s", got)
	}
}

func TestStackedNothingToDraw(t *testing.T) {
	for name, texts := range map[string][]string{
		"nothing": nil, "no value": {"2018 asia - M"}, "zero": {"2018 asia 0"}, "below zero": {"2017 asia 1", "2018 asia -1", "2018 africa 5"},
	} {
		if _, ok := stackedOf(t, locale.En, false, years(2017, 2018), nil, texts...); ok {
			t.Errorf("%s: drawn", name)
		}
	}
	in := stackedInput(locale.En, false, "percent")
	in.Rows = charts.RowsByPeriod(nil, crossed(t, "2018 asia 50"), nil)
	if _, ok := charts.Stacked(locale.NewPrinter(locale.En), in); ok {
		t.Error("parts that are no part of a whole are drawn as if they were")
	}
}
