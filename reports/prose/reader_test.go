package prose_test

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"heng/internal/locale"
)

// reading is what a sentence says, read back from its text by someone who has
// not seen the statement: what is not said is zero.
type reading struct {
	subject     string
	agreement   string // singular, plural: what the verb agrees with
	period      string // a code
	running     bool
	value       quantity
	change      comparison
	baseline    comparison
	relation    string // met, below, above, unmet, target, reference
	still       bool
	contrast    bool // but, 惟
	bounds      map[string]quantity
	targetOf    string // a code
	pace        string // ahead, behind, at
	turn        string // up, down
	rate        quantity
	each        string
	absence     string // no data, not applicable, not due
	lacking     string // a number of rows
	latest      quantity
	latestOf    string
	latestRuns  bool
	quality     string // better, worse
	lowerBetter bool
	gaps        []string
	compared    bool
	breakAt     string
	reason      string
	few, limit  string
	small       string
	smallLimit  string
}

// comparison is what a sentence says of an earlier value.
type comparison struct {
	turn   string // up, down, same, little, unclear; empty where only the value is given
	amount quantity
	before quantity
	base   string // a code
}

// quantity is a number as read, the half of its last digit, and its unit.
type quantity struct {
	number, slack decimal.Decimal
	unit          string // %, points, days, people, NT$, fraction, or empty
}

func (q quantity) isZero() bool { return q.unit == "" && q.slack.IsZero() }

// scanner reads a text from the left.
type scanner struct {
	rest string
	err  error
}

// take reads what matches at once, and returns its groups by name; nil where
// it does not.
func (s *scanner) take(pattern *regexp.Regexp) map[string]string {
	match := pattern.FindStringSubmatchIndex(s.rest)
	if s.err != nil || match == nil || match[0] != 0 {
		return nil
	}
	groups := map[string]string{"": s.rest[:match[1]]}
	for i, name := range pattern.SubexpNames() {
		if name != "" && match[2*i] >= 0 {
			groups[name] += s.rest[match[2*i]:match[2*i+1]]
		}
	}
	s.rest = s.rest[match[1]:]
	return groups
}

func (s *scanner) must(pattern *regexp.Regexp) map[string]string {
	groups := s.take(pattern)
	if groups == nil && s.err == nil {
		s.err = fmt.Errorf("%q is not to be read as %s", s.rest, pattern)
	}
	return groups
}

// has reads a word if it comes next.
func (s *scanner) has(word string) bool {
	if s.err == nil && strings.HasPrefix(s.rest, word) {
		s.rest = s.rest[len(word):]
		return true
	}
	return false
}

func (s *scanner) end() {
	if s.err == nil && s.rest != "" {
		s.err = fmt.Errorf("%q is left over", s.rest)
	}
}

// failf notes the first thing that cannot be read.
func (s *scanner) failf(format string, args ...any) {
	if s.err == nil {
		s.err = fmt.Errorf(format, args...)
	}
}

// pattern compiles an expression in which Q stands for a quantity and P for a
// period of a language.
func pattern(lang locale.Lang, expression string) *regexp.Regexp {
	q, p := enQuantity, enPeriod
	if lang == locale.ZhTW {
		q, p = zhQuantity, zhPeriod
	}
	expression = strings.ReplaceAll(expression, "«Q»", "(?:"+q+")")
	return regexp.MustCompile("^(?:" + strings.ReplaceAll(expression, "«P»", "(?:"+p+")") + ")")
}

const (
	enQuantity = `\d+/\d+|−?(?:NT\$)?\d+(?:,\d{3})*(?:\.\d+)?(?: (?:million|billion|trillion)\b)?(?:%| percentage points?\b| days?\b| people\b| person\b)?`
	enPeriod   = `(?:the (?:first|second|third|fourth) (?:half|quarter) of |(?:January|June|September) )?\d{4}`
	zhQuantity = `\d+/\d+|−?(?:新臺幣[\d,.兆億萬]+元|\d+(?:,\d{3})*(?:\.\d+)?(?:%| 個百分點| 日| 人)?)`
	zhPeriod   = `\d{2,3}年(?:上半年|下半年|第\d季|\d{1,2}月)?`
)

