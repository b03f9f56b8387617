package datapackage

import (
	"github.com/shopspring/decimal"

	"heng/internal/locale"
	"heng/internal/yamldoc"
)

// Package describes what comes into a workspace: its tables with their files
// and schemas (Data Package v2, https://datapackage.org).
type Package struct {
	Profile     string      `yaml:"$schema" doc:"the standard's own profile; not used"`
	Name        string      `yaml:"name,required"`
	Title       locale.Text `yaml:"title"`
	Description locale.Text `yaml:"description"`
	Resources   []*Resource `yaml:"resources,required"`

	Senders []yamldoc.Label `yaml:"senders" doc:"who is expected to report to every resource that says who sends to it"`

	ID           Unread `yaml:"id"`
	OldProfile   Unread `yaml:"profile"`
	Version      Unread `yaml:"version"`
	Created      Unread `yaml:"created"`
	Homepage     Unread `yaml:"homepage"`
	Image        Unread `yaml:"image"`
	Keywords     Unread `yaml:"keywords"`
	Contributors Unread `yaml:"contributors"`
	Sources      Unread `yaml:"sources"`
	Licenses     Unread `yaml:"licenses"`

	File string        `yaml:"-"` // the path it was read from, as findings show it
	Node *yamldoc.Node `yaml:"-"`
}

// Resource is one table and the files of one shape that fill it.
type Resource struct {
	Name        string        `yaml:"name,required" doc:"the table's name: lower case, digits, underscores"`
	Title       locale.Text   `yaml:"title"`
	Description locale.Text   `yaml:"description"`
	Path        Paths         `yaml:"path,required" doc:"files or globs, relative to the workspace"`
	Format      string        `yaml:"format" doc:"csv, tsv, xlsx, ods, json or jsonl; default from the file's name"`
	Encoding    string        `yaml:"encoding" doc:"auto (the default), utf-8, utf-16, big5, big5-hkscs, gb18030 and others"`
	Delimiter   string        `yaml:"delimiter" doc:"one character or tab; default: what the file shows"`
	Dialect     *Dialect      `yaml:"dialect"`
	Sheet       Names         `yaml:"sheet" doc:"of a spreadsheet: the name or number of a sheet, or a list; default: the first that is not hidden"`
	Header      HeaderRows    `yaml:"header"`
	MaxRejects  *MaxRejects   `yaml:"max_rejects"`
	Sources     []Source      `yaml:"sources"`
	Licence     yamldoc.Label `yaml:"licence"`
	Demo        bool          `yaml:"demonstration" doc:"invented records, marked wherever they appear"`
	Schema      *Schema       `yaml:"schema,required"`

	Sender  *Sender         `yaml:"sender" doc:"who sent the rows: an office, {field: …} or {file: …}"`
	Senders []yamldoc.Label `yaml:"senders" doc:"who is expected to report; default: the package's senders"`

	Profile    Unread `yaml:"$schema"`
	OldProfile Unread `yaml:"profile"`
	Type       Unread `yaml:"type"`
	MediaType  Unread `yaml:"mediatype"`
	Bytes      Unread `yaml:"bytes"`
	Hash       Unread `yaml:"hash"`
	Homepage   Unread `yaml:"homepage"`
	Licenses   Unread `yaml:"licenses"`

	Node *yamldoc.Node `yaml:"-"`
}

// Paths is one path or glob, or a list of them.
type Paths []string

// Source says where a resource's figures come from.
type Source struct {
	Title locale.Text `yaml:"title"`
	Path  string      `yaml:"path" doc:"a public address"`
}

// MaxRejects is how many rows a resource may reject before it is refused: a
// count, or a share of the rows read.
type MaxRejects struct {
	Count   int
	Percent decimal.Decimal // of 100; used when IsShare
	IsShare bool
}

// Schema is a Table Schema: the columns of a table and what must hold of them.
// Read resolves the name of a built-in schema and the path of a file; decoded
// alone, a schema that is not in place has only its Name.
type Schema struct {
	Name          string        // the name of the built-in schema or the file it came from; empty when written in place
	Fields        []*Field      `yaml:"fields,required"`
	PrimaryKey    Names         `yaml:"primaryKey"`
	ForeignKeys   []ForeignKey  `yaml:"foreignKeys"`
	MissingValues []string      `yaml:"missingValues" doc:"texts that stand for no value; default: the empty text"`
	Profile       Unread        `yaml:"$schema"`
	Node          *yamldoc.Node `yaml:"-"`
}

