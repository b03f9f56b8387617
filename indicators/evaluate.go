package indicators

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"heng/indicators/internal/expr"
	"heng/internal/store"
)

// Evaluate computes every indicator of the plan, for every period and code
// found among its population's rows: the same data, definitions and as-of date
// give the same observations. Retired indicators are left out.
//
// It only reads. When statements fail, the observations of the others are
// returned with an error that joins an Uncomputed for each failure. Cancelling ctx
// stops the engine.
func (p *Plan) Evaluate(ctx context.Context, st *store.Store, asOf time.Time) ([]Observation, error) {
	return p.evaluate(ctx, st, asOf)
}

func (p *Plan) evaluate(ctx context.Context, q querier, asOf time.Time) ([]Observation, error) {
	return p.evaluateWith(ctx, q, asOf, &evaluation{})
}

// evaluateWith evaluates and leaves in e what failed.
func (p *Plan) evaluateWith(ctx context.Context, q querier, asOf time.Time, e *evaluation) ([]Observation, error) {
	*e = evaluation{plan: p, ctx: ctx, querier: q, asOf: asOf, cells: map[*checked]map[cellKey]*cell{}, failed: map[string]bool{}}
	err := p.loaded(ctx, q)
	if err != nil {
		return nil, err
	}
	if e.materialised, err = p.materialised(ctx, q); err != nil {
		return nil, err
	}
	groups, err := e.groups()
	if err != nil {
		return nil, err
	}
	for _, g := range groups {
		e.runPasses(g)
		e.runAll(g.concentrations, e.concentrations)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	e.surveys()
	observations := e.observations() // which may add to the errors
	return observations, errors.Join(e.errs...)
}

// evaluation is one run of a plan.
type evaluation struct {
	plan         *Plan
	ctx          context.Context
	querier      querier
	asOf         time.Time
	materialised map[string]bool
	cells        map[*checked]map[cellKey]*cell
	failed       map[string]bool // indicators with a statement that failed
	errs         []error
}

// cellKey names a cell: the period's code, the place of the breakdown among the
// indicator's, and the codes, joined by a character that no code holds.
type cellKey struct {
	period string
	set    int
	codes  string
}

// cell is what the statements say of one cell.
type cell struct {
	unknown        bool // rows without a period
	codes          []string
	within         int64 // rows that where takes in
	n, missing     int64
	yes            int64
	sum, num, den  decimal.NullDecimal
	special        *Number // a quantile or a concentration
	specialMissing bool    // and it has none
	distinct       int64
	conditions     []int64  // of an achievement
	sampled        *sampled // of a survey
}

// group is the passes over one population and one period column.
type group struct {
	population     *population
	period         *expr.Bound
	additive       *pass
	separate       *pass
	concentrations []*checked
}

// groups sorts the plan's indicators by population and period column. An
// indicator without periods joins a group of its population. A union of
// breakdowns that would be larger than it is worth becomes a group of its own.
func (e *evaluation) groups() ([]*group, error) {
	var order []*group
	home := func(c *checked) *group {
		for _, g := range order {
			if g.population != c.population {
				continue
			}
			if c.period == nil || g.period == nil || g.period.SQL == c.period.SQL {
				if g.period == nil {
					g.period = c.period
				}
				return g
			}
		}
		g := &group{population: c.population, period: c.period}
		order = append(order, g)
		return g
	}
	members := map[*group][]*checked{}
	for _, withPeriod := range []bool{true, false} {
		for _, c := range e.plan.indicators {
			if c.indicator.Status != "retired" && (c.period != nil) == withPeriod {
				g := home(c)
				members[g] = append(members[g], c)
			}
		}
	}
	var all []*group
	for _, g := range order {
		parts, err := e.split(g, members[g])
		if err != nil {
			return nil, err
		}
		all = append(all, parts...)
	}
	return all, nil
}

// maxCells is how many cells of the finest grain a pass may have before its
// breakdowns are split over several: beyond it, rolling up costs more than
// another pass over the rows.
const maxCells = 200_000

// split divides a group's breakdowns so that no pass has too many cells.
func (e *evaluation) split(g *group, members []*checked) ([]*group, error) {
	type cluster struct {
		columns []string
		sets    [][]string
	}
	sizes, err := e.cardinalities(g.population, members)
	if isOfStatement(err) {
		sizes, err = nil, nil // the pass fails likewise, and says for which indicators
	}
	if err != nil {
		return nil, err
	}
	cells := func(columns []string) int64 {
		n := int64(1)
		for _, column := range columns {
			n = min(n*max(1, sizes[column]), 1<<40)
		}
		return n
	}
	var clusters []*cluster
	for _, c := range members {
		for _, set := range c.sets {
			var best *cluster
			for _, k := range clusters {
				union := unionColumns(k.columns, set)
				if len(union) == len(k.columns) || cells(union) <= maxCells {
					best = k
					break
				}
			}
			if best == nil {
				best = &cluster{}
				clusters = append(clusters, best)
			}
			best.columns = unionColumns(best.columns, set)
			if !slices.ContainsFunc(best.sets, func(s []string) bool { return sameColumns(s, set) }) {
				best.sets = append(best.sets, set)
			}
		}
	}
	taken := map[string]bool{}
	var groups []*group
	for _, k := range clusters {
		part := &group{population: g.population, period: g.period}
		part.additive = e.pass(g)
		separate := e.pass(g)
		for _, c := range members {
			var sets [][]string
			for _, set := range c.sets {
				id := c.key() + "\x00" + strings.Join(set, "\x00")
				if !taken[id] && slices.ContainsFunc(k.sets, func(s []string) bool { return sameColumns(s, set) }) {
					taken[id] = true
					sets = append(sets, set)
				}
			}
			if len(sets) == 0 {
				continue
			}
			part.additive.add(c, sets)
			switch {
			case c.kind == concentrationMeasure && !slices.Contains(part.concentrations, c):
				part.concentrations = append(part.concentrations, c)
			case c.separate():
				separate.addSeparate(c, sets)
			}
		}
		if len(separate.members) > 0 {
			part.separate = separate
		}
		if len(part.additive.members) > 0 {
			groups = append(groups, part)
		}
	}
	// A concentration is computed once for all its breakdowns.
	seen := map[*checked]bool{}
	for _, part := range groups {
		part.concentrations = slices.DeleteFunc(part.concentrations, func(c *checked) bool {
			again := seen[c]
			seen[c] = true
			return again
		})
	}
	return groups, nil
}

func (e *evaluation) pass(g *group) *pass {
	p := &pass{population: g.population}
	if g.period != nil {
		p.periodSQL, p.periodType = g.period.SQL, g.period.Type
	}
	return p
}

func unionColumns(a, b []string) []string {
	all := slices.Clone(a)
	for _, column := range b {
		if !slices.Contains(all, column) {
			all = append(all, column)
		}
	}
	return all
}

// sampleRows is how many rows the number of a column's codes is estimated from.
const sampleRows = 50_000

// cardinalities estimates how many codes each breakdown column has. It decides
// only how the work is divided, never a result.
func (e *evaluation) cardinalities(p *population, members []*checked) (map[string]int64, error) {
	var columns []string
	for _, c := range members {
		for _, set := range c.sets {
			columns = unionColumns(columns, set)
		}
	}
	if len(columns) < 2 {
		return nil, nil
	}
	var counts, names []string
	for i, column := range columns {
		names = append(names, p.code(column)+" as _d"+strconv.Itoa(i))
		counts = append(counts, fmt.Sprintf("cast(count(distinct _d%d) as bigint)", i))
	}
	with, from := e.plan.source(p, e.materialised)
	sql := fmt.Sprintf("%sselect %s from (select %s from %s limit %d) as sample", with, strings.Join(counts, ", "), strings.Join(names, ", "), from, sampleRows)
	rows, err := e.querier.Query(e.ctx, dated(sql, e.asOf))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	sizes := map[string]int64{}
	for rows.Next() {
		values := make([]int64, len(columns))
		targets := make([]any, len(columns))
		for i := range values {
			targets[i] = &values[i]
		}
		if err := rows.Scan(targets...); err != nil {
			return nil, err
		}
		for i, column := range columns {
			sizes[column] = values[i] + 1
		}
	}
	return sizes, rows.Err()
}

// additive runs a pass of measures that add up.
func (e *evaluation) additive(p *pass) error {
	with, from := e.plan.source(p.population, e.materialised)
	width := len(p.aggregates)
	counts := make([]int64, width)
	sums := make([]*string, width)
	targets := make([]any, width)
	for i := range targets {
		if p.isSum[i] {
			targets[i] = &sums[i]
		} else {
			targets[i] = &counts[i]
		}
	}
	count := func(i int) int64 {
		if i == none {
			return 0
		}
		return counts[i]
	}
	amount := func(i int) decimal.NullDecimal {
		if i == none {
			return decimal.NullDecimal{}
		}
		if !p.isSum[i] {
			return decimal.NewNullDecimal(decimal.NewFromInt(counts[i]))
		}
		if sums[i] == nil {
			return decimal.NullDecimal{}
		}
		return decimal.NewNullDecimal(decimal.RequireFromString(*sums[i]))
	}
	return e.each(p, p.sql(with, from), targets, func(m *member, c *cell) {
		c.within, c.n, c.yes = count(m.within), count(m.n), count(m.yes)
		c.missing = c.within + count(m.whereNull) - c.n
		c.sum, c.num, c.den = amount(m.sum), amount(m.num), amount(m.den)
		c.conditions = nil
		for _, at := range m.conditions {
			c.conditions = append(c.conditions, count(at))
		}
	})
}

// each runs a pass and calls f for every member and row of the result that is
// for it.
func (e *evaluation) each(p *pass, sql string, aggregates []any, f func(*member, *cell)) error {
	rows, err := e.querier.Query(e.ctx, dated(sql, e.asOf))
	if err != nil {
		return err
	}
	defer rows.Close()
	periods := make([]*int64, len(p.periods))
	codes := make([]*string, len(p.columns))
	var mask int64
	var targets []any
	for i := range periods {
		targets = append(targets, &periods[i])
	}
	for i := range codes {
		targets = append(targets, &codes[i])
	}
	targets = append(targets, &mask)
	targets = append(targets, aggregates...)
	type use struct {
		member *member
		set    int // among the indicator's own
		place  []int
		period int
	}
	uses := map[int64][]use{}
	for _, m := range p.members {
		for _, set := range m.sets {
			u := use{member: m, period: slices.Index(p.periods, m.by())}
			u.set = slices.IndexFunc(m.checked.sets, func(s []string) bool { return slices.Equal(s, set) })
			for _, column := range set {
				u.place = append(u.place, slices.Index(p.columns, column))
			}
			at := p.mask(grouping{by: m.by(), set: set})
			uses[at] = append(uses[at], u)
		}
	}
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return err
		}
		for _, u := range uses[mask] {
			key := cellKey{set: u.set}
			unknown := false
			if u.period >= 0 {
				if periods[u.period] == nil {
					key.period, unknown = Unknown, true
				} else {
					key.period = periodCodeOf(u.member.by(), *periods[u.period])
				}
			}
			own := make([]string, len(u.place))
			for i, at := range u.place {
				own[i] = Unknown
				if codes[at] != nil {
					own[i] = *codes[at]
				}
			}
			key.codes = strings.Join(own, "\x00")
			c := e.cell(u.member.checked, key)
			c.unknown, c.codes = unknown, own
			f(u.member, c)
		}
	}
	return rows.Err()
}

