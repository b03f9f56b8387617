package expr

import (
	"strings"

	"heng/internal/locale"
)

// aggregates are the aggregates that a model may use.
var aggregates = map[string]aggregate{
	"count_star": {gives: func(Type) (Type, bool) { return Type{Kind: Integer}, true }},
	"count":      {gives: func(Type) (Type, bool) { return Type{Kind: Integer}, true }},
	"sum":        {gives: func(t Type) (Type, bool) { return t, t.Numeric() }, nullable: true},
	"avg":        {gives: func(t Type) (Type, bool) { return Type{Kind: Decimal, Scale: divisionScale}, t.Numeric() }, nullable: true},
	"min":        {gives: func(t Type) (Type, bool) { return t, t.Kind != Boolean }, nullable: true},
	"max":        {gives: func(t Type) (Type, bool) { return t, t.Kind != Boolean }, nullable: true},
	"bool_and":   {gives: func(t Type) (Type, bool) { return t, t.Kind == Boolean }, nullable: true},
	"bool_or":    {gives: func(t Type) (Type, bool) { return t, t.Kind == Boolean }, nullable: true},
	"string_agg": {gives: func(t Type) (Type, bool) { return t, t.Kind == Text }, nullable: true},
}

type aggregate struct {
	gives    func(Type) (Type, bool)
	nullable bool // null over no rows
}

// bindAggregate prints an aggregate; FILTER becomes a CASE, which is faster on
// DuckDB and the same.
func (b *binder) bindAggregate(n *node, a aggregate) Bound {
	want := 1
	switch n.Function {
	case "count_star":
		want = 0
	case "string_agg":
		want = 2
	}
	if len(n.Children) != want {
		return b.broken(n, "argument_count", locale.M("expr.argument_count", "name", n.Function, "want", want, "got", len(n.Children)))
	}
	if b.inAgg {
		return b.broken(n, "nested_aggregate", locale.M("expr.nested_aggregate"))
	}
	b.inAgg = true
	defer func() { b.inAgg = false }()
	argument := Bound{SQL: "1", Type: Type{Kind: Integer}}
	if want > 0 {
		argument = b.bind(n.Children[0])
	}
	if argument.Type.Kind == Broken {
		return Bound{}
	}
	gives, ok := a.gives(argument.Type)
	if !ok {
		return b.broken(n, "argument_kind", locale.M("expr.argument_kind", "name", n.Function,
			"want", locale.M("expr.kind_number"), "got", argument.Type.Kind.Name()))
	}
	x := argument.SQL
	if n.Filter != nil {
		x = "case when " + b.condition(n.Filter).SQL + " then " + x + " end"
	}
	if n.Distinct {
		x = "distinct " + x
	}
	name := strings.TrimSuffix(n.Function, "_star")
	bound := Bound{Type: gives, Nullable: a.nullable}
	switch name {
	case "avg":
		plain := strings.TrimPrefix(x, "distinct ")
		bound.SQL = Quotient(Bound{SQL: "sum(" + x + ")", Type: Type{Kind: Decimal, Scale: argument.Type.Scale}},
			Bound{SQL: "count(" + x + ")", Type: Type{Kind: Integer}})
		if n.Distinct && plain == x {
			return b.broken(n, "not_allowed", locale.M("expr.not_allowed", "what", "avg(distinct)"))
		}
	case "string_agg":
		separator := b.bind(n.Children[1])
		bound.SQL = "string_agg(" + x + ", " + separator.SQL
		if n.OrderBys == nil || len(n.OrderBys.Orders) == 0 {
			return b.broken(n, "string_agg", locale.M("expr.string_agg"))
		}
		bound.SQL += " order by " + strings.Join(b.orders(n.OrderBys.Orders), ", ") + ")"
	case "count":
		bound.SQL = "count(" + x + ")"
		if n.Function == "count_star" && n.Filter == nil {
			bound.SQL = "count(*)"
		}
	default:
		bound.SQL = name + "(" + x + ")"
	}
	return bound
}

// windows are the window functions that a model may use, beside aggregates.
var windows = map[string]bool{
	"row_number": true, "rank": true, "dense_rank": true, "lag": true, "lead": true, "first_value": true, "last_value": true,
}

func (b *binder) bindWindow(n *node) Bound {
	if n.Distinct || n.FilterExpr != nil || n.IgnoreNulls || n.StartExpr != nil || n.EndExpr != nil ||
		n.ExcludeRows != "" && n.ExcludeRows != "NO_OTHER" {
		return b.broken(n, "not_allowed", locale.M("expr.not_allowed", "what", "window frame"))
	}
	bound := Bound{Nullable: true}
	var call string
	switch a, isAggregate := aggregates[n.Function]; {
	case isAggregate && n.Function != "string_agg" && n.Function != "avg":
		one := *n
		one.Class, one.Filter, one.OrderBys = "FUNCTION", nil, nil
		bound = b.bindAggregate(&one, a)
		call = bound.SQL
	case windows[n.Function]:
		var args []string
		bound.Type = Type{Kind: Integer}
		for _, child := range n.Children {
			arg := b.bind(child)
			bound.Type = arg.Type
			args = append(args, arg.SQL)
		}
		if n.OffsetExpr != nil {
			args = append(args, b.bind(n.OffsetExpr).SQL)
		}
		if n.DefaultExpr != nil {
			return b.broken(n, "not_allowed", locale.M("expr.not_allowed", "what", "default"))
		}
		if len(n.Children) == 0 {
			bound.Nullable = false
		}
		call = n.Function + "(" + strings.Join(args, ", ") + ")"
	default:
		return b.broken(n, "unknown_function", locale.M("expr.unknown_function", "name", n.Function))
	}
	if bound.Type.Kind == Broken {
		return Bound{}
	}
	var over []string
	if len(n.Partitions) > 0 {
		var parts []string
		for _, p := range n.Partitions {
			parts = append(parts, b.bind(p).SQL)
		}
		over = append(over, "partition by "+strings.Join(parts, ", "))
	}
	if len(n.Orders) > 0 {
		over = append(over, "order by "+strings.Join(b.orders(n.Orders), ", "))
	}
	if frame := n.Start + " " + n.End; frame != "UNBOUNDED_PRECEDING CURRENT_ROW_RANGE" && frame != " " {
		words := map[string]string{
			"UNBOUNDED_PRECEDING CURRENT_ROW_ROWS":    "rows between unbounded preceding and current row",
			"UNBOUNDED_PRECEDING UNBOUNDED_FOLLOWING": "rows between unbounded preceding and unbounded following",
		}
		text, ok := words[frame]
		if !ok {
			return b.broken(n, "not_allowed", locale.M("expr.not_allowed", "what", "window frame"))
		}
		over = append(over, text)
	}
	bound.SQL = call + " over (" + strings.Join(over, " ") + ")"
	bound.offset, bound.length = 0, 0
	return bound
}
