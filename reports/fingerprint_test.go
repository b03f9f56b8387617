package reports_test

import (
	"regexp"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"heng/indicators"
	"heng/internal/locale"
	"heng/reports"
)

func TestFingerprint(t *testing.T) {
	first := reports.Fingerprint(sample())
	if !regexp.MustCompile(`^([0-9a-f]{4} ){3}[0-9a-f]{4}$`).MatchString(first) {
		t.Fatalf("%q", first)
	}
	same := sample()
	same.Languages = []locale.Lang{locale.En}
	same.Renderer, same.Version = nil, "another"
	same.AsOf = same.AsOf.Add(time.Hour) // the day counts
	if got := reports.Fingerprint(same); got != first {
		t.Errorf("%s, want %s", got, first)
	}
	seen := map[string]string{first: "the sample"}
	changed := func(what string, in reports.Input) {
		t.Helper()
		got := reports.Fingerprint(in)
		if seen[got] != "" {
			t.Errorf("%s: the fingerprint is that of %s", what, seen[got])
		}
		seen[got] = what
	}
	for i := range sample().Observations {
		in := sample()
		in.Observations[i].N += 1000
		changed("observation", in)
	}
	small := decimal.RequireFromString("0.000001")
	for what, change := range map[string]func(in *reports.Input){
		"title":                  func(in *reports.Input) { in.Title = locale.Text{locale.ZhTW: "別", locale.En: in.Title[locale.En]} },
		"period":                 func(in *reports.Input) { in.Period = "2012" },
		"compare":                func(in *reports.Input) { in.Compare = "2011" },
		"as-of date":             func(in *reports.Input) { in.AsOf = in.AsOf.AddDate(0, 0, 1) },
		"version of a framework": func(in *reports.Input) { in.Frameworks[0].Version += "x" },
		"definition in words":    func(in *reports.Input) { in.Frameworks[0].Indicators[0].Definition = locale.Text{locale.En: "x"} },
		"population":             func(in *reports.Input) { in.Frameworks[0].Indicators[0].Population += "x" },
		"where":                  func(in *reports.Input) { in.Frameworks[0].Indicators[0].Where = &indicators.Expression{Text: "x"} },
		"baseline": func(in *reports.Input) {
			in.Frameworks[0].Indicators[0].Baseline = &indicators.Baseline{Period: "1999", Value: indicators.FromDecimal(small)}
		},
		"an observation gone":    func(in *reports.Input) { in.Observations = in.Observations[1:] },
		"a value by a millionth": func(in *reports.Input) { in.Observations[0].Value = indicators.FromDecimal(small) },
		"a status":               func(in *reports.Input) { in.Observations[0].ObsStatus = indicators.Break },
		"a file": func(in *reports.Input) {
			in.Loads = []reports.Load{{Resource: "a", Files: []string{"a"}, Hashes: []string{"1"}}}
		},
		"the bytes of a file": func(in *reports.Input) {
			in.Loads = []reports.Load{{Resource: "a", Files: []string{"a"}, Hashes: []string{"2"}}}
		},
	} {
		in := sample()
		change(&in)
		changed(what, in)
	}
}
