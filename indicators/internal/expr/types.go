package expr

import (
	"fmt"
	"strings"

	"heng/internal/locale"
)

// Kind is what an expression gives.
type Kind int

// The kinds. Broken stands for an expression with a problem of its own, so
// that one slip is reported once.
const (
	Broken Kind = iota
	Null
	Text
	Integer
	Decimal
	Boolean
	Date
	Datetime
	Interval
)

var kindNames = [...]string{"broken", "null", "text", "integer", "number", "boolean", "date", "datetime", "interval"}

// Name is the kind's name for messages.
func (k Kind) Name() locale.Message { return locale.M("expr.kind_" + kindNames[k]) }

// Type is a kind with the decimals of a Decimal.
type Type struct {
	Kind  Kind
	Scale int
}

// SQL names the type as both engines do.
func (t Type) SQL() string {
	switch t.Kind {
	case Integer:
		return "bigint"
	case Decimal:
		return fmt.Sprintf("decimal(38,%d)", t.Scale)
	case Boolean:
		return "boolean"
	case Date:
		return "date"
	case Datetime:
		return "timestamp"
	}
	return "varchar"
}

// Numeric reports whether the type is a number.
func (t Type) Numeric() bool { return t.Kind == Integer || t.Kind == Decimal }

// Bound is a checked expression: its SQL, printed anew, and its type.
type Bound struct {
	SQL      string
	Type     Type
	Nullable bool

	offset  int
	length  int
	origins []Origin
	literal *string // the text of a string literal
	column  *Column // the column it is, plain
	// nonNull are the columns that hold a value wherever a condition is true.
	nonNull map[string]bool
	// strict are the columns whose null makes the expression null.
	strict map[string]bool
	// neverZero: a literal other than zero.
	neverZero bool
}

// Column is a column of a relation.
type Column struct {
	Name     string
	Type     Type
	Nullable bool
	Codes    []string // the codes it may hold; nil when any

	// Of the result of a SELECT: the column that it is, unchanged, and the
	// columns that its values are computed from.
	Is   *Origin
	From []Origin
}

// Relation is a table or a model that a text may name.
type Relation struct {
	Name    string
	Columns []Column
}

// Empty prints a SELECT that gives the relation's columns and no row.
func (r *Relation) Empty() string {
	var columns []string
	for _, c := range r.Columns {
		columns = append(columns, "cast(null as "+c.Type.SQL()+") as "+Quote(c.Name))
	}
	return "select " + strings.Join(columns, ", ") + " where false"
}

// Column returns the column of that name, or nil. As in SQL, letter case does
// not count.
func (r *Relation) Column(name string) *Column {
	for i := range r.Columns {
		if strings.EqualFold(r.Columns[i].Name, name) {
			return &r.Columns[i]
		}
	}
	return nil
}

// Parameter is a named value that a text may use as :name.
type Parameter struct {
	Name string
	SQL  string // its typed literal
	Type Type
}

// Quote writes a name as both engines read it.
func Quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// Literal writes a string as both engines read it.
func Literal(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }
