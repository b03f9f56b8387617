package reports

import (
	"slices"
	"strconv"
	"strings"

	"heng/internal/locale"
	"heng/reports/prose"
)

// glance is the first thing a report says: where every indicator stands, what
// rose and fell, what is missing, and of what kind the indicators are.
type glance struct {
	StatusHead []badge
	StatusRows []statusRow
	Total      statusRow

	StatusFiles []taken // none in a report
	Overview    overview
	Rose, Fell  []sentence
	worse       map[string]bool // those of them that are a change for the worse, by the link of the line
	Compared    string          // what is compared, or why nothing is
	NoneMoved   bool            // something was compared, and none of it is listed
	Absent      []absenceGroup
	Levels      table
}

// absenceGroup lists the indicators that lack the same kind of thing.
type absenceGroup struct {
	Title string
	Lines []sentence
}

// statusRow counts a dimension's indicators by status and shows each as a
// shape: a dimension never has one colour for all of them.
type statusRow struct {
	ID, Title, Nature string
	Indicators        int
	Counts            []int
	Shapes            []shapeLink
}

type shapeLink struct {
	ID, Name string
	Badge    badge
}

// overview is a table with a row an indicator: value, change, target, status.
type overview struct {
	ID      string // of its caption
	Caption string
	Periods []string // the headings of the value and of the comparison
	Groups  []overviewGroup
	Files   []taken // none in a report
}

type overviewGroup struct {
	Title string // none in a chapter that its author arranged
	Rows  []overviewRow
}

type overviewRow struct {
	ID, Name      string
	Value, Before sentence
	Note          string // where the value is of another period than the heading says
	Latest        sentence
	Change        sentence
	Target        sentence
	Badge         badge
	Draft         bool
}

// glance makes the pieces of the first part.
func (b *book) glance() []*piece {
	g := b.lookAround()
	var pieces []*piece
	for _, kind := range []string{"glance_statuses", "glance_overview", "glance_movements"} {
		pieces = append(pieces, &piece{Kind: kind, Of: g})
	}
	return append(pieces, &piece{Kind: "glance_kinds", Of: g, Tables: []*table{&g.Levels}})
}

func (b *book) lookAround() *glance {
	g := &glance{Total: statusRow{Title: b.p.Text("report.all_dimensions")}}
	for _, s := range statuses {
		g.StatusHead = append(g.StatusHead, newBadge(b.p, s))
	}
	g.Total.Counts = make([]int, len(statuses))
	g.Overview = b.overview("overview_caption")
	chapters := map[string]bool{} // other chapters may place all of a dimension, which has none then
	for number, c := range b.in.chaptersOf() {
		chapters[b.sectionID(number, c)] = true
	}
	for _, c := range b.dimensions {
		id := c.ID
		if !chapters[id] {
			id = ""
		}
		row := statusRow{ID: id, Title: b.dimensionTitle(c), Nature: b.nature(c), Indicators: len(c.Entries)}
		group := overviewGroup{Title: row.Title}
		for i, s := range statuses {
			n := c.count(s)
			row.Counts = append(row.Counts, n)
			g.Total.Counts[i] += n
		}
		for _, e := range c.Entries {
			row.Shapes = append(row.Shapes, shapeLink{e.ID, e.indicator.Name.In(b.p.Lang), newBadge(b.p, e.status)})
			group.Rows = append(group.Rows, b.overviewRow(e))
		}
		g.Total.Indicators += len(c.Entries)
		g.StatusRows = append(g.StatusRows, row)
		g.Overview.Groups = append(g.Overview.Groups, group)
	}
	b.movements(g)
	b.absences(g)
	g.Levels = b.levels()
	return g
}

// statusTable is the count of statuses as a table of a file.
func (b *book) statusTable(g *glance) *table {
	t := &table{ID: "statuses", Caption: b.p.Text("report.status_caption"), Head: []string{b.p.Text("report.dimension"), b.p.Text("report.indicators")}}
	for _, badge := range g.StatusHead {
		t.Head = append(t.Head, badge.Word)
	}
	for _, row := range append(slices.Clone(g.StatusRows), g.Total) {
		cells := []sentence{b.counted(int64(row.Indicators))}
		for _, n := range row.Counts {
			cells = append(cells, b.counted(int64(n)))
		}
		t.Rows = append(t.Rows, tableRow{Head: row.Title, Cells: cells})
	}
	return t
}

// overview is a table of indicators without any yet.
func (b *book) overview(id string) overview {
	o := overview{ID: id, Caption: b.p.Text("report.overview_caption"), Periods: []string{b.p.ShortPeriod(b.in.Period)}}
	if b.in.Compare != "" {
		o.Periods = append(o.Periods, b.p.ShortPeriod(b.in.Compare))
	}
	return o
}

