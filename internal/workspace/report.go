package workspace

import (
	"context"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"heng/charts"
	"heng/indicators"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/store"
	"heng/reports"
)

// Reports is what Report wrote.
type Reports struct {
	Paths   []string                 // absolute, a report a language
	Summary map[locale.Lang][]string // a line per dimension, in each language of the workspace
}

// reportWorkers is how many charts are drawn at once.
const reportWorkers = 2

// reportPath is where the report in a language goes, relative to the workspace.
func reportPath(lang locale.Lang) string { return OutDir + "/report." + string(lang) + ".html" }

// Report evaluates the plan on what st holds and writes the report in each
// language: all of them or, when anything fails, none.
func (w *Workspace) Report(ctx context.Context, plan *indicators.Plan, st *store.Store, asOf time.Time, version string, progress func(Progress)) (*Reports, error) {
	listener(progress).hear(Progress{Stage: StageEvaluate})
	observations, err := plan.Evaluate(ctx, st, asOf)
	if err != nil {
		return nil, err
	}
	in, err := w.reportInput(ctx, plan, st, asOf, version, observations)
	if err != nil {
		return nil, err
	}
	in.Renderer, err = charts.NewRenderer(charts.Options{CacheDir: filepath.Join(w.Root, PrivateDir, "charts"), Workers: reportWorkers})
	if err != nil {
		return nil, err
	}
	out := &Reports{Summary: map[locale.Lang][]string{}}
	var files []file
	for i, lang := range w.Languages {
		listener(progress).hear(Progress{Stage: StageReport, Subject: string(lang), Done: int64(i), Total: int64(len(w.Languages))})
		page, err := reports.Build(ctx, in, lang)
		if err != nil {
			return nil, err
		}
		path := filepath.Join(w.Root, filepath.FromSlash(reportPath(lang)))
		files = append(files, file{path, page})
		out.Paths = append(out.Paths, path)
		out.Summary[lang] = reports.Summary(locale.NewPrinter(lang), in)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return out, writeFiles(files)
}

// reportInput gathers what a report is written from, but for the renderer.
func (w *Workspace) reportInput(ctx context.Context, plan *indicators.Plan, st *store.Store, asOf time.Time, version string, observations []indicators.Observation) (reports.Input, error) {
	in := reports.Input{
		Title: w.Settings.Title, Languages: w.Languages, AsOf: asOf, Version: version,
		Frameworks: w.Frameworks, Package: w.Package, Observations: observations,
		Resources: map[string][]string{}, Outline: w.Outline, Notes: w.Notes,
	}
	in.Period, in.Compare = w.reportPeriods(asOf)
	for _, f := range w.Frameworks {
		for _, i := range f.Indicators {
			if w.Package.Resource(i.Population) == nil {
				in.Resources[i.Population] = plan.Tables(f.ID, i.ID)
			}
		}
	}
	books, err := st.Books(ctx)
	if err != nil {
		return in, err
	}
	for _, r := range books.Resources {
		load := reports.Load{Resource: r.Name, Read: r.Read, Accepted: r.Accepted, Rejected: r.Rejected}
		for _, f := range books.FilesOf(r.Name) {
			if !slices.Contains(load.Files, f.Path) { // a file of several sheets comes once
				load.Files = append(load.Files, f.Path)
				load.Hashes = append(load.Hashes, f.SHA256)
			}
		}
		in.Loads = append(in.Loads, load)
	}
	err = w.supply(ctx, plan, st, &in)
	return in, err
}

// reportPeriods returns what the report is about: what heng.yaml says, else the
// last year that is over at the as-of date and the year before it.
func (w *Workspace) reportPeriods(asOf time.Time) (period, compare string) {
	if w.Settings.Report.Period != "" {
		return w.Settings.Report.Period, w.Settings.Report.Compare
	}
	year := asOf.AddDate(0, 0, 1).Year() - 1
	return strconv.Itoa(year), strconv.Itoa(year - 1)
}

// errorsIn is the refusal of a workspace whose files have errors.
func errorsIn(findings []fault.Finding) error {
	errs := fault.Errors(findings)
	if len(errs) == 0 {
		return nil
	}
	return fault.New(fault.Refused, locale.M("workspace.errors", "count", len(errs))).
		WithHint(locale.M("workspace.errors_hint")).WithFindings(errs)
}
