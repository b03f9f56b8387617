package web

import (
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"heng/internal/access"
	"heng/internal/consult"
	"heng/internal/locale"
	"heng/internal/opendocument"
)

// consultationRoutes are a consultation as the office holds it.
var consultationRoutes = []route{
	{"GET", "/consultations/{id}", access.SeeConsulted, (*request).consultationPage},
	{"GET", "/consultations/{id}/annex", access.SeeConsulted, (*request).annexPage},
	{"GET", "/consultations/{id}/files/{file}", access.SeeConsulted, (*request).consultationFile},
	{"POST", "/consultations/{id}/invite", access.Consult, (*request).inviteGroup},
	{"POST", "/consultations/{id}/remind", access.Consult, (*request).remindGroups},
	{"POST", "/consultations/{id}/record", access.Consult, (*request).recordEntry},
	{"POST", "/consultations/{id}/answer", access.Consult, (*request).answerEntry},
	{"POST", "/consultations/{id}/refer", access.Consult, (*request).referEntry},
	{"POST", "/consultations/{id}/extend", access.Consult, (*request).extendDeadline},
	{"POST", "/consultations/{id}/put", access.Consult, (*request).putRevision},
	{"POST", "/consultations/{id}/close", access.Consult, (*request).closeConsultation},
}

// word is a code with the word for it.
type word struct{ Code, Word string }

// words lists codes with their words: of outcomes, kinds, decisions and the like.
func (r *request) words(prefix string, codes ...string) (all []word) {
	for _, code := range codes {
		all = append(all, word{code, r.p.Text("webconsult." + prefix + "_" + code)})
	}
	return all
}

func (r *request) kinds() []word {
	var codes []string
	for _, k := range consult.Kinds {
		codes = append(codes, string(k))
	}
	return r.words("kind", codes...)
}

type outcomeRow struct {
	Word   string
	N      int
	Groups []string // their names
}

// entryRow is what somebody said, as a page shows it.
type entryRow struct {
	consult.Entry
	Who, KindWord, ChannelWord, DecisionWord string
	IsOpen, Lapsed                           bool
	CanTakeBack                              bool
	Place                                    int // among what the group said
}

type groupRow struct {
	ID, Name, Outcome string
	Account, State    string // of its representatives; empty: it has none
}

type consultationBody struct {
	C          consult.Consultation
	P          consult.Proposal
	Name       string
	Tally      consult.Tally
	Outcomes   []outcomeRow
	Groups     []groupRow
	Entries    []entryRow
	Unanswered int
	Open       bool
	CanAsk     bool
	Newer      bool // a newer revision, or another criterion, is not on the table
	Kinds      []word
	Channels   []word
	Decisions  []word
	Problem    formTrouble
	Form       map[string]string // what was typed
	Link       string            // of an invitation just made; shown once
	LinkOf     string
	Letter     string // the text of a reminder, in both languages
	Mail       template.URL
	Next       string // a day that the notice of a new text allows
	Words      *definitionWords
	All        allGroups // as the groups are shown
	Paper      consult.Revision
}

func (b consultationBody) tables(r *request) []opendocument.Sheet {
	outcomes := r.newSheet("outcomes", r.p.Text("webconsult.outcomes"), "webconsult.outcome", "webconsult.n_groups", "webconsult.which")
	for _, o := range b.Outcomes {
		outcomes.Rows = append(outcomes.Rows, []opendocument.Cell{opendocument.Text(o.Word), r.countCell(int64(o.N)), opendocument.Text(strings.Join(o.Groups, r.p.Text("webconsult.comma")))})
	}
	groups := r.newSheet("groups", r.p.Text("webconsult.groups_caption"), "webconsult.group", "webconsult.name", "webconsult.outcome", "web.account_name", "web.state")
	for _, g := range b.Groups {
		groups.Rows = append(groups.Rows, texts(g.ID, g.Name, g.Outcome, g.Account, g.State))
	}
	return append(b.All.tables(r), outcomes, groups)
}

func (r *request) consultationPage() error {
	return r.consultationWith(http.StatusOK, consultationBody{})
}

func (r *request) consultationWith(status int, body consultationBody) error {
	if err := r.fillConsultation(&body); err != nil {
		return err
	}
	return r.status(status, "consultation", r.p.Text("webconsult.consultation_of", "name", body.Name), body)
}

