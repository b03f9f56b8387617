package release_test

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"heng/indicators"
	"heng/indicators/disclosure"
	"heng/reports/release"
)

// grant is a row of the cases below.
type grant struct {
	region, org string
	amount      int64
	ok          bool
}

// control makes what is protected of a few grants: their number, the share that
// is ok, and the sum, in all and by region.
func control(grants []grant) *release.Control {
	f, _ := indicators.ReadFramework("frameworks/f.yaml", []byte(`framework: f
version: "1.0"
title: {zh-TW: 架構, en: Framework}
dimensions: [{id: d, title: {zh-TW: 構面, en: Dimension}}]
indicators:
  - {id: share, dimension: d, name: {zh-TW: 率, en: Share}, population: grants, measure: {share: ok}, breakdowns: [region], status: agreed}
  - {id: sum, dimension: d, name: {zh-TW: 額, en: Sum}, population: grants, measure: {sum: amount}, breakdowns: [region], status: agreed}
  - {id: large, dimension: d, name: {zh-TW: 大額, en: Large}, population: grants, where: amount > 50, measure: {sum: amount}, breakdowns: [region], status: agreed}
`))
	c := &release.Control{Rules: disclosure.DefaultRules(), Frameworks: []*indicators.Framework{f}}
	for _, i := range f.Indicators {
		c.Decisions = append(c.Decisions, release.Decision{Framework: "f", Indicator: i.ID, Protect: true, Contributor: "org"})
	}
	observe := func(breakdown indicators.Breakdown) []indicators.Observation {
		var n, yes, sum, many, large int64
		for _, g := range grants {
			if r, by := breakdown["region"]; by && r != g.region {
				continue
			}
			if o, by := breakdown["org"]; by && o != g.org {
				continue
			}
			n++
			sum += g.amount
			if g.ok {
				yes++
			}
			if g.amount > 50 {
				many++
				large += g.amount
			}
		}
		if n == 0 {
			return nil
		}
		num, den := decimal.NewFromInt(yes), decimal.NewFromInt(n)
		one := indicators.Observation{Framework: "f", Version: "1.0", Breakdown: breakdown, N: n, ObsStatus: indicators.Normal, ConfStatus: indicators.Free}
		share, total, over := one, one, one
		share.Indicator, share.Numerator, share.Denominator, share.Value = "share", &num, &den, indicators.Quotient(1, num, den)
		total.Indicator, total.Value = "sum", indicators.FromInt(sum)
		over.Indicator, over.N, over.Value = "large", many, indicators.FromInt(large)
		if many == 0 {
			over.Value, over.ObsStatus = nil, indicators.NotApplicable
		}
		return []indicators.Observation{share, total, over}
	}
	regions, orgs := map[string]bool{}, map[string]bool{}
	for _, g := range grants {
		regions[g.region], orgs[g.org] = true, true
	}
	sorted := func(m map[string]bool) []string {
		var all []string
		for k := range m {
			all = append(all, k)
		}
		slices.Sort(all)
		return all
	}
	c.Observations = observe(indicators.Breakdown{})
	for _, r := range sorted(regions) {
		c.Observations = append(c.Observations, observe(indicators.Breakdown{"region": r})...)
	}
	for _, o := range sorted(orgs) {
		c.Parts = append(c.Parts, observe(indicators.Breakdown{"org": o})...)
		for _, r := range sorted(regions) {
			c.Parts = append(c.Parts, observe(indicators.Breakdown{"region": r, "org": o})...)
		}
	}
	return c
}

// kept lists the cells whose figures are kept back.
func kept(t *testing.T, c *release.Control) []string {
	t.Helper()
	p, err := c.Protect()
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Unprotected) > 0 {
		t.Errorf("unprotected: %v", p.Unprotected)
	}
	var all []string
	for _, o := range p.Observations {
		if o.ObsStatus != indicators.Suppressed {
			continue
		}
		if o.Value != nil || o.Numerator != nil || o.Achievement != nil || o.Band != nil {
			t.Errorf("%s %v gives a figure that is kept back", o.Indicator, o.Breakdown)
		}
		all = append(all, strings.TrimSpace(o.Indicator+" "+o.Breakdown["region"]))
	}
	slices.Sort(all)
	return all
}

