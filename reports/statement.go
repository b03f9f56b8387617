package reports

import (
	"time"

	"heng/indicators"
	"heng/internal/locale"
	"heng/reports/prose"
)

// statement gathers what is known of an indicator at the report period, for a
// grammar to put into words. Nothing is in it that the observations do not hold.
// Expected are the periods that the indicator's series could have, in order.
func (w scribe) statement(f focus, asOf time.Time, names *periodNames, expected []string, totals map[string]*indicators.Observation) prose.Statement {
	s := prose.Statement{
		Subject: prose.Subject{Text: w.indicator.Name.In(w.p.Lang)},
		Period:  names.period(f.Period),
		Better:  better(w.indicator.Direction),
	}
	o := f.Observation
	if o == nil || o.Value == nil {
		s.Absence = absenceOf(f, asOf)
		if o != nil && o.Missing > 0 && s.Absence == prose.NoData {
			s.Missing = &prose.Count{N: o.Missing, Figure: told(w.rows(o, "missing", o.Missing))}
		}
		if f.Latest != nil {
			s.Latest = &prose.Latest{
				Value: w.tell(f.Latest, w.value(f.Latest)), Period: names.period(periodCode(f.Latest)), Running: isProvisional(f.Latest, asOf),
			}
		}
		return s
	}
	value := w.value(o)
	s.Running = f.Period != "" && isProvisional(o, asOf)
	if o.Target != nil {
		if !w.isSmallShare(o) {
			value.Text = w.distinguished(o, value.Text)
		}
		s.Target = w.toldTarget(o, s.Running)
	}
	if s.Target == nil && !s.Running && !w.isSmallShare(o) {
		s.Target, s.Pace = w.laterTarget(f, names)
	}
	s.Value = w.tell(o, value)
	s.Change = w.toldChange(f, asOf, names)
	s.Baseline = w.toldBaseline(f, asOf, names, totals)
	s.Gaps, s.Compared = w.gaps(f, names, expected, totals)
	return s
}

// tell makes a figure that can also be told in plain words: so many of a
// hundred, or of the few that there are.
func (w scribe) tell(o *indicators.Observation, f figure) prose.Figure {
	out := told(f)
	switch {
	case w.isSmallShare(o):
		out.Of = &prose.Of{Part: int(o.Numerator.IntPart()), Whole: int(o.Denominator.IntPart())}
	case w.unit() == "percent" && o.Value != nil:
		whole := o.Value.Decimal(0)
		if part := whole.IntPart(); part >= 1 && part <= 99 {
			out.Of = &prose.Of{Part: int(part), Whole: prose.Hundred, About: o.Value.Cmp(indicators.FromDecimal(whole)) != 0}
		}
	}
	return out
}

// told hands a figure to a grammar, which gives it back where it stands.
func told(f figure) prose.Figure { return prose.Figure{Text: f.Text, Ref: f} }

// sentenceOf takes a composed sentence back: each of its figures is the one that
// was handed over, in the words that the sentence has for it.
func sentenceOf(composed prose.Sentence) sentence {
	var s sentence
	for _, p := range composed {
		if f, ok := p.Ref.(figure); ok {
			f.Text = p.Text
			s = append(s, part{Figure: &f})
			continue
		}
		s = append(s, part{Text: p.Text})
	}
	return s
}

func better(direction string) prose.Direction {
	switch direction {
	case "up":
		return prose.Higher
	case "down":
		return prose.Lower
	case "range":
		return prose.InRange
	}
	return prose.Neither
}

// absenceOf says why there is no value at a focus.
func absenceOf(f focus, asOf time.Time) prose.Absence {
	switch o := f.Observation; {
	case o == nil && !isOver(f.Period, asOf):
		return prose.NotDue
	case o != nil && o.IsWithheld():
		return prose.TooFew
	case o != nil && o.ObsStatus == indicators.Suppressed:
		return prose.Suppressed
	case o != nil && o.Band != nil && *o.Band == indicators.NotDue:
		return prose.NotDue
	case o != nil && o.ObsStatus == indicators.NotApplicable:
		return prose.NotApplicable
	}
	return prose.NoData
}

// relations says how a grammar calls the way a value stands to a target.
var relations = map[string]prose.Relation{
	"met": prose.Met, "below": prose.Below, "above": prose.Above, "unmet": prose.Unmet, "is": prose.Reference,
}

// toldTarget is the observation's target and how its value stands to it; where
// the period is not over, only what the target is.
func (w scribe) toldTarget(o *indicators.Observation, running bool) *prose.Target {
	t := &prose.Target{Relation: relations[relationTo(o.Value, *o.Target, w.indicator.Direction)]}
	if running && t.Relation != prose.Reference {
		t.Relation = prose.Is
	}
	for _, bound := range []struct {
		field string
		n     *indicators.Number
		to    **prose.Figure
	}{
		{"target", o.Target.Value, &t.Value}, {"target_min", o.Target.Min, &t.Min}, {"target_max", o.Target.Max, &t.Max},
		{"target_over", o.Target.Over, &t.Over}, {"target_under", o.Target.Under, &t.Under},
	} {
		if bound.n == nil {
			continue
		}
		f := told(w.figureOf(o, bound.field, w.quantity(bound.n), bound.n.String()))
		if whole := bound.n.Decimal(0); w.unit() == "percent" && bound.n.Cmp(indicators.FromDecimal(whole)) == 0 && whole.IntPart() >= 1 && whole.IntPart() <= 99 {
			f.Of = &prose.Of{Part: int(whole.IntPart()), Whole: prose.Hundred}
		}
		*bound.to = &f
	}
	return t
}

