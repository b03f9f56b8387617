package fault

import (
	"regexp"
	"unicode/utf8"

	"cmp"
	"fmt"
	"slices"
	"strings"

	"heng/internal/locale"
)

// Severity tells a slip that stops from one that is only pointed out.
type Severity int

// The severities.
const (
	SeverityError Severity = iota
	SeverityWarning
)

// Place is where something stands. Line and Column count from 1, in lines and
// in characters (not bytes); zero means not known. Sheet is set for
// spreadsheets only.
type Place struct {
	File   string
	Sheet  string
	Line   int
	Column int
}

// String writes file:line:column, leaving out what is not known.
func (p Place) String() string {
	s := p.File
	if p.Sheet != "" {
		s += "[" + p.Sheet + "]"
	}
	if p.Line > 0 {
		s += fmt.Sprintf(":%d", p.Line)
		if p.Column > 0 {
			s += fmt.Sprintf(":%d", p.Column)
		}
	}
	return s
}

// Finding is one slip at one place.
type Finding struct {
	ID       string // stable name of the kind of slip, e.g. unknown_column
	Severity Severity
	Place    Place
	Length   int            // characters to underline in Excerpt; at least 1 where Excerpt is set
	Subject  string         // the indicator, model or resource; may be empty
	Message  locale.Message // what is wrong
	Hint     locale.Message // what to do; may be empty
	Excerpt  string         // the source line; may be empty
}

// String writes the finding in English.
func (f Finding) String() string { return f.Write(locale.NewPrinter(locale.En)) }

// Write writes the finding for a person:
//
//	frameworks/mofa.yaml:31:14: reports-on-time: no column "report_recieved" in grants
//	   31 |     share: report_recieved is not null and …
//	      |            ^^^^^^^^^^^^^^^
//	   did you mean report_received?
func (f Finding) Write(p locale.Printer) string {
	var b strings.Builder
	if s := f.Place.String(); s != "" {
		b.WriteString(s + ": ")
	}
	if f.Severity == SeverityWarning {
		b.WriteString(p.Text("fault.warning") + ": ")
	}
	if f.Subject != "" {
		b.WriteString(f.Subject + ": ")
	}
	b.WriteString(p.Sprint(f.Message))
	if f.Excerpt != "" {
		excerpt, before, length := window(withoutSecrets(f.Excerpt), f.Place.Column-1, max(1, f.Length))
		fmt.Fprintf(&b, "\n%5d | %s\n      | %s%s", f.Place.Line, excerpt, blank(excerpt, before), strings.Repeat("^", length))
	}
	if !f.Hint.IsZero() {
		b.WriteString("\n   " + p.Sprint(f.Hint))
	}
	return b.String()
}

// excerptWidth is how many characters of a line are shown: a file that is one
// long line would fill the screen.
const excerptWidth = 200

// window cuts a long line to the characters around the place, which stands after
// the first before ones, and says where the place is in what is left.
func window(line string, before, length int) (string, int, int) {
	runes := []rune(line)
	if len(runes) <= excerptWidth || before >= len(runes) {
		return line, before, length
	}
	start := max(0, min(before-excerptWidth/2, len(runes)-excerptWidth))
	cut := string(runes[start:min(len(runes), start+excerptWidth)])
	if start+excerptWidth < len(runes) {
		cut += "…"
	}
	if start > 0 {
		cut, start = "…"+cut, start-1
	}
	return cut, max(0, before-start), min(length, excerptWidth)
}

// secret finds what may be a password in a URL: all that stands before its @, and
// what is said to be one.
var secret = regexp.MustCompile(`(?i)(://)([^\s"']*)@|(password=)([^\s"'&]*)`)

// withoutSecrets masks each character of what may be a password in a line.
func withoutSecrets(line string) string {
	return secret.ReplaceAllStringFunc(line, func(found string) string {
		parts := secret.FindStringSubmatch(found)
		if parts[3] != "" {
			return parts[3] + strings.Repeat("*", utf8.RuneCountInString(parts[4]))
		}
		return parts[1] + strings.Repeat("*", utf8.RuneCountInString(parts[2])) + "@"
	})
}

// blank returns white space as wide as the first n characters of line: a tab
// for a tab, two spaces for a full-width character.
func blank(line string, n int) string {
	var b strings.Builder
	for _, r := range line {
		if n <= 0 {
			break
		}
		n--
		switch {
		case r == '\t':
			b.WriteByte('\t')
		case r >= 0x1100 && isWide(r):
			b.WriteString("  ")
		default:
			b.WriteByte(' ')
		}
	}
	return b.String()
}

func isWide(r rune) bool {
	return r <= 0x115F || (r >= 0x2E80 && r <= 0xA4CF) || (r >= 0xAC00 && r <= 0xD7A3) ||
		(r >= 0xF900 && r <= 0xFAFF) || (r >= 0xFE30 && r <= 0xFE6F) || (r >= 0xFF00 && r <= 0xFF60) ||
		(r >= 0xFFE0 && r <= 0xFFE6) || (r >= 0x20000 && r <= 0x3FFFD)
}

// Sort orders findings by file, line, column and message.
func Sort(findings []Finding) {
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(a.Place.File, b.Place.File),
			cmp.Compare(a.Place.Sheet, b.Place.Sheet),
			cmp.Compare(a.Place.Line, b.Place.Line),
			cmp.Compare(a.Place.Column, b.Place.Column),
			cmp.Compare(a.Subject, b.Subject),
		)
	})
}

// Errors returns the findings that stop.
func Errors(findings []Finding) []Finding {
	var errs []Finding
	for _, f := range findings {
		if f.Severity == SeverityError {
			errs = append(errs, f)
		}
	}
	return errs
}
