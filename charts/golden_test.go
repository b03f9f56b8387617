package charts_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"heng/charts"
	"heng/internal/locale"
)

var update = flag.Bool("update", false, "write the golden files anew; look at the pictures before committing them")

func TestGolden(t *testing.T) {
	renderer, err := charts.NewRenderer(charts.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range drawings {
		for _, lang := range locale.Languages {
			for _, narrow := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s/%s/narrow=%v", d.name, lang, narrow), func(t *testing.T) {
					chart := d.chart(t, lang, narrow)
					svg, err := renderer.SVG(context.Background(), chart, "golden")
					if err != nil {
						t.Fatal(err)
					}
					name := filepath.Join("testdata", "golden", d.name+"."+string(lang))
					if narrow {
						golden(t, name+".narrow.svg", svg+"\n")
						return // what it says is as in the wide one
					}
					golden(t, name+".svg", svg+"\n")
					golden(t, name+".json", record(t, chart))
				})
			}
		}
	}
}

// record writes a chart as a person can read it in a diff.
func record(t *testing.T, chart charts.Chart) string {
	t.Helper()
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	err := encoder.Encode(struct {
		Kind          string
		Width, Height int
		Alt           string
		Table         charts.Table
		Option        json.RawMessage
	}{chart.Kind, chart.Width, chart.Height, chart.Alt, chart.Table, chart.Option})
	if err != nil {
		t.Fatal(err)
	}
	return text.String()
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (-want +got):\n%s", name, diff)
	}
}
