package web_test

import (
	"context"
	"encoding/csv"
	"html"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"heng/internal/access"
	"heng/internal/store"
	"heng/internal/web"
	"heng/internal/webtest"
	"heng/internal/workspace"
	"heng/reports/release"
)

// revised is a site of its own, of the example with a released edition, whose grants
// were corrected and loaded again after that.
func revised(t *testing.T) *webtest.Site {
	t.Helper()
	dir, ctx := t.TempDir(), context.Background()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(webtest.CopyWorkspace(dir, "../../examples/mofa"))
	must(webtest.Load(ctx, dir))
	w, findings, err := workspace.Open(dir)
	must(err)
	plan, err := w.Plan(ctx, findings)
	must(err)
	url, err := w.StoreURL("")
	must(err)
	st, err := store.Open(ctx, url, store.Options{})
	must(err)
	asOf, err := w.AsOf("", time.Now())
	must(err)
	rules, err := release.ReadRules("", os.ReadFile)
	must(err)
	c, err := w.Release(ctx, plan, st, workspace.ReleaseOptions{AsOf: asOf, Version: "test", By: "maker", Rules: rules})
	must(err)
	must(st.Close())
	for _, a := range []release.Approval{{Role: "owner", By: "owner"}, {Role: "security", By: "reviewer", Compiled: true}} {
		_, err = w.Approve(c.ID, a, time.Now())
		must(err)
	}
	file := filepath.Join(dir, "data", "demonstration", "grants.csv")
	text, err := os.ReadFile(file)
	must(err)
	mended := strings.Replace(string(text), ",2017-07-15,", ",,", 1)
	if mended == string(text) {
		t.Fatal("no grant's amount was published on 2017-07-15")
	}
	must(os.WriteFile(file, []byte(mended), 0o644))
	must(webtest.Load(ctx, dir))
	s, err := webtest.Serve(dir, false)
	must(err)
	t.Cleanup(s.Close)
	return s
}

// peopled gives a site something of everything that people do.
func peopled(t *testing.T, s *webtest.Site) {
	t.Helper()
	office := s.As(t, access.Office)
	for _, form := range [][]string{
		{"/follow-up/take-over"},
		{"/meetings", "id", "107-2", "on", "2018-12-14", "title_zh", "第二次會議"},
		{"/meetings/107-2/seats", "before", "107-1"},
		{"/meetings/107-2/papers", "title", "議程", "sent", "2018-12-10"},
		{"/follow-up/datasets", "id", "news", "title_zh", "最新消息", "unit", "公眾會", "on", "2018-05-01"},
		{"/results", "indicator", "mofa/grant-amounts-published", "until", today(3)},
	} {
		led(t, office.Post("/en"+form[0], form[1:]...))
	}
	proposed(t, s, "walked")
}

// untaken are the pages with tables that cannot be taken, and why.
var untaken = map[string]string{
	"/define":             "the rows that a definition meets while it is written: it has no address yet",
	"/meetings/{id}/live": "the papers again, on the projector: the meeting's page has the files",
}

var (
	tableOnPage = regexp.MustCompile(`(?s)<table\b([^>]*)>(.*?)</table>(.*?)(?:<table\b|</main>)`)
	fileName    = regexp.MustCompile(`data-file="([^"]+)"`)
	fileLink    = regexp.MustCompile(`<a href="([^"]+)" download`)
	pageLink    = regexp.MustCompile(`href="(/en/[^"#?]*(?:\?[^"#]*)?)"[ >]`)
	bodyRow     = regexp.MustCompile(`<tr(?: class="current")?>`)
)

