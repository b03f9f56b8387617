package workspace_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"heng/indicators"
	"heng/indicators/frameworks"
	"heng/internal/datapackage"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/store"
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

// mutation is a way to spoil an expression.
type mutation struct {
	find *regexp.Regexp
	with string
}

// mutations change what an expression says in one place.
var mutations = []mutation{
	{regexp.MustCompile(`<=`), `>`},
	{regexp.MustCompile(`>=`), `<`},
	{regexp.MustCompile(`(^|[^<>!])=`), `$1<>`},
	{regexp.MustCompile(`<>`), `=`},
	{regexp.MustCompile(`(^|[^<])>($|[^=])`), `$1<=$2`},
	{regexp.MustCompile(`<($|[^=>])`), `>=$1`},
	{regexp.MustCompile(` is not null`), ` is null`},
	{regexp.MustCompile(`\bleast\b`), `greatest`},
	{regexp.MustCompile(`\bgreatest\b`), `least`},
	{regexp.MustCompile(` \+ `), ` - `},
	{regexp.MustCompile(`\bsum\(`), `sum(3 * `},
	{regexp.MustCompile(` - `), ` + `},
}

// spoiled lists other texts of an expression, each wrong in one place.
func spoiled(e *indicators.Expression) []string {
	var all []string
	for _, m := range mutations {
		if at := m.find.FindStringIndex(e.Text); at != nil {
			all = append(all, e.Text[:at[0]]+m.find.ReplaceAllString(e.Text[at[0]:at[1]], m.with)+e.Text[at[1]:])
		}
	}
	if len(all) == 0 {
		all = append(all, "case when false then "+e.Text+" end") // a column alone: nothing of it
	}
	return all
}

// formula lists the expressions that decide an indicator's value.
func formula(i *indicators.Indicator) []*indicators.Expression {
	m := i.Measure
	all := []*indicators.Expression{i.Where, m.Count, m.Distinct, m.Share, m.Sum, m.Mean, m.Median, m.Value}
	if m.Percentile != nil {
		all = append(all, m.Percentile.Of)
	}
	if m.Ratio != nil {
		all = append(all, m.Ratio.Numerator, m.Ratio.Denominator)
	}
	if m.Concentration != nil {
		all = append(all, m.Concentration.Of, m.Concentration.By)
	}
	if m.Achievement != nil {
		all = append(all, m.Achievement.Actual, m.Achievement.Target)
	}
	return slices.DeleteFunc(all, func(e *indicators.Expression) bool { return e == nil || e.Text == "true" })
}

// TestPackMutations: no formula of a framework that comes with Heng can be
// changed without a worked example failing, or the check.
func TestPackMutations(t *testing.T) {
	ctx := context.Background()
	sandbox, err := store.OpenMemory(ctx, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer sandbox.Close()
	for _, id := range frameworks.Names() {
		pack, _ := frameworks.Find(id)
		w, findings, err := workspace.Open(packWorkspace(t, id, datapackage.BuiltinNames()))
		if err != nil || len(fault.Errors(findings)) > 0 {
			t.Fatal(err, findings)
		}
		catalogue := &indicators.Catalogue{Package: w.Package, Models: w.Models, Parameters: w.Settings.Parameters, Languages: locale.Languages}
		f := w.Frameworks[0]
		killed := 0
		for _, i := range f.Indicators {
			one := *f
			one.Indicators = []*indicators.Indicator{i}
			fails := func() bool {
				plan, found, err := indicators.Check(ctx, []*indicators.Framework{&one}, catalogue, sandbox)
				if err != nil {
					t.Fatal(err)
				}
				if len(fault.Errors(found)) > 0 {
					return true
				}
				found, err = indicators.RunExamples(ctx, plan, sandbox)
				if err != nil {
					t.Fatal(err)
				}
				return len(found) > 0
			}
			if fails() {
				t.Errorf("%s/%s fails as it is", pack.ID, i.ID)
			}
			for _, e := range formula(i) {
				text := e.Text
				for _, wrong := range spoiled(e) {
					if e.Text = wrong; fails() {
						killed++
					} else {
						t.Errorf("%s/%s: no worked example tells %q from %q", pack.ID, i.ID, text, wrong)
					}
				}
				e.Text = text
			}
		}
		if killed < len(f.Indicators) {
			t.Errorf("%s: only %d changes were tried", id, killed)
		}
	}
}
