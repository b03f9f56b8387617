package store

import (
	"os"
	"path/filepath"
	"runtime"

	"heng/internal/fault"
	"heng/internal/locale"
)

// checkPassfile refuses a pgpass file that others may read. The driver would pass
// it over with a line of its own on stderr, and the login would then fail for
// want of a password.
func (s *shared) checkPassfile() error {
	if runtime.GOOS == "windows" { // its folder is the user's own
		return nil
	}
	query := s.link.Query()
	if _, given := s.link.User.Password(); given || query.Get("password") != "" || os.Getenv("PGPASSWORD") != "" {
		return nil // then nobody looks into it
	}
	path := query.Get("passfile")
	if path == "" {
		path = os.Getenv("PGPASSFILE")
	}
	if path == "" {
		home, _ := os.UserHomeDir() // without one, the driver finds none either
		path = filepath.Join(home, ".pgpass")
	}
	if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() && info.Mode().Perm()&0o077 != 0 {
		return fault.New(fault.Store, locale.M("store.passfile", "path", path)).WithHint(locale.M("store.passfile_hint", "path", path))
	}
	return nil
}
