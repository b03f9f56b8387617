package store

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"heng/internal/fault"
	"heng/internal/locale"
)

// DefaultURL names the store of a workspace that names none.
const DefaultURL = "duckdb:.heng/heng.duckdb"

// URL names a store.
type URL struct {
	text string // as it was written
	path string // absolute; the stem of the generations' names

	shared *shared // of a server; nil for DuckDB
}

// schemeForm is what the kind of a store may look like and still be quoted: other
// text, such as the settings by which another program connects
// (host=… password=…), may hold a password.
var schemeForm = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*$`)

// ParseURL reads duckdb:PATH, with PATH relative to dir, the workspace. An
// empty text is DefaultURL; postgres://… names a server. Anything else is a
// fault Usage.
func ParseURL(text, dir string) (URL, error) {
	if text == "" {
		text = DefaultURL
	}
	if strings.HasPrefix(text, "postgres:") || strings.HasPrefix(text, "postgresql:") {
		return parseShared(text, dir)
	}
	path, ok := strings.CutPrefix(text, "duckdb:")
	if !ok {
		scheme, _, _ := strings.Cut(text, ":")
		reason := locale.M("store.unknown_engine", "engine", scheme)
		if !schemeForm.MatchString(scheme) {
			reason = locale.M("store.no_url")
		}
		return URL{}, fault.New(fault.Usage, reason).WithHint(locale.M("store.url_hint"))
	}
	if !filepath.IsAbs(path) && path != "" {
		path = filepath.Join(dir, path)
	}
	absolute, err := filepath.Abs(path)
	switch {
	case err != nil:
		return URL{}, fault.Wrap(fault.Usage, err, locale.M("store.bad_url", "text", text)).WithHint(locale.M("store.url_hint"))
	case path == "", strings.HasSuffix(path, string(filepath.Separator)), strings.ContainsRune(path, 0), strings.Contains(text, ":memory:"):
		return URL{}, fault.New(fault.Usage, locale.M("store.bad_url", "text", text)).WithHint(locale.M("store.url_hint"))
	case strings.Contains(absolute, "?"):
		// The engine would put its log in another place: it takes what follows for options.
		return URL{}, fault.New(fault.Usage, locale.M("store.question_mark", "path", absolute))
	}
	return URL{text: text, path: absolute}, nil
}

// String returns the URL as it was written, without a password.
func (u URL) String() string { return u.text }

// dir is the folder of the store's files.
func (u URL) dir() string { return filepath.Dir(u.path) }

// stem begins the name of each of the store's files.
func (u URL) stem() string {
	return strings.TrimSuffix(filepath.Base(u.path), filepath.Ext(u.path))
}

// wantFree refuses a URL whose path is that of something else: of a file that
// another program made, say, or of one generation. A store has no file of that
// name, only files beside it, and would pass what lies there over.
func (u URL) wantFree() error {
	info, err := os.Lstat(u.path)
	if err != nil {
		return nil //nolint:nilerr // what else is wrong with the path is said by whoever opens it
	}
	key := "store.not_a_store"
	if info.IsDir() {
		key = "store.folder"
	}
	return fault.New(fault.Usage, locale.M(key, "path", u.path)).WithHint(locale.M(key + "_hint"))
}
