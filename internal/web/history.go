package web

import (
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"heng/indicators"
	"heng/internal/access"
	"heng/internal/fault"
	"heng/internal/opendocument"
	"heng/internal/workspace"
	"heng/reports"
)

// historyRoutes are what was published of an indicator, and why its values changed.
var historyRoutes = []route{
	{"GET", "/indicators/{framework}/{indicator}/history", access.SeeIndicators, (*request).historyPage},
}

type historyBody struct {
	Name, At  string
	Query     string // of the addresses of pages about the same period
	Published []publishedRow
	Compared  bool // there was a load before
	Changes   []changedCell
	Edits     []string
	Steps     []changedRows
	Closed    bool // the rows behind the changes are kept back from who asks
}

func (b historyBody) tables(r *request) []opendocument.Sheet {
	published := r.newSheet("published", r.p.Text("web.published_caption"), "web.period", "web.breakdown", "web.edition", "web.published_on", "web.value", "web.cause")
	for _, row := range b.Published {
		cells := append(texts(row.Period, row.Breakdown, row.Release), r.dayCell(row.Day), row.cell)
		published.Rows = append(published.Rows, append(cells, opendocument.Text(row.Cause)))
	}
	changes := r.newSheet("changes", r.p.Text("web.changes_caption"), "web.period", "web.breakdown", "web.cause", "web.before", "web.after")
	for _, of := range []string{"report.numerator", "report.denominator", "report.n", "report.missing_rows"} {
		for _, when := range []string{"web.before", "web.after"} {
			changes.Columns = append(changes.Columns, opendocument.Column{Header: r.p.Text("web.of_when", "column", r.p.Text(of), "when", r.p.Text(when))})
		}
	}
	for _, row := range b.Changes {
		changes.Rows = append(changes.Rows, append(texts(row.Period, row.Breakdown, row.Cause), row.cells...))
	}
	all := []opendocument.Sheet{published, changes}
	for at, step := range b.Steps {
		rows := r.newSheet(step.Name, r.p.Text("web.changed_rows", "cause", step.Cause), "web.row", "web.verdict", "web.key", "web.values", "web.place")
		for _, row := range b.Steps[at].Rows {
			rows.Rows = append(rows.Rows, texts(row.Kind, row.Verdict, row.Key, row.Values, row.Place))
		}
		all = append(all, rows)
	}
	return all
}

type publishedRow struct {
	Period, Breakdown, Release, On, Value, Cause string
	Day                                          string // On as 2018-06-22
	Now                                          bool
	cell                                         opendocument.Cell // the value
}

type changedCell struct {
	Period, Breakdown, Cause, Before, After string
	Numerator, Denominator, N, Missing      string              // before and after, once where they are the same
	cells                                   []opendocument.Cell // all that is before and after, one by one
}

type changedRows struct {
	Name  string // in the address of its file
	Cause string
	Rows  []changedRow
	Note  string
}

// Shown are the rows that the page lists.
func (c changedRows) Shown() []changedRow { return c.Rows[:min(len(c.Rows), changedShown)] }

// More is how many it does not list.
func (c changedRows) More() int { return len(c.Rows) - len(c.Shown()) }

type changedRow struct{ Kind, Verdict, Key, Values, Place string }

// changedShown is how many rows of a step the page lists.
const changedShown = 100

func (r *request) historyPage() error {
	f, i, err := r.indicatorOf(rowsQuery{})
	if err != nil {
		return err
	}
	key := f.ID + "/" + i.ID
	board, err := r.board()
	if err != nil {
		return err
	}
	body := historyBody{Name: i.Name.In(r.lang), At: r.path("/indicators/" + key), Query: r.aboutBoard(board).Query, Closed: !r.may(access.SeeAllFields)}
	published, err := r.view.Published(key)
	if err != nil {
		return err
	}
	for _, one := range published {
		body.Published = append(body.Published, r.publishedRows(board, key, i, one)...)
	}
	diff, err := r.view.Since(r.Context(), key)
	if err != nil {
		return err
	}
	if diff != nil {
		body.Compared = true
		for at := range diff.Differences {
			r.changes(&body, board, key, i, &diff.Differences[at])
		}
	}
	if strings.HasPrefix(r.URL.Query().Get("file"), stepName) { // who takes rows of records is recorded
		if err := r.s.Gate.Note(r.Context(), r.account.ID, "changed rows "+key, false); err != nil {
			return err
		}
	}
	return r.show("history", r.p.Text("web.history_of", "name", body.Name), body)
}

// publishedRows lists what each release said of a cell. Cells of breakdowns are listed
// where something was revised.
func (r *request) publishedRows(board *reports.Board, key string, i *indicators.Indicator, one workspace.Revision) []publishedRow {
	if len(one.Now.Breakdown) > 0 && !one.Revised() {
		return nil
	}
	var rows []publishedRow
	period, breakdown := r.cellName(i, one.Now.Period, one.Now.Breakdown)
	for _, p := range one.Published {
		row := publishedRow{Period: period, Breakdown: breakdown, Release: p.Release, On: dated(r.p, p.On), Day: p.On, Value: r.p.Text("cmd.revision_gone"), Cause: r.cause(string(p.Cause))}
		row.cell = opendocument.Empty(row.Value)
		if p.Status != "" {
			then := *one.Now
			then.Value, then.ObsStatus = p.Value, p.Status
			row.Value, row.cell = board.Value(key, &then), board.Cell(key, &then)
		}
		if p.Reason != "" {
			row.Cause = r.p.Text("cmd.revision_reason", "cause", row.Cause, "reason", p.Reason)
		}
		rows = append(rows, row)
	}
	now := publishedRow{Period: period, Breakdown: breakdown, Release: r.p.Text("cmd.revision_now"), Value: board.Value(key, one.Now), Cause: r.cause(string(one.Cause)), Now: true, cell: board.Cell(key, one.Now)}
	if one.Cause == "" {
		now.Cause = r.p.Text("cmd.revision_same")
	}
	return append(rows, now)
}

