package release_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heng/indicators"
	"heng/internal/datapackage"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/reports/release"
)

// grants is a table with one column of every kind that a policy speaks of.
var grants = indicators.Dictionary{
	{Name: "grants", Kind: indicators.TableKind, Key: []string{"grant_id"}, Columns: []indicators.DictionaryColumn{
		{Name: "grant_id", Type: datapackage.String, Required: true},
		{Name: "org_id", Type: datapackage.String},
		{Name: "grade", Type: datapackage.String, Constraints: datapackage.Constraints{Enum: []string{"open", "secret"}}},
		{Name: "amount", Type: datapackage.Number},
		{Name: "report", Type: datapackage.String},
		{Name: "scope", Type: datapackage.String, Constraints: datapackage.Constraints{Enum: []string{"site", "open"}}},
		{Name: "signed", Type: datapackage.Date},
		{Name: "ends", Type: datapackage.Date},
		{Name: "languages", Type: datapackage.String},
	}},
	{Name: "cases", Kind: indicators.ModelKind, Rows: "grants", Columns: []indicators.DictionaryColumn{{Name: "grant_id", Type: datapackage.String}, {Name: "granted", Type: datapackage.Number}}},
}

const sound = `
publisher: {name: {zh-TW: 外交部, en: Ministry of Foreign Affairs}}
licence: OGDL-Taiwan-1.0
grounds:
  business:
    text: {zh-TW: 涉及團體之營業, en: the groups' business}
    basis: {zh-TW: 政府資訊公開法第18條, en: "Freedom of Government Information Law, Article 18"}
    review: 2019-06-30
tables:
  grants:
    release: rows
    contributor: org_id
    open: {grade: open}
    ground: business
    fields:
      grant_id: public
      org_id: public
      grade: withheld
      amount: {release: banded, bands: [100000, 500000]}
      report:
        release: licensed
        licence: {scope: scope, allows: [open], from: signed, until: ends, languages: languages, language: en}
      scope: public
      signed: public
      ends: public
      languages: public
  cases: {release: aggregates}
withhold:
  f/a: business
`

var frameworks = []*indicators.Framework{{ID: "f", Indicators: []*indicators.Indicator{{ID: "a"}}}}

func findings(t *testing.T, text string) []string {
	t.Helper()
	p, found := release.ReadPolicy("policy.yaml", []byte(text))
	if len(found) == 0 {
		found = p.Check(grants, frameworks, locale.Languages)
	}
	var all []string
	for _, f := range found {
		all = append(all, fmt.Sprintf("%d %s", f.Place.Line, f.ID))
	}
	return all
}

func TestPolicyThatIsSound(t *testing.T) {
	if got := findings(t, sound); len(got) > 0 {
		t.Errorf("found %v in a policy without fault", got)
	}
}

