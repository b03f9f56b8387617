package charts

import (
	"cmp"
	"encoding/json"
	"math"
	"slices"
	"strings"

	echarts "github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"heng/indicators"
	"heng/internal/locale"
)

const (
	barsRow     = 27.0 // from one bar to the next
	barsTallRow = 34.0 // the same where a name needs two lines
	barsBar     = 17.0 // height of a bar
	barsMost    = 24   // bars drawn; the table has the rest
	barsNames   = 210  // at most, for the names at the left
	barsNumbers = 200  // at most, for a value beside its bar
	barsLeast   = 150  // for the bars themselves

	narrowNames = 92   // of names beside their bars in a narrow drawing; longer ones stand above
	narrowBars  = 90   // for the bars of a narrow drawing
	nameLine    = 16.0 // of a name above its bar
)

// Bars draws the codes of a breakdown as bars from zero, in the order in which
// they are given, each with its value beside it; a code without a value says
// why. A target that all share, and the whole where it is comparable, are
// upright lines. False when no code has a value.
func Bars(p locale.Printer, in Input) (Chart, bool) {
	b := bars{sheet: newSheet(p, in)}
	any := false
	for i := range b.Parts {
		b.parts = append(b.parts, &b.Parts[i])
		any = any || drawable(&b.Parts[i])
	}
	if !any {
		return Chart{}, false
	}
	chart := b.chart(KindBars, b.alt(), b.table())
	if len(b.parts) > barsMost {
		b.more = len(b.parts) - barsMost
		b.parts = b.parts[:barsMost]
	}
	var ok bool
	chart.Option, chart.Height, ok = b.option()
	return chart, ok
}

type bars struct {
	sheet
	parts []*indicators.Observation
	more  int // parts beyond those drawn

	canvas   canvas
	plot     box
	min, max float64
	row      float64 // height of a row
	above    float64 // height of a name above its bar; 0 where names are at the left
	numbers  float64 // width at most of a value beside its bar
	bare     bool    // no room for the parts' own targets beside their values
	terse    bool    // nor for the word that a value is provisional
}

// nameSize is the font size of names: smaller where one needs two lines.
func (b *bars) nameSize() float64 {
	if b.row == barsTallRow {
		return small
	}
	return normal
}

// label names a part: the labels of its codes, in the order of the breakdown's
// columns in the definition.
func (b *bars) label(o *indicators.Observation) string {
	var columns []string
	for column := range o.Breakdown {
		columns = append(columns, column)
	}
	slices.Sort(columns)
	for _, breakdown := range b.Indicator.Breakdowns {
		if sorted := slices.Sorted(slices.Values(breakdown)); slices.Equal(sorted, columns) {
			columns = breakdown
			break
		}
	}
	labels := make([]string, len(columns))
	for i, column := range columns {
		labels[i] = plain(b.PartLabel(column, o.Breakdown[column]))
	}
	if b.p.Lang == locale.ZhTW {
		return strings.Join(labels, "／")
	}
	return strings.Join(labels, " / ")
}

// whole is the total beside which parts may be held: of a share, a mean or
// another quotient; the whole of a count or a sum would dwarf its parts.
func (b *bars) whole() *indicators.Observation {
	m := b.Indicator.Measure
	if m.Count != nil || m.Sum != nil || m.Distinct != nil || m.Value != nil {
		return nil
	}
	for i := range b.Total {
		o := &b.Total[i]
		if !drawable(o) || len(o.Breakdown) > 0 {
			continue
		}
		if o.Period == nil || *o.Period == b.Period || b.Period == "" && len(b.Total) == 1 {
			return o
		}
	}
	return nil
}

// shared is the target that all parts with a target share, or nil.
func (b *bars) shared() *indicators.TargetValue {
	var shared *indicators.TargetValue
	for _, o := range b.parts {
		switch {
		case o.Target == nil:
		case shared == nil:
			shared = o.Target
		case b.target(shared) != b.target(o.Target):
			return nil
		}
	}
	return shared
}

func (b *bars) x(v float64) float64 {
	return b.plot.left + (v/2-b.min/2)/(b.max/2-b.min/2)*(b.plot.right-b.plot.left)
}

// y is the middle of a bar, which lies below the middle of its row where its
// name is above it.
func (b *bars) y(i int) float64 { return b.plot.top + b.above/2 + (float64(i)+0.5)*b.row }

