package charts

import (
	"maps"
	"math"
	"slices"

	"heng/indicators"
	"heng/internal/locale"
)

const (
	pairRow     = 30.0  // from one pair to the next
	pairTallRow = 36.0  // the same where a name needs two lines
	pairNames   = 190.0 // at most, for the names at the left
	pairLeast   = 160.0 // for the points themselves
	narrowLeast = 90.0  // the same in a narrow drawing
	pairRadius  = 6.0   // of the point of the report period
	pairBefore  = 4.5   // of the other
	pairGap     = 11.0  // from a point to its value
)

// BeforeAfter draws the codes of a breakdown at two periods: for each a small
// grey point for the period of comparison and a large one in the accent for
// the report period, joined, each with its value beside it; a code without one
// of the values says why. False when no code has both.
func BeforeAfter(p locale.Printer, in Input) (Chart, bool) {
	b := beforeAfter{sheet: newSheet(p, in)}
	if !b.gather() {
		return Chart{}, false
	}
	chart := b.chart(KindBeforeAfter, b.alt(), b.table())
	var ok bool
	chart.Option, chart.Height, ok = b.option()
	return chart, ok
}

type beforeAfter struct {
	sheet
	pairs []pair

	canvas canvas
	scale  scale
	side   float64 // where the names at the left end
	terse  bool    // no room for words beside the values
	plot   box
}

// pair is a part at both periods; one of the two may be missing.
type pair struct {
	label         string
	before, after *indicators.Observation

	y     float64 // of the points
	name  []string
	texts []sign // the values
}

// sign is a text with its place, from left to right.
type sign struct {
	text  string
	style textStyle
	left  float64
	width float64
}

func (p pair) whole() bool { return drawable(p.before) && drawable(p.after) }

// gather puts the parts together, in their order, and then those that are no
// longer there. It reports whether any has both values.
func (b *beforeAfter) gather() bool {
	label := bars{sheet: b.sheet}
	for i := range b.Parts {
		b.pairs = append(b.pairs, pair{label: label.label(&b.Parts[i]), after: &b.Parts[i]})
	}
	for i := range b.PartsBefore {
		before := &b.PartsBefore[i]
		at := slices.IndexFunc(b.pairs, func(p pair) bool { return p.after != nil && maps.Equal(p.after.Breakdown, before.Breakdown) })
		switch {
		case at >= 0:
			b.pairs[at].before = before
		case drawable(before):
			b.pairs = append(b.pairs, pair{label: label.label(before), before: before})
		}
	}
	return slices.ContainsFunc(b.pairs, pair.whole)
}

func (b *beforeAfter) percent() bool { return b.Indicator.Unit == "percent" }

func (b *beforeAfter) x(v float64) float64 {
	return b.plot.left + b.scale.share(v)*(b.plot.right-b.plot.left)
}

// ends are the points of a pair, from left to right.
func (b *beforeAfter) ends(p pair) (left, right float64) {
	var xs []float64
	for _, o := range []*indicators.Observation{p.before, p.after} {
		if drawable(o) {
			xs = append(xs, b.x(o.Value.Float()))
		}
	}
	if len(xs) == 0 {
		return b.plot.left, b.plot.left
	}
	return slices.Min(xs), slices.Max(xs)
}

// beside are the texts at the left and at the right of a pair; one alone is at
// the right.
func (b *beforeAfter) beside(p pair) (left, right sign) {
	cell := func(o *indicators.Observation) string {
		if b.terse {
			return b.value(o.Value)
		}
		return b.cell(o)
	}
	was := func(text string) sign { return newSign(text, textStyle{size: small, color: quietInk}) }
	is := func(text string) sign { return newSign(text, textStyle{size: normal, color: accent, bold: true}) }
	switch {
	case p.whole() && p.before.Value.Cmp(p.after.Value) == 0 && b.terse:
		return sign{}, is(cell(p.after))
	case p.whole() && p.before.Value.Cmp(p.after.Value) == 0:
		return sign{}, is(b.text("unchanged", "value", cell(p.after)))
	case p.whole() && p.before.Value.Cmp(p.after.Value) < 0:
		return was(cell(p.before)), is(cell(p.after))
	case p.whole():
		return is(cell(p.after)), was(cell(p.before))
	case drawable(p.after):
		return sign{}, is(cell(p.after))
	case drawable(p.before):
		return sign{}, was(cell(p.before))
	}
	return sign{}, was(b.absence(p.after))
}

func newSign(text string, style textStyle) sign {
	width := textWidth(text, style.size)
	if style.bold {
		width *= boldWidth
	}
	style.align = "left"
	return sign{text: text, style: style, width: width}
}

