package tabular_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"

	"heng/ingest/tabular"
	"heng/internal/fault"
)

// open reads a whole file with Open.
func open(tb testing.TB, content string, options tabular.Options) (tabular.Table, []row, error) {
	tb.Helper()
	options.File = "f"
	t, err := tabular.Open(strings.NewReader(content), int64(len(content)), options)
	if err != nil {
		return nil, nil, err
	}
	var rows []row
	for {
		record, err := t.Next()
		if errors.Is(err, io.EOF) {
			return t, rows, t.Close()
		}
		if err != nil {
			return t, rows, err
		}
		cells := make([]string, len(record.Cells))
		for i, cell := range record.Cells {
			cells[i] = string(cell)
		}
		rows = append(rows, row{record.Line, cells})
	}
}

// id is the finding that an error has, with its place.
func id(tb testing.TB, err error) string {
	tb.Helper()
	e, ok := errors.AsType[*fault.Error](err)
	if !ok || e.Code != fault.Input || len(e.Findings) != 1 {
		tb.Fatalf("%v is not one finding about the input", err)
	}
	if f := e.Findings[0]; f.Hint.IsZero() {
		tb.Errorf("%s does not say what to do", f.ID)
	}
	return e.Findings[0].ID + " " + e.Findings[0].Place.String()
}

const names = "受補助團體,核定金額,說明\n臺灣甲協會,\"1,234\",人道援助：醫療團前往帛琉\n許功蓋餐廳,5678,國際交流與合作發展計畫\n"

func encoded(tb testing.TB, name string) string {
	tb.Helper()
	var out []byte
	var err error
	switch name {
	case "utf-8":
		return names
	case "utf-8-sig":
		return "\ufeff" + names
	case "big5":
		out, err = traditionalchinese.Big5.NewEncoder().Bytes([]byte(names))
	case "gb18030":
		out, err = simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(names))
	case "utf-16le", "utf-16le without mark":
		out, err = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder().Bytes([]byte(names))
	case "utf-16be", "utf-16be without mark":
		out, err = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewEncoder().Bytes([]byte(names))
	}
	if err != nil {
		tb.Fatal(err)
	}
	switch name {
	case "utf-16le":
		return "\xff\xfe" + string(out)
	case "utf-16be":
		return "\xfe\xff" + string(out)
	}
	return string(out)
}

func TestEncodingsAreFoundOrStated(t *testing.T) {
	want := []row{
		{2, []string{"臺灣甲協會", "1,234", "人道援助：醫療團前往帛琉"}},
		{3, []string{"許功蓋餐廳", "5678", "國際交流與合作發展計畫"}},
	}
	for _, c := range []struct{ file, stated, found string }{
		{"utf-8", "", "utf-8"},
		{"utf-8", "auto", "utf-8"},
		{"utf-8", "UTF-8", "utf-8"},
		{"utf-8-sig", "", "utf-8-sig"},
		{"utf-8-sig", "utf-8", "utf-8-sig"},
		{"utf-8-sig", "big5", "utf-8-sig"},
		{"utf-8-sig", "utf-16", "utf-8-sig"},
		{"utf-8", "utf-8-sig", "utf-8"},
		{"big5", "", "big5"},
		{"big5", "cp950", "big5"},
		{"big5", "big5-hkscs", "big5-hkscs"},
		{"gb18030", "gb18030", "gb18030"},
		{"utf-16le", "", "utf-16le"},
		{"utf-16le", "utf-16", "utf-16le"},
		{"utf-16le", "utf-16le", "utf-16le"},
		{"utf-16be", "", "utf-16be"},
		{"utf-16be", "utf-16", "utf-16be"},
		{"utf-16le without mark", "", "utf-16le"},
		{"utf-16be without mark", "utf-16", "utf-16be"},
		{"utf-16be without mark", "", "utf-16be"},
	} {
		t.Run(c.file+" as "+c.stated, func(t *testing.T) {
			content, heard := encoded(t, c.file), sha256.New()
			table, rows, err := open(t, content, tabular.Options{Encoding: c.stated, Copy: heard})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, rows); diff != "" {
				t.Error(diff)
			}
			if found := (tabular.Found{Format: "csv", Encoding: c.found, Delimiter: ','}); table.Found() != found {
				t.Errorf("found %+v, want %+v", table.Found(), found)
			}
			if sum := sha256.Sum256([]byte(content)); !bytes.Equal(heard.Sum(nil), sum[:]) {
				t.Error("what Copy heard is not the file")
			}
		})
	}
}

