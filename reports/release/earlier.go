package release

import (
	"math/big"

	"heng/indicators"
)

// printedFigure is a figure that an observation prints.
type printedFigure struct {
	name  string
	value *big.Rat
}

// printed lists the figures that an observation prints and that are known exactly.
func printed(i *indicators.Indicator, o *indicators.Observation) []printedFigure {
	if i == nil || o.ObsStatus == indicators.Suppressed && o.N == 0 {
		return nil
	}
	whole := func(n int64) *big.Rat { return new(big.Rat).SetInt64(n) }
	out := []printedFigure{{"n", whole(o.N)}, {"missing", whole(o.Missing)}}
	if kind := i.Measure.Kind(); o.Value != nil && (kind == "count" || kind == "sum" || kind == "value") {
		out = append(out, printedFigure{"value", o.Value.Rat()})
	}
	if o.Numerator != nil {
		out = append(out, printedFigure{"numerator", o.Numerator.Rat()})
	}
	if o.Denominator != nil {
		out = append(out, printedFigure{"denominator", o.Denominator.Rat()})
	}
	return out
}

// Unrevised picks, of what was published before, what still holds as far as can be
// seen: the observations of an indicator and period of which nothing that is given
// now is another figure than before. Of several for one cell it is the last.
func Unrevised(earlier, now []indicators.Observation) []indicators.Observation {
	line := func(o *indicators.Observation) string {
		key := o.Framework + "\x00" + o.Indicator + "\x00" + o.Version
		if o.Period != nil {
			key += "\x00" + *o.Period
		}
		return key
	}
	current := map[string]*indicators.Observation{}
	for at := range now {
		current[cellOf(&now[at])] = &now[at]
	}
	last := map[string]int{}
	for at := range earlier {
		last[cellOf(&earlier[at])] = at
	}
	revised := map[string]bool{}
	for at := range earlier {
		o := &earlier[at]
		n := current[cellOf(o)]
		if last[cellOf(o)] != at || n == nil {
			continue
		}
		if n.Version != o.Version || differ(o, n) {
			revised[line(o)] = true
		}
	}
	var out []indicators.Observation
	for at := range earlier {
		if o := &earlier[at]; last[cellOf(o)] == at && !revised[line(o)] {
			out = append(out, *o)
		}
	}
	return out
}

// differ reports whether something that both give is not the same.
func differ(a, b *indicators.Observation) bool {
	if rowsKept(a) || rowsKept(b) {
		return false
	}
	if a.N != b.N || a.Missing != b.Missing || a.Value != nil && b.Value != nil && !sameNumber(a.Value, b.Value) {
		return true
	}
	return a.Numerator != nil && b.Numerator != nil && !a.Numerator.Equal(*b.Numerator) ||
		a.Denominator != nil && b.Denominator != nil && !a.Denominator.Equal(*b.Denominator)
}

// rowsKept reports whether not even the number of rows is given.
func rowsKept(o *indicators.Observation) bool {
	return o.ObsStatus == indicators.Suppressed && o.N == 0
}
