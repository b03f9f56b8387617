package workspace_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"heng/internal/workspace"
)

// BenchmarkBuild builds the example: cold, with nothing but its files there;
// unchanged, with everything made; and after one row of its data has changed.
// The metrics unchanged/cold and changed/cold are what incremental building
// saves, as shares of a cold build in the same run.
func BenchmarkBuild(b *testing.B) {
	ctx := context.Background()
	options := workspace.BuildOptions{Now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), Version: "test"}
	var cold, unchanged, changed time.Duration
	build := func(dir string) time.Duration {
		start := time.Now()
		if _, err := workspace.Build(ctx, dir, options); err != nil {
			b.Fatal(err)
		}
		return time.Since(start)
	}
	for b.Loop() {
		dir := filepath.Join(b.TempDir(), "mofa")
		if err := os.CopyFS(dir, os.DirFS("../../examples/mofa")); err != nil {
			b.Fatal(err)
		}
		for _, made := range []string{"out", ".heng"} {
			if err := os.RemoveAll(filepath.Join(dir, made)); err != nil {
				b.Fatal(err)
			}
		}
		cold += build(dir)
		unchanged += build(dir)
		row := filepath.Join(dir, "data", "polls.csv")
		text, err := os.ReadFile(row)
		if err != nil {
			b.Fatal(err)
		}
		last := text[:len(text)-1]
		for len(last) > 0 && last[len(last)-1] != '\n' {
			last = last[:len(last)-1]
		}
		if err := os.WriteFile(row, last, 0o644); err != nil { // without its last row
			b.Fatal(err)
		}
		changed += build(dir)
	}
	b.ReportMetric(cold.Seconds()/float64(b.N), "cold-s")
	b.ReportMetric(unchanged.Seconds()/cold.Seconds(), "unchanged/cold")
	b.ReportMetric(changed.Seconds()/cold.Seconds(), "changed/cold")
}
