package workspace

import (
	"context"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"heng/internal/archive"
	"heng/internal/store"
)

// Restored is what Restore brought back.
type Restored struct {
	Package string // the data package's name
	Files   int    // of the workspace
	Tables  []store.CopiedTable
	Stored  bool // heng.yaml keeps people's records in the store, and they are in the folder now
}

// Restore brings a backup back into dir, which must be empty or not there, whole or
// not at all. What a shared store held comes to lie in the workspace's own store.
func Restore(ctx context.Context, path, dir string) (*Restored, error) {
	m, err := archive.Restore(ctx, path, dir, backupTarget)
	if err != nil {
		return nil, err
	}
	out := &Restored{Package: m.Package, Stored: storedIn(dir)}
	for _, e := range m.Files {
		if strings.HasPrefix(e.Name, workspaceEntries) {
			out.Files++
		}
	}
	for _, t := range m.Tables {
		out.Tables = append(out.Tables, store.CopiedTable(t))
	}
	return out, nil
}

// backupTarget is where an entry comes to lie in the restored folder; false for a name
// that no backup gives, such as one that leads out of it.
func backupTarget(entry string) (string, bool) {
	name, ok := strings.CutPrefix(entry, workspaceEntries)
	if !ok {
		name, ok = strings.CutPrefix(entry, storeEntries)
		name = path.Join(PrivateDir, name)
		ok = ok && path.Dir(name) == PrivateDir
	}
	return name, ok && fs.ValidPath(name) && name != "." && filepath.IsLocal(filepath.FromSlash(name)) && !strings.ContainsRune(name, 0)
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
