package audit

import "math/big"

// Release is what a reader has in hand.
type Release struct {
	Cells     []Cell
	Relations []Relation
	// Attackers are readers who know more than what was published. One who
	// knows no more is always tried.
	Attackers []Attacker
}

// Cell is a number that the release speaks of, whether it says it or not.
type Cell struct {
	Name  string
	Value *big.Rat // as published, if it is exact; nil when it is not published
	// Suppressed marks a value that is meant to be secret: its interval is
	// reported. A cell without Value that is not suppressed is one that nobody
	// printed, such as the total behind a mean.
	Suppressed   bool
	Lower, Upper *big.Rat // what everybody knows of the value: of 12.3 in print, 12.25 and 12.35
	Signed       bool     // the value may be negative; else Lower is at least zero
	Integer      bool     // a whole number
}

// Relation is Lower ≤ Σ Coefficient·cell ≤ Upper, where nil leaves a side open.
type Relation struct {
	Terms        []Term
	Lower, Upper *big.Rat
}

// Term is a cell in a relation.
type Term struct {
	Cell        int
	Coefficient *big.Rat
}

// Attacker is a reader who knows bounds of some cells better than others do:
// both alike for a value known exactly.
type Attacker struct {
	Name  string
	Knows []Knowledge
}

// Knowledge is what an attacker knows of a cell. Nil is nothing on that side.
type Knowledge struct {
	Cell         int
	Lower, Upper *big.Rat
}

// Sum says that a cell is the sum of others.
func Sum(total int, parts ...int) Relation {
	relation := Relation{Lower: new(big.Rat), Upper: new(big.Rat)}
	relation.Terms = append(relation.Terms, Term{Cell: total, Coefficient: big.NewRat(-1, 1)})
	for _, part := range parts {
		relation.Terms = append(relation.Terms, Term{Cell: part, Coefficient: big.NewRat(1, 1)})
	}
	return relation
}

// Ratio says what a published quotient gives away: factor·numerator/denominator,
// printed as value and correct to half of unit. A share in per cent with one
// decimal has factor 100 and unit 0.1; a mean has factor 1. The denominator must
// not be negative.
func Ratio(numerator, denominator int, factor, value, unit *big.Rat) []Relation {
	half := new(big.Rat).Mul(unit, big.NewRat(1, 2))
	bound := func(limit *big.Rat) []Term {
		return []Term{{numerator, factor}, {denominator, new(big.Rat).Neg(limit)}}
	}
	return []Relation{
		{Terms: bound(new(big.Rat).Sub(value, half)), Lower: new(big.Rat)},
		{Terms: bound(new(big.Rat).Add(value, half)), Upper: new(big.Rat)},
	}
}

// Median says what the published median of n contributions, none negative, gives
// away of their total: it is at least n/2 (rounded down) and one times as much. Of
// one or two contributions the median is the total itself, over n. It is correct
// to half of unit.
func Median(total int, n int64, value, unit *big.Rat) Relation {
	half := new(big.Rat).Mul(unit, big.NewRat(1, 2))
	count := big.NewRat(n, 1)
	one := []Term{{total, big.NewRat(1, 1)}}
	low := new(big.Rat).Sub(value, half)
	if n <= 2 {
		high := new(big.Rat).Add(value, half)
		return Relation{Terms: one, Lower: low.Mul(low, count), Upper: high.Mul(high, count)}
	}
	// Those above the middle are each at least the median; with n even the two in
	// the middle are worth two medians together.
	return Relation{Terms: one, Lower: low.Mul(low, big.NewRat(n/2+1, 1))}
}
