package reports

import (
	"context"
	"html/template"
	"slices"

	"heng/charts"
	"heng/indicators"
)

// picture is a drawn chart, once for a wide page and once for a narrow one.
// Their SVG is the renderer's, which escapes the texts in it and leaves no
// script, style sheet or reference to elsewhere.
type picture struct {
	ID           string
	Title        string // its finding; empty where the finding stands above it
	Subtitle     string
	Source       string
	Wide, Narrow template.HTML
	Chart        charts.Chart // as drawn wide
	SVG          string
}

// drawn is an indicator's block that may have charts.
type drawn struct {
	*entry
	block *block
}

// drawing is a place for a picture that stands alone; without one it prints
// nothing.
type drawing struct{ Picture *picture }

// wanted is a picture to be drawn and its place.
type wanted struct {
	id    string
	place *drawing
	chart func(narrow bool) (charts.Chart, bool)
}

// draw makes all the charts of the report in one go.
func (b *book) draw(ctx context.Context) error {
	if b.in.Renderer == nil {
		return nil
	}
	var jobs []charts.Job
	var pictures []*picture
	add := func(id string, make func(narrow bool) (charts.Chart, bool)) *picture {
		wide, ok := make(false)
		if !ok {
			return nil
		}
		narrow, ok := make(true)
		if !ok {
			return nil
		}
		p := &picture{ID: id, Title: wide.Title, Subtitle: wide.Subtitle, Source: wide.Source, Chart: wide}
		prefix := id + "_" + string(b.p.Lang)
		jobs = append(jobs, charts.Job{Chart: wide, IDPrefix: prefix + "_wide"}, charts.Job{Chart: narrow, IDPrefix: prefix + "_narrow"})
		pictures = append(pictures, p)
		return p
	}
	for _, o := range b.wanted {
		o.place.Picture = add(o.id, o.chart)
	}
	for _, d := range b.blocks {
		in := b.chartInput(d.entry)
		p := add(d.ID+"_chart", func(narrow bool) (charts.Chart, bool) {
			in := in
			in.Narrow = narrow
			return charts.ForIndicator(b.p, in)
		})
		if p != nil {
			p.Title = "" // the finding stands above it
			d.block.Pictures = append(d.block.Pictures, p)
		}
	}
	if len(jobs) == 0 {
		return nil
	}
	drawings, err := b.in.Renderer.SVGs(ctx, jobs)
	if err != nil {
		return err
	}
	for i, p := range pictures {
		p.SVG = drawings[2*i]
		p.Wide, p.Narrow = template.HTML(drawings[2*i]), template.HTML(drawings[2*i+1])
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
		Title:     b.pictureTitle(e),
		Subtitle:  b.pictureSubtitle(e),
		Source:    b.pictureSource(e),
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
		in.Parts = e.series.partsAt(in.Period, columns)
		if len(in.Parts) > 1 {
			break
		}
		in.Parts = nil // one part says no more than the total
	}
	return in
}

// partsAt returns the cells of a breakdown at a period, in their order.
func (s *series) partsAt(period string, columns []string) []indicators.Observation {
	sorted := slices.Sorted(slices.Values(columns))
	var parts []indicators.Observation
	for _, o := range s.parts {
		if periodCode(o) == period && slices.Equal(o.Breakdown.Columns(), sorted) {
			parts = append(parts, *o)
		}
	}
	return parts
}

// part returns the observation of one cell at a period; nil for none.
func (s *series) part(period string, where map[string]string) *indicators.Observation {
	for _, o := range s.parts {
		if periodCode(o) != period || len(o.Breakdown) != len(where) {
			continue
		}
		same := true
		for column, code := range where {
			same = same && o.Breakdown[column] == code
		}
		if same {
			return o
		}
	}
	return nil
}

// pictureTitle is the finding, which a chart has for its title.
func (b *book) pictureTitle(e *entry) string {
	return e.finding(e.focus, b.in.AsOf, newPeriodNames(b.p)).String()
}

// pictureSubtitle says what is drawn: the measure, its unit, its periods.
func (b *book) pictureSubtitle(e *entry) string {
	return b.p.Text("report.picture_subtitle", "name", e.indicator.Name, "unit", b.p.UnitName(e.unit(), e.unitTitle()))
}

// pictureSource says where the numbers come from, and when they are invented.
func (b *book) pictureSource(e *entry) string {
	source := e.indicator.Source.In(b.p.Lang)
	if len(b.demonstration(e.indicator.Population)) > 0 {
		source = b.p.Text("report.picture_demonstration", "source", source)
	}
	if source == "" {
		return ""
	}
	return b.p.Text("report.picture_source", "source", source)
}
