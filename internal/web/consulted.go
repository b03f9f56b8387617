package web

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"heng/indicators"
	"heng/internal/access"
	"heng/internal/consult"
	"heng/internal/desk"
	"heng/internal/opendocument"
	"heng/internal/workspace"
)

// consultedRoutes are what a group sees and says: of others nothing.
var consultedRoutes = []route{
	{"GET", "/consulted", access.TakePart, (*request).consultedPage},
	{"GET", "/consulted/{id}", access.TakePart, (*request).partPage},
	{"POST", "/consulted/{id}/say", access.TakePart, (*request).say},
	{"POST", "/consulted/{id}/take-back", access.TakePart, (*request).takeBack},
	{"GET", "/consulted/results/{id}", access.TakePart, (*request).ownResultPage},
	{"POST", "/consulted/results/{id}/reply", access.TakePart, (*request).replyToResult},
}

type partRow struct {
	ID, Name, Outcome, Deadline string
	Open                        bool
}

type consultedBody struct {
	Group   string
	Parts   []partRow
	Results []partRow
}

func (r *request) consultedPage() error {
	names, err := r.groupNames()
	if err != nil {
		return err
	}
	body := consultedBody{Group: r.groupName(names, r.account.Group)}
	for _, c := range r.s.Consult.OfGroup(r.account.Group) {
		row := partRow{ID: c.ID, Outcome: r.p.Text("webconsult.outcome_" + string(c.Outcome(r.account.Group))), Deadline: c.Table().Deadline, Open: c.Closed == ""}
		if p, ok := r.s.Consult.Proposal(c.Proposal); ok {
			row.Name = r.tabledName(p, c)
		}
		body.Parts = append(body.Parts, row)
	}
	who, err := r.who()
	if err != nil {
		return err
	}
	for _, s := range r.s.Consult.ShowingsOf(r.account.Group) {
		body.Results = append(body.Results, partRow{ID: s.ID, Name: r.indicatorName(s.Framework, s.Indicator), Deadline: s.Until, Open: who.Today <= s.Until})
	}
	return r.show("consulted", r.p.Text("web.nav_consulted"), body)
}

// tabledName is the name of what is on the table: not of a revision that was only saved.
func (r *request) tabledName(p consult.Proposal, c consult.Consultation) string {
	if revision, ok := p.Revision(c.Table().Revision); ok {
		if read, err := r.view.Propose(p.Framework, revision.Text); err == nil {
			if name := read.Indicator.Name.In(r.lang); name != "" {
				return name
			}
		}
	}
	return p.Framework + "/" + p.Indicator
}

func (r *request) indicatorName(framework, indicator string) string {
	for _, f := range r.view.Frameworks {
		for _, i := range f.Indicators {
			if f.ID == framework && i.ID == indicator && i.Name.In(r.lang) != "" {
				return i.Name.In(r.lang)
			}
		}
	}
	return framework + "/" + indicator
}

// ownTable is a group's own rows as a page shows them.
type ownTable struct {
	Columns []string
	Rows    []ownRow
	None    string // why nothing is shown
	Results []ownResult
	Total   int
}

type ownRow struct {
	Period, Verdict string
	Values          []shownCell
}

type ownResult struct {
	Period, Of, Value, Parts string
	cells                    []opendocument.Cell // value, numerator, denominator
}

// ownShown is how many of its rows a group's page lists.
const ownShown = 500

// Shown are the rows that the page lists.
func (t ownTable) Shown() []ownRow { return t.Rows[:min(len(t.Rows), ownShown)] }

func (t ownTable) tables(r *request) []opendocument.Sheet {
	rows := r.newSheet("own-rows", r.p.Text("webconsult.own_rows", "n", len(t.Rows)), "webconsult.verdict", "report.period")
	for _, title := range t.Columns {
		rows.Columns = append(rows.Columns, opendocument.Column{Header: title})
	}
	for _, row := range t.Rows {
		cells := texts(row.Verdict, row.Period)
		for _, c := range row.Values {
			switch {
			case c.Absent:
				cells = append(cells, opendocument.Empty(""))
			case c.Number:
				cells = append(cells, opendocument.Number(c.Text, c.Text))
			default:
				cells = append(cells, opendocument.Text(c.Text))
			}
		}
		rows.Rows = append(rows.Rows, cells)
	}
	return []opendocument.Sheet{r.resultsSheet("own-results", r.p.Text("webconsult.own_results"), t.Results, false), rows}
}

// resultsSheet is a table of values by period, of the cells of breakdowns where that is said.
func (r *request) resultsSheet(name, title string, rows []ownResult, ofParts bool) opendocument.Sheet {
	columns := []string{"report.period", "webconsult.value", "report.numerator", "report.denominator"}
	if ofParts {
		columns = append([]string{"webconsult.part_of"}, columns...)
	}
	s := r.newSheet(name, title, columns...)
	for _, row := range rows {
		cells := append(texts(row.Period), row.cells...)
		if ofParts {
			cells = append(texts(row.Of), cells...)
		}
		s.Rows = append(s.Rows, cells)
	}
	return s
}

