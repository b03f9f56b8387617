package main

import (
	"errors"

	"github.com/spf13/cobra"

	"heng/indicators"
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
			// What stands is shown, whatever else could not be computed.
			observations, failed := plan.Evaluate(ctx, st, asOf)
			if failed != nil && len(observations) == 0 {
				return failed
			}
			return errors.Join(a.showObservations(w.Frameworks, observations), failed)
		},
	}
}

// showObservations writes observations in the format that was asked for.
func (a *app) showObservations(frameworks []*indicators.Framework, observations []indicators.Observation) error {
	switch a.flags.format {
	case "json":
		return exchange.WriteJSON(a.Stdout, observations)
	case "csv":
		return exchange.WriteCSV(a.Stdout, observations)
	case "sdmx-csv":
		return exchange.WriteSDMX(a.Stdout, observations)
	}
	return a.writeObservations(frameworks, observations)
}
