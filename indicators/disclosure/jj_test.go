package disclosure_test

import (
	"strings"
	"testing"

	"heng/indicators/disclosure"
)

// The snapshot of sdcTable (tests/testthat/_snaps/jjformat.md) of microdata1 has 15
// cells and 8 relations, of which one is "0.0 5 : 0 (-1) 3 (1) 6 (1) 9 (1) 12 (1)".
func TestJJ(t *testing.T) {
	p := microdata1(microdata1Counts, microdata1Counts)
	p.Cells[5].Protection = &disclosure.Protection{Upper: rat(1)}
	p.Cells[0].Known = true
	var out strings.Builder
	if err := disclosure.WriteJJ(&out, p, disclosure.Rules{}); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	if len(lines) != 2+15+1+8 {
		t.Fatalf("%d lines:\n%s", len(lines), out.String())
	}
	for at, want := range map[int]string{
		0: "0", 1: "15", 17: "8",
		2:  "0 100 100 z 0 1000 0 0 0",
		6:  "4 18 18 s 0 1000 0 0 0",
		7:  "5 2 2 u 0 1000 0 1 0",
		23: "0.0 5 : 0 (-1) 3 (1) 6 (1) 9 (1) 12 (1)",
	} {
		if lines[at] != want {
			t.Errorf("line %d is %q, want %q", at+1, lines[at], want)
		}
	}
	p.Relations[0].Lower = nil
	if err := disclosure.WriteJJ(&out, p, disclosure.Rules{}); err == nil {
		t.Error("an inequality was written")
	}
}
