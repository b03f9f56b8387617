package indicators

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"heng/indicators/internal/expr"
	"heng/internal/fault"
	"heng/internal/locale"
)

// separate reports whether the measure does not add up over cells and needs a
// pass of its own.
func (c *checked) separate() bool {
	switch c.kind {
	case distinctMeasure, medianMeasure, percentileMeasure:
		return true
	case ratioMeasure:
		return c.num == distinctOf || c.den == distinctOf
	}
	return false
}

// addSeparate puts an indicator into a pass over the rows themselves: sum, num
// and den are places among its aggregates.
func (p *pass) addSeparate(c *checked, sets [][]string) {
	m := &member{checked: c, sets: sets, yes: none, sum: none, num: none, den: none}
	if by := c.by(); by != "none" && !slices.Contains(p.periods, by) {
		p.periods = append(p.periods, by)
	}
	for _, set := range sets {
		p.columns = unionColumns(p.columns, set)
	}
	r := c.rows()
	counted := func(x string) string {
		if r.counts == "" {
			return x
		}
		return "case when " + r.counts + " then " + x + " end"
	}
	distinct := func(x string) int { return p.aggregate("count(distinct "+counted(x)+")", false) }
	switch c.kind {
	case distinctMeasure:
		m.yes = distinct(c.value.SQL)
	case ratioMeasure:
		if c.num == distinctOf {
			m.num = distinct(c.value.SQL)
		}
		if c.den == distinctOf {
			m.den = distinct(c.other.SQL)
		}
	default:
		value := expr.Bound{SQL: counted(c.value.SQL), Type: c.value.Type}
		m.sum = p.aggregate(fmt.Sprintf("percentile_cont(%s) within group (order by %s)", c.at.String(), expr.Float(value)), true)
	}
	p.members = append(p.members, m)
}

// separateSQL prints the pass over the rows themselves.
func (p *pass) separateSQL(with, from string) string {
	names := p.keyNames()
	var items []string
	for i, a := range p.aggregates {
		if p.isSum[i] {
			items = append(items, "cast("+a+" as double precision)")
		} else {
			items = append(items, "cast("+a+" as bigint)")
		}
	}
	rows := from
	if keys := p.keys(); len(keys) > 0 {
		rows = "(select *, " + strings.Join(keys, ", ") + " from " + from + ") as r"
	}
	return with + "select " + p.selectKeys(names) + strings.Join(items, ", ") + " from " + rows + p.groupBy()
}

// quantileDigits is how many significant digits of a quantile are kept. The
// engines interpolate in floats, which hold fifteen for sure: more than a stored
// decimal of ordinary size has.
const quantileDigits = 15

// separate runs a pass of measures that do not add up.
func (e *evaluation) separate(p *pass) error {
	with, from := e.plan.source(p.population, e.materialised)
	counts := make([]int64, len(p.aggregates))
	floats := make([]*float64, len(p.aggregates))
	targets := make([]any, len(p.aggregates))
	for i := range targets {
		if p.isSum[i] {
			targets[i] = &floats[i]
		} else {
			targets[i] = &counts[i]
		}
	}
	return e.each(p, p.separateSQL(with, from), targets, func(m *member, c *cell) {
		switch {
		case m.yes != none:
			c.distinct = counts[m.yes]
		case m.kind == ratioMeasure:
			if m.num != none {
				c.num = decimal.NewNullDecimal(decimal.NewFromInt(counts[m.num]))
			}
			if m.den != none {
				c.den = decimal.NewNullDecimal(decimal.NewFromInt(counts[m.den]))
			}
		case floats[m.sum] != nil:
			text := strconv.FormatFloat(*floats[m.sum], 'g', quantileDigits, 64)
			c.special = FromDecimal(decimal.RequireFromString(text))
		}
	})
}

