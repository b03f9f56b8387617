package audit

import (
	"fmt"
	"slices"
)

// Attack works out, for every suppressed cell of a release, the interval of values
// that agree with all that a reader knows, and again for each attacker who knows
// more. It fails if nothing agrees (ErrContradiction), or if a relation names a
// cell that is not there.
//
// The interval of a whole number has whole ends; that whole numbers are elsewhere
// in the table is used only to round bounds, so that an interval may be a little
// wider than the truth there.
func Attack(release Release) (Report, error) {
	var report Report
	whole, err := newSystem(release)
	if err != nil {
		return report, err
	}
	if err := whole.propagate(); err != nil {
		return report, err
	}
	found := make([]Interval, len(release.Cells))
	for _, u := range whole.unknowns {
		found[u.cell] = u.interval(Propagation)
	}
	wanted := make([]bool, len(release.Cells))
	for i, cell := range release.Cells {
		wanted[i] = cell.Suppressed
	}
	var groups []*group
	home := make([]int, len(release.Cells)) // the group of a cell that is not fixed
	for i := range home {
		home[i] = -1
	}
	for _, s := range whole.groups() {
		g, err := newGroup(s)
		if err != nil {
			return report, err
		}
		for _, u := range s.unknowns {
			home[u.cell] = len(groups)
		}
		groups = append(groups, g)
		if err := g.intervals(wanted, nil, func(i Interval) { found[i.Cell] = i }); err != nil {
			return report, err
		}
	}
	for i, cell := range release.Cells {
		if cell.Suppressed {
			report.Intervals = append(report.Intervals, found[i])
		}
	}
	for _, attacker := range release.Attackers {
		narrower, err := insight(attacker, groups, home, wanted, found)
		if err != nil {
			return report, fmt.Errorf("attacker %q: %w", attacker.Name, err)
		}
		report.Intervals = append(report.Intervals, narrower...)
	}
	return report, nil
}

func (u unknown) interval(method Method) Interval {
	return Interval{Cell: u.cell, Low: u.low.orNil(), High: u.high.orNil(), Method: method}
}

// insight is what one attacker can work out more closely than others.
func insight(attacker Attacker, groups []*group, home []int, wanted []bool, found []Interval) ([]Interval, error) {
	knows := map[int]Knowledge{}
	var touched []int // groups, in the order in which knowledge of them comes
	seen := map[int]bool{}
	for _, k := range attacker.Knows {
		if k.Cell < 0 || k.Cell >= len(home) {
			return nil, fmt.Errorf("knows of cell %d of %d", k.Cell, len(home))
		}
		knows[k.Cell] = k
		if g := home[k.Cell]; g >= 0 && !seen[g] {
			seen[g] = true
			touched = append(touched, g)
		}
	}
	var narrower []Interval
	tell := func(i Interval) {
		k, known := knows[i.Cell]
		if known && k.Lower != nil && k.Upper != nil && k.Lower.Cmp(k.Upper) == 0 {
			return
		}
		if i.within(found[i.Cell]) {
			i.Attacker = attacker.Name
			narrower = append(narrower, i)
		}
	}
	for _, g := range touched {
		if err := groups[g].with(knows, wanted, found, tell); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(narrower, func(a, b Interval) int { return a.Cell - b.Cell })
	return narrower, nil
}

// within tells whether an interval is narrower than another.
func (i Interval) within(other Interval) bool {
	below := i.Low != nil && (other.Low == nil || i.Low.Cmp(other.Low) > 0)
	above := i.High != nil && (other.High == nil || i.High.Cmp(other.High) < 0)
	return below || above
}
