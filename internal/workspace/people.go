package workspace

import (
	"context"
	"time"

	"heng/internal/access"
	"heng/internal/consult"
	"heng/internal/followup"
	"heng/internal/journal"
)

// JournalFile holds what people do through the dashboard.
const JournalFile = RecordsDir + "/journal.jsonl"

// People is what people do: the book of it, and the states folded from it.
type People struct {
	Book     *journal.Book
	Gate     *access.Gate
	Consult  *consult.Register
	FollowUp *followup.Keeper
}

// OpenPeople reads the records of the workspace in dir, from where heng.yaml keeps
// them, and takes them for this process. The store is the one given, if any.
func OpenPeople(ctx context.Context, dir, store string, now func() time.Time) (*People, error) {
	w, url, err := openRecorded(dir, store, now())
	if err != nil {
		return nil, err
	}
	log, err := w.openLog(ctx, url)
	if err != nil {
		return nil, err
	}
	return readPeople(ctx, log, now)
}

// readPeople folds the states, and takes the log over.
func readPeople(ctx context.Context, log journal.Log, now func() time.Time) (*People, error) {
	accounts := access.NewAccounts()
	consulted := consult.NewRecords()
	ledger := followup.NewLedger()
	book, err := journal.Open(ctx, log, now, accounts, consulted, ledger)
	if err != nil {
		return nil, err
	}
	return &People{
		Book:     book,
		Gate:     access.NewGate(book, accounts, now),
		Consult:  consult.NewRegister(book, consulted),
		FollowUp: followup.NewKeeper(book, ledger),
	}, nil
}

// Close gives the records back.
func (p *People) Close() error { return p.Book.Close() }
