package expr

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"heng/internal/fault"
	"heng/internal/locale"
)

// Query is a checked SELECT: its SQL, printed anew, its columns, and the
// relations it reads.
type Query struct {
	SQL     string
	Columns []Column
	Reads   []string
	Rows    []Origin // the columns by which its conditions choose rows
}

// BindSelect checks the one SELECT of a model over known relations.
func BindSelect(ctx context.Context, p Parser, text string, scope Scope) (Query, []Problem, error) {
	q, src, problem, err := parse(ctx, p, "", text)
	if err != nil {
		return Query{}, nil, err
	}
	if problem != nil {
		return Query{}, []Problem{*problem}, nil
	}
	b := &binder{src: src, parameters: scope.Parameters, inModel: true, resolve: scope.Resolve, known: scope.Names, uses: origins{}}
	reads := map[string]bool{}
	result := b.selectQuery(q, reads)
	seen := map[string]bool{}
	for _, c := range result.Columns {
		if key := strings.ToLower(c.Name); seen[key] {
			b.brokenAt(0, 1, "duplicate_column", locale.M("expr.duplicate_column", "name", c.Name))
		} else {
			seen[key] = true
		}
	}
	for name := range reads {
		result.Reads = append(result.Reads, name)
	}
	slices.Sort(result.Reads)
	result.Rows = b.uses.sorted()
	return result, b.problems, nil
}

// selectQuery prints a query with every column of its result cast to the type
// that the check found, so that both engines give the same.
func (b *binder) selectQuery(q *query, reads map[string]bool) Query {
	for _, cte := range q.CTEs.Map {
		if len(cte.Value.Aliases) > 0 || cte.Value.Query.Node == nil || cte.Value.Query.Node.Type == "RECURSIVE_CTE_NODE" {
			b.brokenAt(0, 1, "not_allowed", locale.M("expr.not_allowed", "what", "with recursive"))
			return Query{}
		}
	}
	if q.Type == "SET_OPERATION_NODE" {
		return b.setOperation(q, reads)
	}
	if q.Type != "SELECT_NODE" {
		b.brokenAt(0, 1, "not_a_select", locale.M("expr.not_a_select"))
		return Query{}
	}
	saved := b.relations
	defer func() { b.relations = saved }()
	with := b.bindCTEs(q, reads)
	b.scopes = append(b.scopes, &selectScope{})
	defer func() { b.scopes = b.scopes[:len(b.scopes)-1] }()
	from := ""
	if q.From != nil && q.From.Type != "EMPTY" {
		from = " from " + b.bindRelation(q.From, false, reads)
	}
	if q.Qualify != nil || q.Sample != nil || len(q.GroupSets) > 1 || q.Handling != "" && q.Handling != "STANDARD_HANDLING" {
		b.brokenAt(0, 1, "not_allowed", locale.M("expr.not_allowed", "what", "qualify, sample, grouping sets, group by all"))
		return Query{}
	}
	where := ""
	if q.Where != nil {
		bound := b.condition(q.Where)
		where = " where " + bound.SQL
		b.scope().nonNull = bound.nonNull
	}
	columns, items := b.selectList(q)
	var sql strings.Builder
	sql.WriteString(with + "select ")
	modifiers := b.bindModifiers(q, &sql)
	sql.WriteString(strings.Join(items, ", ") + from + where)
	if len(q.GroupBy) > 0 {
		sql.WriteString(" group by " + strings.Join(b.groupBy(q), ", "))
	}
	if q.Having != nil {
		sql.WriteString(" having " + b.condition(q.Having).SQL)
	}
	sql.WriteString(modifiers)
	return Query{SQL: sql.String(), Columns: columns}
}

