package archive_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"heng/internal/archive"
	"heng/internal/fault"
)

// in names what an entry under "in/" is called in the folder.
func in(entry string) (string, bool) { return strings.CutPrefix(entry, "in/") }

// sources are a file, one that was read already, and one that lies nowhere.
func sources(t *testing.T) []archive.Source {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"a": "first", "b": "second, and longer by now"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o640); err != nil {
			t.Fatal(err)
		}
	}
	return []archive.Source{
		{Name: "in/a", Path: filepath.Join(dir, "a"), Size: 5},
		{Name: "in/b", Path: filepath.Join(dir, "b"), Size: 6, Text: []byte("second")},
		{Name: "in/deep/c", Size: 5, Text: []byte("third"), Mode: 0o600},
	}
}

// TestThereAndBack: the files with their texts and modes, and the same archive of the
// same files.
func TestThereAndBack(t *testing.T) {
	from, dir := sources(t), t.TempDir()
	var hashes []string
	for _, name := range []string{"1.zip", "2.zip"} {
		_, sum, err := archive.Write(t.Context(), filepath.Join(dir, name), &archive.Manifest{Package: "p"}, from, archive.Writing{})
		if err != nil {
			t.Fatal(err)
		}
		hashes = append(hashes, sum)
	}
	if hashes[0] != hashes[1] {
		t.Error("the same files gave two archives")
	}
	back := filepath.Join(dir, "back")
	m, err := archive.Restore(t.Context(), filepath.Join(dir, "1.zip"), back, in)
	if err != nil || m.Package != "p" || len(m.Files) != 3 {
		t.Fatal(m, err)
	}
	got := map[string]string{}
	for _, name := range []string{"a", "b", "deep/c"} {
		text, err := os.ReadFile(filepath.Join(back, name))
		if err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(filepath.Join(back, name))
		if err != nil {
			t.Fatal(err)
		}
		got[name] = info.Mode().String() + " " + string(text)
	}
	want := map[string]string{"a": "-rw-r----- first", "b": "-rw-r----- second", "deep/c": "-rw------- third"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestNothingIsLeft: of an archive that is not written nothing is there, and what was
// there before stays.
func TestNothingIsLeft(t *testing.T) {
	no := errors.New("no")
	for name, c := range map[string]struct {
		change func([]archive.Source)
		how    archive.Writing
		there  bool // something lies at the archive's path
		want   func(error) bool
	}{
		"changed": {how: archive.Writing{Unchanged: func() error { return no }}, want: func(err error) bool { return err == no }},
		"grown":   {change: func(s []archive.Source) { s[0].Size = 4 }, want: func(err error) bool { return fault.CodeOf(err) == fault.Refused }},
		"gone":    {change: func(s []archive.Source) { s[0].Path += "x" }, want: func(err error) bool { return fault.CodeOf(err) == fault.Input }},
		"taken":   {there: true, want: func(err error) bool { return fault.CodeOf(err) == fault.Input }},
	} {
		t.Run(name, func(t *testing.T) {
			from, dir := sources(t), t.TempDir()
			path := filepath.Join(dir, "a.zip")
			if c.change != nil {
				c.change(from)
			}
			want := 0
			if c.there {
				want = 1
				if err := os.WriteFile(path, []byte("another's"), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if _, _, err := archive.Write(t.Context(), path, &archive.Manifest{}, from, c.how); !c.want(err) {
				t.Error(err)
			}
			left, err := os.ReadDir(dir)
			if err != nil || len(left) != want {
				t.Errorf("left %v %v", left, err)
			}
			if text, err := os.ReadFile(path); c.there && string(text) != "another's" {
				t.Errorf("%q %v", text, err)
			}
		})
	}
}
