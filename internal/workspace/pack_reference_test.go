package workspace_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"heng/indicators"
	"heng/indicators/frameworks"
	"heng/internal/datapackage"
	"heng/internal/locale"
	"heng/internal/workspace"
)

const referenceDir = "../../docs/reference/frameworks"

// TestPackReference: the pages on the frameworks that come with Heng say what the
// frameworks say.
func TestPackReference(t *testing.T) {
	for _, id := range frameworks.Names() {
		pack, _ := frameworks.Find(id)
		w, _, err := workspace.Open(packWorkspace(t, id, datapackage.BuiltinNames()))
		if err != nil {
			t.Fatal(err)
		}
		want := packReference(pack, w.Frameworks[0])
		path := filepath.Join(referenceDir, id+".md")
		if *updateSchemas {
			if err := os.MkdirAll(referenceDir, 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, want, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what the framework says; write it with: go test ./internal/workspace -update-schemas", path)
		}
	}
}

// packReference is the page on a framework.
func packReference(pack *frameworks.Pack, f *indicators.Framework) []byte {
	var b bytes.Buffer
	line := func(format string, values ...any) { fmt.Fprintf(&b, format+"\n", values...) }
	line("# %s: %s", f.ID, f.Title.In(locale.En))
	line("")
	line("%s. %d indicators, version %s. Written from the framework itself; how it is used", f.Title.In(locale.ZhTW), len(f.Indicators), f.Version)
	line("is in [frameworks that come with Heng](../frameworks.md).")
	if f.Criteria != nil {
		line("\n## Criteria\n\n%s, version %s: %s.", f.Criteria.Title.In(locale.En), f.Criteria.Version, f.Criteria.Source.In(locale.En))
		line("\n| no. | id | rule | 準則 |\n|---|---|---|---|")
		for at, c := range f.Criteria.Items {
			line("| %d | `%s` | %s | %s |", at+1, c.ID, c.Text.In(locale.En), c.Text.In(locale.ZhTW))
		}
	}
	for _, d := range f.Dimensions {
		line("\n## %s %s", d.Title.In(locale.En), d.Title.In(locale.ZhTW))
		for _, i := range f.Indicators {
			if i.Dimension != d.ID {
				continue
			}
			line("\n### %s\n", i.ID)
			line("%s %s\n", strings.TrimSuffix(i.Name.In(locale.En), ".")+".", i.Name.In(locale.ZhTW))
			line("%s", i.Definition.In(locale.En))
			line("\n```yaml\npopulation: %s", i.Population)
			if i.Where != nil {
				line("where: %s", oneLine(i.Where.Text))
			}
			line("%s", measureText(i.Measure))
			line("unit: %s   direction: %s   level: %s   period: by %s", i.Unit, i.Direction, i.Level, i.Period.By)
			line("```\n\nLimits: %s", i.Limitations.In(locale.En))
			if len(i.Criteria) > 0 {
				line("Criteria: `%s`.", strings.Join(i.Criteria, "`, `"))
			}
		}
	}
	line("\n## Tables and models\n\n| model | reads |\n|---|---|")
	for _, m := range pack.Models {
		line("| `%s` | `%s` |", m.Name, strings.Join(m.Reads, "`, `"))
	}
	if len(pack.Parameters) > 0 {
		line("\n## Parameters\n\n| parameter | value unless set |\n|---|---|")
		for _, p := range pack.Parameters {
			line("| `%s` | %s |", p.Name, p.Text)
		}
	}
	return b.Bytes()
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

func measureText(m indicators.Measure) string {
	for _, of := range []struct {
		key string
		e   *indicators.Expression
	}{
		{"count", m.Count},
		{"distinct", m.Distinct},
		{"share", m.Share},
		{"sum", m.Sum},
		{"mean", m.Mean},
		{"median", m.Median},
		{"value", m.Value},
	} {
		if of.e != nil {
			return of.key + ": " + oneLine(of.e.Text)
		}
	}
	switch {
	case m.Ratio != nil:
		return "numerator: " + oneLine(m.Ratio.Numerator.Text) + "\ndenominator: " + oneLine(m.Ratio.Denominator.Text)
	case m.Percentile != nil:
		return "percentile: " + oneLine(m.Percentile.Of.Text) + " at " + m.Percentile.At
	case m.Concentration != nil:
		return "concentration: " + oneLine(m.Concentration.Of.Text) + " by " + oneLine(m.Concentration.By.Text)
	case m.Achievement != nil:
		return m.Achievement.Text()
	}
	return ""
}
