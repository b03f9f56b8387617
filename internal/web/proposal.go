package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"heng/internal/access"
	"heng/internal/consult"
	"heng/internal/desk"
	"heng/internal/opendocument"
	"heng/internal/workspace"
)

// proposalRoutes are the proposals with their revisions, and how they come into force.
var proposalRoutes = []route{
	{"GET", "/proposals", access.SeeConsulted, (*request).proposalsPage},
	{"GET", "/proposals/new", access.Define, (*request).newProposalPage},
	{"POST", "/proposals", access.Define, (*request).draftProposal},
	{"GET", "/proposals/{id}", access.SeeConsulted, (*request).proposalPage},
	{"POST", "/proposals/{id}/revise", access.Define, (*request).reviseProposal},
	{"POST", "/proposals/{id}/consult", access.Consult, (*request).openConsultation},
	{"POST", "/proposals/{id}/accept", access.Decide, (*request).acceptProposal},
	{"POST", "/proposals/{id}/withdraw", access.Decide, (*request).withdrawProposal},
	{"POST", "/proposals/{id}/in-force", access.Decide, (*request).writeProposal},
}

// proposalRow is a proposal, or a consultation, as a list shows it.
type proposalRow struct {
	ID, Key, Name, Stage, On, By string
	Revision                     int
	Consultation                 string // the id of the last one
	Deadline                     string
	Agreed, Objected, Silent     int
	Groups                       int
}

type proposalsBody struct {
	Rows              []proposalRow
	CanDefine, CanAsk bool
}

func (b proposalsBody) tables(r *request) []opendocument.Sheet {
	s := r.newSheet("proposals", r.p.Text("webconsult.proposals_caption"), "webconsult.proposal", "webconsult.name", "webconsult.stage", "webconsult.revision", "webconsult.author", "webconsult.saved", "webconsult.deadline", "webconsult.n_groups")
	for _, outcome := range []consult.Outcome{consult.Agreed, consult.Objected, consult.Silent} {
		s.Columns = append(s.Columns, opendocument.Column{Header: r.p.Text("webconsult.outcome_" + string(outcome))})
	}
	for _, p := range b.Rows {
		cells := append(texts(p.Key, p.Name, p.Stage), r.countCell(int64(p.Revision)), opendocument.Text(p.By), r.dayCell(p.On))
		if p.Consultation != "" {
			cells = append(cells, r.dayCell(p.Deadline))
			for _, n := range []int{p.Groups, p.Agreed, p.Objected, p.Silent} {
				cells = append(cells, r.countCell(int64(n)))
			}
		}
		s.Rows = append(s.Rows, cells)
	}
	return []opendocument.Sheet{s}
}

func (r *request) proposalsPage() error {
	body := proposalsBody{CanDefine: r.may(access.Define)}
	for _, p := range slices.Backward(r.s.Consult.Proposals()) {
		head := p.Head()
		row := proposalRow{ID: p.ID, Key: p.Framework + "/" + p.Indicator, Stage: r.p.Text("webconsult.stage_" + string(p.Stage)), On: head.On, By: head.By, Revision: head.Number}
		row.Name = r.proposalName(p)
		if n := len(p.Consultations); n > 0 {
			if c, ok := r.s.Consult.Consultation(p.Consultations[n-1]); ok {
				t := c.Tally()
				row.Consultation, row.Deadline, row.Groups = c.ID, c.Table().Deadline, t.Groups
				row.Agreed, row.Objected, row.Silent = t.Of[consult.Agreed], t.Of[consult.Objected], t.Of[consult.Silent]
			}
		}
		body.Rows = append(body.Rows, row)
	}
	return r.show("proposals", r.p.Text("web.nav_proposals"), body)
}

// proposalName is the name of a proposed indicator in the language of the page, or its id
// where the text can no longer be read.
func (r *request) proposalName(p consult.Proposal) string {
	if read, err := r.view.Propose(p.Framework, p.Head().Text); err == nil {
		if name := read.Indicator.Name.In(r.lang); name != "" {
			return name
		}
	}
	return p.Framework + "/" + p.Indicator
}

type newProposalBody struct {
	Frameworks []item // id and title
	Framework  string
	Text, Note string
	Problem    formTrouble
}

