package store

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"heng/internal/fault"
	"heng/internal/locale"
)

// shared is what a URL says of a PostgreSQL server.
type shared struct {
	link    *url.URL // with the password, if it was written; never printed
	schema  string   // of the books; empty until Of
	timeout string   // of a statement that reads
	owner   string   // the data package whose records are kept
	dir     string   // the workspace's folder
}

// readTimeout ends a statement that reads after this long, unless the URL says
// otherwise.
const readTimeout = "10min"

// maxSchema leaves room for the generation in a name of 63 bytes.
const maxSchema = 48

var (
	schemaForm = regexp.MustCompile(`^[a-z_][a-z0-9_]*$`)
	notPlain   = regexp.MustCompile(`[^a-z0-9]+`)
)

// parseShared reads postgres://USER@HOST/DATABASE?schema=NAME&statement_timeout=TIME.
// What else stands behind the question mark goes to the server. Errors quote
// nothing of the text: it may hold a password.
func parseShared(text, dir string) (URL, error) {
	bad := func() (URL, error) {
		return URL{}, fault.New(fault.Usage, locale.M("store.bad_shared_url")).WithHint(locale.M("store.shared_url_hint"))
	}
	link, err := url.Parse(text)
	if err != nil || link.Opaque != "" || link.Fragment != "" {
		return bad()
	}
	query, err := url.ParseQuery(link.RawQuery)
	if err != nil {
		return bad()
	}
	s := &shared{link: link, schema: query.Get("schema"), timeout: query.Get("statement_timeout"), dir: dir}
	query.Del("schema")
	query.Del("statement_timeout")
	if s.schema != "" && (!schemaForm.MatchString(s.schema) || len(s.schema) > maxSchema || strings.HasPrefix(s.schema, "pg_")) {
		return URL{}, fault.New(fault.Usage, locale.M("store.bad_schema", "schema", s.schema, "max", maxSchema)).
			WithHint(locale.M("store.shared_url_hint"))
	}
	if s.timeout == "" {
		s.timeout = readTimeout
	}
	if !query.Has("sslmode") && os.Getenv("PGSSLMODE") == "" {
		query.Set("sslmode", "prefer") // as psql does
	}
	if !query.Has("application_name") && os.Getenv("PGAPPNAME") == "" {
		query.Set("application_name", "heng")
	}
	if !query.Has("connect_timeout") && os.Getenv("PGCONNECT_TIMEOUT") == "" {
		query.Set("connect_timeout", "10")
	}
	link.RawQuery = query.Encode()
	return URL{text: redacted(text), shared: s}, nil
}

// redacted leaves the password out, and what else could hold a secret.
func redacted(text string) string {
	link, err := url.Parse(text)
	if err != nil {
		return "postgres:"
	}
	if link.User != nil {
		link.User = url.User(link.User.Username())
	}
	query := link.Query()
	for key := range query {
		if key != "schema" && key != "host" && key != "port" && key != "user" && key != "dbname" {
			query.Del(key)
		}
	}
	link.RawQuery = query.Encode()
	return link.String()
}

// Of says which data package's records a shared store keeps. Its schema is
// named after it where the URL names none. It changes nothing of another URL.
func (u URL) Of(name string) URL {
	if u.shared == nil {
		return u
	}
	s := *u.shared
	s.owner = name
	if s.schema == "" {
		plain := strings.Trim(notPlain.ReplaceAllString(strings.ToLower(name), "_"), "_")
		s.schema = "heng_" + plain
		if plain == "" || len(s.schema) > maxSchema {
			sum := sha256.Sum256([]byte(name))
			s.schema = s.schema[:min(len(s.schema), maxSchema-9)] + "_" + hex.EncodeToString(sum[:4])
		}
	}
	u.shared = &s
	return u
}

// Shared reports whether the store is one that several workspaces' copies use.
func (u URL) Shared() bool { return u.shared != nil }

// with returns the URL for the driver, with further settings of the session.
func (s *shared) with(settings map[string]string) string {
	link := *s.link
	query := link.Query()
	for key, value := range settings {
		query.Set(key, value)
	}
	link.RawQuery = query.Encode()
	return link.String()
}

// seenPath is where a workspace notes what it last loaded into this store.
func (s *shared) seenPath() string {
	plain := *s.link
	plain.User, plain.RawQuery = nil, ""
	sum := sha256.Sum256([]byte(plain.String() + "\n" + s.link.Query().Get("host") + "\n" + s.schema))
	return filepath.Join(s.dir, ".heng", "shared-"+hex.EncodeToString(sum[:6])+".seen")
}

// seen returns the generation that this workspace last loaded or found equal to
// its own files; with it, after a load that was cut short, the one that load may
// have made. It is empty where the workspace never loaded.
func (s *shared) seen() []int {
	text, err := os.ReadFile(s.seenPath())
	if err != nil {
		return nil
	}
	var all []int
	for _, word := range strings.Fields(string(text)) {
		if n, err := strconv.Atoi(word); err == nil {
			all = append(all, n)
		}
	}
	return all
}

func (s *shared) note(generations ...int) error {
	path := s.seenPath()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	words := make([]string, len(generations))
	for i, n := range generations {
		words[i] = strconv.Itoa(n)
	}
	if err := writeSynced(path+".new", strings.Join(words, " ")+"\n"); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}
