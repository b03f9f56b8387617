package personal

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Kind is what was found.
type Kind string

// The kinds of personal data.
const (
	IdentityNumber Kind = "identity_number" // 國民身分證統一編號
	ResidentNumber Kind = "resident_number" // 外來人口統一證號
	Mobile         Kind = "mobile"
	Telephone      Kind = "telephone"
	Mail           Kind = "mail"
	Passport       Kind = "passport"
	Account        Kind = "account"
	Birth          Kind = "birth"
	Address        Kind = "address"
	Name           Kind = "name"
	Special        Kind = "special" // 個人資料保護法 Art. 6: health, genes, sexual life, criminal record
)

// Found is a place in a text, in characters of the text after NFKC. What stands
// there is not repeated.
type Found struct {
	Kind   Kind
	At     int // from 0
	Length int
}

// pattern finds a kind. Where the expression has a group, the group is what was
// found; proof says whether it is what it looks like.
type pattern struct {
	kind  Kind
	form  *regexp.Regexp
	proof func(found string) bool
}

// Sources: 戶政 rules for identity numbers; 電信號碼計畫 for telephone numbers;
// forms of 文書處理手冊 for dates and addresses.
var patterns = []pattern{
	{IdentityNumber, regexp.MustCompile(`(?:^|[^A-Za-z0-9])([A-Za-z][12][0-9]{8})(?:$|[^0-9])`), identity},
	{ResidentNumber, regexp.MustCompile(`(?:^|[^A-Za-z0-9])([A-Za-z][89][0-9]{8})(?:$|[^0-9])`), identity},
	{ResidentNumber, regexp.MustCompile(`(?:^|[^A-Za-z0-9])([A-Za-z][A-Da-d][0-9]{8})(?:$|[^0-9])`), oldResident},
	{Mobile, regexp.MustCompile(`(?:^|[^0-9])(09[0-9]{2}[- ]?[0-9]{3}[- ]?[0-9]{3}|(?:\+|00)886[- ]?\(?0?\)?9[0-9]{2}[- ]?[0-9]{3}[- ]?[0-9]{3})(?:$|[^0-9])`), nil},
	{Telephone, regexp.MustCompile(`(?:^|[^0-9])(\(?0[2-8][0-9]?\)?[- ][0-9]{3,4}[- ]?[0-9]{4}(?:\s?(?:#|分機|ext\.?)\s?[0-9]{1,5})?|(?:\+|00)886[- ]?\(?0?\)?[2-8][- ]?[0-9]{3,4}[- ]?[0-9]{4})(?:$|[^0-9])`), nil},
	{Mail, regexp.MustCompile(`[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+`), nil},
	{Passport, regexp.MustCompile(`(?i)(?:護照|passport)[^0-9A-Za-z]{0,6}(?:號碼|字號|number|no\.?)?[^0-9A-Za-z]{0,4}([A-Z]?[0-9]{8,9})(?:$|[^0-9])`), nil},
	{Account, regexp.MustCompile(`(?:帳號|帳戶|匯款帳|account (?:number|no\.?))[^0-9]{0,8}([0-9][0-9-]{8,18}[0-9])`), accountLength},
	{Birth, regexp.MustCompile(`((?:民國|西元)?\s?[0-9]{2,4}\s?年\s?[0-9]{1,2}\s?月\s?[0-9]{1,2}\s?日)\s?(?:出)?生`), nil},
	{Birth, regexp.MustCompile(`(?:出生日期|出生年月日|生日|date of birth)[^0-9]{0,6}([0-9]{2,4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2})`), nil},
	{Address, regexp.MustCompile(`(?:住址|戶籍地址|戶籍|通訊地址|居住地|住)[^\n，。；]{0,4}?((?:[\p{Han}]{2,3}[縣市])?[\p{Han}]{1,4}[區鄉鎮市][\p{Han}0-9]{1,12}(?:路|街|大道|巷)[\p{Han}0-9]{0,10}[0-9一二三四五六七八九十]+\s?號)`), nil},
	{Name, regexp.MustCompile(`(?:^|[^\p{Han}])([\p{Han}]{2,4}?)(?:先生|女士|小姐|君)(?:$|[^\p{Han}子主王]|[、，。；及與])`), surname},
	{Special, regexp.MustCompile(`病歷號?碼?[:：]?\s?[0-9A-Z]{4,}|(?:患有|罹患|確診|基因檢測結果|前科紀錄)[^\n，。；]{1,12}`), nil},
}

// Find returns what looks like personal data, by its place.
func Find(text string) []Found {
	text = norm.NFKC.String(text)
	var all []Found
	for _, p := range patterns {
		at := 0
		for at <= len(text) {
			m := p.form.FindStringSubmatchIndex(text[at:])
			if m == nil {
				break
			}
			from, to := at+m[0], at+m[1]
			if len(m) > 2 && m[2] >= 0 {
				from, to = at+m[2], at+m[3]
			}
			if p.proof == nil || p.proof(text[from:to]) {
				all = append(all, Found{p.kind, utf8.RuneCountInString(text[:from]), utf8.RuneCountInString(text[from:to])})
			}
			at = max(to, at+1)
		}
	}
	slices.SortFunc(all, func(a, b Found) int { return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Kind, b.Kind)) })
	return all
}

// letters gives the number of an identity number's first letter: its place here
// plus 10.
const letters = "ABCDEFGHJKLMNPQRSTUVXYWZIO"

// identity checks the digits of an identity number: both digits of the letter's
// number times 1 and 9, the nine digits times 8 to 1 and 1, sum divisible by ten.
func identity(s string) bool { return checks(s, func(second byte) int { return int(second - '0') }) }

// oldResident checks a resident's number of before 2021, whose second letter
// stands for the last digit of its number.
func oldResident(s string) bool {
	return checks(s, func(second byte) int {
		return (strings.IndexByte(letters, second) + 10) % 10
	})
}

func checks(s string, second func(byte) int) bool {
	s = strings.ToUpper(s)
	first := strings.IndexByte(letters, s[0]) + 10
	total := first/10 + first%10*9 + second(s[1])*8
	for i, weight := range []int{7, 6, 5, 4, 3, 2, 1, 1} {
		total += int(s[i+2]-'0') * weight
	}
	return total%10 == 0
}

// accountLength checks that a bank account has 10 to 16 digits.
func accountLength(s string) bool {
	n := len(strings.ReplaceAll(s, "-", ""))
	return n >= 10 && n <= 16
}

// surnames are the hundred or so most common ones, with those of two characters:
// without one, what stands before a form of address is a word.
const surnames = "陳林黃張李王吳劉蔡楊許鄭謝郭洪曾邱廖賴周徐蘇葉莊呂江何蕭羅高潘簡朱鍾彭游詹胡施沈余趙盧梁顏柯孫魏翁戴范宋方鄧杜傅侯曹溫薛丁馬蔣唐卓藍馮姚石董紀歐程連古汪湯姜田康鄒白涂尤巫韓龔嚴袁鐘黎金阮陸倪夏童邵柳錢"

var doubleSurnames = []string{"歐陽", "司徒", "上官", "諸葛", "張簡", "范姜", "歐陽", "司馬"}

func surname(s string) bool {
	for _, double := range doubleSurnames {
		if strings.HasPrefix(s, double) {
			return true
		}
	}
	first, _ := utf8.DecodeRuneInString(s)
	return strings.ContainsRune(surnames, first) && utf8.RuneCountInString(s) <= 3
}
