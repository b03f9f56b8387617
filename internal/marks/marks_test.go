package marks_test

import (
	"slices"
	"strings"
	"testing"

	"heng/internal/marks"
)

// The grades and their headings are those of 國家機密保護法 Art. 4 and of the
// form of official letters; the false friends are words of everyday records.
func TestInText(t *testing.T) {
	for _, s := range []string{
		"絕對機密", "極機密", "機密", "密", "密件", "機　密", "【機密】", "（密）", "※ 極機密 ※", "國家機密", "一般公務機密",
		"機密：不得外流", "107年度援外預算（機密）", "107年度援外預算【密】", "密等：機密", "密等：密", "密等及解密條件：機密，工作完成後解密",
		"密等及解密條件或保密期限：", "機密等級：極機密", "本件至民國110年12月31日解密", "本文件於工作完成後解除機密",
		"發文字號：外國經字第107號\n密等：密\n附件：如文", "解密條件：附件抽存後解密", "ＴＯＰ　ＳＥＣＲＥＴ", "CONFIDENTIAL", "Classification: Secret",
		"核定密等為機密", "密等", "機密文件",
	} {
		if !marks.InText(s) {
			t.Errorf("%q bears a mark", s)
		}
	}
	for _, s := range []string{
		"", "無涉機敏", "不涉機密", "完全不涉機密及個資隱私", "機密檔案管理", "秘書", "秘書處", "密克羅尼西亞", "密克羅尼西亞聯邦", "密集", "密集訓練班",
		"密切合作", "人口密度", "精密機械", "保密", "保密協定簽署", "國家機密保護法宣導", "機密性、完整性與可用性", "機密、敏感資料管理要點",
		"106年度預算（不含機密部分）", "密等：普通", "密等：無", "密等及解密條件或保密期限：普通", "業務多涉及國家機密", "緊密", "Secretary", "secret ballot",
		"Secretariat", "密西根大學", "密蘇里", "本件已解密", "解密條件：無", "公開資訊之機密維護", "Classification of grants", "classification: open",
		"不涉「機密」", "機密維護費",
	} {
		if marks.InText(s) {
			t.Errorf("%q bears no mark", s)
		}
	}
}

func TestInPair(t *testing.T) {
	for _, c := range []struct {
		name, value string
		want        bool
	}{{"密等", "普通", false}, {"密等", "", true}, {"密等", "密", true}, {"解密條件", "", false}, {"refusal_ground", "機密", false}, {"title", "機密", true}, {"a", "b", false}} {
		if got := marks.InPair(c.name, c.value); got != c.want {
			t.Errorf("%s: %q: %v, want %v", c.name, c.value, got, c.want)
		}
	}
}

func TestInName(t *testing.T) {
	for name, want := range map[string]bool{
		"機密_名單": true, "107年度名單-密件": true, "名單（密）": true, "grants": false, "機密檔案管理": false, "密克羅尼西亞_107": false,
	} {
		if got := marks.InName(name); got != want {
			t.Errorf("%q: %v, want %v", name, got, want)
		}
	}
}

func TestTable(t *testing.T) {
	for _, c := range []struct {
		name  string
		table string // rows by lines, cells by bars
		want  []marks.Place
	}{
		{"a title above the table", "機密|||\n案號|金額\nA1|300", []marks.Place{{1, 1}}},
		{"a grade behind a title", "外交部援外計畫清單　極機密|\n案號|金額\nA1|300", []marks.Place{{1, 1}}},
		{"a title without one", "外交部援外計畫清單 不涉 機密|\n案號|金額\nA1|300", nil},
		{"a value", "案號|密等\nA1|普通\nA2|機密", []marks.Place{{3, 2}, {1, 2}}},
		{"a column that says that there is none", "案號|密等\nA1|普通\nA2|無", nil},
		{"a column that does not say", "案號|密等\nA1|普通\nA2|", []marks.Place{{1, 2}}},
		{"a column without rows", "案號|密等", []marks.Place{{1, 2}}},
		{"an open value beside its heading", "密等|普通\n案號|金額\nA1|300", nil},
		{"a heading alone", "密等|\n案號|金額\nA1|300", []marks.Place{{1, 1}}},
		{"terms that are empty", "案號|解密條件\nA1|\nA2|", nil},
		{"a term", "案號|解密條件\nA1|\nA2|附件抽存後", []marks.Place{{1, 2}}},
		{"a reason", "資料集|不公開理由\nD1|國家機密\nD2|機密", nil},
		{"a reason that bears a mark", "資料集|不公開理由\nD1|機密：不得外流", []marks.Place{{2, 2}}},
		{"a mark beside a reason", "資料集|不公開理由\n機密|個資", []marks.Place{{2, 1}}},
		{"false friends", "國家|職稱|備註\n密克羅尼西亞|秘書|密集訓練，無涉機敏\n帛琉|主任|機密檔案管理", nil},
	} {
		var table marks.Table
		for i, line := range strings.Split(c.table, "\n") {
			table.Row(i+1, strings.Split(line, "|"))
		}
		if got := table.Marks(); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// FuzzInText holds that every text can be looked at, and that spreading a text
// with spaces, as headings are, hides nothing.
func FuzzInText(f *testing.F) {
	for _, s := range []string{"機密", "密等：", "本件至…解密", "（密）", "SECRET", "\xff密", "密\n等"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		found := marks.InText(s)
		if strings.ContainsAny(s, "\r\n") {
			return
		}
		spread := strings.Join(strings.Split(s, ""), "　")
		if found && !marks.InText(spread) && !strings.ContainsAny(strings.ToLower(s), "abcdefghijklmnopqrstuvwxyz") {
			t.Errorf("%q bears a mark, spread it does not", s)
		}
	})
}
