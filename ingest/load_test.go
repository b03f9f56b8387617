package ingest_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heng/ingest"
	"heng/ingest/clean"
	"heng/internal/datapackage"
	"heng/internal/fault"
	"heng/internal/store"
)

// workspace is a folder with a package and files, loaded into a store of its
// own.
type workspace struct {
	tb   testing.TB
	root string
	url  store.URL
}

// newWorkspace writes the files of a workspace; resources is what stands under
// the key of that name in datapackage.yaml.
func newWorkspace(tb testing.TB, resources string, files map[string]string) *workspace {
	tb.Helper()
	w := &workspace{tb: tb, root: tb.TempDir()}
	var err error
	if w.url, err = store.ParseURL("", w.root); err != nil {
		tb.Fatal(err)
	}
	w.setPackage(resources)
	for name, text := range files {
		w.write(name, text)
	}
	return w
}

func (w *workspace) setPackage(resources string) {
	w.tb.Helper()
	w.write("datapackage.yaml", "name: test\nresources:\n"+resources)
}

func (w *workspace) write(name, text string) {
	w.tb.Helper()
	path := filepath.Join(w.root, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		w.tb.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		w.tb.Fatal(err)
	}
}

func (w *workspace) pkg() *datapackage.Package {
	w.tb.Helper()
	pkg, findings, err := datapackage.Read(w.root)
	if err != nil {
		w.tb.Fatal(err)
	}
	for _, f := range fault.Errors(findings) {
		w.tb.Fatal(f.String())
	}
	return pkg
}

// input is how tests load; a test changes what it is about.
func (w *workspace) input() ingest.Input {
	return ingest.Input{
		Root: w.root, Package: w.pkg(), URL: w.url, Options: store.Options{Threads: 2, MemoryLimit: "1GB"},
		Now: time.Date(2018, 6, 22, 9, 0, 0, 0, time.UTC),
	}
}

func (w *workspace) load(change ...func(*ingest.Input)) (*ingest.Report, error) {
	w.tb.Helper()
	in := w.input()
	for _, c := range change {
		c(&in)
	}
	return ingest.Load(w.tb.Context(), in)
}

func (w *workspace) mustLoad(change ...func(*ingest.Input)) *ingest.Report {
	w.tb.Helper()
	report, err := w.load(change...)
	if err != nil {
		w.tb.Fatal(err)
	}
	return report
}

func (w *workspace) open() *store.Store {
	w.tb.Helper()
	s, err := store.Open(w.tb.Context(), w.url, store.Options{Threads: 1})
	if err != nil {
		w.tb.Fatal(err)
	}
	w.tb.Cleanup(func() { s.Close() })
	return s
}

// query returns the rows of a statement of one text column.
func (w *workspace) query(sql string) []string {
	w.tb.Helper()
	s := w.open()
	defer s.Close()
	var rows []string
	if err := s.Select(w.tb.Context(), &rows, sql); err != nil {
		w.tb.Fatal(err)
	}
	return rows
}

// findings returns what an error of the given code found, one line each.
func findings(tb testing.TB, err error, code fault.Code) []string {
	tb.Helper()
	e, ok := errors.AsType[*fault.Error](err)
	if !ok || e.Code != code {
		tb.Fatalf("got %v, want a fault of code %d", err, code)
	}
	var lines []string
	for _, f := range e.Findings {
		line, _, _ := strings.Cut(f.String(), "\n")
		lines = append(lines, line)
	}
	return lines
}

const grants = `
  - name: grants
    path: grants.csv
    schema:
      primaryKey: id
      fields:
        - {name: id, type: string, headers: [案號]}
        - {name: amount, type: number, unit: 千元, headers: [核定金額]}
        - {name: due, type: date, headers: [報告期限]}
        - {name: note, type: string, headers: [備註]}
`

