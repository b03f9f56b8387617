package disclosure

import (
	"math/big"
	"slices"
	"strings"
)

// holding is what one legal entity has in a cell.
type holding struct {
	name   string
	size   *big.Rat // of the sample, without its sign
	copies *big.Rat // how many contributors it stands for, under Replicates
	waived bool
}

// holdings are the contributions to a cell as the rules look at them: merged by
// legal entity, by size, the largest first.
type holdings struct {
	list     []holding
	count    int      // of holdings, those not listed included
	total    *big.Rat // X, of the sizes where some are negative
	guarded  *big.Rat // the largest that has not waived; nil if all have
	observer *big.Rat // the largest of the others; nil if there is none
	place    int      // of the guarded one in list
}

// holdings merges the contributions of a cell. A cell with a negative
// contribution is judged by absolute values (HandbookSDC, 4.2).
func (r Rules) holdings(cell Cell) holdings {
	merged := make([]holding, 0, len(cell.Contributions))
	place := map[string]int{}
	one := big.NewRat(1, 1)
	weighted, sizes := new(big.Rat), new(big.Rat)
	negative := false
	for _, c := range cell.Contributions {
		weight := c.Weight
		if weight == nil {
			weight = one
		}
		weighted.Add(weighted, new(big.Rat).Mul(weight, c.Value))
		size := new(big.Rat).Abs(c.Value)
		sizes.Add(sizes, new(big.Rat).Mul(weight, size))
		negative = negative || c.Value.Sign() < 0
		if at, known := place[c.Holding]; known && c.Holding != "" {
			h := &merged[at]
			h.waived = h.waived && c.Waived
			if r.Weighting == Replicates && h.copies.Cmp(weight) != 0 {
				// Of unlike weights, the holding is one contributor of all it has.
				h.size.Mul(h.size, h.copies).Add(h.size, size.Mul(size, weight))
				h.copies = one
				continue
			}
			h.size.Add(h.size, size)
			continue
		}
		place[c.Holding] = len(merged)
		copies := one
		if r.Weighting == Replicates {
			copies = weight
		}
		merged = append(merged, holding{name: c.Holding, size: size, copies: copies, waived: c.Waived})
	}
	slices.SortStableFunc(merged, func(a, b holding) int {
		if c := b.size.Cmp(a.size); c != 0 {
			return c
		}
		return strings.Compare(a.name, b.name)
	})
	h := holdings{list: merged, count: len(merged) + cell.Others, place: -1}
	switch {
	case negative:
		h.total = sizes
	case cell.Others > 0 || len(merged) == 0:
		h.total = new(big.Rat).Abs(cell.Value)
	default:
		h.total = weighted
	}
	for i, one := range merged {
		if !one.waived {
			h.guarded, h.place = one.size, i
			break
		}
	}
	if h.guarded == nil && cell.Others > 0 {
		// Nothing is known of those that are not listed but their number.
		h.guarded, h.place = new(big.Rat), len(merged)
	}
	for i, other := range merged {
		if i == h.place && other.copies.Cmp(one) <= 0 {
			continue
		}
		h.observer = other.size
		break
	}
	return h
}

// largest is the sum of the n largest contributions. If all of them have waived,
// the largest that has not stands in for the last.
func (h holdings) largest(n int) *big.Rat {
	sum, left := new(big.Rat), big.NewRat(int64(n), 1)
	one := big.NewRat(1, 1)
	guarded := false
	for i, next := range h.list {
		if left.Sign() <= 0 {
			break
		}
		if !guarded && left.Cmp(one) <= 0 && h.place > i && h.place < len(h.list) {
			next = h.list[h.place]
		}
		guarded = guarded || !next.waived
		take := next.copies
		if take.Cmp(left) > 0 {
			take = left
		}
		sum.Add(sum, new(big.Rat).Mul(take, next.size))
		left = new(big.Rat).Sub(left, take)
	}
	return sum
}

// sole is the holding that alone has contributed to the cell, and so knows its
// value; empty if there is none or it has no name.
func (c Cell) sole() (name string, alone bool) {
	if c.Others > 0 || len(c.Contributions) == 0 {
		return "", false
	}
	name = c.Contributions[0].Holding
	for _, other := range c.Contributions[1:] {
		if other.Holding == "" || other.Holding != name {
			return "", false
		}
	}
	return name, true
}
