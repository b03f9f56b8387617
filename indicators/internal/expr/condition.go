package expr

import (
	"maps"
	"slices"
	"strings"

	"heng/internal/fault"
	"heng/internal/locale"
)

// bindConjunction binds AND and OR. A part beside "x is not null and" (or "x is
// null or") cannot make the whole null through x: where x is null, the whole is
// decided already.
func (b *binder) bindConjunction(n *node) Bound {
	and := n.Type == "CONJUNCTION_AND"
	word, test := " or ", "OPERATOR_IS_NULL"
	if and {
		word, test = " and ", "OPERATOR_IS_NOT_NULL"
	}
	saved := b.scope().nonNull
	bound := Bound{Type: Type{Kind: Boolean}}
	var parts []string
	for i, child := range n.Children {
		guarded := saved
		for j, other := range n.Children {
			if j != i {
				guarded = union(guarded, b.guardColumns(other, test, n.Type))
			}
		}
		b.scope().nonNull = guarded
		part := b.condition(child)
		if part.Type.Kind == Broken {
			bound.Type.Kind = Broken
		}
		parts = append(parts, part.SQL)
		bound.Nullable = bound.Nullable || part.Nullable
		if and {
			bound.nonNull = union(bound.nonNull, part.nonNull)
		}
	}
	b.scope().nonNull = saved
	bound.SQL = "(" + strings.Join(parts, word) + ")"
	return bound
}

// guardColumns returns the columns that parts joined by join test for null.
func (b *binder) guardColumns(n *node, test, join string) map[string]bool {
	switch {
	case n.Type == test && n.Children[0].Class == "COLUMN_REF":
		if key := b.guardKey(n.Children[0].Columns); key != "" {
			return map[string]bool{key: true}
		}
	case n.Type == join:
		var all map[string]bool
		for _, child := range n.Children {
			all = union(all, b.guardColumns(child, test, join))
		}
		return all
	}
	return nil
}

func union(a, b map[string]bool) map[string]bool {
	if len(a) == 0 {
		return b
	}
	if len(b) == 0 {
		return a
	}
	all := maps.Clone(a)
	maps.Copy(all, b)
	return all
}

// condition binds an expression that must be true or false.
func (b *binder) condition(n *node) Bound {
	bound := b.bind(n)
	switch bound.Type.Kind {
	case Boolean, Broken:
	case Null:
		bound.Type.Kind = Boolean
		bound.SQL = "cast(null as boolean)"
	default:
		b.brokenAt(bound.offset, bound.length, "not_a_condition",
			locale.M("expr.not_a_condition", "kind", bound.Type.Kind.Name()), locale.M("expr.not_a_condition_hint"))
		bound.Type.Kind = Broken
	}
	return bound
}

func (b *binder) bindOperator(n *node) Bound {
	switch n.Type {
	case "OPERATOR_NOT":
		child := b.condition(n.Children[0])
		return Bound{SQL: "(not " + child.SQL + ")", Type: child.Type, Nullable: child.Nullable, nonNull: child.strict, strict: child.strict}
	case "OPERATOR_IS_NULL", "OPERATOR_IS_NOT_NULL":
		child := b.bind(n.Children[0])
		bound := Bound{SQL: "(" + child.SQL + " is null)", Type: Type{Kind: Boolean}}
		if n.Type == "OPERATOR_IS_NOT_NULL" {
			bound.SQL = "(" + child.SQL + " is not null)"
			bound.nonNull = child.strict
		}
		if child.Type.Kind == Broken {
			bound.Type.Kind = Broken
		}
		return bound
	case "COMPARE_IN", "COMPARE_NOT_IN":
		return b.bindIn(n)
	case "OPERATOR_COALESCE":
		return b.variadic(n, "coalesce", true)
	}
	return b.broken(n, "not_allowed", locale.M("expr.not_allowed", "what", strings.ToLower(strings.ReplaceAll(n.Type, "_", " "))))
}

func (b *binder) bindIn(n *node) Bound {
	left := b.bind(n.Children[0])
	bound := Bound{Type: Type{Kind: Boolean}, Nullable: left.Nullable, strict: left.strict, nonNull: left.strict}
	all := []*Bound{&left}
	before := len(b.problems)
	known := false
	for _, child := range n.Children[1:] {
		item := b.bind(child)
		if item.Type.Kind == Null {
			b.brokenAt(item.offset, item.length, "null_in_list", locale.M("expr.null_in_list"))
			return Bound{}
		}
		b.checkCode(left, item)
		known = known || left.column != nil && item.literal != nil && slices.Contains(left.column.Codes, *item.literal)
		all = append(all, &item)
		bound.Nullable = bound.Nullable || item.Nullable
	}
	for at := before; at < len(b.problems); at++ {
		b.problems[at].Beside = known && b.problems[at].ID == unknownCode
	}
	if _, ok := b.common(n, all); !ok {
		return Bound{}
	}
	var items []string
	for _, item := range all[1:] {
		items = append(items, item.SQL)
	}
	word := " in ("
	if n.Type == "COMPARE_NOT_IN" {
		word = " not in ("
	}
	bound.SQL = "(" + left.SQL + word + strings.Join(items, ", ") + "))"
	return bound
}

