package workspace

import (
	"context"
	"slices"

	"heng/indicators"
	"heng/internal/disk"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/store"
	"heng/reports"
)

// Proposal writes the sheet by which the indicators of a framework are put before
// a meeting (提報表), in every language of the workspace: as a page for A4
// landscape and as a spreadsheet. It returns the paths of what it wrote; with an error,
// too, where some indicators could not be computed, which the sheet then says. An
// unknown framework is a fault of usage.
func (w *Workspace) Proposal(ctx context.Context, plan *indicators.Plan, st *store.Store, options ReportOptions, framework string) ([]string, error) {
	at := slices.IndexFunc(w.Frameworks, func(f *indicators.Framework) bool { return f.ID == framework })
	if at < 0 {
		var ids []string
		for _, f := range w.Frameworks {
			ids = append(ids, f.ID)
		}
		return nil, fault.New(fault.Usage, locale.M("workspace.proposal_unknown", "name", framework)).
			WithHint(locale.M("workspace.known_frameworks", "names", ids))
	}
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
	var files []disk.File
	var paths []string
	for _, lang := range w.Languages {
		sheet := reports.ComposeProposal(in, w.Frameworks[at], lang)
		page, err := sheet.Page()
		if err != nil {
			return nil, err
		}
		workbook, err := sheet.Workbook()
		if err != nil {
			return nil, err
		}
		name := w.outPath("proposal." + framework + "." + string(lang))
		files = append(files, disk.File{Path: name + ".html", Content: page}, disk.File{Path: name + ".ods", Content: workbook})
		paths = append(paths, name+".html", name+".ods")
	}
	if err := disk.WriteFiles(files); err != nil {
		return nil, err
	}
	return paths, failed
}
