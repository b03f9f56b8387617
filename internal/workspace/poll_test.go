package workspace_test

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"heng/internal/workspace"
)

// TestPollExample builds the example of a poll and reads what it says. Its numbers
// are those of heng eval, whose method is held against R elsewhere: 53.7% in 2016
// and 49.8% in 2017, with standard errors of 2.5 and 1.9 points, are 1.26 of their
// joint error apart.
func TestPollExample(t *testing.T) {
	ctx := context.Background()
	dir := filepath.Join(t.TempDir(), "poll")
	if err := os.CopyFS(dir, os.DirFS("../../examples/poll")); err != nil {
		t.Fatal(err)
	}
	for _, made := range []string{"out", ".heng"} {
		if err := os.RemoveAll(filepath.Join(dir, made)); err != nil {
			t.Fatal(err)
		}
	}
	checked, err := workspace.Check(ctx, dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range checked.Findings {
		t.Errorf("the example does not check clean: %v", f)
	}
	if _, err := workspace.Build(ctx, dir, workspace.BuildOptions{Now: time.Date(2018, 6, 22, 9, 0, 0, 0, time.UTC), Version: "test"}); err != nil {
		t.Fatal(err)
	}
	for page, c := range map[string]struct{ says, never []string }{
		"report.zh-TW.html": {
			says: []string{
				"106年為 49.8%，與105年的 53.7% 及民國104年（2015年）基準值 49.0% 相較，變化均未達統計顯著，且低於目標 55.0%。",
				"−3.9 個百分點（變化未達統計顯著）", "45.7% 至 53.8%", "泰勒線性化、logit 轉換", "設計效應 1.07；自由度 23",
				"與其餘受訪者差異達統計顯著，較高者：東部；較低者：南部", "樣本過少", "106年各項回答", "無意見", "拒答", "不在基底",
				"基底：依定義另排除 92 名已回答者", "104年（數列中斷）", "標示「數列中斷」之列起，與其前各列不可比較。",
				"與「對國際合作之滿意度」同一次調查，其餘揭露事項見該處",
			},
			never: []string{"滿意度降至", "滿意度升至", "淨值降至"},
		},
		"report.en.html": {
			says: []string{
				"49.8% in 2017, with no clear change from 53.7% in 2016 or from the baseline of 49.0% in 2015, and below the target of 55.0%.",
				"−3.9 percentage points (no clear change)", "45.7% to 53.8%", "Taylor linearisation, logit",
				"Clearly above the other respondents: East; clearly below: South", "too few respondents", "All answers, 2017", "No opinion", "Refused",
				"outside the base", "2015 (break)", "The same poll as under Satisfaction with international co-operation",
			},
		},
		"plain.en.html": {says: []string{"; the difference may be due to chance."}},
	} {
		text, err := os.ReadFile(filepath.Join(dir, "out", page))
		if err != nil {
			t.Fatal(err)
		}
		plain := strings.ReplaceAll(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(string(text), ""), "&#43;", "+")
		for _, want := range c.says {
			if !strings.Contains(plain, want) {
				t.Errorf("%s does not say %q", page, want)
			}
		}
		for _, word := range c.never {
			if strings.Contains(plain, word) {
				t.Errorf("%s says %q, which no test bears out", page, word)
			}
		}
		if page != "report.zh-TW.html" {
			continue
		}
		// One disclosure in full for the three indicators of the poll, one for the
		// published results; the other two have the question alone.
		if n := strings.Count(plain, "抽樣誤差±"); n != 2 {
			t.Errorf("the margin of error is disclosed %d times", n)
		}
		if n := strings.Count(plain, "題目原文"); n != 4 {
			t.Errorf("the question is printed %d times", n)
		}
	}
	table, err := os.ReadFile(filepath.Join(dir, "out", "tables", "zh-TW", "poll_satisfaction_breakdown1.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(table), "95% 信賴區間") || strings.Contains(string(table), "47.7") { // the islands' 47.7 of 14 effective respondents
		t.Errorf("the table of regions:\n%s", table)
	}
}
