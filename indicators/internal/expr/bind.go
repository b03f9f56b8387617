package expr

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"heng/internal/fault"
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
	q, src, problem, err := parse(ctx, p, "select ", text)
	if err != nil {
		return Bound{}, nil, err
	}
	if problem != nil {
		return Bound{}, []Problem{*problem}, nil
	}
	if problem := onlyExpression(q, src); problem != nil {
		return Bound{}, []Problem{*problem}, nil
	}
	b := &binder{src: src, parameters: scope.Parameters, scopes: []*selectScope{{nonNull: scope.NonNull}}}
	for _, r := range scope.Relations {
		b.scopes[0].add("", r.Name, r, false)
	}
	bound := b.bind(q.Select[0])
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

func (b *binder) bindConstant(n *node) Bound {
	if n.Value.IsNull {
		return Bound{SQL: "null", Type: Type{Kind: Null}, Nullable: true}
	}
	switch id := n.Value.Type.ID; id {
	case "VARCHAR":
		text := unquoteJSON(n.Value.Value)
		if strings.ContainsRune(text, 0) {
			return b.broken(n, "not_allowed", locale.M("expr.not_allowed", "what", "NUL"))
		}
		return Bound{SQL: Literal(text), Type: Type{Kind: Text}, literal: &text}
	case "INTEGER", "BIGINT", "HUGEINT", "UHUGEINT", "DECIMAL", "DOUBLE":
		return b.bindNumber(n)
	}
	return b.broken(n, "not_allowed", locale.M("expr.not_allowed", "what", strings.ToLower(n.Value.Type.ID)))
}

var numberText = regexp.MustCompile(`^([0-9][0-9_]*)?(\.[0-9_]*)?([eE][+-]?[0-9]+)?`)

// bindNumber takes a number from the author's own digits, so that none is lost
// in a float.
func (b *binder) bindNumber(n *node) Bound {
	at := b.src.offset(n.Location)
	// A sign belongs to the number for the parser.
	at += len(b.src.text[at:]) - len(strings.TrimLeft(b.src.text[at:], "-( \t\r\n"))
	text := numberText.FindString(b.src.text[at:])
	if text == "" || strings.ContainsAny(text, "eE_") {
		return b.broken(n, "number_form", locale.M("expr.number_form", "text", text))
	}
	whole, fraction, _ := strings.Cut(text, ".")
	whole = strings.TrimLeft(whole, "0")
	if whole == "" {
		whole = "0"
	}
	if len(whole)+len(fraction) > 38 {
		return b.broken(n, "number_long", locale.M("expr.number_long", "text", text))
	}
	sign := ""
	if strings.HasPrefix(string(n.Value.Value), "-") {
		sign = "-"
	}
	bound := Bound{
		Type: Type{Kind: Integer}, offset: at, length: len(text),
		neverZero: strings.Trim(whole+fraction, "0") != "",
	}
	switch {
	case fraction == "" && len(whole) <= 18:
		bound.SQL = sign + whole
		if sign != "" {
			bound.SQL = "(" + bound.SQL + ")"
		}
	default:
		bound.Type = Type{Kind: Decimal, Scale: len(fraction)}
		value := whole
		if fraction != "" {
			value += "." + fraction
		}
		bound.SQL = fmt.Sprintf("cast('%s%s' as %s)", sign, value, bound.Type.SQL())
	}
	return bound
}

