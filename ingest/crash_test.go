package ingest_test

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heng/ingest"
	"heng/internal/fault"
	"heng/internal/store"
)

// The flags with which a test starts this binary again as another process that
// loads a workspace.
var (
	childRoot = flag.String("child-root", "", "the workspace that the child process loads")
	childStep = flag.String("child-step", "", "the step at which it stops and waits to be killed")
)

// TestChildProcess is what the child process runs. It says when it begins and
// when it has reached the step.
func TestChildProcess(t *testing.T) {
	if *childRoot == "" {
		t.Skip("runs only in a process started by another test")
	}
	w := &workspace{tb: t, root: *childRoot}
	var err error
	if w.url, err = store.ParseURL("", w.root); err != nil {
		t.Fatal(err)
	}
	fmt.Println("begun")
	w.mustLoad(func(in *ingest.Input) {
		in.At = func(step string) {
			if step == *childStep {
				fmt.Println("reached")
				select {}
			}
		}
	})
	fmt.Println("done")
}

// startChild starts a process that loads the workspace and stops at a step.
// The scanner reads what it says.
func startChild(t *testing.T, root, step string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestChildProcess$", "-child-root="+root, "-child-step="+step)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = io.Discard
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	return cmd, bufio.NewScanner(out)
}

// waitFor reads until the child says a word; it fails when the child ends first.
func waitFor(t *testing.T, said *bufio.Scanner, word string) {
	t.Helper()
	for said.Scan() {
		if said.Text() == word {
			return
		}
	}
	t.Fatalf("the child ended before it said %q", word)
}

const versions = `
  - name: t
    path: t.csv
    schema: {primaryKey: id, fields: [{name: id, type: integer}, {name: version, type: integer}]}
  - name: other
    path: other.csv
    schema: {fields: [{name: id, type: integer}]}
`

// versionFile is a file whose every row says which version it is of.
func versionFile(version, rows int) string {
	var b strings.Builder
	b.WriteString("id,version\n")
	for i := range rows {
		fmt.Fprintf(&b, "%d,%d\n", i, version)
	}
	return b.String()
}

func TestAKilledLoadLeavesTheOldDataOrTheNew(t *testing.T) {
	const rows = 5000
	steps := append([]string{"rows", "keys"}, store.Steps...)
	random := rand.New(rand.NewPCG(2018, 622))
	for range 4 {
		steps = append(steps, "") // killed at a random moment
	}
	w := newWorkspace(t, versions, map[string]string{"t.csv": versionFile(1, rows), "other.csv": "id\n1\n"})
	w.mustLoad()
	for i, step := range steps {
		version := i + 2
		w.write("t.csv", versionFile(version, rows))
		child, said := startChild(t, w.root, step)
		waitFor(t, said, "begun")
		if step != "" {
			waitFor(t, said, "reached")
		} else {
			time.Sleep(time.Duration(random.IntN(300)) * time.Millisecond)
		}
		if err := child.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
			t.Fatal(err)
		}
		child.Wait()

		got := w.query("select version::varchar || ' ' || count(*)::varchar from t group by version")
		old, now := fmt.Sprint(version-1, " ", rows), fmt.Sprint(version, " ", rows)
		want := old
		if step == "switched" || step == "removed" {
			want = now
		}
		if len(got) != 1 || (got[0] != want && (step != "" || got[0] != now)) {
			t.Fatalf("killed at %q: the store holds %q, want %q", step, got, want)
		}
		// The next load cleans up and brings the store to where it should be.
		w.mustLoad()
		if diff := cmp.Diff([]string{now}, w.query("select version::varchar || ' ' || count(*)::varchar from t group by version")); diff != "" {
			t.Fatalf("killed at %q: %s", step, diff)
		}
		if names := w.files(); len(names) != 3 {
			t.Fatalf("killed at %q: left behind: %q", step, names)
		}
	}
}

func TestASecondProcessIsToldWhoLoads(t *testing.T) {
	w := newWorkspace(t, grants, map[string]string{"grants.csv": "id,amount,due,note\nG1,1,,\n"})
	child, said := startChild(t, w.root, "opened")
	waitFor(t, said, "reached")
	_, err := w.load()
	e, ok := errors.AsType[*fault.Error](err)
	if !ok || e.Code != fault.Store {
		t.Fatalf("got %v", err)
	}
	want := fmt.Sprintf("another process (pid %d) is loading this workspace since 2018-06-22 09:00:00", child.Process.Pid)
	if e.Message.String() != want || e.Hint.IsZero() {
		t.Errorf("got %q, want %q", e.Message, want)
	}
	child.Process.Kill()
	child.Wait()
	w.mustLoad()
}

func TestAFileThatChangesWhileItIsReadIsReadAgain(t *testing.T) {
	w := newWorkspace(t, versions, map[string]string{"t.csv": versionFile(1, 10), "other.csv": "id\n1\n"})
	w.mustLoad(func(in *ingest.Input) {
		in.At = func(step string) {
			if step == "keys" {
				w.write("t.csv", versionFile(2, 10))
			}
		}
	})
	if diff := cmp.Diff([]string{"1"}, w.query("select distinct version::varchar from t")); diff != "" {
		t.Error(diff)
	}
	if names := w.stale(); len(names) != 1 || names[0] != "t" {
		t.Errorf("stale: %q", names)
	}
	w.mustLoad()
	if diff := cmp.Diff([]string{"2"}, w.query("select distinct version::varchar from t")); diff != "" {
		t.Error(diff)
	}
	if _, err := os.Stat(filepath.Join(w.root, ".heng", "heng.current")); err != nil {
		t.Error(err)
	}
}
