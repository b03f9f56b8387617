package reports_test

import (
	"context"
	"strings"
	"testing"

	"heng/indicators"
	"heng/internal/locale"
	"heng/reports"
)

// What the trend comes to is said with what is still needed, and nothing is
// needed of a value that meets the target already.
func TestOutlook(t *testing.T) {
	for name, c := range map[string]struct {
		shares           [3]int64 // of 100 in 2015, 2016, 2017; the target of 2018 is 80
		direction        string
		want, wantInZhTW string
	}{
		"reached":            {[3]int64{60, 68, 76}, "up", "84.0% in 2018, which meets the target of 80.0%; it needs +4.0 percentage points a period", "107年 為 84.0%，可達目標 80.0%；每期須 +4.0 個百分點"},
		"missed":             {[3]int64{60, 64, 68}, "up", "72.0% in 2018, which misses the target of 80.0%; it needs +12.0 percentage points a period", "107年 為 72.0%，達不到目標 80.0%；每期須 +12.0 個百分點"},
		"met already":        {[3]int64{80, 84, 88}, "up", "92.0% in 2018, which meets the target of 80.0%; the latest value already does", "107年 為 92.0%，可達目標 80.0%；最近一期已達到"},
		"met and sinking":    {[3]int64{98, 90, 82}, "up", "74.0% in 2018, which misses the target of 80.0%; the latest value still meets it", "107年 為 74.0%，達不到目標 80.0%；最近一期尚在目標之內"},
		"down, met already":  {[3]int64{78, 76, 74}, "down", "72.0% in 2018, which meets the target of 80.0%; the latest value already does", "107年 為 72.0%，可達目標 80.0%；最近一期已達到"},
		"down, to be needed": {[3]int64{98, 94, 90}, "down", "86.0% in 2018, which misses the target of 80.0%; it needs −10.0 percentage points a period", "107年 為 86.0%，達不到目標 80.0%；每期須 −10.0 個百分點"},
	} {
		t.Run(name, func(t *testing.T) {
			var observations []indicators.Observation
			for i, year := range []string{"2015", "2016", "2017"} {
				observations = append(observations, observation("i", year, share(c.shares[i], 100)))
			}
			in := one(func(i *indicators.Indicator) {
				i.Direction = c.direction
				i.Targets = []*indicators.Target{{Period: "2018", Value: number("80")}}
			}, observations...)
			for lang, want := range map[locale.Lang]string{"en": c.want, "zh-TW": c.wantInZhTW} {
				page, err := reports.Build(context.Background(), in, lang)
				if err != nil {
					t.Fatal(err)
				}
				if text := strings.ReplaceAll(string(page), "&#43;", "+"); !strings.Contains(text, want) {
					_, text, _ = strings.Cut(text, map[locale.Lang]string{"en": "At this trend", "zh-TW": "依此趨勢"}[lang])
					t.Errorf("the page does not say %q but %.300q", want, text)
				}
			}
		})
	}
}

// A change since the baseline is told while the series goes on, and not across a
// break: what was asked otherwise has not changed.
func TestNoChangeAcrossABreak(t *testing.T) {
	for name, c := range map[string]struct {
		status indicators.ObsStatus
		told   bool
	}{"whole": {indicators.Normal, true}, "broken": {indicators.Break, false}} {
		observations := []indicators.Observation{
			observation("i", "2015", share(60, 100)), observation("i", "2016", share(64, 100)),
			observation("i", "2017", share(68, 100), standing(c.status), func(o *indicators.Observation) { o.Baseline = number("60") }),
		}
		in := one(func(i *indicators.Indicator) {
			i.Baseline = &indicators.Baseline{Period: "2015", Value: number("60")}
		}, observations...)
		page, err := reports.Build(context.Background(), in, locale.En)
		if err != nil {
			t.Fatal(err)
		}
		if told := strings.Contains(string(page), "Change since the baseline"); told != c.told {
			t.Errorf("%s: a change since the baseline is told: %t", name, told)
		}
	}
}
