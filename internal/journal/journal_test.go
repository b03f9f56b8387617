package journal_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"heng/internal/fault"
	"heng/internal/journal"
)

// tally is a state that adds up.
type tally struct{ sum, events int }

func (t *tally) Apply(e journal.Event) (bool, error) {
	if e.Kind != "tally.added" {
		return false, nil
	}
	var n int
	if err := e.Into(&n); err != nil {
		return true, err
	}
	t.sum, t.events = t.sum+n, t.events+1
	return true, nil
}

var clock = func() time.Time { return time.Date(2018, 6, 22, 7, 0, 0, 0, time.UTC) }

func add(n ...int) func(time.Time) ([]journal.Draft, error) {
	return func(time.Time) (drafts []journal.Draft, _ error) {
		for _, one := range n {
			drafts = append(drafts, journal.Draft{By: "secretariat", Kind: "tally.added", Data: one})
		}
		return drafts, nil
	}
}

func open(t *testing.T, path string) (*journal.Book, *tally) {
	t.Helper()
	book, state, err := tryOpen(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { book.Close() })
	return book, state
}

func tryOpen(path string) (*journal.Book, *tally, error) {
	log, err := journal.OpenFile(path)
	if err != nil {
		return nil, nil, err
	}
	state := &tally{}
	book, err := journal.Open(context.Background(), log, clock, state)
	return book, state, err
}

func TestWhatWasDoneIsThereAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "records", "journal.jsonl")
	book, state := open(t, path)
	for _, n := range [][]int{{1}, {2, 3}, nil} {
		if err := book.Do(t.Context(), add(n...)); err != nil {
			t.Fatal(err)
		}
	}
	no := errors.New("no")
	if err := book.Do(t.Context(), func(time.Time) ([]journal.Draft, error) { return nil, no }); err != no {
		t.Errorf("a decision against comes back as %v", err)
	}
	if _, _, err := tryOpen(path); fault.CodeOf(err) != fault.Store {
		t.Errorf("a second process opens it: %v", err)
	}
	book.Close()
	again, read := open(t, path)
	if *read != *state || read.sum != 6 || read.events != 3 {
		t.Errorf("read %+v, want %+v", *read, *state)
	}
	last := again.Last(2)
	if len(last) != 2 || last[0].Seq != 3 || last[1].Seq != 2 || last[0].By != "secretariat" || !last[0].At.Equal(clock()) {
		t.Errorf("the newest: %+v", last)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may read it: %v %v", info.Mode(), err)
	}
}

// TestTampering: a line that was changed, taken out, put in or moved is found,
// whichever it is but the last, which nothing is chained to yet.
func TestTampering(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.jsonl")
	book, _ := open(t, path)
	for n := range 4 {
		if err := book.Do(t.Context(), add(n+1)); err != nil {
			t.Fatal(err)
		}
	}
	book.Close()
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfter(whole, []byte("\n"))[:4]
	join := func(some ...[]byte) []byte { return bytes.Join(some, nil) }
	for name, text := range map[string][]byte{
		"changed":    bytes.Replace(whole, []byte(`"data":2`), []byte(`"data":9`), 1),
		"taken out":  join(lines[0], lines[2], lines[3]),
		"first gone": join(lines[1], lines[2], lines[3]),
		"twice":      join(lines[0], lines[1], lines[1], lines[2]),
		"moved":      join(lines[0], lines[2], lines[1], lines[3]),
		"no JSON":    join(lines[0], []byte("nonsense\n"), lines[2]),
	} {
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, _, err := tryOpen(path); fault.CodeOf(err) != fault.Input {
			t.Errorf("%s: %v", name, err)
		}
	}
	unknown := bytes.ReplaceAll(lines[0], []byte("tally.added"), []byte("later.kind"))
	if err := os.WriteFile(path, unknown, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := tryOpen(path); err == nil || !strings.Contains(err.Error(), "later.kind") {
		t.Errorf("of a newer version: %v", err)
	}
}

// TestCutOff: a line that a dying process did not finish was never confirmed. It is
// taken off, and kept beside.
func TestCutOff(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.jsonl")
	book, _ := open(t, path)
	if err := book.Do(t.Context(), add(1)); err != nil {
		t.Fatal(err)
	}
	if err := book.Do(t.Context(), add(2, 3)); err != nil {
		t.Fatal(err)
	}
	book.Close()
	whole, _ := os.ReadFile(path)
	second := bytes.IndexByte(whole, '\n') + 1
	for cut := second; cut < len(whole); cut += 17 {
		if err := os.WriteFile(path, whole[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		book, state, err := tryOpen(path)
		if err != nil || state.sum != 1 {
			t.Fatalf("cut at %d: %+v, %v", cut, state, err)
		}
		if err := book.Do(t.Context(), add(5)); err != nil {
			t.Fatal(err)
		}
		book.Close()
		book, state, err = tryOpen(path)
		if err != nil || state.sum != 6 {
			t.Fatalf("continued after a cut at %d: %+v, %v", cut, state, err)
		}
		book.Close()
	}
	if kept, err := os.ReadFile(path + ".cut-off"); err != nil || !bytes.HasPrefix(whole[second:], kept) {
		t.Errorf("what was cut off is not kept: %q %v", kept, err)
	}
}

func TestManyAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.jsonl")
	book, state := open(t, path)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 10 {
				if err := book.Do(t.Context(), add(1)); err != nil {
					t.Error(err)
				}
				book.View(func() { _ = state.sum })
			}
		})
	}
	all.Wait()
	if state.sum != 80 {
		t.Errorf("%d of 80", state.sum)
	}
}

// child is set in the process that TestKilled kills: the path of its log.
const child = "HENG_JOURNAL_CHILD"

// TestKilled kills a process that writes, at moments of no kind, and finds
// everything that it had said was done.
func TestKilled(t *testing.T) {
	if path := os.Getenv(child); path != "" {
		book, _, err := tryOpen(path)
		if err != nil {
			fmt.Println("error", err)
			os.Exit(1)
		}
		for {
			if err := book.Do(context.Background(), add(1, 1)); err != nil {
				os.Exit(1)
			}
			fmt.Println("done", book.Last(1)[0].Seq)
		}
	}
	path := filepath.Join(t.TempDir(), "journal.jsonl")
	for round := range 12 {
		command := exec.Command(os.Args[0], "-test.run=^TestKilled$")
		command.Env = append(os.Environ(), child+"="+path)
		out, err := command.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		confirmed, lines := 0, 0
		reader := bufio.NewScanner(out)
		for reader.Scan() {
			word, number, _ := strings.Cut(reader.Text(), " ")
			if word == "error" {
				t.Fatal(number)
			}
			if confirmed, err = strconv.Atoi(number); err != nil {
				t.Fatal(err)
			}
			if lines++; lines == 3+7*round {
				command.Process.Kill()
			}
		}
		command.Wait()
		book, state, err := tryOpen(path)
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		if state.events < confirmed || confirmed == 0 {
			t.Errorf("round %d: %d events, %d confirmed", round, state.events, confirmed)
		}
		if state.events%2 != 0 {
			t.Errorf("round %d: the last decision is there by half", round)
		}
		book.Close()
	}
}
