package trend_test

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"heng/indicators/trend"
)

func rat(text string) *big.Rat {
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		panic(text)
	}
	return r
}

func points(from int, values ...string) []trend.Point {
	var all []trend.Point
	for at, v := range values {
		if v != "" {
			all = append(all, trend.Point{At: from + at, Value: rat(v)})
		}
	}
	return all
}

func float(r *big.Rat) float64 {
	f, _ := r.Float64()
	return f
}

// TestFit compares with scipy.stats.theilslopes 1.10.1, alpha 0.95: the first
// case has one value far out of line, the second is ODA of Taiwan in per cent of
// national income, as press and ministry gave it for years that do not follow each
// other.
func TestFit(t *testing.T) {
	oda := []trend.Point{
		{At: 2008, Value: rat("0.11")}, {At: 2010, Value: rat("0.101")}, {At: 2011, Value: rat("0.093")},
		{At: 2016, Value: rat("0.06")}, {At: 2022, Value: rat("0.055")}, {At: 2024, Value: rat("0.049")},
	}
	for _, c := range []struct {
		points           []trend.Point
		slope, low, high float64
	}{
		{points(2008, "3", "5", "4", "8", "9", "7", "12", "30", "13", "15"), 1.4, 1, 2},
		{oda, -0.003833333333333334, -0.0068333333333333345, -0.0013749999999999995},
	} {
		s, ok := trend.Fit(c.points)
		if !ok || s.Low == nil {
			t.Fatal("no trend")
		}
		for _, pair := range [][2]float64{{float(s.Slope), c.slope}, {float(s.Low), c.low}, {float(s.High), c.high}} {
			if d := pair[0] - pair[1]; d > 1e-12 || d < -1e-12 {
				t.Errorf("got %v, want %v", pair[0], pair[1])
			}
		}
	}
	if _, ok := trend.Fit(points(2016, "1", "9")); ok {
		t.Error("a trend of two points")
	}
	if s, ok := trend.Fit(points(2016, "1", "2", "4")); !ok || s.Low != nil || s.Slope.RatString() != "3/2" {
		t.Error("three points have a slope, and no interval")
	}
	if _, ok := trend.Fit([]trend.Point{{1, rat("1")}, {1, rat("2")}, {2, rat("2")}}); ok {
		t.Error("two values of one time")
	}
}

// TestToward: from 70, 74 and 78 by 4 a year, 90 is reached in 2021 and not in
// 2020; it takes 12 in two years, 6 each, and not a rate that compounds.
func TestToward(t *testing.T) {
	s, _ := trend.Fit(points(2016, "70", "74", "78"))
	for _, c := range []struct {
		at                 int
		expected, required string
		reached            bool
	}{{2020, "86", "6", false}, {2021, "90", "4", true}, {2018, "78", "", false}} {
		o := s.Toward(rat("90"), c.at, true)
		required := ""
		if o.Required != nil {
			required = o.Required.RatString()
		}
		if o.Expected.RatString() != c.expected || required != c.required || o.Reached != c.reached {
			t.Errorf("%d: %s, %s, %v", c.at, o.Expected.RatString(), required, o.Reached)
		}
	}
	if !s.Toward(rat("100"), 2020, false).Reached {
		t.Error("where less is better, 86 is below 100")
	}
}

// TestChangeOf: of percents in points, of others relative, and of nothing not.
func TestChangeOf(t *testing.T) {
	for _, c := range []struct {
		before, now          string
		percent              bool
		difference, relative string
	}{
		{"40", "50", true, "10", ""}, {"40", "50", false, "10", "1/4"}, {"0", "5", false, "5", ""}, {"-4", "4", false, "8", ""}, {"8", "8", false, "0", "0"},
	} {
		got := trend.ChangeOf(rat(c.before), rat(c.now), c.percent)
		relative := ""
		if got.Relative != nil {
			relative = got.Relative.RatString()
		}
		if got.Difference.RatString() != c.difference || relative != c.relative || got.Points != c.percent {
			t.Errorf("%s to %s: %s, %s", c.before, c.now, got.Difference.RatString(), relative)
		}
	}
}

// TestRobust: on a line, one value of seven may be anything, and the slope stays.
func TestRobust(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		slope, level := rapid.Int64Range(-50, 50).Draw(t, "slope"), rapid.Int64Range(-50, 50).Draw(t, "level")
		var all []trend.Point
		for at := range 7 {
			all = append(all, trend.Point{At: at, Value: big.NewRat(level+slope*int64(at), 1)})
		}
		all[rapid.IntRange(0, 6).Draw(t, "odd")].Value = big.NewRat(rapid.Int64Range(-1e9, 1e9).Draw(t, "value"), 1)
		s, _ := trend.Fit(all)
		if s.Slope.Cmp(big.NewRat(slope, 1)) != 0 {
			t.Fatalf("%s, want %d", s.Slope.RatString(), slope)
		}
		line := new(big.Rat).Sub(s.At(10), s.At(9))
		if line.Cmp(s.Slope) != 0 {
			t.Fatal("the line has another slope")
		}
	})
}
