package reports

import (
	"heng/charts"
	"heng/indicators"
	"heng/reports/prose"
	"strings"
)

// blockCharts lists the charts of an indicator's block: its totals, and one
// breakdown in the way that suits it.
func (b *book) blockCharts(e *entry) []wanted {
	in := b.chartInput(e)
	drawn := func(draw func(charts.Input) (charts.Chart, bool)) func(bool) (charts.Chart, bool) {
		return func(narrow bool) (charts.Chart, bool) {
			in := in
			in.Narrow = narrow
			return draw(in)
		}
	}
	first := ""
	all := []wanted{{id: e.ID + "_chart", chart: drawn(func(in charts.Input) (charts.Chart, bool) {
		chart, ok := charts.ForIndicator(b.p, in)
		first = chart.Kind
		return chart, ok
	})}}
	if _, ok := all[0].chart(false); ok && first == charts.KindBars {
		return all // the breakdown is all there is to draw
	}
	if e.isPoll() {
		all = append(all, wanted{id: e.ID + "_answers_chart", chart: drawn(func(in charts.Input) (charts.Chart, bool) {
			return b.answersChart(e, in)
		})})
	}
	if columns := b.charted(e); columns != nil {
		all = append(all, wanted{id: e.ID + "_parts_chart", chart: drawn(func(in charts.Input) (charts.Chart, bool) {
			return b.partsChart(e, columns, in)
		})})
	}
	return all
}

// fewPanels and manyPanels bound the codes of small multiples; fewPeriods is
// how many periods make a course of time.
const (
	fewPanels  = 3
	manyPanels = 12
	fewPeriods = 4
)

// charted returns the first breakdown with more than one code at the period
// whose parts are shown; nil for none.
func (b *book) charted(e *entry) []string {
	for _, columns := range e.indicator.Breakdowns {
		if len(columns) == 1 && len(e.series.partsAt(e.partPeriod(), columns)) > 1 {
			return columns
		}
	}
	return nil
}

// partsChart draws a breakdown: how a whole is made up period by period, how a
// share went in each part, or the parts beside each other.
func (b *book) partsChart(e *entry, columns []string, in charts.Input) (charts.Chart, bool) {
	in.Title = b.partsTitle(e, columns)
	in.Subtitle = b.p.Text("report.parts_subtitle", "name", e.indicator.Name, "column", b.columnTitle(e.indicator.Population, columns[0]),
		"unit", b.p.UnitName(e.unit(), e.unitTitle())) + b.strokes(e)
	all := e.series.partsOf(columns)
	codes := map[string]bool{}
	for i := range all {
		codes[all[i].Breakdown[columns[0]]] = true
	}
	if e.isPoll() {
		return charts.Bars(b.p, in) // with their intervals
	}
	if e.focus.Compare != "" {
		in.Compare, in.PartsBefore = e.focus.Compare, e.series.partsAt(e.focus.Compare, columns)
	}
	if isAdditive(e.indicator.Measure) {
		if len(in.Expected) >= fewPeriods {
			if chart, ok := charts.Stacked(b.p, charts.StackedInput{Input: in, Rows: charts.RowsByPeriod(in.Expected, all, in.Total)}); ok {
				return chart, true
			}
		}
		if b.isOrdered(e.indicator.Population, columns[0]) {
			if chart, ok := charts.Distribution(b.p, in); ok {
				return chart, true
			}
		}
		return charts.ForParts(b.p, in)
	}
	if len(in.Expected) >= fewPeriods && len(codes) >= fewPanels && len(codes) <= manyPanels {
		if chart, ok := charts.Multiples(b.p, charts.MultiplesInput{Input: in, Panels: charts.PanelsByCode(b.p, in, all)}); ok {
			return chart, true
		}
	}
	return charts.ForParts(b.p, in)
}

// isAdditive reports whether the parts of a measure add up to its total.
func isAdditive(m indicators.Measure) bool { return m.Count != nil || m.Sum != nil }

