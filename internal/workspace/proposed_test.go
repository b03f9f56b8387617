package workspace_test

import (
	"strings"
	"testing"

	"heng/indicators"
	"heng/internal/consult"
	"heng/internal/locale"
	"heng/internal/workspace"
)

// TestPaper: what a group agrees to is the text and the criteria that it measures. How
// far it has come, comments and the way it is laid out are no part of it; a word is, and
// so is the criterion's.
func TestPaper(t *testing.T) {
	f := &indicators.Framework{ID: "grants", Criteria: &indicators.Criteria{Items: []*indicators.Criterion{{ID: "report", Text: locale.Text{"en": "Report within 30 days"}}}}}
	w := &workspace.Workspace{Frameworks: []*indicators.Framework{f}}
	const text = "id: a\ndimension: d\nname: {zh-TW: 甲, en: A}\npopulation: grants\nmeasure: {count: x > 1}\ncriteria: [report]\nstatus: draft\n"
	paper := func(text string) consult.Paper {
		t.Helper()
		p, err := w.Propose("grants", text)
		if err != nil {
			t.Fatal(err)
		}
		return p.Paper
	}
	first := paper(text)
	if len(first.Criteria) != 1 || first.Criteria[0].Text.In("en") != "Report within 30 days" {
		t.Errorf("criteria %+v", first.Criteria)
	}
	for name, c := range map[string]struct {
		text string
		same bool
	}{
		"status":     {strings.Replace(text, "status: draft", "status: agreed", 1), true},
		"agreements": {text + "agreements: [{group: G, on: 2018-05-02}]\n", true},
		"a comment":  {"# why\n" + text, true},
		"layout":     {strings.Replace(text, "criteria: [report]", "criteria:\n  - report", 1), true},
		"a word":     {strings.Replace(text, "en: A", "en: B", 1), false},
		"measure":    {strings.Replace(text, "x > 1", "x > 2", 1), false},
		"a target":   {text + "targets: [{value: 3}]\n", false},
	} {
		if got := paper(c.text); (got.Hash == first.Hash) != c.same {
			t.Errorf("%s: the hash is the same is %t", name, got.Hash == first.Hash)
		}
	}
	f.Criteria.Items[0].Text = locale.Text{"en": "Report within 60 days"}
	if paper(text).Hash == first.Hash || paper(text).Terms != first.Terms {
		t.Error("another criterion, and the hash is the same, or the terms are others")
	}
	for _, wrong := range []string{"", "- id: a\n", "id: [", text + "meazure: x\n"} {
		if _, err := w.Propose("grants", wrong); err == nil {
			t.Errorf("%q is an indicator", wrong)
		}
	}
	if _, err := w.Propose("none", text); err == nil {
		t.Error("there is no such framework")
	}
}

// TestInForceKeepsTheText: of every indicator of the example, written as agreed, what is
// agreed to is still the same, and the agreements are read as they were given.
func TestInForceKeepsTheText(t *testing.T) {
	w, _, err := workspace.Open("../../examples/mofa")
	if err != nil {
		t.Fatal(err)
	}
	given := []consult.GroupAgreement{{Group: `demo "1"`, On: "2018-05-02", Record: "c1/1: x # y", Of: strings.Repeat("a", 64)}, {Group: "團體", On: "2018-05-03", Record: "c1/2", Of: strings.Repeat("b", 64)}}
	seen := 0
	for _, f := range w.Frameworks {
		for _, i := range f.Indicators {
			text, err := w.IndicatorText(f.ID, i.ID)
			if err != nil {
				t.Fatal(err)
			}
			p, err := w.Propose(f.ID, text)
			if err != nil {
				t.Errorf("%s/%s: %v", f.ID, i.ID, err)
				continue
			}
			for _, agreements := range [][]consult.GroupAgreement{given, nil} {
				out, err := p.InForce(agreements)
				if err != nil {
					t.Errorf("%s/%s: %v", f.ID, i.ID, err)
					continue
				}
				again, err := w.Propose(f.ID, out)
				if err != nil {
					t.Errorf("%s/%s: %v\n%s", f.ID, i.ID, err, out)
					continue
				}
				if again.Paper.Hash != p.Paper.Hash || again.Indicator.Status != "agreed" || len(again.Indicator.Agreements) != len(agreements) {
					t.Errorf("%s/%s is another:\n%s", f.ID, i.ID, out)
				}
				for at, a := range again.Indicator.Agreements {
					if a.Group != given[at].Group || a.On != given[at].On || a.Record != given[at].Record || a.Of != given[at].Of {
						t.Errorf("%s/%s: %+v", f.ID, i.ID, a)
					}
				}
				seen++
			}
		}
	}
	if seen < 100 {
		t.Errorf("%d texts", seen)
	}
}
