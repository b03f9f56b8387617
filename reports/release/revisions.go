package release

import "heng/indicators"

// Edition is a release that was published, and what it said.
type Edition struct {
	ID           string
	On           string // the day on which it was published, as 2018-03-01
	Reason       string // why it replaced the one before, where that was said
	Observations []indicators.Observation
}

// Revision is a cell of an indicator that was published, with what each release said
// of it, the last one last, and what is computed now.
type Revision struct {
	Now       *indicators.Observation
	Published []PublishedFigure
	Cause     Cause // why it is not what the last release says; empty where it is
}

// PublishedFigure is what a release said of a cell.
type PublishedFigure struct {
	Release string
	On      string
	Value   *indicators.Number   // nil where it gave none
	Status  indicators.ObsStatus // empty where the cell was no longer in the release
	Cause   Cause                // why it is not what the release before said; empty where it is, or there was none
	Reason  string               // why the release as a whole replaced the one before, where something was revised
}

// Revised reports whether anything that was published of the cell is not as it was.
func (r *Revision) Revised() bool {
	for _, p := range r.Published {
		if p.Cause != "" && p.Cause != New {
			return true
		}
	}
	return r.Cause != ""
}

// Revisions holds what is computed now against what was published of the same cells,
// in the order of the observations. Cells that were never published are not among
// them. The editions come in their order.
func Revisions(now []indicators.Observation, editions []Edition) []Revision {
	all := make([]Revision, len(now))
	at := map[string]int{}
	for i := range now {
		all[i].Now = &now[i]
		at[cellOf(&now[i])] = i
	}
	last := map[int]*indicators.Observation{}
	for number, e := range editions {
		given := map[int]bool{}
		for i := range e.Observations {
			o := &e.Observations[i]
			cell, asked := at[cellOf(o)]
			if !asked {
				continue
			}
			given[cell] = true
			figure := PublishedFigure{Release: e.ID, On: e.On, Value: o.Value, Status: o.ObsStatus}
			switch before := last[cell]; {
			case before != nil:
				figure.Cause = revisedBy(before, o)
			case number > 0:
				figure.Cause = New
			}
			if figure.Cause != "" && figure.Cause != New {
				figure.Reason = e.Reason
			}
			last[cell] = o
			all[cell].Published = append(all[cell].Published, figure)
		}
		for cell := range all {
			if last[cell] != nil && !given[cell] {
				all[cell].Published = append(all[cell].Published, PublishedFigure{Release: e.ID, On: e.On, Cause: Gone, Reason: e.Reason})
				delete(last, cell)
			}
		}
	}
	var published []Revision
	for cell, r := range all {
		if len(r.Published) == 0 {
			continue
		}
		if before := last[cell]; before != nil {
			r.Cause = revisedBy(before, r.Now)
		}
		published = append(published, r)
	}
	return published
}

// revisedBy says why a figure is not what it was before; empty where it is. A status
// that has changed while the figure has not is no revision of it.
func revisedBy(before, now *indicators.Observation) Cause {
	if before.Value != nil && now.Value != nil && sameNumber(before.Value, now.Value) {
		return ""
	}
	for _, c := range Compare([]indicators.Observation{*before}, []indicators.Observation{*now}) {
		return c.Cause
	}
	return ""
}
