package expr

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"heng/internal/fault"
	"heng/internal/locale"
)

// bindFunction binds an operator or a function of the allow-list.
func (b *binder) bindFunction(n *node) Bound {
	if n.Operator {
		return b.bindArithmetic(n)
	}
	if aggregate, ok := aggregates[n.Function]; ok {
		if b.inModel {
			return b.bindAggregate(n, aggregate)
		}
		return b.broken(n, "aggregate", locale.M("expr.aggregate", "name", n.Function), locale.M("expr.aggregate_hint"))
	}
	f, ok := functions[strings.ToLower(n.Function)]
	if !ok {
		if written, ok := operators[n.Function]; ok && !strings.Contains(strings.ToLower(b.src.text), n.Function) {
			return b.broken(n, "unknown_operator", locale.M("expr.unknown_operator", "name", written))
		}
		if unit, ok := strings.CutPrefix(n.Function, "to_"); ok && !strings.Contains(strings.ToLower(b.src.text), n.Function) {
			at := b.src.offset(n.Location) // interval 30 day
			number := b.src.text[at:min(at+b.src.word(at), len(b.src.text))]
			return b.broken(n, "interval", locale.M("expr.interval", "text", number+" "+strings.TrimSuffix(unit, "s")))
		}
		hint := locale.M("expr.known_functions", "names", FunctionNames())
		if near := fault.Nearest(n.Function, FunctionNames()); near != "" {
			hint = locale.M("fault.did_you_mean", "name", near)
		}
		return b.broken(n, "unknown_function", locale.M("expr.unknown_function", "name", n.Function), hint)
	}
	if n.Distinct || n.Filter != nil || n.OrderBys != nil && len(n.OrderBys.Orders) > 0 {
		return b.broken(n, "not_allowed", locale.M("expr.not_allowed", "what", "distinct, filter, order by"))
	}
	return f(b, n)
}

// operators says how that is written of which the parser makes a function.
var operators = map[string]string{
	"regexp_full_match": "~", "like_escape": "like … escape", "not_like_escape": "not like … escape",
	"ilike_escape": "ilike … escape", "not_ilike_escape": "not ilike … escape", "~~~": "glob",
}

// functions are the scalar functions that mean the same on both engines.
var functions map[string]func(*binder, *node) Bound

