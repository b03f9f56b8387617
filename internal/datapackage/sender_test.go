package datapackage_test

import (
	"os"
	"path/filepath"
	"testing"

	"heng/internal/datapackage"
	"heng/internal/locale"
)

func TestSender(t *testing.T) {
	for _, c := range []struct {
		sender string // the lines of the resource
		want   string // the id of the finding; empty: none
	}{
		{"sender: 國經司", ""},
		{"sender: {name: {zh-TW: 國經司, en: Department}}", ""},
		{"sender: {field: unit}\n    senders: [國經司, {zh-TW: 歐洲司, en: Department of European Affairs}]", ""},
		{"sender: {field: units}", "sender_field"},
		{`sender: {file: "107-*.ods"}`, ""},
		{"sender: {file: 107.ods}", "sender_pattern"},
		{`sender: {file: "a/*.ods"}`, "sender_pattern"},
		{`sender: {field: unit, file: "*.ods"}`, "bad_sender"},
		{"sender: {}", "bad_sender"},
		{"senders: [國經司]", "senders_without_sender"},
	} {
		root := t.TempDir()
		text := "name: a\nresources:\n  - name: grants\n    path: a.csv\n    " + c.sender +
			"\n    schema: {fields: [{name: unit}]}\n"
		if err := os.WriteFile(filepath.Join(root, "datapackage.yaml"), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		_, findings, err := datapackage.Read(root)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, f := range findings {
			got = f.ID
			for _, lang := range locale.Languages {
				if text := locale.NewPrinter(lang).Sprint(f.Message); text == "" || text[0] == '[' {
					t.Errorf("%s: message %q", c.sender, text)
				}
			}
		}
		if got != c.want {
			t.Errorf("%s: finding %q, want %q", c.sender, got, c.want)
		}
	}
}

func TestSenderOfFile(t *testing.T) {
	s := &datapackage.Sender{File: "107-*.ods"}
	for file, want := range map[string]string{
		"data/107-國經司.ods": "國經司", "107-.ods": "", "data/108-國經司.ods": "", "data/107-國經司.csv": "",
	} {
		if got := s.OfFile(file); got != want {
			t.Errorf("%s: %q, want %q", file, got, want)
		}
	}
}
