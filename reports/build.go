package reports

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"html/template"
	"strings"
	"unicode"

	"heng/charts"
	"heng/indicators"
	"heng/internal/fault"
	"heng/internal/locale"
)

//go:embed page
var pageFiles embed.FS

// page is what the templates print. Everything is decided before; they only
// arrange it.
type page struct {
	Lang       locale.Lang
	Title      string
	Period     string
	Compare    string
	AsOf       string
	Frameworks []string
	AlsoIn     string
	Demo       string
	Style      template.CSS
	Glance     *glance
	Chapters   []*pageChapter
	Annex      *annex
	Version    string
}

type pageChapter struct {
	ID, Title, Framework, Nature, NatureMeans, Summary string
	Page                                               string // its class and its name in the style of print
	Blocks                                             []*block
}

// picture is a drawn chart. Its SVG is the renderer's, which escapes the texts
// in it and leaves no script, style sheet or reference to elsewhere.
type picture struct{ SVG template.HTML }

// Build writes the report in one language: a page of HTML that is whole by
// itself. The same input gives the same bytes.
func Build(ctx context.Context, in Input, lang locale.Lang) ([]byte, error) {
	p := locale.NewPrinter(lang)
	b := newBook(p, in)
	content := b.page()
	if err := b.draw(ctx, content); err != nil {
		return nil, err
	}
	templates, err := template.New("page").Funcs(b.functions()).ParseFS(pageFiles, "page/*.gohtml")
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, locale.M("report.not_written"))
	}
	var out bytes.Buffer
	if err := templates.ExecuteTemplate(&out, "page.gohtml", content); err != nil {
		return nil, fault.Wrap(fault.Internal, err, locale.M("report.not_written"))
	}
	return out.Bytes(), ctx.Err()
}

func (b *book) page() *page {
	p := b.p
	out := &page{Lang: p.Lang, Title: b.in.Title.In(p.Lang), AsOf: p.Date(b.in.AsOf), Version: b.in.Version}
	out.Period = b.names.write(b.in.Period, p.Period)
	if !isOver(b.in.Period, b.in.AsOf) {
		out.Period = p.Text("report.period_running", "period", out.Period)
	}
	if b.in.Compare != "" {
		out.Compare = b.names.write(b.in.Compare, p.Period)
	}
	for _, f := range b.in.Frameworks {
		out.Frameworks = append(out.Frameworks, p.Text("report.framework_version", "title", f.Title, "version", f.Version))
	}
	var others []string
	for _, lang := range b.in.Languages {
		if lang != p.Lang {
			others = append(others, p.Text("report.language_"+string(lang)))
		}
	}
	if len(others) > 0 {
		out.AlsoIn = p.Text("report.also_in", "languages", others)
	}
	if demo := b.allDemonstration(); len(demo) > 0 {
		out.Demo = p.Text("report.demo_title", "resources", demo)
	}
	out.Glance = b.glance()
	for i, c := range b.chapters {
		chapter := &pageChapter{
			ID: c.ID, Title: b.chapterTitle(c), Nature: b.nature(c), Summary: b.chapterSummary(c),
			Page: fmt.Sprintf("chapter%d", i+1),
		}
		if c.Dimension.Nature != "" {
			chapter.NatureMeans = p.Text("report.nature_means_" + c.Dimension.Nature)
		}
		if len(b.in.Frameworks) > 1 {
			chapter.Framework = c.Framework.Title.In(p.Lang)
		}
		for _, e := range c.Entries {
			chapter.Blocks = append(chapter.Blocks, b.block(e))
		}
		out.Chapters = append(out.Chapters, chapter)
	}
	out.Annex = b.annex()
	out.Style = b.style(out)
	return out
}

// allDemonstration lists the titles of all resources with invented records
// that an indicator uses.
func (b *book) allDemonstration() []string {
	var titles []string
	seen := map[string]bool{}
	for _, e := range b.entries() {
		for _, r := range b.demonstration(e.indicator.Population) {
			if !seen[r.Name] {
				seen[r.Name] = true
				titles = append(titles, b.resourceTitle(r))
			}
		}
	}
	return titles
}

// style returns the style sheet: the file, and for print a header that names
// the chapter and a footer with the edition.
func (b *book) style(content *page) template.CSS {
	sheet, err := pageFiles.ReadFile("page/page.css")
	if err != nil {
		panic(err) // embedded beside this file
	}
	var s strings.Builder
	s.Write(sheet)
	footer := b.p.Text("report.print_footer", "title", content.Title)
	fmt.Fprintf(&s, "@page { @bottom-left { content: %s } }\n", cssString(footer))
	for _, c := range content.Chapters {
		fmt.Fprintf(&s, "@page %s { @top-left { content: %s } }\n.%s { page: %s }\n", c.Page, cssString(c.Title), c.Page, c.Page)
	}
	return template.CSS(s.String())
}

// cssString writes a text as a string of CSS, every character that could end
// it as an escape.
func cssString(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == ' ' || strings.ContainsRune("，。：（）、－—", r) {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, `\%06x `, r) // the space ends the escape and is no part of the text
		}
	}
	b.WriteByte('"')
	return b.String()
}

// draw makes the charts of the page in one go.
func (b *book) draw(ctx context.Context, content *page) error {
	if b.in.Renderer == nil {
		return nil
	}
	var jobs []charts.Job
	var places []*block
	for i, c := range b.chapters {
		for j, e := range c.Entries {
			if chart, ok := charts.ForIndicator(b.p, b.chartInput(e)); ok {
				place := content.Chapters[i].Blocks[j]
				jobs = append(jobs, charts.Job{Chart: chart, IDPrefix: place.ID + "_chart"})
				places = append(places, place)
			}
		}
	}
	if len(jobs) == 0 {
		return nil
	}
	pictures, err := b.in.Renderer.SVGs(ctx, jobs)
	if err != nil {
		return err
	}
	for i, place := range places {
		place.Picture = &picture{SVG: template.HTML(pictures[i])}
	}
	return nil
}

// chartInput hands an indicator's observations to the charts: the series of
// its totals and the first breakdown with more than one code.
func (b *book) chartInput(e *entry) charts.Input {
	population := e.indicator.Population
	// A chart asks for the text of a value alone; the value's address tells
	// which observation it is of, so that shares of few rows stay fractions.
	texts := map[*indicators.Number]string{}
	for _, o := range e.series.totals {
		if o.Value != nil && e.isSmallShare(o) {
			texts[o.Value] = e.value(o).Text
		}
	}
	for _, o := range e.series.parts {
		if o.Value != nil && e.isSmallShare(o) {
			texts[o.Value] = e.value(o).Text
		}
	}
	in := charts.Input{
		Indicator: e.indicator,
		Unit:      b.p.UnitName(e.unit(), e.unitTitle()),
		Decimals:  max(e.decimals(), 0),
		Format: func(n *indicators.Number) string {
			if text, small := texts[n]; small {
				return text
			}
			return e.quantity(n)
		},
		FormatPeriod: b.p.ShortPeriod,
		PartLabel:    func(column, code string) string { return b.codeLabel(population, column, code) },
		Period:       e.partPeriod(),
	}
	codes, _ := b.expected(e)
	for _, code := range codes {
		if _, ok := parseSpan(code); ok {
			in.Expected = append(in.Expected, code)
		}
		if o := e.series.totals[code]; o != nil && code != indicators.Unknown {
			in.Total = append(in.Total, *o)
		}
	}
	if o := e.series.totals[""]; o != nil {
		in.Total = []indicators.Observation{*o}
	}
	for _, columns := range e.indicator.Breakdowns {
		if len(columns) != 1 {
			continue
		}
		for _, o := range e.series.parts {
			if periodCode(o) == in.Period && len(o.Breakdown) == 1 && o.Breakdown.Columns()[0] == columns[0] {
				in.Parts = append(in.Parts, *o)
			}
		}
		if len(in.Parts) > 1 {
			break
		}
		in.Parts = nil // one part says no more than the total
	}
	return in
}

// functions are what the templates may call.
func (b *book) functions() template.FuncMap {
	return template.FuncMap{
		"t":     b.p.Text,
		"means": b.statusMeaning,
		"runs":  b.runs,
	}
}

// run is a stretch of text in one language.
type run struct{ Lang, Text string }

// runs splits a text into stretches by language: an author writes some texts
// once for all languages (owners, sources, groups), and where Chinese stands
// on an English page it is marked as Chinese.
func (b *book) runs(text string) []run {
	if b.p.Lang == locale.ZhTW {
		return []run{{Text: text}}
	}
	var runs []run
	for _, r := range text {
		lang := ""
		if unicode.Is(unicode.Han, r) || strings.ContainsRune("，。：；、「」『』（）！？", r) {
			lang = string(locale.ZhTW)
		}
		if last := len(runs) - 1; last >= 0 && runs[last].Lang == lang {
			runs[last].Text += string(r)
		} else {
			runs = append(runs, run{lang, string(r)})
		}
	}
	return runs
}
