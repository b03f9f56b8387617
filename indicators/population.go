package indicators

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"heng/indicators/internal/expr"
	"heng/internal/datapackage"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/yamldoc"
)

// Catalogue is what definitions may name.
type Catalogue struct {
	Package    *datapackage.Package
	Models     []*Model
	Parameters []Parameter
	Languages  []locale.Lang // every text must be there in each
}

// Parameter is a named value of the workspace, used as :name. Its type is that
// of its text: a whole number, a number, true or false, a date, or else a text.
type Parameter struct {
	Name string
	Text string
	Node *yamldoc.Node
}

// population is a table or a model whose rows indicators are about.
type population struct {
	relation expr.Relation
	resource *datapackage.Resource // of a table
	model    *boundModel           // of a model
	years    map[string]bool       // columns of a table that hold a year
}

// boundModel is a checked model.
type boundModel struct {
	*Model
	query       expr.Query
	fingerprint string // of its SQL and that of the models it reads
}

// asOfToken stands in printed SQL where the as-of date will be. No author's
// text can hold it: a NUL is no YAML.
const asOfToken = "\x00as_of\x00"

// asOfName is the parameter that every expression may use.
const asOfName = "as_of"

// relations resolves the names of tables and models; models are bound when they
// are first named.
type relations struct {
	ctx        context.Context
	parser     expr.Parser
	catalogue  *Catalogue
	parameters []expr.Parameter
	bound      map[string]*population
	binding    []string
	order      []*boundModel // in the order in which they can be written
	findings   []fault.Finding
	err        error
}

func newRelations(ctx context.Context, parser expr.Parser, c *Catalogue) *relations {
	r := &relations{ctx: ctx, parser: parser, catalogue: c, bound: map[string]*population{}}
	r.parameters = append(r.parameters, expr.Parameter{
		Name: asOfName, SQL: "cast('" + asOfToken + "' as date)", Type: expr.Type{Kind: expr.Date},
	})
	for _, p := range c.Parameters {
		r.parameters = append(r.parameters, parameter(p))
	}
	for _, resource := range c.Package.Resources {
		if resource.Schema != nil {
			r.bound[strings.ToLower(resource.Name)] = tablePopulation(resource)
		}
	}
	for _, m := range c.Models {
		if _, taken := r.bound[strings.ToLower(m.Name)]; taken {
			r.findings = append(r.findings, m.finding(0, 1, fault.SeverityError, "duplicate_name", locale.M("indicator.model_is_table", "name", m.Name)))
		}
	}
	for _, m := range c.Models {
		r.resolve(m.Name)
	}
	return r
}

func parameter(p Parameter) expr.Parameter {
	out := expr.Parameter{Name: p.Name, SQL: expr.Literal(p.Text), Type: expr.Type{Kind: expr.Text}}
	if p.Node != nil && p.Node.Quoted() {
		return out
	}
	if d, err := plainDecimal(p.Text); err == nil && len(p.Text) <= 38 {
		if d.Exponent() >= 0 && len(p.Text) <= 18 {
			out.SQL, out.Type = "("+p.Text+")", expr.Type{Kind: expr.Integer}
			return out
		}
		out.Type = expr.Type{Kind: expr.Decimal, Scale: int(-min(d.Exponent(), 0))}
		out.SQL = "cast('" + p.Text + "' as " + out.Type.SQL() + ")"
		return out
	}
	if _, err := time.Parse(time.DateOnly, p.Text); err == nil {
		out.SQL, out.Type = "cast("+expr.Literal(p.Text)+" as date)", expr.Type{Kind: expr.Date}
	}
	if p.Text == "true" || p.Text == "false" {
		out.SQL, out.Type = p.Text, expr.Type{Kind: expr.Boolean}
	}
	return out
}

// columnTypes says how a Table Schema type is held in the store.
var columnTypes = map[datapackage.Type]expr.Kind{
	datapackage.Integer: expr.Integer, datapackage.Year: expr.Integer, datapackage.Number: expr.Decimal,
	datapackage.Boolean: expr.Boolean, datapackage.Date: expr.Date, datapackage.Datetime: expr.Datetime,
}

// defaultDecimals is the number of decimals that a number keeps unless its
// field says otherwise.
const defaultDecimals = 6

func tablePopulation(resource *datapackage.Resource) *population {
	p := &population{resource: resource, years: map[string]bool{}}
	p.relation.Name = resource.Name
	for _, f := range resource.Schema.Fields {
		kind, ok := columnTypes[f.Type]
		if !ok {
			kind = expr.Text
		}
		c := expr.Column{
			Name: f.Name, Type: expr.Type{Kind: kind}, Nullable: resource.Schema.Nullable(f.Name), Codes: f.Constraints.Enum,
		}
		if kind == expr.Decimal {
			c.Type.Scale = defaultDecimals
			if f.Decimals != nil {
				c.Type.Scale = *f.Decimals
			}
		}
		if kind != expr.Text {
			c.Codes = nil
		}
		p.years[strings.ToLower(f.Name)] = f.Type == datapackage.Year
		p.relation.Columns = append(p.relation.Columns, c)
	}
	return p
}

// names lists every table and model.
func (r *relations) names() []string {
	var names []string
	for _, resource := range r.catalogue.Package.Resources {
		names = append(names, resource.Name)
	}
	for _, m := range r.catalogue.Models {
		names = append(names, m.Name)
	}
	return names
}

