package access

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"heng/internal/journal"
	"heng/internal/locale"
)

// How long things last.
const (
	invitationLasts = 14 * 24 * time.Hour
	resetLasts      = 24 * time.Hour
	lockLasts       = 15 * time.Minute
	failuresToLock  = 5
	idleDisables    = 180 * 24 * time.Hour
)

// Account is somebody who can sign in: an office, a role, a representative.
type Account struct {
	ID       string // what is typed to sign in: secretariat, ngo-06
	Name     string // as pages show it
	Role     Role
	Group    string      // of a representative: the id of the group
	Language locale.Lang // in which pages greet it
	Invited  time.Time
	Joined   time.Time // zero: has not taken up the invitation
	Seen     time.Time // last signed in; zero: never
	Closed   time.Time // zero: is not

	hash     string // of the password
	link     string // hash of the token of an invitation or a reset
	linkEnds time.Time
	failures int
	locked   time.Time // until when
}

// State says in a word how an account stands at a moment.
func (a Account) State(now time.Time) string {
	switch {
	case !a.Closed.IsZero():
		return "closed"
	case a.Joined.IsZero() && now.After(a.linkEnds):
		return "lapsed"
	case a.Joined.IsZero():
		return "invited"
	case now.Before(a.locked):
		return "locked"
	case a.isIdle(now):
		return "idle"
	}
	return "active"
}

// isIdle reports whether nobody has used the account for so long that it is
// disabled until an administrator sends a new link.
func (a Account) isIdle(now time.Time) bool {
	last := a.Joined
	if a.Seen.After(last) {
		last = a.Seen
	}
	return !last.IsZero() && now.Sub(last) > idleDisables
}

// accountID is what an account may be called.
var accountID = regexp.MustCompile(`^[a-z0-9][a-z0-9._@-]{1,63}$`)

// foldID writes the id of an account as it is kept, however it was typed.
func foldID(id string) string { return strings.ToLower(strings.TrimSpace(id)) }

// The kinds of events about accounts, and what each holds.
const (
	eventInvited  = "access.invited"
	eventJoined   = "access.joined"
	eventReset    = "access.reset"
	eventPassword = "access.password"
	eventRole     = "access.role"
	eventClosed   = "access.closed"
	eventSignedIn = "access.signed_in"
	eventFailed   = "access.failed"
	eventSignOut  = "access.signed_out"
	eventRefused  = "access.refused"
	eventRead     = "access.read"
)

type invited struct {
	Account  string      `json:"account"`
	Name     string      `json:"name"`
	Role     Role        `json:"role"`
	Group    string      `json:"group,omitempty"`
	Language locale.Lang `json:"language"`
	Link     string      `json:"link_sha256"`
	Ends     time.Time   `json:"ends"`
}

type linked struct {
	Account string    `json:"account"`
	Link    string    `json:"link_sha256"`
	Ends    time.Time `json:"ends"`
}

type hashed struct {
	Account string `json:"account"`
	Hash    string `json:"hash"`
}

type roleGiven struct {
	Account string `json:"account"`
	Role    Role   `json:"role"`
	Group   string `json:"group,omitempty"`
}

type about struct {
	Account string `json:"account"`
	Subject string `json:"subject,omitempty"` // of what was read or refused
}

// Accounts is every account, folded from the journal.
type Accounts struct {
	byID map[string]*Account
}

// NewAccounts returns the state before the first event.
func NewAccounts() *Accounts { return &Accounts{byID: map[string]*Account{}} }

// Apply takes in an event.
func (s *Accounts) Apply(e journal.Event) (bool, error) {
	switch e.Kind {
	case eventInvited:
		var d invited
		if err := e.Into(&d); err != nil {
			return true, err
		}
		s.byID[d.Account] = &Account{ID: d.Account, Name: d.Name, Role: d.Role, Group: d.Group, Language: d.Language, Invited: e.At, link: d.Link, linkEnds: d.Ends}
		return true, nil
	case eventReset:
		var d linked
		if err := e.Into(&d); err != nil {
			return true, err
		}
		a := s.of(d.Account)
		a.link, a.linkEnds = d.Link, d.Ends
		return true, nil
	case eventJoined, eventPassword:
		var d hashed
		if err := e.Into(&d); err != nil {
			return true, err
		}
		a := s.of(d.Account)
		a.hash, a.link, a.failures, a.locked = d.Hash, "", 0, time.Time{}
		a.Joined = e.At
		return true, nil
	case eventRole:
		var d roleGiven
		if err := e.Into(&d); err != nil {
			return true, err
		}
		a := s.of(d.Account)
		a.Role, a.Group = d.Role, d.Group
		return true, nil
	}
	var d about
	switch e.Kind {
	case eventClosed, eventSignedIn, eventFailed, eventSignOut, eventRefused, eventRead:
		if err := e.Into(&d); err != nil {
			return true, err
		}
	default:
		return false, nil
	}
	a := s.of(d.Account)
	switch e.Kind {
	case eventClosed:
		a.Closed, a.link = e.At, ""
	case eventSignedIn:
		a.Seen, a.failures, a.locked = e.At, 0, time.Time{}
	case eventFailed:
		if a.failures++; a.failures >= failuresToLock {
			a.failures, a.locked = 0, e.At.Add(lockLasts)
		}
	}
	return true, nil
}

// of returns the account of that id, one of nobody where there is none.
func (s *Accounts) of(id string) *Account {
	if a := s.byID[id]; a != nil {
		return a
	}
	return &Account{ID: id}
}

// Find returns a copy of an account.
func (s *Accounts) Find(id string) (Account, bool) {
	a, ok := s.byID[foldID(id)]
	if !ok {
		return Account{}, false
	}
	return *a, true
}

// List returns copies of all accounts, by id.
func (s *Accounts) List() []Account {
	var all []Account
	for _, a := range s.byID {
		all = append(all, *a)
	}
	slices.SortFunc(all, func(a, b Account) int { return strings.Compare(a.ID, b.ID) })
	return all
}
