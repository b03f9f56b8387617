package marks

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// The words. Longer ones stand first: an expression takes the first that fits.
const (
	grades   = `(?:絕對機密|極機密|國家機密|一般公務機密|公務機密|機密|密)`
	suffixes = `(?:文件|資料|文書|件|級)`
	headings = `(?:密等及解密條件(?:或保密期限)?|機密等級及(?:保密期限|解密條件)(?:或解密條件)?|機密等級|保密等級|保密區分|密等|密級)`
	periods  = `(?:解密條件(?:或保密期限)?|保密期限)`
)

var (
	// whole is a text that is nothing but a mark, with what adorns it.
	whole = regexp.MustCompile(`^[\pP\pS]*` + grades + suffixes + `?[\pP\pS]*$`)
	// opening is a mark at the head of a text, parted from what follows. The
	// enumeration comma does not part: 機密、敏感資料 speaks of secrets.
	opening = regexp.MustCompile(`^[\pP\pS]*` + grades + suffixes + `?[：:；;，,。!！)）】〕\]|｜※－—-]`)
	// bracketed is a mark in brackets anywhere, as behind a title.
	bracketed = regexp.MustCompile(`[（(【〔\[]` + grades + suffixes + `?[）)】〕\]]`)
	// graded is a grade given in running text.
	graded = regexp.MustCompile(headings + `(?:[:：]|為|列為|：為)+` + grades + suffixes + `?(?:[^\p{Han}]|$)`)
	// declassified is the sentence that says when a secret ends.
	declassified = regexp.MustCompile(`本(?:文件|資料|件|文|案|卷|檔)[^。；;]{0,40}(?:解密|解除機密|解除密等)`)
	// heading is the heading of a grade or of a term, with what stands behind
	// its colon.
	heading = regexp.MustCompile(`^[\pP\pS]*(` + headings + `|` + periods + `)(?:[:：](.*))?$`)
	// english are the marks of documents in English, which are set in capitals.
	english = regexp.MustCompile(`^[\pP\pS]*(?:TOPSECRET|SECRET|CONFIDENTIAL)[\pP\pS]*$|^(?i:(?:security)?classification)[:：](?i:topsecret|secret|confidential)`)
)

// ground is the heading of a column of reasons, in which a grade is why something
// else is not open, and no mark: 不公開理由, refusal ground.
var ground = regexp.MustCompile(`(?i)理由|原因|依據|事由|\bgrounds?\b|_ground|\breasons?\b|_reason`)

// isGround reports whether a cell is such a heading, and not a sentence.
func isGround(s string) bool { return len(s) <= longestHeading && ground.MatchString(s) }

// longestHeading is how many bytes a heading has at most.
const longestHeading = 60

// isGrade reports whether a text is a grade and nothing else.
func isGrade(s string) bool { return whole.MatchString(fold(s)) }

// open are the values of 密等 that say that there is no secret.
var open = map[string]bool{
	"普通": true, "普通件": true, "一般": true, "一般件": true, "無": true, "公開": true, "可公開": true, "非密": true, "非密件": true,
	"非機密": true, "非屬機密": true, "無密等": true, "不涉密": true, "不涉機密": true, "不涉及機密": true, "無涉機密": true,
	"無涉機敏": true, "無機密": true, "未列密等": true, "已解密": true, "解密": true, "已解除機密": true,
	"none": true, "no": true, "unclassified": true, "public": true, "open": true,
}

// fold brings a text to the form in which marks are looked for: in one width
// and without spaces, which headings are spread with (機　密).
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || unicode.IsControl(r) {
			return -1
		}
		return r
	}, norm.NFKC.String(s))
}

// mayBear tells most texts without a mark apart quickly.
func mayBear(s string) bool {
	return strings.Contains(s, "密") || strings.Contains(s, "SECRET") || strings.Contains(s, "CONFIDENTIAL") ||
		strings.ContainsAny(s, "ＳＣ") || strings.Contains(s, "lassification") || strings.Contains(s, "S E C R E T")
}

// Matters reports whether a cell can bear a mark, or say that there is none:
// a caller that cannot keep a whole table keeps these texts and may put any
// other text in the place of the rest.
func Matters(s string) bool { return mayBear(s) || isOpen(s) || isGround(s) }

// InPair reports whether a value bears a mark under its heading, as in a
// record of keys and values.
func InPair(name, value string) bool {
	if InText(value) {
		return !isGround(name) || !isGrade(value)
	}
	_, ofGrade, ofTerm := look(name)
	return ofGrade && !isOpen(value) || ofTerm && strings.TrimSpace(value) != "" && !isOpen(value)
}

// InText reports whether a text by itself bears a mark: a title, a paragraph, a
// file's name, the header of a printed page. A heading 密等 without a grade
// counts as one, since nobody has said that there is no secret.
func InText(s string) bool {
	if !mayBear(s) {
		return false
	}
	for line := range strings.Lines(s) {
		found, ofGrade, _ := look(line)
		if found || ofGrade {
			return true
		}
	}
	return false
}

// InName reports whether a file's name, without its extension, bears a mark: as
// a whole, in brackets, or as its first or last word (機密_名單).
func InName(name string) bool {
	words := strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune("_-－—. 　", r) })
	if InText(name) || len(words) == 0 {
		return InText(name)
	}
	return InText(words[0]) || InText(words[len(words)-1])
}

// look says whether a line bears a mark; and, where it is only a heading that
// waits for its value in another cell, whether of a grade or of a term.
func look(line string) (found, ofGrade, ofTerm bool) {
	s := fold(line)
	if !mayBear(s) {
		return false, false, false
	}
	if whole.MatchString(s) || opening.MatchString(s) || bracketed.MatchString(s) || english.MatchString(s) {
		return true, false, false
	}
	if m := heading.FindStringSubmatch(s); m != nil {
		term := strings.HasPrefix(m[1], "解密") || strings.HasPrefix(m[1], "保密期限")
		value := strings.TrimFunc(m[2], isPunctuation)
		switch {
		case value == "":
			return false, !term, term
		case isOpen(value):
			return false, false, false
		}
		return true, false, false
	}
	if graded.MatchString(s) {
		return true, false, false
	}
	return declassified.MatchString(s) && !strings.Contains(s, "已解密") && !strings.Contains(s, "已解除"), false, false
}

func isOpen(value string) bool {
	return open[strings.ToLower(strings.TrimFunc(fold(value), isPunctuation))]
}

func isPunctuation(r rune) bool { return unicode.IsPunct(r) || unicode.IsSymbol(r) }
