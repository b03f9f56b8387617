package web_test

import (
	"context"
	"encoding/csv"
	"encoding/xml"
	"html"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

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
	asOf, err := w.AsOf("", webtest.Noon)
	must(err)
	rules, err := release.ReadRules("", os.ReadFile)
	must(err)
	c, err := w.Release(ctx, plan, st, workspace.ReleaseOptions{AsOf: asOf, Version: "test", By: "maker", Rules: rules})
	must(err)
	must(st.Close())
	for _, a := range []release.Approval{{Role: "owner", By: "owner"}, {Role: "security", By: "reviewer", Compiled: true}} {
		_, err = w.Approve(c.ID, a, webtest.Noon)
		must(err)
	}
	file := filepath.Join(dir, "data", "demonstration", "grants.csv")
	text, err := os.ReadFile(file)
	must(err)
	mended := strings.Replace(string(text), ",site,156000,219000,,2016-11-28,", ",site,156000,219000,,,", 1)
	if mended == string(text) {
		t.Fatal("no grant has an amount of 156000 that was published on 2016-11-28")
	}
	must(os.WriteFile(file, []byte(mended), 0o644))
	must(webtest.Load(ctx, dir))
	s, err := webtest.Serve(dir, false)
	must(err)
	t.Cleanup(s.Close)
	return s
}

// peopled gives a site something of everything that people do, in both languages.
func peopled(t *testing.T, s *webtest.Site) {
	t.Helper()
	office := s.As(t, access.Office)
	do := func(v *webtest.Visitor, path string, fields ...string) {
		t.Helper()
		led(t, v.Post("/en"+path, fields...))
	}
	do(office, "/follow-up/take-over")
	do(office, "/meetings", "id", "107-2", "on", "2018-12-14", "title_zh", "第二次會議", "place", "Room 3 of the east wing, 外交部")
	do(office, "/meetings/107-2/seats", "before", "107-1")
	do(office, "/meetings/107-2/papers", "title", "議程", "sent", "2018-12-10")
	do(office, "/meetings/107-2/papers", "title", "The report of the working group", "sent", "2018-12-10")
	do(office, "/meetings/107-2/session", "turn", "open")
	do(office, "/meetings/107-2/rulings", "expected", "107-2-01", "text_zh", "請國經司續辦", "owner", "國經司", "next_meeting", "yes", "state", "follow_up")
	do(office, "/follow-up/datasets", "id", "news", "title_zh", "最新消息", "unit", "Bureau of everything and nothing", "on", "2018-05-01")
	do(office, "/results", "indicator", "mofa/grant-amounts-published", "until", s.Day(3))
	do(office, "/suggestions", "text", "請公開評估報告", "language", "zh-TW", "affiliation", "某大學 graduate school of public affairs")
	walker := joined(t, s, access.Account{ID: "walker", Name: "財團法人甲", Role: access.Group, Group: "demo-001"})
	do(walker, "/suggest", "text", "Publish what each group was paid", "topic", "grants")
	_, hearing := proposed(t, s, "walked")
	id, paper := strings.TrimPrefix(hearing, "/consultations/"), lastPaper(t, s, hearing)
	do(walker, "/consulted/"+id+"/say", "kind", "objection", "text", "The deadline is far too short. 期限太短。", "authorised", "yes", "paper", paper)
	do(office, hearing+"/answer", "entry", "1", "text", "We move it by a month. 延後一個月。", "decision", "partly")
	do(office, hearing+"/record", "group", "demo-003", "kind", "comment", "channel", "letter", "record", "外經字第 1 號 letter of the third group", "on", s.Day(0), "text", "同意，但請說明。", "paper", paper)
	shown := s.People.Consult.ShowingsOf("demo-001")
	do(walker, "/consulted/results/"+shown[len(shown)-1].ID+"/reply", "text", "Two of these reports were sent by post. 其中兩份以郵寄送達。")
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
	bodyRow     = regexp.MustCompile(`<tr(?: class="current")?>`)
)

