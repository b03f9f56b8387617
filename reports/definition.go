package reports

import (
	"strings"
	"time"

	"heng/indicators"
	"heng/internal/locale"
)

// definition is what an indicator is, in full and as its author wrote it.
type definition struct {
	ID         string
	Block      string // the ID of the indicator's block
	Code       string // framework/id
	Name       string
	Texts      []textItem // definition, rationale and the like
	Attributes []textItem // unit, level and the like, in a word each
	Formula    []formulaLine
	Targets    []sentence
	Agreements []sentence
}

// textItem is a labelled text of the definition.
type textItem struct{ Label, Text string }

// formulaLine is a line of the definition as its author wrote it.
type formulaLine struct{ Label, Expression string }

// definitions makes the part with the definitions in full, by dimension.
func (b *book) definitions() []*piece {
	var pieces []*piece
	for _, branch := range b.dimensions {
		if len(branch.Entries) > 0 {
			pieces = append(pieces, &piece{Kind: "heading", Of: b.dimensionTitle(branch)})
		}
		for _, e := range branch.Entries {
			pieces = append(pieces, &piece{Kind: "definition", Of: b.definition(e)})
		}
	}
	return pieces
}

func definitionID(e *entry) string { return "definition_" + e.framework.ID + "_" + e.indicator.ID }

func (b *book) definition(e *entry) *definition {
	i := e.indicator
	out := &definition{
		ID: definitionID(e), Block: e.ID, Code: indicatorKey(e.framework.ID, i.ID), Name: i.Name.In(b.p.Lang),
		Texts: b.texts(e), Attributes: b.attributes(e), Formula: b.formula(i),
	}
	for _, t := range i.Targets {
		out.Targets = append(out.Targets, b.targetLine(e, t))
	}
	for _, a := range i.Agreements {
		out.Agreements = append(out.Agreements, write(b.p, "report.agreement",
			"group", a.Group, "on", b.date(a.On), "record", b.optional("report.agreement_record", "record", a.Record)))
	}
	return out
}

// texts lists what the definition says in words.
func (b *book) texts(e *entry) []textItem {
	i, lang := e.indicator, b.p.Lang
	return b.items([][2]string{
		{"definition", i.Definition.In(lang)},
		{"rationale", i.Rationale.In(lang)},
		{"goal", i.Goal.In(lang)},
		{"mandate", i.Mandate.In(lang)},
		{"limitations", i.Limitations.In(lang)},
		{"source", i.Source.In(lang)},
		{"state", b.approval(e)},
	})
}

// attributes lists what the definition says in a word.
func (b *book) attributes(e *entry) []textItem {
	i := e.indicator
	word := func(prefix, code string) string {
		if key := "report." + prefix + code; code != "" && locale.Has(key) {
			return b.p.Text(key)
		}
		return code // a word of the author's own
	}
	kind := ""
	if i.Subjective {
		kind = b.p.Text("report.subjective")
	}
	return b.items([][2]string{
		{"unit", b.p.UnitName(e.unit(), e.unitTitle())},
		{"direction", word("direction_", orDefault(i.Direction, "none"))},
		{"level", word("level_", i.Level)},
		{"evidence", word("evidence_", i.Evidence)},
		{"kind", kind},
		{"frequency", word("frequency_", i.Frequency)},
		{"owner", e.framework.OwnerOf(i).In(b.p.Lang)},
	})
}

// items labels texts with entries of the catalogue and leaves out the empty.
func (b *book) items(pairs [][2]string) []textItem {
	var items []textItem
	for _, pair := range pairs {
		if pair[1] != "" {
			items = append(items, textItem{b.p.Text("report." + pair[0]), pair[1]})
		}
	}
	return items
}

// approval says how far a definition has come and by which route.
func (b *book) approval(e *entry) string {
	a := e.framework.Approval
	document := a.Document.In(b.p.Lang)
	state := b.p.Text("report.approval_sentence_" + orDefault(e.indicator.Status, "draft"))
	route, agreed := "", e.indicator.Status == "agreed"
	switch {
	case a.Route == "consent" && !agreed:
		route = b.p.Text("report.route_consent", "days", a.NoticeDays, "agree", a.Agree)
	case a.Route == "authority" && !agreed:
		route = b.p.Text("report.route_authority")
	case a.Route == "authority" && document != "" && a.On != "":
		route = b.p.Text("report.route_document_on", "document", document, "on", b.date(a.On))
	case a.Route == "authority" && document != "":
		route = b.p.Text("report.route_document", "document", document)
	}
	version := b.p.Text("report.definition_version", "version", orDefault(e.indicator.Version, e.framework.Version))
	return b.join(state, route, version)
}

// formula lists the definition's own lines: population, where, measure, period.
func (b *book) formula(i *indicators.Indicator) []formulaLine {
	var lines []formulaLine
	for _, line := range i.Formula() {
		lines = append(lines, formulaLine{b.p.Text("report.formula_" + line.Part), line.Text})
	}
	return lines
}

// targetLine writes a target of the definition with where it comes from.
func (b *book) targetLine(e *entry, t *indicators.Target) sentence {
	var where []string
	for _, column := range indicators.Breakdown(t.Where).Columns() {
		where = append(where, b.p.Text("report.cell", "column", b.columnTitle(e.indicator.Population, column),
			"code", b.codeLabel(e.indicator.Population, column, t.Where[column])))
	}
	var origin []string
	if by := t.SetBy.In(b.p.Lang); by != "" {
		origin = append(origin, b.p.Text("report.set_by", "by", by))
	}
	if t.SetOn != "" {
		key := "report.set_on"
		if day, err := time.Parse(time.DateOnly, t.SetOn); err == nil {
			if s, ok := parseSpan(t.Period); ok && day.Before(s.first) {
				key = "report.set_before"
			} else if ok {
				key = "report.set_after"
			}
		}
		origin = append(origin, b.p.Text(key, "on", b.date(t.SetOn)))
	}
	if source := t.Source.In(b.p.Lang); source != "" {
		origin = append(origin, b.p.Text("report.set_source", "source", source))
	}
	if len(origin) == 0 {
		origin = []string{b.p.Text("report.set_unknown")}
	}
	key := "report.target_line"
	if len(where) > 0 {
		key = "report.target_line_where"
	}
	return write(b.p, key, "period", b.p.ShortPeriod(t.Period), "where", where,
		"target", e.definedTarget(t), "origin", strings.Join(origin, b.p.Text("report.origin_separator")))
}
