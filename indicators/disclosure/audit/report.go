package audit

import (
	"math/big"
	"slices"
)

// Interval is how closely an attacker can work out a suppressed value.
type Interval struct {
	Cell      int
	Attacker  string   // empty for a reader who knows no more than was published
	Low, High *big.Rat // nil for no bound
	Method    Method
}

// Method is how an interval was found.
type Method string

// The methods. All of them are exact.
const (
	Propagation Method = "propagation" // by the bounds of the other cells in its relations
	MaximumFlow Method = "maximum_flow"
	Program     Method = "linear_program"
)

// Recovered tells whether the interval is one value: exact disclosure.
func (i Interval) Recovered() bool {
	return i.Low != nil && i.High != nil && i.Low.Cmp(i.High) == 0
}

// Report is what an attack has found: of each suppressed cell, in order, the
// interval of a reader who knows no more than was published, and after those the
// intervals of each attacker where they are narrower.
type Report struct {
	Intervals []Interval
}

// Promise is how far from its true value a cell's interval must reach. Who makes
// promises knows the true value; the attack does not.
type Promise struct {
	Cell         int
	Value        *big.Rat
	Lower, Upper *big.Rat // at least this far below and above; nil for nothing
	Sliding      *big.Rat // at least this wide altogether; nil for: not a single value
	Owners       []string // attackers to whom nothing is promised, as they know the value
	Insiders     []Insider
}

// Insider is an attacker who has a part in a cell, against whom another interval is
// promised: at least so far below and above; nil for nothing.
type Insider struct {
	Attacker     string
	Lower, Upper *big.Rat
}

// to is what is promised against an attacker.
func (p Promise) to(attacker string) Promise {
	for _, i := range p.Insiders {
		if attacker != "" && i.Attacker == attacker {
			p.Lower, p.Upper = i.Lower, i.Upper
		}
	}
	return p
}

// Breach is a promise that does not hold.
type Breach struct {
	Promise  Promise
	Interval Interval
	Wrong    bool // the true value is outside the interval: what was published is not what was promised for
}

// Recovered are the intervals that are one value.
func (r Report) Recovered() []Interval {
	var exact []Interval
	for _, i := range r.Intervals {
		if i.Recovered() {
			exact = append(exact, i)
		}
	}
	return exact
}

// Breaches are the promises that do not hold, in the order of the promises, each
// with the first interval that breaks it. A promise about a cell without an
// interval is broken: the cell was published.
func (r Report) Breaches(promises []Promise) []Breach {
	of := map[int][]Interval{}
	for _, i := range r.Intervals {
		of[i.Cell] = append(of[i.Cell], i)
	}
	var breaches []Breach
	for _, p := range promises {
		intervals := of[p.Cell]
		if len(intervals) == 0 {
			breaches = append(breaches, Breach{Promise: p, Interval: Interval{Cell: p.Cell, Low: p.Value, High: p.Value}})
			continue
		}
		for _, i := range intervals {
			if i.Attacker != "" && slices.Contains(p.Owners, i.Attacker) {
				continue
			}
			wrong := i.Low != nil && i.Low.Cmp(p.Value) > 0 || i.High != nil && i.High.Cmp(p.Value) < 0
			if wrong || !p.to(i.Attacker).kept(i) {
				breaches = append(breaches, Breach{Promise: p, Interval: i, Wrong: wrong})
				break
			}
		}
	}
	return breaches
}

func (p Promise) kept(i Interval) bool {
	if i.Recovered() {
		return false
	}
	if p.Upper != nil && i.High != nil && i.High.Cmp(new(big.Rat).Add(p.Value, p.Upper)) < 0 {
		return false
	}
	if p.Lower != nil && i.Low != nil && i.Low.Cmp(new(big.Rat).Sub(p.Value, p.Lower)) > 0 {
		return false
	}
	return p.Sliding == nil || i.Low == nil || i.High == nil ||
		new(big.Rat).Sub(i.High, i.Low).Cmp(p.Sliding) >= 0
}
