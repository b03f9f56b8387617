package charts

import (
	"math"
	"strconv"

	"github.com/shopspring/decimal"

	"heng/indicators"
	"heng/internal/locale"
)

// scale is an axis with round ticks.
type scale struct {
	min, max, step float64
	digits         int // decimals that a tick needs
}

// newScale returns an axis over the values with about the given number of
// ticks. zero forces the axis to begin or end at zero at least; whole forbids
// ticks between whole numbers; percent keeps an axis of shares from passing
// 100 when no value does.
func newScale(values []float64, ticks int, zero, whole, percent bool) scale {
	low, high := math.Inf(1), math.Inf(-1)
	for _, v := range values {
		low, high = math.Min(low, v), math.Max(high, v)
	}
	if low > high {
		low, high = 0, 0
	}
	if zero || low == high {
		low, high = math.Min(low, 0), math.Max(high, 0)
	}
	if low == high {
		high = 1
	}
	rough := high/float64(ticks) - low/float64(ticks) // divided first: the difference may overflow
	exponent := math.Floor(math.Log10(rough))
	magnitude := math.Pow(10, exponent)
	s := scale{step: 10 * magnitude, digits: int(math.Max(0, -exponent-1))}
	for _, m := range []float64{1, 2, 2.5, 5} {
		if m*magnitude >= rough*(1-1e-9) {
			s.step, s.digits = m*magnitude, int(math.Max(0, -exponent))
			if m == 2.5 {
				s.digits = int(math.Max(0, 1-exponent))
			}
			break
		}
	}
	if whole && s.step < 1 {
		s.step, s.digits = 1, 0
	}
	s.min = math.Floor(low/s.step+1e-9) * s.step
	s.max = math.Ceil(high/s.step-1e-9) * s.step
	if percent && high <= 100 && s.max > 100 {
		s.max = 100
	}
	if s.max <= s.min {
		s.max = s.min + s.step
	}
	return s
}

// ticks returns the values at which the axis is labelled.
func (s scale) ticks() []float64 {
	var ticks []float64
	first := math.Round(s.min / s.step)
	for i := 0; i <= 12; i++ {
		v := (first + float64(i)) * s.step
		if v > s.max+s.step*1e-6 {
			break
		}
		ticks = append(ticks, v)
	}
	return ticks
}

// share returns where v lies between the axis' ends, from 0 to 1.
func (s scale) share(v float64) float64 {
	// Halves, because the difference of two very large numbers may overflow.
	return (v/2 - s.min/2) / (s.max/2 - s.min/2)
}

// units of count by which long tick labels are shortened, largest first.
var shortenings = map[locale.Lang][]struct {
	from, by  float64
	key, name string // of a number in the unit, and of the unit alone
}{
	locale.ZhTW: {{1e12, 1e12, "trillion", "trillions"}, {1e8, 1e8, "hundred_million", "hundred_millions"}, {1e5, 1e4, "ten_thousand", "ten_thousands"}},
	locale.En:   {{1e12, 1e12, "trillion", "trillions"}, {1e9, 1e9, "billion", "billions"}, {1e6, 1e6, "million", "millions"}},
}

// tooLong is the size from which a number on an axis is written with an
// exponent, in whatever unit of count.
const tooLong = 1e18

func (s scale) largest() float64 { return math.Max(math.Abs(s.min), math.Abs(s.max)) }

// shortening returns the unit of count in which long labels are written and
// its keys in the catalogue; 1 and none when they are not long.
func (s scale) shortening(lang locale.Lang, percent bool) (by float64, key, name string) {
	for _, short := range shortenings[lang] {
		if largest := s.largest(); !percent && largest >= short.from && largest < tooLong {
			return short.by, short.key, short.name
		}
	}
	return 1, "", ""
}

// labels returns the ticks as text: with thousands separators, in 萬 and 億 or
// millions and billions when long, with a percent sign in an axis of shares.
func (s scale) labels(p locale.Printer, percent bool) []string {
	largest, digits := s.largest(), s.digits
	by, key, _ := s.shortening(p.Lang, percent)
	if key != "" {
		digits = decimalsOf(s.step / by)
	}
	var texts []string
	for _, v := range s.ticks() {
		text := ""
		if largest >= tooLong || digits > 12 {
			text = strconv.FormatFloat(v, 'g', 3, 64)
		} else if d, err := decimal.NewFromString(strconv.FormatFloat(v/by, 'f', digits, 64)); err == nil {
			text = p.Decimal(d, int32(digits))
		}
		switch {
		case percent:
			text += "%"
		case key != "" && v != 0:
			text = p.Text("chart."+key, "n", text)
		case v == 0:
			text = "0"
		}
		texts = append(texts, text)
	}
	return texts
}

// decimalsOf counts the decimals of a step, which has at most two digits.
func decimalsOf(step float64) int {
	for digits := 0; digits < 12; digits++ {
		scaled := step * math.Pow(10, float64(digits))
		if math.Abs(scaled-math.Round(scaled)) < 1e-6*scaled {
			return digits
		}
	}
	return 12
}

// drawable reports whether an observation has a value that an axis can hold.
func drawable(o *indicators.Observation) bool {
	return o != nil && o.Value != nil && finite(o.Value)
}

func finite(n *indicators.Number) bool {
	// Beyond this, differences of two values overflow.
	return n != nil && math.Abs(n.Float()) < 1e300
}

// bounds lists the numbers of a target.
func bounds(t *indicators.TargetValue) []*indicators.Number {
	if t == nil {
		return nil
	}
	var numbers []*indicators.Number
	for _, n := range []*indicators.Number{t.Value, t.Min, t.Max, t.Over, t.Under} {
		if finite(n) {
			numbers = append(numbers, n)
		}
	}
	return numbers
}
