package charts_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"heng/charts"
	"heng/internal/fault"
	"heng/internal/locale"
)

// all are the charts of every case in both languages.
func all(t testing.TB) []charts.Job {
	t.Helper()
	var jobs []charts.Job
	for _, d := range drawings {
		for _, lang := range locale.Languages {
			jobs = append(jobs, charts.Job{Chart: d.chart(t, lang, false), IDPrefix: fmt.Sprintf("c%d", len(jobs))})
		}
	}
	return jobs
}

func drawAll(t testing.TB, r *charts.Renderer, jobs []charts.Job) []string {
	t.Helper()
	svgs, err := r.SVGs(context.Background(), jobs)
	if err != nil {
		t.Fatal(err)
	}
	return svgs
}

// The same charts give the same bytes, from whichever engine, in whatever
// order, with however many workers.
func TestSameBytes(t *testing.T) {
	jobs := all(t)
	want := drawAll(t, renderer(t, charts.Options{Workers: 1}), jobs)
	slices.Reverse(jobs)
	got := drawAll(t, renderer(t, charts.Options{Workers: 3}), jobs)
	slices.Reverse(got)
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("chart %d differs:\n%s\n%s", i, want[i], got[i])
		}
	}
}

// Many drawings stand in one page without sharing an id, and every reference
// finds its own.
func TestIDsAreUniqueInAPage(t *testing.T) {
	jobs := all(t)
	// Prefixes that differ only in what an id may not hold.
	for i, prefix := range []string{"", "1", "a b", "a_b", "a\"b", "指標", "標指"} {
		jobs[i].IDPrefix = prefix
	}
	page := "<div>" + strings.Join(drawAll(t, renderer(t, charts.Options{}), jobs), "") + "</div>"
	seen := map[string]bool{}
	for _, id := range read(t, page).ids {
		if seen[id] {
			t.Errorf("the id %s occurs twice", id)
		}
		seen[id] = true
	}
	if len(seen) < 2*len(jobs) {
		t.Errorf("%d ids for %d drawings: title and description need one each", len(seen), len(jobs))
	}
}

func TestDrawingIsAccessible(t *testing.T) {
	job := all(t)[0]
	svg := drawAll(t, renderer(t, charts.Options{}), []charts.Job{job})[0]
	for _, want := range []string{
		`role="img"`, `aria-labelledby="c0-title c0-desc"`, `viewBox="0 0 640 280"`, `width="100%"`,
		`<title id="c0-title">` + job.Chart.Table.Caption + `</title>`, `<desc id="c0-desc">` + job.Chart.Alt + `</desc>`,
	} {
		if !strings.Contains(svg, want) {
			t.Errorf("the drawing lacks %s:\n%s", want, svg)
		}
	}
}

func TestCache(t *testing.T) {
	jobs := all(t)[:3]
	dir := filepath.Join(t.TempDir(), "charts")
	want := drawAll(t, renderer(t, charts.Options{}), jobs)
	files := func() []string {
		names, err := filepath.Glob(filepath.Join(dir, "*"))
		if err != nil {
			t.Fatal(err)
		}
		return names
	}
	check := func(when string) {
		t.Helper()
		if got := drawAll(t, renderer(t, charts.Options{CacheDir: dir}), jobs); !slices.Equal(got, want) {
			t.Errorf("%s: drawings differ from those without a cache", when)
		}
		if n := len(files()); n != len(jobs) {
			t.Errorf("%s: %d files for %d drawings", when, n, len(jobs))
		}
	}
	check("empty cache")
	check("full cache")

	for i, broken := range []string{"", "<svg>", "0000\n<svg></svg>"} {
		name := files()[i]
		whole, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{broken, string(whole[:len(whole)/2]), string(whole[:len(whole)-1])} {
			if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
			check("broken file")
			if mended, _ := os.ReadFile(name); string(mended) != string(whole) {
				t.Errorf("a broken file of %d bytes was not mended", len(text))
			}
		}
	}
}

