package tabular_test

import (
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/traditionalchinese"

	"heng/ingest/tabular"
	"heng/internal/fault"
)

func TestJSONObjectsAreRows(t *testing.T) {
	for _, c := range []struct {
		name, text string
		options    tabular.Options
		header     []string
		want       []string
	}{
		{"an array", `[{"a": 1, "b": "x"},
			{"b": "y, \"z\"", "c": true, "a": null}]`, tabular.Options{}, []string{"a", "b", "c"},
			[]string{"1: 1,x,", `2: ,"y, ""z""",true`}},
		{"exact numbers", `[{"a":12345678901234567890.10,"b":1E+11,"c":1.50e-3,"d":-0.0,"e":1e999999999,"f":-12.5E1,"g":0e5}]`, tabular.Options{},
			[]string{"a", "b", "c", "d", "e", "f", "g"}, []string{"1: 12345678901234567890.10,100000000000,0.0015,-0.0,1e999999999,-125,0"}},
		{"texts", `[{"a":"許功蓋 \u5916\ud83d\ude00\n","b":"","c":"\\"}]`, tabular.Options{}, []string{"a", "b", "c"},
			[]string{"1: \"許功蓋 外😀\n\",,\\"}},
		{"what is no single value", `[{"a": {"x": [1, 2]}, "b": [ ]}]`, tabular.Options{}, []string{"a", "b"},
			[]string{`1: "{""x"":[1,2]}",[]`}},
		{"in an object", `{"success": true, "extra": [[1]], "result": {"n": 1, "records": [{"a": 1}]}}`, tabular.Options{Property: "result.records"},
			[]string{"a"}, []string{"1: 1"}},
		{"one a line", "{\"a\":1}\r\n\n  {\"b\":2} \n{\"a\":3}", tabular.Options{Format: "jsonl"}, []string{"a", "b"},
			[]string{"1: 1,", "3: ,2", "4: 3,"}},
		{"a mark", "\ufeff[{\"a\":1}]", tabular.Options{}, []string{"a"}, []string{"1: 1"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.options.Format == "" {
				c.options.Format = "json"
			}
			table := openTable(t, c.text, c.options)
			if diff := cmp.Diff(c.header, table.Header()); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(c.want, textsOf(t, table)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestJSONInBig5(t *testing.T) {
	content, err := traditionalchinese.Big5.NewEncoder().String(`[{"團體":"許功蓋協會","說明":"國際合作發展基金會醫療援助計畫"}]`)
	do(t, err)
	table := openTable(t, content, tabular.Options{Format: "json"})
	if diff := cmp.Diff([]string{"1: 許功蓋協會,國際合作發展基金會醫療援助計畫"}, textsOf(t, table)); diff != "" || table.Found().Encoding != "big5" {
		t.Error(diff, table.Found())
	}
}

func TestJSONThatIsNoTable(t *testing.T) {
	for _, c := range []struct{ name, text, format, property, want string }{
		{"empty", " \n", "json", "", "empty_file f"},
		{"no rows", "[]", "json", "", "empty_file f"},
		{"a number", "5", "json", "", "not_rows f"},
		{"arrays", "[[1,2],[3,4]]", "json", "", "not_object f:1"},
		{"an object around", `{"result": {"records": [{"a":1}]}}`, "json", "", "no_property f"},
		{"another property", `{"result": {"records": [{"a":1}]}}`, "json", "data", "no_property f"},
		{"no array there", `{"data": 5}`, "json", "data", "no_property f"},
		{"a slip", "[{\"a\": 1},\n {\"a\" 2}]", "json", "", "json_syntax f:2"},
		{"cut short", "[{\"a\": 1},\n {\"a\": 2", "json", "", "json_syntax f:2"},
		{"not closed", "[{\"a\": 1}\n\n", "json", "", "json_syntax f:3"},
		{"a key twice", "[{\"a\": 1},{\"a\":1,\"\\u0061\":2}]", "json", "", "key_twice f:2"},
		{"no UTF-8", "[{\"a\": \"\xff\"}]", "json", "", "encoding_unclear f"},
		{"an array in jsonl", "[{\"a\":1}]", "jsonl", "", "not_object f:1"},
		{"a slip in jsonl", "{\"a\":1}\n\n{\"a\":}\n", "jsonl", "", "json_syntax f:3"},
		{"two on a line", "{\"a\":1} {\"a\":2}\n", "jsonl", "", "json_syntax f:1"},
		{"a bomb", `[{"a":"` + strings.Repeat("x", 40<<20) + `"}]`, "json", "", "too_great f:1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			table, err := tabular.Open(strings.NewReader(c.text), int64(len(c.text)), tabular.Options{File: "f", Format: c.format, Property: c.property})
			for err == nil {
				_, err = table.Next()
			}
			if errors.Is(err, io.EOF) {
				t.Fatal("read")
			}
			if got := id(t, err); got != c.want {
				t.Errorf("%s, want %s: %v", got, c.want, err)
			}
		})
	}
}

// A file of objects is read as encoding/json reads it.
func FuzzJSON(f *testing.F) {
	f.Add(`[{"a":1,"b":"x\u0041"},{"c":[{"d":"]}"}],"a":null}]`, "json", "")
	f.Add(`{"x":{"y":[{"a":-1.5e3}]}}`, "json", "x.y")
	f.Add("{\"a\":true}\n{\"b\":{}}\n", "jsonl", "")
	f.Fuzz(func(t *testing.T, text, format, property string) {
		if format != "jsonl" {
			format = "json"
		}
		table, err := tabular.Open(strings.NewReader(text), int64(len(text)), tabular.Options{File: "f", Format: format, Property: property, Encoding: "utf-8"})
		rows := 0
		for err == nil {
			var record *tabular.Record
			if record, err = table.Next(); err == nil {
				rows++
				if len(record.Cells) != len(table.Header()) {
					t.Fatalf("%d cells under %d", len(record.Cells), len(table.Header()))
				}
			}
		}
		if !errors.Is(err, io.EOF) {
			if _, ok := errors.AsType[*fault.Error](err); !ok {
				t.Fatalf("%T %v", err, err)
			}
			return
		}
		var list []map[string]json.RawMessage
		if format == "json" && property == "" && json.Unmarshal([]byte(strings.TrimPrefix(text, "\ufeff")), &list) == nil && len(list) != rows {
			t.Errorf("%d rows, and encoding/json has %d", rows, len(list))
		}
	})
}
