package store

import (
	"bytes"
	"context"
	"errors"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"heng/internal/disk"
	"heng/internal/fault"
	"heng/internal/locale"
)

// Records keeps what people did on a server: lines in their order, in a schema of
// their own beside the store's. One process holds them at a time, by a lock of its
// session. Where the session was lost, the next call begins another. One goroutine
// at a time may use it.
type Records struct {
	shared *shared // of the records' schema
	holder string
	engine *engine
	conn   *sqlx.Conn // holds the lock; nil where it was lost
}

const (
	// appendTime is how long an append may take.
	appendTime = 30 * time.Second
	// lockPatience is how long the lock is waited for, in steps: the session of a
	// process that was killed ends a moment after it. What a server is slow to answer
	// does not count: so slow it is to end sessions, too.
	lockPatience = 3 * time.Second
	lockStep     = 50 * time.Millisecond
)

var recordsBooks = books{"heng_records_migrations", "migrations/records"}

// recordsSettings are those of the session that holds the lock. The server finds
// out within a minute when its other end has gone without a word.
var recordsSettings = map[string]string{
	"tcp_keepalives_idle": "30", "tcp_keepalives_interval": "10", "tcp_keepalives_count": "3", "idle_session_timeout": "0",
}

// records is the same server with the schema of people's records.
func (u URL) records() (*shared, error) {
	if u.shared == nil {
		return nil, fault.New(fault.Usage, locale.M("store.records_no_server", "url", u.text)).WithHint(locale.M("store.records_no_server_hint"))
	}
	s := *u.shared
	s.schema += "_records"
	return &s, nil
}

// OpenRecords takes the records of the data package that u is of for this process,
// and makes their schema where it is not there. The holder is what another process
// that asks for them is told.
func OpenRecords(ctx context.Context, u URL, holder string) (*Records, error) {
	s, err := u.records()
	if err != nil {
		return nil, err
	}
	r := &Records{shared: s, holder: holder}
	if err := r.connect(ctx); err != nil {
		return nil, err
	}
	return r, nil
}

// ReadRecords returns all lines, without taking them; none where there is no such
// schema.
func ReadRecords(ctx context.Context, u URL) ([][]byte, error) {
	s, err := u.records()
	if err != nil {
		return nil, err
	}
	e, err := s.dial(ctx, map[string]string{"default_transaction_read_only": "on"})
	if err != nil {
		return nil, err
	}
	defer func() { _ = e.close() }()
	lines, err := s.lines(ctx, e.db, 0)
	if isMissing(err) {
		return nil, nil
	}
	return lines, Classify(ctx, err)
}

// lines reads what is behind a number. The error is the driver's.
func (s *shared) lines(ctx context.Context, q sqlx.QueryerContext, after int64) ([][]byte, error) {
	var lines [][]byte
	err := sqlx.SelectContext(ctx, q, &lines, "select line from "+QuoteName(s.schema)+".heng_journal where seq > $1 order by seq", after)
	return lines, err
}

// connect begins a session that holds the lock.
func (r *Records) connect(ctx context.Context) error {
	e, err := r.shared.dial(ctx, recordsSettings)
	if err != nil {
		return err
	}
	r.engine = e
	if err := r.take(ctx); err != nil {
		r.drop()
		return Classify(ctx, err)
	}
	return nil
}

func (r *Records) take(ctx context.Context) error {
	s := r.shared
	if err := s.migrate(ctx, r.engine.db, recordsBooks, "insert into heng_records (workspace) values ($1) on conflict do nothing"); err != nil {
		return err
	}
	var err error
	if r.conn, err = r.engine.db.Connx(ctx); err != nil {
		return err
	}
	for waited, taken := time.Duration(0), false; !taken; waited += lockStep {
		if err := r.conn.GetContext(ctx, &taken, "select pg_try_advisory_lock($1)", s.lockKey("records")); err != nil {
			return err
		}
		if taken {
			break
		}
		if waited >= lockPatience {
			return r.held(ctx)
		}
		time.Sleep(lockStep)
	}
	var owner string
	if err := r.conn.GetContext(ctx, &owner, "select workspace from "+QuoteName(s.schema)+".heng_records"); err != nil {
		return err
	}
	if owner != s.owner {
		return fault.New(fault.Refused, locale.M("store.records_of_other", "schema", s.schema, "name", owner)).
			WithHint(locale.M("store.records_of_other_hint"))
	}
	// Whatever the server's own setting is: what is confirmed is on its disk.
	if _, err := r.conn.ExecContext(ctx, "select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'"); err != nil {
		return err
	}
	_, err = r.conn.ExecContext(ctx, "update "+QuoteName(s.schema)+".heng_records set held_by = $1, held_since = now()", r.holder)
	return err
}

