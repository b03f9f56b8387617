package main

import (
	"context"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"heng/indicators/exchange"
	"heng/ingest"
	"heng/internal/locale"
	"heng/internal/store"
	"heng/internal/workspace"
)

func (a *app) ingestCommand() *cobra.Command {
	var rejects, corrections string
	var keepGoing, force, replace bool
	cmd := &cobra.Command{
		Use:         "ingest",
		Short:       a.p.Text("cmd.ingest"),
		Long:        a.p.Text("cmd.ingest_long"),
		Args:        arguments(0, 0),
		Annotations: formats("table", "json"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			w, plan, err := a.loadable(ctx)
			if err != nil {
				return err
			}
			options := workspace.LoadOptions{Now: a.Now(), KeepGoing: keepGoing, Force: force, Replace: replace}
			if rejects != "" {
				options.Rejects = a.path(rejects)
			}
			if corrections != "" {
				options.Corrections = a.path(corrections)
			}
			if options.AsOf, err = w.AsOf(a.flags.asOf, a.Now()); err != nil {
				return err
			}
			if options.Store, err = a.storeURL(w); err != nil {
				return err
			}
			progress := a.progress()
			options.Progress = progress.show
			loaded, err := w.Load(ctx, plan, options)
			progress.end()
			if loaded != nil {
				if writeErr := a.writeVerdicts(loaded, corrections); err == nil {
					err = writeErr
				}
			}
			return err
		},
	}
	cmd.Flags().StringVar(&rejects, "rejects", "", a.flagText("rejects"))
	cmd.Flags().StringVar(&corrections, "corrections", "", a.flagText("corrections"))
	cmd.Flags().BoolVar(&keepGoing, "keep-going", false, a.flagText("keep_going"))
	cmd.Flags().BoolVar(&replace, "replace", false, a.flagText("replace"))
	cmd.Flags().BoolVar(&force, "force", false, a.flagText("force"))
	return cmd
}

// writeVerdicts says what became of each resource.
func (a *app) writeVerdicts(loaded *workspace.Loaded, corrections string) error {
	if a.flags.format == "json" {
		return a.writeVerdictsJSON(loaded)
	}
	report := loaded.Report
	if a.flags.quiet {
		return nil
	}
	t := table{right: []bool{false, false, true, true, true, true, true}}
	for _, key := range []string{"resource", "state", "read", "accepted", "changed", "warned", "rejected", "reasons"} {
		t.header = append(t.header, a.p.Text("cmd.column_"+key))
	}
	for _, r := range report.Resources {
		row := []string{
			r.Name, a.p.Text("cmd.state_" + string(r.State)),
			a.p.Integer(r.Read), a.p.Integer(r.Accepted), a.p.Integer(r.Changed), a.p.Integer(r.Warned), a.p.Integer(r.Rejected),
		}
		if len(r.Reasons) == 0 {
			t.rows = append(t.rows, append(row, ""))
		}
		for i, reason := range r.Reasons {
			if i > 0 {
				row = []string{"", "", "", "", "", "", ""}
			}
			t.rows = append(t.rows, append(row, a.reasonText(reason)))
		}
	}
	if err := t.write(a.Stdout, ""); err != nil {
		return err
	}
	for _, r := range report.Resources {
		a.noteSources(r)
		for _, u := range r.Unknown {
			a.note(locale.M("cmd.unknown_column", "file", u.File, "column", u.Column, "header", printable(u.Header)))
		}
		if r.Repeated > 0 {
			a.note(locale.M("cmd.repeated_rows", "name", r.Name, "count", r.Repeated))
		}
	}
	a.sayQuality(loaded)
	if corrections != "" && loaded.Quality != nil {
		key := "cmd.corrections"
		if len(loaded.Corrections) == 0 {
			key = "cmd.corrections_none"
		}
		a.note(locale.M(key, "n", len(loaded.Corrections), "path", corrections, "names", loaded.Corrections))
	}
	return nil
}

