package demonstration

import (
	"math/rand/v2"
	"time"
)

// seed is the day of the advisory group's meeting, so that it is nobody's choice.
const seed = 20180622

// source draws. Whole numbers alone: a float may round differently on another
// machine, and the files are compared byte by byte.
type source struct{ r *rand.Rand }

func newSource(stream uint64) source { return source{rand.New(rand.NewPCG(seed, stream))} }

// between draws from low to high, both included.
func (s source) between(low, high int) int { return low + s.r.IntN(high-low+1) }

// chance is true in so many cases of a thousand.
func (s source) chance(perMille int) bool { return s.r.IntN(1000) < perMille }

// pick draws a place by weight.
func (s source) pick(weights ...int) int {
	total := 0
	for _, w := range weights {
		total += w
	}
	at := s.r.IntN(total)
	for i, w := range weights {
		if at < w {
			return i
		}
		at -= w
	}
	return len(weights) - 1
}

// skewed draws around a median with a long tail upwards: the median times the
// product of several factors, each as likely k as 1/k, with k up to two.
func (s source) skewed(median, steps int) int {
	v := median * 1000
	for range steps {
		k := s.between(100, 200)
		if s.chance(500) {
			v = v * k / 100
		} else {
			v = v * 100 / k
		}
	}
	return v / 1000
}

// days draws a day so many days after another.
func (s source) days(t time.Time, low, high int) time.Time {
	return t.AddDate(0, 0, s.between(low, high))
}

// dayOf draws a day of a year.
func (s source) dayOf(year int) time.Time {
	return s.days(day(year, time.January, 1), 0, 364)
}

// of returns the figure of a year from a list of the six years, and that of
// the nearest year for one before or after them.
func of(year int, figures [lastYear - firstYear + 1]int) int {
	return figures[min(max(year, firstYear), lastYear)-firstYear]
}

// partner is a country of the table of partners, with a weight for how often
// it occurs and the day on which relations ended, where they did by the day of
// the report.
type partner struct {
	code   string
	weight int
	until  time.Time
}

var partners = []partner{
	{code: "PW", weight: 4}, {code: "MH", weight: 4}, {code: "TV", weight: 3}, {code: "NR", weight: 3},
	{code: "KI", weight: 4}, {code: "SB", weight: 6}, {code: "SZ", weight: 5}, {code: "BZ", weight: 5},
	{code: "GT", weight: 8}, {code: "HT", weight: 7}, {code: "PY", weight: 7}, {code: "KN", weight: 3},
	{code: "LC", weight: 4}, {code: "VC", weight: 3}, {code: "HN", weight: 8}, {code: "NI", weight: 8},
	{code: "SV", weight: 7}, {code: "BF", weight: 5, until: day(2018, time.May, 24)},
	{code: "DO", weight: 4, until: day(2018, time.May, 1)},
	{code: "PA", weight: 4, until: day(2017, time.June, 13)},
	{code: "ST", weight: 3, until: day(2016, time.December, 21)},
}

func (s source) partner() partner {
	weights := make([]int, len(partners))
	for i, p := range partners {
		weights[i] = p.weight
	}
	return partners[s.pick(weights...)]
}