// concentrations computes Herfindahl indexes (the sum of squared shares;
// Hirschman 1945, Herfindahl 1950) in one statement. Each share is fixed to
// twelve decimals before it is squared, so that the sum is exact whatever the
// order of the groups.
func (e *evaluation) concentrations(all []*checked) error {
	// All populations of a group are one.
	with, from := e.plan.source(all[0].population, e.materialised)
	width := 0
	for _, c := range all {
		for _, set := range c.sets {
			width = max(width, len(set))
		}
	}
	var blocks []string
	for i, c := range all {
		for j, set := range c.sets {
			blocks = append(blocks, c.concentrationSQL(from, i, j, set, width))
		}
	}
	rows, err := e.querier.Query(e.ctx, dated(with+strings.Join(blocks, " union all "), e.asOf))
	if err != nil {
		return err
	}
	defer rows.Close()
	var indicator, set int64
	var period *int64
	var total, lowest, index *string
	codes := make([]*string, width)
	targets := []any{&indicator, &set, &period, &total, &lowest, &index}
	for i := range codes {
		targets = append(targets, &codes[i])
	}
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return err
		}
		c := all[indicator]
		key := cellKey{set: int(set)}
		if c.period != nil {
			if period == nil {
				continue // rows without a date are missing
			}
			key.period = periodCodeOf(c.by(), *period)
		}
		own := make([]string, len(c.sets[set]))
		for i := range own {
			own[i] = Unknown
			if codes[i] != nil {
				own[i] = *codes[i]
			}
		}
		key.codes = strings.Join(own, "\x00")
		at := e.cell(c, key)
		at.codes = own
		if lowest != nil && decimal.RequireFromString(*lowest).IsNegative() {
			return fault.New(fault.Refused, locale.M("indicator.negative_share", "name", c.key()))
		}
		if index == nil || total == nil || decimal.RequireFromString(*total).IsZero() {
			at.specialMissing = true
			continue
		}
		at.special = FromDecimal(decimal.RequireFromString(*index))
	}
	return rows.Err()
}

func (c *checked) concentrationSQL(from string, i, j int, set []string, width int) string {
	keys := []string{"cast(null as bigint) as p"}
	if c.period != nil {
		keys[0] = periodKey(c.by(), c.period.SQL, c.period.Type) + " as p"
	}
	names := []string{"p"}
	var outer []string
	for k, column := range set {
		keys = append(keys, c.population.code(column)+" as _d"+strconv.Itoa(k))
		names = append(names, "_d"+strconv.Itoa(k))
		outer = append(outer, "_d"+strconv.Itoa(k))
	}
	for range width - len(set) {
		outer = append(outer, "cast(null as varchar)")
	}
	cell := strings.Join(names, ", ")
	condition := and(c.rows().counts)
	if condition == "" {
		condition = "true"
	}
	sums := fmt.Sprintf("select %s, %s as g, cast(sum(%s) as decimal(38,%d)) as s from %s where %s group by %s",
		strings.Join(keys, ", "), c.other.SQL, c.value.SQL, c.value.Type.Scale, from, condition, positions(len(keys)+1))
	totals := fmt.Sprintf("select %s, s, sum(s) over (partition by %s) as t from (%s) as a", cell, cell, sums)
	sum := expr.Type{Kind: expr.Decimal, Scale: c.value.Type.Scale}
	shares := fmt.Sprintf("select %s, s, t, cast(%s as decimal(18,12)) as q from (%s) as b", cell,
		expr.Quotient(expr.Bound{SQL: "s", Type: sum}, expr.Bound{SQL: "t", Type: sum}), totals)
	if len(outer) > 0 {
		outer = append([]string{""}, outer...)
	}
	return fmt.Sprintf("select cast(%d as bigint), cast(%d as bigint), p, cast(max(t) as varchar), cast(min(s) as varchar), cast(cast(sum(q * q) as decimal(38,24)) as varchar)%s from (%s) as c%d_%d group by %s",
		i, j, strings.Join(outer, ", "), shares, i, j, cell)
}
