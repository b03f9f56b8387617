package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"heng/internal/access"
)

// TestFixation: a token that somebody else put into a browser does not become that of
// who signs in with it.
func TestFixation(t *testing.T) {
	s := example(t)
	v := s.visit(t)
	planted := &http.Cookie{Name: "heng", Value: "planted-by-somebody-else", Path: "/"}
	u := v.request(http.MethodGet, "/en/", nil).URL
	v.client.Jar.SetCookies(u, []*http.Cookie{planted})
	v.signIn("member-1")
	first := v.client.Jar.Cookies(u)[0].Value
	if first == planted.Value {
		t.Fatal("the planted token was taken")
	}
	other := s.visit(t)
	other.client.Jar.SetCookies(u, []*http.Cookie{planted})
	if a := other.get("/en/overview"); a.status != http.StatusSeeOther {
		t.Errorf("the planted token opens the overview: %d", a.status)
	}
	// Signing in again ends the session before; signing out ends it at the server.
	v.signIn("member-1")
	second := v.client.Jar.Cookies(u)[0].Value
	other.client.Jar.SetCookies(u, []*http.Cookie{{Name: "heng", Value: first, Path: "/"}})
	if a := other.get("/en/overview"); a.status != http.StatusSeeOther || second == first {
		t.Errorf("the token before opens the overview: %d", a.status)
	}
	v.post("/en/sign-out")
	other.client.Jar.SetCookies(u, []*http.Cookie{{Name: "heng", Value: second, Path: "/"}})
	if a := other.get("/en/overview"); a.status != http.StatusSeeOther {
		t.Errorf("the token of who signed out opens the overview: %d", a.status)
	}
}

// TestCookie: script cannot read the token, and other sites' forms do not bring it.
func TestCookie(t *testing.T) {
	a := example(t).visit(t).post("/en/sign-in", "account", "member-1", "password", passphrase)
	cookie := a.header.Get("Set-Cookie")
	for _, want := range []string{"HttpOnly", "SameSite=Lax", "Path=/"} {
		if !strings.Contains(cookie, want) {
			t.Errorf("no %s in %q", want, cookie[:10])
		}
	}
}

// TestOtherSites: a request that another site has a browser make changes nothing.
func TestOtherSites(t *testing.T) {
	s := example(t)
	before := len(s.people.Gate.List())
	v := s.as(t, access.Administrator)
	for _, header := range [][2]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://elsewhere.example"}, {"Origin", "null"}} {
		r := v.request(http.MethodPost, "/en/accounts", strings.NewReader("id=intruder&name=x&role=analyst"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set(header[0], header[1])
		if a := v.do(r); a.status != http.StatusForbidden {
			t.Errorf("%v: %d", header, a.status)
		}
	}
	if after := len(s.people.Gate.List()); after != before {
		t.Errorf("%d accounts more", after-before)
	}
}

// TestNext: who signs in is led to a page of ours and to no other host.
func TestNext(t *testing.T) {
	s := example(t)
	for next, want := range map[string]string{
		"/en/search?q=oda": "/en/search?q=oda", "": "/en/overview", "https://elsewhere.example": "/en/overview", "//elsewhere.example": "/en/overview",
		`/\elsewhere.example`: "/en/overview", "/\t/elsewhere.example": "/en/overview", "javascript:alert(1)": "/en/overview",
	} {
		a := s.visit(t).post("/en/sign-in", "account", "member-1", "password", passphrase, "next", next)
		if got := a.header.Get("Location"); got != want {
			t.Errorf("%q leads to %q", next, got)
		}
	}
}

// TestMarkup: what somebody types is text on every page that shows it.
func TestMarkup(t *testing.T) {
	s := example(t)
	const evil = `"><script>alert(1)</script><img src=x onerror=alert(2)>`
	admin := s.as(t, access.Administrator)
	if a := admin.post("/en/accounts", "id", "markup-1", "name", evil, "role", "member"); a.status != http.StatusOK || strings.Contains(a.body, "<script>alert") {
		t.Errorf("invited: %d", a.status)
	}
	member := s.as(t, access.Member)
	for _, a := range []answer{
		admin.get("/en/accounts"), admin.get("/zh-TW/audit"), admin.post("/en/accounts", "id", evil, "name", evil, "role", evil, "group", evil),
		member.get("/en/search?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E"), s.visit(t).get("/en/sign-in?next=/%22%3E%3Cscript%3Ealert(1)%3C/script%3E"),
		s.visit(t).post("/en/sign-in", "account", evil, "password", evil),
	} {
		if strings.Contains(a.body, "<script>alert") || strings.Contains(a.body, "<img src=x") {
			t.Errorf("markup in a page: %d", a.status)
		}
	}
}

// TestFence: every answer forbids script that is not ours, frames and guessing of
// types, whatever is asked for.
func TestFence(t *testing.T) {
	s := example(t)
	for _, path := range []string{"/en/", "/zh-TW/sign-in", "/nowhere", "/static/none.css", "/healthz"} {
		h := s.visit(t).get(path).header
		policy := h.Get("Content-Security-Policy")
		if !strings.HasPrefix(policy, "default-src 'none'") || !strings.Contains(policy, "frame-ancestors 'none'") || strings.Contains(policy, "unsafe") ||
			h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") == "" {
			t.Errorf("%s: %v", path, h)
		}
	}
	for _, path := range []string{"/en/overview", "/en/indicators/mofa/datasets-published", "/en/accounts"} {
		for _, role := range []access.Role{access.Analyst, access.Administrator} {
			if a := s.as(t, role).get(path); strings.Contains(a.body, " style=\"") || strings.Contains(a.body, "<style") || strings.Contains(a.body, " onclick") {
				t.Errorf("%s has style or script in the page", path)
			}
		}
	}
}