func (r *request) fillConsultation(body *consultationBody) error {
	c, ok := r.s.Consult.Consultation(r.PathValue("id"))
	if !ok {
		return r.notFound()
	}
	p, ok := r.s.Consult.Proposal(c.Proposal)
	if !ok {
		return r.notFound()
	}
	names, err := r.groupNames()
	if err != nil {
		return err
	}
	body.C, body.P, body.Tally, body.Open = c, p, c.Tally(), c.Closed == ""
	body.Name, body.CanAsk, body.Unanswered = r.proposalName(p), r.may(access.Consult), len(c.Unanswered())
	body.Kinds, body.Channels = r.kinds(), r.words("channel", consult.Channels[1:]...)
	body.Decisions = r.words("decision", consult.Decisions...)
	for _, o := range consult.Outcomes {
		row := outcomeRow{Word: r.p.Text("webconsult.outcome_" + string(o)), N: body.Tally.Of[o]}
		for _, g := range c.Groups {
			if c.Outcome(g) == o {
				row.Groups = append(row.Groups, r.groupName(names, g))
			}
		}
		body.Outcomes = append(body.Outcomes, row)
	}
	accounts := r.s.Gate.List()
	for _, g := range c.Groups {
		row := groupRow{ID: g, Name: r.groupName(names, g), Outcome: r.p.Text("webconsult.outcome_" + string(c.Outcome(g)))}
		for _, a := range accounts {
			if a.Role == access.Group && a.Group == g && a.Closed.IsZero() {
				row.Account, row.State = a.ID, r.p.Text("access.state_"+a.State(r.s.Now()))
			}
		}
		body.Groups = append(body.Groups, row)
	}
	for _, e := range c.Entries {
		body.Entries = append(body.Entries, r.entryRow(c, e, r.groupName(names, e.Group)))
	}
	body.Paper, _ = p.Revision(c.Table().Revision)
	if read, err := r.view.Propose(p.Framework, body.Paper.Text); err == nil {
		words := r.wordsOf(read, body.Paper.Criteria, nil)
		body.Words = &words
		if body.All, err = r.allGroups(read, c.Table()); err != nil {
			return err
		}
	}
	if read, err := r.headNow(p); err == nil {
		body.Newer = read.Paper.Hash != c.Table().Hash
	}
	if body.Open && body.CanAsk {
		who, err := r.who()
		if err != nil {
			return err
		}
		body.Next = consult.After(who.Today, max(c.NoticeDays, 1))
		body.Letter, body.Mail = r.letter(p, c)
	}
	return nil
}

// groupNames are the names of groups, none where nothing is loaded.
func (r *request) groupNames() (map[string]locale.Text, error) {
	names, err := r.view.GroupNames(r.Context())
	if _, other := r.complaintOf(err); other != nil {
		return nil, other
	}
	return names, nil
}

func (r *request) entryRow(c consult.Consultation, e consult.Entry, who string) entryRow {
	row := entryRow{
		Entry: e, Who: who, KindWord: r.p.Text("webconsult.kind_" + string(e.Kind)), ChannelWord: r.p.Text("webconsult.channel_" + e.Channel),
		IsOpen: c.IsOpen(e), Lapsed: e.Kind == consult.Agreement && e.Hash != c.Table().Hash,
	}
	if e.Answer != nil && e.Answer.Decision != "" {
		row.DecisionWord = r.p.Text("webconsult.decision_" + e.Answer.Decision)
	}
	return row
}

// letter is what a reminder says, in both languages, for the office to send.
func (r *request) letter(p consult.Proposal, c consult.Consultation) (string, template.URL) {
	var parts []string
	subject := ""
	for _, lang := range r.view.Languages {
		printer := locale.NewPrinter(lang)
		name := p.Framework + "/" + p.Indicator
		if read, err := r.view.Propose(p.Framework, p.Head().Text); err == nil && read.Indicator.Name.In(lang) != "" {
			name = read.Indicator.Name.In(lang)
		}
		address := r.s.Address + "/" + string(lang) + "/consulted/" + c.ID
		parts = append(parts, printer.Text("webconsult.letter", "name", name, "day", dated(printer, c.Table().Deadline), "address", address))
		if subject == "" {
			subject = printer.Text("webconsult.letter_subject", "name", name)
		}
	}
	text := strings.Join(parts, "\n\n")
	return text, mailto(subject, text)
}

// consultationFails shows the page again with what is wrong and what was typed.
func (r *request) consultationFails(err error) error {
	body := consultationBody{Form: map[string]string{}}
	for name := range r.PostForm {
		body.Form[name] = r.pasted(name)
	}
	problem, other := r.slips(err)
	if other != nil {
		return other
	}
	body.Problem = problem
	return r.consultationWith(http.StatusUnprocessableEntity, body)
}

// doneHere leads back to a consultation, or says why nothing was done.
func (r *request) doneHere(do func(who consult.Who, id string) error) error {
	who, err := r.who()
	if err != nil {
		return err
	}
	id := r.PathValue("id")
	if err := do(who, id); err != nil {
		return r.consultationFails(err)
	}
	return r.see("/consultations/" + id)
}