// beside is the text at the end of a bar: the value, and the part's own target
// where targets differ.
func (b *bars) beside(o *indicators.Observation) (value, target string) {
	value = b.cell(o)
	if drawable(o) && (b.terse || textWidth(value, normal) > b.numbers) {
		value = b.value(o.Value)
	}
	value = fit(value, normal, b.numbers)
	if o.Target != nil && !b.bare && b.shared() == nil {
		target = fit(b.text("target")+" "+b.target(o.Target), small, math.Min(barsNumbers-60, b.width()/3))
	}
	return value, target
}

func (b *bars) besideWidth(o *indicators.Observation) float64 {
	value, target := b.beside(o)
	width := textWidth(value, normal)
	if target != "" {
		width += 8 + textWidth(target, small)
	}
	return width
}

// upright is a line across all bars with its label above.
type upright struct {
	value float64
	text  string
	color string
	dash  []float64
}

func (b *bars) uprights() []upright {
	var list []upright
	if shared := b.shared(); shared != nil {
		numbers := bounds(shared)
		for i, n := range numbers {
			text := ""
			if i == 0 {
				text = b.text("target") + " " + b.target(shared)
			}
			list = append(list, upright{n.Float(), text, targetInk, []float64{5, 4}})
		}
	}
	if whole := b.whole(); whole != nil {
		list = append(list, upright{whole.Value.Float(), b.text("whole") + " " + b.value(whole.Value), quietInk, []float64{1.5, 3}})
	}
	return list
}

func (b *bars) option() (option []byte, height int, ok bool) {
	uprights := b.uprights()
	names := 0.0
	for _, o := range b.parts {
		names = math.Max(names, textWidth(b.label(o), normal))
		if drawable(o) {
			b.min, b.max = math.Min(b.min, o.Value.Float()), math.Max(b.max, o.Value.Float())
		}
		if low, high, ok := intervalOf(o); ok {
			b.min, b.max = math.Min(b.min, low), math.Max(b.max, high)
		}
	}
	for _, u := range uprights {
		b.min, b.max = math.Min(b.min, u.value), math.Max(b.max, u.value)
	}
	if b.min == b.max {
		b.max = 1
	}
	b.row = barsRow
	side := math.Ceil(names) + 14 // at the left, for the names
	switch {
	case b.Narrow && names > narrowNames:
		b.above, side, names = nameLine, 4, b.width()-6
		if slices.ContainsFunc(b.parts, func(o *indicators.Observation) bool { return textWidth(b.label(o), normal) > names }) {
			b.above = 2 * nameLine
		}
		b.row = b.above + barsBar + 10
	case names > barsNames:
		names, side, b.row = barsNames, barsNames+14, barsTallRow
	}
	least := float64(barsLeast)
	if b.Narrow {
		least = narrowBars
	}
	named := 0
	for _, u := range uprights {
		if u.text != "" {
			named++
		}
	}
	head := 6 + float64(named)*16
	b.fitPlot(side, least)
	if b.sideBySide(b.named(uprights)) {
		head -= 16
	}
	b.plot.top, b.plot.bottom = head, head+float64(len(b.parts))*b.row
	height = int(b.plot.bottom) + 6
	if b.more > 0 {
		height += 18
	}
	b.canvas = canvas{width: b.width(), height: float64(height)}
	b.drawUprights(uprights)
	b.drawLabels(names)
	if b.more > 0 {
		b.canvas.text(side, b.plot.bottom+12, b.text("more", "n", b.more), textStyle{size: small, color: quietInk, align: "left"})
	}
	option, ok = b.write()
	return option, height, ok
}

// fitPlot gives the bars as much of the width as the values at their ends
// leave. Where that is less than they need, first the parts' own targets go,
// then the word that a value is provisional, both of which the table has; then
// the bars become shorter, and last values are cut.
func (b *bars) fitPlot(side, least float64) {
	b.numbers = math.Min(barsNumbers, b.width()/2)
	shorter := least / 2
	for _, tight := range []func(){func() { b.bare = true }, func() { b.terse = true }, func() { least = shorter }, func() { b.numbers = (b.width()-side-least)/2 - 14 }, func() {}} {
		left, right, ok := fitBeside(side, b.width()-12, least, func(left, right float64) (before, after float64) {
			b.plot.left, b.plot.right = left, right
			for _, o := range b.parts {
				from, to := b.labelSpan(o)
				before, after = math.Max(before, side-from), math.Max(after, to-b.width()+2)
			}
			return before, after
		})
		b.plot.left, b.plot.right = left, right
		if ok {
			return
		}
		tight()
	}
}

