package charts_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"heng/charts"
	"heng/internal/locale"
)

// framed are the words around a drawing, as a page would give them.
var framed = map[locale.Lang][3]string{
	locale.ZhTW: {
		"成果報告準時提交率升至 82.3%，仍低於目標 90%；「準時」指於契約所定期限前送達，逾期者、未填日期者均不計入",
		"成果報告準時提交率（%），民國100年（2011年）至民國107年（2018年）；107年為暫定值",
		"資料來源：示範資料，依政府開發援助計畫管理系統之報告清冊計算；版次 2019-03-31。",
	},
	locale.En: {
		"Outcome reports submitted on time rose to 82.3%, still short of the target of 90%; a report without a date is not on time",
		"Outcome reports submitted on time (%), 2011 to 2018; 2018 is provisional",
		"Source: demonstration data, computed from the register of reports of the aid management system; edition of 31 March 2019.",
	},
}

func frame(t testing.TB, lang locale.Lang, narrow bool) (charts.Chart, []byte) {
	t.Helper()
	in := drawings[0].input(t, lang)
	in.Narrow, in.Title, in.Subtitle, in.Source = narrow, framed[lang][0], framed[lang][1], framed[lang][2]
	chart, ok := charts.ForIndicator(locale.NewPrinter(lang), in)
	if !ok {
		t.Fatal("not drawn")
	}
	svg, err := renderer(t, charts.Options{}).SVG(t.Context(), chart, "x")
	if err != nil {
		t.Fatal(err)
	}
	return chart, charts.Frame([]byte(svg), chart)
}

func TestFrame(t *testing.T) {
	for _, lang := range locale.Languages {
		for _, narrow := range []bool{false, true} {
			name := "frame." + string(lang)
			if narrow {
				name += ".narrow"
			}
			t.Run(name, func(t *testing.T) {
				chart, file := frame(t, lang, narrow)
				golden(t, filepath.Join("testdata", "golden", name+".svg"), string(file))
				if _, again := frame(t, lang, narrow); !bytes.Equal(file, again) {
					t.Error("the same drawing gives other bytes")
				}
				p := read(t, string(file))
				legible(t, name, charts.Chart{Width: chart.Width + 32, Height: size(t, file)}, p)

				// The words are whole, in the order in which they are read, with
				// the drawing between subtitle and source.
				read := ""
				for _, label := range p.texts {
					read += strings.ReplaceAll(label.content, " ", "")
				}
				at := -1
				for _, words := range []string{chart.Title, chart.Subtitle, "2018", chart.Source} {
					next := strings.LastIndex(read, strings.ReplaceAll(words, " ", ""))
					if next <= at {
						t.Errorf("%q is not in its place in %q", words, read)
					}
					at = next
				}
				for i, label := range p.texts {
					if strings.ContainsRune("、。」，；：）", []rune(label.content)[0]) && label.size != 12 || strings.HasSuffix(label.content, "「") {
						t.Errorf("line %d: %q breaks where Chinese does not", i, label.content)
					}
				}
			})
		}
	}
}

// size is the height that a file says it has.
func size(t testing.TB, file []byte) int {
	t.Helper()
	var root struct {
		Width  string `xml:"width,attr"`
		Height int    `xml:"height,attr"`
		Box    string `xml:"viewBox,attr"`
	}
	if err := xml.Unmarshal(file, &root); err != nil {
		t.Fatal(err)
	}
	if root.Width == "" || strings.Contains(root.Width, "%") || !strings.HasPrefix(root.Box, "0 0 "+root.Width+" ") {
		t.Errorf("width %q and viewBox %q", root.Width, root.Box)
	}
	return root.Height
}

// A file beside the report stands alone: it is SVG by its namespace, has a name
// and a description, and refers to nothing outside.
func TestFrameStandsAlone(t *testing.T) {
	chart, file := frame(t, locale.ZhTW, false)
	if !bytes.HasPrefix(file, []byte(`<?xml version="1.0" encoding="UTF-8"?>`)) {
		t.Error("it does not say that it is XML")
	}
	for _, want := range []string{"<title id=\"title\">" + chart.Title + "</title>", "<desc id=\"desc\">" + chart.Alt + "</desc>"} {
		if strings.Count(string(file), want) != 1 {
			t.Errorf("it lacks %s", want)
		}
	}
	decoder := xml.NewDecoder(bytes.NewReader(file))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if start.Name.Space != "http://www.w3.org/2000/svg" {
			t.Errorf("%s is in namespace %q", start.Name.Local, start.Name.Space)
		}
		for _, a := range start.Attr {
			if a.Name.Local != "xmlns" && strings.Contains(a.Value, "://") || a.Name.Local == "href" || a.Name.Local == "style" {
				t.Errorf("<%s %s=%q> leads outside", start.Name.Local, a.Name.Local, a.Value)
			}
		}
	}
}

// What the page gives is text, however it looks, and may be missing.
func TestFrameOfAnyWords(t *testing.T) {
	in := drawings[0].input(t, locale.En)
	for _, words := range []string{
		"", "short", `</text><script>alert("1")</script>`, "a & b", "line\nbreak\x00\uffff", strings.Repeat("無空格", 200), strings.Repeat("unbroken", 100), "👩‍👩‍👧‍👦 🇹🇼",
	} {
		for _, narrow := range []bool{false, true} {
			in.Title, in.Subtitle, in.Source, in.Narrow = words, words, words, narrow
			chart, _ := charts.ForIndicator(locale.NewPrinter(locale.En), in)
			svg, err := renderer(t, charts.Options{}).SVG(t.Context(), chart, "x")
			if err != nil {
				t.Fatal(err)
			}
			file := charts.Frame([]byte(svg), chart)
			legible(t, words, charts.Chart{Width: chart.Width + 32, Height: size(t, file)}, read(t, string(file)))
			if tagged(string(file), "<script") {
				t.Errorf("markup in %s", file)
			}
		}
	}
	if got := charts.Frame([]byte("<p>no drawing</p>"), charts.Chart{}); got != nil {
		t.Errorf("made %s of what is no drawing", got)
	}
}
