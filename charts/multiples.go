package charts

import (
	"encoding/json"
	"math"
	"slices"
	"strings"

	echarts "github.com/go-echarts/go-echarts/v2/charts"

	"heng/indicators"
	"heng/internal/locale"
)

// KindMultiples is a small trend for each code of a breakdown.
const KindMultiples = "multiples"

const (
	multiplesMost  = 12        // panels drawn; the table has the rest
	multiplesPlot  = 64.0      // height of a panel's plot
	multiplesGap   = 14.0      // between two panels
	multiplesDot   = 3.5       // radius of the last point
	multiplesGrey  = "#8a949c" // of the total
	multiplesValue = 120.0     // width at most of a last value
	multiplesDwarf = 2.5       // how many times the highest part a total may be and still be drawn
)

// MultiplesInput is what a Multiples draws: the Input, whose Total is the line
// that all panels share, and the panels.
type MultiplesInput struct {
	Input
	Panels []Panel
}

// Panel is one of the small trends.
type Panel struct {
	Label  string
	Series []indicators.Observation // one a period
}

// PanelsByCode makes the panels of a Multiples from the observations of one
// breakdown in any periods, in the order in which the codes first occur.
func PanelsByCode(p locale.Printer, in Input, parts []indicators.Observation) []Panel {
	s := newSheet(p, in)
	var panels []Panel
	index := map[string]int{}
	for _, o := range parts {
		if len(o.Breakdown) == 0 {
			continue
		}
		label := s.partLabel(&o)
		i, known := index[label]
		if !known {
			i = len(panels)
			index[label] = i
			panels = append(panels, Panel{Label: label})
		}
		panels[i].Series = append(panels[i].Series, o)
	}
	return panels
}

// Multiples draws a small trend for each panel, all to one scale, with the
// total as a grey line in each, so that what goes its own way is seen. The
// total of amounts is left out where it would dwarf its parts. A line is broken
// where a period has no value, and its last value is written. False when fewer
// than two panels have a value, or no panel has two.
func Multiples(p locale.Printer, in MultiplesInput) (Chart, bool) {
	m := multiples{sheet: newSheet(p, in.Input)}
	if !m.gather(in.Panels) {
		return Chart{}, false
	}
	chart := m.chart(KindMultiples, m.alt(), m.table())
	if len(m.panels) > multiplesMost {
		m.more = len(m.panels) - multiplesMost
		m.panels = m.panels[:multiplesMost]
	}
	var ok bool
	chart.Option, chart.Height, ok = m.option()
	return chart, ok
}

type multiples struct {
	sheet
	periods []string
	panels  []panel
	total   panel
	more    int // panels beyond those drawn

	canvas  canvas
	scale   scale
	columns int
	short   bool  // last values in the scale's unit of count
	plots   []box // of the panels
}

// panel is a small trend with an observation, or none, for each period.
type panel struct {
	label string
	at    []*indicators.Observation
}

// last is the last period with a value, -1 without.
func (p panel) last() int {
	for i := len(p.at) - 1; i >= 0; i-- {
		if drawable(p.at[i]) {
			return i
		}
	}
	return -1
}

func (p panel) values() []float64 {
	var values []float64
	for _, o := range p.at {
		if drawable(o) {
			values = append(values, o.Value.Float())
		}
	}
	return values
}

func (m *multiples) gather(panels []Panel) bool {
	m.periods = slices.Clone(m.Expected)
	add := func(list []indicators.Observation) {
		for _, o := range list {
			if o.Period != nil && *o.Period != indicators.Unknown && !slices.Contains(m.periods, *o.Period) {
				m.periods = append(m.periods, *o.Period)
			}
		}
	}
	add(m.Total)
	for _, p := range panels {
		add(p.Series)
	}
	if len(m.periods) > len(m.Expected) {
		slices.Sort(m.periods) // codes of one kind of period are then in order of time
	}
	aligned := func(label string, list []indicators.Observation) panel {
		p := panel{label: plain(label), at: make([]*indicators.Observation, len(m.periods))}
		for i := range list {
			if o := &list[i]; o.Period != nil {
				if at := slices.Index(m.periods, *o.Period); at >= 0 {
					p.at[at] = o
				}
			}
		}
		return p
	}
	var whole []indicators.Observation
	for _, o := range m.Total {
		if len(o.Breakdown) == 0 {
			whole = append(whole, o)
		}
	}
	m.total = aligned(m.text("whole"), whole)
	some, lines := 0, 0
	for _, p := range panels {
		one := aligned(p.Label, p.Series)
		m.panels = append(m.panels, one)
		switch n := len(one.values()); {
		case n > 1:
			lines++
			some++
		case n == 1:
			some++
		}
	}
	return some > 1 && lines > 0
}

