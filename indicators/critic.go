package indicators

import (
	"cmp"
	"context"
	"math/big"
	"slices"
	"time"

	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/store"
)

// AttemptKind names a way to move a value without doing better.
type AttemptKind string

// The ways, the cheapest first.
const (
	BlankField        AttemptKind = "blank"  // a field that decides is left empty
	CancelCase        AttemptKind = "cancel" // a case that fails is cancelled
	ShrinkDenominator AttemptKind = "shrink" // a row that fails is put where it is not counted
	MoveDate          AttemptKind = "move"   // a due date is put off
	LowerPlan         AttemptKind = "plan"   // a plan is set to what was reached
	SplitRecord       AttemptKind = "split"  // a record is counted twice
)

// attemptKinds ranks the ways where they move a value equally far.
var attemptKinds = []AttemptKind{BlankField, CancelCase, ShrinkDenominator, MoveDate, LowerPlan, SplitRecord}

// Attempt is one way that moves the value of an indicator toward its better
// side although nothing was done better, tried on what is loaded.
type Attempt struct {
	Framework string
	Indicator string
	Kind      AttemptKind
	Column    string         // the column of the records that was changed; empty for a split
	To        string         // the code or the column that it was set to; empty where there is none
	Period    *string        // of the values; nil for by: none
	Rows      int64          // that were changed
	Of        int64          // rows that count
	Before    *Number        // the value as it is
	After     *Number        // and as it would be
	Guard     locale.Message // what would close the door
	Place     fault.Place    // of the expression that leaves it open

	message locale.Message
	excerpt string
	length  int
	gain    *big.Rat
}

// Finding says the attempt as a warning at its place, with the guard as a hint.
func (a Attempt) Finding() fault.Finding {
	return fault.Finding{
		ID: "critic_" + string(a.Kind), Severity: fault.SeverityWarning, Place: a.Place, Length: a.length,
		Subject: a.Indicator, Message: a.message, Hint: a.Guard, Excerpt: a.excerpt,
	}
}

// Summary counts what Criticise did.
type Summary struct {
	Indicators int // read critically: those with a direction and a value
	Tried      int // attempts for which there was a row to change
	Moved      int // attempts that moved a value
	Open       int // indicators of which one did
}

// shownAttempts is how many attempts of an indicator are told, so that what is
// said can be read.
const shownAttempts = 2

// Criticise reads the definitions as somebody would who wants better figures
// without better work, and tries on the loaded records what that would bring:
// in the given period, or for an indicator without a value there, in its last.
// Of each indicator it returns the two attempts that move the value most, in
// the order of the definitions. An indicator is left out when it has no
// direction, when its measure is of a kind that rows do not fail (value,
// concentration), and when its population is a model whose header does not name
// the records that it is made of.
//
// It only reads. The value after an attempt is what Evaluate gives for the
// changed records. Cancelling ctx stops the engine.
func (p *Plan) Criticise(ctx context.Context, st *store.Store, asOf time.Time, period string) ([]Attempt, Summary, error) {
	all, summary, err := p.criticise(ctx, st, asOf, period)
	var shown []Attempt
	for len(all) > 0 {
		n := 1
		for n < len(all) && all[n].Framework == all[0].Framework && all[n].Indicator == all[0].Indicator {
			n++
		}
		shown = append(shown, strongest(all[:n])...)
		all = all[n:]
	}
	return shown, summary, err
}

// strongest picks the attempts of one indicator to be told: those that move it
// most, of different kinds where there are, since two columns left empty are
// closed in the same way. A record counted twice is told where nothing cheaper
// is, and what one column brings in two ways equally is told once.
func strongest(all []Attempt) []Attempt {
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b Attempt) int {
		return cmp.Or(compareBool(a.Kind == SplitRecord, b.Kind == SplitRecord), b.gain.Cmp(a.gain),
			cmp.Compare(slices.Index(attemptKinds, a.Kind), slices.Index(attemptKinds, b.Kind)))
	})
	var first, second []Attempt
	for _, a := range all {
		told := append(slices.Clone(first), second...)
		switch {
		case slices.ContainsFunc(told, func(t Attempt) bool {
			return t.Column == a.Column && (t.Kind == a.Kind || t.gain.Cmp(a.gain) == 0)
		}):
		case slices.ContainsFunc(first, func(t Attempt) bool { return t.Kind == a.Kind }):
			second = append(second, a)
		default:
			first = append(first, a)
		}
	}
	first = append(first, second...)
	return first[:min(len(first), shownAttempts)]
}

// compareBool puts what is not before what is.
func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// criticise returns every attempt that moved a value.
func (p *Plan) criticise(ctx context.Context, q querier, asOf time.Time, period string) ([]Attempt, Summary, error) {
	var moved []Attempt
	summary := Summary{}
	trials, read, err := p.trials(ctx, q, asOf, period)
	summary.Indicators, summary.Tried = read, len(trials)
	var last *checked
	for _, t := range trials {
		gain := t.of.gain(t.try, t.before, t.after)
		if gain == nil {
			continue
		}
		summary.Moved++
		if t.of != last {
			summary.Open++
			last = t.of
		}
		moved = append(moved, t.of.attempt(t.try, t.before, t.after, gain))
	}
	return moved, summary, err
}

