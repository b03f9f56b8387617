package indicators

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"heng/internal/store"
)

// Cause says what was exchanged between two ways of computing a value.
type Cause string

// The causes, in the order in which they are taken apart.
const (
	DataCause       Cause = "data"       // other records
	AsOfCause       Cause = "as_of"      // another day
	ParameterCause  Cause = "parameters" // other parameters of the workspace
	ModelCause      Cause = "models"     // other models or tables
	DefinitionCause Cause = "definition" // another definition of the indicator
)

// Stage is one way of computing values: definitions, data and a day, and what of
// them is another than in the stage before.
type Stage struct {
	Plan   *Plan
	Store  *store.Store
	AsOf   time.Time
	Causes []Cause // none for the first
}

// CompareRequest narrows a comparison. Its zero value is every cell.
type CompareRequest struct {
	Indicators []string          // ids, or framework/id; none: all
	Period     *string           // nil: every period
	Where      map[string]string // the cell's codes; nil: totals and breakdowns
}

// Comparison says why values differ between the first stage and the last.
type Comparison struct {
	Differences    []IndicatorDifference // indicators with a value that differs, in their order
	Added, Removed []string              // framework/id of indicators that only the last, only the first stage has
	Indicators     int                   // compared
	Unchanged      int                   // cells without a difference
}

// IndicatorDifference is what differs in one indicator.
type IndicatorDifference struct {
	Framework *Framework // as the last stage has it
	Indicator *Indicator
	Edits     []Edit // of its definition, models and parameters
	Steps     []Step
	Cells     []CellDifference
	Unchanged int // its other cells

	// Additive reports whether the effects of rows add up to the differences of
	// the figures. They do not for a median, a distinct count, a concentration or a
	// survey, whose rows are listed all the same.
	Additive bool
}

// Step is the way from one stage to the next, with the rows whose part in a
// differing value is another after it. Causes has several where the stages
// between them could not be computed.
type Step struct {
	Causes []Cause
	Key    []string // the columns by which rows were matched; none: by all their values
	Apart  bool     // the populations are so unlike that no row was matched
	Rows   []RowDifference
}

// CellDifference is one observation that differs. Changes has an entry for each
// step that changed it: added up, they lead from Before to After.
type CellDifference struct {
	Period        *string
	Breakdown     Breakdown
	Before, After *Observation // nil where there is no such cell
	Changes       []CellChange
}

// CellChange is what a step did to a cell.
type CellChange struct {
	Step          int // among the steps of the difference
	Before, After *Observation
	Effect        Figures // after minus before
	Rows          []RowEffect
}

// key names an observation's cell.
func (o *Observation) key() string {
	period := ""
	if o.Period != nil {
		period = *o.Period
	}
	return cellOf(period, o.Breakdown)
}

func cellOf(period string, codes map[string]string) string {
	var b strings.Builder
	b.WriteString(period)
	for _, column := range sortedKeys(codes) {
		b.WriteString("\x00" + column + "\x00" + codes[column])
	}
	return b.String()
}

// computed is a stage of one indicator.
type computed struct {
	stage  *Stage
	of     *checked
	causes []Cause
	cells  map[string]*Observation
	order  []string

	rows []*stagedRow // nil until they are asked for
}