// comparable reports whether the total is drawn: where there is one, and it is
// no amount beside which its parts would lie flat.
func (m *multiples) comparable() bool {
	totals, highest := m.total.values(), 0.0
	if len(totals) < 2 {
		return false
	}
	for _, p := range m.panels {
		for _, v := range p.values() {
			highest = math.Max(highest, math.Abs(v))
		}
	}
	return slices.Max(totals) <= multiplesDwarf*highest && -slices.Min(totals) <= multiplesDwarf*highest
}

func (m *multiples) percent() bool { return m.Indicator.Unit == "percent" }

func (m *multiples) fitScale() {
	var values []float64
	for _, p := range m.panels {
		values = append(values, p.values()...)
	}
	if m.comparable() {
		values = append(values, m.total.values()...)
	}
	low, high := slices.Min(values), slices.Max(values)
	zero := low <= 0.6*high || (&trend{sheet: m.sheet}).additive() // as a trend: zero where it is not far
	m.scale = newScale(values, 2, zero, m.Decimals == 0 && !m.percent(), m.percent() && low >= 0)
}

func (m *multiples) x(plot box, i int) float64 {
	if len(m.periods) == 1 {
		return (plot.left + plot.right) / 2
	}
	return plot.left + float64(i)/float64(len(m.periods)-1)*(plot.right-plot.left)
}

func (m *multiples) y(plot box, v float64) float64 {
	return plot.bottom - m.scale.share(v)*(plot.bottom-plot.top)
}

func (m *multiples) option() (option []byte, height int, ok bool) {
	m.canvas = canvas{width: m.width()}
	m.fitScale()
	y := m.canvas.key(m.key(), m.width()-2)
	if unit := plain(m.Unit); !m.percent() && unit != "" {
		y = m.canvas.paragraph(unit, m.width()-2, y)
	}
	bottom := m.lay(y + 6)
	for i, p := range m.panels {
		m.drawPanel(p, m.plots[i])
	}
	if m.more > 0 {
		bottom = m.canvas.paragraph(m.text("more", "n", m.more), m.width()-2, bottom+2)
	}
	option, ok = m.write()
	return option, int(math.Ceil(bottom + 4)), ok
}

// key names the lines and the grey of periods without data.
func (m *multiples) key() []keyEntry {
	var entries []keyEntry
	if m.comparable() {
		entries = append(entries,
			keyEntry{sign: keyLine, fill: accent, text: m.kindText("each_group")},
			keyEntry{sign: keyLine, fill: multiplesGrey, text: m.total.label})
	}
	for _, p := range m.panels {
		if p.last() >= 0 && slices.ContainsFunc(p.at, func(o *indicators.Observation) bool { return !drawable(o) }) {
			return append(entries, keyEntry{fill: gapFill, text: m.text("no_data")})
		}
	}
	return entries
}

