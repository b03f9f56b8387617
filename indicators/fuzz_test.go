package indicators_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"heng/indicators"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/store"
)

// FuzzReadFramework: no text is a panic, in reading or in checking, and what
// passes the check can be evaluated on an empty table.
func FuzzReadFramework(f *testing.F) {
	f.Add(richFramework)
	f.Add(head + `
  - {id: a, dimension: accountability, name: {zh-TW: 甲, en: A}, population: grants, measure: {percentile: !x {of: amount, at: 0.5}}}
  - {id: b, dimension: x, name: !t, population: grants, measure: {ratio: {numerator: sum(amount}}, targets: [null, {period: 2018, value: 1e9}]}
  - {id: c, measure: {concentration: 5}, period: [], breakdowns: {a: b}, examples: [{rows: 1, expect: [{value: 1}]}], agreements: [{}]}
`)
	f.Add("")
	f.Add("[]")
	f.Add("framework: !x")
	f.Add("a: &a [*a]")
	for _, name := range []string{"testdata/bench/framework.yaml", "../examples/mofa/frameworks/mofa.yaml"} {
		if text, err := os.ReadFile(name); err == nil {
			f.Add(string(text))
		}
	}
	ctx := context.Background()
	memory, err := store.OpenMemory(ctx, store.Options{Threads: 1})
	if err != nil {
		f.Fatal(err)
	}
	defer memory.Close()
	if err := memory.Exec(ctx, createGrants); err != nil {
		f.Fatal(err)
	}
	tables := mustPackage(f, grantsPackage)
	f.Fuzz(func(t *testing.T, text string) {
		defer watch(t, text).Stop()
		framework, findings := indicators.ReadFramework("frameworks/f.yaml", []byte(text))
		plan, more, err := indicators.Check(ctx, []*indicators.Framework{framework}, &indicators.Catalogue{Package: tables, Languages: locale.Languages}, memory)
		if err != nil {
			t.Fatal(err)
		}
		findings = append(findings, more...)
		for _, finding := range findings {
			for _, lang := range locale.Languages {
				finding.Write(locale.NewPrinter(lang))
			}
		}
		if len(fault.Errors(findings)) == 0 {
			if _, err := plan.Evaluate(ctx, memory, richAsOf); err != nil {
				t.Fatalf("accepted, and then: %v", err)
			}
		}
	})
}

// FuzzReadModel: no text is a panic, and a model that passes the check runs.
func FuzzReadModel(f *testing.F) {
	f.Add("-- title: {zh-TW: 甲, en: A}\n-- rows: grants\nselect * from grants g left join (select region, sum(amount) as total from grants group by region) t using (region)")
	f.Add("with x as (select grant_id, row_number() over (partition by region order by amount desc) as place from grants) select * from x where place = 1")
	f.Add("select category, count(*) filter (where amount > 0) as n, string_agg(region, ',' order by region) as list from grants group by 1 having count(*) > 1")
	f.Add("select g.region as r from grants g where exists (select 1 as one from grants h where h.region = g.region) union all select 'x' as r")
	f.Add("-- columns: {x: {en: a}}\nselect 1 as x")
	f.Add("-- it's\n-- :\nselect grant_id, amount / people as each from grants where report_due <= :as_of -- it's :as_of")
	f.Add("select * from m")
	names, _ := filepath.Glob("../examples/mofa/models/*.sql")
	for _, name := range names {
		if text, err := os.ReadFile(name); err == nil {
			f.Add(string(text))
		}
	}
	ctx := context.Background()
	memory, err := store.OpenMemory(ctx, store.Options{Threads: 1})
	if err != nil {
		f.Fatal(err)
	}
	defer memory.Close()
	if err := memory.Exec(ctx, createGrants); err != nil {
		f.Fatal(err)
	}
	tables := mustPackage(f, grantsPackage)
	framework := head + "  - {id: a, dimension: accountability, name: {zh-TW: 甲, en: A}, population: m, measure: {count: true}}\n"
	f.Fuzz(func(t *testing.T, text string) {
		defer watch(t, text).Stop()
		model, findings := indicators.ReadModel("models/m.sql", "m", []byte(text))
		one, more := indicators.ReadFramework("frameworks/f.yaml", []byte(framework))
		plan, found, err := indicators.Check(ctx, []*indicators.Framework{one}, &indicators.Catalogue{
			Package: tables, Models: []*indicators.Model{model}, Languages: locale.Languages,
		}, memory)
		if err != nil {
			t.Fatal(err)
		}
		findings = append(append(findings, more...), found...)
		for _, finding := range findings {
			finding.Write(locale.NewPrinter(locale.ZhTW))
		}
		if len(fault.Errors(findings)) > 0 {
			return
		}
		if _, err := plan.Evaluate(ctx, memory, richAsOf); err != nil && isBinder(err) {
			t.Fatalf("accepted, and then: %v", err)
		}
	})
}

// isBinder tells a statement that the engine does not understand from one that
// fails on a value, as a literal too large.
func isBinder(err error) bool {
	for _, kind := range []string{"Binder Error", "Parser Error", "Catalog Error", "Syntax Error", "Not implemented Error", "INTERNAL Error"} {
		if strings.Contains(err.Error(), kind) {
			return true
		}
	}
	return false
}

// watch ends the process when a text takes too long, which a fuzzer does not
// notice by itself.
func watch(t *testing.T, text string) *time.Timer {
	return time.AfterFunc(2*time.Minute, func() { panic(fmt.Sprintf("%s: %q does not end", t.Name(), text)) })
}
