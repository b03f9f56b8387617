package clean_test

import (
	"strings"
	"testing"

	"heng/ingest/clean"
	"heng/internal/locale"
)

func TestNamesAreComparedByTheirFoldedForm(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"台灣世界展望會", "臺灣世界展望會", true},
		{"財團法人臺灣世界展望會", "臺灣世界展望會", false}, // another body may have the shorter name
		{"社團法人中華民國愛盲協會", " 社團法人　中華民國愛盲協會 ", true},
		{"Ｔａｉｗａｎ ＩＣＤＦ", "taiwan icdf", true},
		{"國際羣眾協會", "國際群眾協會", true},
		{"甲（乙）會", "甲(乙)會", true},
		{"甲會", "乙會", false},
	} {
		if same := clean.FoldName(c.a) == clean.FoldName(c.b); same != c.same {
			t.Errorf("%q and %q: %t", c.a, c.b, same)
		}
	}
}

func TestCharactersThatSeemLostAreWarnedOf(t *testing.T) {
	for text, key := range map[string]string{
		"": "", "plain": "", "是否同意？": "", "Why?": "", "您是否同意本計畫的作法?": "", "游錫堃": "", "😀": "",
		"游錫?": "clean.lost_character", "王?民": "clean.lost_character", "本會?事長陳先生": "clean.lost_character",
		"\ufffd": "clean.lost_character", "游錫\ue000": "clean.private_character", "a\U000f0000": "clean.private_character",
	} {
		got := clean.LostCharacter([]byte(text))
		if (got == nil) != (key == "") || (got != nil && got.Key != key) {
			t.Errorf("%q: %v, want %q", text, got, key)
		}
	}
}

// The numbers and their sums are those of facts/taiwan.md 2.5.
func TestUBN(t *testing.T) {
	before, after := mustDay(t, "2023-03-31"), mustDay(t, "2023-04-01")
	for _, c := range []struct {
		text, want    string
		now, old, new string // the reason without a day, before and since the rule
	}{
		{"12345675", "12345675", "", "", ""},
		{"12345676", "12345676", "", "", ""},
		{"04595257", "04595257", "", "", ""},
		{" ２２０９９１３１ ", "22099131", "", "", ""},
		{"統一編號：22099131", "22099131", "", "", ""},
		{"12345670", "12345670", "", "ubn_day", ""},
		{"12345671", "12345671", "", "ubn_day", ""},
		{"04595252", "04595252", "", "ubn_day", ""},
		{"12345672", "", "ubn_sum", "ubn_sum", "ubn_sum"},
		{"12345678", "", "ubn_sum", "ubn_sum", "ubn_sum"},
		{"04595253", "", "ubn_sum", "ubn_sum", "ubn_sum"},
		{"4595257", "", "ubn_short", "ubn_short", "ubn_short"}, // Excel drops the zero
		{"00000000", "", "ubn", "ubn", "ubn"},
		{"1234567A", "", "ubn", "ubn", "ubn"},
		{"123456789", "", "ubn", "ubn", "ubn"},
	} {
		for _, at := range []struct {
			day *clean.Day
			key string
		}{{nil, c.now}, {&before, c.old}, {&after, c.new}} {
			got, reason := clean.UBN([]byte(c.text), at.day)
			if at.key == "" && (reason != nil || got != c.want) || at.key != "" && (reason == nil || reason.Key != "clean."+at.key) {
				t.Errorf("%s on %v: %q, %v; want %q, %q", c.text, at.day, got, reason, c.want, at.key)
			}
		}
	}
}

func mustDay(t *testing.T, text string) clean.Day {
	t.Helper()
	day, reason := clean.Date([]byte(text))
	if reason != nil {
		t.Fatal(reason)
	}
	return day
}

func TestCountry(t *testing.T) {
	then, now := mustDay(t, "2017-05-01"), mustDay(t, "2018-06-22")
	for _, c := range []struct {
		text string
		day  *clean.Day
		want string // the code, or the key of the reason
		warn string
	}{
		{"PW", nil, "PW", ""}, {"plw", nil, "PW", ""}, {"帛琉", nil, "PW", ""}, {"帛琉共和國", nil, "PW", ""}, {"Palau", nil, "PW", ""},
		{"史瓦帝尼", &now, "SZ", ""},
		{"史瓦濟蘭", &then, "SZ", ""},
		{"史瓦濟蘭", &now, "SZ", "country_former"},
		{"史瓦濟蘭", nil, "SZ", "country_former"},
		{"斯威士兰", nil, "SZ", "country_elsewhere"},
		{"吉里巴斯", nil, "KI", ""}, {"基里巴斯", nil, "KI", "country_elsewhere"},
		{"多明尼加", nil, "DO", ""}, {"多米尼克", nil, "DM", ""}, {"Dominica", nil, "DM", ""},
		{"尼日", nil, "NE", ""}, {"奈及利亞", nil, "NG", ""},
		{"聖文森國", nil, "VC", ""}, {"克國", nil, "KN", ""}, {"梵蒂岡", nil, "VA", ""}, {"教廷", nil, "VA", ""},
		{"寮國", nil, "LA", ""}, {"紐西蘭", nil, "NZ", ""}, {"Ｕ．Ｓ．Ａ．", nil, "US", ""},
		{"台灣", nil, "TW", ""}, {"中華民國（臺灣）", nil, "TW", ""}, {"Chinese Taipei", nil, "TW", "country_elsewhere"},
		{"Taiwan, Province of China", nil, "TW", "country_elsewhere"},
		{"馬其頓", nil, "MK", "country_former"}, {"Côte d’Ivoire", nil, "CI", ""}, {"Cote d'Ivoire", nil, "CI", ""},
		{"剛果（金夏沙）", nil, "CD", ""}, {"剛果", nil, "country_unclear", ""},
		{"烏托邦", nil, "country", ""}, {"全球", nil, "country", ""}, {"-", nil, "dash", ""},
	} {
		code, warning, reason := clean.Country([]byte(c.text), c.day)
		if reason != nil {
			code = strings.TrimPrefix(reason.Key, "clean.")
		}
		if code != c.want || keyOf(warning) != c.warn {
			t.Errorf("%s: %s with %q, want %s with %q", c.text, code, keyOf(warning), c.want, c.warn)
		}
	}
}

