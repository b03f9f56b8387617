package workspace_test

import (
	"path/filepath"
	"testing"
	"time"

	"heng/ingest"
	"heng/internal/workspace"
)

// load opens and loads the workspace in dir as heng ingest does.
func load(t *testing.T, dir string) *ingest.Report {
	t.Helper()
	w, findings, err := workspace.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := w.Loadable(t.Context(), findings)
	if err != nil {
		t.Fatal(err)
	}
	url, err := w.StoreURL("")
	if err != nil {
		t.Fatal(err)
	}
	report, err := w.Load(t.Context(), plan, workspace.LoadOptions{Store: url, Now: time.Unix(0, 0)})
	if err != nil {
		t.Fatal(err)
	}
	return report.Report
}

// A model kept as a table is made anew when its definition changes, although no
// record has; a load with nothing to do changes nothing.
func TestLoadKeepsModelsUpToDate(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "ws")
	if err := workspace.Init(dir); err != nil {
		t.Fatal(err)
	}
	model := filepath.Join(dir, "models", "due.sql")
	for _, step := range []struct {
		what, model string
		want        bool
	}{
		{"the first load", "", true},
		{"nothing changed", "", false},
		{"a new model", "-- materialised: true\nselect grant_id, region from grants\n", true},
		{"nothing changed", "-- materialised: true\nselect grant_id, region from grants\n", false},
		{"another definition", "-- materialised: true\nselect grant_id, amount from grants\n", true},
		{"definitions that are wrong do not stop a load", "-- materialised: true\nselect nothing from grants\n", false},
	} {
		if step.model != "" {
			mustWrite(t, model, step.model)
		}
		if got := load(t, dir).Committed; got != step.want {
			t.Errorf("%s: the store changed (%v), want %v", step.what, got, step.want)
		}
	}
}
