package personal_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"heng/internal/personal"
)

// The identity numbers are the published examples of enylin/taiwan-id-validator
// (MIT), which compute by the rule; none is a person's.
func TestFind(t *testing.T) {
	for text, want := range map[string][]personal.Kind{
		"承辦人身分證 A123456789":      {personal.IdentityNumber},
		"Ａ１２３４５６７８９":             {personal.IdentityNumber},
		"F131104093,O158238845":  {personal.IdentityNumber, personal.IdentityNumber},
		"Y123456788":             {personal.IdentityNumber},
		"A123456788":             nil, // the check digit is wrong
		"BA123456789":            nil, // part of a longer code
		"A1234567890":            nil,
		"A800000014":             {personal.ResidentNumber},
		"A900207177":             {personal.ResidentNumber},
		"AB23456789 AA00000009":  {personal.ResidentNumber, personal.ResidentNumber},
		"BD01300667":             {personal.ResidentNumber},
		"AA00000000":             nil,
		"行動電話0912-345-678":       {personal.Mobile},
		"+886 912 345 678":       {personal.Mobile},
		"案號 10912345678":         nil,
		"(02) 2380-0791":         {personal.Telephone},
		"02-2380-0791#123":       {personal.Telephone},
		"+886-2-2348-2999":       {personal.Telephone},
		"2018-06-22":             nil,
		"統一編號 04595257":          nil, // an organisation
		"20200229":               nil,
		"請洽 someone@example.org": {personal.Mail},
		"護照號碼：312345678":         {personal.Passport},
		"312345678":              nil, // needs the word
		"匯款帳號：012-345-678901":    {personal.Account},
		"會計帳號 12":                nil,
		"民國70年5月3日生":             {personal.Birth},
		"出生日期 1981/05/03":        {personal.Birth},
		"107年6月22日開會":            nil,
		"戶籍地址：臺北市中正區凱達格蘭大道2號": {personal.Address},
		"本部位於臺北市中正區凱達格蘭大道2號":  nil, // an office's
		"聯絡人：陳大文先生。":          {personal.Name},
		"各國代表先生女士":            nil,
		"病歷號碼：A12345":         {personal.Special},
		"無涉機敏，秘書處，密克羅尼西亞":     nil,
		"核定金額 1,294,380 元":    nil,
	} {
		var got []personal.Kind
		for _, f := range personal.Find(text) {
			got = append(got, f.Kind)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

func FuzzFind(f *testing.F) {
	f.Add("A123456789 02-2380-0791 陳大文先生")
	f.Add("Ａ１２３４５６７８９\xff")
	f.Fuzz(func(t *testing.T, text string) {
		for _, found := range personal.Find(text) {
			if found.At < 0 || found.Length <= 0 || found.At+found.Length > 20*utf8.RuneCountInString(text)+20 {
				t.Errorf("%+v is no place in %q", found, text)
			}
		}
		if strings.TrimSpace(text) == "" && len(personal.Find(text)) > 0 {
			t.Errorf("something in nothing")
		}
	})
}
