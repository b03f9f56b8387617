package compose

import (
	"reflect"
	"slices"
	"strings"

	"heng/indicators"
	"heng/internal/locale"
)

// Keys lists the keys of a definition in the order in which the house writes
// them.
func Keys() []string { return slices.Clone(keys) }

var keys = yamlKeys(reflect.TypeFor[indicators.Indicator]())

// yamlKeys lists the keys that a struct of definitions is read from.
func yamlKeys(t reflect.Type) []string {
	var all []string
	for f := range t.Fields() {
		if name, _, _ := strings.Cut(f.Tag.Get("yaml"), ","); name != "" && name != "-" {
			all = append(all, name)
		}
	}
	return all
}

// measureParts are the keys of the measures that a form holds as parts.
var measureParts = map[string][]string{
	"percentile":    {"of", "at"},
	"concentration": {"of", "by"},
	"achievement":   yamlKeys(reflect.TypeFor[indicators.Achievement]()),
	"survey":        yamlKeys(reflect.TypeFor[indicators.Survey]()),
}

// value writes the form as YAML would hold it, in the order of Keys.
func (f *Form) value() *value {
	m := &value{kind: mappingValue}
	for _, key := range keys {
		if v := f.get(key); v != nil {
			m.add(key, v)
			continue
		}
		m.add(key, f.kept(key))
	}
	for _, k := range f.Kept {
		if !slices.Contains(keys, k.Key) {
			m.add(k.Key, f.kept(k.Key))
		}
	}
	return m
}

// kept returns the text of a key that the form does not hold.
func (f *Form) kept(key string) *value {
	for _, k := range f.Kept {
		text := strings.Trim(lines(k.Text), "\n")
		if k.Key == key && strings.TrimSpace(text) != "" {
			return &value{kind: verbatimValue, text: text}
		}
	}
	return nil
}

// get returns what the form says under a key of the definition; nil for nothing.
func (f *Form) get(key string) *value {
	if t := f.words(key); t != nil {
		if key == "owner" {
			return label(*t)
		}
		return texts(*t)
	}
	if s := f.scalar(key); s != nil {
		if key == "version" {
			return quoted(*s)
		}
		return scalar(*s)
	}
	switch key {
	case "criteria":
		return list(f.Criteria)
	case "where":
		return scalar(f.Where.Expression())
	case "measure":
		return f.Measure.value()
	case "period":
		m := &value{kind: mappingValue, flow: true}
		m.add("by", scalar(f.Period.By))
		m.add("of", scalar(f.Period.Of))
		return m.orNil()
	case "breakdowns":
		l := &value{kind: listValue, flow: true}
		for _, set := range f.Breakdowns {
			switch columns := list(set); {
			case columns == nil:
			case len(columns.items) == 1:
				l.items = append(l.items, columns.items[0])
			default:
				l.items = append(l.items, columns)
			}
		}
		return l.orNil()
	case "baseline":
		m := &value{kind: mappingValue}
		m.add("period", quoted(f.Baseline.Period))
		m.add("value", scalar(f.Baseline.Value))
		m.add("source", label(f.Baseline.Source))
		return m.orNil()
	case "targets":
		l := &value{kind: listValue}
		for _, t := range f.Targets {
			if v := t.value(); v != nil {
				l.items = append(l.items, v)
			}
		}
		return l.orNil()
	case "bands":
		m := &value{kind: mappingValue, flow: true}
		m.add("on_track", scalar(f.Bands.OnTrack))
		m.add("at_risk", scalar(f.Bands.AtRisk))
		return m.orNil()
	}
	return nil
}

// words returns the place of a text in both languages, or nil.
func (f *Form) words(key string) *locale.Text {
	return map[string]*locale.Text{
		"name": &f.Name, "definition": &f.Definition, "rationale": &f.Rationale, "goal": &f.Goal, "mandate": &f.Mandate,
		"source": &f.Source, "owner": &f.Owner, "limitations": &f.Limitations,
	}[key]
}

