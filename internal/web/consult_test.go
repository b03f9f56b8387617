package web_test

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"heng/internal/access"
	"heng/internal/consult"
	"heng/internal/webtest"
)

// joined makes an account and signs it in.
func joined(t testing.TB, s *webtest.Site, a access.Account) *webtest.Visitor {
	t.Helper()
	token, err := s.People.Gate.Invite(t.Context(), "", a)
	if err != nil {
		t.Fatal(err)
	}
	v := s.Visit(t)
	if a := v.Post("/en/join/"+token, "password", webtest.Passphrase, "again", webtest.Passphrase); a.Status != http.StatusSeeOther {
		t.Fatalf("not joined: %d", a.Status)
	}
	v.SignIn(a.ID)
	return v
}

// kpi is a KPI of a grant that nobody has proposed yet, on the rows of the example.
func kpi(id, where string) string {
	return `id: ` + id + `
dimension: accountability
name: {zh-TW: 測試指標, en: Canary indicator}
definition: {zh-TW: 測試, en: Reports received of those due}
rationale: {zh-TW: 測試, en: A rise is an improvement}
goal: {zh-TW: 測試, en: Reports come in}
level: output
population: grants
# a comment that must stay
where: ` + where + `
measure: {share: report_received is not null}
period: {by: year, of: report_due}
unit: percent
direction: up
evidence: administrative
source: {zh-TW: 測試, en: records}
frequency: yearly
limitations: {zh-TW: 無, en: none}
status: draft
examples:
  - {rows: "report_due, report_received\n2017-01-31, 2017-01-30", as_of: 2018-06-22, expect: {period: "2017", value: 100}}
`
}

const due = "report_due is not null and report_due <= :as_of"

// led is where a form led to, within the language.
func led(t testing.TB, a webtest.Answer) string {
	t.Helper()
	at := a.Header.Get("Location")
	if a.Status != http.StatusSeeOther || !strings.HasPrefix(at, "/en/") {
		t.Fatalf("%d to %q\n%s", a.Status, at, problemIn(a.Body))
	}
	return strings.TrimPrefix(at, "/en")
}

var problemForm = regexp.MustCompile(`(?s)class="problem".{0,600}`)

func problemIn(body string) string { return problemForm.FindString(body) }

// proposed makes a proposal and a consultation of two groups about it.
func proposed(t testing.TB, s *webtest.Site, id string) (proposal, hearing string) {
	t.Helper()
	office := s.As(t, access.Office)
	proposal = led(t, office.Post("/en/proposals", "framework", "grants", "text", kpi(id, due), "note", "first"))
	hearing = led(t, office.Post("/en"+proposal+"/consult", "groups", "demo-001\r\ndemo-003\r\n", "deadline", s.Day(40)))
	return proposal, hearing
}

func lastPaper(t testing.TB, s *webtest.Site, hearing string) string {
	t.Helper()
	c, ok := s.People.Consult.Consultation(strings.TrimPrefix(hearing, "/consultations/"))
	if !ok {
		t.Fatal("no consultation")
	}
	return c.Table().Hash
}

