package audit

import "math/big"

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
}

// Breach is a promise that does not hold.
type Breach struct {
	Promise  Promise
	Interval Interval
	Wrong    bool // the true value is outside the interval: what was published is not what was promised for
}
