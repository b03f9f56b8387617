package expr

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"time"

	"heng/internal/fault"
	"heng/internal/locale"
)

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
	case "BOOLEAN": // of "is true" and "is not false"
		return Bound{SQL: string(n.Value.Value), Type: Type{Kind: Boolean}}
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
