package reports

import (
	"slices"

	"github.com/shopspring/decimal"

	"heng/indicators"
	"heng/reports/prose"
)

// publishable returns an observation as a report may print it: the value of a
// poll that too few respondents stand behind is taken out of a copy.
func publishable(o *indicators.Observation) *indicators.Observation {
	if o.Polled == nil || o.Value == nil || o.Polled.Reliability() != indicators.Insufficient {
		return o
	}
	out := *o
	out.Withhold()
	return &out
}

// isPoll reports whether the value comes of a sample.
func (w scribe) isPoll() bool { return w.indicator.Measure.Survey != nil }

// tested marks a change of a poll that a test does not tell from none, or that
// cannot be tested.
func (w scribe) tested(c change, now, before *indicators.Observation) change {
	if !w.isPoll() || c.Sign == 0 {
		return c
	}
	d := indicators.DifferenceOf(now, before)
	c.Untested, c.Unclear = d == nil, d != nil && !d.Clear
	return c
}

// baselineOf is the observation that a baseline is the value of; nil where it is
// that of none.
func baselineOf(b *indicators.Baseline, totals map[string]*indicators.Observation) *indicators.Observation {
	o := totals[b.Period]
	if o == nil || o.Value == nil || b.Value == nil {
		return nil
	}
	stated, err := decimal.NewFromString(b.Value.String()) // to the decimals that it is stated with
	if err != nil || !o.Value.Decimal(max(0, -stated.Exponent())).Equal(stated) {
		return nil
	}
	return o
}

// baselineTest says whether a poll differs clearly from its baseline.
func (b *book) baselineTest(e *entry) string {
	o := e.focus.Observation
	c := e.tested(e.between(o.Value, o.Baseline), o, baselineOf(e.indicator.Baseline, e.series.totals))
	switch {
	case c.Untested:
		return b.p.Text("poll.untested")
	case c.Unclear:
		return b.p.Text("poll.not_clear")
	}
	return ""
}

// smallSample says how few respondents stand behind a value that is flagged.
func (b *book) smallSample(o *indicators.Observation) *prose.Few {
	if o.Polled == nil || o.Polled.Reliability() != indicators.Low {
		return nil
	}
	n := o.Polled.EffectiveN.Decimal(0)
	return &prose.Few{
		Rows:  prose.Count{N: n.IntPart(), Figure: prose.Figure{Text: b.p.Decimal(n, 0)}},
		Limit: prose.Figure{Text: b.p.Integer(indicators.SmallSample)},
	}
}

// polledFacts are what stands behind the value of a poll: its interval and how it
// was made, who is in its base, and whether it differs from the wave before.
func (b *book) polledFacts(e *entry, o *indicators.Observation) []fact {
	if o.Polled == nil {
		return nil
	}
	text := func(s string) sentence { return sentence{{Text: s}} }
	var facts []fact
	add := func(key string, value sentence, note string) {
		facts = append(facts, fact{Label: b.p.Text("poll." + key), Value: value, Note: note})
	}
	if o.Value != nil {
		interval, note := text(b.p.Text("poll.no_interval")), ""
		if o.Low != nil && o.High != nil && o.Method != nil {
			interval, note = b.interval(e, o), b.p.Text(methodKeys[*o.Method])
		}
		add("interval", interval, note)
	}
	if o.Polled.Respondents == 0 {
		return facts
	}
	note := ""
	switch {
	case o.Polled.Beside > 0:
		note = b.p.Text("poll.base_without", "n", o.Polled.Beside)
	case len(o.Polled.Answers) > 0:
		note = b.p.Text("poll.base_all")
	}
	add("respondents", text(b.p.Text("wave.people", "n", o.Polled.Respondents)), note)
	if n := o.Polled.EffectiveN; n != nil && o.Polled.Effect != nil {
		note := b.p.Text("poll.effect", "effect", o.Polled.Effect.Decimal(2).StringFixed(2))
		if o.Polled.DF > 0 {
			note = b.join(note+b.p.Text("report.origin_separator"), b.p.Text("poll.df", "df", o.Polled.DF))
		}
		add("effective_size", text(b.p.Decimal(n.Decimal(0), 0)), note)
	}
	if d := o.Polled.Wave; d != nil {
		facts = append(facts, fact{
			Label: b.p.Text("poll.on_wave_period", "period", b.p.ShortPeriod(d.Period)), Value: text(b.signed(e, d.Value)),
			Note: b.verdict(e, d, "poll.not_clear"),
		})
	}
	return facts
}

// methodKeys are the catalogue's names of how an interval is made.
var methodKeys = map[string]string{
	"taylor-logit": "poll.taylor-logit", "taylor-t": "poll.taylor-t", "wilson-kish": "poll.wilson-kish", "wilson": "poll.wilson",
}

// interval writes the interval of a value.
func (b *book) interval(e *entry, o *indicators.Observation) sentence {
	return write(b.p, "poll.range", "low", e.figureOf(o, "low", e.quantity(o.Low), o.Low.String()), "high", e.figureOf(o, "high", e.quantity(o.High), o.High.String()))
}

