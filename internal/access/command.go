package access

import (
	"context"
	"strings"
	"time"

	"heng/internal/fault"
	"heng/internal/journal"
	"heng/internal/locale"
)

// Gate is the accounts with the journal behind them and the sessions before them.
type Gate struct {
	book     *journal.Book
	accounts *Accounts
	sessions *sessions
}

// NewGate joins the accounts of a book, which must be among its states, to
// sessions.
func NewGate(book *journal.Book, accounts *Accounts, now func() time.Time) *Gate {
	return &Gate{book: book, accounts: accounts, sessions: newSessions(now)}
}

func refused(key string, args ...any) error { return fault.New(fault.Refused, locale.M(key, args...)) }

// Invite makes an account and returns the token of the link by which whoever has
// it sets a password, within 14 days. An account whose invitation was not taken up is
// invited again, and the earlier link ends.
func (g *Gate) Invite(ctx context.Context, by string, a Account) (string, error) {
	return g.InviteUntil(ctx, by, a, time.Time{})
}

// InviteUntil is Invite with a link that ends no earlier than until: what the account is
// invited to may last longer than a link does by itself.
func (g *Gate) InviteUntil(ctx context.Context, by string, a Account, until time.Time) (string, error) {
	token, link, err := newToken()
	if err != nil {
		return "", err
	}
	a.ID, a.Name, a.Group = foldID(a.ID), strings.TrimSpace(a.Name), strings.TrimSpace(a.Group)
	err = g.book.Do(ctx, func(now time.Time) ([]journal.Draft, error) {
		there, known := g.accounts.byID[a.ID]
		switch {
		case !accountID.MatchString(a.ID):
			return nil, refused("access.bad_id")
		case a.Name == "" || len(a.Name) > 200:
			return nil, refused("access.no_name")
		case !a.Role.IsOfAccount():
			return nil, refused("access.bad_role")
		case (a.Role == Group) != (a.Group != ""):
			return nil, refused("access.group_and_role")
		case known && !there.Joined.IsZero():
			return nil, refused("access.id_taken", "id", a.ID)
		}
		if a.Language == "" {
			a.Language = locale.ZhTW
		}
		ends := now.Add(invitationLasts)
		if ends.Before(until) {
			ends = until.UTC()
		}
		return []journal.Draft{{By: by, Kind: eventInvited, Data: invited{a.ID, a.Name, a.Role, a.Group, a.Language, link, ends}}}, nil
	})
	return token, err
}

// FirstAdministrator returns the token of a link for the first administrator, or
// nothing where one has joined. Each call ends the link before.
func (g *Gate) FirstAdministrator(ctx context.Context, name string) (string, error) {
	joined := false
	g.book.View(func() {
		for _, a := range g.accounts.byID {
			joined = joined || a.Role == Administrator && !a.Joined.IsZero() && a.Closed.IsZero()
		}
	})
	if joined {
		return "", nil
	}
	return g.Invite(ctx, "", Account{ID: "administrator", Name: name, Role: Administrator})
}

// Reset returns the token of a link by which an account sets a new password.
func (g *Gate) Reset(ctx context.Context, by, id string) (string, error) {
	token, link, err := newToken()
	if err != nil {
		return "", err
	}
	err = g.book.Do(ctx, func(now time.Time) ([]journal.Draft, error) {
		a, ok := g.accounts.byID[foldID(id)]
		if !ok || !a.Closed.IsZero() {
			return nil, refused("access.unknown_account")
		}
		return []journal.Draft{{By: by, Kind: eventReset, Data: linked{a.ID, link, now.Add(resetLasts)}}}, nil
	})
	return token, err
}

// OfLink returns the account that a link is for.
func (g *Gate) OfLink(token string, now time.Time) (Account, error) {
	var found *Account
	hash := hashToken(token)
	g.book.View(func() {
		for _, a := range g.accounts.byID {
			if a.link != "" && a.link == hash && now.Before(a.linkEnds) && a.Closed.IsZero() {
				copied := *a
				found = &copied
			}
		}
	})
	if found == nil {
		return Account{}, refused("access.link_ended")
	}
	return *found, nil
}

