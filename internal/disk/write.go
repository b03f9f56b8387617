package disk

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"heng/internal/fault"
	"heng/internal/locale"
)

// File is a file to be written.
type File struct {
	Path    string
	Content []byte
}

// WriteFile writes a file whole or not at all: into a temporary file beside it,
// to the disk, then under its name. Folders that are not there are made.
func WriteFile(path string, content []byte) error {
	return WriteFiles([]File{{path, content}})
}

// WriteFiles writes files that belong together. Nothing is replaced before all
// of them are on the disk.
func WriteFiles(files []File) error {
	var staged []string
	defer func() {
		for _, temporary := range staged {
			_ = os.Remove(temporary) // what was renamed is no longer there
		}
	}()
	for _, f := range files {
		temporary, err := stage(f)
		if err != nil {
			return CannotWrite(f.Path, err)
		}
		staged = append(staged, temporary)
	}
	for i, f := range files {
		if err := os.Rename(staged[i], f.Path); err != nil {
			return CannotWrite(f.Path, err)
		}
		if err := SyncDir(filepath.Dir(f.Path)); err != nil {
			return CannotWrite(f.Path, err)
		}
	}
	return nil
}

// stage writes a file to the disk under a temporary name, which it returns.
func stage(target File) (_ string, err error) {
	dir := filepath.Dir(target.Path)
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return "", err
	}
	// The name begins with a dot so that a watcher does not take it for a whole file.
	f, err := os.CreateTemp(dir, "."+filepath.Base(target.Path)+".*")
	if err != nil {
		return "", err
	}
	defer func() {
		if err != nil {
			f.Close()
			_ = os.Remove(f.Name())
		}
	}()
	if _, err := f.Write(target.Content); err != nil {
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

// CannotWrite says why a file could not be written.
func CannotWrite(path string, err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fault.Wrap(fault.Store, err, locale.M("disk.full", "path", path)).
			WithHint(locale.M("disk.full_hint"))
	}
	return fault.Wrap(fault.Input, err, locale.M("disk.cannot_write", "path", path, "reason", reason(err)))
}

// CannotRead says why a file could not be read.
func CannotRead(path string, err error) error {
	return fault.Wrap(fault.Input, err, locale.M("disk.cannot_read", "path", path, "reason", reason(err)))
}

// reason puts the usual errors of a file system into words.
func reason(err error) locale.Message {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return locale.M("disk.reason_not_there")
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return locale.M("disk.reason_not_allowed")
	case errors.Is(err, fs.ErrExist):
		return locale.M("disk.reason_exists")
	case errors.Is(err, syscall.EISDIR):
		return locale.M("disk.reason_folder")
	case errors.Is(err, syscall.ENOTDIR):
		return locale.M("disk.reason_not_folder")
	case errors.Is(err, syscall.ENAMETOOLONG):
		return locale.M("disk.reason_name_too_long")
	}
	return locale.M("disk.reason_other")
}

// WantEmpty refuses a folder that holds anything; one that is not there is empty.
func WantEmpty(dir string) error {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return CannotWrite(dir, err)
	case len(entries) > 0:
		return fault.New(fault.Refused, locale.M("disk.not_empty", "path", dir)).
			WithHint(locale.M("disk.not_empty_hint"))
	}
	return nil
}
