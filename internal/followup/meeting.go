package followup

import (
	"slices"
	"time"

	"heng/internal/locale"
)

// Role is what somebody at a meeting is to it.
type Role string

// The roles. The first three are members.
const (
	Chair     Role = "chair"
	Agency    Role = "agency"
	Civil     Role = "civil"     // 民間代表委員
	Attending Role = "attending" // 列席及工作人員
)

// Roles lists every role, as a list of members has them.
var Roles = []Role{Chair, Agency, Civil, Attending}

// IsMember reports whether the role counts for the rule of one third.
func (r Role) IsMember() bool { return r == Chair || r == Agency || r == Civil }

// Seat is a place at a meeting: an office or a kind of affiliation, never a person.
type Seat struct {
	ID      string
	Role    Role
	Unit    string // a code of the workspace's, or a name
	Present bool
	Proxy   bool // who is there sits for the member
}

// Turn is a seat that was taken or left.
type Turn struct {
	At      time.Time
	Seat    string
	Present bool
	Proxy   bool
	Margin  Margin // after it
}

// Paper is what members are to have read.
type Paper struct {
	ID    int
	Title string
	Sent  string // the day it went out; empty: it has not
}

// Attended says how attendance is known.
type Attended string

// The ways of knowing it.
const (
	Live Attended = "live" // as people came and went
	List Attended = "list" // from a list, which does not say whether they stayed
)

// Meeting is a meeting of the advisory group.
type Meeting struct {
	ID     string
	On     string // 2018-06-22
	Starts string // 15:00; empty: not said
	Place  string
	Title  locale.Text
	Source string // the table it was taken over from; empty: called here

	Seats    []Seat
	Turns    []Turn
	Papers   []Paper
	Attended Attended

	Opened, Adjourned time.Time // zero: not yet
	lowest            *Low      // while it was open

	Last int64 // the number of the last event about what it is, not about who is there
}

// Low is the least margin of a meeting, and when it was reached.
type Low struct {
	Margin Margin
	At     time.Time
}

// Margin counts who is there now, or was there at the end.
func (m Meeting) Margin() Margin {
	var n Margin
	for _, s := range m.Seats {
		n.add(s)
	}
	return n
}

// IsOpen reports whether the meeting is under way.
func (m Meeting) IsOpen() bool { return !m.Opened.IsZero() && m.Adjourned.IsZero() }

// Lowest is the least margin from the opening on, where people's coming and going
// was recorded: the rule holds throughout a meeting or it does not hold. The second
// result is false where that is not known.
func (m Meeting) Lowest() (Low, bool) {
	if m.lowest == nil || m.Attended != Live {
		return Low{}, false
	}
	return *m.lowest, true
}

// Seat finds a seat.
func (m Meeting) Seat(id string) (Seat, bool) {
	i := slices.IndexFunc(m.Seats, func(s Seat) bool { return s.ID == id })
	if i < 0 {
		return Seat{}, false
	}
	return m.Seats[i], true
}

// note keeps the lowest margin while the meeting is open.
func (m *Meeting) note(at time.Time) {
	if !m.IsOpen() {
		return
	}
	n := m.Margin()
	if !n.Applies() && m.lowest == nil {
		return // it was opened, and nobody has been recorded yet
	}
	if m.lowest == nil || n.worse(m.lowest.Margin) {
		m.lowest = &Low{n, at}
	}
}

// worse orders margins: nobody there is worst, then by slack, then by the room for
// agency members.
func (m Margin) worse(than Margin) bool {
	if m.Applies() != than.Applies() {
		return !m.Applies()
	}
	if m.Slack() != than.Slack() {
		return m.Slack() < than.Slack()
	}
	return m.AgencyRoom() < than.AgencyRoom()
}

func (m *Meeting) copy() Meeting {
	c := *m
	c.Seats, c.Turns, c.Papers = slices.Clone(m.Seats), slices.Clone(m.Turns), slices.Clone(m.Papers)
	return c
}

// Ahead is how long before a meeting a paper went out.
type Ahead struct {
	Paper    Paper
	Known    bool // it has gone out
	Days     int  // below zero: after the meeting
	Weekdays int  // Mondays to Fridays; public holidays are not known here
}

// PapersAhead is by how many working days before a meeting its papers are to be out.
const PapersAhead = 5

// InTime reports whether the paper was out early enough.
func (a Ahead) InTime() bool { return a.Known && a.Weekdays >= PapersAhead }

// PapersOut says of each paper how long before the meeting it went out.
func (m Meeting) PapersOut() []Ahead {
	var all []Ahead
	held, err := time.Parse(time.DateOnly, m.On)
	for _, p := range m.Papers {
		a := Ahead{Paper: p}
		if sent, err2 := time.Parse(time.DateOnly, p.Sent); err == nil && err2 == nil {
			a.Known, a.Days, a.Weekdays = true, int(held.Sub(sent)/(24*time.Hour)), weekdays(sent, held)
		}
		all = append(all, a)
	}
	return all
}

// weekdays counts the Mondays to Fridays from a day, itself counted, up to another,
// itself not counted; below zero the other way round.
func weekdays(from, to time.Time) int {
	if to.Before(from) {
		return -weekdays(to, from)
	}
	n := 0
	for d := from; d.Before(to); d = d.AddDate(0, 0, 1) {
		if d.Weekday() != time.Saturday && d.Weekday() != time.Sunday {
			n++
		}
	}
	return n
}
