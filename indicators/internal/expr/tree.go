package expr

import (
	"bytes"
	"context"
	"encoding/json"
	"regexp"
	"strings"
	"unicode/utf8"

	"heng/internal/locale"
)

// Parser gives the tree of a SQL text as DuckDB's json_serialize_sql writes
// it.
type Parser interface {
	ParseSQL(ctx context.Context, text string) ([]byte, error)
}

// Problem is a slip in an author's text. Offset and Length count bytes.
type Problem struct {
	ID      string
	Warning bool
	Offset  int
	Length  int
	Message locale.Message
	Hint    locale.Message
	Beside  bool // a code that is never held stands in a list beside one that is
}

// tree is what the parser returns.
type tree struct {
	Error        bool            `json:"error"`
	ErrorMessage string          `json:"error_message"`
	Position     json.RawMessage `json:"position"` // a number, in quotes or not
	Statements   []struct {
		Node *query `json:"node"`
	} `json:"statements"`
}

// query is a SELECT or a set operation of SELECTs.
type query struct {
	Type        string     `json:"type"`
	Modifiers   []modifier `json:"modifiers"`
	CTEs        cteMap     `json:"cte_map"`
	Select      []*node    `json:"select_list"`
	From        *relation  `json:"from_table"`
	Where       *node      `json:"where_clause"`
	GroupBy     []*node    `json:"group_expressions"`
	GroupSets   [][]int    `json:"group_sets"`
	Handling    string     `json:"aggregate_handling"`
	Having      *node      `json:"having"`
	Qualify     *node      `json:"qualify"`
	Sample      any        `json:"sample"`
	SetOp       string     `json:"setop_type"`
	SetOpAll    bool       `json:"setop_all"`
	Left, Right *query
}

type cteMap struct {
	Map []struct {
		Key   string `json:"key"`
		Value struct {
			Aliases []string `json:"aliases"`
			Query   subquery `json:"query"`
		} `json:"value"`
	} `json:"map"`
}

type subquery struct {
	Node *query `json:"node"`
}

type modifier struct {
	Type       string  `json:"type"`
	Orders     []order `json:"orders"`
	Limit      *node   `json:"limit"`
	Offset     *node   `json:"offset"`
	DistinctOn []*node `json:"distinct_on_targets"`
}

type order struct {
	Type       string `json:"type"`
	NullOrder  string `json:"null_order"`
	Expression *node  `json:"expression"`
}

// relation is what stands behind FROM.
type relation struct {
	Type      string      `json:"type"`
	Alias     string      `json:"alias"`
	Location  json.Number `json:"query_location"`
	Schema    string      `json:"schema_name"`
	Catalog   string      `json:"catalog_name"`
	Table     string      `json:"table_name"`
	Aliases   []string    `json:"column_name_alias"`
	Left      *relation   `json:"left"`
	Right     *relation   `json:"right"`
	Condition *node       `json:"condition"`
	JoinType  string      `json:"join_type"`
	RefType   string      `json:"ref_type"`
	Using     []string    `json:"using_columns"`
	Subquery  *subquery   `json:"subquery"`
	Sample    any         `json:"sample"`
	Values    [][]*node   `json:"values"`
}

// node is an expression.
type node struct {
	Class      string      `json:"class"`
	Type       string      `json:"type"`
	Alias      string      `json:"alias"`
	Location   json.Number `json:"query_location"`
	Columns    []string    `json:"column_names"`
	Value      *constant   `json:"value"`
	Left       *node       `json:"left"`
	Right      *node       `json:"right"`
	Child      *node       `json:"child"`
	Children   []*node     `json:"children"`
	Function   string      `json:"function_name"`
	Operator   bool        `json:"is_operator"`
	Distinct   bool        `json:"distinct"`
	Filter     *node       `json:"filter"`
	OrderBys   *modifier   `json:"order_bys"`
	Cases      []caseCheck `json:"case_checks"`
	Else       *node       `json:"else_expr"`
	CastType   *sqlType    `json:"cast_type"`
	TryCast    bool        `json:"try_cast"`
	Input      *node       `json:"input"`
	Lower      *node       `json:"lower"`
	Upper      *node       `json:"upper"`
	Identifier string      `json:"identifier"`

	SubqueryType string    `json:"subquery_type"`
	Subquery     *subquery `json:"subquery"`
	Comparison   string    `json:"comparison_type"`

	Relation string `json:"relation_name"` // of a star
	Exclude  []any  `json:"exclude_list"`
	Replace  []any  `json:"replace_list"`
	Rename   []any  `json:"rename_list"`

	Partitions  []*node `json:"partitions"`
	Orders      []order `json:"orders"`
	Start       string  `json:"start"`
	End         string  `json:"end"`
	StartExpr   *node   `json:"start_expr"`
	EndExpr     *node   `json:"end_expr"`
	OffsetExpr  *node   `json:"offset_expr"`
	DefaultExpr *node   `json:"default_expr"`
	IgnoreNulls bool    `json:"ignore_nulls"`
	ExcludeRows string  `json:"exclude_clause"`
	FilterExpr  *node   `json:"filter_expr"`
}

type caseCheck struct {
	When *node `json:"when_expr"`
	Then *node `json:"then_expr"`
}

