package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"heng/internal/disk"
	"heng/internal/fault"
	"heng/internal/locale"
)

// The files of a store whose URL is duckdb:.heng/heng.duckdb:
//
//	.heng/heng-00000006.duckdb   the generation before, kept for comparison
//	.heng/heng-00000007.duckdb   a generation: a database that is never written again
//	.heng/heng.current           the name of the current generation
//	.heng/heng.lock              held while a process loads
//	.heng/heng-….tmp             where the engine spills a big sort
const generationDigits = 8

func (u URL) generationName(number int) string {
	return fmt.Sprintf("%s-%0*d.duckdb", u.stem(), generationDigits, number)
}

func (u URL) generationPath(number int) string {
	return filepath.Join(u.dir(), u.generationName(number))
}

func (u URL) pointerPath() string { return filepath.Join(u.dir(), u.stem()+".current") }

func (u URL) lockPath() string { return filepath.Join(u.dir(), u.stem()+".lock") }

// generationNumber reads the number in a generation's file name.
func (u URL) generationNumber(name string) (int, bool) {
	digits, ok := strings.CutPrefix(name, u.stem()+"-")
	if !ok {
		return 0, false
	}
	digits, ok = strings.CutSuffix(digits, ".duckdb")
	if !ok || len(digits) < generationDigits {
		return 0, false
	}
	n, err := strconv.Atoi(digits)
	return n, err == nil && n > 0
}

// ErrNothingLoaded stands behind the fault of a store in which there is no
// current generation.
var ErrNothingLoaded = errors.New("no generation of the store")

// ErrNothingEarlier says that nothing is kept of what was loaded before.
var ErrNothingEarlier = errors.New("no earlier generation of the store")

// previous returns the number of the generation before the current one.
func (u URL) previous() (int, error) {
	n, err := u.current()
	if err != nil {
		return 0, err
	}
	if _, err := os.Stat(u.generationPath(n - 1)); err != nil {
		return 0, ErrNothingEarlier
	}
	return n - 1, nil
}

// current returns the number of the current generation.
func (u URL) current() (int, error) {
	text, err := os.ReadFile(u.pointerPath())
	if errors.Is(err, fs.ErrNotExist) {
		return 0, ErrNothingLoaded
	}
	if err != nil {
		return 0, err
	}
	n, ok := u.generationNumber(strings.TrimSuffix(string(text), "\n"))
	if !ok {
		return 0, damaged(fmt.Errorf("the pointer holds %q", text), u.pointerPath())
	}
	return n, nil
}

// Files names the files that hold what was loaded last, in the folder of the
// store: a copy of them is a store. A shared store has none.
func (u URL) Files() ([]string, error) {
	if u.shared != nil {
		return nil, nil
	}
	number, err := u.current()
	if err != nil {
		return nil, err
	}
	return []string{u.generationName(number), filepath.Base(u.pointerPath())}, nil
}

// switchTo makes a generation the current one. A crash leaves either the old
// pointer or the new: the text is on disk before its name is, and its name
// before this returns.
func (u URL) switchTo(number int) error {
	temporary := u.pointerPath() + ".new"
	if err := writeSynced(temporary, u.generationName(number)+"\n"); err != nil {
		_ = os.Remove(temporary)
		return err
	}
	if err := os.Rename(temporary, u.pointerPath()); err != nil {
		_ = os.Remove(temporary)
		return err
	}
	return disk.SyncDir(u.dir())
}

func writeSynced(path, text string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Sync(), f.Close())
}

// syncFile makes sure that a file's bytes are on disk.
func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// removeOthers removes what no reader can ask for any more: generations other
// than the given one and the one before it with their logs, half-written pointers
// and the spill folders of processes that are gone. It is called with the lock
// held. A file that cannot be removed (Windows, while a reader holds it) stays for
// the next.
func (u URL) removeOthers(keep int) {
	entries, err := os.ReadDir(u.dir())
	if err != nil {
		return
	}
	for _, e := range entries {
		name := e.Name()
		path := filepath.Join(u.dir(), name)
		n, isGeneration := u.generationNumber(strings.TrimSuffix(name, ".wal"))
		pid, isSpill := u.spillOwner(name)
		switch {
		case isGeneration && n != keep && n != keep-1: // numbers follow each other: every one was current
			_ = os.Remove(path)
		case isSpill && !disk.IsAlive(pid):
			_ = os.RemoveAll(path)
		case name == filepath.Base(u.pointerPath())+".new":
			_ = os.Remove(path)
		}
	}
}

// spillPath names a folder for the engine's temporary files that no other
// store, of this process or another, uses.
func (u URL) spillPath(number int64) string {
	return filepath.Join(u.dir(), fmt.Sprintf("%s-%d-%d.tmp", u.stem(), os.Getpid(), number))
}

// spillOwner reads the process in the name of a spill folder.
func (u URL) spillOwner(name string) (pid int, ok bool) {
	rest, ok := strings.CutPrefix(name, u.stem()+"-")
	if !ok {
		return 0, false
	}
	rest, ok = strings.CutSuffix(rest, ".tmp")
	if !ok {
		return 0, false
	}
	owner, _, ok := strings.Cut(rest, "-")
	if !ok {
		return 0, false
	}
	pid, err := strconv.Atoi(owner)
	return pid, err == nil
}

// damaged says that a file of the store is broken and what to do about it:
// nothing in it is the only copy of anything.
func damaged(cause error, path string) *fault.Error {
	return fault.Wrap(fault.Store, cause, locale.M("store.damaged", "path", path)).
		WithHint(locale.M("store.damaged_hint"))
}
