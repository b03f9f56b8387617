package workspace

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"heng/internal/disk"
	"heng/internal/fault"
	"heng/internal/locale"
)

// RecordsDir holds what people did: it cannot be made again, and is backed up.
const RecordsDir = "records"

const (
	releasesRecord = RecordsDir + "/releases.jsonl"
	releaseKeyFile = RecordsDir + "/release.key"
)

// releaseRecord is a line of records/releases.jsonl, which is only ever added to.
// Each holds the hash of the line before, so that a line that is changed or taken
// out shows.
type releaseRecord struct {
	Event    string `json:"event"` // candidate, approved or published
	Release  string `json:"release"`
	Manifest string `json:"manifest_sha256"`
	By       string `json:"by"`
	Role     string `json:"role,omitempty"`
	On       string `json:"on"`
	Compiled bool   `json:"compilation_considered,omitempty"`
	Before   string `json:"before"` // SHA-256 of the line before; empty for the first
}

// releaseRecords reads the record, and refuses one that was tampered with.
func (w *Workspace) releaseRecords() ([]releaseRecord, error) {
	text, err := os.ReadFile(filepath.Join(w.Root, filepath.FromSlash(releasesRecord)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, disk.CannotRead(releasesRecord, err)
	}
	var all []releaseRecord
	before := ""
	for n, line := range bytes.Split(bytes.TrimSuffix(text, []byte("\n")), []byte("\n")) {
		var r releaseRecord
		if err := json.Unmarshal(line, &r); err != nil || r.Before != before {
			return nil, fault.New(fault.Input, locale.M("workspace.record_broken", "file", releasesRecord, "line", n+1)).
				WithHint(locale.M("workspace.record_broken_hint"))
		}
		sum := sha256.Sum256(line)
		before = hex.EncodeToString(sum[:])
		all = append(all, r)
	}
	return all, nil
}

// appendRecord adds a line to the record.
func (w *Workspace) appendRecord(r releaseRecord) error {
	if _, err := w.releaseRecords(); err != nil {
		return err
	}
	path := filepath.Join(w.Root, filepath.FromSlash(releasesRecord))
	text, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return disk.CannotRead(releasesRecord, err)
	}
	if lines := bytes.Split(bytes.TrimSuffix(text, []byte("\n")), []byte("\n")); len(text) > 0 {
		sum := sha256.Sum256(lines[len(lines)-1])
		r.Before = hex.EncodeToString(sum[:])
	}
	line, err := json.Marshal(r)
	if err != nil {
		return fault.Wrap(fault.Internal, err, locale.M("workspace.unexpected"))
	}
	return disk.WriteFile(path, append(append(text, line...), '\n'))
}

// releaseKey is the key of the hashes of inputs: made once, and never released.
func (w *Workspace) releaseKey() ([]byte, error) {
	path := filepath.Join(w.Root, filepath.FromSlash(releaseKeyFile))
	text, err := os.ReadFile(path)
	if err == nil {
		key, err := hex.DecodeString(string(bytes.TrimSpace(text)))
		if err != nil || len(key) < 16 {
			return nil, fault.New(fault.Input, locale.M("workspace.key_broken", "file", releaseKeyFile))
		}
		return key, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, disk.CannotRead(releaseKeyFile, err)
	}
	key := make([]byte, 32)
	if _, err := rand.Read(key); err != nil {
		return nil, fault.Wrap(fault.Internal, err, locale.M("workspace.unexpected"))
	}
	if err := disk.WriteFile(path, []byte(hex.EncodeToString(key)+"\n")); err != nil {
		return nil, err
	}
	return key, os.Chmod(path, 0o600)
}
