package reports_test

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"heng/charts"
	"heng/indicators"
	"heng/internal/locale"
	"heng/reports"
)

var update = flag.Bool("update", false, "write the golden pages anew")

// The golden pages leave the charts out: how they are drawn is for the tests
// of the charts.
func TestGoldenPages(t *testing.T) {
	for _, lang := range locale.Languages {
		got := build(t, sample(), lang)
		file := filepath.Join("testdata", "report."+string(lang)+".html")
		if *update {
			if err := os.MkdirAll("testdata", 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(string(got), "\n")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", file, diff)
		}
	}
}

func TestSummary(t *testing.T) {
	for lang, want := range map[locale.Lang][]string{
		locale.ZhTW: {
			"透明：共 2 項指標：達標 1 項、進度正常 1 項。以百分點計變動最大者為「雙語詮釋資料比率」，較105年上升 15.0 個百分點。",
			"問責：共 3 項指標：達標 1 項、落後 1 項、不評定 1 項。以百分點計變動最大者為「成果報告準時提交率」，較105下下降 9.7 個百分點。",
			"參與：共 2 項指標：無資料 2 項。",
			"成效：共 2 項指標：無資料 1 項、不評定 1 項。",
		},
		locale.En: {
			"Transparency: 2 indicators: 1 met, 1 on track. Largest change in percentage points: “Metadata in both languages”, up 15.0 percentage points on 2016.",
			"Accountability: 3 indicators: 1 met, 1 off track, 1 without status. Largest change in percentage points: “Outcome reports submitted on time”, down 9.7 percentage points on the second half of 2016.",
			"Participation: 2 indicators: 2 without data.",
			"Effectiveness: 2 indicators: 1 without data, 1 without status.",
		},
	} {
		if diff := cmp.Diff(want, reports.Summary(locale.NewPrinter(lang), sample())); diff != "" {
			t.Errorf("%s (-want +got):\n%s", lang, diff)
		}
	}
	if got := reports.Summary(locale.NewPrinter(locale.En), reports.Input{AsOf: asOf}); len(got) != 0 {
		t.Errorf("no framework, yet %q", got)
	}
}

func TestDeterministic(t *testing.T) {
	for _, lang := range locale.Languages {
		first := build(t, sample(), lang)
		for range 5 {
			if !bytes.Equal(first, build(t, sample(), lang)) {
				t.Fatalf("%s: the same input gives other bytes", lang)
			}
		}
	}
}

// Every number on a page is that of an observation, to the last digit, and
// every observation's value stands on the page.
func TestNumbersAreThoseOfTheObservations(t *testing.T) {
	in := sample()
	cells := map[string]map[string]string{}
	address := func(indicator, period string, b indicators.Breakdown) string {
		text, _ := json.Marshal(b)
		if len(b) == 0 {
			text = []byte("{}")
		}
		return indicator + " " + period + " " + string(text)
	}
	for _, o := range in.Observations {
		period := ""
		if o.Period != nil {
			period = *o.Period
		}
		fields := map[string]string{"n": fmt.Sprint(o.N), "missing": fmt.Sprint(o.Missing)}
		for field, n := range map[string]*indicators.Number{
			"value": o.Value, "baseline": o.Baseline, "achievement": o.Achievement, "progress": o.Progress,
		} {
			if n != nil {
				fields[field] = n.String()
			}
		}
		if o.Numerator != nil {
			fields["numerator"], fields["denominator"] = o.Numerator.String(), o.Denominator.String()
		}
		if t := o.Target; t != nil && t.Value != nil {
			fields["target"] = t.Value.String()
		} else if t != nil {
			fields["target_min"] = t.Min.String()
		}
		cells[address(o.Framework+"/"+o.Indicator, period, o.Breakdown)] = fields
	}
	for _, lang := range locale.Languages {
		shown, err := reports.Numbers(build(t, in, lang))
		if err != nil {
			t.Fatal(err)
		}
		values := map[string]bool{}
		for _, n := range shown {
			switch n.Field {
			case "defined_target":
				continue
			case "change":
				if n.Compare == "" {
					t.Errorf("%s: a change from nowhere: %+v", lang, n)
				}
				continue
			}
			at := address(n.Indicator, n.Period, n.Breakdown)
			if want, ok := cells[at][n.Field]; !ok || want != n.Exact {
				t.Errorf("%s: %s of %s is shown as %s, the observation has %q", lang, n.Field, at, n.Exact, want)
			}
			if n.Field == "value" {
				values[at] = true
			}
		}
		for at, fields := range cells {
			if fields["value"] != "" && !values[at] {
				t.Errorf("%s: the value of %s is not on the page", lang, at)
			}
		}
	}
}

// A reader can tell apart what is missing, what does not apply, what is not
// due and what is zero.
func TestFourTexts(t *testing.T) {
	in := during("2018", one(func(i *indicators.Indicator) { i.Unit, i.Decimals = "count", ptr(0) },
		observation("i", "2013", value("0", 3)),
		observation("i", "2014", standing(indicators.NotApplicable)),
		observation("i", "2015", missing(2)),
	))
	for lang, want := range map[locale.Lang][]string{
		locale.ZhTW: {"102年 0", "103年 不適用", "104年 無資料", "105年 無資料", "106年 無資料", "107年 尚未到期"},
		locale.En:   {"2013 0", "2014 not applicable", "2015 no data", "2016 no data", "2017 no data", "2018 not yet due"},
	} {
		row := regexp.MustCompile(`<tr[^>]*><th scope="row">([^<]*)</th><td>(.*?)</td>`)
		page := string(build(t, in, lang))
		page = page[strings.Index(page, `_periods"`):]
		var got []string
		for _, match := range row.FindAllStringSubmatch(page, len(want)) {
			got = append(got, match[1]+" "+anyTag.ReplaceAllString(match[2], ""))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", lang, diff)
		}
	}
}

// hostile is a text that would break out of an element, an attribute, a style
// sheet, a string of CSS or a figure's place.
const hostile = "</style></script><script>alert(1)</script>\"'><img src=x onerror=alert(1)> \x000\x00 } @import url(//x); {{.}} {n} \\"

func TestHostileTexts(t *testing.T) {
	in := sample()
	bad := both(hostile+"中", hostile)
	in.Title, in.Version = bad, hostile
	f := in.Frameworks[0]
	label := indicators.Label(bad)
	f.Title, f.Owner, f.Approval.Document, f.Approval.On = bad, label, label, hostile
	for _, d := range f.Dimensions {
		d.Title = bad
	}
	for _, i := range f.Indicators {
		i.Name, i.Definition, i.Source, i.Owner, i.Population = bad, bad, bad, label, hostile
		i.Where = expression(hostile)
		for _, target := range i.Targets {
			target.Source, target.SetBy, target.SetOn = label, label, hostile
		}
	}
	for _, r := range in.Package.Resources {
		r.Title, r.Licence = bad, label
		for i := range r.Sources {
			r.Sources[i].Title, r.Sources[i].Path = bad, "javascript:alert(1)"
		}
	}
	for i := range in.Observations {
		for column := range in.Observations[i].Breakdown {
			in.Observations[i].Breakdown[column] = hostile
		}
	}
	in.Loads[0].Files = []string{hostile}
	for _, lang := range locale.Languages {
		page := build(t, in, lang)
		for _, sign := range []string{"<script", "<img", "javascript:"} {
			if bytes.Contains(bytes.ToLower(page), []byte(sign)) {
				t.Errorf("%s: the page holds %s", lang, sign)
			}
		}
		style := page[bytes.Index(page, []byte("<style>")):bytes.Index(page, []byte("</style>"))]
		if bytes.Contains(style, []byte("import")) && !bytes.Contains(style, []byte(`\000040 import`)) {
			t.Errorf("%s: a text reached the style sheet as it is", lang)
		}
		if _, err := reports.Numbers(page); err != nil {
			t.Errorf("%s: %v", lang, err)
		}
		elements(t, page)
	}
}

// element is a start tag with its place in the page.
type element struct {
	name       string
	attributes map[string]string
	path       []string
}

// elements reads a page as XML, which Build's pages nearly are: every element
// is closed but for the few that HTML never closes.
func elements(t *testing.T, page []byte) []element {
	t.Helper()
	start, end := bytes.Index(page, []byte("<style>")), bytes.Index(page, []byte("</style>"))
	page = append(bytes.Clone(page[:start]), page[end+len("</style>"):]...)
	d := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(page, []byte("<!doctype html>"))))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	var all []element
	var path []string
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			if len(path) > 0 {
				t.Fatalf("not closed: %v", path)
			}
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			e := element{name: token.Name.Local, attributes: map[string]string{}, path: append([]string{}, path...)}
			for _, a := range token.Attr {
				e.attributes[a.Name.Local] = a.Value
			}
			all = append(all, e)
			path = append(path, e.name)
		case xml.EndElement:
			path = path[:len(path)-1]
		}
	}
}

