package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"heng/internal/access"
	"heng/internal/webtest"
)

// TestFixation: a token that somebody else put into a browser does not become that of
// who signs in with it.
func TestFixation(t *testing.T) {
	s := webtest.Example(t, false)
	v := s.Visit(t)
	planted := &http.Cookie{Name: "heng", Value: "planted-by-somebody-else", Path: "/"}
	u := v.Request(http.MethodGet, "/en/", nil).URL
	v.Client.Jar.SetCookies(u, []*http.Cookie{planted})
	v.SignIn("member-1")
	first := v.Client.Jar.Cookies(u)[0].Value
	if first == planted.Value {
		t.Fatal("the planted token was taken")
	}
	other := s.Visit(t)
	other.Client.Jar.SetCookies(u, []*http.Cookie{planted})
	if a := other.Get("/en/overview"); a.Status != http.StatusSeeOther {
		t.Errorf("the planted token opens the overview: %d", a.Status)
	}
	// Signing in again ends the session before; signing out ends it at the server.
	v.SignIn("member-1")
	second := v.Client.Jar.Cookies(u)[0].Value
	other.Client.Jar.SetCookies(u, []*http.Cookie{{Name: "heng", Value: first, Path: "/"}})
	if a := other.Get("/en/overview"); a.Status != http.StatusSeeOther || second == first {
		t.Errorf("the token before opens the overview: %d", a.Status)
	}
	v.Post("/en/sign-out")
	other.Client.Jar.SetCookies(u, []*http.Cookie{{Name: "heng", Value: second, Path: "/"}})
	if a := other.Get("/en/overview"); a.Status != http.StatusSeeOther {
		t.Errorf("the token of who signed out opens the overview: %d", a.Status)
	}
}

// TestCookie: script cannot read the token, and other sites' forms do not bring it.
func TestCookie(t *testing.T) {
	a := webtest.Example(t, false).Visit(t).Post("/en/sign-in", "account", "member-1", "password", webtest.Passphrase)
	cookie := a.Header.Get("Set-Cookie")
	for _, want := range []string{"HttpOnly", "SameSite=Lax", "Path=/"} {
		if !strings.Contains(cookie, want) {
			t.Errorf("no %s in %q", want, cookie[:10])
		}
	}
}

// TestOtherSites: a request that another site has a browser make changes nothing.
func TestOtherSites(t *testing.T) {
	s := webtest.Example(t, false)
	before := len(s.People.Gate.List())
	v := s.As(t, access.Administrator)
	for _, header := range [][2]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://elsewhere.example"}, {"Origin", "null"}} {
		r := v.Request(http.MethodPost, "/en/accounts", strings.NewReader("id=intruder&name=x&role=analyst"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set(header[0], header[1])
		if a := v.Do(r); a.Status != http.StatusForbidden {
			t.Errorf("%v: %d", header, a.Status)
		}
	}
	if after := len(s.People.Gate.List()); after != before {
		t.Errorf("%d accounts more", after-before)
	}
}

// TestNext: who signs in is led to a page of ours and to no other host.
func TestNext(t *testing.T) {
	s := webtest.Example(t, false)
	for next, want := range map[string]string{
		"/en/search?q=oda": "/en/search?q=oda", "": "/en/overview", "https://elsewhere.example": "/en/overview", "//elsewhere.example": "/en/overview",
		`/\elsewhere.example`: "/en/overview", "/\t/elsewhere.example": "/en/overview", "javascript:alert(1)": "/en/overview",
	} {
		a := s.Visit(t).Post("/en/sign-in", "account", "member-1", "password", webtest.Passphrase, "next", next)
		if got := a.Header.Get("Location"); got != want {
			t.Errorf("%q leads to %q", next, got)
		}
	}
}

// TestMarkup: what somebody types is text on every page that shows it.
func TestMarkup(t *testing.T) {
	s := webtest.Example(t, false)
	const evil = `"><script>alert(1)</script><img src=x onerror=alert(2)>`
	admin := s.As(t, access.Administrator)
	if a := admin.Post("/en/accounts", "id", "markup-1", "name", evil, "role", "member"); a.Status != http.StatusOK || strings.Contains(a.Body, "<script>alert") {
		t.Errorf("invited: %d", a.Status)
	}
	member := s.As(t, access.Member)
	for _, a := range []webtest.Answer{
		admin.Get("/en/accounts"), admin.Get("/zh-TW/audit"), admin.Post("/en/accounts", "id", evil, "name", evil, "role", evil, "group", evil),
		member.Get("/en/search?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E"), s.Visit(t).Get("/en/sign-in?next=/%22%3E%3Cscript%3Ealert(1)%3C/script%3E"),
		s.Visit(t).Post("/en/sign-in", "account", evil, "password", evil),
	} {
		if strings.Contains(a.Body, "<script>alert") || strings.Contains(a.Body, "<img src=x") {
			t.Errorf("markup in a page: %d", a.Status)
		}
	}
}

// TestFence: every webtest.Answer forbids script that is not ours, frames and guessing of
// types, whatever is asked for.
func TestFence(t *testing.T) {
	s := webtest.Example(t, false)
	for _, path := range []string{"/en/", "/zh-TW/sign-in", "/nowhere", "/static/none.css", "/healthz"} {
		h := s.Visit(t).Get(path).Header
		policy := h.Get("Content-Security-Policy")
		if !strings.HasPrefix(policy, "default-src 'none'") || !strings.Contains(policy, "frame-ancestors 'none'") || strings.Contains(policy, "unsafe") ||
			h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") == "" {
			t.Errorf("%s: %v", path, h)
		}
	}
	for _, path := range []string{"/en/overview", "/en/indicators/mofa/datasets-published", "/en/accounts"} {
		for _, role := range []access.Role{access.Analyst, access.Administrator} {
			if a := s.As(t, role).Get(path); strings.Contains(a.Body, " style=\"") || strings.Contains(a.Body, "<style") || strings.Contains(a.Body, " onclick") {
				t.Errorf("%s has style or script in the page", path)
			}
		}
	}
}

