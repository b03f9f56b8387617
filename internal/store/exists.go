package store

// Generation returns the number of what was loaded last, and whether anything
// was, without opening the store.
func (u URL) Generation() (number int, loaded bool) {
	number, err := u.current()
	return number, err == nil
}
