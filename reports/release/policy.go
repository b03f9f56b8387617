package release

import (
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/yamldoc"
)

// Policy says what may be released and why the rest may not: what policy.yaml
// holds. What it does not name is withheld.
type Policy struct {
	Publisher   Publisher          `yaml:"publisher,required" doc:"the office that releases"`
	Licence     string             `yaml:"licence,required" doc:"the SPDX identifier of the licence of what is released, as OGDL-Taiwan-1.0"`
	Attribution locale.Text        `yaml:"attribution" doc:"the line by which those who use the data name the source; default: publisher, title and year"`
	Address     string             `yaml:"address" doc:"where the files of a release will stand on the web; catalogues of open data need it"`
	Grounds     map[string]*Ground `yaml:"grounds" doc:"why something is not released: named here, used below"`
	Notes       string             `yaml:"notes" enum:"public,withheld" doc:"what analysts say of indicators (reports/notes.yaml) in the public report; default withheld"`
	Waivers     []*Waiver          `yaml:"waivers" doc:"what the scan has found and may leave all the same"`
	Withhold    map[string]string  `yaml:"withhold" doc:"indicators that do not leave for now, as framework/id, each with a name of grounds"`
	Tables      map[string]*Table  `yaml:"tables" doc:"by the name of a table or a model; one that is not named is withheld"`

	File string        `yaml:"-"`
	Node *yamldoc.Node `yaml:"-"`
}

// Publisher is the office that releases. Its contact is an office, not a person.
type Publisher struct {
	Name    locale.Text `yaml:"name,required"`
	OID     string      `yaml:"oid" doc:"its object identifier, as 2.16.886.101.20003.20002"`
	Contact locale.Text `yaml:"contact" doc:"the unit that answers questions"`
	Phone   string      `yaml:"phone" doc:"of that unit"`
	Email   string      `yaml:"email" doc:"of that unit"`
}

// Ground is why something is not released: in words, by which provision, and
// when that is looked at again.
type Ground struct {
	Text   locale.Text   `yaml:"text,required"`
	Basis  locale.Text   `yaml:"basis,required" doc:"the provision it rests on"`
	Review string        `yaml:"review,required" doc:"the date by which it is looked at again, as 2019-06-30"`
	Node   *yamldoc.Node `yaml:"-"`
}

// Table is what may be released of a table or a model.
type Table struct {
	Release     string            `yaml:"release" enum:"rows,aggregates,none" doc:"its rows, only figures computed from them, or (the default) nothing"`
	Contributor string            `yaml:"contributor" doc:"the column that names whose rows these are: what one grantee has is one holding"`
	Open        map[string]Codes  `yaml:"open" doc:"a column and the codes with which a row is open; every other row is classified and counts nowhere"`
	Ground      string            `yaml:"ground" doc:"of what is not released; a name of grounds"`
	Fields      map[string]*Field `yaml:"fields" doc:"by name; a field that is not named is withheld"`
	Node        *yamldoc.Node     `yaml:"-"`
}

// Codes is one code or a list of codes.
type Codes []string

// Field is what may be released of a column. A word alone (public) is short for
// a mapping with that release.
type Field struct {
	Release string            `yaml:"release,required" enum:"public,banded,aggregate,licensed,withheld" doc:"as it is; as a band; only in figures; where a licence was signed; not at all, nor in figures"`
	Bands   []decimal.Decimal `yaml:"bands" doc:"of banded: where a new band begins, ascending"`
	Ground  string            `yaml:"ground" doc:"of what is not public; a name of grounds"`
	Licence *Licence          `yaml:"licence" doc:"of licensed: the columns that say whether the text may leave"`
	Node    *yamldoc.Node     `yaml:"-"`
}

// Licence names the columns of a table that say what its author allowed: a row
// without them, or whose values do not allow it, keeps its text back, and counts
// all the same.
type Licence struct {
	Scope     string        `yaml:"scope,required" doc:"the column that says for what it was given"`
	Allows    Codes         `yaml:"allows,required" doc:"the codes of scope that cover a release"`
	From      string        `yaml:"from,required" doc:"the column with the date from which it holds; empty: it was not signed"`
	Until     string        `yaml:"until" doc:"the column with the last date on which it holds; empty: without end"`
	Languages string        `yaml:"languages" doc:"the column with the languages that it covers, apart by commas; no column: every language"`
	Language  string        `yaml:"language" enum:"zh-TW,en" doc:"the language of the field's text; none: whatever languages are covered"`
	Node      *yamldoc.Node `yaml:"-"`
}

