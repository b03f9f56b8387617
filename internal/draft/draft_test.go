package draft_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"heng/internal/datapackage"
	"heng/internal/disk"
	"heng/internal/draft"
	"heng/internal/fault"
	"heng/internal/locale"
)

// folder makes a folder of files.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// only drafts a workspace from one file and returns its only resource.
func only(t *testing.T, file, text string) *datapackage.Resource {
	t.Helper()
	d, err := draft.Folder(t.Context(), folder(t, map[string]string{file: text}))
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	files := append(d.Data, disk.File{Path: "datapackage.yaml", Content: d.Package})
	for _, f := range files {
		if err := disk.WriteFile(filepath.Join(root, f.Path), f.Content); err != nil {
			t.Fatal(err)
		}
	}
	pack, findings, err := datapackage.Read(root)
	if err != nil || len(fault.Errors(findings)) > 0 {
		t.Fatal(err, findings)
	}
	return pack.Resources[0]
}

func TestDraftGuessesTypesFromEveryValue(t *testing.T) {
	for _, c := range []struct {
		name, header, values string
		want                 datapackage.Type
	}{
		{"whole numbers", "n", "1\n-2\n30", datapackage.Integer},
		{"decimals", "n", "1\n2.5", datapackage.Number},
		{"grouped amounts", "n", "\"1,000\"\n\"12,345.5\"", datapackage.Number},
		{"Chinese amounts", "n", "7950萬元\n1億元", datapackage.Integer},
		{"one word among numbers", "n", "1\nabc", datapackage.String},
		{"codes with a leading zero", "n", "0123\n4567", datapackage.String},
		{"Minguo dates", "n", "107/6/22\n106/12/31", datapackage.Date},
		{"digits under a date's header", "申請日期", "1070622\n1061231", datapackage.Date},
		{"digits under another header", "n", "1070622\n1061231", datapackage.Integer},
		{"no such day", "n", "2018-02-30\n2018-02-28", datapackage.String},
		{"years under a year's header", "年度", "2017\n2018", datapackage.Year},
		{"Minguo years under a year's header", "年度", "107\n106", datapackage.Year},
		{"ages", "年齡", "107\n34", datapackage.Integer},
		{"the same under another", "n", "2017\n2018", datapackage.Integer},
		{"true and false", "n", "true\nfalse", datapackage.Boolean},
		{"gaps", "n", "1\n\"\"\n3", datapackage.Integer},
		{"nothing at all", "n", "\"\"\n\"\"", datapackage.String},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := only(t, "a.csv", c.header+"\n"+c.values+"\n").Schema.Fields[0].Type; got != c.want {
				t.Errorf("guessed %s, want %s", got, c.want)
			}
		})
	}
}

func TestDraftFindsTheCalendarOfDates(t *testing.T) {
	for _, c := range []struct{ header, values, want string }{
		{"申請日期", "180622\n171231", "gregorian"},
		{"申請日期", "990622\n180101", "gregorian"},
		{"申請日期", "1070622\n310622", "minguo"}, // three digits are Minguo, and so are the others
		{"申請日期", "1070622\n990622", ""},       // one reading without more
		{"申請日期", "180622\n189922", ""},        // no date in either: text
		{"n", "180622\n171231", ""},           // numbers, as far as anybody knows
	} {
		f := only(t, "a.csv", c.header+"\n"+c.values+"\n").Schema.Fields[0]
		if f.Format != c.want || (c.want != "") && f.Type != datapackage.Date {
			t.Errorf("%s %q: %s %q, want %q", c.header, c.values, f.Type, f.Format, c.want)
		}
	}
}

func TestPercentages(t *testing.T) {
	for _, c := range []struct{ header, values, unit string }{
		{"執行率", "85.5%\n－\n90％", "%"},
		{"執行率(%)", "85.5%\n90", "%"},
		{"執行率", "85.5%\n九成", ""},
		{"執行率", "85.5%\n90", ""}, // 90 may be anything
		{"折扣", "%\n%", ""},
	} {
		f := only(t, "a.csv", c.header+"\n"+c.values+"\n").Schema.Fields[0]
		if f.Unit != c.unit || (c.unit != "") != (f.Type == datapackage.Number) {
			t.Errorf("%s %q: %s in %q, want %q", c.header, c.values, f.Type, f.Unit, c.unit)
		}
	}
}

