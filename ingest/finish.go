package ingest

import (
	"context"
	"fmt"
	"time"

	"heng/ingest/verdict"
	"heng/internal/datapackage"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/store"

	"github.com/shopspring/decimal"
)

// defaultPercent is how many of the rows read may be rejected, keys apart,
// where the package does not say.
var defaultPercent = decimal.NewFromInt(5)

// finish judges what was loaded and commits it, or gives it up.
func (l *loader) finish(ctx context.Context) error {
	l.judge()
	failure, err := l.faultOf(ctx)
	if err == nil {
		err = l.countReasons(ctx)
	}
	if err == nil && l.RejectsDir != "" {
		err = l.exportRejects(ctx)
	}
	if err == nil && l.Judged != nil {
		err = l.Judged(ctx, l.load.Store, l.tables())
	}
	if err != nil {
		return store.Classify(ctx, err)
	}
	if failure != nil && (!l.KeepGoing || l.nothingLoaded()) {
		return failure
	}
	if err := l.settle(ctx); err != nil {
		return store.Classify(ctx, err)
	}
	if err := l.load.Widen(ctx); err != nil {
		return err
	}
	if l.After != nil {
		if err := l.After(ctx, l.load); err != nil {
			return err
		}
	}
	if err := l.load.Commit(ctx); err != nil {
		return err
	}
	l.report.Committed = true
	if failure != nil {
		return failure.WithHint(locale.M("ingest.kept_going_hint"))
	}
	return nil
}

// tables says where the rows of every resource are while the load is judged;
// of one whose files could not be read there is nothing to say.
func (l *loader) tables() []verdict.Table {
	var tables []verdict.Table
	for _, j := range l.jobs {
		r := j.report
		t := verdict.Table{Resource: r.Name, Name: r.Name, Read: r.Read, Accepted: r.Accepted, Rejected: r.Rejected}
		switch {
		case !j.changed:
			t.Files = l.books.FilesOf(r.Name)
		case j.broken():
			continue
		default:
			t.Name, t.Changed, t.Changes = j.staging, r.Changed, changesOf(r)
			for _, s := range j.sources {
				t.Files = append(t.Files, j.fileOf(s))
			}
		}
		tables = append(tables, t)
	}
	return tables
}

// judge gives every changed resource its state.
func (l *loader) judge() {
	for _, j := range l.jobs {
		if !j.changed {
			continue
		}
		j.report.State = Loaded
		if j.broken() || !l.tolerable(j) {
			j.report.State = Refused
		}
		j.report.Accepted = j.report.Read - j.report.Rejected - j.report.Repeated
	}
	l.spread(
		func(j *job) bool { return j.report.State == Refused || j.report.State == Held },
		func(j *job) {
			if j.changed {
				j.report.State = Held
			}
		})
	for _, name := range l.removed() {
		l.report.Resources = append(l.report.Resources, ResourceReport{Name: name, State: Removed})
	}
	// Appending may have moved the reports.
	for i, j := range l.jobs {
		j.report = &l.report.Resources[i]
	}
}

// tolerable reports whether a resource rejects no more rows than it may.
func (l *loader) tolerable(j *job) bool {
	r := j.report
	limit := j.resource.MaxRejects
	if limit == nil {
		return j.keyRejects == 0 && withinPercent(r.Rejected-j.keyRejects, r.Read, defaultPercent)
	}
	if limit.IsShare {
		return withinPercent(r.Rejected, r.Read, limit.Percent)
	}
	return r.Rejected <= int64(limit.Count)
}

func withinPercent(part, whole int64, percent decimal.Decimal) bool {
	return decimal.NewFromInt(part).Mul(decimal.NewFromInt(100)).
		LessThanOrEqual(decimal.NewFromInt(whole).Mul(percent))
}

func (l *loader) nothingLoaded() bool {
	for _, r := range l.report.Resources {
		if r.State == Loaded || r.State == Removed {
			return false
		}
	}
	return true
}

// rejectFindings lists why a resource is refused: one line in all, and its
// first rejects.
func (l *loader) rejectFindings(ctx context.Context, j *job) ([]fault.Finding, error) {
	r := j.report
	message := locale.M("ingest.too_many_rejects", "rejected", r.Rejected, "read", r.Read, "limit", limitText(j.resource.MaxRejects))
	if j.resource.MaxRejects == nil && j.keyRejects > 0 {
		message = locale.M("ingest.key_rejects", "rejected", j.keyRejects, "read", r.Read)
	}
	place := fault.Place{File: l.Package.File}
	if j.resource.Node != nil {
		place = j.resource.Node.Place()
	}
	findings := []fault.Finding{{ID: "too_many_rejects", Subject: j.resource.Name, Place: place, Message: message}}
	var total int64
	err := l.load.Get(ctx, &total, "select count(*)::bigint from "+store.RejectsTable+" where resource = $1", j.staging)
	if err != nil {
		return nil, err
	}
	err = l.load.Rejects(ctx, store.RejectsTable, j.staging, verdict.ShownRejects, func(reject store.Reject) error {
		findings = append(findings, rejectFinding(j, reject))
		return nil
	})
	if more := total - verdict.ShownRejects; more > 0 {
		findings = append(findings, fault.Finding{
			ID: "more_rejects", Subject: j.resource.Name, Message: locale.M("ingest.more_rejects", "n", more)})
	}
	return findings, err
}

