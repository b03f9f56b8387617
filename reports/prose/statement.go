package prose

// Statement is what is known of a number. What is not set is not said.
type Statement struct {
	Subject  Subject
	Period   Period // zero where the number has none
	Running  bool   // the period is not over: the value is provisional
	Absence  Absence
	Value    Figure    // where Absence is Present
	Better   Direction // which side is better
	Change   *Change   // on an earlier period
	Baseline *Change   // on the baseline
	Target   *Target
	Pace     *Pace
	Latest   *Latest // where there is no value
	Missing  *Count  // rows that lack a value the measure needs
	Gaps     []Period
	Compared bool // the gap is the period to compare with
	Break    *Break
	Few      *Few
	Small    *Few // of a survey: few respondents stand behind the value
}

// Subject is what the number is about.
type Subject struct {
	// Text is a name, which a title or a plain sentence begins with. For a
	// plain sentence it may be a clause with the place of the number in it,
	// "{value} reports came in on time", or empty where a heading names it.
	Text string
	// Number says how an English verb agrees with the name. A name whose
	// number is unknown, or which is no noun phrase that can have a verb, is
	// set before a colon.
	Number Number
}

// Number is the grammatical number of a subject.
type Number int

// The grammatical numbers.
const (
	Unknown Number = iota
	Singular
	Plural
)

// Figure is a number as the caller writes it in the language of the sentence,
// with its unit, and the caller's own reference to it.
type Figure struct {
	Text string
	Ref  any
	Of   *Of // the same number in plain words, where it has them
}

// Of is a number as a part of a whole: 82 of every 100, or 4 of 12.
type Of struct {
	Part, Whole int  // a whole of Hundred is every hundred
	About       bool // the part is rounded
}

// Hundred is the whole of a per cent.
const Hundred = 100

// Period is a period as a noun ("2017", "the first half of 2017") and as the
// time of something ("in 2017"). In Chinese they are the same.
type Period struct{ Noun, When string }

func (p Period) isZero() bool { return p == Period{} }

// Absence says why there is no value.
type Absence int

// The absences. Zero is a value and none of them.
const (
	Present Absence = iota
	NoData
	NotApplicable
	NotDue
	Suppressed // kept back, so that nobody's own figures can be worked out
	TooFew     // of a survey: too few respondents to publish
)

// Direction says which side is better.
type Direction int

// The directions.
const (
	Neither Direction = iota
	Higher
	Lower
	InRange
)

// Sign is the direction of a change, or on which side of a pace a value is.
type Sign int

// The signs.
const (
	Fell Sign = iota - 1
	Level
	Rose
)

// Kind says how a change is told.
type Kind int

// The kinds of change.
const (
	Points  Kind = iota // in percentage points
	Percent             // in per cent of the value before
	Amount              // in the unit of the value
	Ratio               // in the unit of a value that has a height and no size, as a ratio or a mark
	Same                // not at all
	Little              // by less than is shown
	Both                // few rows stand behind either value: both are given and no difference
	Unclear             // of a sample: a difference that a test does not tell from none; both are given
)

// Change is the distance of a value from an earlier one.
type Change struct {
	Sign   Sign
	Kind   Kind
	Amount Figure // without a sign; not of Same, Little, Both and Unclear
	Base   Period // when the earlier value was
	Before Figure // the earlier value
}

// isMeasured reports whether the change is told as a distance.
func (c *Change) isMeasured() bool {
	return c != nil && c.Kind != Same && c.Kind != Little && c.Kind != Both && c.Kind != Unclear
}

// Relation says how a value stands to a target.
type Relation int

// The relations. Is and Reference make no judgement: the period is not over,
// or no side is better, so that the number is no target but a point of
// reference. Unmet is for a bound that is to be passed.
const (
	Is Relation = iota
	Reference
	Met
	Below
	Above
	Unmet
)

// Target is a value, a range or a bound to be reached.
type Target struct {
	Relation    Relation
	Value       *Figure
	Min, Max    *Figure
	Over, Under *Figure // bounds to be passed
	Period      Period  // where it is not the statement's own
}

// isJudged reports whether the value is held against the target.
func (t *Target) isJudged() bool { return t.Relation != Is && t.Relation != Reference }

// isRange reports whether the target is from one value to another.
func (t *Target) isRange() bool { return t.Value == nil && t.Min != nil && t.Max != nil }

// figures lists the figures that the target is written with.
func (t *Target) figures() []*Figure {
	var all []*Figure
	for _, f := range []*Figure{t.Value, t.Min, t.Max, t.Over, t.Under} {
		if f != nil {
			all = append(all, f)
		}
	}
	return all
}

// Pace says whether a value keeps up with what its target needs by now.
type Pace struct {
	Sign Sign    // Rose: ahead of it; Fell: behind it
	Turn Sign    // which way the value has to go on
	Kind Kind    // Points, Ratio or Amount
	Rate *Figure // how far in each Each from now on, without a sign
	Each Each
	Adds bool // the value adds up over the period: the rate is an amount and not a rise
}

// Each is the time in which a rate is counted.
type Each int

// The times of a rate.
const (
	Year Each = iota
	HalfYear
	Quarter
	Month
)

// Latest is the last value before a period without one.
type Latest struct {
	Value   Figure
	Period  Period
	Running bool
}

// Count is a number of rows.
type Count struct {
	N      int64
	Figure Figure
}

// Break is a period with which a series begins anew.
type Break struct {
	Since  Period
	Reason string // optional: a clause without a full stop
}

// Few says that a value rests on too few rows to be judged, or on few respondents.
type Few struct {
	Rows  Count
	Limit Figure // the fewest that are enough
}
