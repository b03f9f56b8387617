package need_test

import (
	"testing"

	"heng/internal/need"
)

// witness takes down how a test would have ended.
type witness struct {
	testing.TB
	ended string
}

func (w *witness) Helper()               {}
func (w *witness) Skip(...any)           { w.ended = "skipped" }
func (w *witness) Fatalf(string, ...any) { w.ended = "failed" }

func TestAbsent(t *testing.T) {
	cases := []struct{ require, want string }{
		{"", "skipped"},
		{"chromium", "skipped"},
		{"postgresql", "failed"},
		{"chromium,postgresql", "failed"},
	}
	for _, c := range cases {
		t.Setenv(need.Variable, c.require)
		w := &witness{TB: t}
		need.Absent(w, "postgresql", "PostgreSQL is not installed")
		if w.ended != c.want {
			t.Errorf("%s=%q: %s, want %s", need.Variable, c.require, w.ended, c.want)
		}
	}
}

func TestProgram(t *testing.T) {
	if path := need.Program(t, "go", "no-such-program", "go"); path == "" {
		t.Error("the go command is not found")
	}
	t.Setenv(need.Variable, "")
	w := &witness{TB: t}
	need.Program(w, "other", "no-such-program")
	if w.ended != "skipped" {
		t.Errorf("a program that nobody has: %s, want skipped", w.ended)
	}
}
