package charts

import (
	"heng/indicators"
	"heng/internal/locale"
)

// The kinds of a Chart.
const (
	KindTrend  = "trend"  // a value over its periods
	KindBullet = "bullet" // one value against its target and bands
	KindBars   = "bars"   // the codes of a breakdown at one period

	KindBeforeAfter = "before_after" // the codes of a breakdown at two periods
	KindOverview    = "overview"     // the indicators of a dimension on the way to their targets
)

// Chart is a drawing that has not been made yet, with all that a reader needs
// who does not see it.
type Chart struct {
	Kind          string
	Option        []byte // ECharts option, as JSON
	Width, Height int    // for which the option is laid out
	Alt           string // text alternative computed from the data, in the page's language
	Table         Table  // what is drawn, as text

	Title    string // the finding, a sentence; what the drawing is called for who does not see it
	Subtitle string // measure, unit and period
	Source   string // whose data these are
}

// Table is the data of a chart as the page writes them.
type Table struct {
	Caption string
	Columns []string
	Rows    [][]string
}

// Input is what is to be drawn and how the page writes it. Observations are
// read, never changed.
type Input struct {
	Indicator *indicators.Indicator
	Unit      string // display name of the unit in the page's language
	Decimals  int    // of displayed values

	Format       func(*indicators.Number) string  // a value with its unit; default: its full precision
	FormatPeriod func(code string) string         // a period on an axis; default: its code
	PartLabel    func(column, code string) string // a code of a breakdown; default: the code

	Total  []indicators.Observation // the series without breakdown, in order of period
	Parts  []indicators.Observation // the codes of one breakdown at the report period, in the order to draw
	Period string                   // the report period; empty: the last with a value

	// PartsBefore are the codes of the same breakdown at Compare, the period
	// with which the report period is compared.
	PartsBefore []indicators.Observation
	Compare     string

	Title, Subtitle, Source string // what stands around the drawing, in the page's language; Title is the finding
	Narrow                  bool   // draw for a phone: 340 pixels wide, with text of the same size

	// Expected lists every period that the axis shall have, in order, with
	// those for which there is no observation.
	Expected []string
}

// ForIndicator chooses the chart that suits the data: a trend when at least
// two periods have a value, a bullet when there is one value and something to
// hold it against, bars when there are parts; false when nothing is left to
// draw that a number in the text would not say better.
func ForIndicator(p locale.Printer, in Input) (Chart, bool) {
	for _, draw := range []func(locale.Printer, Input) (Chart, bool){Trend, Bullet, Bars} {
		if chart, ok := draw(p, in); ok {
			return chart, true
		}
	}
	return Chart{}, false
}

// mostPairs is up to how many parts are shown at two periods; beyond it the
// report period alone is easier to read.
const mostPairs = 8

// ForParts chooses the chart of a breakdown that may stand beside that of
// ForIndicator: the parts then and now where there are values to compare and
// few parts, else bars; false when no part has a value.
func ForParts(p locale.Printer, in Input) (Chart, bool) {
	if len(in.Parts) <= mostPairs {
		if chart, ok := BeforeAfter(p, in); ok {
			return chart, true
		}
	}
	return Bars(p, in)
}

// The widths of drawings: in a page for a desk, and for a phone, where every
// text is as large as on the desk.
const (
	wideWidth   = 640
	narrowWidth = 340
)

// sheet is an Input with a printer and its defaults filled in: what the
// drawing functions share.
type sheet struct {
	Input
	p locale.Printer
}

func newSheet(p locale.Printer, in Input) sheet {
	if in.Format == nil {
		in.Format = (*indicators.Number).String
	}
	if in.FormatPeriod == nil {
		in.FormatPeriod = func(code string) string { return code }
	}
	if in.PartLabel == nil {
		in.PartLabel = func(_, code string) string { return code }
	}
	return sheet{Input: in, p: p}
}

// width is that of the drawing.
func (s sheet) width() float64 {
	if s.Narrow {
		return narrowWidth
	}
	return wideWidth
}

// chart begins a chart with what the page gives and what the data say; the
// option and the height are the kind's.
func (s sheet) chart(kind, alt string, table Table) Chart {
	return Chart{
		Kind: kind, Width: int(s.width()), Alt: alt, Table: table,
		Title: plain(s.Title), Subtitle: plain(s.Subtitle), Source: plain(s.Source),
	}
}

func (s sheet) value(n *indicators.Number) string { return plain(s.Format(n)) }

func (s sheet) period(code string) string { return plain(s.FormatPeriod(code)) }

func (s sheet) text(key string, pairs ...any) string { return s.p.Text("chart."+key, pairs...) }

// name is the indicator's name, for the caption and the text alternative.
func (s sheet) name() string { return plain(s.Indicator.Name.In(s.p.Lang)) }

func (s sheet) caption() string {
	if s.Unit == "" {
		return s.name()
	}
	return s.text("caption", "name", s.name(), "unit", plain(s.Unit))
}

// sentences joins whole sentences as the language does.
func (s sheet) sentences(parts []string) string {
	separator := " "
	if s.p.Lang == locale.ZhTW {
		separator = ""
	}
	text := ""
	for _, part := range parts {
		if text != "" && part != "" {
			text += separator
		}
		text += part
	}
	return text
}

// absence says why an observation has no value. A period or code without an
// observation has no data.
func (s sheet) absence(o *indicators.Observation) string {
	switch {
	case o == nil:
	case o.Band != nil && *o.Band == indicators.NotDue:
		return s.text("not_due")
	case o.IsWithheld():
		return s.text("withheld")
	case o.ObsStatus == indicators.Suppressed:
		return s.text("suppressed")
	case o.ObsStatus == indicators.NotApplicable:
		return s.text("not_applicable")
	}
	return s.text("no_data")
}

// cell is an observation in a table: its value, marked when provisional or the
// first of a new series, or why there is none.
func (s sheet) cell(o *indicators.Observation) string {
	if !drawable(o) {
		if o != nil && o.Value != nil {
			return s.value(o.Value)
		}
		return s.absence(o)
	}
	switch o.ObsStatus {
	case indicators.Provisional:
		return s.text("provisional_value", "value", s.value(o.Value))
	case indicators.Break:
		return s.text("break_value", "value", s.value(o.Value))
	}
	return s.value(o.Value)
}

// target is a target as text, with the sign that its kind asks for; empty when
// there is none.
func (s sheet) target(t *indicators.TargetValue) string {
	switch {
	case t == nil:
		return ""
	case t.Value != nil:
		return s.value(t.Value)
	case t.Min != nil && t.Max != nil:
		return s.text("range", "min", s.value(t.Min), "max", s.value(t.Max))
	case t.Min != nil:
		return "≥ " + s.value(t.Min)
	case t.Max != nil:
		return "≤ " + s.value(t.Max)
	case t.Over != nil:
		return "> " + s.value(t.Over)
	case t.Under != nil:
		return "< " + s.value(t.Under)
	}
	return ""
}
