package tabular_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"heng/ingest/tabular"
	"heng/internal/fault"
)

// row is a record as the tests write it: its line and its cells.
type row struct {
	Line  int
	Cells []string
}

func readAll(source io.Reader, options tabular.Options) (header []string, rows []row, err error) {
	r, err := tabular.NewReader(source, options)
	if err != nil {
		return nil, nil, err
	}
	for {
		record, err := r.Next()
		if errors.Is(err, io.EOF) {
			return r.Header(), rows, nil
		}
		if err != nil {
			return r.Header(), rows, err
		}
		cells := make([]string, len(record.Cells))
		for i, cell := range record.Cells {
			cells[i] = string(cell)
		}
		rows = append(rows, row{record.Line, cells})
	}
}

func TestReader(t *testing.T) {
	for _, c := range []struct {
		name    string
		text    string
		options tabular.Options
		header  []string
		rows    []row
	}{
		{"plain", "a,b\n1,2\n3,4\n", tabular.Options{}, []string{"a", "b"}, []row{{2, []string{"1", "2"}}, {3, []string{"3", "4"}}}},
		{"no line end at the end", "a,b\n1,2", tabular.Options{}, []string{"a", "b"}, []row{{2, []string{"1", "2"}}}},
		{"crlf", "a,b\r\n1,2\r\n3,4\r\n", tabular.Options{}, []string{"a", "b"}, []row{{2, []string{"1", "2"}}, {3, []string{"3", "4"}}}},
		{"cr", "a,b\r1,2\r3,4\r", tabular.Options{}, []string{"a", "b"}, []row{{2, []string{"1", "2"}}, {3, []string{"3", "4"}}}},
		{"mixed line ends", "a\n1\r\n2\r3\n\r4", tabular.Options{}, []string{"a"},
			[]row{{2, []string{"1"}}, {3, []string{"2"}}, {4, []string{"3"}}, {6, []string{"4"}}}},
		{"byte order mark", "\ufeffa,b\n1,2\n", tabular.Options{}, []string{"a", "b"}, []row{{2, []string{"1", "2"}}}},
		{"mark and quote", "\ufeff\"a\",b\n1,2\n", tabular.Options{}, []string{"a", "b"}, []row{{2, []string{"1", "2"}}}},
		{"blank lines count", "\n\na,b\n\n1,2\r\n\r\n3,4", tabular.Options{}, []string{"a", "b"},
			[]row{{5, []string{"1", "2"}}, {7, []string{"3", "4"}}}},
		{"empty cells", "a,b,c\n,,\n1,,\n", tabular.Options{}, []string{"a", "b", "c"},
			[]row{{2, []string{"", "", ""}}, {3, []string{"1", "", ""}}}},
		{"quotes", "a,b\n\"1,\",\"say \"\"hi\"\"\"\n\"\",x\n", tabular.Options{}, []string{"a", "b"},
			[]row{{2, []string{"1,", `say "hi"`}}, {3, []string{"", "x"}}}},
		{"line breaks in quotes", "a,b\n\"1\n2\r\n3\r4\",x\ny,\"z\n\"\nw,v", tabular.Options{}, []string{"a", "b"},
			[]row{{2, []string{"1\n2\r\n3\r4", "x"}}, {6, []string{"y", "z\n"}}, {8, []string{"w", "v"}}}},
		{"bare quotes are text", "a,b\n5\" pipe,6\"\n x\"y\",z\n", tabular.Options{}, []string{"a", "b"},
			[]row{{2, []string{`5" pipe`, `6"`}}, {3, []string{` x"y"`, "z"}}}},
		{"short and long rows", "a,b\n1\n1,2,3\n", tabular.Options{}, []string{"a", "b"},
			[]row{{2, []string{"1"}}, {3, []string{"1", "2", "3"}}}},
		{"chinese", "受補助團體,核定金額\n甲協會,\"80億2,633萬5,000元\"\n", tabular.Options{}, []string{"受補助團體", "核定金額"},
			[]row{{2, []string{"甲協會", "80億2,633萬5,000元"}}}},
		{"tsv", "a\tb\n1,5\t\"2\t3\"\n", tabular.Options{Format: "tsv"}, []string{"a", "b"}, []row{{2, []string{"1,5", "2\t3"}}}},
		{"semicolons are found", "a;b\n1;2,5\n", tabular.Options{Format: "csv"}, []string{"a", "b"}, []row{{2, []string{"1", "2,5"}}}},
		{"a comma wins", "a;x,b\n1,2\n", tabular.Options{}, []string{"a;x", "b"}, []row{{2, []string{"1", "2"}}}},
		{"delimiter given", "a|b\n1|2\n", tabular.Options{Delimiter: '|'}, []string{"a", "b"}, []row{{2, []string{"1", "2"}}}},
		{"one column", "a\n1\n", tabular.Options{}, []string{"a"}, []row{{2, []string{"1"}}}},
		{"header below a title", "外交部補助清單,,\n\na;b\n1;2\n", tabular.Options{Header: []int{3}}, []string{"a", "b"},
			[]row{{4, []string{"1", "2"}}}},
		{"header alone", "a,b", tabular.Options{}, []string{"a", "b"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			for name, source := range map[string]io.Reader{
				"at once":     strings.NewReader(c.text),
				"byte a time": iotest.OneByteReader(strings.NewReader(c.text)),
			} {
				header, rows, err := readAll(source, c.options)
				if err != nil {
					t.Fatal(name, err)
				}
				if diff := cmp.Diff(c.header, header); diff != "" {
					t.Errorf("%s: header: %s", name, diff)
				}
				if diff := cmp.Diff(c.rows, rows); diff != "" {
					t.Errorf("%s: %s", name, diff)
				}
			}
		})
	}
}

