package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/duckdb/duckdb-go/v2"
	"github.com/jmoiron/sqlx"
)

func init() { sqlx.BindDriver("duckdb", sqlx.DOLLAR) }

// catalog is the name under which a generation is attached. It never reaches a
// statement: every connection uses it by default.
const catalog = "heng"

// portableSettings make the engine count as PostgreSQL does. They are set for
// the whole instance: some of them would otherwise hold only for the connection
// that set them.
var portableSettings = []string{
	"set global integer_division = true",
	"set global ieee_floating_point_ops = false",
	"set global default_null_order = 'nulls_last_on_asc_first_on_desc'",
}

// lockOut takes the file system and the network out of reach of any statement, and
// lockSettings what is set, this included. What is attached before stays usable.
const (
	lockOut      = "set global enable_external_access = false"
	lockSettings = "set global lock_configuration = true"
)

// engine is one instance of DuckDB. The database file is attached to an
// in-memory instance and not opened by name: a file name may then hold any
// character, and two stores of one process never share an instance, so each
// has the settings it was opened with.
type engine struct {
	db *sqlx.DB

	shared *shared // of a connection to a server; nil for DuckDB
	hold   *engine // keeps a reader's generation from being dropped
}

// engineConfig says how to start an engine.
type engineConfig struct {
	options  Options
	file     string   // to attach; empty for a store in memory only
	readOnly bool     // the file is attached for reading only
	open     bool     // the settings are not locked yet
	extra    []string // further settings
}

// startEngine starts an instance and makes sure that it answers.
func startEngine(ctx context.Context, c engineConfig) (*engine, error) {
	first := startStatements(c)
	var once sync.Once
	connector, err := duckdb.NewConnector(
		":memory:?autoinstall_known_extensions=false&autoload_known_extensions=false",
		func(conn driver.ExecerContext) error {
			var err error
			once.Do(func() { err = execAll(ctx, conn, first) })
			every := slices.Clone(arithmeticMacros)
			if c.file != "" {
				every = append(every, "use "+catalog)
			}
			if err == nil {
				// Later connections come after ctx has done its duty.
				err = execAll(context.WithoutCancel(ctx), conn, every)
			}
			return err
		})
	if err != nil {
		return nil, err
	}
	db := sqlx.NewDb(sql.OpenDB(connector), "duckdb")
	// Connections are cheap but each may hold memory of its last result.
	db.SetMaxOpenConns(8)
	db.SetMaxIdleConns(2)
	if err := db.PingContext(ctx); err != nil {
		_ = db.Close()
		return nil, err
	}
	return &engine{db: db}, nil
}

// startStatements lists what the first connection of an engine runs.
func startStatements(c engineConfig) []string {
	statements := append([]string{}, portableSettings...)
	if c.options.Threads > 0 {
		statements = append(statements, fmt.Sprintf("set global threads = %d", c.options.Threads))
	}
	if c.options.MemoryLimit != "" {
		statements = append(statements, "set global memory_limit = "+quoteText(c.options.MemoryLimit))
	}
	statements = append(statements, "set global temp_directory = "+quoteText(c.options.tempDir))
	statements = append(statements, c.extra...)
	if c.file != "" {
		attach := "attach " + quoteText(c.file) + " as " + catalog
		if c.readOnly {
			attach += " (read_only)"
		}
		statements = append(statements, attach)
	}
	statements = append(statements, lockOut)
	if c.open {
		return statements
	}
	return append(statements, lockSettings)
}

func execAll(ctx context.Context, conn driver.ExecerContext, statements []string) error {
	for _, statement := range statements {
		if _, err := conn.ExecContext(ctx, statement, nil); err != nil {
			return err
		}
	}
	return nil
}

// quoteText writes s as a text of SQL.
func quoteText(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

func (e *engine) close() error {
	err := e.db.Close()
	if e.hold != nil {
		err = errors.Join(err, e.hold.close())
	}
	return err
}
