package web_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"heng/internal/access"
	"heng/internal/web"
	"heng/internal/webtest"
)

// server returns a server of the site of its own, with options changed.
func server(t testing.TB, s *webtest.Site, change func(*web.Options)) *web.Server {
	t.Helper()
	options := web.Options{
		Desk: s.Desk, Book: s.People.Book, Gate: s.People.Gate, Consult: s.People.Consult, Address: s.Server.URL,
		Now: s.Now, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
	change(&options)
	one, err := web.New(options)
	if err != nil {
		t.Fatal(err)
	}
	return one
}

// TestKeptPages: a page that is kept is, for every role, the page that is composed
// anew, to the last byte, whoever has asked for it before.
func TestKeptPages(t *testing.T) {
	s := webtest.Example(t, false)
	anew := server(t, s, func(o *web.Options) { o.Unkept = true }).Handler()
	visitors := map[access.Role]*webtest.Visitor{}
	for _, role := range access.AllRoles {
		visitors[role] = s.As(t, role)
	}
	const indicator = "/indicators/mofa/datasets-published"
	for _, lang := range []string{"/en", "/zh-TW"} {
		for _, page := range []string{"/overview", indicator, indicator + "/rows", indicator + "/rows?period=2018-S1", "/search?q=oda", "/search?q=grant", "/indicators/mofa/none"} {
			for _, role := range access.AllRoles {
				v := visitors[role]
				r := v.Request(http.MethodGet, lang+page, nil)
				for _, c := range v.Client.Jar.Cookies(r.URL) {
					r.AddCookie(c)
				}
				want := httptest.NewRecorder()
				anew.ServeHTTP(want, r)
				for range 2 {
					got := v.Get(lang + page)
					if got.Status != want.Code || got.Body != want.Body.String() || got.Header.Get("Content-Type") != want.Header().Get("Content-Type") {
						t.Errorf("%s for the %s: %d, %d bytes; composed anew %d, %d bytes", lang+page, role, got.Status, len(got.Body), want.Code, want.Body.Len())
					}
				}
			}
		}
	}
}

// TestSignInRenewsNothing: what people do goes into the journal and into no value, so
// nobody waits for the workspace to be evaluated anew because somebody signed in.
func TestSignInRenewsNothing(t *testing.T) {
	s := webtest.Example(t, false)
	if err := s.Desk.Renewed(t.Context()); err != nil {
		t.Fatal(err)
	}
	before := s.Desk.View(t.Context())
	defer before.Close()
	s.As(t, access.Member)
	if err := s.Desk.Renewed(t.Context()); err != nil {
		t.Fatal(err)
	}
	after := s.Desk.View(t.Context())
	defer after.Close()
	if before != after {
		t.Error("a sign-in has the whole workspace evaluated anew")
	}
}

// TestAskedAgain: who has a page is not sent it again, and who has another one is.
func TestAskedAgain(t *testing.T) {
	s := webtest.Example(t, false)
	v := s.As(t, access.Member)
	ask := func(path string, headers ...string) webtest.Answer {
		r := v.Request(http.MethodGet, path, nil)
		for i := 0; i < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		return v.Do(r)
	}
	first := ask("/en/overview", "Accept-Encoding", "identity")
	tag := first.Header.Get("ETag")
	if tag == "" || first.Header.Get("Content-Encoding") != "" {
		t.Fatalf("%v", first.Header)
	}
	for header, status := range map[string]int{tag: 304, `"x", ` + tag: 304, "*": 304, `W/"other"`: 200, "": 200} {
		if a := ask("/en/overview", "If-None-Match", header); a.Status != status || status == 304 && a.Body != "" {
			t.Errorf("If-None-Match %s: %d", header, a.Status)
		}
	}
	if other := ask("/zh-TW/overview", "If-None-Match", tag); other.Status != 200 {
		t.Errorf("the other language: %d", other.Status)
	}
	packed := ask("/en/overview", "Accept-Encoding", "br, gzip;q=0.5")
	z, err := gzip.NewReader(strings.NewReader(packed.Body))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(z)
	if err != nil || string(plain) != first.Body {
		t.Errorf("unpacked it is another page: %v", err)
	}
	paint := len(packed.Body)
	for _, sheet := range strings.Split(first.Body, `rel="stylesheet" href="`)[1:] {
		path, _, _ := strings.Cut(sheet, `"`)
		paint += len(ask(path, "Accept-Encoding", "gzip").Body)
	}
	if paint > 100_000 {
		t.Errorf("%d bytes until the overview can be painted", paint)
	}
	for path, encoding := range map[string]string{"/en/search?q=oda": "gzip", "/en/overview?q": "gzip", "/en/overview": "gzip;q=0"} {
		if a := ask(path, "Accept-Encoding", encoding); a.Status != 200 || a.Header.Get("Content-Encoding") != "" {
			t.Errorf("%s, %s: %d %v", path, encoding, a.Status, a.Header)
		}
	}
}

// TestSlowPeople: who opens connections and never finishes what they ask, or reads
// nothing, takes nothing from the others, and is sent away.
func TestSlowPeople(t *testing.T) {
	s := webtest.Example(t, false)
	const soon, never, safely = time.Second, time.Hour, 2 * time.Minute
	// opened is a server that waits so long, and connections of slow people to it.
	opened := func(t *testing.T, patience time.Duration) (address string, slow []net.Conn) {
		t.Helper()
		one := server(t, s, func(o *web.Options) {
			o.Limits = web.Limits{Header: patience, Request: patience, Answer: safely, Idle: never}
		})
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(context.Background())
		served := make(chan error, 1)
		go func() { served <- one.Serve(ctx, listener, nil) }()
		t.Cleanup(func() {
			for _, conn := range slow {
				conn.Close()
			}
			stop()
			if err := <-served; err != nil {
				t.Error(err)
			}
		})
		for i := range 300 {
			conn, err := net.Dial("tcp", listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			slow = append(slow, conn)
			begun := "GET /en/ HTTP/1.1\r\nHost: x\r\nX-Slow: " // a header without an end
			if i%2 == 1 {
				begun = "POST /en/sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\naccount="
			}
			if _, err := fmt.Fprint(conn, begun); err != nil {
				t.Fatal(err)
			}
		}
		return listener.Addr().String(), slow
	}
	t.Run("the others beside them", func(t *testing.T) {
		address, _ := opened(t, never)
		var others sync.WaitGroup
		for range 20 {
			others.Go(func() {
				client := http.Client{Timeout: safely, Transport: &http.Transport{DisableKeepAlives: true}}
				response, err := client.Get("http://" + address + "/en/")
				if err != nil {
					t.Error(err)
					return
				}
				defer response.Body.Close()
				if body, err := io.ReadAll(response.Body); err != nil || response.StatusCode != 200 || len(body) == 0 {
					t.Errorf("others get %s, %v", response.Status, err)
				}
			})
		}
		others.Wait()
	})
	t.Run("their end", func(t *testing.T) {
		_, slow := opened(t, soon)
		for i, conn := range slow {
			_, _ = conn.Write([]byte("a")) // a letter at a time gains no time
			_ = conn.SetReadDeadline(time.Now().Add(safely))
			if said, err := io.ReadAll(conn); err != nil && !strings.Contains(err.Error(), "reset") || bytes.Contains(said, []byte("200 OK")) {
				t.Fatalf("slow one %d is still there: %q, %v", i, said, err)
			}
		}
	})
}
