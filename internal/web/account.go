package web

import (
	"net/http"
	"net/url"
	"strings"

	"heng/internal/access"
)

// accountRoutes are by which one comes to be signed in, and one's own account.
var accountRoutes = []route{
	{"GET", "/sign-in", access.SignIn, (*request).signInPage},
	{"POST", "/sign-in", access.SignIn, (*request).signIn},
	{"POST", "/sign-out", access.SignIn, (*request).signOut},
	{"GET", "/join/{token}", access.SignIn, (*request).joinPage},
	{"POST", "/join/{token}", access.SignIn, (*request).join},
	{"GET", "/account", access.HaveAccount, (*request).accountPage},
	{"POST", "/account", access.HaveAccount, (*request).changePassword},
}

// cookieName is that of the cookie that holds the token of a session.
func (s *Server) cookieName() string {
	if s.Secure {
		return "__Host-heng" // which a browser takes from nobody but this host, and by TLS alone
	}
	return "heng"
}

// token returns the token that the browser holds.
func (r *request) token() string {
	cookie, err := r.Cookie(r.s.cookieName())
	if err != nil {
		return ""
	}
	return cookie.Value
}

// remember gives the browser a token; an empty one takes it away.
func (r *request) remember(token string) {
	cookie := &http.Cookie{Name: r.s.cookieName(), Value: token, Path: "/", HttpOnly: true, Secure: r.s.Secure, SameSite: http.SameSiteLaxMode}
	if token == "" {
		cookie.MaxAge = -1
	}
	http.SetCookie(r.w, cookie)
}

type signInBody struct {
	Account, Next, Problem string
	Set                    bool // the account's password was set just now
}

func (r *request) signInPage() error {
	asked := r.URL.Query()
	account := asked.Get("set")
	return r.show("sign_in", r.p.Text("web.sign_in"), signInBody{Account: account, Next: r.next(asked.Get("next")), Set: account != ""})
}

// signInAnew leads an account whose password was set to signing in with it.
func (r *request) signInAnew(account string) error {
	return r.see("/sign-in?set=" + url.QueryEscape(account))
}

// next is where to go after signing in: a page of ours, or the front page. An
// address that a browser would take for another host's is none of ours.
func (r *request) next(asked string) string {
	if strings.HasPrefix(asked, "/") && !strings.HasPrefix(asked, "//") && !strings.ContainsAny(asked, "\\\r\n\t") {
		return asked
	}
	return ""
}

func (r *request) signIn() error {
	token, account, err := r.s.Gate.SignIn(r.Context(), r.field("account"), r.PostFormValue("password"))
	if err != nil {
		problem, err := r.complaint(err)
		if err != nil {
			return err
		}
		return r.status(http.StatusUnprocessableEntity, "sign_in", r.p.Text("web.sign_in"),
			signInBody{Account: r.field("account"), Next: r.next(r.field("next")), Problem: problem})
	}
	if old := r.token(); old != "" {
		if err := r.s.Gate.SignOut(r.Context(), old); err != nil {
			return err
		}
	}
	r.remember(token)
	if next := r.next(r.field("next")); next != "" {
		http.Redirect(r.w, r.Request, next, http.StatusSeeOther)
		return nil
	}
	return r.see(home(account.Role))
}

// home is where an account begins.
func home(role access.Role) string {
	switch {
	case role.May(access.SeeIndicators):
		return "/overview"
	case role.May(access.TakePart):
		return "/consulted"
	case role.May(access.ManageAccounts):
		return "/accounts"
	}
	return "/"
}

func (r *request) signOut() error {
	if err := r.s.Gate.SignOut(r.Context(), r.token()); err != nil {
		return err
	}
	r.remember("")
	return r.see("/")
}

type joinBody struct {
	Account, Name, Problem string
}

func (r *request) joinPage() error {
	account, err := r.s.Gate.OfLink(r.PathValue("token"), r.s.Now())
	if err != nil {
		return err
	}
	// The address holds the token: it must not be told to the next page.
	r.w.Header().Set("Referrer-Policy", "no-referrer")
	r.w.Header().Set("Cache-Control", "no-store")
	return r.show("join", r.p.Text("web.join"), joinBody{Account: account.ID, Name: account.Name})
}

func (r *request) join() error {
	r.w.Header().Set("Referrer-Policy", "no-referrer")
	password := r.PostFormValue("password")
	account, err := r.s.Gate.OfLink(r.PathValue("token"), r.s.Now())
	if err != nil {
		return err
	}
	problem := ""
	if password != r.PostFormValue("again") {
		problem = r.p.Text("web.passwords_differ")
	} else if _, err := r.s.Gate.Join(r.Context(), r.PathValue("token"), password); err != nil {
		if problem, err = r.complaint(err); err != nil {
			return err
		}
	}
	if problem != "" {
		return r.status(http.StatusUnprocessableEntity, "join", r.p.Text("web.join"), joinBody{account.ID, account.Name, problem})
	}
	return r.signInAnew(account.ID)
}

type accountBody struct {
	Account access.Account
	Role    string
	Problem string
}

func (r *request) accountPage() error { return r.accountWith(http.StatusOK, "") }

func (r *request) accountWith(status int, problem string) error {
	return r.status(status, "account", r.p.Text("web.account"), accountBody{r.account, r.p.Text("access.role_" + string(r.role)), problem})
}

func (r *request) changePassword() error {
	next := r.PostFormValue("password")
	if next != r.PostFormValue("again") {
		return r.accountWith(http.StatusUnprocessableEntity, r.p.Text("web.passwords_differ"))
	}
	if err := r.s.Gate.ChangePassword(r.Context(), r.account.ID, r.PostFormValue("present"), next); err != nil {
		problem, err := r.complaint(err)
		if err != nil {
			return err
		}
		return r.accountWith(http.StatusUnprocessableEntity, problem)
	}
	r.remember("")
	return r.signInAnew(r.account.ID)
}
