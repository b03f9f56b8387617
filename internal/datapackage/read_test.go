package datapackage_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"heng/internal/datapackage"
	"heng/internal/fault"
	"heng/internal/locale"
)

// workspace writes files into a new folder and returns it.
func workspace(t testing.TB, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func read(t testing.TB, text string) (*datapackage.Package, []fault.Finding) {
	t.Helper()
	p, findings, err := datapackage.Read(workspace(t, map[string]string{"datapackage.yaml": text}))
	if err != nil {
		t.Fatal(err)
	}
	return p, findings
}

const good = `name: mofa-open-aid
title: {zh-TW: 公開資料, en: Open data}
resources:
  - name: organisations
    path: data/organisations.csv
    schema: organisations
  - name: grants
    path: [data/grants-106.csv, data/grants-107*.csv]
    encoding: UTF-8
    max_rejects: 2.5%
    schema:
      primaryKey: grant_id
      foreignKeys:
        - fields: org_id
          reference: {resource: organisations, fields: org_id}
        - fields: [replaces]
          reference: {fields: [grant_id]}
      fields:
        - {name: grant_id, headers: [案號, Grant ID], constraints: {required: true, pattern: "[0-9]+-[0-9]+"}}
        - {name: org_id, type: string}
        - {name: replaces, type: string}
        - {name: amount, type: number, decimals: 0, unit: 千元, currency: TWD, constraints: {minimum: 0, maximum: 1000000}}
        - {name: 類別, type: string, constraints: {enum: [a, b]}, labels: {a: {zh-TW: 甲, en: A}}}
        - {name: people, type: integer, unit: 人}
        - {name: due, type: date, constraints: {minimum: 2000-01-01}}
  - name: plan
    path: data/plan.tsv
    max_rejects: 3
    schema: schemas/plan.json
`

func TestRead(t *testing.T) {
	root := workspace(t, map[string]string{
		"datapackage.yaml":  good,
		"schemas/plan.json": "{\n\t\"fields\": [{\"name\": \"year\", \"type\": \"year\"}],\n\t\"missingValues\": [\"\", \"-\"]\n}\n",
	})
	p, findings, err := datapackage.Read(root)
	if err != nil || len(findings) > 0 {
		t.Fatal(err, findings)
	}
	if findings := datapackage.Check(p, locale.Languages); len(findings) > 0 {
		t.Error(findings)
	}
	grants := p.Resource("grants")
	if diff := cmp.Diff(datapackage.Paths{"data/grants-106.csv", "data/grants-107*.csv"}, grants.Path); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(datapackage.Names{"grant_id"}, grants.Schema.PrimaryKey); diff != "" {
		t.Error(diff)
	}
	if m := grants.MaxRejects; !m.IsShare || !m.Percent.Equal(decimal.RequireFromString("2.5")) {
		t.Errorf("%+v", m)
	}
	if m := p.Resource("plan").MaxRejects; m.IsShare || m.Count != 3 {
		t.Errorf("%+v", m)
	}
	if f := grants.Schema.Field("grant_id"); f.Type != datapackage.String {
		t.Errorf("default type: %q", f.Type)
	}
	if grants.Schema.Nullable("grant_id") || !grants.Schema.Nullable("org_id") {
		t.Error("nullable")
	}
	if f := p.Resource("plan").FileFormat(); f != "tsv" {
		t.Errorf("format %q", f)
	}
	if diff := cmp.Diff([]string{"", "-"}, p.Resource("plan").Schema.MissingValues); diff != "" {
		t.Error(diff)
	}
	if s := p.Resource("organisations").Schema; s.Name != "organisations" || s.Field("org_id") == nil {
		t.Errorf("built-in: %+v", s)
	}
}

func TestReadJSON(t *testing.T) {
	root := workspace(t, map[string]string{"datapackage.json": "{\n\t\"$schema\": \"https://datapackage.org/profiles/2.0/datapackage.json\",\n\t\"name\": \"x\",\n" +
		"\t\"resources\": [{\"name\": \"meetings\", \"path\": \"m.csv\", \"schema\": \"meetings\"}]\n}\n"})
	p, findings, err := datapackage.Read(root)
	if err != nil || len(findings) > 0 || p.File != "datapackage.json" || p.Resource("meetings") == nil {
		t.Errorf("%+v %v %v", p, findings, err)
	}
}

// A package that another program wrote has keys of the standard that say nothing
// about how its rows are read; those that do are not passed over.
func TestReadAPackageOfAnotherProgram(t *testing.T) {
	_, findings, err := datapackage.Read(workspace(t, map[string]string{"datapackage.json": `{
	"$schema": "https://datapackage.org/profiles/2.0/datapackage.json", "profile": "tabular-data-package", "name": "aid", "id": "https://example.org/aid",
	"version": "1.0.0", "created": "2018-06-22T00:00:00Z", "homepage": "https://example.org", "image": null, "keywords": ["aid"],
	"licenses": [{"name": "OGDL-Taiwan-1.0"}], "sources": [{"title": "MOFA"}], "contributors": [{"title": "MOFA", "roles": ["publisher"]}],
	"resources": [{
		"$schema": "https://datapackage.org/profiles/2.0/dataresource.json", "profile": "tabular-data-resource", "type": "table",
		"name": "grants", "path": "grants.csv", "format": "csv", "mediatype": "text/csv", "encoding": "utf-8",
		"bytes": 12, "hash": "sha256:0", "licenses": [], "homepage": "https://example.org",
		"schema": {"$schema": "https://datapackage.org/profiles/2.0/tableschema.json", "fields": [
			{"name": "id", "type": "string", "format": "default", "example": "G1", "rdfType": "http://schema.org/identifier"}]}
	}]}`}))
	if err != nil || len(findings) > 0 {
		t.Errorf("%v, %v", findings, err)
	}
	_, findings = read(t, "name: aid\nresources:\n  - name: grants\n    path: grants.csv\n    dialect: {delimiter: ;, escapeChar: '\\\\'}\n"+
		"    schema: {fields: [{name: amount, type: number, decimalChar: ','}]}\n")
	var got []string
	for _, f := range findings {
		got = append(got, f.ID+" "+f.Message.String())
	}
	if len(got) != 2 || !strings.Contains(got[0], "escapeChar") || !strings.Contains(got[1], "decimalChar") {
		t.Errorf("got %q", got)
	}
}

func TestReadNothing(t *testing.T) {
	_, _, err := datapackage.Read(t.TempDir())
	var e *fault.Error
	if !errors.As(err, &e) || e.Code != fault.Input || e.Message.Key != "datapackage.missing" {
		t.Errorf("%v", err)
	}
}

// Every slip, with its place and what it is called. The resource is given as
// far as the slip needs it.
func TestReadFindings(t *testing.T) {
	resource := func(fields string) string {
		return "name: x\nresources:\n  - name: t\n    path: t.csv\n    schema:\n" + fields
	}
	field := func(f string) string { return resource("      fields:\n        - " + f + "\n") }
	for _, c := range []struct{ name, text, want string }{
		{"no resources", "name: x\n", "1:1 missing_key"},
		{"resources of none", "name: x\nresources: []\n", "2:12 no_resources"},
		{"resource name", "name: x\nresources:\n  - {name: Grants-107, path: a.csv, schema: grants}\n", "3:12 resource_name"},
		{"resource underscore", "name: x\nresources:\n  - {name: _t, path: a.csv, schema: grants}\n", "3:12 resource_name"},
		{"resource chinese", "name: x\nresources:\n  - {name: 補助, path: a.csv, schema: grants}\n", "3:12 resource_name"},
		{"reserved word", "name: x\nresources:\n  - {name: grant, path: a.csv, schema: grants}\n", "3:12 reserved_name"},
		{"same resource", "name: x\nresources:\n  - {name: t, path: a.csv, schema: grants}\n  - {name: t, path: b.csv, schema: grants}\n", "4:12 duplicate_resource"},
		{"unknown schema", "name: x\nresources:\n  - {name: t, path: a.csv, schema: grant}\n", "3:36 unknown_schema"},
		{"schema file missing", "name: x\nresources:\n  - {name: t, path: a.csv, schema: s.yaml}\n", "3:36 no_file"},
		{"schema file outside", "name: x\nresources:\n  - {name: t, path: a.csv, schema: ../s.yaml}\n", "3:36 path_outside"},
		{"path outside", "name: x\nresources:\n  - {name: t, path: [a.csv, ../b.csv], schema: grants}\n", "3:29 path_outside"},
		{"path absolute", "name: x\nresources:\n  - {name: t, path: /etc/passwd, format: csv, schema: grants}\n", "3:21 path_outside"},
		{"path of the web", "name: x\nresources:\n  - {name: t, path: \"https://a/b.csv\", schema: grants}\n", "3:21 path_outside"},
		{"no path", "name: x\nresources:\n  - {name: t, path: [], format: csv, schema: grants}\n", "3:21 no_path"},
		{"old Excel", "name: x\nresources:\n  - {name: t, path: a.xls, schema: grants}\n", ""}, // refused with advice when it is opened
		{"later format stated", "name: x\nresources:\n  - {name: t, path: a.xml, format: iati, schema: grants}\n", "3:36 later_format"},
		{"unknown format", "name: x\nresources:\n  - {name: t, path: a.csv, format: cvs, schema: grants}\n", "3:36 unknown_format"},
		{"no format", "name: x\nresources:\n  - {name: t, path: a.dat, schema: grants}\n", "3:21 no_format"},
		{"unknown dialect", "name: x\nresources:\n  - {name: t, path: a.csv, dialect: {quoteChar: \"'\", header: false}, schema: grants}\n",
			"3:49 unread_dialect, 3:62 unread_dialect"},
		{"delimiter twice", "name: x\nresources:\n  - {name: t, path: a.csv, delimiter: ;, dialect: {delimiter: ;}, schema: grants}\n", "3:63 said_twice"},
		{"header rows", "name: x\nresources:\n  - {name: t, path: a.csv, header: [3, 2], schema: grants}\n", "3:36 bad_header"},
		{"unknown encoding", "name: x\nresources:\n  - {name: t, path: a.csv, encoding: utf8, schema: grants}\n", "3:38 unknown_encoding"},
		{"delimiter", "name: x\nresources:\n  - {name: t, path: a.csv, delimiter: ab, schema: grants}\n", "3:39 bad_delimiter"},
		{"header", "name: x\nresources:\n  - {name: t, path: a.csv, header: 0, schema: grants}\n", "3:36 bad_header"},
		{"rejects share", "name: x\nresources:\n  - {name: t, path: a.csv, max_rejects: 105%, schema: grants}\n", "3:41 bad_max_rejects"},
		{"rejects below zero", "name: x\nresources:\n  - {name: t, path: a.csv, max_rejects: -1, schema: grants}\n", "3:41 bad_max_rejects"},
		{"rejects half a row", "name: x\nresources:\n  - {name: t, path: a.csv, max_rejects: 0.5, schema: grants}\n", "3:41 bad_max_rejects"},

		{"type", field("{name: a, type: nubmer}"), "7:27 unknown_type"},
		{"underscore", field("{name: _a}"), "7:18 reserved_field"},
		{"empty field name", field(`{name: ""}`), "7:18 field_name"},
		{"long field name", field("{name: " + strings.Repeat("欄", 22) + "}"), "7:18 long_field_name"},
		{"field twice", field("{name: a}\n        - {name: a}"), "8:18 duplicate_field"},
		{"letter case", field("{name: a}\n        - {name: A}"), "8:18 same_header"},
		{"header of two", field("{name: a, headers: [臺灣]}\n        - {name: b, headers: [台 灣]}"), "8:31 same_header"},
		{"header is a name", field("{name: a}\n        - {name: b, headers: [Ａ]}"), "8:31 same_header"},
		{"header twice", field("{name: a, headers: [x y, XY]}"), "7:36 repeated_header"},
		{"empty header", field(`{name: a, headers: [" "]}`), "7:31 empty_header"},
		{"field format", field(`{name: a, type: date, format: "%d/%m/%Y"}`), "7:41 field_format"},
		{"calendar of a text", field("{name: a, format: minguo}"), "7:29 format_type"},
		{"calendar of a year", field("{name: a, type: year, format: gregorian}"), "7:41 format_type"},
		{"decimals of a text", field("{name: a, decimals: 2}"), "7:31 decimals_type"},
		{"decimals", field("{name: a, type: number, decimals: 19}"), "7:45 bad_decimals"},
		{"unit", field("{name: a, type: number, unit: 千圓整}"), "7:41 unknown_unit"},
		{"unit of an integer", field("{name: a, type: integer, unit: 千元}"), "7:42 unit_type"},
		{"currency", field("{name: a, type: number, currency: NT}"), "7:45 bad_currency"},
		{"minimum", field("{name: a, type: date, constraints: {minimum: 107/1/1}}"), "7:56 bad_value"},
		{"minimum decimals", field("{name: a, type: number, decimals: 1, constraints: {minimum: 0.25}}"), "7:71 bad_value"},
		{"minimum of a text", field("{name: a, constraints: {minimum: 1}}"), "7:44 limit_type"},
		{"crossed", field("{name: a, type: number, constraints: {minimum: 10, maximum: 9}}"), "7:58 limits_crossed"},
		{"crossed lengths", field("{name: a, constraints: {minLength: 3, maxLength: 2}}"), "7:46 limits_crossed"},
		{"length", field("{name: a, constraints: {minLength: -3}}"), "7:46 bad_length"},
		{"pattern", field(`{name: a, constraints: {pattern: "a(b"}}`), "7:44 bad_pattern"},
		{"lookahead", field(`{name: a, constraints: {pattern: "(?=x)"}}`), "7:44 bad_pattern"},
		{"pattern of a number", field(`{name: a, type: number, constraints: {pattern: "x"}}`), "7:48 text_constraint"},
		{"enum", field("{name: a, type: integer, constraints: {enum: [1, two]}}"), "7:60 bad_value"},
		{"enum twice", field("{name: a, constraints: {enum: [x, x]}}"), "7:45 repeated_value"},
		{"label", field("{name: a, constraints: {enum: [x]}, labels: {y: {zh-TW: 乙, en: Y}}}"), "7:56 unknown_label"},
		{"key", resource("      primaryKey: [b]\n      fields: [{name: a}]\n"), "6:20 unknown_field"},
		{"key twice", resource("      primaryKey: [a, a]\n      fields: [{name: a}]\n"), "6:23 repeated_key"},
		{"foreign field", resource("      primaryKey: a\n      foreignKeys: [{fields: b, reference: {fields: a}}]\n      fields: [{name: a}]\n"), "7:30 unknown_field"},
		{"referenced field", resource("      primaryKey: a\n      foreignKeys: [{fields: a, reference: {fields: b}}]\n      fields: [{name: a}]\n"), "7:53 unknown_field"},
		{"foreign resource", resource("      foreignKeys: [{fields: a, reference: {resource: u, fields: a}}]\n      fields: [{name: a}]\n"), "6:55 unknown_resource"},
		{"arity", resource("      primaryKey: a\n      foreignKeys: [{fields: [a, b], reference: {fields: a}}]\n      fields: [{name: a}, {name: b}]\n"), "7:30 key_arity"},
		{"types", resource("      primaryKey: a\n      foreignKeys: [{fields: [b], reference: {fields: [a]}}]\n      fields: [{name: a}, {name: b, type: integer}]\n"), "7:31 key_types"},
		{"no key", resource("      foreignKeys: [{fields: [b], reference: {fields: [a]}}]\n      fields: [{name: a}, {name: b}]\n"), "6:55 not_a_key"},
		{"unique will do", resource("      foreignKeys: [{fields: [b], reference: {fields: [a]}}]\n      fields: [{name: a, constraints: {unique: true}}, {name: b}]\n"), ""},
		{"key in another order", resource("      primaryKey: [a, b]\n      foreignKeys: [{fields: [c, d], reference: {fields: [b, a]}}]\n      fields: [{name: a}, {name: b}, {name: c}, {name: d}]\n"), ""},
		{"built-in against another table", "name: x\nresources:\n  - {name: grants, path: a.csv, schema: grants}\n  - {name: organisations, path: b.csv, schema: {fields: [{name: id}]}}\n", "3:41 unknown_field"},
		{"null resource", "name: x\nresources:\n  - \n", "3:5 null"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, findings := read(t, c.text)
			var got []string
			for _, f := range findings {
				got = append(got, strings.TrimPrefix(f.Place.String(), "datapackage.yaml:")+" "+f.ID)
				for _, lang := range locale.Languages {
					if text := f.Write(locale.NewPrinter(lang)); strings.Contains(text, "[datapackage.") || strings.Contains(f.Message.String(), "{") {
						t.Errorf("incomplete message: %s", text)
					}
				}
			}
			if diff := cmp.Diff(c.want, strings.Join(got, ", ")); diff != "" {
				t.Errorf("%s\n%v", diff, findings)
			}
		})
	}
}