func (r *request) ownTable(p *workspace.Proposed, own *desk.Own) ownTable {
	out := ownTable{Total: len(own.Rows)}
	if !own.None.IsZero() {
		out.None = r.p.Sprint(own.None)
		return out
	}
	for _, c := range own.Columns {
		title := c.Title.In(r.lang)
		if title == "" {
			title = c.Name
		}
		out.Columns = append(out.Columns, title)
	}
	for _, row := range own.Rows {
		one := ownRow{r.periodText(row.Period), r.p.Text("webconsult.verdict_" + string(row.Verdict)), nil}
		for at, v := range row.Values {
			c := own.Columns[at]
			cell := shownCell{Text: r.p.Text("report.none_sign"), Absent: v == nil}
			if v != nil {
				cell.Text, cell.Number = *v, c.Type == "number" || c.Type == "integer"
				if label := c.Label(*v).In(r.lang); label != "" {
					cell.Text, cell.Number = label, false
				}
			}
			one.Values = append(one.Values, cell)
		}
		out.Rows = append(out.Rows, one)
	}
	for _, o := range own.Results {
		out.Results = append(out.Results, r.result(p, o))
	}
	return out
}

func (r *request) result(p *workspace.Proposed, o indicators.Observation) ownResult {
	one := ownResult{Value: r.quantity(p, o.Value)}
	exact := ""
	if o.Value != nil {
		exact = o.Value.String()
	}
	if o.Period != nil {
		one.Period = r.periodText(*o.Period)
	} else {
		one.Period = r.periodText("")
	}
	switch {
	case o.ObsStatus == indicators.Suppressed:
		one.Value, exact = r.p.Text("report.suppressed"), ""
	case o.ObsStatus == indicators.NotApplicable:
		one.Value, exact = r.p.Text("report.not_applicable"), ""
	case o.Numerator != nil && o.Denominator != nil:
		one.setParts(o.Numerator.String(), o.Denominator.String())
	}
	one.cells = append([]opendocument.Cell{opendocument.Figure(exact, one.Value)}, one.cells...)
	return one
}

// setParts says of what numerator and denominator the value is.
func (o *ownResult) setParts(numerator, denominator string) {
	o.Parts = numerator + " / " + denominator
	o.cells = []opendocument.Cell{opendocument.Number(numerator, numerator), opendocument.Number(denominator, denominator)}
}

// allGroups is what a group is shown of all of them together.
type allGroups struct {
	On    string // the day as of which it was fixed
	Kept  string // why nothing is shown
	Rows  []ownResult
	Parts []ownResult // cells of breakdowns
	Few   []string    // the breakdowns that are left out
}

func (g allGroups) tables(r *request) []opendocument.Sheet {
	return []opendocument.Sheet{
		r.resultsSheet("figures", r.p.Text("webconsult.figures"), g.Rows, false), r.resultsSheet("cells", r.p.Text("webconsult.figures_by"), g.Parts, true),
	}
}

// allGroups writes the figures that were fixed when a text was put before the groups.
func (r *request) allGroups(p *workspace.Proposed, put consult.Put) (allGroups, error) {
	out := allGroups{On: put.On}
	switch f := put.Figures; {
	case f == nil:
		out.Kept = r.p.Text("webconsult.figures_none")
		return out, nil
	case f.Kept != "":
		out.Kept = r.p.Text("webconsult.figures_" + f.Kept)
		return out, nil
	}
	dictionary := r.view.Plan.Dictionary()
	title := func(column string) string {
		if c := dictionary.Column(p.Indicator.Population, column); c != nil && c.Title.In(r.lang) != "" {
			return c.Title.In(r.lang)
		}
		return column
	}
	for _, f := range put.Figures.Rows {
		row, exact := ownResult{Period: r.periodText(f.Period), Value: r.p.Text("webconsult.too_few")}, ""
		if !f.Few {
			row.Value = r.p.Text("report.not_applicable")
			if f.Value != "" {
				value, err := decimal.NewFromString(f.Value)
				if err != nil {
					return out, err
				}
				row.Value, exact = r.quantity(p, indicators.FromDecimal(value)), f.Value
			}
			if f.Numerator != "" && f.Denominator != "" {
				row.setParts(f.Numerator, f.Denominator)
			}
		}
		row.cells = append([]opendocument.Cell{opendocument.Figure(exact, row.Value)}, row.cells...)
		if len(f.Breakdown) == 0 {
			out.Rows = append(out.Rows, row)
			continue
		}
		var of []string
		for _, column := range slices.Sorted(maps.Keys(f.Breakdown)) {
			code := f.Breakdown[column]
			if c := dictionary.Column(p.Indicator.Population, column); c != nil && c.Label(code).In(r.lang) != "" {
				code = c.Label(code).In(r.lang)
			}
			of = append(of, title(column)+r.p.Text("follow.colon")+code)
		}
		row.Of = strings.Join(of, r.p.Text("webconsult.comma"))
		out.Parts = append(out.Parts, row)
	}
	for _, by := range put.Figures.Few {
		var names []string
		for column := range strings.SplitSeq(by, ",") {
			names = append(names, title(column))
		}
		out.Few = append(out.Few, strings.Join(names, r.p.Text("webconsult.comma")))
	}
	return out, nil
}

