package archive

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

// Source is a file that an archive is to hold.
type Source struct {
	Name string // in the archive
	Path string // where it lies; empty: nowhere
	Size int64
	Text []byte      // where it has been read already
	Mode fs.FileMode // of what lies nowhere
}

// Writing says how an archive is written.
type Writing struct {
	// Unchanged is asked when all is packed whether the sources are what they were.
	Unchanged func() error
	// At, where it is set, is called at a named step: "packed", "synced", "placed". A
	// test stops the process there.
	At func(step string)
}

// Write writes the sources and the manifest, which it completes, under a temporary
// name, to the disk, and then under path unless something came to lie there. It
// returns the archive's bytes and their hash. The same sources give the same archive.
func Write(ctx context.Context, path string, m *Manifest, sources []Source, how Writing) (size int64, sum string, err error) {
	at := func(step string) {
		if how.At != nil {
			how.At(step)
		}
	}
	m.Format, m.Files = format, nil
	dir := filepath.Dir(path)
	// For its owner alone: it holds what is not to be seen by all, keys too.
	f, err := os.CreateTemp(dir, "."+filepath.Base(path)+".*")
	if err != nil {
		return 0, "", disk.CannotWrite(path, err)
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
		return 0, "", disk.CannotWrite(path, err)
	}
	at("packed")
	if how.Unchanged != nil {
		if err := how.Unchanged(); err != nil {
			return 0, "", err
		}
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return 0, "", disk.CannotWrite(path, err)
	}
	at("synced")
	if err := place(f.Name(), path); err != nil {
		return 0, "", disk.CannotWrite(path, err)
	}
	at("placed")
	if err := disk.SyncDir(dir); err != nil {
		return 0, "", disk.CannotWrite(path, err)
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
func pack(ctx context.Context, to io.Writer, m *Manifest, sources []Source) error {
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
		return err
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

func packFile(ctx context.Context, archive *zip.Writer, s Source) (Entry, error) {
	in, mode := io.Reader(bytes.NewReader(s.Text)), s.Mode
	if s.Path != "" {
		file, err := os.Open(s.Path)
		if err != nil {
			return Entry{}, disk.CannotRead(s.Path, err)
		}
		defer file.Close()
		info, err := file.Stat()
		if err != nil {
			return Entry{}, disk.CannotRead(s.Path, err)
		}
		if mode = info.Mode().Perm(); s.Text == nil {
			in = file
		}
	}
	out, err := archive.CreateHeader(&zip.FileHeader{Name: s.Name, Method: zip.Deflate})
	if err != nil {
		return Entry{}, err
	}
	h := sha256.New()
	from := &failing{from: in, ctx: ctx}
	n, err := io.Copy(io.MultiWriter(out, h), from)
	switch {
	case from.err != nil && ctx.Err() != nil:
		return Entry{}, ctx.Err()
	case from.err != nil:
		return Entry{}, disk.CannotRead(s.Path, from.err)
	case err != nil:
		return Entry{}, err
	case n != s.Size:
		return Entry{}, Changed([]string{s.Name})
	}
	return Entry{Name: s.Name, Bytes: n, SHA256: hex.EncodeToString(h.Sum(nil)), Mode: fmt.Sprintf("%04o", mode)}, nil
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

// Changed refuses an archive of files that are being written; nil where none is named.
func Changed(names []string) error {
	if len(names) == 0 {
		return nil
	}
	return fault.New(fault.Refused, locale.M("archive.changed_meanwhile", "names", names)).
		WithHint(locale.M("archive.changed_meanwhile_hint"))
}
