package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"heng/internal/store"
	"heng/internal/workspace"
)

// buffer is a writer that two goroutines may use.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// program returns a run at dir that hears nothing from outside.
func program(dir string, args ...string) (m *Main, stdout, stderr *buffer) {
	stdout, stderr = &buffer{}, &buffer{}
	return &Main{
		Args: args, Stdout: stdout, Stderr: stderr, Dir: dir,
		Getenv: func(string) string { return "" },
		Now:    func() time.Time { return time.Date(2018, time.June, 22, 9, 0, 0, 0, time.UTC) },
	}, stdout, stderr
}

func mustInit(tb testing.TB) string {
	tb.Helper()
	dir := filepath.Join(tb.TempDir(), "ws")
	if err := workspace.Init(dir); err != nil {
		tb.Fatal(err)
	}
	return dir
}

func TestLanguageIsTheFlagsThenTheEnvironments(t *testing.T) {
	for _, c := range []struct {
		args string
		env  map[string]string
		want string
	}{
		{"bild", nil, "there is no command"},
		{"bild", map[string]string{"LANG": "zh_TW.UTF-8"}, "沒有指令"},
		{"bild", map[string]string{"LANG": "zh_TW.UTF-8", "LC_MESSAGES": "en_GB"}, "there is no command"},
		{"bild", map[string]string{"LANG": "en_US", "LC_ALL": "zh_TW"}, "沒有指令"},
		{"bild", map[string]string{"LANG": "zh_TW", "LC_ALL": "C"}, "there is no command"},
		{"bild", map[string]string{"LANG": "fr_FR.UTF-8"}, "there is no command"},
		{"bild --lang=zh-TW", map[string]string{"LANG": "en_US"}, "沒有指令"},
		{"--lang en bild", map[string]string{"LANG": "zh_TW"}, "there is no command"},
		{"bild -- --lang en", map[string]string{"LANG": "zh_TW"}, "沒有指令"},
	} {
		m, _, stderr := program(t.TempDir(), strings.Fields(c.args)...)
		m.Getenv = func(name string) string { return c.env[name] }
		if code := m.Run(t.Context()); code != 2 || !strings.Contains(stderr.String(), c.want) {
			t.Errorf("%s in %v: code %d, %q", c.args, c.env, code, stderr)
		}
	}
}

func TestPanicIsAnInternalErrorWithoutItsText(t *testing.T) {
	m, stdout, stderr := program(mustInit(t), "build")
	m.Now = func() time.Time { panic("the clock fell down") }
	if code := m.Run(t.Context()); code != 5 {
		t.Errorf("code %d, want 5", code)
	}
	if strings.Contains(stderr.String(), "clock") || stdout.String() != "" || !strings.Contains(stderr.String(), "did not expect") {
		t.Errorf("said %q and %q", stdout, stderr)
	}
}

func TestInterruptEndsWith130AndChangesNothing(t *testing.T) {
	dir := mustInit(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	m, stdout, stderr := program(dir, "build")
	if code := m.Run(ctx); code != 130 {
		t.Errorf("code %d, want 130: %s", code, stderr)
	}
	if stdout.String() != "" || !strings.Contains(stderr.String(), "interrupted") {
		t.Errorf("said %q and %q", stdout, stderr)
	}
	if _, err := os.Stat(filepath.Join(dir, "out")); err == nil {
		t.Error("there are outputs")
	}
}

func TestProgressIsForATerminalOnly(t *testing.T) {
	for _, c := range []struct {
		args     string
		terminal bool
		want     bool
	}{
		{"ingest", true, true},
		{"ingest", false, false},
		{"ingest --quiet", true, false},
		{"ingest --no-progress", true, false},
	} {
		m, stdout, stderr := program(mustInit(t), strings.Fields(c.args)...)
		m.Terminal = c.terminal
		if code := m.Run(t.Context()); code != 0 {
			t.Fatalf("%s: code %d: %s", c.args, code, stderr)
		}
		if got := strings.Contains(stderr.String(), "loading grants"); got != c.want {
			t.Errorf("%s on a terminal (%v): stderr %q", c.args, c.terminal, stderr)
		}
		if strings.Contains(stdout.String(), "loading") {
			t.Errorf("%s: progress among the results: %q", c.args, stdout)
		}
	}
}

func TestASecondLoadingProcessIsToldOfTheFirst(t *testing.T) {
	dir := mustInit(t)
	url, err := store.ParseURL("", dir)
	if err != nil {
		t.Fatal(err)
	}
	first, err := store.BeginLoad(t.Context(), url, store.LoadOptions{Now: time.Date(2018, time.June, 22, 9, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	defer first.Rollback()
	for _, command := range []string{"ingest", "build"} {
		m, stdout, stderr := program(dir, command)
		if code := m.Run(t.Context()); code != 4 || stdout.String() != "" {
			t.Errorf("%s: code %d, %q, %q; want 4 and no result", command, code, stdout, stderr)
		}
	}
}

func TestWatchBuildsAgainUntilItIsInterrupted(t *testing.T) {
	dir := mustInit(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	m, stdout, stderr := program(dir, "build", "--watch")
	done := make(chan int, 1)
	go func() { done <- m.Run(ctx) }()
	wait := func(what string, holds func() bool) {
		t.Helper()
		for deadline := time.Now().Add(5 * time.Minute); !holds(); time.Sleep(20 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("no %s: %q, %q", what, stdout, stderr)
			}
		}
	}
	wait("first build", func() bool { return strings.Contains(stderr.String(), "waiting for changes") })

	// A slip is said and waited over.
	path := filepath.Join(dir, "frameworks", "grants.yaml")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	write := func(text []byte) {
		t.Helper()
		if err := os.WriteFile(path, text, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write(bytes.Replace(text, []byte("sum: amount"), []byte("sum: amuont"), 1))
	wait("slip", func() bool { return strings.Contains(stderr.String(), "did you mean amount?") })
	write(bytes.Replace(text, []byte("en: Accountability"), []byte("en: Answerability"), 1))
	wait("second build", func() bool { return strings.Contains(stdout.String(), "Answerability") })

	cancel()
	if code := <-done; code != 0 {
		t.Errorf("code %d, want 0: ending a watch is no failure", code)
	}
}
