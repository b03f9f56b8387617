package web

import (
	"net/http"

	"heng/internal/followup"
	"heng/internal/journal"
)

// marginSaid is the rule of one third in words.
type marginSaid struct {
	N        followup.Margin
	Applies  bool
	Holds    bool
	Edge     bool     // the next who leaves breaks it
	Headline string   // what matters in the room
	Lines    []string // the figures behind it
}

// margin says how the rule stands.
func (r *request) margin(n followup.Margin) marginSaid {
	said := marginSaid{N: n, Applies: n.Applies(), Holds: n.Holds(), Edge: n.Holds() && n.Slack() == 0}
	say := func(key string, args ...any) { said.Lines = append(said.Lines, r.p.Text("follow."+key, args...)) }
	switch slack := n.Slack(); {
	case !said.Applies:
		said.Headline = r.p.Text("follow.margin_nobody")
		return said
	case !said.Holds:
		said.Headline = r.p.Text("follow.margin_fails", "n", -slack)
	case slack == 0:
		said.Headline = r.p.Text("follow.margin_edge")
	default:
		said.Headline = r.p.Text("follow.margin_slack", "n", slack)
	}
	say("margin_minimum", "agency", n.Agency, "n", n.MinimumCivil())
	if room := n.AgencyRoom(); said.Holds && room == 0 {
		say("margin_no_room")
	} else if said.Holds {
		say("margin_room", "n", room)
	}
	if n.Agency > 0 {
		say("margin_proxies", "proxies", n.AgencyProxies, "agency", n.Agency, "rate", r.percent(n.AgencyProxies, n.Agency))
	}
	if without := n.WithoutProxies(); n.AgencyProxies+n.CivilProxies > 0 {
		say("margin_without", "civil", without.Civil, "present", without.Present())
	}
	say("margin_observers", "n", n.Observers)
	return said
}

// percent is a share with one decimal, half away from zero, in integers.
func (r *request) percent(part, whole int) string {
	thousandths := (part*2000 + whole) / (2 * whole)
	return r.p.Integer(int64(thousandths/10)) + "." + r.p.Integer(int64(thousandths%10)) + "%"
}

func (r *request) livePage() error { return r.liveWith(http.StatusOK, parts{}) }

type liveBody struct {
	meetingBody
	Low   *followup.Low
	LowAt string // as the clock in the room shows it
}

func (r *request) liveWith(status int, p parts) error {
	b, ok, err := r.meetingBody(p)
	if err != nil {
		return err
	}
	if !ok {
		return r.notFound()
	}
	live := liveBody{meetingBody: b}
	if low, known := b.Lowest(); known {
		live.Low, live.LowAt = &low, r.view.Local(low.At).Format("15:04")
	}
	return r.status(status, "live", r.p.Text("follow.live_title", "id", b.ID), live)
}

// attend takes the boxes of the list: what they were when it was shown stands in
// the form beside what they are.
func (r *request) attend() error {
	has := func(name, seat string) bool {
		for _, one := range r.PostForm[name] {
			if one == seat {
				return true
			}
		}
		return false
	}
	var ticks []followup.Tick
	for _, seat := range r.PostForm["seat"] {
		ticks = append(ticks, followup.Tick{Seat: seat, Was: has("was", seat), Present: has("present", seat), WasProxy: has("was_proxy", seat), IsProxy: has("proxy", seat)})
	}
	err := r.keep(func(l *followup.Ledger) ([]journal.Draft, error) {
		return l.Attend(r.account.ID, r.PathValue("id"), ticks)
	})
	return r.meetingDone(err, "attendance", "/live")
}

func (r *request) turnMeeting() error {
	err := r.keep(func(l *followup.Ledger) ([]journal.Draft, error) {
		return l.Turn(r.account.ID, r.PathValue("id"), r.field("turn"))
	})
	return r.meetingDone(err, "session", "/live")
}

// typeRuling puts what was typed in the meeting straight under follow-up.
func (r *request) typeRuling() error {
	one := r.typedRuling()
	one.Meeting, one.State = r.PathValue("id"), followup.State(r.field("state"))
	err := r.keep(func(l *followup.Ledger) ([]journal.Draft, error) {
		drafts, _, err := l.Rule(r.account.ID, r.field("expected"), one)
		return drafts, err
	})
	return r.meetingDone(err, "ruling", "/live")
}
