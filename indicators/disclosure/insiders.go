package disclosure

import (
	"cmp"
	"math/big"
	"slices"
)

// insiders are the named contributors to an unsafe cell, and what is promised
// against each. The p % rule keeps the second largest from reckoning the largest; the
// largest, who subtracts what is theirs, is left with a rest that may well be safe, and
// is otherwise to be kept from reckoning the largest of that.
//
// Of a cell that policy withholds, or whose protection was demanded, the promise is
// the same to all.
func (r Rules) insiders(cell Cell, reasons []Reason) []Insider {
	few := false
	for _, reason := range reasons {
		switch reason {
		case PercentRule, DominanceRule:
		case TooFewContributors:
			few = true
		default:
			return nil
		}
	}
	var all []Insider
	seen := map[string]bool{"": true}
	for _, c := range cell.Contributions {
		if seen[c.Holding] {
			continue
		}
		seen[c.Holding] = true
		promise, known := r.against(cell, c.Holding)
		if !known {
			continue
		}
		if few && promise == nil {
			promise = &Protection{} // but that it is not a single value
		}
		all = append(all, Insider{c.Holding, promise})
	}
	slices.SortFunc(all, func(a, b Insider) int { return cmp.Compare(a.Holding, b.Holding) })
	return all
}

// against is what has to be promised against one of the contributors to a cell: the
// protection of what is left, to which it has contributed nothing; nil if that is safe
// by the rules of concentration. known is false if it cannot be told what is left.
func (r Rules) against(cell Cell, name string) (promise *Protection, known bool) {
	rest := cell
	rest.Contributions = nil
	rest.Value = new(big.Rat).Set(cell.Value)
	one := big.NewRat(1, 1)
	for _, c := range cell.Contributions {
		if c.Value.Sign() < 0 {
			return nil, false
		}
		if c.Holding != name {
			rest.Contributions = append(rest.Contributions, c)
			continue
		}
		if c.Weight != nil && c.Weight.Cmp(one) != 0 {
			return nil, false // it knows what it has, and not whom it stands for
		}
		rest.Value.Sub(rest.Value, c.Value)
	}
	h := r.holdings(rest)
	if len(h.list) == 0 || h.total.Sign() <= 0 {
		return nil, false
	}
	if h.guarded == nil {
		return nil, true // all the others have waived
	}
	if cell.Frequency {
		return nil, true
	}
	h.observer = nil // who looks is not in the rest
	upper := r.percent(h)
	for _, d := range r.Dominance {
		if more := d.exceeded(h); more != nil && (upper == nil || more.Cmp(upper) > 0) {
			upper = more
		}
	}
	up, down := r.told(rest)
	upper, lower := larger(upper, up), larger(upper, down)
	if upper == nil && lower == nil {
		return nil, true
	}
	rest.Lower, rest.Upper = nil, nil
	rest = rest.banded()
	promise = &Protection{Upper: upper, Lower: rest.reachableBelow(lower)}
	rest.withinBands(promise)
	promise.Sliding = nil // an insider's interval is the rest's, whose width the bands say
	return promise, true
}
