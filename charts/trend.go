package charts

import (
	"encoding/json"
	"maps"
	"math"
	"slices"
	"strings"

	echarts "github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"heng/indicators"
	"heng/internal/locale"
)

const (
	trendHeight             = 280
	trendTop, trendBottom   = 30, 28  // margins above and below the plot
	gutterWidth             = 150     // at most, for the labels of target and baseline
	narrowGutter            = 78      // the same in a narrow drawing, where they take more lines
	fewPeriods              = 8       // up to which every point has its value beside it
	narrowFew               = 5       // the same in a narrow drawing
	pointRadius, mainRadius = 4.0, 6. // of a point, and of the one the page speaks of
)

// trendPoint is a period of the axis with its observation, if there is one.
type trendPoint struct {
	code   string
	o      *indicators.Observation
	target *indicators.TargetValue
}

// Trend draws a value over its periods: a line with points, broken where a
// period has no value, which the axis says in words; provisional points are
// hollow, and the line is broken too where the series begins anew. The target is a dashed line over the periods it is for, the baseline
// a dotted one; both are named at the right. False when fewer than two periods
// have a value.
func Trend(p locale.Printer, in Input) (Chart, bool) {
	s := newSheet(p, in)
	points := s.trendPoints()
	drawn := 0
	for _, point := range points {
		if drawable(point.o) {
			drawn++
		}
	}
	if drawn < 2 {
		return Chart{}, false
	}
	t := trend{sheet: s, points: points, main: s.mainPoint(points)}
	chart := t.chart(KindTrend, t.alt(), t.table())
	chart.Height = trendHeight
	var ok bool
	chart.Option, ok = t.option()
	return chart, ok
}

// trendPoints lists the axis: the expected periods, and those that have an
// observation without being expected, in order of their codes.
func (s sheet) trendPoints() []trendPoint {
	var points []trendPoint
	index := map[string]int{}
	add := func(code string) int {
		i, known := index[code]
		if !known {
			i = len(points)
			index[code] = i
			points = append(points, trendPoint{code: code, target: s.targetOf(code)})
		}
		return i
	}
	for _, code := range s.Expected {
		add(code)
	}
	expected := len(points)
	for i := range s.Total {
		o := &s.Total[i]
		if o.Period == nil || *o.Period == indicators.Unknown || len(o.Breakdown) > 0 {
			continue
		}
		at := add(*o.Period)
		points[at].o = o
		if o.Target != nil {
			points[at].target = o.Target
		}
	}
	if expected > 0 && len(points) > expected {
		// Codes of one kind of period are in order of time when sorted.
		slices.SortStableFunc(points, func(a, b trendPoint) int { return strings.Compare(a.code, b.code) })
	}
	return points
}

// targetOf finds the target of a period that has no observation to carry it.
func (s sheet) targetOf(code string) *indicators.TargetValue {
	for _, t := range s.Indicator.Targets {
		if t != nil && t.Period == code && len(t.Where) == 0 {
			return &indicators.TargetValue{Value: t.Value, Min: t.Min, Max: t.Max, Over: t.Over, Under: t.Under}
		}
	}
	return nil
}

// mainPoint is the point the page speaks of: the report period's, or else the
// last with a value.
func (s sheet) mainPoint(points []trendPoint) int {
	last := -1
	for i, point := range points {
		if drawable(point.o) {
			last = i
			if point.code == s.Period {
				return i
			}
		}
	}
	return last
}

type trend struct {
	sheet
	points []trendPoint
	main   int

	canvas canvas
	scale  scale
	plot   box
	placer placer
}

func (t *trend) percent() bool { return t.Indicator.Unit == "percent" }

func (t *trend) x(i int) float64 { return t.left(i) + t.slot()/2 }

func (t *trend) left(i int) float64 { return t.plot.left + float64(i)*t.slot() }

func (t *trend) slot() float64 { return (t.plot.right - t.plot.left) / float64(len(t.points)) }

func (t *trend) y(v float64) float64 {
	return t.plot.bottom - t.scale.share(v)*(t.plot.bottom-t.plot.top)
}

func (t *trend) baseline() *indicators.Number {
	if t.Indicator.Baseline != nil && finite(t.Indicator.Baseline.Value) {
		return t.Indicator.Baseline.Value
	}
	return nil
}

