package charts_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"heng/charts"
	"heng/indicators"
	"heng/internal/locale"
)

// What records are like that nobody made for a chart: long names, twelve
// periods, values below zero and of very different size, one part, most values
// missing. The figures are made up.
var awkward = []struct {
	name  string
	draw  func(locale.Printer, charts.Input) (charts.Chart, bool)
	input func(t testing.TB, lang locale.Lang) charts.Input
}{
	{"quarters", charts.Trend, func(t testing.TB, lang locale.Lang) charts.Input {
		in := input(lang, "percent", 1, "逾期結案比率", "Share of projects closed late")
		in.Total = series(t, "percent", "2016-Q1 12.5", "2016-Q2 18", "2016-Q3 - O", "2016-Q4 21.1", "2017-Q1 20.9", "2017-Q2 21",
			"2017-Q3 19.3 B", "2017-Q4 - M", "2018-Q1 7.7", "2018-Q2 7.7", "2018-Q3 6.4 P", "2018-Q4 - O")
		for i := range in.Total {
			in.Total[i].Target = &indicators.TargetValue{Max: number(t, map[bool]string{true: "15", false: "10"}[i < 4])}
		}
		in.Indicator.Baseline = &indicators.Baseline{Period: "2015-Q4", Value: number(t, "13")}
		in.Period = "2018-Q2"
		return in
	}},
	{"money_down", charts.Trend, func(t testing.TB, lang locale.Lang) charts.Input {
		in := input(lang, "USD", 0, "淨撥付金額", "Net disbursements")
		in.Total = series(t, "USD", "2007 514000000", "2008 435000000", "2009 -12000000", "2010 381000000", "2011 400", "2012 304530000",
			"2013 272000000", "2014 274000000", "2015 - O", "2016 -327000000", "2017 319000000", "2018 302000000")
		in.Indicator.Baseline = &indicators.Baseline{Period: "2010", Value: number(t, "381000000")}
		for i := 8; i < 12; i++ {
			in.Total[i].Target = value(t, "350000000")
		}
		in.Period = "2018"
		return in
	}},
	{"money_bullet", charts.Bullet, func(t testing.TB, lang locale.Lang) charts.Input {
		in := input(lang, "USD", 0, "政府開發援助金額", "Official development assistance")
		in.Total = series(t, "USD", "2017 302000000 P")
		band := indicators.AtRisk
		in.Total[0].Target, in.Total[0].Band = value(t, "350000000"), &band
		in.Indicator.Baseline = &indicators.Baseline{Period: "2010", Value: number(t, "381000000")}
		in.Indicator.Bands = &indicators.Bands{OnTrack: number(t, "330000000"), AtRisk: number(t, "320000000")}
		in.Period = "2018"
		return in
	}},
	{"sizes", charts.Bars, func(t testing.TB, lang locale.Lang) charts.Input {
		in := input(lang, "USD", 0, "政府開發援助金額", "Official development assistance")
		in.Parts = parts(t, "USD", "long1", "162000000", "asia", "8100", "long2", "- O", "europe", "-1200000", "_U", "0", "long3", "90000000 P")
		in.Parts[0].Target = value(t, "170000000")
		in.PartsBefore = parts(t, "USD", "long1", "162400000", "asia", "92000000", "long2", "12", "europe", "300000", "long3", "- M")
		in.Period, in.Compare = "2018", "2010"
		return in
	}},
	{"one_part", charts.Bars, func(t testing.TB, lang locale.Lang) charts.Input {
		in := input(lang, "percent", 1, "準時率", "On time")
		in.Parts = parts(t, "percent", "long2", "33.3")
		in.PartsBefore = parts(t, "percent", "long2", "12.5 P")
		in.Period, in.Compare = "2018", "2010"
		return in
	}},
	{"shares_of_persons", charts.Bars, func(t testing.TB, lang locale.Lang) charts.Input {
		in := input(lang, "percent", 1, "女性受訓人員比率", "Share of women among trainees")
		in.Indicator.Measure.Share = &indicators.Expression{}
		in.Total = series(t, "percent", "2018 48.7")
		in.Parts = parts(t, "percent", "long1", "49.2", "long2", "50.1", "long3", "48.9", "asia", "100", "africa", "0", "europe", "- O")
		for i := range in.Parts {
			in.Parts[i].Target = value(t, "50")
		}
		in.PartsBefore = parts(t, "percent", "long1", "49.3", "long2", "50.1", "long3", "0", "asia", "0", "africa", "100", "europe", "- M")
		in.Period, in.Compare = "2018", "2017"
		return in
	}},
}

var longNames = map[string][2]string{
	"long1": {"聖克里斯多福及尼維斯聯邦與聖文森及格瑞那丁等加勒比海友邦", "Saint Kitts and Nevis, Saint Vincent and the Grenadines and other Caribbean partners"},
	"long2": {"公共衛生醫療體系能力建構計畫", "Capacity building of public health systems"},
	"long3": {"教育訓練（技職教育及高等人力培育）", "Education and training (vocational and higher education)"},
}

