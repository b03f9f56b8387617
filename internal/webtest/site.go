// Package webtest serves a workspace's dashboard to tests, with an account of each
// role, and visits it as a browser without script would. It is for tests alone.
//
// Begin with Example.
package webtest

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"heng/internal/access"
	"heng/internal/desk"
	"heng/internal/web"
	"heng/internal/workspace"
)

// Passphrase is the password of every account.
const Passphrase = "eight cranes over the strait"

// Site is the example's dashboard with an account of each role, which all tests
// read. A test that changes what others would see takes a site of its own from Apart.
type Site struct {
	Server *httptest.Server
	Desk   *desk.Desk
	People *workspace.People
	Dir    string
	Ahead  atomic.Int64 // nanoseconds the clock was moved
	Log    fmt.Stringer // what the server logged
	log    *lockedBuilder
}

// lockedBuilder is a text that several goroutines write.
type lockedBuilder struct {
	mu   sync.Mutex
	text strings.Builder
}

func (b *lockedBuilder) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuilder) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

var shared struct {
	once sync.Once
	site *Site
	err  error
}

// example is the workspace that is served, as a package of internal/ sees it.
const example = "../../examples/mofa"

// serveCopy serves a copy of a workspace.
func serveCopy(from string, drawn bool) (*Site, error) {
	dir, err := os.MkdirTemp("", "heng-site-")
	if err != nil {
		return nil, err
	}
	if err := CopyWorkspace(dir, from); err != nil {
		return nil, err
	}
	return Serve(dir, drawn)
}

// CopyWorkspace copies what was written of a workspace, not what was made of it.
func CopyWorkspace(to, from string) error {
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		return err
	}
	for _, made := range []string{"out", ".heng", "records"} {
		if err := os.RemoveAll(filepath.Join(to, made)); err != nil {
			return err
		}
	}
	return nil
}

// Main runs the tests of a package that uses Example, and ends the site after them.
func Main(m *testing.M) {
	code := m.Run()
	if s := shared.site; s != nil {
		s.Close()
		_ = os.RemoveAll(s.Dir)
	}
	os.Exit(code)
}

// Close ends the site.
func (s *Site) Close() {
	s.Server.Close()
	s.Desk.Close()
	_ = s.People.Close()
}

// Example is the site of the example, made once; its charts are drawn where that is
// asked for first. The test runs in a package of internal/.
func Example(t testing.TB, drawn bool) *Site {
	t.Helper()
	shared.once.Do(func() { shared.site, shared.err = serveCopy(example, drawn) })
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	return shared.site
}

// Serve serves the workspace in dir, which is loaded if it was not.
func Serve(dir string, drawn bool) (*Site, error) {
	s := &Site{Dir: dir, log: &lockedBuilder{}}
	s.Log = s.log
	ctx := context.Background()
	err := Load(ctx, dir)
	if err != nil {
		return nil, err
	}
	if s.Desk, err = desk.Open(ctx, dir, desk.Options{Now: s.Now, Version: "test", Link: web.Path, Undrawn: !drawn}); err != nil {
		return nil, err
	}
	return s, s.open(ctx)
}

// Apart is the site of the example with records of its own: what is done there no
// other test sees. Its clock is its own, and its log.
func Apart(t testing.TB) *Site {
	t.Helper()
	s := &Site{Dir: t.TempDir(), Desk: Example(t, false).Desk, log: &lockedBuilder{}}
	s.Log = s.log
	if err := CopyWorkspace(s.Dir, example); err != nil {
		t.Fatal(err)
	}
	if err := s.open(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.Server.Close()
		_ = s.People.Close()
	})
	return s
}

