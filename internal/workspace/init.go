package workspace

import (
	"embed"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"heng/internal/fault"
	"heng/internal/locale"
)

// templateFiles is a small workspace with invented records, ready to build.
//
//go:embed all:template
var templateFiles embed.FS

// Init makes a new workspace in dir, which must be empty or not there.
func Init(dir string) error {
	if err := wantEmpty(dir); err != nil {
		return err
	}
	var files []file
	err := fs.WalkDir(templateFiles, "template", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := templateFiles.ReadFile(path)
		if err != nil {
			return err
		}
		relative, err := filepath.Rel("template", filepath.FromSlash(path))
		files = append(files, file{filepath.Join(dir, relative), content})
		return err
	})
	if err != nil {
		return fault.Wrap(fault.Internal, err, locale.M("workspace.unexpected"))
	}
	return writeFiles(files)
}

// wantEmpty refuses a folder that holds anything.
func wantEmpty(dir string) error {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return cannotWrite(dir, err)
	case len(entries) > 0:
		return fault.New(fault.Refused, locale.M("workspace.not_empty", "path", dir)).
			WithHint(locale.M("workspace.not_empty_hint"))
	}
	return nil
}
