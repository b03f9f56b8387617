package charts_test

import (
	"context"
	"encoding/xml"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"heng/charts"
	"heng/internal/locale"
)

// kindCase is a drawing that is not chosen by ForIndicator. Those with a golden
// file are what a report has; the others are what it should not have but may.
type kindCase struct {
	name, kind string
	golden     bool
	chart      func(t testing.TB, lang locale.Lang, narrow bool) (charts.Chart, bool)
}

func kindCases() []kindCase {
	return slices.Concat(stackedCases, distributionCases, multiplesCases, tileMapCases)
}

// pictures draws each chart once for all tests that look at it.
var pictures = sync.OnceValue(func() func(t testing.TB, name string, chart charts.Chart) string {
	drawn := map[string]string{}
	r, err := charts.NewRenderer(charts.Options{})
	return func(t testing.TB, name string, chart charts.Chart) string {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		if drawn[name] == "" {
			svg, err := r.SVG(context.Background(), chart, "golden")
			if err != nil {
				t.Fatal(err)
			}
			drawn[name] = svg
		}
		return drawn[name]
	}
})

// each makes every case in both languages, wide and narrow.
func each(t *testing.T, check func(t *testing.T, name string, c kindCase, chart charts.Chart)) {
	t.Helper()
	for _, c := range kindCases() {
		for _, lang := range locale.Languages {
			for _, narrow := range []bool{false, true} {
				name := c.name + "." + string(lang)
				if narrow {
					name += ".narrow"
				}
				chart, ok := c.chart(t, lang, narrow)
				if !ok || chart.Kind != c.kind {
					t.Errorf("%s: got kind %q (%v), want %q", name, chart.Kind, ok, c.kind)
					continue
				}
				check(t, name, c, chart)
			}
		}
	}
}

func TestKindsGolden(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: it is slow and starts no goroutine")
	}
	each(t, func(t *testing.T, name string, c kindCase, chart charts.Chart) {
		svg := pictures()(t, name, chart)
		if dir := os.Getenv("HENG_PICTURES"); dir != "" {
			if err := os.WriteFile(filepath.Join(dir, name+".svg"), []byte(svg), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if !c.golden {
			return
		}
		file := filepath.Join("testdata", "golden", name)
		golden(t, file+".svg", svg+"\n")
		if !strings.HasSuffix(name, ".narrow") {
			golden(t, file+".json", record(t, chart))
		}
	})
}

// Every label can be read: none lies on another, leaves the drawing, is too
// small, or is too like the field it stands on.
func TestKindsAreLegible(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: it is slow and starts no goroutine")
	}
	each(t, func(t *testing.T, name string, _ kindCase, chart charts.Chart) {
		if want := map[bool]int{false: 640, true: 340}[strings.HasSuffix(name, ".narrow")]; chart.Width != want {
			t.Errorf("%s: %d px wide, want %d", name, chart.Width, want)
		}
		svg := pictures()(t, name, chart)
		legible(t, name, chart, read(t, svg))
		for _, faint := range faintTexts(t, svg) {
			t.Errorf("%s: %s", name, faint)
		}
	})
}

// The table and the text alternative are in the page's language, whole, and
// the same for a desk and a phone.
func TestKindsInWords(t *testing.T) {
	var wide charts.Chart
	each(t, func(t *testing.T, name string, _ kindCase, chart charts.Chart) {
		whole := chart.Alt + chart.Table.Caption + fmt.Sprint(chart.Table.Columns, chart.Table.Rows) + string(chart.Option)
		if strings.Contains(whole, "[chart") || strings.Contains(chart.Alt, "{") {
			t.Errorf("%s: a text is missing in %s", name, whole)
		}
		for _, row := range chart.Table.Rows {
			if len(row) != len(chart.Table.Columns) {
				t.Errorf("%s: row %q under columns %q", name, row, chart.Table.Columns)
			}
			if slices.Contains(row, "") {
				t.Errorf("%s: an empty cell in %q", name, row)
			}
		}
		if chart.Title == "" || chart.Subtitle == "" || chart.Source == "" {
			t.Errorf("%s: the title, subtitle or source is lost", name)
		}
		if !strings.HasSuffix(name, ".narrow") {
			wide = chart
			return
		}
		if fmt.Sprint(chart.Alt, chart.Table) != fmt.Sprint(wide.Alt, wide.Table) {
			t.Errorf("%s says other than the wide drawing", name)
		}
	})
}

