package charts_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"heng/charts"
	"heng/indicators"
	"heng/internal/locale"
)

var levels = map[string][2]string{
	"gold": {"金標章", "Gold"}, "silver": {"銀標章", "Silver"}, "bronze": {"銅標章", "Bronze"}, "none": {"未獲標章", "No badge"}, "_U": {"未填", "Not stated"},
	"ontime": {"如期完成並經外部評核通過", "Completed on time and passed by an external review"}, "late": {"逾期", "Late"},
}

func distributionOf(t testing.TB, lang locale.Lang, narrow bool, unit string, now, before []string) (charts.Chart, bool) {
	in := titled(input(lang, unit, 0, "資料集品質標章", "Datasets by quality badge"), narrow)
	in.PartLabel = func(_, code string) string {
		text, ok := levels[code]
		switch {
		case !ok:
			return code
		case lang == locale.ZhTW:
			return text[0]
		}
		return text[1]
	}
	in.Parts, in.Period = parts(t, "count", now...), "2018"
	if before != nil {
		in.PartsBefore, in.Compare = parts(t, "count", before...), "2016"
	}
	return charts.Distribution(locale.NewPrinter(lang), in)
}

func distributionCase(name string, golden bool, unit string, now, before []string) kindCase {
	return kindCase{name, charts.KindDistribution, golden, func(t testing.TB, lang locale.Lang, narrow bool) (charts.Chart, bool) {
		return distributionOf(t, lang, narrow, unit, now, before)
	}}
}

// numbered are n codes with rising values.
func numbered(n int) []string {
	var pairs []string
	for i := range n {
		pairs = append(pairs, fmt.Sprintf("a level with a long name, number %d", i+1), fmt.Sprint(i))
	}
	return pairs
}

var distributionCases = []kindCase{
	distributionCase("distribution", true, "count", []string{"gold", "36", "silver", "24", "bronze", "12", "none", "11", "_U", "2"},
		[]string{"gold", "20", "silver", "28", "bronze", "8", "none", "14", "_U", "0"}),
	distributionCase("distribution_alone", false, "count", []string{"gold", "0", "silver", "24 P", "bronze", "- M", "none", "1"}, nil),
	distributionCase("distribution_money", false, "USD", []string{"gold", "123456789", "silver", "2400000", "none", "- L"}, []string{"silver", "99999999", "bronze", "77"}),
	distributionCase("distribution_long_names", true, "count", []string{"ontime", "57", "late", "12", "_U", "1"}, []string{"ontime", "30", "late", "30"}),
	distributionCase("distribution_one", false, "count", []string{"gold", "5"}, []string{"gold", "0"}),
	distributionCase("distribution_twenty", false, "count", numbered(20), numbered(20)[2:]),
	distributionCase("distribution_thirty", false, "USD", numbered(30), nil),
	distributionCase("distribution_tiny", false, "count", []string{"gold", "100000", "silver", "1", "bronze", "0"}, []string{"gold", "1", "silver", "1", "bronze", "100000"}),
}

// 36 of 85 are 42.35… per cent, 20 of 70 28.57…: by hand.
func TestDistributionFigures(t *testing.T) {
	chart, _ := distributionCases[0].chart(t, locale.En, false)
	if got := fmt.Sprint(chart.Table.Rows[0], chart.Table.Rows[5]); got != "[Gold 36 (42.4%) 20 (28.6%)] [Total 85 70]" {
		t.Errorf("got %s", got)
	}
	for _, want := range []string{"2018, total 85.", "Gold: 36 (42.4%).", "2016: Gold 28.6%, Silver 40.0%,"} {
		if !strings.Contains(chart.Alt, want) {
			t.Errorf("the text alternative lacks %q: %s", want, chart.Alt)
		}
	}
}

// Bars and outlines are in proportion to their shares: the longest bar is 36 of
// 85, the longest outline 28 of 70.
func TestDistributionIsToScale(t *testing.T) {
	for _, narrow := range []bool{false, true} {
		chart, _ := distributionCases[0].chart(t, locale.En, narrow)
		bar, outline := 0.0, 0.0
		for _, path := range draw(t, renderer(t, charts.Options{}), chart).paths {
			for _, s := range strokes(path.d) {
				length := math.Abs(s[3] - s[1])
				if narrow {
					length = math.Abs(s[2] - s[0])
				}
				switch {
				case path.fill == "#0b5c7a":
					bar = max(bar, length)
				case path.stroke == "#56626c":
					outline = max(outline, length)
				}
			}
		}
		if got, want := outline/bar, (28.0/70)/(36.0/85); math.Abs(got-want) > 0.01 {
			t.Errorf("narrow=%v: before stands to now as %.3f, want %.3f", narrow, got, want)
		}
	}
}

func TestDistributionNothingToDraw(t *testing.T) {
	for name, now := range map[string][]string{"nothing": nil, "no value": {"gold", "- M"}, "zero": {"gold", "0"}, "below zero": {"gold", "3", "silver", "-1"}} {
		if _, ok := distributionOf(t, locale.En, false, "count", now, []string{"gold", "1"}); ok {
			t.Errorf("%s: drawn", name)
		}
	}
	in := input(locale.En, "count", 0, "x", "x")
	in.Indicator.Measure.Mean = &indicators.Expression{}
	in.Parts = parts(t, "count", "gold", "1")
	if _, ok := charts.Distribution(locale.NewPrinter(locale.En), in); ok {
		t.Error("means are drawn as shares")
	}
}
