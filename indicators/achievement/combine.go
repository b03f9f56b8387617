package achievement

import (
	"math/big"
	"slices"
)

// Rule says how the reports of one result over several periods become one. No
// data say it of themselves (IATI 2.03 has no field for it), so a definition has
// to.
type Rule string

// The rules.
const (
	Sum        Rule = "sum"        // a flow: the parts add up, and none may be missing
	Last       Rule = "last"       // a stock: what stands at the end
	Cumulative Rule = "cumulative" // a running total: the last that was reported
	Average    Rule = "average"    // of all parts, none of which may be missing
	Max        Rule = "max"        // the highest that was reached
)

// Rules lists the rules.
func Rules() []string {
	return []string{string(Sum), string(Last), string(Cumulative), string(Average), string(Max)}
}

// Combine makes one result of the reports of it, in the order of their time. What
// no rule touches is that of the report that stands for all: the last, or under
// Cumulative the last with an actual. No reports make no result.
func Combine(rule Rule, reports []Result) Result {
	if len(reports) == 0 {
		return Result{}
	}
	one := reports[len(reports)-1]
	if rule == Cumulative {
		for _, r := range slices.Backward(reports) {
			if r.Actual != nil {
				one = r
				break
			}
		}
	}
	join := map[Rule]func([]*big.Rat) *big.Rat{Sum: total, Average: average, Max: highest}[rule]
	if join == nil {
		return one
	}
	of := func(field func(Result) *big.Rat) *big.Rat {
		var parts []*big.Rat
		for _, r := range reports {
			parts = append(parts, field(r))
		}
		return join(parts)
	}
	one.Actual = of(func(r Result) *big.Rat { return r.Actual })
	one.Target = of(func(r Result) *big.Rat { return r.Target })
	one.Minimum = of(func(r Result) *big.Rat { return r.Minimum })
	one.Maximum = of(func(r Result) *big.Rat { return r.Maximum })
	if rule != Max { // the baseline is not among what was reached
		one.Baseline = of(func(r Result) *big.Rat { return r.Baseline })
	}
	return one
}

// total is the sum of the parts; nil when one is missing, because a sum of some
// of them is not the sum.
func total(parts []*big.Rat) *big.Rat {
	sum := new(big.Rat)
	for _, p := range parts {
		if p == nil {
			return nil
		}
		sum.Add(sum, p)
	}
	return sum
}

func average(parts []*big.Rat) *big.Rat {
	sum := total(parts)
	if sum == nil {
		return nil
	}
	return sum.Quo(sum, new(big.Rat).SetInt64(int64(len(parts))))
}

func highest(parts []*big.Rat) *big.Rat {
	var high *big.Rat
	for _, p := range parts {
		if p != nil && (high == nil || p.Cmp(high) > 0) {
			high = p
		}
	}
	return high
}