// spread makes n grants of as many groups in a region.
func spread(region string, n int, amount int64) []grant {
	var all []grant
	for i := range n {
		all = append(all, grant{region, fmt.Sprintf("%s%d", region, i), amount, true})
	}
	return all
}

func TestProtectKeepsWhatIsSafe(t *testing.T) {
	if got := kept(t, control(slices.Concat(spread("a", 5, 100), spread("b", 6, 100)))); len(got) > 0 {
		t.Errorf("kept back %v, and nothing is unsafe", got)
	}
}

// A region with one group would tell its amount; with one region kept back, the
// total would tell it all the same.
func TestProtectTakesASecond(t *testing.T) {
	got := kept(t, control(slices.Concat(spread("a", 5, 100), spread("b", 6, 100), spread("c", 1, 100))))
	for _, indicator := range []string{"share", "sum", "large"} {
		n := 0
		for _, cell := range got {
			if strings.HasPrefix(cell, indicator) {
				n++
			}
		}
		if n < 2 || !slices.Contains(got, indicator+" c") {
			t.Errorf("%s: %v", indicator, got)
		}
	}
}

// One group that has nearly everything is unsafe however many others there are
// (p % = 10): of 1000, 60, 20, 15 and 10 the second could tell the first by 45.
func TestProtectAgainstTheSecondLargest(t *testing.T) {
	grants := slices.Concat(spread("a", 6, 100), []grant{{"b", "x", 1000, true}, {"b", "v", 60, true}, {"b", "y", 20, true}, {"b", "z", 15, true}, {"b", "w", 10, true}})
	got := kept(t, control(grants))
	if !slices.Contains(got, "sum b") || slices.Contains(got, "share b") {
		t.Errorf("kept back %v", got)
	}
}

// The groups of all grants and of large ones are safe, and what is between them
// is one group's.
func TestProtectAgainstDifferences(t *testing.T) {
	grants := slices.Concat(spread("a", 6, 100), []grant{{"a", "small", 50, true}})
	got := kept(t, control(grants))
	if !slices.Contains(got, "sum a") && !slices.Contains(got, "large a") {
		t.Errorf("the difference between all and large grants is one group's: %v", got)
	}
}

// Whatever an earlier release or somebody else has said cannot be unsaid, and
// counts as said.
func TestProtectKnowsWhatIsOut(t *testing.T) {
	grants := slices.Concat(spread("a", 5, 100), spread("b", 6, 100), spread("c", 7, 100), spread("d", 1, 100))
	free := control(grants)
	p, err := free.Protect()
	if err != nil {
		t.Fatal(err)
	}
	second := ""
	for _, o := range p.Observations {
		if o.Indicator == "sum" && o.ObsStatus == indicators.Suppressed && o.Breakdown["region"] != "d" {
			second = o.Breakdown["region"]
		}
	}
	if second == "" {
		t.Fatal("no second cell was kept back")
	}
	again := control(grants)
	for _, o := range again.Observations {
		if o.Indicator == "sum" && o.Breakdown["region"] == second {
			again.Earlier = append(again.Earlier, o)
		}
	}
	got := kept(t, again)
	if slices.Contains(got, "sum "+second) || len(slices.DeleteFunc(got, func(s string) bool { return !strings.HasPrefix(s, "sum") })) < 2 {
		t.Errorf("%s is out, and another has to go: %v", second, got)
	}
	known := control(grants)
	known.Known = []release.KnownFigure{{Indicator: "f/sum", Breakdown: indicators.Breakdown{"region": "d"}, Figure: "value", Value: big.NewRat(100, 1)}}
	out, err := known.Protect()
	if err != nil {
		t.Fatal(err)
	}
	if len(out.Exposed) == 0 {
		t.Error("an unsafe figure is known, and nobody is told")
	}
}

func TestProtectIsRepeatable(t *testing.T) {
	grants := slices.Concat(spread("a", 5, 100), spread("b", 2, 100), spread("c", 1, 100), spread("d", 4, 90))
	if diff := cmp.Diff(kept(t, control(grants)), kept(t, control(grants))); diff != "" {
		t.Error(diff)
	}
}