func (b *binder) bindCTEs(q *query, reads map[string]bool) string {
	if len(q.CTEs.Map) == 0 {
		return ""
	}
	b.relations = cloneRelations(b.relations)
	var parts []string
	for _, cte := range q.CTEs.Map {
		inner := b.selectQuery(cte.Value.Query.Node, reads)
		parts = append(parts, Quote(cte.Key)+" as ("+inner.SQL+")")
		b.relations[strings.ToLower(cte.Key)] = Relation{Name: "", Columns: inner.Columns}
	}
	return "with " + strings.Join(parts, ", ") + " "
}

func cloneRelations(m map[string]Relation) map[string]Relation {
	out := make(map[string]Relation, len(m))
	for k, v := range m {
		out[k] = v
	}
	return out
}

func (b *binder) setOperation(q *query, reads map[string]bool) Query {
	words := map[string]string{"UNION": "union", "EXCEPT": "except", "INTERSECT": "intersect"}
	word, ok := words[q.SetOp]
	if !ok || len(q.Modifiers) > 0 || len(q.CTEs.Map) > 0 {
		b.brokenAt(0, 1, "not_allowed", locale.M("expr.not_allowed", "what", strings.ToLower(q.SetOp)))
		return Query{}
	}
	if q.SetOpAll {
		word += " all"
	}
	left, right := b.selectQuery(q.Left, reads), b.selectQuery(q.Right, reads)
	if len(left.Columns) != len(right.Columns) {
		b.brokenAt(0, 1, "union_columns", locale.M("expr.union_columns", "left", len(left.Columns), "right", len(right.Columns)))
		return Query{}
	}
	columns := slices.Clone(left.Columns)
	var outer []string
	for i, r := range right.Columns {
		l := &columns[i]
		switch {
		case l.Type.Kind == Null:
			l.Type = r.Type
		case r.Type.Kind == Null:
		case l.Type.Numeric() && r.Type.Numeric():
			if l.Type.Kind != r.Type.Kind {
				l.Type.Kind = Decimal
			}
			l.Type.Scale = max(l.Type.Scale, r.Type.Scale)
		case l.Type.Kind != r.Type.Kind && l.Type.Kind != Broken && r.Type.Kind != Broken:
			b.brokenAt(0, 1, "types_differ", locale.M("expr.types_differ", "left", l.Type.Kind.Name(), "right", r.Type.Kind.Name()))
		}
		l.Nullable = l.Nullable || r.Nullable
		l.Codes = nil
		if l.Is != nil && (r.Is == nil || *l.Is != *r.Is) {
			l.Is = nil
		}
		both := origins{}
		both.add(l.From)
		both.add(r.From)
		l.From = both.sorted()
		outer = append(outer, fmt.Sprintf("cast(%s as %s) as %s", Quote(l.Name), l.Type.SQL(), Quote(l.Name)))
	}
	sql := "select " + strings.Join(outer, ", ") + " from (" + left.as(columns) + " " + word + " " + right.as(columns) + ") as u"
	return Query{SQL: sql, Columns: columns}
}

// as prints the query with its columns cast to others' types, so that no engine
// has to find a type for both sides of a union.
func (q Query) as(columns []Column) string {
	same := true
	var items []string
	for i, c := range q.Columns {
		same = same && c.Type == columns[i].Type
		items = append(items, fmt.Sprintf("cast(%s as %s) as %s", Quote(c.Name), columns[i].Type.SQL(), Quote(columns[i].Name)))
	}
	if same {
		return q.SQL
	}
	return "select " + strings.Join(items, ", ") + " from (" + q.SQL + ") as s"
}

// bindRelation prints what stands behind FROM. A table is read through a list
// of its declared columns, so that no bookkeeping column comes along.
func (b *binder) bindRelation(r *relation, nullable bool, reads map[string]bool) string {
	sql := b.relationSQL(r, nullable, reads)
	b.scope().broken = b.scope().broken || sql == ""
	return sql
}

