package ingest

import (
	"context"
	"errors"
	"time"

	"heng/internal/datapackage"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/store"
)

// stagingPrefix begins the name of the table that a resource is loaded into
// before it takes the place of the old one.
const stagingPrefix = "_heng_new_"

// job is the loading of one resource.
type job struct {
	resource    *datapackage.Resource
	staging     string // the table its rows go into, and its name in the rejects until then
	fingerprint string
	sources     []*source
	columns     []*column
	changed     bool
	findings    []fault.Finding // why it cannot be read at all
	marked      bool            // a file of it bears a mark of secrecy
	keyRejects  int64           // rows
	report      *ResourceReport
}

func (j *job) broken() bool { return len(j.findings) > 0 }

// loader is one run of Load.
type loader struct {
	Input
	load   *store.Load
	books  store.Books
	jobs   []*job // in the order of the package
	report *Report

	done, total int64 // bytes
}

// Load brings the store up to date with the files of a package: it loads the
// resources whose files or schema have changed, those that refer to them, and
// drops those the package no longer has. Where nothing has changed it changes
// nothing.
//
// The error is a fault: Input when files cannot be read, with all that is wrong
// with all of them; Refused when a resource would reject too many rows, with
// the first rejects of each; Store and Usage as the store gives them. The store
// is then as it was, unless KeepGoing let the rest of the load be committed,
// which the report says. The report is nil only when the load could not begin.
func Load(ctx context.Context, in Input) (*Report, error) {
	if in.Zone == nil {
		in.Zone = time.UTC
	}
	l := &loader{Input: in, report: &Report{}}
	report, err := l.try(ctx, true)
	if store.OutOfMemory(err) && l.load.IsNarrow() && ctx.Err() == nil {
		// Nothing was changed; what is too much for little memory may be had with more.
		l = &loader{Input: in, report: &Report{}}
		return l.try(ctx, false)
	}
	return report, err
}

// try is Load, once, within little memory until the rows are in and judged or not.
func (l *loader) try(ctx context.Context, narrow bool) (*Report, error) {
	l.plan()
	var err error
	l.load, err = store.BeginLoad(ctx, l.URL, store.LoadOptions{Options: l.Options, Now: l.Now, At: l.At, Replace: l.Replace, Narrow: narrow})
	if err != nil {
		return nil, err
	}
	defer l.load.Rollback()
	books, usable, err := l.load.Current(ctx)
	if err != nil {
		return nil, err
	}
	l.books = books
	l.report.Rebuilt = !usable && l.load.HasCurrent()
	changed, err := l.findChanges(ctx)
	if err != nil {
		return nil, err
	}
	if !changed {
		return l.report, store.Classify(ctx, l.load.Unchanged())
	}
	if err := l.lookForMarks(ctx); err != nil {
		return nil, err
	}
	if err := l.run(ctx); err != nil {
		if !l.report.Committed {
			l.givenUp()
		}
		return l.report, err
	}
	return l.report, nil
}

// run loads what changed into the next generation and commits it.
func (l *loader) run(ctx context.Context) error {
	if err := l.load.Start(ctx, l.keepsNothing()); err != nil {
		return err
	}
	if err := l.rows(ctx); err != nil {
		return store.Classify(ctx, err)
	}
	return l.finish(ctx)
}

// givenUp says of every resource that would have changed that it has not.
func (l *loader) givenUp() {
	for i := range l.report.Resources {
		if r := &l.report.Resources[i]; r.State != Unchanged && r.State != Refused {
			r.State = Untouched
		}
	}
}

// plan finds the files of every resource and compiles its schema.
func (l *loader) plan() {
	for _, r := range l.Package.Resources {
		j := &job{resource: r, staging: stagingPrefix + r.Name, fingerprint: fingerprint(r, l.Zone)}
		l.jobs = append(l.jobs, j)
		l.report.Resources = append(l.report.Resources, ResourceReport{Name: r.Name})
	}
	for i, j := range l.jobs {
		j.report = &l.report.Resources[i]
		var findings []fault.Finding
		j.columns, findings = newColumns(j.resource, l.Zone)
		j.findings = append(j.findings, findings...)
		j.sources, findings = sourcesOf(l.Root, j.resource)
		j.findings = append(j.findings, findings...)
		for _, s := range j.sources {
			if n := len(j.report.Files); n == 0 || j.report.Files[n-1] != s.path {
				j.report.Files = append(j.report.Files, s.path)
			}
		}
	}
}