// verdict says what the test of a difference gives.
func (b *book) verdict(e *entry, d *indicators.Difference, unclear string) string {
	if d.Clear {
		unclear = "poll.clear"
	}
	return b.p.Text("poll.tested", "low", b.bare(e, d.Low), "high", b.bare(e, d.High), "verdict", b.p.Text(unclear))
}

// bare writes a bound of a change with its sign and without its unit, which the
// change itself has.
func (b *book) bare(e *entry, n *indicators.Number) string {
	decimals := int32(max(e.decimals(), 1))
	return b.sign(n) + b.p.Decimal(n.Decimal(decimals).Abs(), decimals)
}

// compared says which of a value's differences a column is of.
type compared int

const (
	onWave compared = iota
	onRest
)

// polledHead are the headings of what a table of a poll has more than others.
func (b *book) polledHead(e *entry, key string) []string {
	if !e.isPoll() {
		return nil
	}
	return []string{b.p.Text("poll.interval"), b.p.Text("poll.effective_size"), b.p.Text(key)}
}

// polledCells are the cells under polledHead.
func (b *book) polledCells(e *entry, o *indicators.Observation, of compared) []sentence {
	if !e.isPoll() {
		return nil
	}
	none := sentence{{Text: b.p.Text("report.none_sign")}}
	cells := []sentence{none, none, none}
	if o == nil || o.Polled == nil {
		return cells
	}
	if o.Low != nil && o.High != nil {
		cells[0] = b.interval(e, o)
	}
	if n := o.Polled.EffectiveN; n != nil {
		size := b.p.Decimal(n.Decimal(0), 0)
		if o.Polled.Reliability() == indicators.Low {
			size = b.p.Text("poll.size_low", "n", size)
		}
		cells[1] = text(size)
	}
	d, key := o.Polled.Wave, "poll.not_clear"
	if of == onRest {
		d, key = o.Polled.Rest, "poll.not_clear_rest"
	}
	switch {
	case d == nil:
	case d.Clear:
		cells[2] = text(b.signed(e, d.Value))
	default:
		cells[2] = text(b.p.Text("poll.change_cell", "change", b.signed(e, d.Value), "verdict", b.p.Text(key)))
	}
	return cells
}

// strokes says in a chart's subtitle what the strokes through its values are.
func (b *book) strokes(e *entry) string {
	for _, o := range e.series.totals {
		if o.Low != nil && o.High != nil {
			return b.p.Text("poll.strokes")
		}
	}
	return ""
}

// groupsTitle is the finding about the groups of a poll: those that differ
// clearly from all other respondents.
func (b *book) groupsTitle(e *entry, columns []string) string {
	var above, below []string
	tested := false
	parts := e.series.partsAt(e.partPeriod(), columns)
	for i := range parts {
		o := &parts[i]
		if o.Polled == nil || o.Polled.Rest == nil {
			continue
		}
		tested = true
		label := b.codeLabel(e.indicator.Population, columns[0], o.Breakdown[columns[0]])
		switch d := o.Polled.Rest; {
		case !d.Clear:
		case d.Value.Cmp(indicators.FromInt(0)) > 0:
			above = append(above, label)
		default:
			below = append(below, label)
		}
	}
	switch {
	case !tested:
		return ""
	case len(above)+len(below) == 0:
		return b.p.Text("poll.groups_none")
	case len(below) == 0:
		return b.p.Text("poll.groups_above", "above", above)
	case len(above) == 0:
		return b.p.Text("poll.groups_below", "below", below)
	}
	return b.p.Text("poll.groups_both", "above", above, "below", below)
}

// changedItems names what was asked otherwise than in the wave before.
func (b *book) changedItems(i *indicators.Indicator, period string) string {
	var changed []string
	for _, key := range i.WaveBreaks()[period] {
		changed = append(changed, b.p.Text("wave."+key))
	}
	if len(changed) == 0 {
		return ""
	}
	return b.p.Text("wave.changed", "items", changed)
}

// answersOf are the answers at a period, in the order in which the records'
// schema has them.
func (b *book) answersOf(e *entry) (o *indicators.Observation, column string, answers []indicators.Answer) {
	o = e.focus.Observation
	if o == nil || o.Value == nil {
		o = e.focus.Latest
	}
	if o == nil || o.Polled == nil || len(o.Polled.Answers) < 2 || e.indicator.Measure.Survey.Answer == nil {
		return nil, "", nil
	}
	column = e.indicator.Measure.Survey.Answer.Text
	answers = slices.Clone(o.Polled.Answers)
	var order []string
	if c := b.in.Dictionary.Column(e.indicator.Population, column); c != nil {
		for _, code := range c.Codes {
			order = append(order, code.Code)
		}
	}
	rank := func(a indicators.Answer) int {
		if at := slices.Index(order, a.Code); at >= 0 {
			return at
		}
		return len(order)
	}
	slices.SortStableFunc(answers, func(a, b indicators.Answer) int { return rank(a) - rank(b) })
	return o, column, answers
}