// relationSQL prints a relation, or "" when it has a problem.
func (b *binder) relationSQL(r *relation, nullable bool, reads map[string]bool) string {
	at := b.src.offset(r.Location)
	switch r.Type {
	case "BASE_TABLE":
		known, ok := b.relation(r, at)
		if !ok {
			return ""
		}
		alias := r.Alias
		if alias == "" {
			alias = r.Table
		}
		if known.Name != "" {
			known = named(known)
		}
		b.scope().add(alias, alias, known, nullable)
		if known.Name == "" { // a common table expression of this text
			return Quote(strings.ToLower(r.Table)) + " as " + Quote(alias)
		}
		reads[known.Name] = true
		return Source(known) + " as " + Quote(alias)
	case "JOIN":
		return b.bindJoin(r, nullable, reads)
	case "SUBQUERY":
		if r.Alias == "" || r.Subquery == nil {
			b.brokenAt(at, 1, "subquery_alias", locale.M("expr.subquery_alias"))
			return ""
		}
		inner := b.selectQuery(r.Subquery.Node, reads)
		b.scope().add(r.Alias, r.Alias, Relation{Name: r.Alias, Columns: inner.Columns}, nullable)
		return "(" + inner.SQL + ") as " + Quote(r.Alias)
	case "TABLE_FUNCTION":
		b.brokenAt(at, b.src.word(at), "table_function", locale.M("expr.table_function"))
	default:
		b.brokenAt(at, 1, "not_allowed", locale.M("expr.not_allowed", "what", strings.ToLower(strings.ReplaceAll(r.Type, "_", " "))))
	}
	return ""
}

// relation finds the table, model or common table expression that r names.
func (b *binder) relation(r *relation, at int) (Relation, bool) {
	if r.Schema == "" && r.Catalog == "" && len(r.Aliases) == 0 {
		if cte, ok := b.relations[strings.ToLower(r.Table)]; ok {
			return cte, true
		}
		known, problem := b.resolve(r.Table)
		if problem != nil {
			b.brokenAt(at, len(r.Table), "model_cycle", *problem)
			return Relation{}, false
		}
		if known != nil {
			return *known, true
		}
	}
	hint := locale.M("expr.known_relations", "names", b.known)
	if near := fault.Nearest(r.Table, b.known); near != "" {
		hint = locale.M("fault.did_you_mean", "name", near)
	}
	b.brokenAt(at, len(r.Table), "unknown_relation", locale.M("expr.unknown_relation", "name", r.Table), hint)
	return Relation{}, false
}

// Source prints a relation as a list of its columns.
func Source(r Relation) string {
	var names []string
	for _, c := range r.Columns {
		names = append(names, Quote(c.Name))
	}
	return "(select " + strings.Join(names, ", ") + " from " + Quote(r.Name) + ")"
}

func (b *binder) bindJoin(r *relation, nullable bool, reads map[string]bool) string {
	words := map[string]string{"INNER": "join", "LEFT": "left join", "RIGHT": "right join", "FULL": "full join"}
	word, ok := words[r.JoinType]
	if !ok || r.RefType != "REGULAR" && r.RefType != "CROSS" {
		b.brokenAt(b.src.offset(r.Location), 1, "not_allowed", locale.M("expr.not_allowed", "what", strings.ToLower(r.RefType+" "+r.JoinType)+" join"))
		return ""
	}
	outerLeft := r.JoinType == "RIGHT" || r.JoinType == "FULL"
	outerRight := r.JoinType == "LEFT" || r.JoinType == "FULL"
	left := b.bindRelation(r.Left, nullable || outerLeft, reads)
	before := len(b.scope().tables)
	right := b.bindRelation(r.Right, nullable || outerRight, reads)
	if r.RefType == "CROSS" {
		return left + " cross join " + right
	}
	if len(r.Using) > 0 {
		if outerLeft {
			// The merged column is neither table's then, and would have to be
			// printed as both.
			b.brokenAt(b.src.offset(r.Location), 1, "not_allowed", locale.M("expr.not_allowed", "what", "right, full join using"))
			return ""
		}
		var names []string
		for _, name := range r.Using {
			if !b.joinable(name, before, b.src.offset(r.Location)) {
				return ""
			}
			names = append(names, Quote(name))
			for i := range b.scope().tables[before:] {
				t := &b.scope().tables[before+i]
				if t.merged == nil {
					t.merged = map[string]bool{}
				}
				t.merged[strings.ToLower(name)] = true
			}
		}
		return left + " " + word + " " + right + " using (" + strings.Join(names, ", ") + ")"
	}
	condition := "true"
	if r.Condition != nil {
		b.aside(func() { condition = b.condition(r.Condition).SQL })
	}
	return "(" + left + " " + word + " " + right + " on " + condition + ")"
}

