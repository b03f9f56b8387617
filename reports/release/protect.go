package release

import (
	"maps"
	"math/big"
	"slices"

	"heng/indicators"
	"heng/indicators/disclosure"
	"heng/indicators/disclosure/audit"
	"heng/internal/fault"
	"heng/internal/locale"
)

// Control is what disclosure control goes over: everything that a release
// says of indicators whose figures rest on what is not public row by row, and
// what is known besides.
type Control struct {
	Rules      disclosure.Rules
	Options    disclosure.Options
	Frameworks []*indicators.Framework
	Decisions  []Decision
	// Observations are those of the released indicators; Parts those of each
	// contributor, whose column is among the breakdown (Plan.ByContributor).
	Observations []indicators.Observation
	Parts        []indicators.Observation
	// Begins, Ends and Endless are Parts once more of the indicators whose rows are
	// published with bands, of plans that see the ends of a band in place of an amount
	// (Plan.Banded).
	Begins, Ends, Endless []indicators.Observation
	Earlier               []indicators.Observation // that earlier releases published, the last of each cell last
	Known                 []KnownFigure            // from elsewhere
}

// KnownFigure is a figure that readers have from elsewhere: a budget, a list of
// grants, a published total.
type KnownFigure struct {
	Indicator string // framework/id
	Period    string
	Breakdown indicators.Breakdown
	Figure    string // value, numerator, denominator or n
	Value     *big.Rat
	Source    string
}

// Protected is what Protect has done.
type Protected struct {
	Observations []indicators.Observation // those that must not be given without their figures
	Suppressed   int
	// Exposed are figures that are known already and would be unsafe: nothing
	// can be done for them, and people have to decide.
	Exposed []Unsafe
	// Unprotected are figures that cannot be protected as promised. The release
	// must not be made.
	Unprotected []Unsafe
	Optimal     bool

	// Promises and Insiders are for the attack that tries what was done. They stay
	// in the house.
	Promises []Promised
	Parts    []PromisedPart
	Insiders []Insider
}

// Protect keeps back the observations that would let a contributor's own figures
// be worked out: those that are unsafe by themselves, and as few others as keep
// sums, quotients, earlier releases and what is known from giving them back.
func (p *Control) Protect() (*Protected, error) {
	b := newProblem(p)
	b.fill()
	s, err := disclosure.Protect(b.problem, p.Rules, p.Options)
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, locale.M("release.protect_failed"))
	}
	out := &Protected{Observations: slices.Clone(p.Observations), Optimal: s.Optimal}
	for at := range p.Observations {
		if b.guarded[at] == nil {
			continue
		}
		if b.guarded[at].keepBack(&out.Observations[at], s) {
			out.Suppressed++
		}
		b.promised(at, s, out)
		b.promisedParts(at, out)
	}
	p.polls(out.Observations)
	for _, i := range s.Exposed {
		out.Exposed = append(out.Exposed, b.unsafe(i))
	}
	for _, i := range s.Unprotected {
		out.Unprotected = append(out.Unprotected, b.unsafe(i))
	}
	return out, nil
}

// polls takes out of what is released the values of surveys that too few
// respondents stand behind, answers that fewer gave than a cell must have, and
// differences from which a value that is kept back could be worked out. It is
// done after the rest: it adds nothing from which anything follows.
func (p *Control) polls(observations []indicators.Observation) {
	hidden := map[string]bool{}
	for i := range observations {
		o := &observations[i]
		if o.Polled != nil && o.Value != nil && o.Polled.Reliability() == indicators.Insufficient {
			o.Withhold()
		}
		if o.ObsStatus == indicators.Suppressed {
			hidden[o.Framework+"/"+o.Indicator] = true
		}
	}
	for i := range observations {
		o := &observations[i]
		if o.Polled == nil {
			continue
		}
		polled := *o.Polled // what was protected is shared with what was evaluated
		if hidden[o.Framework+"/"+o.Indicator] {
			polled.Wave, polled.Rest = nil, nil
		}
		few := func(a indicators.Answer) bool { return a.Respondents < int64(p.Rules.MinimumContributors) }
		if slices.ContainsFunc(polled.Answers, few) {
			polled.Answers, polled.Beside = nil, 0
		}
		o.Polled = &polled
	}
}

