package charts

import (
	"math"
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
)

// latinWidth is the width of a character that is not full-width, in em. It is
// a little more than the mean of the faces in use, so that boxes err on the
// large side.
const latinWidth = 0.58

// percentWidth is that of the sign of per cent, which ends many a value at the
// edge of a drawing and is much wider than the mean: 0.92 in Noto Sans TC.
const percentWidth = 0.93

// boldWidth is how much wider bold text is.
const boldWidth = 1.06

// lineHeight is the height of a line of text in em.
const lineHeight = 1.2

// textWidth estimates how wide a line of text is at a font size.
func textWidth(s string, size float64) float64 {
	width := 0.0
	graphemes := uniseg.NewGraphemes(s)
	for graphemes.Next() {
		width += clusterWidth(graphemes)
	}
	return width * size
}

func clusterWidth(g *uniseg.Graphemes) float64 {
	switch cells := g.Width(); {
	case cells >= 2:
		return 1
	case g.Str() == "%":
		return percentWidth
	case cells == 1:
		return latinWidth
	}
	return 0
}

// fit cuts a line of text, with an ellipsis, to a width.
func fit(s string, size, width float64) string {
	if textWidth(s, size) <= width {
		return s
	}
	room := width/size - 1
	var b strings.Builder
	graphemes := uniseg.NewGraphemes(s)
	for graphemes.Next() {
		if room -= clusterWidth(graphemes); room < 0 {
			break
		}
		b.WriteString(graphemes.Str())
	}
	return strings.TrimRightFunc(b.String(), unicode.IsSpace) + "…"
}

// wrap breaks a text into at most two lines of a width, at a space where it
// has one, and cuts what remains.
func wrap(s string, size, width float64) []string {
	if textWidth(s, size) <= width {
		return []string{s}
	}
	head, rest, state, room := "", s, -1, width/size
	for rest != "" {
		var word string
		word, rest, _, state = uniseg.FirstLineSegmentInString(rest, state)
		trimmed := strings.TrimRightFunc(word, unicode.IsSpace)
		if textWidth(head+trimmed, 1) > room {
			rest = word + rest
			break
		}
		head += word
	}
	head = strings.TrimRightFunc(head, unicode.IsSpace)
	if head == "" {
		return []string{fit(s, size, width)}
	}
	return []string{head, fit(rest, size, width)}
}

// plain makes one line of any text: what would break the line, or has no place
// in XML, becomes a space.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r&0xfffe == 0xfffe {
			return ' '
		}
		return r
	}, s)
}

// box is a rectangle in pixels, y downwards.
type box struct{ left, top, right, bottom float64 }

func (b box) touches(o box) bool {
	return b.left < o.right && o.left < b.right && b.top < o.bottom && o.top < b.bottom
}

func (b box) within(o box) bool {
	return b.left >= o.left && b.right <= o.right && b.top >= o.top && b.bottom <= o.bottom
}

func around(x, y, w, h float64) box { return box{x - w/2, y - h/2, x + w/2, y + h/2} }

// segment is a straight line between two points.
type segment struct{ x1, y1, x2, y2 float64 }

// crosses reports whether a segment has a point within the box (Liang and
// Barsky's clipping).
func (b box) crosses(s segment) bool {
	from, to := 0.0, 1.0
	dx, dy := s.x2-s.x1, s.y2-s.y1
	for _, edge := range [][2]float64{{-dx, s.x1 - b.left}, {dx, b.right - s.x1}, {-dy, s.y1 - b.top}, {dy, b.bottom - s.y1}} {
		p, q := edge[0], edge[1]
		switch {
		case p == 0:
			if q < 0 {
				return false
			}
		case p < 0:
			from = math.Max(from, q/p)
		default:
			to = math.Min(to, q/p)
		}
	}
	return from <= to
}

// placer finds free places for labels in a plot.
type placer struct {
	area   box       // in which labels must lie
	labels []box     // placed already
	marks  []box     // points
	lines  []segment // of the data
	quiet  []segment // of target and baseline: a label may stand on them if need be
}

// labelGap is how far two labels keep apart in a line.
const labelGap = 4

// near is how far from its point a label may be that is nearer to another.
const near = 30

