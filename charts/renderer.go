package charts

import (
	"context"
	"errors"
	"sync"

	"heng/internal/fault"
	"heng/internal/locale"
)

// Options are the settings of a Renderer.
type Options struct {
	CacheDir string // where drawings are kept between runs; empty: nowhere
	Workers  int    // drawings made at the same time, and engines held; default 2
}

// Job is one chart to draw and the prefix of its ids, which must be unique in
// the page it will stand in.
type Job struct {
	Chart    Chart
	IDPrefix string
}

// Renderer draws charts as SVG. It may be used by many goroutines; an engine
// is started when a drawing first needs one, and at most Workers of them are.
// A Renderer holds no file or process and needs no closing.
type Renderer struct {
	cache cache
	idle  chan *engine // Workers tokens: an engine at rest, or nil for one not yet started
}

// NewRenderer returns a renderer. It touches neither the engine nor the cache.
func NewRenderer(options Options) (*Renderer, error) {
	if options.Workers <= 0 {
		options.Workers = 2
	}
	r := &Renderer{cache: cache{dir: options.CacheDir}, idle: make(chan *engine, options.Workers)}
	for range options.Workers {
		r.idle <- nil
	}
	return r, nil
}

// SVG draws one chart as an svg element for an HTML page: it fills the width
// it is given, carries the chart's finding (or else its table's caption) as its
// title and Alt as its description, and holds no script, style sheet or outside reference. The same
// chart and prefix give the same bytes whatever was drawn before. The error is
// a *fault.Error, or that of ctx when it ended first.
func (r *Renderer) SVG(ctx context.Context, chart Chart, idPrefix string) (string, error) {
	raw, err := r.raw(ctx, chart)
	if err != nil {
		if ctx.Err() != nil {
			return "", err
		}
		return "", fault.Wrap(fault.Internal, err, locale.M("chart.not_drawn", "chart", chart.Table.Caption))
	}
	svg, err := clean(raw, chart, idPrefix)
	if err != nil {
		return "", fault.Wrap(fault.Internal, err, locale.M("chart.not_drawn", "chart", chart.Table.Caption))
	}
	return svg, nil
}

// SVGs draws all jobs, as many at a time as there are workers, and returns
// them in the order of the jobs. It stops at the first error, and returns the
// error of the earliest job that failed.
func (r *Renderer) SVGs(ctx context.Context, jobs []Job) ([]string, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	svgs, errs := make([]string, len(jobs)), make([]error, len(jobs))
	next := make(chan int)
	var workers sync.WaitGroup
	for range min(cap(r.idle), len(jobs)) {
		workers.Go(func() {
			for i := range next {
				if svgs[i], errs[i] = r.SVG(ctx, jobs[i].Chart, jobs[i].IDPrefix); errs[i] != nil {
					cancel()
				}
			}
		})
	}
	for i := range jobs {
		next <- i
	}
	close(next)
	workers.Wait()
	return svgs, firstOf(errs)
}

// firstOf returns the first error that is more than the echo of another
// job's, or else the first at all.
func firstOf(errs []error) error {
	var echo error
	for _, err := range errs {
		if _, own := errors.AsType[*fault.Error](err); own {
			return err
		}
		if echo == nil {
			echo = err
		}
	}
	return echo
}

// raw returns the SVG without title and prefix, from the cache or anew. It is
// cleaned here already: what the engine writes bears marks of what the engine
// drew before, and the cache shall not.
func (r *Renderer) raw(ctx context.Context, chart Chart) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	key := keyOf(chart)
	if svg, ok := r.cache.read(key); ok {
		return svg, nil
	}
	var e *engine
	select {
	case e = <-r.idle:
	case <-ctx.Done():
		return "", ctx.Err()
	}
	defer func() { r.idle <- e }()
	if e == nil {
		started, err := newEngine()
		if err != nil {
			return "", err
		}
		e = started
	}
	svg, usable, err := e.svg(ctx, chart.Option, chart.Width, chart.Height)
	if !usable {
		e = nil
	}
	if err != nil {
		return "", err
	}
	svg, err = clean(svg, Chart{Width: chart.Width, Height: chart.Height}, "chart")
	if err != nil {
		return "", err
	}
	r.cache.write(key, svg)
	return svg, nil
}
