package store

import "context"

// Generation returns the number of what was loaded last, and whether anything
// was, without opening the store.
func (u URL) Generation() (number int, loaded bool) {
	if u.shared != nil {
		return u.shared.generation()
	}
	number, err := u.current()
	return number, err == nil
}

// generation asks the server; one that cannot be reached holds nothing, and the
// command that then tries to open it says why.
func (s *shared) generation() (int, bool) {
	ctx := context.Background()
	e, err := s.dial(ctx, nil)
	if err != nil {
		return 0, false
	}
	defer func() { _ = e.close() }()
	found, err := s.state(ctx, e.db)
	return found.Generation, err == nil && found.Generation > 0
}