// Join sets the password of the account that a link is for, which ends the link
// and every session of the account.
func (g *Gate) Join(ctx context.Context, token, password string) (Account, error) {
	a, err := g.OfLink(token, g.sessions.now())
	if err != nil {
		return a, err
	}
	if err := checkPassword(a.ID, password); err != nil {
		return a, err
	}
	hash, err := hashPassword(password)
	if err != nil {
		return a, err
	}
	err = g.book.Do(ctx, func(now time.Time) ([]journal.Draft, error) {
		// The link may have been used, or replaced, while the hash was made.
		if there := g.accounts.byID[a.ID]; there == nil || there.link != hashToken(token) || !there.Closed.IsZero() {
			return nil, refused("access.link_ended")
		}
		return []journal.Draft{{By: a.ID, Kind: eventJoined, Data: hashed{a.ID, hash}}}, nil
	})
	if err == nil {
		g.sessions.end(a.ID)
	}
	return a, err
}

// ChangePassword sets another password, for somebody who knows the present one.
// Every other session of the account ends.
func (g *Gate) ChangePassword(ctx context.Context, id, present, next string) error {
	a, known := g.find(id)
	if !known || !a.Closed.IsZero() || a.hash == "" {
		return refused("access.unknown_account")
	}
	if right, err := matches(present, a.hash); !right || err != nil {
		return refused("access.wrong_present")
	}
	if err := checkPassword(a.ID, next); err != nil {
		return err
	}
	hash, err := hashPassword(next)
	if err != nil {
		return err
	}
	err = g.book.Do(ctx, func(time.Time) ([]journal.Draft, error) {
		return []journal.Draft{{By: a.ID, Kind: eventPassword, Data: hashed{a.ID, hash}}}, nil
	})
	if err == nil {
		g.sessions.end(a.ID)
	}
	return err
}

// SetRole gives an account another role, and ends its sessions.
func (g *Gate) SetRole(ctx context.Context, by, id string, role Role, group string) error {
	return g.change(ctx, by, id, func(a *Account) (journal.Draft, error) {
		if !role.IsOfAccount() {
			return journal.Draft{}, refused("access.bad_role")
		}
		if (role == Group) != (group != "") {
			return journal.Draft{}, refused("access.group_and_role")
		}
		return journal.Draft{Kind: eventRole, Data: roleGiven{a.ID, role, group}}, nil
	})
}

// CloseAccount ends an account for good. What it did stays.
func (g *Gate) CloseAccount(ctx context.Context, by, id string) error {
	return g.change(ctx, by, id, func(a *Account) (journal.Draft, error) {
		return journal.Draft{Kind: eventClosed, Data: about{Account: a.ID}}, nil
	})
}

// change changes an account, by somebody else than itself.
func (g *Gate) change(ctx context.Context, by, id string, what func(a *Account) (journal.Draft, error)) error {
	id = foldID(id)
	err := g.book.Do(ctx, func(time.Time) ([]journal.Draft, error) {
		a, ok := g.accounts.byID[id]
		if !ok || !a.Closed.IsZero() {
			return nil, refused("access.unknown_account")
		}
		if a.ID == by {
			return nil, refused("access.own_account")
		}
		d, err := what(a)
		d.By = by
		return []journal.Draft{d}, err
	})
	if err == nil {
		g.sessions.end(id)
	}
	return err
}

// find returns a copy of an account.
func (g *Gate) find(id string) (a Account, ok bool) {
	g.book.View(func() { a, ok = g.accounts.Find(id) })
	return a, ok
}

// List returns all accounts, by id.
func (g *Gate) List() (all []Account) {
	g.book.View(func() { all = g.accounts.List() })
	return all
}

// Note records that an account read something, or was refused it.
func (g *Gate) Note(ctx context.Context, account, subject string, wasRefused bool) error {
	kind := eventRead
	if wasRefused {
		kind = eventRefused
	}
	return g.book.Do(ctx, func(time.Time) ([]journal.Draft, error) {
		return []journal.Draft{{By: account, Kind: kind, Data: about{account, subject}}}, nil
	})
}
