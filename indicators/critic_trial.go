package indicators

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"heng/indicators/internal/expr"
	"heng/internal/fault"
	"heng/internal/store"
)

// critic is one critical reading of a plan.
type critic struct {
	plan         *Plan // of the totals of the indicators that are read
	ctx          context.Context
	querier      querier
	asOf         time.Time
	materialised map[string]bool
}

// The most rows that an attempt changes: a twentieth of those that count, and
// no more than a handful of clerks could do in an afternoon.
const (
	attemptPart = 20
	attemptRows = 10
)

func attemptSize(n int64) int64 { return max(1, min(n/attemptPart, attemptRows)) }

// tries lists the attempts on an indicator for which there are records to be
// changed, each with the first of them in the order of the files.
func (k *critic) tries(c *checked, before *Observation) ([]*try, error) {
	if c.wanted(before) == 0 {
		return nil, nil
	}
	all := k.doors(c)
	if len(all) == 0 {
		return nil, nil
	}
	rows, err := k.querier.Query(k.ctx, dated(k.choiceSQL(c, before, all), k.asOf))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var at, row int64
		if err := rows.Scan(&at, &row); err != nil {
			return nil, store.Classify(k.ctx, err)
		}
		all[at].rows = append(all[at].rows, row)
	}
	if err := rows.Err(); err != nil {
		return nil, store.Classify(k.ctx, err)
	}
	for _, t := range all {
		slices.Sort(t.rows)
	}
	return slices.DeleteFunc(all, func(t *try) bool { return len(t.rows) == 0 }), nil
}

// choiceSQL prints the statement that chooses the records of all attempts on an
// indicator: of the rows that pull the value down (for a split: up), those to
// which it can be done.
func (k *critic) choiceSQL(c *checked, before *Observation, all []*try) string {
	with, from := k.plan.source(c.population, k.materialised)
	head := "with "
	if with != "" {
		head = strings.TrimSuffix(with, " ") + ", "
	}
	cell := c.cellCondition(ExplainRequest{Period: before.Period})
	var records, parts []string
	for _, pool := range []struct {
		name  string
		split bool
	}{{"_heng_failing", false}, {"_heng_succeeding", true}} {
		if !slices.ContainsFunc(all, func(t *try) bool { return (t.kind == SplitRecord) == pool.split }) {
			continue
		}
		way := c.wanted(before)
		if pool.split {
			way = -way
		}
		condition := and(c.rows().counts, c.pulling(before, way), cell)
		records = append(records, expr.Quote(pool.name)+" as ("+k.recordsSQL(c, from, condition)+")")
		for i, t := range all {
			if (t.kind == SplitRecord) == pool.split {
				parts = append(parts, fmt.Sprintf("select cast(%d as bigint), _row from (select _row from %s where %s order by _row limit %d) as s%d",
					i, expr.Quote(pool.name), t.eligible, attemptSize(before.N), i))
			}
		}
	}
	return head + strings.Join(records, ", ") + " " + strings.Join(parts, " union all ")
}

// recordsSQL prints the records behind the rows of a population for which a
// condition holds.
func (k *critic) recordsSQL(c *checked, from, condition string) string {
	if condition == "" {
		condition = "true"
	}
	if c.population.model == nil {
		return "select * from " + from + " where " + condition
	}
	table := c.records()
	conditions := append(k.match(table, "q", "t"), condition)
	return "select t.* from " + expr.Quote(table) + " as t where exists (select 1 from " + from + " as q where " + strings.Join(conditions, " and ") + ")"
}

// match prints that two relations agree in the key of a table.
func (k *critic) match(table, a, b string) []string {
	var conditions []string
	for _, key := range k.plan.catalogue.Package.Resource(table).Schema.PrimaryKey {
		conditions = append(conditions, a+"."+expr.Quote(key)+" = "+b+"."+expr.Quote(key))
	}
	return conditions
}

// pulling prints which of the rows that count pull the value away from the way
// it should go: those that fail where up is wanted, those that hold where down
// is, or, where rows have amounts, those on the wrong side of the value.
func (c *checked) pulling(o *Observation, way int) string {
	less := " < "
	if way < 0 {
		less = " > "
	}
	as := func(x string) string { return "cast(" + x + " as double precision)" }
	switch c.kind {
	case countMeasure, shareMeasure:
		if way > 0 {
			return "not coalesce(" + c.value.SQL + ", false)"
		}
		return c.value.SQL
	case sumMeasure:
		return c.value.SQL + less + "0"
	case meanMeasure, medianMeasure, percentileMeasure:
		return as(c.value.SQL) + less + floatLiteral(o.Value)
	case ratioMeasure:
		num, ok := contribution(c.num, c.value)
		den, also := contribution(c.den, c.other)
		if ok && also {
			quotient := Quotient(1, *o.Numerator, *o.Denominator)
			return as(num) + less + as(den) + " * " + floatLiteral(quotient)
		}
	}
	return "true"
}

