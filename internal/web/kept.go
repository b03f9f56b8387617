package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"strings"
	"sync"

	"heng/internal/access"
	"heng/internal/desk"
)

// kept is a handler whose answers are kept for whoever asks the same: the handler
// must depend on nothing but the view, the account, the address and the trouble
// that the account is shown. What people do, the clock and other files do not
// belong to that.
func kept(handle func(*request) error) func(*request) error {
	return func(r *request) error {
		if r.s.shelf.limit == 0 {
			return handle(r)
		}
		key := answerKey{lang: string(r.lang), account: r.account.ID, name: r.account.Name, group: r.account.Group, role: r.role, address: r.URL.RequestURI()}
		if r.may(access.SeeQuality) {
			if err := r.s.Desk.Trouble(); err != nil {
				key.trouble = r.trouble(err)
			}
		}
		a, mine := r.s.shelf.find(r.view, key)
		if !mine {
			select {
			case <-a.made:
			case <-r.Context().Done():
				return r.Context().Err()
			}
			if a.tag == "" { // it could not be made for who asked first
				return handle(r)
			}
			return r.hand(a)
		}
		defer r.s.shelf.put(key, a) // a panic must not leave others waiting
		w := r.w
		written := &recorder{ResponseWriter: w}
		r.w = written
		err := handle(r)
		r.w = w
		if err != nil {
			return err
		}
		if written.status != http.StatusOK {
			w.WriteHeader(written.status)
			_, err = w.Write(written.body.Bytes())
			_ = err // who asked has gone
			return nil
		}
		if err := a.take(written, r.URL.RawQuery == ""); err != nil {
			return err
		}
		return r.hand(a)
	}
}

// answerKey is who asked for what, and what they are told of trouble.
type answerKey struct {
	lang, account, name, group string
	role                       access.Role
	address, trouble           string
}

// shelfBytes bounds what a server keeps of its answers.
const shelfBytes = 64 << 20

// shelf holds answers made from one view, up to a limit of bytes; the oldest make
// room.
type shelf struct {
	limit int

	mu    sync.Mutex
	view  *desk.View
	of    map[answerKey]*keptAnswer
	order []answerKey
	bytes int
}

// keptAnswer is an answer; all but made is set before made is closed.
type keptAnswer struct {
	made        chan struct{}
	tag         string // its ETag; empty where nothing is kept
	kind        string
	disposition string
	body        []byte
	compressed  bool
}

// find returns the answer to a key, and whether the caller is who has to make it.
func (s *shelf) find(view *desk.View, key answerKey) (a *keptAnswer, mine bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.view != view {
		s.view, s.of, s.order, s.bytes = view, map[answerKey]*keptAnswer{}, nil, 0
	}
	if a, ok := s.of[key]; ok {
		return a, false
	}
	a = &keptAnswer{made: make(chan struct{})}
	s.of[key] = a
	return a, true
}

// put ends the making of an answer: it is kept if there is one and it is still of
// the present view.
func (s *shelf) put(key answerKey, a *keptAnswer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer close(a.made)
	if s.of[key] != a {
		return
	}
	size := len(a.body) + len(key.address) + 512
	if a.tag == "" || size > s.limit/8 {
		delete(s.of, key)
		return
	}
	s.order, s.bytes = append(s.order, key), s.bytes+size
	for s.bytes > s.limit {
		oldest := s.order[0]
		s.order = s.order[1:]
		s.bytes -= len(s.of[oldest].body) + len(oldest.address) + 512
		delete(s.of, oldest)
	}
}

// recorder takes an answer instead of sending it; its headers are the real ones.
type recorder struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

func (w *recorder) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
}

func (w *recorder) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(p)
}

// take makes an answer of what was written. One to an address with a query is not
// compressed: another site can choose the query, and a page that repeats it would by
// its compressed length tell what else stands in it.
func (a *keptAnswer) take(w *recorder, mayCompress bool) error {
	a.kind, a.disposition, a.body = w.Header().Get("Content-Type"), w.Header().Get("Content-Disposition"), w.body.Bytes()
	sum := sha256.Sum256(a.body)
	if mayCompress && (strings.HasPrefix(a.kind, "text/") || a.kind == fileKinds["svg"]) {
		packed, err := compress(a.body)
		if err != nil {
			return err
		}
		a.body, a.compressed = packed, true
	}
	a.tag = `W/"` + hex.EncodeToString(sum[:12]) + `"`
	return nil
}

func compress(text []byte) ([]byte, error) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write(text); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return packed.Bytes(), nil
}

// hand answers with a kept answer, or says that the browser has it already.
func (r *request) hand(a *keptAnswer) error {
	h := r.w.Header()
	h.Set("ETag", a.tag)
	if a.compressed {
		h.Add("Vary", "Accept-Encoding")
	}
	if listed(r.Header.Get("If-None-Match"), a.tag) {
		h.Del("Content-Type")
		h.Del("Content-Disposition")
		r.w.WriteHeader(http.StatusNotModified)
		return nil
	}
	h.Set("Content-Type", a.kind)
	if a.disposition != "" {
		h.Set("Content-Disposition", a.disposition)
	}
	body := a.body
	switch {
	case a.compressed && takesGzip(r.Request):
		h.Set("Content-Encoding", "gzip")
	case a.compressed:
		z, err := gzip.NewReader(bytes.NewReader(body))
		if err != nil {
			return err
		}
		if body, err = io.ReadAll(z); err != nil {
			return err
		}
	}
	r.w.WriteHeader(http.StatusOK)
	_, err := r.w.Write(body)
	_ = err // who asked has gone
	return nil
}

// listed reports whether a list of ETags has one.
func listed(list, tag string) bool {
	for one := range strings.SplitSeq(list, ",") {
		if one = strings.TrimSpace(one); one == tag || one == "*" {
			return true
		}
	}
	return false
}

// takesGzip reports whether a browser says that it reads gzip.
func takesGzip(r *http.Request) bool {
	for one := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, quality, _ := strings.Cut(strings.ReplaceAll(one, " ", ""), ";")
		if name == "gzip" {
			return strings.Trim(strings.TrimPrefix(quality, "q="), "0.") != "" || quality == ""
		}
	}
	return false
}