func TestRecordText(t *testing.T) {
	r, err := tabular.NewReader(strings.NewReader("a,b\r\n\"x\"\"\n\",y\r\nplain,z"), tabular.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"\"x\"\"\n\",y", "plain,z"} {
		record, err := r.Next()
		if err != nil || record.Text() != want {
			t.Errorf("%q (%v), want %q", record.Text(), err, want)
		}
	}
}

func TestReaderErrors(t *testing.T) {
	long := strings.Repeat("x", 17<<20)
	for _, c := range []struct {
		name, text string
		options    tabular.Options
		id, place  string
		rows       int // read before the error
	}{
		{"empty", "", tabular.Options{}, "empty_file", "f.csv", 0},
		{"mark alone", "\ufeff", tabular.Options{}, "empty_file", "f.csv", 0},
		{"blank", "\n\r\n\n", tabular.Options{}, "empty_file", "f.csv", 0},
		{"header beyond the end", "a\nb\n", tabular.Options{Header: []int{5}}, "no_header", "f.csv:5", 0},
		{"header blank", "a\n\nb\n", tabular.Options{Header: []int{2}}, "no_header", "f.csv:2", 0},
		{"unclosed quote", "a,b\n1,2\n臺,\"3\n4\n", tabular.Options{}, "unclosed_quote", "f.csv:3:3", 1},
		{"unclosed behind a break", "a,b\n\"1\n2\",\"3", tabular.Options{}, "unclosed_quote", "f.csv:3:4", 0},
		{"text after a quote", "a,b\n1,\"2\"x\n", tabular.Options{}, "text_after_quote", "f.csv:2:6", 0},
		{"nul", "a,b\n1,2\n3,\x004\n", tabular.Options{}, "not_text", "f.csv:3:3", 1},
		{"control in quotes", "a,b\n\"1\n\x01\",2\n", tabular.Options{}, "not_text", "f.csv:3:1", 0},
		{"big5", "a,b\n1,2\n\xb3\x5c,x\n", tabular.Options{}, "not_utf8", "f.csv:3:1", 1}, // 許 in Big5
		{"cut character", "a,b\n1,\xe8\x87", tabular.Options{}, "not_utf8", "f.csv:2:3", 0},
		{"utf-16le", "\xff\xfea\x00", tabular.Options{}, "utf16", "f.csv", 0},
		{"utf-16be", "\xfe\xff\x00a", tabular.Options{}, "utf16", "f.csv", 0},
		{"utf-16 without mark", "a\x00,\x00b\x00\n\x00", tabular.Options{}, "not_text", "f.csv:1:2", 0},
		{"long row", "a\n1\n" + long + "\n2\n", tabular.Options{}, "record_too_long", "f.csv:3:1", 1},
		{"long row at the end", "a\n1\n" + long, tabular.Options{}, "record_too_long", "f.csv:3:1", 1},
		{"long quoted", "a\n\"" + long + "\"\n", tabular.Options{}, "record_too_long", "f.csv:2:1", 0},
		{"long unclosed", "a\n\"" + long + long, tabular.Options{}, "unclosed_quote", "f.csv:2:1", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.options.File = "f.csv"
			_, rows, err := readAll(strings.NewReader(c.text), c.options)
			var e *fault.Error
			if !errors.As(err, &e) || e.Code != fault.Input || len(e.Findings) != 1 {
				t.Fatalf("%v", err)
			}
			if f := e.Findings[0]; f.ID != c.id || f.Place.String() != c.place {
				t.Errorf("%s at %s, want %s at %s", f.ID, f.Place, c.id, c.place)
			}
			if len(rows) != c.rows {
				t.Errorf("%d rows before the error, want %d", len(rows), c.rows)
			}
		})
	}
}