func (r *request) newProposalPage() error {
	body := newProposalBody{Framework: r.URL.Query().Get("framework")}
	if id := r.URL.Query().Get("indicator"); id != "" {
		text, err := r.view.IndicatorText(body.Framework, id)
		if err != nil {
			return err
		}
		body.Text = text
	}
	return r.newProposalWith(http.StatusOK, body)
}

func (r *request) newProposalWith(status int, body newProposalBody) error {
	for _, f := range r.view.Frameworks {
		body.Frameworks = append(body.Frameworks, item{f.ID, f.Title.In(r.lang)})
	}
	return r.status(status, "proposal_new", r.p.Text("webconsult.new_proposal"), body)
}

// pasted is a text as a browser sends it, with the line ends that files have.
func (r *request) pasted(name string) string {
	return strings.ReplaceAll(r.PostFormValue(name), "\r\n", "\n")
}

func (r *request) draftProposal() error {
	body := newProposalBody{Framework: r.field("framework"), Text: r.pasted("text"), Note: r.field("note")}
	fail := func(err error) (bad error) {
		if body.Problem, bad = r.slips(err); bad != nil {
			return bad
		}
		return r.newProposalWith(http.StatusUnprocessableEntity, body)
	}
	p, err := r.view.Propose(body.Framework, body.Text)
	if err != nil {
		return fail(err)
	}
	who, err := r.who()
	if err != nil {
		return err
	}
	id, err := r.s.Consult.Draft(r.Context(), who, body.Framework, p.Indicator.ID, p.Paper, body.Note)
	if err != nil {
		return fail(err)
	}
	return r.see("/proposals/" + id)
}

type revisionRow struct {
	consult.Revision
	Difference []consult.Line // from the revision that it began from
	IsHead     bool
}

// conflict is a revision beside the newest, with the difference between them.
type conflict struct {
	Mine, Head consult.Revision
	Difference []consult.Line
}

type proposalBody struct {
	P            consult.Proposal
	Stage        string
	Words        *definitionWords
	Unread       formTrouble // why the newest text cannot be shown in words
	Revisions    []revisionRow
	Conflicts    []conflict
	Text, Note   string // of the form
	Based        int
	Problem      formTrouble
	Hearings     []hearingRow
	Groups       string // of the form, one a line
	NoticeDays   int
	Agree        string
	Deadline     string
	Consent      bool
	Shipped      bool
	Agreements   []consult.GroupAgreement
	Adoption     string // of a framework that comes with Heng: what to write
	Decided      bool
	CanDefine    bool
	CanAsk       bool
	CanDecide    bool
	CanWrite     bool
	CanWithdraw  bool
	Objections   []entryRow // that stand, of every consultation about it
	Record       string
	ConsultedNow bool
}

type hearingRow struct {
	consult.Consultation
	Tally consult.Tally
}

func (r *request) proposalPage() error {
	return r.proposalWith(http.StatusOK, proposalBody{})
}

func (r *request) proposalWith(status int, body proposalBody) error {
	p, ok := r.s.Consult.Proposal(r.PathValue("id"))
	if !ok {
		return r.notFound()
	}
	head := p.Head()
	body.P, body.Stage, body.Decided = p, r.p.Text("webconsult.stage_"+string(p.Stage)), p.IsDecided()
	body.CanDefine, body.CanAsk = r.may(access.Define) && !body.Decided, r.may(access.Consult) && (p.Stage == consult.Drafted || p.Stage == consult.Heard)
	body.CanDecide = r.may(access.Decide) && (p.Stage == consult.Drafted || p.Stage == consult.Heard)
	body.CanWrite, body.ConsultedNow = r.may(access.Decide) && p.Stage == consult.Accepted, p.Stage == consult.Consulted
	for _, one := range slices.Backward(p.Revisions) {
		row := revisionRow{Revision: one, IsHead: one.Number == head.Number}
		if base, ok := p.Revision(one.Based); ok {
			row.Difference = consult.Difference(base.Text, one.Text)
		}
		body.Revisions = append(body.Revisions, row)
	}
	for _, beside := range p.Unsettled() {
		body.Conflicts = append(body.Conflicts, conflict{beside, head, consult.Difference(head.Text, beside.Text)})
	}
	if body.Text == "" {
		body.Text, body.Based = head.Text, head.Number
		if n := len(body.Conflicts); n > 0 {
			body.Text = body.Conflicts[n-1].Mine.Text
		}
	}
	body.CanWithdraw = r.may(access.Decide) && p.Stage != consult.InForce && p.Stage != consult.Withdrawn
	names, err := r.groupNames()
	if err != nil {
		return err
	}
	for _, id := range p.Consultations {
		c, ok := r.s.Consult.Consultation(id)
		if !ok {
			continue
		}
		body.Hearings = append(body.Hearings, hearingRow{c, c.Tally()})
		for _, e := range c.OpenObjections() {
			body.Objections = append(body.Objections, r.entryRow(c, e, r.groupName(names, e.Group)))
		}
	}
	read, err := r.view.Propose(p.Framework, head.Text)
	if err != nil {
		if body.Unread, err = r.slips(err); err != nil {
			return err
		}
	} else if err := r.proposalInWords(&body, read); err != nil {
		return err
	}
	title := p.Framework + "/" + p.Indicator
	if body.Words != nil && body.Words.Name != "" {
		title = body.Words.Name
	}
	return r.status(status, "proposal", title, body)
}

