package disclosure_test

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"heng/indicators/disclosure"
	"heng/indicators/disclosure/audit"
)

// large is a linked release of about so many cells: countries in regions and, in
// another way, in income groups, by sectors in groups of sectors, by years, with
// all totals. A third of the finest cells are empty, few have one or two
// contributors, the others more, of skewed amounts. A cell lists its three largest.
func large(cells int) disclosure.Problem {
	scale := math.Cbrt(float64(cells) / 98_000)
	countries, sectors, years := int(190*scale)+4, int(30*scale)+4, int(12*scale)+2
	r := rand.New(rand.NewPCG(7, 7))
	levels := [3][]level{within(countries, 30, "r"), within(sectors, 6, "s"), flat(years)}
	levels[0] = append(levels[0], within(countries, 50, "i")[countries:]...)
	b := builder{cells: map[[3]string]int{}, integer: true}
	b.cross(levels)
	// Of each position, the levels that have it.
	var of [3][][]string
	for d, list := range levels {
		of[d] = make([][]string, []int{countries, sectors, years}[d])
		for k := range of[d] {
			for _, l := range list {
				if l.has[k] && !slices.Contains(of[d][k], l.name) {
					of[d][k] = append(of[d][k], l.name)
				}
			}
		}
	}
	top := map[int][]disclosure.Contribution{}
	for i := range countries {
		for j := range sectors {
			for k := range years {
				if r.IntN(3) == 0 {
					continue
				}
				contributors := 4 + r.IntN(8)
				if r.IntN(30) == 0 {
					contributors = 1 + r.IntN(2)
				}
				for c := range contributors {
					amount := rat(1 + int64(math.Exp(4+0.8*r.NormFloat64())))
					holding := fmt.Sprint(i, "-", j, "-", k, "-", c)
					for _, x := range of[0][i] {
						for _, y := range of[1][j] {
							for _, z := range of[2][k] {
								at := b.cells[[3]string{x, y, z}]
								cell := &b.problem.Cells[at]
								cell.Value.Add(cell.Value, amount)
								list := append(top[at], disclosure.Contribution{Holding: holding, Value: amount})
								slices.SortStableFunc(list, func(a, b disclosure.Contribution) int { return b.Value.Cmp(a.Value) })
								if len(list) > 3 {
									list = list[:3]
									cell.Others++
								}
								top[at] = list
							}
						}
					}
				}
			}
		}
	}
	for at, list := range top {
		b.problem.Cells[at].Contributions = list
	}
	return b.problem
}

// within has groups of so many between the positions and their total.
func within(n, size int, prefix string) []level {
	out := flat(n)
	total := out[n]
	out = out[:n]
	total.parts = nil
	for i := 0; i < n; i += size {
		g := level{name: fmt.Sprint(prefix, i), has: map[int]bool{}}
		for j := i; j < min(i+size, n); j++ {
			g.has[j] = true
			g.parts = append(g.parts, fmt.Sprint(j))
		}
		total.parts = append(total.parts, g.name)
		out = append(out, g)
	}
	return append(out, total)
}

var (
	sink    any
	largest = flag.Int("largest", 2_000, "about how many cells the largest linked release of the benchmarks has")
)

// How the cost grows with the size of a linked release: by hand with -largest
// 100000, which takes minutes.
func BenchmarkProtectLinked(b *testing.B) {
	for _, cells := range []int{1_500, 6_000, 25_000, 100_000} {
		if cells > *largest {
			continue
		}
		p := large(cells)
		b.Run(fmt.Sprint(len(p.Cells)), func(b *testing.B) {
			for b.Loop() {
				s, err := disclosure.Protect(p, disclosure.DefaultRules(), disclosure.Options{})
				if err != nil {
					b.Fatal(err)
				}
				sink = s
				b.ReportMetric(float64(len(primaries(s))), "primary")
				b.ReportMetric(float64(len(secondaries(s))), "secondary")
				b.ReportMetric(float64(len(s.Unprotected)), "unprotected")
			}
		})
	}
}

func BenchmarkAuditLinked(b *testing.B) {
	for _, cells := range []int{1_500, 6_000, 25_000, 100_000} {
		if cells > *largest {
			continue
		}
		p := large(cells)
		s, err := disclosure.Protect(p, disclosure.DefaultRules(), disclosure.Options{})
		if err != nil {
			b.Fatal(err)
		}
		release := reader(p, s)
		b.Run(fmt.Sprint(len(p.Cells)), func(b *testing.B) {
			for b.Loop() {
				report, err := audit.Attack(release)
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(len(report.Intervals)), "intervals")
				b.ReportMetric(float64(len(report.Breaches(promises(p, s)))), "breaches")
			}
		})
	}
}
