package indicators

import (
	"slices"
	"strings"

	"heng/indicators/internal/expr"
	"heng/internal/datapackage"
	"heng/internal/locale"
)

// Dictionary says what every column of every table and model means: the tables
// in the order of the package, then the models by name.
type Dictionary []DictionaryTable

// DictionaryTable is a table or a model.
type DictionaryTable struct {
	Name        string
	Kind        DictionaryKind
	Title       locale.Text
	Description locale.Text
	Demo        bool     // its records, or some of those behind it, are invented
	Key         []string // the columns that tell rows apart
	Rows        string   // of a model: the table whose rows these are; may be empty
	Tables      []string // of a model: the tables that its rows come from
	Columns     []DictionaryColumn
}

// DictionaryKind tells tables and models apart.
type DictionaryKind string

// The kinds of tables.
const (
	TableKind DictionaryKind = "table"
	ModelKind DictionaryKind = "model"
)

// DictionaryColumn is a column. A column that a model passes on has the words of
// the one it is, unless the model's header has its own.
type DictionaryColumn struct {
	Name        string
	Title       locale.Text
	Description locale.Text
	Type        datapackage.Type
	Unit        string // of the files; values are kept in the base unit
	Currency    string // ISO 4217
	Required    bool   // no row is without a value
	Constraints datapackage.Constraints
	Codes       []DictionaryCode // in the order of the definition
	Refers      []string         // table.column that its values stand in
	Is          string           // of a model: the table.column that it is; empty where it is computed
	From        []string         // of a model: the table.column that it is computed from
	UsedBy      []string         // framework/id of the indicators that go by it, in their order
}

// DictionaryCode is a code that a column may hold.
type DictionaryCode struct {
	Code  string
	Label locale.Text
}

// Table returns the table or model of that name, or nil.
func (d Dictionary) Table(name string) *DictionaryTable {
	for i := range d {
		if strings.EqualFold(d[i].Name, name) {
			return &d[i]
		}
	}
	return nil
}

// Column returns a column of a table or model, or nil.
func (d Dictionary) Column(table, column string) *DictionaryColumn {
	t := d.Table(table)
	if t == nil {
		return nil
	}
	for i := range t.Columns {
		if strings.EqualFold(t.Columns[i].Name, column) {
			return &t.Columns[i]
		}
	}
	return nil
}

// Label returns what a code of the column means; empty where nothing says.
func (c *DictionaryColumn) Label(code string) locale.Text {
	for _, known := range c.Codes {
		if known.Code == code {
			return known.Label
		}
	}
	return nil
}

// Dictionary describes every table and model of the catalogue.
func (p *Plan) Dictionary() Dictionary {
	users := p.users()
	var d Dictionary
	for _, r := range p.catalogue.Package.Resources {
		if of := p.relations.bound[strings.ToLower(r.Name)]; of != nil && of.resource == r {
			d = append(d, p.describeTable(of, users))
		}
	}
	for _, m := range p.catalogue.Models {
		if of := p.relations.bound[strings.ToLower(m.Name)]; of != nil && of.model != nil && of.model.Model == m {
			d = append(d, p.describeModel(of, users))
		}
	}
	return d
}

func (p *Plan) describeTable(of *population, users map[expr.Origin][]string) DictionaryTable {
	r := of.resource
	t := DictionaryTable{
		Name: r.Name, Kind: TableKind, Title: r.Title, Description: r.Description, Demo: r.Demo, Key: r.Schema.PrimaryKey,
	}
	for i := range of.relation.Columns {
		c := p.column(of, i)
		c.UsedBy = users[expr.Origin{Relation: r.Name, Column: c.Name}]
		t.Columns = append(t.Columns, c)
	}
	return t
}

func (p *Plan) describeModel(of *population, users map[expr.Origin][]string) DictionaryTable {
	m := of.model
	t := DictionaryTable{Name: m.Name, Kind: ModelKind, Title: m.Title, Rows: m.Rows, Tables: p.tablesOf(m)}
	for _, name := range t.Tables {
		if r := p.catalogue.Package.Resource(name); r != nil && r.Demo {
			t.Demo = true
		}
	}
	if m.Rows != "" {
		t.Key = p.catalogue.Package.Resource(m.Rows).Schema.PrimaryKey
	}
	for i, column := range of.relation.Columns {
		c := p.column(of, i)
		c.UsedBy = users[expr.Origin{Relation: m.Name, Column: c.Name}]
		switch {
		case column.Is != nil:
			c.Is = column.Is.Relation + "." + column.Is.Column
		default:
			for _, from := range column.From {
				c.From = append(c.From, from.Relation+"."+from.Column)
			}
		}
		t.Columns = append(t.Columns, c)
	}
	return t
}

// column describes a column of a population: a table's as its field says; a
// model's as the column that it is, or as the first field of its name behind
// the model, with the words of the model's header in place of theirs.
func (p *Plan) column(of *population, at int) DictionaryColumn {
	column := of.relation.Columns[at]
	if of.resource != nil {
		return fieldColumn(of.resource.Schema, of.resource.Schema.Fields[at], of.resource.Name)
	}
	c := DictionaryColumn{Type: p.typeOf(of, at)}
	inherited, found := p.inherited(of, column)
	if found {
		c = inherited
		c.Constraints.Unique = false // which a join can undo
		c.Refers = nil
	}
	c.Name = column.Name
	c.Required = !column.Nullable
	c.Constraints.Required = false
	own := of.model.column(column.Name)
	if !own.Title.IsZero() {
		c.Title, c.Description = own.Title, nil
	}
	for _, code := range own.Codes {
		if at := slices.IndexFunc(c.Codes, func(k DictionaryCode) bool { return k.Code == code.Code }); at >= 0 {
			c.Codes[at].Label = code.Label
		} else {
			c.Codes = append(c.Codes, code)
		}
	}
	return c
}