// resolve finds a table or model; the message says why one that exists cannot
// be used.
func (r *relations) resolve(name string) (*population, *locale.Message) {
	key := strings.ToLower(name)
	if p, ok := r.bound[key]; ok {
		return p, nil
	}
	i := slices.IndexFunc(r.catalogue.Models, func(m *Model) bool { return strings.EqualFold(m.Name, name) })
	if i < 0 {
		return nil, nil
	}
	m := r.catalogue.Models[i]
	if at := slices.Index(r.binding, key); at >= 0 {
		message := locale.M("indicator.model_cycle", "chain", strings.Join(append(slices.Clone(r.binding[at:]), key), " → "))
		return nil, &message
	}
	r.binding = append(r.binding, key)
	p := r.bindModel(m)
	r.binding = r.binding[:len(r.binding)-1]
	r.bound[key] = p
	return p, nil
}

func (r *relations) bindModel(m *Model) *population {
	if strings.TrimSpace(m.SQL) == "" { // which ReadModel has said
		return &population{relation: expr.Relation{Name: m.Name}, model: &boundModel{Model: m}, years: map[string]bool{}}
	}
	query, problems, err := expr.BindSelect(r.ctx, r.parser, m.SQL, expr.Scope{
		Parameters: r.parameters,
		Names:      r.names(),
		Resolve: func(name string) (*expr.Relation, *locale.Message) {
			p, message := r.resolve(name)
			if p == nil {
				return nil, message
			}
			return &p.relation, nil
		},
	})
	if err != nil && r.err == nil {
		r.err = err
	}
	for _, p := range problems {
		severity := fault.SeverityError
		if p.Warning {
			severity = fault.SeverityWarning
		}
		r.findings = append(r.findings, m.finding(p.Offset, characters(m.SQL, p), severity, p.ID, p.Message, p.Hint))
	}
	bound := &boundModel{Model: m, query: query}
	h := sha256.New()
	h.Write([]byte(query.SQL))
	for _, name := range query.Reads {
		if p := r.bound[strings.ToLower(name)]; p != nil && p.model != nil {
			h.Write([]byte(p.model.fingerprint))
		}
	}
	bound.fingerprint = hex.EncodeToString(h.Sum(nil))
	r.order = append(r.order, bound)
	if m.Materialised && strings.Contains(query.SQL, asOfToken) {
		r.findings = append(r.findings, m.finding(0, 1, fault.SeverityError, "materialised_as_of", locale.M("indicator.materialised_as_of")))
	}
	p := &population{relation: expr.Relation{Name: m.Name, Columns: query.Columns}, model: bound, years: map[string]bool{}}
	r.checkRows(m, p)
	return p
}

// checkRows checks the header's rows: a table whose primary key the model puts
// out, so that explain finds its way back.
func (r *relations) checkRows(m *Model, p *population) {
	if m.header == nil {
		return
	}
	add := func(id string, message, hint locale.Message) {
		f := m.header.Get("rows").Finding(fault.SeverityError, id, message, hint)
		f.Subject = m.Name
		r.findings = append(r.findings, f)
	}
	if m.Rows != "" {
		table := r.bound[strings.ToLower(m.Rows)]
		switch {
		case table == nil || table.resource == nil:
			add("unknown_relation", locale.M("indicator.rows_unknown", "name", m.Rows), nearest(m.Rows, r.tableNames()))
		case len(table.resource.Schema.PrimaryKey) == 0:
			add("rows_without_key", locale.M("indicator.rows_without_key", "name", m.Rows), locale.Message{})
		default:
			for _, key := range table.resource.Schema.PrimaryKey {
				if p.relation.Column(key) == nil && len(p.relation.Columns) > 0 {
					add("rows_key_missing", locale.M("indicator.rows_key_missing", "name", m.Rows, "key", key), locale.Message{})
				}
			}
		}
	}
	for _, name := range sortedKeys(m.Columns) {
		if p.relation.Column(name) == nil && len(p.relation.Columns) > 0 {
			f := m.header.Get("columns", name).Finding(fault.SeverityError, "unknown_column",
				locale.M("expr.unknown_column", "name", name, "table", m.Name), nearest(name, columnNames(p.relation)))
			f.Subject = m.Name
			r.findings = append(r.findings, f)
		}
	}
}

func (r *relations) tableNames() []string {
	var names []string
	for _, resource := range r.catalogue.Package.Resources {
		names = append(names, resource.Name)
	}
	return names
}

func columnNames(r expr.Relation) []string {
	var names []string
	for _, c := range r.Columns {
		names = append(names, c.Name)
	}
	return names
}

// nearest makes a "did you mean" hint, or lists what there is.
func nearest(name string, names []string) locale.Message {
	if near := fault.Nearest(name, names); near != "" {
		return locale.M("fault.did_you_mean", "name", near)
	}
	return locale.M("indicator.known_names", "names", names)
}

// characters is the length of a problem in characters, within its line.
func characters(text string, p expr.Problem) int {
	end := min(p.Offset+p.Length, len(text))
	if p.Offset >= end {
		return 1
	}
	part, _, _ := strings.Cut(text[p.Offset:end], "\n")
	return max(1, len([]rune(part)))
}
