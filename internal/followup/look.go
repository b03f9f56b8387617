package followup

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// Meetings returns every meeting, the newest first.
func (l *Ledger) Meetings() []Meeting {
	var all []Meeting
	for _, m := range l.meetings {
		all = append(all, m.copy())
	}
	slices.SortFunc(all, func(a, b Meeting) int { return cmp.Or(strings.Compare(b.On, a.On), strings.Compare(b.ID, a.ID)) })
	return all
}

// Meeting returns a meeting.
func (l *Ledger) Meeting(id string) (Meeting, bool) {
	if m := l.meetings[id]; m != nil {
		return m.copy(), true
	}
	return Meeting{}, false
}

// Rulings returns every ruling by id, which is the order of the meetings.
func (l *Ledger) Rulings() []Ruling {
	var all []Ruling
	for _, id := range slices.Sorted(maps.Keys(l.rulings)) {
		all = append(all, l.rulings[id].copy())
	}
	return all
}

// Ruling returns a ruling.
func (l *Ledger) Ruling(id string) (Ruling, bool) {
	if r := l.rulings[id]; r != nil {
		return r.copy(), true
	}
	return Ruling{}, false
}

// Datasets returns every dataset by id.
func (l *Ledger) Datasets() []Dataset {
	var all []Dataset
	for _, id := range slices.Sorted(maps.Keys(l.datasets)) {
		all = append(all, l.datasets[id].copy())
	}
	return all
}

// Dataset returns a dataset.
func (l *Ledger) Dataset(id string) (Dataset, bool) {
	if d := l.datasets[id]; d != nil {
		return d.copy(), true
	}
	return Dataset{}, false
}

// After returns the first meeting after another, if one has been called.
func (l *Ledger) After(id string) (Meeting, bool) {
	m := l.meetings[id]
	if m == nil {
		return Meeting{}, false
	}
	return l.first(func(on string) bool { return on > m.On })
}

// Next returns the first meeting on a day or after it.
func (l *Ledger) Next(today string) (Meeting, bool) {
	return l.first(func(on string) bool { return on >= today })
}

func (l *Ledger) first(is func(on string) bool) (Meeting, bool) {
	var found *Meeting
	for _, m := range l.meetings {
		if is(m.On) && (found == nil || m.On < found.On || m.On == found.On && m.ID < found.ID) {
			found = m
		}
	}
	if found == nil {
		return Meeting{}, false
	}
	return found.copy(), true
}

// DueOn is the day on which a ruling is due, where there is one.
func (l *Ledger) DueOn(r Ruling) string {
	if r.Due.NextMeeting {
		next, _ := l.After(r.Meeting)
		return next.On
	}
	return r.Due.On
}

// Timing says how a ruling stands to its due date on a day.
func (l *Ledger) Timing(r Ruling, today string) Timing {
	on := l.DueOn(r)
	switch {
	case !r.State.IsOpen():
		return Settled
	case r.Standing:
		return Standing
	case on == "" && r.Due.NextMeeting:
		return Undated
	case on == "":
		return NoDue
	case on < today:
		return Overdue
	case on == today:
		return DueNow
	}
	return NotDue
}
