package release

import (
	"heng/indicators"
)

// Change is what is not as it was in the release before, and the cause.
type Change struct {
	Kind      string               `json:"kind"` // table, indicator or observation
	Name      string               `json:"name"`
	Period    *string              `json:"period,omitempty"`
	Breakdown indicators.Breakdown `json:"breakdown,omitempty"`
	Before    any                  `json:"before"`
	Now       any                  `json:"now"`
	Cause     Cause                `json:"cause"`
}

// Cause is why something is not as it was.
type Cause string

// The causes.
const (
	New        Cause = "new"        // it was not in the release before
	Gone       Cause = "gone"       // it is no longer in the release
	Definition Cause = "definition" // its definition has another version
	Data       Cause = "data"       // the records have changed
	Protection Cause = "protection" // it is, or was, suppressed
)

// changesFile writes the changes against the release before.
func (c *Content) changesFile() ([]File, error) {
	changes := c.Changes
	if changes == nil {
		changes = []Change{}
	}
	text, err := indented(changes)
	if err != nil {
		return nil, err
	}
	return []File{{ChangesFile, text}}, nil
}

// Compare lists what is not as it was: observations by their indicator, period
// and codes.
func Compare(before, now []indicators.Observation) []Change {
	old := map[string]*indicators.Observation{}
	for i := range before {
		old[cellOf(&before[i])] = &before[i]
	}
	var all []Change
	seen := map[string]bool{}
	for i := range now {
		o := &now[i]
		key := cellOf(o)
		seen[key] = true
		was := old[key]
		change := Change{Kind: "observation", Name: o.Framework + "/" + o.Indicator, Period: o.Period, Breakdown: o.Breakdown, Now: figure(o)}
		switch {
		case was == nil:
			change.Cause = New
		case sameFigure(was, o):
			continue
		case was.Version != o.Version:
			change.Before, change.Cause = figure(was), Definition
		case was.ObsStatus == indicators.Suppressed || o.ObsStatus == indicators.Suppressed:
			change.Before, change.Cause = figure(was), Protection
		default:
			change.Before, change.Cause = figure(was), Data
		}
		if change.Cause == New && len(before) == 0 {
			continue // a first release has no changes
		}
		all = append(all, change)
	}
	for i := range before {
		if o := &before[i]; !seen[cellOf(o)] {
			all = append(all, Change{Kind: "observation", Name: o.Framework + "/" + o.Indicator, Period: o.Period, Breakdown: o.Breakdown, Before: figure(o), Cause: Gone})
		}
	}
	return all
}

// figure is the value of an observation as a change shows it: its status where
// it has none.
func figure(o *indicators.Observation) any {
	if o.Value == nil {
		return string(o.ObsStatus)
	}
	return o.Value
}

func sameFigure(a, b *indicators.Observation) bool {
	if a.Value == nil || b.Value == nil {
		return a.Value == nil && b.Value == nil && a.ObsStatus == b.ObsStatus
	}
	return a.Value.Cmp(b.Value) == 0 && a.ObsStatus == b.ObsStatus
}

// cellOf names the cell of an observation.
func cellOf(o *indicators.Observation) string {
	key := o.Framework + "\x00" + o.Indicator
	if o.Period != nil {
		key += "\x00" + *o.Period
	}
	for _, column := range o.Breakdown.Columns() {
		key += "\x00" + column + "=" + o.Breakdown[column]
	}
	return key
}
