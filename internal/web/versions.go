package web

import (
	"heng/internal/access"
	"heng/internal/consult"
	"heng/internal/workspace"
)

// versionsRoutes are what is recorded of a definition.
var versionsRoutes = []route{
	{"GET", "/indicators/{framework}/{indicator}/versions", access.SeeIndicators, (*request).versionsPage},
}

type versionsBody struct {
	Name, At string
	Versions []versionRow
	File     string // of the framework
}

type versionRow struct {
	workspace.Version
	Title, Approval string
	Lead            string         // the address of the release or the proposal
	First           bool           // nothing older is recorded
	Difference      []consult.Line // from the one before; nil: none
}

func (r *request) versionsPage() error {
	f, i, err := r.indicatorOf(rowsQuery{})
	if err != nil {
		return err
	}
	var proposals []consult.Proposal
	if r.may(access.SeeConsulted) {
		proposals = r.s.Consult.Proposals()
	}
	all, err := r.view.Versions(f.ID, i.ID, proposals)
	if err != nil {
		return err
	}
	body := versionsBody{Name: i.Name.In(r.lang), At: r.path("/indicators/" + f.ID + "/" + i.ID), File: f.File}
	for at, v := range all {
		row := versionRow{Version: v, First: at == len(all)-1}
		switch {
		case v.Release != "":
			row.Title, row.Lead = r.p.Text("web.version_released", "release", v.Release, "on", dated(r.p, v.On)), r.path("/")
		case v.Proposal.ID != "":
			row.Title = r.p.Text("web.version_in_force", "proposal", v.Proposal.ID, "revision", v.Proposal.Decision.Revision, "on", dated(r.p, v.On))
			row.Lead = r.path("/proposals/" + v.Proposal.ID)
		default:
			row.Title = r.p.Text("web.version_now")
		}
		if v.Status != "" {
			row.Approval = r.p.Text("report.approval_" + v.Status)
		}
		if !row.First && all[at+1].Text != v.Text {
			row.Difference = consult.Difference(all[at+1].Text, v.Text)
		}
		body.Versions = append(body.Versions, row)
	}
	return r.show("versions", r.p.Text("web.versions_of", "name", body.Name), body)
}