// lay places the panels, with their names above them, the scale at the left of
// each row and the periods under each column; it returns where they end.
func (m *multiples) lay(top float64) float64 {
	labels := m.scale.labels(m.p, m.percent())
	left, values := 0.0, 0.0
	for _, label := range labels {
		left = math.Max(left, textWidth(label, small))
	}
	m.short = slices.ContainsFunc(m.panels, func(p panel) bool {
		i := p.last()
		return i >= 0 && textWidth(m.value(p.at[i].Value), small)*boldWidth > multiplesValue
	})
	for _, p := range m.panels {
		if i := p.last(); i >= 0 {
			values = math.Max(values, textWidth(m.brief(p.at[i].Value), small)*boldWidth)
		}
	}
	left += 10
	m.columns = m.columnsFor(left, values)
	wide := (m.width() - left - 2) / float64(m.columns)
	for i := 0; i < len(m.panels); i += m.columns {
		row := m.panels[i:min(i+m.columns, len(m.panels))]
		lines := 1
		for _, p := range row {
			lines = max(lines, len(wrap(p.label, normal, (wide-multiplesGap)/boldWidth)))
		}
		top += 2 + float64(lines)*16
		for column, p := range row {
			x := left + float64(column)*wide
			plot := box{x, top, x + wide - values - multiplesGap, top + multiplesPlot}
			m.plots = append(m.plots, plot)
			name := wrap(p.label, normal, (wide-multiplesGap)/boldWidth)
			m.canvas.text(x, top-10-float64(len(name)-1)*8, strings.Join(name, "\n"), textStyle{size: normal, color: ink, bold: true, align: "left"})
			if column == 0 {
				m.drawScale(plot, labels)
			}
			if i+column+m.columns >= len(m.panels) { // the last of its column
				m.drawPeriods(plot)
			}
		}
		top += multiplesPlot + multiplesGap
	}
	return top - multiplesGap + 22
}

// columnsFor is how many panels stand side by side: as many as leave a plot
// wide enough beside its value.
func (m *multiples) columnsFor(left, values float64) int {
	most := 3
	if m.Narrow || len(m.panels) == 2 || len(m.panels) == 4 {
		most = 2
	}
	for ; most > 1; most-- {
		wide := (m.width() - left) / float64(most)
		cut := slices.ContainsFunc(m.panels, func(p panel) bool { return isCut(wrap(p.label, normal, (wide-multiplesGap)/boldWidth)) })
		if wide-values-multiplesGap >= 70 && !cut {
			break
		}
	}
	return most
}

func (m *multiples) drawScale(plot box, labels []string) {
	for i, v := range m.scale.ticks() {
		m.canvas.text(plot.left-6, m.y(plot, v), labels[i], textStyle{size: small, color: quietInk, align: "right"})
	}
}

// drawPeriods writes the first and the last period under a column of panels.
func (m *multiples) drawPeriods(plot box) {
	first, last := m.period(m.periods[0]), m.period(m.periods[len(m.periods)-1])
	y := plot.bottom + 13
	room := plot.right - plot.left + 20
	last = fit(last, small, room)
	if first != last && textWidth(first, small)+textWidth(last, small)+8 <= plot.right-plot.left {
		m.canvas.text(plot.left, y, first, textStyle{size: small, color: quietInk, align: "left"})
	}
	m.canvas.text(math.Max(plot.right, plot.left+textWidth(last, small)), y, last, textStyle{size: small, color: quietInk, align: "right"})
}

// drawPanel draws what lies about a panel's line: its gaps, what is
// provisional, the last point and its value.
func (m *multiples) drawPanel(p panel, plot box) {
	last := p.last()
	if last < 0 {
		m.canvas.gap(plot, m.emptiness(p), false)
		return
	}
	half := (plot.right - plot.left) / 2
	if len(m.periods) > 1 {
		half /= float64(len(m.periods) - 1)
	}
	for i, o := range p.at {
		if !drawable(o) {
			x := m.x(plot, i)
			m.canvas.rect(box{math.Max(plot.left, x-half), plot.top, math.Min(plot.right, x+half), plot.bottom}, gapFill)
			continue
		}
		alone := (i == 0 || !drawable(p.at[i-1])) && (i == len(p.at)-1 || !drawable(p.at[i+1]))
		x, y := m.x(plot, i), m.y(plot, o.Value.Float())
		switch {
		case o.ObsStatus == indicators.Provisional:
			if i > 0 && drawable(p.at[i-1]) {
				m.canvas.line(segment{m.x(plot, i-1), m.y(plot, p.at[i-1].Value.Float()), x, y}, accent, 2, []float64{4, 4}, above)
			}
			m.canvas.circle(x, y, multiplesDot, paper, accent)
		case i == last:
			m.canvas.circle(x, y, multiplesDot, accent, "")
		case alone:
			m.canvas.circle(x, y, 2, accent, "")
		}
	}
	o := p.at[last]
	text := m.brief(o.Value)
	y := math.Min(math.Max(m.y(plot, o.Value.Float()), plot.top+4), plot.bottom-2) // clear of the name above
	m.canvas.text(m.x(plot, last)+multiplesDot+4, y, text, textStyle{size: small, color: accent, bold: true, align: "left", halo: true})
}