// trial is an attempt that was made: the observation before and after it, which
// is nil where nothing is left to observe.
type trial struct {
	of            *checked
	try           *try
	before, after *Observation
}

// trials makes every attempt, and says how many indicators were read.
func (p *Plan) trials(ctx context.Context, q querier, asOf time.Time, period string) ([]trial, int, error) {
	totals := *p
	totals.indicators = nil
	for _, c := range p.indicators {
		if c.criticisable() {
			total := *c
			total.sets = [][]string{nil}
			totals.indicators = append(totals.indicators, &total)
		}
	}
	if len(totals.indicators) == 0 {
		return nil, 0, nil
	}
	observations, err := totals.evaluate(ctx, q, asOf)
	if err != nil {
		return nil, 0, err
	}
	k := &critic{plan: &totals, ctx: ctx, querier: q, asOf: asOf}
	if k.materialised, err = totals.materialised(ctx, q); err != nil {
		return nil, 0, err
	}
	var all []trial
	read := 0
	for _, c := range totals.indicators {
		before := c.criticised(observations, period, asOf)
		if before == nil {
			continue
		}
		read++
		tries, err := k.tries(c, before)
		if err != nil {
			return nil, read, err
		}
		for _, t := range tries {
			after, err := k.after(c, t, before)
			if err != nil {
				return nil, read, err
			}
			all = append(all, trial{of: c, try: t, before: before, after: after})
		}
	}
	return all, read, nil
}

// criticisable reports whether there is a better side and a way from the rows
// to the records.
func (c *checked) criticisable() bool {
	switch c.kind {
	case valueMeasure, concentrationMeasure, surveyMeasure:
		return false
	}
	return c.indicator.Status != "retired" && c.indicator.DirectionName() != "none" && c.records() != ""
}

// records names the table whose records the rows of the indicator are.
func (c *checked) records() string {
	if c.population.model != nil {
		return c.population.model.Rows
	}
	return c.population.relation.Name
}

// criticised finds the value to be moved: that of the period, or the last one
// within it, or else the last of a period that is over, or any.
func (c *checked) criticised(observations []Observation, period string, asOf time.Time) *Observation {
	var best *Observation
	rank := 0
	first, last, spans := periodSpan(period)
	for i := range observations {
		o := &observations[i]
		if o.Framework != c.framework.ID || o.Indicator != c.indicator.ID || o.Value == nil {
			continue
		}
		r := 1
		switch from, to, ok := spanOf(o.Period); {
		case o.Period == nil || *o.Period == period:
			r = 4
		case ok && spans && !from.Before(first) && !to.After(last):
			r = 3
		case periodOver(*o.Period, asOf):
			r = 2
		}
		if r >= rank { // periods come in their order
			best, rank = o, r
		}
	}
	return best
}

func spanOf(period *string) (first, last time.Time, ok bool) {
	if period == nil {
		return first, last, false
	}
	return periodSpan(*period)
}

// wanted is the way that a value should go: 1 up, -1 down, 0 when it is where
// it should be or nobody said.
func (c *checked) wanted(o *Observation) int {
	switch c.indicator.DirectionName() {
	case "up":
		return 1
	case "down":
		return -1
	}
	low, high := limits(o.Target)
	switch {
	case low != nil && o.Value.Cmp(low) < 0:
		return 1
	case high != nil && o.Value.Cmp(high) > 0:
		return -1
	}
	return 0
}

// limits returns between which values a target lies.
func limits(t *TargetValue) (low, high *Number) {
	if t == nil {
		return nil, nil
	}
	low, high = t.Value, t.Value
	for _, n := range []*Number{t.Min, t.Over} {
		if n != nil {
			low = n
		}
	}
	for _, n := range []*Number{t.Max, t.Under} {
		if n != nil {
			high = n
		}
	}
	return low, high
}

// gain returns by how much an attempt brings the value to its better side, or
// nil when it does not, or not by a digit that is shown.
func (c *checked) gain(t *try, before, after *Observation) *big.Rat {
	if after == nil || after.Value == nil || t.leaves && after.N >= before.N {
		return nil
	}
	digits := c.digits()
	if before.Value.Decimal(digits).Equal(after.Value.Decimal(digits)) {
		return nil
	}
	gain := after.Value.Sub(before.Value).Rat()
	switch low, high := limits(before.Target); {
	case c.indicator.DirectionName() == "range":
		// What goes past the range is no better for it.
		gain.Sub(away(before.Value, low, high), away(after.Value, low, high))
	case c.wanted(before) < 0:
		gain.Neg(gain)
	}
	if gain.Sign() <= 0 {
		return nil
	}
	return gain
}

// away returns how far a value is from a range.
func away(value, low, high *Number) *big.Rat {
	switch {
	case low != nil && value.Cmp(low) < 0:
		return low.Sub(value).Rat()
	case high != nil && value.Cmp(high) > 0:
		return value.Sub(high).Rat()
	}
	return new(big.Rat)
}

// digits returns the decimals with which the value is shown.
func (c *checked) digits() int32 {
	if c.indicator.Decimals != nil {
		return int32(*c.indicator.Decimals) //nolint:gosec // checked to be at most twelve
	}
	if c.indicator.UnitName() == "ratio" {
		return 3
	}
	return 1
}
