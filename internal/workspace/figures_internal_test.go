package workspace

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"heng/indicators/disclosure"
	"heng/internal/consult"
)

// figuresOf are the figures of a text after others.
func figuresOf(t *testing.T, r *releasable, text string, before ...Before) *consult.Figures {
	t.Helper()
	p, err := r.Propose("t", text)
	if err != nil {
		t.Fatal(err)
	}
	f, err := r.FiguresOf(t.Context(), r.store, ReleaseOptions{AsOf: time.Date(2018, 6, 22, 0, 0, 0, 0, time.UTC), Rules: disclosure.DefaultRules()}, p, before)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func summed(id, where string) string {
	if where != "" {
		where = "where: " + where + "\n"
	}
	return "id: " + id + "\ndimension: d\nname: {zh-TW: 金額, en: Amounts}\npopulation: grants\n" + where + "measure: {sum: amount}\nbreakdowns: [region]\nunit: TWD\n"
}

// even are grants of six groups in one region and four in another, alike, and one group
// alone in a third.
func even() []awarded {
	var all []awarded
	for at, region := range strings.Fields("r0 r0 r0 r0 r0 r0 r1 r1 r1 r1 r2") {
		all = append(all, awarded{org: fmt.Sprint("o", at), region: region, kind: "k1", quarter: 1, amount: int64(100 + at)})
	}
	return all
}

// TestFiguresOfAllGroups: what groups are shown of all of them is what a release could
// say; where one cell of a breakdown is too small there is none of it, and where two
// texts differ by too few groups nothing of the second.
func TestFiguresOfAllGroups(t *testing.T) {
	w := makeReleasable(t, even(), true, []string{"kind0"})
	first := figuresOf(t, w, summed("kpi", ""))
	if first.Kept != "" || len(first.Rows) != 1 || first.Rows[0].Value != "1155" || !slices.Equal(first.Few, []string{"region"}) {
		t.Fatalf("%+v", first)
	}
	two := figuresOf(t, w, summed("kpi", "region <> 'r2'"))
	if two.Kept != "" || len(two.Rows) != 3 || len(two.Few) > 0 {
		t.Errorf("the breakdown of two large regions: %+v", two)
	}
	if f := figuresOf(t, w, summed("kpi", "region = 'r2'")); f.Kept == "" && (len(f.Rows) != 1 || !f.Rows[0].Few || f.Rows[0].Value != "") {
		t.Errorf("one group: %+v", f)
	}
	shown := Before{summed("kpi", ""), first}
	for name, c := range map[string]struct {
		text   string
		before []Before
		kept   string
	}{
		"without a region of four":   {summed("kpi", "region <> 'r1'"), []Before{shown}, ""},
		"without a group":            {summed("kpi", "org <> 'o5'"), []Before{shown}, "difference"},
		"without one of its own":     {summed("kpi", "region <> 'r2'"), []Before{shown}, "difference"},
		"of another measure":         {strings.Replace(summed("kpi", ""), "{sum: amount}", "{mean: amount}", 1), []Before{shown}, "changed"},
		"after two others":           {summed("kpi", "region <> 'r1'"), []Before{shown, {summed("kpi", "region <> 'r2'"), two}}, "changed"},
		"after one that none was of": {summed("kpi", "org <> 'o5'"), []Before{{summed("kpi", ""), &consult.Figures{Kept: "unprotected"}}}, ""},
	} {
		if f := figuresOf(t, w, c.text, c.before...); f.Kept != c.kept {
			t.Errorf("%s: %+v", name, f)
		}
	}
	// The words of a text may change, and the records: the figures stay as they were.
	was := &consult.Figures{Rows: []consult.Figure{{Value: "7"}}}
	if f := figuresOf(t, w, strings.Replace(summed("kpi", ""), "Amounts", "Other words", 1), Before{summed("kpi", ""), was}); f != was {
		t.Errorf("other words, other figures: %+v", f)
	}
	w.Policy.Withhold = map[string]string{"t/kpi": "business"}
	if f := figuresOf(t, w, summed("kpi", "")); f.Kept != "withheld" {
		t.Errorf("withheld: %+v", f)
	}
}

// TestFiguresTellNobodysOwn attacks what groups are shown of random records: no figure,
// and no difference of those of two texts, is of fewer than three groups, so that none
// that takes its own away is left with another's; nor could the second largest reckon the
// largest within a tenth.
func TestFiguresTellNobodysOwn(t *testing.T) {
	conditions := []string{"", "region <> 'r0'", "region <> 'r2'", "kind = 'k0'", "org <> 'o0'", "org <> 'o1' and kind = 'k1'", "amount > 20"}
	holds := func(condition string, g awarded) bool {
		switch condition {
		case "region <> 'r0'":
			return g.region != "r0"
		case "region <> 'r2'":
			return g.region != "r2"
		case "kind = 'k0'":
			return g.kind == "k0"
		case "org <> 'o0'":
			return g.org != "o0"
		case "org <> 'o1' and kind = 'k1'":
			return g.org != "o1" && g.kind == "k1"
		case "amount > 20":
			return !g.missing && g.amount > 20
		}
		return true
	}
	shown := 0
	for seed := range uint64(6) {
		grants := drawGrants(seed)
		r := rand.New(rand.NewPCG(seed, 9))
		w := makeReleasable(t, grants, true, []string{"kind0"})
		a, b := conditions[r.IntN(len(conditions))], conditions[r.IntN(len(conditions))]
		first := figuresOf(t, w, summed("kpi", a))
		second := figuresOf(t, w, summed("kpi", b), Before{summed("kpi", a), first})
		safe := func(what string, in func(awarded) bool) {
			t.Helper()
			of := map[string]int64{}
			var total int64
			for _, g := range grants {
				if in(g) && !g.missing {
					of[g.org] += g.amount
					total += g.amount
				}
			}
			var largest, next int64
			for _, amount := range of {
				if amount > largest {
					largest, next = amount, largest
				} else {
					next = max(next, amount)
				}
			}
			if len(of) > 0 && (len(of) < 3 || 10*(total-largest-next) < largest) {
				t.Errorf("seed %d, %q and %q: %s is of %v", seed, a, b, what, of)
			}
		}
		cell := func(condition string, f consult.Figure) func(awarded) bool {
			return func(g awarded) bool {
				return holds(condition, g) && (f.Breakdown == nil || g.region == f.Breakdown["region"])
			}
		}
		for condition, figures := range map[string]*consult.Figures{a: first, b: second} {
			for _, f := range figures.Rows {
				if f.Value != "" {
					shown++
					safe(fmt.Sprint(condition, f), cell(condition, f))
				}
			}
		}
		for _, f := range first.Rows {
			for _, g := range second.Rows {
				if f.Value == "" || g.Value == "" || fmt.Sprint(f.Breakdown) != fmt.Sprint(g.Breakdown) {
					continue
				}
				in, out := cell(a, f), cell(b, g)
				safe("more", func(g awarded) bool { return in(g) && !out(g) })
				safe("fewer", func(g awarded) bool { return out(g) && !in(g) })
			}
		}
	}
	if shown < 4 {
		t.Errorf("%d figures were shown: nothing was tried", shown)
	}
}