// What the cache holds is what is shown: no engine runs for it.
func TestCacheIsUsed(t *testing.T) {
	dir, job := t.TempDir(), all(t)[0]
	drawAll(t, renderer(t, charts.Options{CacheDir: dir}), []charts.Job{job})
	names, err := filepath.Glob(filepath.Join(dir, "*.svg"))
	if err != nil || len(names) != 1 {
		t.Fatal(names, err)
	}
	other := `<svg><path d="M0 0L1 1" stroke="#123456"></path></svg>`
	if err := os.WriteFile(names[0], fmt.Appendf(nil, "%x\n%s", sha256.Sum256([]byte(other)), other), 0o644); err != nil {
		t.Fatal(err)
	}
	if svg := drawAll(t, renderer(t, charts.Options{CacheDir: dir}), []charts.Job{job})[0]; !strings.Contains(svg, "#123456") {
		t.Errorf("the cache was passed over:\n%s", svg)
	}
}

// A cache that cannot be written costs time, not the drawing.
func TestCacheThatCannotBe(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	drawAll(t, renderer(t, charts.Options{CacheDir: file}), all(t)[:1])
}

func TestBrokenOptionIsAnError(t *testing.T) {
	r := renderer(t, charts.Options{Workers: 1})
	good := all(t)[0]
	bad := good
	bad.Chart.Option = []byte(`{"series":`)
	_, err := r.SVGs(context.Background(), []charts.Job{good, bad, good})
	if fault.CodeOf(err) != fault.Internal {
		t.Errorf("got %v, want an internal error", err)
	}
	drawAll(t, r, []charts.Job{good}) // the renderer goes on
}

// A drawing stops when its context does, also in the middle of the engine's
// work, and the renderer goes on with another engine.
func TestCancel(t *testing.T) {
	r := renderer(t, charts.Options{Workers: 1})
	job := all(t)[0]
	drawAll(t, r, []charts.Job{job}) // the engine is warm

	slow := job
	// Three hundred thousand points take seconds.
	slow.Chart.Option = []byte(`{"xAxis":{"type":"value"},"yAxis":{"type":"value"},"series":[{"type":"scatter","data":[` +
		strings.Repeat("[1,2],", 300_000) + `[1,2]]}]}`)
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	if _, err := r.SVG(ctx, slow.Chart, "slow"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want the deadline's error", err)
	}
	if _, err := r.SVGs(ctx, []charts.Job{job, job}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want the deadline's error", err)
	}
	drawAll(t, r, []charts.Job{job})
}

func BenchmarkOption(b *testing.B) {
	in := drawings[0].input(b, locale.ZhTW)
	for b.Loop() {
		charts.ForIndicator(locale.NewPrinter(locale.ZhTW), in)
	}
}

// BenchmarkChart draws one chart: with an engine that has to be started (the
// compiled program is there already), with a running one, and from the cache.
func BenchmarkChart(b *testing.B) {
	job := all(b)[0]
	ctx := context.Background()
	b.Run("cold", func(b *testing.B) {
		for b.Loop() {
			if _, err := renderer(b, charts.Options{Workers: 1}).SVG(ctx, job.Chart, "x"); err != nil {
				b.Fatal(err)
			}
		}
	})
	for name, dir := range map[string]string{"warm": "", "cached": b.TempDir()} {
		b.Run(name, func(b *testing.B) {
			r := renderer(b, charts.Options{Workers: 1, CacheDir: dir})
			drawAll(b, r, []charts.Job{job})
			for b.Loop() {
				if _, err := r.SVG(ctx, job.Chart, "x"); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkPage draws the charts of a report of forty indicators with two
// workers.
func BenchmarkPage(b *testing.B) {
	jobs := all(b)
	for len(jobs) < 40 {
		jobs = append(jobs, jobs...)
	}
	r := renderer(b, charts.Options{})
	drawAll(b, r, jobs[:2])
	for b.Loop() {
		drawAll(b, r, jobs[:40])
	}
}