// TestEveryPage walks every page of every role. Each table has its CSV and its ODS,
// which hold its rows; and what is in another language than the page says so.
func TestEveryPage(t *testing.T) {
	s := revised(t)
	peopled(t, s)
	met := map[string]int{}
	walk(t, s, "en", func(v *webtest.Visitor, of, page, body string) {
		heldLanguages(t, "en", page, body)
		if _, exempt := untaken[of]; !exempt {
			met[of] += heldTables(t, v, page, body)
		}
	})
	for _, of := range []string{
		"/overview", "/quality", "/accounts", "/audit", "/proposals", "/consultations/{id}", "/consulted/{id}", "/follow-up", "/follow-up/datasets",
		"/follow-up/sheet", "/meetings", "/meetings/{id}", "/indicators/{framework}/{indicator}/history", "/indicators/{framework}/{indicator}/rows",
	} {
		if met[of] == 0 {
			t.Errorf("no table was met on %s", of)
		}
	}
	fronts := 0
	walk(t, s, "zh-TW", func(_ *webtest.Visitor, of, page, body string) {
		heldLanguages(t, "zh-TW", page, body)
		if of == "/{$}" {
			fronts++
			if first := editionLink.FindStringSubmatch(body); first == nil || first[1] != "zh-TW" {
				t.Errorf("%s: the first edition is %q", page, first)
			}
		}
	})
	if fronts == 0 {
		t.Error("no front page was met")
	}
}

// editionLink is the first link to an edition of a front page, with its language.
var editionLink = regexp.MustCompile(`(?s)<article class="release">.*?hreflang="([^"]+)"`)

// walk opens pages of every route in a language as every role, from link to link. An
// edition's pages are not walked: it has its tables beside it, and was held before.
func walk(t *testing.T, s *webtest.Site, lang string, look func(v *webtest.Visitor, of, page, body string)) {
	t.Helper()
	link := regexp.MustCompile(`href="(/` + lang + `/[^"#]*)"[ >]`)
	patterns := map[string]*regexp.Regexp{}
	for _, route := range web.Routes() {
		if route.Method == http.MethodGet && !strings.Contains(route.Path, "{file") {
			patterns[route.Path] = regexp.MustCompile("^/" + lang + regexp.MustCompile(`\{[^}]+\}`).ReplaceAllString(strings.TrimSuffix(route.Path, "{$}"), "[^/]+") + "$")
		}
	}
	for _, role := range access.AllRoles {
		v := s.As(t, role)
		if role == access.Group {
			v.SignIn("walker")
		}
		seen, visits := map[string]bool{}, map[string]int{}
		var open []string
		for _, path := range []string{
			"/", "/indicators/mofa/grant-amounts-published/history", "/indicators/mofa/grant-amounts-published/rows?period=2017",
			"/define?framework=mofa&indicator=targets-met", "/follow-up/sheet?meeting=107-2",
		} {
			open = append(open, "/"+lang+path)
		}
		for len(open) > 0 {
			page := open[0]
			open = open[1:]
			path, _, _ := strings.Cut(page, "?")
			of := ""
			for route, pattern := range patterns {
				if pattern.MatchString(path) && (len(route) > len(of) || len(route) == len(of) && route < of) { // in whatever order they come
					of = route
				}
			}
			if of == "" || seen[page] || visits[of] == 2 {
				continue
			}
			seen[page] = true
			a := v.Get(page)
			if a.Status != http.StatusOK || !strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") {
				continue
			}
			visits[of]++
			for _, to := range link.FindAllStringSubmatch(fileLink.ReplaceAllString(a.Body, ""), -1) {
				open = append(open, html.UnescapeString(to[1]))
			}
			look(v, of, page, a.Body)
		}
	}
}

// fourWords are a sentence of English.
var fourWords = regexp.MustCompile(`\p{Latin}[\p{Latin}'’-]*(?:[,.;:]? \p{Latin}[\p{Latin}'’-]*){3,}`)

// unmarked are elements whose text can have no markup in it, and code, which is in no
// language of people.
var unmarked = []string{"title", "option", "textarea", "code"}

// heldLanguages holds the texts of a page to their language: Chinese and English stand
// where lang says so.
func heldLanguages(t *testing.T, lang, page, body string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(body))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	type element struct{ name, lang string }
	inside := []element{{"", ""}}
	for {
		token, err := d.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatalf("%s: %v", page, err)
		}
		last := inside[len(inside)-1]
		switch one := token.(type) {
		case xml.StartElement:
			next := element{one.Name.Local, last.lang}
			for _, a := range one.Attr {
				if a.Name.Local == "lang" {
					next.lang = a.Value
				}
			}
			inside = append(inside, next)
		case xml.EndElement:
			inside = inside[:len(inside)-1]
		case xml.CharData:
			text := strings.TrimSpace(string(one))
			if slices.Contains(unmarked, last.name) {
				continue
			}
			if last.lang == "en" && strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
				t.Errorf("%s: not marked as Chinese: <%s> %.200s", page, last.name, text)
			}
			if last.lang == "zh-TW" && fourWords.MatchString(text) {
				t.Errorf("%s: not marked as English: <%s> %.200s", page, last.name, text)
			}
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
