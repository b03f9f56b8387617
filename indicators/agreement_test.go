package indicators_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"heng/indicators"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/store"
)

const agreedIndicator = `framework: agreed
version: "1.0"
title: {zh-TW: 同意, en: Agreed}
owner: NGO
approval: {route: consent, notice_days: 30, agree: 2/3}
dimensions:
  - {id: accountability, title: {zh-TW: 問責, en: Accountability}}
indicators:
  - id: on-time
    dimension: accountability
    name: {zh-TW: 準時, en: On time}
    definition: {zh-TW: 甲, en: A}
    rationale: {zh-TW: 甲, en: A}
    goal: {zh-TW: 甲, en: A}
    level: output
    population: grants
    where: report_due <= :as_of
    measure: {share: report_received is not null and report_received <= report_due}
    period: {by: year, of: report_due}
    unit: percent
    direction: up
    targets: [{period: "2018", value: 90}]
    bands: {on_track: 85, at_risk: 75}
    evidence: administrative
    source: {zh-TW: 甲, en: A}
    frequency: yearly
    limitations: {zh-TW: 甲, en: A}
    status: agreed
    agreements: [{group: G, on: 2018-05-02, of: HASH}]
    examples:
      - {rows: "report_due\n2018-01-31", as_of: 2018-06-22, expect: {n: 1}}
`

// TestAgreementBinds: an agreement stands while what was agreed to stands, and is
// void once where, measure, period, targets or bands are others. White space and
// words are not part of it.
func TestAgreementBinds(t *testing.T) {
	ctx := context.Background()
	memory, err := store.OpenMemory(ctx, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer memory.Close()
	found := func(text string) (*indicators.Framework, []string) {
		t.Helper()
		f, findings := indicators.ReadFramework("f.yaml", []byte(text))
		_, more, err := indicators.Check(ctx, []*indicators.Framework{f}, &indicators.Catalogue{Package: readPackage(t, grantsPackage), Languages: locale.Languages}, memory)
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, finding := range fault.Errors(append(findings, more...)) {
			ids = append(ids, finding.ID)
		}
		return f, ids
	}
	f, _ := found(agreedIndicator)
	text := strings.Replace(agreedIndicator, "HASH", f.Indicators[0].Terms(), 1)
	for _, change := range []struct {
		name, old, new string
		want           string
	}{
		{"nothing", "", "", ""},
		{"white space", "is not null and", "is  not null   and", ""},
		{"words", "en: On time", "en: Reports on time", ""},
		{"decimals", "unit: percent", "unit: percent\n    decimals: 2", ""},
		{"population", "population: grants", "population: Grants", "agreement_void"},
		{"where", "report_due <= :as_of", "report_due < :as_of", "agreement_void"},
		{"measure", "received <= report_due", "received < report_due", "agreement_void"},
		{"period", "by: year", "by: year ", ""},
		{"period's column", "of: report_due", "of: report_received", "agreement_void"},
		{"a target", "value: 90", "value: 80", "agreement_void"},
		{"a target written otherwise", "value: 90", "value: 90.0", ""},
		{"a target's form", "value: 90", "over: 90", "agreement_void"},
		{"a target more", "value: 90}", `value: 90}, {period: "2019", value: 90}`, "agreement_void"},
		{"bands", "at_risk: 75", "at_risk: 74", "agreement_void"},
		{"unit", "unit: percent", "unit: ratio", "agreement_void"},
		{"the hash left out", ", of: " + f.Indicators[0].Terms(), "", "agreement_void"},
		{"no agreement", "    agreements: [{group: G, on: 2018-05-02, of: " + f.Indicators[0].Terms() + "}]\n", "", "no_agreement"},
		{"nobody's consent is needed", "route: consent, notice_days: 30, agree: 2/3}", "route: authority}", ""},
		{"incomplete", "    level: output\n", "", "incomplete"},
		{"no example", "    examples:\n      - {rows: \"report_due\\n2018-01-31\", as_of: 2018-06-22, expect: {n: 1}}\n", "", "incomplete"},
	} {
		t.Run(change.name, func(t *testing.T) {
			changed := strings.Replace(text, change.old, change.new, 1)
			if changed == text && change.old != change.new {
				t.Fatal("nothing was changed")
			}
			_, ids := found(changed)
			switch {
			case change.want == "" && len(ids) > 0:
				t.Errorf("found %v", ids)
			case change.want != "" && !slices.Contains(ids, change.want):
				t.Errorf("found %v, not %s", ids, change.want)
			}
		})
	}
}
