package disk_test

import (
	"os"
	"path/filepath"
	"testing"

	"heng/internal/disk"
	"heng/internal/fault"
)

func TestWriteFileReplacesWholeAndLeavesNothingBeside(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "new", "out.html")
	for _, content := range []string{"first, and longer", "second"} {
		if err := disk.WriteFile(path, []byte(content)); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(path)
		if err != nil || string(got) != content {
			t.Errorf("read %q, %v, want %q", got, err, content)
		}
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Errorf("beside the file lie %v, %v", entries, err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o644 {
		t.Errorf("mode %v, %v, want one that others may read", info.Mode(), err)
	}
}

func TestWriteFileSaysWhyItCannot(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"file", "folder/a"} {
		if err := disk.WriteFile(filepath.Join(dir, name), nil); err != nil {
			t.Fatal(err)
		}
	}
	for _, path := range []string{"file/out.html", "folder"} {
		if err := disk.WriteFile(filepath.Join(dir, path), nil); fault.CodeOf(err) != fault.Input {
			t.Errorf("%s: %v, want a fault of input", path, err)
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 2 {
		t.Errorf("a write that failed left %v, %v", entries, err)
	}
}
