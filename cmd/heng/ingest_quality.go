package main

import (
	"strings"

	"heng/ingest/verdict"
	"heng/internal/workspace"
)

// sayQuality says what looks odd in the rows that were loaded, and who has not
// reported. Nothing of it blocks anything.
func (a *app) sayQuality(loaded *workspace.Loaded) {
	if loaded.Quality == nil {
		return
	}
	var lines []string
	for _, r := range loaded.Quality.Resources {
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
	if len(lines) > 0 {
		a.say("\n" + a.p.Text("cmd.advice_heading"))
		a.say(strings.Join(lines, "\n"))
	}
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
