package indicators

import "heng/indicators/survey"

// Polled is what a survey knows beside its value.
type Polled struct {
	Respondents int64       // in the base
	EffectiveN  *Number     // what the weights leave of them; nil where the number is not known
	Effect      *Number     // the design effect of the weights (Kish, divided by n)
	DF          int         // degrees of freedom; 0 where no design is known
	Error       *Number     // the standard error, in the unit of the value; nil where there is none
	Wave        *Difference // from the wave before; nil where there is none to compare with
	Rest        *Difference // of a part of a breakdown: from all other respondents
	Answers     []Answer    // of a total: everything that was answered, in the order of the codes' names
	Beside      int64       // respondents with an answer whom base leaves out, who are in Answers
}

// Difference is how far a value of a survey is from another, with its test.
type Difference struct {
	Period    string  // of the wave before; empty for the rest of the respondents
	Value     *Number // in the unit; of per cents in percentage points
	Low, High *Number // its interval of 95 %
	Z         *Number // over its standard error, which is t where DF is not 0; nil where that is zero
	DF        int     // degrees of freedom; 0 where no design is known
	Clear     bool    // |t| reaches its quantile, or |z| 1.96: there is one; else no clear change, which is not no change
}

// Answer is what was answered, whether or not it is what the value counts.
type Answer struct {
	Code        string
	Role        AnswerRole
	Respondents int64
	Share       *Number // of all who answered, by weight, in the unit of the value
	OfBase      *Number // of the base; nil where base leaves the answer out
}

// AnswerRole is what an answer does for the value.
type AnswerRole string

// The roles.
const (
	TopAnswer    AnswerRole = "top"
	BottomAnswer AnswerRole = "bottom"
	OtherAnswer  AnswerRole = "other"
	BesideAnswer AnswerRole = "beside" // base leaves out everybody who answered this
)

// Reliability is how much stands behind a value of a survey (facts: effectiveness,
// section 5: flag an effective size below 100, suppress below 30).
type Reliability string

// The degrees of reliability.
const (
	Adequate     Reliability = "adequate"
	Low          Reliability = "low"          // fewer than 100 effective respondents: shown with a flag
	Insufficient Reliability = "insufficient" // fewer than 30: not to be published
	UnknownSize  Reliability = "unknown"      // the number of respondents is not known
)

// The effective sizes below which a value is flagged, and below which it is not
// published.
const (
	SmallSample = 100
	LeastSample = 30
)

// Reliability returns how much stands behind the value.
func (p *Polled) Reliability() Reliability {
	switch {
	case p.EffectiveN == nil:
		return UnknownSize
	case p.EffectiveN.Cmp(FromInt(LeastSample)) < 0:
		return Insufficient
	case p.EffectiveN.Cmp(FromInt(SmallSample)) < 0:
		return Low
	}
	return Adequate
}

// Withhold takes the value out of an observation that rests on too few
// respondents to be published, and what follows from it. How many they are is
// left. An analyst sees the value; a report and a release do not.
func (o *Observation) Withhold() {
	polled := Polled{Respondents: o.Polled.Respondents, EffectiveN: o.Polled.EffectiveN}
	o.SuppressValue()
	o.Numerator, o.Denominator = nil, nil
	o.Polled, o.ConfStatus = &polled, Free
}

// IsWithheld reports whether the value was taken out by Withhold.
func (o *Observation) IsWithheld() bool {
	return o.ObsStatus == Suppressed && o.Polled != nil
}

// DifferenceOf tests how far a value of a survey is from an earlier one of other
// respondents. It returns nil where either has no error, or rests on too few
// respondents for a test.
func DifferenceOf(now, before *Observation) *Difference {
	if now == nil || before == nil || now.Value == nil || before.Value == nil || !now.isTestable() || !before.isTestable() {
		return nil
	}
	d := survey.Independent(survey.Estimate{Value: now.Value.Float(), SE: now.Polled.Error.Float(), DF: now.Polled.DF},
		survey.Estimate{Value: before.Value.Float(), SE: before.Polled.Error.Float(), DF: before.Polled.DF})
	out := differenceOf(d, 1)
	out.Value, out.Period = now.Value.Sub(before.Value), periodText(before)
	return out
}

// isTestable reports whether an observation may be held against another.
func (o *Observation) isTestable() bool {
	if o.Polled == nil || o.Polled.Error == nil {
		return false
	}
	r := o.Polled.Reliability()
	return r == Adequate || r == Low
}

func differenceOf(d survey.Difference, scale float64) *Difference {
	low, high := d.Interval()
	return &Difference{Value: rounded(d.Value * scale), Low: rounded(low * scale), High: rounded(high * scale), Z: rounded(d.Z), DF: d.DF, Clear: d.Clear()}
}

func periodText(o *Observation) string {
	if o.Period == nil {
		return ""
	}
	return *o.Period
}
