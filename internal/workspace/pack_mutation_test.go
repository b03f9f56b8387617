package workspace_test

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"heng/indicators"
	"heng/indicators/frameworks"
	"heng/internal/datapackage"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/store"
	"heng/internal/workspace"
)

// mutation is a way to spoil an expression: every place that it finds, one at a
// time, is written in each of the other ways.
type mutation struct {
	find *regexp.Regexp
	with func(found string) []string
}

func always(texts ...string) func(string) []string { return func(string) []string { return texts } }

// mutations change operators, bounds, constants, codes and conditions.
var mutations = []mutation{
	{regexp.MustCompile(`<=|>=|<>|<|>|=`), func(found string) []string {
		return map[string][]string{
			"<=": {"<", ">"}, ">=": {">", "<"}, "<": {"<=", ">="}, ">": {">=", "<="}, "=": {"<>"}, "<>": {"="},
		}[found]
	}},
	{regexp.MustCompile(` is not null`), always(" is null")},
	{regexp.MustCompile(` is null`), always(" is not null")},
	{regexp.MustCompile(` and `), always(" or ")},
	{regexp.MustCompile(` or `), always(" and ")},
	{regexp.MustCompile(`\bleast\b`), always("greatest")},
	{regexp.MustCompile(`\bgreatest\b`), always("least")},
	{regexp.MustCompile(` \+ `), always(" - ")},
	{regexp.MustCompile(` - `), always(" + ")},
	{regexp.MustCompile(` \* `), always(" + ")},
	{regexp.MustCompile(` / `), always(" * ")},
	{regexp.MustCompile(`\bsum\(`), always("sum(3 * ")},
	{regexp.MustCompile(`'[^']*'`), always("'another'")},
	{regexp.MustCompile(`\b[0-9]+\b`), func(found string) []string { return []string{found + " + 1"} }},
	{regexp.MustCompile(`\btrue\b`), always("false")},
	{regexp.MustCompile(`^.+$`), func(found string) []string {
		return []string{"case when false then " + found + " end"} // nothing of it
	}},
}

// without leaves out each of the conditions that stand side by side.
func without(text string) []string {
	var all []string
	for _, joint := range []string{" and ", " or "} {
		parts := strings.Split(text, joint)
		if len(parts) < 2 || strings.Contains(text, "(") && joint == " or " {
			continue
		}
		for at := range parts {
			all = append(all, strings.Join(slices.Delete(slices.Clone(parts), at, at+1), joint))
		}
	}
	return all
}

var columnForm = regexp.MustCompile(`\b[a-z][a-z0-9_]*\b`)

// swapped puts another column of the worked examples, of the same kind, in the
// place of each.
func swapped(text string, kinds map[string]string) []string {
	var all []string
	for _, at := range columnForm.FindAllStringIndex(text, -1) {
		kind := kinds[text[at[0]:at[1]]]
		for _, other := range slices.Sorted(maps.Keys(kinds)) {
			if kind != "" && kinds[other] == kind && other != text[at[0]:at[1]] {
				all = append(all, text[:at[0]]+other+text[at[1]:])
			}
		}
	}
	return all
}

// spoiled lists other texts of an expression, each wrong in one place.
func spoiled(text string, kinds map[string]string) []string {
	all := append(without(text), swapped(text, kinds)...)
	for _, m := range mutations {
		for _, at := range m.find.FindAllStringIndex(text, -1) {
			for _, with := range m.with(text[at[0]:at[1]]) {
				all = append(all, text[:at[0]]+with+text[at[1]:])
			}
		}
	}
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(wrong string) bool { return wrong == text })
}

// mutant is a definition that says something else in one place.
type mutant struct {
	what string
	made *indicators.Indicator
}

