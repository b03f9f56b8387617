package indicators

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"heng/indicators/internal/expr"
)

// RowKind says what became of a row between two stages.
type RowKind string

// The kinds, in the order in which they are listed.
const (
	EnteredRow   RowKind = "entered"   // it was not there
	CorrectedRow RowKind = "corrected" // the same key, other values
	JudgedRow    RowKind = "judged"    // the same values, judged otherwise
	LeftRow      RowKind = "left"      // it is not there any more
)

// RowDifference is a row whose part in a value is another than before.
type RowDifference struct {
	Kind          RowKind
	Key           []string      // its values of the columns by which rows were matched
	Changed       []ValueChange // of a corrected row
	Before, After *RowState     // nil where the row was or is not there
}

// RowState is a row as one stage sees it.
type RowState struct {
	Verdict Verdict
	Period  string // as in ExplainedRow
	Named   []NamedValue
	File    string
	Sheet   string
	Line    int64
}

// NamedValue is the value of a column that the definition names; nil is null.
type NamedValue struct {
	Column string
	Value  *string
}

// ValueChange is a value that was corrected.
type ValueChange struct {
	Column        string
	Before, After *string
}

// RowEffect is what a row does to the difference of a cell: the verdicts it has
// there, empty where it is not in the cell, and what it adds to the figures after
// over before.
type RowEffect struct {
	Row           int // among the rows of the step
	Before, After Verdict
	Effect        Figures // zero where the measure is not additive, but for N and Missing
}

// stagedRow is a row with its part in the cells of a stage.
type stagedRow struct {
	ExplainedRow
	parts [2]*string // as partsSQL gives them
	codes []*string  // of the breakdown columns
	cells []string
	key   string // by which it is matched
	found bool
}

// keyOf returns the table whose primary key names the rows, with that key.
func (c *computed) keyOf() (table string, key []string) {
	p := c.of.population
	switch {
	case p.resource != nil:
		return p.relation.Name, p.resource.Schema.PrimaryKey
	case p.model != nil && p.model.Rows != "":
		return p.model.Rows, c.stage.Plan.catalogue.Package.Resource(p.model.Rows).Schema.PrimaryKey
	}
	return "", nil
}

// load reads the rows of a stage, those that where leaves out, too: a row that
// was left out before is no row that was not there.
func (c *computed) load(ctx context.Context) ([]*stagedRow, error) {
	if c.rows != nil {
		return c.rows, nil
	}
	plan := *c.stage.Plan
	plan.indicators = []*checked{c.of}
	e := &evaluation{plan: &plan, ctx: ctx, querier: c.stage.Store, asOf: c.stage.AsOf}
	var err error
	if e.materialised, err = plan.materialised(ctx, c.stage.Store); err != nil {
		return nil, err
	}
	var columns []string
	for _, set := range c.of.sets {
		columns = unionColumns(columns, set)
	}
	parts := c.of.partsSQL()
	exprs := parts[:]
	for _, column := range columns {
		exprs = append(exprs, c.of.population.code(column))
	}
	more := make([]*string, len(exprs))
	c.rows = []*stagedRow{}
	err = e.explainEach(c.of, e.explainSQL(c.of, ExplainRequest{Excluded: true}, exprs), more, func(row ExplainedRow) {
		r := &stagedRow{ExplainedRow: row, parts: [2]*string{more[0], more[1]}, codes: slices.Clone(more[2:])}
		if row.Verdict != ExcludedByRow {
			for _, set := range c.of.sets {
				codes := map[string]string{}
				for _, column := range set {
					codes[column] = Unknown
					if code := r.codes[slices.Index(columns, column)]; code != nil {
						codes[column] = *code
					}
				}
				r.cells = append(r.cells, cellOf(row.Period, codes))
			}
		}
		c.rows = append(c.rows, r)
	})
	return c.rows, err
}

