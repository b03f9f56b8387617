package prose

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// english is the grammar of English, as spoken in British public reports.
type english struct{}

func (english) say(constituents ...any) Sentence { return say(betweenWords, constituents...) }

// finding stands under a name and has no subject: it begins with the value.
//
//	82.3% in 2017, up 9.0 percentage points on 2016 but still below the target of 90.0%.
func (en english) finding(s Statement) Sentence {
	if s.Absence != Present {
		return en.say(en.absence(s, true), ".")
	}
	head := en.say("The value is", s.Value)
	switch {
	case s.Running && !s.Period.isZero():
		head = en.say(s.Value, "so far", s.Period.When, "(provisional, because the period is not over)")
	case !s.Period.isZero():
		head = en.say(s.Value, s.Period.When)
	}
	out := en.say(head, en.changes(s), en.standing(s), ".")
	if s.Pace != nil {
		out = en.say(out, "It is", en.pace(s.Pace), en.rate(s.Pace), ".")
	}
	return out
}

// changes writes what the value is compared with. Where the two changes go the
// same way, "up" is said once. Fractions of few rows are given in brackets.
func (en english) changes(s Statement) Sentence {
	var both []any
	for i, c := range []*Change{s.Change, s.Baseline} {
		if c == nil || c.Kind != Both {
			continue
		}
		if both != nil {
			both = append(both, ";")
		}
		if i == 1 {
			both = append(both, "baseline")
		}
		both = append(both, c.Before, c.Base.When)
	}
	switch {
	case both != nil:
		return en.say("(", en.say(both...), ")")
	case s.Change == nil && s.Baseline == nil:
		return nil
	case s.Baseline == nil:
		return en.say(",", en.turn(s.Change), en.change(s.Change, false))
	case s.Change == nil:
		return en.say(",", en.turn(s.Baseline), en.change(s.Baseline, true))
	}
	first, conjunction, second := en.turn(s.Change), "and", en.turn(s.Baseline)
	switch {
	case s.Change.Kind == Unclear && s.Baseline.Kind == Unclear:
		conjunction, second = "or", "from"
	case s.isHalfClear():
		conjunction = "but"
	case s.isMixed():
		conjunction = "but"
	case s.Change.Kind == Same && s.Baseline.Kind == Same:
		second = "as"
	case s.Change.Kind == Little && s.Baseline.Kind == Little:
		second = "from"
	case first == second:
		second = ""
	}
	return en.say(",", first, en.change(s.Change, false), conjunction, second, en.change(s.Baseline, true))
}

// turn is the word a change begins with.
func (english) turn(c *Change) string {
	switch {
	case c.Kind == Same:
		return "the same as"
	case c.Kind == Little:
		return "little changed from"
	case c.Kind == Unclear:
		return "with no clear change from"
	case c.Sign == Fell:
		return "down"
	}
	return "up"
}

// change writes what follows the turn.
func (en english) change(c *Change, onBaseline bool) Sentence {
	switch {
	case c.Kind == Same && onBaseline:
		return en.say("the baseline of", c.Base.Noun)
	case c.Kind == Same:
		return en.say(c.Base.When)
	case (c.Kind == Little || c.Kind == Unclear) && onBaseline:
		return en.say("the baseline of", c.Before, c.Base.When)
	case c.Kind == Little, c.Kind == Unclear:
		return en.say(c.Before, c.Base.When)
	case onBaseline:
		return en.say(c.Amount, "on the baseline of", c.Base.Noun)
	}
	return en.say(c.Amount, "on", c.Base.Noun)
}

// standing writes how the value stands to its target, as a phrase without a
// verb that would have to agree with a subject.
func (en english) standing(s Statement) Sentence {
	if s.Target == nil {
		return nil
	}
	phrase := en.relation(s.Target)
	// A met target follows as a participle; where two changes are told, a comma
	// ends the list of them.
	two := s.Change != nil && s.Baseline != nil || s.lead() != nil && s.lead().Kind == Unclear
	switch s.joint() {
	case butStill:
		return en.say(comma(two), "but still", phrase)
	case andStill:
		return en.say(comma(two), "and still", phrase)
	case and:
		if s.Target.Relation != Met {
			return en.say(comma(two), "and", phrase)
		}
	}
	return en.say(",", phrase)
}

