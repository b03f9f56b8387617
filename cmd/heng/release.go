package main

import (
	"context"
	"encoding/csv"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"
	"github.com/spf13/cobra"

	"heng/indicators"
	"heng/indicators/exchange"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/store"
	"heng/internal/workspace"
	"heng/reports/release"
)

func (a *app) releaseCommand() *cobra.Command {
	var by, reason, embargo string
	cmd := &cobra.Command{
		Use:         "release",
		Short:       a.p.Text("cmd.release"),
		Long:        a.p.Text("cmd.release_long"),
		Args:        arguments(0, 0),
		Annotations: formats("text", "json"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			if embargo != "" {
				day, err := workspace.ParseDate(embargo)
				if err != nil {
					return err
				}
				embargo = day.Format(time.DateOnly)
			}
			return a.withRecords(ctx, func(w *workspace.Workspace, plan *indicators.Plan, st *store.Store, options workspace.ReleaseOptions) (err error) {
				if options.AsOf, err = w.AsOf(a.flags.asOf, a.Now()); err != nil {
					return err
				}
				progress := a.progress()
				options.Version, options.By, options.Reason, options.Embargo, options.Progress = Version, by, reason, embargo, progress.show
				c, err := w.Release(ctx, plan, st, options)
				progress.end()
				if err != nil {
					return err
				}
				return a.candidate(c)
			})
		},
	}
	cmd.Flags().StringVar(&by, "by", "", a.flagText("by"))
	cmd.Flags().StringVar(&reason, "reason", "", a.flagText("reason"))
	cmd.Flags().StringVar(&embargo, "embargo", "", a.flagText("embargo"))
	approve := a.approveCommand()
	approve.DisableFlagsInUseLine = true
	cmd.AddCommand(approve)
	return cmd
}

// candidate says what a release holds and what is to be done with it.
func (a *app) candidate(c *workspace.Candidate) error {
	if a.flags.format == "json" {
		text, err := exchange.Compact(map[string]any{
			"id": c.ID, "path": c.Path, "manifest_sha256": c.SHA256, "tables": c.Tables, "rows": c.Rows, "indicators": c.Indicators,
			"refused": len(c.Refused), "observations": c.Values, "suppressed": c.Suppressed, "waived": len(c.Waived),
		})
		if err != nil {
			return err
		}
		a.say(string(text))
		return nil
	}
	a.findings(c.Warnings)
	a.say(a.p.Text("cmd.release_tables", "tables", c.Tables, "rows", c.Rows))
	a.say(a.p.Text("cmd.release_indicators", "n", c.Indicators, "refused", len(c.Refused)))
	const shown = 5
	for i, d := range c.Refused {
		if i == shown {
			a.say(a.p.Text("cmd.release_more", "n", len(c.Refused)-shown))
			break
		}
		a.say(a.p.Text("cmd.release_refused", "name", d.Key(), "reason", d.Refusals[0].Reason))
	}
	a.say(a.p.Text("cmd.release_values", "n", c.Values, "suppressed", c.Suppressed))
	for _, s := range c.Waived {
		a.say(a.p.Text("cmd.release_waived", "at", s.At, "kind", s.Kind, "by", s.Waiver.By))
	}
	a.say(a.p.Text("cmd.release_candidate", "id", c.ID, "sha", c.SHA256))
	a.say(a.shown(c.Path))
	return nil
}

