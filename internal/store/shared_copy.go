package store

import (
	"context"
	"encoding/binary"
	"math/big"
	"runtime"
	"strconv"
	"strings"
	"sync"

	"github.com/duckdb/duckdb-go/v2"
	"github.com/shopspring/decimal"
)

// copyRows holds the cells of a chunk on their way to a server, row after row.
type copyRows struct {
	cells  []any
	width  int
	scales []int32 // of the decimal columns
}

func (r *copyRows) set(column, row int, v any) error {
	r.cells[row*r.width+column] = v
	return nil
}

// decimalText writes a 128-bit number of units of the last decimal.
func decimalText(high int64, low uint64, scale int32) string {
	if high == int64(low)>>63 {
		if scale == 0 {
			return strconv.FormatInt(int64(low), 10)
		}
		return decimal.New(int64(low), -scale).String()
	}
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], low)
	n := new(big.Int).Lsh(big.NewInt(high), 64)
	return decimal.NewFromBigInt(n.Add(n, new(big.Int).SetBytes(b[:])), -scale).String()
}

// copyIn streams all that fill gives by COPY, over several connections at once.
func (l *Load) copyIn(ctx context.Context, table string, columns []duckdb.ColumnInfo, fill Fill) error {
	names := make([]string, len(columns))
	scales := make([]int32, len(columns))
	for i, c := range columns {
		names[i] = c.Name
		if d, ok := c.T.Details().(*duckdb.DecimalDetails); ok {
			scales[i] = int32(d.Scale)
		}
	}
	workers := l.options.Threads
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	workers = min(workers, 4)
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	errs := make([]error, workers)
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() {
			chunk := &Chunk{rows: &copyRows{cells: make([]any, ChunkRows*len(columns)), width: len(columns), scales: scales}}
			if errs[w] = l.copyChunks(ctx, table, names, chunk, fill); errs[w] != nil {
				cancel(errs[w])
			}
		})
	}
	group.Wait()
	if cause := context.Cause(ctx); cause != nil {
		return cause // the first error, not the cancellations it brought about
	}
	return nil
}

// copyInto is the statement that takes rows into a table.
func copyInto(table string, names []string) string {
	var columns []string
	for _, name := range names {
		columns = append(columns, QuoteName(name))
	}
	return "copy " + QuoteName(table) + " (" + strings.Join(columns, ", ") + ") from stdin"
}

func (l *Load) copyChunks(ctx context.Context, table string, names []string, chunk *Chunk, fill Fill) error {
	// The transaction ends here and nowhere else: one whose context is cancelled, as when
	// another connection has failed, would be rolled back by database/sql while the driver
	// still hears the answers to its COPY.
	tx, err := l.engine.db.BeginTxx(context.WithoutCancel(ctx), nil)
	if err != nil {
		return Classify(ctx, err)
	}
	defer func() { _ = tx.Rollback() }()
	statement, err := tx.PrepareContext(ctx, copyInto(table, names))
	if err != nil {
		return Classify(ctx, err)
	}
	// Before the transaction is rolled back: the driver hears the server's answers
	// to a COPY on a goroutine of its own until the statement is closed, and two
	// who read one connection wait for ever.
	defer func() { _ = statement.Close() }()
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		rows, err := fill(chunk)
		if err != nil {
			return err
		}
		if rows == 0 {
			break
		}
		for row := range rows {
			if _, err := statement.ExecContext(ctx, chunk.rows.cells[row*chunk.rows.width:(row+1)*chunk.rows.width]...); err != nil {
				return Classify(ctx, err)
			}
		}
	}
	if _, err := statement.ExecContext(ctx); err != nil {
		return Classify(ctx, err)
	}
	if err := statement.Close(); err != nil {
		return Classify(ctx, err)
	}
	return Classify(ctx, tx.Commit())
}
