package main

import (
	"github.com/spf13/cobra"

	"heng/indicators/exchange"
)

func (a *app) evalCommand() *cobra.Command {
	return &cobra.Command{
		Use:         "eval [INDICATOR…]",
		Short:       a.p.Text("cmd.eval"),
		Long:        a.p.Text("cmd.eval_long"),
		Args:        cobra.ArbitraryArgs,
		Annotations: formats("table", "json", "csv", "sdmx-csv"),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			w, plan, err := a.checked(ctx)
			if err != nil {
				return err
			}
			if plan, err = plan.Only(args...); err != nil {
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
			observations, err := plan.Evaluate(ctx, st, asOf)
			if err != nil {
				return err
			}
			switch a.flags.format {
			case "json":
				return exchange.WriteJSON(a.Stdout, observations)
			case "csv":
				return exchange.WriteCSV(a.Stdout, observations)
			case "sdmx-csv":
				return exchange.WriteSDMX(a.Stdout, observations)
			}
			return a.writeObservations(w.Frameworks, observations)
		},
	}
}
