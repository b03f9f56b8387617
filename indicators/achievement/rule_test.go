package achievement_test

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"heng/indicators/achievement"
)

func rat(text string) *big.Rat {
	if text == "" {
		return nil
	}
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		panic(text)
	}
	return r
}

func text(r *big.Rat) string {
	if r == nil {
		return ""
	}
	return r.RatString()
}

var up, down = true, false

// TestJudge holds the rule against cases worked out by hand from its words, and
// against what other systems are known to get wrong.
func TestJudge(t *testing.T) {
	for _, c := range []struct {
		name                 string
		result               achievement.Result
		met                  string // yes, no, or the reason
		ratio, progress, way string
	}{
		// The results example of the IATI guidance: baseline 15, target 50, actual 53.
		{"rises past its target", achievement.Result{Actual: rat("53"), Target: rat("50"), Baseline: rat("15")}, "yes", "53/50", "38/35", "38/35"},
		{"the same, one short", achievement.Result{Actual: rat("49"), Target: rat("50"), Baseline: rat("15")}, "no", "49/50", "34/35", "34/35"},
		// Deaths from 80 to 40, now 50: three quarters of the way. The ratio that some
		// systems show, 50/40 = 125 %, says that it was met.
		{"falls", achievement.Result{Actual: rat("50"), Target: rat("40"), Baseline: rat("80")}, "no", "", "3/4", "3/4"},
		{"falls to zero", achievement.Result{Actual: rat("0"), Target: rat("0"), Baseline: rat("8")}, "yes", "", "1", "1"},
		{"falls, says so itself", achievement.Result{Actual: rat("50"), Target: rat("40"), Baseline: rat("80"), Ascending: &down}, "no", "", "3/4", "3/4"},
		{"falls, without a baseline", achievement.Result{Actual: rat("50"), Target: rat("40"), Ascending: &down}, "no", "", "", ""},
		{"falls below, without a baseline", achievement.Result{Actual: rat("39"), Target: rat("40"), Ascending: &down}, "yes", "", "", ""},
		{"worse than the baseline", achievement.Result{Actual: rat("90"), Target: rat("40"), Baseline: rat("80")}, "no", "", "-1/4", "-1/4"},
		{"below zero", achievement.Result{Actual: rat("-2"), Target: rat("-1"), Baseline: rat("-5")}, "no", "", "3/4", "3/4"},
		{"across zero", achievement.Result{Actual: rat("0"), Target: rat("5"), Baseline: rat("-5")}, "no", "0", "1/2", "1/2"},
		{"zero is a value", achievement.Result{Actual: rat("0"), Target: rat("10")}, "no", "0", "", "0"},
		{"nothing is no value", achievement.Result{Target: rat("10"), Baseline: rat("5")}, "no_actual", "", "", ""},
		{"no target", achievement.Result{Actual: rat("10"), Baseline: rat("5")}, "no_target", "", "", ""},
		{"target zero, nothing wanted", achievement.Result{Actual: rat("0"), Target: rat("0"), Ascending: &down}, "yes", "", "", ""},
		{"held", achievement.Result{Actual: rat("97"), Target: rat("95"), Baseline: rat("95")}, "yes", "97/95", "", ""},
		{"not held", achievement.Result{Actual: rat("94.9"), Target: rat("95"), Baseline: rat("95")}, "no", "949/950", "", ""},
		{"held down", achievement.Result{Actual: rat("3"), Target: rat("2"), Baseline: rat("2"), Ascending: &down}, "no", "", "", ""},
		{"within a range", achievement.Result{Actual: rat("110"), Minimum: rat("90"), Maximum: rat("110")}, "yes", "", "", ""},
		{"above a range", achievement.Result{Actual: rat("110.1"), Minimum: rat("90"), Maximum: rat("110")}, "no", "", "", ""},
		{"a ceiling alone", achievement.Result{Actual: rat("0"), Maximum: rat("110")}, "yes", "", "", ""},
		{"reached is not passed", achievement.Result{Actual: rat("89"), Target: rat("89"), Strict: true}, "no", "1", "", "1"},
		{"passed", achievement.Result{Actual: rat("89.1"), Target: rat("89"), Strict: true}, "yes", "891/890", "", "891/890"},
		{"a strict range", achievement.Result{Actual: rat("90"), Minimum: rat("90"), Strict: true}, "no", "", "", ""},
		{"rising, says falling", achievement.Result{Actual: rat("20"), Target: rat("50"), Baseline: rat("15"), Ascending: &down}, "contradictory", "", "", ""},
		{"falling, says rising", achievement.Result{Actual: rat("20"), Target: rat("5"), Baseline: rat("15"), Ascending: &up}, "contradictory", "", "", ""},
		// Against pace: half the time is over, so 15 + 35/2 = 32.5 is due.
		{"ahead of pace", achievement.Result{Actual: rat("33"), Target: rat("50"), Baseline: rat("15"), Elapsed: rat("1/2")}, "yes", "66/65", "36/35", "36/35"},
		{"behind pace", achievement.Result{Actual: rat("32"), Target: rat("50"), Baseline: rat("15"), Elapsed: rat("1/2")}, "no", "64/65", "34/35", "34/35"},
		{"pace beyond the end", achievement.Result{Actual: rat("49"), Target: rat("50"), Elapsed: rat("3/2")}, "no", "49/50", "", "49/50"},
		{"pace of a fall without a baseline", achievement.Result{Actual: rat("50"), Target: rat("40"), Ascending: &down, Elapsed: rat("1/2")}, "no", "", "", ""},
	} {
		j := achievement.Judge(c.result)
		met := string(j.Reason)
		switch {
		case j.Met != nil && *j.Met:
			met = "yes"
		case j.Met != nil:
			met = "no"
		}
		got := [4]string{met, text(j.Ratio), text(j.Progress), text(j.Rate)}
		if want := [4]string{c.met, c.ratio, c.progress, c.way}; got != want {
			t.Errorf("%s: got %q, want %q", c.name, got, want)
		}
	}
}

