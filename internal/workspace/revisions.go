package workspace

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"heng/indicators"
	"heng/internal/disk"
	"heng/reports/release"
)

// Revision is what was published of a cell, release by release, and what it is now.
type Revision = release.Revision

// Revisions holds what is computed now against what the releases of the workspace said
// of the same cells. A release whose files are gone is left out.
func (w *Workspace) Revisions(now []indicators.Observation) ([]Revision, error) {
	records, err := w.releaseRecords()
	if err != nil {
		return nil, err
	}
	var editions []release.Edition
	for _, r := range records {
		if r.Event != "published" {
			continue
		}
		e := release.Edition{ID: r.Release, On: r.On}
		text, err := os.ReadFile(filepath.Join(w.outPath(ReleasesDir), r.Release, filepath.FromSlash(release.ObservationsJSON)))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, disk.CannotRead(release.ObservationsJSON, err)
		}
		if e.Observations, err = release.ReadObservations(text); err != nil {
			return nil, err
		}
		if text, err = os.ReadFile(filepath.Join(w.outPath(ReleasesDir), r.Release, release.ManifestFile)); err != nil {
			return nil, disk.CannotRead(release.ManifestFile, err)
		}
		manifest, err := release.ReadManifest(text)
		if err != nil {
			return nil, err
		}
		e.Reason = manifest.Revision
		editions = append(editions, e)
	}
	return release.Revisions(now, editions), nil
}
