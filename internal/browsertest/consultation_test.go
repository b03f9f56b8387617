package browsertest

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"heng/internal/access"
	"heng/internal/need"
	"heng/internal/webtest"
)

// asked is a KPI as somebody proposes it.
const asked = `id: reports-asked
dimension: accountability
name: {zh-TW: 受補助團體按期提出成果報告之比率, en: Grantees’ reports received in time}
definition: {zh-TW: 報告期限已屆之補助案中，於期限前收到成果報告者之比率。, en: "Of the grants whose report was due, the share whose report came by then."}
rationale: {zh-TW: 上升為改善。, en: A rise is an improvement.}
goal: {zh-TW: 補助成果可受檢視。, en: What grants achieved can be seen.}
level: output
population: grants
where: report_due is not null and report_due <= :as_of
measure: {share: report_received is not null and report_received <= report_due}
period: {by: year, of: report_due}
unit: percent
direction: up
decimals: 1
targets: [{period: "2018", value: 90}]
criteria: [evaluation]
evidence: administrative
source: {zh-TW: 補助紀錄, en: records of grants}
frequency: yearly
limitations: {zh-TW: 不含內容品質。, en: It says nothing of quality.}
status: draft
`

// hiddenForms counts the forms that a style sheet hides in this window.
const hiddenForms = `[...document.forms].filter(f => !f.closest("details:not([open])") && f.getClientRects().length == 0).length`

// TestConsultationPages: the pages by which a KPI is put before the groups hold to what
// can be told of any page, in their fullest state: two revisions beside each other, an
// open objection, answers, a group's own rows.
func TestConsultationPages(t *testing.T) {
	if testing.Short() {
		t.Skip("draws in a browser")
	}
	axe, err := os.ReadFile(need.File(t, "axe", "HENG_AXE"))
	if err != nil {
		t.Fatal(err)
	}
	s := dashboard(t)
	office := s.As(t, access.Office)
	led := func(a webtest.Answer) string {
		t.Helper()
		if a.Status != http.StatusSeeOther {
			t.Fatalf("%d\n%s", a.Status, a.Body)
		}
		return strings.TrimPrefix(a.Header.Get("Location"), "/en")
	}
	proposal := led(office.Post("/en/proposals", "framework", "grants", "text", asked, "note", "As the advisory group asked"))
	hearing := led(office.Post("/en"+proposal+"/consult", "groups", "demo-001 demo-002 demo-003", "deadline", s.Day(40)))
	c, _ := s.People.Consult.Consultation(strings.TrimPrefix(hearing, "/consultations/"))
	part := "/consulted/" + c.ID
	groups := map[string]*webtest.Visitor{}
	for _, g := range []string{"demo-001", "demo-003"} {
		token, err := s.People.Gate.Invite(t.Context(), "", access.Account{ID: "asked-" + g, Name: "示範團體 " + g, Role: access.Group, Group: g})
		if err != nil {
			t.Fatal(err)
		}
		groups[g] = s.Visit(t)
		groups[g].Post("/en/join/"+token, "password", webtest.Passphrase, "again", webtest.Passphrase)
		groups[g].SignIn("asked-" + g)
	}
	led(groups["demo-001"].Post("/en"+part+"/say", "kind", "objection", "authorised", "yes", "paper", c.Table().Hash, "text", "寄送途中遺失之報告應不計入。\n請明定收件日之認定。"))
	led(groups["demo-003"].Post("/en"+part+"/say", "kind", "agreement", "authorised", "yes", "paper", c.Table().Hash))
	led(office.Post("/en"+hearing+"/answer", "entry", "1", "decision", "partly", "text", "以郵戳為憑。"))
	led(office.Post("/en" + hearing + "/remind"))
	led(office.Post("/en"+proposal+"/revise", "based", "1", "text", strings.Replace(asked, "value: 90", "value: 85", 1), "note", "85"))
	led(office.Post("/en"+proposal+"/revise", "based", "1", "text", strings.Replace(asked, "decimals: 1", "decimals: 0", 1)))
	led(office.Post("/en/suggestions", "text", "報告提供英文版", "other", "An English edition of the report", "affiliation", "university"))
	led(office.Post("/en/suggestions/s1/answer", "verdict", "adopted", "reason", "自下期起提供。", "follow_up", "yes"))
	led(office.Post("/en/results", "indicator", "mofa/grant-amounts-published", "until", s.Day(5)))
	led(groups["demo-001"].Post("/en/consulted/results/r1/reply", "text", "兩案於公布日後補送。"))

	for name, one := range map[string]struct {
		as    *webtest.Visitor
		pages []string
	}{
		"office": {office, []string{"/proposals", "/proposals/new?framework=mofa&indicator=oda", proposal, hearing, hearing + "/annex", "/suggestions", "/results"}},
		"group":  {groups["demo-001"], []string{"/consulted", part, "/consulted/results/r1", "/suggest"}},
	} {
		t.Run(name, func(t *testing.T) {
			ctx := tab(t)
			enter(t, ctx, one.as)
			for _, page := range one.pages {
				for at, lang := range []string{"zh-TW", "en"} { // each language in one size: what differs by both is the report's
					size := sizes[at]
					checkPage(t, ctx, string(axe), s.Server.URL+"/"+lang+page, fmt.Sprintf("%s-%s-%s-%s", name, page, lang, size.name), size.width, size.height)
					if n := take(t, ctx, chromedp.Evaluate[float64](hiddenForms)); n > 0 {
						t.Errorf("%s %s: %v forms cannot be seen", size.name, page, n)
					}
				}
			}
		})
	}
}
