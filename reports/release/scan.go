package release

import (
	"html"
	"regexp"
	"strconv"
	"strings"
	"time"

	"heng/internal/datapackage"
	"heng/internal/locale"
	"heng/internal/marks"
	"heng/internal/personal"
	"heng/internal/yamldoc"
)

// Suspicion is a place of a release where a mark of secrecy or personal data
// seems to stand. What stands there is not repeated.
type Suspicion struct {
	At     string  // file:line:column, file:line, or a table's row and column
	Kind   string  // secrecy, or a kind of personal data
	Waiver *Waiver // that lets it leave all the same; nil for none
}

// SecrecyMark is the kind of a mark of secrecy.
const SecrecyMark = "secrecy"

// Waiver lets something leave that the scan has found, or a figure that is out already
// and is unsafe, by name and reason: an entry of waivers in policy.yaml.
type Waiver struct {
	At     string        `yaml:"at,required" doc:"the place, as the scan or the refusal names it"`
	Kind   string        `yaml:"kind,required" doc:"what was found there; exposed: a figure that is out already and is unsafe"`
	Reason locale.Text   `yaml:"reason,required"`
	By     string        `yaml:"by,required" doc:"the account that takes responsibility; not the one that makes the release"`
	On     string        `yaml:"on,required" doc:"the date from which it holds"`
	Until  string        `yaml:"until" doc:"the last date on which it holds; default: a year after on"`
	Node   *yamldoc.Node `yaml:"-"`
}

// Last is the last day on which a waiver holds.
func (w *Waiver) Last() string {
	if w.Until != "" {
		return w.Until
	}
	on, err := time.Parse(time.DateOnly, w.On)
	if err != nil {
		return ""
	}
	return on.AddDate(1, 0, 0).Format(time.DateOnly)
}

// Scan looks through every text of a release: the cells of its records, the
// definitions, and the words of its pages. The publisher's own address and
// telephone, which catalogues require, are no finding.
func (c *Content) Scan(files []File) []Suspicion {
	s := scanner{policy: c.Policy}
	for _, r := range c.Records {
		for i, row := range r.Rows {
			for k, value := range row {
				column := r.Columns[k]
				if value == nil || column.Release == Banded || column.numeric() || column.Type == datapackage.Date || column.Type == datapackage.Boolean {
					continue
				}
				s.text(r.path("csv")+":"+strconv.Itoa(i+2)+":"+column.Name, *value, column.Name+" "+column.Title.In(locale.ZhTW))
			}
		}
	}
	for _, f := range files {
		switch {
		case strings.HasSuffix(f.Path, ".html"):
			for i, piece := range words(f.Content) {
				s.text(f.Path+":"+strconv.Itoa(i+1), piece, "")
			}
		case strings.HasPrefix(f.Path, "definitions/") || f.Path == WithheldCSV || f.Path == PackageFile:
			for i, line := range strings.Split(string(f.Content), "\n") {
				s.text(f.Path+":"+strconv.Itoa(i+1), line, "")
			}
		}
	}
	return s.found
}

// scanner collects suspicions.
type scanner struct {
	policy *Policy
	found  []Suspicion
}

// text looks through one text. The heading of its column says what a number is.
func (s *scanner) text(at, text, heading string) {
	if marks.InText(text) {
		s.add(at, SecrecyMark)
	}
	for _, own := range []string{s.policy.Publisher.Phone, s.policy.Publisher.Email} {
		if own != "" {
			text = strings.ReplaceAll(text, own, " ")
		}
	}
	kinds := map[personal.Kind]bool{}
	for _, f := range personal.Find(text) {
		if !kinds[f.Kind] {
			kinds[f.Kind] = true
			s.add(at, string(f.Kind))
		}
	}
	if heading != "" && len(kinds) == 0 {
		for _, f := range personal.Find(heading + "：" + text) {
			if !kinds[f.Kind] {
				kinds[f.Kind] = true
				s.add(at, string(f.Kind))
			}
		}
	}
}

func (s *scanner) add(at, kind string) {
	found := Suspicion{At: at, Kind: kind, Waiver: s.policy.Waiver(at, kind)}
	s.found = append(s.found, found)
}

var (
	unseen       = regexp.MustCompile(`(?is)<(style|script)\b.*?</(?:style|script)>`)
	tags         = regexp.MustCompile(`(?s)<[^>]*>`)
	fingerprints = regexp.MustCompile(`<code>[0-9a-f]{4}(?: [0-9a-f]{4}){3}</code>`)
	named        = regexp.MustCompile(`(?i)\b(?:alt|title|aria-label|content)="([^"]*)"`)
)

// words lists what a page says: its texts between tags, and those of attributes
// that are read out.
func words(page []byte) []string {
	text := unseen.ReplaceAllString(string(page), "")
	text = fingerprints.ReplaceAllStringFunc(text, func(code string) string {
		if strings.ContainsAny(code[len("<code>"):len(code)-len("</code>")], "abcdef") {
			return "" // no number of a person's, though two of its four parts may look like one
		}
		return code
	})
	var out []string
	for _, m := range named.FindAllStringSubmatch(text, -1) {
		out = append(out, html.UnescapeString(m[1]))
	}
	for _, piece := range tags.Split(text, -1) {
		if piece = strings.TrimSpace(html.UnescapeString(piece)); piece != "" {
			out = append(out, piece)
		}
	}
	return out
}