// proposalInWords adds what follows from the text of a proposal.
func (r *request) proposalInWords(body *proposalBody, read *workspace.Proposed) error {
	words := r.wordsOf(read, read.Paper.Criteria, nil)
	body.Words = &words
	approval := read.Framework.Approval
	body.Consent, body.Shipped = approval.Route == "consent", read.Framework.Shipped
	if body.CanWrite {
		body.Agreements = r.agreementsOf(body.P)
		if body.Shipped {
			body.Adoption = read.AdoptionText(body.Agreements)
		}
	}
	if !body.CanAsk {
		return nil
	}
	body.NoticeDays, body.Agree = approval.NoticeDays, approval.Agree
	if body.Groups == "" {
		groups, err := r.view.Groups(r.Context(), read.Indicator.Population)
		if problem, other := r.complaintOf(err); other != nil {
			return other
		} else if problem == "" {
			for _, g := range groups {
				body.Groups += g.ID + "\n"
			}
		}
	}
	if body.Deadline == "" {
		who, err := r.who()
		if err != nil {
			return err
		}
		body.Deadline = consult.After(who.Today, max(body.NoticeDays, 1))
	}
	return nil
}

// complaintOf is complaint for what may be no error.
func (r *request) complaintOf(err error) (string, error) {
	if err == nil {
		return "", nil
	}
	return r.complaint(err)
}

func (r *request) agreementsOf(p consult.Proposal) []consult.GroupAgreement {
	if p.Decision == nil || p.Decision.Consultation == "" {
		return nil
	}
	c, _ := r.s.Consult.Consultation(p.Decision.Consultation)
	return c.Agreements()
}

// proposalFails shows the page of a proposal again with what is wrong and what was typed.
func (r *request) proposalFails(body proposalBody, err error) error {
	problem, other := r.slips(err)
	if other != nil {
		return other
	}
	body.Problem = problem
	return r.proposalWith(http.StatusUnprocessableEntity, body)
}

func (r *request) reviseProposal() error {
	based, _ := strconv.Atoi(r.field("based"))
	body := proposalBody{Text: r.pasted("text"), Note: r.field("note"), Based: based}
	p, ok := r.s.Consult.Proposal(r.PathValue("id"))
	if !ok {
		return r.notFound()
	}
	read, err := r.view.Propose(p.Framework, body.Text)
	if err != nil {
		return r.proposalFails(body, err)
	}
	if read.Indicator.ID != p.Indicator {
		body.Problem.Text = r.p.Text("webconsult.other_indicator", "id", p.Indicator)
		return r.proposalWith(http.StatusUnprocessableEntity, body)
	}
	who, err := r.who()
	if err != nil {
		return err
	}
	if _, err := r.s.Consult.Revise(r.Context(), who, p.ID, based, read.Paper, body.Note); err != nil {
		return r.proposalFails(body, err)
	}
	return r.see("/proposals/" + p.ID) // which shows the difference, where another was faster
}

// headNow is the newest revision of a proposal, read with the criteria as they stand now.
func (r *request) headNow(p consult.Proposal) (*workspace.Proposed, error) {
	return r.view.Propose(p.Framework, p.Head().Text)
}

