package reports

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"heng/indicators"
	"heng/internal/locale"
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
	Reason     string // why there is no status
	Picture    *picture
	Facts      []fact
	Tables     []table
	Texts      []textItem // definition, rationale and the like
	Attributes []textItem // unit, level and the like, in a word each
	Formula    []formulaLine
	Targets    []sentence
	Agreements []sentence
}

// fact is a labelled figure of the report period.
type fact struct {
	Label string
	Value sentence
	Note  string
}

// textItem is a labelled text of the definition.
type textItem struct{ Label, Text string }

// formulaLine is a line of the definition as its author wrote it.
type formulaLine struct{ Label, Expression string }

// table is a table of figures. The first cell of a row is its heading.
type table struct {
	ID      string
	Caption string
	Note    string
	Head    []string
	Rows    []tableRow
}

type tableRow struct {
	Head    string
	Current bool // the row of the report period
	Cells   []sentence
}

func (b *book) block(e *entry) *block {
	i := e.indicator
	out := &block{
		ID: e.ID, Code: indicatorKey(e.framework.ID, i.ID), Name: i.Name.In(b.p.Lang),
		Badge: newBadge(b.p, e.status), Subjective: i.Subjective,
		Draft:    i.Status == "" || i.Status == "draft",
		Approval: b.p.Text("report.approval_" + orDefault(i.Status, "draft")),
		Finding:  e.finding(e.focus, b.in.AsOf, b.names),
		Reason:   b.reason(e),
		Facts:    b.facts(e),
		Texts:    b.texts(e), Attributes: b.attributes(e),
		Formula: b.formula(i),
	}
	if demo := b.demonstration(i.Population); len(demo) > 0 {
		var titles []string
		for _, r := range demo {
			titles = append(titles, b.resourceTitle(r))
		}
		out.Demo = b.p.Text("report.demo_block", "resources", titles)
	}
	out.Tables = append(out.Tables, b.periodTable(e))
	out.Tables = append(out.Tables, b.partTables(e)...)
	for _, t := range i.Targets {
		out.Targets = append(out.Targets, b.targetLine(e, t))
	}
	for _, a := range i.Agreements {
		out.Agreements = append(out.Agreements, write(b.p, "report.agreement",
			"group", a.Group, "on", b.date(a.On), "record", b.optional("report.agreement_record", "record", a.Record)))
	}
	return out
}

func orDefault(s, fallback string) string {
	if s == "" {
		return fallback
	}
	return s
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
	case o.N < smallForStatus && isIntensive(i.Measure):
		return b.p.Text("report.reason_small", "n", o.N, "limit", smallForStatus)
	case noDirection && i.Bands == nil:
		return b.p.Text("report.reason_direction")
	case i.Measure.Share != nil:
		return b.p.Text("report.reason_one_row")
	}
	return ""
}

// isIntensive reports whether a measure is of a kind, such as a share or a
// mean, that says little when few rows stand behind it.
func isIntensive(m indicators.Measure) bool {
	return m.Share != nil || m.Ratio != nil || m.Mean != nil || m.Median != nil || m.Percentile != nil
}