// joinable checks that a column of USING stands on both sides, whose tables
// begin at before, with types that compare.
func (b *binder) joinable(name string, before, at int) bool {
	var sides [2]*Column
	for i, t := range b.scope().tables {
		side := 0
		if i >= before {
			side = 1
		}
		if c := t.relation.Column(name); c != nil && !t.merged[strings.ToLower(name)] {
			sides[side] = c
		}
	}
	switch l, r := sides[0], sides[1]; {
	case l == nil || r == nil:
		b.brokenAt(at, 1, "unknown_column", locale.M("expr.unknown_column", "name", name, "table", "using"))
		return false
	case l.Type.Kind != r.Type.Kind && (!l.Type.Numeric() || !r.Type.Numeric()) && l.Type.Kind != Broken && r.Type.Kind != Broken:
		b.brokenAt(at, 1, "types_differ", locale.M("expr.types_differ", "left", l.Type.Kind.Name(), "right", r.Type.Kind.Name()))
		return false
	}
	return true
}

// selectList prints the result's columns.
func (b *binder) selectList(q *query) ([]Column, []string) {
	var columns []Column
	var items []string
	add := func(c Column, sql string) {
		if c.Type.Kind == Null {
			c.Type.Kind = Text
		}
		columns = append(columns, c)
		items = append(items, fmt.Sprintf("cast(%s as %s) as %s", sql, c.Type.SQL(), Quote(c.Name)))
	}
	for i, n := range q.Select {
		if n.Class == "STAR" {
			if len(n.Exclude)+len(n.Replace)+len(n.Rename) > 0 {
				b.broken(n, "not_allowed", locale.M("expr.not_allowed", "what", "exclude, replace"))
			}
			for _, t := range b.scope().tables {
				if n.Relation != "" && !strings.EqualFold(n.Relation, t.name) {
					continue
				}
				for j := range t.relation.Columns {
					c := t.relation.Columns[j]
					if n.Relation == "" && t.merged[strings.ToLower(c.Name)] {
						continue
					}
					c.Nullable = c.Nullable || t.nullable
					add(c, t.sql(&c))
				}
			}
			continue
		}
		bound, from := b.traced(n)
		name := n.Alias
		if name == "" && n.Class == "COLUMN_REF" {
			name = n.Columns[len(n.Columns)-1]
		}
		if name == "" {
			b.broken(n, "column_name", locale.M("expr.column_name", "number", i+1), locale.M("expr.column_name_hint"))
		}
		if len(name) > maxColumnName {
			b.broken(n, "long_column_name", locale.M("expr.long_column_name", "name", name, "bytes", maxColumnName), locale.M("expr.long_column_name_hint"))
		}
		c := Column{Name: name, Type: bound.Type, Nullable: bound.Nullable, From: from}
		if bound.column != nil {
			c.Codes, c.Is = bound.column.Codes, bound.column.Is
		}
		add(c, bound.SQL)
	}
	return columns, items
}

// maxColumnName is how many bytes of a name a server keeps. It cuts longer ones
// without a word, so that two of them could become one.
const maxColumnName = 63