func TestErrorsStay(t *testing.T) {
	r, err := tabular.NewReader(strings.NewReader("a\n\"1\n"), tabular.Options{File: "f.csv"})
	if err != nil {
		t.Fatal(err)
	}
	_, first := r.Next()
	_, second := r.Next()
	if first == nil || first != second {
		t.Errorf("%v, then %v", first, second)
	}
	const want = "the file f.csv cannot be read\n" +
		"f.csv:2:1: a quote opens here and is never closed\n" +
		"    2 | \"1\n" +
		"      | ^\n" +
		"   close it, or double it (\"\") where it is meant as text"
	if diff := cmp.Diff(want, first.Error()); diff != "" {
		t.Error(diff)
	}
}

// A failing disk is an error of input with its cause kept.
func TestReadFailure(t *testing.T) {
	cause := errors.New("disk")
	r, err := tabular.NewReader(io.MultiReader(strings.NewReader("a\n1\n"), iotest.ErrReader(cause)), tabular.Options{})
	for err == nil {
		_, err = r.Next()
	}
	if !errors.Is(err, cause) || fault.CodeOf(err) != fault.Input {
		t.Errorf("%v", err)
	}
}

// Records lie across the ends of the buffer in every way.
func TestReaderAcrossBuffers(t *testing.T) {
	var text strings.Builder
	text.WriteString("id,text,more\n")
	var want []row
	line := 2
	for i := 0; text.Len() < 3<<20; i++ {
		word := strings.Repeat("臺灣", i%97)
		if i%5 == 0 {
			fmt.Fprintf(&text, "%d,\"%s\"\"\r\n\",x\r\n", i, word)
			want = append(want, row{line, []string{fmt.Sprint(i), word + "\"\r\n", "x"}})
			line += 2
			continue
		}
		fmt.Fprintf(&text, "%d,%s,x\r\n", i, word)
		want = append(want, row{line, []string{fmt.Sprint(i), word, "x"}})
		line++
	}
	_, rows, err := readAll(strings.NewReader(text.String()), tabular.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Error(diff[:min(len(diff), 1000)])
	}
}

// Where encoding/csv reads a file, this reader reads the same; where it does
// not, it does not panic. (encoding/csv drops the carriage return of CRLF in
// quotes and knows no CR line ends, so texts with CR are only read.)
func FuzzReader(f *testing.F) {
	for _, seed := range []string{
		"a,b\n1,2\n", "a,b\r\n\"1\r\n2\",3", "\ufeffa;b\n", "a\n\"", "a\n\"x\"y", "\"a\"\"\",b\n\n,,", "a\tb\r1\t2\r", "a\n\x00", "\xff\xfe",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		header, rows, err := readAll(bytes.NewReader(text), tabular.Options{Delimiter: ','})
		_, slow, slowErr := readAll(iotest.HalfReader(bytes.NewReader(text)), tabular.Options{Delimiter: ','})
		if diff := cmp.Diff(rows, slow); diff != "" || (err == nil) != (slowErr == nil) {
			t.Fatalf("%v, %v: %s", err, slowErr, diff)
		}
		_, _, _ = readAll(bytes.NewReader(text), tabular.Options{Header: []int{3}})
		if err != nil {
			_ = err.Error()
			return
		}
		if bytes.ContainsRune(text, '\r') {
			return
		}
		reference := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
		reference.FieldsPerRecord = -1
		var all []row
		for {
			cells, err := reference.Read()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return
			}
			line, _ := reference.FieldPos(0)
			all = append(all, row{line, cells})
		}
		if len(all) == 0 {
			t.Fatalf("header %q where encoding/csv finds nothing", header)
		}
		if diff := cmp.Diff(all[0].Cells, header); diff != "" {
			t.Fatal(diff)
		}
		if diff := cmp.Diff(all[1:], append([]row{}, rows...)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func BenchmarkReader(b *testing.B) {
	plain := "GRANT-000123,ORG-4711,2018-06-22,129438000.25,humanitarian,africa,2018-07-31,Outcome report of the event\n"
	quoted := "GRANT-000123,\"ORG, 4711\",2018-06-22,\"129,438,000.25\",humanitarian,africa,2018-07-31,\"Outcome \"\"report\"\"\"\n"
	chinese := "GRANT-000123,甲協會,107/6/22,129438000.25,人道援助,亞西及非洲,2018-07-31,補助民間團體從事國際交流及活動\n"
	for name, line := range map[string]string{"plain": plain, "quoted": quoted, "chinese": chinese} {
		b.Run(name, func(b *testing.B) {
			text := []byte("a,b,c,d,e,f,g,h\n" + strings.Repeat(line, 100_000))
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				r, err := tabular.NewReader(bytes.NewReader(text), tabular.Options{})
				if err != nil {
					b.Fatal(err)
				}
				for err == nil {
					_, err = r.Next()
				}
				if !errors.Is(err, io.EOF) {
					b.Fatal(err)
				}
			}
		})
	}
}
