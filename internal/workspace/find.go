package workspace

import (
	"os"
	"path/filepath"

	"heng/internal/fault"
	"heng/internal/locale"
)

// The names of what lies in a workspace.
const (
	SettingsFile  = "heng.yaml"
	FrameworksDir = "frameworks"
	ModelsDir     = "models"
	OutDir        = "out"
	PrivateDir    = ".heng"
)

// Find returns the workspace that start lies in: the folder itself or its
// nearest parent with a heng.yaml.
func Find(start string) (string, error) {
	dir, err := filepath.Abs(start)
	if err != nil {
		return "", fault.Wrap(fault.Input, err, locale.M("workspace.folder_unreadable", "path", start))
	}
	for at := dir; ; at = filepath.Dir(at) {
		if info, err := os.Stat(filepath.Join(at, SettingsFile)); err == nil && !info.IsDir() {
			return at, nil
		}
		if filepath.Dir(at) == at {
			return "", fault.New(fault.Input, locale.M("workspace.none_here", "path", start)).
				WithHint(locale.M("workspace.none_here_hint"))
		}
	}
}
