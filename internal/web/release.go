package web

import (
	"mime"
	"net/http"
	"path"

	"heng/internal/access"
)

// releaseRoutes are what everybody may see: the released editions.
var releaseRoutes = []route{
	{"GET", "/{$}", access.SeeReleases, (*request).frontPage},
	{"GET", "/releases/{id}/{file...}", access.SeeReleases, (*request).releasedFile},
}

func (r *request) frontPage() error {
	releases, err := r.view.Released()
	if err != nil {
		return err
	}
	return r.show("front", r.view.Settings.Title.In(r.lang), releases)
}

// releasedFile answers with a file of a published release, and with nothing that
// its manifest does not name.
func (r *request) releasedFile() error {
	content, err := r.view.ReleasedFile(r.PathValue("id"), r.PathValue("file"))
	if err != nil {
		return err
	}
	if content == nil {
		return r.notFound()
	}
	kind := mime.TypeByExtension(path.Ext(r.PathValue("file")))
	if kind == "" {
		kind = "application/octet-stream"
	}
	h := r.w.Header()
	h.Set("Content-Type", kind)
	// A released page is whole by itself, with a policy and a style sheet of its own.
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; base-uri 'none'")
	h.Set("Cache-Control", "public, max-age=300")
	h.Del("Vary")
	r.w.WriteHeader(http.StatusOK)
	_, err = r.w.Write(content)
	_ = err
	return nil
}