// isOrdered reports whether the codes of a column have an order of their own.
func (b *book) isOrdered(population, column string) bool {
	c := b.in.Dictionary.Column(population, column)
	return c != nil && len(c.Codes) > 1
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

// pictureTitle is the finding, which a chart has for its title.
func (b *book) pictureTitle(e *entry) string {
	return prose.Title(b.p.Lang, b.statement(e, newPeriodNames(b.p))).String()
}

// pictureSubtitle says what is drawn: the measure, its unit, its periods.
func (b *book) pictureSubtitle(e *entry) string {
	text := b.p.Text("report.picture_subtitle", "name", e.indicator.Name, "unit", b.p.UnitName(e.unit(), e.unitTitle()))
	return text + b.strokes(e)
}

// pictureSource says where the numbers come from, and when they are invented.
func (b *book) pictureSource(e *entry) string {
	source := e.indicator.Source.In(b.p.Lang)
	if len(b.demonstration(e.indicator.Population)) > 0 && !b.saysDemonstration(source) {
		source = b.p.Text("report.picture_demonstration", "source", source)
	}
	if source == "" {
		return ""
	}
	return b.p.Text("report.picture_source", "source", source)
}

// saysDemonstration reports whether an author's text begins with the mark of
// invented data, which then need not be said a second time.
func (b *book) saysDemonstration(text string) bool {
	return strings.HasPrefix(strings.ToLower(text), strings.ToLower(b.p.Text("report.demo")))
}

// partsTitle is the finding about a breakdown: its highest and its lowest code.
func (b *book) partsTitle(e *entry, columns []string) string {
	if e.isPoll() {
		return b.groupsTitle(e, columns)
	}
	var high, low *indicators.Observation
	title := "report.parts_title"
	parts := e.series.partsAt(e.partPeriod(), columns)
	for i := range parts {
		o := &parts[i]
		if o.ObsStatus == indicators.Suppressed {
			title = "report.parts_title_kept"
		}
		if o.Value == nil || o.Breakdown[columns[0]] == indicators.Unknown {
			continue
		}
		if high == nil || o.Value.Cmp(high.Value) > 0 {
			high = o
		}
		if low == nil || o.Value.Cmp(low.Value) < 0 {
			low = o
		}
	}
	if high == nil || high == low || high.Value.Cmp(low.Value) == 0 {
		return ""
	}
	label := func(o *indicators.Observation) string {
		return b.codeLabel(e.indicator.Population, columns[0], o.Breakdown[columns[0]])
	}
	return write(b.p, title, "high", label(high), "most", e.value(high), "low", label(low), "least", e.value(low)).String()
}

// overviewPiece is the drawing of a dimension: each indicator at its place on
// the way to its target; nil where none has one.
func (b *book) overviewPiece(branch *branch) *piece {
	place := &drawing{}
	aimed := false
	in := charts.OverviewInput{Name: b.dimensionTitle(branch), Title: b.tally(branch), Subtitle: b.p.Text("report.overview_subtitle", "period", b.p.ShortPeriod(b.in.Period))}
	for _, e := range branch.Entries {
		row := charts.OverviewRow{Name: e.indicator.Name.In(b.p.Lang)}
		if o := e.focus.Observation; o != nil {
			if o.Value != nil {
				row.Value = e.value(o).Text
				row.Way = o.Achievement
				if o.Progress != nil {
					row.Way = o.Progress
				}
			}
			if phrase, ok := e.target(o); ok {
				row.Note = b.p.Text("report.overview_target", "target", phrase.String())
			}
		}
		if row.Value == "" && e.status == noStatus {
			row.Value = b.p.Text("report.not_applicable")
		}
		if e.status != noStatus {
			row.Status = string(e.status)
		}
		aimed = aimed || row.Note != "" || row.Way != nil
		if row.Note == "" {
			row.Note = b.p.Text("report.overview_no_target")
		}
		in.Rows = append(in.Rows, row)
	}
	if !aimed {
		return nil
	}
	b.wanted = append(b.wanted, wanted{branch.ID + "_overview", place, func(narrow bool) (charts.Chart, bool) {
		in := in
		in.Narrow = narrow
		return charts.Overview(b.p, in)
	}})
	return &piece{Kind: "drawing", Of: place}
}
