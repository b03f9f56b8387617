package release

import (
	"maps"
	"math/big"
	"slices"
	"strings"

	"heng/indicators"
	"heng/indicators/disclosure/audit"
)

// sums adds that the figures of a breakdown add up to those of every wider one.
func (v *view) sums() {
	byCell := map[string]*indicators.Observation{}
	for _, o := range v.all {
		byCell[cellOf(o)] = o
	}
	// Every observation is a part of those without one or more of its columns.
	type sum struct {
		wide  *indicators.Observation
		fine  string // its columns
		parts []*indicators.Observation
	}
	found := map[string]*sum{}
	var order []*sum
	for _, o := range v.all {
		columns := o.Breakdown.Columns()
		for set := range 1<<len(columns) - 1 { // without one at least
			wide := *o
			wide.Breakdown = indicators.Breakdown{}
			for k, column := range columns {
				if set>>k&1 == 1 {
					wide.Breakdown[column] = o.Breakdown[column]
				}
			}
			key := cellOf(&wide)
			to := byCell[key]
			if to == nil {
				continue
			}
			fine := strings.Join(columns, "\x00")
			key += "\x01" + fine
			if found[key] == nil {
				found[key] = &sum{wide: to, fine: fine}
				order = append(order, found[key])
			}
			found[key].parts = append(found[key].parts, o)
		}
	}
	sets := map[string][]string{} // of a wide one
	for _, s := range order {
		sets[cellOf(s.wide)] = append(sets[cellOf(s.wide)], s.fine)
	}
	// What follows from sums of sums does not have to be said again.
	follows := func(wide *indicators.Observation, fine string, parts []*indicators.Observation) bool {
		columns := strings.Split(fine, "\x00")
		return slices.ContainsFunc(sets[cellOf(wide)], func(set string) bool {
			between := strings.Split(set, "\x00")
			if len(between) >= len(columns) || !contains(columns, between) {
				return false
			}
			return !slices.ContainsFunc(parts, func(part *indicators.Observation) bool {
				middle := *part
				middle.Breakdown = indicators.Breakdown{}
				for _, column := range between {
					middle.Breakdown[column] = part.Breakdown[column]
				}
				return byCell[cellOf(&middle)] == nil
			})
		})
	}
	for _, s := range order {
		if follows(s.wide, s.fine, s.parts) {
			continue
		}
		i := v.byID[s.wide.Framework+"/"+s.wide.Indicator]
		for _, name := range []string{"n", "missing", "value", "numerator", "denominator"} {
			if name == "value" && i.Measure.Kind() != "count" && i.Measure.Kind() != "sum" {
				continue
			}
			total, there := v.cellOf(s.wide, name)
			if !there {
				continue
			}
			var cells []int
			for _, part := range s.parts {
				if cell, there := v.cellOf(part, name); there {
					cells = append(cells, cell)
				}
			}
			v.release.Relations = append(v.release.Relations, audit.Sum(total, cells...))
		}
	}
}

// contradict reports whether cells are published with different values.
func (v *view) contradict(cells []int) bool {
	var value *big.Rat
	for _, cell := range cells {
		switch x := v.release.Cells[cell].Value; {
		case x == nil:
		case value == nil:
			value = x
		case value.Cmp(x) != 0:
			return true
		}
	}
	return false
}

// noLess says that a figure is at least the sum of others; of amounts that may be
// negative it is not.
func (v *view) noLess(whole int, parts []int) {
	r := audit.Sum(whole, parts...)
	r.Lower = nil // whole and more, less the parts
	if v.release.Cells[whole].Signed || slices.ContainsFunc(parts, func(part int) bool { return v.release.Cells[part].Signed }) {
		return
	}
	v.release.Relations = append(v.release.Relations, r)
}

// sumsInTime adds that a figure of a period is the sum of those of its parts, or no
// less, where there are rows without a date.
func (v *view) sumsInTime() {
	for _, name := range slices.Sorted(maps.Keys(v.lines)) {
		byLength := map[string][]inTime{}
		for _, f := range v.lines[name] {
			if !slices.ContainsFunc(byLength[f.length()], func(other inTime) bool { return other.period == f.period }) {
				byLength[f.length()] = append(byLength[f.length()], f)
			}
		}
		for _, long := range slices.Sorted(maps.Keys(byLength)) {
			for _, short := range slices.Sorted(maps.Keys(byLength)) {
				if long == short {
					continue
				}
				for _, whole := range byLength[long] {
					var parts []int
					undated := false
					sum, all := new(big.Rat), v.release.Cells[whole.cell].Value != nil
					for _, f := range byLength[short] {
						if f.partOf(whole) {
							parts = append(parts, f.cell)
							undated = undated || f.undated && whole.of == ""
							if value := v.release.Cells[f.cell].Value; value != nil {
								sum.Add(sum, value)
							} else {
								all = false
							}
						}
					}
					if len(parts) > 0 && undated {
						v.noLess(whole.cell, parts)
						continue
					}
					if len(parts) == 0 || all && sum.Cmp(v.release.Cells[whole.cell].Value) != 0 {
						continue
					}
					v.release.Relations = append(v.release.Relations, audit.Sum(whole.cell, parts...))
				}
			}
		}
	}
}
