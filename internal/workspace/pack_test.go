package workspace_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"heng/indicators/frameworks"
	"heng/internal/datapackage"
	"heng/internal/workspace"
)

// packWorkspace writes a workspace that names a framework that comes with Heng,
// over the given built-in tables.
func packWorkspace(t *testing.T, pack string, tables []string) string {
	t.Helper()
	root := t.TempDir()
	text := "name: x\nresources:\n"
	for _, name := range tables {
		text += fmt.Sprintf("  - {name: %s, path: data/%s.csv, schema: %s}\n", name, name, name)
	}
	write(t, root, "datapackage.yaml", text)
	write(t, root, "heng.yaml", "title: {zh-TW: 測試, en: Test}\nframeworks: ["+pack+"]\nas_of: 2018-06-22\n")
	return root
}

func write(t *testing.T, root, name, text string) {
	t.Helper()
	path := filepath.Join(root, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestPacks: every framework that comes with Heng passes its check over the
// built-in tables, in both languages and without a warning, and every indicator
// has a worked example.
func TestPacks(t *testing.T) {
	for _, id := range frameworks.Names() {
		c, err := workspace.Check(context.Background(), packWorkspace(t, id, datapackage.BuiltinNames()))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range c.Findings {
			t.Errorf("%s: %s %s", id, f.ID, f.Place)
		}
		if c.Indicators == 0 || c.Examples < c.Indicators {
			t.Errorf("%s: %d indicators, %d worked examples", id, c.Indicators, c.Examples)
		}
	}
}

// TestPackParts: what a workspace has no tables for is left out and said; a file
// of the workspace wins over a framework and over a model that comes with Heng.
func TestPackParts(t *testing.T) {
	ids := func(root string) (int, []string) {
		t.Helper()
		c, err := workspace.Check(context.Background(), root)
		if err != nil {
			t.Fatal(err)
		}
		var found []string
		for _, f := range c.Findings {
			if f.ID != "incomplete" {
				found = append(found, f.ID+" "+f.Place.File)
			}
		}
		return c.Indicators, found
	}
	all, found := ids(packWorkspace(t, "grants", datapackage.BuiltinNames()))
	if len(found) > 0 {
		t.Error(found)
	}
	root := packWorkspace(t, "grants", []string{"grants"})
	some, found := ids(root)
	if some == 0 || some >= all || !slices.Equal(found, []string{"pack_tables heng.yaml"}) {
		t.Errorf("%d of %d indicators: %v", some, all, found)
	}
	write(t, root, "models/grants_tranches.sql", "select grant_id as tranche_id, grant_id, category, purpose, live, due as due_on, first_paid_on as paid_on from grants_cases")
	if more, _ := ids(root); more != some+1 {
		t.Errorf("%d indicators with a model of one's own, %d without", more, some)
	}
	if err := os.Remove(filepath.Join(root, "models/grants_tranches.sql")); err != nil {
		t.Fatal(err)
	}
	write(t, root, "frameworks/grants.yaml", `framework: grants
version: "1"
title: {zh-TW: 甲, en: A}
dimensions: [{id: d, title: {zh-TW: 甲, en: A}}]
indicators:
  - {id: own, dimension: d, name: {zh-TW: 甲, en: A}, population: grants, measure: {count: true}}
`)
	if one, found := ids(root); one != 1 || !slices.Equal(found, []string{"pack_replaced heng.yaml"}) {
		t.Errorf("%d indicators: %v", one, found)
	}
}

// TestPackCodes: a pack lists the spellings of a code that tables of several shapes
// hold; those that a workspace's table never holds are no slip while one of them is
// held. A table that holds none of them is told, and so is a framework of one's own.
func TestPackCodes(t *testing.T) {
	for _, c := range []struct {
		codes string
		want  int
	}{{"untied, tied", 0}, {"open, shut", 3}} {
		root := packWorkspace(t, "gpedc", []string{"aid_flows"})
		write(t, root, "datapackage.yaml", `name: x
resources:
  - {name: aid_flows, path: data/aid_flows.csv, schema: aid_flows}
  - name: aid_commitments
    path: data/aid_commitments.csv
    schema:
      fields:
        - {name: commitment_id, type: string}
        - {name: year, type: year}
        - {name: country, type: string}
        - {name: amount, type: number}
        - {name: tying, type: string, constraints: {enum: [`+c.codes+`]}}
`)
		count := func() int {
			t.Helper()
			checked, err := workspace.Check(t.Context(), root)
			if err != nil {
				t.Fatal(err)
			}
			n := 0
			for _, f := range checked.Findings {
				if f.ID == "unknown_code" {
					n++
				}
			}
			return n
		}
		if n := count(); n != c.want {
			t.Errorf("%s: %d codes are said to be unknown, not %d", c.codes, n, c.want)
		}
		write(t, root, "heng.yaml", "title: {zh-TW: 測試, en: Test}\nframeworks: [own]\nas_of: 2018-06-22\n")
		write(t, root, "frameworks/own.yaml", `framework: own
version: "1"
title: {zh-TW: 甲, en: A}
dimensions: [{id: d, title: {zh-TW: 甲, en: A}}]
indicators:
  - id: untied
    dimension: d
    name: {zh-TW: 未綁定, en: Untied}
    population: aid_commitments
    measure: {count: "tying in ('untied', '5')"}
    period: {by: year, of: year}
    unit: count
    direction: up
`)
		if n := count(); n < 1 {
			t.Errorf("%s: no code of a framework of one's own is said to be unknown", c.codes)
		}
	}
}

// TestPackAdopted: a workspace says which indicators of a framework that comes
// with Heng it uses, and gives them targets; a slip in it is found at its place.
func TestPackAdopted(t *testing.T) {
	root := packWorkspace(t, "grants", []string{"grants", "grant_complaints"})
	settings := "title: {zh-TW: 測試, en: Test}\nframeworks: [grants]\nas_of: 2018-06-22\npacks:\n  grants:\n"
	check := func(more string) (*workspace.Checked, []string) {
		t.Helper()
		write(t, root, "heng.yaml", settings+more)
		c, err := workspace.Check(t.Context(), root)
		if err != nil {
			t.Fatal(err)
		}
		var found []string
		for _, f := range c.Findings {
			found = append(found, fmt.Sprintf("%s %s:%d", f.ID, f.Place.File, f.Place.Line))
		}
		return c, found
	}
	c, found := check(`    only: [complaints-answered, budget-execution]
    indicators:
      complaints-answered:
        targets: [{period: "2017", value: 90, source: {zh-TW: 甲, en: A}, set_by: {zh-TW: 乙, en: B}, set_on: 2016-12-01}]
`)
	if c.Indicators != 2 || len(found) > 0 {
		t.Error(c.Indicators, found)
	}
	w, _, err := workspace.Open(root)
	if err != nil {
		t.Fatal(err)
	}
	if f := w.Frameworks[0]; len(f.Dimensions) != 2 || len(f.Indicators[1].Targets) != 1 || f.Indicators[1].Targets[0].Value.String() != "90" {
		t.Errorf("%+v", f)
	}
	_, found = check(`    only: [complaints-answred]
    indicators:
      nothing: {status: agreed}
  dac: {only: [untied]}
`)
	if want := []string{"unknown_indicator heng.yaml:6", "unknown_indicator heng.yaml:8", "pack_not_used heng.yaml:9"}; !slices.Equal(found, want) {
		t.Error(found)
	}
	if _, found = check("    indicators: {budget-execution: {targets: [{period: \"2017\", value: 90, min: 1}]}}\n    only: [budget-execution]\n"); len(found) < 1 || found[0] != "target_form heng.yaml:6" {
		t.Error(found)
	}
}
