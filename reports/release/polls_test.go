package release_test

import (
	"testing"

	"heng/indicators"
	"heng/indicators/disclosure"
	"heng/reports/release"
)

// TestReleasePolls: what too few respondents stand behind is not released, nor an
// answer that two people gave, nor a difference that would give the value of a
// part that is kept back.
func TestReleasePolls(t *testing.T) {
	poll := func(region string, effective int64, answers ...indicators.Answer) indicators.Observation {
		o := indicators.Observation{Framework: "f", Indicator: "poll", Breakdown: indicators.Breakdown{}, Value: indicators.FromInt(50), N: effective,
			Low: indicators.FromInt(40), High: indicators.FromInt(60), ObsStatus: indicators.Normal, ConfStatus: indicators.Free}
		if region != "" {
			o.Breakdown["region"] = region
		}
		o.Polled = &indicators.Polled{Respondents: effective, EffectiveN: indicators.FromInt(effective),
			Rest: &indicators.Difference{Value: indicators.FromInt(1)}, Wave: &indicators.Difference{Value: indicators.FromInt(2)}, Answers: answers, Beside: 2}
		return o
	}
	many, two := indicators.Answer{Code: "yes", Respondents: 90}, indicators.Answer{Code: "refused", Respondents: 2}
	protect := func(observations ...indicators.Observation) []indicators.Observation {
		c := &release.Control{Rules: disclosure.DefaultRules(), Observations: observations}
		p, err := c.Protect()
		if err != nil {
			t.Fatal(err)
		}
		return p.Observations
	}
	whole := poll("", 400, many, many)
	free := protect(whole, poll("north", 200), poll("south", 200))
	if p := free[0].Polled; len(p.Answers) != 2 || p.Beside != 2 || p.Wave == nil || free[1].Polled.Rest == nil {
		t.Errorf("what is safe is kept back: %+v", p)
	}
	kept := protect(poll("", 400, many, two), poll("north", 200), poll("islands", 29))
	if o := kept[2]; o.Value != nil || o.Low != nil || !o.IsWithheld() || o.N != 29 || o.ConfStatus != indicators.Free {
		t.Errorf("29 effective respondents give %+v", o)
	}
	for _, o := range kept {
		if o.Polled.Wave != nil || o.Polled.Rest != nil {
			t.Errorf("%v: a difference from what is kept back is given", o.Breakdown)
		}
	}
	if p := kept[0].Polled; p.Answers != nil || p.Beside != 0 {
		t.Errorf("an answer of two people is given: %+v", p)
	}
	if len(whole.Polled.Answers) != 2 {
		t.Error("what was evaluated is changed")
	}
}