// figures is what a row adds to a cell that it is in.
func (r *stagedRow) figures(additive bool) Figures {
	if r.Verdict == MissingRow {
		return Figures{Missing: 1}
	}
	f := Figures{N: 1}
	if additive {
		for i, to := range []*decimal.Decimal{&f.Numerator, &f.Denominator} {
			if r.parts[i] != nil {
				*to = decimal.RequireFromString(*r.parts[i])
			}
		}
	}
	return f
}

// stepOf finds the rows behind the cells that changed between two stages, and
// gives each cell its own.
func stepOf(ctx context.Context, before, after *computed, changed map[string]*CellChange, additive bool) (*Step, error) {
	s := &Step{Causes: after.causes}
	tableBefore, keyBefore := before.keyOf()
	table, key := after.keyOf()
	switch {
	case len(key) > 0 && strings.EqualFold(table, tableBefore) && slices.Equal(key, keyBefore):
		s.Key = key
	case !sameColumns(columnNames(before.of.population.relation), columnNames(after.of.population.relation)):
		s.Apart = true
	}
	old, err := before.load(ctx)
	if err != nil {
		return nil, err
	}
	now, err := after.load(ctx)
	if err != nil {
		return nil, err
	}
	found := map[RowKind][]touching{}
	for _, p := range matched(before, after, old, now, s) {
		if p.alike() && p.before.Verdict == p.after.Verdict && slices.Equal(p.before.cells, p.after.cells) {
			continue // as nearly all
		}
		if t := p.touches(changed, additive); len(t.effects) > 0 {
			t.row = p.difference(before, after, s.Key)
			found[t.row.Kind] = append(found[t.row.Kind], t)
		}
	}
	for _, kind := range []RowKind{EnteredRow, CorrectedRow, JudgedRow, LeftRow} {
		for _, t := range found[kind] {
			for i, cell := range t.cells {
				t.effects[i].Row = len(s.Rows)
				cell.Rows = append(cell.Rows, t.effects[i])
			}
			s.Rows = append(s.Rows, *t.row)
		}
	}
	return s, nil
}

// touching is a row with the changed cells in which it plays another part.
type touching struct {
	row     *RowDifference
	cells   []*CellChange
	effects []RowEffect
}

// touches finds the changed cells in which a row plays another part than before.
func (p pair) touches(changed map[string]*CellChange, additive bool) touching {
	var t touching
	for _, cell := range p.cells() {
		c := changed[cell]
		if c == nil {
			continue
		}
		var effect RowEffect
		if p.before != nil && slices.Contains(p.before.cells, cell) {
			effect.Before = p.before.Verdict
			effect.Effect = effect.Effect.minus(p.before.figures(additive))
		}
		if p.after != nil && slices.Contains(p.after.cells, cell) {
			effect.After = p.after.Verdict
			effect.Effect = effect.Effect.plus(p.after.figures(additive))
		}
		if effect.Before == effect.After && effect.Effect.IsZero() && (additive || p.alike()) {
			continue
		}
		t.cells, t.effects = append(t.cells, c), append(t.effects, effect)
	}
	return t
}

// pair is a row before and after; nil where it was or is not there.
type pair struct{ before, after *stagedRow }

