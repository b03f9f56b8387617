package consult

import (
	"context"
	"strings"

	"heng/internal/fault"
	"heng/internal/locale"
)

// Draft makes a proposal and returns its id.
func (r *Register) Draft(ctx context.Context, by Who, framework, indicator string, of Paper, note string) (id string, err error) {
	err = r.do(ctx, by, eventDrafted, func() (any, error) {
		text, note, err := revision(of, note)
		if err != nil {
			return nil, err
		}
		for _, p := range r.records.proposals {
			if p.Framework == framework && p.Indicator == indicator && !p.IsDecided() {
				return nil, fault.New(fault.Refused, locale.M("consult.proposed_already", "name", framework+"/"+indicator, "id", p.ID)).
					WithHint(locale.M("consult.proposed_already_hint"))
			}
		}
		of.Text = text
		id = number("p", len(r.records.proposals))
		return drafted{id, framework, indicator, by.Today, note, of}, nil
	})
	return id, err
}

// revision checks what somebody wants to save.
func revision(of Paper, note string) (text, noted string, err error) {
	if text, err = written(of.Text, "consult.no_text"); err != nil {
		return "", "", err
	}
	noted, err = written(note, "")
	return text + "\n", noted, err
}

// Saved is what became of a revision.
type Saved struct {
	Number int
	Beside bool     // another was saved since the one that it began from
	Other  Revision // that other one
}

// Revise saves a revision that began from another one. Where the proposal has gone on
// since, both are kept: the new one stands beside it until somebody saves one that
// begins from the newest.
func (r *Register) Revise(ctx context.Context, by Who, id string, based int, of Paper, note string) (saved Saved, err error) {
	err = r.do(ctx, by, eventRevised, func() (any, error) {
		text, note, err := revision(of, note)
		if err != nil {
			return nil, err
		}
		p := r.records.proposal(id)
		if p == nil {
			return nil, refused("consult.no_proposal")
		}
		if p.IsDecided() {
			return nil, refused("consult.decided")
		}
		if _, ok := p.Revision(based); !ok {
			return nil, refused("consult.no_revision")
		}
		head := p.Head()
		saved = Saved{Number: len(p.Revisions) + 1, Beside: based != head.Number}
		if saved.Beside {
			saved.Other = head
		} else if head.Text == text && len(p.Unsettled()) == 0 {
			return nil, refused("consult.nothing_new")
		}
		of.Text = text
		return revised{id, based, saved.Beside, by.Today, note, of}, nil
	})
	return saved, err
}

// Acceptance is by which a proposal is accepted.
type Acceptance struct {
	Route  string // the framework's: consent, or authority
	Now    Paper  // of the head, with the criteria as they stand now
	Record string // the number of the document
}

// Accept accepts the newest revision. Where the framework's route is consent, a closed
// consultation about this very paper must have reached its share, and every open
// objection must have been put before the advisory group.
func (r *Register) Accept(ctx context.Context, by Who, id string, a Acceptance) error {
	return r.do(ctx, by, eventAccepted, func() (any, error) {
		p, err := r.undecided(id, "consult.still_open")
		if err != nil {
			return nil, err
		}
		record, err := written(a.Record, "consult.no_record")
		if err != nil {
			return nil, err
		}
		head := p.Head()
		d := decided{Proposal: id, Revision: head.Number, On: by.Today, Record: record}
		var last *Consultation
		if n := len(p.Consultations); n > 0 {
			last = r.records.consultation(p.Consultations[n-1])
		}
		switch {
		case last == nil && a.Route == "consent":
			return nil, refused("consult.not_consulted")
		case last != nil && a.Route == "consent":
			if err := last.carries(a.Now.Hash); err != nil {
				return nil, err
			}
			d.Consultation = last.ID
		case last != nil && last.Table().Hash == a.Now.Hash: // asked, although nobody had to
			d.Consultation = last.ID
		}
		return d, nil
	})
}

// carries says why a consultation does not carry a paper into force.
func (c Consultation) carries(hash string) error {
	if c.Table().Hash != hash {
		return fault.New(fault.Refused, locale.M("consult.lapsed")).WithHint(locale.M("consult.lapsed_hint"))
	}
	if t := c.Tally(); !t.Reached {
		return refused("consult.share_missed", "agreed", t.Of[Agreed], "needed", t.Needed, "groups", t.Groups)
	}
	for _, e := range c.OpenObjections() {
		if e.Referred == nil {
			return refused("consult.not_referred", "number", e.Number)
		}
	}
	return nil
}

// Withdraw ends a proposal that is not in force, with a reason. An open consultation
// about it ends with it.
func (r *Register) Withdraw(ctx context.Context, by Who, id, reason string) error {
	return r.do(ctx, by, eventWithdrawn, func() (any, error) {
		p := r.records.proposal(id)
		switch {
		case p == nil:
			return nil, refused("consult.no_proposal")
		case p.Stage == InForce || p.Stage == Withdrawn:
			return nil, refused("consult.decided")
		}
		reason, err := written(reason, "consult.no_reason")
		return decided{Proposal: id, Revision: p.Head().Number, On: by.Today, Record: reason}, err
	})
}

// Written records that an accepted proposal stands in the framework. Where the record
// cannot be kept the caller must not have written.
func (r *Register) Written(ctx context.Context, by Who, id, file string) error {
	return r.do(ctx, by, eventWritten, func() (any, error) {
		p := r.records.proposal(id)
		if p == nil {
			return nil, refused("consult.no_proposal")
		}
		if p.Stage != Accepted {
			return nil, refused("consult.not_accepted")
		}
		return decided{Proposal: id, Revision: p.Decision.Revision, On: by.Today, Record: strings.TrimSpace(file)}, nil
	})
}

// undecided returns a proposal on which a next step may be taken: it is not decided, no
// consultation about it is open (what the entry asked says), and no two texts of it
// stand beside each other.
func (r *Register) undecided(id, asked string) (*Proposal, error) {
	p := r.records.proposal(id)
	switch {
	case p == nil:
		return nil, refused("consult.no_proposal")
	case p.IsDecided():
		return nil, refused("consult.decided")
	case p.Stage == Consulted:
		return nil, refused(asked)
	case len(p.Unsettled()) > 0:
		return nil, refused("consult.unsettled")
	}
	return p, nil
}