// TestTooMuch: a request that is too large is refused, and one that is too slow does
// not hold anything up.
func TestTooMuch(t *testing.T) {
	s := webtest.Example(t, false)
	v := s.As(t, access.Administrator)
	if a := v.Post("/en/accounts", "id", "large", "name", strings.Repeat("x", 2<<20), "role", "member"); a.Status != http.StatusRequestEntityTooLarge {
		t.Errorf("two megabytes: %d", a.Status)
	}
	r := v.Request(http.MethodGet, "/en/", nil)
	r.Header.Set("X-Large", strings.Repeat("x", 2<<20))
	if response, err := v.Client.Do(r); err == nil {
		if response.Body.Close(); response.StatusCode < 400 {
			t.Errorf("a header of two megabytes: %d", response.StatusCode)
		}
	}
}

// TestLockedOut: five wrong passwords, and the right one is of no use for a while.
func TestLockedOut(t *testing.T) {
	s := webtest.Example(t, false)
	token, err := s.People.Gate.Invite(t.Context(), "", access.Account{ID: "lock-1", Name: "To be locked", Role: access.Member})
	if err != nil {
		t.Fatal(err)
	}
	v := s.Visit(t)
	if a := v.Post("/en/join/"+token, "password", webtest.Passphrase, "again", webtest.Passphrase+"?"); a.Status != http.StatusUnprocessableEntity {
		t.Errorf("two passwords that differ: %d", a.Status)
	}
	if a := v.Post("/en/join/"+token, "password", webtest.Passphrase, "again", webtest.Passphrase); a.Status != http.StatusSeeOther {
		t.Errorf("joined: %d", a.Status)
	}
	for range 5 {
		if a := v.Post("/en/sign-in", "account", "lock-1", "password", "not this one"); !strings.Contains(a.Body, "is wrong") {
			t.Errorf("a wrong password: %d", a.Status)
		}
	}
	if a := v.Post("/zh-TW/sign-in", "account", "lock-1", "password", webtest.Passphrase); !strings.Contains(a.Body, "15 分鐘") {
		t.Errorf("locked, and signed in: %d", a.Status)
	}
	s.Ahead.Add(int64(16 * time.Minute))
	v.SignIn("lock-1")
}

// TestLogs: what people type, and what links hold, is not in the log.
func TestLogs(t *testing.T) {
	s := webtest.Example(t, false)
	s.Visit(t).Post("/en/sign-in", "account", "canary-account", "password", "canary-password-77")
	s.Visit(t).Get("/en/join/canary-token-77")
	for _, secret := range []string{"canary-account", "canary-password-77", "canary-token-77", webtest.Passphrase} {
		if strings.Contains(s.Log.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}