// Each slip is found where it stands.
func TestSlipsOfPolicies(t *testing.T) {
	for _, c := range []struct{ name, old, new, want string }{
		{"unknown key", "licence: OGDL", "license: OGDL", "3 unknown_key"},
		{"no publisher", "publisher: {name: {zh-TW: 外交部, en: Ministry of Foreign Affairs}}", "", "3 missing_key"},
		{"one language", "zh-TW: 涉及團體之營業, ", "", "6 missing_translation"},
		{"no such day", "2019-06-30", "2019-06-31", "8 not_a_date"},
		{"ground without review", "    review: 2019-06-30\n", "", "6 missing_key"},
		{"unknown table", "  cases:", "  case:", "27 unknown_population"},
		{"kind of table", "release: aggregates", "release: all", "27 release_kind"},
		{"kind of field", "grade: withheld", "grade: secret", "18 release_kind"},
		{"unknown column", "org_id: public", "orgid: public", "17 unknown_column"},
		{"unknown code", "open: {grade: open}", "open: {grade: opened}", "13 unknown_code"},
		{"unknown contributor", "contributor: org_id", "contributor: org", "12 unknown_column"},
		{"no contributor", "    contributor: org_id\n", "", ""}, // nothing is aggregate
		{"aggregate without contributor", "    contributor: org_id\n    open: {grade: open}\n    ground: business\n    fields:\n      grant_id: public\n      org_id: public\n      grade: withheld",
			"    ground: business\n    fields:\n      grant_id: public\n      org_id: public\n      grade: aggregate", "16 no_contributor"},
		{"unknown ground", "ground: business", "ground: busyness", "14 unknown_ground"},
		{"no ground", "    ground: business\n", "", "17 no_ground"},
		{"key withheld", "grant_id: public", "grant_id: withheld", "16 key_withheld"},
		{"bands out of order", "[100000, 500000]", "[500000, 100000]", "19 bands"},
		{"bands of a text", "grade: withheld", "grade: {release: banded, bands: [1]}", "18 banded_text"},
		{"bands of a model", "cases: {release: aggregates}", "cases: {release: rows, ground: business, fields: {grant_id: public, granted: {release: banded, bands: [1]}}}", "27 banded_model"},
		{"bands of a model that no row shows", "cases: {release: aggregates}", "cases: {release: aggregates, ground: business, fields: {granted: {release: banded, bands: [1]}}}", ""},
		{"undecided", "      languages: public\n", "", "11 undecided"},
		{"licence without dates", "from: signed", "from: scope", "22 not_a_date_column"},
		{"licence for nothing", "allows: [open]", "allows: [opened]", "22 unknown_code"},
		{"withheld and not there", "f/a: business", "f/b: business", "29 unknown_indicator"},
		{"withheld on no ground", "f/a: business", "f/a: ''", "29 no_ground"},
		{"withheld on another's ground", "f/a: business", "f/a: busyness", "29 unknown_ground"},
		{"open model", "cases: {release: aggregates}", "cases: {release: aggregates, open: {grant_id: a}}", "27 open_of_model"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := strings.Replace(sound, c.old, c.new, 1)
			if text == sound {
				t.Fatal("the slip is not in the text")
			}
			got := findings(t, text)
			if c.want == "" {
				if len(got) > 0 {
					t.Errorf("found %v", got)
				}
				return
			}
			if len(got) == 0 || !containsKind(got, c.want) {
				t.Errorf("found %v, want %s", got, c.want)
			}
		})
	}
}

func containsKind(found []string, want string) bool {
	for _, f := range found {
		if f == want {
			return true
		}
	}
	return false
}

// What the policy does not name is withheld.
func TestSilenceWithholds(t *testing.T) {
	p, _ := release.ReadPolicy("policy.yaml", []byte(sound))
	if got := p.Of("activities").Release; got != release.None {
		t.Errorf("a table that is not named: %s", got)
	}
	if got := p.Of("grants").Field("telephone"); got.Release != release.Withheld || got.Ground != "business" {
		t.Errorf("a field that is not named: %+v", got)
	}
	if got := p.Of("grants").Field("amount").Ground; got != "business" {
		t.Errorf("a field without a ground of its own has the table's, not %q", got)
	}
}

func TestOverdue(t *testing.T) {
	p, _ := release.ReadPolicy("policy.yaml", []byte(sound))
	for day, want := range map[string]int{"2019-06-30": 0, "2019-07-01": 1} {
		at, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Overdue(at); len(got) != want || want == 1 && got[0].Severity != fault.SeverityWarning {
			t.Errorf("on %s: %v", day, got)
		}
	}
}

// A text leaves on the days and in the languages for which its author signed.
func TestLicences(t *testing.T) {
	p, _ := release.ReadPolicy("policy.yaml", []byte(sound))
	licence := p.Of("grants").Field("report").Licence
	day := time.Date(2018, 6, 22, 0, 0, 0, 0, time.UTC)
	got := map[string]bool{}
	for name, row := range map[string]map[string]string{
		"signed":           {"scope": "open", "signed": "2018-06-22", "languages": "zh-TW, en"},
		"other scope":      {"scope": "site", "signed": "2018-01-01", "languages": "en"},
		"not signed":       {"scope": "open", "languages": "en"},
		"not yet":          {"scope": "open", "signed": "2018-06-23", "languages": "en"},
		"last day":         {"scope": "open", "signed": "2018-01-01", "ends": "2018-06-22", "languages": "en"},
		"ended":            {"scope": "open", "signed": "2018-01-01", "ends": "2018-06-21", "languages": "en"},
		"Chinese only":     {"scope": "open", "signed": "2018-01-01", "languages": "zh-TW"},
		"languages silent": {"scope": "open", "signed": "2018-01-01"},
		"no scope":         {"signed": "2018-01-01", "languages": "en"},
	} {
		got[name] = licence.Covers(day, func(column string) *string {
			if v, ok := row[column]; ok {
				return &v
			}
			return nil
		})
	}
	want := map[string]bool{
		"signed": true, "other scope": false, "not signed": false, "not yet": false, "last day": true,
		"ended": false, "Chinese only": false, "languages silent": false, "no scope": false,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
