package charts

import (
	"bytes"
	"encoding/json"
	"math"
	"slices"
	"strings"
)

// The palette. Text has a contrast of at least 4.5:1 on white and on the greys.
const (
	accent    = "#0b5c7a" // what is measured
	ink       = "#1f2a33" // text
	quietInk  = "#56626c" // lesser text, baseline
	rule      = "#e2e6e9" // grid lines
	axisRule  = "#9aa5ad" // the zero line
	paper     = "#ffffff"
	gapFill   = "#f3f5f6" // periods without data
	targetInk = "#1f2a33"
)

// Font sizes in pixels; nothing is smaller than small.
const (
	small  = 12.0
	normal = 13.0
	large  = 15.0
)

// The order in which things lie above each other; the engine draws series at
// 2 and axes at 0.
const (
	behind = -1
	below  = 1
	above  = 5
	top    = 10
)

// canvas collects what is drawn beside the series of a chart, in pixels of
// its size.
type canvas struct {
	width, height float64
	elements      []map[string]any
}

type textStyle struct {
	size   float64
	color  string
	bold   bool
	align  string // left, center, right; default center
	halo   bool
	upward bool // turned to be read from below
}

// text writes lines (parted by \n) around a point: beside it by align, centred
// on it vertically.
func (c *canvas) text(x, y float64, s string, style textStyle) {
	if s == "" {
		return
	}
	if style.align == "" {
		style.align = "center"
	}
	look := map[string]any{
		"text": s, "fill": style.color, "fontSize": style.size, "fontFamily": fonts,
		"lineHeight": math.Round(style.size * lineHeight),
		"align":      style.align, "verticalAlign": "middle",
	}
	if style.bold {
		look["fontWeight"] = 700
	}
	if style.halo {
		look["stroke"], look["lineWidth"] = paper, 4
	}
	element := map[string]any{"type": "text", "x": round(x), "y": round(y), "z": top, "silent": true, "style": look}
	if style.upward {
		element["rotation"] = math.Pi / 2
	}
	c.elements = append(c.elements, element)
}

func (c *canvas) line(s segment, color string, width float64, dash []float64, z int) {
	look := map[string]any{"stroke": color, "lineWidth": width}
	if len(dash) > 0 {
		look["lineDash"] = dash
	}
	c.elements = append(c.elements, map[string]any{
		"type": "line", "z": z, "silent": true, "style": look,
		"shape": map[string]any{"x1": round(s.x1), "y1": round(s.y1), "x2": round(s.x2), "y2": round(s.y2)},
	})
}

// rect puts a filled box behind everything else.
func (c *canvas) rect(b box, color string) {
	c.elements = append(c.elements, map[string]any{
		"type": "rect", "z": behind, "silent": true, "style": map[string]any{"fill": color},
		"shape": map[string]any{"x": round(b.left), "y": round(b.top), "width": round(b.right - b.left), "height": round(b.bottom - b.top)},
	})
}

func (c *canvas) polygon(points [][2]float64, color string) {
	rounded := make([][2]float64, len(points))
	for i, p := range points {
		rounded[i] = [2]float64{round(p[0]), round(p[1])}
	}
	c.elements = append(c.elements, map[string]any{
		"type": "polygon", "z": top, "silent": true, "style": map[string]any{"fill": color}, "shape": map[string]any{"points": rounded},
	})
}

func (c *canvas) circle(x, y, r float64, fill, stroke string) {
	look := map[string]any{"fill": fill}
	if stroke != "" {
		look["stroke"], look["lineWidth"] = stroke, 2
	}
	c.elements = append(c.elements, map[string]any{
		"type": "circle", "z": top, "silent": true, "style": look,
		"shape": map[string]any{"cx": round(x), "cy": round(y), "r": r},
	})
}

// round keeps a tenth of a pixel: enough to the eye, and the same on every
// machine.
func round(v float64) float64 { return math.Round(v*10) / 10 }

// optionBuilder is what every chart of go-echarts offers.
type optionBuilder interface {
	Validate()
	JSON() map[string]any
}

// option writes a chart's option. go-echarts builds it; what it cannot say
// (gaps, exact pixels, styles of single points, free text) is put in by patch,
// which gets the option and its one series as JSON has them.
func (c *canvas) option(builder optionBuilder, plot box, patch func(option, series map[string]any)) ([]byte, bool) {
	builder.Validate()
	text, err := json.Marshal(builder.JSON())
	if err != nil {
		return nil, false
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber() // numbers stay as they were written
	var option map[string]any
	if err := decoder.Decode(&option); err != nil {
		return nil, false
	}
	for _, unused := range []string{"legend", "tooltip", "title", "toolbox", "color"} {
		delete(option, unused)
	}
	option["animation"] = false
	option["textStyle"] = map[string]any{"fontFamily": fonts}
	option["grid"] = map[string]any{
		"left": round(plot.left), "top": round(plot.top), "width": round(plot.right - plot.left), "height": round(plot.bottom - plot.top),
		"outerBoundsMode": "none", // the plot stays where the labels were laid out for
	}
	list, _ := option["series"].([]any)
	if len(list) != 1 {
		return nil, false
	}
	series, _ := list[0].(map[string]any)
	series["silent"], series["clip"], series["emphasis"] = true, false, map[string]any{"disabled": true}
	patch(option, series)
	elements := slices.Clone(c.elements)
	option["graphic"] = map[string]any{"elements": elements}
	text, err = json.Marshal(option)
	return text, err == nil
}

// drawing writes the option of a chart that is all free text and shapes.
func (c *canvas) drawing() ([]byte, bool) {
	text, err := json.Marshal(map[string]any{
		"animation": false,
		"textStyle": map[string]any{"fontFamily": fonts},
		"graphic":   map[string]any{"elements": c.elements},
	})
	return text, err == nil
}

// hiddenAxis is an axis that is there for its extent only.
func hiddenAxis(min, max float64) map[string]any {
	return map[string]any{"type": "value", "show": false, "min": min, "max": max}
}

// shortLine is up to which width a head and its value share a line.
const shortLine = 110

// lines puts a head and a value on one line when they are short, else on two,
// and cuts them to a width.
func lines(head, value string, size, width float64) []string {
	if one := strings.TrimSpace(head + " " + value); textWidth(one, size) <= shortLine {
		return []string{one}
	}
	return []string{fit(head, size, width), fit(value, size, width)}
}

// blockSize is the size of lines of small text.
func blockSize(lines []string) (w, h float64) {
	for _, line := range lines {
		w = math.Max(w, textWidth(line, small))
	}
	return w, float64(len(lines)) * math.Round(small*lineHeight)
}
