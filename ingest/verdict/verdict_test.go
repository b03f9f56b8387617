package verdict_test

import (
	"archive/zip"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"heng/ingest"
	"heng/ingest/verdict"
	"heng/internal/datapackage"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/store"
)

// today is the day of the demonstration.
var today = time.Date(2018, time.June, 22, 0, 0, 0, 0, time.UTC)

// workspace is files of a workspace by name, loaded, and what is said of them.
func read(t *testing.T, files map[string]string, corrections string) (*verdict.Quality, []string) {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	pkg, findings, err := datapackage.Read(root)
	if err != nil || len(fault.Errors(findings)) > 0 {
		t.Fatal(err, findings)
	}
	url, err := store.ParseURL("duckdb:"+filepath.Join(root, "heng.duckdb"), root)
	if err != nil {
		t.Fatal(err)
	}
	var q *verdict.Quality
	var names []string
	_, err = ingest.Load(t.Context(), ingest.Input{
		Root: root, Package: pkg, URL: url, Now: today,
		Judged: func(ctx context.Context, st *store.Store, tables []verdict.Table) error {
			var err error
			if q, err = verdict.Read(ctx, st, pkg, tables, today); err != nil || corrections == "" {
				return err
			}
			names, err = q.WriteCorrections(ctx, st, corrections, locale.Text{"zh-TW": "示範資料", "en": "Demonstration data"}, today)
			return err
		},
	})
	if err != nil && fault.CodeOf(err) != fault.Refused {
		t.Fatal(err)
	}
	return q, names
}

// advice writes what was advised of a resource, a line a check.
func advice(q *verdict.Quality, resource string) []string {
	var lines []string
	for _, a := range q.Resource(resource).Advice {
		var lineNumbers []string
		for _, place := range a.Examples {
			lineNumbers = append(lineNumbers, fmt.Sprint(place.Line))
		}
		lines = append(lines, fmt.Sprintf("%s(%s) %d/%d %s @%s", a.Check, strings.Join(a.Fields, ","), a.Rows, a.Of, a.Share(), strings.Join(lineNumbers, ",")))
	}
	return lines
}

