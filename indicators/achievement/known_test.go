package achievement_test

import (
	"testing"

	"heng/indicators/achievement"
)

// TestParis holds the rule against the twelve indicators of the Paris Declaration
// in 2010. Values, targets and which were met: Bread for the World, Briefing Paper
// 13 (December 2011), page 15, from the OECD survey of 2011
// (viewer.joomag.com/briefing-papers-number-13-december-2011/0491442001393000639/p15).
// Only indicator 4 was met. Indicator 6 is a count that should fall, 8 has to be
// passed, 2b had neither a value nor a target, 5b no target.
func TestParis(t *testing.T) {
	met, unmet := 0, 0
	for _, c := range []struct {
		number, actual, target string
		falls, strict          bool
		want                   string
	}{
		{"1", "37", "75", false, false, "no"}, {"2a", "38", "50", false, false, "no"}, {"2b", "", "", false, false, "no_actual"},
		{"3", "41", "85", false, false, "no"}, {"4", "57", "50", false, false, "yes"}, {"5a", "48", "55", false, false, "no"},
		{"5b", "44", "", false, false, "no_target"}, {"6", "1158", "565", true, false, "no"}, {"7", "43", "71", false, false, "no"},
		{"8", "86", "89", false, true, "no"}, {"9", "45", "66", false, false, "no"}, {"10a", "19", "40", false, false, "no"},
		{"10b", "44", "66", false, false, "no"}, {"11", "20", "36", false, false, "no"}, {"12", "38", "100", false, false, "no"},
	} {
		rises := !c.falls
		j := achievement.Judge(achievement.Result{Actual: rat(c.actual), Target: rat(c.target), Ascending: &rises, Strict: c.strict})
		got := string(j.Reason)
		switch {
		case j.Met != nil && *j.Met:
			got = "yes"
			met++
		case j.Met != nil:
			got = "no"
			unmet++
		}
		if got != c.want {
			t.Errorf("indicator %s: %s, want %s", c.number, got, c.want)
		}
	}
	if met != 1 || unmet != 12 {
		t.Errorf("%d met, %d not", met, unmet)
	}
}

// TestPillars: the mean of the OURdata index 2023 over the OECD is .48, that of
// its pillars .48, .59 and .37 (OECD, Government at a Glance 2025). Equal weights
// are named, and the mean is of what was reached of a full mark.
func TestPillars(t *testing.T) {
	var pillars []achievement.Result
	for _, score := range []string{"0.48", "0.59", "0.37"} {
		pillars = append(pillars, achievement.Result{Actual: rat(score), Target: rat("1")})
	}
	if got := achievement.Pooled(pillars).FloatString(2); got != "0.48" {
		t.Error(got)
	}
}