// Names is one name or a list of names.
type Names []string

// ForeignKey says that values of some fields stand in another resource.
type ForeignKey struct {
	Fields    Names         `yaml:"fields,required"`
	Reference Reference     `yaml:"reference,required"`
	Node      *yamldoc.Node `yaml:"-"`
}

// Reference names the fields that a foreign key points to. An empty Resource
// is the resource itself, as in Table Schema.
type Reference struct {
	Resource string `yaml:"resource"`
	Fields   Names  `yaml:"fields,required"`
}

// Field is one column.
type Field struct {
	Name        string                 `yaml:"name,required"`
	Type        Type                   `yaml:"type" enum:"string,integer,number,boolean,date,datetime,year,any" doc:"default: string"`
	Format      string                 `yaml:"format" doc:"of a string: period, ubn, country or organisation; of a date: minguo or gregorian; default: every form that is unambiguous"`
	DatedBy     string                 `yaml:"dated_by" doc:"of the formats ubn and country: the date field whose day decides"`
	Decimals    *int                   `yaml:"decimals" doc:"of a number: digits after the point that are kept; default 6"`
	Unit        string                 `yaml:"unit" doc:"of a number in the file: 元 千元 萬元 百萬元 億元 兆元 %, stored in the base unit; any other text is a label for display"`
	Currency    string                 `yaml:"currency" doc:"ISO 4217"`
	Headers     []string               `yaml:"headers" doc:"texts under which the column occurs in files"`
	Optional    bool                   `yaml:"optional" doc:"a file may do without the column: every row is then without a value"`
	Title       locale.Text            `yaml:"title"`
	Description locale.Text            `yaml:"description"`
	Constraints Constraints            `yaml:"constraints"`
	Labels      map[string]locale.Text `yaml:"labels" doc:"what a code means, in each language"`

	Example Unread `yaml:"example"`
	RDFType Unread `yaml:"rdfType"`

	Node *yamldoc.Node `yaml:"-"`
}

// Unread is a key of the standard that other programs write and that says
// nothing about how rows are read. (One that does, as decimalChar, is an
// unknown key until it is read: ignored, it would be misread.)
type Unread struct{}

// Type is a Table Schema type that Heng knows.
type Type string

// The types. A number is an exact decimal.
const (
	String   Type = "string"
	Integer  Type = "integer"
	Number   Type = "number"
	Boolean  Type = "boolean"
	Date     Type = "date"
	Datetime Type = "datetime"
	Year     Type = "year"
	Any      Type = "any"
)

// Types lists the known types.
var Types = []Type{String, Integer, Number, Boolean, Date, Datetime, Year, Any}

// Constraints are what must hold of a field's values, as in Table Schema.
// Limits and enumerated values are written plainly (1234.5, 2018-06-22, true)
// and in the unit in which values are stored, not in the column's.
type Constraints struct {
	Required  bool     `yaml:"required"`
	Unique    bool     `yaml:"unique"`
	Enum      []string `yaml:"enum"`
	Minimum   string   `yaml:"minimum"`
	Maximum   string   `yaml:"maximum"`
	MinLength *int     `yaml:"minLength"`
	MaxLength *int     `yaml:"maxLength"`
	Pattern   string   `yaml:"pattern" doc:"a regular expression that the whole text must match"`
}

// Nullable reports whether the field may be without a value.
func (s *Schema) Nullable(field string) bool {
	for _, key := range s.PrimaryKey {
		if key == field {
			return false
		}
	}
	f := s.Field(field)
	return f == nil || !f.Constraints.Required
}

// Field returns the field of that name, or nil.
func (s *Schema) Field(name string) *Field {
	for _, f := range s.Fields {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// Resource returns the resource of that name, or nil.
func (p *Package) Resource(name string) *Resource {
	for _, r := range p.Resources {
		if r.Name == name {
			return r
		}
	}
	return nil
}