func TestDraftNamesTablesAndColumns(t *testing.T) {
	r := only(t, "Grants 2018-07.csv", "\ufeffGrant ID,Amount (NT$),案號,Grant-ID,2018,\"a: #b\"\nx,1,2,3,4,5\n")
	if r.Name != "grants_2018_07" {
		t.Errorf("table %s", r.Name)
	}
	var names, headers []string
	for _, f := range r.Schema.Fields {
		names = append(names, f.Name)
		headers = append(headers, f.Headers...)
	}
	if diff := cmp.Diff([]string{"grant_id", "amount_nt", "案號", "column4", "n2018", "a_b"}, names); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"Grant ID", "Amount (NT$)", "案號", "Grant-ID", "2018", "a: #b"}, headers); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(datapackage.Names{"grant_id"}, r.Schema.PrimaryKey); diff != "" {
		t.Error(diff)
	}
	if r := only(t, "報名表.csv", "案號\nx\nx\n"); r.Name != "table1" || len(r.Schema.PrimaryKey) > 0 {
		t.Errorf("table %s with key %v, want table1 without: its only column repeats", r.Name, r.Schema.PrimaryKey)
	}
	if r := only(t, "order.csv", "order,true\n1,2\n"); r.Name != "order_list" || r.Schema.Fields[1].Name != "true" {
		t.Errorf("table %s of fields %s, want no word of SQL", r.Name, r.Schema.Fields[1].Name)
	}
	if r := only(t, "a[1]*{b}.csv", "x\n1\n"); r.Name != "a_1_b" || r.Path[0] != "data/a_1___b_.csv" {
		t.Errorf("table %s of %s, want a path that is no pattern", r.Name, r.Path)
	}
	if r := only(t, "107: grants.csv", "x\n1\n"); r.Path[0] != "data/107_ grants.csv" {
		t.Errorf("path %s, want one that a data package may have", r.Path)
	}
}

// TestDraftSaysWhatKeepsAColumnFromAType: where most values are dates, the few
// that are none are named; where most are not, nothing is said.
func TestDraftSaysWhatKeepsAColumnFromAType(t *testing.T) {
	for values, want := range map[string]string{
		"107/3/5\n107/3/6\n107/3/7\n未定": "未定",
		"107/3/5\n107/3/6\n未定\n待議\n不明":  "",
		"5\n6\n7\n約8\n9":                "約8",
		"甲\n乙\n丙":                       "",
	} {
		drafted, err := draft.Folder(t.Context(), folder(t, map[string]string{"a.csv": "n\n" + values + "\n"}))
		if err != nil {
			t.Fatal(err)
		}
		var got string
		for _, guess := range drafted.Resources[0].Guesses {
			if text := locale.NewPrinter("zh-TW").Sprint(guess); strings.Contains(text, "視為文字") {
				got = text
			}
		}
		if (want == "") != (got == "") || !strings.Contains(got, want) {
			t.Errorf("%q: %q is said, want a word on %q", values, got, want)
		}
	}
}

// TestNamesThatBecomeOne: files whose names differ only in what is replaced are both
// there.
func TestNamesThatBecomeOne(t *testing.T) {
	d, err := draft.Folder(t.Context(), folder(t, map[string]string{"a{1.csv": "x\n1\n", "a}1.csv": "x\n2\n"}))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, f := range d.Data {
		got[f.Path] = string(f.Content)
	}
	if diff := cmp.Diff(map[string]string{"data/a_1.csv": "x\n1\n", "data/a_1_2.csv": "x\n2\n"}, got); diff != "" {
		t.Error(diff)
	}
}

// TestDraftStaysInTheFolder: what lies in another folder, below it or at the end of a
// link, is not taken in, and is named.
func TestDraftStaysInTheFolder(t *testing.T) {
	outside := filepath.Join(folder(t, map[string]string{"b.csv": "x\n1\n"}), "b.csv")
	from := folder(t, map[string]string{"a.csv": "x\n1\n", "~$a.csv": "x\n1\n"})
	for _, sub := range []string{"last year", "c.csv", ".git"} {
		if err := os.Mkdir(filepath.Join(from, sub), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for link, target := range map[string]string{"out.csv": outside, "gone.csv": "nothing.csv", "same.csv": "a.csv"} {
		if err := os.Symlink(target, filepath.Join(from, link)); err != nil {
			t.Fatal(err)
		}
	}
	d, err := draft.Folder(t.Context(), from)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"c.csv/", "gone.csv", "last year/", "out.csv"}, d.Skipped); diff != "" {
		t.Error(diff)
	}
	var taken []string
	for _, f := range d.Data {
		taken = append(taken, f.Path)
	}
	if diff := cmp.Diff([]string{"data/a.csv", "data/same.csv"}, taken); diff != "" {
		t.Error(diff)
	}
}
