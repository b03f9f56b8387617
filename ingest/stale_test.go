package ingest_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestAFileThatWasOnlyTouchedHasNotChanged(t *testing.T) {
	w := newWorkspace(t, `
  - name: organisations
    path: organisations.csv
    schema: {primaryKey: org, fields: [{name: org, type: string}]}
`, map[string]string{"organisations.csv": "org\na\n"})
	w.mustLoad()
	touch := func(at int64) {
		when := time.Unix(at, 0)
		if err := os.Chtimes(filepath.Join(w.root, "organisations.csv"), when, when); err != nil {
			t.Fatal(err)
		}
	}
	touch(1_500_000_000)
	if names := w.stale(); len(names) != 0 {
		t.Errorf("touched, as a copy of a workspace is: %q", names)
	}
	// The same length, other words: that is a change, whatever the time says.
	w.write("organisations.csv", "org\nb\n")
	touch(1_500_000_001)
	if names := w.stale(); len(names) != 1 {
		t.Errorf("changed: %q", names)
	}
}
