package consult

import "heng/internal/journal"

// The kinds of events, and what each holds.
const (
	eventDrafted   = "consult.drafted"
	eventRevised   = "consult.revised"
	eventOpened    = "consult.opened"
	eventPut       = "consult.put"
	eventExtended  = "consult.extended"
	eventReminded  = "consult.reminded"
	eventSaid      = "consult.said"
	eventTakenBack = "consult.taken_back"
	eventAnswered  = "consult.answered"
	eventReferred  = "consult.referred"
	eventClosed    = "consult.closed"
	eventAccepted  = "consult.accepted"
	eventWithdrawn = "consult.withdrawn"
	eventWritten   = "consult.written"
	eventSuggested = "consult.suggested"
	eventReplied   = "consult.suggestion_answered"
	eventShown     = "consult.result_shown"
	eventReply     = "consult.result_replied"
)

type drafted struct {
	Proposal  string `json:"proposal"`
	Framework string `json:"framework"`
	Indicator string `json:"indicator"`
	On        string `json:"on"`
	Note      string `json:"note,omitempty"`
	Paper     Paper  `json:"of"`
}

type revised struct {
	Proposal string `json:"proposal"`
	Based    int    `json:"based"`
	Beside   bool   `json:"beside,omitempty"`
	On       string `json:"on"`
	Note     string `json:"note,omitempty"`
	Paper    Paper  `json:"of"`
}

type opened struct {
	Consultation string   `json:"consultation"`
	Proposal     string   `json:"proposal"`
	Groups       []string `json:"groups"`
	NoticeDays   int      `json:"notice_days"`
	Agree        string   `json:"agree"`
	Put          put      `json:"put"`
}

type put struct {
	Consultation string   `json:"consultation"`
	Revision     int      `json:"revision"`
	Hash         string   `json:"paper"`
	Terms        string   `json:"terms"`
	On           string   `json:"on"`
	Deadline     string   `json:"deadline"`
	Figures      *Figures `json:"figures,omitempty"`
}

type said struct {
	Consultation string `json:"consultation"`
	Group        string `json:"group"`
	Kind         Kind   `json:"kind"`
	Text         string `json:"text,omitempty"`
	Revision     int    `json:"revision"`
	Hash         string `json:"paper"`
	On           string `json:"on"`
	Channel      string `json:"channel"`
	Record       string `json:"record,omitempty"`
}

// step is what happens to a consultation or to an entry of it.
type step struct {
	Consultation string   `json:"consultation"`
	Entry        int      `json:"entry,omitempty"`
	On           string   `json:"on"`
	Deadline     string   `json:"deadline,omitempty"`
	Groups       []string `json:"groups,omitempty"`
	Record       string   `json:"record,omitempty"`
}

type answered struct {
	Consultation string `json:"consultation"`
	Entry        int    `json:"entry"`
	On           string `json:"on"`
	Decision     string `json:"decision,omitempty"`
	Text         string `json:"text"`
	Standard     bool   `json:"standard,omitempty"`
	Same         int    `json:"same,omitempty"`
}

type decided struct {
	Proposal     string `json:"proposal"`
	Revision     int    `json:"revision,omitempty"`
	Consultation string `json:"consultation,omitempty"`
	On           string `json:"on"`
	Record       string `json:"record,omitempty"`
}

type suggested struct {
	Suggestion  string `json:"suggestion"`
	On          string `json:"on"`
	Meeting     string `json:"meeting,omitempty"`
	AgendaItem  string `json:"agenda_item,omitempty"`
	Seat        string `json:"seat,omitempty"`
	Affiliation string `json:"affiliation,omitempty"`
	Topic       string `json:"topic,omitempty"`
	Language    string `json:"language"`
	Text        string `json:"text"`
	Other       string `json:"other,omitempty"`
}

type replied struct {
	Suggestion string `json:"suggestion"`
	On         string `json:"on"`
	Verdict    string `json:"verdict"`
	Reason     string `json:"reason"`
	FollowUp   bool   `json:"follow_up,omitempty"`
}

type shown struct {
	Showing   string   `json:"showing"`
	Framework string   `json:"framework"`
	Indicator string   `json:"indicator"`
	Period    string   `json:"period,omitempty"`
	Groups    []string `json:"groups"`
	On        string   `json:"on"`
	Until     string   `json:"until"`
}

type resultReply struct {
	Showing string   `json:"showing"`
	Group   string   `json:"group"`
	On      string   `json:"on"`
	Text    string   `json:"text"`
	Results []Result `json:"results"`
}

// Records is every proposal, consultation, suggestion and showing, folded from the
// journal.
type Records struct {
	proposals     []*Proposal
	consultations []*Consultation
	suggestions   []*Suggestion
	showings      []*Showing
}

// NewRecords returns the state before the first event.
func NewRecords() *Records { return &Records{} }