func (e *evaluation) cell(c *checked, key cellKey) *cell {
	if e.cells[c] == nil {
		e.cells[c] = map[cellKey]*cell{}
	}
	if e.cells[c][key] == nil {
		e.cells[c][key] = &cell{}
	}
	return e.cells[c][key]
}

// observations makes an observation of every cell, in order: indicators as they
// stand, periods, the total before its parts, codes.
func (e *evaluation) observations() []Observation {
	var all []Observation
	for _, c := range e.plan.indicators {
		if c.indicator.Status == "retired" || e.failed[c.key()] {
			continue
		}
		cells := e.cells[c]
		keys := make([]cellKey, 0, len(cells))
		for key := range cells {
			keys = append(keys, key)
		}
		slices.SortFunc(keys, func(a, b cellKey) int {
			return cmp.Or(cmp.Compare(periodRank(a.period), periodRank(b.period)), cmp.Compare(a.period, b.period),
				cmp.Compare(a.set, b.set), compareCodes(a.codes, b.codes))
		})
		first := len(all)
		var seen []*cell
		for _, key := range keys {
			o, ok, err := e.observe(c, key, cells[key])
			if err != nil {
				e.failed[c.key()] = true
				e.fail([]string{c.key()}, err, err)
			}
			if ok {
				all, seen = append(all, o), append(seen, cells[key])
			}
		}
		if c.polled != nil {
			c.compare(all[first:], seen)
		}
	}
	return all
}

// periodRank puts rows without a date behind all periods.
func periodRank(period string) int {
	if period == Unknown {
		return 1
	}
	return 0
}

// compareCodes puts _U behind all codes.
func compareCodes(a, b string) int {
	as, bs := strings.Split(a, "\x00"), strings.Split(b, "\x00")
	for i := range min(len(as), len(bs)) {
		if c := cmp.Or(cmp.Compare(periodRank(as[i]), periodRank(bs[i])), cmp.Compare(as[i], bs[i])); c != 0 {
			return c
		}
	}
	return cmp.Compare(len(as), len(bs))
}
