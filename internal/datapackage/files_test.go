package datapackage_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"heng/internal/datapackage"
	"heng/internal/fault"
)

func TestFiles(t *testing.T) {
	root := workspace(t, map[string]string{
		"data/b.csv": "", "data/a.csv": "", "data/.hidden.csv": "", "data/~$a.csv": "", "data/c.tsv": "",
		"data/[1].csv": "", "data/deep/d.csv": "", "data/e.csv/f": "",
	})
	for _, c := range []struct {
		paths []string
		want  []string
	}{
		{[]string{"data/*.csv"}, []string{"data/[1].csv", "data/a.csv", "data/b.csv"}},
		{[]string{"data/b.csv", "data/a.csv", "./data/b.csv", "data/[ab].csv"}, []string{"data/a.csv", "data/b.csv"}},
		{[]string{"data/[1].csv"}, []string{"data/[1].csv"}},
		{[]string{"data/*/*.csv"}, []string{"data/deep/d.csv"}},
		{[]string{"data/.hidden.csv"}, []string{"data/.hidden.csv"}},
	} {
		r := &datapackage.Resource{Name: "t", Path: c.paths}
		files, err := r.Files(root)
		if err != nil {
			t.Errorf("%v: %v", c.paths, err)
		}
		if diff := cmp.Diff(c.want, files); diff != "" {
			t.Errorf("%v: %s", c.paths, diff)
		}
	}
}

func TestFilesRefused(t *testing.T) {
	outside := workspace(t, map[string]string{"secret.csv": ""})
	root := workspace(t, map[string]string{"data/a.csv": ""})
	if err := os.Symlink(filepath.Join(outside, "secret.csv"), filepath.Join(root, "data/link.csv")); err != nil {
		t.Skip("no symbolic links:", err)
	}
	if err := os.Symlink(outside, filepath.Join(root, "folder")); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"data/*.xlsx":                     "no_file",
		"data/missing.csv":                "no_file",
		"data":                            "no_file",
		"[":                               "no_file",
		"data/link.csv":                   "path_outside",
		"folder/secret.csv":               "path_outside",
		"folder/*.csv":                    "path_outside",
		"../" + filepath.Base(root):       "path_outside",
		"data/../../a.csv":                "path_outside",
		filepath.Join(root, "data/a.csv"): "path_outside",
		"https://example.org/a.csv":       "path_outside",
		`data\a.csv`:                      "path_outside",
		"":                                "path_outside",
	} {
		r := &datapackage.Resource{Name: "t", Path: datapackage.Paths{"data/a.csv", path}}
		_, err := r.Files(root)
		var e *fault.Error
		if !errors.As(err, &e) || e.Code != fault.Input || len(e.Findings) != 1 || e.Findings[0].ID != want {
			t.Errorf("%s: %v, want %s", path, err, want)
		}
	}
}
