package workspace

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"heng/indicators"
	"heng/indicators/disclosure"
	"heng/internal/disk"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/store"
	"heng/reports/release"
)

var manyReleases = flag.Int("releases", 0, "how many random workspaces to release and attack, instead of the few of every run")

// awarded is a grant of a random workspace.
type awarded struct {
	org, region, kind string
	quarter           int // of 2017; 0 for no date
	amount            int64
	missing           bool // the amount
}

// releasable is a random workspace that may be released.
type releasable struct {
	*Workspace
	plan  *indicators.Plan
	store *store.Store
	rows  []awarded
	bands []int64 // in which the amounts are published
}

// measured are the indicators of a random workspace, of which a release has some.
var measured = map[string]string{
	"sum":       "measure: {sum: amount}\n    breakdowns: [region, kind, [region, kind]]",
	"kind0":     "where: kind = 'k0'\n    measure: {sum: amount}\n    breakdowns: [region]",
	"mean":      "measure: {mean: amount}\n    breakdowns: [region]",
	"large":     "where: amount > 60\n    measure: {sum: amount}\n    breakdowns: [region]",
	"yearly":    "measure: {sum: amount}\n    period: {by: year, of: approved_on}\n    breakdowns: [region]",
	"quarterly": "measure: {sum: amount}\n    period: {by: quarter, of: approved_on}\n    breakdowns: [kind]",
}

// drawGrants draws grants: a few regions and kinds, skewed amounts, groups of which
// some have many; now and then an amount or a date is missing.
func drawGrants(seed uint64) []awarded {
	r := rand.New(rand.NewPCG(seed, 6))
	var all []awarded
	for range 6 + r.IntN(22) {
		g := awarded{
			org: fmt.Sprint("o", int(9*r.Float64()*r.Float64())), region: fmt.Sprint("r", int(3.5*r.Float64())),
			kind: fmt.Sprint("k", r.IntN(2)), quarter: r.IntN(4) + 1, amount: 1 + int64(r.ExpFloat64()*r.ExpFloat64()*50),
		}
		switch r.IntN(20) {
		case 0:
			g.missing = true
		case 1:
			g.quarter = 0
		}
		all = append(all, g)
	}
	return all
}

