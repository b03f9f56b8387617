package web_test

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"heng/internal/access"
	"heng/internal/webtest"
)

// hidden is what a page holds in a hidden field.
func hidden(t *testing.T, body, form, name string) string {
	t.Helper()
	_, rest, _ := strings.Cut(body, `action="`+form+`"`)
	found := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(rest)
	if found == nil {
		t.Fatalf("no field %s in the form %s of:\n%s", name, form, body)
	}
	return found[1]
}

func holds(t *testing.T, a webtest.Answer, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(a.Body, text) {
			t.Errorf("no %q (%d) in\n%s", text, a.Status, main(a.Body))
		}
	}
}

// TestFollowUp walks what the office does from the minutes to a release from
// follow-up, and what a member sees of it.
func TestFollowUp(t *testing.T) {
	s := webtest.Apart(t)
	office, member := s.As(t, access.Office), s.As(t, access.Member)

	// What the workspace has is taken over, once.
	holds(t, office.Get("/en/meetings"), "hold 11 records", "Take them over")
	if a := member.Get("/en/meetings"); strings.Contains(a.Body, "Take them over") {
		t.Error("a member is offered to take records over")
	}
	for range 2 {
		if a := office.Post("/en/follow-up/take-over"); a.Status != http.StatusSeeOther {
			t.Fatalf("taken over: %d\n%s", a.Status, a.Body)
		}
	}
	if a := office.Get("/en/meetings"); strings.Contains(a.Body, "Take them over") || strings.Count(a.Body, "/en/meetings/107-1\"") != 1 {
		t.Errorf("taken over twice, or not at all:\n%s", a.Body)
	}
	// The figures are those of the minutes of 22 June 2018.
	holds(t, member.Get("/zh-TW/meetings/107-1"), "4 <span aria-hidden=\"true\">/</span><span class=\"unseen\">，共</span> 12", "剛好達標，再離席一位即不足", "87.5%", "不計代理：4／5", "列席及工作人員 16 位")
	holds(t, member.Get("/en/follow-up"), "8 of 10 rulings are under follow-up", "107-1-08", "next meeting (no date yet)", "Standing items", "state not in the minutes")
	if a := member.Get("/zh-TW/follow-up?owner=ngo&state=follow_up"); strings.Contains(a.Body, "107-1-02") || !strings.Contains(a.Body, "107-1-06") || strings.Contains(a.Body, "107-1-10") {
		t.Errorf("filtered:\n%s", a.Body)
	}
	holds(t, member.Get("/zh-TW/follow-up/datasets"), "公眾會", "22", "dataset_states")

	// The next meeting gives what is due at it a date; then it is overdue.
	if a := office.Post("/en/meetings", "id", "107-2", "on", "someday"); a.Status != http.StatusUnprocessableEntity {
		t.Errorf("a meeting on someday: %d", a.Status)
	} else {
		holds(t, a, "is no date", `value="107-2"`)
	}
	office.Post("/en/meetings", "id", "107-2", "on", "2018-12-14", "title_zh", "第二次會議")
	holds(t, member.Get("/en/follow-up?overdue=yes"), "107-1-08", "Overdue")

	// Meeting mode: who is there, papers, a ruling typed in.
	office.Post("/en/meetings/107-2/seats", "before", "107-1")
	office.Post("/en/meetings/107-2/papers", "title", "議程", "sent", "2018-12-10")
	office.Post("/en/meetings/107-2/session", "turn", "open")
	ticks := []string{}
	for _, n := range []string{"1", "2", "3", "4", "9", "10", "13"} {
		ticks = append(ticks, "seat", n, "present", n)
	}
	office.Post("/zh-TW/meetings/107-2/attendance", append(ticks, "proxy", "2")...)
	holds(t, member.Get("/zh-TW/meetings/107-2/live"), "2 <span aria-hidden=\"true\">/</span><span class=\"unseen\">，共</span> 6", "剛好達標，再離席一位即不足", "4 日，其中工作日 4 日", "逾期")
	office.Post("/zh-TW/meetings/107-2/attendance", "seat", "9", "was", "9")
	holds(t, member.Get("/en/meetings/107-2/live"), "Not met", "1 more non-government member is needed", "Not met throughout the meeting")
	live := office.Get("/zh-TW/meetings/107-2/live")
	expected := hidden(t, live.Body, "/zh-TW/meetings/107-2/rulings", "expected")
	for range 2 { // the button was pressed twice
		office.Post("/zh-TW/meetings/107-2/rulings", "expected", expected, "text_zh", "請國經司<b>續辦</b>", "owner", "國經司", "next_meeting", "yes", "state", "follow_up")
	}
	a := member.Get("/en/meetings/107-2")
	holds(t, a, "107-2-01", "請國經司&lt;b&gt;續辦", "Department of International Cooperation and Economic Affairs", `lang="zh-TW"`)
	if strings.Contains(a.Body, "107-2-02") {
		t.Error("sent twice, and there are two")
	}

	// Progress with evidence, then the decision of a meeting.
	const at = "/en/follow-up/rulings/107-1-08"
	seen := hidden(t, office.Get(at).Body, at+"/progress", "seen")
	if a := office.Post(at+"/progress", "seen", seen, "text_zh", "已訂定", "on", "2018-12-01", "evidence_indicator", "mofa/none"); a.Status != http.StatusUnprocessableEntity {
		t.Errorf("an indicator that is not there: %d", a.Status)
	} else {
		holds(t, a, "is not the key of an indicator", ">已訂定</textarea>")
	}
	office.Post(at+"/progress", "seen", seen, "text_zh", "已訂定十二項", "on", "2018-12-01", "evidence_indicator", "mofa/datasets-published", "evidence_link", "https://example.org/kpi")
	holds(t, member.Get(at), "Under follow-up, progress reported", "已訂定十二項", `href="/en/indicators/mofa/datasets-published"`, `href="https://example.org/kpi"`)

	// Two people: who was slower loses nothing, and sees what stands now.
	analyst := s.As(t, access.Analyst)
	slow := analyst.Post(at+"/change", "seen", seen, "text_zh", "分析人員的更正", "owner", "ngo", "next_meeting", "yes", "reason", "語句")
	if slow.Status != http.StatusConflict {
		t.Errorf("a change of what had changed: %d", slow.Status)
	}
	holds(t, slow, "Somebody has changed this", "What stands now", ">分析人員的更正</textarea>", "已訂定十二項", `value="語句"`)
	again := hidden(t, slow.Body, at+"/change", "seen")
	if a := analyst.Post(at+"/change", "seen", again, "text_zh", "分析人員的更正", "owner", "ngo", "next_meeting", "yes", "reason", "語句"); a.Status != http.StatusSeeOther {
		t.Errorf("sent again: %d", a.Status)
	}
	holds(t, member.Get(at), "已訂定十二項", "分析人員的更正", "<del>")

	// The sheet, on the page and as a spreadsheet.
	holds(t, member.Get("/en/follow-up/sheet?meeting=107-2"), "since meeting 107-1", "已訂定十二項", "Standing items", "not reported")
	file := member.Get("/zh-TW/follow-up/sheet.ods?meeting=107-2")
	z, err := zip.NewReader(strings.NewReader(file.Body), int64(len(file.Body)))
	if err != nil {
		t.Fatal(err)
	}
	content, err := z.Open("content.xml")
	if err != nil {
		t.Fatal(err)
	}
	xml, err := io.ReadAll(content)
	if err != nil || !bytes.Contains(xml, []byte("已訂定十二項")) || !bytes.Contains(xml, []byte("未提報")) {
		t.Errorf("the spreadsheet lacks progress: %v", err)
	}

	seen = hidden(t, office.Get(at).Body, at+"/decision", "seen")
	office.Post(at+"/decision", "seen", seen, "outcome", "release", "meeting", "107-2")
	a = member.Get("/zh-TW/follow-up/rulings/107-1-08")
	holds(t, a, "解除列管", "107年12月14日")
	if strings.Contains(a.Body, "<form method=\"post\" action=\"/zh-TW/follow-up") {
		t.Error("a member is offered to write")
	}

	// A dataset on its way.
	office.Post("/en/follow-up/datasets", "id", "news", "title_zh", "最新消息", "unit", "公眾會", "on", "2018-05-01")
	const set = "/en/follow-up/datasets/news"
	seen = hidden(t, office.Get(set).Body, set+"/stage", "seen")
	if a := office.Post(set+"/stage", "seen", seen, "stage", "listed", "on", "2018-06-22"); a.Status != http.StatusUnprocessableEntity {
		t.Errorf("listed without approval: %d", a.Status)
	}
	office.Post(set+"/stage", "seen", seen, "stage", "proposed", "on", "2018-06-01")
	if a := analyst.Post(set+"/stage", "seen", seen, "stage", "reviewed", "on", "2018-06-02"); a.Status != http.StatusConflict {
		t.Errorf("a stage of what had moved: %d", a.Status)
	}
	holds(t, member.Get("/zh-TW/follow-up/datasets/news"), "提報", "<del>盤點</del> → <ins>提報</ins>", "公眾會")
}

