package web

import (
	"errors"
	"net/http"
	"net/url"

	"heng/internal/fault"
	"heng/reports"
)

// board is the pages of the period that the address asks for, or of the report's.
func (r *request) board() (*reports.Board, error) {
	values := r.URL.Query()
	choice, err := r.view.Input.Choose(values.Get("period"), values.Get("compare"))
	var known *fault.Error
	if errors.As(err, &known) {
		return nil, &failure{http.StatusNotFound, known.Message, known.Hint, way{r.URL.Path, r.p.Text("web.report_period")}}
	}
	if err != nil {
		return nil, err
	}
	return r.view.Board(r.lang, choice)
}

// chosen is a choice of periods as the query of an address; empty where there is none.
func chosen(c reports.Choice) string {
	if c.Period == "" {
		return ""
	}
	if c.Compare == "" {
		c.Compare = reports.Uncompared
	}
	return "?period=" + url.QueryEscape(c.Period) + "&compare=" + url.QueryEscape(c.Compare)
}

// about says which period a page is about, and offers the others.
type about struct {
	*reports.Board
	Own      reports.Choice // where it is not the report's; else empty
	Query    string         // of the addresses of pages about the same
	Here     string         // the address of the page, without a choice
	Periods  []option
	Compared []option
}

func (r *request) aboutBoard(board *reports.Board) about {
	a := about{Board: board, Here: r.URL.Path}
	in := r.view.Input
	if board.Choice != (reports.Choice{Period: in.Period, Compare: in.Compare}) {
		a.Own = board.Choice
	}
	a.Query = chosen(a.Own)
	before := board.Choice.Compare == "" && r.URL.Query().Get("compare") != reports.Uncompared || reports.IsBefore(board.Choice.Compare, board.Choice.Period)
	a.Compared = []option{
		{"", r.p.Text("web.compare_before"), before},
		{reports.Uncompared, r.p.Text("web.compare_none"), board.Choice.Compare == "" && !before},
	}
	for _, code := range in.Periods() {
		a.Periods = append(a.Periods, option{code, r.p.Period(code), code == board.Choice.Period})
		a.Compared = append(a.Compared, option{code, r.p.Period(code), code == board.Choice.Compare && !before})
	}
	return a
}
