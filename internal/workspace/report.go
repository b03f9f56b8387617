package workspace

import (
	"context"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"heng/charts"
	"heng/indicators"
	"heng/internal/disk"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/store"
	"heng/reports"
)

// ReportOptions say what a report goes by and which editions are wanted.
type ReportOptions struct {
	AsOf     time.Time
	Version  string // of the program
	Editions []Edition
	Hearings map[string][]reports.Hearing // of Workspace.Hearings
	Progress func(Progress)
}

// Edition is a form in which the report is written.
type Edition string

// The editions. A report has them all, side by side where it has two languages.
const (
	Pages      Edition = "pages"        // a page a language
	SideBySide Edition = "side-by-side" // two languages on one page
	PlainPages Edition = "plain"        // two pages without jargon, a language each
	Folder     Edition = "folder"       // every table and chart as a file
)

// AllEditions lists every edition.
var AllEditions = []Edition{Pages, SideBySide, PlainPages, Folder}

// Reports is what Report wrote.
type Reports struct {
	Paths   []string                 // absolute, of the pages
	Folders []string                 // absolute, of the folders of tables and charts
	Summary map[locale.Lang][]string // a line per dimension, in each language of the workspace
	Notes   []locale.Message         // what could not be written, and why
	Failed  error                    // what could not be computed, and is said so in the pages; nil: nothing
}

// reportWorkers is how many charts are drawn at once.
const reportWorkers = 2

// Renderer draws the charts of a workspace, with those that it has drawn before.
func (w *Workspace) Renderer() (*charts.Renderer, error) {
	return charts.NewRenderer(charts.Options{CacheDir: filepath.Join(w.Root, PrivateDir, "charts"), Workers: reportWorkers})
}

// outPath returns the path of an output.
func (w *Workspace) outPath(name string) string { return filepath.Join(w.Root, OutDir, name) }

// Report evaluates the plan on what st holds and writes the editions: all of
// them or, when anything fails, none. An indicator whose own statement fails is
// named in them and keeps the others from nothing.
func (w *Workspace) Report(ctx context.Context, plan *indicators.Plan, st *store.Store, options ReportOptions) (*Reports, error) {
	hear := listener(options.Progress).hear
	hear(Progress{Stage: StageEvaluate})
	observations, failed := plan.Evaluate(ctx, st, options.AsOf)
	uncomputed, err := UncomputedIn(observations, failed)
	if err != nil {
		return nil, err
	}
	in, err := w.ReportInput(ctx, plan, st, options.AsOf, options.Version, observations)
	if err != nil {
		return nil, err
	}
	in.Uncomputed = uncomputed
	in.Hearings = options.Hearings
	in.Renderer, err = w.Renderer()
	if err != nil {
		return nil, err
	}
	out := &Reports{Summary: map[locale.Lang][]string{}, Failed: failed}
	wants := func(e Edition) bool { return slices.Contains(options.Editions, e) }
	var files []disk.File
	add := func(name string, page []byte, err error) error {
		if err != nil {
			return err
		}
		files = append(files, disk.File{Path: w.outPath(name), Content: page})
		out.Paths = append(out.Paths, w.outPath(name))
		return nil
	}
	var composed []*reports.Edition
	for i, lang := range w.Languages {
		hear(Progress{Stage: StageReport, Subject: string(lang), Done: int64(i), Total: int64(len(w.Languages))})
		edition, err := reports.Compose(ctx, in, lang)
		if err != nil {
			return nil, err
		}
		composed = append(composed, edition)
		out.Summary[lang] = reports.Summary(locale.NewPrinter(lang), in)
		if wants(Pages) {
			page, err := edition.Page()
			if err := add("report."+string(lang)+".html", page, err); err != nil {
				return nil, err
			}
		}
	}
	if wants(SideBySide) && len(composed) == 2 {
		page, err := reports.SideBySide(composed[0], composed[1])
		if err := add("report.side-by-side.html", page, err); err != nil {
			return nil, err
		}
	}
	if wants(PlainPages) {
		for _, lang := range w.Languages {
			plain, err := reports.ComposePlain(ctx, in, lang)
			if err != nil {
				return nil, err
			}
			page, err := plain.Page()
			if err := add("plain."+string(lang)+".html", page, err); err != nil {
				return nil, err
			}
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if wants(Folder) {
		if err := w.writeFolders(ctx, composed, out); err != nil {
			return nil, err
		}
	}
	return out, disk.WriteFiles(files)
}

// UncomputedIn says which indicators a report has to do without. It hands the
// error back where there is no report to make of the rest: nothing could be
// computed, or the store itself failed.
func UncomputedIn(observations []indicators.Observation, failed error) (map[string]locale.Message, error) {
	if failed == nil {
		return nil, nil
	}
	all, ok := indicators.AllUncomputed(failed)
	if !ok || len(observations) == 0 {
		return nil, failed
	}
	reasons := map[string]locale.Message{}
	for _, u := range all {
		for _, key := range u.Indicators {
			reasons[key] = u.Reason
		}
	}
	return reasons, nil
}

// ReportInput gathers what a report is written from, but for the renderer.
func (w *Workspace) ReportInput(ctx context.Context, plan *indicators.Plan, st *store.Store, asOf time.Time, version string, observations []indicators.Observation) (reports.Input, error) {
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
