package followup

import "slices"

// Sheet is what is laid before a meeting (提報): what is under follow-up, what was
// done since the meeting before, and how far the datasets have come.
type Sheet struct {
	Meeting  Meeting // the zero Meeting: none has been called
	Before   Meeting // the meeting before it; the zero Meeting: there was none
	AsOf     string
	Rulings  []SheetRow // under follow-up, without standing items
	Standing []SheetRow
	Stages   []StageCount
	Datasets []Dataset // that came to their stage since the meeting before
}

// SheetRow is a ruling on the sheet.
type SheetRow struct {
	Ruling Ruling
	Since  []Progress // reported since the meeting before
	Timing Timing
	DueOn  string
}

// StageCount is how many datasets are at a stage.
type StageCount struct {
	Stage Stage
	N     int
}

// Sheet composes the sheet for a meeting, or with no id for the next one.
func (l *Ledger) Sheet(meeting, today string) (Sheet, error) {
	s := Sheet{AsOf: today}
	if meeting != "" {
		m, err := l.meeting(meeting)
		if err != nil {
			return s, err
		}
		s.Meeting = m.copy()
	} else {
		s.Meeting, _ = l.Next(today)
	}
	for _, m := range l.Meetings() { // the newest first
		if s.Meeting.ID == "" && m.On <= today || s.Meeting.ID != "" && m.On < s.Meeting.On {
			s.Before = m
			break
		}
	}
	for _, r := range l.Rulings() {
		if !r.State.IsOpen() || r.Meeting == s.Meeting.ID {
			continue
		}
		row := SheetRow{Ruling: r, Timing: l.Timing(r, today), DueOn: l.DueOn(r)}
		for _, p := range r.Progress {
			if p.On >= s.Before.On {
				row.Since = append(row.Since, p)
			}
		}
		if r.Standing {
			s.Standing = append(s.Standing, row)
		} else {
			s.Rulings = append(s.Rulings, row)
		}
	}
	all := l.Datasets()
	for _, stage := range Stages {
		n := 0
		for _, d := range all {
			if d.Stage == stage {
				n++
			}
		}
		s.Stages = append(s.Stages, StageCount{stage, n})
	}
	s.Datasets = slices.DeleteFunc(all, func(d Dataset) bool { return d.Since == "" || d.Since < s.Before.On })
	return s, nil
}
