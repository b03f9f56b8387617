package release_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heng/indicators"
	"heng/internal/datapackage"
	"heng/reports/release"
)

const gatePolicy = `
publisher: {name: {zh-TW: 外交部, en: Ministry of Foreign Affairs}}
licence: OGDL-Taiwan-1.0
grounds:
  business: {text: {zh-TW: 營業, en: business}, basis: {zh-TW: 法, en: law}, review: 2019-06-30}
tables:
  grants:
    release: rows
    contributor: org_id
    open: {grade: [open, "1"]}
    ground: business
    fields:
      grant_id: public
      org_id: public
      region: public
      amount: {release: banded, bands: [100000, 500000.5]}
      paid: aggregate
      report: {release: licensed, licence: {scope: scope, allows: open, from: signed}}
      note: withheld
  meetings: {release: rows, fields: {id: public}}
  polls: {release: aggregates, ground: business}
`

// gateDictionary says which indicator goes by which column.
func gateDictionary() indicators.Dictionary {
	column := func(name string, users ...string) indicators.DictionaryColumn {
		for i := range users {
			users[i] = "f/" + users[i]
		}
		return indicators.DictionaryColumn{Name: name, Type: datapackage.String, UsedBy: users}
	}
	return indicators.Dictionary{
		{Name: "grants", Kind: indicators.TableKind, Key: []string{"grant_id"}, Columns: []indicators.DictionaryColumn{
			column("grant_id"), column("org_id"), column("region", "open", "banded", "aggregate", "withheld", "draft", "modelled"),
			column("amount", "banded"), column("paid", "aggregate", "modelled"), column("report", "texts"), column("note", "withheld"),
			column("scope"), column("signed"), column("unnamed", "unnamed"),
		}},
		{Name: "meetings", Kind: indicators.TableKind, Columns: []indicators.DictionaryColumn{column("id", "meetings")}},
		{Name: "polls", Kind: indicators.TableKind, Columns: []indicators.DictionaryColumn{column("share")}},
		{Name: "secret", Kind: indicators.TableKind},
		{Name: "cases", Kind: indicators.ModelKind, Columns: []indicators.DictionaryColumn{{Name: "whose", Is: "grants.org_id"}, column("paid", "modelled")}},
		{Name: "counts", Kind: indicators.ModelKind, Columns: []indicators.DictionaryColumn{column("n")}},
	}
}

func TestDecide(t *testing.T) {
	p, found := release.ReadPolicy("policy.yaml", []byte(gatePolicy))
	if len(found) > 0 {
		t.Fatal(found)
	}
	f := &indicators.Framework{ID: "f"}
	tables := map[string][]string{}
	for _, i := range []struct{ id, status, population, tables string }{
		{"open", "agreed", "grants", "grants"},
		{"banded", "agreed", "grants", "grants"},
		{"aggregate", "agreed", "grants", "grants"},
		{"texts", "agreed", "grants", "grants"},
		{"withheld", "agreed", "grants", "grants"},
		{"unnamed", "agreed", "grants", "grants"},
		{"draft", "", "grants", "grants"},
		{"asked", "consulting", "meetings", "meetings"},
		{"retired", "retired", "grants", "grants"},
		{"meetings", "agreed", "meetings", "meetings"},
		{"polls", "agreed", "polls", "polls"},
		{"secret", "agreed", "secret", "secret"},
		{"modelled", "agreed", "cases", "grants"},
		{"joined", "agreed", "counts", "grants secret"},
		{"counted", "agreed", "counts", "polls"},
	} {
		f.Indicators = append(f.Indicators, &indicators.Indicator{ID: i.id, Status: i.status, Population: i.population})
		tables["f/"+i.id] = strings.Fields(i.tables)
	}
	var got []string
	for _, d := range p.Decide([]*indicators.Framework{f}, gateDictionary(), func(framework, indicator string) []string { return tables[framework+"/"+indicator] }) {
		line := d.Indicator
		if d.Protect {
			line += " protect by " + d.Contributor
		}
		for _, r := range d.Refusals {
			line += fmt.Sprintf(" | %s %s", r.Reason.Key, r.Ground)
		}
		got = append(got, line)
	}
	want := []string{
		"open",
		"banded protect by org_id",
		"aggregate protect by org_id",
		"texts", // that a text exists is a fact of the grant
		"withheld | release.field_withheld business",
		"unnamed | release.field_withheld business",
		"draft | release.not_agreed ",
		"asked | release.not_agreed ",
		"meetings",
		"polls protect by  | release.unprotected ",
		"secret | release.table_withheld ",
		"modelled protect by whose",
		"joined | release.table_withheld ",
		"counted protect by  | release.unprotected ",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]indicators.Open{"grants": {"grade": {"open", "1"}}}, p.Open()); diff != "" {
		t.Error(diff)
	}
}

func TestReleaseOfRows(t *testing.T) {
	p, _ := release.ReadPolicy("policy.yaml", []byte(gatePolicy))
	d := gateDictionary()
	rows := &indicators.Rows{}
	for _, name := range []string{"grant_id", "amount", "report", "scope", "signed", "note", "paid"} {
		rows.Columns = append(rows.Columns, indicators.RowsColumn{Name: name})
	}
	text := func(s string) *string { return &s }
	row := func(values ...*string) indicators.Row {
		return indicators.Row{Values: values, File: "data/x.csv", Line: 7}
	}
	rows.Rows = []indicators.Row{
		row(text("g1"), text("99999.999999"), text("told"), text("open"), text("2018-01-01"), text("canary"), text("1")),
		row(text("g2"), text("100000"), text("kept"), text("site"), text("2018-01-01"), text("canary"), text("2")),
		row(text("g3"), text("500000.5"), text("kept too"), text("open"), nil, text("canary"), text("3")),
		row(text("g4"), nil, nil, nil, nil, nil, nil),
	}
	out := p.Release(d[0], rows, time.Date(2018, 6, 22, 0, 0, 0, 0, time.UTC))
	var names []string
	for _, c := range out.Columns {
		names = append(names, c.Name+" "+c.Release)
	}
	var lines []string
	for _, r := range out.Rows {
		line := ""
		for _, v := range r {
			if v == nil {
				line += "∅ "
			} else {
				line += *v + " "
			}
		}
		lines = append(lines, line)
	}
	if diff := cmp.Diff([]string{"grant_id public", "amount banded", "report licensed"}, names); diff != "" {
		t.Error(diff)
	}
	want := []string{"g1 (,100000) told ", "g2 [100000,500000.5) ∅ ", "g3 [500000.5,) ∅ ", "g4 ∅ ∅ "}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Error(diff)
	}
	var held []string
	for _, h := range out.Held {
		held = append(held, fmt.Sprintf("%s %s %s %d", h.Column, h.Release, h.Ground, h.Texts))
	}
	wantHeld := []string{
		"org_id public  0", "region public  0", // not among the rows that were given
		"amount banded business 0", "paid aggregate business 0", "report licensed business 2", "note withheld business 0",
		"scope withheld business 0", "signed withheld business 0", "unnamed withheld business 0",
	}
	if diff := cmp.Diff(wantHeld, held); diff != "" {
		t.Error(diff)
	}
	if out := p.Release(d[2], &indicators.Rows{}, time.Time{}); len(out.Columns) > 0 || len(out.Rows) > 0 {
		t.Error("rows of a table that gives aggregates only")
	}
}
