package release_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"heng/internal/need"
)

// What a spreadsheet makes of the files of a release, for somebody who opens them by a
// double click: LibreOffice opens them and saves what it has in the cells. The workbook
// holds every value as it is; the CSV runs nothing, and loses what the documentation
// says that it loses.
func TestLibreOfficeOpensARelease(t *testing.T) {
	if testing.Short() {
		t.Skip("LibreOffice is slow")
	}
	office := need.Program(t, "libreoffice", "soffice", "libreoffice")
	values := []string{
		"00123", "1E5", "1/2", "=1+1", `=HYPERLINK("https://example.org","x")`, "+886-2-2348", "@sum", "＝1+1", "'=already",
		"1,234", "密克羅尼西亞", `a"b`, "a\nb", "-", "=cmd|'/c calc'!A1", "true",
	}
	// In the CSV alone: what looks like a number, a date or a truth value becomes
	// one, without the zeros before it; the apostrophe before what would run stays.
	other := map[string]string{
		"00123": "123", "1/2": "a date", "true": "TRUE", "1E5": "100000", "1,234": "1234", "=1+1": "'=1+1", `=HYPERLINK("https://example.org","x")`: `'=HYPERLINK("https://example.org","x")`,
		"+886-2-2348": "'+886-2-2348", "@sum": "'@sum", "＝1+1": "'＝1+1", "'=already": "''=already", "=cmd|'/c calc'!A1": "'=cmd|'/c calc'!A1",
	}
	content := sample(t)
	content.Records[0].Rows = nil
	for i := range values {
		id := "k" + fmt.Sprint(i)
		content.Records[0].Rows = append(content.Records[0].Rows, []*string{&id, &values[i], nil})
	}
	files := filesOf(t, content)
	dir, out := t.TempDir(), t.TempDir()
	for name, path := range map[string]string{"book.ods": "data/tables.ods", "table.csv": "data/grants.csv"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(files[path]), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	// Without a screen nobody confirms how a CSV is read; these are what the dialogue
	// proposes: commas, quotation marks, UTF-8. Saved is the content of the cells rather
	// than its looks.
	for name, options := range map[string][]string{"book.ods": nil, "table.csv": {"--infilter=CSV:44,34,76,1"}} {
		arguments := append([]string{"-env:UserInstallation=file://" + filepath.ToSlash(dir) + "/profile", "--headless"}, options...)
		command := exec.CommandContext(ctx, office, append(arguments, "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false",
			"--outdir", out, filepath.Join(dir, name))...)
		command.WaitDelay = 5 * time.Second
		if said, err := command.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, said)
		}
	}
	for name, is := range map[string]func(string) string{
		"book.csv": func(s string) string { return s },
		"table.csv": func(s string) string {
			if o, there := other[s]; there {
				return o
			}
			return s
		},
	} {
		text, err := os.ReadFile(filepath.Join(out, name))
		if err != nil {
			t.Fatal(err)
		}
		r := csv.NewReader(strings.NewReader(string(text)))
		r.FieldsPerRecord = -1
		rows, err := r.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		// The header's names are the fields', whatever stands above them.
		for len(rows) > 0 && (len(rows[0]) < 2 || rows[0][1] != "org_id") {
			rows = rows[1:]
		}
		if len(rows) != len(values)+1 {
			t.Errorf("%s: %d rows for %d values: %q", name, len(rows), len(values), text)
			continue
		}
		for i, value := range values {
			got := rows[i+1][1]
			if value == "1/2" && name == "table.csv" && strings.HasPrefix(got, "01/02/") {
				got = "a date" // of the year in which it is opened
			}
			if got != is(value) {
				t.Errorf("%s: %q for %q, and not %q", name, got, value, is(value))
			}
		}
	}
}
