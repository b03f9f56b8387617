package web

import (
	"net/http"
	"slices"
	"strings"

	"heng/indicators"
	"heng/internal/access"
	"heng/internal/consult"
	"heng/internal/desk"
	"heng/internal/opendocument"
	"heng/internal/workspace"
)

// showingRoutes are the right of reply: results before the groups they are of.
var showingRoutes = []route{
	{"GET", "/results", access.SeeConsulted, (*request).showingsPage},
	{"POST", "/results", access.Consult, (*request).showResults},
}

type showingRow struct {
	consult.Showing
	Name, PeriodText string
	Replies          []replyRow
}

type replyRow struct {
	consult.Reply
	Who   string
	About string // the results, in a line
}

type showingsBody struct {
	Rows       []showingRow
	Indicators []item // key and name, of those whose rows are some group's
	CanAsk     bool
	Problem    formTrouble
	Indicator  string
	Period     string
	Until      string
}

func (r *request) showingsPage() error { return r.showingsWith(http.StatusOK, showingsBody{}) }

func (r *request) showingsWith(status int, body showingsBody) error {
	names, err := r.groupNames()
	if err != nil {
		return err
	}
	body.CanAsk = r.may(access.Consult)
	for _, s := range slices.Backward(r.s.Consult.Showings()) {
		row := showingRow{Showing: s, Name: r.indicatorName(s.Framework, s.Indicator), PeriodText: r.periodText(s.Period)}
		for _, one := range s.Replies {
			row.Replies = append(row.Replies, replyRow{one, r.groupName(names, one.Group), r.about(one)})
		}
		body.Rows = append(body.Rows, row)
	}
	if body.CanAsk {
		dictionary := r.view.Plan.Dictionary()
		for _, f := range r.view.Frameworks {
			for _, i := range f.Indicators {
				if r.view.Policy.ContributorOf(i.Population, dictionary) != "" {
					body.Indicators = append(body.Indicators, item{f.ID + "/" + i.ID, i.Name.In(r.lang)})
				}
			}
		}
	}
	return r.status(status, "results", r.p.Text("webconsult.results"), body)
}

func (r *request) showResults() error {
	body := showingsBody{Indicator: r.field("indicator"), Period: r.field("period"), Until: r.field("until")}
	framework, id, _ := strings.Cut(body.Indicator, "/")
	population := ""
	for _, f := range r.view.Frameworks {
		for _, i := range f.Indicators {
			if f.ID == framework && i.ID == id {
				population = i.Population
			}
		}
	}
	var groups []string
	if population != "" {
		known, err := r.view.Groups(r.Context(), population)
		if _, other := r.complaintOf(err); other != nil {
			return other
		}
		for _, g := range known {
			groups = append(groups, g.ID)
		}
	}
	who, err := r.who()
	if err != nil {
		return err
	}
	_, err = r.s.Consult.ShowResults(r.Context(), who, consult.Showing{Framework: framework, Indicator: id, Period: body.Period, Groups: groups, Until: body.Until})
	if err != nil {
		problem, other := r.slips(err)
		if other != nil {
			return other
		}
		body.Problem = problem
		return r.showingsWith(http.StatusUnprocessableEntity, body)
	}
	return r.see("/results")
}

// about writes the results that a reply is about.
func (r *request) about(reply consult.Reply) string {
	var all []string
	for _, one := range reply.Results {
		value := one.Value
		switch {
		case one.Denominator != "":
			value = one.Numerator + "/" + one.Denominator
		case value == "":
			value = r.p.Text("report.no_data")
		}
		all = append(all, r.p.Text("webconsult.value_of", "period", r.periodText(one.Period), "value", value))
	}
	if len(all) == 0 {
		return r.p.Text("report.no_data")
	}
	return r.p.Text("webconsult.as_of", "values", all, "day", dated(r.p, reply.Results[0].AsOf))
}

type ownResultBody struct {
	S          consult.Showing
	Replies    []replyRow
	Name       string
	PeriodText string
	Own        ownTable
	CanReply   bool
	Text       string
	Problem    formTrouble
}

func (b ownResultBody) tables(r *request) []opendocument.Sheet { return b.Own.tables(r) }

// showing finds a showing of the group's own results, with these.
func (r *request) showing() (consult.Showing, *workspace.Proposed, *desk.Own, error) {
	for _, s := range r.s.Consult.ShowingsOf(r.account.Group) {
		if s.ID != r.PathValue("id") {
			continue
		}
		own, err := r.view.OwnResult(r.Context(), s.Framework, s.Indicator, r.account.Group)
		if err != nil {
			return s, nil, nil, err
		}
		own.Results = slices.DeleteFunc(own.Results, func(o indicators.Observation) bool {
			return s.Period != "" && (o.Period == nil || *o.Period != s.Period)
		})
		own.Rows = slices.DeleteFunc(own.Rows, func(row indicators.ExplainedRow) bool { return s.Period != "" && row.Period != s.Period })
		p := &workspace.Proposed{}
		for _, f := range r.view.Frameworks {
			for _, i := range f.Indicators {
				if f.ID == s.Framework && i.ID == s.Indicator {
					p.Framework, p.Indicator = f, i
				}
			}
		}
		return s, p, own, nil
	}
	return consult.Showing{}, nil, nil, r.notFound()
}

func (r *request) ownResultPage() error { return r.ownResultWith(http.StatusOK, ownResultBody{}) }

func (r *request) ownResultWith(status int, body ownResultBody) error {
	s, p, own, err := r.showing()
	if err != nil {
		return err
	}
	who, err := r.who()
	if err != nil {
		return err
	}
	body.S, body.Name, body.PeriodText = s, r.indicatorName(s.Framework, s.Indicator), r.periodText(s.Period)
	for _, one := range s.Replies {
		body.Replies = append(body.Replies, replyRow{one, "", r.about(one)})
	}
	body.Own, body.CanReply = r.ownTable(p, own), who.Today <= s.Until
	return r.status(status, "result", body.Name, body)
}

func (r *request) replyToResult() error {
	s, _, own, err := r.showing()
	if err != nil {
		return err
	}
	who, err := r.who()
	if err != nil {
		return err
	}
	var of []consult.Result
	for _, o := range own.Results {
		one := consult.Result{AsOf: r.view.AsOf.Format("2006-01-02"), N: o.N, Missing: o.Missing}
		if o.Period != nil {
			one.Period = *o.Period
		}
		if o.Value != nil {
			one.Value = o.Value.String()
		}
		if o.Numerator != nil && o.Denominator != nil {
			one.Numerator, one.Denominator = o.Numerator.String(), o.Denominator.String()
		}
		of = append(of, one)
	}
	text := r.pasted("text")
	if err := r.s.Consult.Reply(r.Context(), who, s.ID, r.account.Group, text, of); err != nil {
		problem, other := r.slips(err)
		if other != nil {
			return other
		}
		return r.ownResultWith(http.StatusUnprocessableEntity, ownResultBody{Text: text, Problem: problem})
	}
	return r.see("/consulted/results/" + s.ID)
}
