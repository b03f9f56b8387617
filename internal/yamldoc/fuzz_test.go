package yamldoc_test

import (
	"fmt"
	"testing"
	"time"

	"heng/internal/locale"
	"heng/internal/yamldoc"
)

// FuzzParse: no text is a panic or takes long, and every finding has a place
// within the file.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		"", "\n", "a: 1", "a: {b: [1, 2, {c: d}]}\n", "a: |\n  x\n  y\n", "a: >-\n  x\n", "\ta: 1", "a: b: c", "a: [", "a: !t 1", "a: &x 1\nb: *x", "<<: {a: 1}",
		"a: 1\na: 2\n", "---\na: 1\n---\nb: 2\n", "a: 'it''s'\n", `a: "\u4e00"`, "非洲: {中: 文}\n", "? a\n: b\n", "- - - 1\n", "a: null\nb: ~\n", "# only\n", "\xff", "%YAML 1.2\n---\na", "a: \"x",
		"{a: 1}", "[1, 2", "a:\n- b\n -c\n", "'", "`", "@", "a: @", "0", "key: 1e999\n", "a: !!binary x\n", "? [a]\n: b\n", "a: *x",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		defer watch(t, text).Stop()
		var into struct {
			A    string            `yaml:"a,required"`
			B    []map[string]bool `yaml:"b"`
			C    locale.Text       `yaml:"c"`
			Node *yamldoc.Node     `yaml:"-"`
		}
		document := yamldoc.Decode("f.yaml", []byte(text), &into)
		for _, finding := range document.Findings {
			if finding.Place.File != "f.yaml" || finding.Place.Line < 0 || finding.Place.Column < 0 {
				t.Errorf("%q: a finding at %v", text, finding.Place)
			}
			finding.Write(locale.NewPrinter(locale.ZhTW))
		}
		if document.Root == nil && len(document.Findings) == 0 {
			t.Errorf("%q: nothing was read and nothing is said", text)
		}
		if document.Root != nil {
			walk(document.Root)
		}
	})
}

// watch ends the process when a text takes too long, which a fuzzer does not
// notice by itself.
func watch(t *testing.T, text string) *time.Timer {
	return time.AfterFunc(2*time.Minute, func() { panic(fmt.Sprintf("%s: %q does not end", t.Name(), text)) })
}

// walk asks every node for all that a reader may ask.
func walk(n *yamldoc.Node) {
	text, _ := n.Text()
	n.PlaceAt(len([]rune(text)))
	n.PlaceAt(0)
	n.KeyPlace()
	n.Quoted()
	n.Get("a", 0, "b")
	for _, item := range n.Items() {
		walk(item)
	}
	for _, entry := range n.Entries() {
		walk(entry.Value)
	}
}
