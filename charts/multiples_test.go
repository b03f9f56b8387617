package charts_test

import (
	"fmt"
	"strings"
	"testing"

	"heng/charts"
	"heng/indicators"
	"heng/internal/locale"
)

// multiplesOf draws panels given as texts like "asia 2016 82.3", with a total as
// in series.
func multiplesOf(t testing.TB, lang locale.Lang, narrow bool, unit string, decimals int, expected, total []string, texts ...string) (charts.Chart, bool) {
	in := titled(input(lang, unit, decimals, "成果報告準時提交率", "Outcome reports submitted on time"), narrow)
	in.PartLabel, in.Expected, in.Total = label(lang), expected, series(t, unit, total...)
	var list []indicators.Observation
	for _, text := range texts {
		code, rest, _ := strings.Cut(text, " ")
		o := series(t, unit, rest)[0]
		o.Breakdown = indicators.Breakdown{"region": code}
		list = append(list, o)
	}
	p := locale.NewPrinter(lang)
	return charts.Multiples(p, charts.MultiplesInput{Input: in, Panels: charts.PanelsByCode(p, in, list)})
}

// wavy are n codes with values over some years, by a formula.
func wavy(n, from, to, size int) []string {
	var texts []string
	for i := range n {
		for y := from; y <= to; y++ {
			texts = append(texts, fmt.Sprintf("code-with-a-rather-long-name-%d %d %d", i+1, y, size*((i*7+y*y*3)%23)))
		}
	}
	return texts
}

var multiplesCases = []kindCase{
	{"multiples", charts.KindMultiples, true, func(t testing.TB, lang locale.Lang, narrow bool) (charts.Chart, bool) {
		return multiplesOf(t, lang, narrow, "percent", 1, years(2012, 2018), []string{"2012 61", "2013 64", "2014 63", "2015 68", "2016 71", "2017 75", "2018 82.3 P"},
			"asia 2012 70", "asia 2013 72.5", "asia 2014 71", "asia 2015 78", "asia 2016 80", "asia 2017 84", "asia 2018 91.2 P",
			"africa 2012 50", "africa 2013 48", "africa 2015 55", "africa 2016 61", "africa 2017 66", "africa 2018 70",
			"lac 2012 66", "lac 2013 69", "lac 2014 64", "lac 2015 70", "lac 2016 69", "lac 2017 68", "lac 2018 65",
			"europe 2016 0", "europe 2018 100", "west-asia 2012 - M", "_U 2013 12.5", "_U 2014 20")
	}},
	{"multiples_money", charts.KindMultiples, false, func(t testing.TB, lang locale.Lang, narrow bool) (charts.Chart, bool) {
		return multiplesOf(t, lang, narrow, "USD", 0, nil, []string{"2016 90000000", "2017 80000000", "2018 70000000"},
			"asia 2016 12300000", "asia 2017 15600000", "asia 2018 24500000", "africa 2016 45600000", "africa 2017 31000000", "africa 2018 20500000",
			"lac 2016 9900000", "lac 2018 1000")
	}},
	{"multiples_twenty", charts.KindMultiples, false, func(t testing.TB, lang locale.Lang, narrow bool) (charts.Chart, bool) {
		return multiplesOf(t, lang, narrow, "count", 0, nil, []string{"2000 900", "2018 1200"}, wavy(20, 1995, 2018, 1)...)
	}},
	{"multiples_negative", charts.KindMultiples, false, func(t testing.TB, lang locale.Lang, narrow bool) (charts.Chart, bool) {
		return multiplesOf(t, lang, narrow, "count", 0, nil, []string{"2016 -4", "2017 0", "2018 9"},
			"technical 2016 -5", "technical 2017 3", "technical 2018 -2", "humanitarian 2016 1", "humanitarian 2017 -3", "humanitarian 2018 11")
	}},
	{"multiples_huge", charts.KindMultiples, false, func(t testing.TB, lang locale.Lang, narrow bool) (charts.Chart, bool) {
		return multiplesOf(t, lang, narrow, "count", 0, nil, nil, wavy(7, 2016, 2018, 987654321987)...)
	}},
	{"multiples_flat", charts.KindMultiples, false, func(t testing.TB, lang locale.Lang, narrow bool) (charts.Chart, bool) {
		return multiplesOf(t, lang, narrow, "count", 0, years(2017, 2018), nil, "asia 2017 0", "asia 2018 0", "africa 2018 0", "lac 2017 - L")
	}},
}

// One scale for all: a value has the same height in every panel.
func TestMultiplesShareAScale(t *testing.T) {
	chart, ok := multiplesOf(t, locale.En, false, "count", 0, nil, nil, "asia 2017 10", "asia 2018 50", "africa 2017 30", "africa 2018 10")
	if !ok {
		t.Fatal("not drawn")
	}
	var heights []float64
	for _, path := range draw(t, renderer(t, charts.Options{}), chart).paths {
		if path.stroke == "#0b5c7a" && path.fill == "none" {
			for _, s := range strokes(path.d) {
				heights = append(heights, s[3]-s[1])
			}
		}
	}
	// asia rises by 40, africa falls by 20
	if len(heights) != 2 || heights[0]/heights[1] > -1.95 || heights[0]/heights[1] < -2.05 {
		t.Errorf("40 up and 20 down are drawn as %v", heights)
	}
}

func TestMultiplesInWords(t *testing.T) {
	chart, _ := multiplesCases[0].chart(t, locale.En, false)
	for _, want := range []string{
		"2012 to 2018, 6 groups.", "Asia and the Pacific: 70.0% (2012), 91.2% (provisional) (2018).", "Africa: 50.0% (2012), 70.0% (2018). No data: 2014.",
		"No data: West Asia.", "Overall: 61.0% (2012), 82.3% (provisional) (2018).",
	} {
		if !strings.Contains(chart.Alt, want) {
			t.Errorf("the text alternative lacks %q: %s", want, chart.Alt)
		}
	}
	if got := fmt.Sprint(chart.Table.Rows[4]); got != "[West Asia Not applicable No data No data No data No data No data No data]" {
		t.Errorf("got %s", got)
	}
	twenty, _ := multiplesCases[2].chart(t, locale.En, false)
	if len(twenty.Table.Rows) != 21 || !strings.Contains(twenty.Alt, "8 more groups") {
		t.Errorf("%d rows for 20 codes and their total: %s", len(twenty.Table.Rows), twenty.Alt)
	}
}

// A total of amounts that would make its parts lie flat is not drawn: the
// highest value of a part is 45.6 million, of the total 90 million (twice as
// much: drawn); against twenty codes it is 1200 to 22.
func TestMultiplesLeaveOutADwarfingTotal(t *testing.T) {
	for i, want := range map[int]bool{1: true, 2: false} {
		chart, _ := multiplesCases[i].chart(t, locale.En, false)
		if got := strings.Contains(string(chart.Option), `"text":"Overall"`); got != want {
			t.Errorf("%s: total drawn: %v", multiplesCases[i].name, got)
		}
	}
}

func TestMultiplesNothingToDraw(t *testing.T) {
	for name, texts := range map[string][]string{
		"nothing": nil, "no value": {"asia 2017 - M", "africa 2018 - M"}, "one panel": {"asia 2017 1", "asia 2018 2"}, "one period": {"asia 2018 1", "africa 2018 2"},
	} {
		if _, ok := multiplesOf(t, locale.En, false, "count", 0, years(2017, 2018), nil, texts...); ok {
			t.Errorf("%s: drawn", name)
		}
	}
}