func (r *request) openConsultation() error {
	body := proposalBody{Groups: r.pasted("groups"), Deadline: r.field("deadline")}
	p, ok := r.s.Consult.Proposal(r.PathValue("id"))
	if !ok {
		return r.notFound()
	}
	read, err := r.headNow(p)
	if err != nil {
		return r.proposalFails(body, err)
	}
	who, err := r.who()
	if err != nil {
		return err
	}
	groups := strings.FieldsFunc(body.Groups, func(c rune) bool { return strings.ContainsRune(" \t\n,;，、；　", c) })
	known, err := r.view.Groups(r.Context(), read.Indicator.Population)
	if problem, other := r.complaintOf(err); other != nil {
		return other
	} else if problem != "" {
		known = nil // nothing is loaded: whose rows there are cannot be said
	}
	if unknown := unknownGroups(groups, known); len(unknown) > 0 {
		body.Problem.Text = r.p.Text("webconsult.unknown_groups", "groups", unknown)
		return r.proposalWith(http.StatusUnprocessableEntity, body)
	}
	figures, err := r.figuresFor(p, read)
	if err != nil {
		return err
	}
	approval := read.Framework.Approval
	id, err := r.s.Consult.Open(r.Context(), who, consult.Opening{
		Proposal: p.ID, Groups: groups, NoticeDays: approval.NoticeDays, Agree: approval.Agree, Deadline: body.Deadline, Now: read.Paper, Figures: figures,
	})
	if err != nil {
		return r.proposalFails(body, err)
	}
	return r.see("/consultations/" + id)
}

// figuresFor are the figures over all groups that are put before them with a text.
func (r *request) figuresFor(p consult.Proposal, read *workspace.Proposed) (*consult.Figures, error) {
	var before []workspace.Before
	for _, c := range r.s.Consult.Consultations() {
		of, ok := r.s.Consult.Proposal(c.Proposal)
		if !ok || of.Framework != p.Framework || of.Indicator != p.Indicator {
			continue
		}
		for _, put := range c.Puts {
			revision, _ := of.Revision(put.Revision)
			before = append(before, workspace.Before{Text: revision.Text, Figures: put.Figures})
		}
	}
	return r.view.FiguresOf(r.Context(), read, before)
}

func unknownGroups(groups []string, known []desk.Group) (unknown []string) {
	for _, g := range groups {
		if len(known) > 0 && !slices.ContainsFunc(known, func(k desk.Group) bool { return k.ID == g }) {
			unknown = append(unknown, g)
		}
	}
	return unknown
}

func (r *request) acceptProposal() error {
	body := proposalBody{Record: r.field("record")}
	p, ok := r.s.Consult.Proposal(r.PathValue("id"))
	if !ok {
		return r.notFound()
	}
	read, err := r.headNow(p)
	if err != nil {
		return r.proposalFails(body, err)
	}
	who, err := r.who()
	if err != nil {
		return err
	}
	err = r.s.Consult.Accept(r.Context(), who, p.ID, consult.Acceptance{Route: read.Framework.Approval.Route, Now: read.Paper, Record: body.Record})
	if err != nil {
		return r.proposalFails(body, err)
	}
	return r.see("/proposals/" + p.ID)
}

func (r *request) withdrawProposal() error {
	who, err := r.who()
	if err != nil {
		return err
	}
	if err := r.s.Consult.Withdraw(r.Context(), who, r.PathValue("id"), r.pasted("reason")); err != nil {
		return r.proposalFails(proposalBody{}, err)
	}
	return r.see("/proposals/" + r.PathValue("id"))
}

// writeProposal writes what was accepted into the framework, or, of a framework that
// comes with Heng, records that it was written into heng.yaml by hand.
func (r *request) writeProposal() error {
	p, ok := r.s.Consult.Proposal(r.PathValue("id"))
	if !ok {
		return r.notFound()
	}
	if p.Stage != consult.Accepted {
		return r.see("/proposals/" + p.ID)
	}
	revision, _ := p.Revision(p.Decision.Revision)
	read, err := r.view.Propose(p.Framework, revision.Text)
	if err != nil {
		return r.proposalFails(proposalBody{}, err)
	}
	who, err := r.who()
	if err != nil {
		return err
	}
	keep := func(file string) error { return r.s.Consult.Written(r.Context(), who, p.ID, file) }
	if read.Framework.Shipped {
		if err := r.view.Adopted(read); err != nil {
			return r.proposalFails(proposalBody{}, err)
		}
		err = keep(workspace.SettingsFile)
	} else {
		err = r.view.PutInForce(r.Context(), read, r.agreementsOf(p), keep)
	}
	if err != nil {
		return r.proposalFails(proposalBody{}, err)
	}
	return r.see("/proposals/" + p.ID)
}