// TestFollowUpIsClosed: a member writes nothing, a group and the public read nothing;
// the matrix tries each route, this what is there.
func TestFollowUpIsClosed(t *testing.T) {
	s := webtest.Apart(t)
	office := s.As(t, access.Office)
	office.Post("/en/meetings", "id", "108-1", "on", "2019-06-14")
	for _, v := range []*webtest.Visitor{s.As(t, access.Group), s.Visit(t), s.As(t, access.Administrator)} {
		for _, path := range []string{"/en/meetings/108-1", "/zh-TW/meetings/108-1/live", "/en/follow-up/sheet.ods", "/en/follow-up"} {
			if a := v.Get(path); a.Status == http.StatusOK || strings.Contains(a.Body, "2019") || strings.Contains(a.Body, "108年") {
				t.Errorf("%s: %d", path, a.Status)
			}
		}
	}
	if a := s.As(t, access.Member).Post("/en/meetings/108-1/rulings", "text_zh", "委員自訂"); a.Status != http.StatusForbidden {
		t.Errorf("a member rules: %d", a.Status)
	}
	if a := office.Get("/en/meetings/108-1"); strings.Contains(a.Body, "委員自訂") {
		t.Error("and it is there")
	}
}

// main is what a page says between its heading and its end.
func main(body string) string {
	_, rest, _ := strings.Cut(body, "<main")
	return rest
}
