package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"time"
	"unicode/utf8"

	"heng/internal/access"
	"heng/internal/desk"
	"heng/internal/fault"
	"heng/internal/locale"
)

// request is one request with who made it and in which language.
type request struct {
	*http.Request
	w       http.ResponseWriter
	s       *Server
	lang    locale.Lang
	p       locale.Printer
	account access.Account // nobody's for the public
	role    access.Role
	view    *desk.View
}

// may reports whether who asks has a permission.
func (r *request) may(p access.Permission) bool { return r.role.May(p) }

// path returns an address within the language of the request.
func (r *request) path(rest string) string { return "/" + string(r.lang) + rest }

// see leads on to another page, after something was done.
func (r *request) see(rest string) error {
	http.Redirect(r.w, r.Request, r.path(rest), http.StatusSeeOther)
	return nil
}

// field returns what was typed into a field, without space around it.
func (r *request) field(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }

// outer is what every answer goes through: headers that fence the page in, a limit
// of time and size, protection against requests that another site has a browser
// make, and an end to a panic.
func (s *Server) outer(next http.Handler) http.Handler {
	sameOrigin := http.NewCrossOriginProtection()
	sameOrigin.SetDenyHandler(s.guard(locale.En, route{Need: access.SeeReleases, Handle: (*request).otherOrigin}))
	inner := sameOrigin.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if p := recover(); p != nil {
				s.Log.Error("panic", "path", r.URL.Path, "panic", p, "stack", string(debug.Stack()))
				http.Error(w, locale.NewPrinter(locale.En).Text("web.internal"), http.StatusInternalServerError)
			}
		}()
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		if s.Secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		ctx, cancel := context.WithTimeout(r.Context(), answer-5*time.Second)
		defer cancel()
		r = r.WithContext(ctx)
		r.Body = http.MaxBytesReader(w, r.Body, bodyBytes)
		inner.ServeHTTP(w, r)
	})
}

// guard lets a request through to a route whose permission its account has. It is
// the one place that decides.
func (s *Server) guard(lang locale.Lang, route route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, raw *http.Request) {
		r := &request{Request: raw, w: w, s: s, lang: lang, p: locale.NewPrinter(lang), role: access.Public}
		if account, ok := s.Gate.Session(r.token()); ok {
			r.account, r.role = account, account.Role
		}
		w.Header().Set("Content-Language", string(lang))
		// What a page shows depends on who asks: no cache between may keep it.
		w.Header().Set("Cache-Control", "private, no-cache")
		w.Header().Add("Vary", "Cookie")
		r.view = s.Desk.View(raw.Context())
		defer r.view.Close()
		err := r.answer(route)
		if err != nil {
			r.fail(err)
		}
	})
}

func (r *request) answer(route route) error {
	if !r.may(route.Need) {
		return r.refuse(route)
	}
	if r.Method == http.MethodPost {
		if err := r.ParseForm(); err != nil {
			var large *http.MaxBytesError
			if errors.As(err, &large) {
				return &failure{status: http.StatusRequestEntityTooLarge, message: locale.M("web.too_large")}
			}
			return &failure{status: http.StatusBadRequest, message: locale.M("web.bad_form")}
		}
	}
	return route.Handle(r)
}

// refuse answers who lacks a permission: the public is asked to sign in, and an
// account is told, and its attempt is recorded.
func (r *request) refuse(route route) error {
	if r.role == access.Public {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			return r.see("/sign-in")
		}
		return r.see("/sign-in?next=" + url.QueryEscape(r.URL.RequestURI()))
	}
	if err := r.s.Gate.Note(r.Context(), r.account.ID, route.Method+" "+route.Path, true); err != nil {
		return err
	}
	return &failure{status: http.StatusForbidden, message: locale.M("web.forbidden")}
}

// failure is an answer that says no.
type failure struct {
	status  int
	message locale.Message
	hint    locale.Message // may be empty
	way     way            // on; empty for the front page
}

// way leads on from a page.
type way struct{ Path, Name string }

// Error writes the message in English.
func (f *failure) Error() string { return f.message.String() }

func (r *request) notFound() error {
	return &failure{status: http.StatusNotFound, message: locale.M("web.not_found")}
}

func (r *request) otherOrigin() error {
	return &failure{status: http.StatusForbidden, message: locale.M("web.other_origin")}
}

// fail writes the page of an error. What a library said stays in the log.
func (r *request) fail(err error) {
	if errors.Is(err, context.Canceled) {
		return // nobody is left to read it
	}
	f := &failure{status: http.StatusInternalServerError, message: locale.M("web.internal")}
	var known *fault.Error
	switch {
	case errors.As(err, &f):
	case errors.Is(err, context.DeadlineExceeded):
		f = &failure{status: http.StatusServiceUnavailable, message: locale.M("web.too_slow")}
	case errors.As(err, &known) && known.Code == fault.Store:
		f = &failure{status: http.StatusServiceUnavailable, message: known.Message, hint: known.Hint}
	case errors.As(err, &known) && known.Code != fault.Internal:
		f = &failure{status: http.StatusConflict, message: known.Message, hint: known.Hint}
	}
	if f.status >= http.StatusInternalServerError {
		r.s.Log.Error("request failed", "method", r.Method, "path", r.URL.Path, "error", err.Error())
	}
	body := struct {
		Message, Hint string
		Way           way
	}{r.sentence(f.message), "", f.way}
	if !f.hint.IsZero() {
		body.Hint = r.sentence(f.hint)
	}
	if body.Way.Path == "" {
		body.Way = way{r.path("/"), r.p.Text("web.to_front")}
	}
	_ = r.status(f.status, "error", r.p.Text("web.error_title"), body)
}

// sentence writes a message with its stop: messages have none, as a line of a list has.
func (r *request) sentence(m locale.Message) string {
	text := r.p.Sprint(m)
	if last, _ := utf8.DecodeLastRuneInString(text); strings.ContainsRune(".!?。！？", last) {
		return text
	}
	return text + r.p.Text("web.stop")
}

// complaint is what a form says of an error that its writer can mend; other errors
// are returned.
func (r *request) complaint(err error) (string, error) {
	var known *fault.Error
	if errors.As(err, &known) && (known.Code == fault.Refused || known.Code == fault.Usage) {
		text := r.p.Sprint(known.Message)
		if !known.Hint.IsZero() {
			text = r.p.Text("web.with_hint", "message", text, "hint", r.p.Sprint(known.Hint))
		}
		return text, nil
	}
	return "", err
}
