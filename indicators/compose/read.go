package compose

import (
	"slices"
	"strings"

	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/yamldoc"
)

// Read turns the text of one indicator into a form. What the form cannot hold
// stays as text (Form.Kept, Condition.Text). A text that is no mapping of keys,
// or has a key twice, gives no form but the findings that say so; their file is
// the name given, their lines those of the text.
func Read(file, item string) (*Form, []fault.Finding) {
	s, findings := parse(file, lines(item))
	if s == nil {
		return nil, findings
	}
	f := &Form{}
	for _, e := range s.entries {
		if e.node.Kind() == yamldoc.Null {
			continue // as if it were not there
		}
		v := valueOf(e.node)
		if v == nil || !f.set(e.key, v) {
			f.Kept = append(f.Kept, Kept{Key: e.key, Text: strings.Join(s.lines[e.from:e.to], "\n")})
		}
	}
	return f, nil
}

// set takes in what a key says; false, and nothing is taken, where the form
// cannot hold it without loss.
func (f *Form) set(key string, v *value) bool {
	trial := &Form{}
	if !trial.take(key, v) || !alike(trial.get(key), v) {
		return false
	}
	f.take(key, v)
	return true
}

func (f *Form) take(key string, v *value) bool {
	if t := f.words(key); t != nil {
		return v.words(t)
	}
	if s := f.scalar(key); s != nil {
		*s = v.text
		return v.kind == scalarValue
	}
	switch key {
	case "criteria":
		f.Criteria = v.list()
	case "where":
		f.Where = ParseCondition(v.text)
	case "measure":
		return f.Measure.take(v)
	case "period":
		f.Period = Period{By: v.get("by").scalar(), Of: v.get("of").scalar()}
	case "breakdowns":
		for _, item := range v.items {
			set := []string{item.text}
			if item.kind == listValue {
				set = item.list()
			}
			f.Breakdowns = append(f.Breakdowns, set)
		}
	case "baseline":
		f.Baseline = Baseline{Period: v.get("period").scalar(), Value: v.get("value").scalar()}
		return v.get("source").words(&f.Baseline.Source)
	case "targets":
		for _, item := range v.items {
			t := Target{
				Period: item.get("period").scalar(), Value: item.get("value").scalar(), Min: item.get("min").scalar(), Max: item.get("max").scalar(),
				Over: item.get("over").scalar(), Under: item.get("under").scalar(), SetOn: item.get("set_on").scalar(),
			}
			if !item.get("source").words(&t.Source) || !item.get("set_by").words(&t.SetBy) {
				return false
			}
			if cells := item.get("where"); cells != nil {
				for _, e := range cells.entries {
					t.Where = append(t.Where, Cell{e.key, e.value.text})
				}
			}
			f.Targets = append(f.Targets, t)
		}
	case "bands":
		f.Bands = Bands{OnTrack: v.get("on_track").scalar(), AtRisk: v.get("at_risk").scalar()}
	default:
		return false
	}
	return true
}

func (m *Measure) take(v *value) bool {
	if len(v.entries) != 1 {
		return false
	}
	m.Kind = v.entries[0].key
	under := v.entries[0].value
	switch m.Kind {
	case "count", "share":
		m.Condition = ParseCondition(under.text)
	case "ratio":
		m.Numerator, m.Denominator = ParseAggregate(under.get("numerator").scalar()), ParseAggregate(under.get("denominator").scalar())
	default:
		if measureParts[m.Kind] == nil {
			m.Expression = under.text
			return true
		}
		for _, e := range under.entries {
			if e.value.kind != mappingValue {
				m.Parts = append(m.Parts, Part{Key: e.key, Text: e.value.text, List: e.value.list()})
				continue
			}
			for _, inner := range e.value.entries {
				m.Parts = append(m.Parts, Part{Key: e.key + "." + inner.key, Text: inner.value.text, List: inner.value.list()})
			}
		}
	}
	return true
}

// scalar returns the text of a scalar; none for anything else.
func (v *value) scalar() string {
	if v == nil || v.kind != scalarValue {
		return ""
	}
	return v.text
}

// list returns the scalars of a list.
func (v *value) list() []string {
	var all []string
	for _, item := range v.items {
		all = append(all, item.text)
	}
	return all
}

// words reads a text in each language, or one for all.
func (v *value) words(t *locale.Text) bool {
	if v == nil {
		return true
	}
	*t = locale.Text{}
	switch v.kind {
	case scalarValue:
		for _, lang := range locale.Languages {
			(*t)[lang] = v.text
		}
	case mappingValue:
		for _, e := range v.entries {
			if e.value.kind != scalarValue || !slices.Contains(locale.Languages, locale.Lang(e.key)) {
				return false
			}
			(*t)[locale.Lang(e.key)] = e.value.text
		}
	default:
		return false
	}
	return true
}

// alike reports whether a form's value says what an author's does: conditions by
// what they are read as, a text in each language like one for all of them.
func alike(a, b *value) bool {
	if a == nil || b == nil {
		return a == b
	}
	if a.kind != b.kind {
		a, b = one(a), one(b)
	}
	if a.kind != b.kind || len(a.entries) != len(b.entries) || a.kind == verbatimValue {
		return false
	}
	for _, e := range a.entries {
		if !alike(e.value, b.get(e.key)) {
			return false
		}
	}
	if a.kind == scalarValue && a.text != b.text && ParseCondition(b.text).Expression() != a.text && ParseAggregate(b.text).Expr() != a.text {
		return false
	}
	return slices.EqualFunc(a.items, b.items, alike)
}
