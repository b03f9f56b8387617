//go:build unix

package workspace_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heng/internal/fault"
	"heng/internal/journal"
	"heng/internal/workspace"
)

var (
	backupRoot = flag.String("backup-root", "", "the workspace that the child process keeps")
	backupStep = flag.String("backup-step", "", "the step at which it is killed")
)

// smallest makes a workspace with a file nobody knows of, one of them private.
func smallest(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "ws")
	if err := workspace.Init(dir); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(dir, "records", "deep"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "records", "deep", "會議.jsonl"), []byte("{}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

func backup(t *testing.T, dir string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "backup.zip")
	if _, err := workspace.Backup(t.Context(), dir, workspace.BackupOptions{Path: path}); err != nil {
		t.Fatal(err)
	}
	return path
}

// contents reads a folder: the mode and the text of every file.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		text, err := os.ReadFile(path)
		relative, _ := filepath.Rel(dir, path)
		all[relative] = info.Mode().String() + " " + string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestADamagedBackup cuts an archive at every length and changes its every byte,
// in steps: what comes back is what was kept, or nothing.
func TestADamagedBackup(t *testing.T) {
	dir := smallest(t)
	want := contents(t, dir)
	whole, err := os.ReadFile(backup(t, dir))
	if err != nil {
		t.Fatal(err)
	}
	at := t.TempDir()
	path, to := filepath.Join(at, "backup.zip"), filepath.Join(at, "back")
	restore := func(text []byte) error {
		t.Helper()
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := workspace.Restore(t.Context(), path, to)
		if err == nil {
			if diff := cmp.Diff(want, contents(t, to)); diff != "" {
				t.Fatal(diff)
			}
			if err := os.RemoveAll(to); err != nil {
				t.Fatal(err)
			}
			return nil
		}
		if fault.CodeOf(err) != fault.Input {
			t.Fatalf("%v", err)
		}
		if left, _ := filepath.Glob(filepath.Join(at, "*")); len(left) != 1 {
			t.Fatalf("%v left %v", err, left)
		}
		if left, _ := filepath.Glob(filepath.Join(at, ".*")); len(left) != 0 {
			t.Fatalf("%v left %v", err, left)
		}
		return err
	}
	if err := restore(whole); err != nil {
		t.Fatal(err)
	}
	for n := 0; n < len(whole); n += max(1, len(whole)/60) {
		if restore(whole[:n]) == nil {
			t.Errorf("cut to %d of %d bytes, and restored", n, len(whole))
		}
	}
	refused := 0
	for i := 0; i < len(whole); i += max(1, len(whole)/200) {
		changed := bytes.Clone(whole)
		changed[i] ^= 0x11
		if restore(changed) != nil {
			refused++
		}
	}
	if refused < 100 { // a byte of a header that nobody reads changes nothing
		t.Errorf("%d of about 200 changed bytes were found", refused)
	}
}

