package prose

// joint is how what is said of the target follows from what is said of the
// change.
type joint int

const (
	apart    joint = iota // nothing was said of a change, or only in brackets
	and                   // the change goes the same way, or neither way
	andStill              // nothing changed
	butStill              // the change goes the other way
)

// joint returns how the target follows the change. "Still" is said only where
// the earlier value stood to the target as the present one does: after a rise
// to a value below the target, the earlier value was below it too.
func (s Statement) joint() joint {
	lead := s.lead()
	switch {
	case lead == nil || lead.Kind == Both || s.Target == nil || !s.Target.isJudged():
		return apart
	case s.isMixed(), s.isHalfClear():
		return and
	case lead.Kind == Same:
		return andStill
	case !lead.isMeasured():
		return and
	}
	need := s.Target.need(s.Better)
	if s.Target.Relation == Met {
		need = -need
	}
	if need != Level && lead.Sign == need {
		return butStill
	}
	return and
}

// lead is the change that the target follows.
func (s Statement) lead() *Change {
	if s.Change == nil {
		return s.Baseline
	}
	return s.Change
}

// isMixed reports whether the value rose on the one and fell on the other of
// the two values that it is compared with.
func (s Statement) isMixed() bool {
	return s.Change.isMeasured() && s.Baseline.isMeasured() && s.Change.Sign != s.Baseline.Sign
}

// isHalfClear reports whether of two changes one is clear and one is not.
func (s Statement) isHalfClear() bool {
	return s.Change.isMeasured() && s.Baseline != nil && s.Baseline.Kind == Unclear ||
		s.Baseline.isMeasured() && s.Change != nil && s.Change.Kind == Unclear
}

// need returns which way a value goes that goes towards the target: up, down,
// or neither for one within a range.
func (t *Target) need(better Direction) Sign {
	above, below := t.Min != nil || t.Over != nil, t.Max != nil || t.Under != nil
	switch {
	case t.Relation == Below:
		return Rose
	case t.Relation == Above:
		return Fell
	case t.Value != nil && better == Higher, above && !below:
		return Rose
	case t.Value != nil && better == Lower, below && !above:
		return Fell
	}
	return Level
}

// quality says whether a change is for the better (Rose) or for the worse
// (Fell); Level where no side is better.
func (s Statement) quality() Sign {
	switch {
	case !s.Change.isMeasured():
		return Level
	case s.Better == Higher:
		return s.Change.Sign
	case s.Better == Lower:
		return -s.Change.Sign
	}
	return Level
}

// IsWorse reports whether the change is one for the worse.
func (s Statement) IsWorse() bool { return s.quality() == Fell }

// evenly returns the statement with its per cents all in plain words or all in
// digits: in digits where a language cannot tell one of them in words, where
// the words would round a target, or where they would make two numbers seem
// equal that the sentence tells apart.
func (s Statement) evenly(canTell func(*Of) bool) Statement {
	told := []*Figure{&s.Value}
	if s.Change != nil && s.Change.Kind != Same && s.Change.Kind != Little {
		told = append(told, &s.Change.Before)
	}
	earlier := len(told)
	if s.Target != nil {
		told = append(told, s.Target.figures()...)
	}
	for i, f := range told {
		switch {
		case f.Of == nil, f.Of.Whole == Hundred && !canTell(f.Of),
			i >= earlier && f.Of.About,
			i > 0 && s.Value.isAlike(*f):
			return s.inDigits()
		}
	}
	return s
}

// isAlike reports whether two numbers that differ are the same in plain words.
func (f Figure) isAlike(other Figure) bool {
	return f.Text != other.Text && f.Of.Part == other.Of.Part && f.Of.Whole == other.Of.Whole
}

// inDigits returns the statement with its per cents as the caller wrote them.
func (s Statement) inDigits() Statement {
	write := func(f Figure) Figure {
		if f.Of != nil && f.Of.Whole == Hundred {
			f.Of = nil
		}
		return f
	}
	s.Value = write(s.Value)
	if s.Change != nil {
		c := *s.Change
		c.Before = write(c.Before)
		s.Change = &c
	}
	if s.Target != nil {
		t := *s.Target
		for _, f := range []**Figure{&t.Value, &t.Min, &t.Max, &t.Over, &t.Under} {
			if *f != nil {
				written := write(**f)
				*f = &written
			}
		}
		s.Target = &t
	}
	return s
}
