package web_test

import (
	"context"
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
	"heng/internal/web"
	"heng/internal/workspace"
)

const passphrase = "eight cranes over the strait"

// site is the example's dashboard with an account of each role, which all tests
// read. A test that changes what others would see makes accounts of its own.
type site struct {
	server *httptest.Server
	desk   *workspace.Desk
	people *workspace.People
	dir    string
	ahead  atomic.Int64 // nanoseconds the clock was moved
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
	site *site
	err  error
}

func TestMain(m *testing.M) {
	code := m.Run()
	if s := shared.site; s != nil {
		s.server.Close()
		s.desk.Close()
		s.people.Close()
		os.RemoveAll(s.dir)
	}
	os.Exit(code)
}

// example is the site of the example, made once.
func example(t testing.TB) *site {
	t.Helper()
	shared.once.Do(func() { shared.site, shared.err = newSite("../../examples/mofa") })
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	return shared.site
}

// newSite copies a workspace, loads it and serves it.
func newSite(from string) (*site, error) {
	dir, err := os.MkdirTemp("", "heng-site-")
	if err != nil {
		return nil, err
	}
	s := &site{dir: dir, log: &lockedBuilder{}}
	err = os.CopyFS(dir, os.DirFS(from))
	if err != nil {
		return nil, err
	}
	for _, made := range []string{"out", ".heng", "records"} {
		if err := os.RemoveAll(filepath.Join(dir, made)); err != nil {
			return nil, err
		}
	}
	ctx := context.Background()
	if err := load(ctx, dir); err != nil {
		return nil, err
	}
	if s.desk, err = workspace.OpenDesk(ctx, dir, workspace.DeskOptions{Now: s.now, Version: "test", Link: web.Path, Undrawn: true}); err != nil {
		return nil, err
	}
	if s.people, err = workspace.OpenPeople(ctx, dir, s.now); err != nil {
		return nil, err
	}
	for _, role := range access.AllRoles {
		if role == access.Public {
			continue
		}
		a := access.Account{ID: string(role) + "-1", Name: "The " + string(role), Role: role}
		if role == access.Group {
			a.Group = "N01"
		}
		token, err := s.people.Gate.Invite(ctx, "", a)
		if err != nil {
			return nil, err
		}
		if _, err := s.people.Gate.Join(ctx, token, passphrase); err != nil {
			return nil, err
		}
	}
	s.server = httptest.NewUnstartedServer(nil)
	server, err := web.New(web.Options{
		Desk: s.desk, Book: s.people.Book, Gate: s.people.Gate, Address: "http://" + s.server.Listener.Addr().String(),
		Now: s.now, Log: slog.New(slog.NewTextHandler(s.log, nil)),
	})
	if err != nil {
		return nil, err
	}
	s.server.Config.Handler = server.Handler()
	s.server.Start()
	return s, nil
}

func load(ctx context.Context, dir string) error {
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
	_, err = w.Load(ctx, plan, workspace.LoadOptions{Store: store, Now: time.Now()})
	return err
}

func (s *site) now() time.Time { return time.Now().Add(time.Duration(s.ahead.Load())) }

// visitor is a browser: it keeps cookies, and goes where it is led only when asked.
type visitor struct {
	t      testing.TB
	site   *site
	client *http.Client
}

// visit opens a browser that nobody is signed in with.
func (s *site) visit(t testing.TB) *visitor {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &visitor{t, s, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// as opens a browser in which the account of a role is signed in.
func (s *site) as(t testing.TB, role access.Role) *visitor {
	v := s.visit(t)
	if role != access.Public {
		v.signIn(string(role) + "-1")
	}
	return v
}

func (v *visitor) signIn(account string) {
	v.t.Helper()
	if a := v.post("/en/sign-in", "account", account, "password", passphrase); a.status != http.StatusSeeOther {
		v.t.Fatalf("%s cannot sign in: %d\n%s", account, a.status, a.body)
	}
}

// answer is what came back.
type answer struct {
	status int
	body   string
	header http.Header
}

func (v *visitor) get(path string) answer {
	v.t.Helper()
	return v.do(v.request(http.MethodGet, path, nil))
}

// post sends a form of names and values, as a browser sends a form of our pages.
func (v *visitor) post(path string, fields ...string) answer {
	v.t.Helper()
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	r := v.request(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return v.do(r)
}

func (v *visitor) request(method, path string, body io.Reader) *http.Request {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.t.Context(), method, v.site.server.URL+path, body)
	if err != nil {
		v.t.Fatal(err)
	}
	return r
}

func (v *visitor) do(r *http.Request) answer {
	v.t.Helper()
	response, err := v.client.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return answer{response.StatusCode, string(body), response.Header}
}
