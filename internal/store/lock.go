package store

import (
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"time"

	"heng/internal/disk"
	"heng/internal/fault"
	"heng/internal/locale"
)

// loadLock is held by the one process that loads. The system releases it when
// the process ends, however it ends.
type loadLock struct{ file *os.File }

// lockText is what a lock holds: nothing, or who held it when its process ended.
// What else bears the name is another program's, and is not written over.
var lockText = regexp.MustCompile(`^([0-9]+ [0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8}\n?)?$`)

// takeLock takes the store's lock without waiting, and writes who holds it
// since when for the next who asks.
func takeLock(u URL, now time.Time) (*loadLock, error) {
	f, err := os.OpenFile(u.lockPath(), os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, err
	}
	if err := disk.Lock(f); err != nil {
		defer f.Close()
		if !errors.Is(err, disk.ErrLocked) {
			return nil, err
		}
		text, _ := io.ReadAll(io.LimitReader(f, 200))
		pid, since, _ := strings.Cut(strings.TrimSpace(string(text)), " ")
		message := locale.M("store.loading", "pid", pid, "since", since)
		if pid == "" || since == "" {
			message = locale.M("store.loading_unknown")
		}
		return nil, fault.Wrap(fault.Store, err, message).WithHint(locale.M("store.loading_hint"))
	}
	lock := &loadLock{file: f}
	if text, err := io.ReadAll(io.LimitReader(f, 200)); err != nil || !lockText.Match(text) {
		lock.close()
		return nil, fault.Wrap(fault.Usage, err, locale.M("store.not_a_lock", "path", u.lockPath())).WithHint(locale.M("store.not_a_store_hint"))
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		lock.close()
		return nil, err
	}
	if err := f.Truncate(0); err == nil {
		// A lock whose owner is not written is still a lock: a full disk is met later.
		fmt.Fprintf(f, "%d %s\n", os.Getpid(), now.Format("2006-01-02 15:04:05"))
	}
	return lock, nil
}

// release gives the lock back. The file stays: removing it would let two
// processes lock two files of one name.
func (l *loadLock) release() {
	_ = l.file.Truncate(0) // who held it is of use only while it is held
	l.close()
}

func (l *loadLock) close() {
	_ = disk.Unlock(l.file)
	l.file.Close()
}
