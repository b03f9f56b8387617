package workspace

import (
	"context"
	"strings"
	"time"

	"heng/indicators"
	"heng/ingest"
	"heng/ingest/verdict"
	"heng/internal/disk"
	"heng/internal/fault"
	"heng/internal/store"
)

// LoadOptions say how to load.
type LoadOptions struct {
	Store     store.URL
	Now       time.Time // written in the store's books, never in outputs
	Force     bool      // load every resource, changed or not
	Replace   bool      // see ingest.Input
	KeepGoing bool      // load what does not depend on a refused resource
	Rejects   string    // a folder for the rejected rows; empty: nowhere

	// Corrections is a folder for the correction sheets of senders; empty:
	// nowhere.
	Corrections string
	// AsOf is the day by which dates lie in the future; set: the loaded records
	// are looked at for what is odd in them.
	AsOf time.Time

	Progress func(Progress)
}

// Load loads what changed in the workspace's files. The plan, where there is
// one, makes the tables of its models; without it evaluation computes them.
func (w *Workspace) Load(ctx context.Context, plan *indicators.Plan, options LoadOptions) (*Loaded, error) {
	zone, err := w.zone()
	if err != nil {
		return nil, err
	}
	loaded := &Loaded{}
	looked := false
	in := ingest.Input{
		Root: w.Root, Package: w.Package, URL: options.Store, Now: options.Now, Zone: zone,
		Force: options.Force, Replace: options.Replace, KeepGoing: options.KeepGoing, RejectsDir: options.Rejects,
		Progress: func(p ingest.Progress) { listener(options.Progress).hear(loading(p)) },
		Judged: func(ctx context.Context, st *store.Store, tables []verdict.Table) error {
			looked = true
			return w.lookAt(ctx, st, tables, options, loaded)
		},
	}
	if plan != nil {
		in.After = plan.Materialise
		in.Refresh = func(b store.Books) bool { return plan.Outdated(b.Models) }
	}
	loaded.Report, err = ingest.Load(ctx, in)
	if err == nil && !looked {
		err = w.lookAgain(ctx, options, loaded)
	}
	if loaded.Report == nil {
		return nil, err
	}
	return loaded, err
}

// Loaded is what Load did.
type Loaded struct {
	*ingest.Report
	Quality     *verdict.Quality // nil where it was not asked for, or nothing could be judged
	Corrections []string         // the names of the correction sheets
}

// lookAt says what there is to say of the rows of a load, and writes the
// correction sheets.
func (w *Workspace) lookAt(ctx context.Context, st *store.Store, tables []verdict.Table, options LoadOptions, loaded *Loaded) error {
	if options.AsOf.IsZero() {
		return nil
	}
	quality, err := verdict.Read(ctx, st, w.Package, tables, options.AsOf)
	if err != nil {
		return err
	}
	loaded.Quality = quality
	if options.Corrections == "" {
		return nil
	}
	loaded.Corrections, err = quality.WriteCorrections(ctx, st, options.Corrections, w.Settings.Title, options.AsOf)
	if err != nil && fault.CodeOf(err) == fault.Internal {
		return disk.CannotWrite(options.Corrections, err)
	}
	return err
}

// lookAgain does the same where nothing had to be loaded, and writes the rows
// that were rejected when it was.
func (w *Workspace) lookAgain(ctx context.Context, options LoadOptions, loaded *Loaded) error {
	if options.AsOf.IsZero() && options.Rejects == "" {
		return nil
	}
	st, err := store.Open(ctx, options.Store, store.Options{})
	if err != nil {
		return err
	}
	defer st.Close()
	books, err := st.Books(ctx)
	if err != nil {
		return err
	}
	for i := range loaded.Resources {
		r := &loaded.Resources[i]
		if r.Reasons, err = ingest.Reasons(ctx, st, r.Name); err != nil {
			return err
		}
	}
	if options.Rejects != "" {
		if err := ingest.WriteRejects(ctx, st, w.Package, options.Rejects); err != nil {
			return err
		}
	}
	return w.lookAt(ctx, st, verdict.Tables(books, w.Package), options, loaded)
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

// Originals returns the records that stand at some places of the loaded files,
// and the files that have changed since; see ingest.Originals.
func (w *Workspace) Originals(ctx context.Context, st *store.Store, places []fault.Place) (texts map[fault.Place]string, changed []string, err error) {
	books, err := st.Books(ctx)
	if err != nil {
		return nil, nil, err
	}
	return ingest.Originals(ctx, w.Root, w.Package, books, places)
}
