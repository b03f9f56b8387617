package workspace

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
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"heng/internal/disk"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/store"
)

// maxManifest bounds what is taken for a manifest.
const maxManifest = 256 << 20

// Restored is what Restore brought back.
type Restored struct {
	Package string // the data package's name
	Files   int    // of the workspace
	Tables  []store.CopiedTable
	Stored  bool // heng.yaml keeps people's records in the store, and they are in the folder now
}

// Restore brings a backup back into dir, which must be empty or not there. Every
// entry is held against the manifest in a folder beside it; only then does that
// folder get its name. What a shared store held comes to lie in the workspace's
// own store.
func Restore(ctx context.Context, archive, dir string) (*Restored, error) {
	if err := disk.WantEmpty(dir); err != nil {
		return nil, err
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, disk.CannotWrite(dir, err)
	}
	f, err := os.Open(archive)
	if err != nil {
		return nil, disk.CannotRead(archive, err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, disk.CannotRead(archive, err)
	}
	if info.IsDir() {
		return nil, fault.New(fault.Input, locale.M("disk.cannot_read", "path", archive, "reason", locale.M("disk.reason_folder")))
	}
	r, err := zip.NewReader(f, info.Size())
	if err != nil {
		return nil, fault.Wrap(fault.Input, err, locale.M("workspace.restore_no_archive", "path", archive, "bytes", info.Size())).
			WithHint(locale.M("workspace.restore_broken_hint"))
	}
	b := &backup{path: archive, entries: map[string]*zip.File{}}
	if err := b.read(r); err != nil {
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
	for _, e := range b.manifest.Files {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := b.extract(ctx, e, staged, dir); err != nil {
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
	out := b.restored()
	out.Stored = storedIn(dir)
	return out, nil
}

// storedIn reports whether a folder holds people's records that its heng.yaml keeps
// in the store.
func storedIn(dir string) bool {
	text, err := os.ReadFile(filepath.Join(dir, SettingsFile))
	if err != nil {
		return false // a backup of it keeps what there is
	}
	settings, _ := ReadSettings(SettingsFile, text)
	_, err = os.Stat(filepath.Join(dir, filepath.FromSlash(JournalFile)))
	return err == nil && settings.Records == recordsInStore
}

// backup is an archive that is read.
type backup struct {
	path     string
	entries  map[string]*zip.File
	manifest backupManifest
}

// broken says at which entry an archive is not what was written.
func (b *backup) broken(cause error, key, entry string) error {
	return fault.Wrap(fault.Input, cause, locale.M("workspace."+key, "path", b.path, "entry", strings.ToValidUTF8(entry, "?"))).
		WithHint(locale.M("workspace.restore_broken_hint"))
}

// read reads the manifest and holds its list against the archive's own.
func (b *backup) read(r *zip.Reader) error {
	for _, f := range r.File {
		if _, twice := b.entries[f.Name]; twice {
			return b.broken(nil, "restore_twice", f.Name)
		}
		b.entries[f.Name] = f
	}
	found, ok := b.entries[manifestEntry]
	if !ok {
		return b.broken(nil, "restore_missing", manifestEntry)
	}
	delete(b.entries, manifestEntry)
	in, err := found.Open()
	if err != nil {
		return b.broken(err, "restore_changed", manifestEntry)
	}
	defer in.Close()
	text, err := io.ReadAll(io.LimitReader(in, maxManifest))
	if err != nil {
		return b.broken(err, "restore_changed", manifestEntry)
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	if err := decoder.Decode(&b.manifest); err != nil {
		return b.broken(err, "restore_changed", manifestEntry)
	}
	if b.manifest.Format != backupFormat {
		return fault.New(fault.Input, locale.M("workspace.restore_format", "path", b.path)).WithHint(locale.M("workspace.restore_format_hint"))
	}
	listed := map[string]bool{}
	for _, e := range b.manifest.Files {
		if _, ok := target(e.Name); !ok || listed[e.Name] {
			return b.broken(nil, "restore_name", e.Name)
		}
		listed[e.Name] = true
		if b.entries[e.Name] == nil {
			return b.broken(nil, "restore_missing", e.Name)
		}
	}
	for _, f := range r.File {
		if f.Name != manifestEntry && !listed[f.Name] {
			return b.broken(nil, "restore_unlisted", f.Name)
		}
	}
	return nil
}

// target is where an entry comes to lie in the restored folder; false for a name
// that no backup gives, such as one that leads out of it.
func target(entry string) (string, bool) {
	name, ok := strings.CutPrefix(entry, workspaceEntries)
	if !ok {
		name, ok = strings.CutPrefix(entry, storeEntries)
		name = path.Join(PrivateDir, name)
		ok = ok && path.Dir(name) == PrivateDir
	}
	return name, ok && fs.ValidPath(name) && name != "." && filepath.IsLocal(filepath.FromSlash(name)) && !strings.ContainsRune(name, 0)
}

// extract writes an entry into the staged folder and holds it against its hash.
func (b *backup) extract(ctx context.Context, e backupEntry, staged, dir string) (err error) {
	name, _ := target(e.Name)
	mode, err := strconv.ParseUint(e.Mode, 8, 32)
	if err != nil || mode > 0o777 {
		return b.broken(err, "restore_changed", manifestEntry)
	}
	in, err := b.entries[e.Name].Open()
	if err != nil {
		return b.broken(err, "restore_changed", e.Name)
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
		return b.broken(from.err, "restore_changed", e.Name)
	case err != nil:
		return disk.CannotWrite(shown, err)
	case n != e.Bytes || hex.EncodeToString(h.Sum(nil)) != e.SHA256:
		return b.broken(nil, "restore_changed", e.Name)
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

func (b *backup) restored() *Restored {
	out := &Restored{Package: b.manifest.Package}
	for _, e := range b.manifest.Files {
		if strings.HasPrefix(e.Name, workspaceEntries) {
			out.Files++
		}
	}
	for _, t := range b.manifest.Tables {
		out.Tables = append(out.Tables, store.CopiedTable(t))
	}
	return out
}