// makeReleasable writes, loads and opens a workspace of grants. rows says whether
// they are released one by one; seed picks the indicators, sum among them.
// With bands, the amounts are published row by row as such.
func makeReleasable(t *testing.T, grants []awarded, rows bool, chosen []string, bands ...int64) *releasable {
	t.Helper()
	ctx := context.Background()
	var data, framework strings.Builder
	data.WriteString("id,org,region,kind,approved_on,amount\n")
	for i, g := range grants {
		date, amount := "", ""
		if g.quarter > 0 {
			date = fmt.Sprintf("2017-%02d-15", 3*g.quarter-1)
		}
		if !g.missing {
			amount = fmt.Sprint(g.amount)
		}
		fmt.Fprintf(&data, "g%d,%s,%s,%s,%s,%s\n", i, g.org, g.region, g.kind, date, amount)
	}
	framework.WriteString(`framework: t
version: "1.0"
title: {zh-TW: 架構, en: Framework}
owner: {zh-TW: 單位, en: Unit}
approval: {route: authority}
dimensions: [{id: d, title: {zh-TW: 構面, en: Dimension}}]
indicators:
`)
	for _, id := range chosen {
		fmt.Fprintf(&framework, `  - id: %s
    dimension: d
    name: {zh-TW: 金額, en: %s}
    definition: {zh-TW: 金額, en: amounts}
    goal: {zh-TW: 目標, en: A goal}
    rationale: {zh-TW: 理由, en: A reason}
    level: input
    population: grants
    %s
    unit: TWD
    direction: none
    evidence: administrative
    source: {zh-TW: 登錄表, en: The register}
    frequency: yearly
    limitations: {zh-TW: 無, en: None}
    status: agreed
    examples: [{rows: "amount,kind,approved_on\n100,k0,2017-01-01\n", expect: {%svalue: 100}}]
`, id, id, measured[id], map[string]string{"yearly": "period: \"2017\", ", "quarterly": "period: 2017-Q1, "}[id])
	}
	kind, how, amount := "aggregates", "aggregate", "aggregate"
	if rows {
		kind, how = "rows", "public"
	}
	if len(bands) > 0 {
		amount = "{release: banded, bands: [" + strings.Trim(strings.ReplaceAll(fmt.Sprint(bands), " ", ", "), "[]") + "]}"
	}
	files := map[string]string{
		SettingsFile: "title: {zh-TW: 釋出, en: Release}\nas_of: 2018-06-22\nreport: {period: \"2017\"}\n",
		"datapackage.yaml": `name: t
title: {zh-TW: 釋出, en: Release}
resources:
  - name: grants
    path: data/grants.csv
    schema:
      primaryKey: [id]
      fields: [{name: id}, {name: org}, {name: region}, {name: kind}, {name: approved_on, type: date}, {name: amount, type: number}]
`,
		"data/grants.csv":   data.String(),
		"frameworks/t.yaml": framework.String(),
		"policy.yaml": strings.ReplaceAll(`publisher: {name: {zh-TW: 部, en: Ministry}}
licence: OGDL-Taiwan-1.0
grounds: {business: {text: {zh-TW: 營運, en: business}, basis: {zh-TW: 法, en: law}, review: 2019-06-30}}
tables:
  grants:
    release: KIND
    contributor: org
    ground: business
    fields: {id: HOW, org: HOW, region: HOW, kind: HOW, approved_on: HOW, amount: AMOUNT}
`, "KIND", kind),
	}
	files["policy.yaml"] = strings.NewReplacer("HOW", how, "AMOUNT", amount).Replace(files["policy.yaml"])
	root := t.TempDir()
	for name, text := range files {
		if err := disk.WriteFile(filepath.Join(root, filepath.FromSlash(name)), []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	w, findings, err := Open(root)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := w.Plan(ctx, findings)
	if err != nil {
		t.Fatalf("%v %+v", err, findings)
	}
	url, err := w.StoreURL("")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Load(ctx, plan, LoadOptions{Store: url, Now: time.Unix(0, 0)}); err != nil {
		t.Fatal(err)
	}
	st, err := store.Open(ctx, url, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	return &releasable{w, plan, st, grants, bands}
}

// releaseOn makes a candidate of a day.
func (r *releasable) releaseOn(day time.Time) (*Candidate, error) {
	return r.Release(context.Background(), r.plan, r.store, ReleaseOptions{AsOf: day, Version: "test", By: "office", Reason: "again", Rules: disclosure.DefaultRules()})
}

// publish approves a candidate.
func (r *releasable) publish(t *testing.T, id string, day time.Time) {
	t.Helper()
	for _, role := range release.Roles {
		if _, err := r.Approve(id, release.Approval{Role: role, By: string(role), Compiled: true}, day); err != nil {
			t.Fatal(err)
		}
	}
}

// attackRows lets the second attacker loose on all releases of a workspace, and
// reports how many sums it has tried to tell and how many programs gave up.
func (r *releasable) attackRows(t *testing.T, seed uint64) (tried, gaveUp int) {
	t.Helper()
	a := rowAttacker{rows: r.rows, bands: r.bands}
	folders, err := filepath.Glob(filepath.Join(r.Root, "out", "releases", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range folders {
		a.read(t, folder)
	}
	var targets [][]bool
	for _, indicator := range []string{"sum", "kind0"} {
		for _, region := range []string{"", "r0", "r1", "r2", "r3"} {
			for _, kind := range []string{"", "k0", "k1"} {
				by := map[string]string{}
				if region != "" {
					by["region"] = region
				}
				if kind != "" {
					by["kind"] = kind
				}
				targets = append(targets, a.cell(indicator, "", by))
			}
		}
	}
	for _, target := range targets {
		value, above, below, unsafe := a.promise(target)
		if !unsafe && len(a.bands) == 0 {
			continue
		}
		if !unsafe {
			n, lost := r.attackParts(t, seed, a, target)
			tried, gaveUp = tried+n, gaveUp+lost
			continue
		}
		lo, hi, ok := a.interval(target)
		if !ok {
			gaveUp++
			continue
		}
		tried++
		const tolerance = 1e-6
		if hi >= 0 && hi < value+above-tolerance || lo > value-below+tolerance || hi >= 0 && hi-lo < tolerance {
			t.Errorf("seed %d: a sum of %v, promised %v above and %v below, is told to lie between %v and %v", seed, value, above, below, lo, hi)
		}
	}
	return tried, gaveUp
}

// attackParts lets the second attacker loose on what each group has in a sum that is
// safe, whose rows it sees with their bands.
func (r *releasable) attackParts(t *testing.T, seed uint64, a rowAttacker, target []bool) (tried, gaveUp int) {
	t.Helper()
	seen := map[string]bool{}
	for i, row := range r.rows {
		if !target[i] || seen[row.org] {
			continue
		}
		seen[row.org] = true
		part := make([]bool, len(target))
		for k, other := range r.rows {
			part[k] = target[k] && other.org == row.org
		}
		value, above, below := a.part(part)
		lo, hi, ok := a.interval(part)
		if !ok {
			gaveUp++
			continue
		}
		tried++
		const tolerance = 1e-6
		if hi >= 0 && hi < value+above-tolerance || lo > value-below+tolerance {
			t.Errorf("seed %d: a part of %v, promised %v above and %v below, is told to lie between %v and %v", seed, value, above, below, lo, hi)
		}
	}
	return tried, gaveUp
}

// Small workspaces, drawn at random, go through the whole gate, once or twice; what
// comes out is attacked by one who knows every row but its amount.
func TestRandomWorkspacesAreReleased(t *testing.T) {
	count := uint64(6)
	if *manyReleases > 0 {
		count = uint64(*manyReleases)
	} else if testing.Short() {
		t.Skip("-short: the gate is tried by the scripts")
	}
	released, refused, tried, gaveUp := 0, 0, 0, 0
	day := time.Date(2018, 6, 22, 0, 0, 0, 0, time.UTC)
	names := []string{"kind0", "mean", "large", "yearly", "quarterly"}
	for seed := range count {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 66))
			chosen := []string{"sum"}
			for _, name := range names {
				if r.IntN(2) == 0 {
					chosen = append(chosen, name)
				}
			}
			var bands []int64
			if seed%4 == 2 {
				bands = []int64{30, 90, 250}
			}
			ws := makeReleasable(t, drawGrants(seed), seed%2 == 0, chosen, bands...)
			c, err := ws.releaseOn(day)
			if fault.CodeOf(err) == fault.Refused {
				refused++
				t.Log(err)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			released++
			if r.IntN(3) == 0 {
				ws.publish(t, c.ID, day)
				if _, err := ws.releaseOn(day.AddDate(0, 0, 1)); err != nil && fault.CodeOf(err) != fault.Refused {
					t.Fatal(err)
				}
			}
			n, lost := ws.attackRows(t, seed)
			tried, gaveUp = tried+n, gaveUp+lost
		})
	}
	t.Logf("%d released, %d refused, %d sums attacked, %d programs gave up", released, refused, tried, gaveUp)
	if released < int(count)*2/3 || tried < int(count)*2 || gaveUp > tried/4 {
		t.Errorf("%d released, %d refused, %d sums attacked, %d programs gave up: the test has lost its subject", released, refused, tried, gaveUp)
	}
}

// Each fault that is put into the suppression is found by the attack in the gate,
// and nothing is written.
func TestFaultsInTheSuppressionAreRefused(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: the whole gate is not tried")
	}
	var grants []awarded
	for region, n := range map[string]int{"r0": 5, "r1": 6, "r2": 1} {
		for i := range n {
			grants = append(grants, awarded{org: fmt.Sprint(region, i), region: region, kind: fmt.Sprint("k", i%2), quarter: 1 + i%4, amount: int64(90 + 7*i + len(grants)%3)})
		}
	}
	slices.SortFunc(grants, func(a, b awarded) int { return strings.Compare(a.org, b.org) })
	day := time.Date(2018, 6, 22, 0, 0, 0, 0, time.UTC)
	ws := makeReleasable(t, grants, true, []string{"sum", "kind0", "mean", "yearly"})
	sound := suppress
	t.Cleanup(func() { suppress = sound })
	secondary := func(p *release.Protected, o indicators.Observation) bool {
		return o.ObsStatus == indicators.Suppressed && !slices.ContainsFunc(p.Promises, func(promised release.Promised) bool {
			return promised.Indicator == o.Framework+"/"+o.Indicator && promised.Place == "\x00region="+o.Breakdown["region"] && len(o.Breakdown) == 1
		})
	}
	// without leaves an indicator out of the suppression, and publishes it as it is.
	without := func(c *release.Control, id string) (*release.Protected, error) {
		forgot := *c
		forgot.Observations = nil
		var rest []indicators.Observation
		for _, o := range c.Observations {
			if o.Indicator == id {
				rest = append(rest, o)
				continue
			}
			forgot.Observations = append(forgot.Observations, o)
		}
		p, err := sound(&forgot)
		if err == nil {
			p.Observations = append(p.Observations, rest...)
		}
		return p, err
	}
	faults := map[string]func(c *release.Control) (*release.Protected, error){
		"a secondary cell is skipped": func(c *release.Control) (*release.Protected, error) {
			p, err := sound(c)
			if err != nil {
				return p, err
			}
			for at := range p.Observations {
				if o := p.Observations[at]; o.Indicator == "sum" && len(o.Breakdown) == 1 && o.Breakdown["region"] != "" && secondary(p, o) {
					p.Observations[at] = c.Observations[at]
				}
			}
			return p, nil
		},
		"a linked table is forgotten": func(c *release.Control) (*release.Protected, error) { return without(c, "kind0") },
		"the parts of a ratio are published": func(c *release.Control) (*release.Protected, error) {
			p, err := sound(c)
			if err != nil {
				return p, err
			}
			for at := range p.Observations {
				if o := &p.Observations[at]; o.Indicator == "mean" && o.ObsStatus == indicators.Suppressed {
					o.Value, o.ObsStatus = c.Observations[at].Value, indicators.Normal
				}
			}
			return p, nil
		},
		"a year is forgotten": func(c *release.Control) (*release.Protected, error) { return without(c, "yearly") },
	}
	try := func(name string, day time.Time, fails bool) *Candidate {
		c, err := ws.releaseOn(day)
		if refused := fault.CodeOf(err) == fault.Refused; err != nil && !refused || refused != fails {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := os.Stat(filepath.Join(ws.Root, "out", "releases", day.Format(time.DateOnly))); fails && err == nil {
			t.Errorf("%s: a candidate was written", name)
		}
		return c
	}
	for name, faulty := range faults {
		suppress = faulty
		try(name, day, true)
	}
	suppress = sound
	c := try("nothing", day, false)
	if t.Failed() {
		return
	}
	ws.publish(t, c.ID, day)
	// What is secondary now was said before: the next release has to keep back another.
	text, err := os.ReadFile(filepath.Join(c.Path, filepath.FromSlash(release.ObservationsJSON)))
	if err != nil {
		t.Fatal(err)
	}
	before, err := release.ReadObservations(text)
	if err != nil {
		t.Fatal(err)
	}
	kept := ""
	for _, o := range before {
		if o.Indicator == "sum" && len(o.Breakdown) == 1 && secondary(c.Protection, o) {
			kept = o.Breakdown["region"]
		}
	}
	if kept == "" {
		t.Fatal("no region was kept back for another's sake")
	}
	suppress = func(c *release.Control) (*release.Protected, error) {
		// As if another region had been kept back this time.
		forgot := *c
		forgot.Earlier = nil
		forgot.Known = append(slices.Clone(c.Known), knownRegion(c.Observations, kept)...)
		return sound(&forgot)
	}
	try("an earlier release is forgotten", day.AddDate(0, 0, 1), true)
}

// knownRegion makes the figures of a region known from elsewhere.
func knownRegion(observations []indicators.Observation, region string) []release.KnownFigure {
	var all []release.KnownFigure
	for _, o := range observations {
		if o.Breakdown["region"] != region || o.Value == nil {
			continue
		}
		k := release.KnownFigure{Indicator: o.Framework + "/" + o.Indicator, Breakdown: o.Breakdown, Figure: "value", Value: o.Value.Rat()}
		if o.Period != nil {
			k.Period = *o.Period
		}
		if o.Indicator == "mean" {
			k.Figure, k.Value = "numerator", o.Numerator.Rat()
		}
		all = append(all, k)
	}
	return all
}

// What bands of published rows tell is reckoned with: by the suppression, which takes
// another cell than it would without them, and by the attack, which finds out one that
// does not.
func TestForgottenBandsAreRefused(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: the whole gate is not tried")
	}
	day := time.Date(2018, 6, 22, 0, 0, 0, 0, time.UTC)
	sound := suppress
	t.Cleanup(func() { suppress = sound })
	row := func(region string, i int, amount int64) awarded {
		return awarded{org: fmt.Sprint(region, i), region: region, kind: fmt.Sprint("k", i%2), quarter: 1, amount: amount}
	}
	several := func(region string, n int, amount int64) (all []awarded) {
		for i := range n {
			all = append(all, row(region, i, amount+int64(i)))
		}
		return all
	}
	for name, c := range map[string]struct {
		grants    []awarded
		kept, not string // regions
	}{
		// Three with next to the least that their band allows: the total is each of them.
		"a total that tells what is in the band": {slices.Concat(several("r0", 3, 100), several("r1", 5, 250), several("r2", 5, 260)), "r0", ""},
		// One group's 300 must be able to be 270, and six with nearly 100 each cannot take
		// 30 more: the bands end there.
		"a second region that cannot move": {slices.Concat([]awarded{row("r2", 0, 300)}, several("r1", 6, 92), several("r0", 6, 240)), "r2", "r1"},
	} {
		ws := makeReleasable(t, c.grants, true, []string{"sum"}, 100, 500)
		suppress = func(control *release.Control) (*release.Protected, error) {
			p, err := sound(control)
			if err != nil {
				return nil, err
			}
			forgot := *control
			forgot.Begins, forgot.Ends, forgot.Endless = nil, nil, nil
			without, err := sound(&forgot)
			if err == nil {
				without.Promises, without.Parts = p.Promises, p.Parts
			}
			return without, err
		}
		if _, err := ws.releaseOn(day); fault.CodeOf(err) != fault.Refused {
			t.Errorf("%s: what forgets the bands is not refused: %v", name, err)
		}
		suppress = sound
		candidate, err := ws.releaseOn(day)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		given := map[string]bool{}
		for _, o := range candidate.Protection.Observations {
			if o.ObsStatus != indicators.Suppressed {
				given[o.Breakdown["region"]] = true
			}
		}
		if given[c.kept] || c.not != "" && !given[c.not] {
			t.Errorf("%s: given are %v", name, given)
		}
		if _, gaveUp := ws.attackRows(t, 0); gaveUp > 0 {
			t.Errorf("%s: %d programs gave up", name, gaveUp)
		}
	}
}

// A figure that was published and is unsafe by the rules of a later day cannot be kept
// back any more. The refusal says which it is and who gave it, in each language.
func TestWhatWasPublishedAndIsUnsafeNow(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: the whole gate is not tried")
	}
	var grants []awarded
	for i := range 12 {
		grants = append(grants, awarded{org: fmt.Sprint("o", i), region: fmt.Sprint("r", i%3), kind: "k0", quarter: 1, amount: int64(90 + 7*i)})
	}
	ws := makeReleasable(t, grants, true, []string{"sum"})
	day := time.Date(2018, 6, 22, 0, 0, 0, 0, time.UTC)
	c, err := ws.releaseOn(day)
	if err != nil {
		t.Fatal(err)
	}
	ws.publish(t, c.ID, day)
	stricter := disclosure.DefaultRules()
	stricter.MinimumContributors = 5
	again := func() error {
		_, err := ws.Release(context.Background(), ws.plan, ws.store, ReleaseOptions{AsOf: day.AddDate(0, 0, 1), By: "office", Reason: "again", Rules: stricter})
		return err
	}
	for lang, want := range map[locale.Lang]string{
		locale.En:   "the value of t/sum region=r0 is unsafe by the rules and records of today, and was published in 2018-06-22",
		locale.ZhTW: "依目前的規則與資料，t/sum region=r0 的數值不安全，而 2018-06-22 已經公布",
	} {
		var said []string
		var f *fault.Error
		if err := again(); fault.CodeOf(err) != fault.Refused || !errors.As(err, &f) {
			t.Fatal(err)
		}
		for _, finding := range f.Findings {
			said = append(said, finding.Write(locale.NewPrinter(lang)))
		}
		if !slices.Contains(said, want) {
			t.Errorf("the refusal says %q", said)
		}
	}
	for _, place := range []string{"region=r0", "region=r1", "region=r2", "kind=k0 region=r0", "kind=k0 region=r1", "kind=k0 region=r2"} {
		ws.Policy.Waivers = append(ws.Policy.Waivers, &release.Waiver{At: "t/sum " + place, Kind: release.Exposed, By: "department", On: "2018-06-20"})
	}
	if err := again(); err != nil {
		t.Errorf("all waived: %v", err)
	}
	ws.Policy.Waivers, ws.Policy.Withhold = nil, map[string]string{"t/sum": "business"}
	if err := again(); err != nil {
		t.Errorf("withheld: %v", err)
	}
}