// brief is a value as it stands at the end of a line: as the page writes it,
// or, where one of them is too long, in the scale's unit of count, for a number
// is never cut.
func (m *multiples) brief(n *indicators.Number) string {
	if !m.short {
		return m.value(n)
	}
	by, key, _ := m.scale.shortening(m.p.Lang, m.percent())
	if key == "" || isZero(n) {
		return fit(m.value(n), small, multiplesValue/boldWidth)
	}
	short := m.p.Decimal(n.Over(1, indicators.FromInt(int64(by))).Decimal(1), 1)
	return fit(m.text(key, "n", short), small, multiplesValue/boldWidth)
}

// emptiness says why a panel has no value at all.
func (m *multiples) emptiness(p panel) string {
	for _, o := range p.at {
		if o != nil && m.absence(o) != m.text("no_data") {
			return m.absence(o)
		}
	}
	return m.text("no_data")
}

// write makes a plot with its axes for each panel, in which the engine draws
// the total and the panel's own line.
func (m *multiples) write() ([]byte, bool) {
	line := echarts.NewLine()
	line.SetXAxis(m.periods).AddSeries("", nil)
	return m.canvas.option(line, m.plots[0], func(option, series map[string]any) {
		var grids, xs, ys, list []any
		add := func(at int, p panel, color string, width float64, z int) {
			one := map[string]any{}
			for key, value := range series {
				one[key] = value
			}
			one["xAxisIndex"], one["yAxisIndex"], one["data"] = at, at, m.data(p)
			one["symbol"], one["connectNulls"], one["z"] = "none", false, z
			one["lineStyle"] = map[string]any{"color": color, "width": width}
			list = append(list, one)
		}
		for i, plot := range m.plots {
			grids = append(grids, map[string]any{
				"left": round(plot.left), "top": round(plot.top), "width": round(plot.right - plot.left), "height": round(plot.bottom - plot.top),
				"outerBoundsMode": "none",
			})
			xs = append(xs, map[string]any{
				"gridIndex": i, "type": "category", "data": m.periods, "boundaryGap": len(m.periods) == 1,
				"axisLine":  map[string]any{"show": true, "onZero": true, "lineStyle": map[string]any{"color": axisRule}},
				"axisLabel": map[string]any{"show": false}, "axisTick": map[string]any{"show": false},
			})
			ys = append(ys, map[string]any{
				"gridIndex": i, "type": "value", "min": m.scale.min, "max": m.scale.max, "interval": m.scale.step,
				"axisLabel": map[string]any{"show": false}, "axisLine": map[string]any{"show": false}, "axisTick": map[string]any{"show": false},
				"splitLine": map[string]any{"show": true, "lineStyle": map[string]any{"color": rule, "width": 1}},
			})
			if m.panels[i].last() < 0 {
				continue
			}
			if m.comparable() {
				add(i, m.total, multiplesGrey, 1.5, below)
			}
			add(i, m.panels[i], accent, 2, above)
		}
		option["grid"], option["xAxis"], option["yAxis"], option["series"] = grids, xs, ys, list
	})
}

// data writes a line: null for a gap and for a value that is provisional,
// unless it is the total's.
func (m *multiples) data(p panel) []any {
	data := make([]any, len(p.at))
	for i, o := range p.at {
		if drawable(o) && (o.ObsStatus != indicators.Provisional || p.label == m.total.label) {
			data[i] = json.Number(jsonFloat(o.Value.Float()))
		}
	}
	return data
}
