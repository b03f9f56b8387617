package consult

import (
	"math/big"
	"slices"
	"strings"
)

// Consultation is a proposal put before groups.
type Consultation struct {
	ID         string // c1, c2, c3 …
	Proposal   string
	Groups     []string // the ids of the grantee organisations, in their order
	NoticeDays int
	Agree      string // the share of the groups that must agree, as 2/3
	By, Opened string
	Puts       []Put // at least one; the last is on the table
	Reminders  []Reminder
	Entries    []Entry
	Closed     string // the day; empty: it is open
}

// Put is a revision on the table, from a day until a deadline, which is the last
// day on which a group can answer.
type Put struct {
	Revision int
	Hash     string
	Terms    string
	On       string
	Deadline string
	Figures  *Figures // over all groups; nil where none were looked at
}

// Reminder is that groups were reminded.
type Reminder struct {
	On, By string
	Groups []string
}

// Kind is what a group says.
type Kind string

// The kinds of entries.
const (
	Comment   Kind = "comment"
	Question  Kind = "question"
	Objection Kind = "objection" // with its reason
	Agreement Kind = "agreement"
)

// Kinds lists the kinds.
var Kinds = []Kind{Comment, Question, Objection, Agreement}

// Channels by which a group may answer: itself here, or by a letter or at a
// meeting that the office records.
var Channels = []string{"platform", "letter", "meeting"}

// Entry is what a group said, about the paper that was on the table.
type Entry struct {
	Number   int
	Group    string
	Kind     Kind
	Text     string
	Revision int
	Hash     string // of the paper
	By       string // the account that wrote it: the group's representative, or the office
	On       string // when it was received
	Channel  string
	Record   string // of a letter or a meeting: its number
	Taken    string // of an objection: the day on which the group took it back
	Referred *Referral
	Answer   *Answer
}

// Referral is that an open objection was put before the advisory group.
type Referral struct{ On, By, Record string }

// Decisions that an answer can give on a point.
var Decisions = []string{"accepted", "partly", "rejected"}

// Answer is what the office answers to an entry.
type Answer struct {
	On, By   string
	Decision string // of Decisions; empty: none is called for
	Text     string
	Standard bool // a text that is given to many, which is no reason of its own
	Same     int  // the entry whose point this repeats; 0: none
}

// IsOpen reports whether an objection stands: the group has neither taken it back
// nor agreed since.
func (c Consultation) IsOpen(e Entry) bool {
	if e.Kind != Objection || e.Taken != "" {
		return false
	}
	for _, later := range c.Entries {
		if later.Number > e.Number && later.Group == e.Group && later.Kind == Agreement && later.Hash == c.Table().Hash {
			return false
		}
	}
	return true
}

// Outcome is where a group stands. Silence is not consent, and neither is a
// comment.
type Outcome string

// The outcomes. A group has the first that holds of it.
const (
	Objected     Outcome = "objected" // an objection is open
	Agreed       Outcome = "agreed"   // to what is on the table
	Lapsed       Outcome = "lapsed"   // it agreed to what was on the table before
	Settled      Outcome = "settled"  // it objected, took that back, and has not agreed
	Commented    Outcome = "commented"
	Silent       Outcome = "silent"
	notConsulted Outcome = ""
)

// Outcomes lists the outcomes in the order in which they are shown.
var Outcomes = []Outcome{Agreed, Objected, Settled, Lapsed, Commented, Silent}

// Table is what is on the table.
func (c Consultation) Table() Put { return c.Puts[len(c.Puts)-1] }

// Of lists what a group said.
func (c Consultation) Of(group string) (mine []Entry) {
	for _, e := range c.Entries {
		if e.Group == group {
			mine = append(mine, e)
		}
	}
	return mine
}

