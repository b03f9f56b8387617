package indicators

import (
	"strings"

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
	Unit        string // as the files have it
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