// scalar returns the place of a plain value, or nil.
func (f *Form) scalar(key string) *string {
	return map[string]*string{
		"id": &f.ID, "version": &f.Version, "dimension": &f.Dimension, "level": &f.Level, "subjective": &f.Subjective, "population": &f.Population,
		"unit": &f.Unit, "direction": &f.Direction, "decimals": &f.Decimals, "evidence": &f.Evidence, "frequency": &f.Frequency, "status": &f.Status,
	}[key]
}

func (t Target) value() *value {
	m := &value{kind: mappingValue}
	m.add("period", quoted(t.Period))
	for _, v := range []struct{ key, text string }{{"value", t.Value}, {"min", t.Min}, {"max", t.Max}, {"over", t.Over}, {"under", t.Under}} {
		m.add(v.key, scalar(v.text))
	}
	cells := &value{kind: mappingValue, flow: true}
	for _, c := range t.Where {
		if c.Column != "" && cells.get(c.Column) == nil {
			code := scalar(c.Code)
			if code != nil {
				code.quote = looksTyped(code.text)
			}
			cells.add(c.Column, code)
		}
	}
	m.add("where", cells.orNil())
	m.add("source", label(t.Source))
	m.add("set_by", label(t.SetBy))
	m.add("set_on", scalar(t.SetOn))
	return m.orNil()
}

func (m Measure) value() *value {
	under := &value{kind: mappingValue}
	switch m.Kind {
	case "":
		return nil
	case "count", "share":
		under = scalar(m.Condition.Expression())
	case "ratio":
		under.add("numerator", scalar(m.Numerator.Expr()))
		under.add("denominator", scalar(m.Denominator.Expr()))
	default:
		if measureParts[m.Kind] == nil {
			under = scalar(m.Expression)
			break
		}
		under.flow = m.Kind != "survey"
		for _, p := range m.Parts {
			to := under
			key, inner, nested := strings.Cut(p.Key, ".")
			if nested {
				if to = under.get(key); to == nil {
					to = &value{kind: mappingValue, flow: true}
					under.add(key, to)
				}
				key = inner
			}
			if to.get(key) == nil {
				to.add(key, p.value())
			}
		}
		under = under.orNil()
	}
	if under == nil {
		return nil
	}
	whole := &value{kind: mappingValue}
	whole.add(m.Kind, under)
	return whole
}

func (p Part) value() *value {
	if len(p.List) > 0 {
		return list(p.List)
	}
	return scalar(p.Text)
}

// Expr writes the aggregate as SQL.
func (a Aggregate) Expr() string {
	switch a.Kind {
	case "count":
		return "count(" + a.Condition.Expression() + ")"
	case "sum", "distinct":
		return a.Kind + "(" + strings.TrimSpace(a.Expression) + ")"
	}
	return strings.TrimSpace(a.Text)
}

// ParseAggregate reads one side of a ratio.
func ParseAggregate(text string) Aggregate {
	text = strings.TrimSpace(text)
	all, ok := tokens(text)
	if !ok || len(all) < 4 || !all[1].is("(") || closing(all[1:]) != len(all)-2 {
		return Aggregate{Text: text}
	}
	inner := strings.TrimSpace(text[all[1].to:all[len(all)-1].from])
	switch {
	case inner == "*":
	case all[0].is("count"):
		return Aggregate{Kind: "count", Condition: ParseCondition(inner)}
	case all[0].is("sum"), all[0].is("distinct"):
		return Aggregate{Kind: strings.ToLower(all[0].text), Expression: inner}
	}
	return Aggregate{Text: text}
}

// closing returns the place of the bracket that closes the one at the beginning,
// or -1.
func closing(all []token) int {
	depth := 0
	for at, t := range all {
		switch {
		case t.is("("):
			depth++
		case t.is(")"):
			if depth--; depth == 0 {
				return at
			}
		}
	}
	return -1
}
