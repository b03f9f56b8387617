package demonstration_test

import (
	"bytes"
	"encoding/csv"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"heng/internal/demonstration"
)

// table reads one of the files by its key, each row by the names of its columns.
func table(t *testing.T, name string) map[string]map[string]string {
	t.Helper()
	for _, f := range demonstration.Files() {
		if f.Name != name {
			continue
		}
		rows, err := csv.NewReader(bytes.NewReader(f.Content)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		byKey := map[string]map[string]string{}
		for _, row := range rows[1:] {
			cells := map[string]string{}
			for i, column := range rows[0] {
				cells[column] = row[i]
			}
			byKey[row[0]] = cells
		}
		return byKey
	}
	t.Fatalf("no file %s", name)
	return nil
}

// The words of a project say what its record says: an objective where one is
// stated, and a result with the actual value and the target of the record.
func TestProjectStatementsAgreeWithRecords(t *testing.T) {
	projects, statements := table(t, "projects.csv"), table(t, "project_statements.csv")
	if len(projects) != len(statements) {
		t.Fatalf("%d projects and %d statements", len(projects), len(statements))
	}
	numbers := regexp.MustCompile(`\d+`)
	for id, p := range projects {
		s := statements[id]
		if (p["objective_stated"] == "true") != (s["objective_zh"] != "") || (p["result_stated"] == "true") != (s["result_zh"] != "") {
			t.Errorf("%s: stated %s and %s, but says %q and %q", id, p["objective_stated"], p["result_stated"], s["objective_zh"], s["result_zh"])
		}
		if s["objective_zh"] != "" {
			want := strings.Fields(p["baseline"] + " " + p["target"])
			if p["target"] == "" {
				want = nil // a baseline alone is no objective
			}
			for _, text := range []string{s["objective_zh"], s["objective_en"]} {
				if got := numbers.FindAllString(text, -1); strings.Join(got, " ") != strings.Join(want, " ") {
					t.Errorf("%s: the objective %q has %v, the record %v", id, text, got, want)
				}
			}
		}
		if s["result_zh"] != "" {
			want := p["actual"] // and the target, where there is one to hold it against
			if want != "" && p["target"] != "" {
				want += " " + p["target"]
			}
			for _, text := range []string{s["result_zh"], s["result_en"]} {
				if got := strings.Join(numbers.FindAllString(text, -1), " "); got != want {
					t.Errorf("%s: the result %q has %s, the record %s", id, text, got, want)
				}
			}
		}
		if s["benefit_zh"] != "" && s["result_zh"] == "" {
			t.Errorf("%s has a benefit of no result", id)
		}
	}
}

// A grant has a result only where its report came in, and the people helped
// are those of the record.
func TestGrantStatementsAgreeWithRecords(t *testing.T) {
	grants, statements := table(t, "grants.csv"), table(t, "grant_statements.csv")
	for id, s := range statements {
		g := grants[id]
		if g == nil || id < "G2015" {
			t.Errorf("%s: no statement was asked for", id)
			continue
		}
		if s["result_zh"] != "" && g["report_received"] == "" {
			t.Errorf("%s has a result without a report", id)
		}
		if helped := g["people_helped"]; helped != "" && s["result_zh"] != "" && !strings.Contains(s["result_en"], helped+" people") {
			t.Errorf("%s helped %s, but says %q", id, helped, s["result_en"])
		}
		if s["result_zh"] == "" && (s["benefit_zh"] != "" || s["evidence"] != "") {
			t.Errorf("%s has a benefit or evidence of no result", id)
		}
	}
}

// Every title is marked, each text is in both languages or in neither, and
// nothing was reported of some, as in real records.
func TestStatementsAreMarkedAndInBothLanguages(t *testing.T) {
	for _, name := range []string{"project_statements.csv", "grant_statements.csv"} {
		blank := map[string]int{}
		statements := table(t, name)
		for id, s := range statements {
			if !strings.HasPrefix(s["title_zh"], "示範：") || !strings.HasPrefix(s["title_en"], "Demonstration: ") {
				t.Errorf("%s: %q and %q are not marked", id, s["title_zh"], s["title_en"])
			}
			for _, column := range []string{"title", "objective", "result", "benefit"} {
				zh, en := s[column+"_zh"], s[column+"_en"]
				if (zh == "") != (en == "") {
					t.Errorf("%s: %s in one language: %q, %q", id, column, zh, en)
				}
				if strings.ContainsFunc(en, func(r rune) bool { return r > unicode.MaxASCII }) || strings.Contains(zh+en, "%!") {
					t.Errorf("%s: %s %q, %q", id, column, zh, en)
				}
				if zh == "" {
					blank[column]++
				}
			}
			if s["benefit_zh"] != "" && s["benefit_zh"] == s["result_zh"] {
				t.Errorf("%s repeats its result as a benefit", id)
			}
		}
		for _, column := range []string{"objective", "result", "benefit"} {
			if blank[column] < 20 || blank[column] > len(statements)*4/5 {
				t.Errorf("%s: %s is blank in %d of %d", name, column, blank[column], len(statements))
			}
		}
	}
}
