package charts_test

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"heng/charts"
	"heng/indicators"
	"heng/internal/locale"
)

func renderer(t testing.TB, options charts.Options) *charts.Renderer {
	t.Helper()
	r, err := charts.NewRenderer(options)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func draw(t testing.TB, r *charts.Renderer, chart charts.Chart) picture {
	t.Helper()
	svg, err := r.SVG(context.Background(), chart, "x")
	if err != nil {
		t.Fatal(err)
	}
	return read(t, svg)
}

// No label lies on another or leaves the drawing, and none is smaller than
// twelve pixels.
func TestLabelsAreLegible(t *testing.T) {
	r := renderer(t, charts.Options{})
	for _, d := range drawings {
		for _, lang := range locale.Languages {
			for _, narrow := range []bool{false, true} {
				chart := d.chart(t, lang, narrow)
				if want := map[bool]int{false: 640, true: 340}[narrow]; chart.Width != want {
					t.Errorf("%s: %d px wide, want %d", d.name, chart.Width, want)
				}
				legible(t, fmt.Sprintf("%s/%s/narrow=%v", d.name, lang, narrow), chart, draw(t, r, chart))
			}
		}
	}
}

func legible(t tester, name string, chart charts.Chart, p picture) {
	t.Helper()
	for _, pair := range p.overlaps() {
		t.Errorf("%s: labels overlap: %s", name, pair)
	}
	for _, label := range p.outside(chart.Width, chart.Height) {
		t.Errorf("%s: label leaves the drawing: %q", name, label)
	}
	for _, label := range p.texts {
		if label.size < 12 {
			t.Errorf("%s: label %q has only %v px", name, label.content, label.size)
		}
	}
}

// Whatever the figures, the labels can be read. Drawing each would take
// minutes: the layout is looked at instead.
func TestAnyFiguresGiveALegibleChart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lang := rapid.SampledFrom(locale.Languages).Draw(t, "lang")
		unit := rapid.SampledFrom([]string{"percent", "count", "days"}).Draw(t, "unit")
		in := input(lang, unit, rapid.IntRange(0, 2).Draw(t, "decimals"), "指標", "Indicator")
		from := rapid.IntRange(1995, 2018).Draw(t, "from")
		in.Expected, in.Narrow = years(from, 2018), rapid.Bool().Draw(t, "narrow")
		size := rapid.SampledFrom([]int64{1, 10, 100, 1_000_000, 1_000_000_000_000}).Draw(t, "size")
		some := rapid.Custom(func(t *rapid.T) *indicators.Number {
			n := indicators.FromInt(rapid.Int64Range(-100, 1000).Draw(t, "n") * size)
			return n.Over(1, indicators.FromInt(10))
		})
		for i, code := range in.Expected {
			if rapid.IntRange(0, 3).Draw(t, "gap") == 0 {
				continue
			}
			status := rapid.SampledFrom([]indicators.ObsStatus{indicators.Normal, indicators.Provisional}).Draw(t, "status")
			o := indicators.Observation{Period: &in.Expected[i], Unit: unit, ObsStatus: status, Value: some.Draw(t, code)}
			if rapid.Bool().Draw(t, "band?") {
				band := rapid.SampledFrom([]indicators.Band{indicators.Met, indicators.AtRisk, indicators.OffTrack}).Draw(t, "band")
				o.Band = &band
			}
			if rapid.IntRange(0, 2).Draw(t, "target?") == 0 {
				o.Target = &indicators.TargetValue{Value: some.Draw(t, "target")}
			}
			in.Total = append(in.Total, o)
			part := o
			part.Breakdown = indicators.Breakdown{"region": code}
			in.Parts = append(in.Parts, part)
			if rapid.IntRange(0, 3).Draw(t, "before?") > 0 {
				part.Value = some.Draw(t, "before")
				in.PartsBefore = append(in.PartsBefore, part)
			}
		}
		in.Period, in.Compare = "2018", "2017"
		if rapid.Bool().Draw(t, "baseline?") {
			in.Indicator.Baseline = &indicators.Baseline{Period: "2000", Value: some.Draw(t, "baseline")}
		}
		if rapid.Bool().Draw(t, "bands?") {
			in.Indicator.Bands = &indicators.Bands{OnTrack: some.Draw(t, "on track"), AtRisk: some.Draw(t, "at risk")}
		}
		kind := rapid.SampledFrom([]func(locale.Printer, charts.Input) (charts.Chart, bool){charts.Trend, charts.Bullet, charts.Bars, charts.BeforeAfter}).Draw(t, "kind")
		chart, ok := kind(locale.NewPrinter(lang), in)
		if !ok {
			return
		}
		legible(t, chart.Kind, chart, sketch(t, chart))
	})
}