// drawUprights draws the lines across the bars with their labels above. A
// label ends at its line, or where two fit side by side the right one begins
// there; so no line runs through another's label. The lines leave out the rows
// where a value stands in their way.
func (b *bars) drawUprights(list []upright) {
	named := b.named(list)
	tops := map[string]float64{}
	for row, u := range named { // from the right
		text, x := fit(u.text, small, 300), b.x(u.value)
		w := textWidth(text, small)
		align, y, left := "right", b.headTop(row), x-w
		switch {
		case row == 0 && b.sideBySide(named):
			align, y, left = "left", b.headTop(0), x
		case row == 1 && b.sideBySide(named):
			y = b.headTop(0)
		case len(named) == 1:
			align, left = "center", x-w/2
		}
		left = math.Min(math.Max(left, 2), b.width()-2-w)
		anchor := map[string]float64{"left": left, "right": left + w, "center": left + w/2}[align]
		b.canvas.text(anchor, y, text, textStyle{size: small, color: u.color, align: align})
		tops[u.text] = y + 9
	}
	for _, u := range list {
		from := b.plot.top - 2
		if y, ok := tops[u.text]; ok {
			from = y
		}
		for _, stretch := range b.stretches(b.x(u.value), from, b.plot.bottom) {
			b.canvas.line(stretch, paper, 2.6, nil, above) // a rim of white, to be seen on the bars
			b.canvas.line(stretch, u.color, 1.4, u.dash, above)
		}
	}
	for _, stretch := range b.stretches(b.x(0), b.plot.top, b.plot.bottom) {
		b.canvas.line(stretch, axisRule, 1, nil, below)
	}
}

// stretches are what remains of an upright line between the texts in its way.
func (b *bars) stretches(x, from, to float64) []segment {
	var list []segment
	add := func(to float64) {
		if to-from >= 5 {
			list = append(list, segment{x, from, x, to})
		}
	}
	for _, o := range b.obstacles() {
		if x < o.left-4 || x > o.right+4 {
			continue
		}
		add(o.top)
		from = math.Max(from, o.bottom)
	}
	add(to)
	return list
}

// obstacles are the texts through which no upright may run, from the top.
func (b *bars) obstacles() []box {
	var list []box
	for i, o := range b.parts {
		y := b.y(i)
		if b.above > 0 {
			name := b.nameAbove(o)
			width := 0.0
			for _, line := range name {
				width = math.Max(width, textWidth(line, normal))
			}
			list = append(list, box{0, y - barsBar/2 - 2 - nameLine*float64(len(name)), 4 + width, y - barsBar/2 - 2})
		}
		left, right := b.labelSpan(o)
		list = append(list, box{left, y - 9, right, y + 9})
	}
	return list
}

// nameAbove is a part's name over its bar, in a line or two.
func (b *bars) nameAbove(o *indicators.Observation) []string {
	return wrap(b.label(o), normal, b.width()-6)
}

// named returns the lines that have a label, from the right.
func (b *bars) named(list []upright) []upright {
	named := slices.DeleteFunc(slices.Clone(list), func(u upright) bool { return u.text == "" })
	slices.SortStableFunc(named, func(a, c upright) int { return cmp.Compare(b.x(c.value), b.x(a.value)) })
	return named
}

// headTop is the middle of a row of labels above the bars.
func (b *bars) headTop(row int) float64 { return 10 + float64(row)*16 }

// sideBySide reports whether two labels fit in one row, one at either side of
// the pair of their lines.
func (b *bars) sideBySide(named []upright) bool {
	if len(named) != 2 {
		return false
	}
	right, left := named[0], named[1]
	return b.x(right.value)+textWidth(fit(right.text, small, 300), small) <= b.width()-2 &&
		b.x(left.value)-textWidth(fit(left.text, small, 300), small) >= 2 && b.x(right.value)-b.x(left.value) >= 6
}

// labelSpan is where the value of a part stands, from left to right.
func (b *bars) labelSpan(o *indicators.Observation) (left, right float64) {
	width := b.besideWidth(o)
	x := b.x(0)
	if drawable(o) {
		value, low, high := o.Value.Float(), o.Value.Float(), o.Value.Float()
		if l, h, ok := intervalOf(o); ok {
			low, high = l, h
		}
		if value < 0 {
			return b.x(low) - 7 - width, b.x(low) - 7
		}
		x = b.x(high)
	}
	return x + 7, x + 7 + width
}

