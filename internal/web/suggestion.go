package web

import (
	"net/http"
	"slices"

	"heng/internal/access"
	"heng/internal/consult"
)

// suggestionRoutes are the suggestions of readers, students and members.
var suggestionRoutes = []route{
	{"GET", "/suggestions", access.SeeConsulted, (*request).suggestionsPage},
	{"GET", "/suggestions.csv", access.SeeConsulted, (*request).suggestionsFile},
	{"POST", "/suggestions", access.Consult, (*request).recordSuggestion},
	{"POST", "/suggestions/{id}/answer", access.Consult, (*request).answerSuggestion},
	{"GET", "/suggest", access.HaveAccount, (*request).suggestPage},
	{"POST", "/suggest", access.HaveAccount, (*request).suggest},
}

type suggestionRow struct {
	consult.Suggestion
	Shown, Verdict string
}

type suggestionsBody struct {
	Rows     []suggestionRow
	CanAsk   bool
	Verdicts []word
	Form     consult.Suggestion
	Problem  formTrouble
}

func (r *request) suggestionsPage() error {
	return r.suggestionsWith(http.StatusOK, suggestionsBody{})
}

func (r *request) suggestionRow(s consult.Suggestion) suggestionRow {
	row := suggestionRow{Suggestion: s, Shown: s.In(string(r.lang))}
	if s.Reply != nil {
		row.Verdict = r.p.Text("webconsult.verdict_" + s.Reply.Verdict)
	}
	return row
}

func (r *request) suggestionsWith(status int, body suggestionsBody) error {
	body.CanAsk, body.Verdicts = r.may(access.Consult), r.words("verdict", consult.Verdicts...)
	for _, s := range slices.Backward(r.s.Consult.Suggestions()) {
		body.Rows = append(body.Rows, r.suggestionRow(s))
	}
	return r.status(status, "suggestions", r.p.Text("webconsult.suggestions"), body)
}

// typedSuggestion is what the form holds.
func (r *request) typedSuggestion() consult.Suggestion {
	return consult.Suggestion{
		On: r.field("on"), Meeting: r.field("meeting"), AgendaItem: r.field("agenda_item"), Seat: r.field("seat"), Affiliation: r.field("affiliation"),
		Topic: r.field("topic"), Language: r.field("language"), Text: r.pasted("text"), Other: r.pasted("other"),
	}
}

func (r *request) recordSuggestion() error {
	who, err := r.who()
	if err != nil {
		return err
	}
	form := r.typedSuggestion()
	if _, err := r.s.Consult.Suggest(r.Context(), who, form); err != nil {
		problem, other := r.slips(err)
		if other != nil {
			return other
		}
		return r.suggestionsWith(http.StatusUnprocessableEntity, suggestionsBody{Form: form, Problem: problem})
	}
	return r.see("/suggestions")
}

func (r *request) answerSuggestion() error {
	who, err := r.who()
	if err != nil {
		return err
	}
	err = r.s.Consult.AnswerSuggestion(r.Context(), who, r.PathValue("id"), consult.SuggestionReply{
		Verdict: r.field("verdict"), Reason: r.pasted("reason"), FollowUp: r.field("follow_up") != "",
	})
	if err != nil {
		problem, other := r.slips(err)
		if other != nil {
			return other
		}
		return r.suggestionsWith(http.StatusUnprocessableEntity, suggestionsBody{Problem: problem})
	}
	return r.see("/suggestions")
}

func (r *request) suggestionsFile() error {
	return r.table("suggestions.csv", consult.SuggestionTable(r.s.Consult.Suggestions()))
}

func (r *request) suggestPage() error { return r.suggestWith(http.StatusOK, suggestionsBody{}) }

// suggestWith shows an account what it suggested itself, and the form.
func (r *request) suggestWith(status int, body suggestionsBody) error {
	for _, s := range slices.Backward(r.s.Consult.Suggestions()) {
		if s.By == r.account.ID {
			body.Rows = append(body.Rows, r.suggestionRow(s))
		}
	}
	return r.status(status, "suggest", r.p.Text("webconsult.suggest"), body)
}

func (r *request) suggest() error {
	who, err := r.who()
	if err != nil {
		return err
	}
	form := consult.Suggestion{Topic: r.field("topic"), Language: string(r.lang), Text: r.pasted("text"), Affiliation: string(r.role)}
	if _, err := r.s.Consult.Suggest(r.Context(), who, form); err != nil {
		problem, other := r.slips(err)
		if other != nil {
			return other
		}
		return r.suggestWith(http.StatusUnprocessableEntity, suggestionsBody{Form: form, Problem: problem})
	}
	return r.see("/suggest")
}
