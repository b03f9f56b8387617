package store

// Exists reports whether anything was loaded into the store, without opening
// it.
func (u URL) Exists() bool {
	_, err := u.current()
	return err == nil
}