// titled puts something around a drawing.
func titled(in charts.Input, narrow bool) charts.Input {
	in.Title, in.Subtitle, in.Source, in.Narrow = "A finding", "A measure", "A source", narrow
	return in
}

// painted is a field of a drawing, or a text at its middle.
type painted struct {
	box  [4]float64 // left, top, right, bottom
	fill string
}

// faintTexts lists the texts whose contrast with what lies under their middle
// is less than 4.5:1 (WCAG 2.1, 1.4.3).
func faintTexts(t testing.TB, svg string) []string {
	t.Helper()
	var fields []painted
	var list []string
	decoder := xml.NewDecoder(strings.NewReader(svg))
	var fill string
	texts := read(t, svg).texts
	for {
		token, err := decoder.Token()
		if err != nil {
			break
		}
		e, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch e.Name.Local {
		case "path", "rect", "circle":
			if fill = attribute(e, "fill"); strings.HasPrefix(fill, "#") {
				fields = append(fields, painted{extent(e), fill})
			}
		case "text":
			text := texts[0]
			texts = texts[1:]
			x, y := (text.left+text.right)/2, (text.top+text.bottom)/2
			under := "#ffffff"
			for _, f := range fields {
				if f.box[0] <= x && x <= f.box[2] && f.box[1] <= y && y <= f.box[3] {
					under = f.fill
				}
			}
			if c := contrast(attribute(e, "fill"), under); c < 4.5 {
				list = append(list, fmt.Sprintf("%q in %s on %s has a contrast of %.2f", text.content, attribute(e, "fill"), under, c))
			}
		}
	}
	return list
}

// extent is the box of a path's points, a rectangle or a circle.
func extent(e xml.StartElement) [4]float64 {
	switch e.Name.Local {
	case "rect":
		x, y := numberIn(attribute(e, "x")), numberIn(attribute(e, "y"))
		return [4]float64{x, y, x + numberIn(attribute(e, "width")), y + numberIn(attribute(e, "height"))}
	case "circle":
		x, y, r := numberIn(attribute(e, "cx")), numberIn(attribute(e, "cy")), numberIn(attribute(e, "r"))
		return [4]float64{x - r, y - r, x + r, y + r}
	}
	b := [4]float64{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	for _, s := range strokes(attribute(e, "d")) {
		for i := 0; i < 4; i += 2 {
			b[0], b[2] = math.Min(b[0], s[i]), math.Max(b[2], s[i])
			b[1], b[3] = math.Min(b[1], s[i+1]), math.Max(b[3], s[i+1])
		}
	}
	return b
}

// contrast is the ratio of two colours' luminances after WCAG 2.1.
func contrast(a, b string) float64 {
	la, lb := luminance(a), luminance(b)
	return (math.Max(la, lb) + 0.05) / (math.Min(la, lb) + 0.05)
}

func luminance(color string) float64 {
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(color[1+2*i:3+2*i], 16, 8)
		if err != nil {
			return math.NaN()
		}
		v := float64(n) / 255
		if v <= 0.03928 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		sum += weight * v
	}
	return sum
}

// The black and the white of the standard have a contrast of 21:1, and its
// grey #767676 on white one of 4.54:1 (understanding WCAG 2.1, 1.4.3).
func TestContrast(t *testing.T) {
	if got := contrast("#000000", "#ffffff"); math.Abs(got-21) > 0.001 {
		t.Errorf("black on white: %v", got)
	}
	if got := contrast("#767676", "#ffffff"); math.Abs(got-4.54) > 0.005 {
		t.Errorf("grey on white: %v", got)
	}
}
