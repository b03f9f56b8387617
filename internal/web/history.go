package web

import (
	"slices"
	"strings"

	"heng/indicators"
	"heng/internal/access"
	"heng/internal/fault"
	"heng/internal/workspace"
	"heng/reports"
)

// historyRoutes are what was published of an indicator, and why its values changed.
var historyRoutes = []route{
	{"GET", "/indicators/{framework}/{indicator}/history", access.SeeIndicators, (*request).historyPage},
}

type historyBody struct {
	Name, At  string
	Published []publishedRow
	Compared  bool // there was a load before
	Changes   []changedCell
	Edits     []string
	Steps     []changedRows
	Closed    bool // the rows behind the changes are kept back from who asks
}

type publishedRow struct {
	Period, Breakdown, Release, On, Value, Cause string
	Now                                          bool
}

type changedCell struct {
	Period, Breakdown, Cause, Before, After string
	Numerator, Denominator, N, Missing      string // before and after, once where they are the same
}

type changedRows struct {
	Cause string
	Rows  []changedRow
	More  int
	Note  string
}

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
	body := historyBody{Name: i.Name.In(r.lang), At: r.path("/indicators/" + key), Closed: !r.may(access.SeeAllFields)}
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
		row := publishedRow{Period: period, Breakdown: breakdown, Release: p.Release, On: dated(r.p, p.On), Value: r.p.Text("cmd.revision_gone"), Cause: r.cause(string(p.Cause))}
		if p.Status != "" {
			then := *one.Now
			then.Value, then.ObsStatus = p.Value, p.Status
			row.Value = board.Value(key, &then)
		}
		if p.Reason != "" {
			row.Cause = r.p.Text("cmd.revision_reason", "cause", row.Cause, "reason", p.Reason)
		}
		rows = append(rows, row)
	}
	now := publishedRow{Period: period, Breakdown: breakdown, Release: r.p.Text("cmd.revision_now"), Value: board.Value(key, one.Now), Cause: r.cause(string(one.Cause)), Now: true}
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
			figure := func(of func(*indicators.Observation) string) string {
				before, after := "", ""
				if c.Before != nil {
					before = of(c.Before)
				}
				if c.After != nil {
					after = of(c.After)
				}
				if before == after {
					return before
				}
				return before + " → " + after
			}
			one.Numerator = figure(func(o *indicators.Observation) string {
				if o.Numerator == nil {
					return ""
				}
				return o.Numerator.String()
			})
			one.Denominator = figure(func(o *indicators.Observation) string {
				if o.Denominator == nil {
					return ""
				}
				return o.Denominator.String()
			})
			one.N = figure(func(o *indicators.Observation) string { return r.p.Integer(o.N) })
			one.Missing = figure(func(o *indicators.Observation) string { return r.p.Integer(o.Missing) })
			body.Changes = append(body.Changes, one)
		}
	}
	if body.Closed {
		return
	}
	for at := range d.Steps {
		if s := &d.Steps[at]; len(s.Rows) > 0 {
			body.Steps = append(body.Steps, r.changedRows(s))
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

func (r *request) changedRows(s *indicators.Step) changedRows {
	out := changedRows{Cause: r.causes(s.Causes), More: max(0, len(s.Rows)-changedShown)}
	switch {
	case s.Apart:
		out.Note = r.p.Text("cmd.diff_apart")
	case len(s.Key) == 0:
		out.Note = r.p.Text("cmd.diff_no_key")
	}
	for _, d := range s.Rows[:min(len(s.Rows), changedShown)] {
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
