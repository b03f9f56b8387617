package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"heng/internal/fault"
	"heng/internal/locale"
)

//go:embed migrations
var migrations embed.FS

// books is a schema that holds books: the table of the migrations it has had,
// and the folder of all there are.
type books struct{ table, folder string }

var storeBooks = books{"heng_migrations", "migrations/store"}

// sharedSettings make every session write values as the embedded engine does.
func sharedSettings() map[string]string {
	return map[string]string{"datestyle": "ISO, MDY", "timezone": "UTC", "intervalstyle": "postgres", "extra_float_digits": "1"}
}

// dial opens a pool of connections. Each has the given settings from its start.
func (s *shared) dial(ctx context.Context, settings map[string]string) (*engine, error) {
	all := sharedSettings()
	for key, value := range settings {
		all[key] = value
	}
	if err := s.checkPassfile(); err != nil {
		return nil, err
	}
	connector, err := pq.NewConnector(s.with(all))
	if err != nil {
		// The driver's text may quote the URL; it goes nowhere.
		return nil, fault.New(fault.Usage, locale.M("store.bad_shared_url")).WithHint(locale.M("store.shared_url_hint"))
	}
	db := sqlx.NewDb(sql.OpenDB(connector), "postgres")
	db.SetMaxOpenConns(8)
	db.SetMaxIdleConns(4)
	if err := db.PingContext(ctx); err != nil {
		_ = db.Close()
		return nil, connecting(ctx, err)
	}
	return &engine{db: db, shared: s}, nil
}

// generationSchema names the schema that holds a generation.
func (s *shared) generationSchema(number int) string {
	return fmt.Sprintf("%s_g%0*d", s.schema, generationDigits, number)
}

// lockKey is the key of an advisory lock of this store.
func (s *shared) lockKey(what string) int64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte("heng\x00" + s.schema + "\x00" + what))
	return int64(h.Sum64())
}

func generationLock(number int) string { return fmt.Sprintf("generation %d", number) }

// state is the row of heng_store.
type state struct {
	Workspace  string     `db:"workspace"`
	Generation int        `db:"generation"`
	Last       int        `db:"last_generation"`
	LoadedAt   *time.Time `db:"loaded_at"`
	LoadedBy   *string    `db:"loaded_by"`
}

// state reads which generation is current; ErrNothingLoaded where the store was
// never made.
func (s *shared) state(ctx context.Context, q sqlx.QueryerContext) (state, error) {
	var found state
	err := sqlx.GetContext(ctx, q, &found, "select workspace, generation, last_generation, loaded_at, loaded_by from "+QuoteName(s.schema)+".heng_store")
	if isMissing(err) || errors.Is(err, sql.ErrNoRows) {
		return state{}, ErrNothingLoaded
	}
	return found, classifyShared(ctx, err)
}

// isMissing reports whether a statement failed for want of its table or schema.
func isMissing(err error) bool {
	e, ok := errors.AsType[*pq.Error](err)
	return ok && (e.Code == "42P01" || e.Code == "3F000")
}

// now returns the current generation.
func (s *shared) now(ctx context.Context, q sqlx.QueryerContext) (int, error) {
	found, err := s.state(ctx, q)
	if err == nil && found.Generation == 0 {
		err = ErrNothingLoaded
	}
	return found.Generation, err
}

// previous returns the generation before the current one.
func (s *shared) previous(ctx context.Context, q sqlx.QueryerContext) (int, error) {
	number, err := s.now(ctx, q)
	if err != nil {
		return 0, err
	}
	return s.before(ctx, q, number)
}

// before returns the generation that was current before a given one. Numbers have
// gaps, of loads that were cut short, so the books of the store say which it was;
// it must still be there.
func (s *shared) before(ctx context.Context, q sqlx.QueryerContext, number int) (int, error) {
	var earlier *int
	err := sqlx.GetContext(ctx, q, &earlier, "select max(generation) from "+QuoteName(s.schema)+".heng_loads where generation < $1", number)
	if err != nil {
		return 0, classifyShared(ctx, err)
	}
	if earlier == nil {
		return 0, ErrNothingEarlier
	}
	var there bool
	err = sqlx.GetContext(ctx, q, &there, "select exists (select 1 from pg_namespace where nspname = $1)", s.generationSchema(*earlier))
	if err != nil {
		return 0, classifyShared(ctx, err)
	}
	if !there {
		return 0, ErrNothingEarlier
	}
	return *earlier, nil
}

// openShared opens a generation of a shared store for reading: the one that which
// names.
func openShared(ctx context.Context, u URL, options Options, which func(context.Context, sqlx.QueryerContext) (int, error)) (*Store, error) {
	s := u.shared
	base, err := s.dial(ctx, nil)
	if err != nil {
		return nil, err
	}
	base.db.SetMaxOpenConns(1) // it holds the advisory lock
	number := 0
	for range openAttempts {
		found, err := which(ctx, base.db)
		if err != nil {
			_ = base.close()
			if none := nothing(err); none != nil {
				return nil, none
			}
			return nil, err
		}
		if found == number {
			return openSharedGeneration(ctx, u, base, number, options)
		}
		number = found
		// Held until the store is closed: a loader leaves the generation in peace.
		if _, err := base.db.ExecContext(ctx, "select pg_advisory_lock_shared($1)", s.lockKey(generationLock(number))); err != nil {
			_ = base.close()
			return nil, classifyShared(ctx, err)
		}
	}
	_ = base.close()
	return nil, fault.New(fault.Store, locale.M("store.busy")).WithHint(locale.M("store.loading_hint"))
}