// TestAGroupSeesItsOwn: on every page that a group can open there is no row, no word and
// no name of another group; its own rows and words are there.
func TestAGroupSeesItsOwn(t *testing.T) {
	s := webtest.Example(t, false)
	_, hearing := proposed(t, s, "canary-own")
	id := strings.TrimPrefix(hearing, "/consultations/")
	mine := joined(t, s, access.Account{ID: "own-1", Name: "Group one", Role: access.Group, Group: "demo-001"})
	other := joined(t, s, access.Account{ID: "own-3", Name: "Group three", Role: access.Group, Group: "demo-003"})
	none := joined(t, s, access.Account{ID: "own-9", Name: "Group nine", Role: access.Group, Group: "demo-009"})
	paper := lastPaper(t, s, hearing)
	say := func(v *webtest.Visitor, fields ...string) webtest.Answer {
		return v.Post("/en/consulted/"+id+"/say", append(fields, "paper", paper)...)
	}
	led(t, say(other, "kind", "objection", "text", "canary-words-of-three", "authorised", "yes"))
	led(t, say(mine, "kind", "question", "text", "words-of-one", "authorised", "yes"))
	office := s.As(t, access.Office)
	led(t, office.Post("/en"+hearing+"/answer", "entry", "1", "text", "canary-answer-to-three"))
	led(t, office.Post("/en"+hearing+"/answer", "entry", "2", "text", "answer-to-one", "same", "1"))
	led(t, office.Post("/en/suggestions", "text", "canary-suggestion"))
	led(t, office.Post("/en/results", "indicator", "mofa/grant-amounts-published", "until", s.Day(3)))
	shown := s.People.Consult.ShowingsOf("demo-003")
	show := shown[len(shown)-1].ID
	led(t, other.Post("/en/consulted/results/"+show+"/reply", "text", "canary-reply-of-three"))

	var own int
	for _, lang := range []string{"en", "zh-TW"} {
		for _, path := range []string{"/", "/consulted", "/consulted/" + id, "/consulted/results/" + show, "/suggest", "/account"} {
			a := mine.Get("/" + lang + path)
			if a.Status != http.StatusOK {
				t.Errorf("%s: %d", path, a.Status)
			}
			for _, canary := range []string{"canary-words", "canary-answer", "canary-reply", "canary-suggestion", "demo-003", "Demonstration group 003", "示範團體003", "own-3", "demo-002", "G2012-001"} {
				if strings.Contains(a.Body, canary) {
					t.Errorf("%s in %s: %q", path, lang, canary)
				}
			}
			own += strings.Count(a.Body, "demo-001")
		}
	}
	page := mine.Get("/en/consulted/" + id).Body
	if !strings.Contains(page, "The text on the table, over all groups") {
		t.Error("a group is not shown what all groups have together")
	}
	if own == 0 || !strings.Contains(page, "words-of-one") || !strings.Contains(page, "answer-to-one") || !strings.Contains(page, "G2012-") && !strings.Contains(page, "G201") {
		t.Error("a group does not see its own")
	}
	// Every row that is shown is one of the group's, and all of those are.
	view := s.Desk.View(t.Context())
	defer view.Close()
	rows, err := view.Plan.Rows(t.Context(), view.Store, view.AsOf, "grants", []string{"grant_id", "grantee_id"})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows.Rows {
		if is, has := *row.Values[1] == "demo-001", strings.Contains(page, ">"+*row.Values[0]+"<"); is != has {
			t.Errorf("%s of %s: shown is %t", *row.Values[0], *row.Values[1], has)
		}
	}
	// Who takes no part sees nothing of it, by its address or otherwise.
	for _, path := range []string{"/en/consulted/" + id, "/en" + hearing, "/en" + hearing + "/annex", "/en" + hearing + "/files/annex.csv", "/en/proposals", "/en/results", "/en/suggestions.csv"} {
		if a := none.Get(path); a.Status != http.StatusNotFound && a.Status != http.StatusForbidden || strings.Contains(a.Body, "Canary") || strings.Contains(a.Body, "canary") {
			t.Errorf("%s: %d", path, a.Status)
		}
	}
	if a := say(none, "kind", "agreement", "authorised", "yes"); a.Status != http.StatusNotFound {
		t.Errorf("who takes no part says something: %d", a.Status)
	}
	// Nobody speaks for another group: the group is the account's, whatever is sent.
	led(t, say(mine, "kind", "agreement", "authorised", "yes", "group", "demo-003"))
	c, _ := s.People.Consult.Consultation(id)
	if c.Outcome("demo-001") != consult.Agreed || c.Outcome("demo-003") != consult.Objected {
		t.Errorf("%s and %s", c.Outcome("demo-001"), c.Outcome("demo-003"))
	}
	if a := say(mine, "kind", "comment", "text", "typed and kept"); a.Status != http.StatusUnprocessableEntity || !strings.Contains(a.Body, "typed and kept") {
		t.Errorf("without authority: %d", a.Status)
	}
	// Who keeps the accounts sees that something was said, and not what.
	if a := s.As(t, access.Administrator).Get("/en/audit"); !strings.Contains(a.Body, "consult.said") || strings.Contains(a.Body, "-of-three") || strings.Contains(a.Body, "words-of-one") {
		t.Error("the administrator reads what groups say, or not that they did")
	}
	if a := office.Get("/en" + hearing); !strings.Contains(a.Body, "The text on the table, over all groups") {
		t.Error("the office does not see what groups are shown of all of them")
	}
	// A member reads all of it, in both languages, and holds none of it.
	member := s.As(t, access.Member)
	for _, path := range []string{hearing, hearing + "/annex", hearing + "/files/annex.csv", "/results"} {
		if a := member.Get("/zh-TW" + path); a.Status != http.StatusOK || !strings.Contains(a.Body, "-of-three") || strings.Contains(a.Body, "name=\"record\"") {
			t.Errorf("a member at %s: %d", path, a.Status)
		}
	}
}

