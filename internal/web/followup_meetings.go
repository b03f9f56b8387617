package web

import (
	"net/http"
	"strconv"

	"heng/internal/access"
	"heng/internal/followup"
	"heng/internal/journal"
	"heng/internal/opendocument"
)

type meetingsBody struct {
	Rows    []meetingRow
	Waiting int // records of the workspace that were not taken over
	Left    []leftRow
	Parts   parts
	Keep    bool
}

func (b meetingsBody) tables(r *request) []opendocument.Sheet {
	s := r.newSheet("meetings", r.p.Text("follow.meetings_caption"), "follow.col_meeting", "follow.col_title", "follow.day", "follow.col_civil", "follow.col_all_present", "follow.col_margin", "follow.rulings", "follow.col_open")
	for _, m := range b.Rows {
		holds := r.p.Text("follow.nobody")
		switch {
		case m.Said.Applies && m.Said.Holds:
			holds = r.p.Text("follow.holds")
		case m.Said.Applies:
			holds = r.p.Text("follow.fails")
		}
		s.Rows = append(s.Rows, []opendocument.Cell{
			opendocument.Text(m.ID), opendocument.Text(toldIn(r.lang, m.Title).Text), r.dayCell(m.On), r.countCell(int64(m.N.Civil)), r.countCell(int64(m.N.Present())),
			opendocument.Text(holds), r.countCell(int64(m.Rulings)), r.countCell(int64(m.Open)),
		})
	}
	return []opendocument.Sheet{s}
}

type meetingRow struct {
	followup.Meeting
	N       followup.Margin
	Said    marginSaid
	Open    int // rulings under follow-up
	Rulings int
}

type leftRow struct{ Source, ID, Why string }

func (r *request) meetingsPage() error { return r.meetingsWith(http.StatusOK, parts{}) }

func (r *request) meetingsWith(status int, p parts) error {
	b := meetingsBody{Parts: p, Keep: r.may(access.KeepFollowUp)}
	minutes, err := r.view.Minutes(r.Context())
	if err != nil {
		return err
	}
	r.ledger(func(l *followup.Ledger) {
		rulings := l.Rulings()
		for _, m := range l.Meetings() {
			row := meetingRow{Meeting: m, N: m.Margin(), Said: r.margin(m.Margin())}
			for _, one := range rulings {
				if one.Meeting == m.ID {
					row.Rulings++
					if one.State.IsOpen() {
						row.Open++
					}
				}
			}
			b.Rows = append(b.Rows, row)
		}
		_, waiting := l.TakeOver("", minutes)
		b.Waiting = waiting.Count()
		for _, left := range waiting.Left {
			why, err := r.complaint(left.Why)
			if err != nil {
				why = r.p.Text("web.internal")
			}
			b.Left = append(b.Left, leftRow{left.Source, left.ID, why})
		}
	})
	return r.status(status, "meetings", r.p.Text("follow.meetings"), b)
}

// takeOver takes the records of the workspace into the follow-up.
func (r *request) takeOver() error {
	minutes, err := r.view.Minutes(r.Context())
	if err != nil {
		return err
	}
	err = r.keep(func(l *followup.Ledger) ([]journal.Draft, error) {
		drafts, _ := l.TakeOver(r.account.ID, minutes)
		return drafts, nil
	})
	if err != nil {
		return err
	}
	return r.see("/meetings")
}

// typedMeeting reads the fields of a meeting from a form.
func (r *request) typedMeeting(id string) followup.Meeting {
	return followup.Meeting{
		ID: id, On: r.field("on"), Starts: r.field("starts"), Place: r.field("place"), Title: followup.Trimmed(r.field("title_zh"), r.field("title_en")),
	}
}

func (r *request) callMeeting() error {
	m := r.typedMeeting(r.field("id"))
	err := r.keep(func(l *followup.Ledger) ([]journal.Draft, error) { return l.Call(r.account.ID, m) })
	return r.done(err, "meeting", "/meetings/"+m.ID, r.meetingsWith)
}

type meetingBody struct {
	followup.Meeting
	Said     marginSaid
	Seats    []seatRow
	Ahead    []followup.Ahead
	Rulings  []rulingRow
	Others   []followup.Meeting // from which the list of who is invited may be taken
	Roles    []followup.Role
	Units    []string
	Items    []string
	States   []followup.State
	Parts    parts
	Expected string // the id of the next ruling
	Today    string
	Keep     bool
	IsAhead  bool // the meeting has not been held yet
	PapersIn int
}