// held says who has the lock.
func (r *Records) held(ctx context.Context) error {
	var by struct {
		Holder *string    `db:"held_by"`
		Since  *time.Time `db:"held_since"`
	}
	holder, since := "?", "?"
	if err := r.conn.GetContext(ctx, &by, "select held_by, held_since from "+QuoteName(r.shared.schema)+".heng_records"); err != nil {
		return err
	}
	if by.Holder != nil && by.Since != nil {
		holder, since = *by.Holder, by.Since.UTC().Format("2006-01-02 15:04:05 MST")
	}
	return fault.Wrap(fault.Store, disk.ErrLocked, locale.M("store.records_held", "holder", holder, "since", since)).
		WithHint(locale.M("store.records_held_hint"))
}

// drop ends the session, and with it the lock and whatever was under way.
func (r *Records) drop() {
	if r.conn != nil {
		_ = r.conn.Close()
	}
	if r.engine != nil {
		_ = r.engine.close()
	}
	r.conn, r.engine = nil, nil
}

// Close gives the records back.
func (r *Records) Close() error {
	r.drop()
	return nil
}

// Read returns the lines behind a number.
func (r *Records) Read(ctx context.Context, after int64) ([][]byte, error) {
	if r.conn != nil {
		lines, err := r.shared.lines(ctx, r.conn, after)
		if err == nil {
			return lines, nil
		}
		r.drop()
	}
	if err := r.connect(ctx); err != nil {
		return nil, err
	}
	lines, err := r.shared.lines(ctx, r.conn, after)
	return lines, Classify(ctx, err)
}

// Append writes lines in one transaction behind the line of a number; where there
// are more lines than that, it writes nothing and says so. Without an error they are
// on the server's disk. Where the connection ends in the middle of the commit, what
// is there is looked up; if that cannot be done, the error says that it is not known.
// It goes on when ctx ends: half an answer helps nobody.
func (r *Records) Append(ctx context.Context, after int64, lines [][]byte) (grown bool, err error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), appendTime)
	defer cancel()
	tx, err := r.begin(ctx)
	if err != nil {
		return false, unrecorded(ctx, err)
	}
	if grown, err = r.write(ctx, tx, after, lines); err != nil || grown {
		if rollback := tx.Rollback(); err != nil || rollback != nil {
			r.drop()
		}
		return grown, unrecorded(ctx, err)
	}
	err = tx.Commit()
	if err == nil {
		return false, nil
	}
	r.drop()
	if e, ok := errors.AsType[*pq.Error](err); ok && fault.CodeOf(classifyShared(ctx, e)) != fault.Store {
		return false, unrecorded(ctx, err) // the server has said that it did not
	}
	return false, r.settle(ctx, err, after, lines)
}

// begin begins a transaction, in a new session where the present one has ended.
func (r *Records) begin(ctx context.Context) (*sqlx.Tx, error) {
	if r.conn != nil {
		tx, err := r.conn.BeginTxx(ctx, nil)
		if err == nil {
			return tx, nil
		}
		r.drop()
	}
	if err := r.connect(ctx); err != nil {
		return nil, err
	}
	return r.conn.BeginTxx(ctx, nil)
}

func (r *Records) write(ctx context.Context, tx *sqlx.Tx, after int64, lines [][]byte) (grown bool, err error) {
	table := QuoteName(r.shared.schema) + ".heng_journal"
	var there int64
	if err := tx.GetContext(ctx, &there, "select coalesce(max(seq), 0) from "+table); err != nil {
		return false, err
	}
	switch {
	case there > after:
		return true, nil
	case there < after:
		return false, fault.New(fault.Store, locale.M("store.records_fewer", "there", there, "here", after)).WithHint(locale.M("store.records_fewer_hint"))
	}
	_, err = tx.ExecContext(ctx, "insert into "+table+" (seq, line) select $1 + number, line from unnest($2::bytea[]) with ordinality as given (line, number)",
		after, pq.ByteaArray(lines))
	return false, err
}

// settle finds out whether a commit whose answer was lost took place. Who holds the
// lock again knows that the session of before has ended.
func (r *Records) settle(ctx context.Context, lost error, after int64, lines [][]byte) error {
	there, err := r.Read(ctx, after)
	switch {
	case err != nil:
		return fault.Wrap(fault.Store, lost, locale.M("store.records_unknown")).WithHint(locale.M("store.records_unknown_hint"))
	case len(there) >= len(lines) && bytes.Equal(bytes.Join(there[:len(lines)], nil), bytes.Join(lines, nil)):
		return nil
	}
	return unrecorded(ctx, lost)
}

// unrecorded says that nothing was written, and why as far as that is known.
func unrecorded(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	e, ok := errors.AsType[*fault.Error](Classify(ctx, err))
	if !ok {
		return fault.Wrap(fault.Store, err, locale.M("store.records_unwritten")).WithHint(locale.M("store.records_unwritten_hint"))
	}
	return fault.Wrap(e.Code, e.Cause, locale.M("store.records_unwritten_because", "reason", e.Message)).WithHint(e.Hint)
}
