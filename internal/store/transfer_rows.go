package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/duckdb/duckdb-go/v2"
	"github.com/jmoiron/sqlx"

	"heng/internal/fault"
	"heng/internal/locale"
)

// transferColumn is a column on its way from one store to another.
type transferColumn struct {
	name   string
	kind   string // of the types that SQLType gives; decimal without its digits
	digits string // of a decimal: (24,6)
	scale  int
	info   duckdb.TypeInfo
}

// transferColumns turns the columns of a table into those that can be copied:
// of every type that a field has.
func transferColumns(table string, described []Column) ([]transferColumn, error) {
	kinds := map[string]duckdb.Type{"varchar": duckdb.TYPE_VARCHAR, "bigint": duckdb.TYPE_BIGINT, "integer": duckdb.TYPE_INTEGER,
		"boolean": duckdb.TYPE_BOOLEAN, "date": duckdb.TYPE_DATE, "timestamp": duckdb.TYPE_TIMESTAMP}
	var columns []transferColumn
	for _, d := range described {
		c := transferColumn{name: d.Name, kind: d.Type}
		var precision, scale uint8
		var err error
		if n, _ := fmt.Sscanf(d.Type, "decimal(%d,%d)", &precision, &scale); n == 2 {
			c.kind, c.digits, c.scale = "decimal", strings.TrimPrefix(d.Type, "decimal"), int(scale)
			c.info, err = duckdb.NewDecimalInfo(precision, scale)
		} else if kind, known := kinds[d.Type]; known {
			c.info, err = duckdb.NewTypeInfo(kind)
		} else {
			err = fmt.Errorf("column %s is of the type %s", d.Name, d.Type)
		}
		if err != nil {
			return nil, fault.Wrap(fault.Store, err, locale.M("store.copy_type", "table", table, "column", d.Name)).WithHint(locale.M("store.copy_differs_hint"))
		}
		columns = append(columns, c)
	}
	return columns, nil
}

func engineColumns(columns []transferColumn) []duckdb.ColumnInfo {
	list := make([]duckdb.ColumnInfo, len(columns))
	for i, c := range columns {
		list[i] = duckdb.ColumnInfo{Name: c.name, T: c.info}
	}
	return list
}

func createStatement(table string, columns []transferColumn, text string) string {
	list := make([]string, len(columns))
	for i, c := range columns {
		kind := c.kind + c.digits
		if c.kind == "varchar" {
			kind = text
		}
		list[i] = QuoteName(c.name) + " " + kind
	}
	return "create table " + QuoteName(table) + " (" + strings.Join(list, ", ") + ")"
}

// tableSum stands for the rows of a table in whatever order: their number, and
// the sum of the SHA-256 of each.
type tableSum struct {
	rows  int64
	words [4]uint64
}

func (s *tableSum) add(row []byte) {
	s.rows++
	digest := sha256.Sum256(row)
	for i := range s.words {
		s.words[i] += binary.BigEndian.Uint64(digest[8*i:])
	}
}

// tableReader reads the rows of a table as texts. Its fill may be called by
// several goroutines.
type tableReader struct {
	ctx     context.Context
	columns []transferColumn

	mu    sync.Mutex
	rows  *sqlx.Rows
	cells []sql.NullString
	dest  []any
	plain []byte // of one row, for its sum
	sum   tableSum
}

// readTable begins to read a table.
func (s *Store) readTable(ctx context.Context, table string, columns []transferColumn) (*tableReader, error) {
	list := make([]string, len(columns))
	for i, c := range columns {
		list[i] = QuoteName(c.name) + "::varchar"
	}
	rows, err := s.Query(ctx, "select "+strings.Join(list, ", ")+" from "+QuoteName(table))
	if err != nil {
		return nil, err
	}
	r := &tableReader{ctx: ctx, columns: columns, rows: rows, cells: make([]sql.NullString, len(columns))}
	for i := range r.cells {
		r.dest = append(r.dest, &r.cells[i])
	}
	return r, nil
}

func (r *tableReader) close() { _ = r.rows.Close() }

// next reads a row; false at the end.
func (r *tableReader) next() (bool, error) {
	if !r.rows.Next() {
		return false, Classify(r.ctx, r.rows.Err())
	}
	if err := r.rows.Scan(r.dest...); err != nil {
		return false, Classify(r.ctx, err)
	}
	r.plain = r.plain[:0]
	for i := range r.cells {
		cell := &r.cells[i]
		if !cell.Valid {
			r.plain = append(r.plain, 0)
			continue
		}
		r.plain = append(r.plain, 1)
		r.plain = binary.AppendUvarint(r.plain, uint64(len(cell.String)))
		r.plain = append(r.plain, cell.String...)
	}
	r.sum.add(r.plain)
	return true, nil
}

// all reads every row for the sum alone.
func (r *tableReader) all() error {
	for {
		if more, err := r.next(); !more || err != nil {
			return err
		}
	}
}

// fill is a Fill.
func (r *tableReader) fill(chunk *Chunk) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := 0
	for n < ChunkRows {
		more, err := r.next()
		if err != nil {
			return 0, err
		}
		if !more {
			break
		}
		for i := range r.columns {
			if err := r.set(chunk, i, n); err != nil {
				return 0, err
			}
		}
		n++
	}
	return n, nil
}

func (r *tableReader) set(chunk *Chunk, column, row int) error {
	if !r.cells[column].Valid {
		return chunk.SetNull(column, row)
	}
	text := r.cells[column].String
	switch c := r.columns[column]; c.kind {
	case "bigint", "integer":
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return err
		}
		if c.kind == "integer" {
			return chunk.SetFile(column, row, int(n))
		}
		return chunk.SetInt(column, row, n)
	case "boolean":
		return chunk.SetBool(column, row, text == "true" || text == "t")
	case "date":
		day, err := time.Parse(time.DateOnly, text)
		if err != nil {
			return err
		}
		return chunk.SetDay(column, row, int32(day.Unix()/86400))
	case "timestamp":
		moment, err := time.Parse(time.DateTime, text)
		if err != nil {
			return err
		}
		return chunk.SetMoment(column, row, moment.UnixMicro())
	case "decimal":
		high, low, err := decimalUnits(text, c.scale)
		if err != nil {
			return err
		}
		return chunk.SetDecimal(column, row, high, low)
	}
	return chunk.SetText(column, row, []byte(text))
}

// decimalUnits reads a decimal as units of its last digit, in 128 bits.
func decimalUnits(text string, scale int) (high int64, low uint64, err error) {
	whole, behind, _ := strings.Cut(text, ".")
	if len(behind) > scale {
		return 0, 0, fmt.Errorf("decimal %q has more than %d digits behind its point", text, scale)
	}
	digits := whole + behind + strings.Repeat("0", scale-len(behind))
	if n, err := strconv.ParseInt(digits, 10, 64); err == nil {
		return n >> 63, uint64(n), nil
	}
	n, ok := new(big.Int).SetString(digits, 10)
	if !ok {
		return 0, 0, fmt.Errorf("%q is not a decimal", text)
	}
	lowest := new(big.Int).And(n, new(big.Int).SetUint64(^uint64(0)))
	return new(big.Int).Rsh(n, 64).Int64(), lowest.Uint64(), nil
}
