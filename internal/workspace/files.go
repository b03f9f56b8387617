package workspace

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"heng/internal/disk"
)

// fileState is what tells whether a file has changed since it was hashed.
type fileState struct {
	Size     int64     `json:"size"`
	Modified time.Time `json:"modified"`
	SHA256   string    `json:"sha256,omitempty"`
}

// same reports whether size and time are those of the other state.
func (s fileState) same(other fileState) bool {
	return s.Size == other.Size && s.Modified.Equal(other.Modified)
}

// listFiles returns every file that can decide what a workspace says, by its
// path relative to root: all of them but outputs, the journal of what people do
// on the dashboard, and names that begin with a dot (.heng, .git, what editors
// leave behind).
func listFiles(root string) (map[string]fileState, error) {
	files := map[string]fileState{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // deleted while the folder was read
		}
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(root, path)
		if err != nil || relative == "." {
			return err
		}
		switch {
		case strings.HasPrefix(d.Name(), "."), relative == OutDir, filepath.ToSlash(relative) == JournalFile:
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case d.IsDir():
			return nil
		}
		info, err := os.Stat(path) // through a link, to what is read
		if errors.Is(err, fs.ErrNotExist) || err == nil && !info.Mode().IsRegular() {
			return nil
		}
		if err != nil {
			return err
		}
		files[filepath.ToSlash(relative)] = stateOf(info)
		return nil
	})
	if err != nil {
		return nil, disk.CannotRead(root, err)
	}
	return files, nil
}

func stateOf(info fs.FileInfo) fileState {
	return fileState{Size: info.Size(), Modified: info.ModTime().UTC()}
}

// hashFile returns the sha256 of a file's content.
func hashFile(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

func hashBytes(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// Stamp names the state of all files of a workspace by their sizes and times:
// another stamp means that something has changed.
func Stamp(dir string) (string, error) {
	files, err := listFiles(dir)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintf(&b, "%q %d %d\n", name, files[name].Size, files[name].Modified.UnixNano())
	}
	return hashBytes([]byte(b.String())), nil
}
