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

// Newest returns the number of what was loaded last where the store was opened. A
// server is asked by the connection that the store holds; an error says that it
// could not be, and nothing of what is loaded.
func (s *Store) Newest(ctx context.Context) (number int, err error) {
	if s.engine.hold != nil {
		number, err = s.url.shared.now(ctx, s.engine.hold.db)
	} else {
		number, err = s.url.current()
	}
	if none := nothing(err); none != nil {
		return 0, none
	}
	return number, Classify(ctx, err)
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
