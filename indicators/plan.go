package indicators

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"heng/indicators/internal/expr"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/store"
)

// Plan is checked definitions, ready to be evaluated and explained. It holds no
// data and may be used by several goroutines.
type Plan struct {
	catalogue  *Catalogue
	relations  *relations
	indicators []*checked
	// views stand before a statement for tables of which only some rows are seen.
	views  []string
	hidden map[string][]string // by table: the conditions of the rows that are seen
	// asTable names a population that is read as a plain table although it is a
	// model: the rows of a worked example stand for the model's.
	asTable string
}

// querier is the part of a store that evaluation needs.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (*sqlx.Rows, error)
}

// Only returns a plan of the named indicators: an id, or framework/id where two
// frameworks share one. No name means all. An unknown or ambiguous name is a
// fault of usage.
func (p *Plan) Only(names ...string) (*Plan, error) {
	if len(names) == 0 {
		return p, nil
	}
	only := *p
	only.indicators = nil
	for _, name := range names {
		c, err := p.find(name)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(only.indicators, c) {
			only.indicators = append(only.indicators, c)
		}
	}
	return &only, nil
}

func (p *Plan) find(name string) (*checked, error) {
	var found []*checked
	var ids, keys []string
	for _, c := range p.indicators {
		if c.indicator.ID == name || c.key() == name {
			found = append(found, c)
			keys = append(keys, c.key())
		}
		ids = append(ids, c.indicator.ID)
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return nil, fault.New(fault.Usage, locale.M("indicator.unknown_indicator", "name", name)).WithHint(nearest(name, ids))
	}
	return nil, fault.New(fault.Usage, locale.M("indicator.ambiguous_indicator", "name", name, "names", keys))
}

