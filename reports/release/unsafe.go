package release

import (
	"maps"
	"slices"
	"strings"

	"heng/indicators"
	"heng/internal/locale"
)

// Exposed is the kind of a waiver for a figure that readers have already and that is
// unsafe: somebody takes responsibility that it stays as it is.
const Exposed = "exposed"

// Unsafe is a figure that readers must not have, and that cannot be kept from them.
type Unsafe struct {
	Indicator string // framework/id
	Period    string
	Breakdown indicators.Breakdown
	Figure    locale.Message // what of it
	// Beside is another figure whose difference from this one it is; empty for none.
	Beside string
}

// At names the observation as a waiver does: framework/id, period, codes.
func (u Unsafe) At() string {
	at := u.Indicator
	if u.Period != "" {
		at += " " + u.Period
	}
	for _, column := range u.Breakdown.Columns() {
		at += " " + column + "=" + u.Breakdown[column]
	}
	return at
}

// Waiver is the policy's waiver for what is exposed at a place; nil for none.
func (p *Policy) Waiver(at, kind string) *Waiver {
	var found *Waiver
	for _, w := range p.Waivers {
		if w != nil && w.At == at && w.Kind == kind {
			found = w
		}
	}
	return found
}

// unsafe says which figure a cell is, by the first observation that has it; a cell that
// nobody prints is what lies between two that are printed.
func (b *problem) unsafe(cell int) Unsafe {
	places := slices.Sorted(maps.Keys(b.guarded))
	owner := func(cell int) (out Unsafe, there bool) {
		for _, at := range places {
			g := b.guarded[at]
			for _, kind := range slices.Sorted(maps.Keys(g.kinds)) {
				if g.kinds[kind] != cell {
					continue
				}
				o := &b.all[at]
				figure := printedAs(g.indicator, kind)
				if figure == "" {
					figure = string(kind)
				}
				return Unsafe{Indicator: o.Framework + "/" + o.Indicator, Period: periodOf(o), Breakdown: o.Breakdown, Figure: locale.M("release.figure_" + figure)}, true
			}
		}
		return out, false
	}
	if out, there := owner(cell); there {
		return out
	}
	out := Unsafe{Indicator: strings.Split(b.problem.Cells[cell].Name, "\x01")[1]}
	for _, r := range b.problem.Relations {
		var ends []Unsafe
		in := false
		for _, t := range r.Terms {
			in = in || t.Cell == cell
			if u, there := owner(t.Cell); there && len(ends) < 2 {
				ends = append(ends, u)
			}
		}
		if in && len(ends) > 0 {
			out = ends[0]
			if len(ends) > 1 {
				out.Beside = ends[1].At()
			}
			break
		}
	}
	out.Figure = locale.M("release.figure_rest")
	return out
}
