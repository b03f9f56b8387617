package expr

import (
	"context"
	"strings"

	"heng/internal/locale"
)

// Scope is what a text may name.
type Scope struct {
	Relations  []Relation      // for an expression: the population alone
	Parameters []Parameter     // values used as :name
	NonNull    map[string]bool // columns known to hold a value

	// For a model: Resolve finds a table or an earlier model by name (nil when
	// there is none; a message when it cannot be used), Names lists them all.
	Resolve func(name string) (*Relation, *locale.Message)
	Names   []string
}

// Bind checks one scalar expression over the columns of a population. The
// result is broken when there are problems that are not warnings.
func Bind(ctx context.Context, p Parser, text string, scope Scope) (Bound, []Problem, error) {
	for _, r := range scope.Relations {
		// A column's name alone may be a word of SQL: on, order, desc.
		if c := r.Column(strings.TrimSpace(text)); c != nil {
			text = Quote(c.Name)
		}
	}
	q, src, problem, err := parse(ctx, p, "select ", text)
	if err != nil {
		return Bound{}, nil, err
	}
	if problem != nil {
		for _, r := range scope.Relations {
			if name := src.text[problem.Offset:min(problem.Offset+src.word(problem.Offset), len(src.text))]; r.Column(name) != nil {
				problem.Length = len(name)
				problem.Hint = locale.M("expr.reserved_hint", "name", r.Column(name).Name)
			}
		}
		return Bound{}, []Problem{*problem}, nil
	}
	if problem := onlyExpression(q, src); problem != nil {
		return Bound{}, []Problem{*problem}, nil
	}
	b := &binder{src: src, parameters: scope.Parameters, scopes: []*selectScope{{nonNull: scope.NonNull}}}
	for _, r := range scope.Relations {
		b.scopes[0].add("", r.Name, named(r), false)
	}
	bound, from := b.traced(q.Select[0])
	bound.origins = from
	return bound, b.problems, nil
}

// NonNullColumns returns the names of the columns that hold a value wherever the
// condition is true.
func (b Bound) NonNullColumns() map[string]bool { return b.nonNull }

// Column returns the name of the column that the expression is, or "".
func (b Bound) Column() string {
	if b.column == nil {
		return ""
	}
	return b.column.Name
}

// Origins returns the columns that the expression names.
func (b Bound) Origins() []Origin { return b.origins }

// onlyExpression refuses everything that is more than one expression.
func onlyExpression(q *query, src *source) *Problem {
	refuse := func(offset int, id string, m locale.Message) *Problem {
		return &Problem{ID: id, Offset: offset, Length: src.word(offset), Message: m}
	}
	switch {
	case q.Type != "SELECT_NODE":
		return refuse(0, "not_an_expression", locale.M("expr.not_an_expression"))
	case q.From != nil && q.From.Type != "EMPTY":
		return refuse(src.offset(q.From.Location), "not_an_expression", locale.M("expr.from_in_expression"))
	case len(q.Select) != 1:
		return refuse(src.offset(q.Select[1].Location), "several_expressions", locale.M("expr.several_expressions"))
	case q.Where != nil || q.Having != nil || q.Qualify != nil || len(q.GroupBy) > 0 || len(q.Modifiers) > 0 || q.Sample != nil:
		return refuse(0, "not_an_expression", locale.M("expr.not_an_expression"))
	case q.Select[0].Alias != "":
		at := max(0, strings.LastIndex(src.text, q.Select[0].Alias))
		return refuse(at, "alias", locale.M("expr.alias", "name", q.Select[0].Alias))
	}
	return nil
}

// binder walks one text.
type binder struct {
	src        *source
	parameters []Parameter
	scopes     []*selectScope      // the innermost last
	relations  map[string]Relation // common table expressions in sight
	resolve    func(string) (*Relation, *locale.Message)
	known      []string
	inModel    bool
	inAgg      bool
	uses       origins // the columns named so far
	problems   []Problem
}

func (b *binder) scope() *selectScope { return b.scopes[len(b.scopes)-1] }

// broken records a problem at a node and gives the broken expression.
func (b *binder) broken(n *node, id string, m locale.Message, hint ...locale.Message) Bound {
	at := b.src.offset(n.Location)
	return b.brokenAt(at, b.src.word(at), id, m, hint...)
}

func (b *binder) brokenAt(offset, length int, id string, m locale.Message, hint ...locale.Message) Bound {
	p := Problem{ID: id, Offset: offset, Length: max(1, length), Message: m}
	if len(hint) > 0 {
		p.Hint = hint[0]
	}
	b.problems = append(b.problems, p)
	return Bound{offset: offset, length: length}
}

