package workspace

import (
	"io/fs"
	"os"
	"path/filepath"

	"heng/reports/release"
)

// Verify checks the files of a release in dir against its manifest, and the
// releases before it in the folders beside.
func Verify(dir string) (*release.Verified, error) {
	return release.Verify(os.DirFS(dir), func(id string) fs.FS { return os.DirFS(filepath.Join(filepath.Dir(dir), id)) })
}

// Audit attacks the release in dir as its readers could: with its files and,
// given a workspace, with what that says is known elsewhere.
func Audit(dir, workspace string) (*release.Audited, error) {
	var known []release.KnownFigure
	if workspace != "" {
		w, _, err := Open(workspace)
		if err != nil {
			return nil, err
		}
		if known, err = w.knownFigures(); err != nil {
			return nil, err
		}
	}
	return release.AuditFiles(os.DirFS(dir), known)
}