func (r *request) cause(name string) string {
	if name == "" {
		return ""
	}
	return r.p.Text("cmd.revision_" + name)
}

// cellName writes a period and a breakdown with the words of the dictionary.
func (r *request) cellName(i *indicators.Indicator, period *string, breakdown indicators.Breakdown) (string, string) {
	q := rowsQuery{Where: breakdown}
	var parts []string
	for _, p := range r.cellParts(i, q) {
		parts = append(parts, p.Name+r.p.Text("web.colon")+p.Value)
	}
	name := ""
	if period != nil {
		name = r.p.ShortPeriod(*period)
	}
	if len(parts) == 0 {
		return name, r.p.Text("web.whole")
	}
	return name, strings.Join(parts, " · ")
}

// changes fills in what differs from the load before: values step by step, and for who
// may see them the rows behind each step.
func (r *request) changes(body *historyBody, board *reports.Board, key string, i *indicators.Indicator, d *indicators.IndicatorDifference) {
	for _, e := range d.Edits {
		body.Edits = append(body.Edits, r.p.Text("cmd.edit_"+e.What, "name", e.Name))
	}
	for _, cell := range d.Cells {
		for _, c := range cell.Changes {
			one := changedCell{Cause: r.causes(d.Steps[c.Step].Causes), Before: board.Value(key, c.Before), After: board.Value(key, c.After)}
			one.Period, one.Breakdown = r.cellName(i, cell.Period, cell.Breakdown)
			one.cells = []opendocument.Cell{board.Cell(key, c.Before), board.Cell(key, c.After)}
			figure := func(of func(*indicators.Observation) (exact, shown string)) string {
				var both []string
				for _, o := range []*indicators.Observation{c.Before, c.After} {
					exact, shown := "", ""
					if o != nil {
						exact, shown = of(o)
					}
					both = append(both, shown)
					one.cells = append(one.cells, opendocument.Figure(exact, shown))
				}
				return strings.Join(slices.Compact(both), " → ")
			}
			part := func(d *decimal.Decimal) (exact, shown string) {
				if d == nil {
					return "", ""
				}
				return d.String(), d.String()
			}
			rows := func(n int64) (exact, shown string) { return strconv.FormatInt(n, 10), r.p.Integer(n) }
			one.Numerator = figure(func(o *indicators.Observation) (string, string) { return part(o.Numerator) })
			one.Denominator = figure(func(o *indicators.Observation) (string, string) { return part(o.Denominator) })
			one.N = figure(func(o *indicators.Observation) (string, string) { return rows(o.N) })
			one.Missing = figure(func(o *indicators.Observation) (string, string) { return rows(o.Missing) })
			body.Changes = append(body.Changes, one)
		}
	}
	if body.Closed {
		return
	}
	for at := range d.Steps {
		if s := &d.Steps[at]; len(s.Rows) > 0 {
			body.Steps = append(body.Steps, r.changedRows(stepName+strconv.Itoa(len(body.Steps)+1), s))
		}
	}
}

func (r *request) causes(all []indicators.Cause) string {
	var names []string
	for _, c := range all {
		names = append(names, r.p.Text("cmd.cause_"+string(c)))
	}
	return strings.Join(names, " + ")
}

// stepName begins the names of the files of a step's rows.
const stepName = "rows-"

func (r *request) changedRows(name string, s *indicators.Step) changedRows {
	out := changedRows{Name: name, Cause: r.causes(s.Causes)}
	switch {
	case s.Apart:
		out.Note = r.p.Text("cmd.diff_apart")
	case len(s.Key) == 0:
		out.Note = r.p.Text("cmd.diff_no_key")
	}
	for _, d := range s.Rows {
		at := d.After
		if at == nil {
			at = d.Before
		}
		row := changedRow{Kind: r.p.Text("cmd.row_" + string(d.Kind)), Key: strings.Join(d.Key, " · "), Place: fault.Place{File: at.File, Sheet: at.Sheet, Line: int(at.Line)}.String()}
		var verdicts []string
		for _, state := range []*indicators.RowState{d.Before, d.After} {
			if state != nil {
				verdicts = append(verdicts, r.verdict(state.Verdict))
			}
		}
		row.Verdict = strings.Join(slices.Compact(verdicts), " → ")
		var values []string
		for _, v := range d.Changed {
			values = append(values, v.Column+" "+r.orNone(v.Before)+" → "+r.orNone(v.After))
		}
		if len(values) == 0 {
			for _, v := range at.Named {
				values = append(values, v.Column+" "+r.orNone(v.Value))
			}
		}
		row.Values = strings.Join(values, "; ")
		out.Rows = append(out.Rows, row)
	}
	return out
}

func (r *request) orNone(value *string) string {
	if value == nil {
		return r.p.Text("web.no_value")
	}
	return *value
}
