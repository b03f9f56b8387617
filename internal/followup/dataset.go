package followup

import (
	"slices"

	"heng/internal/locale"
)

// Stage is how far a dataset has come.
type Stage string

// The stages. The first five follow each other.
const (
	Inventory Stage = "inventory" // 盤點
	Proposed  Stage = "proposed"  // 提報
	Reviewed  Stage = "reviewed"  // 審核
	Approved  Stage = "approved"  // 同意公開
	Listed    Stage = "listed"    // 上架: it can be had; approved is not published
	Refused   Stage = "refused"   // 不公開, with the ground
)

// Stages lists every stage.
var Stages = []Stage{Inventory, Proposed, Reviewed, Approved, Listed, Refused}

// isNext reports whether a stage follows another without anything left out: the next
// one, or a refusal of what is not listed.
func (s Stage) isNext(to Stage) bool {
	from := slices.Index(Stages, s)
	if to == Refused {
		return s != Listed && s != Refused
	}
	return s != Refused && slices.Index(Stages, to) == from+1
}

// Dataset is a set of records on its way to the public.
type Dataset struct {
	ID     string
	Title  locale.Text
	Unit   string
	Stage  Stage
	Since  string // the day it came to that stage; empty: not known
	Ground string // of a refusal
	Source string // the table it was taken over from

	History []Step
	Last    int64
}

// Step is a stage that a dataset came to, or a change of what it is called.
type Step struct {
	Entry
	From, To Stage
}

func (d *Dataset) copy() Dataset {
	c := *d
	c.History = slices.Clone(d.History)
	return c
}