// open makes the accounts of a site in new records, and has it answer.
func (s *Site) open(ctx context.Context) (err error) {
	if s.People, err = workspace.OpenPeople(ctx, s.Dir, "", s.Now); err != nil {
		return err
	}
	for _, role := range access.AllRoles {
		if role == access.Public {
			continue
		}
		a := access.Account{ID: string(role) + "-1", Name: "The " + string(role), Role: role}
		if role == access.Group {
			a.Group = "N01"
		}
		token, err := s.People.Gate.Invite(ctx, "", a)
		if err != nil {
			return err
		}
		if _, err := s.People.Gate.Join(ctx, token, Passphrase); err != nil {
			return err
		}
	}
	s.Server = httptest.NewUnstartedServer(nil)
	server, err := web.New(web.Options{
		Desk: s.Desk, Book: s.People.Book, Gate: s.People.Gate, Consult: s.People.Consult, FollowUp: s.People.FollowUp, Address: "http://" + s.Server.Listener.Addr().String(),
		Now: s.Now, Log: slog.New(slog.NewTextHandler(s.log, nil)),
	})
	if err != nil {
		return err
	}
	s.Server.Config.Handler = server.Handler()
	s.Server.Start()
	return nil
}

// Load loads the files of the workspace in dir that changed.
func Load(ctx context.Context, dir string) error {
	w, findings, err := workspace.Open(dir)
	if err != nil {
		return err
	}
	plan, err := w.Plan(ctx, findings)
	if err != nil {
		return err
	}
	store, err := w.StoreURL("")
	if err != nil {
		return err
	}
	_, err = w.Load(ctx, plan, workspace.LoadOptions{Store: store, Now: Noon})
	return err
}

// Noon is when the clock of every site begins, where the example is: no test sees a day
// end, and none depends on the day on which it is run.
var Noon = time.Date(2026, time.June, 1, 12, 0, 0, 0, time.FixedZone("Taipei", 8*60*60))

var began = time.Now()

// Now is the time of the site's clock.
func (s *Site) Now() time.Time { return Noon.Add(time.Since(began) + time.Duration(s.Ahead.Load())) }

// Day is the day some days from now, 2026-06-01.
func (s *Site) Day(days int) string { return s.Now().AddDate(0, 0, days).Format(time.DateOnly) }

// Visitor is a browser: it keeps cookies, and goes where it is led only when asked.
type Visitor struct {
	Site   *Site
	Client *http.Client
	t      testing.TB
}

// Visit opens a browser that nobody is signed in with.
func (s *Site) Visit(t testing.TB) *Visitor {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &Visitor{s, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}, t}
}

// As opens a browser in which the account of a role is signed in.
func (s *Site) As(t testing.TB, role access.Role) *Visitor {
	v := s.Visit(t)
	if role != access.Public {
		v.SignIn(string(role) + "-1")
	}
	return v
}

// SignIn signs an account in.
func (v *Visitor) SignIn(account string) {
	v.t.Helper()
	if a := v.Post("/en/sign-in", "account", account, "password", Passphrase); a.Status != http.StatusSeeOther {
		v.t.Fatalf("%s cannot sign in: %d\n%s", account, a.Status, a.Body)
	}
}

// Answer is what came back.
type Answer struct {
	Status int
	Body   string
	Header http.Header
}

// Get asks for a page.
func (v *Visitor) Get(path string) Answer {
	v.t.Helper()
	return v.Do(v.Request(http.MethodGet, path, nil))
}

// Post sends a form of names and values, as a browser sends a form of our pages.
func (v *Visitor) Post(path string, fields ...string) Answer {
	v.t.Helper()
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	r := v.Request(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return v.Do(r)
}

// Request makes a request of any kind, for Do.
func (v *Visitor) Request(method, path string, body io.Reader) *http.Request {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.t.Context(), method, v.Site.Server.URL+path, body)
	if err != nil {
		v.t.Fatal(err)
	}
	return r
}

// Do sends a request, with the cookies that the visitor has.
func (v *Visitor) Do(r *http.Request) Answer {
	v.t.Helper()
	response, err := v.Client.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return Answer{response.StatusCode, string(body), response.Header}
}
