package reports

import (
	"strings"

	"heng/internal/datapackage"
)

// resourceRow is a resource with what the last load read of it.
type resourceRow struct {
	Title, Name              string
	Demo                     bool
	Files                    []string
	Loaded                   bool
	Read, Accepted, Rejected string
	read, accepted, rejected int64
	Sources                  []source
	Licence                  string
}

// resourceList is the table of all resources.
type resourceList struct {
	Rows  []resourceRow
	Files []taken // none in a report
}

type source struct{ Title, Address string }

// sources makes the part that says on which data the report stands.
func (b *book) sources() []*piece {
	loads := map[string]Load{}
	for _, l := range b.in.Loads {
		loads[l.Resource] = l
	}
	var resources []*datapackage.Resource
	if b.in.Package != nil {
		resources = b.in.Package.Resources
	}
	var rows []resourceRow
	for _, r := range resources {
		row := resourceRow{Title: b.resourceTitle(r), Name: r.Name, Demo: r.Demo, Licence: r.Licence.In(b.p.Lang)}
		if l, ok := loads[r.Name]; ok {
			row.Loaded, row.Files = true, l.Files
			row.read, row.accepted, row.rejected = l.Read, l.Accepted, l.Rejected
			row.Read, row.Accepted, row.Rejected = b.p.Integer(l.Read), b.p.Integer(l.Accepted), b.p.Integer(l.Rejected)
		}
		for _, s := range r.Sources {
			title := s.Title.In(b.p.Lang)
			if title == "" {
				title = s.Path
			}
			row.Sources = append(row.Sources, source{title, s.Path})
		}
		rows = append(rows, row)
	}
	return []*piece{{Kind: "sources", Of: &resourceList{Rows: rows}}}
}

// resourceTable is the list of resources as a table of a file.
func (b *book) resourceTable(list *resourceList) *table {
	t := &table{ID: "resources", Caption: b.p.Text("report.resources_caption")}
	for _, key := range []string{"resource", "resource_name", "rows_read", "rows_accepted", "rows_rejected", "sources", "licence"} {
		t.Head = append(t.Head, b.p.Text("report."+key))
	}
	for _, r := range list.Rows {
		cells := []sentence{text(r.Name)}
		for at, n := range []int64{r.read, r.accepted, r.rejected} {
			cell := b.counted(n)
			if !r.Loaded {
				cell = sentence{{Figure: &figure{}}}
				if at == 0 {
					cell[0].Figure.Text = b.p.Text("report.not_loaded")
				}
			}
			cells = append(cells, cell)
		}
		var sources []string
		for _, s := range r.Sources {
			sources = append(sources, s.Title)
		}
		t.Rows = append(t.Rows, tableRow{Head: r.Title, Cells: append(cells, text(strings.Join(sources, "; ")), text(r.Licence))})
	}
	return t
}

// key is what the signs and statuses of the report mean.
type key struct {
	Signs    []textItem
	Statuses []badge
}

func (b *book) signs() []*piece {
	k := key{}
	for _, name := range []string{"no_data", "not_applicable", "suppressed", "not_due", "not_reported", "zero", "none_sign", "fraction", "points", "provisional"} {
		k.Signs = append(k.Signs, textItem{b.p.Text("report.sign_" + name), b.p.Text("report.sign_" + name + "_means")})
	}
	for _, s := range statuses {
		k.Statuses = append(k.Statuses, newBadge(b.p, s))
	}
	return []*piece{{Kind: "signs", Of: k}}
}

// statusMeaning says what a status is.
func (b *book) statusMeaning(s status) string { return b.p.Text("report.status_means_" + string(s)) }

// rejects makes the part that says which rows were set aside, and why.
func (b *book) rejects() []*piece {
	t := b.reasonTable("rejected_rows", b.p.Text("report.rejects_caption"), b.in.Rejects)
	if len(t.Rows) == 0 {
		return []*piece{{Kind: "paragraph", Of: b.p.Text("report.no_rejects")}}
	}
	return []*piece{{Kind: "table", Of: t, Tables: []*table{t}}}
}

// reasonTable lists reasons with how often and where they were met.
func (b *book) reasonTable(id, caption string, reasons []RejectReason) *table {
	t := &table{ID: id, Caption: caption, Words: true,
		Head: []string{b.p.Text("report.resource"), b.p.Text("report.reject_reason"), b.p.Text("report.rows"), b.p.Text("report.reject_examples")}}
	for _, r := range reasons {
		reason := b.p.Sprint(r.Reason)
		if len(r.Columns) > 0 {
			reason = b.p.Text("report.reject_columns", "columns", r.Columns, "reason", reason)
		}
		var places []string
		for _, place := range r.Examples {
			places = append(places, place.String())
		}
		t.Rows = append(t.Rows, tableRow{Head: b.resourceNamed(r.Resource), Cells: []sentence{text(reason), b.counted(r.Rows), text(b.p.List(places))}})
	}
	return t
}