func openSharedGeneration(ctx context.Context, u URL, base *engine, number int, _ Options) (*Store, error) {
	e, err := u.shared.dial(ctx, map[string]string{
		"search_path":                   QuoteName(u.shared.generationSchema(number)) + ", pg_catalog",
		"default_transaction_read_only": "on", "statement_timeout": u.shared.timeout,
	})
	if err != nil {
		_ = base.close()
		return nil, err
	}
	e.hold = base
	st, err := newStore(ctx, e, u.text)
	if err != nil {
		return nil, err
	}
	st.url = u
	err = u.shared.mayRead(ctx, base, number)
	if err == nil {
		err = st.checkLayout(ctx)
	}
	if err != nil {
		_ = st.Close()
		return nil, err
	}
	return st, nil
}

// mayRead refuses a role that was given its right after a generation was made: to
// it the tables seem not to be there.
func (s *shared) mayRead(ctx context.Context, e *engine, number int) error {
	var may bool
	err := e.db.GetContext(ctx, &may, "select has_schema_privilege($1, 'usage')", s.generationSchema(number))
	if err != nil {
		return classifyShared(ctx, err)
	}
	if !may {
		return fault.New(fault.Store, locale.M("store.no_right")).WithHint(locale.M("store.no_right_hint"))
	}
	return nil
}

// migrate makes the store's own schema what this version of Heng knows, under
// a lock, so that two who begin at once do not both make it. The last statement,
// of one parameter, notes whose it is.
func (s *shared) migrate(ctx context.Context, db *sqlx.DB, b books, owned string) error {
	tx, err := db.BeginTxx(ctx, nil)
	if err != nil {
		return classifyShared(ctx, err)
	}
	defer func() { _ = tx.Rollback() }()
	if err := s.migrateIn(ctx, tx, b); err != nil {
		return classifyShared(ctx, err)
	}
	if _, err := tx.ExecContext(ctx, owned, s.owner); err != nil {
		return classifyShared(ctx, err)
	}
	return classifyShared(ctx, tx.Commit())
}

func (s *shared) migrateIn(ctx context.Context, tx *sqlx.Tx, b books) error {
	if _, err := tx.ExecContext(ctx, "select pg_advisory_xact_lock($1)", s.lockKey("migrate")); err != nil {
		return err
	}
	var exists, ours bool
	if err := tx.GetContext(ctx, &exists, "select exists (select 1 from pg_namespace where nspname = $1)", s.schema); err != nil {
		return err
	}
	if !exists {
		if _, err := tx.ExecContext(ctx, "create schema "+QuoteName(s.schema)); err != nil {
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, "set local search_path to "+QuoteName(s.schema)); err != nil {
		return err
	}
	if err := tx.GetContext(ctx, &ours, "select exists (select 1 from pg_tables where schemaname = $1 and tablename = $2)", s.schema, b.table); err != nil {
		return err
	}
	version := 0
	if ours {
		// By its whole name: to a role without rights the search path hides it.
		if err := tx.GetContext(ctx, &version, "select coalesce(max(version), 0) from "+QuoteName(s.schema)+"."+b.table); err != nil {
			return err
		}
	} else {
		var others int
		if err := tx.GetContext(ctx, &others, "select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1", s.schema); err != nil {
			return err
		}
		if others > 0 {
			return fault.New(fault.Store, locale.M("store.schema_of_others", "schema", s.schema)).WithHint(locale.M("store.shared_url_hint"))
		}
		if _, err := tx.ExecContext(ctx, "create table "+b.table+" (version integer primary key, applied_at timestamptz not null default now())"); err != nil {
			return err
		}
	}
	names, err := fs.Glob(migrations, b.folder+"/*.sql") // in the order of their names
	if err != nil {
		return err
	}
	if version > len(names) {
		return fault.New(fault.Store, locale.M("store.newer_schema", "schema", s.schema)).WithHint(locale.M("store.newer_schema_hint"))
	}
	for i := version; i < len(names); i++ {
		text, err := migrations.ReadFile(names[i])
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, string(text)); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "insert into "+b.table+" (version) values ($1)", i+1); err != nil {
			return err
		}
	}
	return nil
}

// describeShared lists the columns of a statement by running it for no row.
func describeShared(ctx context.Context, db sqlx.QueryerContext, text string) ([]Column, error) {
	rows, err := db.QueryxContext(ctx, "select * from ("+text+") as described limit 0")
	if err != nil {
		return nil, Classify(ctx, err)
	}
	defer rows.Close()
	types, err := rows.ColumnTypes()
	if err != nil {
		return nil, Classify(ctx, err)
	}
	names := map[string]string{"INT8": "bigint", "INT4": "integer", "INT2": "smallint", "FLOAT8": "double", "FLOAT4": "float",
		"BOOL": "boolean", "TEXT": "varchar", "VARCHAR": "varchar", "BPCHAR": "varchar"}
	var columns []Column
	for _, t := range types {
		name := t.DatabaseTypeName()
		if precision, scale, ok := t.DecimalSize(); ok && name == "NUMERIC" && precision <= maxPrecision {
			columns = append(columns, Column{Name: t.Name(), Type: fmt.Sprintf("decimal(%d,%d)", precision, scale)})
			continue
		}
		if known, ok := names[name]; ok {
			name = known
		}
		columns = append(columns, Column{Name: t.Name(), Type: strings.ToLower(name)})
	}
	return columns, Classify(ctx, rows.Err())
}