func (b meetingBody) tables(r *request) []opendocument.Sheet {
	seats := r.newSheet("seats", r.p.Text("follow.seats_caption"), "follow.col_seat", "follow.col_role", "follow.col_unit", "follow.col_present")
	for _, one := range b.Seats {
		present := r.p.Text("follow.not_present")
		if one.Present {
			present = r.p.Text("follow.present")
			if one.Proxy {
				present += " " + r.p.Text("follow.by_proxy")
			}
		}
		seats.Rows = append(seats.Rows, texts(one.ID, r.p.Sprint(one.Role.Name()), one.UnitName, present))
	}
	papers := r.newSheet("papers", r.p.Text("follow.papers_caption", "n", b.PapersIn), "follow.col_paper", "follow.col_sent", "follow.col_ahead", "follow.in_time")
	for _, one := range b.Ahead {
		cells := []opendocument.Cell{opendocument.Text(one.Paper.Title), opendocument.Empty(r.p.Text("follow.not_sent"))}
		if one.Known {
			ahead, inTime := r.p.Text("follow.days_ahead", "days", one.Days, "weekdays", one.Weekdays), "follow.too_late"
			if one.Days < 0 {
				ahead = r.p.Text("follow.after_meeting")
			}
			if one.InTime() {
				inTime = "follow.in_time"
			}
			cells = append(cells[:1], r.dayCell(one.Paper.Sent), opendocument.Text(ahead), opendocument.Text(r.p.Text(inTime)))
		}
		papers.Rows = append(papers.Rows, cells)
	}
	return []opendocument.Sheet{seats, papers, r.rulingsSheet("rulings", r.p.Text("follow.rulings_of", "id", b.ID), b.Rulings)}
}

type seatRow struct {
	followup.Seat
	UnitName string
	Turned   bool // somebody has sat there
}

func (r *request) meetingPage() error { return r.meetingWith(http.StatusOK, parts{}) }

func (r *request) meetingWith(status int, p parts) error {
	b, ok, err := r.meetingBody(p)
	if err != nil {
		return err
	}
	if !ok {
		return r.notFound()
	}
	return r.status(status, "meeting", r.p.Text("follow.meeting_title", "id", b.ID), b)
}

func (r *request) meetingBody(p parts) (b meetingBody, found bool, err error) {
	today, err := r.today()
	if err != nil {
		return b, false, err
	}
	b = meetingBody{
		Roles: followup.Roles, Units: r.unitNames(), Items: r.itemNames(), Parts: p, Today: today, Keep: r.may(access.KeepFollowUp), PapersIn: followup.PapersAhead,
		States: []followup.State{followup.FollowUp, followup.Noted, followup.Decided},
	}
	names := r.names()
	r.ledger(func(l *followup.Ledger) {
		if b.Meeting, found = l.Meeting(r.PathValue("id")); !found {
			return
		}
		b.Said, b.Ahead, b.Expected = r.margin(b.Margin()), b.PapersOut(), l.NextRuling(b.ID)
		for _, s := range b.Meeting.Seats {
			row := seatRow{Seat: s, UnitName: names.Unit(s.Unit, r.lang)}
			for _, t := range b.Turns {
				row.Turned = row.Turned || t.Seat == s.ID
			}
			b.Seats = append(b.Seats, row)
		}
		for _, one := range l.Rulings() {
			if one.Meeting == b.ID {
				b.Rulings = append(b.Rulings, r.rulingRow(l, one, names, today))
			}
		}
		for _, m := range l.Meetings() {
			if m.ID != b.ID && len(m.Seats) > 0 {
				b.Others = append(b.Others, m)
			}
		}
	})
	b.IsAhead = b.On > today
	return b, found, nil
}

// meetingDone leads back to a meeting, or shows it again.
func (r *request) meetingDone(err error, form, page string) error {
	id := r.PathValue("id")
	found := false
	r.ledger(func(l *followup.Ledger) { _, found = l.Meeting(id) })
	if !found {
		return r.notFound()
	}
	again := r.meetingWith
	if page != "" {
		again = r.liveWith
	}
	return r.done(err, form, "/meetings/"+id+page, again)
}

func (r *request) changeMeeting() error {
	m := r.typedMeeting(r.PathValue("id"))
	err := r.keep(func(l *followup.Ledger) ([]journal.Draft, error) { return l.ChangeMeeting(r.account.ID, r.seen(), m) })
	return r.meetingDone(err, "change", "")
}

func (r *request) inviteSeats() error {
	id := r.PathValue("id")
	n, _ := strconv.Atoi(r.field("n"))
	err := r.keep(func(l *followup.Ledger) ([]journal.Draft, error) {
		if before := r.field("before"); before != "" {
			return l.InviteAsBefore(r.account.ID, id, before)
		}
		return l.Invite(r.account.ID, id, followup.Role(r.field("role")), coded(r.view.UnitNames(), r.field("unit")), n)
	})
	form := "seats"
	if r.field("before") != "" {
		form = "before"
	}
	return r.meetingDone(err, form, "")
}

func (r *request) uninviteSeat() error {
	err := r.keep(func(l *followup.Ledger) ([]journal.Draft, error) {
		return l.Uninvite(r.account.ID, r.PathValue("id"), r.PathValue("seat"))
	})
	return r.meetingDone(err, "seats", "")
}

func (r *request) listPaper() error {
	today, err := r.today()
	if err != nil {
		return err
	}
	n, _ := strconv.Atoi(r.field("paper"))
	err = r.keep(func(l *followup.Ledger) ([]journal.Draft, error) {
		return l.ListPaper(r.account.ID, r.PathValue("id"), followup.Paper{ID: n, Title: r.field("title"), Sent: r.field("sent")}, today)
	})
	return r.meetingDone(err, "papers", "")
}
