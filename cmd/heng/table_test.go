package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rivo/uniseg"
	"pgregory.net/rapid"
)

func TestTableAlignsByTheCellsOfATerminal(t *testing.T) {
	var b bytes.Buffer
	table := table{
		header: []string{"地區", "n", "note"},
		right:  []bool{false, true},
		rows:   [][]string{{"africa", "1,200", "x"}, {"非洲", "5", ""}},
	}
	if err := table.write(&b, "  "); err != nil {
		t.Fatal(err)
	}
	// A Chinese character takes two cells; nothing stands behind the last cell.
	want := "  地區        n  note\n" +
		"  africa  1,200  x\n" +
		"  非洲        5\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Error(diff)
	}
}

func TestFitCutsAndDisarms(t *testing.T) {
	for text, want := range map[string]string{
		"a\nb\tc\r":        "a b c ",
		"\x1b[31mred":      "�[31mred",
		"a\u202eb":         "a�b",
		"案號":               "案號",
		"":                 "",
		"\x00":             "�",
		"e\u0301 (accent)": "e\u0301 (accent)",
	} {
		if got := fit(text); got != want {
			t.Errorf("fit(%q) = %q, want %q", text, got, want)
		}
	}
	if got := fit(strings.Repeat("案", 40)); uniseg.StringWidth(got) > maxCell || !strings.HasSuffix(got, "…") {
		t.Errorf("a long text became %q", got)
	}
}

// Whatever a cell holds, it becomes one line that fits and that no terminal
// obeys.
func TestFitAlwaysFits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		got := fit(rapid.String().Draw(t, "text"))
		if uniseg.StringWidth(got) > maxCell || strings.ContainsAny(got, "\n\r\t\x1b\x00") {
			t.Errorf("%q", got)
		}
	})
}
