package workspace

import (
	"context"
	"strings"
	"time"

	"heng/indicators"
	"heng/ingest"
	"heng/internal/fault"
	"heng/internal/store"
)

// LoadOptions say how to load.
type LoadOptions struct {
	Store     store.URL
	Now       time.Time // written in the store's books, never in outputs
	Force     bool      // load every resource, changed or not
	KeepGoing bool      // load what does not depend on a refused resource
	Rejects   string    // a folder for the rejected rows; empty: nowhere
	Progress  func(Progress)
}

// Load loads what changed in the workspace's files. The plan, where there is
// one, makes the tables of its models; without it evaluation computes them.
func (w *Workspace) Load(ctx context.Context, plan *indicators.Plan, options LoadOptions) (*ingest.Report, error) {
	zone, err := w.zone()
	if err != nil {
		return nil, err
	}
	in := ingest.Input{
		Root: w.Root, Package: w.Package, URL: options.Store, Now: options.Now, Zone: zone,
		Force: options.Force, KeepGoing: options.KeepGoing, RejectsDir: options.Rejects,
		Progress: func(p ingest.Progress) { listener(options.Progress).hear(loading(p)) },
	}
	if plan != nil {
		in.After = plan.Materialise
		in.Refresh = func(b store.Books) bool { return plan.Outdated(b.Models) }
	}
	return ingest.Load(ctx, in)
}

// Loadable returns a plan for Load, or nil where the definitions have errors:
// records can be loaded before every definition is right. Errors in what
// loading itself goes by, heng.yaml and the data package, are a refusal.
func (w *Workspace) Loadable(ctx context.Context, findings []fault.Finding) (*indicators.Plan, error) {
	var own []fault.Finding
	for _, f := range findings {
		if !isDefinition(f.Place.File) {
			own = append(own, f)
		}
	}
	if err := errorsIn(own); err != nil {
		return nil, err
	}
	plan, err := w.Plan(ctx, findings)
	if fault.CodeOf(err) == fault.Refused {
		return nil, nil
	}
	return plan, err
}

// Stale lists the resources whose files have changed since they were loaded.
func (w *Workspace) Stale(ctx context.Context, st *store.Store) ([]string, error) {
	return ingest.Stale(ctx, st, w.Root, w.Package)
}

// isDefinition reports whether a file defines indicators or models.
func isDefinition(file string) bool {
	return strings.HasPrefix(file, FrameworksDir) || strings.HasPrefix(file, ModelsDir)
}

// loading turns the progress of a load into that of the workspace.
func loading(p ingest.Progress) Progress {
	return Progress{Stage: StageLoad, Subject: p.Resource, Done: p.Bytes, Total: p.Total}
}
