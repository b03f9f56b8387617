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
