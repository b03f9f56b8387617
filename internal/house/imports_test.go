// Package house holds the project's rules about itself: who may import whom.
package house

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// allowed lists, for each package of the house, which of its own packages it
// may import directly: the arrows of docs/ARCHITECTURE.md. A package that is
// not here, or an import that is not in its line, breaks the house; change
// docs/ARCHITECTURE.md and this table together.
var allowed = map[string][]string{
	"internal/locale":          {},
	"internal/fault":           {"internal/locale"},
	"internal/yamldoc":         {"internal/fault", "internal/locale"},
	"internal/datapackage":     {"internal/fault", "internal/locale", "internal/yamldoc", "ingest/clean"},
	"internal/marks":           {},
	"internal/personal":        {},
	"internal/disk":            {"internal/fault", "internal/locale"},
	"internal/journal":         {"internal/disk", "internal/fault", "internal/locale"},
	"internal/access":          {"internal/fault", "internal/journal", "internal/locale"},
	"internal/consult":         {"internal/fault", "internal/journal", "internal/locale", "internal/opendocument"},
	"internal/followup":        {"internal/fault", "internal/journal", "internal/locale"},
	"internal/followup/sheet":  {"internal/followup", "internal/locale", "internal/opendocument"},
	"internal/store":           {"internal/datapackage", "internal/disk", "internal/fault", "internal/locale"},
	"ingest/tabular":           {"internal/fault", "internal/locale"},
	"ingest/clean":             {"internal/locale"},
	"ingest/verdict":           {"internal/datapackage", "internal/fault", "internal/locale", "internal/opendocument", "internal/store"},
	"ingest":                   {"ingest/clean", "ingest/tabular", "ingest/verdict", "internal/datapackage", "internal/fault", "internal/locale", "internal/marks", "internal/opendocument", "internal/store"},
	"internal/archive":         {"internal/disk", "internal/fault", "internal/locale"},
	"internal/draft":           {"ingest", "ingest/clean", "ingest/tabular", "internal/datapackage", "internal/disk", "internal/fault", "internal/locale"},
	"indicators/internal/expr": {"internal/fault", "internal/locale"},
	"indicators/achievement":   {},
	"indicators/conformance":   {},
	"indicators/frameworks":    {},
	"indicators/trend":         {},
	"indicators/survey":        {},
	"indicators": {
		"indicators/achievement", "indicators/survey", "indicators/trend",
		"indicators/internal/expr", "internal/datapackage", "internal/fault", "internal/locale", "internal/store", "internal/yamldoc",
	},

	// Not each other, so that no mistake of disclosure can hide itself in its audit.
	"indicators/disclosure":       {},
	"indicators/disclosure/audit": {},

	"indicators/compose":  {"indicators", "internal/datapackage", "internal/fault", "internal/locale", "internal/yamldoc"},
	"indicators/exchange": {"indicators"},
	"charts":              {"indicators", "internal/fault", "internal/locale"},
	"reports":             {"charts", "indicators", "indicators/trend", "internal/datapackage", "internal/fault", "internal/locale", "internal/opendocument", "internal/yamldoc", "reports/prose"},
	"reports/prose":       {"internal/locale"},
	"reports/release": {
		"indicators", "indicators/disclosure", "indicators/disclosure/audit", "indicators/exchange", "internal/datapackage", "internal/fault",
		"internal/locale", "internal/marks", "internal/opendocument", "internal/personal", "internal/yamldoc",
	},
	"internal/workspace": {
		"charts", "indicators", "indicators/compose", "indicators/disclosure", "indicators/frameworks", "ingest", "ingest/clean", "ingest/tabular", "ingest/verdict", "internal/datapackage", "internal/fault", "internal/locale",
		"internal/access", "internal/archive", "internal/chromium", "internal/consult", "internal/followup", "internal/disk", "internal/draft", "internal/journal", "internal/opendocument", "internal/store", "internal/yamldoc", "reports", "reports/release",
	},
	"internal/desk": {"indicators", "indicators/disclosure", "internal/consult", "internal/fault", "internal/followup", "internal/locale", "internal/store", "internal/workspace", "reports", "reports/release"},
	"internal/web":  {"indicators", "indicators/compose", "internal/access", "internal/consult", "internal/desk", "internal/fault", "internal/followup", "internal/followup/sheet", "internal/journal", "internal/locale", "internal/opendocument", "internal/workspace", "reports"},
	"cmd/heng": {
		"charts", "indicators", "indicators/exchange", "ingest", "ingest/verdict", "internal/desk", "internal/draft", "internal/fault", "internal/locale", "internal/store", "internal/web", "internal/workspace", "reports/release",
	},
	"internal/opendocument":  {"internal/locale"},
	"internal/chromium":      {"internal/fault", "internal/locale"},
	"internal/demonstration": {},
	"internal/need":          {},
	"internal/browsertest":   {},
	"internal/webtest":       {"internal/access", "internal/desk", "internal/web", "internal/workspace"},
	"internal/house":         {},
}

// fenced lists imports from outside that only some packages may have.
var fenced = map[string][]string{
	"github.com/duckdb/duckdb-go": {"internal/store"},
	"github.com/lib/pq":           {"internal/store"},
	"database/sql":                {"internal/store"},
	"net/http":                    {"internal/web", "internal/webtest"},
	"github.com/dop251/goja":      {"charts"},
	"github.com/go-echarts":       {"charts"},
	"github.com/spf13/cobra":      {"cmd/heng"},
	"os/exec":                     {"internal/chromium", "internal/need"},
}

func TestImports(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "heng/...").CombinedOutput()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, out)
	}
	seen := 0
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		name := strings.TrimPrefix(fields[0], "heng/")
		rule, known := allowed[name]
		if !known {
			t.Errorf("%s has no place in the house: add it to docs/ARCHITECTURE.md and to this table", name)
			continue
		}
		seen++
		for _, path := range fields[1:] {
			if own, ok := strings.CutPrefix(path, "heng/"); ok && !slices.Contains(rule, own) {
				t.Errorf("%s imports %s, against the way of the data", name, own)
			}
			for prefix, who := range fenced {
				if (path == prefix || strings.HasPrefix(path, prefix+"/")) && !slices.Contains(who, name) {
					t.Errorf("%s imports %s, which only %v may", name, path, who)
				}
			}
		}
	}
	if seen == 0 {
		t.Error("go list found no package")
	}
}
