package followup

import (
	"fmt"
	"slices"
	"strings"

	"heng/internal/journal"
)

// Rule puts a ruling under follow-up. Its id is that of the meeting and a number;
// expected is the id that the form promised: where a ruling of that id says the same,
// it was sent twice, and nothing more happens.
func (l *Ledger) Rule(by, expected string, r Ruling) ([]journal.Draft, string, error) {
	if _, err := l.meeting(r.Meeting); err != nil {
		return nil, "", err
	}
	if there := l.rulings[expected]; there != nil && sameRuling(*there, r) {
		return nil, expected, nil
	}
	if r.State == "" {
		r.State = FollowUp
	}
	if r.State == Reported || r.State == Released || !slices.Contains(States, r.State) {
		return nil, "", refuse("no_state")
	}
	if err := l.checkRuling(r); err != nil {
		return nil, "", err
	}
	if !r.State.IsOpen() {
		r.Ended = l.meetings[r.Meeting].On
	}
	r.ID = l.NextRuling(r.Meeting)
	return []journal.Draft{{By: by, Kind: eventRuled, Data: ruled{
		Ruling: r.ID, Meeting: r.Meeting, Item: r.Item, Text: r.Text, Owner: r.Owner, Due: r.Due, Standing: r.Standing, State: r.State, Ended: r.Ended,
	}}}, r.ID, nil
}

func sameRuling(a, b Ruling) bool {
	return a.Meeting == b.Meeting && a.Item == b.Item && a.Owner == b.Owner && a.Due == b.Due && a.Standing == b.Standing && sameText(a.Text, b.Text)
}

// NextRuling is the id that the next ruling of a meeting gets.
func (l *Ledger) NextRuling(meeting string) string {
	var ids []string
	for id := range l.rulings {
		if strings.HasPrefix(id, meeting+"-") {
			ids = append(ids, id)
		}
	}
	return fmt.Sprintf("%s-%02d", meeting, nextNumber(ids, func(id string) string { return id }))
}

func (l *Ledger) checkRuling(r Ruling) error {
	if err := checkText(r.Text); err != nil {
		return err
	}
	if err := checkShort(r.Item, r.Owner); err != nil {
		return err
	}
	if r.Due.On != "" {
		if err := checkDay(r.Due.On); err != nil {
			return err
		}
		if r.Due.NextMeeting {
			return refuse("two_dues")
		}
		if r.Due.On < l.meetings[r.Meeting].On {
			return refuse("due_before")
		}
	}
	if r.Standing && r.Due != (Due{}) {
		return refuse("standing_due")
	}
	return nil
}

func (l *Ledger) ruling(id string, seen int64) (*Ruling, error) {
	r := l.rulings[id]
	if r == nil {
		return nil, refuse("no_ruling", "id", id)
	}
	return r, checkSeen(seen, r.Last)
}

// Report records progress on a ruling, with evidence.
func (l *Ledger) Report(by, id string, seen int64, p Progress, today string) ([]journal.Draft, error) {
	r, err := l.ruling(id, seen)
	if err != nil {
		return nil, err
	}
	if !r.State.IsOpen() {
		return nil, refuse("not_open")
	}
	if err := checkText(p.Text); err != nil {
		return nil, err
	}
	if err := checkPast(p.On, today); err != nil {
		return nil, err
	}
	if p.On < l.meetings[r.Meeting].On {
		return nil, refuse("before_ruling")
	}
	if err := checkEvidence(p.Evidence); err != nil {
		return nil, err
	}
	return []journal.Draft{{By: by, Kind: eventProgress, Data: progress{id, p.On, p.Text, p.Evidence}}}, nil
}

// ChangeRuling corrects a ruling. Why is kept with what was there before.
func (l *Ledger) ChangeRuling(by string, seen int64, r Ruling, reason string) ([]journal.Draft, error) {
	there, err := l.ruling(r.ID, seen)
	if err != nil {
		return nil, err
	}
	r.Meeting = there.Meeting
	if err := l.checkRuling(r); err != nil {
		return nil, err
	}
	d := changed{r.ID, r.Item, r.Text, r.Owner, r.Due, r.Standing, reason}
	if len(there.differences(d)) == 0 {
		return nil, refuse("nothing_changed")
	}
	if err := checkShort(reason); err != nil || reason == "" {
		return nil, orElse(err, refuse("no_reason"))
	}
	return []journal.Draft{{By: by, Kind: eventChanged, Data: d}}, nil
}

// Decide records what a meeting decided about a ruling: the meeting releases it,
// notes it, goes on with it or takes it up again. Without any progress reported, an
// end takes a reason; so does a new beginning.
func (l *Ledger) Decide(by, id string, seen int64, outcome Outcome, meeting, note, today string) ([]journal.Draft, error) {
	r, err := l.ruling(id, seen)
	if err != nil {
		return nil, err
	}
	m, err := l.meeting(meeting)
	if err != nil {
		return nil, err
	}
	if err := checkPast(m.On, today); err != nil {
		return nil, refuse("meeting_ahead", "id", meeting)
	}
	if m.On < l.meetings[r.Meeting].On || r.Ended != "" && m.On < r.Ended {
		return nil, refuse("meeting_before")
	}
	switch {
	case !slices.Contains(Outcomes, outcome):
		return nil, refuse("no_outcome")
	case outcome == Resume && r.State.IsOpen():
		return nil, refuse("is_open")
	case outcome != Resume && !r.State.IsOpen():
		return nil, refuse("not_open")
	case outcome == Resume && note == "":
		return nil, refuse("no_reason")
	case (outcome == Release || outcome == Note) && len(r.Progress) == 0 && note == "":
		return nil, refuse("no_progress")
	}
	if err := checkShort(note); err != nil {
		return nil, err
	}
	return []journal.Draft{{By: by, Kind: eventDecided, Data: decided{id, outcome, meeting, m.On, note}}}, nil
}

// orElse returns the first error that is one.
func orElse(err, other error) error {
	if err != nil {
		return err
	}
	return other
}
