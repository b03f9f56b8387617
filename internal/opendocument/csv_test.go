package opendocument_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"heng/internal/locale"
	. "heng/internal/opendocument"
)

func writeCSV(t testing.TB, s Sheet) string {
	t.Helper()
	var out bytes.Buffer
	if err := s.WriteCSV(&out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestCSV(t *testing.T) {
	want := "\uFEFF期間,Value,Amount (NT$),Day,Remark\r\n" +
		"2016,71.428571428571,9056980000,2018-06-22,'=1+1\r\n" +
		"2017,未提報,-1234.565,2018-06-22,\"  two\tlines\r\nand  spaces \"\r\n" +
		"2018,not yet due,9056980000.5,,\r\n" +
		"2019,,0,2018-06-22,'-x\r\n"
	if got := writeCSV(t, sample(locale.En).Sheets[0]); got != want {
		t.Errorf("got\n%q\nwant\n%q", got, want)
	}
}

// A text that would run as a formula has an apostrophe before it; a number, a
// dash for none and a true minus have not.
func TestFormulas(t *testing.T) {
	for text, want := range map[string]string{
		`=HYPERLINK("http://a.example","x")`: `'=HYPERLINK("http://a.example","x")`,
		"+886-2-2348":                        "'+886-2-2348", "@SUM(1)": "'@SUM(1)", "-2+3": "'-2+3", "＝1": "'＝1", "＠a": "'＠a",
		"\t=1": "'\t=1", "\n=1": "'\n=1", "'=1": "''=1", "''-a": "'''-a", "=1=": "'=1=",
		"-": "-", "＋": "＋", "-5": "-5", "-5.25": "-5.25", "−5": "−5", "a=b": "a=b", "'a": "'a", "": "", "'": "'", "5-3": "5-3",
		"-5.": "'-5.", "-1,5": "'-1,5",
	} {
		records, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(
			writeCSV(t, Sheet{Columns: []Column{{text}, {"b"}}, Rows: [][]Cell{{Text(text), Empty(text)}}}), "\uFEFF"))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, got := range []string{records[0][0], records[1][0], records[1][1]} {
			if got != want {
				t.Errorf("%q is written as %q, want %q", text, got, want)
			}
		}
	}
}

// FuzzFormulas holds that no text begins as a formula, and that every text can
// be had back by the rule that WriteCSV gives.
func FuzzFormulas(f *testing.F) {
	for _, s := range []string{"=1", "'=1", "-", "-5", "+a", "''", "\r", "＝", "'＝"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if strings.ContainsAny(s, "\r\n") || strings.ContainsRune(s, 0) {
			return // line ends become CR LF
		}
		text := writeCSV(t, Sheet{Columns: []Column{{s}, {"b"}}})
		records, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\uFEFF"))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		got := records[0][0]
		const signs = "=+-@＝＋－＠\t"
		if strings.IndexAny(got, signs) == 0 && len([]rune(got)) > 1 && strings.Trim(got, "-.0123456789") != "" {
			t.Errorf("%q is written as %q", s, got)
		}
		if rest := strings.TrimLeft(got, "'"); rest != got && strings.IndexAny(rest, signs) == 0 {
			got = got[1:]
		}
		if got != s {
			t.Errorf("%q comes back as %q", s, got)
		}
	})
}