// Apply takes in an event.
func (s *Records) Apply(e journal.Event) (bool, error) {
	switch e.Kind {
	case eventDrafted:
		return take(e, func(d drafted) error {
			s.proposals = append(s.proposals, &Proposal{
				ID: d.Proposal, Framework: d.Framework, Indicator: d.Indicator, Stage: Drafted,
				Revisions: []Revision{{Number: 1, By: e.By, On: d.On, Note: d.Note, Paper: d.Paper}},
			})
			return nil
		})
	case eventRevised:
		return take(e, func(d revised) error {
			p := s.proposal(d.Proposal)
			if p == nil {
				return errUnknown
			}
			p.Revisions = append(p.Revisions, Revision{len(p.Revisions) + 1, d.Based, d.Beside, e.By, d.On, d.Note, d.Paper})
			return nil
		})
	case eventAccepted, eventWithdrawn, eventWritten:
		return take(e, func(d decided) error { return s.decide(e, d) })
	case eventOpened:
		return take(e, func(d opened) error { return s.open(e, d) })
	case eventPut:
		return take(e, func(d put) error {
			return s.change(d.Consultation, func(c *Consultation) { c.Puts = append(c.Puts, d.put()) })
		})
	case eventSaid:
		return take(e, func(d said) error {
			return s.change(d.Consultation, func(c *Consultation) {
				c.Entries = append(c.Entries, Entry{
					Number: len(c.Entries) + 1, Group: d.Group, Kind: d.Kind, Text: d.Text, Revision: d.Revision, Hash: d.Hash,
					By: e.By, On: d.On, Channel: d.Channel, Record: d.Record,
				})
			})
		})
	case eventAnswered:
		return take(e, func(d answered) error {
			return s.entry(d.Consultation, d.Entry, func(x *Entry) {
				x.Answer = &Answer{d.On, e.By, d.Decision, d.Text, d.Standard, d.Same}
			})
		})
	case eventExtended, eventReminded, eventTakenBack, eventReferred, eventClosed:
		return take(e, func(d step) error { return s.step(e, d) })
	case eventSuggested:
		return take(e, func(d suggested) error {
			s.suggestions = append(s.suggestions, &Suggestion{
				d.Suggestion, e.By, d.On, d.Meeting, d.AgendaItem, d.Seat, d.Affiliation, d.Topic, d.Language, d.Text, d.Other, nil,
			})
			return nil
		})
	case eventReplied:
		return take(e, func(d replied) error {
			x := find(s.suggestions, d.Suggestion)
			if x == nil {
				return errUnknown
			}
			x.Reply = &SuggestionReply{d.On, e.By, d.Verdict, d.Reason, d.FollowUp}
			return nil
		})
	case eventShown:
		return take(e, func(d shown) error {
			s.showings = append(s.showings, &Showing{d.Showing, d.Framework, d.Indicator, d.Period, d.Groups, e.By, d.On, d.Until, nil})
			return nil
		})
	case eventReply:
		return take(e, func(d resultReply) error {
			x := find(s.showings, d.Showing)
			if x == nil {
				return errUnknown
			}
			x.Replies = append(x.Replies, Reply{d.Group, e.By, d.On, d.Text, d.Results})
			return nil
		})
	}
	return false, nil
}

func (p put) put() Put { return Put{p.Revision, p.Hash, p.Terms, p.On, p.Deadline, p.Figures} }

// take reads the data of an event of ours.
func take[T any](e journal.Event, with func(T) error) (bool, error) {
	var d T
	if err := e.Into(&d); err != nil {
		return true, err
	}
	return true, with(d)
}

func (s *Records) decide(e journal.Event, d decided) error {
	p := s.proposal(d.Proposal)
	if p == nil {
		return errUnknown
	}
	decision := &Decision{e.By, d.On, d.Revision, d.Consultation, d.Record}
	switch e.Kind {
	case eventAccepted:
		p.Stage, p.Decision = Accepted, decision
	case eventWithdrawn:
		p.Stage, p.Decision = Withdrawn, decision
		for _, c := range s.consultations {
			if c.Proposal == p.ID && c.Closed == "" {
				c.Closed = d.On
			}
		}
	case eventWritten:
		p.Stage, p.Written = InForce, decision
	}
	return nil
}

func (s *Records) open(e journal.Event, d opened) error {
	p := s.proposal(d.Proposal)
	if p == nil {
		return errUnknown
	}
	s.consultations = append(s.consultations, &Consultation{
		ID: d.Consultation, Proposal: d.Proposal, Groups: d.Groups, NoticeDays: d.NoticeDays, Agree: d.Agree,
		By: e.By, Opened: d.Put.On, Puts: []Put{d.Put.put()},
	})
	p.Consultations, p.Stage = append(p.Consultations, d.Consultation), Consulted
	return nil
}

func (s *Records) step(e journal.Event, d step) error {
	switch e.Kind {
	case eventTakenBack:
		return s.entry(d.Consultation, d.Entry, func(x *Entry) { x.Taken = d.On })
	case eventReferred:
		return s.entry(d.Consultation, d.Entry, func(x *Entry) { x.Referred = &Referral{d.On, e.By, d.Record} })
	}
	return s.change(d.Consultation, func(c *Consultation) {
		switch e.Kind {
		case eventExtended:
			c.Puts[len(c.Puts)-1].Deadline = d.Deadline
		case eventReminded:
			c.Reminders = append(c.Reminders, Reminder{d.On, e.By, d.Groups})
		case eventClosed:
			c.Closed = d.On
			if p := s.proposal(c.Proposal); p != nil && p.Stage == Consulted {
				p.Stage = Heard
			}
		}
	})
}

func (s *Records) change(consultation string, with func(c *Consultation)) error {
	c := s.consultation(consultation)
	if c == nil {
		return errUnknown
	}
	with(c)
	return nil
}

func (s *Records) entry(consultation string, number int, with func(e *Entry)) error {
	c := s.consultation(consultation)
	if c == nil || number < 1 || number > len(c.Entries) {
		return errUnknown
	}
	with(&c.Entries[number-1])
	return nil
}
