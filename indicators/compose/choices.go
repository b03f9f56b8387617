package compose

import (
	"reflect"
	"slices"
	"strings"

	"heng/indicators"
	"heng/internal/datapackage"
	"heng/internal/locale"
)

// Choices is what the pickers of a form offer.
type Choices struct {
	Populations []Population
	Dimensions  []Choice
	Criteria    []Choice // of the framework; none where it has no rules
	Units       []Choice // the framework's own have a title; the others' is theirs everywhere
	Measures    []string
	Levels      []string
	Directions  []string
	Evidence    []string
	Statuses    []string
	Periods     []string
	Parameters  []string // as_of first
}

// Choice is a value with its words; they may be empty.
type Choice struct {
	Value string
	Title locale.Text
}

// Population is a table or a model whose rows an indicator may be about.
type Population struct {
	Name        string
	Kind        indicators.DictionaryKind
	Title       locale.Text
	Description locale.Text
	Demo        bool
	Columns     []PickedColumn
}

// PickedColumn is a column as pickers offer it.
type PickedColumn struct {
	Name        string
	Title       locale.Text
	Description locale.Text
	Type        datapackage.Type
	Unit        string   // of its figures: ISO 4217 for money
	Required    bool     // never without a value
	Operators   []string // that suit its type, as Comparison.Operator
	Operand     string   // what is typed: text, number, date or code; empty where nothing is
	Codes       []Choice // that it may hold, with their labels
	Periods     []string // lengths of periods that it can give; none where it holds no date
	Breakdown   bool     // values can be given for each of its codes
	Measures    []string // measures of which it can be the expression
	From        []string // of a model: the table.column that it comes from
}

// Population returns the table or model of that name, or nil.
func (c *Choices) Population(name string) *Population {
	for i := range c.Populations {
		if strings.EqualFold(c.Populations[i].Name, name) {
			return &c.Populations[i]
		}
	}
	return nil
}

// Column returns the column of that name, or nil.
func (p *Population) Column(name string) *PickedColumn {
	if p == nil {
		return nil
	}
	for i := range p.Columns {
		if strings.EqualFold(p.Columns[i].Name, name) {
			return &p.Columns[i]
		}
	}
	return nil
}

// ChoicesOf lists what the pickers offer for an indicator of a framework, which
// may be nil.
func ChoicesOf(d indicators.Dictionary, f *indicators.Framework, parameters []indicators.Parameter) *Choices {
	indicator := reflect.TypeFor[indicators.Indicator]()
	c := &Choices{
		Measures: yamlKeys(reflect.TypeFor[indicators.Measure]()),
		Levels:   enum(indicator, "level"), Directions: enum(indicator, "direction"), Evidence: enum(indicator, "evidence"), Statuses: enum(indicator, "status"),
		Periods: enum(reflect.TypeFor[indicators.Period](), "by"), Parameters: []string{"as_of"},
	}
	for _, p := range parameters {
		c.Parameters = append(c.Parameters, p.Name)
	}
	for _, unit := range indicators.Units() {
		c.Units = append(c.Units, Choice{Value: unit})
	}
	if f != nil {
		c.ofFramework(f)
	}
	for _, t := range d {
		p := Population{Name: t.Name, Kind: t.Kind, Title: t.Title, Description: t.Description, Demo: t.Demo}
		for i := range t.Columns {
			p.Columns = append(p.Columns, picked(&t.Columns[i]))
			if currency := t.Columns[i].Currency; currency != "" && !slices.ContainsFunc(c.Units, func(u Choice) bool { return u.Value == currency }) {
				c.Units = append(c.Units, Choice{Value: currency})
			}
		}
		c.Populations = append(c.Populations, p)
	}
	return c
}

func (c *Choices) ofFramework(f *indicators.Framework) {
	for _, d := range f.Dimensions {
		if d != nil {
			c.Dimensions = append(c.Dimensions, Choice{d.ID, d.Title})
		}
	}
	if f.Criteria != nil {
		for _, item := range f.Criteria.Items {
			if item == nil {
				continue
			}
			title := item.Title
			if title.IsZero() {
				title = item.Text
			}
			c.Criteria = append(c.Criteria, Choice{item.ID, title})
		}
	}
	var own []string
	for name := range f.Units {
		own = append(own, name)
	}
	slices.Sort(own)
	for _, name := range own {
		if f.Units[name] != nil {
			c.Units = append(c.Units, Choice{name, f.Units[name].Title})
		}
	}
}

// enum reads the closed list of values of a key.
func enum(t reflect.Type, key string) []string {
	for f := range t.Fields() {
		if name, _, _ := strings.Cut(f.Tag.Get("yaml"), ","); name == key {
			return strings.Split(f.Tag.Get("enum"), ",")
		}
	}
	return nil
}

// picked says how a column can be picked. Which type allows what is that of the
// check of definitions.
func picked(d *indicators.DictionaryColumn) PickedColumn {
	c := PickedColumn{
		Name: d.Name, Title: d.Title, Description: d.Description, Type: d.Type, Unit: d.Currency, Required: d.Required, From: d.From,
		Breakdown: true, Measures: []string{"distinct"},
	}
	if d.Is != "" {
		c.From = []string{d.Is}
	}
	for _, code := range d.Codes {
		c.Codes = append(c.Codes, Choice{code.Code, code.Label})
	}
	numeric := []string{"distinct", "sum", "mean", "median", "percentile", "value", "concentration", "ratio", "achievement"}
	ordered := []string{Equal, NotEqual, Less, AtMost, More, AtLeast, OneOf, NotOneOf}
	switch d.Type {
	case datapackage.Integer:
		c.Operators, c.Operand, c.Measures = ordered, "number", numeric
	case datapackage.Number:
		c.Operators, c.Operand, c.Measures, c.Breakdown = ordered, "number", numeric, false
	case datapackage.Year:
		c.Operators, c.Operand, c.Periods = ordered, "number", []string{"year"}
	case datapackage.Date, datapackage.Datetime:
		c.Operators, c.Operand = []string{Equal, NotEqual, Less, AtMost, More, AtLeast}, "date"
		c.Periods = []string{"year", "half", "quarter", "month"}
		c.Breakdown = d.Type == datapackage.Date
	case datapackage.Boolean:
		c.Operators = []string{IsTrue, IsFalse}
	default:
		c.Operators, c.Operand = []string{Equal, NotEqual, OneOf, NotOneOf}, "text"
		if len(c.Codes) > 0 {
			c.Operand = "code"
		}
	}
	if !d.Required {
		c.Operators = append(slices.Clone(c.Operators), IsMissing, IsThere)
	}
	return c
}