// rejectFinding is a reject as an error shows it. Its column is the column of
// the table, counted in cells.
func rejectFinding(j *job, r store.Reject) fault.Finding {
	finding := fault.Finding{
		ID: shortKey(r.Reason.Key), Subject: j.resource.Name, Message: r.Reason,
		Place: fault.Place{Line: int(r.Line), Column: r.Column},
	}
	if r.Field != "" {
		finding.Message = locale.M("ingest.in_field", "field", r.Field, "reason", r.Reason)
	}
	for _, s := range j.sources {
		if s.id == r.FileID {
			finding.Place.File, finding.Place.Sheet = s.path, s.sheet
		}
	}
	return finding
}

func shortKey(key string) string {
	for i := len(key) - 1; i >= 0; i-- {
		if key[i] == '.' {
			return key[i+1:]
		}
	}
	return key
}

func limitText(m *datapackage.MaxRejects) string {
	switch {
	case m == nil:
		return defaultPercent.String() + "%"
	case m.IsShare:
		return m.Percent.String() + "%"
	}
	return fmt.Sprint(m.Count)
}

// countReasons fills in how often rows were rejected for what.
func (l *loader) countReasons(ctx context.Context) error {
	for _, j := range l.jobs {
		name := j.staging
		if !j.changed {
			name = j.resource.Name
		}
		var err error
		if j.report.Reasons, err = Reasons(ctx, l.load.Store, name); err != nil {
			return err
		}
		err = l.load.Select(ctx, &j.report.Warnings, `select field, reason_key, count(*)::bigint as n from `+store.WarningsTable+`
			where resource = $1 group by field, reason_key order by n desc, field, reason_key`, name)
		if err != nil {
			return err
		}
	}
	return nil
}

// Reasons says how often rows of a resource were rejected for what.
func Reasons(ctx context.Context, st *store.Store, resource string) ([]ReasonCount, error) {
	var reasons []ReasonCount
	return reasons, st.Select(ctx, &reasons, `select field, reason_key, count(*)::bigint as n from `+store.RejectsTable+`
		where resource = $1 group by field, reason_key order by n desc, field, reason_key`, resource)
}

// settle puts what was loaded in the place of what was there, throws away what
// was refused and drops what the package no longer has.
func (l *loader) settle(ctx context.Context) error {
	for _, j := range l.jobs {
		var err error
		switch {
		case !j.changed:
		case j.report.State == Loaded:
			err = l.replace(ctx, j)
		default:
			err = l.forget(ctx, j.staging)
		}
		if err != nil {
			return err
		}
	}
	for _, name := range l.removed() {
		if err := l.forget(ctx, name); err != nil {
			return err
		}
	}
	return nil
}

// forget drops a table and all that is kept about it.
func (l *loader) forget(ctx context.Context, name string) error {
	if err := l.load.Exec(ctx, "drop table if exists "+store.QuoteName(name)); err != nil {
		return err
	}
	for _, statement := range []string{
		"delete from _heng_resources where name = $1",
		"delete from _heng_files where resource = $1",
		"delete from " + store.RejectsTable + " where resource = $1",
		"delete from " + store.WarningsTable + " where resource = $1",
		"delete from _heng_changes where resource = $1",
	} {
		if err := l.load.Exec(ctx, statement, name); err != nil {
			return err
		}
	}
	return nil
}

// fileOf is what the books say of a file.
func (j *job) fileOf(s *source) store.File {
	return store.File{
		ID: s.id, Resource: j.resource.Name, Path: s.path, Sheet: s.sheet, SHA256: s.sha256, Bytes: s.bytes, Modified: s.modified,
		Encoding: s.encoding, Rows: s.rows, Header: s.header, Delimiter: string(s.delimiter),
	}
}

// replace makes a staging table the resource's table.
func (l *loader) replace(ctx context.Context, j *job) error {
	name := j.resource.Name
	if err := l.forget(ctx, name); err != nil {
		return err
	}
	if err := l.load.Exec(ctx, "alter table "+store.QuoteName(j.staging)+" rename to "+store.QuoteName(name)); err != nil {
		return err
	}
	for _, table := range []string{store.RejectsTable, store.WarningsTable} {
		if err := l.load.RenameRejects(ctx, table, j.staging, name); err != nil {
			return err
		}
	}
	for _, s := range j.sources {
		if err := l.load.AddFile(ctx, j.fileOf(s)); err != nil {
			return err
		}
	}
	r := j.report
	if err := l.load.AddChanges(ctx, name, changesOf(r)); err != nil {
		return err
	}
	return l.load.AddResource(ctx, store.Resource{
		Name: name, Fingerprint: j.fingerprint, Read: r.Read, Accepted: r.Accepted, Rejected: r.Rejected,
		Warnings: r.Warned, LoadedAt: l.Now.Format(time.RFC3339), Changed: r.Changed,
	})
}

// changesOf is what the books say of how values were changed.
func changesOf(report *ResourceReport) []store.Change {
	var list []store.Change
	for _, c := range report.Changes {
		change := store.Change{Field: c.Field, Kind: string(c.Change), Values: c.Count, Examples: []store.ChangeExample{}}
		for _, e := range c.Examples {
			change.Examples = append(change.Examples, store.ChangeExample(e))
		}
		list = append(list, change)
	}
	return list
}
