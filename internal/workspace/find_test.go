package workspace_test

import (
	"os"
	"path/filepath"
	"testing"

	"heng/internal/fault"
	"heng/internal/workspace"
)

func mustWrite(tb testing.TB, path, text string) {
	tb.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		tb.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		tb.Fatal(err)
	}
}

func TestFindTakesTheNearestFolderAbove(t *testing.T) {
	root := t.TempDir()
	mustWrite(t, filepath.Join(root, "outer", "heng.yaml"), "")
	mustWrite(t, filepath.Join(root, "outer", "inner", "heng.yaml"), "")
	mustWrite(t, filepath.Join(root, "outer", "inner", "data", "a.csv"), "")
	mustWrite(t, filepath.Join(root, "outer", "other", "heng.yaml", "a"), "") // a folder of that name is none
	for start, want := range map[string]string{
		"outer":            "outer",
		"outer/inner":      "outer/inner",
		"outer/inner/data": "outer/inner",
		"outer/other":      "outer",
	} {
		got, err := workspace.Find(filepath.Join(root, start))
		if err != nil || got != filepath.Join(root, want) {
			t.Errorf("Find(%s) = %s, %v, want %s", start, got, err, want)
		}
	}
	if _, err := workspace.Find(root); fault.CodeOf(err) != fault.Input {
		t.Errorf("outside of any workspace: %v, want a fault of input", err)
	}
}