// mutants lists other definitions than the given one: its expressions, its
// measure and its period; or what it is about alone, where the measure was tried
// already.
func mutants(i *indicators.Indicator, whereAlone bool) []mutant {
	var all []mutant
	kinds := kindsOf(i)
	add := func(what string, change func(*indicators.Indicator)) {
		made := *i
		if !saysCells(i) {
			made.Breakdowns = nil // no expectation is about them, and they take time
		}
		change(&made)
		all = append(all, mutant{what, &made})
	}
	expression := func(key string, of *indicators.Expression, put func(*indicators.Indicator, *indicators.Expression)) {
		if of == nil {
			return
		}
		for _, wrong := range spoiled(of.Text, kinds) {
			e := *of
			e.Text = wrong
			add(fmt.Sprintf("%s: %s\n\tfrom %s", key, wrong, of.Text), func(i *indicators.Indicator) { put(i, &e) })
		}
	}
	expression("where", i.Where, func(i *indicators.Indicator, e *indicators.Expression) { i.Where = e })
	if i.Where != nil {
		add("no where", func(i *indicators.Indicator) { i.Where = nil })
	}
	if whereAlone {
		return all
	}
	m := i.Measure
	for key, of := range map[string]func(*indicators.Measure) **indicators.Expression{
		"count":    func(m *indicators.Measure) **indicators.Expression { return &m.Count },
		"distinct": func(m *indicators.Measure) **indicators.Expression { return &m.Distinct },
		"share":    func(m *indicators.Measure) **indicators.Expression { return &m.Share },
		"sum":      func(m *indicators.Measure) **indicators.Expression { return &m.Sum },
		"mean":     func(m *indicators.Measure) **indicators.Expression { return &m.Mean },
		"median":   func(m *indicators.Measure) **indicators.Expression { return &m.Median },
		"value":    func(m *indicators.Measure) **indicators.Expression { return &m.Value },
	} {
		expression(key, *of(&m), func(i *indicators.Indicator, e *indicators.Expression) { *of(&i.Measure) = e })
	}
	if m.Median != nil {
		add("mean for median", func(i *indicators.Indicator) { i.Measure.Mean, i.Measure.Median = i.Measure.Median, nil })
	}
	if r := m.Ratio; r != nil {
		put := func(change func(*indicators.Ratio)) func(*indicators.Indicator) {
			return func(i *indicators.Indicator) {
				made := *r
				change(&made)
				i.Measure.Ratio = &made
			}
		}
		expression("numerator", r.Numerator, func(i *indicators.Indicator, e *indicators.Expression) {
			put(func(r *indicators.Ratio) { r.Numerator = e })(i)
		})
		expression("denominator", r.Denominator, func(i *indicators.Indicator, e *indicators.Expression) {
			put(func(r *indicators.Ratio) { r.Denominator = e })(i)
		})
		add("upside down", put(func(r *indicators.Ratio) { r.Numerator, r.Denominator = r.Denominator, r.Numerator }))
	}
	if c := m.Concentration; c != nil {
		expression("of", c.Of, func(i *indicators.Indicator, e *indicators.Expression) {
			i.Measure.Concentration = &indicators.Concentration{Of: e, By: c.By}
		})
		expression("by", c.By, func(i *indicators.Indicator, e *indicators.Expression) {
			i.Measure.Concentration = &indicators.Concentration{Of: c.Of, By: e}
		})
	}
	achievementMutants(i, expression, add)
	for _, by := range []string{"none", "half"} {
		if i.Period.By != by {
			add("period by "+by, func(i *indicators.Indicator) { i.Period.By = by })
		}
	}
	if i.Unit == "percent" && (m.Share != nil || m.Ratio != nil || m.Achievement != nil) { // a mean comes as it is
		add("a ratio for per cent", func(i *indicators.Indicator) { i.Unit = "ratio" })
	}
	slices.SortFunc(all, func(a, b mutant) int { return strings.Compare(a.what, b.what) })
	return all
}

// saysCells reports whether a worked example expects a cell of a breakdown.
func saysCells(i *indicators.Indicator) bool {
	return slices.ContainsFunc(i.Examples, func(x *indicators.Example) bool {
		return slices.ContainsFunc(x.Expect, func(e *indicators.Expectation) bool { return len(e.Where) > 0 })
	})
}

type (
	addExpression func(key string, of *indicators.Expression, put func(*indicators.Indicator, *indicators.Expression))
	addChange     func(what string, change func(*indicators.Indicator))
)

