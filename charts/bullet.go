package charts

import (
	"encoding/json"
	"math"
	"slices"

	echarts "github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"heng/indicators"
	"heng/internal/locale"
)

const (
	bulletBand   = 44.0 // height of the greys
	bulletBar    = 18.0 // height of the value
	bulletRow    = 18.0 // height of a row of small text
	bulletMargin = 30.0 // at both sides
	narrowMargin = 14.0 // the same in a narrow drawing
)

// The greys behind a bullet, from what is worst to what is best.
var bandGreys = [3]string{"#d2d8dc", "#e2e6e9", "#f0f2f4"}

// Bullet draws one value as a bar from zero against its target (an upright
// stroke), its bands (greys, named beneath) and its baseline (a dotted
// stroke). False when there is no value, or nothing to hold it against.
func Bullet(p locale.Printer, in Input) (Chart, bool) {
	b := bullet{sheet: newSheet(p, in)}
	for i := range b.Total {
		o := &b.Total[i]
		if !drawable(o) || len(o.Breakdown) > 0 || o.Period != nil && *o.Period == indicators.Unknown {
			continue
		}
		b.o = o
		if o.Period != nil && *o.Period == in.Period {
			break
		}
	}
	if b.o == nil {
		return Chart{}, false
	}
	b.wanted = b.o.Target
	if b.wanted == nil && b.o.Period != nil {
		b.wanted = b.targetOf(*b.o.Period)
	}
	if len(bounds(b.wanted)) == 0 && b.bands() == nil && b.baseline() == nil {
		return Chart{}, false
	}
	chart := b.chart(KindBullet, b.alt(), b.table())
	var ok bool
	chart.Option, chart.Height, ok = b.option()
	return chart, ok
}

type bullet struct {
	sheet
	o      *indicators.Observation
	wanted *indicators.TargetValue

	canvas canvas
	scale  scale
	plot   box // the greys

	strokes []float64 // what runs down through the axis
}

func (b *bullet) percent() bool { return b.Indicator.Unit == "percent" }

func (b *bullet) bands() *indicators.Bands {
	bands := b.Indicator.Bands
	if bands == nil || !finite(bands.OnTrack) || !finite(bands.AtRisk) {
		return nil
	}
	return bands
}

func (b *bullet) baseline() *indicators.Baseline {
	if b.Indicator.Baseline != nil && finite(b.Indicator.Baseline.Value) {
		return b.Indicator.Baseline
	}
	return nil
}

func (b *bullet) x(v float64) float64 {
	return b.plot.left + b.scale.share(v)*(b.plot.right-b.plot.left)
}

func (b *bullet) option() (option []byte, height int, ok bool) {
	values := []float64{b.o.Value.Float()}
	for _, n := range bounds(b.wanted) {
		values = append(values, n.Float())
	}
	if bands := b.bands(); bands != nil {
		values = append(values, bands.OnTrack.Float(), bands.AtRisk.Float())
	}
	if baseline := b.baseline(); baseline != nil {
		values = append(values, baseline.Value.Float())
	}
	if b.percent() {
		values = append(values, 100) // a share is a part of the whole
	}
	ticks := 5
	if b.Narrow {
		ticks = 3
	}
	b.scale = newScale(values, ticks, true, b.Decimals == 0 && !b.percent(), b.percent())

	// From above: the value and the target's label, so that no stroke runs
	// through the value; beneath the greys the axis, their names, the baseline.
	y, margin := 6.0, bulletMargin
	var targetRow, valueRow float64
	target := func() {
		targetRow = y
		if len(bounds(b.wanted)) > 0 {
			y += bulletRow
		}
	}
	if b.Narrow {
		margin, valueRow = narrowMargin, y
		y += 26
		if !b.oneRow() {
			y += bulletRow
		}
		target()
	} else {
		target()
		valueRow = y
		y += 26
	}
	b.plot = box{margin, y, b.width() - margin, y + bulletBand}
	y += bulletBand + 4
	tickRow := y
	y += bulletRow
	bandRow := y
	if b.bands() != nil {
		y += bulletRow
	}
	baselineRow := y
	if b.baseline() != nil {
		y += bulletRow
	}
	height = int(y + 6)
	b.canvas = canvas{width: b.width(), height: float64(height)}

	b.drawBands(bandRow)
	if baseline := b.baseline(); baseline != nil {
		x := b.x(baseline.Value.Float())
		b.canvas.line(segment{x, b.plot.top - 3, x, baselineRow + 1}, quietInk, 1.2, []float64{1.5, 3}, above)
		text := fit(b.text("baseline", "period", b.period(baseline.Period))+" "+b.value(baseline.Value), small, math.Min(400, b.width()-8))
		b.canvas.text(b.inside(x, textWidth(text, small)), baselineRow+bulletRow/2, text, textStyle{size: small, color: quietInk})
		b.strokes = append(b.strokes, x)
	}
	b.drawTicks(tickRow + bulletRow/2)
	b.drawTarget(targetRow)
	if b.Narrow {
		b.drawValueAbove(valueRow)
	} else {
		b.drawValue(valueRow)
	}
	option, ok = b.write()
	return option, height, ok
}

