package web_test

import (
	"bytes"
	"image/png"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"heng/internal/access"
	"heng/internal/desk"
	"heng/internal/need"
	"heng/internal/web"
	"heng/internal/webtest"
)

// drawnServer serves the shared site with its charts drawn, and returns what asks it as
// a role.
func drawnServer(t *testing.T) func(role access.Role, path string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	s := webtest.Example(t, false)
	desk, err := desk.Open(t.Context(), s.Dir, desk.Options{Now: s.Now, Version: "test", Link: web.Path})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(desk.Close)
	handler := server(t, s, func(o *web.Options) { o.Desk = desk }).Handler()
	visitors := map[access.Role]*webtest.Visitor{}
	return func(role access.Role, path string, headers ...string) *httptest.ResponseRecorder {
		v := visitors[role]
		if v == nil {
			v = s.As(t, role)
			visitors[role] = v
		}
		r := v.Request(http.MethodGet, path, nil)
		for _, c := range v.Client.Jar.Cookies(r.URL) {
			r.AddCookie(c)
		}
		for i := 0; i < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		return w
	}
}

var (
	svgLink = regexp.MustCompile(`<a href="([^"]+)\.svg" download`)
	svgSize = regexp.MustCompile(`<svg [^>]*?width="([0-9.]+)" height="([0-9.]+)"`)
)

// TestPictures: each chart of a page leads to its drawing and, where a browser is
// installed, to a picture of it at twice its size; where none is, the address says so
// in the language of the page and offers the drawing.
func TestPictures(t *testing.T) {
	ask := drawnServer(t)
	for page, absent := range map[string]string{"/en/indicators/mofa/oda": "No Chromium is installed", "/zh-TW/dimensions/mofa/transparency": "並未安裝"} {
		found := svgLink.FindStringSubmatch(ask(access.Member, page).Body.String())
		if found == nil {
			t.Fatalf("%s has no chart to take away", page)
		}
		drawing := ask(access.Member, found[1]+".svg")
		if drawing.Code != http.StatusOK || drawing.Header().Get("Content-Type") != "image/svg+xml" {
			t.Fatalf("%s.svg: %d", found[1], drawing.Code)
		}
		t.Run(page, func(t *testing.T) {
			t.Setenv("HENG_CHROMIUM", "/nowhere/a-browser")
			w := ask(access.Member, found[1]+".png")
			if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), absent) || !strings.Contains(w.Body.String(), `href="`+found[1]+`.svg"`) {
				t.Errorf("without a browser: %d\n%s", w.Code, w.Body)
			}
			t.Setenv("HENG_CHROMIUM", need.Program(t, "chromium", "chromium", "chromium-browser", "google-chrome"))
			w = ask(access.Member, found[1]+".png")
			if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "image/png" || !strings.HasSuffix(w.Header().Get("Content-Disposition"), `.png`) {
				t.Fatalf("%d %v", w.Code, w.Header())
			}
			picture, err := png.DecodeConfig(bytes.NewReader(w.Body.Bytes()))
			if err != nil {
				t.Fatal(err)
			}
			size := svgSize.FindStringSubmatch(drawing.Body.String())
			if size == nil || !isTwice(picture.Width, size[1]) || !isTwice(picture.Height, size[2]) {
				t.Errorf("a picture of %d × %d of a drawing of %v", picture.Width, picture.Height, size)
			}
			if again := ask(access.Member, found[1]+".png", "If-None-Match", w.Header().Get("ETag")); again.Code != http.StatusNotModified {
				t.Errorf("asked again: %d", again.Code)
			}
		})
		if w := ask(access.Public, found[1]+".png"); w.Code != http.StatusSeeOther {
			t.Errorf("to nobody: %d", w.Code)
		}
	}
	if w := ask(access.Member, "/en/dimensions/mofa/transparency/files/none.png"); w.Code != http.StatusNotFound {
		t.Errorf("a chart that is not there: %d", w.Code)
	}
}

// isTwice reports whether a length in pixels is twice a drawn one, which a picture may
// round up.
func isTwice(pixels int, drawn string) bool {
	length, err := strconv.ParseFloat(drawn, 64)
	return err == nil && float64(pixels) >= 2*length && float64(pixels) <= 2*length+2
}
