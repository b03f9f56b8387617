package indicators_test

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"heng/indicators"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/store"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestCheckGolden reads every framework of testdata/check, with the models of the
// folder beside it, and holds all that is said of it, in both languages, against
// the golden file of its name.
func TestCheckGolden(t *testing.T) {
	ctx := context.Background()
	memory, err := store.OpenMemory(ctx, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer memory.Close()
	files, err := filepath.Glob("testdata/check/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".yaml")
		t.Run(name, func(t *testing.T) {
			write := func() string {
				framework, findings := indicators.ReadFramework("frameworks/"+name+".yaml", []byte(read(t, file)))
				catalogue := &indicators.Catalogue{Package: mustPackage(t, grantsPackage), Languages: locale.Languages,
					Parameters: []indicators.Parameter{{Name: "report_days", Text: "30"}}}
				models, _ := filepath.Glob("testdata/check/" + name + ".models/*.sql")
				for _, path := range models {
					base := filepath.Base(path)
					m, more := indicators.ReadModel("models/"+base, strings.TrimSuffix(base, ".sql"), []byte(read(t, path)))
					findings = append(findings, more...)
					catalogue.Models = append(catalogue.Models, m)
				}
				_, more, err := indicators.Check(ctx, []*indicators.Framework{framework}, catalogue, memory)
				if err != nil {
					t.Fatal(err)
				}
				findings = append(findings, more...)
				fault.Sort(findings)
				var b strings.Builder
				for _, lang := range []locale.Lang{locale.En, locale.ZhTW} {
					for _, f := range findings {
						if f.ID == "incomplete" && f.Severity == fault.SeverityWarning {
							continue // of every draft here
						}
						b.WriteString("[" + f.ID + "] " + f.Write(locale.NewPrinter(lang)) + "\n")
					}
				}
				return b.String()
			}
			got := write()
			if again := write(); again != got {
				t.Errorf("another order the second time:\n%s", cmp.Diff(got, again))
			}
			golden := strings.TrimSuffix(file, ".yaml") + ".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(strings.Split(read(t, golden), "\n"), strings.Split(got, "\n")); diff != "" {
				t.Errorf("%s (-want +got; -update writes it anew):\n%s", golden, diff)
			}
		})
	}
}
