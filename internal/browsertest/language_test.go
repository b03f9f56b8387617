package browsertest

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/encoding/traditionalchinese"
)

// ownWords are texts that the example's authors wrote in one language alone,
// so that the other page shows them as they are. There are none.
var ownWords = map[string][]string{}

// elsewhere are words of Chinese as it is not written in Taiwan, and what
// Taiwan writes.
var elsewhere = map[string]string{
	"信息": "資訊", "數據": "資料", "軟件": "軟體", "硬件": "硬體", "反饋": "回饋", "質量": "品質", "默認": "預設",
	"字段": "欄位", "用戶": "使用者", "服務器": "伺服器", "屏幕": "螢幕", "網絡": "網路", "視頻": "影片", "打印": "列印",
	"激活": "啟用", "文檔": "文件", "界面": "介面", "程序員": "程式設計師", "計劃": "計畫",
}

// A sentence is four words of English in a row.
var sentence = regexp.MustCompile(`\p{Latin}[\p{Latin}'’-]*(?:[ ,.;:]+\p{Latin}[\p{Latin}'’-]*){3,}`)

// isHan reports whether a character is one of Chinese, or of its punctuation.
func isHan(r rune) bool {
	return unicode.Is(unicode.Han, r) || strings.ContainsRune("，。、；：（）「」『』《》！？", r)
}

// Each page speaks its own language, but for the names that have one alone;
// and those are marked, so that a voice reads them rightly.
func TestLanguages(t *testing.T) {
	for _, language := range languages {
		none(t, language, mixed(measure(t, report(t, language)).Texts, language, ownWords[language]))
	}
	found(t, mixed(measure(t, faulty).Texts, "en", nil), "“外交部 stands in an English page", "alt “外交”")
	found(t, mixed([]text{{Text: "四個字 is a whole sentence here", Lang: "zh-TW"}}, "zh-TW", nil), "is a whole sentence here")
	none(t, "a name in Latin letters", mixed([]text{{Text: "OECD DAC 之定義", Lang: "zh-TW"}}, "zh-TW", nil))
}

// mixed lists the texts of a page in another language than its own.
func mixed(texts []text, language string, own []string) []string {
	var out []string
	for _, x := range texts {
		if x.Code {
			continue
		}
		switch {
		case x.Lang != "en" && x.Lang != "zh-TW":
			out = append(out, "no language: "+x.Where+": "+x.Text)
		case x.Lang == "en" && strings.ContainsFunc(x.Text, isHan):
			out = append(out, "not marked as Chinese: "+x.Where+": "+x.Attribute+" “"+x.Text+"”")
		case x.Lang != language && !slices.Contains(own, x.Text):
			out = append(out, "in the other language: "+x.Where+": “"+x.Text+"”")
		case x.Lang == "zh-TW" && sentence.MatchString(x.Text) && !slices.Contains(own, x.Text):
			out = append(out, "English: "+x.Where+": “"+sentence.FindString(x.Text)+"”")
		}
	}
	return out
}

// The Chinese is Taiwan's: its words, and characters of Big5 only, which has
// none of the simplified ones.
func TestChineseOfTaiwan(t *testing.T) {
	texts := slices.Concat(measure(t, report(t, "zh-TW")).Texts, measure(t, report(t, "en")).Texts)
	none(t, "the reports", notOfTaiwan(texts))
	found(t, notOfTaiwan([]text{{Text: "数据"}, {Text: "數據之質量"}}), "数", "“數據”", "“質量”")
}

func notOfTaiwan(texts []text) []string {
	var out []string
	words := make([]string, 0, len(elsewhere))
	for word := range elsewhere {
		words = append(words, word)
	}
	slices.Sort(words)
	for _, x := range texts {
		for _, word := range words {
			if strings.Contains(x.Text, word) {
				out = append(out, "“"+word+"” for “"+elsewhere[word]+"”: "+x.Text)
			}
		}
		for _, r := range x.Text {
			if !unicode.Is(unicode.Han, r) {
				continue
			}
			if _, err := traditionalchinese.Big5.NewEncoder().String(string(r)); err != nil {
				out = append(out, "not in Big5: "+string(r)+": "+x.Text)
			}
		}
	}
	return out
}
