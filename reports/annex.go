package reports

import (
	"heng/internal/datapackage"
)

// annex says what data the report stands on and what its signs mean.
type annex struct {
	Resources []resourceRow
	Signs     []textItem
	Statuses  []badge
}

type resourceRow struct {
	Title, Name              string
	Demo                     bool
	Files                    []string
	Loaded                   bool
	Read, Accepted, Rejected string
	Sources                  []source
	Licence                  string
}

type source struct{ Title, Address string }

func (b *book) annex() *annex {
	a := &annex{}
	loads := map[string]Load{}
	for _, l := range b.in.Loads {
		loads[l.Resource] = l
	}
	var resources []*datapackage.Resource
	if b.in.Package != nil {
		resources = b.in.Package.Resources
	}
	for _, r := range resources {
		row := resourceRow{Title: b.resourceTitle(r), Name: r.Name, Demo: r.Demo, Licence: r.Licence.In(b.p.Lang)}
		if l, ok := loads[r.Name]; ok {
			row.Loaded, row.Files = true, l.Files
			row.Read, row.Accepted, row.Rejected = b.p.Integer(l.Read), b.p.Integer(l.Accepted), b.p.Integer(l.Rejected)
		}
		for _, s := range r.Sources {
			title := s.Title.In(b.p.Lang)
			if title == "" {
				title = s.Path
			}
			row.Sources = append(row.Sources, source{title, s.Path})
		}
		a.Resources = append(a.Resources, row)
	}
	for _, key := range []string{"no_data", "not_applicable", "not_due", "zero", "none_sign", "fraction", "points", "provisional"} {
		sign := b.p.Text("report.sign_" + key)
		a.Signs = append(a.Signs, textItem{sign, b.p.Text("report.sign_" + key + "_means")})
	}
	for _, s := range statuses {
		a.Statuses = append(a.Statuses, newBadge(b.p, s))
	}
	return a
}

// Means says what a status is.
func (b *book) statusMeaning(s status) string { return b.p.Text("report.status_means_" + string(s)) }
