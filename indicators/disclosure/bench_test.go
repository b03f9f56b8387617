package disclosure_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"heng/indicators/disclosure"
	"heng/indicators/disclosure/audit"
)

// large is a linked release of about so many cells: countries in regions and, in
// another way, in income groups, by sectors in groups of sectors, by years, with
// all totals. Grants are skewed in every way; holdings are merged as in a release.
func large(cells int) disclosure.Problem {
	scale := math.Cbrt(float64(cells) / 98_000)
	countries, sectors, years := int(190*scale)+4, int(30*scale)+4, int(12*scale)+2
	r := rand.New(rand.NewPCG(7, 7))
	skewed := func(n int) int { return int(float64(n) * math.Pow(r.Float64(), 1.7)) }
	levels := [3][]level{within(countries, 30, "r"), within(sectors, 6, "s"), flat(years)}
	income := within(countries, 50, "i")
	levels[0] = append(levels[0], income[countries:]...)
	// Of each position, the levels that have it.
	var of [3][][]int
	for d, list := range levels {
		size := []int{countries, sectors, years}[d]
		of[d] = make([][]int, size)
		seen := map[string]bool{}
		for i, l := range list {
			if seen[l.name] {
				continue
			}
			seen[l.name] = true
			for k := range size {
				if l.has[k] {
					of[d][k] = append(of[d][k], i)
				}
			}
		}
	}
	b := builder{cells: map[[3]string]int{}, integer: true}
	b.cross(levels)
	holdings := countries * 4
	type share struct{ cell, holding int }
	sums := map[share]int64{}
	var order []share
	for range cells / 2 {
		amount := 1 + int64(math.Exp(3+1.5*r.NormFloat64()))
		holding := skewed(holdings)
		at := [3]int{skewed(countries), skewed(sectors), r.IntN(years)}
		for _, i := range of[0][at[0]] {
			for _, j := range of[1][at[1]] {
				for _, k := range of[2][at[2]] {
					s := share{b.cells[[3]string{levels[0][i].name, levels[1][j].name, levels[2][k].name}], holding}
					if _, known := sums[s]; !known {
						order = append(order, s)
					}
					sums[s] += amount
				}
			}
		}
	}
	for _, s := range order {
		cell := &b.problem.Cells[s.cell]
		amount := rat(sums[s])
		cell.Value.Add(cell.Value, amount)
		cell.Contributions = append(cell.Contributions, disclosure.Contribution{Holding: fmt.Sprint("h", s.holding), Value: amount})
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

var sink any

// How the cost grows with the size of a linked release; each step is about four
// times the one before.
func BenchmarkProtectLinked(b *testing.B) {
	for _, cells := range []int{1_500, 6_000, 25_000, 100_000} {
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