// The checks are those of 360Giving's list that fit any table; each row below
// has one thing that looks odd, and the first has none.
func TestAdvice(t *testing.T) {
	const schema = `name: a
resources:
  - name: cases
    path: cases.csv
    schema:
      primaryKey: [grant_id]
      fields:
        - {name: grant_id}
        - {name: title}
        - {name: description}
        - {name: org_id}
        - {name: org_name}
        - {name: amount, type: number, currency: TWD}
        - {name: starts_on, type: date}
        - {name: ends_on, type: date}
        - {name: report_received, type: date, headers: [報告收訖日]}
        - {name: remarks}
`
	header := "grant_id,title,description,org_id,org_name,amount,starts_on,ends_on,report_received,remarks\n"
	q, _ := read(t, map[string]string{"datapackage.yaml": schema, "cases.csv": header +
		"A1,a,b,o1,甲,300,107/1/1,107/2/1,107/3/1,\n" + // line 2
		"A2,a,b,o1,甲,0,107/1/1,107/2/1,107/3/1,\n" +
		"A3,a,b,o1,甲,△5,107/1/1,107/2/1,107/3/1,\n" + // 4
		"A4,a,b,o1,甲,300,107/1/1,106/12/31,107/3/1,\n" +
		"A5,a,b,o1,甲,300,77/1/1,107/2/1,107/3/1,\n" + // 6
		"A6,a,b,o1,甲,300,107/1/1,117/2/1,107/3/1,\n" +
		"A7,a,b,o1,甲,300,107/1/1,107/2/1,107/6/23,\n" + // 8
		"A8,a,a,o1,甲,300,107/1/1,107/2/1,107/3/1,\n" +
		"A 9,a,b,o1,甲,300,107/1/1,107/2/1,107/3/1,\n" + // 10
		"A10," + strings.Repeat("長", 141) + ",b,o1,甲,300,107/1/1,107/2/1,107/3/1,\n" +
		"A11,a,a@b.example,o1,甲,300,107/1/1,107/2/1,107/3/1,\n" + // 12
		"A12,王?文,b,o1,甲,300,107/1/1,107/2/1,107/3/1,\n" +
		"A13,a?,http://x.example/?q=1,o1,甲,300,107/1/1,107/2/1,107/3/1,\n" + // 14: no lost character
		"A14,a,,o2,乙,300,107/1/1,107/2/1,107/3/1,\n" +
		"A15,a,b,o3,乙,300,107/1/1,107/2/1,,\n"}, "") // 16
	want := []string{
		"key_characters(grant_id) 1/15 some @10",
		"lost_character(title) 1/15 some @13",
		"email(description) 1/15 some @12",
		"no_value(description) 1/15 some @15",
		"amount_zero(amount) 1/15 some @3",
		"amount_negative(amount) 1/15 some @4",
		"date_long_ago(starts_on) 1/15 some @6",
		"end_before_start(starts_on,ends_on) 1/15 some @5",
		"date_far_ahead(ends_on) 1/15 some @7",
		"date_in_future(report_received) 1/15 some @8",
		"empty_column(remarks) 15/15 most @",
		"title_is_description(title,description) 1/15 some @9",
		"title_long(title) 1/15 some @11",
		"name_with_several_ids(org_name,org_id) 2/15 some @15,16",
	}
	if got := advice(q, "cases"); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// The bands: a few is up to one row in twenty, some up to one in two.
func TestShare(t *testing.T) {
	for _, c := range []struct {
		rows, of int64
		want     verdict.Share
	}{{1, 20, verdict.Few}, {2, 39, verdict.Some}, {1, 2, verdict.Some}, {51, 100, verdict.Most}} {
		if got := (verdict.Advice{Rows: c.rows, Of: c.of}).Share(); got != c.want {
			t.Errorf("%d of %d: %s, want %s", c.rows, c.of, got, c.want)
		}
	}
}

// A text is a check's whatever the language, and quotes no record.
func TestAdviceInWords(t *testing.T) {
	for _, check := range []string{"amount_zero", "no_value", "end_before_start"} {
		a := verdict.Advice{Check: check, Fields: []string{"a", "b"}, Rows: 1, Of: 100}
		for _, lang := range locale.Languages {
			p := locale.NewPrinter(lang)
			for _, text := range []string{p.Sprint(a.Message()), p.Sprint(a.Advice())} {
				if text == "" || strings.ContainsAny(text, "[{") {
					t.Errorf("%s in %s: %q", check, lang, text)
				}
			}
		}
	}
}

const unitsPackage = `name: a
senders: [國經司, {zh-TW: 歐洲司, en: Department of European Affairs}, 領務局]
resources:
  - name: cases
    title: {zh-TW: 補助案, en: Grants}
    path: cases.csv
    sender: {field: unit}
    max_rejects: 100%
    schema:
      primaryKey: [grant_id]
      fields:
        - {name: grant_id, headers: [案號]}
        - {name: unit, headers: [單位]}
        - {name: amount, type: number, headers: [金額], currency: TWD}
        - {name: category, headers: [類別]}
`

func TestSenders(t *testing.T) {
	q, _ := read(t, map[string]string{"datapackage.yaml": unitsPackage, "cases.csv": "案號,單位,金額,類別\n" +
		"A1,國經司,300,x\nA2,國　經司,x,y\nA3,歐洲司,x,\"a,b\"\nA4,資訊處,5,\nA5,,5,x\n"}, "")
	s := q.Resource("cases").Senders
	var got []string
	for _, sender := range append(s.List, s.Unknown) {
		got = append(got, fmt.Sprintf("%s %v %d %d", sender.Name.In(locale.En), sender.Expected, sender.Accepted, sender.Rejected))
	}
	want := []string{"國經司 true 1 1", "Department of European Affairs true 0 1", "領務局 true 0 0", "資訊處 false 1 0", " false 1 0"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	var missing []string
	for _, sender := range s.Missing() {
		missing = append(missing, sender.Name.In(locale.ZhTW))
	}
	if !slices.Equal(missing, []string{"領務局"}) {
		t.Errorf("missing %q", missing)
	}
}

// A list of senders may name codes of the field; people read their labels.
func TestSendersByCode(t *testing.T) {
	q, _ := read(t, map[string]string{
		"datapackage.yaml": strings.NewReplacer("senders: [國經司, {zh-TW: 歐洲司, en: Department of European Affairs}, 領務局]", "senders: [eco, con]",
			"{name: unit, headers: [單位]}", "{name: unit, headers: [單位], constraints: {enum: [eco, con]}, labels: {eco: {zh-TW: 國經司, en: Economic}, con: {zh-TW: 領務局, en: Consular}}}").Replace(unitsPackage),
		"cases.csv": "案號,單位,金額,類別\nA1,eco,300,x\n",
	}, "")
	var got []string
	for _, sender := range q.Resource("cases").Senders.List {
		got = append(got, fmt.Sprintf("%s %d", sender.Name.In(locale.En), sender.Accepted))
	}
	if want := []string{"Economic 1", "Consular 0"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestSendersByFile(t *testing.T) {
	q, _ := read(t, map[string]string{
		"datapackage.yaml": strings.NewReplacer("cases.csv", `"107-*.csv"`, "sender: {field: unit}", `sender: {file: "107-*.csv"}`).Replace(unitsPackage),
		"107-國經司.csv":      "案號,單位,金額,類別\nA1,,300,x\n", "107-領務局.csv": "案號,單位,金額,類別\nA2,,x,x\n",
	}, "")
	var got []string
	for _, sender := range q.Resource("cases").Senders.List {
		got = append(got, fmt.Sprintf("%s %d %d", sender.Name.In(locale.ZhTW), sender.Accepted, sender.Rejected))
	}
	if want := []string{"國經司 1 0", "歐洲司 0 0", "領務局 0 1"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// sheets reads the words of a workbook: its sheets' names and rows, cells by
// bars.
func sheets(t *testing.T, path string) string {
	t.Helper()
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	in, err := z.Open("content.xml")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	paragraphs, inParagraph := 0, false
	for d := xml.NewDecoder(in); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return b.String()
		}
		if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			switch token.Name.Local {
			case "table":
				fmt.Fprintf(&b, "# %s\n", token.Attr[0].Value)
			case "table-cell":
				paragraphs = 0
			case "p":
				if paragraphs++; paragraphs > 1 {
					b.WriteString(" / ")
				}
				inParagraph = true
			}
		case xml.EndElement:
			switch token.Name.Local {
			case "table-cell":
				b.WriteString("|")
			case "table-row":
				b.WriteString("\n")
			case "p":
				inParagraph = false
			}
		case xml.CharData:
			if inParagraph {
				b.Write(token)
			}
		}
	}
}

// A correction sheet holds what its sender is to mend, in both languages, and
// nothing of another sender's; it is written also where the load is refused.
func TestCorrections(t *testing.T) {
	for _, limit := range []string{"100%", "0"} {
		dir := t.TempDir()
		earlier := []string{"資訊處.ods", "_unknown.ods"}
		for _, name := range earlier {
			if err := os.WriteFile(filepath.Join(dir, name), []byte("of an earlier time"), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		_, names := read(t, map[string]string{"datapackage.yaml": strings.Replace(unitsPackage, "100%", limit, 1), "cases.csv": "案號,單位,金額,類別\n" +
			"A1,國經司,300,x\nA2,國經司,三百x,y\nA3,歐洲司,5,\nA4,資訊處,5,z\nA5,國經司,－,x\n"}, dir)
		if want := []string{"國經司.ods", "歐洲司.ods", "領務局.ods"}; !slices.Equal(names, want) {
			t.Fatalf("sheets %q, want %q", names, want)
		}
		for _, name := range earlier {
			if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
				t.Errorf("%s, with nothing to mend, is still there", name)
			}
		}
		got := sheets(t, filepath.Join(dir, "國經司.ods")) + sheets(t, filepath.Join(dir, "歐洲司.ods")) + sheets(t, filepath.Join(dir, "領務局.ods"))
		want, err := os.ReadFile(filepath.Join("testdata", "corrections.txt"))
		if os.Getenv("UPDATE") != "" {
			err = os.WriteFile(filepath.Join("testdata", "corrections.txt"), []byte(got), 0o666)
			want = []byte(got)
		}
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("max_rejects %s: got\n%s\nwant\n%s", limit, got, want)
		}
	}
}