// readQuantity reads a number with its unit.
func (s *scanner) quantity(text string) quantity {
	if text == "" {
		return quantity{}
	}
	if part, whole, ok := strings.Cut(text, "/"); ok {
		return s.ratio(part, whole, false, "fraction")
	}
	digits, exponent, unit := text, int32(0), ""
	for suffix, name := range map[string]string{
		"%": "%", " percentage points": "points", " percentage point": "points", " 個百分點": "points",
		" days": "days", " day": "days", " 日": "days", " people": "people", " person": "people", " 人": "people",
	} {
		if rest, ok := strings.CutSuffix(digits, suffix); ok {
			digits, unit = rest, name
			break
		}
	}
	if rest, ok := strings.CutPrefix(digits, "NT$"); ok {
		digits, unit = rest, "NT$"
	}
	if rest, ok := strings.CutPrefix(digits, "新臺幣"); ok {
		return s.chineseMoney(strings.TrimSuffix(rest, "元"))
	}
	for word, power := range map[string]int32{" million": 6, " billion": 9, " trillion": 12} {
		if rest, ok := strings.CutSuffix(digits, word); ok {
			digits, exponent = rest, power
		}
	}
	n, err := decimal.NewFromString(strings.ReplaceAll(digits, ",", ""))
	if err != nil {
		s.failf("%q is no quantity", text)
		return quantity{}
	}
	_, fraction, _ := strings.Cut(digits, ".")
	return quantity{n.Shift(exponent), decimal.New(5, exponent-int32(len(fraction))-1), unit}
}

func (s *scanner) chineseMoney(text string) quantity {
	sum, slack := decimal.Zero, decimal.New(5, -1)
	if strings.Contains(text, "億") {
		slack = decimal.New(5, 3) // rounded to 萬
	}
	for _, scale := range []struct {
		word     string
		exponent int32
	}{{"兆", 12}, {"億", 8}, {"萬", 4}, {"", 0}} {
		digits, rest := text, ""
		if scale.word != "" {
			var ok bool
			if digits, rest, ok = strings.Cut(text, scale.word); !ok {
				continue
			}
		}
		if digits == "" {
			continue
		}
		n, err := decimal.NewFromString(strings.ReplaceAll(digits, ",", ""))
		if err != nil {
			s.failf("%q is no amount", text)
			return quantity{}
		}
		sum, text = sum.Add(n.Shift(scale.exponent)), rest
	}
	return quantity{sum, slack, "NT$"}
}

// ratio is a part of a whole in per cent.
func (s *scanner) ratio(part, whole string, about bool, unit string) quantity {
	n, err1 := strconv.Atoi(part)
	m, err2 := strconv.Atoi(whole)
	if err1 != nil || err2 != nil || m == 0 {
		s.failf("%s of %s is no part of a whole", part, whole)
		return quantity{}
	}
	slack := decimal.New(5, -5) // of a fraction: what the cases round off
	if about {
		slack = decimal.New(5, -1)
	}
	return quantity{decimal.New(int64(n)*100, 0).DivRound(decimal.New(int64(m), 0), 8), slack, unit}
}

var (
	enParts = regexp.MustCompile(`^(?:the (first|second|third|fourth) (half|quarter) of |(January|June|September) )?(\d{4})$`)
	zhParts = regexp.MustCompile(`^(\d{2,3})年(?:(上|下)半年|第(\d)季|(\d{1,2})月)?$`)
)

// period reads the code of a period from its words.
func (s *scanner) period(text string) string {
	if text == "" {
		return ""
	}
	if m := enParts.FindStringSubmatch(text); m != nil {
		number := map[string]string{"first": "1", "second": "2", "third": "3", "fourth": "4"}[m[1]]
		switch {
		case m[2] == "half":
			return m[4] + "-S" + number
		case m[2] == "quarter":
			return m[4] + "-Q" + number
		case m[3] != "":
			return m[4] + "-" + map[string]string{"January": "01", "June": "06", "September": "09"}[m[3]]
		}
		return m[4]
	}
	m := zhParts.FindStringSubmatch(text)
	if m == nil {
		s.failf("%q is no period", text)
		return ""
	}
	minguo, err := strconv.Atoi(m[1])
	if err != nil {
		s.failf("%q is no year", m[1])
	}
	year := strconv.Itoa(minguo + 1911)
	switch {
	case m[2] == "上":
		return year + "-S1"
	case m[2] == "下":
		return year + "-S2"
	case m[3] != "":
		return year + "-Q" + m[3]
	case m[4] != "":
		return fmt.Sprintf("%s-%02s", year, m[4])
	}
	return year
}
