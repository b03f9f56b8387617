package consult_test

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"heng/internal/consult"
)

func journalText(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func copyOf(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(t.TempDir(), "copy.jsonl")
	if err := os.WriteFile(to, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return to
}

// TestDifference: by hand, and as a property: the lines of either side are its text, and
// as many are kept as in the longest common subsequence, counted the slow way.
func TestDifference(t *testing.T) {
	got := ""
	for _, l := range consult.Difference("a\nb\nc\n", "a\nx\nc\nd\n") {
		got += string(l.Op)[:1] + l.Text + " "
	}
	if got != "ka rb ax kc ad " {
		t.Errorf("got %q", got)
	}
	random := rand.New(rand.NewPCG(7, 8))
	text := func() string {
		var b strings.Builder
		for range random.IntN(8) {
			b.WriteString(string(rune('a'+random.IntN(3))) + "\n")
		}
		return b.String()
	}
	for range 2000 {
		older, newer := text(), text()
		var a, b strings.Builder
		kept := 0
		for _, l := range consult.Difference(older, newer) {
			if l.Op != consult.Added {
				a.WriteString(l.Text + "\n")
			}
			if l.Op != consult.Removed {
				b.WriteString(l.Text + "\n")
			}
			if l.Op == consult.Kept {
				kept++
			}
		}
		if a.String() != older || b.String() != newer {
			t.Fatalf("%q and %q come back as %q and %q", older, newer, a.String(), b.String())
		}
		if want := slowest(strings.ReplaceAll(older, "\n", ""), strings.ReplaceAll(newer, "\n", "")); kept != want {
			t.Fatalf("%q and %q keep %d, not %d", older, newer, kept, want)
		}
	}
	// Beyond the bound nothing is lost, and it does not take for ever.
	large, other := strings.Repeat("x\n", 30_000), strings.Repeat("y\n", 30_000)
	if n := len(consult.Difference(large, other)); n != 60_000 {
		t.Errorf("%d lines", n)
	}
}

// slowest is the length of the longest common subsequence, by the definition.
func slowest(a, b string) int {
	if a == "" || b == "" {
		return 0
	}
	if a[0] == b[0] {
		return 1 + slowest(a[1:], b[1:])
	}
	return max(slowest(a[1:], b), slowest(a, b[1:]))
}
