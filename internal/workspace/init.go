package workspace

import (
	"context"
	"embed"
	"io/fs"
	"path/filepath"

	"heng/internal/disk"
	"heng/internal/draft"
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

// Draft makes a new workspace in dir, which must be empty or not there, from the
// files of the folder from that hold tables: their copies in data/, and what they
// suggest of its settings, data package and a first framework.
func Draft(ctx context.Context, from, dir string) (*draft.Draft, error) {
	if err := disk.WantEmpty(dir); err != nil {
		return nil, err
	}
	d, err := draft.Folder(ctx, from)
	if err != nil {
		return nil, err
	}
	gitignore, err := fs.ReadFile(templateFiles, "template/.gitignore")
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, locale.M("workspace.unexpected"))
	}
	files := []disk.File{
		{Path: ".gitignore", Content: gitignore},
		{Path: SettingsFile, Content: d.Settings},
		{Path: "datapackage.yaml", Content: d.Package},
		{Path: FrameworksDir + "/draft.yaml", Content: d.Framework},
	}
	files = append(files, d.Data...)
	for i := range files {
		files[i].Path = filepath.Join(dir, filepath.FromSlash(files[i].Path))
	}
	return d, disk.WriteFiles(files)
}
