package main

import (
	"github.com/spf13/cobra"
)

func (a *app) reportCommand() *cobra.Command {
	return &cobra.Command{
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
			written, err := w.Report(ctx, plan, st, asOf, Version, progress.show)
			progress.end()
			if err != nil {
				return err
			}
			a.summary(written.Summary, w.Languages, written.Paths)
			return nil
		},
	}
}