func (b *binder) bindParameter(n *node) Bound {
	at := max(strings.Index(b.src.text, ":"+n.Identifier), strings.Index(b.src.text, "$"+n.Identifier), 0)
	length := len(n.Identifier) + 1
	var known []string
	for _, p := range b.parameters {
		if p.Name == n.Identifier {
			return Bound{SQL: p.SQL, Type: p.Type, offset: at, length: length}
		}
		known = append(known, ":"+p.Name)
	}
	hint := locale.M("expr.known_parameters", "names", known)
	if near := fault.Nearest(":"+n.Identifier, known); near != "" {
		hint = locale.M("fault.did_you_mean", "name", near)
	}
	return b.brokenAt(at, length, "unknown_parameter", locale.M("expr.unknown_parameter", "name", ":"+n.Identifier), hint)
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
		ID: "unknown_code", Warning: true, Offset: literal.offset, Length: literal.length,
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
	b.broken(n, "types_differ", locale.M("expr.types_differ", "left", left.Type.Kind.Name(), "right", right.Type.Kind.Name()))
	return false
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

// asDate reads a string literal as the date or datetime it stands beside.
func (b *binder) asDate(x *Bound, kind Kind) bool {
	if x.literal == nil || (kind != Date && kind != Datetime) {
		return true
	}
	for _, layout := range []string{"2006-01-02", "2006-01-02 15:04:05", "2006-01-02T15:04:05"} {
		if t, err := time.Parse(layout, *x.literal); err == nil && (kind == Datetime || layout == "2006-01-02") {
			x.Type = Type{Kind: kind}
			x.SQL = "cast(" + Literal(t.Format("2006-01-02 15:04:05")) + " as timestamp)"
			if kind == Date {
				x.SQL = "cast(" + Literal(t.Format("2006-01-02")) + " as date)"
			}
			x.literal = nil
			return true
		}
	}
	b.brokenAt(x.offset, x.length, "not_a_date", locale.M("expr.not_a_date", "text", *x.literal), locale.M("expr.not_a_date_hint"))
	x.Type.Kind = Broken
	return false
}

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
	for _, child := range n.Children[1:] {
		item := b.bind(child)
		if item.Type.Kind == Null {
			b.brokenAt(item.offset, item.length, "null_in_list", locale.M("expr.null_in_list"))
			return Bound{}
		}
		b.checkCode(left, item)
		all = append(all, &item)
		bound.Nullable = bound.Nullable || item.Nullable
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
			if x.Type.Kind == Decimal || first.Type.Kind == Decimal {
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

// casts says which kinds may be cast to which; a cast that can fail on a row is
// not among them.
var casts = map[string]Type{
	"VARCHAR": {Kind: Text}, "BIGINT": {Kind: Integer}, "INTEGER": {Kind: Integer}, "HUGEINT": {Kind: Integer},
	"DECIMAL": {Kind: Decimal}, "DATE": {Kind: Date}, "TIMESTAMP": {Kind: Datetime}, "BOOLEAN": {Kind: Boolean},
	"DOUBLE": {Kind: Decimal, Scale: 12}, "INTERVAL": {Kind: Interval},
}

func (b *binder) bindCast(n *node) Bound {
	child := b.bind(n.Child)
	if child.Type.Kind == Broken {
		return Bound{}
	}
	at := b.src.offset(n.Location)
	if at == 0 {
		at = child.offset
	}
	length := b.src.word(at)
	refuse := func() Bound {
		return b.brokenAt(at, length, "cast", locale.M("expr.cast", "from", child.Type.Kind.Name(), "to", strings.ToLower(n.CastType.ID)))
	}
	to, ok := casts[n.CastType.ID]
	if !ok || n.TryCast {
		return refuse()
	}
	if to.Kind == Decimal && n.CastType.Info != nil {
		to.Scale = n.CastType.Info.Scale
	}
	bound := Bound{Type: to, Nullable: child.Nullable, strict: child.strict, SQL: "cast(" + child.SQL + " as " + to.SQL() + ")"}
	from := child.Type.Kind
	switch {
	case child.literal != nil && to.Kind == Boolean && (*child.literal == "t" || *child.literal == "f"):
		// The parser writes true and false this way.
		return Bound{SQL: map[string]string{"t": "true", "f": "false"}[*child.literal], Type: to, offset: child.offset, length: 4}
	case child.literal != nil && (to.Kind == Date || to.Kind == Datetime):
		b.asDate(&child, to.Kind)
		return child
	case child.literal != nil && to.Kind == Interval:
		return b.interval(child)
	case to.Kind == Interval || to.Kind == Boolean && from != Boolean:
		return refuse()
	case to.Kind == Text, from == to.Kind, child.Type.Numeric() && to.Numeric(), from == Null:
	case from == Date && to.Kind == Datetime, from == Datetime && to.Kind == Date:
	default:
		return refuse()
	}
	return bound
}

var intervalText = regexp.MustCompile(`(?i)^ *(\d{1,5}) *(day|week|month|year)s? *$`)

func (b *binder) interval(child Bound) Bound {
	m := intervalText.FindStringSubmatch(*child.literal)
	if m == nil {
		return b.brokenAt(child.offset, child.length, "interval", locale.M("expr.interval", "text", *child.literal))
	}
	return Bound{SQL: "interval '" + m[1] + " " + strings.ToLower(m[2]) + "'", Type: Type{Kind: Interval}, offset: child.offset, length: child.length}
}

func unquoteJSON(raw []byte) string {
	var s string
	if err := json.Unmarshal(raw, &s); err != nil {
		return ""
	}
	return s
}