// inside moves the centre of a label so that it stays within the drawing.
func (b *bullet) inside(centre, width float64) float64 {
	return math.Min(math.Max(centre, 2+width/2), b.width()-2-width/2)
}

func (b *bullet) drawBands(row float64) {
	bands := b.bands()
	if bands == nil {
		b.canvas.rect(b.plot, bandGreys[2])
		return
	}
	names := [3]string{b.text("off_track"), b.text("at_risk"), b.text("on_track")}
	greys := bandGreys
	edges := [4]float64{b.scale.min, bands.AtRisk.Float(), bands.OnTrack.Float(), b.scale.max}
	if edges[1] > edges[2] { // less is better
		names[0], names[2] = names[2], names[0]
		greys[0], greys[2] = greys[2], greys[0]
		edges[1], edges[2] = edges[2], edges[1]
	}
	var list []bandName
	for i, name := range names {
		left, right := b.x(edges[i]), b.x(edges[i+1])
		if right-left < 0.5 {
			continue
		}
		b.canvas.rect(box{left, b.plot.top, right, b.plot.bottom}, greys[i])
		list = append(list, bandName{name, (left + right) / 2, right - left})
	}
	b.nameBands(list, row)
}

// bandName is the name of a grey, and where the grey is.
type bandName struct {
	text          string
	centre, width float64
}

// nameBands writes the names of the greys in a row beneath the axis, each under
// its own. Those that are wider than theirs move aside and a stroke leads to
// them; none is crossed by the baseline's stroke.
func (b *bullet) nameBands(list []bandName, row float64) {
	edges := []float64{0, b.width()}
	if baseline := b.baseline(); baseline != nil {
		edges = []float64{0, b.x(baseline.Value.Float()), b.width()}
	}
	for i := 1; i < len(edges); i++ {
		var names []bandName
		room := edges[i] - edges[i-1] - 8
		for _, name := range list {
			if name.centre >= edges[i-1] && (name.centre < edges[i] || i == len(edges)-1) {
				names = append(names, name)
			}
		}
		total := func() (sum float64) {
			for _, name := range names {
				sum += textWidth(name.text, small) + 10
			}
			return sum
		}
		for len(names) > 0 && total() > room+10 { // the table has what finds no room
			least := 0
			for j, name := range names {
				if name.width < names[least].width {
					least = j
				}
			}
			names = slices.Delete(names, least, least+1)
		}
		centres, widths := make([]float64, len(names)), make([]float64, len(names))
		for j, name := range names {
			centres[j], widths[j] = name.centre, textWidth(name.text, small)+10
		}
		for j, x := range spread(centres, widths, edges[i-1]-1, edges[i]+1) {
			name := names[j]
			b.canvas.text(x, row+bulletRow/2, name.text, textStyle{size: small, color: quietInk})
			if math.Abs(x-name.centre) > 2 && widths[j]-4 > name.width {
				to := math.Min(math.Max(name.centre, x-widths[j]/2+8), x+widths[j]/2-8)
				b.canvas.line(segment{name.centre, b.plot.bottom, name.centre, row - 2}, axisRule, 1, nil, below)
				b.canvas.line(segment{name.centre, row - 2, to, row + 2}, axisRule, 1, nil, below)
				b.strokes = append(b.strokes, name.centre)
			}
		}
	}
}

