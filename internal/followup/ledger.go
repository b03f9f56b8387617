package followup

import (
	"errors"
	"slices"
	"strings"
	"time"

	"heng/internal/journal"
	"heng/internal/locale"
)

// Ledger is everything under follow-up, folded from the journal.
type Ledger struct {
	meetings map[string]*Meeting
	rulings  map[string]*Ruling
	datasets map[string]*Dataset
}

// NewLedger returns the ledger before the first event.
func NewLedger() *Ledger {
	return &Ledger{map[string]*Meeting{}, map[string]*Ruling{}, map[string]*Dataset{}}
}

// errUnknown says that an event speaks of what no event before it made.
var errUnknown = errors.New("an event about what is not there")

// Apply takes in an event.
func (l *Ledger) Apply(e journal.Event) (bool, error) {
	if !strings.HasPrefix(e.Kind, "followup.") {
		return false, nil
	}
	switch e.Kind {
	case eventMeeting, eventMeetingHad, eventSeat, eventUninvited, eventAttendance, eventSession, eventPaper:
		return true, l.applyMeeting(e)
	case eventRuled, eventProgress, eventChanged, eventDecided:
		return true, l.applyRuling(e)
	case eventDataset, eventStage, eventRenamed:
		return true, l.applyDataset(e)
	}
	return false, nil
}

// read reads an event's data.
func read[T any](e journal.Event) (T, error) {
	var d T
	err := e.Into(&d)
	return d, err
}

func (l *Ledger) applyMeeting(e journal.Event) error {
	switch e.Kind {
	case eventMeeting:
		d, err := read[meetingCalled](e)
		if err != nil {
			return err
		}
		m := l.meetings[d.Meeting]
		if m == nil {
			m = &Meeting{ID: d.Meeting, Attended: Live}
			l.meetings[d.Meeting] = m
		}
		m.On, m.Starts, m.Place, m.Title, m.Last = d.On, d.Starts, d.Place, d.Title, e.Seq
		return nil
	case eventMeetingHad:
		d, err := read[meetingHad](e)
		if err != nil {
			return err
		}
		m := &Meeting{ID: d.Meeting, On: d.On, Starts: d.Starts, Place: d.Place, Title: d.Title, Source: d.Source, Attended: List, Last: e.Seq}
		for _, s := range d.Seats {
			m.Seats = append(m.Seats, Seat{s.Seat, s.Role, s.Unit, s.Present, s.Proxy})
		}
		for _, p := range d.Papers {
			m.Papers = append(m.Papers, Paper{p.Paper, p.Title, p.Sent})
		}
		m.Opened, m.Adjourned = e.At, e.At
		l.meetings[d.Meeting] = m
		return nil
	}
	var where struct {
		Meeting string `json:"meeting"`
	}
	if err := e.Into(&where); err != nil {
		return err
	}
	m := l.meetings[where.Meeting]
	if m == nil {
		return errUnknown
	}
	return m.apply(e)
}

// apply takes in an event about a meeting that is there.
func (m *Meeting) apply(e journal.Event) error {
	switch e.Kind {
	case eventSeat:
		d, err := read[seatOf](e)
		if err != nil {
			return err
		}
		m.Seats = append(m.Seats, Seat{ID: d.Seat, Role: d.Role, Unit: d.Unit})
	case eventUninvited:
		d, err := read[seatOf](e)
		if err != nil {
			return err
		}
		m.Seats = slices.DeleteFunc(slices.Clone(m.Seats), func(s Seat) bool { return s.ID == d.Seat })
	case eventAttendance:
		d, err := read[attendance](e)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(m.Seats, func(s Seat) bool { return s.ID == d.Seat })
		if i < 0 {
			return errUnknown
		}
		m.Seats[i].Present, m.Seats[i].Proxy = d.Present, d.Proxy
		m.Turns = append(m.Turns, Turn{e.At, d.Seat, d.Present, d.Proxy, m.Margin()})
		if !e.More { // what was ticked at once happened at once
			m.note(e.At)
		}
	case eventSession:
		d, err := read[session](e)
		if err != nil {
			return err
		}
		switch d.Turn {
		case sessionOpen:
			m.Opened = e.At
		case sessionAdjourn:
			m.Adjourned = e.At
		case sessionResume:
			m.Adjourned = time.Time{}
		}
		m.note(e.At)
	case eventPaper:
		d, err := read[paper](e)
		if err != nil {
			return err
		}
		if i := slices.IndexFunc(m.Papers, func(p Paper) bool { return p.ID == d.Paper }); i >= 0 {
			m.Papers[i] = Paper{d.Paper, d.Title, d.Sent}
		} else {
			m.Papers = append(m.Papers, Paper{d.Paper, d.Title, d.Sent})
		}
	}
	return nil
}