type partBody struct {
	C         consult.Consultation
	Table     consult.Put
	Name      string
	Words     *definitionWords
	Own       ownTable
	All       allGroups
	Release   string // the newest one
	Published []ownResult
	Entries   []entryRow
	Outcome   string
	CanSay    bool
	Kinds     []word
	Kind      string
	Text      string
	Problem   formTrouble
	NoHead    string
}

func (b partBody) tables(r *request) []opendocument.Sheet {
	published := r.resultsSheet("published", r.p.Text("webconsult.published"), b.Published, false)
	return slices.Concat(b.Own.tables(r), b.All.tables(r), []opendocument.Sheet{published})
}

func (r *request) partPage() error { return r.partWith(http.StatusOK, partBody{}) }

// part finds a consultation that the group takes part in; the others are not there.
func (r *request) part() (consult.Consultation, consult.Proposal, bool) {
	for _, c := range r.s.Consult.OfGroup(r.account.Group) {
		if c.ID == r.PathValue("id") {
			p, ok := r.s.Consult.Proposal(c.Proposal)
			return c, p, ok
		}
	}
	return consult.Consultation{}, consult.Proposal{}, false
}

func (r *request) partWith(status int, body partBody) error {
	c, p, ok := r.part()
	if !ok {
		return r.notFound()
	}
	who, err := r.who()
	if err != nil {
		return err
	}
	group := r.account.Group
	body.C, body.Table, body.Name = c, c.Table(), r.tabledName(p, c)
	body.Outcome = r.p.Text("webconsult.outcome_" + string(c.Outcome(group)))
	body.CanSay = c.Closed == "" && who.Today <= body.Table.Deadline
	body.Kinds = r.kinds()
	for at, e := range c.Entries {
		row := r.entryRow(c, e, "")
		row.Place, row.CanTakeBack = at+1, row.IsOpen && c.Closed == ""
		body.Entries = append(body.Entries, row)
	}
	revision, _ := p.Revision(body.Table.Revision)
	read, err := r.view.Propose(p.Framework, revision.Text)
	if err != nil {
		_, err := r.complaint(err)
		if err != nil {
			return err
		}
		body.NoHead = revision.Text
		return r.status(status, "part", body.Name, body)
	}
	own, err := r.view.OwnOf(r.Context(), read, group)
	if problem, other := r.complaintOf(err); other != nil {
		return other
	} else if problem != "" {
		body.Own.None = r.p.Text("webconsult.own_not_computed")
	} else {
		body.Own = r.ownTable(read, own)
	}
	words := r.wordsOf(read, revision.Criteria, own)
	body.Words = &words
	if body.All, err = r.allGroups(read, body.Table); err != nil {
		return err
	}
	if body.Release, body.Published, err = r.published(read); err != nil {
		return err
	}
	return r.status(status, "part", body.Name, body)
}

// published are the totals of the newest release: what everybody may see.
func (r *request) published(p *workspace.Proposed) (string, []ownResult, error) {
	release, values, err := r.view.PublishedValues(p.Framework.ID, p.Indicator.ID)
	if err != nil {
		return "", nil, err
	}
	var out []ownResult
	for _, o := range values {
		out = append(out, r.result(p, o))
	}
	return release, out, nil
}

func (r *request) say() error {
	body := partBody{Kind: r.field("kind"), Text: r.pasted("text")}
	if _, _, ok := r.part(); !ok {
		return r.notFound()
	}
	if r.field("authorised") == "" {
		body.Problem.Text = r.p.Text("webconsult.not_authorised")
		return r.partWith(http.StatusUnprocessableEntity, body)
	}
	who, err := r.who()
	if err != nil {
		return err
	}
	id := r.PathValue("id")
	err = r.s.Consult.Say(r.Context(), who, id, consult.Said{Group: r.account.Group, Kind: consult.Kind(body.Kind), Text: body.Text, Hash: r.field("paper")})
	return r.partDone(body, err)
}

func (r *request) takeBack() error {
	if _, _, ok := r.part(); !ok {
		return r.notFound()
	}
	who, err := r.who()
	if err != nil {
		return err
	}
	place, _ := strconv.Atoi(r.field("place"))
	return r.partDone(partBody{}, r.s.Consult.TakeBack(r.Context(), who, r.PathValue("id"), r.account.Group, place))
}

func (r *request) partDone(body partBody, err error) error {
	if err == nil {
		return r.see("/consulted/" + r.PathValue("id"))
	}
	problem, other := r.slips(err)
	if other != nil {
		return other
	}
	body.Problem = problem
	return r.partWith(http.StatusUnprocessableEntity, body)
}