// facts lists the figures behind the value of the report period.
func (b *book) facts(e *entry) []fact {
	o := e.focus.Observation
	if o == nil {
		return nil
	}
	var facts []fact
	add := func(key string, value sentence, note string) {
		facts = append(facts, fact{b.p.Text("report." + key), value, note})
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
	return facts
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
	line := func(key, text string) {
		lines = append(lines, formulaLine{b.p.Text("report.formula_" + key), text})
	}
	add := func(key string, e *indicators.Expression) {
		if e != nil {
			line(key, e.Text)
		}
	}
	line("population", i.Population)
	m := i.Measure
	add("where", i.Where)
	add("count", m.Count)
	add("distinct", m.Distinct)
	add("share", m.Share)
	add("sum", m.Sum)
	add("mean", m.Mean)
	add("median", m.Median)
	if m.Percentile != nil {
		add("percentile", m.Percentile.Of)
		line("at", m.Percentile.At)
	}
	if m.Ratio != nil {
		add("numerator", m.Ratio.Numerator)
		add("denominator", m.Ratio.Denominator)
	}
	if m.Concentration != nil {
		add("concentration", m.Concentration.Of)
		add("by", m.Concentration.By)
	}
	add("value", m.Value)
	if i.Period.By != "" && i.Period.By != "none" {
		text := i.Period.By
		if i.Period.Of != nil {
			text += " of " + i.Period.Of.Text
		}
		line("period", text)
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

// maxPeriods is how many periods a table shows, the latest ones; its note
// says so.
const maxPeriods = 24

// expected lists the periods an indicator's table and chart show: every one
// from the first to the last that the data have or the report asks for, so
// that a gap is a row of its own, with rows without a date last.
func (b *book) expected(e *entry) (codes []string, cut bool) {
	known := e.series.periods()
	undated := len(known) > 0 && known[len(known)-1] == indicators.Unknown
	if undated {
		known = known[:len(known)-1]
	}
	ends := slices.Clone(known)
	for _, code := range []string{e.focus.Period, e.focus.Compare} {
		if _, ok := parseSpan(code); ok {
			ends = append(ends, code)
		}
	}
	slices.SortFunc(ends, comparePeriods)
	if len(ends) > 0 {
		codes = between(ends[0], ends[len(ends)-1])
	}
	if codes == nil {
		codes = slices.Compact(ends)
	}
	if len(codes) > maxPeriods {
		codes, cut = codes[len(codes)-maxPeriods:], true
	}
	if undated {
		codes = append(codes, indicators.Unknown)
	}
	return codes, cut
}

// periodTable is the table of the totals of all periods.
func (b *book) periodTable(e *entry) table {
	codes, cut := b.expected(e)
	t := table{ID: e.ID + "_periods", Caption: b.p.Text("report.table_periods", "name", e.indicator.Name)}
	if cut {
		t.Note = b.p.Text("report.table_cut", "n", maxPeriods)
	}
	hasShare, hasTarget := false, false
	for _, code := range codes {
		if o := e.series.totals[code]; o != nil {
			hasShare = hasShare || o.Numerator != nil || o.Denominator != nil
			hasTarget = hasTarget || o.Target != nil
		}
	}
	t.Head = b.head("period", hasShare)
	if hasTarget {
		t.Head = append(t.Head, b.p.Text("report.target"))
	}
	t.Head = append(t.Head, b.p.Text("report.status"))
	provisional := false
	for _, code := range codes {
		o := e.series.totals[code]
		row := tableRow{Head: b.p.ShortPeriod(code), Current: code == e.focus.Period, Cells: b.cells(e, o, code, hasShare)}
		if o != nil && isProvisional(o, b.in.AsOf) {
			row.Head, provisional = b.p.Text("report.provisional_row", "period", row.Head), true
		}
		if hasTarget {
			cell := sentence{{Text: b.p.Text("report.none_sign")}}
			if o != nil {
				if phrase, ok := e.target(o); ok {
					cell = phrase
				}
			}
			row.Cells = append(row.Cells, cell)
		}
		at := focus{Period: code, Observation: o}
		row.Cells = append(row.Cells, sentence{{Text: b.p.Text("report.status_" + string(at.status(b.in.AsOf)))}})
		t.Rows = append(t.Rows, row)
	}
	if provisional {
		t.Note = b.join(t.Note, b.p.Text("report.provisional_note"))
	}
	return t
}

// head lists the headings of a table of observations.
func (b *book) head(first string, hasShare bool) []string {
	head := []string{b.p.Text("report." + first), b.p.Text("report.value")}
	if hasShare {
		head = append(head, b.p.Text("report.numerator"), b.p.Text("report.denominator"))
	}
	return append(head, b.p.Text("report.n"), b.p.Text("report.missing_rows"))
}

// cells writes an observation's numbers; o is nil where the data have none.
func (b *book) cells(e *entry, o *indicators.Observation, code string, hasShare bool) []sentence {
	one := func(f figure) sentence { return sentence{{Figure: &f}} }
	if o == nil {
		word := "report.no_data"
		if !isOver(code, b.in.AsOf) {
			word = "report.not_due"
		}
		cells := []sentence{one(figure{Text: b.p.Text(word)})}
		blanks := 2
		if hasShare {
			blanks = 4
		}
		for range blanks {
			cells = append(cells, one(figure{Text: b.p.Text("report.none_sign")}))
		}
		return cells
	}
	cells := []sentence{one(e.value(o))}
	if hasShare {
		cells = append(cells, one(e.amount(o, "numerator", o.Numerator)), one(e.amount(o, "denominator", o.Denominator)))
	}
	return append(cells, one(e.rows(o, "n", o.N)), one(e.rows(o, "missing", o.Missing)))
}

// partPeriod is the period whose breakdowns are shown: the report's, or the
// latest with a value where that has none.
func (e *entry) partPeriod() string {
	if (e.focus.Observation == nil || e.focus.Observation.Value == nil) && e.focus.Latest != nil {
		return periodCode(e.focus.Latest)
	}
	return e.focus.Period
}

// partTables are the tables of the breakdowns, one for each as the definition
// has them.
func (b *book) partTables(e *entry) []table {
	period := e.partPeriod()
	var tables []table
	for number, columns := range e.indicator.Breakdowns {
		var cells []*indicators.Observation
		hasShare := false
		sorted := slices.Sorted(slices.Values(columns))
		for _, o := range e.series.parts {
			if periodCode(o) == period && slices.Equal(o.Breakdown.Columns(), sorted) {
				cells = append(cells, o)
				hasShare = hasShare || o.Numerator != nil || o.Denominator != nil
			}
		}
		if len(cells) == 0 {
			continue
		}
		var titles []string
		for _, column := range columns {
			titles = append(titles, b.columnTitle(e.indicator.Population, column))
		}
		caption := b.p.Text("report.table_parts", "columns", titles, "period", b.p.ShortPeriod(period))
		if period == "" {
			caption = b.p.Text("report.table_parts_all", "columns", titles)
		}
		t := table{ID: e.ID + "_breakdown" + strconv.Itoa(number+1), Caption: caption, Head: b.head("n", hasShare)}
		t.Head[0] = b.p.List(titles)
		for _, o := range cells {
			var labels []string
			for _, column := range columns {
				labels = append(labels, b.codeLabel(e.indicator.Population, column, o.Breakdown[column]))
			}
			t.Rows = append(t.Rows, tableRow{Head: b.p.List(labels), Cells: b.cells(e, o, period, hasShare)})
		}
		tables = append(tables, t)
	}
	return tables
}
