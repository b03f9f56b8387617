//go:build unix

package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"heng/internal/need"
)

// TestCtrlC interrupts the program itself in the middle of a load, on both stores:
// it ends as a shell expects, the old data stay, and nothing is left that the next
// load does not see to.
func TestCtrlC(t *testing.T) {
	if testing.Short() {
		t.Skip("what is interrupted is another process")
	}
	server := need.PostgreSQL(t)
	dir := mustInit(t)
	data := filepath.Join(dir, "data", "grants.csv")
	small, err := os.ReadFile(data)
	if err != nil {
		t.Fatal(err)
	}
	header, first, _ := strings.Cut(string(small), "\n")
	first, _, _ = strings.Cut(first, "\n")
	_, rest, _ := strings.Cut(first, ",")
	large := func(rows int) []byte {
		var b bytes.Buffer
		fmt.Fprintln(&b, header)
		for i := range rows {
			fmt.Fprintf(&b, "X-%d,%s\n", i, rest)
		}
		return b.Bytes()
	}
	schemas := func() string {
		return server.Run(t, "postgres", "select count(*) from pg_namespace where nspname like 'heng_%\\_g0%'")
	}
	files := func() string {
		found, err := filepath.Glob(filepath.Join(dir, ".heng", "heng-0*.duckdb"))
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(len(found))
	}
	for _, c := range []struct {
		url  string
		made func() string // how many generations there are
	}{{"duckdb:.heng/heng.duckdb", files}, {server.URL("postgres"), schemas}} {
		if err := os.WriteFile(data, small, 0o644); err != nil {
			t.Fatal(err)
		}
		mustEnd(t, dir, 0, "ingest", "--quiet", "--store", c.url)
		want, _ := mustEnd(t, dir, 0, "eval", "--format", "json", "--store", c.url)
		// interrupted loads so many rows, interrupts that once a generation is begun, and
		// returns how it ended.
		interrupted := func(rows int) (said string, err error) {
			t.Helper()
			before := c.made()
			if err := os.WriteFile(data, large(rows), 0o644); err != nil {
				t.Fatal(err)
			}
			command := exec.Command("heng-itself", "ingest", "--workspace", dir, "--store", c.url, "--lang", "en")
			var text bytes.Buffer
			command.Stdout, command.Stderr = &text, &text
			if err := command.Start(); err != nil {
				t.Fatal(err)
			}
			ended := make(chan error, 1)
			go func() { ended <- command.Wait() }()
			for c.made() == before {
				select {
				case err := <-ended:
					return text.String(), err
				case <-time.After(10 * time.Millisecond):
				}
			}
			_ = command.Process.Signal(os.Interrupt)
			err = <-ended
			return text.String(), err
		}
		said, err := interrupted(500_000)
		for rows := 1_000_000; err == nil && rows <= 8_000_000; rows *= 2 { // it was done before the signal came: a larger one
			want, _ = mustEnd(t, dir, 0, "eval", "--format", "json", "--store", c.url)
			said, err = interrupted(rows)
		}
		if e, ok := errors.AsType[*exec.ExitError](err); !ok || e.ExitCode() != exitInterrupted || !strings.Contains(said, "interrupted; what was there before is unchanged") {
			t.Errorf("%s: ended with %v\n%s", c.url, err, said)
		}
		if got, _ := mustEnd(t, dir, 0, "eval", "--format", "json", "--store", c.url); got != want {
			t.Errorf("%s: the old data are gone: %s", c.url, got)
		}
		if err := os.WriteFile(data, append(bytes.Clone(small), "X-1,"+rest+"\n"...), 0o644); err != nil {
			t.Fatal(err)
		}
		mustEnd(t, dir, 0, "ingest", "--quiet", "--store", c.url)
		if got, _ := mustEnd(t, dir, 0, "eval", "--format", "json", "--store", c.url); got == want {
			t.Errorf("%s: the next load brought nothing", c.url)
		}
		if n := c.made(); n != "1" && n != "2" { // a load keeps the one before
			t.Errorf("%s: %s generations", c.url, n)
		}
	}
}
