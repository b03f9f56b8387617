package datapackage_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"heng/internal/datapackage"
	"heng/internal/locale"
)

func TestBuiltinNames(t *testing.T) {
	want := strings.Fields("activities aid_commitments aid_flows answers attendances budgets datasets deflators evaluation_ratings events exchange_rates " +
		"grant_complaints grant_facilities grant_feedback grant_results grant_standards grant_tranches grants humanitarian_funding meetings " +
		"monitoring_indicators organisations project_reviews published_values resolutions results surveys transactions")
	if diff := cmp.Diff(want, datapackage.BuiltinNames()); diff != "" {
		t.Error(diff)
	}
	if _, ok := datapackage.Builtin("grant"); ok {
		t.Error("grant is found")
	}
}

// A package of all built-in tables is without a slip, every field has its
// title in both languages, and every foreign key is at work.
func TestBuiltins(t *testing.T) {
	var text strings.Builder
	text.WriteString("name: all\nresources:\n")
	for _, name := range datapackage.BuiltinNames() {
		fmt.Fprintf(&text, "  - {name: %s, path: %s.csv, schema: %s}\n", name, name, name)
	}
	p, findings := read(t, text.String())
	findings = append(findings, datapackage.Check(p, locale.Languages)...)
	for _, f := range findings {
		t.Error(f)
	}
	for _, name := range datapackage.BuiltinNames() {
		schema, _ := datapackage.Builtin(name)
		if len(schema.PrimaryKey) == 0 {
			t.Errorf("%s has no primary key", name)
		}
		if got, want := len(p.Resource(name).Schema.ForeignKeys), len(schema.ForeignKeys); got != want {
			t.Errorf("%s: %d foreign keys of %d", name, got, want)
		}
		for _, f := range schema.Fields {
			for _, lang := range locale.Languages {
				if f.Title.In(lang) == "" {
					t.Errorf("%s.%s has no title in %s", name, f.Name, lang)
				}
			}
		}
	}
}

// Alone, a built-in table points nowhere.
func TestBuiltinAlone(t *testing.T) {
	p, findings := read(t, "name: x\nresources:\n  - {name: grants, path: a.csv, schema: grants}\n")
	if len(findings) > 0 || len(p.Resource("grants").Schema.ForeignKeys) != 0 {
		t.Error(findings)
	}
}
