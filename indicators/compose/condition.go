package compose

import (
	"slices"
	"strings"
)

// Condition is a condition as pickers hold it: comparisons of which all or any
// have to be true. One that the pickers cannot hold is its text, and Rows is
// empty.
type Condition struct {
	Join string       `json:"join,omitempty"` // All or Any
	Rows []Comparison `json:"rows,omitempty"`
	Text string       `json:"text,omitempty"` // the whole condition, as its author wrote it
}

// How the rows of a condition are joined.
const (
	All = "all"
	Any = "any"
)

// Comparison is one row of pickers: a column, an operator, and what it is
// compared to. A row that the pickers cannot hold, among others that they can,
// is its Text.
type Comparison struct {
	Column   string    `json:"column,omitempty"`
	Operator string    `json:"operator,omitempty"`
	Operands []Operand `json:"operands,omitempty"`
	Text     string    `json:"text,omitempty"`
}

// The operators of a comparison, as a form names them.
const (
	Equal      = "="
	NotEqual   = "<>"
	Less       = "<"
	AtMost     = "<="
	More       = ">"
	AtLeast    = ">="
	OneOf      = "in"
	NotOneOf   = "not in"
	IsMissing  = "is null"
	IsThere    = "is not null"
	IsTrue     = "true"  // a column that is itself true or false
	IsFalse    = "false" // its opposite
	OnEveryRow = "every" // no column: true for every row
)

// Operand is what a column is compared to.
type Operand struct {
	Kind OperandKind `json:"kind"`
	Text string      `json:"text"`
}

// OperandKind tells operands apart.
type OperandKind string

// The kinds of operands. A date is a text, as it is in SQL.
const (
	TextOperand      OperandKind = "text"
	NumberOperand    OperandKind = "number"
	ParameterOperand OperandKind = "parameter" // as_of, or a parameter of the workspace
	ColumnOperand    OperandKind = "column"
)

// IsZero reports whether nothing is said.
func (c Condition) IsZero() bool { return c.Text == "" && len(c.Rows) == 0 }

// Pickers reports whether the pickers hold the whole condition.
func (c Condition) Pickers() bool {
	return c.Text == "" && !slices.ContainsFunc(c.Rows, func(r Comparison) bool { return r.Text != "" })
}

