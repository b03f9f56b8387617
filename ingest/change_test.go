package ingest_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"heng/ingest"
	"heng/internal/fault"
)

func TestWhatIsStoredInAnotherSpellingIsCounted(t *testing.T) {
	w := newWorkspace(t, `
  - name: grants
    path: grants.csv
    max_rejects: 1
    schema:
      primaryKey: [id]
      fields:
        - {name: id, type: string}
        - {name: day, type: date}
        - {name: amount, type: number, decimals: 2}
        - {name: thousands, type: number, unit: 千元}
        - {name: year, type: year}
        - {name: done, type: boolean}
        - {name: count, type: integer}
`, map[string]string{"grants.csv": "id,day,amount,thousands,year,done,count\n" +
		"a,2018-06-22,1234.50,,2018,true,5\n" + // as it is stored
		"b,107/6/22,\"1,234\",5,107年度,是,\"1,000\"\n" +
		" c ,2018/6/22,△5,\"7,950萬元\",2017年,false,1\n" +
		"d,20180622,80億2633萬5000元,,2016,true,007\n" +
		"e,2018-02-30,\"1,000\",,2016,true,1\n"}) // set aside: its other values count for nothing
	report := w.mustLoad().Resource("grants")
	var got []string
	for _, c := range report.Changes {
		got = append(got, fmt.Sprintf("%s %s %d", c.Field, c.Change, c.Count))
		for _, e := range c.Examples {
			got = append(got, fmt.Sprintf("  %s:%d %q %s", e.File, e.Line, e.Text, e.Value))
		}
	}
	want := []string{
		"id space 1", `  grants.csv:4 " c " c`,
		"day calendar 1", `  grants.csv:3 "107/6/22" 2018-06-22`,
		"day spelling 2", `  grants.csv:4 "2018/6/22" 2018-06-22`, `  grants.csv:5 "20180622" 2018-06-22`,
		"amount numeral 1", `  grants.csv:5 "80億2633萬5000元" 8026335000`,
		"amount sign 1", `  grants.csv:4 "△5" -5`,
		"amount spelling 1", `  grants.csv:3 "1,234" 1234`,
		"thousands numeral 1", `  grants.csv:4 "7,950萬元" 79500000`,
		"thousands unit 1", `  grants.csv:3 "5" 5000`,
		"year calendar 1", `  grants.csv:3 "107年度" 2018`,
		"year spelling 1", `  grants.csv:4 "2017年" 2017`,
		"done spelling 1", `  grants.csv:3 "是" true`,
		"count spelling 2", `  grants.csv:3 "1,000" 1000`, `  grants.csv:5 "007" 7`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if report.Changed != 3 || report.Rejected != 1 || report.Accepted != 4 {
		t.Errorf("%d changed, %d rejected, %d accepted", report.Changed, report.Rejected, report.Accepted)
	}
}

func TestHowAFileWasReadIsSaid(t *testing.T) {
	w := newWorkspace(t, `
  - name: t
    path: "*.csv"
    schema: {fields: [{name: name}, {name: n, type: integer}]}
`, map[string]string{
		"a.csv": "name;n\n許;1\n",
		"b.csv": "n\tname\n2\t\xb3\x5c\xb5\x7d\xb1\xd0\xae\x76\xb8\x67\xc0\xd9\n", // Big5
		"c.csv": "\xff\xfen\x00a\x00m\x00e\x00,\x00n\x00\n\x00x\x00,\x003\x00\n\x00",
	})
	report := w.mustLoad().Resource("t")
	want := []ingest.SourceReport{
		{File: "a.csv", Format: "csv", Encoding: "utf-8", Delimiter: ";", HeaderLine: 1, Rows: 1},
		{File: "b.csv", Format: "csv", Encoding: "big5", Delimiter: "\t", HeaderLine: 1, Rows: 1},
		{File: "c.csv", Format: "csv", Encoding: "utf-16le", Delimiter: ",", HeaderLine: 1, Rows: 1},
	}
	if diff := cmp.Diff(want, report.Sources); diff != "" {
		t.Error(diff)
	}
	s := w.open()
	defer s.Close()
	books, err := s.Books(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var encodings []string
	for _, f := range books.FilesOf("t") {
		encodings = append(encodings, f.Encoding)
	}
	if diff := cmp.Diff([]string{"utf-8", "big5", "utf-16le"}, encodings); diff != "" {
		t.Error(diff)
	}
}

func TestATitleAboveTheHeaderIsPointedOut(t *testing.T) {
	for _, c := range []struct{ name, text, header, want string }{
		{"one row", "補助清單,\n\nref,n\na,1\n", "", "t.csv:1: t: row 3 seems to hold the header, not this one"},
		{"joined", "補助清單,\n核定,\nid,n\na,1\n", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorkspace(t, "\n  - name: t\n    path: t.csv\n    schema: {fields: [{name: ref, headers: [核定 id]}, {name: n, type: integer, headers: [核定n]}]}\n",
				map[string]string{"t.csv": c.text})
			_, err := w.load()
			got := findings(t, err, fault.Input)
			if c.want == "" {
				c.want = "t.csv:1: t: row [2, 3] seems to hold the header, not this one"
			}
			if len(got) != 1 || got[0] != c.want {
				t.Errorf("got %q", got)
			}
		})
	}
}
