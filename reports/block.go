package reports

import (
	"heng/indicators"
	"heng/reports/prose"
)

// block is an indicator as the page shows it.
type block struct {
	ID         string
	Code       string // framework/id
	Name       string
	Badge      badge
	Approval   string // the state of agreement, in a word
	Draft      bool
	Subjective bool
	Demo       string
	Finding    sentence
	Limits     sentence // what limits the value
	Reason     string   // why there is no status
	Note       *noteText
	Pictures   []*picture
	Facts      []fact
	Tables     []table
	Waves      []waveBox
	Hearings   []string    // where the groups stand that were asked about it
	Brief      []textItem  // the definition and its limits, in words
	DefinedAt  string      // the ID of the definition in full; empty where it is here
	Definition *definition // where no part of the report has it
}

// fact is a labelled figure of the report period.
type fact struct {
	Label string
	Value sentence
	Note  string
	Told  bool // in a sentence, which has a line of its own
}

func (b *book) block(e *entry) *block {
	i := e.indicator
	out := &block{
		ID: e.ID, Code: indicatorKey(e.framework.ID, i.ID), Name: i.Name.In(b.p.Lang),
		Badge: newBadge(b.p, e.status), Subjective: i.Subjective,
		Draft:    i.Status == "" || i.Status == "draft",
		Approval: b.p.Text("report.approval_" + orDefault(i.Status, "draft")),
		Reason:   b.reason(e),
		Note:     b.note(e),
		Facts:    b.facts(e),
		Demo:     b.demonstrationOf([]*entry{e}),
	}
	said := b.statement(e, b.names)
	out.Finding, out.Limits = sentenceOf(prose.Finding(b.p.Lang, said)), sentenceOf(prose.Notes(b.p.Lang, said))
	if e.uncomputed != nil {
		out.Finding, out.Limits = b.uncomputed(e), nil
	}
	out.Tables = append(out.Tables, b.periodTable(e))
	out.Tables = append(out.Tables, b.partTables(e)...)
	out.Tables = append(out.Tables, b.answerTables(e)...)
	out.Waves = b.waves(e)
	out.Hearings = b.hearings(e)
	if b.in.has(partDefinitions) {
		out.DefinedAt = definitionID(e)
		out.Brief = b.items([][2]string{{"definition", i.Definition.In(b.p.Lang)}, {"limitations", i.Limitations.In(b.p.Lang)}})
	} else {
		out.Definition = b.definition(e)
	}
	return out
}

func orDefault(s, fallback string) string {
	if s == "" {
		return fallback
	}
	return s
}

// uncomputed says that an indicator could not be computed, and why.
func (b *book) uncomputed(e *entry) sentence {
	return write(b.p, "report.uncomputed_finding", "name", e.indicator.Name, "reason", *e.uncomputed)
}

// uncomputedNotice names on the first page what could not be computed; empty
// where everything was.
func (b *book) uncomputedNotice() string {
	var names []string
	for _, e := range b.entries() {
		if e.uncomputed != nil {
			names = append(names, e.indicator.Name.In(b.p.Lang))
		}
	}
	if len(names) == 0 {
		return ""
	}
	return b.p.Text("report.uncomputed_notice", "names", names)
}

// optional writes an entry whose one argument may be empty: then nothing.
func (b *book) optional(key, name, value string) string {
	if value == "" {
		return ""
	}
	return b.p.Text(key, name, value)
}

// smallForStatus is the number of rows below which no status is given.
const smallForStatus = 30

// reason says why an indicator with a value has no status.
func (b *book) reason(e *entry) string {
	o, i := e.focus.Observation, e.indicator
	if e.status != noStatus || o == nil || o.Value == nil {
		return ""
	}
	noDirection := (i.Direction == "" || i.Direction == "none") && o.Target != nil && o.Target.Value != nil
	switch {
	case len(i.Targets) == 0 && i.Bands == nil:
		return b.p.Text("report.reason_context")
	case o.Target == nil && i.Bands == nil:
		return b.p.Text("report.reason_no_target")
	case e.tooFew():
		return "" // said among the limits of the value
	case noDirection && i.Bands == nil:
		return b.p.Text("report.reason_direction")
	case i.Measure.Share != nil, i.Measure.Achievement.CountsResults():
		return b.p.Text("report.reason_one_row")
	}
	return ""
}

// isIntensive reports whether a measure is of a kind, such as a share or a
// mean, that says little when few rows stand behind it.
func isIntensive(m indicators.Measure) bool {
	return m.Achievement != nil || m.Survey != nil || m.Share != nil || m.Ratio != nil || m.Mean != nil || m.Median != nil || m.Percentile != nil
}

// facts lists the figures behind the value of the report period.
func (b *book) facts(e *entry) []fact {
	o := e.focus.Observation
	if o == nil {
		return nil
	}
	var facts []fact
	add := func(key string, value sentence, note string) {
		facts = append(facts, fact{Label: b.p.Text("report." + key), Value: value, Note: note})
	}
	one := func(f figure) sentence { return sentence{{Figure: &f}} }
	if o.Numerator != nil {
		add("numerator", one(e.amount(o, "numerator", o.Numerator)), "")
	}
	if o.Denominator != nil {
		add("denominator", one(e.amount(o, "denominator", o.Denominator)), "")
	}
	add("n", one(e.rows(o, "n", o.N)), "")
	add("missing_rows", one(e.rows(o, "missing", o.Missing)), "")
	if f, ok := e.baseline(o); ok {
		note := ""
		if base := e.indicator.Baseline; base != nil {
			note = b.p.ShortPeriod(base.Period)
			if source := base.Source.In(b.p.Lang); source != "" {
				note += b.p.Text("report.origin_separator") + source
			}
		}
		add("baseline", one(f), note)
	}
	if phrase, ok := e.target(o); ok {
		add("target", phrase, "")
	}
	capped := ""
	if o.Capped {
		capped = b.p.Text("report.capped")
	}
	if f, ok := e.rate(o, "achievement", o.Achievement); ok {
		add("achievement", one(f), capped)
	}
	if f, ok := e.rate(o, "progress", o.Progress); ok {
		add("progress", one(f), capped)
	}
	facts = append(facts, b.achievedFacts(o)...)
	facts = append(facts, b.polledFacts(e, o)...)
	return append(facts, b.trendFacts(e)...)
}