// The first ASCII of a file says nothing of its encoding, however long it is.
func TestTheEncodingIsFoundBehindALongBeginning(t *testing.T) {
	name, err := traditionalchinese.Big5.NewEncoder().String("外交部國際合作發展基金會")
	if err != nil {
		t.Fatal(err)
	}
	content := "id,name\n" + strings.Repeat("1,abcdefghijklmnopqrstuvwxyz\n", 60_000) + "2," + name + "\n"
	table, rows, err := open(t, content, tabular.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if last := rows[len(rows)-1]; table.Found().Encoding != "big5" || last.Cells[1] != "外交部國際合作發展基金會" || last.Line != 60_002 {
		t.Errorf("%+v, %v", table.Found(), last)
	}
}

// The codes are those of facts/taiwan.md 3 and of Microsoft's best-fit table of
// code page 950.
func TestBig5AsTaiwanWritesIt(t *testing.T) {
	for _, c := range []struct{ what, bytes, want string }{
		{"a trail byte that is a backslash", "\xb3\x5c\xa5\x5c\xbb\x5c\xc0\x5c", "許功蓋餐"},
		{"the characters of ETEN", "\xf9\xd6\xf9\xd7\xf9\xd8\xf9\xd9\xf9\xda\xf9\xdb\xf9\xdc", "碁銹裏墻恒粧嫺"},
		{"the euro", "\xa3\xe1", "€"},
		{"kana of ETEN", "\xc6\xe7", "ぁ"},
		{"made by its user", "\xfa\x40\xfe\xfe\x8e\x40\x81\x40", "\ue000\ue310\ue311\ueeb8"},
		{"a question mark is no character lost for certain", "\xb4\xe5\xbf\xfc?", "游錫?"},
	} {
		table, rows, err := open(t, "a\n"+c.bytes+"\n", tabular.Options{Encoding: "cp950"})
		if err != nil || len(rows) != 1 || rows[0].Cells[0] != c.want {
			t.Errorf("%s: %v, %v; want %q", c.what, rows, err, c.want)
			continue
		}
		if table.Found().Encoding != "big5" {
			t.Errorf("found %q", table.Found().Encoding)
		}
	}
	// What Hong Kong puts at FA40 is read where the file is said to be from there.
	_, rows, err := open(t, "a\n\xfa\x40\n", tabular.Options{Encoding: "big5-hkscs"})
	if err != nil || rows[0].Cells[0] != "𠕇" {
		t.Errorf("%v, %v", rows, err)
	}
}

func TestWhatIsNotInAnEncodingEndsInAnError(t *testing.T) {
	sjis, err := japanese.ShiftJIS.NewEncoder().String("名前,国\n田中さんはアフリカで働いています,日本\n")
	if err != nil {
		t.Fatal(err)
	}
	latin1 := "pais,nombre\nPY,Asunci\xf3n de la Educaci\xf3n\nHN,Organizaci\xf3n Se\xf1or\n"
	for _, c := range []struct{ name, content, encoding, want string }{
		{"no trail byte", "a,b\n1,2\n臺", "big5", "not_encoding f:3:1"},
		{"cut in a character", "a\n\xb3\x5c\xb3", "big5", "not_encoding f:2:2"},
		{"not assigned", "a\n\xb3\x5c\xff\x41", "big5", "not_encoding f:2:2"},
		{"not unicode", "a\n\xed\xa0\x80", "utf-8", "not_utf8 f:2:1"},
		{"half a pair", "\xff\xfea\x00\n\x00\x00\xd8b\x00", "", "not_encoding f:2:1"},
		{"an odd byte", "\xff\xfea\x00\n\x00b\x00\x00", "", "not_encoding f:2:2"},
		{"not in GB18030", "a\n\xff\xff", "gb18030", "not_encoding f:2:1"},
		{"stated otherwise", "\xff\xfea\x00", "big5", "other_encoding f"},
		{"stated utf-8", "\xff\xfea\x00", "utf-8", "other_encoding f"},
		{"a slip in utf-8", strings.Repeat("外交部\n", 100) + "\xb3\x5c\n", "", "not_utf8 f:101:1"},
		{"windows-1252", latin1, "", "encoding_unclear f"},
		{"shift_jis", sjis, "", "encoding_unclear f"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, rows, err := open(t, c.content, tabular.Options{Encoding: c.encoding})
			if err == nil {
				t.Fatalf("read %v", rows)
			}
			if got := id(t, err); got != c.want {
				t.Errorf("%s, want %s: %v", got, c.want, err)
			}
		})
	}
	for _, c := range []struct{ content, encoding, want string }{
		{latin1, "windows-1252", "Asunción de la Educación"}, {sjis, "shift_jis", "田中さんはアフリカで働いています"},
	} {
		_, rows, err := open(t, c.content, tabular.Options{Encoding: c.encoding})
		if err != nil || !strings.Contains(strings.Join(rows[0].Cells, ","), c.want) {
			t.Errorf("%s: %v, %v", c.encoding, rows, err)
		}
	}
}

