package web

import (
	"html/template"
	"slices"

	"heng/indicators/compose"
	"heng/internal/locale"
)

// operators are the ways to compare, as the form lists them.
var operators = []item{
	{compose.Equal, "op_equal"}, {compose.NotEqual, "op_not_equal"}, {compose.Less, "op_less"}, {compose.AtMost, "op_at_most"},
	{compose.More, "op_more"}, {compose.AtLeast, "op_at_least"}, {compose.OneOf, "op_one_of"}, {compose.NotOneOf, "op_not_one_of"},
	{compose.IsMissing, "op_missing"}, {compose.IsThere, "op_there"}, {compose.IsTrue, "op_true"}, {compose.IsFalse, "op_false"},
	{compose.OnEveryRow, "op_every"},
}

// kinds are the measures that the form holds.
var kinds = []item{
	{"count", "kind_count"}, {"share", "kind_share"}, {"distinct", "kind_distinct"}, {"sum", "kind_sum"}, {"mean", "kind_mean"},
	{"median", "kind_median"}, {"value", "kind_value"},
}

// conditionOn is what the template of a condition prints.
type conditionOn struct {
	C          conditionFields
	Population *compose.Population
}

// option is one of the choices of a field.
type option struct {
	Value, Name string
	Chosen      bool
}

// choose marks what a field holds among its choices. A value that is none of them is
// one all the same, and so is nothing: a form that is sent untouched changes nothing.
func choose(all []option, present, none string) []option {
	at := slices.IndexFunc(all, func(o option) bool { return o.Value == present })
	if at < 0 && present != "" {
		all, at = append(all, option{Value: present, Name: present}), len(all)
	}
	out := append([]option{{Value: "", Name: none, Chosen: present == ""}}, all...)
	if present != "" {
		out[at+1].Chosen = true
	}
	return out
}

// definingFunctions are what the form's template may call.
func definingFunctions(p locale.Printer) template.FuncMap {
	none := p.Text("webdefine.none")
	words := func(title locale.Text, name string) string {
		if text := title.In(p.Lang); text != "" {
			return text
		}
		return name
	}
	named := func(all []item) func(string) []option {
		return func(present string) []option {
			var offered []option
			for _, one := range all {
				offered = append(offered, option{Value: one.Label, Name: p.Text("webdefine." + one.Text)})
			}
			return choose(offered, present, none)
		}
	}
	return template.FuncMap{
		"operators": named(operators),
		"kinds":     named(kinds),
		"options": func(all []compose.Choice, present string) []option {
			var offered []option
			for _, one := range all {
				offered = append(offered, option{Value: one.Value, Name: words(one.Title, one.Value)})
			}
			return choose(offered, present, none)
		},
		"nameOptions": func(all []string, present string) []option {
			var offered []option
			for _, one := range all {
				offered = append(offered, option{Value: one, Name: one})
			}
			return choose(offered, present, none)
		},
		"populationOptions": func(all *compose.Choices, present string) []option {
			var offered []option
			for _, one := range all.Populations {
				offered = append(offered, option{Value: one.Name, Name: words(one.Title, one.Name)})
			}
			return choose(offered, present, none)
		},
		"columnOptions": func(of *compose.Population, present string) []option {
			var offered []option
			if of != nil {
				for _, one := range of.Columns {
					offered = append(offered, option{Value: one.Name, Name: words(one.Title, one.Name)})
				}
			}
			return choose(offered, present, none)
		},
		"condition": func(c conditionFields, of *compose.Population) conditionOn { return conditionOn{c, of} },
		"words":     words,
		"inBreakdowns": func(f *compose.Form, column string) bool {
			return slices.ContainsFunc(f.Breakdowns, func(b []string) bool { return len(b) == 1 && b[0] == column })
		},
	}
}