// cut shortens a text to a width.
func (s sign) cut(width float64) sign {
	if s.width <= width {
		return s
	}
	size := s.style.size
	if s.style.bold {
		size *= boldWidth
	}
	s.text, s.width = fit(s.text, size, width), width
	return s
}

func (b *beforeAfter) option() (option []byte, height int, ok bool) {
	b.fitScale()
	row, above := b.nameRoom()
	least := pairLeast
	if b.Narrow {
		least = narrowLeast
	}
	const head = 26.0
	b.plot.top, b.plot.bottom = head, head+float64(len(b.pairs))*row
	b.fitPlot(least)
	height = int(b.plot.bottom) + 24
	b.canvas = canvas{width: b.width(), height: float64(height)}
	for i := range b.pairs {
		b.pairs[i].y = b.plot.top + float64(i)*row + above + (row-above)/2
		b.placeTexts(&b.pairs[i])
	}
	b.drawAxis()
	b.drawHead(above)
	for _, p := range b.pairs {
		b.drawPair(p, above)
	}
	option, ok = b.canvas.drawing()
	return option, height, ok
}

func (b *beforeAfter) fitScale() {
	var values []float64
	for _, p := range b.pairs {
		for _, o := range []*indicators.Observation{p.before, p.after} {
			if drawable(o) {
				values = append(values, o.Value.Float())
			}
		}
	}
	ticks := 4
	if b.Narrow {
		ticks = 3
	}
	low, high := slices.Min(values), slices.Max(values)
	b.scale = newScale(values, ticks, low <= 0.6*high, b.Decimals == 0 && !b.percent(), b.percent() && low >= 0)
}

// nameRoom breaks the names into lines: at the left, or above the points in a
// narrow drawing. It returns the height of a row and of what is above.
func (b *beforeAfter) nameRoom() (row, above float64) {
	widest, size := 0.0, normal
	for _, p := range b.pairs {
		widest = math.Max(widest, textWidth(p.label, normal))
	}
	room := b.width() - 4
	switch {
	case b.Narrow:
		b.side = 2
		if row, above = nameLine+26, nameLine; widest > room {
			row, above = 2*nameLine+26, 2*nameLine
		}
	case widest > pairNames:
		b.side, room, row, size = pairNames+12, pairNames+1, pairTallRow, small
	default:
		b.side, row = math.Ceil(widest)+12, pairRow
	}
	for i := range b.pairs {
		b.pairs[i].name = wrap(b.pairs[i].label, size, room)
	}
	return row, above
}

