package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"heng/internal/fault"
)

// LoadOptions say how to load.
type LoadOptions struct {
	Options
	Now time.Time // written in the lock for whoever finds it held

	// Replace lets a load take the place of data in a shared store that this
	// workspace has not seen.
	Replace bool

	// Narrow keeps an embedded engine within little memory until Widen, so that what
	// a load holds does not grow with its rows: a big group by then goes to the disk.
	// A statement that cannot do with so little fails; OutOfMemory tells. It does
	// nothing where Options say a limit, or on a server.
	Narrow bool

	// At, where it is set, is called when a load reaches a named step, in the
	// order of Steps. A test stops the process there.
	At func(step string)
}

// Steps are the steps of a load that LoadOptions.At hears of. Of a shared store
// it also hears "noted" and "committed", before "switched".
var Steps = []string{"locked", "copied", "opened", "checkpointed", "closed", "synced", "switched", "removed"}

// Load is a load in progress: the next generation, open for writing, while
// readers go on with the current one. It is a Store that takes any statement.
// It ends with Commit or Rollback; Rollback after Commit does nothing.
type Load struct {
	*Store // nil until Start

	url     URL
	options LoadOptions
	lock    *loadLock
	shared  *sharedLoad // nil for DuckDB
	wide    string      // the memory that Widen gives back; empty where nothing was taken
	base    int         // number of the current generation, 0 where there is none
	next    int
	done    bool
}

