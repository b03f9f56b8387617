package compose

import (
	"heng/indicators"
	"heng/internal/locale"
)

// Form is an indicator as somebody fills it in: plain values, empty where
// nothing is said. Its fields are named as the keys of the definition; FieldsOf
// names them by their path, as name.zh-TW or targets.0.value.
type Form struct {
	ID          string      `json:"id"`
	Version     string      `json:"version,omitempty"`
	Dimension   string      `json:"dimension,omitempty"`
	Name        locale.Text `json:"name,omitempty"`
	Definition  locale.Text `json:"definition,omitempty"`
	Rationale   locale.Text `json:"rationale,omitempty"`
	Goal        locale.Text `json:"goal,omitempty"`
	Mandate     locale.Text `json:"mandate,omitempty"`
	Criteria    []string    `json:"criteria,omitempty"`
	Level       string      `json:"level,omitempty"`
	Subjective  string      `json:"subjective,omitempty"` // true or false
	Population  string      `json:"population,omitempty"`
	Where       Condition   `json:"where,omitzero"`
	Measure     Measure     `json:"measure,omitzero"`
	Period      Period      `json:"period,omitzero"`
	Breakdowns  [][]string  `json:"breakdowns,omitempty"` // several columns are a cross
	Unit        string      `json:"unit,omitempty"`
	Direction   string      `json:"direction,omitempty"`
	Decimals    string      `json:"decimals,omitempty"`
	Baseline    Baseline    `json:"baseline,omitzero"`
	Targets     []Target    `json:"targets,omitempty"`
	Bands       Bands       `json:"bands,omitzero"`
	Evidence    string      `json:"evidence,omitempty"`
	Source      locale.Text `json:"source,omitempty"`
	Frequency   string      `json:"frequency,omitempty"`
	Owner       locale.Text `json:"owner,omitempty"` // both languages alike: written once
	Limitations locale.Text `json:"limitations,omitempty"`
	Status      string      `json:"status,omitempty"`

	// Kept are the keys that the form does not hold, in the order of the item:
	// waves, agreements and examples, keys that Heng does not know, and any of
	// the above in another shape.
	Kept []Kept `json:"kept,omitempty"`
}

// Kept is a key that stays as its YAML, with the key itself. It may be edited as
// text, and added to a form.
type Kept struct {
	Key  string `json:"key"`
	Text string `json:"text"`
}

// Period is the length of a period and the expression that dates a row.
type Period struct {
	By string `json:"by,omitempty"`
	Of string `json:"of,omitempty"`
}

// Baseline is the value from which progress is measured.
type Baseline struct {
	Period string      `json:"period,omitempty"`
	Value  string      `json:"value,omitempty"`
	Source locale.Text `json:"source,omitempty"`
}

// Target is what a value should reach: Value, or Min and Max, or Over, or Under.
type Target struct {
	Period string      `json:"period,omitempty"`
	Value  string      `json:"value,omitempty"`
	Min    string      `json:"min,omitempty"`
	Max    string      `json:"max,omitempty"`
	Over   string      `json:"over,omitempty"`
	Under  string      `json:"under,omitempty"`
	Where  []Cell      `json:"where,omitempty"`
	Source locale.Text `json:"source,omitempty"`
	SetBy  locale.Text `json:"set_by,omitempty"`
	SetOn  string      `json:"set_on,omitempty"`
}

// Cell is a column and one of its codes.
type Cell struct {
	Column string `json:"column"`
	Code   string `json:"code"`
}

// Bands are the values from which a traffic light changes.
type Bands struct {
	OnTrack string `json:"on_track,omitempty"`
	AtRisk  string `json:"at_risk,omitempty"`
}

// Measure is how rows become a number. Which of the other fields is meant
// depends on Kind: Condition for count and share; Expression for distinct, sum,
// mean, median and value; Numerator and Denominator for ratio; Parts for
// percentile, concentration, achievement and survey.
type Measure struct {
	Kind        string    `json:"kind,omitempty"`
	Condition   Condition `json:"condition,omitzero"`
	Expression  string    `json:"expression,omitempty"`
	Numerator   Aggregate `json:"numerator,omitzero"`
	Denominator Aggregate `json:"denominator,omitzero"`
	Parts       []Part    `json:"parts,omitempty"`
}

// Aggregate is one side of a ratio: count of a condition, sum or distinct of an
// expression, or a text of another form.
type Aggregate struct {
	Kind       string    `json:"kind,omitempty"` // count, sum, distinct; empty where Text says it
	Condition  Condition `json:"condition,omitzero"`
	Expression string    `json:"expression,omitempty"`
	Text       string    `json:"text,omitempty"`
}

// Part is a part of a measure by its key (of a survey also published.share and
// published.n): a text, or a list of texts.
type Part struct {
	Key  string   `json:"key"`
	Text string   `json:"text,omitempty"`
	List []string `json:"list,omitempty"`
}

// Part returns the part of a measure of that key; an empty one where there is
// none.
func (m Measure) Part(key string) Part {
	for _, p := range m.Parts {
		if p.Key == key {
			return p
		}
	}
	return Part{Key: key}
}

// New returns the form of an indicator that nobody has written yet: a draft of
// that id in the first dimension of the framework.
func New(f *indicators.Framework, id string) *Form {
	form := &Form{ID: id, Status: "draft"}
	if f != nil {
		for _, d := range f.Dimensions {
			if d != nil && d.ID != "" {
				form.Dimension = d.ID
				break
			}
		}
	}
	return form
}
