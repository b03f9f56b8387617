package workspace_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heng/internal/store"
	"heng/internal/workspace"
)

// TestPackModels: over a few records of every built-in table that the frameworks
// stand over, headers and codes as Taiwan writes them, each indicator's totals are
// those of testdata/packs/want.txt. They were worked out by hand from the records;
// worked examples begin at the models, and this holds what the models make.
func TestPackModels(t *testing.T) {
	ctx := t.Context()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("testdata/packs")); err != nil {
		t.Fatal(err)
	}
	load(t, dir)
	w, findings, err := workspace.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := w.Plan(ctx, findings)
	if err != nil {
		t.Fatal(err)
	}
	url, err := w.StoreURL("")
	if err != nil {
		t.Fatal(err)
	}
	st, err := store.Open(ctx, url, store.Options{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	asOf, err := w.AsOf("", time.Unix(0, 0))
	if err != nil {
		t.Fatal(err)
	}
	all, err := plan.Evaluate(ctx, st, asOf)
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for _, o := range all {
		if len(o.Breakdown) > 0 || o.Period == nil {
			continue
		}
		value := "-"
		if o.Value != nil {
			value = o.Value.Decimal(4).String()
		}
		fraction := ""
		if o.Numerator != nil && o.Denominator != nil {
			fraction = fmt.Sprintf(" = %s / %s", o.Numerator, o.Denominator)
		}
		fmt.Fprintf(&got, "%s/%s %s: %s%s, n %d, missing %d\n", o.Framework, o.Indicator, *o.Period, value, fraction, o.N, o.Missing)
	}
	want, err := os.ReadFile(filepath.Join("testdata", "packs", "want.txt"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Error(diff)
	}
}
