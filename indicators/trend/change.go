package trend

import "math/big"

// Change is how far a value moved.
type Change struct {
	Difference *big.Rat // in the unit of the values; of percents: percentage points
	Points     bool     // the difference is in percentage points, and Relative says nothing
	Relative   *big.Rat // difference over the value before, a fraction; nil for points and where the value before is not above zero
}

// ChangeOf compares a value with one before it. The change of a percentage is in
// points, for "up 10 %" of a percentage is two things; that of anything else is
// also relative, where there is something above zero to relate it to.
func ChangeOf(before, now *big.Rat, percent bool) Change {
	c := Change{Difference: new(big.Rat).Sub(now, before), Points: percent}
	if !percent && before.Sign() > 0 {
		c.Relative = new(big.Rat).Quo(c.Difference, before)
	}
	return c
}
