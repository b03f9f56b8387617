package workspace

import (
	"context"
	"path/filepath"
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

// OpenPeople reads the records of the workspace in dir and takes them for this
// process.
func OpenPeople(ctx context.Context, dir string, now func() time.Time) (*People, error) {
	log, err := journal.OpenFile(filepath.Join(dir, filepath.FromSlash(JournalFile)))
	if err != nil {
		return nil, err
	}
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