func TestRowsAreReadTypedAndKnowWhereTheyCameFrom(t *testing.T) {
	w := newWorkspace(t, grants, map[string]string{"grants.csv": "\uFEFF備註,案號,核定金額,報告期限,承辦人\r\n" +
		"\"two\r\nlines, \"\"quoted\"\"\",G1,1.5,107年6月22日,x\r\n" +
		" spaces　,G2,\"12,345\",2018-06-22,\r\n" +
		",G3,,,\r\n"})
	report := w.mustLoad()
	r := report.Resource("grants")
	if r.State != ingest.Loaded || r.Read != 3 || r.Accepted != 3 || r.Rejected != 0 || !report.Committed {
		t.Errorf("%+v", r)
	}
	if diff := cmp.Diff([]ingest.UnknownColumn{{File: "grants.csv", Column: 5, Header: "承辦人"}}, r.Unknown); diff != "" {
		t.Error(diff)
	}
	got := w.query(`select concat_ws('|', id, coalesce(amount::varchar, 'null'), coalesce(due::varchar, 'null'), coalesce(note, 'null'), _row, _line,
		(select path from _heng_files f where f.id = _file)) from grants order by _row`)
	want := []string{
		"G1|1500.000000|2018-06-22|two\r\nlines, \"quoted\"|1|2|grants.csv",
		"G2|12345000.000000|2018-06-22|spaces|2|4|grants.csv",
		"G3|null|null|null|3|5|grants.csv",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestTheSchemaSettlesTheCalendarOfDates(t *testing.T) {
	w := newWorkspace(t, `
  - name: t
    path: t.csv
    max_rejects: 9
    schema:
      fields:
        - {name: roc, type: date, format: minguo}
        - {name: ad, type: date, format: gregorian}
        - {name: open, type: date}
`, map[string]string{"t.csv": "roc,ad,open\n180622,180622,1070622\n991231,991231,991231\n,1070622,\n,,180622\n"})
	r := w.mustLoad().Resource("t")
	want := []string{"1929-06-22|2018-06-22|2018-06-22", "2010-12-31|1999-12-31|2010-12-31"}
	if diff := cmp.Diff(want, w.query("select concat_ws('|', roc::varchar, ad::varchar, open::varchar) from t order by _row")); diff != "" {
		t.Error(diff)
	}
	if r.Rejected != 2 || r.Warned != 3 || r.Changes[1].Field != "ad" || r.Changes[1].Change != clean.SpellingChange {
		t.Errorf("%+v", r)
	}
}

func TestEveryBadRowIsSetAsideWithItsPlaceAndReason(t *testing.T) {
	w := newWorkspace(t, `
  - name: t
    path: t.csv
    max_rejects: 100%
    schema:
      primaryKey: id
      missingValues: ["", "n/a"]
      fields:
        - {name: id, type: integer}
        - {name: kind, type: string, constraints: {required: true, enum: [humanitarian, exchange]}}
        - {name: share, type: number, decimals: 2, constraints: {minimum: "0", maximum: "100"}}
        - {name: code, type: string, constraints: {pattern: "[A-Z]{2}[0-9]+", minLength: 3, maxLength: 5}}
        - {name: day, type: date}
        - {name: yes, type: boolean}
        - {name: year, type: year, constraints: {enum: ["2017", "2018"]}}
        - {name: mail, type: string, constraints: {unique: true}}
`, map[string]string{"t.csv": `id,kind,share,code,day,yes,year,mail
1,humanitarian,50,AB12,2018-06-22,yes,106,a
2,humanitarian,50,AB12,2018-06-22,yes
3,humanitarian,50,AB12,2018-06-22,yes,2017,c,d
x,exchange,50,AB12,2018-02-30,maybe,2019,d
,exchange,50,AB12,,,,e
6,n/a,50,AB12,,,,f
7,humanitarain,50.125,ab12,,,,g
8,exchange,-0.01,AB,,,,h
9,exchange,100.01,AB1234,,,,i
1,exchange,n/a,,,,,j
11,exchange,,,,,,a
1,humanitarian,50,AB12,2018-06-22,yes,106,a
13,exchange,-,,,,,k
`})
	report := w.mustLoad()
	var got []string
	s := w.open()
	for _, table := range []string{store.RejectsTable, store.WarningsTable} {
		err := s.Rejects(t.Context(), table, "t", 0, func(r store.Reject) error {
			got = append(got, fmt.Sprintf("%d:%d %s %q: %s", r.Line, r.Column, r.Field, r.Text, r.Reason))
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	want := []string{
		`3:0  "": the row has 6 cells where the header has 8`,
		`4:0  "": the row has 9 cells where the header has 8`,
		`5:1 id "x": "x" is not a number`,
		`5:5 day "2018-02-30": "2018-02-30" is not a day of the calendar`,
		`5:6 yes "maybe": "maybe" is neither yes nor no`,
		`5:7 year "2019": "2019" is not one of 2017, 2018`,
		`6:1 id "": a part of the key is empty`,
		`7:2 kind "n/a": a value is required`,
		`8:2 kind "humanitarain": "humanitarain" is not in the list; did you mean humanitarian?`,
		`8:3 share "50.125": "50.125" has more decimals than the 2 that are kept`,
		`8:4 code "ab12": "ab12" does not match the pattern [A-Z]{2}[0-9]+`,
		`9:3 share "-0.01": "-0.01" is below the minimum 0`,
		`9:4 code "AB": "AB" is shorter than 3 characters`,
		`10:3 share "100.01": "100.01" is above the maximum 100`,
		`10:4 code "AB1234": "AB1234" is longer than 5 characters`,
		`11:1 id "1": the key id "1" already stands on line 2 of t.csv`,
		`12:8 mail "a": mail must not repeat, and "a" already stands on line 2 of t.csv`,
		`13:1 id "1": the row repeats line 2 of t.csv exactly and was dropped`,
		`14:3 share "-": "-" stands here instead of a value`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"1", "13"}, w.query("select id::varchar from t order by _row")); diff != "" {
		t.Error(diff)
	}
	r := report.Resource("t")
	if r.Read != 13 || r.Accepted != 2 || r.Rejected != 10 || r.Repeated != 1 || r.Warned != 2 {
		t.Errorf("%+v", r)
	}
}

func TestForeignKeysAreFollowedToTheEnd(t *testing.T) {
	w := newWorkspace(t, `
  - name: organisations
    path: organisations.csv
    max_rejects: 100%
    schema:
      primaryKey: org
      foreignKeys: [{fields: parent, reference: {fields: org}}]
      fields: [{name: org, type: string}, {name: parent, type: string}]
  - name: grants
    path: grants.csv
    max_rejects: 100%
    schema:
      primaryKey: [org, number]
      foreignKeys:
        - {fields: org, reference: {resource: organisations, fields: org}}
        - {fields: [org, after], reference: {resource: grants, fields: [org, number]}}
      fields: [{name: org, type: string}, {name: number, type: integer}, {name: after, type: integer}]
`, map[string]string{
		// c points to nothing, so b and a, which lead to it, go as well.
		"organisations.csv": "org,parent\na,b\nb,c\nc,nowhere\nd,\ne,e\n",
		"grants.csv":        "org,number,after\na,1,\nd,1,\nd,2,1\nd,3,9\nd,4,3\n,5,\n",
	})
	w.mustLoad()
	if diff := cmp.Diff([]string{"d", "e"}, w.query("select org from organisations order by _row")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"d1", "d2"}, w.query("select org || number::varchar from grants order by _row")); diff != "" {
		t.Error(diff)
	}
	var got []string
	err := w.open().Rejects(t.Context(), store.RejectsTable, "grants", 0, func(r store.Reject) error {
		got = append(got, fmt.Sprintf("%d:%d %s: %s", r.Line, r.Column, r.Field, r.Reason))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		`2:1 org: no organisations has org "a"`,
		`5:1 org, after: no grants has org, number "d, 9"`,
		`6:1 org, after: no grants has org, number "d, 3"`,
		`7:1 org: a part of the key is empty`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestARefusedLoadChangesNothing(t *testing.T) {
	w := newWorkspace(t, grants, map[string]string{"grants.csv": "id,amount,due,note\nG1,1,,\n"})
	w.mustLoad()
	before := w.files()
	bad := "id,amount,due,note\n"
	for i := range 30 {
		bad += fmt.Sprintf("G%d,many,,\n", i)
	}
	w.write("grants.csv", bad)
	report, err := w.load()
	got := findings(t, err, fault.Refused)
	if len(got) != 22 {
		t.Fatalf("%d findings, want the sum, 20 rejects and the rest: %q", len(got), got)
	}
	for i, want := range map[int]string{
		0:  "datapackage.yaml:4:5: grants: 30 of 30 rows rejected; at most 5% may be",
		1:  `grants.csv:2:2: grants: amount: "many" is not a number`,
		20: `grants.csv:21:2: grants: amount: "many" is not a number`,
		21: "grants: and 10 more reasons",
	} {
		if got[i] != want {
			t.Errorf("finding %d: got %q, want %q", i, got[i], want)
		}
	}
	if r := report.Resource("grants"); r.State != ingest.Refused || report.Committed {
		t.Errorf("%+v", r)
	}
	if diff := cmp.Diff(before, w.files()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"G1"}, w.query("select id from grants")); diff != "" {
		t.Error(diff)
	}
}

// files lists the store's files with their sizes.
func (w *workspace) files() []string {
	w.tb.Helper()
	entries, err := os.ReadDir(filepath.Join(w.root, ".heng"))
	if err != nil {
		w.tb.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			w.tb.Fatal(err)
		}
		names = append(names, fmt.Sprint(e.Name(), " ", info.Size()))
	}
	return names
}

func TestHowManyRejectsAreTooMany(t *testing.T) {
	rows := func(bad, good int, duplicate bool) string {
		var b strings.Builder
		b.WriteString("id,n\n")
		for i := range bad {
			fmt.Fprintf(&b, "b%d,x\n", i)
		}
		for i := range good {
			fmt.Fprintf(&b, "g%d,1\n", i)
		}
		if duplicate {
			b.WriteString("g0,2\n")
		}
		return b.String()
	}
	for _, c := range []struct {
		name, limit string
		text        string
		refused     bool
	}{
		{"five per cent of 100 is let pass", "", rows(5, 95, false), false},
		{"six per cent is not", "", rows(6, 94, false), true},
		{"no key violation is let pass", "", rows(0, 1000, true), true},
		{"a count covers keys", "max_rejects: 1", rows(0, 10, true), false},
		{"a count is a count", "max_rejects: 1", rows(1, 1000, true), true},
		{"none means none", "max_rejects: 0", rows(1, 1000, false), true},
		{"a share covers keys", "max_rejects: 10%", rows(0, 10, true), false},
		{"a share may have decimals", "max_rejects: 0.5%", rows(1, 198, false), true},
		{"an exact repetition is no reject", "max_rejects: 0", rows(0, 1, false) + "g0,1\n", false},
		{"an empty table is a table", "", "id,n\n", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorkspace(t, `
  - name: t
    path: t.csv
    `+c.limit+`
    schema: {primaryKey: id, fields: [{name: id, type: string}, {name: n, type: integer}]}
`, map[string]string{"t.csv": c.text})
			_, err := w.load()
			if c.refused != (fault.CodeOf(err) == fault.Refused) || (!c.refused && err != nil) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestFilesThatCannotBeReadAreAllSaidAtOnce(t *testing.T) {
	resource := func(name, more string) string {
		return "  - name: " + name + "\n    path: " + name + ".csv\n" + more + "    schema: {fields: [{name: id, type: string}, {name: amount, type: number}]}\n"
	}
	w := newWorkspace(t, resource("good", "")+resource("absent", "")+resource("columns", "")+resource("quote", "")+
		resource("bytes_only", "")+resource("empty", "")+resource("twice", "")+resource("rejects", ""), map[string]string{
		"good.csv":       "id,amount\n1,1\n",
		"columns.csv":    "id,amonut\n1,1\n",
		"quote.csv":      "id,amount\n1,1\n2,\"2\n3,3\n",
		"bytes_only.csv": "id,amount\n1,\x00\x01\x02\n",
		"empty.csv":      "",
		"twice.csv":      "id,amount,ＩＤ\n1,1,1\n",
		"rejects.csv":    "id,amount\n1,x\n",
	})
	_, err := w.load()
	got := findings(t, err, fault.Input)
	want := []string{
		`datapackage.yaml:7:11: absent: no file is named "absent.csv"`,
		`columns.csv:1: columns: no column for amount`,
		`quote.csv:3:3: quote: `,
		`bytes_only.csv:2:3: bytes_only: `,
		`empty.csv: empty: `,
		`twice.csv:1:3: twice: the column "ＩＤ" is id a second time; column 1 is it already`,
		`datapackage.yaml:24:5: rejects: 1 of 1 row rejected; at most 5% may be`,
		`rejects.csv:2:2: rejects: amount: "x" is not a number`,
	}
	if len(got) != len(want) {
		t.Fatalf("got %q", got)
	}
	for i := range want {
		if !strings.HasPrefix(got[i], want[i]) {
			t.Errorf("got %q, want %q", got[i], want[i])
		}
	}
	if _, err := store.Open(t.Context(), w.url, store.Options{}); fault.CodeOf(err) != fault.Store {
		t.Errorf("something was loaded: %v", err)
	}
}

func TestKeepGoingLoadsWhatDoesNotDependOnARefusedResource(t *testing.T) {
	resources := `
  - name: organisations
    path: organisations.csv
    schema: {primaryKey: org, fields: [{name: org, type: string}]}
  - name: grants
    path: grants.csv
    schema:
      foreignKeys: [{fields: org, reference: {resource: organisations, fields: org}}]
      fields: [{name: org, type: string}]
  - name: meetings
    path: meetings.csv
    schema: {fields: [{name: day, type: date}]}
`
	w := newWorkspace(t, resources, map[string]string{
		"organisations.csv": "org\na\n", "grants.csv": "org\na\n", "meetings.csv": "day\n2018-06-22\n",
	})
	w.mustLoad()
	w.write("organisations.csv", "org\na\na \nb\nb\n\"\"\n")
	w.write("grants.csv", "org\nb\n")
	w.write("meetings.csv", "day\n2018-06-23\n")
	report, err := w.load(func(in *ingest.Input) { in.KeepGoing = true })
	findings(t, err, fault.Refused)
	var got []string
	for _, r := range report.Resources {
		got = append(got, fmt.Sprint(r.Name, " ", r.State))
	}
	if diff := cmp.Diff([]string{"organisations refused", "grants held", "meetings loaded"}, got); diff != "" {
		t.Error(diff)
	}
	got = w.query(`select 'o ' || org from organisations union all select 'g ' || org from grants
		union all select 'm ' || day::varchar from meetings order by 1`)
	if diff := cmp.Diff([]string{"g a", "m 2018-06-23", "o a"}, got); diff != "" {
		t.Error(diff)
	}
	if names := w.query("select table_name from information_schema.tables where table_name like '\\_heng\\_new%' escape '\\' or table_name = '_heng_keys'"); len(names) > 0 {
		t.Errorf("left behind: %q", names)
	}
	if n := w.query("select count(*)::varchar from _heng_rejects"); n[0] != "0" {
		t.Errorf("%s rejects of rows that are not in the store", n)
	}
	// What was refused is tried again, and found good once it is mended.
	w.write("organisations.csv", "org\na\nb\n")
	report = w.mustLoad()
	if s := report.Resource("grants").State; s != ingest.Loaded {
		t.Errorf("grants: %s", s)
	}
}

// A load that ends with an error, whatever it is, has loaded nothing, and its
// report says so.
func TestLoadThatIsGivenUpSaysThatNothingWasLoaded(t *testing.T) {
	w := newWorkspace(t, grants, map[string]string{"grants.csv": "id,amount,due,note\nG1,1,,\n"})
	report, err := w.load(func(in *ingest.Input) {
		in.After = func(context.Context, *store.Load) error { return errors.New("no model") }
	})
	if err == nil || report.Committed || report.Resource("grants").State != ingest.Untouched {
		t.Errorf("%v, %+v", err, report)
	}
	report, err = w.load(func(in *ingest.Input) {
		in.At = func(step string) {
			if step == "opened" {
				if err := os.Remove(filepath.Join(w.root, "grants.csv")); err != nil {
					t.Error(err)
				}
			}
		}
	})
	if err == nil || report.Committed || report.Resource("grants").State != ingest.Refused {
		t.Errorf("%v, %+v", err, report)
	}
}

// What comes before a place that cannot be read is counted as what it is, so
// that rows rejected there are not fewer than none accepted.
func TestAFileThatEndsInWhatCannotBeReadCountsWhatCameBefore(t *testing.T) {
	w := newWorkspace(t, grants, map[string]string{"grants.csv": "id,amount,due,note\nG1,1,,\nG2,much,,\nG3,3\nG4,4,,\"x\"y\n"})
	report, err := w.load()
	r := report.Resource("grants")
	if fault.CodeOf(err) != fault.Input || r.State != ingest.Refused || r.Read != 3 || r.Accepted != 1 || r.Rejected != 2 {
		t.Errorf("%v: %+v", err, r)
	}
}

func TestLoadingAgainChangesNothing(t *testing.T) {
	w := newWorkspace(t, grants, map[string]string{"grants.csv": "id,amount,due,note\nG1,1,,\n"})
	w.mustLoad()
	before := w.files()
	again := func(what string) {
		t.Helper()
		report := w.mustLoad()
		r := report.Resource("grants")
		if report.Committed || r.State != ingest.Unchanged || r.Read != 1 || r.Accepted != 1 {
			t.Errorf("%s: %+v", what, report)
		}
		if diff := cmp.Diff(before, w.files()); diff != "" {
			t.Errorf("%s: %s", what, diff)
		}
	}
	again("the same file")
	later := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	if err := os.Chtimes(filepath.Join(w.root, "grants.csv"), later, later); err != nil {
		t.Fatal(err)
	}
	if stale := w.stale(); len(stale) != 0 {
		t.Errorf("a touched file is not a changed one: %q", stale)
	}
	again("a touched file")
	w.setPackage(strings.Replace(grants, "path: grants.csv", "path: grants.csv\n    title: {zh-TW: 補助, en: Grants}", 1))
	again("a new title")
	w.setPackage(strings.Replace(grants, "千元", "萬元", 1))
	if report := w.mustLoad(); report.Resource("grants").State != ingest.Loaded {
		t.Errorf("a new unit: %+v", report)
	}
	if diff := cmp.Diff([]string{"10000.000000"}, w.query("select amount::varchar from grants")); diff != "" {
		t.Error(diff)
	}
	if report := w.mustLoad(func(in *ingest.Input) { in.Force = true }); !report.Committed {
		t.Error("a forced load did nothing")
	}
	w.setPackage("  - name: other\n    path: grants.csv\n    schema: {fields: [{name: id, type: string}]}\n")
	report := w.mustLoad()
	if r := report.Resource("grants"); r == nil || r.State != ingest.Removed {
		t.Errorf("%+v", report)
	}
	if names := w.query("select name from _heng_resources union all select resource from _heng_files"); len(names) != 2 || names[0] != "other" {
		t.Errorf("%q", names)
	}
}

func (w *workspace) stale() []string {
	w.tb.Helper()
	s := w.open()
	defer s.Close()
	names, err := ingest.Stale(w.tb.Context(), s, w.root, w.pkg())
	if err != nil {
		w.tb.Fatal(err)
	}
	return names
}

func TestAChangeReachesWhatRefersToIt(t *testing.T) {
	w := newWorkspace(t, `
  - name: grants
    path: grants.csv
    max_rejects: 100%
    schema:
      foreignKeys: [{fields: org, reference: {resource: organisations, fields: org}}]
      fields: [{name: org, type: string}]
  - name: organisations
    path: organisations.csv
    schema: {primaryKey: org, fields: [{name: org, type: string}]}
`, map[string]string{"organisations.csv": "org\na\n", "grants.csv": "org\na\nb\n"})
	w.mustLoad()
	// b was rejected; now it exists, though grants.csv is as it was.
	w.write("organisations.csv", "org\nb\n")
	w.mustLoad()
	if diff := cmp.Diff([]string{"b"}, w.query("select org from grants")); diff != "" {
		t.Error(diff)
	}
}

func TestSeveralFilesMakeOneTableWhateverTheirOrder(t *testing.T) {
	parts := map[string]string{}
	for p := range 3 {
		var b strings.Builder
		// The columns stand in another order in each file.
		b.WriteString([]string{"id,n\n", "n,id\n", "x,n,id\n"}[p])
		for i := range 3000 {
			id, n := fmt.Sprintf("%d-%d", p, i), fmt.Sprint(i)
			b.WriteString([]string{id + "," + n, n + "," + id, "," + n + "," + id}[p] + "\n")
		}
		parts[fmt.Sprintf("data/part%d.csv", p)] = b.String()
	}
	resources := func(paths string) string {
		return "\n  - name: t\n    path: " + paths + "\n    schema: {primaryKey: id, fields: [{name: id, type: string}, {name: n, type: integer}]}\n"
	}
	rows := "select concat_ws('|', id, n, _row, _line, (select path from _heng_files where id = _file)) from t order by _row"
	w := newWorkspace(t, resources("data/*.csv"), parts)
	w.mustLoad()
	want := w.query(rows)
	if len(want) != 9000 || want[3000] != "1-0|0|3001|2|data/part1.csv" {
		t.Fatalf("%d rows, the 3001st is %q", len(want), want[3000])
	}
	v := newWorkspace(t, resources("[data/part2.csv, data/part0.csv, data/part1.csv]"), parts)
	v.mustLoad(func(in *ingest.Input) { in.Options.Threads = 1 })
	if diff := cmp.Diff(want, v.query(rows)); diff != "" {
		t.Error(diff)
	}
}

func TestRejectsAreExportedInTheShapeTheyCameIn(t *testing.T) {
	w := newWorkspace(t, grants, map[string]string{"grants.csv": "案號,核定金額,報告期限,備註\nG1,many,soon,\"a, b\"\nG2,1,2018-06-22,\nG3\n"})
	dir := filepath.Join(w.root, "rejects")
	if _, err := w.load(func(in *ingest.Input) { in.RejectsDir = dir }); fault.CodeOf(err) != fault.Refused {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(dir, "grants.csv"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(got), "\r\n")
	if lines[0] != "\uFEFF_file,_line,_reason_zh-TW,_reason_en,案號,核定金額,報告期限,備註" || len(lines) != 4 {
		t.Errorf("%q", lines)
	}
	if !strings.HasPrefix(lines[1], "grants.csv,2,") || !strings.HasSuffix(lines[1], `,G1,many,soon,"a, b"`) || !strings.Contains(lines[1], "amount") {
		t.Errorf("%q", lines[1])
	}
	if want := "grants.csv,4,此列有 1 格，標題列有 4 格,the row has 1 cell where the header has 4,G3"; lines[2] != want {
		t.Errorf("got  %q\nwant %q", lines[2], want)
	}
	// Mended in place, the export can be loaded as it is.
	w.write("grants.csv", strings.NewReplacer("many", "5", "soon", "", ",G3", ",G3,,,").Replace(string(got)))
	w.mustLoad()
	if diff := cmp.Diff([]string{"G1", "G3"}, w.query("select id from grants order by _row")); diff != "" {
		t.Error(diff)
	}
}

func TestAfterRunsBeforeTheCommit(t *testing.T) {
	w := newWorkspace(t, grants, map[string]string{"grants.csv": "id,amount,due,note\nG1,1,,\n"})
	failure := errors.New("no")
	if _, err := w.load(func(in *ingest.Input) {
		in.After = func(context.Context, *store.Load) error { return failure }
	}); !errors.Is(err, failure) {
		t.Fatal(err)
	}
	if _, err := store.Open(t.Context(), w.url, store.Options{}); err == nil {
		t.Fatal("committed all the same")
	}
	w.mustLoad(func(in *ingest.Input) {
		in.After = func(ctx context.Context, l *store.Load) error {
			return errors.Join(l.Exec(ctx, "create table model as select id from grants"),
				l.SetModels(ctx, []store.Model{{Name: "model", Fingerprint: "1"}}))
		}
	})
	if diff := cmp.Diff([]string{"G1"}, w.query("select id from model")); diff != "" {
		t.Error(diff)
	}
	// A model that changed is made again although no file did.
	report := w.mustLoad(func(in *ingest.Input) {
		in.Refresh = func(b store.Books) bool { return b.Models[0].Fingerprint != "2" }
		in.After = func(ctx context.Context, l *store.Load) error {
			return errors.Join(l.Exec(ctx, "create or replace table model as select 'again' as id"),
				l.SetModels(ctx, []store.Model{{Name: "model", Fingerprint: "2"}}))
		}
	})
	if diff := cmp.Diff([]string{"again"}, w.query("select id from model")); diff != "" || !report.Committed {
		t.Error(diff)
	}
}

// Long texts in a key are too much for the little memory in which rows are loaded:
// the load is then tried with more, once, and says nothing of it.
func TestALoadThatNeedsMoreMemoryGetsIt(t *testing.T) {
	w := newWorkspace(t, `
  - name: notes
    path: notes.csv
    schema:
      fields:
        - {name: note, type: string, constraints: {unique: true}}
`, nil)
	const rows = 900
	long := strings.Repeat("字", 30_000)
	var b strings.Builder
	b.WriteString("note\n")
	for i := range rows {
		fmt.Fprintf(&b, "%s%d\n", long, i)
	}
	w.write("notes.csv", b.String())
	begun := 0
	report := w.mustLoad(func(in *ingest.Input) {
		in.Options = store.Options{Threads: 1}
		in.At = func(step string) {
			if step == "locked" {
				begun++
			}
		}
	})
	if r := report.Resource("notes"); r.Accepted != rows || begun != 2 {
		t.Errorf("%d rows in %d tries", r.Accepted, begun)
	}
}

func TestCancellationLeavesTheOldData(t *testing.T) {
	w := newWorkspace(t, grants, map[string]string{"grants.csv": "id,amount,due,note\nG1,1,,\n"})
	w.mustLoad()
	var b strings.Builder
	b.WriteString("id,amount,due,note\n")
	for i := range 50000 {
		fmt.Fprintf(&b, "N%d,1,,\n", i)
	}
	w.write("grants.csv", b.String())
	ctx, cancel := context.WithCancel(t.Context())
	in := w.input()
	in.Progress = func(p ingest.Progress) {
		if p.Rows > 10000 {
			cancel()
		}
	}
	if _, err := ingest.Load(ctx, in); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	if diff := cmp.Diff([]string{"G1"}, w.query("select id from grants")); diff != "" {
		t.Error(diff)
	}
	w.mustLoad()
}
