package charts

import (
	"slices"

	"heng/indicators"
)

// capHalf is half the length of the stroke at either end of an interval.
const capHalf = 4.0

// intervalOf returns the ends of the interval of a value that is drawn; false
// where it has none.
func intervalOf(o *indicators.Observation) (low, high float64, ok bool) {
	if !drawable(o) || !finite(o.Low) || !finite(o.High) {
		return 0, 0, false
	}
	return o.Low.Float(), o.High.Float(), true
}

// hasInterval reports whether any of some values has an interval.
func hasInterval(all []*indicators.Observation) bool {
	return slices.ContainsFunc(all, func(o *indicators.Observation) bool {
		_, _, ok := intervalOf(o)
		return ok
	})
}

// intervalCell writes an interval in a table.
func (s sheet) intervalCell(o *indicators.Observation) string {
	if _, _, ok := intervalOf(o); !ok {
		return s.text("none")
	}
	return s.text("range", "min", s.value(o.Low), "max", s.value(o.High))
}

// drawIntervals draws an upright stroke through each point, from one end of its
// interval to the other. Labels keep clear of it.
func (t *trend) drawIntervals() {
	for i, point := range t.points {
		low, high, ok := intervalOf(point.o)
		if !ok {
			continue
		}
		x := t.x(i)
		for _, s := range []segment{
			{x, t.y(low), x, t.y(high)}, {x - capHalf, t.y(low), x + capHalf, t.y(low)}, {x - capHalf, t.y(high), x + capHalf, t.y(high)},
		} {
			t.canvas.line(s, accent, 1.2, nil, below)
			t.placer.lines = append(t.placer.lines, s)
		}
	}
}

// drawInterval draws a level stroke over a bar, from one end of the interval of
// its value to the other.
func (b *bars) drawInterval(i int, o *indicators.Observation) {
	low, high, ok := intervalOf(o)
	if !ok {
		return
	}
	y := b.y(i)
	strokes := []segment{{b.x(low), y, b.x(high), y}, {b.x(low), y - capHalf, b.x(low), y + capHalf}, {b.x(high), y - capHalf, b.x(high), y + capHalf}}
	for _, s := range strokes {
		b.canvas.line(s, paper, 3.2, nil, above) // a rim of white, to be seen on the bar
	}
	for _, s := range strokes {
		b.canvas.line(s, ink, 1.2, nil, above)
	}
}
