package consult

import (
	"context"
	"slices"
	"strings"
	"time"
)

// Opening is how a consultation is opened.
type Opening struct {
	Proposal   string
	Groups     []string
	NoticeDays int    // that the groups have at least
	Agree      string // the share that must agree, as 2/3
	Deadline   string
	Now        Paper // of the newest revision, with the criteria as they stand now
	Figures    *Figures
}

// Open puts the newest revision of a proposal before groups and returns the id of
// the consultation.
func (r *Register) Open(ctx context.Context, by Who, o Opening) (id string, err error) {
	err = r.do(ctx, by, eventOpened, func() (any, error) {
		p, err := r.undecided(o.Proposal, "consult.open_already")
		if err != nil {
			return nil, err
		}
		var groups []string
		for _, g := range o.Groups {
			if g = strings.TrimSpace(g); g != "" && !slices.Contains(groups, g) {
				groups = append(groups, g)
			}
		}
		if len(groups) == 0 {
			return nil, refused("consult.no_groups")
		}
		slices.Sort(groups)
		if err := notice(by.Today, o.Deadline, o.NoticeDays); err != nil {
			return nil, err
		}
		id = number("c", len(r.records.consultations))
		return opened{id, p.ID, groups, o.NoticeDays, o.Agree, put{id, p.Head().Number, o.Now.Hash, o.Now.Terms, by.Today, strings.TrimSpace(o.Deadline), o.Figures}}, nil
	})
	return id, err
}

// notice checks that groups have the days that they are to have.
func notice(today, deadline string, days int) error {
	from, err := day(today)
	if err != nil {
		return err
	}
	until, err := day(deadline)
	if err != nil {
		return err
	}
	if least := from.AddDate(0, 0, max(days, 1)); until.Before(least) {
		return refused("consult.short_notice", "days", max(days, 1), "day", least.Format(time.DateOnly))
	}
	return nil
}

// held finds a consultation that is open.
func (r *Register) held(id string) (*Consultation, error) {
	c := r.records.consultation(id)
	switch {
	case c == nil:
		return nil, refused("consult.no_consultation")
	case c.Closed != "":
		return nil, refused("consult.closed")
	}
	return c, nil
}

// Put puts the newest revision on the table in place of the one before. The groups
// have their days anew, and what was agreed to another text has lapsed.
func (r *Register) Put(ctx context.Context, by Who, id, deadline string, now Paper, figures *Figures) error {
	return r.do(ctx, by, eventPut, func() (any, error) {
		c, err := r.held(id)
		if err != nil {
			return nil, err
		}
		p := r.records.proposal(c.Proposal)
		if len(p.Unsettled()) > 0 {
			return nil, refused("consult.unsettled")
		}
		head := p.Head()
		if head.Number == c.Table().Revision && now.Hash == c.Table().Hash {
			return nil, refused("consult.on_table")
		}
		if err := notice(by.Today, deadline, c.NoticeDays); err != nil {
			return nil, err
		}
		return put{id, head.Number, now.Hash, now.Terms, by.Today, strings.TrimSpace(deadline), figures}, nil
	})
}

// Extend moves the deadline to a later day.
func (r *Register) Extend(ctx context.Context, by Who, id, deadline string) error {
	return r.do(ctx, by, eventExtended, func() (any, error) {
		c, err := r.held(id)
		if err != nil {
			return nil, err
		}
		until, err := day(deadline)
		if err != nil {
			return nil, err
		}
		if at := until.Format(time.DateOnly); at <= c.Table().Deadline || at < by.Today {
			return nil, refused("consult.not_later", "day", c.Table().Deadline)
		}
		return step{Consultation: id, On: by.Today, Deadline: until.Format(time.DateOnly)}, nil
	})
}

// Remind records that groups were reminded: those given, or all that are silent. It
// returns which. No mail is sent.
func (r *Register) Remind(ctx context.Context, by Who, id string) (groups []string, err error) {
	err = r.do(ctx, by, eventReminded, func() (any, error) {
		groups = nil
		c, err := r.held(id)
		if err != nil {
			return nil, err
		}
		for _, g := range c.Groups {
			if c.Outcome(g) == Silent {
				groups = append(groups, g)
			}
		}
		if len(groups) == 0 {
			return nil, refused("consult.none_silent")
		}
		return step{Consultation: id, On: by.Today, Groups: groups}, nil
	})
	return groups, err
}

// Said is what a group says.
type Said struct {
	Group string
	Kind  Kind
	Text  string
	Hash  string // of the paper that it had before it
	// Of what the office records for a group.
	Channel string // letter or meeting; empty: here, by the group itself
	Record  string // the number of the letter or the minutes
	On      string // when it was received
}

