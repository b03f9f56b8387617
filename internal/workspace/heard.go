package workspace

import (
	"context"

	"heng/internal/access"
	"heng/internal/consult"
	"heng/internal/followup"
	"heng/internal/journal"
	"heng/internal/store"
	"heng/reports"
)

// Hearings counts for each indicator (framework/id) where the groups stand that were
// asked about it: about the definition in force, if it is still the one that was agreed
// to, and about what is proposed in its place. The process that writes the records may go
// on.
func (w *Workspace) Hearings(ctx context.Context, url store.URL) (map[string][]reports.Hearing, error) {
	lines, err := w.ownLines(ctx, url)
	if err != nil {
		return nil, err
	}
	records := consult.NewRecords()
	book, err := journal.Read(lines, access.NewAccounts(), records, followup.NewLedger())
	if err != nil {
		return nil, err
	}
	register := consult.NewRegister(book, records)
	terms := map[string]string{}
	for _, f := range w.Frameworks {
		for _, i := range f.Indicators {
			terms[f.ID+"/"+i.ID] = i.Terms()
		}
	}
	all := map[string][]reports.Hearing{}
	for _, p := range register.Proposals() {
		key := p.Framework + "/" + p.Indicator
		id := ""
		if n := len(p.Consultations); n > 0 {
			id = p.Consultations[n-1]
		}
		c, ok := register.Consultation(id)
		if !ok || terms[key] == "" || p.Stage == consult.Withdrawn {
			continue
		}
		inForce := p.Stage == consult.InForce
		if inForce && c.Table().Terms != terms[key] {
			continue // another definition has taken its place
		}
		all[key] = append(all[key], hearing(c, inForce))
	}
	return all, nil
}

func hearing(c consult.Consultation, inForce bool) reports.Hearing {
	t, open := c.Tally(), c.OpenObjections()
	h := reports.Hearing{
		Opened: c.Opened, Deadline: c.Table().Deadline, Closed: c.Closed, InForce: inForce, Groups: t.Groups,
		Agreed: t.Of[consult.Agreed], Objected: t.Of[consult.Objected], Settled: t.Of[consult.Settled],
		Lapsed: t.Of[consult.Lapsed], Commented: t.Of[consult.Commented], Silent: t.Of[consult.Silent],
		Objections: len(open), Unanswered: len(c.Unanswered()),
	}
	for _, e := range open {
		if e.Referred != nil {
			h.Referred++
		}
	}
	return h
}
