package journal_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
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
	"heng/internal/store"
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

// kept is a place that keeps a log.
type kept struct {
	log   func() (journal.Log, error)
	lines func(t *testing.T) [][]byte        // as they lie there
	put   func(t *testing.T, lines [][]byte) // others in their place
	child string                             // by which another process knows it
	mends bool                               // it takes off what a process that died did not finish
}

// cases are what every log must do.
var cases = map[string]func(*testing.T, kept){
	"what was done is there again": whatWasDone, "tampering": tampering, "half a decision": half, "many at once": manyAtOnce, "killed": killed,
}

// filed is a log in a file.
func filed(path string) kept {
	return kept{
		log: func() (journal.Log, error) {
			log, err := journal.OpenFile(path)
			if err != nil {
				return nil, err
			}
			return log, nil
		},
		lines: func(t *testing.T) [][]byte {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			return bytes.Split(bytes.TrimSuffix(text, []byte("\n")), []byte("\n"))
		},
		put: func(t *testing.T, lines [][]byte) {
			if err := os.WriteFile(path, append(bytes.Join(lines, []byte("\n")), '\n'), 0o600); err != nil {
				t.Fatal(err)
			}
		},
		child: path,
		mends: true,
	}
}

func TestFile(t *testing.T) {
	for name, test := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, filed(filepath.Join(t.TempDir(), "records", "journal.jsonl")))
		})
	}
}

func (k kept) open(t *testing.T) (*journal.Book, *tally) {
	t.Helper()
	book, state, err := k.try()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { book.Close() })
	return book, state
}

func (k kept) try() (*journal.Book, *tally, error) {
	log, err := k.log()
	if err != nil {
		return nil, nil, err
	}
	state := &tally{}
	book, err := journal.Open(context.Background(), log, clock, state)
	return book, state, err
}

func whatWasDone(t *testing.T, k kept) {
	book, state := k.open(t)
	for _, n := range [][]int{{1}, {2, 3}, nil} {
		if err := book.Do(t.Context(), add(n...)); err != nil {
			t.Fatal(err)
		}
	}
	no := errors.New("no")
	if err := book.Do(t.Context(), func(time.Time) ([]journal.Draft, error) { return nil, no }); err != no {
		t.Errorf("a decision against comes back as %v", err)
	}
	if _, _, err := k.try(); fault.CodeOf(err) != fault.Store {
		t.Errorf("a second process opens it: %v", err)
	}
	book.Close()
	again, read := k.open(t)
	if *read != *state || read.sum != 6 || read.events != 3 {
		t.Errorf("read %+v, want %+v", *read, *state)
	}
	last := again.Last(2)
	if len(last) != 2 || last[0].Seq != 3 || last[1].Seq != 2 || last[0].By != "secretariat" || !last[0].At.Equal(clock()) {
		t.Errorf("the newest: %+v", last)
	}
	all, err := again.All(t.Context())
	if err != nil || len(all) != 3 || all[0].Seq != 3 || all[2].Seq != 1 {
		t.Errorf("all: %+v %v", all, err)
	}
	before := ""
	for n, line := range k.lines(t) {
		var e journal.Event
		if err := json.Unmarshal(line, &e); err != nil || e.Seq != int64(n+1) || e.Before != before {
			t.Errorf("line %d: %s %v", n+1, line, err)
		}
		if exact, err := e.Line(); err != nil || !bytes.Equal(exact, line) {
			t.Errorf("line %d lies there as %s", n+1, line)
		}
		sum := sha256.Sum256(line)
		before = hex.EncodeToString(sum[:])
	}
}

// TestFileIsOnesOwn: others may not read what people did.
func TestFileIsOnesOwn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "records", "journal.jsonl")
	filed(path).open(t)
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may read it: %v %v", info.Mode(), err)
	}
}

// tampering: a line that was changed, taken out, put in or moved is found,
// whichever it is but the last, which nothing is chained to yet.
func tampering(t *testing.T, k kept) {
	book, _ := k.open(t)
	for n := range 4 {
		if err := book.Do(t.Context(), add(n+1)); err != nil {
			t.Fatal(err)
		}
	}
	book.Close()
	lines := k.lines(t)
	if len(lines) != 4 {
		t.Fatalf("%d lines", len(lines))
	}
	changed := bytes.Replace(lines[1], []byte(`"data":2`), []byte(`"data":9`), 1)
	for name, text := range map[string][][]byte{
		"changed":    {lines[0], changed, lines[2], lines[3]},
		"taken out":  {lines[0], lines[2], lines[3]},
		"first gone": {lines[1], lines[2], lines[3]},
		"twice":      {lines[0], lines[1], lines[1], lines[2]},
		"moved":      {lines[0], lines[2], lines[1], lines[3]},
		"no JSON":    {lines[0], []byte("nonsense"), lines[2]},
	} {
		k.put(t, text)
		if _, _, err := k.try(); fault.CodeOf(err) != fault.Input {
			t.Errorf("%s: %v", name, err)
		}
	}
	k.put(t, [][]byte{bytes.ReplaceAll(lines[0], []byte("tally.added"), []byte("later.kind"))})
	if _, _, err := k.try(); err == nil || !strings.Contains(err.Error(), "later.kind") {
		t.Errorf("of a newer version: %v", err)
	}
}

// half: of a decision whose end is missing nothing counts. A file may have been cut
// off there, and goes on without it; where that cannot be, it is tampering.
func half(t *testing.T, k kept) {
	book, _ := k.open(t)
	for _, n := range [][]int{{1}, {2, 3}} {
		if err := book.Do(t.Context(), add(n...)); err != nil {
			t.Fatal(err)
		}
	}
	book.Close()
	k.put(t, k.lines(t)[:2])
	book, state, err := k.try()
	if !k.mends {
		if fault.CodeOf(err) != fault.Input {
			t.Error(err)
		}
		return
	}
	if err != nil || state.sum != 1 {
		t.Fatalf("%+v, %v", state, err)
	}
	book.Close()
}

// TestCutOff: a line that a dying process did not finish was never confirmed. It is
// taken off, and kept beside.
func TestCutOff(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.jsonl")
	book, _ := filed(path).open(t)
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
		book, state, err := filed(path).try()
		if err != nil || state.sum != 1 {
			t.Fatalf("cut at %d: %+v, %v", cut, state, err)
		}
		if err := book.Do(t.Context(), add(5)); err != nil {
			t.Fatal(err)
		}
		book.Close()
		book, state, err = filed(path).try()
		if err != nil || state.sum != 6 {
			t.Fatalf("continued after a cut at %d: %+v, %v", cut, state, err)
		}
		book.Close()
	}
	if kept, err := os.ReadFile(path + ".cut-off"); err != nil || !bytes.HasPrefix(whole[second:], kept) {
		t.Errorf("what was cut off is not kept: %q %v", kept, err)
	}
}

func manyAtOnce(t *testing.T, k kept) {
	book, state := k.open(t)
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

// child is set in the process that killed kills: how it knows its log.
const child = "HENG_JOURNAL_CHILD"

// killed kills a process that writes, at moments of no kind, and finds everything
// that it had said was done.
func killed(t *testing.T, k kept) {
	for round := range 8 {
		command := exec.Command(os.Args[0], "-test.run=^TestChild$")
		command.Env = append(os.Environ(), child+"="+k.child)
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
		book, state, err := k.try()
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

// TestChild is the process that is killed.
func TestChild(t *testing.T) {
	name := os.Getenv(child)
	if name == "" {
		t.Skip("no test of its own")
	}
	k := filed(name)
	if strings.HasPrefix(name, "postgres:") {
		k = stored(t, name)
	}
	book, _, err := k.try()
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

// stored is a log on a server.
func stored(t *testing.T, name string) kept {
	t.Helper()
	u, err := store.ParseURL(name, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	u = u.Of("journal")
	return kept{
		log: func() (journal.Log, error) {
			log, err := store.OpenRecords(context.Background(), u, "the desk on the left")
			if err != nil {
				return nil, err
			}
			return log, nil
		},
		lines: func(t *testing.T) [][]byte {
			lines, err := store.ReadRecords(t.Context(), u)
			if err != nil {
				t.Fatal(err)
			}
			return lines
		},
		child: name,
	}
}
