package indicators

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"heng/indicators/internal/expr"
	"heng/internal/datapackage"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/store"
)

// Rows is the rows of a table or a model, in the order of the source.
type Rows struct {
	Columns []RowsColumn
	Rows    []Row
}

// RowsColumn is a column of Rows.
type RowsColumn struct {
	Name string
	Type datapackage.Type
}

// Row is one row: a value a column, as text in the form that heng explain
// writes; nil is null, which is another thing than an empty text. File, Sheet
// and Line say where the row came from; they are empty for a model whose header
// names no rows.
type Row struct {
	Values []*string
	File   string
	Sheet  string
	Line   int64
}

// Column returns the place of a column among the columns, or -1. As in SQL,
// letter case does not count.
func (r *Rows) Column(name string) int {
	return slices.IndexFunc(r.Columns, func(c RowsColumn) bool { return strings.EqualFold(c.Name, name) })
}

// Rows returns every row of a table or model, whether or not an indicator is
// about it: a table's in the order in which they were read, a model's in that
// of the rows its header names, or else in the order of its values. No columns
// means all of them. It only reads; cancelling ctx stops the engine.
func (p *Plan) Rows(ctx context.Context, st *store.Store, asOf time.Time, population string, columns []string) (*Rows, error) {
	of, err := p.population(population)
	if err != nil {
		return nil, err
	}
	at, err := of.places(columns)
	if err != nil {
		return nil, err
	}
	held, err := heldColumns(ctx, st)
	if err != nil {
		return nil, err
	}
	if missing := p.missing(held, of); len(missing) > 0 {
		return nil, notLoaded(missing)
	}
	e := &evaluation{plan: p, ctx: ctx, querier: st, asOf: asOf}
	if e.materialised, err = p.materialised(ctx, st); err != nil {
		return nil, err
	}
	return e.rows(of, at)
}

// population finds a table or model by its name.
func (p *Plan) population(name string) (*population, error) {
	if of := p.relations.bound[strings.ToLower(name)]; of != nil {
		return of, nil
	}
	return nil, fault.New(fault.Usage, locale.M("indicator.unknown_population", "name", name)).
		WithHint(nearest(name, p.relations.names()))
}

// places finds columns by their names; none means all.
func (p *population) places(columns []string) ([]int, error) {
	names := columnNames(p.relation)
	if len(columns) == 0 {
		columns = names
	}
	var at []int
	for _, name := range columns {
		i := slices.IndexFunc(names, func(n string) bool { return strings.EqualFold(n, name) })
		if i < 0 {
			return nil, fault.New(fault.Usage, locale.M("expr.unknown_column", "name", name, "table", p.relation.Name)).
				WithHint(nearest(name, names))
		}
		at = append(at, i)
	}
	return at, nil
}

func (e *evaluation) rows(p *population, at []int) (*Rows, error) {
	sql := e.rowsSQL(p, at)
	all := &Rows{}
	for _, i := range at {
		all.Columns = append(all.Columns, RowsColumn{Name: p.relation.Columns[i].Name, Type: e.plan.typeOf(p, i)})
	}
	rows, err := e.querier.Query(e.ctx, dated(sql, e.asOf))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		row := Row{Values: make([]*string, len(at))}
		var file, sheet *string
		var line *int64
		var targets []any
		for i := range row.Values {
			targets = append(targets, &row.Values[i])
		}
		if err := rows.Scan(append(targets, &file, &sheet, &line)...); err != nil {
			return nil, store.Classify(e.ctx, err)
		}
		for i := range row.Values {
			if p.relation.Columns[at[i]].Type.Kind == expr.Decimal && row.Values[i] != nil {
				trimmed := trimDecimal(*row.Values[i])
				row.Values[i] = &trimmed
			}
		}
		if file != nil && sheet != nil && line != nil {
			row.File, row.Sheet, row.Line = *file, *sheet, *line
		}
		all.Rows = append(all.Rows, row)
	}
	return all, store.Classify(e.ctx, rows.Err())
}

// rowsSQL prints the statement that lists the columns at some places, each with
// where its row came from.
func (e *evaluation) rowsSQL(p *population, at []int) string {
	with, from := e.plan.source(p, e.materialised)
	var outer, inner, order []string
	for _, i := range at {
		outer = append(outer, fmt.Sprintf("cast(q._c%d as varchar)", i))
	}
	for i, column := range p.relation.Columns {
		inner = append(inner, fmt.Sprintf("%s as _c%d", expr.Quote(column.Name), i))
		order = append(order, "q._c"+strconv.Itoa(i)+" nulls last")
	}
	head := with + "select " + strings.Join(outer, ", ") + ", "
	body := "(select " + strings.Join(inner, ", ")
	if p.resource != nil {
		return head + "f.path, f.sheet, q._line from " + body + ", _row, _file, _line from " + from +
			`) as q left join "_heng_files" as f on f.id = q._file order by q._row`
	}
	table := p.model.Rows
	if table == "" {
		return head + "null, null, null from " + body + " from " + from + ") as q order by " + strings.Join(order, ", ")
	}
	keys := e.plan.catalogue.Package.Resource(table).Schema.PrimaryKey
	// A row that the table does not have comes last. Among such rows, and among
	// several for one row of the table, the values decide.
	return head + "f.path, f.sheet, t._line from " + body + " from " + from + ") as q" + p.wayBack(table, keys) +
		" order by t._row nulls last, " + strings.Join(order, ", ")
}

// wayBack prints the joins that find, for the rows q of a model, the row t of
// the table that its header names and the file f it came from.
func (p *population) wayBack(table string, keys []string) string {
	var match, keyColumns []string
	for i, key := range keys {
		at := slices.IndexFunc(p.relation.Columns, func(column expr.Column) bool { return strings.EqualFold(column.Name, key) })
		keyColumns = append(keyColumns, fmt.Sprintf("%s as _k%d", expr.Quote(key), i))
		match = append(match, fmt.Sprintf("t._k%d = q._c%d", i, at))
	}
	return " left join (select " + strings.Join(keyColumns, ", ") + ", _row, _file, _line from " + expr.Quote(table) +
		") as t on " + strings.Join(match, " and ") + ` left join "_heng_files" as f on f.id = t._file`
}

// missing lists the tables that a population needs and the store does not hold
// as the package describes them.
func (p *Plan) missing(held map[string]bool, of *population) []string {
	tables := []string{of.relation.Name}
	if of.model != nil && p.asTable == "" {
		tables = p.tablesOf(of.model)
	}
	return slices.DeleteFunc(tables, func(table string) bool { return !p.lacks(held, table) })
}

func notLoaded(tables []string) error {
	return fault.New(fault.Store, locale.M("indicator.not_loaded", "names", tables)).WithHint(locale.M("indicator.not_loaded_hint"))
}

// kindTypes says which Table Schema type a computed column would have.
var kindTypes = map[expr.Kind]datapackage.Type{
	expr.Integer: datapackage.Integer, expr.Decimal: datapackage.Number, expr.Boolean: datapackage.Boolean,
	expr.Date: datapackage.Date, expr.Datetime: datapackage.Datetime,
}

// typeOf returns the Table Schema type of a population's column.
func (p *Plan) typeOf(of *population, at int) datapackage.Type {
	if of.resource != nil {
		if t := of.resource.Schema.Fields[at].Type; t != "" {
			return t
		}
		return datapackage.String
	}
	column := of.relation.Columns[at]
	t, ok := kindTypes[column.Type.Kind]
	if !ok {
		return datapackage.String
	}
	return t
}