// TestABackupThatWasTamperedWith writes archives that no backup writes.
func TestABackupThatWasTamperedWith(t *testing.T) {
	type entry struct{ name, text string }
	sum := func(text string) string {
		s := sha256.Sum256([]byte(text))
		return hex.EncodeToString(s[:])
	}
	listed := func(entries ...entry) string {
		var files []map[string]any
		for _, e := range entries {
			files = append(files, map[string]any{"name": e.name, "bytes": len(e.text), "sha256": sum(e.text), "mode": "0644"})
		}
		text, _ := json.Marshal(map[string]any{"format": "heng-backup-1", "files": files})
		return string(text)
	}
	a := entry{"workspace/heng.yaml", "a"}
	for _, c := range []struct {
		name     string
		entries  []entry
		manifest string
		want     string
	}{
		{"out of it", []entry{{"workspace/../../evil", "x"}}, "", `"workspace/../../evil" cannot be the name`},
		{"from the root", []entry{{"workspace//etc/evil", "x"}}, "", "cannot be the name"},
		{"beside", []entry{{"evil", "x"}}, "", "cannot be the name"},
		{"out of the store", []entry{{"store/../evil", "x"}}, "", "cannot be the name"},
		{"the folder itself", []entry{{"workspace/.", "x"}}, "", "cannot be the name"},
		{"twice", []entry{a, a}, listed(a), "is there twice"},
		{"unlisted", []entry{a, {"workspace/evil", "x"}}, listed(a), `"workspace/evil" is not in the manifest`},
		{"missing", nil, listed(a), `"workspace/heng.yaml" is missing`},
		{"no manifest", []entry{a}, "-", `"manifest.json" is missing`},
		{"another text", []entry{{a.name, "b"}}, listed(a), `"workspace/heng.yaml" is damaged`},
		{"longer", []entry{{a.name, strings.Repeat("a", 1<<20)}}, listed(a), `"workspace/heng.yaml" is damaged`},
		{"a file and a folder", []entry{{"workspace/x", "a"}, {"workspace/x/y", "b"}}, "", "cannot be written"},
		{"a newer one", []entry{a}, `{"format": "heng-backup-9"}`, "no backup that this version"},
		{"no JSON", []entry{a}, "heng", `"manifest.json" is damaged`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			at := t.TempDir()
			var b bytes.Buffer
			w := zip.NewWriter(&b)
			if c.manifest == "" {
				c.manifest = listed(c.entries...)
			}
			if c.manifest != "-" {
				c.entries = append(c.entries, entry{"manifest.json", c.manifest})
			}
			for _, e := range c.entries {
				f, err := w.Create(e.name)
				if err != nil {
					t.Fatal(err)
				}
				fmt.Fprint(f, e.text)
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(at, "in", "b.zip")
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := workspace.Restore(t.Context(), path, filepath.Join(at, "to", "back"))
			if err == nil || !strings.Contains(err.Error(), c.want) || fault.CodeOf(err) != fault.Input {
				t.Errorf("%v, want %q", err, c.want)
			}
			if left := contents(t, at); len(left) != 1 {
				t.Errorf("left %v", left)
			}
		})
	}
}