// overviewTable is an overview as a table of a file: the dimension is a column of it.
func (b *book) overviewTable(o overview) *table {
	t := &table{ID: strings.TrimSuffix(o.ID, "_caption"), Caption: o.Caption, Head: []string{b.p.Text("report.indicator"), b.p.Text("report.dimension")}}
	t.Head = append(t.Head, o.Periods...)
	t.Head = append(t.Head, b.p.Text("report.change"), b.p.Text("report.target"), b.p.Text("report.status"))
	for _, g := range o.Groups {
		for _, row := range g.Rows {
			cells := []sentence{text(g.Title), row.Value}
			if len(o.Periods) > 1 {
				cells = append(cells, row.Before)
			}
			t.Rows = append(t.Rows, tableRow{Head: row.Name, Cells: append(cells, row.Change, row.Target, text(row.Badge.Word))})
		}
	}
	return t
}

// chapterOverview says in a table how the indicators of a chapter stand, so that a
// reader of many pages sees first what they come to.
func (b *book) chapterOverview(id string, entries []*entry) *piece {
	o := b.overview(id + "_overview")
	group := overviewGroup{}
	for _, e := range entries {
		group.Rows = append(group.Rows, b.overviewRow(e))
	}
	o.Groups = []overviewGroup{group}
	return &piece{Kind: "overview", Of: o}
}

// dimensionTitle is the title of a dimension, with its framework's where another
// framework has a dimension of that title.
func (b *book) dimensionTitle(c *branch) string {
	title := c.Dimension.Title.In(b.p.Lang)
	for _, other := range b.dimensions {
		if other.Framework != c.Framework && other.Dimension.Title.In(b.p.Lang) == title {
			return b.p.Text("report.dimension_of", "dimension", title, "framework", c.Framework.Title.In(b.p.Lang))
		}
	}
	return title
}

func (b *book) nature(c *branch) string {
	if c.Dimension.Nature == "" {
		return ""
	}
	return b.p.Text("report.nature_" + c.Dimension.Nature)
}

func (b *book) overviewRow(e *entry) overviewRow {
	row := overviewRow{
		ID: e.ID, Name: e.indicator.Name.In(b.p.Lang), Badge: newBadge(b.p, e.status),
		Draft: e.indicator.Status == "" || e.indicator.Status == "draft",
	}
	f := e.focus
	row.Value = b.cells(e, f.Observation, f.Period, false)[0]
	switch {
	case f.Observation != nil && f.Observation.Value != nil && f.Period != "" && isProvisional(f.Observation, b.in.AsOf):
		row.Note = b.p.Text("report.provisional_row", "period", b.p.ShortPeriod(f.Period))
	case f.Period != b.in.Period:
		row.Note = b.p.ShortPeriod(f.Period)
	}
	if f.Latest != nil {
		row.Latest = write(b.p, "report.latest_cell", "value", e.value(f.Latest), "period", b.p.ShortPeriod(periodCode(f.Latest)))
	}
	row.Before = sentence{{Text: b.p.Text("report.none_sign")}}
	if f.Compare != "" {
		row.Before = b.cells(e, f.Before, f.Compare, false)[0]
	}
	row.Change = sentence{{Text: b.p.Text("report.none_sign")}}
	if c, ok := e.changeOf(f, b.in.AsOf); ok && !c.Untested && !e.isSmallShare(f.Observation) && !e.isSmallShare(f.Before) {
		row.Change = write(b.p, "report.cell_"+c.word(), "change", c.Figure)
	}
	row.Target = sentence{{Text: b.p.Text("report.none_sign")}}
	if f.Observation != nil {
		if phrase, ok := e.target(f.Observation); ok {
			row.Target = phrase
		}
	}
	return row
}

// word names a change: up, down or same.
func (c change) word() string {
	switch {
	case c.Unclear:
		return "unclear"
	case c.Sign > 0:
		return "up"
	case c.Sign < 0:
		return "down"
	}
	return "same"
}

// movements lists what rose and what fell against the period of comparison.
func (b *book) movements(g *glance) {
	if b.in.Compare == "" {
		g.Compared = b.p.Text("report.compared_none")
		return
	}
	compared := 0
	g.worse = map[string]bool{}
	for _, e := range b.entries() {
		c, ok := e.changeOf(e.focus, b.in.AsOf)
		if !ok {
			continue
		}
		compared++
		if !c.isTold() || e.isSmallShare(e.focus.Observation) || e.isSmallShare(e.focus.Before) {
			continue
		}
		statement := b.statement(e, newPeriodNames(b.p))
		line := sentenceOf(prose.Movement(b.p.Lang, statement)).leading(e.indicator.Name.In(b.p.Lang), e.ID)
		if statement.IsWorse() {
			g.worse[e.ID] = true
		}
		if c.Sign > 0 {
			g.Rose = append(g.Rose, line)
		} else {
			g.Fell = append(g.Fell, line)
		}
	}
	g.NoneMoved = compared > 0 && len(g.Rose) == 0 && len(g.Fell) == 0
	key := "report.compared"
	if compared == 0 {
		key = "report.compared_nothing"
	}
	g.Compared = b.p.Text(key, "period", b.names.noun(b.in.Period), "compare", b.names.noun(b.in.Compare),
		"n", compared, "all", len(b.entries()))
}

