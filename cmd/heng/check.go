package main

import (
	"context"

	"github.com/spf13/cobra"

	"heng/indicators"
	"heng/indicators/exchange"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/store"
	"heng/internal/workspace"
)

func (a *app) checkCommand() *cobra.Command {
	return &cobra.Command{
		Use:         "check",
		Short:       a.p.Text("cmd.check"),
		Long:        a.p.Text("cmd.check_long"),
		Args:        arguments(0, 0),
		Annotations: formats("text", "json"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, err := a.find()
			if err != nil {
				return err
			}
			c, err := workspace.Check(cmd.Context(), dir)
			if err != nil {
				return err
			}
			critic, err := c.Criticise(cmd.Context(), workspace.CriticOptions{AsOf: a.flags.asOf, Store: a.givenStore(), Now: a.Now()})
			if err != nil {
				return err
			}
			if a.flags.format == "json" {
				if err := exchange.Lines(a.Stdout, findingsJSON(a.p, c.Findings)); err != nil {
					return err
				}
			} else {
				a.findings(c.Findings)
			}
			errs := len(fault.Errors(c.Findings))
			summary := locale.M("cmd.check_passed", "indicators", c.Indicators, "examples", c.Examples, "warnings", len(c.Findings)-errs)
			if errs > 0 {
				return fault.New(fault.Refused, locale.M("cmd.check_failed", "errors", errs, "warnings", len(c.Findings)-errs))
			}
			if a.flags.format != "json" {
				a.say(a.p.Sprint(summary))
				a.criticism(critic)
			}
			return nil
		},
	}
}

// criticism says in a line what was tried on the loaded records.
func (a *app) criticism(c *workspace.Criticism) {
	if !c.Untried.IsZero() {
		a.note(locale.M("critic.not_tried", "reason", c.Untried))
		return
	}
	if len(c.Stale) > 0 {
		a.note(locale.M("cmd.stale", "names", c.Stale))
	}
	if c.Tried > 0 {
		a.say(a.p.Text("critic.summary", "tried", c.Tried, "indicators", c.Indicators, "moved", c.Moved, "open", c.Open))
	}
}

// findingJSON is a finding as check --format json writes it.
type findingJSON struct {
	ID       string `json:"id"`
	Severity string `json:"severity"`
	File     string `json:"file"`
	Line     *int   `json:"line"`
	Column   *int   `json:"column"`
	Subject  string `json:"subject"`
	Message  string `json:"message"`
	Hint     string `json:"hint"`
}

func findingsJSON(p locale.Printer, findings []fault.Finding) []findingJSON {
	out := make([]findingJSON, 0, len(findings))
	for _, f := range findings {
		j := findingJSON{
			ID: f.ID, Severity: "error", File: f.Place.File, Subject: f.Subject,
			Line: known(f.Place.Line), Column: known(f.Place.Column), Message: p.Sprint(f.Message),
		}
		if f.Severity == fault.SeverityWarning {
			j.Severity = "warning"
		}
		if !f.Hint.IsZero() {
			j.Hint = p.Sprint(f.Hint)
		}
		out = append(out, j)
	}
	return out
}

// known returns nil for a line or column that is not known.
func known(n int) *int {
	if n == 0 {
		return nil
	}
	return &n
}

// checked returns the workspace a command is about with the plan of its
// definitions, and refuses one with errors. Its warnings are check's to show.
func (a *app) checked(ctx context.Context) (*workspace.Workspace, *indicators.Plan, error) {
	dir, err := a.find()
	if err != nil {
		return nil, nil, err
	}
	w, findings, err := workspace.Open(dir)
	if err != nil {
		return nil, nil, err
	}
	plan, err := w.Plan(ctx, findings)
	return w, plan, err
}

// loadable returns the workspace a command is about where its data package can be
// loaded, with the plan of its definitions if they hold.
func (a *app) loadable(ctx context.Context) (*workspace.Workspace, *indicators.Plan, error) {
	dir, err := a.find()
	if err != nil {
		return nil, nil, err
	}
	w, findings, err := workspace.Open(dir)
	if err != nil {
		return nil, nil, err
	}
	plan, err := w.Loadable(ctx, findings)
	return w, plan, err
}

// open opens the workspace's store for reading.
func (a *app) open(ctx context.Context, w *workspace.Workspace) (*store.Store, error) {
	u, err := a.storeURL(w)
	if err != nil {
		return nil, err
	}
	return store.Open(ctx, u, store.Options{})
}
