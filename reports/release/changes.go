package release

import (
	"bytes"
	"encoding/csv"
	"maps"
	"slices"

	"heng/indicators"
)

// Change is what is not as it was in the release before, and the cause.
type Change struct {
	Kind      string               `json:"kind"` // table or observation
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
	tables, err := c.tableChanges()
	if err != nil {
		return nil, err
	}
	changes := slices.Concat([]Change{}, tables, c.Changes)
	text, err := indented(changes)
	if err != nil {
		return nil, err
	}
	return []File{{ChangesFile, text}}, nil
}

// tableChanges lists the tables that are not as they were in the release before, with
// the number of their rows then and now.
func (c *Content) tableChanges() ([]Change, error) {
	if len(c.Before) == 0 {
		return nil, nil
	}
	var all []Change
	given := map[string]bool{}
	for _, r := range c.Records {
		name := r.Table.Name
		given[name] = true
		var now bytes.Buffer
		if err := r.sheet().WriteCSV(&now); err != nil {
			return nil, notWritten(err)
		}
		change := Change{Kind: "table", Name: name, Now: len(r.Rows), Cause: Data}
		before, there := c.Before[name]
		switch {
		case !there:
			change.Cause = New
		case bytes.Equal(before, now.Bytes()):
			continue
		default:
			change.Before = csvRows(before)
		}
		all = append(all, change)
	}
	for _, name := range slices.Sorted(maps.Keys(c.Before)) {
		if !given[name] {
			all = append(all, Change{Kind: "table", Name: name, Before: csvRows(c.Before[name]), Cause: Gone})
		}
	}
	return all, nil
}

// csvRows counts the rows of a CSV file, without its header.
func csvRows(content []byte) int {
	rows, err := csv.NewReader(bytes.NewReader(content)).ReadAll()
	if err != nil || len(rows) == 0 {
		return 0
	}
	return len(rows) - 1
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
	return sameNumber(a.Value, b.Value) && a.ObsStatus == b.ObsStatus
}

// sameNumber compares figures as a release prints them: a quotient without end is
// read back as it was printed, which is never quite what is computed.
func sameNumber(a, b *indicators.Number) bool { return a.String() == b.String() }

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
