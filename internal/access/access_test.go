package access_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"heng/internal/access"
	"heng/internal/fault"
	"heng/internal/journal"
)

// watch is a clock that a test moves.
type watch struct{ at time.Time }

func (w *watch) now() time.Time           { return w.at }
func (w *watch) wait(after time.Duration) { w.at = w.at.Add(after) }

const passphrase = "eight cranes over the strait"

func gate(t *testing.T) (*access.Gate, *watch, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "journal.jsonl")
	w := &watch{time.Date(2018, 6, 22, 7, 0, 0, 0, time.UTC)}
	return open(t, path, w), w, path
}

func open(t *testing.T, path string, w *watch) *access.Gate {
	t.Helper()
	log, err := journal.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	accounts := access.NewAccounts()
	book, err := journal.Open(context.Background(), log, w.now, accounts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { book.Close() })
	return access.NewGate(book, accounts, w.now)
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func join(t *testing.T, g *access.Gate, a access.Account) {
	t.Helper()
	token, err := g.Invite(t.Context(), "administrator", a)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := g.Join(t.Context(), token, passphrase); err != nil {
		t.Fatal(err)
	}
}

// isRefused fails a test unless an error is a refusal of that name.
func isRefused(t *testing.T, err error, key string) {
	t.Helper()
	e, ok := err.(*fault.Error)
	if !ok || e.Message.Key != "access."+key {
		t.Errorf("%v, want access.%s", err, key)
	}
}

func TestTheFirstAdministrator(t *testing.T) {
	g, w, _ := gate(t)
	first, err := g.FirstAdministrator(t.Context(), "Administrator")
	if err != nil || first == "" {
		t.Fatal(first, err)
	}
	second, err := g.FirstAdministrator(t.Context(), "Administrator")
	if err != nil || second == first {
		t.Fatal("the second start gives the same link", err)
	}
	_, err = g.Join(t.Context(), first, passphrase)
	isRefused(t, err, "link_ended") // replaced
	_, err = g.Join(t.Context(), second, "short")
	isRefused(t, err, "password_short")
	if _, err := g.Join(t.Context(), second, passphrase); err != nil {
		t.Fatal(err)
	}
	_, err = g.Join(t.Context(), second, passphrase+" again")
	isRefused(t, err, "link_ended") // used
	if token, err := g.FirstAdministrator(t.Context(), "Administrator"); token != "" || err != nil {
		t.Errorf("there is one, and another link: %q %v", token, err)
	}
	token, a, err := g.SignIn(t.Context(), " Administrator ", passphrase)
	if err != nil || a.Role != access.Administrator {
		t.Fatal(a, err)
	}
	if got, ok := g.Session(token); !ok || got.ID != "administrator" {
		t.Error("the session is nobody's")
	}
	w.wait(time.Hour + time.Second)
	if _, ok := g.Session(token); ok {
		t.Error("an unused session has no end")
	}
}

func TestLinksEnd(t *testing.T) {
	g, w, _ := gate(t)
	token, err := g.Invite(t.Context(), "administrator", access.Account{ID: "ngo-06", Name: "A group", Role: access.Group, Group: "G06"})
	if err != nil {
		t.Fatal(err)
	}
	w.wait(14*24*time.Hour + time.Second)
	_, err = g.Join(t.Context(), token, passphrase)
	isRefused(t, err, "link_ended")
	// What it is for may last longer, and never shortens it.
	for id, days := range map[string]int{"ngo-07": 32, "ngo-08": 3} {
		until := w.now().AddDate(0, 0, days)
		token, err := g.InviteUntil(t.Context(), "administrator", access.Account{ID: id, Name: "A group", Role: access.Group, Group: "G07"}, until)
		if err != nil {
			t.Fatal(err)
		}
		ends := w.now().AddDate(0, 0, max(days, 14))
		if _, err := g.OfLink(token, ends.Add(-time.Second)); err != nil {
			t.Errorf("%s: ended before: %v", id, err)
		}
		_, err = g.OfLink(token, ends.Add(time.Second))
		isRefused(t, err, "link_ended")
	}
	for name, a := range map[string]access.Account{
		"bad_id":         {ID: "a b", Name: "n", Role: access.Member},
		"no_name":        {ID: "member-2", Name: "  ", Role: access.Member},
		"bad_role":       {ID: "member-2", Name: "n", Role: access.Public},
		"group_and_role": {ID: "member-2", Name: "n", Role: access.Member, Group: "G06"},
	} {
		_, err := g.Invite(t.Context(), "administrator", a)
		isRefused(t, err, name)
	}
}

// TestLock: five wrong passwords shut an account for a quarter of an hour, even for
// the right one; who does not know the password is told the same as ever.
func TestLock(t *testing.T) {
	g, w, _ := gate(t)
	join(t, g, access.Account{ID: "analyst-1", Name: "Analysts", Role: access.Analyst})
	try := func(password, key string) {
		t.Helper()
		_, _, err := g.SignIn(t.Context(), "analyst-1", password)
		if key == "" && err == nil {
			return
		}
		isRefused(t, err, key)
	}
	for range 4 {
		try("wrong password", "wrong")
	}
	try(passphrase, "") // which forgets the four
	for range 5 {
		try("wrong password", "wrong")
	}
	try(passphrase, "locked")
	try("wrong password", "wrong")
	w.wait(15*time.Minute - time.Second)
	try(passphrase, "locked")
	w.wait(2 * time.Second)
	try(passphrase, "")
	_, _, err := g.SignIn(t.Context(), "nobody", passphrase)
	isRefused(t, err, "wrong")
	_, _, err = g.SignIn(t.Context(), "analyst-1", strings.Repeat("x", 300))
	isRefused(t, err, "wrong")
}

func TestAccountsEnd(t *testing.T) {
	g, w, path := gate(t)
	join(t, g, access.Account{ID: "member-1", Name: "A member", Role: access.Member})
	join(t, g, access.Account{ID: "office-1", Name: "The office", Role: access.Office})
	token, _, err := g.SignIn(t.Context(), "member-1", passphrase)
	if err != nil {
		t.Fatal(err)
	}
	// Another role ends the sessions of the one before.
	if err := g.SetRole(t.Context(), "administrator", "member-1", access.Analyst, ""); err != nil {
		t.Fatal(err)
	}
	if _, ok := g.Session(token); ok {
		t.Error("a session goes on in another role")
	}
	isRefused(t, g.SetRole(t.Context(), "office-1", "office-1", access.Administrator, ""), "own_account")
	token, _, err = g.SignIn(t.Context(), "member-1", passphrase)
	if err != nil {
		t.Fatal(err)
	}
	isRefused(t, g.ChangePassword(t.Context(), "member-1", "not it at all", passphrase+"!"), "wrong_present")
	if err := g.ChangePassword(t.Context(), "member-1", passphrase, passphrase+"!"); err != nil {
		t.Fatal(err)
	}
	if _, ok := g.Session(token); ok {
		t.Error("a session goes on after another password was set")
	}
	w.wait(181 * 24 * time.Hour)
	_, _, err = g.SignIn(t.Context(), "member-1", passphrase+"!")
	isRefused(t, err, "idle")
	link, err := g.Reset(t.Context(), "administrator", "member-1")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := g.Join(t.Context(), link, passphrase); err != nil {
		t.Fatal(err)
	}
	if token, _, err = g.SignIn(t.Context(), "member-1", passphrase); err != nil {
		t.Fatal(err)
	}
	if err := g.CloseAccount(t.Context(), "administrator", "member-1"); err != nil {
		t.Fatal(err)
	}
	if _, ok := g.Session(token); ok {
		t.Error("a session goes on in a closed account")
	}
	_, _, err = g.SignIn(t.Context(), "member-1", passphrase)
	isRefused(t, err, "wrong")
	_, err = g.Reset(t.Context(), "administrator", "member-1")
	isRefused(t, err, "unknown_account")
	before := g.List()

	// All of it is there for the next process, but for the sessions.
	w.wait(time.Second)
	other := filepath.Join(filepath.Dir(path), "copy.jsonl")
	if err := os.WriteFile(other, []byte(readFile(t, path)), 0o600); err != nil {
		t.Fatal(err)
	}
	after := open(t, other, w).List()
	if len(after) != len(before) {
		t.Fatalf("%d accounts, want %d", len(after), len(before))
	}
	for i := range after {
		if after[i] != before[i] {
			t.Errorf("%+v, want %+v", after[i], before[i])
		}
	}
}

// TestNothingSecretIsKept: who reads the records finds no password and no link.
func TestNothingSecretIsKept(t *testing.T) {
	g, _, path := gate(t)
	token, err := g.Invite(t.Context(), "administrator", access.Account{ID: "member-1", Name: "A member", Role: access.Member})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := g.Join(t.Context(), token, passphrase); err != nil {
		t.Fatal(err)
	}
	session, _, err := g.SignIn(t.Context(), "member-1", passphrase)
	if err != nil {
		t.Fatal(err)
	}
	text := readFile(t, path)
	for what, secret := range map[string]string{"password": passphrase, "link": token, "session": session} {
		if strings.Contains(text, secret) {
			t.Errorf("the records hold the %s", what)
		}
	}
	if !strings.Contains(text, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Error("no argon2id hash")
	}
}

// TestRoles: the table of roles says of every role what it may, and what none of it
// may have together.
func TestRoles(t *testing.T) {
	for _, r := range access.AllRoles {
		if !r.May(access.SeeReleases) {
			t.Errorf("%s does not see what everybody may", r)
		}
	}
	if access.Role("").May(access.SeeReleases) || access.Role("root").May(access.SignIn) {
		t.Error("a role that is none may something")
	}
	for _, p := range access.AllPermissions {
		if p != access.SeeReleases && p != access.SignIn && access.Public.May(p) {
			t.Errorf("the public may %s", p)
		}
	}
	for _, r := range access.AllRoles {
		if r.May(access.ManageAccounts) && (r.May(access.SeeIndicators) || r.May(access.SeeRows) || r.May(access.Decide)) {
			t.Errorf("%s keeps the accounts and sees records", r)
		}
		if r.May(access.SeeAllFields) && !r.May(access.SeeRows) || r.May(access.TakePart) && r.May(access.Consult) {
			t.Errorf("%s", r)
		}
	}
}
