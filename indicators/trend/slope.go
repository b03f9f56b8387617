package trend

import (
	"math"
	"math/big"
	"slices"
)

// Point is a value at a time. Times are counted in periods.
type Point struct {
	At    int
	Value *big.Rat
}

// Slope is the median of the slopes between all pairs of points (Theil 1950, Sen
// 1968), a period. Up to 29 % of the values may be anything without carrying it
// away.
type Slope struct {
	Slope *big.Rat
	// Low and High are the bounds of the 95 % interval by Sen's normal
	// approximation to the distribution of Kendall's score, without a correction
	// for ties; nil where there are too few points for one.
	Low, High *big.Rat
	N         int
	last      Point
	level     *big.Rat // of the line at time 0: the median of value − slope × time
}

// minPoints is how many points make a trend: through two goes any line.
const minPoints = 3

// normal975 is the 97.5 % quantile of the standard normal distribution.
const normal975 = 1.959963984540054

// Fit returns the slope of points whose times differ, in any order. It reports
// false where there are too few.
func Fit(points []Point) (Slope, bool) {
	points = slices.Clone(points)
	slices.SortFunc(points, func(a, b Point) int { return a.At - b.At })
	if len(points) < minPoints {
		return Slope{}, false
	}
	var slopes []*big.Rat
	for i, a := range points {
		for _, b := range points[i+1:] {
			if b.At == a.At {
				return Slope{}, false
			}
			rise := new(big.Rat).Sub(b.Value, a.Value)
			slopes = append(slopes, rise.Quo(rise, new(big.Rat).SetInt64(int64(b.At-a.At))))
		}
	}
	slices.SortFunc(slopes, (*big.Rat).Cmp)
	s := Slope{Slope: median(slopes), N: len(points), last: points[len(points)-1]}
	var levels []*big.Rat
	for _, p := range points {
		levels = append(levels, new(big.Rat).Sub(p.Value, s.rise(p.At)))
	}
	slices.SortFunc(levels, (*big.Rat).Cmp)
	s.level = median(levels)
	n := float64(s.N)
	spread := normal975 * math.Sqrt(n*(n-1)*(2*n+5)/18)
	low := int(math.Round((float64(len(slopes))-spread)/2)) - 1
	high := int(math.Round((float64(len(slopes)) + spread) / 2))
	if low >= 0 && high < len(slopes) {
		s.Low, s.High = slopes[low], slopes[high]
	}
	return s, true
}

func (s Slope) rise(at int) *big.Rat {
	return new(big.Rat).Mul(s.Slope, new(big.Rat).SetInt64(int64(at)))
}

func median(sorted []*big.Rat) *big.Rat {
	n := len(sorted)
	if n%2 == 1 {
		return sorted[n/2]
	}
	sum := new(big.Rat).Add(sorted[n/2-1], sorted[n/2])
	return sum.Quo(sum, big.NewRat(2, 1))
}

// At is the value of the line at a time.
func (s Slope) At(at int) *big.Rat { return new(big.Rat).Add(s.level, s.rise(at)) }

// Outlook says whether a target at a later time is reached.
type Outlook struct {
	Required *big.Rat // what each period has to bring from the last value on, linearly; nil when there is no time left
	Expected *big.Rat // the last value carried on by the slope
	Reached  bool     // Expected meets the target
}

// Toward compares the trend with a target at a time. The way is a straight line,
// not compound growth: a rate that compounds needs values above zero, and flatters
// small ones.
func (s Slope) Toward(target *big.Rat, at int, up bool) Outlook {
	left := at - s.last.At
	o := Outlook{Expected: new(big.Rat).Add(s.last.Value, new(big.Rat).Mul(s.Slope, new(big.Rat).SetInt64(int64(left))))}
	if left > 0 {
		o.Required = new(big.Rat).Sub(target, s.last.Value)
		o.Required.Quo(o.Required, new(big.Rat).SetInt64(int64(left)))
	}
	o.Reached = up && o.Expected.Cmp(target) >= 0 || !up && o.Expected.Cmp(target) <= 0
	return o
}
