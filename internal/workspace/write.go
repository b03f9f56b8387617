package workspace

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"heng/internal/disk"
	"heng/internal/fault"
	"heng/internal/locale"
)

// file is a file to be written.
type file struct {
	path    string // absolute
	content []byte
}

// WriteFile writes a file whole or not at all: into a temporary file beside it,
// to the disk, then under its name. Folders that are not there are made.
func WriteFile(path string, content []byte) error {
	return writeFiles([]file{{path, content}})
}

// writeFiles writes files that belong together. Nothing is replaced before all
// of them are on the disk.
func writeFiles(files []file) error {
	var staged []string
	defer func() {
		for _, temporary := range staged {
			_ = os.Remove(temporary) // what was renamed is no longer there
		}
	}()
	for _, f := range files {
		temporary, err := stage(f)
		if err != nil {
			return cannotWrite(f.path, err)
		}
		staged = append(staged, temporary)
	}
	for i, f := range files {
		if err := os.Rename(staged[i], f.path); err != nil {
			return cannotWrite(f.path, err)
		}
		if err := disk.SyncDir(filepath.Dir(f.path)); err != nil {
			return cannotWrite(f.path, err)
		}
	}
	return nil
}

// stage writes a file to the disk under a temporary name, which it returns.
func stage(target file) (_ string, err error) {
	dir := filepath.Dir(target.path)
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return "", err
	}
	// The name begins with a dot so that a watcher does not take it for a file of
	// the workspace.
	f, err := os.CreateTemp(dir, "."+filepath.Base(target.path)+".*")
	if err != nil {
		return "", err
	}
	defer func() {
		if err != nil {
			f.Close()
			_ = os.Remove(f.Name())
		}
	}()
	if _, err := f.Write(target.content); err != nil {
		return "", err
	}
	// CreateTemp gives the file to its owner alone; outputs are for others too.
	if err := f.Chmod(0o644); err != nil {
		return "", err
	}
	if err := f.Sync(); err != nil {
		return "", err
	}
	return f.Name(), f.Close()
}

// cannotWrite says why a file could not be written.
func cannotWrite(path string, err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fault.Wrap(fault.Store, err, locale.M("workspace.disk_full", "path", path)).
			WithHint(locale.M("workspace.disk_full_hint"))
	}
	return fault.Wrap(fault.Input, err, locale.M("workspace.cannot_write", "path", path, "reason", reason(err)))
}

// cannotRead says why a file could not be read.
func cannotRead(path string, err error) error {
	return fault.Wrap(fault.Input, err, locale.M("workspace.cannot_read", "path", path, "reason", reason(err)))
}

// reason puts the usual errors of a file system into words.
func reason(err error) locale.Message {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return locale.M("workspace.reason_not_there")
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return locale.M("workspace.reason_not_allowed")
	case errors.Is(err, fs.ErrExist):
		return locale.M("workspace.reason_exists")
	case errors.Is(err, syscall.EISDIR):
		return locale.M("workspace.reason_folder")
	case errors.Is(err, syscall.ENOTDIR):
		return locale.M("workspace.reason_not_folder")
	case errors.Is(err, syscall.ENAMETOOLONG):
		return locale.M("workspace.reason_name_too_long")
	}
	return locale.M("workspace.reason_other")
}

// asFault returns the fault in err's chain.
func asFault(err error) (*fault.Error, bool) { return errors.AsType[*fault.Error](err) }
