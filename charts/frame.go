package charts

import (
	"bytes"
	"cmp"
	"fmt"
	"math"
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
)

const (
	frameMargin = 16.0
	frameTitle  = 18.0 // font size of the finding
	frameLeads  = 1.4  // line height of what stands around the drawing
	frameGap    = 12.0 // above and beneath the drawing
)

// Frame makes a file that stands alone of a drawing that a Renderer made of
// the chart: on white, with its finding and subtitle above and its source
// beneath, in the order in which they are read, and with the chart's text
// alternative. It refers to nothing outside. The same drawing and chart give
// the same bytes; nil when svg is no drawing of a Renderer.
func Frame(svg []byte, c Chart) []byte {
	_, body, opened := bytes.Cut(svg, []byte("</desc>"))
	end := bytes.LastIndex(body, []byte("</svg>"))
	if !opened || end < 0 {
		return nil
	}
	room := float64(c.Width)
	texts := &strings.Builder{}
	y := frameMargin
	block := func(s string, style textStyle, balanced bool) {
		leading := math.Round(style.size * frameLeads)
		for _, line := range wrapAll(plain(s), style, room, balanced) {
			weight := ""
			if style.bold {
				weight = ` font-weight="700"`
			}
			fmt.Fprintf(texts, "\n<text x=\"%g\" y=\"%g\" dy=\"0.36em\" font-size=\"%g\"%s fill=\"%s\">%s</text>",
				frameMargin, y+leading/2, style.size, weight, style.color, escape(line))
			y += leading
		}
	}
	block(c.Title, textStyle{size: frameTitle, color: ink, bold: true}, true)
	if c.Title != "" && c.Subtitle != "" {
		y += 2
	}
	block(c.Subtitle, textStyle{size: normal, color: quietInk}, false)
	if y > frameMargin {
		y += frameGap
	}
	fmt.Fprintf(texts, "\n<g transform=\"translate(%g,%g)\">%s\n</g>", frameMargin, y, bytes.TrimRight(body[:end], "\n"))
	y += float64(c.Height)
	if c.Source != "" {
		y += frameGap
		block(c.Source, textStyle{size: small, color: quietInk}, false)
	}
	width, height := room+2*frameMargin, y+frameMargin

	file := &bytes.Buffer{}
	file.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	fmt.Fprintf(file, `<svg xmlns="http://www.w3.org/2000/svg" width="%g" height="%g" viewBox="0 0 %[1]g %[2]g" role="img" aria-labelledby="title desc" font-family="%s">`,
		width, height, fonts)
	fmt.Fprintf(file, "\n<title id=\"title\">%s</title>", escape(cmp.Or(plain(c.Title), c.Table.Caption)))
	fmt.Fprintf(file, "\n<desc id=\"desc\">%s</desc>", escape(c.Alt))
	fmt.Fprintf(file, "\n<rect width=\"%g\" height=\"%g\" fill=\"%s\"></rect>", width, height, paper)
	file.WriteString(texts.String() + "\n</svg>\n")
	return file.Bytes()
}

// wrapAll breaks a text into lines of a width where its script allows it:
// between words, and in Chinese anywhere but before 、。」 and after 「. A word
// longer than a line is broken in itself. Balanced lines are about equally
// long, so that a title does not end in a line of one character.
func wrapAll(s string, style textStyle, width float64, balanced bool) []string {
	size := style.size
	if style.bold {
		size *= boldWidth
	}
	lines := breakLines(s, size, width)
	if !balanced || len(lines) < 2 {
		return lines
	}
	for width > 4*size {
		width -= size / 4
		narrower := breakLines(s, size, width)
		if len(narrower) > len(lines) {
			break
		}
		lines = narrower
	}
	return lines
}

func breakLines(s string, size, width float64) []string {
	var list []string
	line, rest, state := "", s, -1
	flush := func() {
		if line = strings.TrimSpace(line); line != "" {
			list = append(list, line)
		}
		line = ""
	}
	for rest != "" {
		var word string
		word, rest, _, state = uniseg.FirstLineSegmentInString(rest, state)
		if textWidth(line+strings.TrimRightFunc(word, unicode.IsSpace), size) > width {
			flush()
		}
		for textWidth(strings.TrimSpace(word), size) > width {
			head := ""
			graphemes := uniseg.NewGraphemes(word)
			for graphemes.Next() && (head == "" || textWidth(head+graphemes.Str(), size) <= width) {
				head += graphemes.Str()
			}
			if len(head) == len(word) {
				break // one character wider than the line
			}
			line, word = head, word[len(head):]
			flush()
		}
		line += word
	}
	flush()
	return list
}