// Compare evaluates every stage and takes the differences between the first and
// the last apart. A stage in between that cannot be computed for an indicator, as
// when a definition names a column that the later data do not have, is left out
// for it, and the next step has its causes, too. What could not be computed at
// either end is named in the error, beside which the rest is returned.
func Compare(ctx context.Context, stages []Stage, request CompareRequest) (*Comparison, error) {
	first, last := stages[0].Plan, stages[len(stages)-1].Plan
	keys, err := compared(first, last, request.Indicators)
	if err != nil {
		return nil, err
	}
	chains := map[string][]*computed{}
	out := &Comparison{}
	var errs []error
	for at := range stages {
		stage := &stages[at]
		done, err := stage.evaluate(ctx, keys)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil && (at == 0 || at == len(stages)-1) {
			errs = append(errs, err)
		}
		for _, key := range keys {
			c := done[key]
			if c == nil && at == 0 {
				c = &computed{} // the place of what is not there
			}
			if c == nil {
				c = &computed{stage: stage}
			}
			c.causes = stage.Causes
			chains[key] = append(chains[key], c)
		}
	}
	for _, key := range keys {
		chain := chains[key]
		begin, end := chain[0], chain[len(chain)-1]
		switch there, wanted := first.has(key), last.has(key); {
		case there && !wanted:
			out.Removed = append(out.Removed, key)
			continue
		case !there && wanted:
			out.Added = append(out.Added, key)
			continue
		case begin.of == nil || end.of == nil:
			continue // the error says so
		}
		out.Indicators++
		d, err := difference(ctx, computable(chain), request)
		if err != nil {
			return nil, err
		}
		out.Unchanged += d.Unchanged
		if len(d.Cells) > 0 {
			out.Differences = append(out.Differences, *d)
		}
	}
	return out, errors.Join(errs...)
}

// compared lists the indicators to compare: as the last plan has them, then those
// that only the first has.
func compared(first, last *Plan, names []string) ([]string, error) {
	var keys []string
	for _, p := range []*Plan{last, first} {
		for _, c := range p.indicators {
			if !slices.Contains(keys, c.key()) && p.has(c.key()) {
				keys = append(keys, c.key())
			}
		}
	}
	if len(names) == 0 {
		return keys, nil
	}
	var wanted []string
	for _, name := range names {
		c, err := last.find(name)
		if err != nil {
			if c, _ = first.find(name); c == nil {
				return nil, err
			}
		}
		wanted = append(wanted, c.key())
	}
	return slices.DeleteFunc(keys, func(key string) bool { return !slices.Contains(wanted, key) }), nil
}

// has reports whether a plan computes an indicator.
func (p *Plan) has(key string) bool {
	return slices.ContainsFunc(p.indicators, func(c *checked) bool { return c.key() == key && c.indicator.Status != "retired" })
}

// evaluate computes those of the indicators that the stage has and whose tables
// its data hold. Those that could not be computed are named in the error.
func (s *Stage) evaluate(ctx context.Context, keys []string) (map[string]*computed, error) {
	held, err := heldColumns(ctx, s.Store)
	if err != nil {
		return nil, err
	}
	only := *s.Plan
	only.indicators = nil
	var missing []string
	for _, c := range s.Plan.indicators {
		if !slices.Contains(keys, c.key()) || c.indicator.Status == "retired" {
			continue
		}
		lacking := s.Plan.missing(held, c.stored())
		missing = append(missing, lacking...)
		if len(lacking) == 0 {
			only.indicators = append(only.indicators, c)
		}
	}
	var errs []error
	if len(missing) > 0 {
		slices.Sort(missing)
		errs = append(errs, notLoaded(slices.Compact(missing)))
	}
	done := map[string]*computed{}
	e := &evaluation{}
	observations, err := only.evaluateWith(ctx, s.Store, s.AsOf, e)
	errs = append(errs, err)
	for _, c := range only.indicators {
		if err == nil || len(observations) > 0 && !e.failed[c.key()] {
			done[c.key()] = &computed{stage: s, of: c, cells: map[string]*Observation{}}
		}
	}
	for i := range observations {
		o := &observations[i]
		if to := done[o.Framework+"/"+o.Indicator]; to != nil {
			to.cells[o.key()] = o
			to.order = append(to.order, o.key())
		}
	}
	return done, errors.Join(errs...)
}

// computable leaves out the stages that could not be computed: their causes go to
// the next.
func computable(chain []*computed) []*computed {
	var kept []*computed
	var causes []Cause
	for _, c := range chain {
		causes = append(causes, c.causes...)
		if c.of != nil {
			c.causes, causes = causes, nil
			kept = append(kept, c)
		}
	}
	return kept
}

