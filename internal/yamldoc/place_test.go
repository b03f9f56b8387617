package yamldoc_test

import (
	"fmt"
	"strings"
	"testing"

	"heng/internal/yamldoc"
)

// TestPlaceAt finds the place of the mark X in scalars of every style. In folded
// and escaped ones, whose text is not the file's own, it is where they begin.
func TestPlaceAt(t *testing.T) {
	for _, test := range []struct {
		name, text, want string
	}{
		{"plain", "a: one X\n", "1:8"},
		{"behind wide characters", "a: 非洲 X\n", "1:7"},
		{"under a wide key", "非洲: 亞洲 X\n", "1:8"},
		{"single quotes", "a: '非洲 X'\n", "1:8"},
		{"double quotes", "a: \"非洲 X\"\n", "1:8"},
		{"in a flow", "a: {b: [1, '非 X']}\n", "1:15"},
		{"block", "b: 1\na: |\n  one\n  非 X\n", "4:5"},
		{"block with a line further in", "a: |\n  one\n    two X\n", "3:9"},
		{"block with an empty line", "a: |\n  one\n\n  X\n", "4:3"},
		{"folded", "b: 1\na: >\n  one\n  X\n", "2:4"},
		{"doubled quotes", "a: 'it''s X'\n", "1:4"},
		{"escaped", "a: \"\\u4e00 X\"\n", "1:4"},
		{"line ends of Windows", "b: 1\r\na: one X\r\n", "2:8"},
	} {
		t.Run(test.name, func(t *testing.T) {
			document := yamldoc.Parse("f.yaml", []byte(test.text))
			if len(document.Findings) > 0 {
				t.Fatal(document.Findings)
			}
			var scalar *yamldoc.Node
			var find func(*yamldoc.Node)
			find = func(n *yamldoc.Node) {
				if text, ok := n.Text(); ok && strings.Contains(text, "X") {
					scalar = n
				}
				for _, item := range n.Items() {
					find(item)
				}
				for _, entry := range n.Entries() {
					find(entry.Value)
				}
			}
			find(document.Root)
			text, _ := scalar.Text()
			place := scalar.PlaceAt(len([]rune(text[:strings.Index(text, "X")])))
			if got := fmt.Sprintf("%d:%d", place.Line, place.Column); got != test.want {
				t.Errorf("at %s, want %s", got, test.want)
			}
		})
	}
}

// TestNilNode: what could not be read has no node, and asking it is no panic.
func TestNilNode(t *testing.T) {
	var n *yamldoc.Node
	if n.Get("a", 1) != nil || n.Has("a") {
		t.Error("a nil node holds something")
	}
}

// TestWindowsLineEnds: a line end of two characters is one line end, so that what
// stands behind a hundred of them is found where an editor shows it.
func TestWindowsLineEnds(t *testing.T) {
	text := strings.Repeat("# a comment\r\n", 3) + "a:\r\n  - en: \"one\"\r\n    zh-TW: \"two\"\r\n\r\n  - en: three\r\nb: |\r\n  x\r\n  y\r\nc: last\r\n"
	d := yamldoc.Parse("f.yaml", []byte(text))
	if d.Root == nil {
		t.Fatal(d.Findings)
	}
	for _, want := range []struct {
		path []any
		line int
	}{{[]any{"a", 0}, 5}, {[]any{"a", 0, "zh-TW"}, 6}, {[]any{"a", 1}, 8}, {[]any{"c"}, 12}} {
		if got := d.Root.Get(want.path...).Place().Line; got != want.line {
			t.Errorf("%v on line %d, want %d", want.path, got, want.line)
		}
	}
	if text, _ := d.Root.Get("b").Text(); text != "x\ny\n" {
		t.Errorf("a block reads %q", text)
	}
}