// absences lists the indicators without a value at the report period, those
// whose rows lack values, and those with rows that belong to no period.
func (b *book) absences(g *glance) {
	var without, lacking, undated []sentence
	for _, e := range b.entries() {
		name := e.indicator.Name
		about := func(key string, pairs ...any) sentence {
			return write(b.p, key, append([]any{"name", name}, pairs...)...).leading(name.In(b.p.Lang), e.ID)
		}
		o := e.focus.Observation
		switch {
		case e.uncomputed != nil:
			without = append(without, b.uncomputed(e))
		case o == nil && e.status == notDue:
			without = append(without, about("report.absent_not_due"))
		case o == nil:
			without = append(without, about("report.absent_no_data"))
		case o.Value == nil:
			without = append(without, about("report.absent_status", "status", e.absence(o)))
		case o.Missing > 0:
			lacking = append(lacking, about("report.absent_rows",
				"missing", e.rows(o, "missing", o.Missing), "n", o.Missing, "counted", e.rows(o, "n", o.N)))
		}
		if rest := e.series.totals["_U"]; rest != nil {
			undated = append(undated, about("report.absent_undated",
				"missing", e.rows(rest, "missing", rest.Missing), "n", rest.Missing))
		}
	}
	for _, group := range []absenceGroup{
		{b.p.Text("report.without_value"), without},
		{b.p.Text("report.lacking_rows"), lacking},
		{b.p.Text("report.undated_rows"), undated},
	} {
		if len(group.Lines) > 0 {
			g.Absent = append(g.Absent, group)
		}
	}
}

// levels counts the indicators by their level in the chain of results and by
// the evidence they rest on.
func (b *book) levels() table {
	levels := []string{"input", "activity", "output", "outcome", "impact", ""}
	kinds := []string{"self-reported", "verified", "independent", "administrative", ""}
	count := map[[2]string]int{}
	for _, e := range b.entries() {
		count[[2]string{e.indicator.Level, e.indicator.Evidence}]++
	}
	for _, axis := range []struct {
		names *[]string
		index int
	}{{&levels, 0}, {&kinds, 1}} {
		*axis.names = slices.DeleteFunc(*axis.names, func(name string) bool {
			for cell, n := range count {
				if cell[axis.index] == name && n > 0 {
					return false
				}
			}
			return name == ""
		})
	}
	t := table{ID: "levels", Caption: b.p.Text("report.levels_caption"), Head: []string{b.p.Text("report.level")}}
	for _, kind := range kinds {
		t.Head = append(t.Head, b.p.Text("report.evidence_"+orDefault(kind, "unstated")))
	}
	t.Head = append(t.Head, b.p.Text("report.together"))
	for _, level := range levels {
		row := tableRow{Head: b.p.Text("report.level_" + orDefault(level, "unstated"))}
		together := 0
		for _, kind := range kinds {
			n := count[[2]string{level, kind}]
			together += n
			row.Cells = append(row.Cells, b.counted(int64(n)))
		}
		row.Cells = append(row.Cells, b.counted(int64(together)))
		t.Rows = append(t.Rows, row)
	}
	return t
}

func text(s string) sentence { return sentence{{Text: s}} }

// counted writes how many of something there are: a number that a spreadsheet
// can add up, and of no observation.
func (b *book) counted(n int64) sentence {
	return sentence{{Figure: &figure{Text: b.p.Integer(n), Exact: strconv.FormatInt(n, 10)}}}
}

// tally writes how many indicators of a dimension stand at each status, those
// with none left out.
func (b *book) tally(c *branch) string {
	var counts []string
	for _, s := range statuses {
		if n := c.count(s); n > 0 {
			counts = append(counts, b.p.Text("report.tally_"+string(s), "n", n))
		}
	}
	return b.p.Text("report.tally", "n", len(c.Entries), "counts", counts)
}

// largestMove names the indicator of a dimension that moved most in percentage
// points, the only unit in which different indicators may be set against one
// another.
func (b *book) largestMove(c *branch) string {
	var most *entry
	var largest change
	for _, e := range c.Entries {
		moved, ok := e.changeOf(e.focus, b.in.AsOf)
		if !ok || !moved.Points || !moved.isTold() || e.isSmallShare(e.focus.Observation) || e.isSmallShare(e.focus.Before) {
			continue
		}
		if most == nil || distance(e).Cmp(distance(most)) > 0 {
			most, largest = e, moved
		}
	}
	if most == nil {
		return ""
	}
	return b.p.Text("report.moved_most_"+largest.word(), "name", most.indicator.Name, "change", largest.Figure.Text,
		"compare", b.comparePhrase(most.focus.Compare))
}

func (b *book) comparePhrase(code string) string {
	if b.p.Lang == locale.ZhTW {
		return b.p.ShortPeriod(code)
	}
	return b.p.PeriodPhrase(code)
}
