package main

import (
	"heng/indicators"
)

// weighs reports whether the rows of an indicator are respondents, who each have
// a weight.
func weighs(i *indicators.Indicator) bool {
	return i.Measure.Survey != nil && i.Measure.Survey.Published == nil
}

// interval writes the interval of a survey's value.
func (s scribe) interval(o *indicators.Observation) string {
	if o.Low == nil || o.High == nil {
		return ""
	}
	return s.quantity(o.Low) + " – " + s.quantity(o.High)
}

// effective writes the effective size of a sample, with a mark where it is small.
func (s scribe) effective(o *indicators.Observation) string {
	if o.Polled == nil || o.Polled.EffectiveN == nil {
		return ""
	}
	text := s.p.Decimal(o.Polled.EffectiveN.Decimal(1), 1)
	switch o.Polled.Reliability() {
	case indicators.Low:
		return s.p.Text("poll.size_low", "n", text)
	case indicators.Insufficient:
		return s.p.Text("poll.size_insufficient", "n", text)
	}
	return text
}

// sayPolled says of each value of a survey how its interval was made, whether it
// differs from the wave before and from the other respondents, and what was
// answered.
func (a *app) sayPolled(s scribe, observations []indicators.Observation) {
	for i := range observations {
		o := &observations[i]
		if o.Polled == nil || o.Value == nil {
			continue
		}
		place := ""
		if o.Period != nil {
			place = *o.Period + "  "
		}
		say := func(text string) { a.say("  " + place + text) }
		say(a.p.Text("poll.made", "method", a.p.Text(methodKey(o)), "n", a.respondents(o.Polled),
			"effective", a.orUnknown(o.Polled.EffectiveN, 1), "effect", a.orUnknown(o.Polled.Effect, 3), "df", a.degrees(o.Polled.DF)))
		switch o.Polled.Reliability() {
		case indicators.Low:
			say(a.p.Text("poll.small"))
		case indicators.Insufficient:
			say(a.p.Text("poll.too_small"))
		}
		a.sayDifference(s, say, "poll.wave", o.Polled.Wave)
		a.sayDifference(s, say, "poll.rest", o.Polled.Rest)
		if len(o.Polled.Answers) > 0 {
			say(a.p.Text("poll.answers"))
		}
		for _, answer := range o.Polled.Answers {
			ofBase := a.p.Text("poll.beside")
			if answer.OfBase != nil {
				ofBase = s.quantity(answer.OfBase)
			}
			say("  " + a.p.Text("poll.answer", "code", answer.Code, "n", answer.Respondents, "share", s.quantity(answer.Share), "of_base", ofBase))
		}
	}
}

func (a *app) sayDifference(s scribe, say func(string), key string, d *indicators.Difference) {
	if d == nil {
		return
	}
	verdict := a.p.Text("poll.not_clear")
	if key == "poll.rest" {
		verdict = a.p.Text("poll.not_clear_rest")
	}
	if d.Clear {
		verdict = a.p.Text("poll.clear")
	}
	z := ""
	if d.Z != nil {
		z = a.p.Text("poll.z", "z", a.p.Decimal(d.Z.Decimal(2), 2))
		if d.DF > 0 {
			z = a.p.Text("poll.t", "t", a.p.Decimal(d.Z.Decimal(2), 2), "df", d.DF)
		}
	}
	say(a.p.Text(key, "period", d.Period, "change", s.change(d.Value), "low", s.bare(d.Low), "high", s.bare(d.High), "z", z, "verdict", verdict))
}

// bare writes a bound of a change with its sign and without its unit, which the
// change itself has.
func (s scribe) bare(n *indicators.Number) string {
	decimals := 1
	if s.indicator.Decimals != nil {
		decimals = max(decimals, *s.indicator.Decimals)
	}
	sign := map[int]string{-1: "−", 0: "±", 1: "+"}[n.Cmp(indicators.FromInt(0))]
	return sign + s.p.Decimal(n.Decimal(int32(decimals)).Abs(), int32(decimals))
}

func methodKey(o *indicators.Observation) string {
	if o.Method == nil {
		return "poll.no_interval"
	}
	return "poll." + *o.Method
}

func (a *app) orUnknown(n *indicators.Number, decimals int32) string {
	if n == nil {
		return a.p.Text("poll.unknown")
	}
	return a.p.Decimal(n.Decimal(decimals), decimals)
}

// respondents writes how many there are in the base.
func (a *app) respondents(p *indicators.Polled) string {
	if p.Respondents == 0 && p.EffectiveN == nil {
		return a.p.Text("poll.unknown")
	}
	return a.p.Integer(p.Respondents)
}

func (a *app) degrees(df int) string {
	if df == 0 {
		return a.p.Text("poll.unknown")
	}
	return a.p.Integer(int64(df))
}