// inherited describes the column that a model's column is, or, where it is
// computed, the first field of its name and kind among the tables behind the
// model: what has the same name means the same.
func (p *Plan) inherited(of *population, column expr.Column) (DictionaryColumn, bool) {
	if column.Is != nil {
		if from := p.relations.bound[strings.ToLower(column.Is.Relation)]; from != nil {
			at := slices.IndexFunc(from.relation.Columns, func(c expr.Column) bool { return c.Name == column.Is.Column })
			if at >= 0 {
				return p.column(from, at), true
			}
		}
	}
	tables := p.tablesOf(of.model)
	if of.model.Rows != "" {
		tables = append([]string{of.model.Rows}, tables...)
	}
	for _, table := range tables {
		from := p.relations.bound[strings.ToLower(table)]
		at := slices.IndexFunc(from.relation.Columns, func(c expr.Column) bool {
			return strings.EqualFold(c.Name, column.Name) && c.Type.Kind == column.Type.Kind
		})
		if at >= 0 {
			c := p.column(from, at)
			c.Constraints = datapackage.Constraints{}
			return c, true
		}
	}
	return DictionaryColumn{}, false
}

// column returns what the header says of a column.
func (m *boundModel) column(name string) ModelColumn {
	for _, key := range sortedKeys(m.Columns) {
		if strings.EqualFold(key, name) {
			return m.Columns[key]
		}
	}
	return ModelColumn{}
}

// fieldColumn describes a field of a table.
func fieldColumn(s *datapackage.Schema, f *datapackage.Field, table string) DictionaryColumn {
	c := DictionaryColumn{
		Name: f.Name, Title: f.Title, Description: f.Description, Type: f.Type, Unit: f.Unit, Currency: f.Currency,
		Required: !s.Nullable(f.Name), Constraints: f.Constraints, Codes: fieldCodes(f),
	}
	if c.Type == "" {
		c.Type = datapackage.String
	}
	for _, key := range s.ForeignKeys {
		for i, name := range key.Fields {
			if name == f.Name && i < len(key.Reference.Fields) {
				to := key.Reference.Resource
				if to == "" {
					to = table
				}
				c.Refers = append(c.Refers, to+"."+key.Reference.Fields[i])
			}
		}
	}
	return c
}

// fieldCodes lists the codes of a field: those it may hold, then others that
// have a label.
func fieldCodes(f *datapackage.Field) []DictionaryCode {
	codes := slices.Clone(f.Constraints.Enum)
	var labelled []string
	if f.Node.Has("labels") {
		for _, e := range f.Node.Get("labels").Entries() {
			labelled = append(labelled, e.Key)
		}
	}
	for _, code := range append(labelled, sortedKeys(f.Labels)...) {
		if _, ok := f.Labels[code]; ok && !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	var all []DictionaryCode
	for _, code := range codes {
		all = append(all, DictionaryCode{Code: code, Label: f.Labels[code]})
	}
	return all
}

// users lists, for every column, the indicators that go by it: that name it, or
// a column of a model computed from it, or whose model chooses its rows by it.
// A key by which a model joins or groups is not counted, unless it is named.
func (p *Plan) users() map[expr.Origin][]string {
	users := map[expr.Origin][]string{}
	for _, c := range p.indicators {
		if c.indicator.StatusName() == "retired" {
			continue
		}
		seen := map[expr.Origin]bool{}
		p.follow(c.origins(), seen)
		p.follow(p.rowOrigins(c.population, map[*population]bool{}), seen)
		for origin := range seen {
			users[origin] = append(users[origin], c.key())
		}
	}
	return users
}

// origins lists the columns of its population that an indicator names.
func (c *checked) origins() []expr.Origin {
	var all []expr.Origin
	for _, bound := range []*expr.Bound{c.where, &c.value, &c.other, c.period} {
		if bound != nil {
			all = append(all, bound.Origins()...)
		}
	}
	for _, set := range c.sets {
		for _, column := range set {
			all = append(all, expr.Origin{Relation: c.population.relation.Name, Column: column})
		}
	}
	return all
}

// follow adds columns and all that they are computed from.
func (p *Plan) follow(from []expr.Origin, seen map[expr.Origin]bool) {
	for _, origin := range from {
		of := p.relations.bound[strings.ToLower(origin.Relation)]
		if seen[origin] || of == nil {
			continue
		}
		seen[origin] = true
		if column := of.relation.Column(origin.Column); column != nil {
			p.follow(column.From, seen)
		}
	}
}

// rowOrigins lists the columns by which a model, and the models that it reads,
// choose their rows.
func (p *Plan) rowOrigins(of *population, seen map[*population]bool) []expr.Origin {
	if of == nil || of.model == nil || seen[of] {
		return nil
	}
	seen[of] = true
	all := slices.Clone(of.model.query.Rows)
	for _, name := range of.model.query.Reads {
		all = append(all, p.rowOrigins(p.relations.bound[strings.ToLower(name)], seen)...)
	}
	return all
}
