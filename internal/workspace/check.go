package workspace

import (
	"context"
	"errors"
	"slices"
	"time"

	"heng/indicators"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/store"
)

// Checked is what Check found.
type Checked struct {
	Findings   []fault.Finding // errors and warnings, in the order of their places
	Indicators int             // definitions read
	Examples   int             // worked examples run

	workspace *Workspace
	plan      *indicators.Plan
}

// Check checks every file of the workspace in dir and runs the worked examples
// of its indicators. It needs no loaded data. The error says that a file could
// not be read; what is wrong in a file is a finding.
func Check(ctx context.Context, dir string) (*Checked, error) {
	w, findings, err := Open(dir)
	if err != nil {
		return nil, err
	}
	plan, c, err := w.check(ctx, findings)
	if err != nil {
		return nil, err
	}
	c.workspace, c.plan = w, plan
	return c, nil
}

// CriticOptions say on which records definitions are read critically.
type CriticOptions struct {
	AsOf  string    // as in BuildOptions
	Store string    // as in BuildOptions
	Now   time.Time // the clock
}

// Criticism is what Criticise did.
type Criticism struct {
	indicators.Summary
	Untried locale.Message // why nothing was tried; empty where it was
	Stale   []string       // files that have changed since they were loaded
}

// Criticise tries on the loaded records which values could be moved without
// doing better, and adds what it finds to the findings. Definitions with errors
// are not tried. Where nothing is loaded, or not what the definitions read,
// nothing is tried and Untried says so.
func (c *Checked) Criticise(ctx context.Context, options CriticOptions) (*Criticism, error) {
	w := c.workspace
	if len(fault.Errors(c.Findings)) > 0 || c.plan == nil {
		return &Criticism{}, nil
	}
	asOf, err := w.AsOf(options.AsOf, options.Now)
	if err != nil {
		return nil, err
	}
	u, err := w.StoreURL(options.Store)
	if err != nil {
		return nil, err
	}
	st, err := store.Open(ctx, u, store.Options{})
	if err != nil {
		return untried(err)
	}
	defer st.Close()
	out := &Criticism{}
	if out.Stale, err = w.Stale(ctx, st); err != nil {
		return nil, err
	}
	period, _ := w.reportPeriods(asOf)
	attempts, summary, err := c.plan.Criticise(ctx, st, asOf, period)
	if err != nil {
		return untried(err)
	}
	out.Summary = summary
	for _, a := range attempts {
		c.Findings = append(c.Findings, a.Finding())
	}
	fault.Sort(c.Findings)
	return out, nil
}

// untried turns a store that cannot be read into a reason: the check itself
// needs none.
func untried(err error) (*Criticism, error) {
	if e, ok := errors.AsType[*fault.Error](err); ok && e.Code == fault.Store {
		return &Criticism{Untried: e.Message}, nil
	}
	return nil, err
}

// check binds the definitions and runs the worked examples, given what Open
// found.
func (w *Workspace) check(ctx context.Context, findings []fault.Finding) (*indicators.Plan, *Checked, error) {
	sandbox, err := store.OpenMemory(ctx, store.Options{})
	if err != nil {
		return nil, nil, err
	}
	defer sandbox.Close()
	plan, findings, err := w.bind(ctx, sandbox, findings)
	if err != nil {
		return nil, nil, err
	}
	c := &Checked{}
	for _, f := range w.Frameworks {
		c.Indicators += len(f.Indicators)
	}
	// Examples of definitions that are wrong would only say so again.
	if len(fault.Errors(findings)) == 0 {
		found, err := indicators.RunExamples(ctx, plan, sandbox)
		if err != nil {
			return nil, nil, err
		}
		findings = append(findings, found...)
		for _, f := range w.Frameworks {
			for _, i := range f.Indicators {
				c.Examples += len(i.Examples)
			}
		}
	}
	fault.Sort(findings)
	c.Findings = findings
	return plan, c, nil
}

// Ready returns the plan of a workspace that passes its check, and the
// number of warnings; a workspace that does not is refused.
func (w *Workspace) Ready(ctx context.Context, findings []fault.Finding) (*indicators.Plan, int, error) {
	plan, c, err := w.check(ctx, findings)
	if err != nil {
		return nil, 0, err
	}
	return plan, len(c.Findings), errorsIn(c.Findings)
}

// Plan binds the definitions of a workspace whose files had the given findings
// and returns what can be evaluated. Any error among the findings is a refusal
// that carries them all.
func (w *Workspace) Plan(ctx context.Context, findings []fault.Finding) (*indicators.Plan, error) {
	sandbox, err := store.OpenMemory(ctx, store.Options{})
	if err != nil {
		return nil, err
	}
	defer sandbox.Close()
	plan, findings, err := w.bind(ctx, sandbox, findings)
	if err != nil {
		return nil, err
	}
	return plan, errorsIn(findings)
}

// bind checks the definitions against the tables and adds what it finds. Where
// the data package could not be read there is nothing to bind to, and the
// findings that say so are enough.
func (w *Workspace) bind(ctx context.Context, sandbox *store.Store, findings []fault.Finding) (*indicators.Plan, []fault.Finding, error) {
	if w.Package == nil {
		return nil, findings, nil
	}
	plan, found, err := indicators.Check(ctx, w.Frameworks, &indicators.Catalogue{
		Package: w.Package, Models: w.Models, Parameters: w.Settings.Parameters, Languages: w.Languages,
	}, sandbox)
	if err != nil {
		return nil, nil, err
	}
	if plan != nil {
		found = append(found, w.checkReports(plan)...)
		found = append(found, w.checkPolicy(plan)...)
	}
	for _, f := range found {
		if !slices.ContainsFunc(findings, func(g fault.Finding) bool { return g.ID == f.ID && g.Place == f.Place }) {
			findings = append(findings, f)
		}
	}
	fault.Sort(findings)
	return plan, findings, nil
}