// inviteGroup makes an account for a group's representative and shows its link once.
func (r *request) inviteGroup() error {
	c, ok := r.s.Consult.Consultation(r.PathValue("id"))
	if !ok {
		return r.notFound()
	}
	group := r.field("group")
	if !slices.Contains(c.Groups, group) {
		return r.consultationWith(http.StatusUnprocessableEntity, consultationBody{Problem: formTrouble{Text: r.p.Text("consult.not_invited")}})
	}
	names, err := r.groupNames()
	if err != nil {
		return err
	}
	lang, _ := locale.ParseLang(r.field("language"))
	id := r.field("account")
	// It lives a day longer than the group can answer: who comes too late can still read.
	until, err := r.view.DayBegins(consult.After(c.Table().Deadline, 2))
	if err != nil {
		return err
	}
	token, err := r.s.Gate.InviteUntil(r.Context(), r.account.ID, access.Account{
		ID: id, Name: r.groupName(names, group), Role: access.Group, Group: group, Language: lang,
	}, until)
	if err != nil {
		return r.consultationFails(err)
	}
	return r.consultationWith(http.StatusOK, consultationBody{Link: r.link(token, lang), LinkOf: r.groupName(names, group)})
}

func (r *request) remindGroups() error {
	return r.doneHere(func(who consult.Who, id string) error {
		_, err := r.s.Consult.Remind(r.Context(), who, id)
		return err
	})
}

func (r *request) recordEntry() error {
	return r.doneHere(func(who consult.Who, id string) error {
		return r.s.Consult.Say(r.Context(), who, id, consult.Said{
			Group: r.field("group"), Kind: consult.Kind(r.field("kind")), Text: r.pasted("text"), Hash: r.field("paper"),
			Channel: orWord(r.field("channel"), "none"), Record: r.field("record"), On: r.field("on"),
		})
	})
}

// orWord keeps a field that was not sent from passing for something said here.
func orWord(field, other string) string {
	if field == "" {
		return other
	}
	return field
}

func (r *request) answerEntry() error {
	return r.doneHere(func(who consult.Who, id string) error {
		entry, _ := strconv.Atoi(r.field("entry"))
		same := 0
		if text := r.field("same"); text != "" {
			same, _ = strconv.Atoi(text)
			if same == 0 {
				same = -1 // refused as no entry's number
			}
		}
		return r.s.Consult.Answer(r.Context(), who, id, entry, consult.Answer{
			Decision: r.field("decision"), Text: r.pasted("text"), Standard: r.field("standard") != "", Same: same,
		})
	})
}

func (r *request) referEntry() error {
	return r.doneHere(func(who consult.Who, id string) error {
		entry, _ := strconv.Atoi(r.field("entry"))
		return r.s.Consult.Refer(r.Context(), who, id, entry, r.field("record"))
	})
}

func (r *request) extendDeadline() error {
	return r.doneHere(func(who consult.Who, id string) error {
		return r.s.Consult.Extend(r.Context(), who, id, r.field("deadline"))
	})
}

func (r *request) putRevision() error {
	return r.doneHere(func(who consult.Who, id string) error {
		c, ok := r.s.Consult.Consultation(id)
		if !ok {
			return r.notFound()
		}
		p, _ := r.s.Consult.Proposal(c.Proposal)
		read, err := r.headNow(p)
		if err != nil {
			return err
		}
		figures, err := r.figuresFor(p, read)
		if err != nil {
			return err
		}
		return r.s.Consult.Put(r.Context(), who, id, r.field("deadline"), read.Paper, figures)
	})
}

func (r *request) closeConsultation() error {
	return r.doneHere(func(who consult.Who, id string) error { return r.s.Consult.Close(r.Context(), who, id) })
}

func (r *request) annexPage() error {
	body := consultationBody{}
	if err := r.fillConsultation(&body); err != nil {
		return err
	}
	return r.show("annex", r.p.Text("webconsult.annex_of", "name", body.Name), body)
}

// consultationFile answers with a table of the consultation as CSV.
func (r *request) consultationFile() error {
	c, ok := r.s.Consult.Consultation(r.PathValue("id"))
	if !ok {
		return r.notFound()
	}
	var table consult.Table
	name := r.PathValue("file")
	switch name {
	case "annex.csv":
		table = c.Annex()
	case "invitations.csv":
		table = c.Invitations()
	case "comments.csv":
		table = c.Comments()
	default:
		return r.notFound()
	}
	return r.table(c.ID+"-"+name, table)
}

func (r *request) table(name string, table consult.Table) error {
	content, err := table.CSV()
	if err != nil {
		return err
	}
	return r.file(name, content)
}
