package opendocument_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"heng/internal/locale"
	. "heng/internal/opendocument"
)

// A ruling of the day on which records of 2017 were closed.
var day = time.Date(2018, 6, 22, 0, 0, 0, 0, time.UTC)

// sample is a workbook with a cell of each kind.
func sample(lang locale.Lang) Workbook {
	p := locale.NewPrinter(lang)
	return Workbook{Title: "成果報告 <2017>", Lang: lang, Sheets: []Sheet{{
		Name: "準時/提交", Title: "成果報告準時提交率 & more",
		Columns: []Column{{"期間"}, {"Value"}, {"Amount (NT$)"}, {"Day"}, {"Remark"}},
		Rows: [][]Cell{
			{Text("2016"), Percentage("71.428571428571", "71.4%"), Number("9056980000", "9,056,980,000"), Date(day, p.ShortDate(day)), Text("=1+1")},
			{Text("2017"), Empty("未提報"), Number("-1234.565", "−1,234.57"), Date(day, "2018-06-22"), Text("  two\tlines\r\nand  spaces ")},
			{Text("2018"), Empty("not yet due"), Number("9056980000.5", "NT$9.06 billion")},
			{Text("2019"), Empty(""), Number("0", "0"), Date(day, "once"), Text("-x")},
		},
	}, {
		Name: "準時/提交", Columns: []Column{{"Count"}}, Rows: [][]Cell{{Number("12", "NT$12.0 (provisional)")}},
	}}}
}

func write(t testing.TB, b Workbook) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := b.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// OpenDocument 1.3, part 2, 3.3: the media type is the first file, not
// compressed and without an extra field, so that its name stands at byte 30 and
// itself at byte 38. The manifest lists every other file.
func TestPackage(t *testing.T) {
	content := write(t, sample(locale.En))
	const mediaType = "application/vnd.oasis.opendocument.spreadsheet"
	if got := string(content[30 : 38+len(mediaType)]); got != "mimetype"+mediaType {
		t.Errorf("the file begins with %q", got)
	}
	if content[6] != 0 || content[8] != 0 || content[28] != 0 {
		t.Error("the media type is compressed, is followed by its size or has an extra field")
	}
	want := []string{"mimetype", "META-INF/manifest.xml", "meta.xml", "styles.xml", "settings.xml", "content.xml"}
	if diff := cmp.Diff(want, open(t, content).files); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	if again := write(t, sample(locale.En)); !bytes.Equal(content, again) {
		t.Error("the same workbook gives other bytes")
	}
}

