package demonstration_test

import (
	"bytes"
	"encoding/csv"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"heng/internal/demonstration"
)

var update = flag.Bool("update", false, "write the files of the example")

const folder = "../../examples/mofa/data/demonstration"

// The example holds what the generator makes, byte for byte: nobody mended an
// invented record by hand.
func TestExampleHoldsTheseFiles(t *testing.T) {
	files := demonstration.Files()
	names := map[string]bool{}
	for _, f := range files {
		names[f.Name] = true
		path := filepath.Join(folder, f.Name)
		if *update {
			if err := os.MkdirAll(folder, 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, f.Content, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, f.Content) {
			t.Errorf("%s is not what the generator makes (%v); write it with -update", path, err)
		}
		if len(f.Content) > 400_000 {
			t.Errorf("%s has %d bytes, too many to look at in a repository", f.Name, len(f.Content))
		}
	}
	found, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range found {
		if !names[filepath.Base(path)] {
			t.Errorf("%s is made by nobody", path)
		}
	}
}

// So does the example of a poll.
func TestPollHoldsTheseAnswers(t *testing.T) {
	for _, f := range demonstration.Poll() {
		path := filepath.Join("../../examples/poll/data", f.Name)
		if *update {
			if err := os.WriteFile(path, f.Content, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, f.Content) {
			t.Errorf("%s is not what the generator makes (%v); write it with -update", path, err)
		}
	}
}

// Every call gives the same bytes: no clock, no shared stream.
func TestFilesAreTheSameTwice(t *testing.T) {
	first, second := demonstration.Files(), demonstration.Files()
	for i, f := range first {
		if !bytes.Equal(f.Content, second[i].Content) {
			t.Errorf("%s differs from one call to the next", f.Name)
		}
	}
}

// No record says what happened after the day of the report; only plans do, and
// grantees are numbers.
func TestRecordsAreInvented(t *testing.T) {
	plans := map[string]bool{
		"planned_end": true, "current_planned_end": true, "activity_end": true, "report_due": true, "extended_to": true, "review_on": true,
		"due_on": true,
	}
	for _, f := range demonstration.Files() {
		rows, err := csv.NewReader(bytes.NewReader(f.Content)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		header := rows[0]
		for _, row := range rows[1:] {
			for i, value := range row {
				isDate := strings.HasSuffix(header[i], "_on") || strings.HasPrefix(header[i], "report_") || header[i] == "licence_signed"
				if isDate && !plans[header[i]] && value > "2018-06-22" {
					t.Errorf("%s: %s of %s is %s, after the report", f.Name, header[i], row[0], value)
				}
				if header[i] == "grantee_id" && !strings.HasPrefix(value, "demo-") {
					t.Errorf("%s: %s is not an invented grantee", f.Name, value)
				}
			}
		}
	}
}

// The faults of real records are there; without them the example would show
// nothing of how they are treated.
func TestFaultsAreThere(t *testing.T) {
	blank := map[string]int{}
	moved, late := 0, 0
	for _, f := range demonstration.Files() {
		rows, err := csv.NewReader(bytes.NewReader(f.Content)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows[1:] {
			cell := map[string]string{}
			for i, name := range rows[0] {
				cell[name] = row[i]
				if row[i] == "" {
					blank[f.Name+" "+name]++
				}
			}
			if f.Name == "projects.csv" {
				if cell["planned_end"] != cell["current_planned_end"] {
					moved++
				}
				if cell["target_set_on"] > cell["started_on"] {
					late++
				}
			}
		}
	}
	for _, column := range []string{
		"grants.csv report_due", "grants.csv report_received", "projects.csv actual", "projects.csv target",
		"projects.csv count_basis", "projects.csv evidence", "products.csv in_use", "ideas.csv decision",
	} {
		if blank[column] < 5 {
			t.Errorf("%s is blank %d times", column, blank[column])
		}
	}
	if moved < 20 || late < 20 {
		t.Errorf("%d ends were moved and %d targets set late", moved, late)
	}
}
