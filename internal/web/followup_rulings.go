package web

import (
	"net/http"
	"slices"
	"strconv"

	"heng/internal/access"
	"heng/internal/fault"
	"heng/internal/followup"
	"heng/internal/followup/sheet"
	"heng/internal/journal"
	"heng/internal/locale"
	"heng/internal/opendocument"
)

// rulingRow is a ruling with what its page says of it.
type rulingRow struct {
	followup.Ruling
	OwnerName, ItemName string
	Timing              followup.Timing
	DueOn               string
}

func (r *request) rulingRow(l *followup.Ledger, one followup.Ruling, names sheet.Names, today string) rulingRow {
	return rulingRow{one, names.Unit(one.Owner, r.lang), names.Item(one.Item, r.lang), l.Timing(one, today), l.DueOn(one)}
}

// rulingGroup is the rulings of a meeting.
type rulingGroup struct {
	Meeting  followup.Meeting
	Rows     []rulingRow
	Standing bool
}

type rulingsBody struct {
	Groups                   []rulingGroup
	Standing                 []rulingRow
	Owners                   []owner
	Meetings                 []followup.Meeting
	States                   []followup.State
	Owner, State, Meeting    string
	Overdue                  bool
	Shown, Open, Late, Total int
	Today                    string
}

func (b rulingsBody) tables(r *request) []opendocument.Sheet {
	var all []rulingRow
	for _, g := range b.Groups {
		all = append(all, g.Rows...)
	}
	return []opendocument.Sheet{r.rulingsSheet("rulings", r.p.Text("follow.rulings"), append(all, b.Standing...))}
}

// rulingsSheet is a table of rulings, of one meeting or of several.
func (r *request) rulingsSheet(name, title string, rows []rulingRow) opendocument.Sheet {
	s := r.newSheet(name, title, "follow.col_ruling", "follow.col_meeting", "follow.col_text", "follow.col_item", "follow.col_owner", "follow.col_due", "follow.col_timing", "follow.col_state", "follow.col_ended")
	for _, row := range rows {
		due, timing := r.dayCell(row.DueOn), r.p.Sprint(row.Timing.Name())
		switch {
		case row.Standing:
			due, timing = opendocument.Empty(r.p.Text("follow.is_standing")), ""
		case row.DueOn == "" && row.Due.NextMeeting:
			due = opendocument.Text(r.p.Text("follow.next_meeting"))
		case row.DueOn == "":
			due = opendocument.Empty(r.p.Text("follow.no_due"))
		}
		cells := append(texts(row.ID, row.Meeting, toldIn(r.lang, row.Text).Text, row.ItemName, row.OwnerName), due, opendocument.Text(timing))
		s.Rows = append(s.Rows, append(cells, opendocument.Text(r.p.Sprint(row.State.Name())), r.dayCell(row.Ended)))
	}
	return s
}

type owner struct{ Code, Name string }

func (r *request) rulingsPage() error {
	today, err := r.today()
	if err != nil {
		return err
	}
	q := r.URL.Query()
	b := rulingsBody{States: followup.States, Owner: q.Get("owner"), State: q.Get("state"), Meeting: q.Get("meeting"), Overdue: q.Get("overdue") != "", Today: today}
	names := r.names()
	r.ledger(func(l *followup.Ledger) {
		b.Meetings = l.Meetings()
		groups := map[string]*rulingGroup{}
		owners := map[string]bool{}
		for _, one := range l.Rulings() {
			row := r.rulingRow(l, one, names, today)
			b.Total++
			if one.Owner != "" && !owners[one.Owner] {
				owners[one.Owner] = true
				b.Owners = append(b.Owners, owner{one.Owner, row.OwnerName})
			}
			if one.State.IsOpen() {
				b.Open++
			}
			if row.Timing == followup.Overdue {
				b.Late++
			}
			if b.Owner != "" && one.Owner != b.Owner || b.State != "" && string(one.State) != b.State || b.Meeting != "" && one.Meeting != b.Meeting || b.Overdue && row.Timing != followup.Overdue {
				continue
			}
			b.Shown++
			if one.Standing {
				b.Standing = append(b.Standing, row)
				continue
			}
			if groups[one.Meeting] == nil {
				m, _ := l.Meeting(one.Meeting)
				groups[one.Meeting] = &rulingGroup{Meeting: m}
			}
			groups[one.Meeting].Rows = append(groups[one.Meeting].Rows, row)
		}
		for _, m := range b.Meetings {
			if g := groups[m.ID]; g != nil {
				b.Groups = append(b.Groups, *g)
			}
		}
	})
	slices.SortFunc(b.Owners, func(x, y owner) int {
		if x.Name < y.Name {
			return -1
		}
		return 1
	})
	return r.show("rulings", r.p.Text("follow.rulings"), b)
}

type rulingBody struct {
	rulingRow
	MeetingHeld followup.Meeting
	Meetings    []followup.Meeting // that may have decided something
	Outcomes    []followup.Outcome
	Indicators  []indicatorName
	Units       []string
	Items       []string
	Parts       parts
	Today       string
	Keep        bool
}

type indicatorName struct{ Key, Name string }

