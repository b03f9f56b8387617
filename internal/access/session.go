package access

import (
	"context"
	"sync"
	"time"

	"heng/internal/journal"
)

// How long a session lasts: unused, and in all.
const (
	sessionIdle = time.Hour
	sessionAll  = 12 * time.Hour
)

// hashing is how many passwords are tried at once: each takes 19 MiB and tens of
// milliseconds, which strangers must not be able to take from everybody else.
const hashing = 2

// sessions is who is signed in, by the hash of what their browser holds. They end
// with the process.
type sessions struct {
	mu    sync.Mutex
	now   func() time.Time
	of    map[string]*session
	tries chan struct{}
}

type session struct {
	account     string
	began, used time.Time
}

func newSessions(now func() time.Time) *sessions {
	return &sessions{now: now, of: map[string]*session{}, tries: make(chan struct{}, hashing)}
}

// absent is the hash of no password, tried where there is no account, so that
// the time an answer takes does not say whether there is one.
var absent = sync.OnceValue(func() string {
	hash, _ := hashPassword("nobody has this password")
	return hash
})

// SignIn returns the token of a new session. What was wrong, the account or the
// password, is not said; that an account is locked or disabled is said only to
// who knows its password.
func (g *Gate) SignIn(ctx context.Context, id, password string) (string, Account, error) {
	wrong := refused("access.wrong")
	select {
	case g.sessions.tries <- struct{}{}:
		defer func() { <-g.sessions.tries }()
	case <-ctx.Done():
		return "", Account{}, ctx.Err()
	}
	if len(password) > maxPassword {
		return "", Account{}, wrong
	}
	a, known := g.find(id)
	hash := a.hash
	if !known || hash == "" {
		hash = absent()
	}
	ok, err := matches(password, hash)
	if err != nil {
		return "", Account{}, err
	}
	now := g.sessions.now()
	state := a.State(now)
	if !known || a.hash == "" || !a.Closed.IsZero() {
		return "", Account{}, wrong
	}
	if state == "locked" {
		// A right password does not open it, and no further failure is counted: who
		// guesses must not be able to keep an account shut for ever.
		if ok {
			return "", Account{}, refused("access.locked", "minutes", int(lockLasts/time.Minute))
		}
		return "", Account{}, wrong
	}
	kind := eventSignedIn
	if !ok {
		kind = eventFailed
	} else if state == "idle" {
		return "", Account{}, refused("access.idle")
	}
	err = g.book.Do(ctx, func(time.Time) ([]journal.Draft, error) {
		return []journal.Draft{{By: a.ID, Kind: kind, Data: about{Account: a.ID}}}, nil
	})
	if err != nil || !ok {
		if err == nil {
			err = wrong
		}
		return "", Account{}, err
	}
	token, hashOfToken, err := newToken()
	if err != nil {
		return "", Account{}, err
	}
	g.sessions.mu.Lock()
	defer g.sessions.mu.Unlock()
	g.sessions.sweep(now)
	g.sessions.of[hashOfToken] = &session{account: a.ID, began: now, used: now}
	return token, a, nil
}

// Session returns the account that a token is of, if its session has not ended.
func (g *Gate) Session(token string) (Account, bool) {
	if token == "" {
		return Account{}, false
	}
	now := g.sessions.now()
	g.sessions.mu.Lock()
	s := g.sessions.of[hashToken(token)]
	if s == nil || s.hasEnded(now) {
		g.sessions.mu.Unlock()
		return Account{}, false
	}
	s.used = now
	id := s.account
	g.sessions.mu.Unlock()
	a, ok := g.find(id)
	return a, ok && a.Closed.IsZero()
}

// SignOut ends a session.
func (g *Gate) SignOut(ctx context.Context, token string) error {
	g.sessions.mu.Lock()
	s := g.sessions.of[hashToken(token)]
	delete(g.sessions.of, hashToken(token))
	g.sessions.mu.Unlock()
	if s == nil {
		return nil
	}
	return g.book.Do(ctx, func(time.Time) ([]journal.Draft, error) {
		return []journal.Draft{{By: s.account, Kind: eventSignOut, Data: about{Account: s.account}}}, nil
	})
}

func (s *session) hasEnded(now time.Time) bool {
	return now.Sub(s.used) > sessionIdle || now.Sub(s.began) > sessionAll
}

// sweep forgets sessions that have ended.
func (s *sessions) sweep(now time.Time) {
	for token, one := range s.of {
		if one.hasEnded(now) {
			delete(s.of, token)
		}
	}
}

// end ends every session of an account.
func (s *sessions) end(account string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for token, one := range s.of {
		if one.account == account {
			delete(s.of, token)
		}
	}
}
