package main

import (
	"strings"

	"heng/ingest"
	"heng/ingest/verdict"
	"heng/internal/locale"
	"heng/internal/store"
	"heng/internal/workspace"
)

// sayQuality says where rows were set aside, what was changed, what looks odd in
// the rows that were loaded, and who has not reported. Nothing of it blocks
// anything; the rejects of a refused resource are told by the error.
func (a *app) sayQuality(loaded *workspace.Loaded) {
	if loaded.Quality == nil {
		return
	}
	var aside, changes, warnings, lines []string
	for _, r := range loaded.Quality.Resources {
		if report := loaded.Resource(r.Name); report == nil || report.State != ingest.Refused {
			aside = append(aside, a.rejectLines(r)...)
		}
		for _, c := range r.Changes {
			var pairs []string
			for _, e := range c.Examples[:min(len(c.Examples), 2)] {
				pairs = append(pairs, a.p.Text("cmd.change_example", "text", printable(e.Text), "value", printable(e.Value)))
			}
			changes = append(changes, a.p.Text("cmd.change", "name", r.Name, "field", c.Field,
				"change", locale.M("cmd.change_"+c.Kind), "n", c.Values, "examples", pairs))
		}
		for _, w := range r.Warnings {
			warnings = append(warnings, r.Name+a.p.Text("cmd.colon")+a.reasonText(ingest.ReasonCount{Field: w.Field, Key: w.Key, Count: w.Values}))
		}
		for _, s := range r.Senders.Missing() {
			lines = append(lines, a.p.Text("cmd.not_reported", "name", r.Name, "sender", s.Name))
		}
		for _, advice := range r.Advice {
			var places []string
			for _, place := range advice.Examples {
				places = append(places, place.String())
			}
			key := "cmd.advice"
			if len(places) == 0 {
				key = "cmd.advice_all"
			}
			lines = append(lines, a.p.Text(key, "name", r.Name, "message", advice.Message(), "n", advice.Rows, "of", advice.Of,
				"places", places), "   "+a.p.Sprint(advice.Advice()))
		}
	}
	for _, part := range []struct {
		heading string
		lines   []string
	}{{"cmd.aside_heading", aside}, {"cmd.changes_heading", changes}, {"cmd.warnings_heading", warnings}, {"cmd.advice_heading", lines}} {
		if len(part.lines) > 0 {
			a.say("\n" + a.p.Text(part.heading))
			a.say(strings.Join(part.lines, "\n"))
		}
	}
}

// rejectLines lists the first rejects of a resource with their places.
func (a *app) rejectLines(r *verdict.Resource) []string {
	var lines []string
	for _, reject := range r.Rejects {
		lines = append(lines, a.p.Text("cmd.aside", "place", reject.Place.String(), "name", r.Name, "message", printable(a.p.Sprint(reject.Message))))
	}
	total := int64(0)
	for _, reason := range r.Reasons {
		total += reason.Values
	}
	if more := total - int64(len(lines)); more > 0 {
		lines = append(lines, r.Name+a.p.Text("cmd.colon")+a.p.Text("ingest.more_rejects", "n", more))
	}
	return lines
}

// adviceJSON is a piece of advice as ingest --format json writes it.
type adviceJSON struct {
	ID       string   `json:"id"`
	Fields   []string `json:"fields"`
	Rows     int64    `json:"rows"`
	Of       int64    `json:"of"`
	Share    string   `json:"share"`
	Examples []string `json:"examples"`
	Message  string   `json:"message"`
	Advice   string   `json:"advice"`
}

// changeJSON is how values of a field were changed when they were read.
type changeJSON struct {
	Field    string                `json:"field"`
	Change   string                `json:"change"`
	Values   int64                 `json:"values"`
	Examples []store.ChangeExample `json:"examples"`
}

type senderJSON struct {
	Sender   string `json:"sender"`
	Expected bool   `json:"expected"`
	Reported bool   `json:"reported"`
	Accepted int64  `json:"accepted"`
	Rejected int64  `json:"rejected"`
}

func (a *app) addQuality(v *verdictJSON, r *verdict.Resource) {
	if r == nil {
		return
	}
	for _, w := range r.Warnings {
		v.Warnings = append(v.Warnings, reasonJSON{w.Field, w.Key, a.reason(w.Key), w.Values})
	}
	for _, advice := range r.Advice {
		j := adviceJSON{
			ID: advice.Check, Fields: advice.Fields, Rows: advice.Rows, Of: advice.Of, Share: string(advice.Share()),
			Examples: []string{}, Message: a.p.Sprint(advice.Message()), Advice: a.p.Sprint(advice.Advice()),
		}
		for _, place := range advice.Examples {
			j.Examples = append(j.Examples, place.String())
		}
		v.Advice = append(v.Advice, j)
	}
	for _, c := range r.Changes {
		v.Changes = append(v.Changes, changeJSON{c.Field, c.Kind, c.Values, c.Examples})
	}
	if r.Senders == nil {
		return
	}
	for _, s := range r.Senders.List {
		v.Senders = append(v.Senders, senderJSON{s.Name.In(a.p.Lang), s.Expected, s.Reported(), s.Accepted, s.Rejected})
	}
	if s := r.Senders.Unknown; s != nil {
		v.Senders = append(v.Senders, senderJSON{"", false, true, s.Accepted, s.Rejected})
	}
}