// difference takes the differences of one indicator apart.
func difference(ctx context.Context, chain []*computed, request CompareRequest) (*IndicatorDifference, error) {
	defer func() {
		for _, c := range chain {
			c.rows = nil // of one indicator at a time
		}
	}()
	first, last := chain[0], chain[len(chain)-1]
	d := &IndicatorDifference{Framework: last.of.framework, Indicator: last.of.indicator, Additive: true}
	for _, c := range chain {
		d.Additive = d.Additive && c.of.additive()
	}
	d.Edits = edits(first, last)
	cells := map[string]*CellDifference{}
	var order []string
	for _, c := range chain {
		for _, key := range c.order {
			o := c.cells[key]
			if cells[key] == nil && request.matches(o) {
				cells[key] = &CellDifference{Period: o.Period, Breakdown: o.Breakdown, Before: first.cells[key], After: last.cells[key]}
				order = append(order, key)
			}
		}
	}
	sortCells(order, cells)
	for at, c := range chain[1:] {
		before := chain[at]
		changed := map[string]*CellChange{}
		for _, key := range order {
			a, b := before.cells[key], c.cells[key]
			if a.same(b) {
				continue
			}
			changed[key] = &CellChange{
				Step: len(d.Steps), Before: a, After: b, Effect: c.of.figures(b, d.Additive).minus(before.of.figures(a, d.Additive)),
			}
		}
		if len(changed) == 0 {
			continue
		}
		step, err := stepOf(ctx, before, c, changed, d.Additive)
		if err != nil {
			return nil, err
		}
		d.Steps = append(d.Steps, *step)
		for _, key := range order {
			if changed[key] != nil {
				cells[key].Changes = append(cells[key].Changes, *changed[key])
			}
		}
	}
	for _, key := range order {
		if len(cells[key].Changes) > 0 {
			d.Cells = append(d.Cells, *cells[key])
		} else {
			d.Unchanged++
		}
	}
	return d, nil
}

// sortCells puts cells in the order of eval: periods, the total before its parts,
// codes.
func sortCells(order []string, cells map[string]*CellDifference) {
	at := map[string]int{} // sets in the order in which they are first met
	columns := func(key string) string { return strings.Join(cells[key].Breakdown.Columns(), "\x00") }
	for _, key := range order {
		if _, ok := at[columns(key)]; !ok {
			at[columns(key)] = len(at)
		}
	}
	at[""] = -1
	period := func(key string) string {
		if cells[key].Period == nil {
			return ""
		}
		return *cells[key].Period
	}
	codes := func(key string) string {
		var all []string
		for _, column := range cells[key].Breakdown.Columns() {
			all = append(all, cells[key].Breakdown[column])
		}
		return strings.Join(all, "\x00")
	}
	slices.SortStableFunc(order, func(a, b string) int {
		return cmp.Or(cmp.Compare(periodRank(period(a)), periodRank(period(b))), cmp.Compare(period(a), period(b)),
			cmp.Compare(at[columns(a)], at[columns(b)]), compareCodes(codes(a), codes(b)))
	})
}

// matches reports whether a cell is one that the request asks for.
func (r CompareRequest) matches(o *Observation) bool {
	if r.Period != nil && (o.Period == nil || *o.Period != *r.Period) {
		return false
	}
	return r.Where == nil || mapsEqual(o.Breakdown, r.Where)
}

// same reports whether two observations of a cell say the same of its records.
// What only follows from the day, as that a period is over, does not count.
func (o *Observation) same(p *Observation) bool {
	if o == nil || p == nil {
		return o == p
	}
	number := func(a, b *Number) bool { return a == b || a != nil && b != nil && a.Cmp(b) == 0 }
	return number(o.Value, p.Value) && number(o.Low, p.Low) && number(o.High, p.High) &&
		sameExact(o.Numerator, p.Numerator) && sameExact(o.Denominator, p.Denominator) && o.N == p.N && o.Missing == p.Missing
}