type constant struct {
	Type   sqlType         `json:"type"`
	IsNull bool            `json:"is_null"`
	Value  json.RawMessage `json:"value"`
}

type sqlType struct {
	ID   string `json:"id"`
	Info *struct {
		Width int `json:"width"`
		Scale int `json:"scale"`
	} `json:"type_info"`
}

// source is a text being bound, with what was put before it for the parser.
type source struct {
	text   string
	prefix int
}

var tooLarge = regexp.MustCompile(`[0-9][0-9_.]*[eE][+-]?[0-9_]+|[0-9_.]{39,}`)

// parse returns the one query that text holds.
func parse(ctx context.Context, p Parser, prefix, text string) (*query, *source, *Problem, error) {
	src := &source{text: text, prefix: len(prefix)}
	if at := invalidUTF8(text); at >= 0 {
		return nil, src, &Problem{ID: "not_text", Offset: at, Length: 1, Message: locale.M("yaml.not_utf8"), Hint: locale.M("yaml.not_utf8_hint")}, nil
	}
	raw, err := p.ParseSQL(ctx, prefix+dollarParameters(text))
	if err != nil {
		return nil, src, nil, err
	}
	var t tree
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(&t); err != nil {
		// A number beyond all floats is written as Infinity, which is no JSON.
		if at := tooLarge.FindStringIndex(text); at != nil {
			number := text[at[0]:at[1]]
			return nil, src, &Problem{ID: "number_form", Offset: at[0], Length: len(number), Message: locale.M("expr.number_form", "text", number)}, nil
		}
		return nil, src, nil, err
	}
	notSelect := strings.HasPrefix(t.ErrorMessage, "Only SELECT statements")
	if notSelect || len(t.Statements) != 1 && !t.Error {
		m := locale.M("expr.several_statements")
		if prefix == "" {
			m = locale.M("expr.not_a_select")
		}
		return nil, src, &Problem{ID: "several_statements", Offset: max(0, strings.IndexByte(text, ';')), Length: 1, Message: m}, nil
	}
	if t.Error {
		at := src.offset(json.Number(strings.Trim(string(t.Position), `"`)))
		return nil, src, &Problem{
			ID: "syntax", Offset: min(at, max(0, len(text)-1)), Length: 1,
			Message: syntaxMessage(t.ErrorMessage),
		}, nil
	}
	return t.Statements[0].Node, src, nil, nil
}

var syntaxNear = regexp.MustCompile(`(?s)^(syntax error|unterminated .*) at or near "(.*)"$`)

// syntaxMessage puts what the parser says of a text that it cannot read into
// the reader's language.
func syntaxMessage(message string) locale.Message {
	near := syntaxNear.FindStringSubmatch(message)
	switch {
	case near == nil && strings.HasSuffix(message, "at end of input"):
		return locale.M("expr.syntax_end")
	case near == nil:
		return locale.M("expr.syntax")
	case near[1] == "syntax error":
		return locale.M("expr.syntax_near", "text", near[2])
	case strings.Contains(near[1], "comment"):
		return locale.M("expr.unclosed_comment")
	}
	return locale.M("expr.unclosed_quote")
}

// invalidUTF8 returns where a text stops being UTF-8, or -1.
func invalidUTF8(text string) int {
	for at, r := range text {
		if r == utf8.RuneError && !strings.HasPrefix(text[at:], string(utf8.RuneError)) {
			return at
		}
	}
	return -1
}

// offset turns a place of the parser into an offset of the author's text.
func (s *source) offset(location json.Number) int {
	n, err := location.Int64()
	if err != nil || n < int64(s.prefix) {
		return 0
	}
	return min(int(n)-s.prefix, len(s.text))
}

// word returns how long the name, number or string at an offset is.
func (s *source) word(offset int) int {
	if offset >= len(s.text) {
		return 1
	}
	rest := s.text[offset:]
	if quote := rest[0]; quote == '\'' || quote == '"' {
		if end := strings.IndexByte(rest[1:], quote); end >= 0 {
			return end + 2
		}
		return 1
	}
	n := strings.IndexFunc(rest, func(r rune) bool { return !isWord(r) && r != '.' })
	switch {
	case n < 0:
		return len(rest)
	case n == 0:
		return 1
	}
	return n
}

func isWord(r rune) bool {
	return r == '_' || r >= 0x80 || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
}

// dollarParameters writes :name as $name, which the parser wants, outside
// strings, quoted names and comments and without moving any character.
func dollarParameters(text string) string {
	out := []byte(text)
	var quote byte
	for i := 0; i < len(out); i++ {
		c := out[i]
		switch {
		case quote == 0 && strings.HasPrefix(text[i:], "--"):
			if end := strings.IndexByte(text[i:], '\n'); end >= 0 {
				i += end
			} else {
				i = len(out)
			}
		case quote == 0 && strings.HasPrefix(text[i:], "/*"):
			if end := strings.Index(text[i+2:], "*/"); end >= 0 {
				i += end + 3
			} else {
				i = len(out)
			}
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == ':':
			if i+1 < len(out) && out[i+1] == ':' {
				i++
				continue
			}
			if i+1 < len(out) && isWord(rune(out[i+1])) && out[i+1] < 0x80 {
				out[i] = '$'
			}
		}
	}
	return string(out)
}