// No line runs through a period without data, and the axis says why.
func TestAGapIsAGap(t *testing.T) {
	r := renderer(t, charts.Options{})
	chart, _ := charts.Trend(locale.NewPrinter(locale.ZhTW), drawings[0].input(t, locale.ZhTW))
	p := draw(t, r, chart)
	at := map[string]float64{}
	for _, label := range p.texts {
		at[label.content] = label.x
	}
	if _, ok := at["無資料"]; !ok {
		t.Error("the axis does not say 無資料")
	}
	drawn := 0
	for _, line := range p.paths {
		if line.stroke != "#0b5c7a" || line.fill != "none" {
			continue
		}
		for _, s := range strokes(line.d) {
			drawn++
			for _, missing := range []string{"2014", "2015"} {
				if x := at[missing]; x == 0 || math.Min(s[0], s[2]) <= x && x <= math.Max(s[0], s[2]) {
					t.Errorf("the line runs through %s (x = %v): %v", missing, x, s)
				}
			}
		}
	}
	// 2011–2012–2013 and 2016–2017–2018
	if drawn != 4 {
		t.Errorf("the line has %d parts, want 4", drawn)
	}
}

// Bars begin at zero, whatever their sign.
func TestBarsBeginAtZero(t *testing.T) {
	in := input(locale.En, "count", 0, "計畫", "Projects")
	in.Parts = parts(t, "count", "asia", "50", "africa", "-25")
	chart, _ := charts.Bars(locale.NewPrinter(locale.En), in)
	p := draw(t, renderer(t, charts.Options{}), chart)
	var edges [][2]float64
	for _, bar := range p.paths {
		if bar.fill == "#0b5c7a" {
			s := strokes(bar.d)
			edges = append(edges, [2]float64{s[0][0], s[0][2]}) // along the bar
		}
	}
	if len(edges) != 2 {
		t.Fatalf("got %d bars", len(edges))
	}
	positive, negative := edges[0], edges[1]
	if positive[0] != negative[0] {
		t.Errorf("bars begin at %v and %v", positive[0], negative[0])
	}
	if got := (positive[1] - positive[0]) / (negative[0] - negative[1]); math.Abs(got-2) > 0.01 {
		t.Errorf("lengths stand as %v to 1, values as 2 to 1", got)
	}
}

func TestProvisionalPointIsHollow(t *testing.T) {
	chart, _ := charts.Trend(locale.NewPrinter(locale.En), drawings[0].input(t, locale.En))
	svg, err := renderer(t, charts.Options{}).SVG(t.Context(), chart, "x")
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(svg, `fill="#ffffff" stroke="#0b5c7a"`); n != 1 {
		t.Errorf("%d hollow points, want 1: only 2018 is provisional", n)
	}
	if n := strings.Count(svg, `stroke="#0b5c7a" stroke-width="2" stroke-dasharray="4,4"`); n != 1 {
		t.Errorf("%d dashed lines, want 1: the one that leads to 2018", n)
	}
}

func TestChoice(t *testing.T) {
	target := func(in *charts.Input) {
		for i := range in.Total {
			in.Total[i].Target = value(t, "50")
		}
	}
	tests := []struct {
		name  string
		total []string
		parts []string
		with  func(*charts.Input)
		want  string // a kind, or empty
	}{
		{"nothing", nil, nil, nil, ""},
		{"two periods", []string{"2017 1", "2018 2"}, []string{"asia", "1"}, nil, charts.KindTrend},
		{"two periods that are zero", []string{"2017 0", "2018 0"}, nil, nil, charts.KindTrend},
		{"one period and a target", []string{"2018 2"}, []string{"asia", "1"}, target, charts.KindBullet},
		{"one period and parts", []string{"2018 2"}, []string{"asia", "1", "africa", "1"}, nil, charts.KindBars},
		{"one period alone", []string{"2018 2"}, nil, nil, ""},
		{"a second period without a value", []string{"2017 - O", "2018 2"}, nil, target, charts.KindBullet},
		{"all missing", []string{"2017 - O", "2018 - O"}, []string{"asia", "- O"}, target, ""},
		{"rows without a date are no period", []string{"2018 2", "_U 3"}, nil, nil, ""},
		{"no period at all", []string{"none 2"}, nil, target, charts.KindBullet},
		{"a value beyond every axis", []string{"2017 1e400", "2018 2"}, nil, target, charts.KindBullet},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := input(locale.En, "count", 0, "指標", "Indicator")
			in.Total, in.Parts = series(t, "count", tt.total...), parts(t, "count", tt.parts...)
			if tt.with != nil {
				tt.with(&in)
			}
			chart, ok := charts.ForIndicator(locale.NewPrinter(locale.En), in)
			if ok != (tt.want != "") || chart.Kind != tt.want {
				t.Errorf("got %q, want %q", chart.Kind, tt.want)
			}
		})
	}
}