// FunctionNames lists the functions that an expression may use.
func FunctionNames() []string {
	names := []string{"coalesce", "extract"}
	for name := range maps.Keys(functions) {
		if name != "date_part" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func init() {
	functions = map[string]func(*binder, *node) Bound{
		"nullif":   bindNullif,
		"greatest": func(b *binder, n *node) Bound { return b.variadic(n, "greatest", true) },
		"least":    func(b *binder, n *node) Bound { return b.variadic(n, "least", true) },
		"abs": func(b *binder, n *node) Bound {
			return b.simple(n, []Kind{Decimal}, func(args []Bound) (string, Type) {
				return "abs(" + args[0].SQL + ")", args[0].Type
			})
		},
		"floor":     wholeNumber("floor"),
		"ceil":      wholeNumber("ceil"),
		"round":     bindRound,
		"lower":     textFunction("lower"),
		"upper":     textFunction("upper"),
		"trim":      textFunction("trim"),
		"length":    bindLength,
		"substring": bindSubstring,
		"replace": func(b *binder, n *node) Bound {
			return b.simple(n, []Kind{Text, Text, Text}, func(args []Bound) (string, Type) {
				return fmt.Sprintf("replace(%s, %s, %s)", args[0].SQL, args[1].SQL, args[2].SQL), Type{Kind: Text}
			})
		},
		"starts_with": func(b *binder, n *node) Bound {
			return b.simple(n, []Kind{Text, Text}, func(args []Bound) (string, Type) {
				return fmt.Sprintf("starts_with(%s, %s)", args[0].SQL, args[1].SQL), Type{Kind: Boolean}
			})
		},
		"date_part":  bindDatePart,
		"date_trunc": bindDateTrunc,
		"year":       datePart("year"),
		"month":      datePart("month"),
		"day":        datePart("day"),
		"quarter":    datePart("quarter"),
	}
}

// simple binds a function with a fixed list of argument kinds; Decimal stands
// for any number.
func (b *binder) simple(n *node, kinds []Kind, write func([]Bound) (string, Type)) Bound {
	if len(n.Children) != len(kinds) {
		return b.broken(n, "argument_count", locale.M("expr.argument_count", "name", n.Function, "want", len(kinds), "got", len(n.Children)))
	}
	bound := Bound{}
	var args []Bound
	for i, child := range n.Children {
		arg := b.bind(child)
		if arg.Type.Kind == Broken {
			return Bound{}
		}
		if arg.Type.Kind == Text && kinds[i] == Date {
			b.asDate(&arg, Date)
		}
		fits := arg.Type.Kind == kinds[i] || arg.Type.Kind == Null || kinds[i] == Decimal && arg.Type.Numeric() ||
			kinds[i] == Date && arg.Type.Kind == Datetime
		if !fits {
			return b.brokenAt(arg.offset, arg.length, "argument_kind",
				locale.M("expr.argument_kind", "name", n.Function, "want", kinds[i].Name(), "got", arg.Type.Kind.Name()))
		}
		bound.Nullable = bound.Nullable || arg.Nullable
		bound.strict = union(bound.strict, arg.strict)
		args = append(args, arg)
	}
	bound.SQL, bound.Type = write(args)
	if bound.Type.Kind == Boolean {
		bound.nonNull = bound.strict
	}
	return bound
}

func textFunction(name string) func(*binder, *node) Bound {
	return func(b *binder, n *node) Bound {
		return b.simple(n, []Kind{Text}, func(args []Bound) (string, Type) {
			return name + "(" + args[0].SQL + ")", Type{Kind: Text}
		})
	}
}

func bindLength(b *binder, n *node) Bound {
	return b.simple(n, []Kind{Text}, func(args []Bound) (string, Type) {
		return "cast(length(" + args[0].SQL + ") as bigint)", Type{Kind: Integer}
	})
}

func bindSubstring(b *binder, n *node) Bound {
	kinds := []Kind{Text, Integer, Integer}
	if len(n.Children) == 2 {
		kinds = kinds[:2]
	}
	for _, child := range n.Children[min(1, len(n.Children)):] {
		if child.Class != "CONSTANT" || strings.HasPrefix(string(child.Value.Value), "-") || string(child.Value.Value) == "0" {
			return b.broken(child, "substring", locale.M("expr.substring"))
		}
	}
	return b.simple(n, kinds, func(args []Bound) (string, Type) {
		sql := "substring(" + args[0].SQL + ", " + args[1].SQL
		if len(args) == 3 {
			sql += ", " + args[2].SQL
		}
		return sql + ")", Type{Kind: Text}
	})
}

func wholeNumber(name string) func(*binder, *node) Bound {
	return func(b *binder, n *node) Bound {
		return b.simple(n, []Kind{Decimal}, func(args []Bound) (string, Type) {
			return "cast(" + name + "(" + args[0].SQL + ") as decimal(38,0))", Type{Kind: Decimal}
		})
	}
}

// bindRound rounds a decimal half away from zero, which both engines do for
// decimals (for floats they differ).
func bindRound(b *binder, n *node) Bound {
	places := 0
	children := n.Children
	if len(children) == 2 {
		if _, err := fmt.Sscan(string(valueOf(children[1])), &places); err != nil || places < 0 || places > 12 {
			return b.broken(children[1], "round", locale.M("expr.round"))
		}
		children = children[:1]
	}
	one := *n
	one.Children = children
	return b.simple(&one, []Kind{Decimal}, func(args []Bound) (string, Type) {
		t := Type{Kind: Decimal, Scale: places}
		scale := Type{Kind: Decimal, Scale: max(places, args[0].Type.Scale)}
		return fmt.Sprintf("cast(round(cast(%s as %s), %d) as %s)", args[0].SQL, scale.SQL(), places, t.SQL()), t
	})
}

func valueOf(n *node) []byte {
	if n.Value == nil {
		return nil
	}
	return n.Value.Value
}

func bindNullif(b *binder, n *node) Bound {
	if len(n.Children) != 2 {
		return b.broken(n, "argument_count", locale.M("expr.argument_count", "name", "nullif", "want", 2, "got", len(n.Children)))
	}
	left, right := b.bind(n.Children[0]), b.bind(n.Children[1])
	if !b.alike(n, &left, &right) {
		return Bound{}
	}
	return Bound{SQL: "nullif(" + left.SQL + ", " + right.SQL + ")", Type: left.Type, Nullable: true, strict: left.strict}
}

var dateParts = []string{"year", "quarter", "month", "week", "day", "isodow"}

func datePart(part string) func(*binder, *node) Bound {
	return func(b *binder, n *node) Bound {
		return b.simple(n, []Kind{Date}, func(args []Bound) (string, Type) {
			return fmt.Sprintf("cast(extract(%s from %s) as bigint)", part, args[0].SQL), Type{Kind: Integer}
		})
	}
}

func bindDatePart(b *binder, n *node) Bound {
	if len(n.Children) != 2 {
		return b.broken(n, "argument_count", locale.M("expr.argument_count", "name", n.Function, "want", 2, "got", len(n.Children)))
	}
	part := strings.ToLower(unquoteJSON(valueOf(n.Children[0])))
	if !slices.Contains(dateParts, part) {
		return b.broken(n, "date_part", locale.M("expr.date_part", "name", part, "names", dateParts))
	}
	one := *n
	one.Children = n.Children[1:]
	return datePart(part)(b, &one)
}

func bindDateTrunc(b *binder, n *node) Bound {
	units := []string{"year", "quarter", "month", "week"}
	if len(n.Children) != 2 || !slices.Contains(units, unquoteJSON(valueOf(n.Children[0]))) {
		return b.broken(n, "date_part", locale.M("expr.date_part", "name", "", "names", units))
	}
	unit := unquoteJSON(valueOf(n.Children[0]))
	one := *n
	one.Children = n.Children[1:]
	return b.simple(&one, []Kind{Date}, func(args []Bound) (string, Type) {
		return fmt.Sprintf("cast(date_trunc('%s', cast(%s as timestamp)) as date)", unit, args[0].SQL), Type{Kind: Date}
	})
}

// bindArithmetic binds operators: + - * / % || and LIKE.
func (b *binder) bindArithmetic(n *node) Bound {
	switch n.Function {
	case "~~", "!~~", "~~*", "!~~*":
		word := map[string]string{"~~": "like", "!~~": "not like", "~~*": "like", "!~~*": "not like"}[n.Function]
		return b.simple(n, []Kind{Text, Text}, func(args []Bound) (string, Type) {
			text, pattern := args[0].SQL, args[1].SQL
			if strings.HasSuffix(n.Function, "*") { // a server's ilike knows the letters of its locale only
				text, pattern = "lower("+text+")", "lower("+pattern+")"
			}
			// To a server a backslash escapes unless nothing does.
			return "(" + text + " " + word + " " + pattern + " escape '')", Type{Kind: Boolean}
		})
	case "||":
		return b.simple(n, []Kind{Text, Text}, func(args []Bound) (string, Type) {
			return "(" + args[0].SQL + " || " + args[1].SQL + ")", Type{Kind: Text}
		})
	}
	if len(n.Children) == 1 && n.Function == "-" {
		return b.simple(n, []Kind{Decimal}, func(args []Bound) (string, Type) {
			return "(- " + args[0].SQL + ")", args[0].Type
		})
	}
	if len(n.Children) != 2 || !slices.Contains([]string{"+", "-", "*", "/", "%"}, n.Function) {
		return b.broken(n, "unknown_operator", locale.M("expr.unknown_operator", "name", n.Function))
	}
	left, right := b.bind(n.Children[0]), b.bind(n.Children[1])
	if left.Type.Kind == Broken || right.Type.Kind == Broken {
		return Bound{}
	}
	bound := Bound{Nullable: left.Nullable || right.Nullable, strict: union(left.strict, right.strict)}
	if !arithmetic(n.Function, left, right, &bound) {
		return b.broken(n, "arithmetic", locale.M("expr.arithmetic", "operator", n.Function,
			"left", left.Type.Kind.Name(), "right", right.Type.Kind.Name()))
	}
	return bound
}

func arithmetic(operator string, left, right Bound, bound *Bound) bool {
	l, r := left.Type, right.Type
	date := func(k Kind) bool { return k == Date || k == Datetime }
	switch {
	case operator == "/" && l.Numeric() && r.Numeric():
		bound.Type = Type{Kind: Decimal, Scale: divisionScale}
		if !right.neverZero {
			bound.Nullable = true
			bound.strict = nil
		}
		bound.SQL = Quotient(left, right)
	case operator == "%" && l.Kind == Integer && r.Kind == Integer:
		bound.Type = l
		bound.SQL = "(" + left.SQL + " % nullif(" + right.SQL + ", 0))"
		bound.Nullable = true
	case operator == "*" && l.Numeric() && r.Numeric():
		bound.Type = Type{Kind: Integer}
		bound.SQL = "(" + left.SQL + " * " + right.SQL + ")"
		if l.Kind == Decimal || r.Kind == Decimal {
			bound.Type = Type{Kind: Decimal, Scale: l.Scale + r.Scale}
			product := "(" + wide(left) + " * " + right.SQL + ")"
			if bound.Type.Scale > divisionScale {
				bound.Type.Scale = divisionScale
				product = "cast(" + product + " as " + bound.Type.SQL() + ")"
			}
			bound.SQL = product
		}
	case (operator == "+" || operator == "-") && l.Numeric() && r.Numeric():
		bound.Type = Type{Kind: Integer}
		if l.Kind == Decimal || r.Kind == Decimal {
			bound.Type = Type{Kind: Decimal, Scale: max(l.Scale, r.Scale)}
		}
		bound.SQL = "(" + left.SQL + " " + operator + " " + right.SQL + ")"
	case operator == "-" && l.Kind == Date && r.Kind == Date:
		bound.Type = Type{Kind: Integer}
		bound.SQL = "cast(" + left.SQL + " - " + right.SQL + " as bigint)"
	case (operator == "+" || operator == "-") && l.Kind == Date && r.Kind == Integer:
		bound.Type = l
		bound.SQL = "(" + left.SQL + " " + operator + " cast(" + right.SQL + " as integer))"
	case (operator == "+" || operator == "-") && date(l.Kind) && r.Kind == Interval:
		bound.Type = l
		bound.SQL = "cast(" + left.SQL + " " + operator + " " + right.SQL + " as " + l.SQL() + ")"
	default:
		return false
	}
	return true
}

// wide prints a factor so that DuckDB multiplies with 128 bits: a product of
// two narrow decimals stays narrow there and overflows.
func wide(x Bound) string {
	return "cast(" + x.SQL + " as " + Type{Kind: Decimal, Scale: x.Type.Scale}.SQL() + ")"
}
