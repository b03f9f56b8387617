package web

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"heng/internal/access"
	"heng/internal/consult"
	"heng/internal/desk"
	"heng/internal/fault"
	"heng/internal/followup"
	"heng/internal/journal"
	"heng/internal/locale"
	"heng/reports"
)

// Options say what a server serves. It owns neither the desk nor the book.
type Options struct {
	Desk     *desk.Desk
	Book     *journal.Book
	Gate     *access.Gate
	Consult  *consult.Register
	FollowUp *followup.Keeper
	Address  string           // by which people reach it, without a slash at the end: https://heng.example
	Secure   bool             // people reach it by TLS: cookies are for that alone
	Now      func() time.Time // the clock
	Log      *slog.Logger     // what goes wrong; never what people typed
	Limits   Limits           // zero: those of a server in use
	Unkept   bool             // every page is composed anew
}

// Limits are how long a server waits for somebody who is slow; a test waits less.
type Limits struct {
	Header, Request, Answer, Idle time.Duration
}

// Server answers requests. Its methods may be called by several goroutines.
type Server struct {
	Options
	handler http.Handler
	press   *press
	shelf   shelf
}

// Limits of a request and of an answer.
const (
	readHeader  = 5 * time.Second
	readAll     = 15 * time.Second
	answer      = 60 * time.Second
	idle        = 90 * time.Second
	headerBytes = 16 << 10
	bodyBytes   = 1 << 20
	closing     = 10 * time.Second
)

// New returns a server of all routes.
func New(options Options) (*Server, error) {
	s := &Server{Options: options}
	limits := &s.Limits
	limits.Header, limits.Request = cmp.Or(limits.Header, readHeader), cmp.Or(limits.Request, readAll)
	limits.Answer, limits.Idle = cmp.Or(limits.Answer, answer), cmp.Or(limits.Idle, idle)
	if !s.Unkept {
		s.shelf.limit = shelfBytes
	}
	press, err := newPress()
	if err != nil {
		return nil, err
	}
	s.press = press
	s.handler = s.outer(s.mux())
	return s, nil
}

// Handler answers requests.
func (s *Server) Handler() http.Handler { return s.handler }

// Serve answers requests on a listener until ctx ends, then lets those under way
// finish. With certificates it speaks TLS.
func (s *Server) Serve(ctx context.Context, listener net.Listener, certificates *tls.Config) error {
	server := &http.Server{
		Handler: s.handler, ReadHeaderTimeout: s.Limits.Header, ReadTimeout: s.Limits.Request, WriteTimeout: s.Limits.Answer, IdleTimeout: s.Limits.Idle,
		MaxHeaderBytes: headerBytes, ErrorLog: slog.NewLogLogger(s.Log.Handler(), slog.LevelDebug),
	}
	if certificates != nil {
		listener = tls.NewListener(listener, certificates)
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return fault.Wrap(fault.Internal, err, locale.M("web.not_serving"))
	case <-ctx.Done():
	}
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), closing)
	defer cancel()
	if err := server.Shutdown(end); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return fault.Wrap(fault.Internal, err, locale.M("web.not_serving"))
	}
	return nil
}

// Path returns the address of the page of an indicator or a dimension, or of a file of
// it; what else has an id stands on the page itself.
func Path(lang locale.Lang, to reports.Address) string {
	for prefix, folder := range map[string]string{"indicator_": "indicators", "dimension_": "dimensions"} {
		if name, ok := strings.CutPrefix(to.ID, prefix); ok {
			framework, of, _ := strings.Cut(name, "_")
			path := "/" + string(lang) + "/" + folder + "/" + framework + "/" + of
			if to.History {
				path += "/history"
			}
			if to.File != "" {
				path += "/files/" + url.PathEscape(to.File)
			}
			return path + chosen(to.Choice)
		}
	}
	if to.ID == reports.OverviewPage || to.ID == reports.QualityPage {
		return "/" + string(lang) + "/" + to.ID + "/files/" + url.PathEscape(to.File) + chosen(to.Choice)
	}
	return "#" + to.ID
}
