package expr

import (
	"strings"

	"heng/internal/fault"
	"heng/internal/locale"
)

// selectScope is what the columns of one SELECT may be.
type selectScope struct {
	tables  []scopeTable
	broken  bool            // something behind FROM has a problem of its own
	nonNull map[string]bool // columns that a neighbour's IS NOT NULL guards
}

// scopeTable is a relation under the name it has in one SELECT.
type scopeTable struct {
	qualifier string // printed before a column; empty for a population
	name      string
	relation  Relation
	nullable  bool            // the outer side of a join
	merged    map[string]bool // columns that USING shows once, on the other side
}

func (s *selectScope) add(qualifier, name string, r Relation, nullable bool) {
	s.tables = append(s.tables, scopeTable{qualifier: qualifier, name: name, relation: r, nullable: nullable})
}

// key names a column where it is known whether it holds a value: two tables of
// one SELECT may have columns of one name.
func (t scopeTable) key(column string) string {
	if t.qualifier == "" {
		return strings.ToLower(column)
	}
	return strings.ToLower(t.qualifier + "." + column)
}

// guardKey is the key of the column that a reference means, or "" when it means
// none or more than one.
func (b *binder) guardKey(parts []string) string {
	name := parts[len(parts)-1]
	key := ""
	for _, t := range b.scope().tables {
		if len(parts) == 2 && !strings.EqualFold(t.name, parts[0]) || t.relation.Column(name) == nil {
			continue
		}
		if key != "" || len(parts) > 2 {
			return ""
		}
		key = t.key(name)
	}
	return key
}

// sql prints a column of the table.
func (t scopeTable) sql(c *Column) string {
	if t.qualifier == "" {
		return Quote(c.Name)
	}
	return Quote(t.qualifier) + "." + Quote(c.Name)
}

func (b *binder) bindColumn(n *node) Bound {
	if len(n.Columns) > 2 {
		return b.unknownColumn(n, strings.Join(n.Columns, "."))
	}
	name := n.Columns[len(n.Columns)-1]
	for i := len(b.scopes) - 1; i >= 0; i-- {
		scope := b.scopes[i]
		var found []scopeTable
		for _, t := range scope.tables {
			if len(n.Columns) == 2 && !strings.EqualFold(t.name, n.Columns[0]) {
				continue
			}
			if c := t.relation.Column(name); c != nil && (len(n.Columns) == 2 || !t.merged[strings.ToLower(name)]) {
				found = append(found, t)
			}
		}
		switch {
		case len(found) > 1:
			return b.broken(n, "ambiguous_column", locale.M("expr.ambiguous_column", "name", name))
		case len(found) == 1:
			t := found[0]
			c := t.relation.Column(name)
			key := t.key(c.Name)
			b.uses.add(c.From)
			return Bound{
				SQL: t.sql(c), Type: c.Type, column: c, strict: map[string]bool{key: true},
				Nullable: (c.Nullable || t.nullable) && !scope.nonNull[key],
			}
		}
	}
	return b.unknownColumn(n, strings.Join(n.Columns, "."))
}

func (b *binder) unknownColumn(n *node, name string) Bound {
	if b.scope().broken {
		return Bound{}
	}
	var tables, columns []string
	for _, t := range b.scope().tables {
		tables = append(tables, t.name)
		for _, c := range t.relation.Columns {
			columns = append(columns, c.Name)
		}
	}
	hint := locale.M("expr.known_columns", "names", columns)
	if near := fault.Nearest(name, columns); near != "" {
		hint = locale.M("fault.did_you_mean", "name", near)
	}
	return b.broken(n, "unknown_column", locale.M("expr.unknown_column", "name", name, "table", tables), hint)
}