func (a *app) approveCommand() *cobra.Command {
	var approval release.Approval
	var role string
	cmd := &cobra.Command{
		Use:   "approve ID",
		Short: a.p.Text("cmd.approve"),
		Long:  a.p.Text("cmd.approve_long"),
		Args:  arguments(1, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			dir, err := a.find()
			if err != nil {
				return err
			}
			w, findings, err := workspace.Open(dir)
			if err != nil {
				return err
			}
			if len(fault.Errors(findings)) > 0 {
				return fault.New(fault.Refused, locale.M("workspace.errors", "count", len(fault.Errors(findings)))).WithHint(locale.M("workspace.errors_hint"))
			}
			approval.Role = release.Role(role)
			done, err := w.Approve(args[0], approval, a.Now())
			if err != nil {
				return err
			}
			if done.Published {
				a.say(a.p.Text("cmd.published", "id", args[0]))
				a.say(a.shown(done.Path))
				return nil
			}
			for _, missing := range done.Missing {
				a.say(a.p.Text("cmd.approval_missing", "role", locale.M("release.role_"+string(missing))))
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&role, "role", "", a.flagText("role"))
	cmd.Flags().StringVar(&approval.By, "by", "", a.flagText("by"))
	cmd.Flags().StringVar(&approval.Manifest, "manifest", "", a.flagText("manifest"))
	cmd.Flags().BoolVar(&approval.Compiled, "compilation-considered", false, a.flagText("compilation_considered"))
	return cmd
}

func (a *app) verifyCommand() *cobra.Command {
	return &cobra.Command{
		Use:         "verify DIR",
		Short:       a.p.Text("cmd.verify"),
		Long:        a.p.Text("cmd.verify_long"),
		Args:        arguments(1, 1),
		Annotations: formats("text", "json"),
		RunE: func(cmd *cobra.Command, args []string) error {
			with := cmd.Flags().Changed("workspace")
			v, err := a.verified(cmd.Context(), with, a.path(args[0]))
			if err != nil {
				return err
			}
			if a.flags.format == "json" {
				problems := []string{}
				for _, p := range v.Problems {
					problems = append(problems, a.p.Sprint(p))
				}
				text, err := exchange.Compact(map[string]any{
					"id": v.Manifest.ID, "manifest_sha256": v.SHA256, "files": v.Files, "problems": problems, "before": len(v.Chain), "approved": v.Approval != nil, "recomputed": v.Recomputed,
				})
				if err != nil {
					return err
				}
				a.say(string(text))
			} else {
				for _, p := range v.Problems {
					a.say(a.p.Sprint(p))
				}
				a.say(a.p.Text("cmd.verified", "id", v.Manifest.ID, "files", v.Files, "before", len(v.Chain)))
				if with {
					a.say(a.p.Text("cmd.recomputed", "n", v.Recomputed))
				}
				if v.Approval == nil {
					a.say(a.p.Text("cmd.not_approved"))
				}
			}
			if n := len(v.Problems); n > 0 {
				return fault.New(fault.Refused, locale.M("cmd.not_whole", "count", n))
			}
			return nil
		},
	}
}

func (a *app) auditCommand() *cobra.Command {
	return &cobra.Command{
		Use:         "audit DIR",
		Short:       a.p.Text("cmd.audit"),
		Long:        a.p.Text("cmd.audit_long"),
		Args:        arguments(1, 1),
		Annotations: formats("text", "json", "csv"),
		RunE: func(cmd *cobra.Command, args []string) error {
			with := cmd.Flags().Changed("workspace")
			found, err := a.attacked(cmd.Context(), with, a.path(args[0]))
			if err != nil {
				return err
			}
			if err := a.audited(found); err != nil {
				return err
			}
			if found.Recovered > 0 {
				return fault.New(fault.Refused, locale.M("cmd.audit_recovered", "count", found.Recovered)).WithHint(locale.M("cmd.audit_recovered_hint"))
			}
			if found.Broken > 0 {
				return fault.New(fault.Refused, locale.M("cmd.audit_broken", "count", found.Broken)).WithHint(locale.M("cmd.audit_recovered_hint"))
			}
			if with {
				a.say(a.p.Text("cmd.audit_kept"))
			}
			return nil
		},
	}
}

// verified checks a release; with a workspace also against its records.
func (a *app) verified(ctx context.Context, with bool, dir string) (*release.Verified, error) {
	if !with {
		return workspace.Verify(dir)
	}
	var v *release.Verified
	err := a.withRecords(ctx, func(w *workspace.Workspace, plan *indicators.Plan, st *store.Store, options workspace.ReleaseOptions) (err error) {
		v, err = w.Verify(ctx, plan, st, dir, options)
		return err
	})
	return v, err
}

// attacked attacks a release; with a workspace it is also held against what its
// records promise.
func (a *app) attacked(ctx context.Context, with bool, dir string) (*release.Audited, error) {
	if !with {
		return workspace.Audit(dir)
	}
	var found *release.Audited
	err := a.withRecords(ctx, func(w *workspace.Workspace, plan *indicators.Plan, st *store.Store, options workspace.ReleaseOptions) (err error) {
		found, err = w.Audit(ctx, plan, st, dir, options)
		return err
	})
	return found, err
}

// withRecords opens the workspace, its store and the rules of the house.
func (a *app) withRecords(ctx context.Context, do func(*workspace.Workspace, *indicators.Plan, *store.Store, workspace.ReleaseOptions) error) error {
	rules, err := release.ReadRules(a.Getenv("HENG_DISCLOSURE"), os.ReadFile)
	if err != nil {
		return err
	}
	w, plan, err := a.checked(ctx)
	if err != nil {
		return err
	}
	st, err := a.open(ctx, w)
	if err != nil {
		return err
	}
	defer st.Close()
	return do(w, plan, st, workspace.ReleaseOptions{Rules: rules})
}

// audited lists the suppressed figures with the interval of each.
func (a *app) audited(found *release.Audited) error {
	switch a.flags.format {
	case "json":
		return exchange.Lines(a.Stdout, found.Cells)
	case "csv":
		rows := [][]string{{"indicator", "period", "breakdown", "figure", "low", "high", "method", "recovered", "broken"}}
		for _, c := range found.Cells {
			rows = append(rows, []string{c.Indicator, text(c.Period), exchange.BreakdownText(c.Breakdown, ";"), c.Figure, bound(c.Low), bound(c.High), c.Method, strconv.FormatBool(c.Recovered), strconv.FormatBool(c.Broken)})
		}
		return csv.NewWriter(a.Stdout).WriteAll(rows)
	}
	kept := 0 // figures, each of which may be told by several
	for _, c := range found.Cells {
		if c.Attacker == "" {
			kept++
		}
		place := strings.TrimSpace(text(c.Period) + " " + exchange.BreakdownText(c.Breakdown, " "))
		key := "cmd.audit_cell"
		if c.Recovered {
			key = "cmd.audit_cell_recovered"
		} else if c.Broken {
			key = "cmd.audit_cell_broken"
		}
		line := a.p.Text(key, "name", c.Indicator, "place", place, "figure", a.p.Text("cmd.figure_"+c.Figure), "low", orOpen(c.Low), "high", orOpen(c.High))
		if c.Attacker != "" {
			// Who that is would say whose the other figure is.
			line = a.p.Text("cmd.audit_insider", "line", line)
		}
		a.say(line)
	}
	a.say(a.p.Text("cmd.audited", "id", found.ID, "n", kept, "recovered", found.Recovered))
	return nil
}

func bound(d *decimal.Decimal) string {
	if d == nil {
		return ""
	}
	return d.String()
}

// orOpen writes a bound, or the sign for none.
func orOpen(d *decimal.Decimal) string {
	if d == nil {
		return "∞"
	}
	return d.String()
}
