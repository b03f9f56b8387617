package prose

import (
	"strconv"
	"strings"
)

// place is where a clause of a subject has its number.
const place = "{value}"

// plain writes short main clauses, one fact each.
//
//	In 2017, about 82 of every 100 reports came in on time. That is up from
//	about 73 of every 100 in 2016. The goal, 90 of every 100, was not reached.
func (en english) plain(s Statement) Sentence {
	if s.Absence != Present {
		return en.plainAbsence(s)
	}
	s = s.evenly(func(*Of) bool { return true })
	return en.say(en.plainValue(s), en.plainChange(s), en.plainTarget(s), en.plainRunning(s))
}

func (en english) plainValue(s Statement) Sentence {
	value := en.of(s.Value)
	if before, after, ok := strings.Cut(s.Subject.Text, place); ok {
		// The author sets the spaces around the number.
		if strings.HasSuffix(value.Text, "%") && !strings.HasPrefix(strings.TrimSpace(after), "of ") {
			after = "of " + strings.TrimSpace(after) // 82 of every 100 reports, but 89.96% of reports
		}
		if s.Period.isZero() {
			if before == "" {
				value.Text = capital(value.Text)
			}
			return en.say(name(capital(strings.TrimRight(before, " "))), value, name(strings.TrimLeft(after, " ")), ".")
		}
		opening := capital(s.Period.When)
		if s.Running {
			opening = "So far " + s.Period.When
		}
		return en.say(opening, ",", name(strings.TrimRight(before, " ")), value, name(strings.TrimLeft(after, " ")), ".")
	}
	if s.Subject.Text == "" {
		return en.plainIt(s, value)
	}
	subject := en.say(name(s.Subject.Text), ":")
	switch s.Subject.Number {
	case Singular, Plural:
		verb := agree(s.Subject.Number, "was", "were")
		if s.Running || s.Period.isZero() {
			verb = agree(s.Subject.Number, "is", "are")
		}
		subject = en.say(name(s.Subject.Text), verb)
	}
	soFar := ""
	if s.Running {
		soFar = "so far"
	}
	return en.say(subject, value, soFar, s.Period.When, ".")
}

// plainIt says of what a heading names: In 2017 it was 82 of every 100.
func (en english) plainIt(s Statement, value Figure) Sentence {
	switch {
	case s.Period.isZero():
		return en.say("It is", value, ".")
	case s.Running:
		return en.say("So far", s.Period.When, "it is", value, ".")
	}
	return en.say(capital(s.Period.When), "it was", value, ".")
}

func (en english) plainChange(s Statement) Sentence {
	c := s.Change
	if c == nil {
		return nil
	}
	before := en.of(c.Before)
	switch c.Kind {
	case Same:
		return en.say("That is the same as", c.Base.When, ".")
	case Little:
		return en.say("That is about the same as", c.Base.When, ".")
	case Both:
		return en.say(capital(c.Base.When), "it was", before, ".")
	case Unclear:
		return en.say(capital(c.Base.When), "it was", before, "; the difference may be due to chance.")
	}
	out := en.say("That is", en.turn(c), "from", before, c.Base.When)
	if s.Better == Lower {
		out = en.say(out, "; the lower, the better")
	}
	return en.say(out, ".")
}

func (en english) plainTarget(s Statement) Sentence {
	t := s.Target
	if t == nil {
		return nil
	}
	bounds := en.plainBounds(t)
	goal := en.say("The goal")
	if t.Relation == Reference {
		goal = en.say("The point of comparison")
	}
	if !t.Period.isZero() {
		goal = en.say(goal, "for", t.Period.Noun)
	}
	switch {
	case !t.isJudged(), t.Relation != Met && !t.Period.isZero():
		return en.say(goal, "is", bounds, ".")
	case t.Relation == Met && !t.Period.isZero():
		return en.say(goal, ",", bounds, ", has already been reached.")
	case t.Relation == Met:
		return en.say(goal, ",", bounds, ", was reached.")
	}
	return en.say(goal, ",", bounds, ", was not reached.")
}

// plainBounds writes "10 to 20 of every 100" with its whole once.
func (en english) plainBounds(t *Target) Sentence {
	if t.isRange() && t.Min.Of != nil && t.Max.Of != nil {
		low := Figure{Text: strconv.Itoa(t.Min.Of.Part), Ref: t.Min.Ref}
		return en.say(low, "to", en.of(*t.Max))
	}
	return en.boundsIn(t, en.of)
}

func (en english) plainRunning(s Statement) Sentence {
	if !s.Running || s.Period.isZero() {
		return nil
	}
	return en.say("This may still change, because", s.Period.Noun, "is not over.")
}

func (en english) plainAbsence(s Statement) Sentence {
	period := s.Period.Noun
	if period != "" {
		period = "for " + period
	}
	var words Sentence
	switch s.Absence {
	case NotApplicable:
		words = en.say("there was nothing to measure", s.Period.When)
	case Suppressed:
		words = en.say("the figure", period, "is kept back to protect those behind it")
	case TooFew:
		words = en.say("the figure", period, "is not published, because too few people were asked")
	case NotDue:
		words = en.say("the figure", period, "is not due yet")
	default:
		words = en.say("there is no figure", period)
	}
	out := en.say(name(s.Subject.Text), ":", words, ".")
	if s.Subject.Text == "" || strings.Contains(s.Subject.Text, place) { // a clause without its number is no name
		words[0].Text = capital(words[0].Text)
		out = en.say(words, ".")
	}
	if s.Latest != nil {
		out = en.say(out, "The latest is", en.of(s.Latest.Value), ", for", s.Latest.Period.Noun)
		if s.Latest.Running {
			out = en.say(out, ", which is not over")
		}
		out = en.say(out, ".")
	}
	return out
}
