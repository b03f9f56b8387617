package web

import (
	"net/http"
	"strings"

	"heng/internal/access"
	"heng/internal/locale"
)

// route is a page or an action: its method, its path after the language, and what
// it takes to be answered.
type route struct {
	Method string
	Path   string // as net/http.ServeMux reads it, without the language
	Need   access.Permission
	Handle func(*request) error
}

// routes is every page and action there is, beside the style sheets, the way to
// the language and /healthz.
func (s *Server) routes() []route {
	var all []route
	for _, some := range [][]route{
		accountRoutes, administrationRoutes, releaseRoutes, reviewRoutes, rowsRoutes, historyRoutes, versionsRoutes,
		defineRoutes, proposalRoutes, consultationRoutes, consultedRoutes, suggestionRoutes, showingRoutes,
		followUpRoutes,
	} {
		all = append(all, some...)
	}
	return all
}

// mux answers each route in each language.
func (s *Server) mux() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.toLanguage)
	mux.HandleFunc("GET /healthz", s.health)
	mux.HandleFunc("GET /static/{name}", static)
	for _, r := range s.routes() {
		for _, lang := range locale.Languages {
			pattern := r.Method + " /" + string(lang) + r.Path
			mux.Handle(pattern, s.guard(lang, r))
		}
	}
	for _, lang := range locale.Languages {
		mux.Handle("/"+string(lang)+"/", s.guard(lang, route{Need: access.SeeReleases, Handle: (*request).notFound}))
	}
	mux.Handle("/", s.guard(locale.En, route{Need: access.SeeReleases, Handle: (*request).notFound}))
	return mux
}

// toLanguage leads to the front page in the language that the browser prefers.
func (s *Server) toLanguage(w http.ResponseWriter, r *http.Request) {
	http.Redirect(w, r, "/"+string(preferred(r))+"/", http.StatusSeeOther)
}

// preferred is the first language of the browser's that there is.
func preferred(r *http.Request) locale.Lang {
	for one := range strings.SplitSeq(r.Header.Get("Accept-Language"), ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(one), ";")
		if lang, ok := locale.ParseLang(tag); ok && tag != "" {
			return lang
		}
	}
	return locale.ZhTW
}

// health says that the program runs and its store answers.
func (s *Server) health(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	v := s.Desk.View(r.Context())
	defer v.Close()
	if _, err := v.Store.Books(r.Context()); err != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = w.Write([]byte("store not reachable\n"))
		return
	}
	_, _ = w.Write([]byte("ok\n"))
}
