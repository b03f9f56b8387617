package workspace_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"heng/indicators"
	"heng/internal/consult"
	"heng/internal/workspace"
)

// TestVersions: the definition as it stands comes first, then by day what releases hold
// and what came into force; how far it has come and who agreed is no part of the text.
func TestVersions(t *testing.T) {
	const text = "framework: grants\nversion: %q\nindicators:\n  - id: a\n    name: {zh-TW: 甲, en: A}\n    population: grants\n    measure: {count: %s}\n    status: %s\n"
	framework := func(version, measure, status string) string {
		return fmt.Sprintf(text, version, measure, status)
	}
	now, _ := indicators.ReadFramework("frameworks/grants.yaml", []byte(framework("3", "x > 3", "agreed")+"    agreements: [{group: G, on: 2018-05-02}]\n"))
	w := &workspace.Workspace{Root: t.TempDir(), Frameworks: []*indicators.Framework{now}}
	write := func(name, content string) {
		t.Helper()
		path := filepath.Join(w.Root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("out/releases/r1/definitions/grants.yaml", framework("2", "x > 3", "draft"))
	write("records/releases.jsonl", `{"event":"published","release":"r1","manifest_sha256":"","by":"","on":"2018-03-01","before":""}`+"\n")
	proposal := consult.Proposal{
		ID: "p1", Framework: "grants", Indicator: "a", Stage: consult.InForce,
		Revisions: []consult.Revision{{Number: 1, Paper: consult.Paper{Text: "# why\nid: a\nname: {zh-TW: 甲, en: A}\npopulation: grants\nmeasure: {count: x > 1}\nstatus: draft\n", Terms: "t1"}}},
		Decision:  &consult.Decision{Revision: 1, Record: "an order"}, Written: &consult.Decision{On: "2018-02-01"},
	}
	other := proposal
	other.ID, other.Stage = "p2", consult.Accepted // not yet in force
	all, err := w.Versions("grants", "a", []consult.Proposal{proposal, other})
	if err != nil || len(all) != 3 {
		t.Fatalf("%d versions, %v", len(all), err)
	}
	if v := all[0]; v.On != "" || v.Framework != "3" || v.Status != "agreed" || v.Place.File != "frameworks/grants.yaml" || v.Place.Line != 4 || strings.Contains(v.Text, "agree") {
		t.Errorf("now: %+v", v)
	}
	if v := all[1]; v.Release != "r1" || v.On != "2018-03-01" || v.Framework != "2" || v.Status != "draft" || v.Text != all[0].Text || v.Terms != all[0].Terms || v.Place.File != "" {
		t.Errorf("released: %+v", v)
	}
	if v := all[2]; v.Proposal.ID != "p1" || v.Terms != "t1" || v.Text == all[1].Text || !strings.Contains(v.Text, "x > 1") || strings.Contains(v.Text, "why") {
		t.Errorf("in force: %+v", v)
	}
	if all, err := w.Versions("grants", "none", nil); err != nil || all != nil {
		t.Errorf("an indicator that is not there: %v, %v", all, err)
	}
}
