package indicators

import (
	"github.com/shopspring/decimal"
)

// Observation is one value of one indicator for a period and a breakdown. The
// JSON of heng eval is this, in this order.
type Observation struct {
	Framework   string           `json:"framework"`
	Indicator   string           `json:"indicator"`
	Version     string           `json:"version"`
	Period      *string          `json:"period"` // 2018, 2018-S1, 2018-Q3, 2018-06, _U without a date; nil for by: none
	Breakdown   Breakdown        `json:"breakdown"`
	Value       *Number          `json:"value"`       // nil when missing or not applicable; see ObsStatus
	Numerator   *decimal.Decimal `json:"numerator"`   // of share, ratio and mean
	Denominator *decimal.Decimal `json:"denominator"` // of share, ratio and mean
	N           int64            `json:"n"`           // rows that count
	Missing     int64            `json:"missing"`     // rows that would count but for a missing value
	Low         *Number          `json:"low"`
	High        *Number          `json:"high"`
	Method      *string          `json:"method"`
	Unit        string           `json:"unit"`
	Baseline    *Number          `json:"baseline"`
	Target      *TargetValue     `json:"target"`
	Achievement *Number          `json:"achievement"` // 達成率: value over target, in per cent
	Progress    *Number          `json:"progress"`    // 目標進展率: the way from baseline to target, in per cent
	Capped      bool             `json:"capped"`      // whether achievement and progress were cut at 0 and 100
	Band        *Band            `json:"band"`
	ObsStatus   ObsStatus        `json:"obs_status"`
	ConfStatus  ConfStatus       `json:"conf_status"`
	Polled      *Polled          `json:"-"` // of a survey: respondents, what the weights leave of them
	Achieved    *Achieved        `json:"-"` // of an achievement: how its results are distributed
}

func init() {
	// The exact decimals of an observation are JSON numbers, not strings.
	decimal.MarshalJSONWithoutQuotes = true
}

// Breakdown gives the code of each breakdown column that a value is for. The
// total over a column is its absence. Its JSON has its keys in order.
type Breakdown map[string]string

// Band is what a traffic light shows.
type Band string

// The bands. NotMet is for a target without a scale between met and not met.
const (
	Met      Band = "met"
	OnTrack  Band = "on_track"
	AtRisk   Band = "at_risk"
	OffTrack Band = "off_track"
	NotMet   Band = "not_met"
	NoData   Band = "no_data"
	NotDue   Band = "not_due"
)

// ObsStatus is a code of SDMX CL_OBS_STATUS.
type ObsStatus string

// The observation statuses.
const (
	Normal        ObsStatus = "A"
	Missing       ObsStatus = "O"
	NotApplicable ObsStatus = "M"
	Provisional   ObsStatus = "P" // the period is not over at the as-of date
	Suppressed    ObsStatus = "Q" // kept back so that nobody's own figures can be worked out; no figure of it is given
	Break         ObsStatus = "B" // the series begins anew: not to be compared with the periods before
)

// ConfStatus is a code of SDMX CL_CONF_STATUS.
type ConfStatus string

// Free is the confidentiality status of a value that may be seen by whoever
// sees the edition.
const Free ConfStatus = "F"

// Confidential is that of a value which is Suppressed, whatever the reason.
const Confidential ConfStatus = "C"

// Suppress takes every figure out of an observation that must not be given. What
// is left says only that there is a value: its cell, unit and target.
func (o *Observation) Suppress() {
	o.SuppressValue()
	o.Numerator, o.Denominator, o.N, o.Missing = nil, nil, 0, 0
}

// SuppressValue takes out the value and what follows from it, and leaves how many
// rows it rests on. A suppressed observation always has rows: no rows are those
// that are suppressed, too.
func (o *Observation) SuppressValue() {
	o.Value = nil
	o.Low, o.High, o.Method, o.Polled = nil, nil, nil, nil
	o.Achievement, o.Progress, o.Capped, o.Band = nil, nil, false, nil
	o.ObsStatus, o.ConfStatus = Suppressed, Confidential
}

// Unknown is the period of rows without a date and the code of a null in a
// breakdown.
const Unknown = "_U"

// TargetValue is a target as an observation carries it: a single value, whose
// JSON is a number, or bounds, whose JSON is an object of min, max, over and
// under.
type TargetValue struct {
	Value, Min, Max, Over, Under *Number
}