func comma(wanted bool) string {
	if wanted {
		return ","
	}
	return ""
}

// relation writes a relation as a phrase: below the target of 90%.
func (en english) relation(t *Target) Sentence {
	if !t.isJudged() {
		return en.say("against a", en.target(t))
	}
	return en.say(en.side(t), "the", en.target(t))
}

// missing is said of a target that a value neither exceeds nor falls short of.
const missing = "missing"

// side is the preposition or participle of a relation.
func (english) side(t *Target) string {
	switch {
	case t.Relation == Met && t.isRange():
		return "within"
	case t.Relation == Met:
		return "meeting"
	case t.Relation == Below && (t.Value != nil || t.isRange()):
		return "below"
	case t.Relation == Above && (t.Value != nil || t.isRange()):
		return "above"
	case t.Relation == Below, t.Over != nil && t.Under == nil:
		return "short of"
	case t.Relation == Above:
		return "over"
	}
	return missing
}

// target writes a target as a noun with its period, without an article.
func (en english) target(t *Target) Sentence {
	noun := "target of"
	switch {
	case t.Relation == Reference:
		noun = "reference value of"
	case t.isRange():
		noun = "target range of"
	}
	phrase := en.say(noun, en.bounds(t))
	if !t.Period.isZero() {
		phrase = en.say(phrase, "for", t.Period.Noun)
	}
	return phrase
}

func (en english) bounds(t *Target) Sentence {
	return en.boundsIn(t, func(f Figure) Figure { return f })
}

// boundsIn writes the bounds of a target, each figure as write has it.
func (en english) boundsIn(t *Target, write func(Figure) Figure) Sentence {
	switch {
	case t.Value != nil:
		return en.say(write(*t.Value))
	case t.Min != nil && t.Max != nil:
		return en.say(write(*t.Min), "to", write(*t.Max))
	case t.Min != nil:
		return en.say("at least", write(*t.Min))
	case t.Max != nil:
		return en.say("at most", write(*t.Max))
	case t.Over != nil && t.Under != nil:
		return en.say("more than", write(*t.Over), "and less than", write(*t.Under))
	case t.Over != nil:
		return en.say("more than", write(*t.Over))
	case t.Under != nil:
		return en.say("less than", write(*t.Under))
	}
	return nil
}

// pace writes whether the value keeps up.
func (english) pace(p *Pace) string {
	switch p.Sign {
	case Rose:
		return "ahead of the pace needed"
	case Fell:
		return "behind the pace needed"
	}
	return "at the pace needed"
}

// rate writes what the rest of the way takes.
func (en english) rate(p *Pace) Sentence {
	if p.Rate == nil {
		return nil
	}
	each := map[Each]string{Year: "a year", HalfYear: "every half-year", Quarter: "a quarter", Month: "a month"}[p.Each]
	takes := "; reaching the target takes a rise of"
	switch {
	case p.Adds:
		takes = "; reaching the target takes"
	case p.Turn == Fell:
		takes = "; reaching the target takes a fall of"
	}
	return en.say(takes, *p.Rate, each, "from now on")
}