// fitPlot gives the points as much of the width as their values leave. Where
// that is less than they need, first the words that a value is provisional or
// unchanged go, which the drawing shows; then the points come closer, and last
// values are cut.
func (b *beforeAfter) fitPlot(least float64) {
	for _, tight := range []func(){func() { b.terse = true }, func() { least /= 2 }, func() {}} {
		left, right, ok := fitBeside(b.side+8, b.width()-8, least, func(left, right float64) (before, after float64) {
			b.plot.left, b.plot.right = left, right
			for _, p := range b.pairs {
				from, to := b.ends(p)
				l, r := b.beside(p)
				if l.text != "" {
					before = math.Max(before, b.side+l.width-(from-pairGap))
				}
				after = math.Max(after, to+pairGap+r.width-(b.width()-2))
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

// placeTexts puts a pair's values beside its points, and beside one alone why
// the other is not there, where that has room.
func (b *beforeAfter) placeTexts(p *pair) {
	from, to := b.ends(*p)
	left, right := b.beside(*p)
	before, after := from-pairGap-b.side, b.width()-2-to-pairGap
	if left.text != "" {
		left = left.cut(before)
		left.left = from - pairGap - left.width
		p.texts = append(p.texts, left)
	}
	if right.width > after && left.text == "" && before > after {
		right = right.cut(before)
		right.left = from - pairGap - right.width
	} else {
		right = right.cut(after)
		right.left = to + pairGap
	}
	p.texts = append(p.texts, right)
	if p.whole() || !drawable(p.before) && !drawable(p.after) {
		return
	}
	period, absent := b.Compare, p.before
	if drawable(p.before) {
		period, absent = b.Period, p.after
	}
	note := newSign(b.text("one_of_two", "period", b.period(period), "reason", b.absence(absent)), textStyle{size: small, color: quietInk})
	note.left = right.left + right.width + 6
	if right.left < from {
		note.left = to + pairGap
	}
	switch {
	case note.left+note.width <= b.width()-2:
		p.texts = append(p.texts, note)
	case right.left > from && note.width <= before:
		note.left = from - pairGap - note.width
		p.texts = append(p.texts, note)
	}
}

// drawAxis draws as many of the ticks as have room for their labels. A label at
// an edge stands inside the drawing, nearer to the next than its tick.
func (b *beforeAfter) drawAxis() {
	ticks, labels := b.scale.ticks(), b.scale.labels(b.p, b.percent())
	// Zero is one of them where it is on the axis, the last where it is not.
	keep := max(slices.Index(ticks, 0), 0)
	if keep == 0 && ticks[0] != 0 {
		keep = len(ticks) - 1
	}
	center := func(i int) float64 {
		half := textWidth(labels[i], small) / 2
		return math.Min(math.Max(b.x(ticks[i]), 2+half), b.width()-2-half)
	}
	every := 1
	for crowded := true; crowded && every < len(ticks); {
		crowded = false
		last := -1
		for i := range ticks {
			if (i-keep)%every != 0 {
				continue
			}
			if last >= 0 {
				widths := textWidth(labels[i], small) + textWidth(labels[last], small)
				crowded = crowded || center(i)-center(last) < widths/2+10
			}
			last = i
		}
		if crowded {
			every++
		}
	}
	for i, label := range labels {
		if (i-keep)%every != 0 {
			continue
		}
		x := b.x(ticks[i])
		color := rule
		if ticks[i] == 0 {
			color = axisRule
		}
		b.canvas.line(segment{x, b.plot.top, x, b.plot.bottom}, color, 1, nil, behind)
		b.canvas.text(center(i), b.plot.bottom+12, label, textStyle{size: small, color: quietInk})
	}
}

// drawHead names the two periods: over the points of the first pair where that
// has both and they are apart, else in a row with the points' shapes.
func (b *beforeAfter) drawHead(above float64) {
	was := newSign(b.period(b.Compare), textStyle{size: small, color: quietInk})
	is := newSign(b.period(b.Period), textStyle{size: small, color: accent, bold: true})
	if first := b.pairs[0]; above == 0 && first.whole() {
		at := func(o *indicators.Observation, width float64) float64 {
			return math.Min(math.Max(b.x(o.Value.Float())-width/2, 2), b.width()-2-width)
		}
		was.left, is.left = at(first.before, was.width), at(first.after, is.width)
		if was.left+was.width+8 <= is.left || is.left+is.width+8 <= was.left {
			b.canvas.text(was.left, 14, was.text, was.style)
			b.canvas.text(is.left, 14, is.text, is.style)
			return
		}
	}
	x := b.side
	for _, s := range []sign{was, is} {
		b.point(x+pairRadius, 12, s.style.bold, false)
		s = s.cut(b.width()/2 - 30)
		b.canvas.text(x+2*pairRadius+5, 12, s.text, s.style)
		x += 2*pairRadius + 5 + s.width + 18
	}
}

// point draws that of the report period, or the smaller one before it.
func (b *beforeAfter) point(x, y float64, after, provisional bool) {
	radius, color := pairBefore, quietInk
	if after {
		radius, color = pairRadius, accent
	}
	if provisional {
		b.canvas.circle(x, y, radius-1, paper, color)
		return
	}
	b.canvas.circle(x, y, radius, color, "")
}

func (b *beforeAfter) drawPair(p pair, above float64) {
	if above > 0 {
		bottom := p.y - 12
		for i, line := range p.name {
			y := bottom - nameLine*(float64(len(p.name)-i)-0.5)
			b.canvas.text(2, y, line, textStyle{size: normal, color: ink, align: "left", halo: true})
		}
	} else {
		size := normal
		if len(p.name) > 1 {
			size = small
		}
		for i, line := range p.name {
			y := p.y + math.Round(size*lineHeight)*(float64(i)-float64(len(p.name)-1)/2)
			b.canvas.text(b.side-12, y, line, textStyle{size: size, color: ink, align: "right"})
		}
	}
	from, to := b.ends(p)
	if p.whole() {
		b.canvas.line(segment{from, p.y, to, p.y}, axisRule, 3, nil, below)
	}
	if drawable(p.before) {
		b.point(b.x(p.before.Value.Float()), p.y, false, p.before.ObsStatus == indicators.Provisional)
	}
	if drawable(p.after) {
		b.point(b.x(p.after.Value.Float()), p.y, true, p.after.ObsStatus == indicators.Provisional)
	}
	for _, t := range p.texts {
		t.style.halo = true
		b.canvas.text(t.left, p.y, t.text, t.style)
	}
}