// run is a stretch of periods that share a target or a reason to have no value.
type run struct{ from, to int }

// runs parts the periods into stretches of equal, non-empty text.
func (t *trend) runs(text func(trendPoint) string) []run {
	var runs []run
	previous := ""
	for i, point := range t.points {
		current := text(point)
		switch current {
		case "":
		case previous:
			runs[len(runs)-1].to = i
		default:
			runs = append(runs, run{i, i})
		}
		previous = current
	}
	return runs
}

func (t *trend) option() ([]byte, bool) {
	t.canvas = canvas{width: t.width(), height: trendHeight}
	t.fitScale()
	ticks, labels, unit := t.scale.ticks(), t.scale.labels(t.p, t.percent()), plain(t.Unit)
	if t.Narrow && !t.percent() && unit != "" {
		labels, unit = t.bareLabels(labels, unit)
	}
	tickWidth := 0.0
	for _, label := range labels {
		tickWidth = math.Max(tickWidth, textWidth(label, small))
	}
	targets := t.runs(func(p trendPoint) string { return t.target(p.target) })
	margin := t.margin(targets)
	t.plot = box{math.Ceil(tickWidth) + 12, trendTop, t.width() - margin, trendHeight - trendBottom}
	t.placer.area = box{2, 0, t.width() - 2, t.plot.bottom}

	if !t.percent() && unit != "" {
		unit = fit(unit, small, t.width()/2)
		t.canvas.text(2, 9, unit, textStyle{size: small, color: quietInk, align: "left"})
		t.placer.labels = append(t.placer.labels, box{0, 0, 2 + textWidth(unit, small), 18})
	}
	for i, label := range labels {
		t.canvas.text(t.plot.left-8, t.y(ticks[i]), label, textStyle{size: small, color: quietInk, align: "right"})
	}
	t.placer.labels = append(t.placer.labels, box{0, t.plot.top - 8, t.plot.left - 2, t.plot.bottom})
	if t.scale.min < 0 && t.scale.max > 0 {
		t.canvas.line(segment{t.plot.left, t.y(0), t.plot.right, t.y(0)}, axisRule, 1, nil, below)
	}
	t.drawGaps()
	t.drawReferences(targets)
	t.drawBreaks()
	t.drawIntervals()
	t.placeValues()
	t.drawProvisional()
	return t.write()
}

// bareLabels takes the unit of count (millions, 億) from the labels of the axis
// to the unit above it, where room is scarce.
func (t *trend) bareLabels(labels []string, unit string) (bare []string, scaled string) {
	by, _, name := t.scale.shortening(t.p.Lang, t.percent())
	if name == "" {
		return labels, unit
	}
	shorter := scale{min: t.scale.min / by, max: t.scale.max / by, step: t.scale.step / by}
	shorter.digits = decimalsOf(shorter.step)
	return shorter.labels(t.p, false), t.text("unit_scaled", "unit", unit, "scale", t.text(name))
}

func (t *trend) fitScale() {
	var values, shown []float64
	for _, point := range t.points {
		if drawable(point.o) {
			shown = append(shown, point.o.Value.Float())
		}
		if low, high, ok := intervalOf(point.o); ok {
			values = append(values, low, high)
		}
		for _, n := range bounds(point.target) {
			values = append(values, n.Float())
		}
	}
	if n := t.baseline(); n != nil {
		values = append(values, n.Float())
	}
	values = append(values, shown...)
	low, high := slices.Min(values), slices.Max(values)
	// A line need not begin at zero, but when zero is not far it should: the
	// reader then sees the size of a change and not the choice of an axis.
	zero := low <= 0.6*high || t.additive()
	if low < 0 && slices.Min(shown) == low {
		values = append(values, low-0.12*(high-low)) // room for a label under the lowest point
	}
	t.scale = newScale(values, 4, zero, t.Decimals == 0 && !t.percent(), t.percent() && low >= 0)
}

// additive reports whether the value is an amount, of which the eye expects
// twice as much twice as high.
func (t *trend) additive() bool {
	m := t.Indicator.Measure
	return m.Count != nil || m.Sum != nil || m.Distinct != nil || t.Indicator.Unit == "count" || t.Indicator.Unit == "people"
}

