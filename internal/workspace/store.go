package workspace

import "heng/internal/store"

// StoreURL returns the store that holds the workspace's records: the one given
// (a flag, the environment), else heng.yaml's. A path in it counts from the
// workspace.
func (w *Workspace) StoreURL(given string) (store.URL, error) {
	if given == "" {
		given = w.Settings.Store
	}
	u, err := store.ParseURL(given, w.Root)
	if err != nil {
		return u, err
	}
	name := ""
	if w.Package != nil {
		name = w.Package.Name
	}
	return u.Of(name), nil
}
