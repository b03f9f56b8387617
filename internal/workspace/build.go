package workspace

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"time"

	"heng/ingest"
	"heng/internal/disk"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/store"
	"heng/reports"
)

// BuildOptions say what a build goes by.
type BuildOptions struct {
	AsOf     string    // the date given, if any
	Store    string    // the store given, if any
	Now      time.Time // today, where no date is given
	Version  string    // of the program, for the report
	Program  string    // the file of the program: another one makes the outputs anew
	Progress func(Progress)
}

// Built is what a build did.
type Built struct {
	Unchanged bool                     // nothing had to be done
	Paths     []string                 // the reports, absolute
	Folders   []string                 // the folders of tables and charts, absolute
	Notes     []locale.Message         // what could not be written, and why
	Summary   map[locale.Lang][]string // a line per dimension, in each language of the workspace
	Languages []locale.Lang
	Loaded    *ingest.Report // nil when unchanged
	Warnings  int            // of the definitions
	Failed    error          // see Reports
}

// Build makes everything of the workspace in dir: it checks, loads, evaluates
// and writes the reports. When nothing has changed since the last build it does
// none of it. When a step fails, the outputs stay as they are.
func Build(ctx context.Context, dir string, options BuildOptions) (*Built, error) {
	w, findings, err := Open(dir)
	if err != nil {
		return nil, err
	}
	asOf, url, err := w.given(findings, options)
	if err != nil {
		return nil, err
	}
	// The files are listed before they are read: what changes in between is found
	// by the next build.
	last := readRecord(w.Root)
	heard, err := w.Hearings(ctx, url)
	if err != nil {
		return nil, err
	}
	next, err := w.nextRecord(last, asOf, url, heard, options)
	if err != nil {
		return nil, err
	}
	generation, loaded := url.Generation()
	if next.Fingerprint == last.Fingerprint && last.standing(w.Root) && loaded && generation == last.Generation {
		next.Generation = generation
		next.Outputs, next.Folders, next.Summary, next.Warnings = last.Outputs, last.Folders, last.Summary, last.Warnings
		if !sameFiles(next, last) {
			if err := next.write(w.Root); err != nil {
				return nil, err
			}
		}
		return w.built(next, true), nil
	}

	listener(options.Progress).hear(Progress{Stage: StageCheck})
	plan, warnings, err := w.Ready(ctx, findings)
	if err != nil {
		return nil, err
	}
	data, err := w.Load(ctx, plan, LoadOptions{Store: url, Now: options.Now, Progress: options.Progress})
	if err != nil {
		return nil, err
	}
	st, err := store.Open(ctx, url, store.Options{})
	if err != nil {
		return nil, err
	}
	defer st.Close()
	next.Generation, _ = url.Generation()
	written, err := w.Report(ctx, plan, st, ReportOptions{AsOf: asOf, Version: options.Version, Editions: AllEditions, Hearings: heard, Progress: options.Progress})
	if err != nil {
		return nil, err
	}
	next.Summary, next.Warnings = written.Summary, warnings
	for _, path := range written.Paths {
		sum, err := hashFile(path)
		if err != nil {
			return nil, disk.CannotRead(path, err)
		}
		relative, err := filepath.Rel(w.Root, path)
		if err != nil {
			return nil, disk.CannotRead(path, err)
		}
		next.Outputs = append(next.Outputs, output{Path: filepath.ToSlash(relative), SHA256: sum})
	}
	for _, path := range written.Folders {
		sum, err := hashFolder(path)
		if err != nil {
			return nil, disk.CannotRead(path, err)
		}
		next.Folders = append(next.Folders, output{Path: OutDir + "/" + filepath.Base(path), SHA256: sum})
	}
	// Where something could not be computed, the next build says so again.
	if written.Failed == nil {
		if err := next.write(w.Root); err != nil {
			return nil, err
		}
	}
	built := w.built(next, false)
	built.Failed = written.Failed
	built.Notes = written.Notes
	built.Loaded = data.Report
	return built, nil
}