// mention is a line with its label in the margin.
type mention struct {
	y     float64
	text  []string
	color string
}

// mention is the text of a reference: a line or two, and more lines but
// shorter ones in a narrow drawing.
func (t *trend) mention(head, value string) []string {
	if !t.Narrow {
		return lines(head, value, small, gutterWidth)
	}
	if one := head + " " + value; textWidth(one, small) <= narrowGutter {
		return []string{one}
	}
	return append(wrap(head, small, narrowGutter), wrap(value, small, narrowGutter)...)
}

// references lists what the right margin names: the target that is in force
// in the last period, and the baseline.
func (t *trend) references(targets []run) []mention {
	var list []mention
	if len(targets) > 0 {
		if last := targets[len(targets)-1]; last.to == len(t.points)-1 {
			target := t.points[last.to].target
			list = append(list, mention{
				y: t.targetY(target), color: targetInk,
				text: t.mention(t.text("target"), t.target(target)),
			})
		}
	}
	if n := t.baseline(); n != nil {
		head := t.text("baseline", "period", t.period(t.Indicator.Baseline.Period))
		list = append(list, mention{y: t.y(n.Float()), text: t.mention(head, t.value(n)), color: quietInk})
	}
	slices.SortStableFunc(list, func(a, b mention) int {
		switch {
		case a.y < b.y:
			return -1
		case a.y > b.y:
			return 1
		}
		return 0
	})
	return list
}

// targetY is where a target is labelled: at its line, or amid its range.
func (t *trend) targetY(target *indicators.TargetValue) float64 {
	sum, n := 0.0, bounds(target)
	if len(n) == 0 {
		return t.plot.top
	}
	for _, number := range n {
		sum += t.y(number.Float())
	}
	return sum / float64(len(n))
}

// margin is the room at the right that the references' labels need.
func (t *trend) margin(targets []run) float64 {
	widest := 0.0
	for _, r := range t.references(targets) {
		w, _ := blockSize(r.text)
		widest = math.Max(widest, w)
	}
	if widest == 0 {
		return 16
	}
	return math.Ceil(widest) + 18
}

// drawGaps marks the periods without a value with a grey field and the reason.
func (t *trend) drawGaps() {
	reason := func(p trendPoint) string {
		if drawable(p.o) {
			return ""
		}
		return t.absence(p.o)
	}
	for _, gap := range t.runs(reason) {
		left, right := t.left(gap.from), t.left(gap.to+1)
		t.canvas.rect(box{left, t.plot.top, right, t.plot.bottom}, gapFill)
		text := reason(t.points[gap.from])
		style := textStyle{size: small, color: quietInk}
		block := wrap(text, small, right-left-4)
		if t.p.Lang == locale.ZhTW && textWidth(text, small) > right-left-4 {
			block = strings.Split(text, "") // Chinese is read downwards, character under character
		}
		w, h := blockSize(block)
		if whole := strings.ReplaceAll(strings.Join(block, ""), " ", "") == strings.ReplaceAll(text, " ", ""); w > right-left-2 || !whole {
			style.upward, block = true, []string{text}
			h, w = blockSize(block)
		}
		b := around((left+right)/2, t.plot.bottom-5-h/2, w, h)
		if touchesAny(b, t.placer.labels) {
			continue // too many periods for the word; the table has it
		}
		t.canvas.text((b.left+b.right)/2, (b.top+b.bottom)/2, strings.Join(block, "\n"), style)
		t.placer.labels = append(t.placer.labels, b)
	}
}

// isBreak reports whether the series begins anew with an observation: what was
// before is not to be compared with it.
func isBreak(o *indicators.Observation) bool { return o != nil && o.ObsStatus == indicators.Break }

