package indicators

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"heng/indicators/achievement"
	"heng/indicators/internal/expr"
)

// The columns that a population of combined reports has beside its own. No
// column of a table begins with an underscore.
const (
	combinedCounted = "_counted"
	combinedPrefix  = "_"
)

// combinedParts are the parts of an achievement that a rule of periods may
// change; the others are those of the report that stands for all.
var combinedParts = []string{"actual", "target", "minimum", "maximum", "baseline"}

// combinedWords are the words of an achievement over combined reports.
func (a *Achievement) combinedWords() ruleWords {
	w := a.words()
	for key, word := range map[string]*string{
		"actual": &w.actual, "target": &w.target, "minimum": &w.minimum, "maximum": &w.maximum, "baseline": &w.baseline,
	} {
		if *word != "" {
			*word = expr.Quote(combinedPrefix + key)
		}
	}
	return w
}

// combine puts in the place of an indicator's population one in which the reports
// of a result over several periods are one: the row of the report that stands for
// all has the combined figures, and is the only one that counts. Rows that where
// leaves out, and rows of other periods of the indicator, are no part of it.
func (c *checker) combine(b *checked, bound map[string]expr.Bound) {
	a, base := b.indicator.Measure.Achievement, b.population
	// The period is checked after the measure; here it is to tell whose rows are one.
	found := len(c.findings)
	c.period(b)
	c.findings = c.findings[:found]
	name := "_heng_series_" + b.framework.ID + "_" + b.indicator.ID
	p := &population{relation: expr.Relation{Name: name}, years: base.years}
	var own []string
	for _, column := range base.relation.Columns {
		own = append(own, expr.Quote(column.Name))
		column.From = []expr.Origin{{Relation: base.relation.Name, Column: column.Name}}
		column.Is = &column.From[0]
		p.relation.Columns = append(p.relation.Columns, column)
	}
	s := &seriesSQL{rule: achievement.Rule(a.Rule), where: "true", series: bound["series"], order: bound["order"], own: own}
	if b.where != nil {
		s.where = b.where.SQL
	}
	if b.period != nil {
		s.period = periodKey(b.by(), b.period.SQL, b.period.Type)
	}
	for _, key := range combinedParts {
		if x, given := bound[key]; given {
			column := expr.Column{Name: combinedPrefix + key, Type: s.add(key, x), Nullable: true, From: x.Origins()}
			p.relation.Columns = append(p.relation.Columns, column)
		}
	}
	p.relation.Columns = append(p.relation.Columns, expr.Column{
		Name: combinedCounted, Type: expr.Type{Kind: expr.Boolean}, Nullable: true, From: bound["series"].Origins(),
	})
	m := &boundModel{Model: &Model{Name: name, Rows: base.rowsTable()}}
	m.query = expr.Query{SQL: s.print(base.relation.Name), Columns: p.relation.Columns, Reads: []string{base.relation.Name}}
	sum := sha256.Sum256([]byte(m.query.SQL))
	m.fingerprint = hex.EncodeToString(sum[:])
	p.model = m
	c.relations.bound[strings.ToLower(name)] = p
	c.relations.order = append(c.relations.order, m)
	b.achieved.base, b.population = base, p
	b.where = &expr.Bound{SQL: expr.Quote(combinedCounted), Type: expr.Type{Kind: expr.Boolean}, Nullable: true}
}

// rowsTable names the table through whose key the rows of a population are found
// again; empty where there is none.
func (p *population) rowsTable() string {
	switch {
	case p.model != nil:
		return p.model.Rows
	case len(p.resource.Schema.PrimaryKey) > 0:
		return p.resource.Name
	}
	return ""
}

// stored is the population as it is loaded, or as a worked example gives it.
func (c *checked) stored() *population {
	if c.achieved != nil && c.achieved.base != nil {
		return c.achieved.base
	}
	return c.population
}

// seriesSQL prints a population of combined reports.
type seriesSQL struct {
	rule          achievement.Rule
	where, period string
	series, order expr.Bound
	own           []string
	inner, outer  []string
	ties          []string
}

// add adds a part and returns its type after it was combined.
func (s *seriesSQL) add(key string, x expr.Bound) expr.Type {
	name := "_r_" + key
	s.inner = append(s.inner, x.SQL+" as "+name)
	s.ties = append(s.ties, name+" desc nulls last")
	t := x.Type
	const over = " over (partition by _r_part)"
	all := fmt.Sprintf("count(%s)%s = count(*)%s", name, over, over)
	as := expr.Quote(combinedPrefix + key)
	switch {
	case s.rule == achievement.Sum:
		t = expr.Type{Kind: expr.Decimal, Scale: t.Scale}
		s.outer = append(s.outer, fmt.Sprintf("case when %s then cast(sum(%s)%s as %s) end as %s", all, name, over, t.SQL(), as))
	case s.rule == achievement.Average:
		average := expr.Quotient(expr.Bound{SQL: "sum(" + name + ")" + over, Type: expr.Type{Kind: expr.Decimal, Scale: t.Scale}},
			expr.Bound{SQL: "count(*)" + over, Type: expr.Type{Kind: expr.Integer}})
		t = expr.Type{Kind: expr.Decimal, Scale: averageScale}
		s.outer = append(s.outer, fmt.Sprintf("case when %s then %s end as %s", all, average, as))
	case s.rule == achievement.Max && key != "baseline":
		s.outer = append(s.outer, fmt.Sprintf("max(%s)%s as %s", name, over, as))
	default:
		s.outer = append(s.outer, name+" as "+as)
	}
	return t
}

// averageScale is the number of decimals to which an average within a row is
// fixed, as any division within a row is.
const averageScale = 12

func (s *seriesSQL) print(from string) string {
	part := []string{"case when " + s.where + " then 1 when not " + s.where + " then 0 end as _r_in", s.series.SQL + " as _r_series"}
	keys := []string{"_r_in", "_r_series"}
	if s.period != "" {
		part = append(part, s.period+" as _r_period")
		keys = append(keys, "_r_period")
	}
	part = append(part, s.order.SQL+" as _r_order")
	var last []string
	if s.rule == achievement.Cumulative {
		last = append(last, "case when _r_actual is null then 1 else 0 end")
	}
	// Two reports of one time are put in an order by what they say, so that the
	// same data give the same figure whatever the order of the rows.
	last = append(append(last, "_r_order desc nulls last"), s.ties...)
	rows := "select *, " + strings.Join(append(part, s.inner...), ", ") + " from " + expr.Quote(from)
	numbered := "select *, dense_rank() over (order by " + strings.Join(keys, ", ") + ") as _r_part from (" + rows + ") as a"
	counted := "row_number() over (partition by _r_part order by " + strings.Join(append(last, s.columnTies()...), ", ") + ")"
	return "select " + strings.Join(append(append([]string{}, s.own...), s.outer...), ", ") +
		", case when _r_in = 0 then false when _r_in is null or _r_series is null then null else " + counted + " = 1 end as " + expr.Quote(combinedCounted) +
		" from (" + numbered + ") as b"
}

// columnTies orders rows that a series does not: by all their columns.
func (s *seriesSQL) columnTies() []string {
	var ties []string
	for _, column := range s.own {
		ties = append(ties, column+" nulls last")
	}
	return ties
}