// absence says why there is no value and what the last one was; it is a
// sentence of its own or stands after a name and a colon.
func (en english) absence(s Statement, opens bool) Sentence {
	word := map[Absence]string{
		NoData: "no data", NotApplicable: "not applicable", NotDue: "not yet due", Suppressed: "suppressed", TooFew: "not published",
	}[s.Absence]
	if opens {
		word = capital(word)
	}
	out := en.say(word)
	if !s.Period.isZero() {
		out = en.say(word, "for", s.Period.Noun)
	}
	switch {
	case !opens: // a title gives no reasons
	case s.Absence == NoData && s.Missing != nil:
		out = en.say(out, ":", en.rows(*s.Missing), plural(s.Missing.N, "lacks", "lack"), "a value the measure needs")
	case s.Absence == NotApplicable:
		out = en.say(out, ": there are no rows to measure")
	case s.Absence == Suppressed:
		out = en.say(out, ", so that no single contributor's figures can be worked out")
	case s.Absence == TooFew:
		out = en.say(out, ": too few respondents stand behind it")
	}
	if s.Latest == nil {
		return out
	}
	if !opens {
		latest := en.say("(latest:", s.Latest.Value, "for", s.Latest.Period.Noun)
		if s.Latest.Running {
			latest = en.say(latest, ", provisional")
		}
		return en.say(out, latest, ")")
	}
	out = en.say(out, "; the latest value is", s.Latest.Value, ", for", s.Latest.Period.Noun)
	if s.Latest.Running {
		out = en.say(out, ", provisional because that period is not over")
	}
	return out
}

func (en english) rows(c Count) Sentence { return en.say(c.Figure, plural(c.N, "row", "rows")) }

func plural(n int64, one, other string) string {
	if n == 1 {
		return one
	}
	return other
}

// capital begins a sentence: it raises a first letter.
func capital(s string) string {
	if s == "" {
		return ""
	}
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[size:]
}

// movement lists under a heading that says rose or fell.
//
//	On-time reports: from 73.3% to 82.3%, up 9.0 percentage points, a change for the better
func (en english) movement(s Statement) Sentence {
	out := en.say(name(s.Subject.Text), ": from", s.Change.Before, "to", s.Value, ",", en.turn(s.Change), s.Change.Amount)
	switch s.quality() {
	case Rose:
		return en.say(out, ", a change for the better")
	case Fell:
		return en.say(out, ", a change for the worse")
	}
	return out
}

// notes writes what limits the value, a sentence each.
func (en english) notes(s Statement) Sentence {
	var out Sentence
	if s.Absence == Present && s.Missing != nil {
		out = en.say(en.rows(*s.Missing), plural(s.Missing.N, "lacks", "lack"), "a value the measure needs and",
			plural(s.Missing.N, "is", "are"), "not counted.")
	}
	if len(s.Gaps) > 0 {
		gap := en.say("There are no data for", en.list(s.Gaps))
		if s.Compared {
			gap = en.say(gap, "to compare with")
		}
		out = en.say(out, gap, ".")
	}
	if s.Break != nil {
		out = en.say(out, "There is a break in the series at", s.Break.Since.Noun)
		if s.Break.Reason != "" {
			out = en.say(out, "("+s.Break.Reason+")")
		}
		out = en.say(out, "; earlier values are not comparable.")
	}
	if s.Few != nil {
		out = en.say(out, "No status:", en.rows(s.Few.Rows), plural(s.Few.Rows.N, "is", "are"), "too few (fewer than", s.Few.Limit, ").")
	}
	if s.Small != nil {
		out = en.say(out, "To be read with care: the weights leave", s.Small.Rows.Figure, "effective", plural(s.Small.Rows.N, "respondent", "respondents"),
			"(fewer than", s.Small.Limit, ").")
	}
	return out
}

func (english) list(periods []Period) string {
	var nouns []string
	for _, p := range periods {
		nouns = append(nouns, p.Noun)
	}
	if last := len(nouns) - 1; last > 0 {
		return strings.Join(nouns[:last], ", ") + " and " + nouns[last]
	}
	return strings.Join(nouns, "")
}

// of writes a figure in plain words, where it has them.
func (english) of(f Figure) Figure {
	if f.Of == nil {
		return f
	}
	text := strconv.Itoa(f.Of.Part) + " of " + strconv.Itoa(f.Of.Whole)
	if f.Of.Whole == Hundred {
		text = strconv.Itoa(f.Of.Part) + " of every 100"
	}
	if f.Of.About {
		text = "about " + text
	}
	return Figure{Text: text, Ref: f.Ref}
}