// Expression writes the condition as SQL.
func (c Condition) Expression() string {
	if c.Text != "" || len(c.Rows) == 0 {
		return strings.TrimSpace(c.Text)
	}
	word := " and "
	if c.Join == Any {
		word = " or "
	}
	var parts []string
	for _, row := range c.Rows {
		if text := row.expression(len(c.Rows) > 1); text != "" {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, word)
}

// expression writes one row; among others, a text that holds an and or an or is
// put in brackets.
func (c Comparison) expression(among bool) string {
	if c.Text != "" {
		text := strings.TrimSpace(c.Text)
		if all, ok := tokens(text); ok && among && loose(all) {
			return "(" + text + ")"
		}
		return text
	}
	column := name(c.Column)
	switch c.Operator {
	case OnEveryRow:
		return "true"
	case IsTrue:
		return column
	case IsFalse:
		return "not " + column
	case IsMissing, IsThere:
		return column + " " + c.Operator
	case OneOf, NotOneOf:
		var list []string
		for _, o := range c.Operands {
			list = append(list, o.sql())
		}
		return column + " " + c.Operator + " (" + strings.Join(list, ", ") + ")"
	}
	operand := ""
	if len(c.Operands) > 0 {
		operand = " " + c.Operands[0].sql()
	}
	return strings.TrimSpace(column + " " + c.Operator + operand)
}

func (o Operand) sql() string {
	switch o.Kind {
	case NumberOperand:
		if isNumber(o.Text) {
			return o.Text
		}
	case ParameterOperand:
		return ":" + o.Text
	case ColumnOperand:
		return name(o.Text)
	}
	return "'" + strings.ReplaceAll(o.Text, "'", "''") + "'"
}

// isNumber reports whether a text is a number as SQL writes one.
func isNumber(text string) bool {
	digits := strings.TrimPrefix(text, "-")
	whole, rest, point := strings.Cut(digits, ".")
	return whole != "" && strings.Trim(whole, "0123456789") == "" && (!point || rest != "" && strings.Trim(rest, "0123456789") == "")
}

// keywords cannot be the name of a column without quotes.
var keywords = []string{
	"and", "or", "not", "in", "is", "null", "true", "false", "case", "when", "then", "else", "end", "between", "like", "ilike", "interval", "cast", "as",
	"select", "from", "where", "group", "by", "having", "order", "limit", "union", "distinct", "exists", "any", "all", "some", "date", "timestamp", "time",
	"with", "on", "using", "join", "escape", "similar", "collate", "at", "extract", "filter", "over", "array", "row", "default", "current_date", "user",
}

// name writes the name of a column, in quotes where it needs them.
func name(column string) string {
	if column != "" && wordLength(column) == len(column) && column == strings.ToLower(column) && !slices.Contains(keywords, column) {
		return column
	}
	return `"` + strings.ReplaceAll(column, `"`, `""`) + `"`
}

// ParseCondition reads a condition into pickers as far as they can hold it.
func ParseCondition(text string) Condition {
	text = strings.TrimSpace(text)
	whole := Condition{Text: text}
	all, ok := tokens(text)
	if !ok || len(all) == 0 {
		return whole
	}
	parts, join, ok := split(all)
	if !ok {
		return whole
	}
	c := Condition{Join: join}
	held := 0
	for _, part := range parts {
		row, ok := comparison(part)
		if ok {
			held++
		} else {
			row = Comparison{Text: text[part[0].from:part[len(part)-1].to]}
		}
		c.Rows = append(c.Rows, row)
	}
	if held == 0 {
		return whole
	}
	return c
}

// split cuts an expression at the ands, or at the ors, that stand in no bracket.
func split(all []token) (parts [][]token, join string, ok bool) {
	depth, start, cases := 0, 0, 0
	join = All
	joined := false
	for at, t := range all {
		switch {
		case t.is("("):
			depth++
		case t.is(")"):
			depth--
		case t.is("case"):
			cases++
		case t.is("end"):
			cases--
		case depth == 0 && t.is("between"):
			return nil, "", false // its and joins nothing
		case depth == 0 && cases == 0 && (t.is("and") || t.is("or")):
			word := All
			if t.is("or") {
				word = Any
			}
			if joined && word != join || at == start {
				return nil, "", false
			}
			join, joined = word, true
			parts = append(parts, all[start:at])
			start = at + 1
		}
		if depth < 0 || cases < 0 {
			return nil, "", false
		}
	}
	if depth != 0 || cases != 0 || start >= len(all) {
		return nil, "", false
	}
	return append(parts, all[start:]), join, true
}

// loose reports whether an expression would fall apart among others: an and or
// an or outside brackets, or brackets that do not match.
func loose(all []token) bool {
	parts, _, ok := split(all)
	return !ok || len(parts) > 1
}

// comparison reads one row of pickers.
func comparison(part []token) (Comparison, bool) {
	if len(part) == 1 && part[0].is("true") {
		return Comparison{Operator: OnEveryRow}, true
	}
	if len(part) == 2 && part[0].is("not") {
		column, ok := column(part[1])
		return Comparison{Column: column, Operator: IsFalse}, ok
	}
	column, ok := column(part[0])
	if !ok {
		return Comparison{}, false
	}
	c, rest := Comparison{Column: column}, part[1:]
	words := func(want ...string) bool {
		if len(rest) < len(want) {
			return false
		}
		for i, w := range want {
			if !rest[i].is(w) {
				return false
			}
		}
		return true
	}
	switch {
	case len(rest) == 0:
		c.Operator = IsTrue
		return c, true
	case len(rest) == 2 && words("is", "null"):
		c.Operator = IsMissing
		return c, true
	case len(rest) == 3 && words("is", "not", "null"):
		c.Operator = IsThere
		return c, true
	case words("in", "("):
		c.Operator = OneOf
		c.Operands, ok = operandList(rest[2:])
		return c, ok
	case words("not", "in", "("):
		c.Operator = NotOneOf
		c.Operands, ok = operandList(rest[3:])
		return c, ok
	}
	if rest[0].kind != symbolToken || !slices.Contains([]string{Equal, NotEqual, Less, AtMost, More, AtLeast}, rest[0].text) {
		return Comparison{}, false
	}
	c.Operator = rest[0].text
	o, ok := operand(rest[1:])
	c.Operands = []Operand{o}
	return c, ok
}

// operandList reads the operands between brackets, of which the first is behind us.
func operandList(rest []token) ([]Operand, bool) {
	var all []Operand
	for {
		end := slices.IndexFunc(rest, func(t token) bool { return t.is(",") || t.is(")") })
		if end < 0 {
			return nil, false
		}
		o, ok := operand(rest[:end])
		if !ok || o.Kind == ColumnOperand {
			return nil, false
		}
		all = append(all, o)
		if rest[end].is(")") {
			return all, end == len(rest)-1
		}
		rest = rest[end+1:]
	}
}

func operand(part []token) (Operand, bool) {
	negative := len(part) == 2 && part[0].is("-") && part[1].kind == numberToken && part[0].to == part[1].from
	if negative {
		part = []token{{numberToken, "-" + part[1].text, part[0].from, part[1].to}}
	}
	if len(part) != 1 {
		return Operand{}, false
	}
	switch t := part[0]; t.kind {
	case textToken:
		return Operand{TextOperand, t.text}, true
	case numberToken:
		return Operand{NumberOperand, t.text}, isNumber(t.text)
	case parameterToken:
		return Operand{ParameterOperand, t.text}, true
	}
	name, ok := column(part[0])
	return Operand{ColumnOperand, name}, ok
}

// column reads the name of a column.
func column(t token) (string, bool) {
	switch t.kind {
	case quotedToken:
		return t.text, t.text != ""
	case wordToken:
		return t.text, !slices.Contains(keywords, strings.ToLower(t.text))
	}
	return "", false
}

// Column returns the name of a column where an expression is nothing else.
func Column(expression string) (string, bool) {
	all, ok := tokens(expression)
	if !ok || len(all) != 1 {
		return "", false
	}
	return column(all[0])
}

// ColumnExpression writes the name of a column as an expression.
func ColumnExpression(column string) string { return name(column) }