func firstOf(paths datapackage.Paths) string {
	if len(paths) == 0 {
		return ""
	}
	return paths[0]
}

// findChanges decides which resources are loaded and reports whether there is
// anything to do.
func (l *loader) findChanges(ctx context.Context) (bool, error) {
	todo := len(l.removed()) > 0
	for _, j := range l.jobs {
		unchanged, err := l.unchanged(ctx, j)
		if err != nil {
			return false, err
		}
		j.changed = !unchanged
		todo = todo || j.changed
	}
	// A row may be accepted or rejected because of what another resource holds.
	l.spread(func(j *job) bool { return j.changed }, func(j *job) { j.changed = true })
	for _, j := range l.jobs {
		if j.changed {
			for _, s := range j.sources {
				l.total += s.bytes
			}
			continue
		}
		known := l.books.Resource(j.resource.Name)
		j.report.State = Unchanged
		j.report.Read, j.report.Accepted = known.Read, known.Accepted
		j.report.Rejected, j.report.Warned, j.report.Changed = known.Rejected, known.Warnings, known.Changed
		j.report.Repeated = known.Read - known.Accepted - known.Rejected
	}
	return todo || (l.Refresh != nil && l.Refresh(l.books)), nil
}

// unchanged compares a resource with what the store knows of it. A file that
// was touched is read for its hash: the same content is no change.
func (l *loader) unchanged(ctx context.Context, j *job) (bool, error) {
	known := l.books.Resource(j.resource.Name)
	files := l.books.FilesOf(j.resource.Name)
	if l.Force || j.broken() || known == nil || known.Fingerprint != j.fingerprint || len(files) != len(j.sources) {
		return false, nil
	}
	for i, s := range j.sources {
		if s.path != files[i].Path || s.bytes != files[i].Bytes {
			return false, nil
		}
	}
	for i, s := range j.sources {
		if s.isAs(files[i]) {
			continue
		}
		// A file that cannot be read has no hash, and is met again when it is loaded.
		hash, _ := hashOf(ctx, s.name)
		if ctx.Err() != nil {
			return false, ctx.Err()
		}
		if hash != files[i].SHA256 {
			return false, nil
		}
	}
	return true, nil
}

// spread marks every job that refers, directly or not, to one that is.
func (l *loader) spread(is func(*job) bool, mark func(*job)) {
	for again := true; again; {
		again = false
		for _, j := range l.jobs {
			if is(j) {
				continue
			}
			for _, key := range j.resource.Schema.ForeignKeys {
				if other := l.job(key.Reference.Resource); other != nil && is(other) {
					mark(j)
					again = true
					break
				}
			}
		}
	}
}

// job returns the job of the resource of that name, or nil.
func (l *loader) job(name string) *job {
	for _, j := range l.jobs {
		if j.resource.Name == name {
			return j
		}
	}
	return nil
}

// removed lists the resources that the store holds and the package does not.
func (l *loader) removed() []string {
	var names []string
	for _, r := range l.books.Resources {
		if l.job(r.Name) == nil {
			names = append(names, r.Name)
		}
	}
	return names
}

// keepsNothing reports whether the next generation may start empty: nothing of
// the old one would be in it, also if resources are refused on the way.
func (l *loader) keepsNothing() bool {
	if len(l.books.Models) > 0 {
		return false
	}
	for _, j := range l.jobs {
		if l.books.Resource(j.resource.Name) != nil && (!j.changed || l.KeepGoing) {
			return false
		}
	}
	return true
}

// rows loads the changed resources into their staging tables and checks their
// keys there.
func (l *loader) rows(ctx context.Context) error {
	rejects := newCollector(ctx, l.load)
	err := l.readAll(ctx, rejects)
	if err == nil {
		l.at("rows")
		err = l.checkKeys(ctx, rejects)
	}
	if errFinish := rejects.finish(); err == nil {
		err = errFinish
	}
	if err == nil {
		l.at("keys")
	}
	return err
}

func (l *loader) at(step string) {
	if l.At != nil {
		l.At(step)
	}
}

func (l *loader) readAll(ctx context.Context, rejects *collector) error {
	// Every header is looked at before any row, so that all that is wrong with
	// all files is said at once and early.
	for _, j := range l.jobs {
		if !j.changed {
			continue
		}
		if j.marked {
			continue // nothing is read of it
		}
		for _, s := range j.sources {
			if err := l.lookAt(ctx, j, s); err != nil {
				return err
			}
		}
	}
	for _, j := range l.jobs {
		if !j.changed || j.broken() {
			continue
		}
		if err := l.readResource(ctx, j, rejects); err != nil {
			return err
		}
	}
	return nil
}