// argument is what the text of a reason holds of one row.
var argument = regexp.MustCompile(`\{[^}]*\}`)

// reason writes a reason for all the rows that have it: what it holds of a
// single row is left open.
func (a *app) reason(key string) string {
	switch key {
	case "ingest.row_short", "ingest.row_long": // which say nothing without their numbers
		key = "reject." + strings.TrimPrefix(key, "ingest.")
	}
	return strings.ReplaceAll(argument.ReplaceAllString(a.p.Text(key), "…"), "… …", "…")
}

// reasonText writes how many rows were rejected for a reason.
func (a *app) reasonText(r ingest.ReasonCount) string {
	if r.Field == "" {
		return a.p.Text("cmd.reason_row", "count", r.Count, "reason", a.reason(r.Key))
	}
	return a.p.Text("cmd.reason", "count", r.Count, "field", r.Field, "reason", a.reason(r.Key))
}

// verdictJSON is a resource as ingest --format json writes it.
type verdictJSON struct {
	Resource string        `json:"resource"`
	State    string        `json:"state"`
	Files    []string      `json:"files"`
	Sources  []sourceJSON  `json:"sources"`
	Read     int64         `json:"read"`
	Accepted int64         `json:"accepted"`
	Changed  int64         `json:"changed"`
	Warned   int64         `json:"warned"`
	Rejected int64         `json:"rejected"`
	Repeated int64         `json:"repeated"`
	Reasons  []reasonJSON  `json:"reasons"`
	Warnings []reasonJSON  `json:"warnings"`
	Unknown  []unknownJSON `json:"unknown_columns"`
	Changes  []changeJSON  `json:"changes"`
	Advice   []adviceJSON  `json:"advice"`
	Senders  []senderJSON  `json:"senders"`
}

type reasonJSON struct {
	Field  string `json:"field"`
	ID     string `json:"id"`
	Reason string `json:"reason"`
	Count  int64  `json:"count"`
}

type unknownJSON struct {
	File   string `json:"file"`
	Column int    `json:"column"`
	Header string `json:"header"`
}

func (a *app) writeVerdictsJSON(loaded *workspace.Loaded) error {
	verdicts := make([]verdictJSON, 0, len(loaded.Resources))
	for _, r := range loaded.Resources {
		v := verdictJSON{
			Resource: r.Name, State: string(r.State), Files: append([]string{}, r.Files...),
			Sources: a.sourcesJSON(r),
			Read:    r.Read, Accepted: r.Accepted, Changed: r.Changed, Warned: r.Warned, Rejected: r.Rejected, Repeated: r.Repeated,
			Reasons: []reasonJSON{}, Warnings: []reasonJSON{}, Unknown: []unknownJSON{}, Changes: []changeJSON{}, Advice: []adviceJSON{}, Senders: []senderJSON{},
		}
		for _, reason := range r.Reasons {
			v.Reasons = append(v.Reasons, reasonJSON{reason.Field, reason.Key, a.reason(reason.Key), reason.Count})
		}
		for _, u := range r.Unknown {
			v.Unknown = append(v.Unknown, unknownJSON{u.File, u.Column, u.Header})
		}
		if loaded.Quality != nil {
			a.addQuality(&v, loaded.Quality.Resource(r.Name))
		}
		verdicts = append(verdicts, v)
	}
	return exchange.Lines(a.Stdout, verdicts)
}

// noteRejects says which resources of a build had rows set aside.
func (a *app) noteRejects(report *ingest.Report) {
	for _, r := range report.Resources {
		if r.Rejected > 0 {
			a.note(locale.M("cmd.build_rejects", "name", r.Name, "rejected", r.Rejected, "read", r.Read))
		}
	}
}

// warnStale says when files have changed since they were loaded.
func (a *app) warnStale(ctx context.Context, w *workspace.Workspace, st *store.Store) {
	stale, err := w.Stale(ctx, st)
	if err == nil && len(stale) > 0 {
		a.note(locale.M("cmd.stale", "names", stale))
	}
}
