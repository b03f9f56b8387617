package charts_test

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"strconv"
	"strings"

	"golang.org/x/text/width"

	"heng/charts"
)

// tester is a *testing.T or a *rapid.T.
type tester interface {
	Helper()
	Errorf(string, ...any)
	Fatalf(string, ...any)
}

// picture is what a drawing shows, read back from its SVG.
type picture struct {
	texts []text
	paths []path
	ids   []string
}

// text is a line of text with the rectangle it covers, about.
type text struct {
	content                  string
	x, y                     float64 // of its anchor
	size                     float64
	left, top, right, bottom float64
}

type path struct{ d, stroke, fill string }

// read parses an SVG, strictly, and fails the test when it is not well formed.
func read(t tester, svg string) picture {
	t.Helper()
	var p picture
	decoder := xml.NewDecoder(strings.NewReader(svg))
	var open *xml.StartElement
	content := ""
	var groups [][2]float64 // how far the groups around an element move it
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return p
		}
		if err != nil {
			t.Fatalf("the drawing is not well formed: %v\n%s", err, svg)
		}
		switch e := token.(type) {
		case xml.StartElement:
			start := e.Copy()
			open, content = &start, ""
			if e.Name.Local == "g" {
				groups = append(groups, moved(t, attribute(e, "transform")))
			}
			if id := attribute(e, "id"); id != "" {
				p.ids = append(p.ids, id)
			}
			if e.Name.Local == "path" {
				p.paths = append(p.paths, path{attribute(e, "d"), attribute(e, "stroke"), attribute(e, "fill")})
			}
		case xml.CharData:
			content += string(e)
		case xml.EndElement:
			switch {
			case e.Name.Local == "g":
				groups = groups[:len(groups)-1]
			case e.Name.Local == "text" && open != nil:
				label := textOf(t, *open, content)
				for _, by := range groups {
					label.x, label.left, label.right = label.x+by[0], label.left+by[0], label.right+by[0]
					label.y, label.top, label.bottom = label.y+by[1], label.top+by[1], label.bottom+by[1]
				}
				p.texts = append(p.texts, label)
			}
		}
	}
}

// moved reads a group's translation.
func moved(t tester, transform string) [2]float64 {
	t.Helper()
	if transform == "" {
		return [2]float64{}
	}
	numbers, ok := strings.CutPrefix(strings.TrimSuffix(transform, ")"), "translate(")
	x, y, two := strings.Cut(numbers, ",")
	if !ok || !two {
		t.Fatalf("a group has an unforeseen transform %q", transform)
	}
	return [2]float64{numberIn(x), numberIn(y)}
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// textOf works out the rectangle of a line of text, 0.9 em high.
func textOf(t tester, e xml.StartElement, content string) text {
	t.Helper()
	size, err := strconv.ParseFloat(attribute(e, "font-size"), 64)
	if err != nil {
		t.Fatalf("text %q has no font size", content)
	}
	w := widthOf(content, size)
	x, y := numberIn(attribute(e, "x")), numberIn(attribute(e, "y"))
	left := x
	switch attribute(e, "text-anchor") {
	case "middle":
		left = x - w/2
	case "end":
		left = x - w
	}
	h := 0.9 * size
	out := text{content: content, size: size}
	transform := attribute(e, "transform")
	name, rest, _ := strings.Cut(strings.TrimSuffix(transform, ")"), "(")
	numbers := strings.FieldsFunc(rest, func(r rune) bool { return r == ' ' || r == ',' })
	switch {
	case name == "translate":
		dx, dy := numberIn(numbers[0]), numberIn(numbers[1])
		out.x, out.y = dx, dy
		out.left, out.right, out.top, out.bottom = dx+left, dx+left+w, dy+y-h/2, dy+y+h/2
	case name == "matrix" && numberIn(numbers[0]) == 0: // a quarter turn
		dx, dy := numberIn(numbers[4]), numberIn(numbers[5])
		out.x, out.y = dx, dy
		out.left, out.right, out.top, out.bottom = dx+y-h/2, dx+y+h/2, dy-left-w, dy-left
	case name == "":
		out.x, out.y = x, y
		out.left, out.right, out.top, out.bottom = left, left+w, y-h/2, y+h/2
	default:
		t.Fatalf("text %q has an unforeseen transform %q", content, transform)
	}
	return out
}

// sketch reads the labels that a chart's option lays out, without drawing it:
// all but those of a trend's periods.
func sketch(t tester, chart charts.Chart) picture {
	t.Helper()
	var option struct {
		Graphic struct {
			Elements []struct {
				Type           string
				X, Y, Rotation float64
				Style          struct {
					Text, Align          string
					FontSize, LineHeight float64
				}
			}
		}
	}
	if err := json.Unmarshal(chart.Option, &option); err != nil {
		t.Fatalf("the option is no JSON: %v", err)
	}
	var p picture
	for _, e := range option.Graphic.Elements {
		if e.Type != "text" {
			continue
		}
		rows := strings.Split(e.Style.Text, "\n")
		for i, row := range rows {
			w, h := widthOf(row, e.Style.FontSize), 0.9*e.Style.FontSize
			label := text{content: row, size: e.Style.FontSize}
			down := (float64(i) - float64(len(rows)-1)/2) * e.Style.LineHeight
			left := e.X - w*map[string]float64{"center": 0.5, "right": 1}[e.Style.Align]
			label.left, label.right, label.top, label.bottom = left, left+w, e.Y+down-h/2, e.Y+down+h/2
			if e.Rotation != 0 {
				label.left, label.right, label.top, label.bottom = e.X-h/2, e.X+h/2, e.Y-w/2, e.Y+w/2
			}
			p.texts = append(p.texts, label)
		}
	}
	return p
}

// widthOf is the width of a text: one em a full-width character, 0.55 em any
// other.
func widthOf(s string, size float64) float64 {
	w := 0.0
	for _, r := range s {
		switch width.LookupRune(r).Kind() {
		case width.EastAsianWide, width.EastAsianFullwidth:
			w += size
		default:
			w += 0.55 * size
		}
	}
	return w
}

func numberIn(s string) float64 {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0
	}
	return v
}

// overlaps lists the pairs of texts that cover each other.
func (p picture) overlaps() []string {
	var list []string
	for i, a := range p.texts {
		for _, b := range p.texts[i+1:] {
			if a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom {
				list = append(list, strconv.Quote(a.content)+" and "+strconv.Quote(b.content))
			}
		}
	}
	return list
}

// outside lists the texts that leave the drawing by more than two pixels.
func (p picture) outside(w, h int) []string {
	var list []string
	for _, a := range p.texts {
		if a.left < -2 || a.top < -2 || a.right > float64(w)+2 || a.bottom > float64(h)+2 {
			list = append(list, a.content)
		}
	}
	return list
}

// strokes returns the straight parts of a path of moves and lines.
func strokes(d string) [][4]float64 {
	var list [][4]float64
	x, y := math.NaN(), math.NaN()
	for i := 0; i < len(d); {
		end := i + 1
		for end < len(d) && !strings.ContainsRune("MLlZ", rune(d[end])) {
			end++
		}
		fields := strings.Fields(d[i+1 : end])
		for j := 0; j+1 < len(fields); j += 2 {
			nx, ny := numberIn(fields[j]), numberIn(fields[j+1])
			if d[i] == 'l' {
				nx, ny = x+nx, y+ny
			}
			if d[i] != 'M' {
				list = append(list, [4]float64{x, y, nx, ny})
			}
			x, y = nx, ny
		}
		i = end
	}
	return list
}
