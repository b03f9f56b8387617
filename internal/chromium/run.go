package chromium

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"heng/internal/fault"
	"heng/internal/locale"
)

// patience is how long one run of the browser may take on a busy machine.
const patience = 3 * time.Minute

// flags are those of every run: no window, no network, nothing of this
// machine's but its fonts, letters without the colours and grids of a screen.
var flags = []string{
	"--headless", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--no-default-browser-check",
	"--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
	"--disable-default-apps", "--disable-breakpad", "--disable-dev-shm-usage", "--host-resolver-rules=MAP * ~NOTFOUND",
	"--password-store=basic", "--use-mock-keychain",
	"--force-device-scale-factor=1", "--force-color-profile=srgb", "--disable-lcd-text", "--font-render-hinting=none",
}

// draw makes the pictures of drawings with one start of the browser; nil
// stands for one that could not be drawn.
func (b Browser) draw(ctx context.Context, drawings []drawing) (pictures [][]byte, err error) {
	dir, err := os.MkdirTemp("", "heng-")
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, locale.M("chromium.no_folder"))
	}
	defer removeAll(dir)
	path := filepath.Join(dir, "drawings.html")
	page, err := os.Create(path)
	if err == nil {
		err = errors.Join(writePage(page, drawings), page.Close())
	}
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, locale.M("chromium.no_folder"))
	}
	args := append([]string{"--user-data-dir=" + filepath.Join(dir, "profile"), "--dump-dom"}, flags...)
	if os.Geteuid() == 0 {
		args = append(args, "--no-sandbox") // Chromium refuses to run as root with one
	}
	dom, err := b.run(ctx, dir, append(args, "file://"+filepath.ToSlash(path))...)
	if err != nil {
		return nil, err
	}
	pictures, err = readPage(dom, drawings)
	if err != nil {
		return nil, b.failed(err)
	}
	return pictures, nil
}

// version tells which browser it is, as it says itself.
func (b Browser) version(ctx context.Context) (string, error) {
	out, err := b.run(ctx, os.TempDir(), "--version")
	return strings.TrimSpace(out), err
}

// longestFolder is how long the path of the folder may be where the browser
// makes its own temporary ones: in them it makes a socket, whose path can have
// 103 bytes on some systems.
const longestFolder = 103 - len("/org.chromium.Chromium.XXXXXX/SingletonSocket")

// run runs the browser once and gives what it wrote. What is temporary goes
// into a folder, so that it can be removed if the browser could not do it.
func (b Browser) run(ctx context.Context, temporary string, args ...string) (string, error) {
	within, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	command := exec.CommandContext(within, b.Path, args...)
	var out, said bytes.Buffer
	command.Stdout, command.Stderr = &out, &said
	if len(temporary) <= longestFolder {
		command.Env = append(os.Environ(), "TMPDIR="+temporary)
	}
	alone(command)
	command.WaitDelay = 5 * time.Second
	err := command.Run()
	endGroup(command)
	switch {
	case err == nil, errors.Is(err, exec.ErrWaitDelay): // it ended well; what it had started was slow to end
		return out.String(), nil
	case ctx.Err() != nil:
		return "", ctx.Err()
	case within.Err() != nil:
		return "", fault.Wrap(fault.Internal, err, locale.M("chromium.too_slow", "minutes", int(patience.Minutes()))).
			WithHint(locale.M("chromium.hint", "variable", Variable))
	}
	return "", b.failed(fmt.Errorf("%w\n%s", err, tail(said.String())))
}

// failed is the error of a browser that did not do its work.
func (b Browser) failed(cause error) error {
	return fault.Wrap(fault.Internal, cause, locale.M("chromium.failed", "path", b.Path)).
		WithHint(locale.M("chromium.hint", "variable", Variable))
}

// tail gives the last lines of what the browser complained of: the first ones
// are always about things that a headless browser lacks.
func tail(s string) string {
	const most = 1000
	s = strings.TrimSpace(s)
	return s[max(0, len(s)-most):]
}

// removeAll removes a folder into which processes that are just ending may
// still write.
func removeAll(dir string) {
	for range 200 {
		if os.RemoveAll(dir) == nil {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
}
