package web

import (
	"net/http"
	"strconv"
	"strings"

	"heng/internal/access"
	"heng/internal/locale"
	"heng/internal/opendocument"
)

// administrationRoutes are the accounts and the record of who did what.
var administrationRoutes = []route{
	{"GET", "/accounts", access.ManageAccounts, (*request).accountsPage},
	{"POST", "/accounts", access.ManageAccounts, (*request).invite},
	{"POST", "/accounts/{id}/reset", access.ManageAccounts, (*request).resetAccount},
	{"POST", "/accounts/{id}/role", access.ManageAccounts, (*request).changeRole},
	{"POST", "/accounts/{id}/close", access.ManageAccounts, (*request).closeAccount},
	{"GET", "/audit", access.SeeAudit, (*request).auditPage},
}

type accountsBody struct {
	Rows    []accountRow
	Roles   []roleName
	Link    string // of the invitation just made; shown once
	LinkOf  string
	Problem string
	Form    access.Account
}

func (b accountsBody) tables(r *request) []opendocument.Sheet {
	s := r.newSheet("accounts", r.p.Text("web.accounts_caption"), "web.account_name", "web.whose", "web.group", "web.role", "web.state", "web.last_seen")
	for _, a := range b.Rows {
		seen := opendocument.Empty(r.p.Text("web.never"))
		if !a.Seen.IsZero() {
			seen = opendocument.Date(a.Seen, r.p.ShortDate(a.Seen))
		}
		s.Rows = append(s.Rows, append(texts(a.ID, a.Name, a.Group, a.RoleName, a.State), seen))
	}
	return []opendocument.Sheet{s}
}

type accountRow struct {
	access.Account
	RoleName, State string
	CanChange       bool
}

type roleName struct{ Role, Name string }

func (r *request) accountsPage() error { return r.accountsWith(http.StatusOK, accountsBody{}) }

func (r *request) accountsWith(status int, body accountsBody) error {
	now := r.s.Now()
	for _, a := range r.s.Gate.List() {
		body.Rows = append(body.Rows, accountRow{
			a, r.p.Text("access.role_" + string(a.Role)), r.p.Text("access.state_" + a.State(now)), a.ID != r.account.ID && a.Closed.IsZero(),
		})
	}
	for _, role := range access.AllRoles {
		if role.IsOfAccount() {
			body.Roles = append(body.Roles, roleName{string(role), r.p.Text("access.role_" + string(role))})
		}
	}
	return r.status(status, "accounts", r.p.Text("web.accounts"), body)
}

// link is what somebody opens to set a password.
func (r *request) link(token string, lang locale.Lang) string {
	return r.s.Address + "/" + string(lang) + "/join/" + token
}

func (r *request) invite() error {
	lang, _ := locale.ParseLang(r.field("language"))
	a := access.Account{ID: r.field("id"), Name: r.field("name"), Role: access.Role(r.field("role")), Group: r.field("group"), Language: lang}
	token, err := r.s.Gate.Invite(r.Context(), r.account.ID, a)
	if err != nil {
		problem, err := r.complaint(err)
		if err != nil {
			return err
		}
		return r.accountsWith(http.StatusUnprocessableEntity, accountsBody{Problem: problem, Form: a})
	}
	return r.accountsWith(http.StatusOK, accountsBody{Link: r.link(token, lang), LinkOf: a.Name})
}

func (r *request) resetAccount() error {
	token, err := r.s.Gate.Reset(r.Context(), r.account.ID, r.PathValue("id"))
	if err != nil {
		return err
	}
	return r.accountsWith(http.StatusOK, accountsBody{Link: r.link(token, r.lang), LinkOf: r.PathValue("id")})
}

func (r *request) changeRole() error {
	if err := r.s.Gate.SetRole(r.Context(), r.account.ID, r.PathValue("id"), access.Role(r.field("role")), r.field("group")); err != nil {
		return err
	}
	return r.see("/accounts")
}

func (r *request) closeAccount() error {
	if err := r.s.Gate.CloseAccount(r.Context(), r.account.ID, r.PathValue("id")); err != nil {
		return err
	}
	return r.see("/accounts")
}

type auditRow struct {
	Seq          int64
	At, By, Kind string
	Data         string
}

// auditBody are the newest events, or all where they are to be a file.
type auditBody []auditRow

// All is how many events there are.
func (b auditBody) All() int64 {
	if len(b) == 0 {
		return 0
	}
	return b[0].Seq
}

func (b auditBody) tables(r *request) []opendocument.Sheet {
	s := r.newSheet("audit", r.p.Text("web.audit"), "web.number", "web.when", "web.who", "web.what", "web.details")
	for _, row := range b {
		number := strconv.FormatInt(row.Seq, 10)
		s.Rows = append(s.Rows, append([]opendocument.Cell{opendocument.Number(number, number)}, texts(row.At, row.By, row.Kind, row.Data)...))
	}
	return []opendocument.Sheet{s}
}

// auditShown is how many of the newest events the page lists.
const auditShown = 200

func (r *request) auditPage() error {
	events := r.s.Book.Last(auditShown)
	if r.URL.Query().Has("file") {
		var err error
		if events, err = r.s.Book.All(r.Context()); err != nil {
			return err
		}
	}
	var body auditBody
	for _, e := range events {
		row := auditRow{e.Seq, e.At.Format("2006-01-02 15:04:05 UTC"), e.By, e.Kind, ""}
		// Who keeps the accounts sees that something was done, not what groups said.
		if strings.HasPrefix(e.Kind, "access.") || r.may(access.SeeConsulted) && r.may(access.SeeFollowUp) {
			row.Data = access.Shown(e)
		}
		body = append(body, row)
	}
	return r.show("audit", r.p.Text("web.audit"), body)
}