// keepBack takes out of an observation what is suppressed of it, and reports
// whether anything was.
func (g *guarded) keepBack(o *indicators.Observation, s disclosure.Suppression) bool {
	gone := func(kind figureKind) bool {
		cell, there := g.kinds[kind]
		return there && s.Suppressed(cell)
	}
	statistic := slices.ContainsFunc(g.statistics, func(i int) bool { return s.Statistics[i] })
	switch {
	case gone(countedFigure):
		o.Suppress()
	case gone(yesFigure) || gone(sumFigure):
		o.SuppressValue()
		o.Numerator = nil // the denominator is the rows that count
	case gone(numeratorFigure) || gone(denominatorFigure):
		o.SuppressValue()
		if gone(numeratorFigure) {
			o.Numerator = nil
		}
		if gone(denominatorFigure) {
			o.Denominator = nil
		}
	case statistic:
		o.SuppressValue()
	default:
		return false
	}
	return true
}

// promised notes what is promised of an observation's figures, and who knows one
// of them because it is theirs alone.
func (b *problem) promised(at int, s disclosure.Suppression, out *Protected) {
	o, g := &b.Observations[at], b.guarded[at]
	for _, kind := range slices.Sorted(maps.Keys(g.kinds)) {
		figure := printedAs(g.indicator, kind)
		if figure == "" {
			continue
		}
		cell := g.kinds[kind]
		c := b.problem.Cells[cell]
		owner, alone := soleHolding(c)
		if s.Status[cell] == disclosure.Primary && !c.Known {
			p := s.Promises[cell]
			promise := Promised{Indicator: o.Framework + "/" + o.Indicator, Place: placeOf(o), Figure: figure}
			promise.Promise.Value, promise.Promise.Lower, promise.Promise.Upper, promise.Promise.Sliding = c.Value, p.Lower, p.Upper, p.Sliding
			for _, i := range s.Insiders[cell] {
				if i.Promise == nil {
					promise.Promise.Owners = append(promise.Promise.Owners, i.Holding)
					continue
				}
				promise.Promise.Insiders = append(promise.Promise.Insiders, audit.Insider{Attacker: i.Holding, Lower: i.Promise.Lower, Upper: i.Promise.Upper})
			}
			if alone {
				promise.Promise.Owners = append(promise.Promise.Owners, owner)
			}
			out.Promises = append(out.Promises, promise)
		}
		if alone {
			out.Insiders = append(out.Insiders, Insider{Name: owner, Indicator: o.Framework + "/" + o.Indicator, Place: placeOf(o), Figure: figure, Value: c.Value, AtLeast: c.Crowd})
		}
	}
}

// printedAs is the name under which an observation prints a figure; empty for one
// that it does not print by itself.
func printedAs(i *indicators.Indicator, kind figureKind) string {
	switch {
	case kind == countedFigure:
		return "n"
	case kind == yesFigure && i.Measure.Kind() == "count", kind == sumFigure && i.Measure.Kind() != "mean":
		return "value"
	case kind == yesFigure, kind == sumFigure, kind == numeratorFigure:
		return "numerator"
	case kind == denominatorFigure:
		return "denominator"
	}
	return ""
}

// soleHolding is the contributor that alone is in a cell.
func soleHolding(c disclosure.Cell) (name string, alone bool) {
	if c.Others > 0 || len(c.Contributions) == 0 {
		return "", false
	}
	name = c.Contributions[0].Holding
	for _, other := range c.Contributions {
		if other.Holding == "" || other.Holding != name {
			return "", false
		}
	}
	return name, true
}
