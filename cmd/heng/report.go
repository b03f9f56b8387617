package main

import (
	"github.com/spf13/cobra"

	"heng/internal/workspace"
)

func (a *app) reportCommand() *cobra.Command {
	var sideBySide bool
	var proposal string
	cmd := &cobra.Command{
		Use:   "report",
		Short: a.p.Text("cmd.report"),
		Long:  a.p.Text("cmd.report_long"),
		Args:  arguments(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			w, plan, err := a.checked(ctx)
			if err != nil {
				return err
			}
			asOf, err := w.AsOf(a.flags.asOf, a.Now())
			if err != nil {
				return err
			}
			st, err := a.open(ctx, w)
			if err != nil {
				return err
			}
			defer st.Close()
			a.warnStale(ctx, w, st)
			progress := a.progress()
			options := workspace.ReportOptions{AsOf: asOf, Version: Version, Progress: progress.show,
				Editions: []workspace.Edition{workspace.Pages, workspace.PlainPages, workspace.Folder}}
			url, err := a.storeURL(w)
			if err != nil {
				return err
			}
			if options.Hearings, err = w.Hearings(ctx, url); err != nil {
				return err
			}
			if sideBySide {
				options.Editions = []workspace.Edition{workspace.SideBySide}
			}
			if cmd.Flags().Changed("proposal") {
				paths, err := w.Proposal(ctx, plan, st, options, proposal)
				progress.end()
				a.summary(nil, nil, paths)
				return err
			}
			written, err := w.Report(ctx, plan, st, options)
			progress.end()
			if err != nil {
				return err
			}
			a.summary(written.Summary, w.Languages, append(written.Paths, written.Folders...))
			for _, note := range written.Notes {
				a.note(note)
			}
			return written.Failed
		},
	}
	cmd.Flags().BoolVar(&sideBySide, "side-by-side", false, a.flagText("side_by_side"))
	cmd.Flags().StringVar(&proposal, "proposal", "", a.flagText("proposal"))
	return cmd
}