// Figures at the ends of what numbers can be are drawn and labelled.
func TestExtremeFigures(t *testing.T) {
	r := renderer(t, charts.Options{})
	for _, figures := range [][]string{
		{"0", "0", "0"},
		{"-5", "-3", "-9"},
		{"0.000000001", "0.000000003", "0.000000002"},
		{"123456789012345", "987654321098765", "5"},
		{"1e200", "-1e200", "3e199"},
		{"100000000.01", "100000000.02", "100000000.03"},
		{"7", "7", "7"},
	} {
		for _, lang := range locale.Languages {
			in := input(lang, "count", 0, "指標", "Indicator")
			in.Narrow = lang == locale.En && strings.HasPrefix(figures[1], "-") || figures[0] == "7"
			for i, f := range figures {
				in.Total = append(in.Total, series(t, "count", fmt.Sprintf("%d %s", 2016+i, f))...)
				in.Parts = append(in.Parts, parts(t, "count", fmt.Sprint("r", i), f)...)
				in.PartsBefore = append(in.PartsBefore, parts(t, "count", fmt.Sprint("r", i), figures[(i+1)%len(figures)])...)
			}
			in.Total[0].Target = &indicators.TargetValue{Value: in.Total[1].Value}
			for _, kind := range []func(locale.Printer, charts.Input) (charts.Chart, bool){charts.Trend, charts.Bullet, charts.Bars, charts.BeforeAfter} {
				if chart, ok := kind(locale.NewPrinter(lang), in); ok {
					p := draw(t, r, chart)
					legible(t, fmt.Sprint(chart.Kind, figures), chart, p)
					if len(p.texts) < 3 {
						t.Errorf("%s of %v has %d labels", chart.Kind, figures, len(p.texts))
					}
				} else if chart.Kind != charts.KindBullet && len(in.Total) > 1 && chart.Kind != "" {
					t.Errorf("%v not drawn as %s", figures, chart.Kind)
				}
			}
		}
	}
}

// Text that would be markup elsewhere is text in a drawing.
func TestHostileText(t *testing.T) {
	r := renderer(t, charts.Options{})
	hostile := []string{
		`</script><script>alert(1)</script>`, `<img src=x onerror=alert(1)>`, `"quoted" & 'single'`, "]]><svg onload=alert(1)>",
		`{b} {c} {@x} {a|b} $& $1`, "👩‍👩‍👧‍👦 🇹🇼 emoji", "\u202eright to left\u202c", "line\nbreak\x00\x1b\uffff", strings.Repeat("長", 300), strings.Repeat("x", 300),
	}
	for _, bad := range hostile {
		in := input(locale.En, "count", 0, bad, bad)
		in.Unit = bad
		in.Total = series(t, "count", "2017 1", "2018 2")
		in.Total[1].Target = value(t, "2")
		in.Indicator.Baseline = &indicators.Baseline{Period: "2017", Value: number(t, "1")}
		in.Parts = parts(t, "count", bad, "1", "y", "2")
		in.PartsBefore, in.Compare = parts(t, "count", bad, "2"), bad
		in.Format = func(*indicators.Number) string { return bad }
		in.FormatPeriod = func(string) string { return bad }
		for _, kind := range []func(locale.Printer, charts.Input) (charts.Chart, bool){charts.Trend, charts.Bullet, charts.Bars, charts.BeforeAfter} {
			chart, ok := kind(locale.NewPrinter(locale.En), in)
			if !ok {
				t.Fatalf("%q: not drawn", bad)
			}
			svg, err := r.SVG(context.Background(), chart, bad)
			if err != nil {
				t.Fatalf("%q: %v", bad, err)
			}
			read(t, svg)
			for _, markup := range []string{"<script", "<img", "<style", "<a ", "<image", " on", "href", "url(h"} {
				if tagged(svg, markup) {
					t.Errorf("%s of %q holds %s:\n%s", chart.Kind, bad, markup, svg)
				}
			}
		}
	}
	// Braces are not a template's: the text arrives as it was.
	in := input(locale.En, "count", 0, "x", "x")
	in.Parts = parts(t, "count", "{b} $&", "1")
	chart, _ := charts.Bars(locale.NewPrinter(locale.En), in)
	if p := draw(t, r, chart); p.texts[0].content != "{b} $&" {
		t.Errorf("got the label %q", p.texts[0].content)
	}
}

// tagged reports whether markup stands within a tag rather than within text.
func tagged(svg, markup string) bool {
	for rest := svg; ; {
		i := strings.Index(rest, markup)
		if i < 0 {
			return false
		}
		if strings.HasPrefix(markup, "<") || strings.LastIndex(rest[:i], "<") > strings.LastIndex(rest[:i], ">") {
			return true
		}
		rest = rest[i+len(markup):]
	}
}

// The table and the text alternative hold what the picture shows, in the
// page's language and without a key of the catalogue left over.
func TestTextAlternatives(t *testing.T) {
	for _, d := range drawings {
		for _, lang := range locale.Languages {
			chart := d.chart(t, lang, false)
			whole := chart.Alt + chart.Table.Caption + fmt.Sprint(chart.Table.Columns, chart.Table.Rows) + string(chart.Option)
			if strings.Contains(whole, "[chart.") || strings.Contains(chart.Alt, "{") {
				t.Errorf("%s/%s: a text is missing in %s", d.name, lang, whole)
			}
			for _, row := range chart.Table.Rows {
				if len(row) != len(chart.Table.Columns) {
					t.Errorf("%s/%s: row %q under columns %q", d.name, lang, row, chart.Table.Columns)
				}
			}
		}
	}
}