// TestAKilledBackup kills a backup at its named points. The archive is whole or
// not there, and the next one can be made.
func TestAKilledBackup(t *testing.T) {
	if *backupRoot != "" {
		_, err := workspace.Backup(t.Context(), *backupRoot, workspace.BackupOptions{
			Path: filepath.Join(filepath.Dir(*backupRoot), "backup.zip"),
			At: func(step string) {
				if step == *backupStep {
					_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
					select {}
				}
			},
		})
		t.Fatal("not killed", err)
	}
	for step, there := range map[string]bool{"packed": false, "synced": false, "placed": true} {
		t.Run(step, func(t *testing.T) {
			t.Parallel()
			dir := smallest(t)
			want := contents(t, dir)
			out, err := exec.Command(os.Args[0], "-test.run=^TestAKilledBackup$", "-backup-root="+dir, "-backup-step="+step).CombinedOutput()
			if e, ok := errors.AsType[*exec.ExitError](err); !ok || e.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
				t.Fatalf("%v\n%s", err, out)
			}
			path := filepath.Join(filepath.Dir(dir), "backup.zip")
			if _, err := os.Stat(path); (err == nil) != there {
				t.Fatalf("after %s: %v", step, err)
			}
			if !there {
				if _, err := workspace.Backup(t.Context(), dir, workspace.BackupOptions{Path: path}); err != nil {
					t.Fatal(err)
				}
			}
			to := filepath.Join(t.TempDir(), "back")
			if _, err := workspace.Restore(t.Context(), path, to); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, contents(t, to)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestAWorkspaceThatChangesWhileItIsKept wants no archive of half a change.
func TestAWorkspaceThatChangesWhileItIsKept(t *testing.T) {
	dir := smallest(t)
	path := filepath.Join(t.TempDir(), "backup.zip")
	_, err := workspace.Backup(t.Context(), dir, workspace.BackupOptions{Path: path, At: func(step string) {
		if step == "packed" {
			later := time.Now().Add(time.Second)
			_ = os.Chtimes(filepath.Join(dir, "heng.yaml"), later, later)
			_ = os.WriteFile(filepath.Join(dir, "records", "new"), nil, 0o644)
		}
	}})
	if err == nil || !strings.Contains(err.Error(), "changed while the backup was made: heng.yaml, records/new") || fault.CodeOf(err) != fault.Refused {
		t.Error(err)
	}
	if left := contents(t, filepath.Dir(path)); len(left) != 0 {
		t.Errorf("left %v", left)
	}
}

// counted is a state of how many events there were.
type counted struct{ events int }

func (c *counted) Apply(journal.Event) (bool, error) {
	c.events++
	return true, nil
}

// TestABackupWhilePeopleWork keeps the records of a dashboard that goes on writing:
// whole decisions, and all that were confirmed before.
func TestABackupWhilePeopleWork(t *testing.T) {
	dir := smallest(t)
	file := filepath.Join(dir, filepath.FromSlash(workspace.JournalFile))
	read := func(file string) (*journal.Book, *counted) {
		t.Helper()
		log, err := journal.OpenFile(file)
		if err != nil {
			t.Fatal(err)
		}
		state := &counted{}
		book, err := journal.Open(t.Context(), log, time.Now, state)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = book.Close() })
		return book, state
	}
	book, state := read(file)
	work := func() {
		err := book.Do(t.Context(), func(time.Time) ([]journal.Draft, error) {
			return []journal.Draft{{Kind: "a"}, {Kind: "b", Data: strings.Repeat("衡", 3000)}}, nil
		})
		if err != nil {
			t.Error(err)
		}
	}
	releases := filepath.Join(dir, "records", "releases.jsonl")
	if err := os.WriteFile(releases, []byte("one\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	work()
	for round := range 10 {
		confirmed := 0
		book.View(func() { confirmed = state.events })
		stop, stopped := make(chan struct{}), make(chan struct{})
		go func() {
			defer close(stopped)
			for {
				select {
				case <-stop:
					return
				default:
					work()
				}
			}
		}()
		path := filepath.Join(t.TempDir(), "b.zip")
		_, err := workspace.Backup(t.Context(), dir, workspace.BackupOptions{Path: path, At: func(step string) {
			if step == "packed" {
				work()
				_ = os.WriteFile(releases, []byte("one\ntwo\n"), 0o644)
			}
		}})
		close(stop)
		<-stopped
		if err != nil {
			t.Fatal(err)
		}
		to := filepath.Join(t.TempDir(), "back")
		if _, err := workspace.Restore(t.Context(), path, to); err != nil {
			t.Fatal(err)
		}
		kept := contents(t, to)
		restored := filepath.Join(to, filepath.FromSlash(workspace.JournalFile))
		again, found := read(restored)
		if found.events < confirmed || found.events%2 != 0 {
			t.Errorf("%d events were kept, of %d", found.events, confirmed)
		}
		_ = again.Close()
		if _, text, _ := strings.Cut(kept[filepath.FromSlash(workspace.JournalFile)], " "); !strings.HasPrefix(contents(t, dir)[filepath.FromSlash(workspace.JournalFile)], "-rw------- "+text) {
			t.Error("the journal does not begin with what was kept of it")
		}
		if want := "one\n"; round == 0 && !strings.HasSuffix(kept[filepath.Join("records", "releases.jsonl")], " "+want) {
			t.Error(kept[filepath.Join("records", "releases.jsonl")])
		}
	}
	_ = book.Close()
	_, err := workspace.Backup(t.Context(), dir, workspace.BackupOptions{Path: filepath.Join(t.TempDir(), "b.zip"), At: func(step string) {
		if step == "packed" {
			_ = os.Truncate(file, 10)
		}
	}})
	if err == nil || !strings.Contains(err.Error(), "changed while the backup was made: records/journal.jsonl") {
		t.Error(err)
	}
}

// TestALinkInAWorkspace is followed to what it points at, and not round in a
// circle.
func TestALinkInAWorkspace(t *testing.T) {
	dir := smallest(t)
	elsewhere := t.TempDir()
	if err := os.WriteFile(filepath.Join(elsewhere, "x.csv"), []byte("x\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, to := range map[string]string{"linked": elsewhere, "nowhere": filepath.Join(elsewhere, "gone")} {
		if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	to := filepath.Join(t.TempDir(), "back")
	if err := os.Mkdir(to, 0o755); err != nil { // empty is as good as not there
		t.Fatal(err)
	}
	if _, err := workspace.Restore(t.Context(), backup(t, dir), to); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(filepath.Join(to, "linked", "x.csv")); string(text) != "x\n" {
		t.Error(err)
	}
	if err := os.Symlink(dir, filepath.Join(dir, "round")); err != nil {
		t.Fatal(err)
	}
	_, err := workspace.Backup(t.Context(), dir, workspace.BackupOptions{Path: filepath.Join(elsewhere, "b.zip")})
	if err == nil || !strings.Contains(err.Error(), "round is a link to a folder that it lies in") {
		t.Error(err)
	}
}
