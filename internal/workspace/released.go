package workspace

import (
	"os"
	"path/filepath"
	"slices"

	"heng/internal/disk"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/reports/release"
)

// Released is a published release as the public sees it.
type Released struct {
	ID    string
	On    string                 // the day it was published
	Pages map[locale.Lang]string // the report of each language, by its path in the release
	Files []string               // every file that the manifest names, in its order
}

// Released lists the published releases, the newest first. A folder that nobody
// approved is none.
func (w *Workspace) Released() ([]Released, error) {
	records, err := w.releaseRecords()
	if err != nil {
		return nil, err
	}
	var all []Released
	for _, r := range records {
		if r.Event != "published" {
			continue
		}
		m, err := w.manifestOf(r)
		if err != nil {
			return nil, err
		}
		one := Released{ID: r.Release, On: r.On, Pages: map[locale.Lang]string{}}
		for _, f := range m.Files {
			one.Files = append(one.Files, f.Path)
			for _, lang := range locale.Languages {
				if f.Path == "report."+string(lang)+".html" {
					one.Pages[lang] = f.Path
				}
			}
		}
		all = append(all, one)
	}
	slices.Reverse(all)
	return all, nil
}

// ReleasedFile returns a file of a published release, or nothing where the release
// was not published or its manifest does not name the file.
func (w *Workspace) ReleasedFile(id, name string) ([]byte, error) {
	all, err := w.Released()
	if err != nil {
		return nil, err
	}
	for _, r := range all {
		if r.ID == id && slices.Contains(r.Files, name) {
			text, err := os.ReadFile(filepath.Join(w.outPath(ReleasesDir), id, filepath.FromSlash(name)))
			if err != nil {
				return nil, disk.CannotRead(name, err)
			}
			return text, nil
		}
	}
	return nil, nil
}

// manifestOf reads the manifest of a release that was published, and refuses another
// one in its place.
func (w *Workspace) manifestOf(r releaseRecord) (*release.Manifest, error) {
	text, err := os.ReadFile(filepath.Join(w.outPath(ReleasesDir), r.Release, release.ManifestFile))
	if err != nil {
		return nil, disk.CannotRead(release.ManifestFile, err)
	}
	if hashBytes(text) != r.Manifest {
		return nil, fault.New(fault.Input, locale.M("workspace.release_changed", "id", r.Release))
	}
	return release.ReadManifest(text)
}