// What a reader who does not see the page, or cannot use a mouse, needs of it.
func TestAccessible(t *testing.T) {
	for _, lang := range locale.Languages {
		in := sample()
		renderer, err := charts.NewRenderer(charts.Options{})
		if err != nil {
			t.Fatal(err)
		}
		in.Renderer = renderer
		page := build(t, in, lang)
		ids, count := map[string]bool{}, map[string]int{}
		level, pictures := 0, 0
		var links, labels []string
		all := elements(t, page)
		for i, e := range all {
			count[e.name]++
			if id, ok := e.attributes["id"]; ok {
				if ids[id] {
					t.Errorf("%s: the id %s stands twice", lang, id)
				}
				ids[id] = true
			}
			if href := e.attributes["href"]; strings.HasPrefix(href, "#") {
				links = append(links, href[1:])
			}
			labels = append(labels, strings.Fields(e.attributes["aria-labelledby"])...)
			switch e.name {
			case "html":
				if e.attributes["lang"] != string(lang) {
					t.Errorf("%s: the page says it is in %q", lang, e.attributes["lang"])
				}
			case "h1", "h2", "h3", "h4", "h5":
				if next := int(e.name[1] - '0'); next > level+1 {
					t.Errorf("%s: heading %d after heading %d", lang, next, level)
				} else {
					level = next
				}
			case "table":
				if all[i+1].name != "caption" {
					t.Errorf("%s: a table without a caption", lang)
				}
			case "th":
				if e.attributes["scope"] == "" {
					t.Errorf("%s: a heading cell without a scope", lang)
				}
			case "svg":
				if e.attributes["aria-hidden"] == "true" {
					continue
				}
				pictures++
				if e.attributes["role"] != "img" || all[i+1].name != "title" || all[i+2].name != "desc" {
					t.Errorf("%s: a chart without role, title and description", lang)
				}
			case "script", "link", "iframe", "img":
				t.Errorf("%s: a page that is whole by itself has a %s", lang, e.name)
			}
		}
		for _, name := range append(links, labels...) {
			if !ids[name] {
				t.Errorf("%s: nothing has the id %s", lang, name)
			}
		}
		for _, name := range []string{"h1", "main", "nav"} {
			if count[name] != 1 {
				t.Errorf("%s: %d elements %s", lang, count[name], name)
			}
		}
		if pictures < 5 {
			t.Errorf("%s: only %d charts", lang, pictures)
		}
		for _, address := range regexp.MustCompile(`(?:src|href|url\()=?["']?(https?:)?//[^"')]*`).FindAllString(string(page), -1) {
			if !strings.HasPrefix(address, `href="https://data.gov.tw`) {
				t.Errorf("%s: the page asks for %s", lang, address)
			}
		}
	}
}