// place returns the first of the places that is free and takes it. Its label
// is about the point owner, if that is not nil, and stands where no reader
// would give it to another point. A label that must be shown may lie on lines
// and near other points, never on a label or a point; halo says that it lies
// on a line and needs a rim of background colour.
//
// It is as strict as it can be: at first a label keeps off every line, then it
// may lie on a quiet one, then near another point if it is near its own, then on
// a line of the data.
func (p *placer) place(places []box, owner *box, must bool) (at box, halo, ok bool) {
	for leniency := range 4 {
		if leniency == 2 && !must {
			break
		}
		for _, b := range places {
			apart := box{b.left - labelGap, b.top, b.right + labelGap, b.bottom}
			if !b.within(p.area) || touchesAny(apart, p.labels) || touchesAny(b, p.marks) {
				continue
			}
			if owner != nil && (leniency < 2 && p.mistakable(b, *owner) || leniency == 2 && b.distance(*owner) > near) {
				continue
			}
			if leniency < 3 && crossesAny(b, p.lines) || leniency < 1 && crossesAny(b, p.quiet) {
				continue
			}
			p.labels = append(p.labels, b)
			return b, leniency > 0, true
		}
	}
	return box{}, false, false
}

// mistakable reports whether a label is not clearly nearer to its own point
// than to every other.
func (p *placer) mistakable(label, owner box) bool {
	own := label.distance(owner)
	for _, mark := range p.marks {
		if mark != owner && label.distance(mark) < 1.5*own {
			return true
		}
	}
	return false
}

// distance is how far a box is from the middle of another.
func (b box) distance(o box) float64 {
	x, y := (o.left+o.right)/2, (o.top+o.bottom)/2
	return math.Hypot(math.Max(0, math.Max(b.left-x, x-b.right)), math.Max(0, math.Max(b.top-y, y-b.bottom)))
}

func touchesAny(b box, others []box) bool {
	for _, o := range others {
		if b.touches(o) {
			return true
		}
	}
	return false
}

func crossesAny(b box, segments []segment) bool {
	wide := box{b.left - clearance, b.top - clearance, b.right + clearance, b.bottom + clearance}
	for _, s := range segments {
		if wide.crosses(s) {
			return true
		}
	}
	return false
}

// besides lists the places for a label of a size at a point, best first: over
// or under it, centred or flush, then beside it, then farther away.
func besides(x, y, w, h, gap float64, below bool, area box) []box {
	first, second := -1.0, 1.0 // over, under
	if below {
		first, second = 1, -1
	}
	var places []box
	row := func(dy float64) {
		// Centred, but within the area; then flush right and flush left.
		centre := math.Min(math.Max(x, area.left+w/2), area.right-w/2)
		for _, cx := range []float64{centre, x - w/2 + gap/2, x + w/2 - gap/2} {
			places = append(places, around(cx, y+dy, w, h))
		}
	}
	row(first * (gap + h/2))
	row(second * (gap + h/2))
	places = append(places, around(x+gap+w/2, y, w, h), around(x-gap-w/2, y, w, h))
	for _, far := range []float64{1, 2, 3} {
		row(first * (gap + h/2 + far*0.8*h))
		row(second * (gap + h/2 + far*0.8*h))
	}
	return places
}

// clearance is how far a label keeps from a line that it does not lie on.
const clearance = 2.5

// spread moves labels, given by their centres and heights in order of their
// centres, apart until none overlap, and keeps them between top and bottom
// where there is room.
func spread(centres, heights []float64, top, bottom float64) []float64 {
	moved := append([]float64(nil), centres...)
	edge := top
	for i := range moved {
		moved[i] = math.Max(moved[i], edge+heights[i]/2)
		edge = moved[i] + heights[i]/2
	}
	edge = bottom
	for i := len(moved) - 1; i >= 0; i-- {
		moved[i] = math.Min(moved[i], edge-heights[i]/2)
		edge = moved[i] - heights[i]/2
	}
	return moved
}

// fitBeside narrows a stretch from left to right until what stands beside the
// points in it has room; lacks says by how much the room is exceeded at either
// side for a stretch. It reports false when less than least would remain.
func fitBeside(left, right, least float64, lacks func(left, right float64) (before, after float64)) (from, to float64, ok bool) {
	for range 60 {
		before, after := lacks(left, right)
		if before <= 0 && after <= 0 {
			return left, right, true
		}
		if before > 0 {
			before++ // so that it ends
		}
		if after > 0 {
			after++
		}
		room := right - left - least
		if before+after > room {
			share := math.Max(0, room) / (before + after)
			return left + before*share, right - after*share, false
		}
		left, right = left+before, right-after
	}
	return left, right, false
}