// BeginLoad takes the lock of a store, making its folder where there is none,
// and removes what loads that were cut short left. A second process gets a
// fault of the store that names the first. Nothing is copied before Start.
func BeginLoad(ctx context.Context, u URL, options LoadOptions) (*Load, error) {
	if u.shared != nil {
		return beginShared(ctx, u, options)
	}
	if err := u.wantFree(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(u.dir(), 0o755); err != nil {
		return nil, Classify(ctx, err)
	}
	lock, err := takeLock(u, options.Now)
	if err != nil {
		return nil, Classify(ctx, err)
	}
	l := &Load{url: u, options: options, lock: lock}
	l.at("locked")
	base, err := u.current()
	switch {
	case err == nil:
		l.base = base
	case !errors.Is(err, ErrNothingLoaded) && fault.CodeOf(err) != fault.Store:
		lock.release()
		return nil, Classify(ctx, err)
	}
	u.removeOthers(l.base)
	l.next = l.base + 1
	return l, nil
}

func (l *Load) at(step string) {
	if l.options.At != nil {
		l.options.At(step)
	}
}

// HasCurrent reports whether something was loaded before, sound or not.
func (l *Load) HasCurrent() bool { return l.base > 0 }

// Current reads the books of the current generation. The second result is
// false where there is none that can be used: nothing was loaded, the file is
// damaged, or it is of another layout. A load then starts empty, since all it
// holds can be made again.
func (l *Load) Current(ctx context.Context) (Books, bool, error) {
	if l.base == 0 {
		return Books{}, false, nil
	}
	s, err := l.openBase(ctx)
	if err != nil {
		if fault.CodeOf(err) == fault.Store {
			return Books{}, false, nil
		}
		return Books{}, false, err
	}
	defer s.Close()
	books, err := s.Books(ctx)
	if err != nil {
		if fault.CodeOf(err) == fault.Store {
			return Books{}, false, nil
		}
		return Books{}, false, err
	}
	return books, true, nil
}

// Start makes the next generation, as a copy of the current one or empty, and
// opens it for writing.
func (l *Load) Start(ctx context.Context, empty bool) error {
	if l.shared != nil {
		return l.startShared(ctx, empty)
	}
	path := l.url.generationPath(l.next)
	_ = os.Remove(path)
	empty = empty || l.base == 0
	if !empty {
		if err := copyFile(path, l.url.generationPath(l.base)); err != nil {
			_ = os.Remove(path)
			return Classify(ctx, err)
		}
	}
	l.at("copied")
	options := l.options.Options
	options.tempDir = l.url.spillPath(spills.Add(1))
	narrow := l.options.Narrow && options.MemoryLimit == ""
	e, err := startEngine(ctx, engineConfig{options: options, file: path, open: narrow, extra: []string{
		// Rows carry their place (_row), so the engine may write them as they come.
		"set global preserve_insertion_order = false",
		// The log is for a crash, and a crash throws this file away.
		"set global checkpoint_threshold = '1GB'",
	}})
	if err != nil {
		return damagedOr(ctx, err, path)
	}
	if err := l.begin(ctx, e, path, empty); err != nil || !narrow {
		return err
	}
	return l.takeMemory(ctx)
}

// narrowPerThread is the memory in MiB that a narrow load may hold for each thread of
// its engine. On two cores a load of 10 million rows then stays well below 300 MiB; it
// takes as long with 32 and with 128.
const narrowPerThread = 48

// takeMemory makes a load narrow.
func (l *Load) takeMemory(ctx context.Context) error {
	var threads int64
	if err := l.Get(ctx, &threads, "select current_setting('threads')::bigint"); err != nil {
		return err
	}
	if err := l.Get(ctx, &l.wide, "select current_setting('memory_limit')"); err != nil {
		return err
	}
	return l.Exec(ctx, fmt.Sprintf("set global memory_limit = '%dMiB'", threads*narrowPerThread))
}

// begin makes the new generation ready for rows, on whichever engine it is: with
// new books, or with those of the generation that it is a copy of.
func (l *Load) begin(ctx context.Context, e *engine, file string, empty bool) (err error) {
	if l.Store, err = newStore(ctx, e, file); err != nil {
		return err
	}
	if empty {
		err = createBooks(ctx, l.Store)
	} else {
		err = l.checkLayout(ctx)
	}
	if err != nil {
		return err
	}
	if _, err := l.counter(ctx, "load"); err != nil {
		return err
	}
	l.at("opened")
	return nil
}

// IsNarrow reports whether a load holds little memory, or did when it ended.
func (l *Load) IsNarrow() bool { return l != nil && l.wide != "" }

// Widen gives a load that began Narrow the memory that every other engine has,
// for what comes after its rows: the tables of models, which may be of any kind. It
// comes before any statement that an author had a word in.
func (l *Load) Widen(ctx context.Context) error {
	if l.wide == "" {
		return nil
	}
	if err := l.Exec(ctx, "set global memory_limit = "+quoteText(l.wide)); err != nil {
		return err
	}
	l.wide = ""
	return l.Exec(ctx, lockSettings)
}

func copyFile(to, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

// Commit makes the next generation the current one: everything is on disk
// before the pointer is switched, and what is older than the generation before
// goes after it. An error leaves the old generation current and the load rolled back.
func (l *Load) Commit(ctx context.Context) error {
	if l.Store == nil || l.done {
		return errors.New("store: commit of a load that is not open")
	}
	if err := l.commit(ctx); err != nil {
		l.Rollback()
		return Classify(ctx, err)
	}
	l.done = true
	l.at("switched")
	if l.shared != nil {
		l.endShared(l.next)
		l.at("removed")
		return l.closeEngine()
	}
	l.url.removeOthers(l.next)
	l.at("removed")
	l.lock.release()
	return nil
}

func (l *Load) commit(ctx context.Context) error {
	if l.shared != nil {
		return l.commitShared(ctx)
	}
	if err := l.Exec(ctx, "checkpoint "+catalog); err != nil {
		return err
	}
	l.at("checkpointed")
	path := l.file
	if err := l.closeEngine(); err != nil {
		return err
	}
	l.at("closed")
	if info, err := os.Stat(path + ".wal"); err == nil && info.Size() > 0 {
		return damaged(errors.New("the log was not written back"), path)
	}
	if err := syncFile(path); err != nil {
		return err
	}
	l.at("synced")
	if err := ctx.Err(); err != nil {
		return err
	}
	return l.url.switchTo(l.next)
}

// Rollback ends a load without effect: the current generation stays as it is.
func (l *Load) Rollback() {
	if l.done {
		return
	}
	l.done = true
	_ = l.closeEngine() // what it could not write is thrown away
	if l.shared != nil {
		l.rollbackShared()
		return
	}
	keep := l.base
	if current, err := l.url.current(); err == nil {
		keep = current // a switch that failed half-way may have happened all the same
	}
	l.url.removeOthers(keep)
	l.lock.release()
}

// Close is Rollback, so that a load that is forgotten changes nothing.
func (l *Load) Close() error {
	l.Rollback()
	return nil
}

func (l *Load) closeEngine() error {
	if l.Store == nil {
		return nil
	}
	s := l.Store
	l.Store = nil
	return s.Close()
}

// NextFileID returns an id for a file that no file had before, so that ids in
// kept rows stay true.
func (l *Load) NextFileID(ctx context.Context) (int, error) { return l.counter(ctx, "file") }
