package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"heng/internal/access"
	"heng/internal/web"
	"heng/internal/webtest"
)

func TestMain(m *testing.M) { webtest.Main(m) }

// filled is a path of a route with something in each of its places that is there in
// the example.
func filled(path string) string {
	for place, value := range map[string]string{
		"{$}": "", "{framework}": "mofa", "{dimension}": "transparency", "{indicator}": "datasets-published", "{file}": "none.svg",
		"{token}": "none", "{id}": "none", "{seat}": "none", "{file...}": "none",
	} {
		path = strings.ReplaceAll(path, place, value)
	}
	return path
}

// TestMatrix asks for every route as every role, in both languages: who lacks the
// permission gets nothing of it, who has it is not turned away, and nothing breaks.
func TestMatrix(t *testing.T) {
	s := webtest.Example(t, false)
	for _, role := range access.AllRoles {
		t.Run(string(role), func(t *testing.T) {
			v := s.As(t, role)
			for _, route := range web.Routes() {
				if route.Path == "/sign-out" || route.Path == "/follow-up/take-over" { // the one takes the records over for good: TestFollowUp asks who may
					continue // it ends the visit
				}
				for _, lang := range []string{"zh-TW", "en"} {
					path := "/" + lang + filled(route.Path)
					got := v.Get
					if route.Method == http.MethodPost {
						got = func(path string) webtest.Answer { return v.Post(path) }
					}
					a := got(path)
					switch {
					case a.Status >= http.StatusInternalServerError:
						t.Errorf("%s %s: %d", route.Method, path, a.Status)
					case role.May(route.Need):
						if a.Status == http.StatusForbidden || isToSignIn(a) && !strings.HasSuffix(route.Path, "/account") {
							t.Errorf("%s %s: turned away (%d), and the role may %s", route.Method, path, a.Status, route.Need)
						}
					case role == access.Public:
						if !isToSignIn(a) || len(a.Body) > 200 {
							t.Errorf("%s %s: %d, and nobody is signed in", route.Method, path, a.Status)
						}
					case a.Status != http.StatusForbidden:
						t.Errorf("%s %s: %d, and the role may not %s", route.Method, path, a.Status, route.Need)
					}
				}
			}
		})
	}
}

func isToSignIn(a webtest.Answer) bool {
	u, err := url.Parse(a.Header.Get("Location"))
	return a.Status == http.StatusSeeOther && err == nil && strings.HasSuffix(u.Path, "/sign-in")
}

// TestWhatIsNotThere: what no route answers is no page, for anybody, and says so in
// the language of the address.
func TestWhatIsNotThere(t *testing.T) {
	s := webtest.Example(t, false)
	for _, role := range []access.Role{access.Public, access.Office, access.Administrator} {
		v := s.As(t, role)
		for path, text := range map[string]string{
			"/en/records/journal.jsonl": "There is no such page", "/zh-TW/heng.yaml": "沒有這個頁面", "/data/oda.csv": "There is no such page",
			"/en/releases/x/../../records/journal.jsonl": "", "/en/releases/%2e%2e/heng.yaml": "", "/en/releases/x/%2e%2e%2f%2e%2e%2fheng.yaml": "",
			"/static/..%2fstyle.css": "", "/fr/overview": "There is no such page",
		} {
			a := v.Get(path)
			if a.Status == http.StatusOK || !strings.Contains(a.Body, text) || strings.Contains(a.Body, "time_zone") || strings.Contains(a.Body, "argon2") {
				t.Errorf("%s as %s: %d", path, role, a.Status)
			}
		}
	}
	for _, method := range []string{http.MethodPut, http.MethodDelete, http.MethodPatch, "TRACE"} {
		v := s.As(t, access.Office)
		if a := v.Do(v.Request(method, "/en/overview", nil)); a.Status < 400 {
			t.Errorf("%s: %d", method, a.Status)
		}
	}
}