// TestTooMuch: a request that is too large is refused, and one that is too slow does
// not hold anything up.
func TestTooMuch(t *testing.T) {
	s := example(t)
	v := s.as(t, access.Administrator)
	if a := v.post("/en/accounts", "id", "large", "name", strings.Repeat("x", 2<<20), "role", "member"); a.status != http.StatusRequestEntityTooLarge {
		t.Errorf("two megabytes: %d", a.status)
	}
	r := v.request(http.MethodGet, "/en/", nil)
	r.Header.Set("X-Large", strings.Repeat("x", 2<<20))
	if response, err := v.client.Do(r); err == nil {
		if response.Body.Close(); response.StatusCode < 400 {
			t.Errorf("a header of two megabytes: %d", response.StatusCode)
		}
	}
}

// TestLockedOut: five wrong passwords, and the right one is of no use for a while.
func TestLockedOut(t *testing.T) {
	s := example(t)
	token, err := s.people.Gate.Invite(t.Context(), "", access.Account{ID: "lock-1", Name: "To be locked", Role: access.Member})
	if err != nil {
		t.Fatal(err)
	}
	v := s.visit(t)
	if a := v.post("/en/join/"+token, "password", passphrase, "again", passphrase+"?"); a.status != http.StatusUnprocessableEntity {
		t.Errorf("two passwords that differ: %d", a.status)
	}
	if a := v.post("/en/join/"+token, "password", passphrase, "again", passphrase); a.status != http.StatusSeeOther {
		t.Errorf("joined: %d", a.status)
	}
	for range 5 {
		if a := v.post("/en/sign-in", "account", "lock-1", "password", "not this one"); !strings.Contains(a.body, "is wrong") {
			t.Errorf("a wrong password: %d", a.status)
		}
	}
	if a := v.post("/zh-TW/sign-in", "account", "lock-1", "password", passphrase); !strings.Contains(a.body, "15 分鐘") {
		t.Errorf("locked, and signed in: %d", a.status)
	}
	s.ahead.Add(int64(16 * time.Minute))
	v.signIn("lock-1")
}

// TestLogs: what people type, and what links hold, is not in the log.
func TestLogs(t *testing.T) {
	s := example(t)
	s.visit(t).post("/en/sign-in", "account", "canary-account", "password", "canary-password-77")
	s.visit(t).get("/en/join/canary-token-77")
	for _, secret := range []string{"canary-account", "canary-password-77", "canary-token-77", passphrase} {
		if strings.Contains(s.log.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}
