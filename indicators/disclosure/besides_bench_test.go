package disclosure_test

import (
	"math/big"
	"testing"
	"time"

	"heng/indicators/disclosure"
	"heng/indicators/disclosure/audit"
)

// lines are the equations of a problem as lists of cells.
func lines(p disclosure.Problem) [][]int {
	var all [][]int
	for _, r := range p.Relations {
		var cells []int
		for _, t := range r.Terms {
			cells = append(cells, t.Cell)
		}
		all = append(all, cells)
	}
	return all
}

// wholeLines withholds every line that an unsafe cell is in, but for its dearest cell,
// which is its total: what an office does that publishes no table with an unsafe cell in
// it. What that uncovers elsewhere is withheld in its turn.
func wholeLines(p disclosure.Problem, primary []int) []bool {
	hidden := make([]bool, len(p.Cells))
	in := map[int]bool{}
	for _, cell := range primary {
		hidden[cell], in[cell] = true, true
	}
	for _, line := range lines(p) {
		for _, cell := range line {
			if !in[cell] {
				continue
			}
			for _, other := range line {
				if p.Cells[other].Value.Sign() != 0 && other != line[0] {
					hidden[other] = true
				}
			}
			break
		}
	}
	return twoALine(p, hidden)
}

// twoALine withholds the cheapest cell of each line in which one alone is withheld, until
// there is none: how tables are blanked by hand. The handbook shows that it is not enough.
func twoALine(p disclosure.Problem, hidden []bool) []bool {
	for again := true; again; {
		again = false
		for _, line := range lines(p) {
			n, cheapest := 0, -1
			for _, cell := range line {
				switch {
				case hidden[cell]:
					n++
				case p.Cells[cell].Value.Sign() != 0 && (cheapest < 0 || p.Cells[cell].Value.Cmp(p.Cells[cheapest].Value) < 0):
					cheapest = cell
				}
			}
			if n == 1 && cheapest >= 0 {
				hidden[cheapest], again = true, true
			}
		}
	}
	return hidden
}

// What Protect costs in cells, value and time, beside two ways that need no program: as
// ratios to theirs in the same run, and how many of the promises are broken.
func BenchmarkProtectBesides(b *testing.B) {
	p := large(min(*largest, 1_500))
	ours, err := disclosure.Protect(p, disclosure.DefaultRules(), disclosure.Options{})
	if err != nil {
		b.Fatal(err)
	}
	primary := primaries(ours)
	withheld := func(hidden func(int) bool, attacked bool) (cells int, value float64, broken int) {
		s := ours
		s.Unions, s.Status = nil, make([]disclosure.Status, len(p.Cells))
		sum := new(big.Rat)
		for i := range p.Cells {
			switch {
			case !hidden(i):
				continue
			case ours.Status[i] == disclosure.Primary:
				s.Status[i] = disclosure.Primary
				continue
			}
			s.Status[i] = disclosure.Secondary
			cells++
			sum.Add(sum, p.Cells[i].Value)
		}
		value, _ = sum.Float64()
		if !attacked {
			return cells, value, 0
		}
		report, err := audit.Attack(reader(p, s))
		if err != nil {
			b.Fatal(err)
		}
		return cells, value, len(report.Breaches(promises(p, s)))
	}
	cells, value, broken := withheld(ours.Suppressed, true)
	if broken > 0 {
		b.Errorf("%d of the promises of Protect are broken", broken)
	}
	for name, way := range map[string]func() []bool{
		"WholeLines": func() []bool { return wholeLines(p, primary) },
		"TwoALine": func() []bool {
			hidden := make([]bool, len(p.Cells))
			for _, cell := range primary {
				hidden[cell] = true
			}
			return twoALine(p, hidden)
		},
	} {
		b.Run(name, func(b *testing.B) {
			var protecting, theirs time.Duration
			var hidden []bool
			for b.Loop() {
				begun := time.Now()
				if sink, err = disclosure.Protect(p, disclosure.DefaultRules(), disclosure.Options{}); err != nil {
					b.Fatal(err)
				}
				protecting += time.Since(begun)
				begun = time.Now()
				hidden = way()
				theirs += time.Since(begun)
			}
			theirCells, theirValue, theirBroken := withheld(func(i int) bool { return hidden[i] }, name == "TwoALine")
			b.ReportMetric(float64(cells)/float64(theirCells), "cells/theirs")
			b.ReportMetric(value/theirValue, "value/theirs")
			b.ReportMetric(float64(protecting)/float64(theirs), "time/theirs")
			if name == "TwoALine" { // where nearly all is withheld, an attack takes for ever and finds nothing
				b.ReportMetric(float64(theirBroken), "theirs-broken")
				b.ReportMetric(float64(len(primary)), "promises")
			}
		})
	}
}
