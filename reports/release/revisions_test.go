package release_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"heng/indicators"
	"heng/reports/release"
)

// What was published of a cell is followed through the releases: revised records,
// another definition, kept back and gone are told apart; what was never published,
// and a status that changes while the figure stays, are no revision.
func TestRevisions(t *testing.T) {
	o := func(indicator, version string, value *indicators.Number, status indicators.ObsStatus) indicators.Observation {
		return indicators.Observation{Framework: "f", Indicator: indicator, Version: version, Value: value, ObsStatus: status}
	}
	n := indicators.FromInt
	third := indicators.Quotient(1, decimal.NewFromInt(1), decimal.NewFromInt(3))
	printed := indicators.FromDecimal(decimal.RequireFromString(third.String()))
	editions := []release.Edition{
		{ID: "r1", On: "2018-03-01", Observations: []indicators.Observation{
			o("data", "1", n(1), "A"), o("defined", "1", n(1), "A"), o("hidden", "1", n(1), "A"), o("gone", "1", n(1), "A"), o("same", "1", printed, "P"),
		}},
		{ID: "r2", On: "2018-06-01", Reason: "why", Observations: []indicators.Observation{
			o("data", "1", n(2), "A"), o("defined", "2", n(3), "A"), o("hidden", "1", nil, "Q"), o("same", "1", printed, "A"), o("new", "1", n(7), "A"),
		}},
	}
	now := []indicators.Observation{
		o("never", "1", n(9), "A"), o("data", "1", n(2), "A"), o("defined", "2", n(4), "A"), o("hidden", "1", n(1), "A"), o("gone", "1", n(1), "A"),
		o("same", "1", third, "A"), o("new", "1", n(7), "A"),
	}
	var got []string
	for _, r := range release.Revisions(now, editions) {
		text := r.Now.Indicator
		for _, p := range r.Published {
			value := "-"
			if p.Value != nil {
				value = p.Value.String()
			}
			text += fmt.Sprintf(" %s:%s:%s:%s", p.Release, value, p.Cause, p.Reason)
		}
		got = append(got, fmt.Sprintf("%s now:%s revised:%t", text, r.Cause, r.Revised()))
	}
	want := []string{
		"data r1:1:: r2:2:data:why now: revised:true",
		"defined r1:1:: r2:3:definition:why now:data revised:true",
		"hidden r1:1:: r2:-:protection:why now:protection revised:true",
		"gone r1:1:: r2:-:gone:why now: revised:true",
		"same r1:0.3333333333333333:: r2:0.3333333333333333:: now: revised:false",
		"new r2:7:new: now: revised:false",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
