package locale_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"heng/internal/locale"
)

func TestRuns(t *testing.T) {
	for _, c := range []struct {
		page locale.Lang
		text string
		want []locale.Run
	}{
		{locale.En, "The 外交部 says so", []locale.Run{{Text: "The "}, {Lang: locale.ZhTW, Text: "外交部"}, {Text: " says so"}}},
		{locale.En, "期限太短。", []locale.Run{{Lang: locale.ZhTW, Text: "期限太短。"}}},
		{locale.En, "All in English.", []locale.Run{{Text: "All in English."}}},
		{locale.ZhTW, "We do not agree. The deadline is too short.", []locale.Run{{Lang: locale.En, Text: "We do not agree. The deadline is too short."}}},
		{locale.ZhTW, "本會意見：the deadline is too short，請延後。", []locale.Run{{Text: "本會意見："}, {Lang: locale.En, Text: "the deadline is too short"}, {Text: "，請延後。"}}},
		{locale.ZhTW, "OECD DAC 之定義，World Bank 亦同", []locale.Run{{Text: "OECD DAC 之定義，World Bank 亦同"}}},
		{locale.ZhTW, "data/grants.csv:12", []locale.Run{{Text: "data/grants.csv:12"}}},
		{locale.En, "", nil},
	} {
		got := locale.Runs(c.text, c.page)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%q on a page in %s (-want +got):\n%s", c.text, c.page, diff)
		}
		var all strings.Builder
		for _, r := range got {
			all.WriteString(r.Text)
		}
		if all.String() != c.text {
			t.Errorf("%q became %q", c.text, all.String())
		}
	}
}
