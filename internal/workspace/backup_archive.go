package workspace

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"heng/internal/disk"
	"heng/internal/fault"
	"heng/internal/locale"
)

// A backup is a zip archive: the files of the workspace, those of the copy of a
// shared store, and, as its last entry, the manifest. It holds no time, so that
// the same files give the same archive.
const (
	backupFormat     = "heng-backup-1"
	workspaceEntries = "workspace/"
	storeEntries     = "store/"
	manifestEntry    = "manifest.json"
)

// backupManifest says what an archive holds.
type backupManifest struct {
	Format  string        `json:"format"`
	Heng    string        `json:"heng"`
	Package string        `json:"package"`
	Tables  []backupTable `json:"tables,omitempty"` // of the copy of a shared store
	Files   []backupEntry `json:"files"`
}

// backupTable is a table of the copy of a shared store.
type backupTable struct {
	Name string `json:"name"`
	Rows int64  `json:"rows"`
}

// backupEntry is a file of an archive.
type backupEntry struct {
	Name   string `json:"name"` // in the archive
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
	Mode   string `json:"mode"` // who may read and write it, in octal
}

// source is a file that an archive is to hold.
type source struct {
	name, path string
	size       int64
	text       []byte      // where it has been read already
	mode       fs.FileMode // of what is no file
}

// writeBackup writes the archive under a temporary name, to the disk, and then
// under its own unless something came to lie there. What unchanged says is asked
// when all is packed.
func writeBackup(ctx context.Context, options BackupOptions, m *backupManifest, sources []source, unchanged func() error) (size int64, sum string, err error) {
	at := func(step string) {
		if options.At != nil {
			options.At(step)
		}
	}
	dir := filepath.Dir(options.Path)
	// For its owner alone: it holds what is not to be seen by all, keys too.
	f, err := os.CreateTemp(dir, "."+filepath.Base(options.Path)+".*")
	if err != nil {
		return 0, "", disk.CannotWrite(options.Path, err)
	}
	defer func() {
		_ = f.Close()
		_ = os.Remove(f.Name()) // gone once it has its name
	}()
	whole := sha256.New()
	count := &counter{to: io.MultiWriter(f, whole)}
	if err := pack(ctx, count, m, sources); err != nil {
		if _, known := errors.AsType[*fault.Error](err); known || ctx.Err() != nil {
			return 0, "", err
		}
		return 0, "", disk.CannotWrite(options.Path, err)
	}
	at("packed")
	if err := unchanged(); err != nil {
		return 0, "", err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return 0, "", disk.CannotWrite(options.Path, err)
	}
	at("synced")
	if err := place(f.Name(), options.Path); err != nil {
		return 0, "", disk.CannotWrite(options.Path, err)
	}
	at("placed")
	if err := disk.SyncDir(dir); err != nil {
		return 0, "", disk.CannotWrite(options.Path, err)
	}
	return count.n, hex.EncodeToString(whole.Sum(nil)), nil
}

// place gives a file its name, and never takes the place of another: a link
// cannot, a rename could. Some file systems know no links.
func place(from, to string) error {
	err := os.Link(from, to)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	if _, err := os.Lstat(to); err == nil {
		return fs.ErrExist
	}
	return os.Rename(from, to)
}

// counter counts what is written.
type counter struct {
	to io.Writer
	n  int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.to.Write(p)
	c.n += int64(n)
	return n, err
}

// pack writes the files and then the manifest, which it completes.
func pack(ctx context.Context, to io.Writer, m *backupManifest, sources []source) error {
	archive := zip.NewWriter(to)
	for _, s := range sources {
		if err := ctx.Err(); err != nil {
			return err
		}
		entry, err := packFile(ctx, archive, s)
		if err != nil {
			return err
		}
		m.Files = append(m.Files, entry)
	}
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return fault.Wrap(fault.Internal, err, locale.M("workspace.unexpected"))
	}
	entry, err := archive.CreateHeader(&zip.FileHeader{Name: manifestEntry, Method: zip.Deflate})
	if err != nil {
		return err
	}
	if _, err := entry.Write(append(text, '\n')); err != nil {
		return err
	}
	return archive.Close()
}

func packFile(ctx context.Context, archive *zip.Writer, s source) (backupEntry, error) {
	in, mode := io.Reader(bytes.NewReader(s.text)), s.mode
	if s.path != "" {
		file, err := os.Open(s.path)
		if err != nil {
			return backupEntry{}, disk.CannotRead(s.path, err)
		}
		defer file.Close()
		info, err := file.Stat()
		if err != nil {
			return backupEntry{}, disk.CannotRead(s.path, err)
		}
		if mode = info.Mode().Perm(); s.text == nil {
			in = file
		}
	}
	out, err := archive.CreateHeader(&zip.FileHeader{Name: s.name, Method: zip.Deflate})
	if err != nil {
		return backupEntry{}, err
	}
	h := sha256.New()
	from := &failing{from: in, ctx: ctx}
	n, err := io.Copy(io.MultiWriter(out, h), from)
	switch {
	case from.err != nil && ctx.Err() != nil:
		return backupEntry{}, ctx.Err()
	case from.err != nil:
		return backupEntry{}, disk.CannotRead(s.path, from.err)
	case err != nil:
		return backupEntry{}, err
	case n != s.size:
		return backupEntry{}, changedMeanwhile([]string{s.name})
	}
	return backupEntry{Name: s.name, Bytes: n, SHA256: hex.EncodeToString(h.Sum(nil)), Mode: fmt.Sprintf("%04o", mode)}, nil
}

// failing remembers that reading failed, to tell it from a failure to write, and
// ends when its context does.
type failing struct {
	from io.Reader
	ctx  context.Context
	err  error
}

func (f *failing) Read(p []byte) (int, error) {
	if f.err = f.ctx.Err(); f.err != nil {
		return 0, f.err
	}
	n, err := f.from.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		f.err = err
	}
	return n, err
}
