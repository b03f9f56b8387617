package workspace

import (
	"embed"
	"io/fs"
	"path/filepath"

	"heng/internal/disk"
	"heng/internal/fault"
	"heng/internal/locale"
)

// templateFiles is a small workspace with invented records, ready to build.
//
//go:embed all:template
var templateFiles embed.FS

// Init makes a new workspace in dir, which must be empty or not there.
func Init(dir string) error {
	if err := disk.WantEmpty(dir); err != nil {
		return err
	}
	var files []disk.File
	err := fs.WalkDir(templateFiles, "template", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := templateFiles.ReadFile(path)
		if err != nil {
			return err
		}
		relative, err := filepath.Rel("template", filepath.FromSlash(path))
		files = append(files, disk.File{Path: filepath.Join(dir, relative), Content: content})
		return err
	})
	if err != nil {
		return fault.Wrap(fault.Internal, err, locale.M("workspace.unexpected"))
	}
	return disk.WriteFiles(files)
}
