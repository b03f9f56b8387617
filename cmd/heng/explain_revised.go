package main

import (
	"fmt"
	"io"
	"strings"

	"heng/indicators"
	"heng/indicators/exchange"
	"heng/internal/workspace"
)

// sayRevisions shows what was published of the cells whose figures are not what they
// were, release by release, and what is computed now; of a single cell also where
// nothing was revised.
func (a *app) sayRevisions(s scribe, revisions []workspace.Revision) error {
	t := table{header: []string{
		a.p.Text("cmd.column_period"), a.p.Text("cmd.column_breakdown"), a.p.Text("cmd.column_release"), a.p.Text("cmd.column_published"),
		a.p.Text("cmd.column_value"), a.p.Text("cmd.column_cause"),
	}, right: []bool{false, false, false, false, true, false}}
	for _, r := range revisions {
		if !r.Revised() && len(revisions) > 1 {
			continue
		}
		period, breakdown := s.period(r.Now), s.breakdown(r.Now)
		for _, p := range r.Published {
			value := s.p.Text("cmd.revision_gone")
			if p.Status != "" {
				value = s.value(&indicators.Observation{Value: p.Value, ObsStatus: p.Status})
			}
			cause := a.causeText(string(p.Cause))
			if p.Reason != "" {
				cause = a.p.Text("cmd.revision_reason", "cause", cause, "reason", p.Reason)
			}
			t.rows = append(t.rows, []string{period, breakdown, p.Release, p.On, value, cause})
		}
		cause := a.causeText(string(r.Cause))
		if r.Cause == "" && r.Published[len(r.Published)-1].Status != "" {
			cause = a.p.Text("cmd.revision_same")
		}
		t.rows = append(t.rows, []string{period, breakdown, a.p.Text("cmd.revision_now"), "", s.value(r.Now), cause})
	}
	if len(t.rows) == 0 {
		return nil
	}
	a.say("")
	return t.write(a.Stdout, "  ")
}

func (a *app) causeText(cause string) string {
	if cause == "" {
		return ""
	}
	return a.p.Text("cmd.revision_" + cause)
}

// writeRevisions writes every cell that was published as JSON, a cell a line.
func writeRevisions(out io.Writer, revisions []workspace.Revision) error {
	type published struct {
		Release string             `json:"release"`
		On      string             `json:"published_on"`
		Value   *indicators.Number `json:"value"`
		Status  any                `json:"obs_status"` // null where the cell was no longer in the release
		Cause   any                `json:"cause"`      // null where it is what the release before said
		Reason  string             `json:"reason,omitempty"`
	}
	type revision struct {
		Period    *string              `json:"period"`
		Breakdown indicators.Breakdown `json:"breakdown,omitempty"`
		Published []published          `json:"published"`
		Now       *indicators.Number   `json:"now"`
		Cause     any                  `json:"cause"` // null where now is what the last release says
	}
	orNull := func(text string) any {
		if text == "" {
			return nil
		}
		return text
	}
	var lines []string
	for _, r := range revisions {
		one := revision{Period: r.Now.Period, Breakdown: r.Now.Breakdown, Now: r.Now.Value, Cause: orNull(string(r.Cause))}
		for _, p := range r.Published {
			one.Published = append(one.Published, published{p.Release, p.On, p.Value, orNull(string(p.Status)), orNull(string(p.Cause)), p.Reason})
		}
		text, err := exchange.Compact(one)
		if err != nil {
			return err
		}
		lines = append(lines, "\n"+string(text))
	}
	_, err := fmt.Fprintf(out, ",\"revisions\":[%s]", strings.Join(lines, ","))
	return err
}
