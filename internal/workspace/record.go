package workspace

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"heng/internal/locale"

	"heng/internal/disk"
)

// record is what .heng/build.json keeps of the last build: enough to tell that
// nothing has changed, and to say again what it said.
type record struct {
	Fingerprint string                   `json:"fingerprint"`
	Files       map[string]fileState     `json:"files"`
	Program     fileState                `json:"program"`
	Generation  int                      `json:"generation"` // of the store
	Outputs     []output                 `json:"outputs"`
	Folders     []output                 `json:"folders"` // of files; the hash is that of their names and sizes
	Summary     map[locale.Lang][]string `json:"summary"`
	Warnings    int                      `json:"warnings"`
	Hashed      time.Time                `json:"hashed"` // when the files were read
}

// output is a file that a build wrote.
type output struct {
	Path   string `json:"path"` // relative to the workspace
	SHA256 string `json:"sha256"`
}

// recordFile is where the record lies, relative to the workspace.
const recordFile = PrivateDir + "/build.json"

// racy is how fresh a file may be for its time to prove nothing: clocks of file
// systems are coarse, and a file written twice within one tick has one time.
const racy = 2 * time.Second

// readRecord returns the record of the last build; an empty one when there is
// none that can be read, which costs a build and no more.
func readRecord(root string) *record {
	r := &record{}
	text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(recordFile)))
	if err == nil && json.Unmarshal(text, r) != nil {
		r = &record{}
	}
	return r
}

func (r *record) write(root string) error {
	text, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		return err
	}
	return disk.WriteFile(filepath.Join(root, filepath.FromSlash(recordFile)), append(text, '\n'))
}

// hashes returns the state of each file with its sha256. What has the size and
// the time that the record knows, and was not written just when the record was
// made, is not read again.
func (r *record) hashes(root string, files map[string]fileState) (map[string]fileState, error) {
	hashed := map[string]fileState{}
	for name, state := range files {
		known, ok := r.Files[name]
		if ok && known.same(state) && known.SHA256 != "" && state.Modified.Add(racy).Before(r.Hashed) {
			hashed[name] = known
			continue
		}
		path := filepath.FromSlash(name)
		if !filepath.IsAbs(path) {
			path = filepath.Join(root, path)
		}
		sum, err := hashFile(path)
		if err != nil {
			return nil, disk.CannotRead(name, err)
		}
		state.SHA256 = sum
		hashed[name] = state
	}
	return hashed, nil
}

// fingerprint names everything that decides the outputs of a build.
func fingerprint(files map[string]fileState, settings ...string) string {
	var b strings.Builder
	for _, s := range settings {
		fmt.Fprintf(&b, "%q\n", s)
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintf(&b, "%q %s\n", name, files[name].SHA256)
	}
	return hashBytes([]byte(b.String()))
}

// standing reports whether the outputs are as the build left them.
func (r *record) standing(root string) bool {
	if len(r.Outputs) == 0 {
		return false
	}
	for _, o := range r.Outputs {
		sum, err := hashFile(filepath.Join(root, filepath.FromSlash(o.Path)))
		if err != nil || sum != o.SHA256 {
			return false
		}
	}
	for _, o := range r.Folders {
		sum, err := hashFolder(filepath.Join(root, filepath.FromSlash(o.Path)))
		if err != nil || sum != o.SHA256 {
			return false
		}
	}
	return true
}

// hashFolder names the files of a folder with their sizes.
func hashFolder(root string) (string, error) {
	var b strings.Builder
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(root, path)
		fmt.Fprintf(&b, "%q %d\n", filepath.ToSlash(relative), info.Size())
		return err
	})
	return hashBytes([]byte(b.String())), err
}
