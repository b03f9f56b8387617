package followup

import (
	"context"
	"time"

	"heng/internal/journal"
)

// Keeper is the ledger with the journal behind it. Its methods may be called by
// several goroutines.
type Keeper struct {
	book   *journal.Book
	ledger *Ledger
}

// NewKeeper joins a ledger to the book that it is a state of.
func NewKeeper(book *journal.Book, ledger *Ledger) *Keeper { return &Keeper{book, ledger} }

// Do makes happen what a command of the ledger returns. It may be asked again.
func (k *Keeper) Do(ctx context.Context, command func(l *Ledger) ([]journal.Draft, error)) error {
	return k.book.Do(ctx, func(time.Time) ([]journal.Draft, error) { return command(k.ledger) })
}

// View calls look while nothing changes. What the ledger's methods return may be
// kept.
func (k *Keeper) View(look func(l *Ledger)) { k.book.View(func() { look(k.ledger) }) }