func keyOf(m *locale.Message) string {
	if m == nil {
		return ""
	}
	return strings.TrimPrefix(m.Key, "clean.")
}

// How many allies there were: 18 on the day of the meeting, 17 after
// 2018-08-21, 12 since 2024-01-15 (facts/taiwan.md 3).
func TestAlliesOfTheTime(t *testing.T) {
	for day, want := range map[string]int{"2018-06-22": 18, "2018-08-22": 17, "2024-01-15": 12, "2026-01-01": 12} {
		n := 0
		for a := 'A'; a <= 'Z'; a++ {
			for b := 'A'; b <= 'Z'; b++ {
				if clean.IsAlly(string(a)+string(b), mustDay(t, day)) {
					n++
				}
			}
		}
		if n != want {
			t.Errorf("%s: %d allies, want %d", day, n, want)
		}
	}
}

func TestPeriod(t *testing.T) {
	for _, c := range []struct{ text, want, warn string }{
		{"107年度", "2018", ""}, {"107", "2018", ""}, {"2018", "2018", ""}, {"民國107年", "2018", ""}, {"一百零七年度", "2018", ""},
		{"107 年上半年", "2018-S1", ""}, {"107年度下半年", "2018-S2", ""}, {"2018-S1", "2018-S1", ""}, {"2018H2", "2018-S2", ""}, {"107上半年", "2018-S1", ""},
		{"107年第2季", "2018-Q2", ""}, {"107年第二季", "2018-Q2", ""}, {"107Q4", "2018-Q4", ""}, {"2018-q1", "2018-Q1", ""},
		{"107年6月份", "2018-06", ""}, {"107年6月", "2018-06", ""}, {"107/06", "2018-06", ""}, {"107.6", "2018-06", ""},
		{"2018-06", "2018-06", ""}, {"10706", "2018-06", ""}, {"201806", "2018-06", ""}, {"１０７年１２月", "2018-12", ""},
		{"107年1月至6月", "2018-S1", ""}, {"107年4-6月", "2018-Q2", ""}, {"107年1至12月", "2018", ""},
		{"107年第1次會議", "2018-N01", ""}, {"107年度第12次會議", "2018-N12", ""}, {"2018-N12", "2018-N12", ""},
		{"99年度", "2010", "two_digit_year"}, {"民國88年度", "1999", "fiscal_year"},
		{"107年2月至5月", "period", ""}, {"107年第5季", "period", ""}, {"107年13月", "period", ""}, {"107年6月22日", "period", ""},
		{"上半年", "period", ""}, {"18年度", "year_unclear", ""}, {"107年第0次會議", "period", ""}, {"1070622", "period", ""}, {"無列數", "not_listed", ""},
	} {
		code, warning, reason := clean.Period([]byte(c.text))
		if reason != nil {
			code = strings.TrimPrefix(reason.Key, "clean.")
		}
		if code != c.want || keyOf(warning) != c.warn {
			t.Errorf("%s: %s with %q, want %s with %q", c.text, code, keyOf(warning), c.want, c.warn)
		}
	}
}

func FuzzNames(f *testing.F) {
	for _, text := range []string{"107年第2季", "民國前1年上半年", "10706", "史瓦濟蘭", "22099131", "統編：12345670", "107年1月~6月", "游錫?", "Côte d’Ivoire"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if code, _, reason := clean.Period(text); reason == nil {
			if again, _, reason := clean.Period([]byte(code)); reason != nil || again != code {
				t.Errorf("%q is %s, and that is %s, %v", text, code, again, reason)
			}
		}
		if code, _, reason := clean.Country(text, nil); reason == nil {
			if again, warning, reason := clean.Country([]byte(code), nil); again != code || warning != nil || reason != nil {
				t.Errorf("%q is %s, and that is %s, %v, %v", text, code, again, warning, reason)
			}
		}
		if number, reason := clean.UBN(text, nil); reason == nil {
			if again, reason := clean.UBN([]byte(number), nil); again != number || reason != nil {
				t.Errorf("%q is %s, and that is %s, %v", text, number, again, reason)
			}
		}
		clean.LostCharacter(text)
		name := clean.FoldName(string(text))
		if again := clean.FoldName(name); again != name {
			t.Errorf("%q folds to %q, and that to %q", text, name, again)
		}
	})
}