// cells lists the cells that the row was or is in, in order.
func (p pair) cells() []string {
	var all []string
	for _, r := range []*stagedRow{p.before, p.after} {
		if r != nil {
			all = append(all, r.cells...)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// alike reports whether what a measure is made of is the same in both.
func (p pair) alike() bool {
	same := func(a, b *string) bool { return a == b || a != nil && b != nil && *a == *b }
	return p.before != nil && p.after != nil && same(p.before.parts[0], p.after.parts[0]) &&
		same(p.before.parts[1], p.after.parts[1]) && same(p.before.Weight, p.after.Weight)
}

// matched pairs rows: by their key, where each side has one of it; rows of one
// key that are several, and rows without a key, by all their values.
func matched(before, after *computed, old, now []*stagedRow, s *Step) []pair {
	var pairs []pair
	if s.Apart {
		for _, r := range now {
			pairs = append(pairs, pair{after: r})
		}
		for _, r := range old {
			pairs = append(pairs, pair{before: r})
		}
		return pairs
	}
	place := func(c *computed, names []string) []int {
		var at []int
		for _, name := range names {
			at = append(at, slices.IndexFunc(columnNames(c.of.population.relation), func(n string) bool { return strings.EqualFold(n, name) }))
		}
		return at
	}
	names := columnNames(after.of.population.relation)
	common := slices.DeleteFunc(slices.Clone(names), func(n string) bool { return before.of.population.relation.Column(n) == nil })
	by := common
	if len(s.Key) > 0 {
		by = s.Key
	}
	index := func(rows []*stagedRow, at []int) map[string][]*stagedRow {
		all := map[string][]*stagedRow{}
		for _, r := range rows {
			r.found = false
			r.key = r.text(at)
			all[r.key] = append(all[r.key], r)
		}
		return all
	}
	oldBy, nowBy := index(old, place(before, by)), index(now, place(after, by))
	partner := map[*stagedRow]*stagedRow{}
	oldAll, nowAll := place(before, common), place(after, common)
	for key, rows := range nowBy {
		others := oldBy[key]
		if len(s.Key) > 0 && len(rows) == 1 && len(others) == 1 {
			partner[rows[0]], others[0].found = others[0], true
			continue
		}
		waiting := map[string][]*stagedRow{}
		for _, r := range others {
			text := r.text(oldAll)
			waiting[text] = append(waiting[text], r)
		}
		for _, r := range rows {
			text := r.text(nowAll)
			if queue := waiting[text]; len(queue) > 0 {
				partner[r], waiting[text] = queue[0], queue[1:]
				queue[0].found = true
			}
		}
	}
	for _, r := range now {
		pairs = append(pairs, pair{partner[r], r})
	}
	for _, r := range old {
		if !r.found {
			pairs = append(pairs, pair{before: r})
		}
	}
	return pairs
}

// text writes the values at some places so that no two lists of them are alike.
func (r *stagedRow) text(at []int) string {
	var b strings.Builder
	for _, i := range at {
		if v := r.Values[i]; v != nil {
			b.WriteString(strconv.Itoa(len(*v)) + ":" + *v)
		} else {
			b.WriteByte('-')
		}
	}
	return b.String()
}

// difference says what became of a row.
func (p pair) difference(before, after *computed, key []string) *RowDifference {
	d := &RowDifference{Kind: JudgedRow}
	if p.before != nil {
		d.Before = before.state(p.before)
	}
	if p.after != nil {
		d.After = after.state(p.after)
	}
	from, row := after, p.after
	switch {
	case p.before == nil:
		d.Kind = EnteredRow
	case p.after == nil:
		d.Kind, from, row = LeftRow, before, p.before
	default:
		for i, column := range after.of.population.relation.Columns {
			at := slices.IndexFunc(before.of.population.relation.Columns, func(o expr.Column) bool { return strings.EqualFold(o.Name, column.Name) })
			if at < 0 {
				continue
			}
			a, b := p.before.Values[at], p.after.Values[i]
			if a != b && (a == nil || b == nil || *a != *b) {
				d.Changed = append(d.Changed, ValueChange{column.Name, a, b})
				d.Kind = CorrectedRow
			}
		}
	}
	for _, name := range key {
		at := slices.IndexFunc(columnNames(from.of.population.relation), func(n string) bool { return strings.EqualFold(n, name) })
		value := ""
		if row.Values[at] != nil {
			value = *row.Values[at]
		}
		d.Key = append(d.Key, value)
	}
	return d
}

func (c *computed) state(r *stagedRow) *RowState {
	s := &RowState{Verdict: r.Verdict, Period: r.Period, File: r.File, Sheet: r.Sheet, Line: r.Line}
	for _, name := range c.of.named() {
		at := slices.Index(columnNames(c.of.population.relation), name)
		s.Named = append(s.Named, NamedValue{name, r.Values[at]})
	}
	return s
}