// contribution prints what a row adds to one side of a ratio; different values
// do not add up.
func contribution(kind aggregate, value expr.Bound) (string, bool) {
	switch kind {
	case countOf:
		return "(case when " + value.SQL + " then 1 else 0 end)", true
	case sumOf:
		return value.SQL, true
	}
	return "", false
}

func floatLiteral(n *Number) string {
	return "cast('" + strconv.FormatFloat(n.Float(), 'g', -1, 64) + "' as double precision)"
}

// after evaluates the indicator as it would be after an attempt. A statement
// that cannot be run over records that nobody has says nothing; then there is
// no observation.
func (k *critic) after(c *checked, t *try, before *Observation) (*Observation, error) {
	trial := *c
	relations := *k.plan.relations
	relations.bound = maps.Clone(relations.bound)
	if t.kind == SplitRecord {
		k.twice(&trial, &relations, t)
	} else {
		k.changed(&trial, &relations, t)
	}
	plan := *k.plan
	plan.relations, plan.indicators = &relations, []*checked{&trial}
	// No model is taken from its table, which was made of the records as they are.
	e := &evaluation{plan: &plan, ctx: k.ctx, querier: k.querier, asOf: k.asOf, cells: map[*checked]map[cellKey]*cell{}, failed: map[string]bool{}}
	groups, err := e.groups()
	if err != nil {
		return nil, err
	}
	for _, g := range groups {
		e.runPasses(g)
	}
	for _, o := range e.observations() {
		if samePeriod(o.Period, before.Period) {
			return &o, nil
		}
	}
	if err := k.ctx.Err(); err != nil {
		return nil, err
	}
	for _, err := range e.errs {
		if fault.CodeOf(err) == fault.Store {
			return nil, err
		}
	}
	return nil, nil
}

func samePeriod(a, b *string) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}

// changed puts a model in the place of the records' table, which is the table
// with the chosen records changed.
func (k *critic) changed(c *checked, relations *relations, t *try) {
	key := strings.ToLower(c.records())
	table := relations.bound[key]
	var items []string
	for _, column := range table.relation.Columns {
		name := expr.Quote(column.Name)
		if column.Name == t.used.field.Name {
			items = append(items, "case when _row in ("+rowList(t.rows)+") then "+t.set+" else "+name+" end as "+name)
		} else {
			items = append(items, name)
		}
	}
	m := &boundModel{Model: &Model{Name: table.relation.Name}}
	m.query.SQL = "select " + strings.Join(items, ", ") + " from " + expr.Quote(table.relation.Name)
	changed := &population{relation: table.relation, model: m, years: table.years}
	relations.bound[key] = changed
	relations.order = append([]*boundModel{m}, relations.order...)
	if c.population == table {
		c.population = changed
	}
}

// twiceName is the population in which the chosen rows stand twice.
const twiceName = "_heng_twice"

// twice puts a model in the place of the population, which is the population
// and the chosen rows once more.
func (k *critic) twice(c *checked, relations *relations, t *try) {
	of := c.population
	name := expr.Quote(of.relation.Name)
	again := "_row in (" + rowList(t.rows) + ")"
	var items []string
	for _, column := range of.relation.Columns {
		items = append(items, "p."+expr.Quote(column.Name))
	}
	if of.model != nil {
		again = "exists (select 1 from " + expr.Quote(c.records()) + " as t where " + strings.Join(k.match(c.records(), "p", "t"), " and ") + " and t." + again + ")"
	}
	rows := "select " + strings.Join(items, ", ") + " from " + name + " as p"
	m := &boundModel{Model: &Model{Name: twiceName}}
	m.query = expr.Query{SQL: rows + " union all " + rows + " where " + again, Reads: []string{of.relation.Name}}
	relation := of.relation
	relation.Name = twiceName
	c.population = &population{relation: relation, model: m, years: of.years}
	relations.bound[twiceName] = c.population
	relations.order = append(slices.Clone(relations.order), m)
}

func rowList(rows []int64) string {
	var list []string
	for _, row := range rows {
		list = append(list, strconv.FormatInt(row, 10))
	}
	return strings.Join(list, ", ")
}
