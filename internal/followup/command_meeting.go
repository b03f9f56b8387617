package followup

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"heng/internal/journal"
	"heng/internal/locale"
)

// The turns of a meeting.
const (
	sessionOpen    = "open"
	sessionAdjourn = "adjourn"
	sessionResume  = "resume"
)

var clock = regexp.MustCompile(`^([01][0-9]|2[0-3]):[0-5][0-9]$`)

// Call calls a meeting.
func (l *Ledger) Call(by string, m Meeting) ([]journal.Draft, error) {
	if l.meetings[m.ID] != nil {
		return nil, refuse("meeting_there", "id", m.ID)
	}
	return meetingDraft(by, m)
}

// ChangeMeeting changes when and where a meeting is, and what it is called.
func (l *Ledger) ChangeMeeting(by string, seen int64, m Meeting) ([]journal.Draft, error) {
	there, err := l.meeting(m.ID)
	if err != nil {
		return nil, err
	}
	if err := checkSeen(seen, there.Last); err != nil {
		return nil, err
	}
	if m.On != there.On && l.wasHeld(there) {
		return nil, refuse("date_fixed")
	}
	return meetingDraft(by, m)
}

// wasHeld reports whether something has happened at a meeting: its date can no longer
// be another.
func (l *Ledger) wasHeld(m *Meeting) bool {
	if !m.Opened.IsZero() {
		return true
	}
	for _, r := range l.rulings {
		if slices.ContainsFunc(r.History, func(e Entry) bool { return e.Meeting == m.ID }) {
			return true
		}
	}
	return false
}

func meetingDraft(by string, m Meeting) ([]journal.Draft, error) {
	if err := checkID(m.ID); err != nil {
		return nil, err
	}
	if err := checkDay(m.On); err != nil {
		return nil, err
	}
	if m.Starts != "" && !clock.MatchString(m.Starts) {
		return nil, refuse("bad_time", "text", m.Starts)
	}
	if err := checkShort(m.Place, m.Title[locale.ZhTW], m.Title[locale.En]); err != nil {
		return nil, err
	}
	return []journal.Draft{{By: by, Kind: eventMeeting, Data: meetingCalled{m.ID, m.On, m.Starts, m.Place, m.Title}}}, nil
}

func (l *Ledger) meeting(id string) (*Meeting, error) {
	if m := l.meetings[id]; m != nil {
		return m, nil
	}
	return nil, refuse("no_meeting", "id", id)
}

// Invite invites n seats of a unit.
func (l *Ledger) Invite(by, meeting string, role Role, unit string, n int) ([]journal.Draft, error) {
	m, err := l.meeting(meeting)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(Roles, role) {
		return nil, refuse("no_role")
	}
	if err := checkShort(unit); err != nil || unit == "" {
		return nil, orElse(err, refuse("no_unit"))
	}
	if n < 1 || n > 30 || len(m.Seats)+n > 200 {
		return nil, refuse("too_many_seats")
	}
	if role == Chair && (n > 1 || slices.ContainsFunc(m.Seats, func(s Seat) bool { return s.Role == Chair })) {
		return nil, refuse("one_chair")
	}
	var drafts []journal.Draft
	next := nextNumber(m.Seats, func(s Seat) string { return s.ID })
	for i := range n {
		drafts = append(drafts, journal.Draft{By: by, Kind: eventSeat, Data: seatOf{meeting, seatTaken{Seat: fmt.Sprint(next + i), Role: role, Unit: unit}}})
	}
	return drafts, nil
}

// InviteAsBefore invites to a meeting whom another one had.
func (l *Ledger) InviteAsBefore(by, meeting, before string) ([]journal.Draft, error) {
	m, err := l.meeting(meeting)
	if err != nil {
		return nil, err
	}
	other, err := l.meeting(before)
	if err != nil {
		return nil, err
	}
	if len(m.Seats) > 0 {
		return nil, refuse("seats_there")
	}
	var drafts []journal.Draft
	for _, s := range other.Seats {
		drafts = append(drafts, journal.Draft{By: by, Kind: eventSeat, Data: seatOf{meeting, seatTaken{Seat: s.ID, Role: s.Role, Unit: s.Unit}}})
	}
	return drafts, nil
}

