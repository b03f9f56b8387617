package workspace

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heng/internal/disk"
)

// hash returns the state of the files of root as a build that remembers last
// would find it.
func hash(t *testing.T, root string, last *record) map[string]fileState {
	t.Helper()
	files, err := listFiles(root)
	if err != nil {
		t.Fatal(err)
	}
	hashed, err := last.hashes(root, files)
	if err != nil {
		t.Fatal(err)
	}
	return hashed
}

func TestHashesReadAgainOnlyWhatMayHaveChanged(t *testing.T) {
	root := t.TempDir()
	path := filepath.Join(root, "a.csv")
	written := time.Date(2018, time.June, 22, 9, 0, 0, 0, time.UTC)
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, written, written); err != nil {
			t.Fatal(err)
		}
	}
	write("one")
	first := hash(t, root, &record{})
	write("two") // the same size and, as after a copy that keeps times, the same time

	// Long after it was written the time is trusted, and the file is not read.
	late := &record{Files: first, Hashed: written.Add(time.Minute)}
	if diff := cmp.Diff(first, hash(t, root, late)); diff != "" {
		t.Errorf("a file of known size and time was read again:\n%s", diff)
	}
	// Within the tick of a coarse clock it is not.
	racy := &record{Files: first, Hashed: written.Add(time.Second)}
	if cmp.Equal(first, hash(t, root, racy)) {
		t.Error("a file written at the time of the record was taken for unchanged")
	}
	// Another size is another file at once.
	write("three")
	if cmp.Equal(first["a.csv"].SHA256, hash(t, root, late)["a.csv"].SHA256) {
		t.Error("a file of another size was taken for unchanged")
	}
}

func TestListFilesLeavesOutOutputsAndHiddenNames(t *testing.T) {
	root := t.TempDir()
	for _, name := range []string{
		"heng.yaml", "data/a.csv", "data/out/b.csv", "data/.b.csv.swp", "out/report.en.html", ".heng/build.json", ".git/HEAD",
	} {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	files, err := listFiles(root)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]bool{}
	for name := range files {
		got[name] = true
	}
	// out/ of the workspace is made by a build; a folder of that name below data/ is not.
	if diff := cmp.Diff(map[string]bool{"heng.yaml": true, "data/a.csv": true, "data/out/b.csv": true}, got); diff != "" {
		t.Error(diff)
	}
}

func TestFingerprintTellsEverythingApart(t *testing.T) {
	base := map[string]fileState{"a": {SHA256: "1"}, "b": {SHA256: "2"}}
	same := fingerprint(base, "x", "y")
	if same != fingerprint(map[string]fileState{"b": {SHA256: "2", Size: 9}, "a": {SHA256: "1"}}, "x", "y") {
		t.Error("the same contents have another fingerprint")
	}
	for name, other := range map[string]string{
		"content":  fingerprint(map[string]fileState{"a": {SHA256: "1"}, "b": {SHA256: "3"}}, "x", "y"),
		"name":     fingerprint(map[string]fileState{"a": {SHA256: "1"}, "c": {SHA256: "2"}}, "x", "y"),
		"less":     fingerprint(map[string]fileState{"a": {SHA256: "1"}}, "x", "y"),
		"settings": fingerprint(base, "xy", ""),
	} {
		if other == same {
			t.Errorf("another %s has the same fingerprint", name)
		}
	}
}

func TestReadRecordTakesABrokenOneForNone(t *testing.T) {
	root := t.TempDir()
	if r := readRecord(root); r.Fingerprint != "" || r.standing(root) {
		t.Errorf("no record reads as %+v", r)
	}
	if err := disk.WriteFile(filepath.Join(root, ".heng", "build.json"), []byte(`{"fingerprint":"x","outputs":[{`)); err != nil {
		t.Fatal(err)
	}
	if r := readRecord(root); r.Fingerprint != "" {
		t.Errorf("a broken record reads as %+v", r)
	}
}
