package main

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"heng/charts"
	"heng/indicators/exchange"
	"heng/internal/store"
)

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:         "version",
		Short:       a.p.Text("cmd.version"),
		Args:        arguments(0, 0),
		Annotations: formats("text", "json"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			st, err := store.OpenMemory(cmd.Context(), store.Options{})
			if err != nil {
				return err
			}
			defer st.Close()
			v := struct {
				Heng    string `json:"heng"`
				Go      string `json:"go"`
				DuckDB  string `json:"duckdb"`
				ECharts string `json:"echarts"`
			}{Version, runtime.Version(), st.Version(), charts.EngineVersion}
			if a.flags.format == "json" {
				text, err := exchange.Compact(v)
				if err != nil {
					return err
				}
				a.say(string(text))
				return nil
			}
			a.say(fmt.Sprintf("heng %s\nGo %s\nDuckDB %s\nECharts %s", v.Heng, v.Go, v.DuckDB, v.ECharts))
			return nil
		},
	}
}
