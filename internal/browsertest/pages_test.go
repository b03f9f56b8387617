package browsertest

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"heng/internal/workspace"
)

// languages are those of the example's report.
var languages = []string{"zh-TW", "en"}

// dir is where the pages are, for the whole run of the tests.
var dir string

func TestMain(m *testing.M) {
	code := 1
	defer func() { os.Exit(code) }()
	flag.Parse()
	if testing.Short() {
		fmt.Println("-short: no page of the example is built or measured")
		code = 0
		return
	}
	var err error
	if dir, err = os.MkdirTemp("", "heng-pages-"); err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	code = m.Run()
	browsers.Wait()
}

// build builds a copy of the example, once for all tests.
var build = sync.OnceValue(func() error {
	root := filepath.Join(dir, "mofa")
	if err := os.CopyFS(root, os.DirFS("../../examples/mofa")); err != nil {
		return err
	}
	for _, made := range []string{"out", ".heng"} {
		if err := os.RemoveAll(filepath.Join(root, made)); err != nil {
			return err
		}
	}
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	_, err := workspace.Build(context.Background(), root, workspace.BuildOptions{Now: now, Version: "test"})
	return err
})

// report gives the path of the example's report in a language.
func report(t testing.TB, language string) string {
	t.Helper()
	if err := build(); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "mofa", "out", "report."+language+".html")
}

// faulty is a page with each fault once that the tests look for: they must
// find it, or they prove nothing.
const faulty = "testdata/faulty.html"
