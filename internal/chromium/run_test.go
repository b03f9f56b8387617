package chromium_test

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"heng/internal/chromium"
	"heng/internal/fault"
)

// script is a browser that does what a shell script says.
func script(t *testing.T, text string) chromium.Browser {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("there is no shell")
	}
	path := filepath.Join(t.TempDir(), "browser")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+text+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return chromium.Browser{Path: path}
}

// What a browser does wrong is an error for people, and nothing is left behind.
func TestFailures(t *testing.T) {
	const failed = "Chromium did not make the pictures"
	small := svg("")
	for _, test := range []struct {
		name, script string
		svg          chromium.SVG
		want         []string
	}{
		{"it ends badly", "echo no usable sandbox >&2; exit 3", small, []string{failed, "exit status 3", "no usable sandbox"}},
		{"it says nothing", "true", small, []string{failed, "0 pictures of 1 drawings"}},
		{"it says too much", "echo picture none; echo picture none", small, []string{failed, "more than 1 pictures"}},
		{"it draws nothing", "echo picture none", small, []string{"Chromium cannot draw the chart “”"}},
		{"it writes no base64", "echo picture 'data:image/png;base64,*'", small, []string{failed, "picture 1"}},
		{"it writes no PNG", "echo picture 'data:image/png;base64,AAAA'", small, []string{failed, "picture 1"}},
		// A PNG of one pixel.
		{"it draws another size", "echo picture 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTr2MgAAAABJRU5ErkJggg=='",
			small, []string{failed, "1 by 1 pixels, not 40 by 20"}},
		{"no size", "true", chromium.SVG{Name: "trend"}, []string{"the chart “trend” cannot be a picture of 0 × 0 pixels"}},
		{"too large", "true", chromium.SVG{Name: "trend", Width: 20000, Height: 1}, []string{"20,000 × 1 pixels"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := script(t, test.script)
			temporary := t.TempDir()
			t.Setenv("TMPDIR", temporary)
			_, err := b.PNGs(t.Context(), []chromium.SVG{test.svg}, 1)
			if fault.CodeOf(err) != fault.Internal {
				t.Fatalf("error: %v", err)
			}
			for _, want := range test.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%v\nlacks %q", err, want)
				}
			}
			nothingLeft(t, temporary)
		})
	}
	if _, err := (chromium.Browser{Path: filepath.Join(t.TempDir(), "none")}).PNGs(t.Context(), []chromium.SVG{small}, 1); err == nil ||
		!strings.Contains(err.Error(), failed) {
		t.Errorf("a browser that is not there: %v", err)
	}
	if pictures, err := (chromium.Browser{}).PNGs(t.Context(), nil, 1); err != nil || pictures != nil {
		t.Errorf("no drawings: %v, %v", pictures, err)
	}
}

// A browser that hangs is stopped with what it has started.
func TestStopped(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if out, err := exec.Command("mkfifo", pipe).CombinedOutput(); err != nil {
		t.Skipf("there are no named pipes: %v\n%s", err, out)
	}
	b := script(t, "exec 3>'"+pipe+"'; sleep 600 & sleep 600")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	held := make(chan *os.File, 1)
	go func() {
		f, err := os.Open(pipe) // once the script has opened it, too
		if err != nil {
			t.Error(err)
		}
		held <- f
		cancel()
	}()
	if _, err := b.PNGs(ctx, []chromium.SVG{svg("")}, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped with %v", err)
	}
	f := <-held
	defer f.Close()
	_ = f.SetReadDeadline(time.Now().Add(time.Minute))
	if _, err := io.ReadAll(f); err != nil { // it ends with the last process that holds the pipe
		t.Errorf("something goes on running: %v", err)
	}
}

// What goes on after the browser has done its work is no error of the browser.
func TestSlowEnd(t *testing.T) {
	b := script(t, "echo picture 'data:image/png;base64,*'; sleep 600 &")
	if _, err := b.PNGs(t.Context(), []chromium.SVG{svg("")}, 1); err == nil || !strings.Contains(err.Error(), "picture 1") {
		t.Errorf("what was written is not read: %v", err)
	}
}

func TestFind(t *testing.T) {
	b := script(t, "true")
	dir := filepath.Dir(b.Path)
	t.Setenv("PATH", dir)
	t.Setenv(chromium.Variable, "")
	if path, ok := chromium.Find(); ok {
		t.Errorf("found %s", path)
	}
	for _, name := range []string{"chrome", "chromium-browser", "chromium"} { // each goes before the one above
		want := filepath.Join(dir, name)
		if err := os.Symlink(b.Path, want); err != nil {
			t.Fatal(err)
		}
		if path, _ := chromium.Find(); path != want {
			t.Errorf("found %s, want %s", path, want)
		}
	}
	t.Setenv(chromium.Variable, b.Path)
	if path, ok := chromium.Find(); path != b.Path || !ok {
		t.Errorf("found %s", path)
	}
	t.Setenv(chromium.Variable, b.Path+"-of-another-time")
	if path, ok := chromium.Find(); ok {
		t.Errorf("found %s instead of the one that is named", path)
	}
}
