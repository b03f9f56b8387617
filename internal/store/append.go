package store

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/duckdb/duckdb-go/v2"

	"heng/internal/datapackage"
)

// ChunkRows is the most rows a Chunk holds.
const ChunkRows = 2048

// Chunk is a batch of rows on their way into a table. Columns count from 0 in
// the table's order: the fields, then the three of a row's origin. A row whose
// every column is set exactly once, in any order, is well formed. The engine
// copies texts.
type Chunk struct {
	chunk duckdb.DataChunk
	rows  *copyRows // on the way to a server; chunk is then not used
}

// SetNull leaves a cell without a value.
func (c *Chunk) SetNull(column, row int) error {
	if c.rows != nil {
		return c.rows.set(column, row, nil)
	}
	return c.chunk.SetValue(column, row, nil)
}

// SetText sets a cell of a varchar column. The text must be valid UTF-8.
func (c *Chunk) SetText(column, row int, text []byte) error {
	if c.rows != nil {
		return c.rows.set(column, row, string(text))
	}
	return duckdb.SetChunkValue(c.chunk, column, row, text)
}

// SetInt sets a cell of a bigint column.
func (c *Chunk) SetInt(column, row int, n int64) error {
	if c.rows != nil {
		return c.rows.set(column, row, n)
	}
	return duckdb.SetChunkValue(c.chunk, column, row, n)
}

// SetFile sets the cell that says which file a row came from.
func (c *Chunk) SetFile(column, row, id int) error {
	if c.rows != nil {
		return c.rows.set(column, row, int64(id))
	}
	return duckdb.SetChunkValue(c.chunk, column, row, int32(id))
}

// SetBool sets a cell of a boolean column.
func (c *Chunk) SetBool(column, row int, v bool) error {
	if c.rows != nil {
		return c.rows.set(column, row, v)
	}
	return duckdb.SetChunkValue(c.chunk, column, row, v)
}

// SetDay sets a cell of a date column, in days since 1970-01-01.
func (c *Chunk) SetDay(column, row int, days int32) error {
	if c.rows != nil {
		return c.rows.set(column, row, time.Unix(int64(days)*86400, 0).UTC().Format(time.DateOnly))
	}
	return duckdb.SetChunkValue(c.chunk, column, row, time.Unix(int64(days)*86400, 0).UTC())
}

// SetMoment sets a cell of a timestamp column, in microseconds since
// 1970-01-01T00:00.
func (c *Chunk) SetMoment(column, row int, micros int64) error {
	if c.rows != nil {
		return c.rows.set(column, row, time.UnixMicro(micros).UTC().Format("2006-01-02 15:04:05.999999"))
	}
	return duckdb.SetChunkValue(c.chunk, column, row, time.UnixMicro(micros).UTC())
}

// SetDecimal sets a cell of a decimal column to the 128-bit whole number of
// units of its last decimal, high half first.
func (c *Chunk) SetDecimal(column, row int, high int64, low uint64) error {
	if c.rows != nil {
		return c.rows.set(column, row, decimalText(high, low, c.rows.scales[column]))
	}
	if high == int64(low)>>63 {
		return duckdb.SetChunkValue(c.chunk, column, row, int64(low))
	}
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], low)
	n := new(big.Int).Lsh(big.NewInt(high), 64)
	return duckdb.SetChunkValue(c.chunk, column, row, n.Add(n, new(big.Int).SetBytes(b[:])))
}

// Fill writes rows into a chunk and returns how many. It is called by several
// threads of the engine at once, each with its own chunk, until it returns 0
// to each of them; then and after an error it is not called again by that
// thread.
type Fill func(chunk *Chunk) (rows int, err error)

// Append adds rows to a table made by CreateTable of the same schema, as many
// as fill gives. This is the fast way in: the engine pulls chunks on its own
// threads, so what fill does runs in parallel. An error of fill is returned as
// it is; part of the rows may then be in the table.
func (l *Load) Append(ctx context.Context, table string, schema *datapackage.Schema, fill Fill) error {
	types, err := columnTypes(schema)
	if err != nil {
		return err
	}
	return l.append(ctx, table, types, fill)
}