// Outcome says where a group stands.
func (c Consultation) Outcome(group string) Outcome {
	if !slices.Contains(c.Groups, group) {
		return notConsulted
	}
	out := Silent
	rank := func(o Outcome) int {
		return slices.Index([]Outcome{Objected, Agreed, Lapsed, Settled, Commented, Silent}, o)
	}
	for _, e := range c.Of(group) {
		one := Commented
		switch {
		case c.IsOpen(e):
			one = Objected
		case e.Kind == Objection:
			one = Settled
		case e.Kind == Agreement && e.Hash == c.Table().Hash:
			one = Agreed
		case e.Kind == Agreement:
			one = Lapsed
		}
		if rank(one) < rank(out) {
			out = one
		}
	}
	return out
}

// Agreement returns the agreement of a group to what is on the table: the first
// that still stands.
func (c Consultation) Agreement(group string) (Entry, bool) {
	if c.Outcome(group) != Agreed {
		return Entry{}, false
	}
	var last Entry
	for _, e := range c.Of(group) {
		switch {
		case e.Kind == Agreement && e.Hash == c.Table().Hash && last.Number == 0:
			last = e
		case e.Kind == Objection:
			last = Entry{} // it agreed again after that
		}
	}
	if last.Number == 0 { // agreed, objected, took the objection back
		for _, e := range c.Of(group) {
			if e.Kind == Agreement && e.Hash == c.Table().Hash {
				last = e
			}
		}
	}
	return last, last.Number != 0
}

// Tally is how many groups stand where.
type Tally struct {
	Of      map[Outcome]int
	Groups  int
	Needed  int  // how many must agree
	Reached bool // whether so many did
}

// Tally counts the groups. The share is of all groups that were invited, whether
// or not they said anything.
func (c Consultation) Tally() Tally {
	t := Tally{Of: map[Outcome]int{}, Groups: len(c.Groups)}
	for _, g := range c.Groups {
		t.Of[c.Outcome(g)]++
	}
	t.Needed = Needed(c.Agree, len(c.Groups))
	t.Reached = t.Groups > 0 && t.Of[Agreed] >= t.Needed
	return t
}

// Needed is how many of some groups a share is at least, in whole groups and never
// none; a share that cannot be read is all of them.
func Needed(share string, groups int) int {
	r, ok := new(big.Rat).SetString(strings.TrimSpace(share))
	if !ok || r.Sign() <= 0 || r.Cmp(big.NewRat(1, 1)) > 0 {
		return groups
	}
	r.Mul(r, big.NewRat(int64(groups), 1))
	n := new(big.Int).Add(r.Num(), new(big.Int).Sub(r.Denom(), big.NewInt(1)))
	return max(int(n.Div(n, r.Denom()).Int64()), 1)
}

// OpenObjections lists the objections that stand.
func (c Consultation) OpenObjections() (open []Entry) {
	for _, e := range c.Entries {
		if c.IsOpen(e) {
			open = append(open, e)
		}
	}
	return open
}

// Unanswered lists what calls for an answer and has none: everything but plain
// agreement.
func (c Consultation) Unanswered() (open []Entry) {
	for _, e := range c.Entries {
		if e.Answer == nil && (e.Kind != Agreement || e.Text != "") {
			open = append(open, e)
		}
	}
	return open
}

// OfGroup returns the consultation as a group may see it: its own words and what
// was answered to them, and of the others nothing, not even who they are.
func (c Consultation) OfGroup(group string) Consultation {
	mine := c.clone()
	mine.Entries = c.Of(group)
	mine.Groups = nil
	if slices.Contains(c.Groups, group) {
		mine.Groups = []string{group}
	}
	mine.Reminders = nil
	for _, r := range c.Reminders {
		if slices.Contains(r.Groups, group) {
			mine.Reminders = append(mine.Reminders, Reminder{r.On, r.By, []string{group}})
		}
	}
	for at, e := range mine.Entries {
		if e.Answer != nil {
			answer := *e.Answer
			answer.Same = 0 // the point of another group
			mine.Entries[at].Answer = &answer
		}
	}
	return mine
}

func (c Consultation) clone() Consultation {
	c.Groups, c.Puts, c.Entries = slices.Clone(c.Groups), slices.Clone(c.Puts), slices.Clone(c.Entries)
	c.Reminders = slices.Clone(c.Reminders)
	return c
}

// Agreed is how many groups agreed to what is on the table.
func (t Tally) Agreed() int { return t.Of[Agreed] }