// drawBreaks marks where the series begins anew: an upright stroke with the
// word above it. The line is broken there.
func (t *trend) drawBreaks() {
	for i, point := range t.points {
		if i == 0 || !isBreak(point.o) {
			continue
		}
		x := t.left(i)
		t.canvas.line(segment{x, t.plot.top, x, t.plot.bottom}, quietInk, 1, []float64{2, 3}, below)
		t.placer.lines = append(t.placer.lines, segment{x, t.plot.top, x, t.plot.bottom})
		text := t.text("break")
		w, h := textWidth(text, small), small*lineHeight
		y := t.plot.top - 1 - h/2
		at, _, ok := t.placer.place([]box{
			around(math.Min(math.Max(x, 2+w/2), t.plot.right-w/2), y, w, h),
			around(x+w/2, y, w, h), around(x-w/2, y, w, h),
			around(x+5+w/2, y+h+2, w, h), around(x-5-w/2, y+h+2, w, h),
			around(x+5+w/2, t.plot.bottom-h, w, h), around(x-5-w/2, t.plot.bottom-h, w, h),
		}, nil, true)
		if ok {
			t.canvas.text((at.left+at.right)/2, (at.top+at.bottom)/2, text, textStyle{size: small, color: quietInk})
		}
	}
}

// drawReferences draws target and baseline and names them.
func (t *trend) drawReferences(targets []run) {
	for i, r := range targets {
		target := t.points[r.from].target
		numbers := bounds(target)
		left, right := t.left(r.from), t.left(r.to+1)
		if len(numbers) == 2 {
			t.canvas.rect(box{left, math.Min(t.y(numbers[0].Float()), t.y(numbers[1].Float())),
				right, math.Max(t.y(numbers[0].Float()), t.y(numbers[1].Float()))}, "rgba(11,92,122,0.08)")
		}
		for _, n := range numbers {
			line := segment{left, t.y(n.Float()), right, t.y(n.Float())}
			t.canvas.line(line, targetInk, 1.5, []float64{5, 4}, below)
			t.placer.quiet = append(t.placer.quiet, line)
		}
		// A target that changes from one period to the next is one stepped line.
		if i > 0 && targets[i-1].to == r.from-1 && len(numbers) == 1 {
			if before := bounds(t.points[targets[i-1].from].target); len(before) == 1 {
				step := segment{left, t.y(before[0].Float()), left, t.y(numbers[0].Float())}
				t.canvas.line(step, targetInk, 1.5, []float64{5, 4}, below)
				t.placer.quiet = append(t.placer.quiet, step)
			}
		}
	}
	if n := t.baseline(); n != nil {
		line := segment{t.plot.left, t.y(n.Float()), t.plot.right, t.y(n.Float())}
		t.canvas.line(line, quietInk, 1.2, []float64{1.5, 3}, below)
		t.placer.quiet = append(t.placer.quiet, line)
	}

	list := t.references(targets)
	centres, heights := make([]float64, len(list)), make([]float64, len(list))
	for i, r := range list {
		centres[i] = r.y
		_, heights[i] = blockSize(r.text)
		heights[i] += 4
	}
	for i, y := range spread(centres, heights, 2, trendHeight-2) {
		r := list[i]
		if math.Abs(y-r.y) > 3 {
			t.canvas.line(segment{t.plot.right + 1, r.y, t.plot.right + 9, y}, r.color, 0.8, nil, below)
		}
		t.canvas.text(t.plot.right+12, y, strings.Join(r.text, "\n"), textStyle{size: small, color: r.color, align: "left"})
		w, h := blockSize(r.text)
		t.placer.labels = append(t.placer.labels, around(t.plot.right+12+w/2, y, w, h))
	}
}

// placeValues writes values beside points: the main one first, then the ends
// and the extremes, then, where they are few, the rest.
func (t *trend) placeValues() {
	previous := -1
	for i, point := range t.points {
		if !drawable(point.o) {
			previous = -1
			continue
		}
		x, y := t.x(i), t.y(point.o.Value.Float())
		t.placer.marks = append(t.placer.marks, t.mark(i))
		if previous >= 0 && !isBreak(point.o) {
			t.placer.lines = append(t.placer.lines, segment{t.x(previous), t.y(t.points[previous].o.Value.Float()), x, y})
		}
		previous = i
	}
	// Targets that end before the last period are named where they stand.
	targets := t.runs(func(p trendPoint) string { return t.target(p.target) })
	for _, i := range t.labelled() {
		t.placeValue(i)
	}
	for _, r := range targets {
		target := t.points[r.to].target
		if r.to == len(t.points)-1 || t.target(target) == t.target(t.points[len(t.points)-1].target) {
			continue // named in the margin
		}
		text := fit(t.text("target")+" "+t.target(target), small, gutterWidth)
		x, y := (t.left(r.from)+t.left(r.to+1))/2, t.targetY(target)
		w, h := textWidth(text, small), small*lineHeight
		at, halo, ok := t.placer.place([]box{
			around(x, y-4-h/2, w, h), around(x, y+4+h/2, w, h), around(t.left(r.from)-5-w/2, y, w, h),
			around(t.left(r.to+1)-w/2, y-4-h/2, w, h), around(t.left(r.from)+w/2, y+4+h/2, w, h),
		}, nil, false)
		if ok {
			t.canvas.text((at.left+at.right)/2, (at.top+at.bottom)/2, text, textStyle{size: small, color: targetInk, halo: halo})
		}
	}
}

