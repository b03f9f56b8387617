package release

import (
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"heng/indicators"
)

// Records is the rows of a table as they leave.
type Records struct {
	Table   indicators.DictionaryTable // with the released columns alone
	Columns []Column
	Rows    [][]*string // a value a column; nil is no value
	Held    []Held      // what does not leave, in the order of the columns
}

// Column is a released column and how it is released.
type Column struct {
	indicators.DictionaryColumn
	Release string // Public, Banded or Licensed
}

// Held is a column of which something does not leave: all of it, or the values
// of rows whose licence does not cover it.
type Held struct {
	Column  string
	Release string
	Ground  string
	Texts   int64 // of a licensed column: rows whose text is kept back
}

// Release prepares the rows of a table for the public: the columns that the
// policy lets out, amounts as bands, texts where a licence covers them on the
// day. The rows are those that are open.
func (p *Policy) Release(table indicators.DictionaryTable, rows *indicators.Rows, day time.Time) *Records {
	policy := p.Of(table.Name)
	out := &Records{Table: table}
	out.Table.Columns = nil
	var write []func(row indicators.Row) *string
	for _, column := range table.Columns {
		at := rows.Column(column.Name)
		field := policy.Field(column.Name)
		if policy.Release != Rows || at < 0 || field.Release == Withheld || field.Release == Aggregate {
			out.Held = append(out.Held, Held{Column: column.Name, Release: field.Release, Ground: field.Ground})
			continue
		}
		out.Columns = append(out.Columns, Column{column, field.Release})
		out.Table.Columns = append(out.Table.Columns, column)
		switch field.Release {
		case Banded:
			out.Held = append(out.Held, Held{Column: column.Name, Release: Banded, Ground: field.Ground})
			write = append(write, func(row indicators.Row) *string { return band(field.Bands, row.Values[at]) })
		case Licensed:
			held := len(out.Held)
			out.Held = append(out.Held, Held{Column: column.Name, Release: Licensed, Ground: field.Ground})
			write = append(write, func(row indicators.Row) *string {
				text := row.Values[at]
				covered := field.Licence != nil && field.Licence.Covers(day, func(name string) *string {
					if i := rows.Column(name); i >= 0 {
						return row.Values[i]
					}
					return nil
				})
				if text != nil && !covered {
					out.Held[held].Texts++
					return nil
				}
				return text
			})
		default:
			write = append(write, func(row indicators.Row) *string { return row.Values[at] })
		}
	}
	if len(out.Columns) == 0 {
		return out
	}
	for _, row := range rows.Rows {
		values := make([]*string, len(write))
		for i, f := range write {
			values[i] = f(row)
		}
		out.Rows = append(out.Rows, values)
	}
	out.Held = slices.DeleteFunc(out.Held, func(h Held) bool { return h.Release == Licensed && h.Texts == 0 })
	return out
}

// band writes the band that a number lies in as an interval, closed below and
// open above: (,100000) [100000,500000) [500000,).
func band(bounds []decimal.Decimal, value *string) *string {
	if value == nil {
		return nil
	}
	d, err := decimal.NewFromString(*value)
	if err != nil {
		return nil // a column of numbers holds none
	}
	at := 0
	for at < len(bounds) && !d.LessThan(bounds[at]) {
		at++
	}
	low, high := "(", ")"
	if at > 0 {
		low = "[" + bounds[at-1].String()
	}
	if at < len(bounds) {
		high = bounds[at].String() + ")"
	}
	text := low + "," + high
	return &text
}
