package reports

import (
	"context"
	"html/template"
	"slices"

	"heng/charts"
	"heng/internal/locale"
	"heng/reports/prose"
)

// PlainEdition is the report for readers who are no specialists: two pages,
// three findings, no jargon.
type PlainEdition struct {
	book    *book
	content plainPage
}

// plainPage is what its template prints.
type plainPage struct {
	Lang         locale.Lang
	Title        string
	Period, AsOf string
	Introduction string
	Findings     []plainFinding
	Unknown      []string // what nobody has measured
	Counts       string
	Uncomputed   string
	Glossary     []textItem
	Demo         string
	Style        template.CSS
	Version      string
}

// plainFinding is one thing to know.
type plainFinding struct {
	ID       string
	Subject  string
	Value    sentence
	Sentence sentence
	Demo     string
	Drawing  *drawing
	Source   string
}

// plainFindings is how many findings a plain edition has where its outline
// names none, and plainUnknown how many things without data it mentions.
const (
	plainFindings = 3
	plainUnknown  = 3
)

// ComposePlain writes the plain edition in one language.
func ComposePlain(ctx context.Context, in Input, lang locale.Lang) (*PlainEdition, error) {
	b := newBook(locale.NewPrinter(lang), in)
	p := b.p
	e := &PlainEdition{book: b}
	c := &e.content
	c.Lang, c.Title, c.Version = lang, in.Title.In(lang), in.Version
	c.Period, c.AsOf = b.names.write(in.Period, p.Period), p.Date(in.AsOf)
	var settings Plain
	if in.Outline != nil {
		settings = in.Outline.Plain
	}
	c.Introduction = orDefault(settings.Introduction.In(lang), p.Text("report.plain_introduction"))
	c.Counts, c.Uncomputed = b.plainCounts(), b.uncomputedNotice()
	for _, f := range b.plainChoice(settings) {
		c.Findings = append(c.Findings, b.plainFinding(f))
	}
	for _, entry := range b.entries() {
		if entry.status == noData && entry.focus.Latest == nil && len(c.Unknown) < plainUnknown {
			c.Unknown = append(c.Unknown, entry.indicator.Name.In(lang))
		}
	}
	for _, t := range settings.Glossary {
		c.Glossary = append(c.Glossary, textItem{t.Term.In(lang), t.Means.In(lang)})
	}
	if len(c.Glossary) == 0 {
		for _, key := range []string{"indicator", "target", "baseline", "oda", "demonstration"} {
			c.Glossary = append(c.Glossary, textItem{p.Text("report.plain_term_" + key), p.Text("report.plain_means_" + key)})
		}
	}
	if err := b.draw(ctx); err != nil {
		return nil, err
	}
	return e, ctx.Err()
}

// chosen is an indicator with the words by which everybody knows it.
type chosen struct {
	*entry
	subject string
}

// plainChoice returns the findings that the outline names or, where it names
// none, indicators on real records that have a value, those that changed first.
func (b *book) plainChoice(settings Plain) []chosen {
	var all []chosen
	for _, f := range settings.Findings {
		if e := b.entryNamed(f.Indicator); e != nil {
			all = append(all, chosen{e, orDefault(f.Subject.In(b.p.Lang), e.indicator.Name.In(b.p.Lang))})
		}
	}
	if len(all) > 0 {
		return all
	}
	rank := func(c chosen) int {
		n := 0
		if len(b.demonstration(c.indicator.Population)) > 0 {
			n += 4
		}
		if _, ok := c.changeOf(c.focus, b.in.AsOf); !ok {
			n += 2
		}
		if c.focus.Observation.Target == nil {
			n++
		}
		return n
	}
	for _, e := range b.entries() {
		if e.focus.Observation != nil && e.focus.Observation.Value != nil {
			all = append(all, chosen{e, e.indicator.Name.In(b.p.Lang)})
		}
	}
	slices.SortStableFunc(all, func(x, y chosen) int { return rank(x) - rank(y) })
	return all[:min(len(all), plainFindings)]
}

func (b *book) plainFinding(c chosen) plainFinding {
	out := plainFinding{
		ID: "plain_" + c.ID, Subject: c.subject, Drawing: &drawing{},
		Source: b.pictureSource(c.entry),
	}
	said := b.statement(c.entry, b.names)
	said.Subject = prose.Subject{Text: c.subject}
	out.Sentence = sentenceOf(prose.Plain(b.p.Lang, said))
	if c.uncomputed != nil {
		out.Sentence = b.uncomputed(c.entry)
	}
	o := c.focus.Observation
	if o == nil || o.Value == nil {
		o = c.focus.Latest
	}
	if o != nil {
		out.Value = sentence{{Figure: ptr(c.value(o))}}
	}
	out.Demo = b.demonstrationOf([]*entry{c.entry})
	in := b.chartInput(c.entry)
	b.wanted = append(b.wanted, wanted{out.ID + "_chart", out.Drawing, func(narrow bool) (charts.Chart, bool) {
		in := in
		in.Narrow = narrow
		chart, ok := charts.ForIndicator(b.p, in)
		chart.Title, chart.Subtitle, chart.Source = "", "", ""
		return chart, ok
	}})
	return out
}

// plainCounts says in one sentence how many targets were met.
func (b *book) plainCounts() string {
	met, judged, all := 0, 0, 0
	for _, e := range b.entries() {
		all++
		switch e.status {
		case "met":
			met++
			judged++
		case onTrack, atRisk, offTrack, notMet:
			judged++
		}
	}
	if judged == 0 {
		return b.p.Text("report.plain_counts_none", "all", all)
	}
	return b.p.Text("report.plain_counts", "all", all, "judged", judged, "met", met)
}

// Page prints the plain edition as a page of HTML that is whole by itself.
func (e *PlainEdition) Page() ([]byte, error) {
	print, err := (&Edition{book: e.book}).press("")
	if err != nil {
		return nil, err
	}
	footer := e.book.p.Text("report.plain_footer", "title", e.content.Title)
	content := e.content
	content.Style = e.book.sheet("plain.css", footer, nil)
	return print.print("plain.gohtml", content)
}
