package workspace

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"heng/internal/disk"
	"heng/internal/fault"
	"heng/internal/journal"
	"heng/internal/locale"
	"heng/internal/store"
)

// openRecorded opens a workspace and names its store, for its records of people.
func openRecorded(dir, given string, now time.Time) (*Workspace, store.URL, error) {
	w, findings, err := Open(dir)
	if err != nil {
		return nil, store.URL{}, err
	}
	_, url, err := w.given(findings, BuildOptions{Store: given, Now: now})
	if err != nil {
		return nil, store.URL{}, err
	}
	if url.Shared() && w.Package == nil { // whose records they are
		return nil, store.URL{}, errorsIn(findings)
	}
	return w, url, nil
}

// inStore reports whether heng.yaml keeps people's records in the store.
func (w *Workspace) inStore() bool { return w.Settings.Records == recordsInStore }

func (w *Workspace) journalPath() string {
	return filepath.Join(w.Root, filepath.FromSlash(JournalFile))
}

// places names where people's records are kept, and where they may have been before.
func (w *Workspace) places(url store.URL) (own, other string) {
	if w.inStore() {
		return url.String(), JournalFile
	}
	return JournalFile, url.String()
}

// openLog takes people's records for this process. What the other place holds of
// them must be there, too: a setting that was changed makes nothing disappear.
func (w *Workspace) openLog(ctx context.Context, url store.URL) (journal.Log, error) {
	log, err := w.takeLog(ctx, url)
	if err != nil {
		return nil, err
	}
	lines, err := log.Read(ctx, 0)
	var others [][]byte
	if err == nil {
		others, err = w.otherLines(ctx, url)
	}
	if err == nil && !begins(lines, others) {
		own, other := w.places(url)
		err = fault.New(fault.Refused, locale.M("workspace.records_elsewhere", "own", own, "other", other)).
			WithHint(locale.M("workspace.records_elsewhere_hint"))
	}
	if err != nil {
		return nil, errors.Join(err, log.Close())
	}
	return log, nil
}

func (w *Workspace) takeLog(ctx context.Context, url store.URL) (journal.Log, error) {
	if w.inStore() {
		return openStored(ctx, url)
	}
	return openFiled(w.journalPath())
}

// openFiled is journal.OpenFile; a nil *File would be no nil Log.
func openFiled(path string) (journal.Log, error) {
	log, err := journal.OpenFile(path)
	if err != nil {
		return nil, err
	}
	return log, nil
}

func openStored(ctx context.Context, url store.URL) (journal.Log, error) {
	host, err := os.Hostname()
	if err != nil {
		host = "?"
	}
	log, err := store.OpenRecords(ctx, url, fmt.Sprintf("%s (pid %d)", host, os.Getpid()))
	if err != nil {
		return nil, err
	}
	return log, nil
}

// otherLines reads what the place holds that heng.yaml does not name.
func (w *Workspace) otherLines(ctx context.Context, url store.URL) ([][]byte, error) {
	switch {
	case w.inStore():
		return w.filedLines()
	case url.Shared():
		return store.ReadRecords(ctx, url)
	}
	return nil, nil
}

// ownLines reads what the place holds that heng.yaml names, and leaves it to the process
// that writes there.
func (w *Workspace) ownLines(ctx context.Context, url store.URL) ([][]byte, error) {
	if w.inStore() {
		return store.ReadRecords(ctx, url)
	}
	return w.filedLines()
}

// filedLines reads the whole decisions of the journal's file.
func (w *Workspace) filedLines() ([][]byte, error) {
	text, err := os.ReadFile(w.journalPath())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, disk.CannotRead(JournalFile, err)
	}
	text = bytes.TrimSuffix(text[:journal.Whole(text)], []byte("\n"))
	if len(text) == 0 {
		return nil, nil
	}
	return bytes.Split(text, []byte("\n")), nil
}

// begins reports whether the first of some lines are those of a part.
func begins(lines, part [][]byte) bool { return common(lines, part) == len(part) }

// common is how many lines two logs begin with alike.
func common(a, b [][]byte) int {
	n := 0
	for n < len(a) && n < len(b) && bytes.Equal(a[n], b[n]) {
		n++
	}
	return n
}

// peopleText is the journal as a backup keeps it, of records that are in the store:
// what is there, or, where that was not brought to the store yet, what the file holds.
func (w *Workspace) peopleText(ctx context.Context, url store.URL) ([]byte, error) {
	lines, err := store.ReadRecords(ctx, url)
	if err != nil {
		return nil, err
	}
	filed, err := w.filedLines()
	if err != nil {
		return nil, err
	}
	if !begins(lines, filed) {
		if !begins(filed, lines) {
			return nil, w.apart(url, lines, filed)
		}
		lines = filed
	}
	if len(lines) == 0 {
		return nil, nil
	}
	return append(bytes.Join(lines, []byte("\n")), '\n'), nil
}

// apart refuses two logs of which neither continues the other.
func (w *Workspace) apart(url store.URL, a, b [][]byte) error {
	own, other := w.places(url)
	return fault.New(fault.Refused, locale.M("workspace.records_apart", "own", own, "other", other, "number", common(a, b)+1)).
		WithHint(locale.M("workspace.records_apart_hint"))
}

// Brought is what BringRecords did.
type Brought struct {
	Place string // where heng.yaml keeps people's records
	Count int    // of entries that were brought
	All   int    // of entries that are there now
}

// BringRecords brings people's records of the workspace in dir to where heng.yaml
// keeps them, from the other place, which stays as it is. Both are taken for this
// process meanwhile. What is there already must be what the other begins with.
func BringRecords(ctx context.Context, dir, given string, now func() time.Time) (_ *Brought, err error) {
	w, url, err := openRecorded(dir, given, now())
	if err != nil {
		return nil, err
	}
	to, err := w.takeLog(ctx, url)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	there, err := to.Read(ctx, 0)
	if err != nil {
		return nil, err
	}
	brought := &Brought{All: len(there)}
	brought.Place, _ = w.places(url)
	lines, err := w.otherLines(ctx, url)
	if err != nil || len(lines) == 0 {
		return brought, err
	}
	if lines, err = w.wholeLines(ctx, url, now); err != nil || begins(there, lines) {
		return brought, err
	}
	if !begins(lines, there) {
		return nil, w.apart(url, there, lines)
	}
	grown, err := to.Append(ctx, int64(len(there)), lines[len(there):])
	if err == nil && grown {
		err = fault.New(fault.Store, locale.M("journal.busy"))
	}
	if err != nil {
		return nil, err
	}
	brought.Count, brought.All = len(lines)-len(there), len(lines)
	return brought, nil
}

// wholeLines takes the other place for a moment, so that nobody writes there, and
// reads its lines when they are understood and their chain is whole.
func (w *Workspace) wholeLines(ctx context.Context, url store.URL, now func() time.Time) (lines [][]byte, err error) {
	var log journal.Log
	if w.inStore() {
		log, err = openFiled(w.journalPath())
	} else {
		log, err = openStored(ctx, url)
	}
	if err != nil {
		return nil, err
	}
	people, err := readPeople(ctx, log, now)
	if err != nil {
		return nil, err
	}
	lines, err = log.Read(ctx, 0)
	return lines, errors.Join(err, people.Close())
}
