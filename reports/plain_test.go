package reports_test

import (
	"bytes"
	"strings"
	"testing"

	"heng/internal/locale"
	"heng/reports"
)

func plainPage(t *testing.T, in reports.Input, lang locale.Lang) []byte {
	t.Helper()
	e, err := reports.ComposePlain(t.Context(), in, lang)
	if err != nil {
		t.Fatal(err)
	}
	page, err := e.Page()
	if err != nil {
		t.Fatal(err)
	}
	return page
}

// The plain edition has the findings that the outline names, under its words,
// and every number in it is an observation's.
func TestPlainEdition(t *testing.T) {
	in := sample()
	in.Outline = &reports.Outline{Plain: reports.Plain{
		Introduction: both("三件事。", "Three things."),
		Findings: []reports.PlainFinding{
			{Indicator: "mofa/oda", Subject: both("花了多少錢", "How much was given")},
			{Indicator: "reports-on-time"},
		},
		Glossary: []reports.Term{{Term: both("期限", "Due date"), Means: both("應交的日子。", "The day it has to be there.")}},
	}}
	exact := map[string]bool{}
	for _, o := range in.Observations {
		if o.Value != nil {
			exact[o.Framework+"/"+o.Indicator+" "+o.Value.String()] = true
		}
	}
	for lang, words := range map[locale.Lang][]string{
		locale.ZhTW: {"三件事。", "花了多少錢", "成果報告準時提交率", "期限", "應交的日子。", "民眾對國際合作的滿意度"},
		locale.En:   {"Three things.", "How much was given", "Outcome reports submitted on time", "Due date", "Satisfaction with international co-operation"},
	} {
		page := plainPage(t, in, lang)
		for _, word := range words {
			if !strings.Contains(string(page), word) {
				t.Errorf("%s: %q is not on the page", lang, word)
			}
		}
		numbers, err := reports.Numbers(page)
		if err != nil {
			t.Fatal(err)
		}
		shown := 0
		for _, n := range numbers {
			if n.Field != "value" {
				continue
			}
			shown++
			if !exact[n.Indicator+" "+n.Exact] {
				t.Errorf("%s: %s of %s is no observation's value", lang, n.Exact, n.Indicator)
			}
		}
		if shown == 0 {
			t.Errorf("%s: the page shows no value", lang)
		}
	}
}

// Without an outline it chooses three indicators by itself, and those on real
// records before those on invented ones.
func TestPlainChoice(t *testing.T) {
	page := plainPage(t, sample(), locale.En)
	if n := bytes.Count(page, []byte(`<article class="finding"`)); n != 3 {
		t.Errorf("%d findings, not 3", n)
	}
	if bytes.Contains(page, []byte("Outcome reports submitted on time")) {
		t.Error("an indicator on invented records was chosen though there are others")
	}
}
