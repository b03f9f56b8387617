package followup

import (
	"slices"

	"heng/internal/journal"
)

// Minutes is what the workspace's tables say of meetings, rulings and datasets. Each
// record names its table as its source.
type Minutes struct {
	Meetings []Meeting // with the seats that the list has
	Rulings  []Ruling  // of State FollowUp, Released, Noted or Decided
	Datasets []Dataset
}

// Taken says what was taken over, and what was not.
type Taken struct {
	Meetings, Rulings, Datasets int
	Left                        []Left
}

// Left is a record that could not be taken over.
type Left struct {
	Source, ID string
	Why        error
}

// Count is how many records were taken over.
func (t Taken) Count() int { return t.Meetings + t.Rulings + t.Datasets }

// TakeOver takes the records of the workspace into the ledger, each once: what is
// there under the same id stays as it is.
func (l *Ledger) TakeOver(by string, m Minutes) ([]journal.Draft, Taken) {
	var drafts []journal.Draft
	var taken Taken
	say := func(source, id string, err error) bool {
		if err != nil {
			taken.Left = append(taken.Left, Left{source, id, err})
		}
		return err == nil
	}
	held := map[string]string{}
	for id, one := range l.meetings {
		held[id] = one.On
	}
	for _, one := range m.Meetings {
		if _, there := held[one.ID]; there || !say(one.Source, one.ID, checkHad(one)) {
			continue
		}
		held[one.ID] = one.On
		d := meetingHad{meetingCalled: meetingCalled{one.ID, one.On, one.Starts, one.Place, one.Title}, Source: one.Source}
		for _, s := range one.Seats {
			d.Seats = append(d.Seats, seatTaken{s.ID, s.Role, s.Unit, s.Present, s.Proxy})
		}
		for _, p := range one.Papers {
			d.Papers = append(d.Papers, paper{"", p.ID, p.Title, p.Sent})
		}
		drafts = append(drafts, journal.Draft{By: by, Kind: eventMeetingHad, Data: d})
		taken.Meetings++
	}
	seen := map[string]bool{}
	for _, r := range m.Rulings {
		if l.rulings[r.ID] != nil || seen[r.ID] || !say(r.Source, r.ID, checkTaken(r, held)) {
			continue
		}
		seen[r.ID] = true
		drafts = append(drafts, journal.Draft{By: by, Kind: eventRuled, Data: ruled{
			r.ID, r.Meeting, r.Item, r.Text, r.Owner, r.Due, r.Standing, r.State, r.Unsaid, r.Ended, noteOf(r), r.Source,
		}})
		taken.Rulings++
	}
	for _, d := range m.Datasets {
		if l.datasets[d.ID] != nil || seen["dataset/"+d.ID] || !say(d.Source, d.ID, orElse(checkID(d.ID), checkDataset(d.Title, d.Unit))) {
			continue
		}
		seen["dataset/"+d.ID] = true
		drafts = append(drafts, journal.Draft{By: by, Kind: eventDataset, Data: datasetEntered{d.ID, d.Title, d.Unit, d.Stage, d.Since, d.Ground, d.Source}})
		taken.Datasets++
	}
	return drafts, taken
}

// noteOf is what a record says beside what has a place of its own.
func noteOf(r Ruling) string {
	if len(r.History) > 0 {
		return r.History[0].Note
	}
	return ""
}

func checkHad(m Meeting) error {
	if _, err := meetingDraft("", m); err != nil {
		return err
	}
	chairs := 0
	for _, s := range m.Seats {
		if !slices.Contains(Roles, s.Role) {
			return refuse("no_role")
		}
		if s.Role == Chair {
			chairs++
		}
	}
	if chairs > 1 {
		return refuse("one_chair")
	}
	return nil
}

func checkTaken(r Ruling, held map[string]string) error {
	if err := checkID(r.ID); err != nil {
		return err
	}
	if _, ok := held[r.Meeting]; !ok {
		return refuse("no_meeting", "id", r.Meeting)
	}
	if r.Text.IsZero() {
		return refuse("no_text")
	}
	if r.State == Reported || !slices.Contains(States, r.State) {
		return refuse("no_state")
	}
	if r.Standing && r.Due != (Due{}) {
		return refuse("standing_due")
	}
	return orElse(checkLong(r.Text), checkShort(r.Item, r.Owner))
}
