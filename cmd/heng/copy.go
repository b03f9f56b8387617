package main

import (
	"github.com/spf13/cobra"

	"heng/indicators/exchange"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/workspace"
)

func (a *app) copyCommand() *cobra.Command {
	var from, to string
	var replace bool
	cmd := &cobra.Command{
		Use:         "copy",
		Short:       a.p.Text("cmd.copy"),
		Long:        a.p.Text("cmd.copy_long"),
		Args:        arguments(0, 0),
		Annotations: formats("text", "json"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			if to == "" {
				return fault.New(fault.Usage, locale.M("cmd.copy_needs_to")).WithHint(locale.M("cmd.copy_needs_to_hint"))
			}
			w, plan, err := a.loadable(ctx)
			if err != nil {
				return err
			}
			options := workspace.CopyOptions{Now: a.Now(), Replace: replace}
			if from == "" {
				options.From, err = a.storeURL(w)
			} else {
				options.From, err = w.StoreURL(from)
			}
			if err != nil {
				return err
			}
			if options.To, err = w.StoreURL(to); err != nil {
				return err
			}
			copied, err := w.Copy(ctx, plan, options)
			if err != nil {
				return err
			}
			if a.flags.format == "json" {
				return exchange.Lines(a.Stdout, tablesJSON(copied))
			}
			a.sayTables(copied)
			a.note(locale.M("cmd.copied", "tables", len(copied), "url", options.To.String()))
			return nil
		},
	}
	cmd.Flags().StringVar(&from, "from", "", a.flagText("copy_from"))
	cmd.Flags().StringVar(&to, "to", "", a.flagText("copy_to"))
	cmd.Flags().BoolVar(&replace, "replace", false, a.flagText("copy_replace"))
	return cmd
}