// TestALinkLivesAsLongAsItsConsultation: a group can take up its invitation until the day
// after the deadline is over, wherever that is beyond what links last.
func TestALinkLivesAsLongAsItsConsultation(t *testing.T) {
	s := webtest.Example(t, false)
	_, hearing := proposed(t, s, "long-notice") // 40 days
	a := s.As(t, access.Office).Post("/en"+hearing+"/invite", "group", "demo-001", "account", "long-1", "language", "en")
	link := regexp.MustCompile(`/en/join/([^<]+)<`).FindStringSubmatch(a.Body)
	if link == nil {
		t.Fatalf("%d: no link", a.Status)
	}
	ends, err := time.ParseInLocation(time.DateOnly, s.Day(42), time.FixedZone("Taipei", 8*60*60))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.People.Gate.OfLink(link[1], ends.Add(-time.Minute)); err != nil {
		t.Errorf("ended before: %v", err)
	}
	if _, err := s.People.Gate.OfLink(link[1], ends.Add(time.Minute)); err == nil {
		t.Error("has not ended")
	}
}

// TestTwoEditors: of two people who save from the same revision neither loses a line, and
// the second is shown the first's.
func TestTwoEditors(t *testing.T) {
	s := webtest.Example(t, false)
	office, analyst := s.As(t, access.Office), s.As(t, access.Analyst)
	at := led(t, office.Post("/en/proposals", "framework", "grants", "text", kpi("two-editors", due)))
	led(t, office.Post("/en"+at+"/revise", "based", "1", "text", kpi("two-editors", due+" and state <> 'cancelled'")))
	led(t, analyst.Post("/en"+at+"/revise", "based", "1", "text", kpi("two-editors", due+" and category = 'capacity'")))
	for _, v := range []*webtest.Visitor{office, analyst} {
		a := v.Get("/en" + at)
		for _, want := range []string{"Revision 3 stands beside revision 2", "state &lt;&gt; &#39;cancelled&#39;", "category = &#39;capacity&#39;", `name="based" value="2"`} {
			if !strings.Contains(a.Body, want) {
				t.Errorf("no %q on the page", want)
			}
		}
	}
	if a := office.Post("/en"+at+"/consult", "groups", "demo-001", "deadline", s.Day(40)); a.Status != http.StatusUnprocessableEntity || !strings.Contains(problemIn(a.Body), "same revision") {
		t.Errorf("put before the groups with two texts: %d", a.Status)
	}
	led(t, analyst.Post("/en"+at+"/revise", "based", "2", "text", kpi("two-editors", due+" and state <> 'cancelled' and category = 'capacity'")))
	if a := analyst.Get("/en" + at); strings.Contains(a.Body, "stands beside") || strings.Count(a.Body, "<summary>") != 4 {
		t.Error("not settled, or not all revisions are kept")
	}
	// What cannot be read is refused with its place, and is not lost.
	a := analyst.Post("/en"+at+"/revise", "based", "4", "text", "id: two-editors\nmeasure: {shrae: x}\n", "note", "a slip")
	if a.Status != http.StatusUnprocessableEntity || !strings.Contains(a.Body, "shrae: x") || !strings.Contains(problemIn(a.Body), "proposal.yaml:2") || !strings.Contains(a.Body, "a slip") {
		t.Errorf("%d %s", a.Status, problemIn(a.Body))
	}
}

