package journal

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"time"

	"heng/internal/fault"
	"heng/internal/locale"
)

// State is folded from events. Apply takes in the next one and reports whether it
// is of a kind that the state knows.
type State interface {
	Apply(e Event) (known bool, err error)
}

// Book is a log with the states folded from it. Its methods may be called by
// several goroutines.
type Book struct {
	mu     sync.RWMutex
	log    Log
	now    func() time.Time
	states []State
	seq    int64
	last   string // the hash of the last line
	tail   []Event
}

// tailLength is how many of the last events a book keeps at hand.
const tailLength = 1000

// Open reads a log into states, which must be new, and takes the log over.
func Open(ctx context.Context, log Log, now func() time.Time, states ...State) (*Book, error) {
	b := &Book{log: log, now: now, states: states}
	if err := b.catchUp(ctx); err != nil {
		return nil, errors.Join(err, log.Close())
	}
	return b, nil
}

// Read folds the lines of a log, from its first, into states, which must be new, and
// leaves the log to whoever writes it: nothing can be done in the book.
func Read(lines [][]byte, states ...State) (*Book, error) {
	b := &Book{states: states}
	return b, b.take(lines)
}

// Close ends the book and its log.
func (b *Book) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.log.Close()
}

// View calls read while nothing changes. What it takes out of a state must be a copy.
func (b *Book) View(read func()) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	read()
}

// Do lets decide look at the states and say what is to happen, and makes it
// happen: all of it, or nothing. When Do returns without an error the events are
// on the disk. An error of decide is returned as it is. Where the log has events
// that the states do not know, they take them in, and decide is asked again.
func (b *Book) Do(ctx context.Context, decide func(now time.Time) ([]Draft, error)) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	const attempts = 8
	for range attempts {
		now := b.now().UTC()
		drafts, err := decide(now)
		if err != nil || len(drafts) == 0 {
			return err
		}
		events, lines, err := chain(drafts, b.seq, b.last, now)
		if err != nil {
			return fault.Wrap(fault.Internal, err, locale.M("journal.unwritten"))
		}
		grown, err := b.log.Append(ctx, b.seq, lines)
		if err != nil {
			return err
		}
		if grown {
			if err := b.catchUp(ctx); err != nil {
				return err
			}
			continue
		}
		for i, e := range events {
			if err := b.apply(e, lines[i]); err != nil {
				return err
			}
		}
		return nil
	}
	return fault.New(fault.Store, locale.M("journal.busy"))
}

// Last returns the newest events, the newest first, at most n of them.
func (b *Book) Last(n int) []Event {
	b.mu.RLock()
	defer b.mu.RUnlock()
	var last []Event
	for i := len(b.tail) - 1; i >= 0 && len(last) < n; i-- {
		last = append(last, b.tail[i])
	}
	return last
}

// All returns every event, the newest first, as the log holds them.
func (b *Book) All(ctx context.Context) ([]Event, error) {
	b.mu.Lock() // a log reads for one at a time
	defer b.mu.Unlock()
	lines, err := b.log.Read(ctx, 0)
	if err != nil {
		return nil, err
	}
	all := make([]Event, 0, len(lines))
	for _, line := range slices.Backward(lines) {
		var e Event
		if err := json.Unmarshal(line, &e); err != nil {
			return nil, unchained(int64(len(lines) - len(all)))
		}
		all = append(all, e)
	}
	return all, nil
}

func (b *Book) catchUp(ctx context.Context) error {
	lines, err := b.log.Read(ctx, b.seq)
	if err != nil {
		return err
	}
	return b.take(lines)
}

// take folds the lines that follow what the states know.
func (b *Book) take(lines [][]byte) error {
	var e Event
	for _, line := range lines {
		e = Event{}
		if err := json.Unmarshal(line, &e); err != nil || e.Seq != b.seq+1 || e.Before != b.last {
			return unchained(b.seq + 1)
		}
		if err := b.apply(e, line); err != nil {
			return err
		}
	}
	if e.More { // half a decision
		return unchained(e.Seq + 1)
	}
	return nil
}

func (b *Book) apply(e Event, line []byte) error {
	known := false
	for _, s := range b.states {
		mine, err := s.Apply(e)
		if err != nil {
			return fault.Wrap(fault.Input, err, locale.M("journal.unreadable", "number", e.Seq, "kind", e.Kind))
		}
		known = known || mine
	}
	if !known {
		return fault.New(fault.Input, locale.M("journal.unknown_kind", "number", e.Seq, "kind", e.Kind)).
			WithHint(locale.M("journal.unknown_kind_hint"))
	}
	b.seq, b.last = e.Seq, hash(line)
	if b.tail = append(b.tail, e); len(b.tail) > 2*tailLength {
		b.tail = append([]Event(nil), b.tail[tailLength:]...)
	}
	return nil
}
