package web

import (
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"

	"heng/internal/access"
	"heng/internal/followup"
	"heng/internal/followup/sheet"
	"heng/internal/journal"
	"heng/internal/locale"
)

// followUpRoutes are the rulings, the meetings and the datasets.
var followUpRoutes = []route{
	{"GET", "/follow-up", access.SeeFollowUp, (*request).rulingsPage},
	{"GET", "/follow-up/rulings/{id}", access.SeeFollowUp, (*request).rulingPage},
	{"POST", "/follow-up/rulings/{id}/progress", access.KeepFollowUp, (*request).reportProgress},
	{"POST", "/follow-up/rulings/{id}/decision", access.KeepFollowUp, (*request).decideRuling},
	{"POST", "/follow-up/rulings/{id}/change", access.KeepFollowUp, (*request).changeRuling},
	{"GET", "/follow-up/datasets", access.SeeFollowUp, (*request).datasetsPage},
	{"POST", "/follow-up/datasets", access.KeepFollowUp, (*request).enterDataset},
	{"GET", "/follow-up/datasets/{id}", access.SeeFollowUp, (*request).datasetPage},
	{"POST", "/follow-up/datasets/{id}/stage", access.KeepFollowUp, (*request).moveDataset},
	{"POST", "/follow-up/datasets/{id}/change", access.KeepFollowUp, (*request).changeDataset},
	{"GET", "/follow-up/sheet", access.SeeFollowUp, (*request).sheetPage},
	{"GET", "/follow-up/sheet.ods", access.SeeFollowUp, (*request).sheetFile},
	{"POST", "/follow-up/take-over", access.KeepFollowUp, (*request).takeOver},
	{"GET", "/meetings", access.SeeFollowUp, (*request).meetingsPage},
	{"POST", "/meetings", access.KeepFollowUp, (*request).callMeeting},
	{"GET", "/meetings/{id}", access.SeeFollowUp, (*request).meetingPage},
	{"POST", "/meetings/{id}", access.KeepFollowUp, (*request).changeMeeting},
	{"POST", "/meetings/{id}/seats", access.KeepFollowUp, (*request).inviteSeats},
	{"POST", "/meetings/{id}/seats/{seat}/remove", access.KeepFollowUp, (*request).uninviteSeat},
	{"POST", "/meetings/{id}/papers", access.KeepFollowUp, (*request).listPaper},
	{"GET", "/meetings/{id}/live", access.SeeFollowUp, (*request).livePage},
	{"POST", "/meetings/{id}/attendance", access.KeepFollowUp, (*request).attend},
	{"POST", "/meetings/{id}/session", access.KeepFollowUp, (*request).turnMeeting},
	{"POST", "/meetings/{id}/rulings", access.KeepFollowUp, (*request).typeRuling},
}

// ledger calls look at what is under follow-up.
func (r *request) ledger(look func(l *followup.Ledger)) { r.s.FollowUp.View(look) }

// keep makes something happen to what is under follow-up.
func (r *request) keep(command func(l *followup.Ledger) ([]journal.Draft, error)) error {
	return r.s.FollowUp.Do(r.Context(), command)
}

// today is the day of the request in the workspace's time zone.
func (r *request) today() (string, error) { return r.view.Today(r.s.Now()) }

// names are what the workspace calls offices and items of agendas.
func (r *request) names() sheet.Names {
	return sheet.Names{Units: r.view.UnitNames(), Items: r.view.ItemNames()}
}

// unitNames lists the offices of the workspace by name, for the list beside a field.
func (r *request) unitNames() []string { return r.listed(r.view.UnitNames()) }

// itemNames lists the items of agendas.
func (r *request) itemNames() []string { return r.listed(r.view.ItemNames()) }

func (r *request) listed(names map[string]locale.Text) []string {
	var all []string
	for code := range names {
		all = append(all, names[code].In(r.lang))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// coded is the code of what was typed as a name in either language, or what was typed.
func coded(names map[string]locale.Text, typed string) string {
	for _, code := range slices.Sorted(maps.Keys(names)) {
		for _, lang := range locale.Languages {
			if strings.EqualFold(names[code].In(lang), typed) {
				return code
			}
		}
	}
	return typed
}

// part is a form of a page: what was typed, and what is wrong with it.
type part struct {
	Problem string
	Stale   bool // somebody else was faster
	Typed   map[string]string
}

// Or is what was typed into a field, or what it held before anybody typed.
func (p part) Or(name, otherwise string) string {
	if p.Typed == nil {
		return otherwise
	}
	return p.Typed[name]
}

// Is reports whether a box is ticked or an entry of a list chosen.
func (p part) Is(name, value, otherwise string) bool { return p.Or(name, otherwise) == value }

// parts are the forms of a page by name; one that was not sent is as it was.
type parts map[string]part

// rejected is a form that was sent and refused; another error is returned.
func (r *request) rejected(name string, err error) (parts, error) {
	problem, other := r.complaint(err)
	if other != nil {
		return nil, other
	}
	var stale *followup.Stale
	typed := map[string]string{}
	for field := range r.PostForm {
		typed[field] = r.PostFormValue(field)
	}
	return parts{name: {problem, errors.As(err, &stale), typed}}, nil
}

// done leads on where a form was taken, and shows its page again where it was not.
func (r *request) done(err error, name, to string, again func(status int, p parts) error) error {
	if err == nil {
		return r.see(to)
	}
	p, err := r.rejected(name, err)
	if err != nil {
		return err
	}
	if p[name].Stale {
		return again(http.StatusConflict, p)
	}
	return again(http.StatusUnprocessableEntity, p)
}