// mark is the room of a point.
func (t *trend) mark(i int) box {
	return around(t.x(i), t.y(t.points[i].o.Value.Float()), 2*mainRadius, 2*mainRadius)
}

// labelled lists the points whose value is to be written, most wanted first.
func (t *trend) labelled() []int {
	order := []int{t.main}
	first, last, low, high := -1, -1, -1, -1
	var all []int
	for i, point := range t.points {
		if !drawable(point.o) {
			continue
		}
		if first < 0 {
			first, low, high = i, i, i
		}
		last = i
		if point.o.Value.Cmp(t.points[low].o.Value) < 0 {
			low = i
		}
		if point.o.Value.Cmp(t.points[high].o.Value) > 0 {
			high = i
		}
		if point.o.ObsStatus == indicators.Provisional {
			order = append(order, i)
		}
		all = append(all, i)
	}
	order = append(order, last, first, high, low)
	few := fewPeriods
	if t.Narrow {
		few = narrowFew
	}
	if len(all) <= few {
		order = append(order, all...)
	}
	var unique []int
	for _, i := range order {
		if !slices.Contains(unique, i) {
			unique = append(unique, i)
		}
	}
	return unique
}

// placeValue writes a value beside its point; that of the main point is large,
// and what is provisional says so.
func (t *trend) placeValue(i int) {
	o := t.points[i].o
	style := textStyle{size: small, color: ink, align: "left"}
	if i == t.main {
		style = textStyle{size: large, color: accent, bold: true, align: "left"}
	}
	text := fit(t.value(o.Value), style.size, 220)
	w, h := textWidth(text, style.size), style.size*lineHeight
	if style.bold {
		w *= boldWidth
	}
	note, whole := "", w
	if o.ObsStatus == indicators.Provisional {
		note = t.text("provisional_note")
		whole += 4 + textWidth(note, small)
	}
	owner := t.mark(i)
	place := func(width float64) (at box, halo, ok bool) {
		places := besides(t.x(i), t.y(o.Value.Float()), width, h, 9, t.isValley(i), t.placer.area)
		return t.placer.place(places, &owner, i == t.main)
	}
	at, halo, ok := place(whole)
	if !ok && note != "" { // the point is hollow: the word may go before the value does
		note = ""
		at, halo, ok = place(w)
	}
	if !ok {
		return
	}
	style.halo = halo
	t.canvas.text(at.left, (at.top+at.bottom)/2, text, style)
	t.canvas.text(at.left+w+4, (at.top+at.bottom)/2, note, textStyle{size: small, color: quietInk, align: "left", halo: halo})
}

// isValley reports whether a point lies below its neighbours, so that its
// label reads better underneath.
func (t *trend) isValley(i int) bool {
	lower := false
	for _, j := range []int{i - 1, i + 1} {
		if j < 0 || j >= len(t.points) || !drawable(t.points[j].o) {
			continue
		}
		if t.points[j].o.Value.Cmp(t.points[i].o.Value) < 0 {
			return false
		}
		lower = lower || t.points[j].o.Value.Cmp(t.points[i].o.Value) > 0
	}
	return lower
}

