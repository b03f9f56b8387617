package reports

import (
	"time"

	"heng/indicators"
)

// focus is what a report says first of an indicator: its value at the report
// period, beside that of the period it is compared with.
type focus struct {
	Period      string                  // the indicator's own period for the report period
	Observation *indicators.Observation // nil when the data have no such period
	Compare     string                  // empty when nothing is compared
	Before      *indicators.Observation // at Compare; nil when the data have none
	Latest      *indicators.Observation // the last with a value, where Observation has none
	Broken      bool                    // the series begins anew between the two
}

// focusOn finds an indicator's observation for the report period. Periods
// shorter than the report's are represented by the last one within it that has
// a value; longer ones by the one that holds it.
func focusOn(by, report, compare string, s *series) focus {
	if by == "" || by == "none" {
		f := focus{Observation: s.totals[""]}
		return f
	}
	f := focus{Period: report}
	whole, ok := parseSpan(report)
	months := monthsBy[by]
	if !ok || months == 0 {
		f.Observation = s.totals[report]
		return f
	}
	position := max(whole.months/months-1, 0)
	for at := position; at >= 0; at-- {
		if o := s.totals[whole.at(months, at).code()]; o != nil && o.Value != nil {
			position = at
			break
		}
	}
	f.Period = whole.at(months, position).code()
	f.Observation = s.totals[f.Period]
	if other, ok := parseSpan(compare); ok && other.months == whole.months {
		if code := other.at(months, position).code(); code != f.Period {
			f.Compare, f.Before = code, s.totals[code]
			f.Broken = brokenBetween(s.totals, f.Compare, f.Period)
		}
	}
	if f.Observation == nil || f.Observation.Value == nil {
		for _, code := range s.periods() {
			if o := s.totals[code]; o.Value != nil && code != indicators.Unknown && code != f.Period {
				f.Latest = o
			}
		}
	}
	return f
}

// brokenBetween reports whether a series begins anew after one period and up to
// another.
func brokenBetween(totals map[string]*indicators.Observation, after, until string) bool {
	for code, o := range totals {
		if o.ObsStatus == indicators.Break && comparePeriods(code, after) > 0 && comparePeriods(code, until) <= 0 {
			return true
		}
	}
	return false
}

// isProvisional reports whether an observation's period is not over.
func isProvisional(o *indicators.Observation, asOf time.Time) bool {
	return o.ObsStatus == indicators.Provisional || !isOver(periodCode(o), asOf)
}

// comparable reports whether both values of a focus are there and their
// periods are over, and the series goes on: a running period is never compared
// with a whole one, nor what was asked otherwise.
func (f focus) comparable(asOf time.Time) bool {
	return f.Observation != nil && f.Observation.Value != nil &&
		f.Before != nil && f.Before.Value != nil && !f.Broken &&
		!isProvisional(f.Observation, asOf) && !isProvisional(f.Before, asOf)
}

// status is what the report says of where an indicator stands: a band of an
// observation, or none.
type status string

const (
	met      = status(indicators.Met)
	onTrack  = status(indicators.OnTrack)
	atRisk   = status(indicators.AtRisk)
	offTrack = status(indicators.OffTrack)
	notMet   = status(indicators.NotMet)
	noData   = status(indicators.NoData)
	notDue   = status(indicators.NotDue)
	noStatus = status("none")
)

// statuses lists them in the order in which tables show them.
var statuses = []status{met, onTrack, atRisk, offTrack, notMet, noData, notDue, noStatus}

// status returns where the indicator stands at the report period.
func (f focus) status(asOf time.Time) status {
	o := f.Observation
	switch {
	case o == nil && !isOver(f.Period, asOf):
		return notDue
	case o == nil:
		return noData
	case o.Band != nil:
		return status(*o.Band)
	case o.Value == nil && o.ObsStatus != indicators.NotApplicable && o.ObsStatus != indicators.Suppressed:
		return noData
	}
	return noStatus
}