// A page is in one language; what an author wrote once for all languages is
// marked as being in another.
func TestOneLanguage(t *testing.T) {
	page := string(build(t, sample(), locale.En))
	page = page[strings.Index(page, "</style>"):]
	marked := regexp.MustCompile(`<span lang="zh-TW">[^<]*</span>`)
	for _, line := range strings.Split(marked.ReplaceAllString(page, ""), "\n") {
		if strings.ContainsFunc(line, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			t.Errorf("Chinese on the English page: %s", strings.TrimSpace(line))
		}
	}
	page = string(build(t, sample(), locale.ZhTW))
	page = page[strings.Index(page, "</style>"):]
	// Ids, expressions, licences and the program's name are in Latin letters in
	// every language.
	page = regexp.MustCompile(`<code>[^<]*</code>|<small>data/[^<]*</small>|OGDL-Taiwan-1.0|Heng|heng eval|heng explain|NGO`).ReplaceAllString(page, "")
	page = anyTag.ReplaceAllString(page, "\n")
	for _, word := range regexp.MustCompile(`[A-Za-z]{2,}`).FindAllString(page, -1) {
		t.Errorf("English on the Chinese page: %s", word)
	}
}

// A report on nothing is a page all the same.
func TestEmpty(t *testing.T) {
	for _, lang := range locale.Languages {
		elements(t, build(t, reports.Input{Title: both("空", "Empty"), Period: "2017", AsOf: asOf}, lang))
	}
}

func TestCancelled(t *testing.T) {
	in := sample()
	renderer, err := charts.NewRenderer(charts.Options{})
	if err != nil {
		t.Fatal(err)
	}
	in.Renderer = renderer
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := reports.Build(ctx, in, locale.En); err == nil {
		t.Error("a report was written after its time")
	}
}
