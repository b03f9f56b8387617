package workspace

import (
	"context"
	"os"
	"path/filepath"

	"heng/reports"
)

// The folders beside the report, each with a folder a language.
const (
	tablesDir = "tables"
	chartsDir = "charts"
)

// writeFolders writes every table and chart of the editions as a file. A folder
// is made anew and then takes the place of the old one, so that no file of an
// earlier report stays in it.
func (w *Workspace) writeFolders(ctx context.Context, editions []*reports.Edition, out *Reports) error {
	tables, err := w.newFolder(tablesDir)
	if err != nil {
		return err
	}
	defer tables.discard()
	drawings, err := w.newFolder(chartsDir)
	if err != nil {
		return err
	}
	defer drawings.discard()
	for _, e := range editions {
		files, err := e.Tables()
		if err != nil {
			return err
		}
		for _, f := range files {
			if err := tables.add(filepath.Join(string(e.Lang), f.Name), f.Content); err != nil {
				return err
			}
		}
		for _, d := range e.Drawings() {
			if err := drawings.add(filepath.Join(string(e.Lang), d.Name+".svg"), d.SVG); err != nil {
				return err
			}
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	for _, f := range []*folder{tables, drawings} {
		if err := f.replace(); err != nil {
			return err
		}
		out.Folders = append(out.Folders, f.path)
	}
	return nil
}

// folder is a folder under way: its files lie beside its place until replace.
type folder struct {
	path, staged string
}

func (w *Workspace) newFolder(name string) (*folder, error) {
	path := w.outPath(name)
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return nil, cannotWrite(path, err)
	}
	staged, err := os.MkdirTemp(filepath.Dir(path), "."+name+".*")
	if err != nil {
		return nil, cannotWrite(path, err)
	}
	// MkdirTemp gives the folder to its owner alone; outputs are for others too.
	if err := os.Chmod(staged, 0o755); err != nil {
		return nil, cannotWrite(path, err)
	}
	return &folder{path, staged}, nil
}

func (f *folder) add(name string, content []byte) error {
	path := filepath.Join(f.staged, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return cannotWrite(filepath.Join(f.path, name), err)
	}
	if err := os.WriteFile(path, content, 0o644); err != nil {
		return cannotWrite(filepath.Join(f.path, name), err)
	}
	return nil
}

// replace puts the folder in the place of the old one.
func (f *folder) replace() error {
	old := f.staged + ".old"
	if err := os.Rename(f.path, old); err != nil && !os.IsNotExist(err) {
		return cannotWrite(f.path, err)
	}
	if err := os.Rename(f.staged, f.path); err != nil {
		return cannotWrite(f.path, err)
	}
	if err := os.RemoveAll(old); err != nil {
		return cannotWrite(f.path, err)
	}
	return syncDir(filepath.Dir(f.path))
}

// discard removes what was not put in its place.
func (f *folder) discard() { _ = os.RemoveAll(f.staged) }
