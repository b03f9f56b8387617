package web_test

import (
	"fmt"
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"heng/indicators"
	"heng/internal/access"
	"heng/internal/webtest"
)

var (
	selectBody = regexp.MustCompile(`(?s)<select\b([^>]*)>(.*?)</select>`)
	textBody   = regexp.MustCompile(`(?s)<textarea\b([^>]*)>(.*?)</textarea>`)
	inputTag   = regexp.MustCompile(`<input\b([^>]*)>`)
	chosen     = regexp.MustCompile(`<option value="([^"]*)"( selected)?>`)
	attributes = regexp.MustCompile(`([a-z]+)="([^"]*)"`)
)

// fieldsOf reads the first form of a page that posts to an address, as a browser would
// send it untouched.
func fieldsOf(t *testing.T, page, action string) map[string][]string {
	t.Helper()
	begin := strings.Index(page, `action="`+action+`"`)
	if begin < 0 {
		t.Fatalf("no form for %s", action)
	}
	form := page[begin:]
	form = form[:strings.Index(form, "</form>")]
	fields := map[string][]string{}
	named := func(tag string) map[string]string {
		all := map[string]string{}
		for _, a := range attributes.FindAllStringSubmatch(tag, -1) {
			all[a[1]] = html.UnescapeString(a[2])
		}
		return all
	}
	for _, m := range selectBody.FindAllStringSubmatch(form, -1) {
		value, found := "", false
		for _, o := range chosen.FindAllStringSubmatch(m[2], -1) {
			if !found && (value == "" && fields[named(m[1])["name"]] == nil || o[2] != "") {
				value = html.UnescapeString(o[1])
			}
			found = found || o[2] != ""
			fields[named(m[1])["name"]] = []string{value}
		}
	}
	for _, m := range textBody.FindAllStringSubmatch(form, -1) {
		fields[named(m[1])["name"]] = []string{html.UnescapeString(m[2])}
	}
	for _, m := range inputTag.FindAllStringSubmatch(form, -1) {
		a := named(m[1])
		if a["type"] == "checkbox" && !strings.Contains(m[1], " checked") {
			continue
		}
		fields[a["name"]] = append(fields[a["name"]], a["value"])
	}
	return fields
}

func flat(fields map[string][]string, more ...string) []string {
	var all []string
	for name, values := range fields {
		for _, v := range values {
			all = append(all, name, v)
		}
	}
	return append(all, more...)
}

// TestDefineKeepsTheText: the form of an indicator that is there, sent as it came, gives
// the text that is there, byte for byte, and the value that heng eval prints.
func TestDefineKeepsTheText(t *testing.T) {
	s := webtest.Example(t, false)
	view := s.Desk.View(t.Context())
	defer view.Close()
	v := s.As(t, access.Office)
	for at, id := range []string{"datasets-published", "targets-met", "grant-own-funds", "civil-third", "oda", "rulings-followed"} {
		want, err := view.IndicatorText("mofa", id)
		if err != nil {
			t.Fatal(err)
		}
		if want == "" {
			if at == 0 {
				t.Fatalf("no indicator %s", id)
			}
			continue
		}
		page := v.Get("/en/define?framework=mofa&indicator=" + id)
		if page.Status != http.StatusOK {
			t.Fatalf("%s: %d\n%s", id, page.Status, page.Body)
		}
		fields := fieldsOf(t, page.Body, "/en/define")
		again := v.Post("/en/define", flat(fields, "do", "preview")...)
		got := fieldsOf(t, again.Body, "/en/define")["base"]
		if len(got) != 1 || got[0] != want {
			t.Errorf("%s: the form gives another text:\n%s\nwant\n%s", id, got, want)
		}
		sample, err := view.Plan.Sample(t.Context(), view.Store, indicators.ExplainRequest{Indicator: "mofa/" + id, AsOf: view.AsOf}, 4)
		if err != nil {
			t.Fatal(err)
		}
		places, verdicts := map[string]bool{}, map[indicators.Verdict]int{}
		for _, row := range sample.Rows {
			at := fmt.Sprint(row.File, row.Line)
			if row.File != "" && places[at] {
				t.Errorf("%s: the sample has the row %s twice", id, at)
			}
			places[at] = true
			if verdicts[row.Verdict]++; verdicts[row.Verdict] > 4 {
				t.Errorf("%s: more than four rows are %s", id, row.Verdict)
			}
		}
		for _, o := range view.Observations {
			if o.Framework == "mofa" && o.Indicator == id && len(o.Breakdown) == 0 && o.Period != nil && *o.Period == "2017" && o.Value != nil {
				if !strings.Contains(again.Body, "<dd>"+html.EscapeString(o.Value.String())+"</dd>") {
					t.Errorf("%s: the preview has not the value %s", id, o.Value)
				}
			}
		}
	}
}

// TestDefine writes an indicator in the form alone: a slip stands beside its field, the
// value is there before anything is saved, and what is proposed is the text shown.
func TestDefine(t *testing.T) {
	s := webtest.Example(t, false)
	v := s.As(t, access.Office)
	fields := fieldsOf(t, v.Get("/en/define?framework=mofa").Body, "/en/define")
	set := func(pairs ...string) {
		for i := 0; i < len(pairs); i += 2 {
			fields[pairs[i]] = []string{pairs[i+1]}
		}
	}
	set("id", "grants-in-africa", "name.en", "Grants in a test", "name.zh-TW", "測試之補助案", "definition.en", "Grants approved.", "definition.zh-TW", "核定之補助案。",
		"population", "grants", "period.by", "year", "period.of", "approved_on", "unit", "count", "direction", "none",
		"measure.kind", "count", "measure.0.column", "state", "measure.0.operator", "=", "measure.0.operand", "clozed")
	page := v.Post("/en/define", flat(fields, "do", "preview")...)
	if page.Status != http.StatusOK || !strings.Contains(page.Body, `class="slip"`) {
		t.Fatalf("a code that is never held brings no slip: %d\n%s", page.Status, page.Body)
	}
	fields = fieldsOf(t, page.Body, "/en/define")
	set("measure.0.operator", "<>", "measure.0.operand", "cancelled")
	page = v.Post("/en/define", flat(fields, "do", "preview")...)
	view := s.Desk.View(t.Context())
	defer view.Close()
	if !strings.Contains(page.Body, "Rows with their verdicts") || !strings.Contains(page.Body, "count: state &lt;&gt; &#39;cancelled&#39;") {
		t.Errorf("no value or text:\n%s", page.Body)
	}
	fields = fieldsOf(t, page.Body, "/en/define")
	base := fields["base"][0]
	done := v.Post("/en/define", flat(fields, "do", "propose", "note", "a test")...)
	if done.Status != http.StatusSeeOther {
		t.Fatalf("proposed: %d\n%s", done.Status, done.Body)
	}
	proposal := v.Get(done.Header.Get("Location"))
	if !strings.Contains(proposal.Body, html.EscapeString(strings.TrimSpace(base))) {
		t.Error("what was proposed is not the text that was shown")
	}
	if a := s.As(t, access.Member).Get("/en/define?framework=mofa"); a.Status != http.StatusForbidden {
		t.Errorf("a member writes an indicator: %d", a.Status)
	}
	for _, path := range []string{"/en/define?framework=grants", "/en/define?framework=../policy", "/en/define?framework=mofa&indicator=none"} {
		if a := v.Get(path); a.Status != http.StatusNotFound {
			t.Errorf("%s: %d", path, a.Status)
		}
	}
}