func (b *binder) bindBetween(n *node) Bound {
	input, lower, upper := b.bind(n.Input), b.bind(n.Lower), b.bind(n.Upper)
	if _, ok := b.common(n, []*Bound{&input, &lower, &upper}); !ok {
		return Bound{}
	}
	strict := union(input.strict, union(lower.strict, upper.strict))
	return Bound{
		SQL:      "(" + input.SQL + " between " + lower.SQL + " and " + upper.SQL + ")",
		Type:     Type{Kind: Boolean},
		Nullable: input.Nullable || lower.Nullable || upper.Nullable,
		strict:   strict, nonNull: strict,
	}
}

var comparisons = map[string]string{
	"COMPARE_EQUAL": "=", "COMPARE_NOTEQUAL": "<>", "COMPARE_LESSTHAN": "<", "COMPARE_GREATERTHAN": ">",
	"COMPARE_LESSTHANOREQUALTO": "<=", "COMPARE_GREATERTHANOREQUALTO": ">=",
	"COMPARE_DISTINCT_FROM": "is distinct from", "COMPARE_NOT_DISTINCT_FROM": "is not distinct from",
}

func (b *binder) bindComparison(n *node) Bound {
	left, right := b.bind(n.Left), b.bind(n.Right)
	operator, ok := comparisons[n.Type]
	if !ok {
		return b.broken(n, "not_allowed", locale.M("expr.not_allowed", "what", n.Type))
	}
	if !b.alike(n, &left, &right) {
		return Bound{}
	}
	if right.Type.Kind == Null || left.Type.Kind == Null {
		if !strings.HasPrefix(operator, "is") {
			return b.broken(n, "compare_null", locale.M("expr.compare_null"), locale.M("expr.compare_null_hint"))
		}
	}
	if operator == "=" || operator == "<>" {
		b.checkCode(left, right)
		b.checkCode(right, left)
	}
	bound := Bound{
		SQL: "(" + left.SQL + " " + operator + " " + right.SQL + ")", Type: Type{Kind: Boolean},
		Nullable: left.Nullable || right.Nullable,
	}
	if strings.HasPrefix(operator, "is") {
		bound.Nullable = false
	} else {
		bound.strict = union(left.strict, right.strict)
		bound.nonNull = bound.strict
	}
	return bound
}

// unknownCode is the problem of a code that a column never holds.
const unknownCode = "unknown_code"

// checkCode warns when a column is compared with a code that it never holds.
func (b *binder) checkCode(column, literal Bound) {
	if column.column == nil || column.column.Codes == nil || literal.literal == nil {
		return
	}
	if slices.Contains(column.column.Codes, *literal.literal) {
		return
	}
	hint := locale.M("expr.known_codes", "codes", column.column.Codes)
	if near := fault.Nearest(*literal.literal, column.column.Codes); near != "" {
		hint = locale.M("fault.did_you_mean", "name", Literal(near))
	}
	b.problems = append(b.problems, Problem{
		ID: unknownCode, Warning: true, Offset: literal.offset, Length: literal.length,
		Message: locale.M("expr.unknown_code", "code", *literal.literal, "column", column.column.Name), Hint: hint,
	})
}

// alike makes two expressions comparable, or records why they are not.
func (b *binder) alike(n *node, left, right *Bound) bool {
	if left.Type.Kind == Broken || right.Type.Kind == Broken {
		return false
	}
	if left.Type.Kind == Null || right.Type.Kind == Null {
		return true
	}
	if left.Type.Numeric() && right.Type.Numeric() {
		left.rescale(right.Type)
		right.rescale(left.Type)
		return true
	}
	if !b.asDate(left, right.Type.Kind) || !b.asDate(right, left.Type.Kind) {
		return false
	}
	if left.Type.Kind == right.Type.Kind {
		return true
	}
	if left.Type.Kind == Date && right.Type.Kind == Datetime {
		left.SQL, left.Type.Kind = "cast("+left.SQL+" as timestamp)", Datetime
		return true
	}
	if left.Type.Kind == Datetime && right.Type.Kind == Date {
		right.SQL, right.Type.Kind = "cast("+right.SQL+" as timestamp)", Datetime
		return true
	}
	hint := locale.Message{}
	for _, pair := range [][2]*Bound{{left, right}, {right, left}} {
		// 2018-06-22 without quotes is a difference.
		if number := pair[1]; pair[0].Type.Kind == Date && number.Type.Kind == Integer && number.column == nil {
			hint = locale.M("expr.not_a_date_hint")
		}
	}
	b.broken(n, "types_differ", locale.M("expr.types_differ", "left", left.Type.Kind.Name(), "right", right.Type.Kind.Name()), hint)
	return false
}