func TestFilesThatAreNoTextAreNamed(t *testing.T) {
	ole := "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600)
	for _, c := range []struct{ name, content, format, want string }{
		{"empty", "", "csv", "empty_file f"},
		{"empty workbook", "", "xlsx", "empty_file f"},
		{"old Excel", ole, "xls", "old_xls f"},
		{"old Excel under another name", ole, "csv", "old_xls f"},
		{"with a password", ole + "E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00", "xlsx", "password f"},
		{"PDF", "%PDF-1.7\n", "csv", "is_pdf f"},
		{"a table of HTML named xls", "\r\n<HTML><table><tr><td>1</td></tr></table>", "xls", "is_html f"},
		{"a table of HTML named csv", "<!DOCTYPE html><table></table>", "csv", "is_html f"},
		{"CSV named xlsx", "a,b\n1,2\n", "xlsx", "is_text f"},
		{"CSV named ods", "a,b\n1,2\n", "ods", "is_text f"},
		{"CSV named xls", "a\tb\n1\t2\n", "xls", "is_text f"},
		{"cut short", "PK\x03\x04abc", "xlsx", "damaged f"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, _, err := open(t, c.content, tabular.Options{Format: c.format})
			if err == nil {
				t.Fatal("read")
			}
			if got := id(t, err); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

func TestAHeaderOfSeveralRows(t *testing.T) {
	content := "外交部補助清單,,,,\n,核定,,實支,\n案號,件數,金額,金額,備註\n1,2,3,4,5\n"
	table, rows, err := open(t, content, tabular.Options{Header: []int{2, 3}})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"案號", "核定 件數", "核定 金額", "實支 金額", "實支 備註"}, table.Header()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]row{{4, []string{"1", "2", "3", "4", "5"}}}, rows); diff != "" || table.HeaderLine() != 3 {
		t.Error(table.HeaderLine(), diff)
	}
	_, _, err = open(t, content, tabular.Options{Header: []int{2, 9}})
	if got := id(t, err); got != "no_header f:9" {
		t.Error(got)
	}
}
