package yamldoc_test

import (
	"os"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"

	"heng/internal/yamldoc"
)

// What is printed is read as what was printed from, by another reader of YAML.
func TestPrintKeepsWhatIsRead(t *testing.T) {
	texts := map[string]string{"odd": `
a: "2016"
b: 2016
c: {zh-TW: "援外：成效", en: 'it''s "so", # not'}
d: []
e: [x, [y, "z: 1"], {}]
f: |
  one, two
  1, 2
g: "a\nb"
"1": -3.50
h: true
i: >
  folded
  text
j: "  spaces "
k: ~
`}
	for _, name := range []string{"../../examples/mofa/frameworks/mofa.yaml", "../../examples/mofa/datapackage.yaml", "../../examples/mofa/reports/outline.yaml"} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		texts[name] = string(text)
	}
	for name, text := range texts {
		d := yamldoc.Parse("x.yaml", []byte(text))
		printed := d.Root.Print(nil)
		var want, got any
		if err := yaml.Unmarshal([]byte(text), &want); err != nil {
			t.Fatal(err)
		}
		if err := yaml.Unmarshal(printed, &got); err != nil {
			t.Fatalf("%s: %v\n%s", name, err, printed)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestPrintLeavesOut(t *testing.T) {
	d := yamldoc.Parse("x.yaml", []byte("list:\n  - {id: a, secret: 1}\n  - {id: b}\n# a comment\nother: 2\n"))
	got := d.Root.Print(func(path []string, n *yamldoc.Node) bool {
		id, _ := n.Get("id").Text()
		return strings.Join(path, ".") != "list.secret" && id != "b"
	})
	want := "list:\n  -\n    id: a\nother: 2\n"
	if string(got) != want {
		t.Errorf("%q", got)
	}
}
