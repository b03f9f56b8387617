package workspace

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"heng/internal/archive"
	"heng/internal/disk"
	"heng/internal/fault"
	"heng/internal/journal"
	"heng/internal/locale"
	"heng/internal/store"
)

// releasesDir holds the releases, each of which names the one before: of all
// outputs they alone cannot be made again.
const releasesDir = OutDir + "/releases"

// The folders of an archive: the files of the workspace, and those of the copy of a
// shared store.
const (
	workspaceEntries = "workspace/"
	storeEntries     = "store/"
)

// BackupOptions say what is kept where.
type BackupOptions struct {
	Path    string    // the archive; nothing may be there yet
	Store   string    // the store given, if any; only a shared one is kept
	Now     time.Time // written in the lock of the store's copy, never in the archive
	Version string    // of the program

	// At, where it is set, is called when a backup reaches a named step: "packed",
	// "synced", "placed". A test stops the process there.
	At func(step string)
}

// BackedUp is what Backup kept.
type BackedUp struct {
	Files  int   // of the workspace
	Bytes  int64 // of the archive
	SHA256 string
	Tables []store.CopiedTable // of a shared store
}

// Backup keeps in one archive what cannot be made again of the workspace in dir:
// every file but those of .heng and out, the releases, and what a shared store
// holds, since others may have loaded it. Definitions may be wrong; where the
// records are kept has to be known. A file that changes meanwhile is a refusal,
// but for records that are only ever added to: of those the archive holds what
// there was when the backup began. The archive is written whole or not at all.
func Backup(ctx context.Context, dir string, options BackupOptions) (*BackedUp, error) {
	w, url, err := openRecorded(dir, options.Store, options.Now)
	if err != nil {
		return nil, err
	}
	if _, err := os.Lstat(options.Path); err == nil {
		return nil, fault.New(fault.Refused, locale.M("workspace.backup_exists", "path", options.Path)).
			WithHint(locale.M("workspace.backup_exists_hint"))
	}
	if err := w.wantOutside(options.Path); err != nil {
		return nil, err
	}
	kept, err := w.kept()
	if err != nil {
		return nil, err
	}
	grown, err := w.grown()
	if err != nil {
		return nil, err
	}
	people := archive.Source{Name: workspaceEntries + JournalFile, Mode: 0o600}
	if w.inStore() {
		if people.Text, err = w.peopleText(ctx, url); err != nil {
			return nil, err
		}
		people.Size = int64(len(people.Text))
	}
	sources := make([]archive.Source, 0, len(kept))
	for name, state := range kept {
		if slices.Contains(growing, name) {
			continue
		}
		sources = append(sources, archive.Source{Name: workspaceEntries + name, Path: filepath.Join(w.Root, filepath.FromSlash(name)), Size: state.Size})
	}
	sources = append(sources, grown...)
	if people.Size > 0 { // and not what the file holds of them
		sources = append(slices.DeleteFunc(sources, func(s archive.Source) bool { return s.Name == people.Name }), people)
	}
	slices.SortFunc(sources, func(a, b archive.Source) int { return strings.Compare(a.Name, b.Name) })
	out := &BackedUp{Files: len(sources)}
	m := &archive.Manifest{Heng: options.Version}
	if w.Package != nil {
		m.Package = w.Package.Name
	}
	if url.Shared() {
		dir, err := os.MkdirTemp(filepath.Dir(options.Path), ".heng-backup-")
		if err != nil {
			return nil, disk.CannotWrite(options.Path, err)
		}
		defer func() { _ = os.RemoveAll(dir) }()
		copied, tables, err := copyShared(ctx, url, dir, options.Now)
		if err != nil {
			return nil, err
		}
		sources = append(sources, copied...)
		out.Tables = tables
		for _, t := range tables {
			m.Tables = append(m.Tables, archive.Table(t))
		}
	}
	out.Bytes, out.SHA256, err = archive.Write(ctx, options.Path, m, sources, archive.Writing{
		Unchanged: func() error { return w.wantUnchanged(kept, grown) },
		At:        options.At,
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// wantOutside refuses an archive in the folder that it is to outlive, which the
// next backup would keep, too.
func (w *Workspace) wantOutside(path string) error {
	root, err := filepath.EvalSymlinks(w.Root)
	if err != nil {
		return disk.CannotRead(w.Root, err)
	}
	dir, err := filepath.EvalSymlinks(filepath.Dir(path))
	if err != nil {
		return disk.CannotWrite(path, err)
	}
	if relative, err := filepath.Rel(root, dir); err == nil && filepath.IsLocal(relative) {
		return fault.New(fault.Refused, locale.M("workspace.backup_inside", "path", path)).
			WithHint(locale.M("workspace.backup_inside_hint"))
	}
	return nil
}

// kept lists what a backup keeps of the workspace's folder, by path: all that is
// not made by Heng, whatever it is called, and what the data package names.
func (w *Workspace) kept() (map[string]fileState, error) {
	all := map[string]fileState{}
	if err := w.keep(all, "", nil); err != nil {
		return nil, err
	}
	if w.Package == nil {
		return all, nil
	}
	for _, r := range w.Package.Resources {
		names, err := r.Files(w.Root)
		if err != nil {
			continue // a load says what is wrong with them
		}
		for _, name := range names {
			info, err := os.Stat(filepath.Join(w.Root, filepath.FromSlash(name)))
			if err == nil && info.Mode().IsRegular() && fs.ValidPath(name) {
				all[name] = stateOf(info)
			}
		}
	}
	return all, nil
}

// keep lists the files of a folder. Links are followed, since what they point at
// may lie elsewhere; above are the folders that this one lies in, to find a link
// back.
func (w *Workspace) keep(all map[string]fileState, dir string, above []fs.FileInfo) error {
	full := filepath.Join(w.Root, filepath.FromSlash(dir))
	info, err := os.Stat(full)
	if err != nil {
		return disk.CannotRead(full, err)
	}
	if slices.ContainsFunc(above, func(a fs.FileInfo) bool { return os.SameFile(a, info) }) {
		return fault.New(fault.Refused, locale.M("workspace.backup_circle", "path", dir))
	}
	above = append(slices.Clone(above), info)
	entries, err := os.ReadDir(full)
	if err != nil {
		return disk.CannotRead(full, err)
	}
	for _, e := range entries {
		name := path.Join(dir, e.Name())
		if name == PrivateDir || name == OutDir {
			continue
		}
		info, err := os.Stat(filepath.Join(full, e.Name()))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue // a link to nothing, as some editors make for a lock
		case err != nil:
			return disk.CannotRead(filepath.Join(full, e.Name()), err)
		case info.IsDir():
			if err := w.keep(all, name, above); err != nil {
				return err
			}
			continue
		case !info.Mode().IsRegular() || !utf8.ValidString(name):
			return fault.New(fault.Refused, locale.M("workspace.backup_no_file", "path", strings.ToValidUTF8(name, "?"))).
				WithHint(locale.M("workspace.backup_no_file_hint"))
		}
		all[name] = stateOf(info)
	}
	if dir != "" {
		return nil
	}
	if _, err := os.Stat(filepath.Join(w.Root, filepath.FromSlash(releasesDir))); err == nil {
		return w.keep(all, releasesDir, above)
	}
	return nil
}

// growing are the records that are only ever added to, also while a backup is made.
var growing = []string{JournalFile, releasesRecord}

// grown reads what there is of the records that grow: of the journal its whole
// decisions. The other is replaced by a longer one, and so always whole.
func (w *Workspace) grown() ([]archive.Source, error) {
	var sources []archive.Source
	for _, name := range growing {
		full := filepath.Join(w.Root, filepath.FromSlash(name))
		text, err := os.ReadFile(full)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, disk.CannotRead(full, err)
		}
		if name == JournalFile {
			text = text[:journal.Whole(text)]
		}
		sources = append(sources, archive.Source{Name: workspaceEntries + name, Path: full, Size: int64(len(text)), Text: text})
	}
	return sources, nil
}

// wantUnchanged refuses when the folder no longer is what was listed, or what has
// grown no longer begins as it did.
func (w *Workspace) wantUnchanged(kept map[string]fileState, grown []archive.Source) error {
	now, err := w.kept()
	if err != nil {
		return err
	}
	again, err := w.grown()
	if err != nil {
		return err
	}
	var changed []string
	for _, before := range grown {
		if !slices.ContainsFunc(again, func(s archive.Source) bool { return s.Name == before.Name && bytes.HasPrefix(s.Text, before.Text) }) {
			changed = append(changed, strings.TrimPrefix(before.Name, workspaceEntries))
		}
	}
	for _, name := range growing {
		delete(kept, name)
		delete(now, name)
	}
	for name, state := range kept {
		if found, ok := now[name]; !ok || !found.same(state) {
			changed = append(changed, name)
		}
		delete(now, name)
	}
	for name := range now {
		changed = append(changed, name)
	}
	slices.Sort(changed)
	return archive.Changed(changed)
}

// copyShared copies what a shared store holds into files of the embedded engine
// under dir. A store that holds nothing gives none.
func copyShared(ctx context.Context, from store.URL, dir string, now time.Time) ([]archive.Source, []store.CopiedTable, error) {
	to, err := store.ParseURL(store.DefaultURL, dir)
	if err != nil {
		return nil, nil, err
	}
	tables, err := store.Copy(ctx, from, to, store.CopyOptions{Now: now})
	if errors.Is(err, store.ErrNothingLoaded) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	names, err := to.Files()
	if err != nil {
		return nil, nil, disk.CannotRead(dir, err)
	}
	var sources []archive.Source
	for _, name := range names {
		full := filepath.Join(dir, PrivateDir, name)
		info, err := os.Stat(full)
		if err != nil {
			return nil, nil, disk.CannotRead(full, err)
		}
		sources = append(sources, archive.Source{Name: storeEntries + name, Path: full, Size: info.Size()})
	}
	return sources, tables, nil
}