// groupBy prints GROUP BY; a number or an output name stands for that column of
// the result.
func (b *binder) groupBy(q *query) []string {
	var items []string
	for _, n := range q.GroupBy {
		target := n
		switch {
		case n.Class == "CONSTANT":
			position := 0
			if _, err := fmt.Sscan(string(valueOf(n)), &position); err == nil && position >= 1 && position <= len(q.Select) {
				target = q.Select[position-1]
			}
		case n.Class == "COLUMN_REF" && len(n.Columns) == 1:
			for _, s := range q.Select {
				if s.Alias != "" && strings.EqualFold(s.Alias, n.Columns[0]) {
					target = s
				}
			}
		}
		b.aside(func() { items = append(items, b.bind(target).SQL) })
	}
	return items
}

// bindModifiers writes DISTINCT into the SELECT and returns ORDER BY and LIMIT.
func (b *binder) bindModifiers(q *query, head *strings.Builder) string {
	tail := ""
	for _, m := range q.Modifiers {
		switch m.Type {
		case "DISTINCT_MODIFIER":
			head.WriteString("distinct ")
			if len(m.DistinctOn) > 0 {
				var on []string
				for _, n := range m.DistinctOn {
					on = append(on, b.bind(n).SQL)
				}
				head.WriteString("on (" + strings.Join(on, ", ") + ") ")
			}
		case "ORDER_MODIFIER":
			b.aside(func() { tail += " order by " + strings.Join(b.orders(m.Orders, q.Select...), ", ") })
		case "LIMIT_MODIFIER":
			if m.Limit == nil || m.Limit.Class != "CONSTANT" || m.Offset != nil || !strings.Contains(tail, "order by") {
				b.brokenAt(0, 1, "limit", locale.M("expr.limit"))
				continue
			}
			tail += " limit " + string(valueOf(m.Limit))
		default:
			b.brokenAt(0, 1, "not_allowed", locale.M("expr.not_allowed", "what", strings.ToLower(m.Type)))
		}
	}
	return tail
}

// orders prints ORDER BY with nulls last where the author did not say, as both
// engines are made to do.
func (b *binder) orders(orders []order, outputs ...*node) []string {
	var items []string
	for _, o := range orders {
		sql := ""
		switch e := o.Expression; {
		case e.Class == "CONSTANT":
			sql = string(valueOf(e))
		case len(e.Columns) == 1 && slices.ContainsFunc(outputs, func(n *node) bool { return n.Alias != "" && strings.EqualFold(n.Alias, e.Columns[0]) }):
			sql = Quote(e.Columns[0])
		default:
			sql = b.bind(e).SQL
		}
		if o.Type == "DESCENDING" {
			sql += " desc"
		}
		if o.NullOrder == "NULLS FIRST" {
			sql += " nulls first"
		} else {
			sql += " nulls last"
		}
		items = append(items, sql)
	}
	return items
}

func (b *binder) bindSubquery(n *node) Bound {
	reads := map[string]bool{}
	inner := b.selectQuery(n.Subquery.Node, reads)
	for _, c := range inner.Columns {
		b.uses.add(c.From)
	}
	switch n.SubqueryType {
	case "EXISTS", "NOT_EXISTS":
		word := map[string]string{"EXISTS": "exists", "NOT_EXISTS": "not exists"}[n.SubqueryType]
		return Bound{SQL: "(" + word + " (" + inner.SQL + "))", Type: Type{Kind: Boolean}}
	case "SCALAR":
		if len(inner.Columns) == 1 {
			return Bound{SQL: "(" + inner.SQL + ")", Type: inner.Columns[0].Type, Nullable: true}
		}
	case "ANY":
		if len(inner.Columns) == 1 && n.Child != nil && n.Comparison == "COMPARE_EQUAL" {
			child := b.bind(n.Child)
			item := Bound{SQL: "x", Type: inner.Columns[0].Type}
			if b.alike(n, &child, &item) {
				return Bound{SQL: "(" + child.SQL + " in (" + inner.SQL + "))", Type: Type{Kind: Boolean}, Nullable: true}
			}
			return Bound{}
		}
	}
	return b.broken(n, "not_allowed", locale.M("expr.not_allowed", "what", strings.ToLower(n.SubqueryType)))
}
