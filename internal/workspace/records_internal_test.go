package workspace

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/store"
	"heng/reports"
)

// recordFiles are a workspace with rows that are set aside for many reasons.
var recordFiles = map[string]string{
	SettingsFile: "title: {zh-TW: 測試, en: Test}\nlanguages: [zh-TW, en]\n",
	"datapackage.yaml": `
name: test
resources:
  - name: partners
    path: data/partners.csv
    schema:
      primaryKey: iso2
      fields: [{name: iso2}]
  - name: grants
    path: [data/grants-1.csv, data/grants-2.csv]
    max_rejects: 100%
    schema:
      primaryKey: grant_id
      foreignKeys: [{fields: country, reference: {resource: partners, fields: iso2}}]
      fields:
        - {name: grant_id}
        - {name: country}
        - {name: email, constraints: {pattern: "[^@]+@example\\.org"}}
        - {name: approved_on, type: date}
        - {name: people, type: integer, constraints: {minimum: "1"}}
`,
	"data/partners.csv": "iso2\nHT\nKI\n",
	"data/grants-1.csv": `grant_id,country,email,approved_on,people
g1,HT,a@example.org,2017-03-01,5
g2,HT,secret@elsewhere.org,2017-03-02,5
g3,KI,hidden@elsewhere.org,soon,0
g4,XX,a@example.org,2017-03-04,5
g5,KI,,2017-13-45,-3
`,
	"data/grants-2.csv": `grant_id,country,email,approved_on,people
g1,KI,b@example.org,2018-01-01,1
g6,KI,private,2018-01-02
g7,KI,one@elsewhere.org,2018-01-03,
g8,KI,two@elsewhere.org,2018-01-04,7
g9,KI,,2018-01-05,
`,
	"models/by_country.sql": "select country, count(*) as n, min(approved_on) as first_on from grants group by country",
	"frameworks/test.yaml":  "framework: test\nversion: \"1\"\ntitle: {zh-TW: 測試, en: Test}\ndimensions: [{id: d, title: {zh-TW: 丁, en: D}}]\nindicators:\n  - {id: a, dimension: d, name: {zh-TW: 甲, en: A}, population: grants, measure: {count: true}}\n",
	"reports/outline.yaml": `chapters:
  - title: {zh-TW: 吉里巴斯, en: Kiribati}
    where: {country: KI}
    records:
      - {of: grants, title: {zh-TW: 補助, en: Grants}, columns: [grant_id, {zh-TW: people, en: email}], period: approved_on}
  - title: {zh-TW: 各國, en: By country}
    records:
      - {of: grants, title: {zh-TW: 補助, en: Grants}, columns: [grant_id], group: country}
      - {of: by_country, title: {zh-TW: 國家, en: Countries}, columns: [country, n]}
`,
}