// TestCap: raw figures stay, and a cap says that it cut. One system's "no bigger
// than 100" is at least 100.
func TestCap(t *testing.T) {
	usual := achievement.Cap{Low: rat("0"), High: rat("1")}
	for _, c := range []struct {
		rate, kept string
		cut        bool
	}{{"38/35", "1", true}, {"-1/4", "0", true}, {"1", "1", false}, {"0", "0", false}, {"1/2", "1/2", false}} {
		if kept, cut := usual.Of(rat(c.rate)); text(kept) != c.kept || cut != c.cut {
			t.Errorf("%s: %s, %v", c.rate, text(kept), cut)
		}
	}
	if kept, cut := (achievement.Cap{}).Of(rat("3")); text(kept) != "3" || cut {
		t.Error("no cap cuts nothing")
	}
}

// TestCombine: three years of 10, 20 and 15, then a year that is not yet in.
func TestCombine(t *testing.T) {
	year := func(actual, target string) achievement.Result {
		return achievement.Result{Actual: rat(actual), Target: rat(target), Baseline: rat("5")}
	}
	whole := []achievement.Result{year("10", "12"), year("20", "12"), year("15", "16")}
	gap := append(append([]achievement.Result{}, whole...), year("", "20"))
	for _, c := range []struct {
		rule                     achievement.Rule
		reports                  []achievement.Result
		actual, target, baseline string
	}{
		{achievement.Sum, whole, "45", "40", "15"},
		{achievement.Sum, gap, "", "60", "20"}, // a part is missing, so the sum is
		{achievement.Average, whole, "15", "40/3", "5"},
		{achievement.Average, gap, "", "15", "5"},
		{achievement.Max, whole, "20", "16", "5"},
		{achievement.Max, gap, "20", "20", "5"},
		{achievement.Last, whole, "15", "16", "5"},
		{achievement.Last, gap, "", "20", "5"},         // what stands at the end is not known
		{achievement.Cumulative, gap, "15", "16", "5"}, // the running total stands
		{achievement.Sum, nil, "", "", ""},
	} {
		one := achievement.Combine(c.rule, c.reports)
		if got, want := [3]string{text(one.Actual), text(one.Target), text(one.Baseline)}, [3]string{c.actual, c.target, c.baseline}; got != want {
			t.Errorf("%s of %d: got %q, want %q", c.rule, len(c.reports), got, want)
		}
	}
}

