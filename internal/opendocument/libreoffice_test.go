package opendocument_test

import (
	"archive/zip"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heng/internal/locale"
	"heng/internal/need"
	. "heng/internal/opendocument"
)

// convert opens the sample in LibreOffice and saves it in another form; it
// gives the folder of what was saved.
func convert(t *testing.T, lang locale.Lang, form string) string {
	t.Helper()
	return convertBook(t, write(t, sample(lang)), form)
}

// convertBook does the same with a workbook.
func convertBook(t *testing.T, book []byte, form string) string {
	t.Helper()
	if testing.Short() {
		t.Skip("LibreOffice is slow")
	}
	office := need.Program(t, "libreoffice", "soffice", "libreoffice")
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "sample.ods"), book, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, office, "-env:UserInstallation=file://"+filepath.ToSlash(dir)+"/profile",
		"--headless", "--convert-to", form, "--outdir", dir, filepath.Join(dir, "sample.ods"))
	command.WaitDelay = 5 * time.Second
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return dir
}

func read(t *testing.T, path ...string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// LibreOffice shows the numbers as the report does, and holds them exactly.
// The digits of the filter's options say: commas, quotation marks, UTF-8, and
// whether cells are saved as shown; -1 saves every sheet.
func TestLibreOfficeShows(t *testing.T) {
	const filter = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,%,false,false,-1"
	for _, test := range []struct {
		lang           locale.Lang
		shown          string
		first, another string
	}{
		{locale.ZhTW, "true", `成果報告準時提交率 & more,,,,
期間,Value,Amount (NT$),Day,Remark
2016,71.4%,"9,056,980,000",107年6月22日,=1+1
2017,未提報,"-1,234.57",2018-06-22,"  two lines
and  spaces "
2018,not yet due,"9,056,980,000.5",,
2019,,0,2018-06-22,-x
`, "Count\nNT$12.0 (provisional)\n"},
		{locale.En, "true", `成果報告準時提交率 & more,,,,
期間,Value,Amount (NT$),Day,Remark
2016,71.4%,"9,056,980,000",22 June 2018,=1+1
2017,未提報,"-1,234.57",2018-06-22,"  two lines
and  spaces "
2018,not yet due,"9,056,980,000.5",,
2019,,0,2018-06-22,-x
`, "Count\nNT$12.0 (provisional)\n"},
		{locale.En, "false", `成果報告準時提交率 & more,,,,
期間,Value,Amount (NT$),Day,Remark
2016,71.428571428571%,9056980000,22/06/2018,=1+1
2017,未提報,-1234.565,2018-06-22,"  two lines
and  spaces "
2018,not yet due,9056980000.5,,
2019,,0,2018-06-22,-x
`, "Count\n12\n"},
	} {
		dir := convert(t, test.lang, strings.Replace(filter, "%", test.shown, 1))
		if diff := cmp.Diff(test.first, read(t, dir, "sample-準時-提交.csv")); diff != "" {
			t.Errorf("%s, as shown %s (-want +got):\n%s", test.lang, test.shown, diff)
		}
		if diff := cmp.Diff(test.another, read(t, dir, "sample-準時-提交 (2).csv")); diff != "" {
			t.Errorf("%s, as shown %s (-want +got):\n%s", test.lang, test.shown, diff)
		}
	}
}

// The rows down to the header are printed again on every page, as LibreOffice
// tells Excel. (It tells nothing of what is frozen when it has no screen.)
func TestLibreOfficeHeader(t *testing.T) {
	z, err := zip.OpenReader(filepath.Join(convert(t, locale.ZhTW, "xlsx"), "sample.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	file, err := z.Open("xl/workbook.xml")
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`準時-提交&apos;!$1:$2</definedName>`, `準時-提交 (2)&apos;!$1:$1</definedName>`} {
		if !strings.Contains(string(content), want) {
			t.Errorf("no %s in\n%s", want, content)
		}
	}
}

// LibreOffice takes the lists of a form as lists, for the rows with values and
// for the empty ones.
func TestLibreOfficeKnowsLists(t *testing.T) {
	form := Workbook{Title: "示範", Lang: locale.ZhTW, Sheets: []Sheet{{
		Name: "清單", Title: "示範資料", Columns: []Column{{"案號"}, {"類別"}},
		Rows: [][]Cell{{Text("A1"), Text("x")}}, Entry: &Entry{Rows: 20, Choices: [][]string{nil, {"x", "y"}}},
	}}}
	z, err := zip.OpenReader(filepath.Join(convertBook(t, write(t, form), "xlsx"), "sample.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	f, err := z.Open("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`sqref="B3:B23"`, `type="list"`, `<formula1>&quot;x,y&quot;</formula1>`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %s", want)
		}
	}
}
