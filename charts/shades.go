package charts

import (
	"math"
	"slices"
	"strings"
)

// shade is a fill with the colour of the text that stands on it, which has a
// contrast of at least 4.5:1. Fills on which neither white nor ink has it, in
// the middle between light and dark, are left out of the steps.
type shade struct{ fill, ink string }

// The steps of the accent, from dark to light, and the greys for what is no
// code of its own.
var (
	steps = []shade{
		{accent, paper}, {"#33799a", paper}, {"#6fa8c0", ink}, {"#a6cbda", ink}, {"#cfe3ec", ink}, {"#e6f1f6", ink},
	}
	otherShade   = shade{"#a9b2b9", ink}
	unknownShade = shade{"#dde1e5", ink}
)

// stepsFor lists which steps tell n codes apart best.
var stepsFor = [][]int{{}, {0}, {0, 3}, {0, 2, 4}, {0, 2, 3, 4}, {0, 1, 2, 3, 4}, {0, 1, 2, 3, 4, 5}}

// keyEntry is a sign of a drawing with its word.
type keyEntry struct {
	sign keySign
	fill string // of a field
	text string
}

type keySign int

const (
	keyField   keySign = iota // a filled square
	keyOutline                // an empty square
	keyLine                   // a stroke
	keyDisk                   // the mark of a tile
)

const (
	keySize = 11.0 // of a sign
	keyRow  = 20.0
	keyGap  = 14.0 // between two entries

	textEdge = 2.0 // from the edge of a drawing to its key and its paragraphs
)

// key writes signs with their words from the upper left corner, as many in a
// row as there is room for, and returns where it ends.
func (c *canvas) key(entries []keyEntry, right float64) (bottom float64) {
	x, y := textEdge, textEdge
	for i, e := range entries {
		text := fit(e.text, small, right-textEdge-keySize-6)
		width := keySize + 5 + textWidth(text, small)
		if i > 0 && x+width > right {
			x, y = textEdge, y+keyRow
		}
		c.sign(e, x, y+keyRow/2)
		c.text(x+keySize+5, y+keyRow/2, text, textStyle{size: small, color: ink, align: "left"})
		x += width + keyGap
	}
	if len(entries) == 0 {
		return y
	}
	return y + keyRow
}

func (c *canvas) sign(e keyEntry, x, y float64) {
	square := box{x, y - keySize/2, x + keySize, y + keySize/2}
	switch e.sign {
	case keyField:
		c.rect(square, e.fill)
		if e.fill == gapFill {
			c.outline(square, axisRule, 0.8)
		}
	case keyOutline:
		c.outline(square, quietInk, 1.2)
	case keyLine:
		c.line(segment{x - 1, y, x + keySize + 1, y}, e.fill, 2, nil, below)
	case keyDisk:
		c.circle(x+keySize/2, y, keySize/2-1, ink, paper)
	}
}

// outline draws the rim of a box, above what it holds.
func (c *canvas) outline(b box, color string, width float64) {
	for _, s := range []segment{
		{b.left, b.top, b.right, b.top}, {b.right, b.top, b.right, b.bottom},
		{b.right, b.bottom, b.left, b.bottom}, {b.left, b.bottom, b.left, b.top},
	} {
		c.line(s, color, width, nil, above)
	}
}

// paragraph writes lines of small text under each other from the left edge,
// and returns where they end.
func (c *canvas) paragraph(text string, right, y float64) (bottom float64) {
	for _, line := range breakLines(text, small, right-textEdge) {
		c.text(textEdge, y+8, line, textStyle{size: small, color: quietInk, align: "left"})
		y += 17
	}
	return y
}

// gap marks a stretch without data with a grey field and the reason: in a
// line or two, or downwards, or turned.
func (c *canvas) gap(b box, reason string, downwards bool) {
	c.rect(b, gapFill)
	style := textStyle{size: small, color: quietInk}
	wide, high := b.right-b.left-4, b.bottom-b.top-4
	block := breakLines(reason, small, wide)
	if downwards && len(block) > 1 {
		block = strings.Split(strings.ReplaceAll(reason, " ", ""), "") // Chinese is read downwards, character under character
	}
	broken := !downwards && slices.ContainsFunc(strings.Fields(reason), func(word string) bool { return textWidth(word, small) > wide })
	if w, h := blockSize(block); broken || w > wide || h > high {
		style.upward, block = wide < textWidth(reason, small), []string{fit(reason, small, math.Max(wide, high))}
	}
	c.text((b.left+b.right)/2, (b.top+b.bottom)/2, strings.Join(block, "\n"), style)
}

// isCut reports whether a wrapped text lost its end.
func isCut(lines []string) bool { return strings.HasSuffix(lines[len(lines)-1], "…") }
