package charts_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"heng/charts"
	"heng/indicators"
	"heng/internal/locale"
)

// overviewRow has its words in Chinese and in English.
type overviewRow struct {
	name, value [2]string
	way         string
	status      indicators.Band
	note        [2]string
}

// A dimension with every status, ways beyond both ends, and an indicator
// without a target, without a value, with a long name.
var overviewRows = []overviewRow{
	{[2]string{"成果報告準時提交率", "Outcome reports submitted on time"}, [2]string{"82.3%", "82.3%"}, "91.4", indicators.AtRisk, [2]string{"目標 90%", "Target 90%"}},
	{[2]string{"公開於國際援助透明度倡議登錄平臺之計畫金額占年度政府開發援助總額比率", "Share of the year's official development assistance whose projects are published in the registry of the International Aid Transparency Initiative"},
		[2]string{"12.5%", "12.5%"}, "25", indicators.OffTrack, [2]string{"目標 50%", "Target 50%"}},
	{[2]string{"參訓人數", "Trainees"}, [2]string{"2,431 人", "2,431 people"}, "121.55", indicators.Met, [2]string{"", ""}},
	{[2]string{"受益人數減少", "Losses of beneficiaries"}, [2]string{"1.8 萬人", "18 thousand people"}, "-40", indicators.NotMet, [2]string{"較基準值退步", "Worse than the baseline"}},
	{[2]string{"政府開發援助金額", "Official development assistance"}, [2]string{"新臺幣 93.44 億元", "NT$9,344.0 million"}, "", "", [2]string{"", ""}},
	{[2]string{"第三方評核完成率", "Third-party evaluations completed"}, [2]string{"無資料", "No data"}, "", indicators.NoData, [2]string{"目標 80%", "Target 80%"}},
	{[2]string{"三年後仍營運之設施比率", "Facilities still working after three years"}, [2]string{"尚未到期", "Not yet due"}, "", indicators.NotDue, [2]string{"", ""}},
	{[2]string{"民眾支持度", "Public support"}, [2]string{"61.0%", "61.0%"}, "0", indicators.OnTrack, [2]string{"", ""}},
}

func overview(t testing.TB, lang locale.Lang, narrow bool) charts.Chart {
	t.Helper()
	at := map[locale.Lang]int{locale.ZhTW: 0, locale.En: 1}[lang]
	in := charts.OverviewInput{Name: [2]string{"透明與課責", "Transparency and accountability"}[at], Narrow: narrow}
	for _, r := range overviewRows {
		row := charts.OverviewRow{Name: r.name[at], Value: r.value[at], Status: string(r.status), Note: r.note[at]}
		if r.way != "" {
			row.Way = number(t, r.way)
		}
		in.Rows = append(in.Rows, row)
	}
	chart, ok := charts.Overview(locale.NewPrinter(lang), in)
	if !ok {
		t.Fatal("not drawn")
	}
	return chart
}

func TestOverview(t *testing.T) {
	r := renderer(t, charts.Options{})
	for _, lang := range locale.Languages {
		for _, narrow := range []bool{false, true} {
			name := "overview." + string(lang)
			if narrow {
				name += ".narrow"
			}
			t.Run(name, func(t *testing.T) {
				chart := overview(t, lang, narrow)
				svg, err := r.SVG(context.Background(), chart, "golden")
				if err != nil {
					t.Fatal(err)
				}
				golden(t, filepath.Join("testdata", "golden", name+".svg"), svg+"\n")
				if !narrow {
					golden(t, filepath.Join("testdata", "golden", name+".json"), record(t, chart))
				}
				legible(t, name, chart, read(t, svg))
			})
		}
	}
}

// What the drawing shows by place and shape, the table and the text alternative
// say; the cap is of the drawing alone.
func TestOverviewInWords(t *testing.T) {
	chart := overview(t, locale.ZhTW, false)
	want := [][]string{
		{"成果報告準時提交率", "82.3%", "91%", "有落後之虞", "目標 90%"},
		{"參訓人數", "2,431 人", "122%", "達標", "無"},
		{"受益人數減少", "1.8 萬人", "−40%", "未達標", "較基準值退步"},
		{"政府開發援助金額", "新臺幣 93.44 億元", "未訂目標", "無", "無"},
		{"第三方評核完成率", "無資料", "無", "無資料", "目標 80%"},
		{"三年後仍營運之設施比率", "尚未到期", "無", "尚未到期", "無"},
	}
	for _, row := range want {
		found := false
		for _, got := range chart.Table.Rows {
			found = found || fmt.Sprint(got) == fmt.Sprint(row)
		}
		if !found {
			t.Errorf("the table lacks %q:\n%q", row, chart.Table.Rows)
		}
	}
	for _, lang := range locale.Languages {
		chart := overview(t, lang, true)
		if chart.Alt == "" || chart.Alt != overview(t, lang, false).Alt {
			t.Errorf("%s: wide and narrow say different things", lang)
		}
	}
	if _, ok := charts.Overview(locale.NewPrinter(locale.En), charts.OverviewInput{Name: "Empty"}); ok {
		t.Error("drew a dimension without indicators")
	}
}
