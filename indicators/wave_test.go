package indicators_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"heng/indicators"
	"heng/internal/fault"
	"heng/internal/locale"
)

const wavePackage = `
name: polls
resources:
  - name: polls
    path: [data/polls.csv]
    schema:
      primaryKey: [id]
      fields:
        - {name: id, type: string, constraints: {required: true}}
        - {name: year, type: integer}
        - {name: share, type: number, decimals: 1}
`

const waveHead = `
framework: polls
version: "1"
title: {zh-TW: 民調, en: Polls}
dimensions: [{id: d, title: {zh-TW: 成效, en: Effect}}]
indicators:
  - id: support
    dimension: d
    name: {zh-TW: 支持, en: Support}
    subjective: true
    population: polls
    measure: {value: share}
    period: {by: year, of: year}
    unit: percent
`

// TestWaveBreaks: other words break the line, what one wave does not say does not,
// and the fact that the first wave follows no other neither.
func TestWaveBreaks(t *testing.T) {
	text := waveHead + `
    waves:
      - {period: "2025", mode: {zh-TW: 市話及手機, en: Landline and mobile}, question: {zh-TW: 您是否支持？, en: Do you support it?}}
      - {period: "2023", mode: {zh-TW: 市話, en: Landline}, question: {zh-TW: 您是否贊成？, en: Do you approve?}}
      - {period: "2024", question: {zh-TW: 您是否支持？, en: Do you support it?}}
    examples:
      - rows: |
          id, year, share
          a, 2023, 75.0
          b, 2024, 73.8
          c, 2025, 65.5
        as_of: 2026-01-31
        expect: [{period: "2023", value: 75, obs_status: A}, {period: "2024", value: 73.8, obs_status: B}, {period: "2025", value: 65.5, obs_status: A}]
`
	plan, findings, memory := checkIn(t, text, nil, wavePackage)
	failOnErrors(t, findings)
	found, err := indicators.RunExamples(t.Context(), plan, memory)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		t.Error(f)
	}
}

// TestWaveSlips lists what is said of waves that lack what a poll discloses.
func TestWaveSlips(t *testing.T) {
	full := "commissioned_by: 外交部, fielded_by: 某公司, from: 2017-08-09, until: 2017-08-11, population: {zh-TW: 成人, en: Adults}, " +
		"mode: {zh-TW: 電話, en: Telephone}, respondents: 1134, margin: 2.9, weighting: {zh-TW: 無, en: None}, question: {zh-TW: 問, en: Q}"
	for _, c := range []struct {
		wave string
		want []string
	}{
		{"period: '2017', " + full + ", funding: 外交部", nil},
		{"period: '2017', " + full, []string{"wave_incomplete"}},
		{"period: '2017', " + full + ", unpublished: [funding]", nil},
		{"period: '2017', " + full + ", unpublished: [funding, mode]", []string{"wave_unpublished"}},
		{"period: '2017', " + full + ", unpublished: [founding]", []string{"unknown_value", "wave_incomplete"}},
		{full + ", funding: 外交部", []string{"wave_period"}},
		{"period: 2017-Q1, " + full + ", funding: 外交部", []string{"period_form"}},
		{"period: '2017', from: 2017-08-11, until: 2017-08-09, respondents: 0, margin: 100, confidence: 0, " +
			"unpublished: [commissioned_by, fielded_by, population, mode, weighting, question, funding]",
			[]string{"wave_dates", "wave_number", "wave_number", "wave_number"}},
		{"period: '2017', " + full + ", funding: {zh-TW: 外交部}", []string{"missing_translation"}},
	} {
		_, findings, _ := checkIn(t, waveHead+"    waves:\n      - {"+c.wave+"}\n", nil, wavePackage)
		var got []string
		for _, f := range findings {
			if f.ID != "incomplete" {
				got = append(got, f.ID)
			}
		}
		slices.Sort(got)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s\n%s", c.wave, diff)
		}
	}
}

// TestWavesNone: a survey without waves is warned about, unless it says that it was
// never fielded.
func TestWavesNone(t *testing.T) {
	for waves, want := range map[string]bool{"": true, "    waves: []\n": false} {
		text := strings.Replace(waveHead, "value: share", "survey: {published: {share: share}}", 1) + waves
		_, findings, _ := checkIn(t, text, nil, wavePackage)
		failOnErrors(t, findings)
		if got := slices.ContainsFunc(findings, func(f fault.Finding) bool { return f.ID == "wave_none" }); got != want {
			t.Errorf("%q: warned %v, want %v", waves, got, want)
		}
	}
}

// TestWavesOf: a period without a poll shows the one before, whose value stands in
// its place; a period before all polls shows none.
func TestWavesOf(t *testing.T) {
	same := func(text string) locale.Text { return locale.Text{locale.En: text} }
	i := &indicators.Indicator{Waves: []*indicators.Wave{
		{Period: "2017", Mode: same("b"), Until: "2017-12-01"}, {Period: "2017", Mode: same("a"), Until: "2017-08-11"}, {Period: "2020", Mode: same("c")},
	}}
	for _, c := range []struct {
		period string
		want   string
	}{{"2016", ""}, {"2017", "ab"}, {"2019", "ab"}, {"2020", "c"}, {"2021", "c"}} {
		got := ""
		for _, w := range i.WavesOf(&indicators.Observation{Period: &c.period}) {
			got += w.Mode.In(locale.En)
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.period, got, c.want)
		}
	}
	if got := i.WavesOf(&indicators.Observation{}); len(got) != 1 || got[0].Mode.In(locale.En) != "c" {
		t.Error(got)
	}
	if len(i.Waves[0].Lacks()) != 9 || len((&indicators.Wave{}).Lacks()) != len(indicators.WaveItems()) {
		t.Error(i.Waves[0].Lacks())
	}
}
