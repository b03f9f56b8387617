package workspace

import (
	"context"
	"errors"
	"path"
	"slices"
	"strings"
	"time"

	"heng/indicators"
	"heng/indicators/compose"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/store"
)

// PreviewRequest names an indicator in a text that a framework file may come to
// have.
type PreviewRequest struct {
	Framework string // the name of its file, without .yaml
	Text      []byte // of the whole file
	Indicator string // its id in that text
	AsOf      time.Time
	Period    string // of the value; empty: that of the report
}

// Preview is what a definition says of itself before it is written: slips beside
// their fields, and its value on the records that are loaded.
type Preview struct {
	Findings  []FieldFinding  // that concern the indicator, in the order of their places
	Elsewhere []fault.Finding // errors in the rest of the file, which keep it from being written

	Untried locale.Message // why there is no value; empty where there is one
	Period  string         // of the value; empty where the indicator has none
	Periods []string       // that have one, in order
	Total   *indicators.Observation
	Cells   []indicators.Observation // of the breakdowns, of that period
	Sample  *indicators.Explanation  // rows of that period, the first of each verdict; nil without a value
}

// FieldFinding is a finding with the fields of the form that it belongs to, by
// their paths (compose.FieldsOf); none for the indicator as a whole. Line counts
// within the text of the indicator, from 1; 0 where the place is outside it.
type FieldFinding struct {
	fault.Finding
	Fields []string
	Line   int
}

// sampleOfEach is how many rows of each verdict a preview shows: with three or
// four verdicts a dozen.
const sampleOfEach = 4

// Preview checks one indicator of a text, runs its worked examples and evaluates
// it on a store, which may be nil. It writes nothing, and checks no other
// indicator: WriteFramework does. The error is for a store that fails.
func (w *Workspace) Preview(ctx context.Context, st *store.Store, r PreviewRequest) (*Preview, error) {
	file := frameworkPath(r.Framework)
	framework, findings := indicators.ReadFramework(file, r.Text)
	p := &Preview{}
	at := slices.IndexFunc(framework.Indicators, func(i *indicators.Indicator) bool { return i != nil && i.Node != nil && i.ID == r.Indicator })
	if at < 0 || w.Package == nil {
		p.sort(nil, compose.Item{}, r.Indicator, findings)
		p.Untried = locale.M("workspace.preview_errors")
		return p, nil
	}
	indicator := framework.Indicators[at]
	item, _ := compose.Find(file, r.Text, r.Indicator)
	alone := *framework // with those of the same id, so that a second one is said
	alone.Indicators = slices.DeleteFunc(slices.Clone(framework.Indicators), func(i *indicators.Indicator) bool { return i == nil || i.ID != r.Indicator })

	sandbox, err := store.OpenMemory(ctx, store.Options{Threads: 1})
	if err != nil {
		return nil, err
	}
	defer sandbox.Close()
	plan, found, err := indicators.Check(ctx, []*indicators.Framework{&alone}, &indicators.Catalogue{
		Package: w.Package, Models: w.Models, Parameters: w.Settings.Parameters, Languages: w.Languages,
	}, sandbox)
	if err != nil {
		return nil, err
	}
	findings = append(findings, found...)
	key := framework.ID + "/" + r.Indicator
	only, err := plan.Only(key)
	if err == nil {
		found, err := indicators.RunExamples(ctx, only, sandbox)
		if err != nil {
			return nil, err
		}
		findings = append(findings, found...)
	}
	p.sort(indicator, item, r.Indicator, findings)
	switch {
	case err != nil:
		p.Untried = locale.M("workspace.preview_errors")
	case st == nil:
		p.Untried = locale.M("workspace.preview_no_store")
	case indicator.StatusName() == "retired":
		p.Untried = locale.M("workspace.preview_retired")
	default:
		return p, w.value(ctx, st, only, key, r, p)
	}
	return p, nil
}

// value evaluates the indicator; records that are not loaded are a reason.
func (w *Workspace) value(ctx context.Context, st *store.Store, plan *indicators.Plan, key string, r PreviewRequest, p *Preview) error {
	observations, err := plan.Evaluate(ctx, st, r.AsOf)
	if err == nil {
		p.choose(w, observations, r)
		request := indicators.ExplainRequest{Indicator: key, AsOf: r.AsOf}
		if p.Period != "" {
			request.Period = &p.Period
		}
		p.Sample, err = plan.Sample(ctx, st, request, sampleOfEach)
	}
	if e, ok := errors.AsType[*fault.Error](err); ok && ctx.Err() == nil && e.Code != fault.Internal {
		p.Untried = e.Message
		return nil
	}
	return err
}

// choose takes the observations of one period: the one asked for, else the last
// that lies in it, else the last one.
func (p *Preview) choose(w *Workspace, observations []indicators.Observation, r PreviewRequest) {
	for i := range observations {
		if period := observations[i].Period; period != nil && *period != indicators.Unknown && !slices.Contains(p.Periods, *period) {
			p.Periods = append(p.Periods, *period)
		}
	}
	slices.Sort(p.Periods)
	wanted := r.Period
	if wanted == "" {
		wanted, _ = w.reportPeriods(r.AsOf)
	}
	best := 0
	for _, period := range p.Periods {
		rank := 1
		switch {
		case period == wanted:
			rank = 3
		case strings.HasPrefix(period, wanted+"-"):
			rank = 2
		}
		if rank >= best {
			p.Period, best = period, rank
		}
	}
	for i := range observations {
		o := &observations[i]
		switch {
		case o.Period != nil && *o.Period != p.Period, o.Period == nil && p.Period != "":
		case len(o.Breakdown) == 0:
			p.Total = o
		default:
			p.Cells = append(p.Cells, *o)
		}
	}
}

// sort puts findings where they belong: to the indicator, of which id is the name
// and item the text, or to the rest of the file.
func (p *Preview) sort(indicator *indicators.Indicator, item compose.Item, id string, findings []fault.Finding) {
	fault.Sort(findings)
	last := item.Line + strings.Count(item.Text, "\n") - 1
	for _, f := range findings {
		inside := item.Line > 0 && f.Place.Line >= item.Line && f.Place.Line <= last && strings.HasPrefix(f.Place.File, FrameworksDir)
		switch {
		case inside || f.Subject == id && indicator != nil:
			of := FieldFinding{Finding: f}
			if inside {
				of.Line = f.Place.Line - item.Line + 1
			}
			if indicator != nil {
				of.Fields = compose.FieldsOf(indicator.Node, f)
			}
			p.Findings = append(p.Findings, of)
		case f.Severity == fault.SeverityError:
			p.Elsewhere = append(p.Elsewhere, f)
		}
	}
}

// frameworkPath is the path of a framework's file within the workspace.
func frameworkPath(name string) string { return path.Join(FrameworksDir, name+".yaml") }
