package consult

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"heng/internal/fault"
	"heng/internal/journal"
	"heng/internal/locale"
)

// errUnknown is of an event about something that no event made.
var errUnknown = errors.New("unknown subject")

// Register is the records with the journal behind them. Each command says who does
// it and on which day, validates, and adds to the journal, or refuses and adds
// nothing; a command that returns without an error is on the disk. What is read out
// of a register is a copy. Its methods may be called by several goroutines.
type Register struct {
	book    *journal.Book
	records *Records
}

// NewRegister joins records to the book that they are a state of.
func NewRegister(book *journal.Book, records *Records) *Register { return &Register{book, records} }

// Who does something, and on which day where they are.
type Who struct {
	Account string
	Today   string // 2018-06-22
}

// do decides on the records as they are.
func (r *Register) do(ctx context.Context, by Who, kind string, decide func() (any, error)) error {
	return r.book.Do(ctx, func(time.Time) ([]journal.Draft, error) {
		data, err := decide()
		if err != nil {
			return nil, err
		}
		return []journal.Draft{{By: by.Account, Kind: kind, Data: data}}, nil
	})
}

// Proposals lists the proposals in the order in which they were made.
func (r *Register) Proposals() (all []Proposal) {
	r.book.View(func() {
		for _, p := range r.records.proposals {
			all = append(all, p.clone())
		}
	})
	return all
}

// Proposal returns a proposal.
func (r *Register) Proposal(id string) (p Proposal, ok bool) {
	r.book.View(func() {
		if found := r.records.proposal(id); found != nil {
			p, ok = found.clone(), true
		}
	})
	return p, ok
}

// Consultations lists the consultations in the order in which they were opened.
func (r *Register) Consultations() (all []Consultation) {
	r.book.View(func() {
		for _, c := range r.records.consultations {
			all = append(all, c.clone())
		}
	})
	return all
}

// Consultation returns a consultation.
func (r *Register) Consultation(id string) (c Consultation, ok bool) {
	r.book.View(func() {
		if found := r.records.consultation(id); found != nil {
			c, ok = found.clone(), true
		}
	})
	return c, ok
}

// OfGroup lists the consultations that a group takes part in, as it may see them.
func (r *Register) OfGroup(group string) (mine []Consultation) {
	for _, c := range r.Consultations() {
		if group != "" && slices.Contains(c.Groups, group) {
			mine = append(mine, c.OfGroup(group))
		}
	}
	return mine
}

// Suggestions lists the suggestions in the order in which they were recorded.
func (r *Register) Suggestions() (all []Suggestion) {
	r.book.View(func() {
		for _, s := range r.records.suggestions {
			all = append(all, *s)
		}
	})
	return all
}

// Showings lists the showings in their order.
func (r *Register) Showings() (all []Showing) {
	r.book.View(func() {
		for _, s := range r.records.showings {
			all = append(all, s.clone())
		}
	})
	return all
}

// ShowingsOf lists the showings of a group's own results, as it may see them.
func (r *Register) ShowingsOf(group string) (mine []Showing) {
	for _, s := range r.Showings() {
		if group != "" && slices.Contains(s.Groups, group) {
			mine = append(mine, s.OfGroup(group))
		}
	}
	return mine
}

func (s *Records) proposal(id string) *Proposal         { return find(s.proposals, id) }
func (s *Records) consultation(id string) *Consultation { return find(s.consultations, id) }

// named is a record with an id.
type named interface{ id() string }

func (p *Proposal) id() string     { return p.ID }
func (c *Consultation) id() string { return c.ID }
func (s *Suggestion) id() string   { return s.ID }
func (s *Showing) id() string      { return s.ID }

func find[T any, P interface {
	*T
	named
}](all []P, id string) P {
	for _, one := range all {
		if one.id() == id {
			return one
		}
	}
	return nil
}

func refused(key string, args ...any) error { return fault.New(fault.Refused, locale.M(key, args...)) }

// maxText is the longest text that somebody may write, in bytes.
const maxText = 64 << 10

// written checks a text that somebody wrote: empty is what key refuses.
func written(text, empty string) (string, error) {
	text = strings.TrimSpace(text)
	switch {
	case text == "" && empty != "":
		return "", refused(empty)
	case len(text) > maxText:
		return "", refused("consult.too_long", "n", maxText/1024)
	case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
		return "", refused("consult.not_text")
	}
	return text, nil
}

// day reads a day.
func day(text string) (time.Time, error) {
	t, err := time.Parse(time.DateOnly, strings.TrimSpace(text))
	if err != nil {
		return t, refused("consult.not_a_day", "text", text)
	}
	return t, nil
}

func number(prefix string, n int) string { return prefix + strconv.Itoa(n+1) }
