package workspace

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"heng/internal/chromium"
	"heng/internal/disk"
	"heng/internal/locale"
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
	var svgs []chromium.SVG
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
			name := filepath.Join(string(e.Lang), d.Name)
			if err := drawings.add(name+".svg", d.SVG); err != nil {
				return err
			}
			svgs = append(svgs, chromium.SVG{Name: name, Bytes: d.SVG, Width: d.Width, Height: d.Height})
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	if err := w.addPictures(ctx, drawings, svgs, out); err != nil {
		return err
	}
	for _, f := range []*folder{tables, drawings} {
		if err := f.replace(); err != nil {
			return err
		}
		out.Folders = append(out.Folders, f.path)
	}
	return nil
}

// pictureScale is how many pixels of a picture stand for one of its drawing.
const pictureScale = 2

// addPictures writes each drawing as a PNG, too, where a browser is installed to
// make it; where none is, the report says so.
func (w *Workspace) addPictures(ctx context.Context, to *folder, svgs []chromium.SVG, out *Reports) error {
	browser, ok := w.browser()
	if !ok {
		out.Notes = append(out.Notes, locale.M("workspace.no_browser"))
		return nil
	}
	pictures, err := browser.PNGs(ctx, svgs, pictureScale)
	if err != nil {
		return err
	}
	for i, picture := range pictures {
		if err := to.add(svgs[i].Name+".png", picture); err != nil {
			return err
		}
	}
	return nil
}

// browser is the installed browser, with what it has drawn for this workspace before;
// false where none is installed.
func (w *Workspace) browser() (chromium.Browser, bool) {
	path, ok := chromium.Find()
	return chromium.Browser{Path: path, CacheDir: filepath.Join(w.Root, PrivateDir, "pictures")}, ok
}

// ErrNoBrowser says that no browser is installed that could make a picture.
var ErrNoBrowser = errors.New("no Chromium is installed")

// Picture makes a PNG of a chart, as the folder beside the report has it; what was made
// once is kept with the report's. The error is ErrNoBrowser, that of ctx, or a
// *fault.Error of the browser's.
func (w *Workspace) Picture(ctx context.Context, d reports.Drawing) ([]byte, error) {
	browser, ok := w.browser()
	if !ok {
		return nil, ErrNoBrowser
	}
	pictures, err := browser.PNGs(ctx, []chromium.SVG{{Name: d.Name, Bytes: d.SVG, Width: d.Width, Height: d.Height}}, pictureScale)
	if err != nil {
		return nil, err
	}
	return pictures[0], nil
}

// folder is a folder under way: its files lie beside its place until replace.
type folder struct {
	path, staged string
}

func (w *Workspace) newFolder(name string) (*folder, error) {
	path := w.outPath(name)
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return nil, disk.CannotWrite(path, err)
	}
	staged, err := os.MkdirTemp(filepath.Dir(path), "."+filepath.Base(name)+".*")
	if err != nil {
		return nil, disk.CannotWrite(path, err)
	}
	// MkdirTemp gives the folder to its owner alone; outputs are for others too.
	if err := os.Chmod(staged, 0o755); err != nil {
		return nil, disk.CannotWrite(path, err)
	}
	return &folder{path, staged}, nil
}

func (f *folder) add(name string, content []byte) error {
	path := filepath.Join(f.staged, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return disk.CannotWrite(filepath.Join(f.path, name), err)
	}
	if err := os.WriteFile(path, content, 0o644); err != nil {
		return disk.CannotWrite(filepath.Join(f.path, name), err)
	}
	return nil
}

// replace puts the folder in the place of the old one.
func (f *folder) replace() error {
	old := f.staged + ".old"
	if err := os.Rename(f.path, old); err != nil && !os.IsNotExist(err) {
		return disk.CannotWrite(f.path, err)
	}
	if err := os.Rename(f.staged, f.path); err != nil {
		return disk.CannotWrite(f.path, err)
	}
	if err := os.RemoveAll(old); err != nil {
		return disk.CannotWrite(f.path, err)
	}
	return disk.SyncDir(filepath.Dir(f.path))
}

// discard removes what was not put in its place.
func (f *folder) discard() { _ = os.RemoveAll(f.staged) }