// given resolves what flags and heng.yaml say of the day and the store. A
// heng.yaml with errors gives neither, and is refused with all findings.
func (w *Workspace) given(findings []fault.Finding, options BuildOptions) (time.Time, store.URL, error) {
	var own []fault.Finding
	for _, f := range findings {
		if f.Place.File == SettingsFile {
			own = append(own, f)
		}
	}
	if len(fault.Errors(own)) > 0 {
		return time.Time{}, store.URL{}, errorsIn(findings)
	}
	asOf, err := w.AsOf(options.AsOf, options.Now)
	if err != nil {
		return time.Time{}, store.URL{}, err
	}
	url, err := w.StoreURL(options.Store)
	return asOf, url, err
}

// nextRecord hashes what decides the outputs.
func (w *Workspace) nextRecord(last *record, asOf time.Time, url store.URL, heard map[string][]reports.Hearing, options BuildOptions) (*record, error) {
	next := &record{Hashed: time.Now().UTC()}
	files, err := w.files()
	if err != nil {
		return nil, err
	}
	if next.Files, err = last.hashes(w.Root, files); err != nil {
		return nil, err
	}
	if next.Program, err = programState(options.Program, last); err != nil {
		return nil, err
	}
	// Of the records of what people do a report says this and no more.
	said, err := json.Marshal(heard)
	if err != nil {
		return nil, err
	}
	next.Fingerprint = fingerprint(next.Files, asOf.Format(time.DateOnly), url.String(), options.Version, next.Program.SHA256, string(said))
	return next, nil
}

// files lists what can decide the outputs: the files of the workspace, and
// those that its data package names wherever they lie in it.
func (w *Workspace) files() (map[string]fileState, error) {
	files, err := listFiles(w.Root)
	if err != nil || w.Package == nil {
		return files, err
	}
	for _, r := range w.Package.Resources {
		names, err := r.Files(w.Root)
		if err != nil {
			continue // the load says what is wrong with them
		}
		if r.Schema != nil && r.Schema.Name != "" {
			names = append(names, r.Schema.Name)
		}
		for _, name := range names {
			info, err := os.Stat(filepath.Join(w.Root, filepath.FromSlash(name)))
			if err == nil && info.Mode().IsRegular() {
				files[name] = stateOf(info)
			}
		}
	}
	return files, nil
}

// programState hashes the program's file, unless it is the one of the last
// build by size and time. A program that does not know its file goes by its
// version alone.
func programState(path string, last *record) (fileState, error) {
	if path == "" {
		return fileState{}, nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return fileState{}, disk.CannotRead(path, err)
	}
	state := stateOf(info)
	if last.Program.same(state) && last.Program.SHA256 != "" {
		return last.Program, nil
	}
	state.SHA256, err = hashFile(path)
	if err != nil {
		return fileState{}, disk.CannotRead(path, err)
	}
	return state, nil
}

// sameFiles reports whether two records know the same files by size and time.
func sameFiles(a, b *record) bool {
	if len(a.Files) != len(b.Files) || !a.Program.same(b.Program) {
		return false
	}
	for name, state := range a.Files {
		if known, ok := b.Files[name]; !ok || !known.same(state) {
			return false
		}
	}
	return true
}

func (w *Workspace) built(r *record, unchanged bool) *Built {
	b := &Built{Unchanged: unchanged, Summary: r.Summary, Languages: slices.Clone(w.Languages), Warnings: r.Warnings}
	for _, o := range r.Outputs {
		b.Paths = append(b.Paths, filepath.Join(w.Root, filepath.FromSlash(o.Path)))
	}
	for _, o := range r.Folders {
		b.Folders = append(b.Folders, filepath.Join(w.Root, filepath.FromSlash(o.Path)))
	}
	return b
}