// Fingerprint is a sha256 over everything that decides what the plan computes,
// but for the data and the as-of date.
func (p *Plan) Fingerprint() string {
	h := sha256.New()
	for _, c := range p.indicators {
		h.Write([]byte(c.key() + "\x00" + c.indicator.Terms() + "\x00" + c.framework.VersionOf(c.indicator) + "\x00"))
		// Terms is what groups agree to; these decide what is computed beside it.
		i := c.indicator
		fmt.Fprintf(h, "%q %q %q\x00", i.DirectionName(), i.StatusName(), i.Breakdowns)
		if i.Baseline != nil && i.Baseline.Value != nil {
			h.Write([]byte(i.Baseline.Value.String() + "\x00"))
		}
		h.Write([]byte(i.waveTerms()))
	}
	for _, m := range p.relations.order {
		h.Write([]byte(m.fingerprint))
	}
	for _, parameter := range p.catalogue.Parameters {
		h.Write([]byte(parameter.Name + "\x00" + parameter.Text + "\x00"))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Materialise makes the tables of the models whose header says materialised,
// within a load, after the rows are in. A model that reads a table which could
// not be loaded (of a load that keeps going) is left without one.
func (p *Plan) Materialise(ctx context.Context, load *store.Load) error {
	var held map[string]bool
	for _, m := range p.relations.order {
		if !m.Materialised {
			continue
		}
		if held == nil {
			var err error
			if held, err = heldColumns(ctx, load); err != nil {
				return err
			}
		}
		statements := []string{
			"drop table if exists " + expr.Quote(m.Name),
			`delete from "_heng_models" where name = ` + expr.Literal(m.Name),
		}
		if !slices.ContainsFunc(p.tablesOf(m), func(table string) bool { return p.lacks(held, table) }) {
			with := p.with([]string{m.Name}, map[string]bool{m.Name: true})
			statements = append(statements, "create table "+expr.Quote(m.Name)+" as "+with+m.query.SQL,
				`insert into "_heng_models" (name, fingerprint) values (`+expr.Literal(m.Name)+", "+expr.Literal(m.fingerprint)+")")
		}
		for _, statement := range statements {
			if err := load.Exec(ctx, statement); err != nil {
				return err
			}
		}
	}
	return nil
}

// with writes the models that the named relations need as common table
// expressions, in an order in which each knows those before it. Models in skip
// are read as tables.
func (p *Plan) with(names []string, skip map[string]bool) string {
	needed := map[string]bool{}
	var need func(name string)
	need = func(name string) {
		population := p.relations.bound[strings.ToLower(name)]
		if population == nil || population.model == nil || needed[population.model.Name] || population.relation.Name == p.asTable {
			return
		}
		if !skip[population.model.Name] {
			needed[population.model.Name] = true
		} else if len(names) != 1 || names[0] != name {
			return
		}
		for _, read := range population.model.query.Reads {
			need(read)
		}
	}
	for _, name := range names {
		need(name)
	}
	parts := slices.Clone(p.views)
	for _, m := range p.relations.order {
		if needed[m.Name] {
			parts = append(parts, expr.Quote(m.Name)+" as ("+m.query.SQL+")")
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "with " + strings.Join(parts, ", ") + " "
}

// source is where the rows of a population come from: what to write before a
// SELECT, and the name to select from.
func (p *Plan) source(population *population, materialised map[string]bool) (with, from string) {
	name := population.relation.Name
	if p.asTable == name || population.model == nil {
		return p.with(nil, nil), expr.Quote(name)
	}
	if materialised[name] {
		return "", expr.Quote(name)
	}
	return p.with([]string{name}, materialised), expr.Quote(name)
}

// materialised lists the models whose table in the store is what their
// definition now says.
func (p *Plan) materialised(ctx context.Context, q querier) (map[string]bool, error) {
	current := map[string]string{}
	for _, m := range p.relations.order {
		if m.Materialised {
			current[m.Name] = m.fingerprint
		}
	}
	if len(current) == 0 || p.asTable != "" || len(p.views) > 0 { // a table kept of a model saw every row
		return nil, nil
	}
	rows, err := q.Query(ctx, `select name, fingerprint from "_heng_models"`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	made := map[string]bool{}
	for rows.Next() {
		var name, fingerprint string
		if err := rows.Scan(&name, &fingerprint); err != nil {
			return nil, err
		}
		made[name] = current[name] == fingerprint
	}
	return made, rows.Err()
}

// heldColumns lists the columns that a store's tables have.
func heldColumns(ctx context.Context, q querier) (map[string]bool, error) {
	rows, err := q.Query(ctx, "select table_name, column_name from information_schema.columns where table_schema = current_schema()")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	held := map[string]bool{}
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			return nil, err
		}
		held[strings.ToLower(table)+"\x00"+strings.ToLower(column)] = true
	}
	return held, rows.Err()
}

// lacks reports whether a table is not held with all the columns it should have.
func (p *Plan) lacks(held map[string]bool, table string) bool {
	return slices.ContainsFunc(p.relations.bound[strings.ToLower(table)].relation.Columns, func(column expr.Column) bool {
		return !held[strings.ToLower(table)+"\x00"+strings.ToLower(column.Name)]
	})
}

// loaded checks that the store has the tables and columns that the plan reads:
// a table may be newer in datapackage.yaml than in the store.
func (p *Plan) loaded(ctx context.Context, q querier) error {
	held, err := heldColumns(ctx, q)
	if err != nil {
		return err
	}
	var missing []string
	for _, c := range p.indicators {
		tables := []string{c.stored().relation.Name}
		if c.population.model != nil && p.asTable == "" {
			tables = p.tablesOf(c.population.model)
		}
		for _, table := range tables {
			if p.lacks(held, table) && !slices.Contains(missing, table) {
				missing = append(missing, table)
			}
		}
	}
	if len(missing) > 0 {
		return fault.New(fault.Store, locale.M("indicator.not_loaded", "names", missing)).WithHint(locale.M("indicator.not_loaded_hint"))
	}
	return nil
}

// dated puts the as-of date into printed SQL.
func dated(sql string, asOf time.Time) string {
	return strings.ReplaceAll(sql, asOfToken, asOf.Format(time.DateOnly))
}

// Tables returns the tables that an indicator's rows come from, in order.
func (p *Plan) Tables(framework, indicator string) []string {
	for _, c := range p.indicators {
		if c.framework.ID == framework && c.indicator.ID == indicator {
			if c.population.model == nil {
				return []string{c.population.relation.Name}
			}
			return p.tablesOf(c.population.model)
		}
	}
	return nil
}

func (p *Plan) tablesOf(m *boundModel) []string {
	var tables []string
	for _, name := range m.query.Reads {
		population := p.relations.bound[strings.ToLower(name)]
		switch {
		case population == nil:
		case population.model != nil:
			tables = append(tables, p.tablesOf(population.model)...)
		default:
			tables = append(tables, population.relation.Name)
		}
	}
	slices.Sort(tables)
	return slices.Compact(tables)
}