// What was written is read back: values with all digits, texts as they are,
// reasons instead of values, formats that show what the report shows.
func TestRoundTrip(t *testing.T) {
	b := open(t, write(t, sample(locale.ZhTW)))
	if len(b.sheets) != 2 {
		t.Fatalf("%d sheets", len(b.sheets))
	}
	if s := b.sheets[0]; s.name != "準時-提交" || s.header != 2 || b.sheets[1].header != 1 || b.sheets[1].name != "準時-提交 (2)" {
		t.Errorf("names and headers: %q %d, %q %d", s.name, s.header, b.sheets[1].name, b.sheets[1].header)
	}
	// Frozen (2) down to the header.
	if diff := cmp.Diff([]string{"準時-提交: 2 2", "準時-提交 (2): 2 1"}, b.views); diff != "" {
		t.Errorf("views (-want +got):\n%s", diff)
	}
	var got []string
	for _, row := range slices.Concat(b.sheets[0].rows, b.sheets[1].rows) {
		for _, c := range row {
			got = append(got, fmt.Sprintf("%s %s %q %s", c.kind, c.value, c.text, b.format(c)))
		}
	}
	words := func(s string) string { return fmt.Sprintf("string  %q ", s) }
	want := []string{
		words("成果報告準時提交率 & more"),
		words("期間"), words("Value"), words("Amount (NT$)"), words("Day"), words("Remark"),
		words("2016"), `percentage 0.71428571428571 "71.4%" percentage zh-TW:<1 false>%`, `float 9056980000 "9,056,980,000" number zh-TW:<0 true>`,
		`date 2018-06-22 "107年6月22日" date zh-TW:<year longROC>年<month>月<day>日`, words("=1+1"),
		words("2017"), words("未提報"), `float -1234.565 "−1,234.57" number zh-TW:<2 true>`,
		`date 2018-06-22 "2018-06-22" date zh-TW:<year long>-<month long>-<day long>`, words("  two lines\nand  spaces "),
		words("2018"), words("not yet due"), `float 9056980000.5 "NT$9.06 billion" number zh-TW:<1 true>`,
		words("2019"), `  "" `, `float 0 "0" number zh-TW:<0 false>`,
		`date 2018-06-22 "once" date zh-TW:<year long>-<month long>-<day long>`, words("-x"),
		words("Count"), `float 12 "NT$12.0 (provisional)" number zh-TW:NT$<1 false> (provisional)`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A format shows the value and nothing else: where the text is another number
// than the value rounded, it is not trusted.
func TestFormats(t *testing.T) {
	for _, test := range []struct {
		cell Cell
		want string
	}{
		{Number("82.35", "82.4"), "<1 false>"},
		{Number("82.35", "82.3"), "<2 true>"}, // not half away from zero
		{Number("-5", "5"), "<0 true>"},
		{Number("-5", "−5"), "<0 false>"},
		{Number("-5", "-5"), "<0 false>"},
		{Number("-5000", "−NT$5,000"), "NT$<0 true>"},
		{Number("-0.04", "0.0"), "<1 false>"},
		{Number("1234", "1234"), "<0 false>"},
		{Number("1234", "12,34"), "<0 true>"}, // no grouping of ours
		{Number("9056980000", "新臺幣90億5,698萬元"), "<0 true>"},
		{Number("9056980000", "90億"), "<0 true>"},
		{Number("3", "3件"), "<0 false>件"},
		{Number("50", "50%"), "<0 false>%"},
		{Percentage("50", "50"), "<0 false>%"},
		{Percentage("50", "50.0%（暫定值）"), "<1 false>%（暫定值）"},
		{Percentage("0.125", "none"), "<3 true>%"},
		{Date(day, "22 June 2018"), "<day> <month longtrue> <year long>"},
		{Date(day, "1 May 2018"), "<day> <month longtrue> <year long>"},
		{Date(day, "22 Jun 2018"), "<day> <month true> <year long>"},
		{Date(day, "民國107年6月22日"), "民國<year longROC>年<month>月<day>日"},
	} {
		b := open(t, write(t, Workbook{Lang: locale.En, Sheets: []Sheet{{Columns: []Column{{""}}, Rows: [][]Cell{{test.cell}}}}}))
		_, got, _ := strings.Cut(b.format(b.sheets[0].rows[1][0]), ":")
		if got != test.want {
			t.Errorf("%v: %s, want %s", test.cell, got, test.want)
		}
	}
}

// What cannot be written as it is meant is refused, and said where.
func TestRefused(t *testing.T) {
	one := func(cells ...Cell) Workbook {
		return Workbook{Sheets: []Sheet{{Name: "A", Columns: []Column{{"a"}}, Rows: [][]Cell{cells}}}}
	}
	for _, test := range []struct {
		book Workbook
		want string
	}{
		{Workbook{Title: "none"}, `the workbook "none" has no sheet`},
		{one(Number("1,5", "1.5")), `sheet "A", row 1, column 1: "1,5" is no decimal number`},
		{one(Percentage("NaN", "")), `sheet "A", row 1, column 1: "NaN" is no decimal number`},
		{one(Text("a"), Text("b")), `sheet "A", row 1: 2 cells, but 1 columns`},
	} {
		var out bytes.Buffer
		if err := test.book.Write(&out); err == nil || err.Error() != test.want || out.Len() > 0 {
			t.Errorf("%v and %d bytes, want %s", err, out.Len(), test.want)
		}
		if len(test.book.Sheets) == 0 {
			continue
		}
		if err := test.book.Sheets[0].WriteCSV(&out); err == nil || err.Error() != test.want {
			t.Errorf("CSV: %v, want %s", err, test.want)
		}
	}
}

// Excel's rules for the name of a sheet: at most 31 characters, none of
// []:*?/\, no apostrophe at either end, no other of that name in any case.
func TestNames(t *testing.T) {
	long := strings.Repeat("漢", 40)
	cases := []struct{ name, want string }{
		{"a/b", "a-b"}, {"A\\B", "A-B (2)"}, {"[a]: *?", "(a)- --"}, {"", "4"}, {"'quoted' ", "quoted"},
		{long, strings.Repeat("漢", 31)}, {long, strings.Repeat("漢", 27) + " (2)"},
		{strings.Repeat("𠮷", 20), strings.Repeat("𠮷", 15)}, // two units of UTF-16 each
		{"tab\tand\nline", "tab and line"}, {"  ", "10"},
	}
	var b Workbook
	for _, c := range cases {
		b.Sheets = append(b.Sheets, Sheet{Name: c.name})
	}
	for i, s := range open(t, write(t, b)).sheets {
		if s.name != cases[i].want {
			t.Errorf("%q becomes %q, want %q", cases[i].name, s.name, cases[i].want)
		}
	}
}

// A column is as wide as what stands in it, a Chinese character counting
// nearly two letters; words have a widest column, numbers have none.
func TestWidths(t *testing.T) {
	digits := "1" + strings.Repeat("0", 60)
	b := open(t, write(t, Workbook{Sheets: []Sheet{{
		Columns: []Column{{"a"}, {"b"}, {"c"}, {"d"}},
		Rows:    [][]Cell{{Text("abcdefghij"), Text("一二三四五六七八九十"), Text(strings.Repeat("long ", 100)), Number(digits, "1E60")}},
	}}}))
	if diff := cmp.Diff([]string{"2.50cm", "4.10cm", "9.00cm", "16.70cm"}, b.sheets[0].widths); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// FuzzText holds that any text comes back out of a cell, with what XML cannot
// hold replaced, line ends made one kind and tabs made spaces.
func FuzzText(f *testing.F) {
	for _, s := range []string{"", " ", "a  b ", "\t", "<&\"'>", "=1", "一\r\n二", "\x00", "\xff", "a \t b", "\r", "\uFFFE"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		b := open(t, write(t, Workbook{Title: s, Sheets: []Sheet{{Name: s, Title: "-", Columns: []Column{{s}}, Rows: [][]Cell{{Text("x" + s + "x")}}}}}))
		want := strings.NewReplacer("\r\n", "\n", "\r", "\n", "\t", " ").Replace("x" + s + "x")
		want = strings.Map(func(r rune) rune {
			if r < ' ' && r != '\n' || r == '\uFFFE' || r == '\uFFFF' {
				return utf8.RuneError
			}
			return r
		}, want)
		if got := b.sheets[0].rows[2][0]; got.text != want || got.kind != "string" {
			t.Errorf("%q comes back as %s %q", want, got.kind, got.text)
		}
	})
}
