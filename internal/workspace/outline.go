package workspace

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"heng/indicators"
	"heng/internal/disk"
	"heng/internal/fault"
	"heng/reports"
)

// The files of a workspace that say how its report is told.
const (
	ReportsDir  = "reports"
	OutlineFile = ReportsDir + "/outline.yaml"
	NotesFile   = ReportsDir + "/notes.yaml"
)

// readReports reads the outline and the notes, where there are any.
func (w *Workspace) readReports() ([]fault.Finding, error) {
	var findings []fault.Finding
	text, err := w.optional(OutlineFile)
	if err != nil {
		return nil, err
	}
	if text != nil {
		w.Outline, findings = reports.ReadOutline(OutlineFile, text)
	}
	text, err = w.optional(NotesFile)
	if err != nil {
		return nil, err
	}
	if text != nil {
		notes, found := reports.ReadNotes(NotesFile, text)
		w.Notes, findings = notes, append(findings, found...)
	}
	return findings, nil
}

// optional reads a file that a workspace need not have; nil where it has none.
func (w *Workspace) optional(name string) ([]byte, error) {
	text, err := os.ReadFile(filepath.Join(w.Root, filepath.FromSlash(name)))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, disk.CannotRead(name, err)
	case text == nil:
		return []byte{}, nil
	}
	return text, nil
}

// checkReports holds the outline and the notes against what they name.
func (w *Workspace) checkReports(plan *indicators.Plan) []fault.Finding {
	if w.Outline == nil && w.Notes == nil {
		return nil
	}
	relations := reports.Relations{}
	for _, t := range plan.Dictionary() {
		columns := []string{}
		for _, c := range t.Columns {
			columns = append(columns, c.Name)
		}
		relations[t.Name] = columns
	}
	for _, m := range w.Models {
		if _, bound := relations[m.Name]; !bound { // it has errors of its own
			relations[m.Name] = nil
		}
	}
	in := reports.Input{Languages: w.Languages, Frameworks: w.Frameworks, Outline: w.Outline, Notes: w.Notes}
	return in.Check(relations)
}
