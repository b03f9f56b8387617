package prose

// title writes a headline. With a subject whose number is known it is a
// clause; any other name stands before a colon, since a verb would have to
// agree with it.
//
//	On-time reports rose to 82.3% but remain below the target of 90.0%
//	Datasets kept up to date: up 9.0 percentage points to 82.3% but still below the target of 90.0%
func (en english) title(s Statement) Sentence {
	subject := name(s.Subject.Text)
	switch {
	case s.Absence != Present:
		return en.say(subject, ":", en.absence(s, false))
	case s.Running:
		return en.say(subject, ":", s.Value, "so far", en.prospect(s))
	case s.Subject.Number != Unknown:
		return en.say(subject, en.predicate(s), en.complement(s))
	}
	return en.say(subject, ":", en.headline(s), en.standing(s.short()))
}

// short returns the statement with the one change that a title tells.
func (s Statement) short() Statement {
	if s.Change != nil {
		s.Baseline = nil
	}
	return s
}

// headline is the predicate without a verb.
func (en english) headline(s Statement) Sentence {
	switch c := s.Change; {
	case c == nil, c.Kind == Both, c.Kind == Unclear:
		return en.say(s.Value, en.changes(s.short()))
	case c.Kind == Same:
		return en.say("unchanged at", s.Value)
	case c.Kind == Little:
		return en.say("little changed at", s.Value)
	default:
		return en.say(en.turn(c), c.Amount, "to", s.Value)
	}
}

// predicate is a verb in the past with the value.
func (en english) predicate(s Statement) Sentence {
	were := agree(s.Subject.Number, "was", "were")
	if s.Period.isZero() {
		were = agree(s.Subject.Number, "is", "are")
	}
	switch c := s.Change; {
	case c == nil:
		return en.say(were, en.headline(s))
	case c.Kind == Both, c.Kind == Same, c.Kind == Little, c.Kind == Unclear:
		return en.say(were, en.headline(s))
	case c.Sign == Fell:
		return en.say("fell to", s.Value)
	default:
		return en.say("rose to", s.Value)
	}
}

// complement joins the target to a predicate: a verb where a conjunction asks
// for one, otherwise a phrase.
func (en english) complement(s Statement) Sentence {
	s = s.short()
	t, j, measured := s.Target, s.joint(), s.Change.isMeasured()
	if s.Change == nil || j == apart || t != nil && t.Relation == Met && t.isRange() {
		return en.standing(s)
	}
	switch {
	case j == butStill && t.Relation == Met:
		return en.say("but still met the", en.target(t))
	case j == butStill && en.side(t) == missing:
		return en.say("but still missed the", en.target(t))
	case j == butStill:
		return en.say("but", agree(s.Subject.Number, "remains", "remain"), en.relation(t))
	case j == andStill && t.Relation == Met:
		return en.say("and still met the", en.target(t))
	case j == andStill && en.side(t) == missing:
		return en.say("and still missed the", en.target(t))
	case j == andStill:
		return en.say("and", agree(s.Subject.Number, "remains", "remain"), en.relation(t))
	case j == and && measured && t.Relation == Met:
		return en.say("and met the", en.target(t))
	case j == and && measured && en.side(t) == missing:
		return en.say("and missed the", en.target(t))
	case j == and && measured:
		return en.say(",", en.relation(t))
	}
	return en.standing(s)
}

// prospect says of a running period what is aimed at.
func (en english) prospect(s Statement) Sentence {
	switch {
	case s.Target == nil:
		return en.say("(provisional)")
	case s.Pace != nil:
		return en.say(",", en.pace(s.Pace), "for the", en.target(s.Target))
	}
	return en.say("(provisional)", en.standing(s.short()))
}

func agree(n Number, singular, plural string) string {
	if n == Singular {
		return singular
	}
	return plural
}
