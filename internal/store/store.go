package store

import (
	"context"

	"github.com/jmoiron/sqlx"
)

// Options are the limits an engine runs under. The zero value leaves them to
// the engine: all processors, four fifths of the memory.
type Options struct {
	Threads     int    // 0: as many as there are processors
	MemoryLimit string // for example 2GB; empty: the engine's own choice

	tempDir string // where a big sort may spill; empty: nowhere
}

// Store is a store that is open for statements. It may be used by several
// goroutines at once and must be closed.
type Store struct {
	engine  *engine
	file    string // the generation's file; empty for a store in memory
	version string
	url     URL // it was opened at; of a store in memory none
}

// Column is a column of a result.
type Column struct {
	Name string
	Type string // in lower case, as SQLType writes it: varchar, bigint, decimal(24,6)…
}

// OpenMemory opens an empty store that can be written and lives only as long
// as the value: for checking definitions and for worked examples. It is locked
// down as a store of files is.
func OpenMemory(ctx context.Context, options Options) (*Store, error) {
	e, err := startEngine(ctx, engineConfig{options: options})
	if err != nil {
		return nil, Classify(ctx, err)
	}
	return newStore(ctx, e, "")
}

func newStore(ctx context.Context, e *engine, file string) (*Store, error) {
	s := &Store{engine: e, file: file}
	if err := e.db.GetContext(ctx, &s.version, "select version()::varchar"); err != nil {
		_ = e.close()
		return nil, Classify(ctx, err)
	}
	return s, nil
}

// Close releases the store. Rows that are still open become invalid.
func (s *Store) Close() error { return s.engine.close() }

// Version returns the engine's version as it names itself.
func (s *Store) Version() string { return s.version }

// Query runs one statement that gives rows. The caller closes the rows; errors
// they report while being read go through Classify.
func (s *Store) Query(ctx context.Context, sql string, args ...any) (*sqlx.Rows, error) {
	rows, err := s.engine.db.QueryxContext(ctx, sql, args...)
	return rows, s.classify(ctx, err)
}

// Select runs one statement and scans all its rows into dest, a pointer to a
// slice of structs (with db tags) or of single values.
func (s *Store) Select(ctx context.Context, dest any, sql string, args ...any) error {
	return s.classify(ctx, s.engine.db.SelectContext(ctx, dest, sql, args...))
}

// Get runs one statement and scans its first row into dest. No row is
// sql.ErrNoRows behind a QueryError.
func (s *Store) Get(ctx context.Context, dest any, sql string, args ...any) error {
	return s.classify(ctx, s.engine.db.GetContext(ctx, dest, sql, args...))
}

// Exec runs a statement that changes a store in memory; a store that was opened
// for reading refuses it with a QueryError.
func (s *Store) Exec(ctx context.Context, sql string, args ...any) error {
	_, err := s.engine.db.ExecContext(ctx, sql, args...)
	return s.classify(ctx, err)
}

// ParseSQL returns the tree of a SELECT statement as the engine's JSON, with
// numbers written in full. Text that does not parse, or is not a SELECT, is no
// error here: the JSON then has error true, error_message and perhaps position,
// which counts bytes from 0. A text without any statement has an empty list of
// statements.
func (s *Store) ParseSQL(ctx context.Context, text string) ([]byte, error) {
	if s.engine.shared != nil {
		// The grammar of expressions is the embedded engine's on every store.
		parser, err := OpenMemory(ctx, Options{Threads: 1})
		if err != nil {
			return nil, err
		}
		defer func() { _ = parser.Close() }()
		return parser.ParseSQL(ctx, text)
	}
	return parseSQL(ctx, s.engine.db, text)
}

func parseSQL(ctx context.Context, db sqlx.QueryerContext, text string) ([]byte, error) {
	var tree string
	err := sqlx.GetContext(ctx, db, &tree, "select json_serialize_sql($1::varchar)::varchar", text) //nolint:misspell // the engine's name
	if err != nil {
		return nil, Classify(ctx, err)
	}
	return []byte(tree), nil
}

// Describe returns the columns that a SELECT would give, without running it.
// The text must be one statement that was checked before (ParseSQL).
func (s *Store) Describe(ctx context.Context, sql string) ([]Column, error) {
	if s.engine.shared != nil {
		return describeShared(ctx, s.engine.db, sql)
	}
	return describe(ctx, s.engine.db, sql)
}

func (s *Store) classify(ctx context.Context, err error) error {
	if s.engine.shared != nil {
		err = classifyShared(ctx, err)
	}
	return Classify(ctx, err)
}