func (b *bars) drawLabels(names float64) {
	for i, o := range b.parts {
		y := b.y(i)
		if b.above > 0 {
			name := b.nameAbove(o)
			for j, line := range name {
				b.canvas.text(2, y-barsBar/2-2-nameLine*(float64(len(name)-j)-0.5), line, textStyle{size: normal, color: ink, align: "left"})
			}
		} else {
			name := strings.Join(wrap(b.label(o), b.nameSize(), names+1), "\n")
			b.canvas.text(math.Ceil(names)+4, y, name, textStyle{size: b.nameSize(), color: ink, align: "right"})
		}
		value, target := b.beside(o)
		left, right := b.labelSpan(o)
		if !drawable(o) {
			b.canvas.text(left, y, value, textStyle{size: small, color: quietInk, align: "left"})
			continue
		}
		b.canvas.text(left, y, value, textStyle{size: normal, color: ink, align: "left"})
		b.drawInterval(i, o)
		if target == "" {
			continue
		}
		b.canvas.text(right, y, target, textStyle{size: small, color: quietInk, align: "right"})
		for _, n := range bounds(o.Target) {
			t := n.Float()
			if t < b.min || t > b.max || b.x(t) > left-4 && b.x(t) < right+4 {
				continue
			}
			b.canvas.line(segment{b.x(t), y - barsBar/2 - 3, b.x(t), y + barsBar/2 + 3}, paper, 5, nil, above)
			b.canvas.line(segment{b.x(t), y - barsBar/2 - 2, b.x(t), y + barsBar/2 + 2}, targetInk, 2.5, nil, above)
		}
	}
}

func (b *bars) write() ([]byte, bool) {
	codes := make([]string, len(b.parts))
	data := make([]any, len(b.parts))
	for i, o := range b.parts {
		codes[i] = b.label(o)
		if !drawable(o) {
			continue
		}
		item := map[string]any{"value": json.Number(jsonFloat(o.Value.Float()))}
		if o.ObsStatus == indicators.Provisional {
			item["itemStyle"] = map[string]any{"color": paper, "borderColor": accent, "borderWidth": 2}
		}
		data[i] = item
	}
	bar := echarts.NewBar()
	bar.SetXAxis(codes).AddSeries("", []opts.BarData{}, echarts.WithItemStyleOpts(opts.ItemStyle{Color: accent}))
	bar.XYReversal()
	plot := b.plot
	plot.top, plot.bottom = plot.top+b.above/2, plot.bottom+b.above/2
	return b.canvas.option(bar, plot, func(option, series map[string]any) {
		series["data"], series["barWidth"] = data, barsBar
		option["xAxis"] = hiddenAxis(b.min, b.max)
		option["yAxis"] = map[string]any{"type": "category", "show": false, "inverse": true, "data": codes}
	})
}

func (b *bars) table() Table {
	table := Table{Caption: b.caption(), Columns: []string{b.text("group"), b.text("value")}}
	hasTarget := slices.ContainsFunc(b.parts, func(o *indicators.Observation) bool { return o.Target != nil })
	intervals := hasInterval(b.parts)
	if intervals {
		table.Columns = append(table.Columns, b.text("interval"))
	}
	if hasTarget {
		table.Columns = append(table.Columns, b.text("target"))
	}
	row := func(head string, o *indicators.Observation) []string {
		cells := []string{head, b.cell(o)}
		if intervals {
			cells = append(cells, b.intervalCell(o))
		}
		if hasTarget {
			target := b.target(o.Target)
			if target == "" {
				target = b.text("none")
			}
			cells = append(cells, target)
		}
		return cells
	}
	for _, o := range b.parts {
		table.Rows = append(table.Rows, row(b.label(o), o))
	}
	if whole := b.whole(); whole != nil {
		table.Rows = append(table.Rows, row(b.text("whole"), whole))
	}
	return table
}

func (b *bars) alt() string {
	parts := []string{b.text("bars_alt_no_period", "name", b.name())}
	if b.Period != "" {
		parts[0] = b.text("bars_alt", "name", b.name(), "period", b.period(b.Period))
	}
	for i, o := range b.parts {
		if i == barsMost {
			parts = append(parts, b.text("more", "n", len(b.parts)-barsMost))
			break
		}
		parts = append(parts, b.text("bar_alt", "part", b.label(o), "value", b.cell(o)))
	}
	if whole := b.whole(); whole != nil {
		parts = append(parts, b.text("whole_alt", "value", b.value(whole.Value)))
	}
	return b.sentences(parts)
}
