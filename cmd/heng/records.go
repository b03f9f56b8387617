package main

import (
	"github.com/spf13/cobra"

	"heng/indicators/exchange"
	"heng/internal/locale"
	"heng/internal/workspace"
)

func (a *app) recordsCommand() *cobra.Command {
	return &cobra.Command{
		Use:         "records",
		Short:       a.p.Text("cmd.records"),
		Long:        a.p.Text("cmd.records_long"),
		Args:        arguments(0, 0),
		Annotations: formats("text", "json"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, err := a.find()
			if err != nil {
				return err
			}
			brought, err := workspace.BringRecords(cmd.Context(), dir, a.givenStore(), a.Now)
			if err != nil {
				return err
			}
			if a.flags.format == "json" {
				return exchange.Lines(a.Stdout, []broughtJSON{{brought.Place, brought.Count, brought.All}})
			}
			said := locale.M("cmd.records_brought", "count", brought.Count, "all", brought.All, "place", brought.Place)
			if brought.Count == 0 {
				said = locale.M("cmd.records_there", "all", brought.All, "place", brought.Place)
			}
			a.note(said)
			return nil
		},
	}
}

// broughtJSON is what records --format json writes.
type broughtJSON struct {
	Place   string `json:"place"`
	Brought int    `json:"brought"`
	Entries int    `json:"entries"`
}