// How a field is released.
const (
	Public    = "public"    // as it is
	Banded    = "banded"    // as the band that it lies in
	Aggregate = "aggregate" // only in figures, which disclosure control protects
	Licensed  = "licensed"  // where a licence covers it
	Withheld  = "withheld"  // not at all, nor in figures
)

// How a table is released.
const (
	Rows       = "rows"
	Aggregates = "aggregates"
	None       = "none"
)

// ReadPolicy reads policy.yaml. It is usable when no finding is an error;
// Policy.Check says whether what it names exists.
func ReadPolicy(file string, text []byte) (*Policy, []fault.Finding) {
	p := &Policy{File: file}
	d := yamldoc.Decode(file, text, p)
	if d.Root == nil && len(d.Findings) == 0 {
		d.Findings = append(d.Findings, fault.Finding{ID: "empty_policy", Place: fault.Place{File: file}, Message: locale.M("release.empty_policy")})
	}
	fault.Sort(d.Findings)
	return p, d.Findings
}

// DecodeYAML reads one code or a list of codes.
func (c *Codes) DecodeYAML(n *yamldoc.Node) {
	if n.Kind() == yamldoc.Sequence {
		var list []string
		n.Decode(&list)
		*c = list
		return
	}
	var one string
	n.Decode(&one)
	*c = Codes{one}
}

// YAMLSchema says what codes look like: one, or a list.
func (c *Codes) YAMLSchema() map[string]any {
	one := map[string]any{"type": []string{"string", "number", "boolean"}}
	return map[string]any{"anyOf": []any{one, map[string]any{"type": "array", "items": one, "minItems": 1}}}
}

// fieldMapping is a Field without its own way of being read.
type fieldMapping Field

// DecodeYAML reads a word, or a mapping.
func (f *Field) DecodeYAML(n *yamldoc.Node) {
	if text, ok := n.Text(); ok && n.Kind() == yamldoc.Scalar {
		*f = Field{Release: text, Node: n}
		return
	}
	n.Decode((*fieldMapping)(f))
}

// YAMLSchema says what a field looks like: a word, or a mapping.
func (f *Field) YAMLSchema() map[string]any {
	return map[string]any{"anyOf": []any{
		map[string]any{"enum": []string{Public, Aggregate, Withheld}},
		yamldoc.Inline(fieldMapping{}),
	}}
}

// PolicySchema is the JSON Schema of policy.yaml.
func PolicySchema() []byte {
	return yamldoc.Schema("policy.schema.json", "衡 Heng: what may be released (policy.yaml)", Policy{})
}

// Of returns what the policy says of a table or model; withheld where it says
// nothing.
func (p *Policy) Of(table string) Table {
	if t := p.Tables[table]; t != nil {
		out := *t
		if out.Release == "" {
			out.Release = None
		}
		return out
	}
	return Table{Release: None}
}

// Field returns what the policy says of a column; withheld, on the table's
// ground, where it says nothing.
func (t Table) Field(name string) Field {
	f := t.Fields[name]
	if f == nil {
		return Field{Release: Withheld, Ground: t.Ground}
	}
	out := *f
	if out.Ground == "" && out.Release != Public {
		out.Ground = t.Ground
	}
	return out
}

// Covers reports whether a row's licence lets a text leave on a day. The
// function gives the row's value of a column; nil is no value.
func (l *Licence) Covers(day time.Time, value func(column string) *string) bool {
	scope, from := value(l.Scope), value(l.From)
	today := day.Format(time.DateOnly) // dates of the store are written so, and sort as texts
	switch {
	case scope == nil || !slices.Contains(l.Allows, *scope), from == nil || *from > today:
		return false
	case l.Until != "":
		if until := value(l.Until); until != nil && *until < today {
			return false
		}
	}
	if l.Languages == "" || l.Language == "" {
		return true
	}
	languages := value(l.Languages)
	return languages != nil && slices.Contains(splitList(*languages), l.Language)
}
