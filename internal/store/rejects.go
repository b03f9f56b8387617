package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/duckdb/duckdb-go/v2"
	"github.com/shopspring/decimal"

	"heng/internal/locale"
)

// Reject is one reason for which a row was set aside, or, among the warnings,
// pointed out. A row may have several.
type Reject struct {
	Resource string
	FileID   int
	Line     int64
	Column   int    // of the file, from 1; 0 where the reason is the row's as a whole
	Field    string // the field's name; several of a key are joined by a comma
	Text     string // the offending text, as it was written; of a NUL, which a server cannot keep, its symbol ␀
	Reason   locale.Message
	Row      string // the row as it was written, likewise
}

// The tables of rejects and of warnings.
const (
	RejectsTable  = "_heng_rejects"
	WarningsTable = "_heng_warnings"
)

// AppendRejects adds entries to RejectsTable or WarningsTable.
func (l *Load) AppendRejects(ctx context.Context, table string, rejects []Reject) error {
	if len(rejects) == 0 {
		return nil
	}
	columns, err := rejectColumns()
	if err != nil {
		return err
	}
	next := make(chan []Reject, len(rejects)/ChunkRows+1)
	for len(rejects) > 0 {
		n := min(ChunkRows, len(rejects))
		next <- rejects[:n]
		rejects = rejects[n:]
	}
	close(next)
	return l.append(ctx, table, columns, func(chunk *Chunk) (int, error) {
		batch := <-next // nil once the channel is closed and empty
		for row, r := range batch {
			if err := setReject(chunk, row, r); err != nil {
				return 0, err
			}
		}
		return len(batch), nil
	})
}

// RenameRejects gives the entries of one resource to another, which has none. They are
// written again and not updated: an engine holds what an update changes in memory.
func (l *Load) RenameRejects(ctx context.Context, table, from, to string) error {
	columns, err := rejectColumns()
	if err != nil {
		return err
	}
	var others []string
	for _, c := range columns[1:] {
		others = append(others, QuoteName(c.Name))
	}
	list := strings.Join(others, ", ")
	err = l.Exec(ctx, fmt.Sprintf("insert into %s (resource, %s) select $1::varchar, %s from %s where resource = $2", table, list, list, table), to, from)
	if err != nil {
		return err
	}
	return l.Exec(ctx, "delete from "+table+" where resource = $1", from)
}

func rejectColumns() ([]duckdb.ColumnInfo, error) {
	text, err := duckdb.NewTypeInfo(duckdb.TYPE_VARCHAR)
	if err != nil {
		return nil, err
	}
	long, err := duckdb.NewTypeInfo(duckdb.TYPE_BIGINT)
	if err != nil {
		return nil, err
	}
	return []duckdb.ColumnInfo{
		{Name: "resource", T: text}, {Name: "file_id", T: long}, {Name: "line", T: long},
		{Name: "column_no", T: long}, {Name: "field", T: text}, {Name: "text", T: text},
		{Name: "reason_key", T: text}, {Name: "reason_args", T: text}, {Name: "row_text", T: text},
	}, nil
}

func setReject(chunk *Chunk, row int, r Reject) error {
	args, err := EncodeArgs(r.Reason.Args)
	if err != nil {
		return err
	}
	for _, c := range []struct {
		column int
		n      int64
	}{{1, int64(r.FileID)}, {2, r.Line}, {3, int64(r.Column)}} {
		if err := chunk.SetInt(c.column, row, c.n); err != nil {
			return err
		}
	}
	for _, c := range []struct {
		column int
		text   string
	}{{0, r.Resource}, {4, r.Field}, {5, r.Text}, {6, r.Reason.Key}, {7, args}, {8, r.Row}} {
		if err := chunk.SetText(c.column, row, []byte(showNUL(c.text))); err != nil {
			return err
		}
	}
	return nil
}

// showNUL shows the one character that PostgreSQL cannot keep by its symbol. No
// value that is accepted has it.
func showNUL(text string) string { return strings.ReplaceAll(text, "\x00", "\u2400") }