func (r *request) rulingPage() error { return r.rulingWith(http.StatusOK, parts{}) }

func (r *request) rulingWith(status int, p parts) error {
	today, err := r.today()
	if err != nil {
		return err
	}
	board, err := r.board()
	if err != nil {
		return err
	}
	b := rulingBody{Units: r.unitNames(), Items: r.itemNames(), Parts: p, Today: today, Keep: r.may(access.KeepFollowUp)}
	for _, d := range board.Dimensions {
		for _, e := range d.Indicators {
			b.Indicators = append(b.Indicators, indicatorName{e.Key, e.Name})
		}
	}
	found := false
	r.ledger(func(l *followup.Ledger) {
		var one followup.Ruling
		if one, found = l.Ruling(r.PathValue("id")); !found {
			return
		}
		b.rulingRow = r.rulingRow(l, one, r.names(), today)
		b.MeetingHeld, _ = l.Meeting(one.Meeting)
		for _, m := range l.Meetings() {
			if m.On >= b.MeetingHeld.On && m.On <= today {
				b.Meetings = append(b.Meetings, m)
			}
		}
	})
	if !found {
		return r.notFound()
	}
	for _, o := range followup.Outcomes {
		if (o == followup.Resume) != b.State.IsOpen() {
			b.Outcomes = append(b.Outcomes, o)
		}
	}
	for i := range b.History {
		b.History[i].At = r.view.Local(b.History[i].At)
		b.History[i].Changes = r.amended(b.History[i].Changes)
	}
	slices.Reverse(b.History)
	return r.status(status, "ruling", r.p.Text("follow.ruling_title", "id", b.ID), b)
}

// amended writes what was changed as people read it.
func (r *request) amended(all []followup.Change) []followup.Change {
	names := r.names()
	written := slices.Clone(all)
	for i, c := range written {
		for _, text := range []*string{&written[i].From, &written[i].To} {
			switch c.Part {
			case "owner", "unit":
				*text = names.Unit(*text, r.lang)
			case "item":
				*text = names.Item(*text, r.lang)
			case "due":
				if *text == "next_meeting" {
					*text = r.p.Text("follow.next_meeting")
				} else {
					*text = dated(r.p, *text)
				}
			case "standing":
				if *text == "yes" {
					*text = r.p.Text("follow.yes")
				} else {
					*text = r.p.Text("follow.no")
				}
			}
		}
	}
	return written
}

// seen is the number of the last event that whoever sent the form had seen.
func (r *request) seen() int64 {
	n, _ := strconv.ParseInt(r.field("seen"), 10, 64)
	return n
}

func (r *request) rulingDone(err error, form string) error {
	id := r.PathValue("id")
	found := false
	r.ledger(func(l *followup.Ledger) { _, found = l.Ruling(id) })
	if !found {
		return r.notFound()
	}
	return r.done(err, form, "/follow-up/rulings/"+id, r.rulingWith)
}

func (r *request) reportProgress() error {
	today, err := r.today()
	if err != nil {
		return err
	}
	p := followup.Progress{On: r.field("on"), Text: followup.Trimmed(r.field("text_zh"), r.field("text_en"))}
	for _, kind := range []string{followup.EvidenceText, followup.EvidenceLink, followup.EvidenceIndicator} {
		if value := r.field("evidence_" + kind); value != "" {
			p.Evidence = append(p.Evidence, followup.Evidence{Kind: kind, Value: value})
		}
	}
	board, err := r.board()
	if err != nil {
		return err
	}
	if key := r.field("evidence_" + followup.EvidenceIndicator); key != "" {
		if _, _, ok := board.Find(key); !ok {
			return r.rulingDone(fault.New(fault.Refused, locale.M("followup.bad_indicator", "text", key)), "progress")
		}
	}
	err = r.keep(func(l *followup.Ledger) ([]journal.Draft, error) {
		return l.Report(r.account.ID, r.PathValue("id"), r.seen(), p, today)
	})
	return r.rulingDone(err, "progress")
}

func (r *request) decideRuling() error {
	today, err := r.today()
	if err != nil {
		return err
	}
	err = r.keep(func(l *followup.Ledger) ([]journal.Draft, error) {
		return l.Decide(r.account.ID, r.PathValue("id"), r.seen(), followup.Outcome(r.field("outcome")), r.field("meeting"), r.field("note"), today)
	})
	return r.rulingDone(err, "decision")
}

// typedRuling reads the fields of a ruling from a form.
func (r *request) typedRuling() followup.Ruling {
	names := r.names()
	return followup.Ruling{
		Item: coded(names.Items, r.field("item")), Text: followup.Trimmed(r.field("text_zh"), r.field("text_en")), Owner: coded(names.Units, r.field("owner")),
		Due: followup.Due{On: r.field("due_on"), NextMeeting: r.field("next_meeting") != ""}, Standing: r.field("standing") != "",
	}
}

func (r *request) changeRuling() error {
	one := r.typedRuling()
	one.ID = r.PathValue("id")
	err := r.keep(func(l *followup.Ledger) ([]journal.Draft, error) {
		return l.ChangeRuling(r.account.ID, r.seen(), one, r.field("reason"))
	})
	return r.rulingDone(err, "change")
}
