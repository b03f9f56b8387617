package archive

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"heng/internal/disk"
	"heng/internal/fault"
	"heng/internal/locale"
)

// maxManifest bounds what is taken for a manifest.
const maxManifest = 256 << 20

// Target says where an entry comes to lie in the folder; false for a name that no
// archive gives, such as one that leads out of it.
type Target func(entry string) (path string, ok bool)

// Restore brings an archive's files back into dir, which must be empty or not there.
// Every entry is held against the manifest in a folder beside it; only then does that
// folder get its name. An archive that is not what was written is an error of input.
func Restore(ctx context.Context, path, dir string, target Target) (*Manifest, error) {
	if err := disk.WantEmpty(dir); err != nil {
		return nil, err
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, disk.CannotWrite(dir, err)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, disk.CannotRead(path, err)
	}
	defer f.Close()
	a, err := read(f, path, target)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o777); err != nil {
		return nil, disk.CannotWrite(dir, err)
	}
	beside, err := os.MkdirTemp(filepath.Dir(dir), "."+filepath.Base(dir)+".restore-")
	if err != nil {
		return nil, disk.CannotWrite(dir, err)
	}
	defer func() { _ = os.RemoveAll(beside) }()
	staged := filepath.Join(beside, "workspace")
	if err := os.Mkdir(staged, 0o777); err != nil {
		return nil, disk.CannotWrite(dir, err)
	}
	for _, e := range a.manifest.Files {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := a.extract(ctx, e, staged, dir); err != nil {
			return nil, err
		}
	}
	if err := syncFolders(staged); err != nil {
		return nil, disk.CannotWrite(dir, err)
	}
	if err := os.Remove(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, disk.CannotWrite(dir, err)
	}
	if err := os.Rename(staged, dir); err != nil {
		return nil, disk.CannotWrite(dir, err)
	}
	if err := disk.SyncDir(filepath.Dir(dir)); err != nil {
		return nil, disk.CannotWrite(dir, err)
	}
	return &a.manifest, nil
}

// read opens an archive and holds its list against the manifest's.
func read(f *os.File, path string, target Target) (*archive, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, disk.CannotRead(path, err)
	}
	if info.IsDir() {
		return nil, fault.New(fault.Input, locale.M("disk.cannot_read", "path", path, "reason", locale.M("disk.reason_folder")))
	}
	r, err := zip.NewReader(f, info.Size())
	if err != nil {
		return nil, fault.Wrap(fault.Input, err, locale.M("archive.none", "path", path, "bytes", info.Size())).
			WithHint(locale.M("archive.broken_hint"))
	}
	a := &archive{path: path, entries: map[string]*zip.File{}, target: target}
	return a, a.read(r)
}

// archive is one that is read.
type archive struct {
	path     string
	entries  map[string]*zip.File
	manifest Manifest
	target   Target
}

// broken says at which entry an archive is not what was written.
func (a *archive) broken(cause error, key, entry string) error {
	return fault.Wrap(fault.Input, cause, locale.M("archive."+key, "path", a.path, "entry", strings.ToValidUTF8(entry, "?"))).
		WithHint(locale.M("archive.broken_hint"))
}

// read reads the manifest and holds its list against the archive's own.
func (a *archive) read(r *zip.Reader) error {
	for _, f := range r.File {
		if _, twice := a.entries[f.Name]; twice {
			return a.broken(nil, "twice", f.Name)
		}
		a.entries[f.Name] = f
	}
	found, ok := a.entries[manifestEntry]
	if !ok {
		return a.broken(nil, "missing", manifestEntry)
	}
	delete(a.entries, manifestEntry)
	in, err := found.Open()
	if err != nil {
		return a.broken(err, "changed", manifestEntry)
	}
	defer in.Close()
	text, err := io.ReadAll(io.LimitReader(in, maxManifest))
	if err != nil {
		return a.broken(err, "changed", manifestEntry)
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	if err := decoder.Decode(&a.manifest); err != nil {
		return a.broken(err, "changed", manifestEntry)
	}
	if a.manifest.Format != format {
		return fault.New(fault.Input, locale.M("archive.format", "path", a.path)).WithHint(locale.M("archive.format_hint"))
	}
	listed := map[string]bool{}
	for _, e := range a.manifest.Files {
		if _, ok := a.target(e.Name); !ok || listed[e.Name] {
			return a.broken(nil, "name", e.Name)
		}
		listed[e.Name] = true
		if a.entries[e.Name] == nil {
			return a.broken(nil, "missing", e.Name)
		}
	}
	for _, f := range r.File {
		if f.Name != manifestEntry && !listed[f.Name] {
			return a.broken(nil, "unlisted", f.Name)
		}
	}
	return nil
}

// extract writes an entry into the staged folder and holds it against its hash.
func (a *archive) extract(ctx context.Context, e Entry, staged, dir string) (err error) {
	name, _ := a.target(e.Name)
	mode, err := strconv.ParseUint(e.Mode, 8, 32)
	if err != nil || mode > 0o777 {
		return a.broken(err, "changed", manifestEntry)
	}
	in, err := a.entries[e.Name].Open()
	if err != nil {
		return a.broken(err, "changed", e.Name)
	}
	defer in.Close()
	to, shown := filepath.Join(staged, filepath.FromSlash(name)), filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(to), 0o777); err != nil {
		return disk.CannotWrite(shown, err)
	}
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return disk.CannotWrite(shown, err)
	}
	defer func() { _ = out.Close() }()
	h := sha256.New()
	from := &failing{from: io.LimitReader(in, e.Bytes+1), ctx: ctx} // not more than promised, however much it unpacks to
	n, err := io.Copy(io.MultiWriter(out, h), from)
	switch {
	case from.err != nil && ctx.Err() != nil:
		return ctx.Err()
	case from.err != nil:
		return a.broken(from.err, "changed", e.Name)
	case err != nil:
		return disk.CannotWrite(shown, err)
	case n != e.Bytes || hex.EncodeToString(h.Sum(nil)) != e.SHA256:
		return a.broken(nil, "changed", e.Name)
	}
	if err := errors.Join(out.Chmod(fs.FileMode(mode)|0o600), out.Sync(), out.Close()); err != nil {
		return disk.CannotWrite(shown, err)
	}
	return nil
}

// syncFolders brings the names in a folder and in those below it to the disk.
func syncFolders(root string) error {
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		return disk.SyncDir(path)
	})
}