// All slips are found at once, as a reader sees them.
func TestReadFindingsText(t *testing.T) {
	_, findings := read(t, `name: x
resources:
  - name: grants
    path: grants.csv
    schema:
      primaryKey: [grant_di]
      fields:
        - {name: grant_id, type: strng}
        - {name: amount, type: number, unit: 千圓整}
`)
	var got []string
	for _, f := range findings {
		got = append(got, f.String())
	}
	want := `datapackage.yaml:6:20: grants: grants has no field "grant_di"
    6 |       primaryKey: [grant_di]
      |                    ^^^^^^^^
   did you mean grant_id?
datapackage.yaml:8:34: grants: unknown type "strng"
    8 |         - {name: grant_id, type: strng}
      |                                  ^^^^^
   did you mean string?
datapackage.yaml:9:46: grants: unknown unit of money "千圓整"
    9 |         - {name: amount, type: number, unit: 千圓整}
      |                                              ^^^
   possible here: 元, 千元, 萬元, 百萬元, 千萬元, 億元, 十億元, 兆元`
	if diff := cmp.Diff(want, strings.Join(got, "\n")); diff != "" {
		t.Error(diff)
	}
}

// A slip in a schema file that two resources share is told once, in that file.
func TestSharedSchemaFile(t *testing.T) {
	_, findings, err := datapackage.Read(workspace(t, map[string]string{
		"datapackage.yaml": "name: x\nresources:\n  - {name: a, path: a.csv, schema: s.yaml}\n  - {name: b, path: b.csv, schema: s.yaml}\n",
		"s.yaml":           "fields:\n  - {name: x, type: dates}\n",
	}))
	if err != nil || len(findings) != 1 || findings[0].Place.String() != "s.yaml:2:21" {
		t.Errorf("%v %v", findings, err)
	}
}