func (l *Ledger) applyRuling(e journal.Event) error {
	if e.Kind == eventRuled {
		d, err := read[ruled](e)
		if err != nil {
			return err
		}
		what := "ruled"
		if d.Source != "" {
			what = "taken_over"
		}
		r := &Ruling{ID: d.Ruling, Meeting: d.Meeting, Item: d.Item, Text: d.Text, Owner: d.Owner, Due: d.Due, Standing: d.Standing, State: d.State, Unsaid: d.Unsaid, Ended: d.Ended, Source: d.Source}
		r.add(e, Entry{What: what, Meeting: d.Meeting, Text: d.Text, Note: d.Note, On: d.Ended})
		l.rulings[d.Ruling] = r
		return nil
	}
	var which struct {
		Ruling string `json:"ruling"`
	}
	if err := e.Into(&which); err != nil {
		return err
	}
	r := l.rulings[which.Ruling]
	if r == nil {
		return errUnknown
	}
	switch e.Kind {
	case eventProgress:
		d, err := read[progress](e)
		if err != nil {
			return err
		}
		r.Progress = append(r.Progress, Progress{e.At, e.By, d.On, d.Text, d.Evidence})
		r.State = Reported
		r.add(e, Entry{What: "progress", On: d.On, Text: d.Text, Shown: d.Evidence})
	case eventChanged:
		d, err := read[changed](e)
		if err != nil {
			return err
		}
		changes := r.differences(d)
		r.Item, r.Text, r.Owner, r.Due, r.Standing = d.Item, d.Text, d.Owner, d.Due, d.Standing
		r.add(e, Entry{What: "changed", Note: d.Reason, Changes: changes})
	case eventDecided:
		d, err := read[decided](e)
		if err != nil {
			return err
		}
		r.State, r.Ended, r.Unsaid = FollowUp, "", false
		switch d.Outcome {
		case Release:
			r.State, r.Ended = Released, d.On
		case Note:
			r.State, r.Ended = Noted, d.On
		}
		r.add(e, Entry{What: string(d.Outcome), Meeting: d.Meeting, On: d.On, Note: d.Note})
	}
	return nil
}

// add puts an event into a ruling's history.
func (r *Ruling) add(e journal.Event, entry Entry) {
	entry.Seq, entry.At, entry.By = e.Seq, e.At, e.By
	r.History, r.Last = append(r.History, entry), e.Seq
}

// differences lists what a change alters.
func (r *Ruling) differences(d changed) []Change {
	var all []Change
	say := func(part, from, to string) {
		if from != to {
			all = append(all, Change{part, from, to})
		}
	}
	say("item", r.Item, d.Item)
	for _, lang := range locale.Languages {
		say("text_"+string(lang), r.Text[lang], d.Text[lang])
	}
	say("owner", r.Owner, d.Owner)
	say("due", r.Due.String(), d.Due.String())
	say("standing", yes(r.Standing), yes(d.Standing))
	return all
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// String writes a due date for the history: a day, next_meeting, or nothing.
func (d Due) String() string {
	if d.NextMeeting {
		return "next_meeting"
	}
	return d.On
}

func (l *Ledger) applyDataset(e journal.Event) error {
	if e.Kind == eventDataset {
		d, err := read[datasetEntered](e)
		if err != nil {
			return err
		}
		what := "entered"
		if d.Source != "" {
			what = "taken_over"
		}
		s := &Dataset{ID: d.Dataset, Title: d.Title, Unit: d.Unit, Stage: d.Stage, Since: d.On, Ground: d.Ground, Source: d.Source}
		s.add(e, Step{Entry: Entry{What: what, On: d.On, Note: d.Ground}, To: d.Stage})
		l.datasets[d.Dataset] = s
		return nil
	}
	var which struct {
		Dataset string `json:"dataset"`
	}
	if err := e.Into(&which); err != nil {
		return err
	}
	s := l.datasets[which.Dataset]
	if s == nil {
		return errUnknown
	}
	switch e.Kind {
	case eventStage:
		d, err := read[stageReached](e)
		if err != nil {
			return err
		}
		step := Step{Entry: Entry{What: "stage", On: d.On, Note: d.Reason, Meeting: d.Meeting}, From: s.Stage, To: d.Stage}
		s.Stage, s.Since, s.Ground = d.Stage, d.On, ""
		if d.Stage == Refused {
			s.Ground = d.Reason
		}
		s.add(e, step)
	case eventRenamed:
		d, err := read[datasetChanged](e)
		if err != nil {
			return err
		}
		step := Step{Entry: Entry{What: "changed", Note: d.Reason}}
		for _, lang := range locale.Languages {
			if from, to := s.Title[lang], d.Title[lang]; from != to {
				step.Changes = append(step.Changes, Change{"title_" + string(lang), from, to})
			}
		}
		if s.Unit != d.Unit {
			step.Changes = append(step.Changes, Change{"unit", s.Unit, d.Unit})
		}
		s.Title, s.Unit = d.Title, d.Unit
		s.add(e, step)
	}
	return nil
}

func (d *Dataset) add(e journal.Event, step Step) {
	step.Seq, step.At, step.By = e.Seq, e.At, e.By
	d.History, d.Last = append(d.History, step), e.Seq
}
