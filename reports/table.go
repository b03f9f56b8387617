package reports

import (
	"slices"
	"strconv"

	"heng/indicators"
)

// table is a table of figures. The first cell of a row is its heading.
type table struct {
	ID      string
	Caption string
	Note    string
	Words   bool // its cells are words, set from the left
	Head    []string
	Rows    []tableRow
	Files   []taken // none in a report, which has them beside it
}

type tableRow struct {
	Head    string
	HeadID  string // of what the heading leads to
	Current bool   // the row of the report period
	Cells   []sentence
}

// IsNumber reports whether a column of a table of words, of those after the first,
// holds nothing but numbers, which are set from the right.
func (t *table) IsNumber(column int) bool {
	for _, row := range t.Rows {
		if column >= len(row.Cells) {
			return false
		}
		if s := row.Cells[column]; len(s) != 1 || s[0].Figure == nil || s[0].Figure.Exact == "" {
			return false
		}
	}
	return t.Words && len(t.Rows) > 0
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
		if o := e.series.totals[code]; o != nil && !e.isPoll() {
			hasShare = hasShare || o.Numerator != nil || o.Denominator != nil
		}
		if o := e.series.totals[code]; o != nil {
			hasTarget = hasTarget || o.Target != nil
		}
	}
	t.Head = append(b.head("period", hasShare), b.polledHead(e, "poll.on_wave")...)
	if hasTarget {
		t.Head = append(t.Head, b.p.Text("report.target"))
	}
	t.Head = append(t.Head, b.p.Text("report.status"))
	provisional, broken := false, false
	for _, code := range codes {
		o := e.series.totals[code]
		row := tableRow{Head: b.p.ShortPeriod(code), Current: code == e.focus.Period, Cells: append(b.cells(e, o, code, hasShare), b.polledCells(e, o, onWave)...)}
		if o != nil && o.ObsStatus == indicators.Break {
			row.Head, broken = b.p.Text("report.break_row", "period", row.Head), true
		}
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
	if broken {
		t.Note = b.join(t.Note, b.p.Text("report.break_note"))
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
		if e.uncomputed != nil {
			word = "report.uncomputed"
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
				hasShare = hasShare || !e.isPoll() && (o.Numerator != nil || o.Denominator != nil)
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
		t := table{ID: e.ID + "_breakdown" + strconv.Itoa(number+1), Caption: caption, Head: append(b.head("n", hasShare), b.polledHead(e, "poll.on_rest")...)}
		t.Head[0] = b.p.List(titles)
		for _, o := range cells {
			var labels []string
			for _, column := range columns {
				labels = append(labels, b.codeLabel(e.indicator.Population, column, o.Breakdown[column]))
			}
			t.Rows = append(t.Rows, tableRow{Head: b.p.List(labels), Cells: append(b.cells(e, o, period, hasShare), b.polledCells(e, o, onRest)...)})
		}
		if e.isPoll() {
			t.Note = b.p.Text("poll.rest_note")
		}
		tables = append(tables, t)
	}
	return tables
}