// lookAt reads a file's header and gives the file its id.
func (l *loader) lookAt(ctx context.Context, j *job, s *source) error {
	o, err := s.open(j.resource, nil)
	if err != nil {
		j.findings = append(j.findings, unreadable(j.resource.Name, s.path, err)...)
		return nil
	}
	defer o.close()
	found := o.Found()
	s.format, s.encoding, s.sheet, s.delimiter = found.Format, found.Encoding, found.Sheet, found.Delimiter
	if s.delimiter == 0 {
		s.delimiter = ','
	}
	s.header, s.headerAt = joinCells(o.Header(), s.delimiter), o.HeaderLine()
	var findings []fault.Finding
	s.mapping, findings = matchHeader(j.resource, fault.Place{File: s.path, Sheet: s.sheet, Line: s.headerAt}, o.Header())
	if len(findings) > 0 {
		j.findings = append(j.findings, s.elsewhere(j.resource, findings)...)
	}
	j.report.Unknown = append(j.report.Unknown, s.mapping.unknown...)
	s.id, err = l.load.NextFileID(ctx)
	return err
}

// readResource reads the files of one resource into its staging table.
func (l *loader) readResource(ctx context.Context, j *job, rejects *collector) error {
	if err := l.load.Exec(ctx, "drop table if exists "+store.QuoteName(j.staging)); err != nil {
		return err
	}
	if err := store.CreateTable(ctx, l.load, j.staging, j.resource.Schema); err != nil {
		return err
	}
	// A failure in the store must end the reading, which else waits for it.
	reading, stop := context.WithCancel(ctx)
	defer stop()
	r := &rowReader{job: j, rejects: rejects, batches: make(chan *batch, 4)}
	r.read = func(n int) { l.done += int64(n) }
	r.progress = func(rows int64) {
		if l.Progress != nil {
			l.Progress(Progress{Resource: j.resource.Name, Rows: rows, Bytes: l.done, Total: l.total})
		}
	}
	ended := make(chan error, 1)
	go func() { ended <- r.run(reading) }()
	err := l.load.Append(ctx, j.staging, j.resource.Schema, r.fill)
	stop()
	errRead := <-ended
	if err != nil {
		return err
	}
	if errRead != nil && !errors.Is(errRead, context.Canceled) {
		return errRead
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	j.report.Rejected = r.rejected.Load()
	j.report.Warned = r.warned.Load()
	j.report.Changed = r.changes.rows
	j.report.Changes = r.changes.list(j.columns)
	for _, s := range j.sources {
		j.report.Sources = append(j.report.Sources, SourceReport{
			File: s.path, Sheet: s.sheet, Format: s.format, Encoding: s.encoding, Delimiter: delimiterText(s),
			HeaderLine: s.headerAt, Rows: s.rows, Notes: s.notes,
		})
	}
	return nil
}

// faultOf makes the error of a load of which resources were broken or refused.
func (l *loader) faultOf(ctx context.Context) (*fault.Error, error) {
	var broken, refused, marked []string
	var findings []fault.Finding
	for _, j := range l.jobs {
		switch {
		case j.broken():
			if j.marked {
				marked = append(marked, j.resource.Name)
			}
			broken = append(broken, j.resource.Name)
			fault.Sort(j.findings)
			findings = append(findings, j.findings...)
		case j.report.State == Refused:
			refused = append(refused, j.resource.Name)
			list, err := l.rejectFindings(ctx, j)
			if err != nil {
				return nil, err
			}
			findings = append(findings, list...)
		}
	}
	switch {
	case len(marked) > 0: // whatever else there is, this comes first
		return fault.New(fault.Refused, locale.M("secrecy.refused", "resources", marked, "n", len(marked))).
			WithFindings(findings).WithHint(locale.M("secrecy.refused_hint")), nil
	case len(broken) > 0:
		return fault.New(fault.Input, locale.M("ingest.broken", "resources", append(broken, refused...), "n", len(broken)+len(refused))).
			WithFindings(findings), nil
	case len(refused) > 0:
		return fault.New(fault.Refused, locale.M("ingest.refused", "resources", refused, "n", len(refused))).
			WithFindings(findings).WithHint(locale.M("ingest.refused_hint")), nil
	}
	return nil, nil
}
