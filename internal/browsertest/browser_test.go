// Package browsertest holds the report's pages to what only a browser can
// tell: that nothing sticks out on a phone, that no two texts of a chart lie on
// each other, that axe-core finds nothing, that nothing is fetched, that the
// print is whole. It is not for what can be read off the HTML: those tests are
// in reports.
//
// Begin with pages_test.go. It takes Chromium, poppler's tools and, in the
// environment variable HENG_AXE, the path of axe-core's axe.min.js; tests
// without their program are skipped, or fail where HENG_REQUIRE names chromium,
// poppler or axe.
package browsertest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"heng/internal/need"
)

// patience is how long one run of the browser may take on a busy machine.
const patience = 3 * time.Minute

// browser gives the path of Chromium.
func browser(t testing.TB) string {
	t.Helper()
	return need.Program(t, "chromium", "chromium", "chromium-browser", "google-chrome")
}

// browse runs headless Chromium once on a file, offline, with a profile of its
// own, and gives its standard output.
func browse(chromium, path string, flags ...string) ([]byte, error) {
	// Not t.TempDir: a process of the browser may still write as it ends, and
	// what it leaves must not fail the test.
	profile, err := os.MkdirTemp("", "heng-browser-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(profile)
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	args := append([]string{
		"--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
		"--disable-dev-shm-usage", "--force-device-scale-factor=1", "--host-resolver-rules=MAP * ~NOTFOUND",
		"--user-data-dir=" + profile,
	}, flags...)
	command := exec.CommandContext(ctx, chromium, append(args, "file://"+filepath.ToSlash(absolute))...)
	var out, said bytes.Buffer
	command.Stdout, command.Stderr = &out, &said
	command.WaitDelay = 5 * time.Second
	if err := command.Run(); err != nil && !errors.Is(err, exec.ErrWaitDelay) { // what it had started may be slow to end
		return nil, fmt.Errorf("%s %v: %w\n%s", chromium, flags, err, said.Bytes())
	}
	return out.Bytes(), nil
}