// loadRecordFiles loads recordFiles and opens what the report is written from.
func loadRecordFiles(t *testing.T) reports.Input {
	t.Helper()
	ctx := t.Context()
	root := t.TempDir()
	for name, text := range recordFiles {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	w, findings, err := Open(root)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := w.Plan(ctx, findings)
	if err != nil {
		t.Fatal(err)
	}
	url, err := w.StoreURL("")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Load(ctx, plan, LoadOptions{Store: url, Now: time.Unix(0, 0)}); err != nil {
		t.Fatal(err)
	}
	st, err := store.Open(ctx, url, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	asOf := time.Date(2018, 6, 22, 0, 0, 0, 0, time.UTC)
	in, err := w.ReportInput(ctx, plan, st, asOf, "test", nil)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// The reasons are those of the rows of recordFiles, counted by hand.
func TestRejectReasons(t *testing.T) {
	in := loadRecordFiles(t)
	var got []string
	for _, r := range in.Rejects {
		var places []string
		for _, p := range r.Examples {
			places = append(places, p.String())
		}
		got = append(got, fmt.Sprintf("%s %v %d: %s (%s)", r.Resource, r.Columns, r.Rows, r.Reason, strings.Join(places, " ")))
		for _, lang := range locale.Languages {
			text := locale.NewPrinter(lang).Sprint(r.Reason)
			for _, private := range []string{"elsewhere", "secret", "soon", "XX", "g1", "-3"} {
				if strings.Contains(text, private) {
					t.Errorf("%q quotes a row", text)
				}
			}
		}
	}
	want := []string{
		`grants [email] 4: not of the form [^@]+@example\.org (data/grants-1.csv:3 data/grants-1.csv:4 data/grants-2.csv:4)`,
		`grants [people] 2: below the minimum 1 (data/grants-1.csv:4 data/grants-1.csv:6)`,
		`grants [] 1: fewer cells than the header has (data/grants-2.csv:3)`,
		`grants [approved_on] 1: a day that the calendar does not have (data/grants-1.csv:6)`,
		`grants [approved_on] 1: not a date (data/grants-1.csv:4)`,
		`grants [country] 1: no such iso2 in partners (data/grants-1.csv:5)`,
		`grants [grant_id] 1: a key that an earlier row has already (data/grants-2.csv:2)`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// Every reason that loading can give has words of its own without the text, and
// those name no argument that quotes the row.
func TestEveryReasonHasAKind(t *testing.T) {
	notReasons := []string{ // marks, warnings, names, and what is said of files and whole resources
		"clean.dash", "clean.not_listed", "clean.two_digit_year", "ingest.repeated_row",
		"clean.sunday", "clean.monday", "clean.tuesday", "clean.wednesday", "clean.thursday", "clean.friday", "clean.saturday",
		"ingest.in_field", "ingest.too_many_rejects", "ingest.key_rejects", "ingest.more_rejects", "ingest.broken", "ingest.refused",
		"ingest.refused_hint", "ingest.kept_going_hint", "ingest.bad_constraint",
	}
	known := map[string]bool{}
	for _, key := range notReasons {
		known[key] = true
	}
	for key := range locale.Keys(locale.En) {
		area, name, _ := strings.Cut(key, ".")
		if area != "clean" && area != "ingest" || known[key] || strings.HasPrefix(name, "file_") || strings.HasPrefix(name, "column_") {
			continue
		}
		kind, ok := reasonKinds[key]
		if !ok {
			t.Errorf("%s has no kind", key)
			continue
		}
		message := locale.M(key, "text", "PRIVATE", "near", "PRIVATE", "date", "PRIVATE", "said", "PRIVATE", "is", "PRIVATE",
			"file", "PRIVATE", "line", 1, "list", []string{"PRIVATE"}, "decimals", 2, "digits", 18, "minimum", "1", "maximum", "2",
			"length", 3, "pattern", "x", "resource", "r", "fields", []string{"f"})
		for _, lang := range locale.Languages {
			text := locale.NewPrinter(lang).Sprint(withoutText(message))
			if strings.Contains(text, "PRIVATE") || strings.ContainsAny(text, "{}") || text == "["+kind+"]" {
				t.Errorf("%s: %q", key, text)
			}
		}
	}
	if got := withoutText(locale.M("clean.unheard_of", "text", "PRIVATE")).String(); got != "another reason" {
		t.Error(got)
	}
}

func TestSupplyOfRecords(t *testing.T) {
	in := loadRecordFiles(t)
	var got []string
	for _, of := range []string{"grants", "by_country"} {
		records := in.Records[of]
		if records == nil {
			t.Fatalf("no records of %s", of)
		}
		var names []string
		for _, c := range records.Columns {
			names = append(names, c.Name+" "+string(c.Type))
		}
		got = append(got, of+": "+strings.Join(names, ", "))
		for _, row := range records.Rows {
			var cells []string
			for _, v := range row.Values {
				if v == nil {
					cells = append(cells, "∅")
				} else {
					cells = append(cells, *v)
				}
			}
			got = append(got, strings.Join(cells, " | ")+" @ "+fault.Place{File: row.File, Line: int(row.Line)}.String())
		}
	}
	want := []string{
		"grants: approved_on date, country string, email string, grant_id string, people integer",
		"2017-03-01 | HT | a@example.org | g1 | 5 @ data/grants-1.csv:2",
		"2018-01-05 | KI | ∅ | g9 | ∅ @ data/grants-2.csv:6",
		"by_country: country string, n integer", // which no indicator is about
		"HT | 1 @ ",
		"KI | 1 @ ",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if len(in.Records) != 2 {
		t.Errorf("%d lists of records", len(in.Records))
	}
	if in.Dictionary.Column("by_country", "country") == nil {
		t.Error("no dictionary")
	}
	for _, l := range in.Loads {
		if len(l.Hashes) != len(l.Files) {
			t.Errorf("%s: %d hashes of %d files", l.Resource, len(l.Hashes), len(l.Files))
		}
		// As sha256sum prints it.
		if l.Resource == "partners" && l.Hashes[0] != "9479daca103df04a7b2bb0b3bf831538310794565e3f389bb18968c5cf38c371" {
			t.Errorf("partners: %s", l.Hashes[0])
		}
	}
}