func TestCheckTranslations(t *testing.T) {
	p, findings := read(t, `name: x
title: {en: Title}
resources:
  - name: t
    title: {zh-TW: "", en: T}
    path: t.csv
    sources: [{title: {zh-TW: 來源}}]
    schema:
      fields:
        - name: a
          title: {zh-TW: 欄}
          constraints: {enum: [x]}
          labels: {x: {en: X}}
`)
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	var got []string
	for _, f := range datapackage.Check(p, locale.Languages) {
		got = append(got, f.Place.String()+" "+f.Message.String())
	}
	want := []string{
		"datapackage.yaml:2:8 title has no text in zh-TW",
		"datapackage.yaml:5:12 title has no text in zh-TW",
		"datapackage.yaml:7:23 title has no text in en",
		"datapackage.yaml:11:18 title has no text in en",
		"datapackage.yaml:13:23 x has no text in zh-TW",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if findings := datapackage.Check(p, []locale.Lang{locale.ZhTW}); len(findings) != 3 {
		t.Errorf("one language: %v", findings)
	}
}

func TestMultiplier(t *testing.T) {
	for unit, want := range map[string]int64{"": 1, "元": 1, "千元": 1e3, "萬元": 1e4, "百萬元": 1e6, "億元": 1e8, "兆元": 1e12, "%": 1} {
		if got, known := datapackage.Multiplier(unit); got != want || !known {
			t.Errorf("%s: %d, %v", unit, got, known)
		}
	}
	if got, known := datapackage.Multiplier("人"); got != 1 || known {
		t.Errorf("人: %d, %v", got, known)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(good)
	f.Add("name: x\nresources:\n  - {name: t, path: [], schema: {fields: [null, {}, 1], foreignKeys: [1, {}], primaryKey: {}}}\n")
	f.Fuzz(func(t *testing.T, text string) {
		p, findings := read(t, text)
		for _, finding := range append(findings, datapackage.Check(p, locale.Languages)...) {
			_ = finding.String()
		}
	})
}

// TestTwoPackages: a workspace that describes its data twice is told so, since
// one of the two would be passed over without a word.
func TestTwoPackages(t *testing.T) {
	root := workspace(t, map[string]string{"datapackage.yaml": good, "datapackage.json": "{}"})
	_, findings, err := datapackage.Read(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range findings {
		if f.ID == "two_packages" && f.Place.File == "datapackage.json" && f.Severity == fault.SeverityError {
			return
		}
	}
	t.Errorf("nothing says that there are two packages: %v", findings)
}

// TestBrokenJSON: a slip in a JSON file is said at its place, and as one of JSON.
func TestBrokenJSON(t *testing.T) {
	root := workspace(t, map[string]string{"datapackage.json": "{\n  \"name\": \"甲\",\n  \"resources\": [,]\n}"})
	_, findings, err := datapackage.Read(root)
	if err != nil {
		t.Fatal(err)
	}
	if len(findings) != 1 || findings[0].ID != "json_syntax" || findings[0].Place != (fault.Place{File: "datapackage.json", Line: 3, Column: 17}) {
		t.Errorf("got %v", findings)
	}
}
