package consult

import (
	"slices"

	"heng/internal/locale"
)

// Paper is what is put before the groups: the text of an indicator and the
// criteria that it measures, with the hashes that bind an agreement to them.
type Paper struct {
	Text     string      `json:"text"` // the YAML of the indicator
	Criteria []Criterion `json:"criteria,omitempty"`
	Hash     string      `json:"paper"` // sha256 of the canonical text and the criteria
	Terms    string      `json:"terms"` // what a framework's agreements bind: indicators.Indicator.Terms
}

// Criterion is a rule that an indicator measures, as it stood then.
type Criterion struct {
	ID    string      `json:"id"`
	Title locale.Text `json:"title,omitempty"`
	Text  locale.Text `json:"text"`
}

// Revision is a state of a proposal. Those whose author began from another one
// than the newest stand beside it: they are kept, and are not what is proposed.
type Revision struct {
	Number int
	Based  int // the revision that its author began from; 0: none
	Beside bool
	By     string
	On     string
	Note   string
	Paper
}

// Stage is how far a proposal has come.
type Stage string

// The stages, in their order. Withdrawn may follow any but the last.
const (
	Drafted   Stage = "drafted"
	Consulted Stage = "consulting" // before the groups
	Heard     Stage = "heard"      // the consultation is closed, nothing is decided
	Accepted  Stage = "accepted"
	InForce   Stage = "in_force" // written into the framework
	Withdrawn Stage = "withdrawn"
)

// Stages lists the stages.
var Stages = []Stage{Drafted, Consulted, Heard, Accepted, InForce, Withdrawn}

// Proposal is an indicator that somebody wants to have in a framework.
type Proposal struct {
	ID            string // p1, p2, p3 …
	Framework     string
	Indicator     string
	Revisions     []Revision
	Consultations []string // by id, in their order
	Stage         Stage
	Decision      *Decision // of Accepted, InForce and Withdrawn
	Written       *Decision // of InForce: when it was written
}

// Decision is by which a proposal leaves the stage before.
type Decision struct {
	By, On       string
	Revision     int
	Consultation string // about what was accepted; empty: there was none
	Record       string // of an acceptance: the document; of a withdrawal: the reason
}

// Head is the revision that is proposed: the newest that stands beside no other.
func (p Proposal) Head() Revision {
	for _, r := range slices.Backward(p.Revisions) {
		if !r.Beside {
			return r
		}
	}
	return Revision{}
}

// Revision returns a revision by its number.
func (p Proposal) Revision(number int) (Revision, bool) {
	if number < 1 || number > len(p.Revisions) {
		return Revision{}, false
	}
	return p.Revisions[number-1], true
}

// Unsettled lists the revisions beside others that nobody has begun from since.
func (p Proposal) Unsettled() (open []Revision) {
	head := p.Head().Number
	for _, r := range p.Revisions {
		if r.Beside && r.Number > head {
			open = append(open, r)
		}
	}
	return open
}

// IsDecided reports whether nothing more can be written into it.
func (p Proposal) IsDecided() bool {
	return p.Stage == Accepted || p.Stage == InForce || p.Stage == Withdrawn
}

func (p Proposal) clone() Proposal {
	p.Revisions, p.Consultations = slices.Clone(p.Revisions), slices.Clone(p.Consultations)
	return p
}