// drawTicks writes the axis beneath the greys, and leaves out what a stroke
// would cross.
func (b *bullet) drawTicks(y float64) {
	ticks, labels := b.scale.ticks(), b.scale.labels(b.p, b.percent())
	end := math.Inf(-1)
	for i, label := range labels {
		width := textWidth(label, small)
		x := b.inside(b.x(ticks[i]), width)
		if slices.ContainsFunc(b.strokes, func(at float64) bool { return math.Abs(at-x) < width/2+3 }) {
			continue
		}
		if x-width/2 < end+6 {
			continue
		}
		end = x + width/2
		b.canvas.text(x, y, label, textStyle{size: small, color: quietInk})
	}
	if b.scale.min < 0 && b.scale.max > 0 {
		b.canvas.line(segment{b.x(0), b.plot.top, b.x(0), b.plot.bottom}, axisRule, 1, nil, below)
	}
}

func (b *bullet) drawTarget(row float64) {
	numbers := bounds(b.wanted)
	if len(numbers) == 0 {
		return
	}
	middle := 0.0
	for _, n := range numbers {
		x := b.x(n.Float())
		middle += x / float64(len(numbers))
		// A rim of white keeps the stroke apart from the bar behind it.
		b.canvas.line(segment{x, b.plot.top + 3, x, b.plot.bottom - 3}, paper, 6, nil, above)
		b.canvas.line(segment{x, b.plot.top + 4, x, b.plot.bottom - 4}, targetInk, 3, nil, above)
		b.canvas.line(segment{x, row + bulletRow, x, b.plot.top + 3}, targetInk, 1, nil, above)
	}
	if len(numbers) == 2 {
		b.canvas.line(segment{b.x(numbers[0].Float()), row + bulletRow, b.x(numbers[1].Float()), row + bulletRow}, targetInk, 1, nil, above)
	}
	text := fit(b.text("target")+" "+b.target(b.wanted), small, math.Min(400, b.width()-8))
	b.canvas.text(b.inside(middle, textWidth(text, small)), row+bulletRow/2, text, textStyle{size: small, color: targetInk})
}

// drawValue writes the value over the end of its bar, with its status in a
// shape and a word, clear of the target's stroke.
func (b *bullet) drawValue(row float64) {
	text := fit(b.heading(), large, 360)
	width := textWidth(text, large) * boldWidth
	status, word := "", ""
	if b.o.Band != nil {
		status = string(*b.o.Band)
		word = b.status()
	}
	whole := width
	if word != "" {
		whole += 12 + 12 + 5 + textWidth(word, small)
	}
	left := math.Min(math.Max(b.x(b.o.Value.Float())-width/2, 2), b.width()-2-whole)
	for _, n := range bounds(b.wanted) {
		x := b.x(n.Float())
		if x < left-4 || x > left+whole+4 {
			continue
		}
		if before := x - 6 - whole; before >= 2 && (n.Cmp(b.o.Value) >= 0 || x+6+whole > b.width()-2) {
			left = before
		} else if x+6+whole <= b.width()-2 {
			left = x + 6
		}
	}
	y := row + 12
	b.canvas.text(left, y, text, textStyle{size: large, color: accent, bold: true, align: "left"})
	if word != "" {
		drawStatus(&b.canvas, left+width+12+6, y, status)
		b.canvas.text(left+width+12+12+5, y, word, textStyle{size: small, color: ink, align: "left"})
	}
}

// heading is the value as the drawing writes it.
func (b *bullet) heading() string {
	text := b.cell(b.o)
	if b.o.Period != nil && b.Period != "" && *b.o.Period != b.Period {
		text = b.period(*b.o.Period) + " " + text // not of the period the page speaks of
	}
	return text
}

// oneRow reports whether value and status find room in one row of a narrow
// drawing.
func (b *bullet) oneRow() bool {
	if b.status() == "" {
		return true
	}
	return textWidth(b.heading(), large)*boldWidth+12+12+5+textWidth(b.status(), small) <= b.width()-4
}

// drawValueAbove writes the value and its status at the left of a narrow
// drawing, above the target's label, in two rows where one has no room.
func (b *bullet) drawValueAbove(row float64) {
	text := fit(b.heading(), large, (b.width()-4)/boldWidth)
	b.canvas.text(2, row+11, text, textStyle{size: large, color: accent, bold: true, align: "left"})
	word := b.status()
	if word == "" {
		return
	}
	x, y := 2+textWidth(text, large)*boldWidth+12, row+11
	if !b.oneRow() {
		x, y = 2, row+11+bulletRow
	}
	drawStatus(&b.canvas, x+6, y, string(*b.o.Band))
	b.canvas.text(x+12+5, y, word, textStyle{size: small, color: ink, align: "left"})
}

