package reports

import (
	"heng/charts"
	"heng/indicators"
)

// answerTables is the table of everything that was answered: those without an
// opinion, who refused and who did not know have rows of their own, whether or
// not they are in the base.
func (b *book) answerTables(e *entry) []table {
	if !e.isPoll() {
		return nil
	}
	o, column, answers := b.answersOf(e)
	if o == nil {
		return nil
	}
	t := table{
		ID: e.ID + "_answers", Caption: b.answersTitle(o),
		Head: []string{b.p.Text("poll.answer_head"), b.p.Text("poll.respondents"), b.p.Text("poll.share_of_all")},
	}
	based := o.Polled.Beside > 0
	if based {
		t.Head = append(t.Head, b.p.Text("poll.share_of_base"))
		t.Note = b.p.Text("poll.answers_base", "n", o.Polled.Respondents, "beside", o.Polled.Beside)
	} else {
		t.Note = b.p.Text("poll.answers_all", "n", o.Polled.Respondents)
	}
	t.Head = append(t.Head, b.p.Text("poll.role_head"))
	for _, a := range answers {
		row := tableRow{Head: b.codeLabel(e.indicator.Population, column, a.Code), Cells: []sentence{text(b.p.Integer(a.Respondents)), text(e.quantity(a.Share))}}
		if based {
			cell := b.p.Text("report.none_sign")
			if a.OfBase != nil {
				cell = e.quantity(a.OfBase)
			}
			row.Cells = append(row.Cells, text(cell))
		}
		row.Cells = append(row.Cells, text(b.p.Text("poll.role_"+string(a.Role))))
		t.Rows = append(t.Rows, row)
	}
	return []table{t}
}

func (b *book) answersTitle(o *indicators.Observation) string {
	if period := periodCode(o); period != "" {
		return b.p.Text("poll.answers_title", "period", b.p.ShortPeriod(period))
	}
	return b.p.Text("poll.answers_title_all")
}

// answersChart draws the shares of all answers, a bar each.
func (b *book) answersChart(e *entry, in charts.Input) (charts.Chart, bool) {
	o, column, answers := b.answersOf(e)
	if o == nil {
		return charts.Chart{}, false
	}
	alone := *e.indicator // a target or a baseline is of the value, and not of an answer
	alone.Targets, alone.Baseline, alone.Breakdowns = nil, nil, [][]string{{column}}
	in.Indicator, in.Total, in.Parts, in.PartsBefore, in.Compare = &alone, nil, nil, nil, ""
	in.Period, in.Title = periodCode(o), b.answersTitle(o)
	in.Subtitle = b.p.Text("poll.answers_subtitle", "name", e.indicator.Name, "unit", b.p.UnitName(e.unit(), e.unitTitle()))
	for _, a := range answers {
		in.Parts = append(in.Parts, indicators.Observation{
			Framework: o.Framework, Indicator: o.Indicator, Period: o.Period, Breakdown: indicators.Breakdown{column: a.Code},
			Value: a.Share, N: a.Respondents, Unit: o.Unit, ObsStatus: indicators.Normal, ConfStatus: o.ConfStatus,
		})
	}
	return charts.Bars(b.p, in)
}