func TestAwkwardData(t *testing.T) {
	r := renderer(t, charts.Options{})
	for _, c := range awkward {
		for _, lang := range locale.Languages {
			for _, narrow := range []bool{false, true} {
				in := c.input(t, lang)
				p := locale.NewPrinter(lang)
				in.Narrow, in.FormatPeriod = narrow, p.ShortPeriod
				in.Title = in.Indicator.Name.In(lang)
				in.PartLabel = func(column, code string) string {
					if long, ok := longNames[code]; ok {
						return long[map[locale.Lang]int{locale.ZhTW: 0, locale.En: 1}[lang]]
					}
					return regionLabel(lang)(column, code)
				}
				draws := []func(locale.Printer, charts.Input) (charts.Chart, bool){c.draw}
				if len(in.PartsBefore) > 0 {
					draws = append(draws, charts.BeforeAfter)
				}
				for _, draw := range draws {
					chart, ok := draw(p, in)
					if !ok {
						t.Fatalf("%s: not drawn", c.name)
					}
					name := fmt.Sprintf("%s.%s.%s.narrow=%v", c.name, chart.Kind, lang, narrow)
					svg, err := r.SVG(t.Context(), chart, "x")
					if err != nil {
						t.Fatal(err)
					}
					legible(t, name, chart, read(t, svg))
					if dir := os.Getenv("HENG_PICTURES"); dir != "" {
						if err := os.WriteFile(filepath.Join(dir, name+".svg"), charts.Frame([]byte(svg), chart), 0o644); err != nil {
							t.Fatal(err)
						}
					}
				}
			}
		}
	}
}

// No line joins what is not to be compared: the series is drawn in stretches,
// and a word, the table and the text alternative say where it begins anew.
func TestABreakIsABreak(t *testing.T) {
	d := drawings[slices.IndexFunc(drawings, func(d drawing) bool { return d.name == "trend_break" })]
	chart := d.chart(t, locale.En, false)
	p := draw(t, renderer(t, charts.Options{}), chart)
	at := map[string]float64{}
	for _, label := range p.texts {
		at[label.content] = label.x
	}
	if _, ok := at["Break in series"]; !ok {
		t.Errorf("no word for the break among %v", at)
	}
	drawn := 0
	for _, line := range p.paths {
		if line.stroke != "#0b5c7a" || line.fill != "none" {
			continue
		}
		for _, s := range strokes(line.d) {
			drawn++
			if min(s[0], s[2]) < at["2014"]+1 && max(s[0], s[2]) > at["2015"]-1 {
				t.Errorf("a line joins 2014 and 2015: %v", s)
			}
		}
	}
	if drawn != 5 { // 2012–2013–2014 and 2015–2016–2017–2018
		t.Errorf("the line has %d parts, want 5", drawn)
	}
	if want := "Break in series, not comparable with earlier periods, from: 2015."; !strings.Contains(chart.Alt, want) {
		t.Errorf("the text alternative lacks %q: %s", want, chart.Alt)
	}
	if got := chart.Table.Rows[3][1]; got != "54.3% (break in series)" {
		t.Errorf("the table has %q", got)
	}
}

// The second chart of an indicator shows its parts then and now where they are
// few and there are values to compare.
func TestChoiceForParts(t *testing.T) {
	many := func(n int) []string {
		var list []string
		for i := range n {
			list = append(list, fmt.Sprint("r", i), "5")
		}
		return list
	}
	for _, tt := range []struct {
		name        string
		now, before []string
		want        string
	}{
		{"no parts", nil, nil, ""},
		{"parts now only", many(3), nil, charts.KindBars},
		{"parts then and now", many(8), many(8), charts.KindBeforeAfter},
		{"too many", many(9), many(9), charts.KindBars},
		{"no part has both", []string{"asia", "1"}, []string{"africa", "2"}, charts.KindBars},
		{"nothing but absences", []string{"asia", "- O"}, []string{"asia", "2"}, ""},
	} {
		in := input(locale.En, "count", 0, "計畫", "Projects")
		in.Parts, in.PartsBefore, in.Period, in.Compare = parts(t, "count", tt.now...), parts(t, "count", tt.before...), "2018", "2017"
		chart, ok := charts.ForParts(locale.NewPrinter(locale.En), in)
		if ok != (tt.want != "") || chart.Kind != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, chart.Kind, tt.want)
		}
	}
}

// A pair's points lie where its values are, and the words say both.
func TestBeforeAndAfter(t *testing.T) {
	in := input(locale.ZhTW, "percent", 0, "準時率", "On time")
	in.Parts, in.PartsBefore = parts(t, "percent", "asia", "75", "africa", "50"), parts(t, "percent", "africa", "100", "asia", "0")
	in.Period, in.Compare, in.PartLabel = "2018", "2016", regionLabel(locale.ZhTW)
	chart, ok := charts.BeforeAfter(locale.NewPrinter(locale.ZhTW), in)
	if !ok {
		t.Fatal("not drawn")
	}
	want := "[[亞洲及太平洋 0% 75%] [非洲 100% 50%]]"
	if got := fmt.Sprint(chart.Table.Rows); got != want {
		t.Errorf("the table has %s, want %s", got, want)
	}
	if want := "點圖：準時率，依類別，2016與2018。亞洲及太平洋：2016為0%，2018為75%。非洲：2016為100%，2018為50%。"; chart.Alt != want {
		t.Errorf("got %q, want %q", chart.Alt, want)
	}
	var option struct {
		Graphic struct {
			Elements []struct {
				Type  string
				Shape struct{ CX, CY, R float64 }
			}
		}
	}
	if err := json.Unmarshal(chart.Option, &option); err != nil {
		t.Fatal(err)
	}
	var xs []float64 // those of asia, then those of africa; each before, after
	for _, e := range option.Graphic.Elements {
		if e.Type == "circle" && e.Shape.CY > 20 { // below the head
			xs = append(xs, e.Shape.CX)
		}
	}
	if len(xs) != 4 {
		t.Fatalf("%d points, want 4", len(xs))
	}
	at := func(share float64) float64 { return xs[0] + share*(xs[2]-xs[0]) }
	for i, share := range []float64{0, 0.75, 1, 0.5} {
		if math.Abs(xs[i]-at(share)) > 0.2 {
			t.Errorf("point %d is at %v, want %v", i, xs[i], at(share))
		}
	}
}