// TestEveryTableCanBeTaken walks every page of every role: each table on it has its CSV
// and its ODS, which hold its rows.
func TestEveryTableCanBeTaken(t *testing.T) {
	s := revised(t)
	peopled(t, s)
	patterns := map[string]*regexp.Regexp{}
	for _, route := range web.Routes() {
		if route.Method == http.MethodGet {
			patterns[route.Path] = regexp.MustCompile("^/en" + regexp.MustCompile(`\{[^}]+\}`).ReplaceAllString(strings.TrimSuffix(route.Path, "{$}"), "[^/]+") + "$")
		}
	}
	met := map[string]int{}
	for _, role := range access.AllRoles {
		v := s.As(t, role)
		if role == access.Group {
			v = joined(t, s, access.Account{ID: "walker", Name: "A group", Role: access.Group, Group: "demo-001"})
		}
		seen, visits := map[string]bool{}, map[string]int{}
		open := []string{
			"/en/", "/en/indicators/mofa/grant-amounts-published/history", "/en/indicators/mofa/grant-amounts-published/rows?period=2017",
			"/en/define?framework=mofa&indicator=targets-met", "/en/follow-up/sheet?meeting=107-2",
		}
		for len(open) > 0 {
			page := open[0]
			open = open[1:]
			path, _, _ := strings.Cut(page, "?")
			of := ""
			for route, pattern := range patterns {
				if pattern.MatchString(path) && !strings.Contains(route, "{file") && len(route) > len(of) {
					of = route
				}
			}
			if of == "" || seen[page] || visits[of] == 2 {
				continue
			}
			seen[page] = true
			visits[of]++
			a := v.Get(page)
			if a.Status != http.StatusOK || !strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") {
				continue
			}
			for _, link := range pageLink.FindAllStringSubmatch(fileLink.ReplaceAllString(a.Body, ""), -1) {
				open = append(open, html.UnescapeString(link[1]))
			}
			if _, exempt := untaken[of]; exempt || strings.HasPrefix(of, "/releases/") { // an edition has its tables beside it
				continue
			}
			met[of] += heldTables(t, v, page, a.Body)
		}
	}
	for _, of := range []string{
		"/overview", "/quality", "/accounts", "/audit", "/proposals", "/consultations/{id}", "/consulted/{id}", "/follow-up", "/follow-up/datasets",
		"/follow-up/sheet", "/meetings", "/meetings/{id}", "/indicators/{framework}/{indicator}/history", "/indicators/{framework}/{indicator}/rows",
	} {
		if met[of] == 0 {
			t.Errorf("no table was met on %s", of)
		}
	}
}

// heldTables holds the tables of a page to their files, and counts them.
func heldTables(t *testing.T, v *webtest.Visitor, page, body string) (n int) {
	t.Helper()
	rest := body
	for {
		at := tableOnPage.FindStringSubmatchIndex(rest)
		if at == nil {
			return n
		}
		n++
		attributes, table, behind := rest[at[2]:at[3]], rest[at[4]:at[5]], rest[at[6]:at[7]]
		rest = rest[at[6]:]
		named := fileName.FindStringSubmatch(attributes)
		if named != nil {
			behind = body // several tables share a file
		}
		files := map[string]string{}
		for _, link := range fileLink.FindAllStringSubmatch(behind, -1) {
			link := html.UnescapeString(link[1])
			for _, kind := range []string{".csv", ".ods"} {
				if strings.Contains(link, kind) && (named == nil || strings.Contains(link, named[1]+kind)) {
					files[kind] = link
				}
			}
		}
		if len(files) != 2 {
			t.Errorf("%s: a table has the files %v:\n%.300s", page, files, table)
			continue
		}
		if a := v.Get(files[".ods"]); a.Status != http.StatusOK || !strings.HasPrefix(a.Body, "PK") {
			t.Errorf("%s leads to %s: %d", page, files[".ods"], a.Status)
		}
		a := v.Get(files[".csv"])
		records, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(a.Body, "\uFEFF"))).ReadAll()
		_, shown, _ := strings.Cut(table, "</thead>")
		if rows := len(bodyRow.FindAllString(shown, -1)); a.Status != http.StatusOK || err != nil || len(records) < 1+rows {
			t.Errorf("%s shows %d rows, and %s holds %d (%d, %v)", page, rows, files[".csv"], len(records)-1, a.Status, err)
		}
	}
}

// TestTablesAreAsClosedAsTheirPages: a table is given to who sees its page, and the rows
// behind a change to who sees all fields.
func TestTablesAreAsClosedAsTheirPages(t *testing.T) {
	s := webtest.Example(t, false)
	member, office := s.As(t, access.Member), s.As(t, access.Office)
	for path, want := range map[string]int{
		"/en/accounts?file=accounts.csv": http.StatusForbidden, "/en/audit?file=audit.ods": http.StatusForbidden, "/en/meetings?file=meetings.csv": http.StatusOK,
		"/en/meetings?file=none.csv": http.StatusNotFound, "/en/meetings?file=../heng.yaml": http.StatusNotFound,
		"/en/indicators/mofa/oda/history?file=rows-1.csv": http.StatusNotFound,
	} {
		if a := member.Get(path); a.Status != want {
			t.Errorf("%s for a member: %d", path, a.Status)
		}
	}
	// Of the record the page shows the newest, and the file holds all.
	a := s.As(t, access.Administrator).Get("/en/audit?file=audit.csv")
	if !strings.Contains(a.Body, "\r\n1,") {
		t.Errorf("the first entry is not in the file:\n%.200s", a.Body)
	}
	if a := office.Get("/en/accounts?file=accounts.csv"); a.Status != http.StatusForbidden {
		t.Errorf("the office takes the accounts: %d", a.Status)
	}
}