// toldChange is the change on the period of comparison; nil where the two must
// not be compared. Where either share is of few rows both are given, and no
// difference is taken.
func (w scribe) toldChange(f focus, asOf time.Time, names *periodNames) *prose.Change {
	c, ok := w.changeOf(f, asOf)
	if !ok {
		return nil
	}
	out := &prose.Change{
		Sign: prose.Sign(c.Sign), Kind: prose.Both, Base: names.period(f.Compare),
		Before: w.tell(f.Before, w.value(f.Before)), Amount: told(c.Figure),
	}
	if !w.isSmallShare(f.Observation) && !w.isSmallShare(f.Before) && !c.Untested {
		out.Kind = w.kindOf(c)
	}
	return out
}

// kindOf chooses how a change is told.
func (w scribe) kindOf(c change) prose.Kind {
	unit := w.unit()
	switch {
	case c.Sign == 0:
		return prose.Same
	case c.Unclear:
		return prose.Unclear
	case c.Little:
		return prose.Little
	case c.Points:
		return prose.Points
	case c.Relative:
		return prose.Percent
	case unit == "ratio" || unit == "points":
		return prose.Ratio
	}
	return prose.Amount
}

// toldBaseline is the change on the baseline: not while the period runs, nor
// where few rows count, nor where the comparison has said it already, nor that of
// a poll whose error at the baseline is not known.
func (w scribe) toldBaseline(f focus, asOf time.Time, names *periodNames, totals map[string]*indicators.Observation) *prose.Change {
	o, b := f.Observation, w.indicator.Baseline
	if o.Baseline == nil || b == nil || b.Period == f.Period || w.isSmallShare(o) || isProvisional(o, asOf) {
		return nil
	}
	if b.Period == f.Compare && f.comparable(asOf) {
		return nil
	}
	if brokenBetween(totals, b.Period, f.Period) || wavesBroken(w.indicator, b.Period, f.Period) {
		return nil
	}
	c := w.between(o.Value, o.Baseline)
	if c = w.tested(c, o, baselineOf(b, totals)); c.Untested {
		return nil
	}
	before, _ := w.baseline(o)
	return &prose.Change{
		Sign: prose.Sign(c.Sign), Kind: w.kindOf(c), Base: names.period(b.Period), Before: told(before),
		Amount: told(w.figureOf(o, fieldBaselineChange, c.Figure.Text, c.Figure.Exact)),
	}
}

// gaps lists the periods without a value between the first that has one and the
// period of the focus, and whether the period of comparison is one of them.
func (w scribe) gaps(f focus, names *periodNames, expected []string, totals map[string]*indicators.Observation) (missing []prose.Period, compared bool) {
	begun := false
	for _, code := range expected {
		if code == f.Period {
			break
		}
		o := totals[code]
		has := o != nil && o.Value != nil
		if begun && !has {
			missing = append(missing, names.period(code))
			compared = compared || code == f.Compare
		}
		begun = begun || has
	}
	return missing, compared && len(missing) == 1
}

// period writes a period as a grammar takes it. Its name is in full at the first
// mention.
func (n *periodNames) period(code string) prose.Period {
	if code == "" {
		return prose.Period{}
	}
	noun := n.noun(code)
	when := noun
	if n.p.Lang != locale.ZhTW {
		when = n.when(code)
	}
	return prose.Period{Noun: noun, When: when}
}

// statement gathers what is known of an entry, under the names that periods have
// on a page.
func (b *book) statement(e *entry, names *periodNames) prose.Statement {
	expected, _ := b.expected(e)
	s := e.statement(e.focus, b.in.AsOf, names, expected, e.series.totals)
	o := e.focus.Observation
	if o == nil || o.Value == nil {
		return s
	}
	if o.Missing > 0 {
		s.Missing = &prose.Count{N: o.Missing, Figure: told(e.rows(o, "missing", o.Missing))}
	}
	if o.ObsStatus == indicators.Break {
		s.Break = &prose.Break{Since: names.period(e.focus.Period), Reason: b.changedItems(e.indicator, e.focus.Period)}
	}
	s.Small = b.smallSample(o)
	if e.tooFew() {
		s.Few = &prose.Few{
			Rows:  prose.Count{N: o.N, Figure: told(e.rows(o, "n", o.N))},
			Limit: prose.Figure{Text: b.p.Integer(smallForStatus)},
		}
	}
	return s
}

// tooFew reports whether too few rows stand behind a value for a status that it
// would otherwise have.
func (e *entry) tooFew() bool {
	o, i := e.focus.Observation, e.indicator
	return e.status == noStatus && o != nil && o.Value != nil && !e.isPoll() && (o.Target != nil || i.Bands != nil) &&
		o.N < smallForStatus && isIntensive(i.Measure)
}