// achievementMutants are those of an achievement: each part spoiled and left
// out, and another summary.
func achievementMutants(i *indicators.Indicator, expression addExpression, add addChange) {
	a := i.Measure.Achievement
	if a == nil {
		return
	}
	put := func(change func(*indicators.Achievement)) func(*indicators.Indicator) {
		return func(i *indicators.Indicator) {
			made := *a
			change(&made)
			i.Measure.Achievement = &made
		}
	}
	for key, of := range map[string]func(*indicators.Achievement) **indicators.Expression{
		"actual":    func(a *indicators.Achievement) **indicators.Expression { return &a.Actual },
		"target":    func(a *indicators.Achievement) **indicators.Expression { return &a.Target },
		"minimum":   func(a *indicators.Achievement) **indicators.Expression { return &a.Minimum },
		"maximum":   func(a *indicators.Achievement) **indicators.Expression { return &a.Maximum },
		"baseline":  func(a *indicators.Achievement) **indicators.Expression { return &a.Baseline },
		"ascending": func(a *indicators.Achievement) **indicators.Expression { return &a.Ascending },
		"strict":    func(a *indicators.Achievement) **indicators.Expression { return &a.Strict },
		"weight":    func(a *indicators.Achievement) **indicators.Expression { return &a.Weight },
	} {
		expression(key, *of(a), func(i *indicators.Indicator, e *indicators.Expression) {
			put(func(a *indicators.Achievement) { *of(a) = e })(i)
		})
		if *of(a) != nil {
			add("no "+key, put(func(a *indicators.Achievement) { *of(a) = nil }))
		}
	}
	for _, summary := range []string{"share_met", "median", "pooled"} {
		if summary != a.SummaryName() {
			add("summary "+summary, put(func(a *indicators.Achievement) { a.Summary = summary }))
		}
	}
}

var valueForms = []struct {
	kind string
	form *regexp.Regexp
}{
	{"date", regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`)},
	{"number", regexp.MustCompile(`^-?[0-9.]+$`)},
	{"truth", regexp.MustCompile(`^(true|false)$`)},
	{"text", regexp.MustCompile(`.`)},
}

// kindsOf are the columns of an indicator's worked examples, and what is in them.
func kindsOf(i *indicators.Indicator) map[string]string {
	kinds := map[string]string{}
	for _, x := range i.Examples {
		lines := strings.Split(strings.TrimSpace(x.Rows), "\n")
		for at, name := range strings.Split(lines[0], ",") {
			for _, line := range lines[1:] {
				cells := strings.Split(line, ",")
				for _, f := range valueForms {
					if kinds[strings.TrimSpace(name)] == "" && at < len(cells) && f.form.MatchString(strings.TrimSpace(cells[at])) {
						kinds[strings.TrimSpace(name)] = f.kind
					}
				}
			}
		}
	}
	return kinds
}

// TestPackMutations: no formula of a framework that comes with Heng can be
// changed without a worked example failing, or the check.
func TestPackMutations(t *testing.T) {
	if testing.Short() {
		t.Skip("more than a thousand definitions, and no goroutine of ours")
	}
	ctx := context.Background()
	sandbox, err := store.OpenMemory(ctx, store.Options{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer sandbox.Close()
	for _, id := range frameworks.Names() {
		w, findings, err := workspace.Open(packWorkspace(t, id, datapackage.BuiltinNames()))
		if err != nil || len(fault.Errors(findings)) > 0 {
			t.Fatal(err, findings)
		}
		catalogue := &indicators.Catalogue{Package: w.Package, Models: w.Models, Parameters: w.Settings.Parameters, Languages: locale.Languages}
		tried, refused, survived := 0, 0, 0
		judged := map[string]bool{} // achievements that were tried
		for _, i := range w.Frameworks[0].Indicators {
			one := *w.Frameworks[0]
			one.Indicators = nil
			again := false
			if a := i.Measure.Achievement; a != nil {
				again, judged[a.Text()] = judged[a.Text()], true
			}
			made := mutants(i, again)
			for at := range made {
				made[at].made.ID = fmt.Sprintf("m%d", at)
				one.Indicators = append(one.Indicators, made[at].made)
			}
			plan, found, err := indicators.Check(ctx, []*indicators.Framework{&one}, catalogue, sandbox)
			if err != nil {
				t.Fatal(err)
			}
			dead := map[string]bool{}
			for _, f := range fault.Errors(found) {
				dead[f.Subject] = true
			}
			refused += len(dead)
			found, err = indicators.RunExamples(ctx, plan, sandbox)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range found {
				dead[f.Subject] = true
			}
			tried += len(made)
			for _, m := range made {
				if !dead[m.made.ID] {
					survived++
					t.Errorf("%s/%s: no worked example tells it from %s", id, i.ID, m.what)
				}
			}
		}
		t.Logf("%s: %d changes, of which the check refused %d, %d survived", id, tried, refused, survived)
		if tried < 10*len(w.Frameworks[0].Indicators) {
			t.Errorf("%s: only %d changes were tried", id, tried)
		}
	}
}