// rejectRow is a row of the two tables.
type rejectRow struct {
	Resource string `db:"resource"`
	FileID   int    `db:"file_id"`
	Line     int64  `db:"line"`
	Column   int    `db:"column_no"`
	Field    string `db:"field"`
	Text     string `db:"text"`
	Key      string `db:"reason_key"`
	Args     string `db:"reason_args"`
	Row      string `db:"row_text"`
}

// Rejects calls each with the entries of RejectsTable or WarningsTable for one
// resource, in the order of their places in the sources, at most limit of them
// (0: all). An error of each ends it.
func (s *Store) Rejects(ctx context.Context, table, resource string, limit int, each func(Reject) error) error {
	text := `select r.resource, r.file_id::bigint as file_id, r.line, r.column_no, r.field, r.text, r.reason_key, r.reason_args, r.row_text
		from ` + QuoteName(table) + ` r where r.resource = $1
		order by r.file_id, r.line, r.column_no, r.field, r.reason_key, r.reason_args`
	if limit > 0 {
		text += fmt.Sprintf(" limit %d", limit)
	}
	rows, err := s.Query(ctx, text, resource)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var r rejectRow
		if err := rows.StructScan(&r); err != nil {
			return Classify(ctx, err)
		}
		args, err := DecodeArgs(r.Args)
		if err != nil {
			return err
		}
		err = each(Reject{
			Resource: r.Resource, FileID: r.FileID, Line: r.Line, Column: r.Column, Field: r.Field,
			Text: r.Text, Reason: locale.Message{Key: r.Key, Args: args}, Row: r.Row,
		})
		if err != nil {
			return err
		}
	}
	return Classify(ctx, rows.Err())
}

// argJSON is an argument of a message as the store keeps it.
type argJSON struct {
	Name    string           `json:"name"`
	Text    *string          `json:"text,omitempty"`
	Integer *int64           `json:"integer,omitempty"`
	Decimal *decimal.Decimal `json:"decimal,omitempty"`
	List    []string         `json:"list,omitempty"`
	Texts   locale.Text      `json:"texts,omitempty"`
	Message *messageJSON     `json:"message,omitempty"`
}

type messageJSON struct {
	Key  string    `json:"key"`
	Args []argJSON `json:"args,omitempty"`
}

// EncodeArgs writes the arguments of a message so that it can be printed later
// in any language.
func EncodeArgs(args []locale.Arg) (string, error) {
	text, err := json.Marshal(toJSON(args))
	return string(text), err
}

// DecodeArgs reads what EncodeArgs wrote.
func DecodeArgs(text string) ([]locale.Arg, error) {
	var args []argJSON
	if err := json.Unmarshal([]byte(text), &args); err != nil {
		return nil, fmt.Errorf("arguments of a reason: %w", err)
	}
	return fromJSON(args), nil
}

func toJSON(args []locale.Arg) []argJSON {
	list := make([]argJSON, 0, len(args))
	for _, a := range args {
		j := argJSON{Name: a.Name}
		switch v := a.Value.(type) {
		case string:
			j.Text = &v
		case int:
			n := int64(v)
			j.Integer = &n
		case int64:
			j.Integer = &v
		case decimal.Decimal:
			j.Decimal = &v
		case []string:
			j.List = v
		case locale.Text:
			j.Texts = v
		case locale.Message:
			j.Message = &messageJSON{Key: v.Key, Args: toJSON(v.Args)}
		default:
			s := fmt.Sprint(v)
			j.Text = &s
		}
		list = append(list, j)
	}
	return list
}

func fromJSON(args []argJSON) []locale.Arg {
	var list []locale.Arg
	for _, j := range args {
		a := locale.Arg{Name: j.Name}
		switch {
		case j.Text != nil:
			a.Value = *j.Text
		case j.Integer != nil:
			a.Value = *j.Integer
		case j.Decimal != nil:
			a.Value = *j.Decimal
		case j.List != nil:
			a.Value = j.List
		case j.Texts != nil:
			a.Value = j.Texts
		case j.Message != nil:
			a.Value = locale.Message{Key: j.Message.Key, Args: fromJSON(j.Message.Args)}
		default:
			a.Value = ""
		}
		list = append(list, a)
	}
	return list
}