// TestPooled: 1 of 2 and 30 of 100 are 31 of 102, not the mean of 50 % and 30 %.
func TestPooled(t *testing.T) {
	got := achievement.Pooled([]achievement.Result{{Actual: rat("1"), Target: rat("2")}, {Actual: rat("30"), Target: rat("100")}, {Target: rat("7")}})
	if text(got) != "31/102" {
		t.Error(text(got))
	}
	if achievement.Pooled([]achievement.Result{{Actual: rat("0"), Target: rat("0")}}) != nil {
		t.Error("0/0 is not applicable")
	}
}

var drawn = rapid.Custom(func(t *rapid.T) achievement.Result {
	some := func(name string) *big.Rat {
		if rapid.IntRange(0, 3).Draw(t, name+" missing") == 0 {
			return nil
		}
		return big.NewRat(rapid.Int64Range(-20, 20).Draw(t, name), rapid.SampledFrom([]int64{1, 2, 3}).Draw(t, "over"))
	}
	r := achievement.Result{Actual: some("actual"), Target: some("target"), Baseline: some("baseline"), Strict: rapid.Bool().Draw(t, "strict")}
	if rapid.Bool().Draw(t, "says") {
		says := rapid.Bool().Draw(t, "ascending")
		r.Ascending = &says
	}
	if rapid.IntRange(0, 3).Draw(t, "range") == 0 {
		r.Minimum, r.Maximum = some("minimum"), some("maximum")
	}
	return r
})

func scaled(r achievement.Result, factor *big.Rat) achievement.Result {
	of := func(x *big.Rat) *big.Rat {
		if x == nil {
			return nil
		}
		return new(big.Rat).Mul(x, factor)
	}
	r.Actual, r.Target, r.Baseline, r.Minimum, r.Maximum = of(r.Actual), of(r.Target), of(r.Baseline), of(r.Minimum), of(r.Maximum)
	return r
}

func same(a, b achievement.Judgement) bool {
	met := func(m *bool) string {
		if m == nil {
			return "?"
		}
		return map[bool]string{true: "yes", false: "no"}[*m]
	}
	return met(a.Met) == met(b.Met) && a.Reason == b.Reason && text(a.Progress) == text(b.Progress)
}

// TestUnit: in thousands or in ones, the figures are the same.
func TestUnit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawn.Draw(t, "result")
		factor := big.NewRat(rapid.Int64Range(1, 1000).Draw(t, "factor"), 7)
		a, b := achievement.Judge(r), achievement.Judge(scaled(r, factor))
		if !same(a, b) || text(a.Ratio) != text(b.Ratio) || text(a.Rate) != text(b.Rate) {
			t.Fatalf("%+v %+v", a, b)
		}
	})
}

// TestDirection: counting what is left instead of what is done turns every sign,
// and neither the verdict nor the progress.
func TestDirection(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawn.Draw(t, "result")
		if r.Ascending == nil && (r.Baseline == nil || r.Target == nil || r.Baseline.Cmp(r.Target) == 0) {
			r.Ascending = &up // which way is better is then said by nothing else
		}
		turned := scaled(r, big.NewRat(-1, 1))
		turned.Minimum, turned.Maximum = turned.Maximum, turned.Minimum
		if r.Ascending != nil {
			other := !*r.Ascending
			turned.Ascending = &other
		}
		if a, b := achievement.Judge(r), achievement.Judge(turned); !same(a, b) {
			t.Fatalf("%+v %+v", a, b)
		}
	})
}

// TestDistance: a result that misses its range lies so far from the nearest bound,
// with its sign, in the unit of the result; one within it, or on a bound that had to
// be passed, lies nowhere outside.
func TestDistance(t *testing.T) {
	for _, c := range []struct{ actual, low, high, want string }{
		{"85", "90", "110", "-5"}, {"110.1", "90", "110", "1/10"}, {"100", "90", "110", ""}, {"90", "90", "110", ""},
		{"89", "90", "", "-1"}, {"200", "90", "", ""}, {"-4", "", "-5", "1"},
	} {
		r := achievement.Result{Actual: rat(c.actual), Strict: c.actual == "90"}
		if c.low != "" {
			r.Minimum = rat(c.low)
		}
		if c.high != "" {
			r.Maximum = rat(c.high)
		}
		j := achievement.Judge(r)
		if text(j.Distance) != c.want || c.want != "" && *j.Met {
			t.Errorf("%v: %s", c, text(j.Distance))
		}
	}
}
