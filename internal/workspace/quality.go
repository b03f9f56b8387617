package workspace

import (
	"context"
	"time"

	"heng/ingest/verdict"
	"heng/internal/fault"
	"heng/internal/store"
	"heng/reports"
)

// quality says of every resource how its records came in and what looks odd in
// them.
func (w *Workspace) quality(ctx context.Context, st *store.Store, asOf time.Time) ([]reports.Quality, error) {
	books, err := st.Books(ctx)
	if err != nil {
		return nil, err
	}
	read, err := verdict.Read(ctx, st, w.Package, verdict.Tables(books, w.Package), asOf)
	if err != nil {
		return nil, err
	}
	var all []reports.Quality
	for _, r := range read.Resources {
		q := reports.Quality{Resource: r.Name, Read: r.Read, Accepted: r.Accepted, Changed: r.Changed, Rejected: r.Rejected}
		for _, f := range r.Files {
			q.Files = append(q.Files, reports.QualityFile{Place: fault.Place{File: f.Path, Sheet: f.Sheet}, Encoding: f.Encoding, Rows: f.Rows})
		}
		for _, warning := range r.Warnings {
			q.Warned += warning.Values
		}
		for _, a := range r.Advice {
			q.Advice = append(q.Advice, reports.QualityAdvice{
				Message: a.Message().Key, Columns: a.Fields, Advice: a.Advice(), Rows: a.Rows, Of: a.Of, Examples: a.Examples,
			})
		}
		if r.Senders != nil {
			q.Senders = []reports.QualitySender{}
			list := r.Senders.List
			if r.Senders.Unknown != nil {
				list = append(list[:len(list):len(list)], r.Senders.Unknown)
			}
			for _, s := range list {
				q.Senders = append(q.Senders, reports.QualitySender{Name: s.Name, Expected: s.Expected, Accepted: s.Accepted, Rejected: s.Rejected})
			}
		}
		all = append(all, q)
	}
	return all, nil
}
