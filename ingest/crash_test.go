//go:build unix

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
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heng/ingest"
	"heng/internal/fault"
	"heng/internal/need"
	"heng/internal/store"
)

// The flags with which a test starts this binary again as another process that
// loads a workspace.
var (
	childRoot  = flag.String("child-root", "", "the workspace that the child process loads")
	childStore = flag.String("child-store", "", "the store that it loads into")
	childStep  = flag.String("child-step", "", "the step at which it stops and waits to be killed")
)

// kills is how many loads are killed at a random moment on each store, beside
// those at every named step.
var kills = flag.Int("kills", 4, "loads that are killed at a random moment, on each store")

// TestChildProcess is what the child process runs. It says when it begins and
// when it has reached the step.
func TestChildProcess(t *testing.T) {
	if *childRoot == "" {
		t.Skip("runs only in a process started by another test")
	}
	w := &workspace{tb: t, root: *childRoot}
	w.setStore(*childStore)
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

// setStore names the store that a workspace is loaded into.
func (w *workspace) setStore(text string) {
	w.tb.Helper()
	u, err := store.ParseURL(text, w.root)
	if err != nil {
		w.tb.Fatal(err)
	}
	w.url = u.Of("test")
}

// startChild starts a process that loads the workspace and stops at a step.
// The scanner reads what it says.
func startChild(t *testing.T, w *workspace, storeURL, step string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestChildProcess$", "-child-root="+w.root, "-child-store="+storeURL, "-child-step="+step)
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
    max_rejects: 9
    schema:
      primaryKey: id
      foreignKeys: [{fields: version, reference: {resource: current, fields: version}}]
      fields: [{name: id, type: integer}, {name: version, type: integer}]
  - name: current
    path: current.csv
    schema: {primaryKey: version, fields: [{name: version, type: integer}]}
`

// versionRows are the rows of a version's file.
const versionRows = 3000

// setVersion writes the files of a version: its every row says which it is, and
// some rows of it are no rows.
func (w *workspace) setVersion(version int) {
	var b strings.Builder
	b.WriteString("id,version\n")
	for i := range versionRows {
		fmt.Fprintf(&b, "%d,%d\n", i, version)
	}
	for i := range version % 3 {
		fmt.Fprintf(&b, "none-%d,%d\n", i, version)
	}
	w.write("t.csv", b.String())
	w.write("current.csv", fmt.Sprintf("version\n%d\n", version))
}

// ofVersion is what holds of a store with the whole of a version: its rows, the
// rejected ones, and the books.
func (w *workspace) ofVersion(version int) []string {
	return []string{
		fmt.Sprintf("1 rows of %d: %d", version, versionRows),
		fmt.Sprintf("2 current %d", version),
		fmt.Sprintf("3 rejected: %d", version%3),
		"4 current: 1 accepted, 0 rejected",
		fmt.Sprintf("4 t: %d accepted, %d rejected", versionRows, version%3),
		"5 current.csv", "5 t.csv",
	}
}

const whatTheStoreHolds = `select said from (
	select '1 rows of ' || version::varchar || ': ' || count(*)::varchar as said from t group by version
	union all select '2 current ' || version::varchar from current
	union all select '3 rejected: ' || count(*)::varchar from _heng_rejects
	union all select '4 ' || name || ': ' || rows_accepted::varchar || ' accepted, ' || rows_rejected::varchar || ' rejected' from _heng_resources
	union all select '5 ' || path from _heng_files) as all_of_it order by said`

// TestAKilledLoadLeavesTheOldDataOrTheNew kills a process that loads with
// SIGKILL: at every named step, and at random moments of the time that a load
// takes. Whoever then reads finds the old data or the new, whole, with the books
// that belong to them; the next load brings the new and leaves nothing behind.
func TestAKilledLoadLeavesTheOldDataOrTheNew(t *testing.T) {
	if testing.Short() {
		t.Skip("slow, and what is killed is another process")
	}
	steps := append([]string{"rows", "keys"}, store.Steps...)
	t.Run("embedded", func(t *testing.T) {
		killLoads(t, "", steps, func(w *workspace) []string { return w.files() }, 4) // pointer, lock, this generation and the one before
	})
	t.Run("shared", func(t *testing.T) {
		server := need.PostgreSQL(t)
		left := func(*workspace) []string {
			return strings.Fields(server.Run(t, "postgres", "select nspname from pg_namespace where nspname like 'heng%'"))
		}
		killLoads(t, server.URL("postgres"), append(steps, "noted", "committed"), left, 3) // the books, this generation and the one before
	})
}

// killLoads kills one load after the other. left lists what lies around in the
// store, of which there are so many when nothing is left behind.
func killLoads(t *testing.T, storeURL string, steps []string, left func(*workspace) []string, tidy int) {
	w := newWorkspace(t, versions, nil)
	w.setStore(storeURL)
	w.setVersion(1)
	w.mustLoad()
	random := rand.New(rand.NewPCG(2018, uint64(*kills)))
	// How long a load takes on this machine, from the word that it begins.
	w.setVersion(2)
	_, said := startChild(t, w, storeURL, "")
	waitFor(t, said, "begun")
	start := time.Now()
	waitFor(t, said, "done")
	whole := time.Since(start)
	version := 2
	ended := map[string]int{} // by what was found afterwards
	for i := range len(steps) + *kills {
		step := ""
		if i < len(steps) {
			step = steps[i]
		}
		version++
		w.setVersion(version)
		child, said := startChild(t, w, storeURL, step)
		waitFor(t, said, "begun")
		if step != "" {
			waitFor(t, said, "reached")
		} else {
			time.Sleep(time.Duration(random.Int64N(int64(whole) + 1)))
		}
		if err := child.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
			t.Fatal(err)
		}
		child.Wait()

		got, old, now := w.query(whatTheStoreHolds), w.ofVersion(version-1), w.ofVersion(version)
		isOld, isNow := slices.Equal(got, old), slices.Equal(got, now)
		wantNow := step == "committed" || step == "switched" || step == "removed"
		if !isOld && !isNow || step != "" && isNow != wantNow {
			t.Fatalf("killed at %q as number %d: the store holds %q", step, i, got)
		}
		if isNow {
			ended["new"]++
		} else {
			ended["old"]++
		}
		w.loadAfterKill()
		if diff := cmp.Diff(now, w.query(whatTheStoreHolds)); diff != "" {
			t.Fatalf("killed at %q: %s", step, diff)
		}
		if names := left(w); len(names) != tidy {
			t.Fatalf("killed at %q: left behind: %q", step, names)
		}
	}
	t.Logf("%d loads killed, %d of them at named steps: %d left the old data, %d the new; a load takes %v", len(steps)+*kills, len(steps), ended["old"], ended["new"], whole)
}

// loadAfterKill loads as soon as a server has noticed that the process before is
// no more.
func (w *workspace) loadAfterKill() {
	w.tb.Helper()
	for range 600 {
		_, err := w.load()
		if err == nil {
			return
		}
		if e, ok := errors.AsType[*fault.Error](err); !ok || !strings.HasPrefix(e.Message.Key, "store.loading") {
			w.tb.Fatal(err)
		}
		time.Sleep(50 * time.Millisecond)
	}
	w.tb.Fatal("the load of a killed process goes on for ever")
}

func TestASecondProcessIsToldWhoLoads(t *testing.T) {
	w := newWorkspace(t, grants, map[string]string{"grants.csv": "id,amount,due,note\nG1,1,,\n"})
	child, said := startChild(t, w, "", "opened")
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

func TestAFileThatChangesAfterItWasReadIsReadAgain(t *testing.T) {
	w := newWorkspace(t, versions, nil)
	w.setVersion(3)
	w.mustLoad(func(in *ingest.Input) {
		in.At = func(step string) {
			if step == "keys" {
				w.setVersion(4)
			}
		}
	})
	if diff := cmp.Diff([]string{"3"}, w.query("select distinct version::varchar from t")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"t", "current"}, w.stale()); diff != "" {
		t.Errorf("stale: %s", diff)
	}
	w.mustLoad()
	if diff := cmp.Diff([]string{"4"}, w.query("select distinct version::varchar from t")); diff != "" {
		t.Error(diff)
	}
	if _, err := os.Stat(filepath.Join(w.root, ".heng", "heng.current")); err != nil {
		t.Error(err)
	}
}
