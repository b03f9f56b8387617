package ingest_test

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/traditionalchinese"

	"heng/ingest"
)

// replaceIn replaces a text in a file, in every part of a spreadsheet.
func replaceIn(t *testing.T, content []byte, old, replacement string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil { // no archive
		return bytes.ReplaceAll(content, []byte(old), []byte(replacement))
	}
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	for _, part := range z.File {
		in, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		w, err := out.Create(part.Name)
		if err == nil {
			_, err = w.Write(bytes.ReplaceAll(text, []byte(old), []byte(replacement)))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Rejects come out in the shape they came in, with their reasons, and once
// mended are loaded as they are: nothing is renamed, moved or converted.
func TestRejectsGoOutAndComeBack(t *testing.T) {
	big5, err := traditionalchinese.Big5.NewEncoder().String("案號,備註,人數\r\nA,許功蓋,1\r\nB,\"逗號,與\"\"引號\"\"\",許多\r\nC,餐,許多\r\n")
	if err != nil {
		t.Fatal(err)
	}
	rows := [][]any{{"案號", "備註", "人數"}, {"A", "x", 1}, {"B", "逗號,與\"引號\"", "許多"}, {"C", "餐", "許多"}}
	titled := append([][]any{{"清單"}, nil}, rows...)
	twoRows := [][]any{{"107年度"}, {"案號", "備註", "統計"}, {nil, nil, "人數"}, {"A", "x", 1}, {"B", "逗號,與\"引號\"", "許多"}, {"C", "餐", "許多"}}
	for _, c := range []struct {
		name, file, content string
		reading             string // further keys of the resource
	}{
		{"CSV", "t.csv", "\uFEFF案號,備註,人數\nA,x,1\nB,\"逗號,與\"\"引號\"\"\",許多\nC,餐,許多\n", ""},
		{"CSV in Big5", "t.csv", big5, ""},
		{"CSV in stated Big5", "t.csv", big5, "encoding: big5"},
		{"CSV with semicolons", "t.csv", "案號;備註;人數\nA;x;1\nB;\"逗號,與\"\"引號\"\"\";許多\nC;餐;許多\n", ""},
		{"CSV below a title", "t.csv", "清單\n\n案號,備註,人數\nA,x,1\nB,\"逗號,與\"\"引號\"\"\",許多\nC,餐,許多\n", "header: 3"},
		{"CSV with a header of two rows", "t.csv", "清單,,\n案號,備註,統計\n,,人數\nA,x,1\nB,\"逗號,與\"\"引號\"\"\",許多\nC,餐,許多\n", "header: [2, 3]"},
		{"TSV", "t.tsv", "案號\t備註\t人數\nA\tx\t1\nB\t\"逗號,與\"\"引號\"\"\"\t許多\nC\t餐\t許多\n", ""},
		{"XLSX", "t.xlsx", workbookFile(t, map[string][][]any{"清單": rows}), ""},
		{"XLSX below a title", "t.xlsx", workbookFile(t, map[string][][]any{"清單": titled}), "header: 3\n    sheet: 清單"},
		{"XLSX with a header of two rows", "t.xlsx", workbookFile(t, map[string][][]any{"清單": twoRows}), "header: [2, 3]"},
		{"XLSX with two sheets", "t.xlsx", workbookFile(t, map[string][][]any{"甲": rows, "乙": rows[:1]}), "sheet: [甲, 乙]"},
		{"XLSX, a sheet by its number", "t.xlsx", workbookFile(t, map[string][][]any{"清單": rows}), "sheet: 1"},
		{"ODS", "t.ods", spreadsheet(t, "清單", []string{"案號", "備註", "人數"}, []string{"A", "x", "1"}, []string{"B", "逗號,與&quot;引號&quot;", "許多"}, []string{"C", "餐", "許多"}), ""},
		{"ODS below a title", "t.ods", spreadsheet(t, "清單", []string{"清單"}, []string{""}, []string{"案號", "備註", "人數"}, []string{"A", "x", "1"}, []string{"B", "逗號,與&quot;引號&quot;", "許多"}, []string{"C", "餐", "許多"}), "header: 3"},
		{"ODS with a header of two rows", "t.ods", spreadsheet(t, "清單", []string{"清單"}, []string{"案號", "備註", "統計"}, []string{"", "", "人數"}, []string{"A", "x", "1"}, []string{"B", "逗號,與&quot;引號&quot;", "許多"}, []string{"C", "餐", "許多"}), "header: [2, 3]"},
		{"JSON", "t.json", `[{"案號":"A","備註":"x","人數":1},{"案號":"B","備註":"逗號,與\"引號\"","人數":"許多"},{"案號":"C","備註":"餐","人數":"許多"}]`, ""},
		{"JSON inside objects", "t.json", `{"result":{"rows":[{"案號":"A","備註":"x","人數":1},{"案號":"B","備註":"逗號,與\"引號\"","人數":"許多"},{"案號":"C","備註":"餐","人數":"許多"}]}}`, "dialect: {property: result.rows}"},
		{"JSON Lines", "t.jsonl", "{\"案號\":\"A\",\"備註\":\"x\",\"人數\":1}\n{\"案號\":\"B\",\"備註\":\"逗號,與\\\"引號\\\"\",\"人數\":\"許多\"}\n{\"案號\":\"C\",\"備註\":\"餐\",\"人數\":\"許多\"}\n", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorkspace(t, "\n  - name: t\n    path: "+c.file+"\n    "+c.reading+`
    max_rejects: 100%
    schema:
      primaryKey: [id]
      fields: [{name: id, headers: [案號]}, {name: note, headers: [備註]}, {name: n, type: integer, headers: [人數, 統計 人數]}]
`, map[string]string{c.file: c.content})
			dir := t.TempDir()
			report := w.mustLoad(func(in *ingest.Input) { in.RejectsDir = dir })
			if r := report.Resource("t"); r.Accepted != 1 || r.Rejected != 2 {
				t.Fatalf("%d accepted, %d rejected, want 1 and 2", r.Accepted, r.Rejected)
			}
			out, err := os.ReadFile(filepath.Join(dir, c.file))
			if err != nil {
				t.Fatal(err)
			}
			if entries, _ := os.ReadDir(dir); len(entries) != 1 {
				t.Errorf("%d files, want 1", len(entries))
			}
			for _, reason := range []string{"「許多」不是", "is not a number"} {
				if text := string(replaceIn(t, out, reason, "\x00")); text == string(out) || !strings.HasPrefix(string(out), "PK") && !strings.Contains(text, "\x00") {
					t.Errorf("no reason %q", reason)
				}
			}
			w.write(c.file, string(replaceIn(t, out, "許多", "7")))
			report = w.mustLoad()
			r := report.Resource("t")
			if r.Accepted != 2 || r.Rejected != 0 || len(r.Unknown) > 0 {
				t.Errorf("mended: %d accepted, %d rejected, unknown %v", r.Accepted, r.Rejected, r.Unknown)
			}
			if diff := cmp.Diff([]string{`B 逗號,與"引號" 7`, "C 餐 7"}, w.query("select id || ' ' || note || ' ' || n::varchar from t order by id")); diff != "" {
				t.Error(diff)
			}
		})
	}
}