func (t *trend) write() ([]byte, bool) {
	codes := make([]string, len(t.points))
	for i, point := range t.points {
		codes[i] = t.period(point.code)
	}
	line := echarts.NewLine()
	line.SetXAxis(codes).AddSeries("", nil,
		echarts.WithLineStyleOpts(opts.LineStyle{Color: accent, Width: 2.5}),
		echarts.WithItemStyleOpts(opts.ItemStyle{Color: accent}))
	return t.canvas.option(line, t.plot, func(option, series map[string]any) {
		series["symbol"], series["symbolSize"], series["showAllSymbol"] = "circle", 2*pointRadius, true
		series["connectNulls"], series["z"] = false, above
		option["series"] = t.stretches(series)
		axisLine := map[string]any{"show": true, "onZero": false, "lineStyle": map[string]any{"color": axisRule}}
		option["xAxis"] = map[string]any{
			"type": "category", "data": codes, "boundaryGap": true, "axisLine": axisLine,
			"axisTick": map[string]any{"show": false},
			"axisLabel": map[string]any{
				"fontSize": small, "fontFamily": fonts, "color": quietInk, "margin": 9,
				"customValues": t.labelledPeriods(codes),
			},
		}
		option["yAxis"] = map[string]any{
			"type": "value", "min": t.scale.min, "max": t.scale.max, "interval": t.scale.step,
			"axisLabel": map[string]any{"show": false}, "axisLine": map[string]any{"show": false}, "axisTick": map[string]any{"show": false},
			"splitLine": map[string]any{"show": true, "lineStyle": map[string]any{"color": rule, "width": 1}},
		}
	})
}

// drawProvisional draws the values of periods that are not over: a hollow point,
// and a dashed line to it, because it may still change and is not to be read as
// the next step of the line.
func (t *trend) drawProvisional() {
	for i, point := range t.points {
		if !drawable(point.o) || point.o.ObsStatus != indicators.Provisional {
			continue
		}
		x, y := t.x(i), t.y(point.o.Value.Float())
		if i > 0 && drawable(t.points[i-1].o) && !isBreak(point.o) {
			t.canvas.line(segment{t.x(i - 1), t.y(t.points[i-1].o.Value.Float()), x, y}, accent, 2, []float64{4, 4}, below)
		}
		radius := pointRadius
		if i == t.main {
			radius = mainRadius
		}
		t.canvas.circle(x, y, radius, paper, accent)
	}
}

// stretches writes the series, and where it begins anew one more with the same
// looks.
func (t *trend) stretches(series map[string]any) []any {
	var list []any
	from := 0
	for i := 1; i <= len(t.points); i++ {
		if i < len(t.points) && !isBreak(t.points[i].o) {
			continue
		}
		one := maps.Clone(series)
		one["data"] = t.data(from, i)
		list, from = append(list, one), i
	}
	return list
}

// data writes the points from one to before another: null for a gap, for a
// value that is provisional and for what is not of this stretch.
func (t *trend) data(from, to int) []any {
	data := make([]any, len(t.points))
	for i, point := range t.points[:to] {
		if i < from || !drawable(point.o) || point.o.ObsStatus == indicators.Provisional {
			continue
		}
		item := map[string]any{"value": json.Number(jsonFloat(point.o.Value.Float()))}
		if i == t.main {
			item["symbolSize"] = 2 * mainRadius
		}
		data[i] = item
	}
	return data
}

func jsonFloat(v float64) string {
	text, _ := json.Marshal(v) // finite: see drawable
	return string(text)
}

// labelledPeriods chooses which periods have their label on the axis: every
// one, or every second, third …, counted from the last, so that none overlap.
func (t *trend) labelledPeriods(labels []string) []int {
	widest := 0.0
	for _, label := range labels {
		widest = math.Max(widest, textWidth(label, small))
	}
	every := max(1, int(math.Ceil((widest+8)/t.slot())))
	for _, step := range stepsOf(t.points[len(t.points)-1].code) {
		if step >= every {
			every = step
			break
		}
	}
	var shown []int
	for i := len(labels) - 1; i >= 0; i -= every {
		shown = append(shown, i)
	}
	slices.Reverse(shown)
	return shown
}

// stepsOf lists how many periods may lie between two labels, so that a label
// of a quarter or a month always names the same one of its year.
func stepsOf(code string) []int {
	switch _, part, _ := strings.Cut(code, "-"); {
	case strings.HasPrefix(part, "Q"):
		return []int{1, 2, 4, 8, 20, 40}
	case strings.HasPrefix(part, "S"):
		return []int{1, 2, 4, 10, 20}
	case part != "":
		return []int{1, 2, 3, 6, 12, 24, 60, 120}
	}
	return []int{1, 2, 5, 10, 20, 50}
}