// TestIntoForce walks a KPI from a draft into the framework: agreed by its groups, bound
// to its terms, in a file of which every other byte stays; and an agreement that lapses
// with the text.
func TestIntoForce(t *testing.T) {
	if testing.Short() {
		t.Skip("checks a workspace anew")
	}
	s := webtest.Example(t, false)
	office := s.As(t, access.Office)
	group := joined(t, s, access.Account{ID: "force-1", Name: "Group", Role: access.Group, Group: "demo-001"})
	at := led(t, office.Post("/en/proposals", "framework", "mofa", "text", kpi("into-force", due)))
	hearing := led(t, office.Post("/en"+at+"/consult", "groups", "demo-001", "deadline", s.Day(2)))
	id := strings.TrimPrefix(hearing, "/consultations/")
	first := lastPaper(t, s, hearing)
	led(t, group.Post("/en/consulted/"+id+"/say", "kind", "agreement", "authorised", "yes", "paper", first))
	// Another text on the table: what was agreed has lapsed, and the old paper binds nobody.
	led(t, office.Post("/en"+at+"/revise", "based", "1", "text", kpi("into-force", due+" and cancelled_on is null")))
	led(t, office.Post("/en"+hearing+"/put", "deadline", s.Day(3)))
	if a := group.Get("/zh-TW/consulted/" + id); !strings.Contains(a.Body, "已失效") {
		t.Error("the agreement has not lapsed")
	}
	if a := group.Post("/en/consulted/"+id+"/say", "kind", "agreement", "authorised", "yes", "paper", first); a.Status != http.StatusUnprocessableEntity {
		t.Errorf("agreed to what is not on the table: %d", a.Status)
	}
	led(t, group.Post("/en/consulted/"+id+"/say", "kind", "agreement", "authorised", "yes", "paper", lastPaper(t, s, hearing)))
	led(t, office.Post("/en"+hearing+"/close"))
	led(t, office.Post("/en"+at+"/accept", "record", "Document 7"))

	file := filepath.Join(s.Dir, "frameworks", "mofa.yaml")
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	led(t, office.Post("/en"+at+"/in-force"))
	after, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { // the other tests read the example as it is
		if err := os.WriteFile(file, before, 0o644); err != nil {
			t.Error(err)
		}
		if err := s.Desk.Renewed(context.Background()); err != nil {
			t.Error(err)
		}
	})
	added := strings.TrimPrefix(string(after), strings.TrimRight(string(before), "\n"))
	if added == string(after) {
		t.Fatal("what stood in the file before does not stand there still")
	}
	p, _ := s.People.Consult.Proposal(strings.TrimPrefix(at, "/proposals/"))
	for _, want := range []string{"# a comment that must stay", "status: agreed", `{group: "demo-001", on: ` + s.Day(0) + `, record: "` + id + `/2", of: ` + p.Head().Terms + "}"} {
		if !strings.Contains(added, want) {
			t.Errorf("no %q in\n%s", want, added)
		}
	}
	if p.Stage != consult.InForce || strings.Contains(added, "status: draft") {
		t.Errorf("%s\n%s", p.Stage, added)
	}
	if a := office.Get("/zh-TW" + at); !strings.Contains(a.Body, "已生效") || strings.Contains(a.Body, `name="based"`) {
		t.Error("it can still be edited")
	}
	if err := s.Desk.Renewed(t.Context()); err != nil || s.Desk.Trouble() != nil {
		t.Errorf("the workspace does not pass with it: %v %v", err, s.Desk.Trouble())
	}
	v := office.Get("/en/indicators/" + p.Framework + "/" + p.Indicator + "/versions")
	if v.Status != http.StatusOK || !strings.Contains(v.Body, `<a href="/en`+at+`">Proposal `+p.ID) || !strings.Contains(v.Body, "The text is that of the version before") || !strings.Contains(v.Body, p.Head().Terms) {
		t.Errorf("the versions of the definition lack the proposal: %d\n%s", v.Status, v.Body)
	}
}
