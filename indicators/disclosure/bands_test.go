package disclosure_test

import (
	"math/big"
	"testing"

	"heng/indicators/disclosure"
)

// banded are contributions of as many contributors, each known to lie in a band.
func banded(low, high int64, values ...int64) []disclosure.Contribution {
	var all []disclosure.Contribution
	for i, v := range values {
		c := disclosure.Contribution{Holding: string(rune('a' + i)), Value: big.NewRat(v, 1), Lower: big.NewRat(low, 1)}
		if high > 0 {
			c.Upper = big.NewRat(high, 1)
		}
		all = append(all, c)
	}
	return all
}

func cellOf(contributions []disclosure.Contribution) disclosure.Cell {
	c := disclosure.Cell{Value: new(big.Rat), Contributions: contributions}
	for _, one := range contributions {
		c.Value.Add(c.Value, one.Value)
	}
	return c
}

// Reckoned by hand, p = 10. From a total one takes off what the others have at least,
// and oneself what one has: of 100+101+102 in the band [100,500), the one with 101 takes
// off 101 and 100, and has 102 to the letter, where 10.2 were promised. By the total
// alone the three are safe, as 100 is more than 10.2. At the other end, of 497+498+499,
// the one with 497 takes off 497 and 500, and knows that 498 is at least 497: 49.8 were
// promised below, and 48.8 are lacking; above, the band leaves no more than 2 anyhow.
// Between, nothing is told; nor below where no band has an end.
func TestBandsMakeATotalTell(t *testing.T) {
	rules := disclosure.DefaultRules()
	for name, c := range map[string]struct {
		cell     disclosure.Cell
		up, down string // "": safe
	}{
		"at the beginning":  {cellOf(banded(100, 500, 100, 101, 102)), "51/5", ""},
		"without bands":     {cellOf([]disclosure.Contribution{{Holding: "a", Value: big.NewRat(100, 1)}, {Holding: "b", Value: big.NewRat(101, 1)}, {Holding: "c", Value: big.NewRat(102, 1)}}), "", ""},
		"at the end":        {cellOf(banded(100, 500, 497, 498, 499)), "", "244/5"},
		"in the middle":     {cellOf(banded(100, 500, 250, 300, 350)), "", ""},
		"no end, far above": {cellOf(banded(100, 0, 250, 300, 350)), "", ""},
	} {
		a := rules.Assess(c.cell)
		is := func(r *big.Rat) string {
			if r == nil || r.Sign() == 0 {
				return ""
			}
			return r.RatString()
		}
		unsafe := c.up != "" || c.down != ""
		if (len(a.Reasons) > 0) != unsafe || c.up != "" && is(a.Protection.Upper) != c.up || c.down != "" && is(a.Protection.Lower) != c.down {
			t.Errorf("%s: %v, %s above and %s below", name, a.Reasons, is(a.Protection.Upper), is(a.Protection.Lower))
		}
	}
}

// A total of one is told by its band as closely as the band is wide. Where that is less
// than was promised, no suppression helps, and the release is not made.
func TestBandsThatAreTooNarrow(t *testing.T) {
	for name, c := range map[string]struct {
		low, high int64
		kept      bool
	}{
		"wide":                        {100, 500, true},
		"wide, and the value at once": {300, 481, true},
		"narrow":                      {470, 490, false},
	} {
		one := cellOf(banded(c.low, c.high, 480))
		rest := cellOf(banded(100, 500, 250, 300, 350))
		other := cellOf(banded(100, 500, 260, 310, 360))
		total := disclosure.Cell{Value: new(big.Rat)}
		for _, part := range []disclosure.Cell{one, rest, other} {
			for _, own := range part.Contributions {
				own.Holding += part.Value.String()
				total.Contributions = append(total.Contributions, own)
			}
			total.Value.Add(total.Value, part.Value)
		}
		s, err := disclosure.Protect(disclosure.Problem{Cells: []disclosure.Cell{total, one, rest, other}, Relations: []disclosure.Relation{disclosure.Sum(0, 1, 2, 3)}}, disclosure.DefaultRules(), disclosure.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if kept := len(s.Unprotected) == 0; kept != c.kept || kept && !s.Suppressed(1) {
			t.Errorf("%s: %v, unprotected %v", name, s.Status, s.Unprotected)
		}
	}
}