func columnTypes(schema *datapackage.Schema) ([]duckdb.ColumnInfo, error) {
	var columns []duckdb.ColumnInfo
	add := func(name string, t duckdb.TypeInfo, err error) error {
		columns = append(columns, duckdb.ColumnInfo{Name: name, T: t})
		return err
	}
	var errs []error
	for _, f := range schema.Fields {
		t, err := typeInfo(f)
		errs = append(errs, add(f.Name, t, err))
	}
	for _, c := range []struct {
		name string
		t    duckdb.Type
	}{{ColumnRow, duckdb.TYPE_BIGINT}, {ColumnFile, duckdb.TYPE_INTEGER}, {ColumnLine, duckdb.TYPE_BIGINT}} {
		t, err := duckdb.NewTypeInfo(c.t)
		errs = append(errs, add(c.name, t, err))
	}
	return columns, errors.Join(errs...)
}

func typeInfo(f *datapackage.Field) (duckdb.TypeInfo, error) {
	switch f.Type {
	case datapackage.Integer, datapackage.Year:
		return duckdb.NewTypeInfo(duckdb.TYPE_BIGINT)
	case datapackage.Number:
		precision, decimals := Precision(f)
		return duckdb.NewDecimalInfo(uint8(precision), uint8(decimals))
	case datapackage.Boolean:
		return duckdb.NewTypeInfo(duckdb.TYPE_BOOLEAN)
	case datapackage.Date:
		return duckdb.NewTypeInfo(duckdb.TYPE_DATE)
	case datapackage.Datetime:
		return duckdb.NewTypeInfo(duckdb.TYPE_TIMESTAMP)
	}
	return duckdb.NewTypeInfo(duckdb.TYPE_VARCHAR)
}

// append registers fill as a table function of the engine and inserts all it
// gives. The function's name is used once, since the engine cannot forget it.
func (l *Load) append(ctx context.Context, table string, columns []duckdb.ColumnInfo, fill Fill) error {
	if l.shared != nil {
		return l.copyIn(ctx, table, columns, fill)
	}
	conn, err := l.engine.db.Conn(ctx)
	if err != nil {
		return Classify(ctx, err)
	}
	defer conn.Close()
	source := &appendSource{columns: columns, fill: fill}
	name := fmt.Sprintf("_heng_rows_%d", appends.Add(1))
	err = duckdb.RegisterTableUDF(conn, name, duckdb.ParallelChunkTableFunction{
		BindArguments: func(map[string]any, ...any) (duckdb.ParallelChunkTableSource, error) { return source, nil },
	})
	if err != nil {
		return Classify(ctx, err)
	}
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = QuoteName(c.Name)
	}
	list := strings.Join(names, ", ")
	_, err = conn.ExecContext(ctx, fmt.Sprintf("insert into %s (%s) select %s from %s()", QuoteName(table), list, list, name))
	if cause := source.failure(); cause != nil {
		return cause
	}
	return Classify(ctx, err)
}

// appends numbers the table functions of this process.
var appends atomic.Int64

// appendSource is a table function of the engine around a Fill.
type appendSource struct {
	columns []duckdb.ColumnInfo
	fill    Fill

	mu  sync.Mutex
	err error
}

func (s *appendSource) ColumnInfos() []duckdb.ColumnInfo { return s.columns }

func (s *appendSource) Cardinality() *duckdb.CardinalityInfo { return nil }

// Init leaves the number of threads to the engine.
func (s *appendSource) Init() duckdb.ParallelTableSourceInfo {
	return duckdb.ParallelTableSourceInfo{MaxThreads: 0}
}

func (s *appendSource) NewLocalState() any { return &struct{}{} }

// FillChunk runs on a thread of the engine, which no panic may cross.
func (s *appendSource) FillChunk(_ any, chunk duckdb.DataChunk) (err error) {
	rows := 0
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic while rows were read: %v", r)
		}
		if err != nil {
			s.fail(err)
			rows = 0
		}
		err = errors.Join(err, chunk.SetSize(rows))
	}()
	if s.failure() != nil {
		return nil
	}
	rows, err = s.fill(&Chunk{chunk: chunk})
	return err
}

func (s *appendSource) fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err == nil {
		s.err = err
	}
}

func (s *appendSource) failure() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}