// Uninvite takes back a seat that nobody has taken yet.
func (l *Ledger) Uninvite(by, meeting, seat string) ([]journal.Draft, error) {
	m, err := l.meeting(meeting)
	if err != nil {
		return nil, err
	}
	s, ok := m.Seat(seat)
	if !ok {
		return nil, refuse("no_seat")
	}
	if s.Present || slices.ContainsFunc(m.Turns, func(t Turn) bool { return t.Seat == seat }) {
		return nil, refuse("seat_was_taken")
	}
	return []journal.Draft{{By: by, Kind: eventUninvited, Data: seatOf{meeting, seatTaken{Seat: seat, Role: s.Role}}}}, nil
}

// Tick is a seat as a list of boxes has it: what its boxes were when the list was
// shown, and what they are now.
type Tick struct {
	Seat              string
	Was, Present      bool
	WasProxy, IsProxy bool
}

// Attend records who came and who left: only the boxes that were changed count, so
// that two people may tick on one list.
func (l *Ledger) Attend(by, meeting string, ticks []Tick) ([]journal.Draft, error) {
	m, err := l.meeting(meeting)
	if err != nil {
		return nil, err
	}
	if m.Attended == List {
		return nil, refuse("from_a_list")
	}
	if !m.Adjourned.IsZero() {
		return nil, refuse("is_adjourned")
	}
	var drafts []journal.Draft
	for _, t := range ticks {
		s, ok := m.Seat(t.Seat)
		if !ok {
			return nil, refuse("no_seat")
		}
		next := s
		if t.Was != t.Present {
			next.Present = t.Present
		}
		if t.WasProxy != t.IsProxy {
			next.Proxy = t.IsProxy
		}
		if !next.Present || !next.Role.IsMember() {
			next.Proxy = false // a seat that is empty has no proxy in it, and only a member has one
		}
		if next != s {
			drafts = append(drafts, journal.Draft{By: by, Kind: eventAttendance, Data: attendance{meeting, t.Seat, next.Present, next.Proxy}})
		}
	}
	return drafts, nil
}

// Turn opens a meeting, adjourns it, or takes it up again.
func (l *Ledger) Turn(by, meeting, turn string) ([]journal.Draft, error) {
	m, err := l.meeting(meeting)
	if err != nil {
		return nil, err
	}
	switch {
	case m.Attended == List:
		return nil, refuse("from_a_list")
	case turn == sessionOpen && m.Opened.IsZero():
	case turn == sessionAdjourn && m.IsOpen():
	case turn == sessionResume && !m.Adjourned.IsZero():
	default:
		return nil, refuse("no_turn")
	}
	return []journal.Draft{{By: by, Kind: eventSession, Data: session{meeting, turn}}}, nil
}

// ListPaper lists a paper, or with the number of one that is listed says when it went
// out. A day that has not come is none.
func (l *Ledger) ListPaper(by, meeting string, p Paper, today string) ([]journal.Draft, error) {
	m, err := l.meeting(meeting)
	if err != nil {
		return nil, err
	}
	if p.Sent != "" {
		if err := checkPast(p.Sent, today); err != nil {
			return nil, err
		}
	}
	if p.ID == 0 {
		if p.Title == "" || len(m.Papers) >= 100 {
			return nil, refuse("no_title")
		}
		for _, other := range m.Papers {
			p.ID = max(p.ID, other.ID)
		}
		p.ID++
	} else {
		i := slices.IndexFunc(m.Papers, func(o Paper) bool { return o.ID == p.ID })
		if i < 0 {
			return nil, refuse("no_paper")
		}
		if p.Title == "" {
			p.Title = m.Papers[i].Title
		}
		if p == m.Papers[i] {
			return nil, nil
		}
	}
	if err := checkShort(p.Title); err != nil {
		return nil, err
	}
	return []journal.Draft{{By: by, Kind: eventPaper, Data: paper{meeting, p.ID, p.Title, p.Sent}}}, nil
}

// nextNumber is the number after the greatest of those that end a list's names.
func nextNumber[T any](all []T, name func(T) string) int {
	next := 1
	for _, one := range all {
		text := name(one)
		text = text[strings.LastIndexAny(text, "-")+1:]
		var n int
		if _, err := fmt.Sscanf(text, "%d", &n); err == nil && n >= next {
			next = n + 1
		}
	}
	return next
}