func (b *bullet) status() string {
	if b.o.Band == nil {
		return ""
	}
	switch *b.o.Band {
	case indicators.Met, indicators.OnTrack, indicators.AtRisk, indicators.OffTrack, indicators.NotMet, indicators.NotDue:
		return b.text(string(*b.o.Band))
	}
	return ""
}

// drawStatus draws the shape of a band, about twelve pixels wide: colours of
// Okabe and Ito, which the colour-blind tell apart, and a shape for those who
// see or print no colour, the same as in the tables beside the charts.
func drawStatus(c *canvas, x, y float64, band string) {
	const green, blue, orange, red = "#009e73", "#0072b2", "#e69f00", "#d55e00"
	switch indicators.Band(band) {
	case indicators.Met:
		c.circle(x, y, 5.5, green, "")
		c.polygon([][2]float64{{x - 3.3, y + .3}, {x - 2.3, y - .7}, {x - .8, y + .8}, {x + 2.4, y - 2.6}, {x + 3.4, y - 1.6}, {x - .8, y + 2.9}}, paper)
	case indicators.OnTrack:
		c.circle(x, y, 5.5, blue, "")
	case indicators.AtRisk:
		c.polygon([][2]float64{{x, y - 6.5}, {x + 6.5, y}, {x, y + 6.5}, {x - 6.5, y}}, orange)
	case indicators.OffTrack:
		c.polygon([][2]float64{{x, y + 6}, {x + 6.5, y - 5}, {x - 6.5, y - 5}}, red)
	case indicators.NotMet:
		c.polygon([][2]float64{{x - 5.2, y - 5.2}, {x + 5.2, y - 5.2}, {x + 5.2, y + 5.2}, {x - 5.2, y + 5.2}}, red)
	case indicators.NotDue:
		c.circle(x, y, 4.5, paper, quietInk)
	}
}

func (b *bullet) write() ([]byte, bool) {
	bar := echarts.NewBar()
	bar.SetXAxis([]string{""}).AddSeries("", []opts.BarData{{Value: 0}}, echarts.WithItemStyleOpts(opts.ItemStyle{Color: accent}))
	bar.XYReversal()
	return b.canvas.option(bar, b.plot, func(option, series map[string]any) {
		item := map[string]any{"value": json.Number(jsonFloat(b.o.Value.Float()))}
		if b.o.ObsStatus == indicators.Provisional {
			item["itemStyle"] = map[string]any{"color": paper, "borderColor": accent, "borderWidth": 2}
		}
		series["data"], series["barWidth"] = []any{item}, bulletBar
		option["xAxis"] = hiddenAxis(b.scale.min, b.scale.max)
		option["yAxis"] = map[string]any{"type": "category", "show": false, "data": []string{""}}
	})
}

func (b *bullet) table() Table {
	table := Table{Caption: b.caption(), Columns: []string{b.text("item"), b.text("value")}}
	head := b.text("value")
	if b.o.Period != nil {
		head = b.period(*b.o.Period)
	}
	table.Rows = append(table.Rows, []string{head, b.cell(b.o)})
	if target := b.target(b.wanted); target != "" {
		table.Rows = append(table.Rows, []string{b.text("target"), target})
	}
	if baseline := b.baseline(); baseline != nil {
		table.Rows = append(table.Rows, []string{b.text("baseline", "period", b.period(baseline.Period)), b.value(baseline.Value)})
	}
	if bands := b.bands(); bands != nil {
		edge := "_from"
		if bands.OnTrack.Cmp(bands.AtRisk) < 0 {
			edge = "_to"
		}
		table.Rows = append(table.Rows,
			[]string{b.text("on_track" + edge), b.value(bands.OnTrack)},
			[]string{b.text("at_risk" + edge), b.value(bands.AtRisk)})
	}
	return table
}

func (b *bullet) alt() string {
	parts := []string{b.text("bullet_alt_no_period", "name", b.name(), "value", b.cell(b.o))}
	if b.o.Period != nil {
		parts[0] = b.text("bullet_alt", "name", b.name(), "period", b.period(*b.o.Period), "value", b.cell(b.o))
	}
	if target := b.target(b.wanted); target != "" {
		parts = append(parts, b.text("target_only_alt", "value", target))
	}
	if baseline := b.baseline(); baseline != nil {
		parts = append(parts, b.text("baseline_alt", "period", b.period(baseline.Period), "value", b.value(baseline.Value)))
	}
	if status := b.status(); status != "" {
		parts = append(parts, b.text("status_alt", "status", status))
	}
	return b.sentences(parts)
}