func (b *binder) bind(n *node) Bound {
	bound := b.bindNode(n)
	if bound.length == 0 {
		bound.offset = b.src.offset(n.Location)
		bound.length = b.src.word(bound.offset)
	}
	return bound
}

func (b *binder) bindNode(n *node) Bound {
	switch n.Class {
	case "COLUMN_REF":
		return b.bindColumn(n)
	case "CONSTANT":
		return b.bindConstant(n)
	case "PARAMETER":
		return b.bindParameter(n)
	case "COMPARISON":
		return b.bindComparison(n)
	case "CONJUNCTION":
		return b.bindConjunction(n)
	case "OPERATOR":
		return b.bindOperator(n)
	case "BETWEEN":
		return b.bindBetween(n)
	case "CASE":
		return b.bindCase(n)
	case "CAST":
		return b.bindCast(n)
	case "FUNCTION":
		return b.bindFunction(n)
	case "SUBQUERY":
		if b.inModel {
			return b.bindSubquery(n)
		}
		return b.broken(n, "subquery", locale.M("expr.subquery"), locale.M("expr.subquery_hint"))
	case "WINDOW":
		if b.inModel {
			return b.bindWindow(n)
		}
		return b.broken(n, "window", locale.M("expr.window"), locale.M("expr.subquery_hint"))
	case "STAR":
		return b.broken(n, "star", locale.M("expr.star"))
	}
	return b.broken(n, "not_allowed", locale.M("expr.not_allowed", "what", strings.ToLower(strings.ReplaceAll(n.Type, "_", " "))))
}

// rescale gives a decimal as many decimals as the other has. DuckDB, asked to
// bring decimals of different scales together, cuts off digits (in CASE,
// coalesce, greatest and UNION) or compares floats.
func (x *Bound) rescale(other Type) {
	if x.Type.Kind == Decimal && other.Kind == Decimal && x.Type.Scale < other.Scale {
		x.Type.Scale = other.Scale
		x.SQL = "cast(" + x.SQL + " as " + x.Type.SQL() + ")"
	}
}

func (b *binder) bindCase(n *node) Bound {
	var sql strings.Builder
	sql.WriteString("(case")
	bound := Bound{Nullable: n.Else == nil}
	var conditions []string
	var results []*Bound
	for _, check := range n.Cases {
		conditions = append(conditions, b.condition(check.When).SQL)
		result := b.bind(check.Then)
		results = append(results, &result)
	}
	if n.Else != nil {
		result := b.bind(n.Else)
		results = append(results, &result)
	}
	for _, r := range results {
		bound.Nullable = bound.Nullable || r.Nullable
	}
	t, ok := b.common(n, results)
	if !ok {
		return Bound{}
	}
	bound.Type = t
	for i, condition := range conditions {
		sql.WriteString(" when " + condition + " then " + results[i].SQL)
	}
	if n.Else != nil {
		sql.WriteString(" else " + results[len(results)-1].SQL)
	}
	sql.WriteString(" end)")
	bound.SQL = sql.String()
	return bound
}

// common gives the type that all expressions can have, or records that there
// is none.
func (b *binder) common(n *node, all []*Bound) (Type, bool) {
	t := Type{Kind: Null}
	var first *Bound
	for _, x := range all {
		switch {
		case x.Type.Kind == Broken:
			return Type{}, false
		case x.Type.Kind == Null:
		case first == nil:
			first, t = x, x.Type
		default:
			if !b.alike(n, first, x) {
				return Type{}, false
			}
			if x.Type.Kind == Decimal || t.Kind == Decimal {
				t = Type{Kind: Decimal, Scale: max(t.Scale, x.Type.Scale)}
			} else {
				t = first.Type
			}
		}
	}
	for _, x := range all {
		x.rescale(t)
		if t.Kind == Datetime && x.Type.Kind == Date {
			x.SQL, x.Type = "cast("+x.SQL+" as timestamp)", t
		}
	}
	return t, true
}

// variadic binds a function whose arguments are of one type: its result is null
// only when all of them are.
func (b *binder) variadic(n *node, name string, nullOnlyIfAll bool) Bound {
	if len(n.Children) == 0 {
		return b.broken(n, "argument_count", locale.M("expr.argument_count", "name", name, "want", 1, "got", 0))
	}
	var args []*Bound
	bound := Bound{Nullable: nullOnlyIfAll}
	for _, child := range n.Children {
		arg := b.bind(child)
		args = append(args, &arg)
		if nullOnlyIfAll {
			bound.Nullable = bound.Nullable && arg.Nullable
		}
	}
	t, ok := b.common(n, args)
	if !ok {
		return Bound{}
	}
	var sql []string
	for _, arg := range args {
		sql = append(sql, arg.SQL)
	}
	bound.Type = t
	bound.SQL = name + "(" + strings.Join(sql, ", ") + ")"
	return bound
}
