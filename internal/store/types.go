package store

import (
	"context"
	"fmt"
	"strings"

	"heng/internal/datapackage"
)

// Columns that every table of records has besides its fields.
const (
	ColumnRow  = "_row"  // bigint: the row's place in the order of the sources, from 1
	ColumnFile = "_file" // integer: the id of its file in _heng_files
	ColumnLine = "_line" // bigint: the line of that file on which it begins
)

// Exact numbers keep 18 digits before the point and, behind it, as many as the
// field says: DECIMAL(24,6) where it says nothing. An engine holds 38 in all.
const (
	wholeDigits  = 18
	maxPrecision = 38
)

// Precision returns the digits in all and the digits after the point that a
// number of the field is stored with.
func Precision(f *datapackage.Field) (precision, decimals int) {
	decimals = min(f.Scale(), maxPrecision)
	return min(wholeDigits+decimals, maxPrecision), decimals
}

// SQLType returns the type of the column that holds the field's values.
func SQLType(f *datapackage.Field) string {
	switch f.Type {
	case datapackage.Integer, datapackage.Year:
		return "bigint"
	case datapackage.Number:
		precision, decimals := Precision(f)
		return fmt.Sprintf("decimal(%d,%d)", precision, decimals)
	case datapackage.Boolean:
		return "boolean"
	case datapackage.Date:
		return "date"
	case datapackage.Datetime:
		return "timestamp"
	}
	return "varchar"
}

// QuoteName writes s as a name of SQL.
func QuoteName(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }

// Execer runs statements that change a store; Store and Load do.
type Execer interface {
	Exec(ctx context.Context, sql string, args ...any) error
}

// CreateTable creates the empty table of a schema: a column a field and the
// columns that say where a row came from. Keys and constraints are not the
// engine's to hold; ingest checks them.
func CreateTable(ctx context.Context, to Execer, name string, schema *datapackage.Schema) error {
	text := "varchar"
	if s, ok := to.(interface{ textType() string }); ok {
		text = s.textType()
	}
	var b strings.Builder
	fmt.Fprintf(&b, "create table %s (", QuoteName(name))
	for _, f := range schema.Fields {
		kind := SQLType(f)
		if kind == "varchar" {
			kind = text
		}
		fmt.Fprintf(&b, "%s %s, ", QuoteName(f.Name), kind)
	}
	fmt.Fprintf(&b, "%s bigint, %s integer, %s bigint)", ColumnRow, ColumnFile, ColumnLine)
	return to.Exec(ctx, b.String())
}

// textType is the type of a column of text: on every engine it is ordered by
// code points, whatever the language of a server's database is.
func (s *Store) textType() string {
	if s.engine.shared != nil {
		return `varchar collate "C"`
	}
	return "varchar"
}
