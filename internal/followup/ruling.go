package followup

import (
	"slices"
	"time"

	"heng/internal/locale"
)

// State is how a ruling stands.
type State string

// The states. Only the first two are under follow-up.
const (
	FollowUp State = "follow_up" // 列管
	Reported State = "reported"  // 列管, and progress waits for a meeting
	Released State = "released"  // 解除列管
	Noted    State = "noted"     // 同意備查
	Decided  State = "decided"   // decided at once; nothing was left to do
)

// States lists every state, in the order of a ruling's life.
var States = []State{FollowUp, Reported, Released, Noted, Decided}

// IsOpen reports whether a ruling of that state is under follow-up.
func (s State) IsOpen() bool { return s == FollowUp || s == Reported }

// Outcome is what a meeting decides about a ruling.
type Outcome string

// The outcomes.
const (
	Release  Outcome = "release"  // 解除列管
	Note     Outcome = "note"     // 同意備查
	Continue Outcome = "continue" // 繼續列管
	Resume   Outcome = "resume"   // 重新列管, of one that had ended
)

// Outcomes lists every outcome.
var Outcomes = []Outcome{Release, Note, Continue, Resume}

// Due is when something is to be done: on a day, at the next meeting, or neither.
type Due struct {
	On          string `json:"on,omitempty"`
	NextMeeting bool   `json:"next_meeting,omitempty"`
}

// Evidence shows that something was done.
type Evidence struct {
	Kind  string `json:"kind"` // of EvidenceKinds
	Value string `json:"value"`
}

// The kinds of evidence: words such as a document's number, an address, the key of an
// indicator.
const (
	EvidenceText      = "text"
	EvidenceLink      = "link"
	EvidenceIndicator = "indicator"
)

// Progress is what a unit reports to have done.
type Progress struct {
	At       time.Time // when it was recorded
	By       string
	On       string // the day it speaks of
	Text     locale.Text
	Evidence []Evidence
}

// Change is a part of a record that became another.
type Change struct {
	Part     string `json:"part"`
	From, To string
}

// Entry is one line of a record's history.
type Entry struct {
	Seq     int64
	At      time.Time
	By      string
	What    string // ruled, taken_over, progress, changed, or an outcome
	Meeting string // that decided it
	On      string // the day it speaks of
	Note    string
	Text    locale.Text
	Shown   []Evidence
	Changes []Change
}

// Ruling is what the chair ruled, and what became of it.
type Ruling struct {
	ID       string
	Meeting  string
	Item     string // of the agenda
	Text     locale.Text
	Owner    string // a unit; empty: none was named
	Due      Due
	Standing bool // 經常性: never finished, shown apart
	State    State
	Unsaid   bool   // the minutes do not say how it stands
	Ended    string // the day it was released or noted
	Source   string // the table it was taken over from

	Progress []Progress
	History  []Entry
	Last     int64 // the number of its last event
}

func (r *Ruling) copy() Ruling {
	c := *r
	c.Progress, c.History = slices.Clone(r.Progress), slices.Clone(r.History)
	return c
}

// Timing says how a ruling stands to its due date.
type Timing string

// The timings.
const (
	NotDue   Timing = "not_due"
	DueNow   Timing = "due_now" // today, or at the meeting that is next
	Overdue  Timing = "overdue"
	Undated  Timing = "undated"  // due at the next meeting, which has no date yet
	NoDue    Timing = "no_due"   // no date was set
	Settled  Timing = "settled"  // no longer under follow-up
	Standing Timing = "standing" // has no end to be late for
)
