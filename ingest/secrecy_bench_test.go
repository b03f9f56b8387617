package ingest_test

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"heng/ingest"
)

// BenchmarkSecrecyMarks compares the search for marks in a file that has their
// character, though no mark, with reading the file's bytes.
func BenchmarkSecrecyMarks(b *testing.B) {
	path := filepath.Join(b.TempDir(), "a.csv")
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	out := bufio.NewWriter(f)
	fmt.Fprintln(out, "案號,團體,金額,核准日期,備註")
	for i := range 200_000 {
		note := ""
		if i%1000 == 0 {
			note = "密切合作"
		}
		fmt.Fprintf(out, "示範-%d,示範團體%d,%d,107/01/%02d,%s\n", i, i%97, i*10, i%28+1, note)
	}
	if out.Flush() != nil || f.Close() != nil {
		b.Fatal("not written")
	}
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("read", func(b *testing.B) {
		b.SetBytes(info.Size())
		for b.Loop() {
			if _, err := os.ReadFile(path); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("search", func(b *testing.B) {
		b.SetBytes(info.Size())
		for b.Loop() {
			if places, err := ingest.SecrecyMarks(b.Context(), path, "a.csv", ""); err != nil || len(places) > 0 {
				b.Fatal(err, places)
			}
		}
	})
}