// Say records what a group says: by its representative until the deadline, or, of a
// letter or a meeting, by the office. It is about the paper that the group had before
// it; agreement to another than is on the table is refused.
func (r *Register) Say(ctx context.Context, by Who, id string, s Said) error {
	return r.do(ctx, by, eventSaid, func() (any, error) {
		c, err := r.held(id)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(c.Groups, s.Group) {
			return nil, refused("consult.not_invited")
		}
		if !slices.Contains(Kinds, s.Kind) {
			return nil, refused("consult.no_kind")
		}
		empty := map[Kind]string{Comment: "consult.no_comment", Question: "consult.no_question", Objection: "consult.no_objection"}
		text, err := written(s.Text, empty[s.Kind])
		if err != nil {
			return nil, err
		}
		table, revision := c.Table(), 0
		for _, p := range c.Puts {
			if p.Hash == s.Hash {
				revision = p.Revision
			}
		}
		if revision == 0 || s.Kind == Agreement && s.Hash != table.Hash {
			return nil, refused("consult.other_text")
		}
		on, record, err := received(by, table, s)
		if err != nil {
			return nil, err
		}
		if s.Kind == Agreement && c.Outcome(s.Group) == Agreed {
			return nil, refused("consult.agreed_already")
		}
		channel := s.Channel
		if channel == "" {
			channel = Channels[0]
		}
		return said{id, s.Group, s.Kind, text, revision, s.Hash, on, channel, record}, nil
	})
}

// received checks when and how something was said.
func received(by Who, table Put, s Said) (on, record string, err error) {
	on = by.Today
	if s.Channel != "" {
		if !slices.Contains(Channels[1:], s.Channel) {
			return "", "", refused("consult.no_channel")
		}
		if record, err = written(s.Record, "consult.no_record"); err != nil {
			return "", "", err
		}
		at, err := day(s.On)
		if err != nil {
			return "", "", err
		}
		if on = at.Format(time.DateOnly); on > by.Today || on < table.On {
			return "", "", refused("consult.not_received", "from", table.On, "until", by.Today)
		}
	}
	if on > table.Deadline {
		return "", "", refused("consult.too_late", "day", table.Deadline)
	}
	return on, record, nil
}

// TakeBack takes back an objection of a group, by its place among what the group said,
// from 1.
func (r *Register) TakeBack(ctx context.Context, by Who, id, group string, place int) error {
	return r.do(ctx, by, eventTakenBack, func() (any, error) {
		c, err := r.held(id)
		if err != nil {
			return nil, err
		}
		mine := c.Of(group)
		if place < 1 || place > len(mine) || !c.IsOpen(mine[place-1]) {
			return nil, refused("consult.no_open_objection")
		}
		return step{Consultation: id, Entry: mine[place-1].Number, On: by.Today}, nil
	})
}

// Answer answers an entry; a later answer takes the place of an earlier one. It may
// come after the close.
func (r *Register) Answer(ctx context.Context, by Who, id string, entry int, a Answer) error {
	return r.do(ctx, by, eventAnswered, func() (any, error) {
		c := r.records.consultation(id)
		if c == nil || entry < 1 || entry > len(c.Entries) {
			return nil, refused("consult.no_entry")
		}
		text, err := written(a.Text, "consult.no_answer")
		if err != nil {
			return nil, err
		}
		if a.Decision != "" && !slices.Contains(Decisions, a.Decision) {
			return nil, refused("consult.no_decision")
		}
		if a.Same < 0 || a.Same >= entry { // of earlier points alone, so that none repeats itself
			return nil, refused("consult.no_same", "number", entry)
		}
		return answered{id, entry, by.Today, a.Decision, text, a.Standard, a.Same}, nil
	})
}

// Refer records that an open objection was put before the advisory group, and where.
func (r *Register) Refer(ctx context.Context, by Who, id string, entry int, record string) error {
	return r.do(ctx, by, eventReferred, func() (any, error) {
		c := r.records.consultation(id)
		if c == nil || entry < 1 || entry > len(c.Entries) || !c.IsOpen(c.Entries[entry-1]) {
			return nil, refused("consult.no_open_objection")
		}
		record, err := written(record, "consult.no_record")
		if err != nil {
			return nil, err
		}
		return step{Consultation: id, Entry: entry, On: by.Today, Record: record}, nil
	})
}

// Close ends a consultation: after its deadline, or when every group has agreed or
// objected.
func (r *Register) Close(ctx context.Context, by Who, id string) error {
	return r.do(ctx, by, eventClosed, func() (any, error) {
		c, err := r.held(id)
		if err != nil {
			return nil, err
		}
		if by.Today <= c.Table().Deadline {
			for _, g := range c.Groups {
				if o := c.Outcome(g); o != Agreed && o != Objected {
					return nil, refused("consult.not_over", "day", c.Table().Deadline)
				}
			}
		}
		return step{Consultation: id, On: by.Today}, nil
	})
}

// After is the day some days after another.
func After(from string, days int) string {
	t, err := day(from)
	if err != nil {
		return ""
	}
	return t.AddDate(0, 0, days).Format(time.DateOnly)
}
