package web

import (
	"bytes"
	"mime"
	"net/http"
	"net/url"

	"heng/internal/followup"
	"heng/internal/followup/sheet"
	"heng/internal/opendocument"
)

type sheetBody struct {
	followup.Sheet
	Tables   []sheet.Table
	Meetings []followup.Meeting // that a sheet may be for
	Query    string
}

func (b sheetBody) tables(r *request) []opendocument.Sheet {
	all := sheet.Workbook("", b.Tables, r.p).Sheets
	for at := range all {
		all[at].Name = b.Tables[at].ID
	}
	return all
}

// sheetOf composes the sheet for the meeting that the address names, or the next.
func (r *request) sheetOf() (b sheetBody, err error) {
	today, err := r.today()
	if err != nil {
		return b, err
	}
	id := r.URL.Query().Get("meeting")
	r.ledger(func(l *followup.Ledger) {
		b.Sheet, err = l.Sheet(id, today)
		b.Meetings = l.Meetings()
	})
	if id != "" {
		b.Query = "?meeting=" + url.QueryEscape(id)
	}
	b.Tables = sheet.Of(b.Sheet, r.names(), r.p)
	return b, err
}

func (r *request) sheetTitle(b sheetBody) string {
	if b.Meeting.ID == "" {
		return r.p.Text("follow.sheet_next")
	}
	return r.p.Text("follow.sheet_for", "id", b.Meeting.ID)
}

func (r *request) sheetPage() error {
	b, err := r.sheetOf()
	if err != nil {
		return r.notFound()
	}
	return r.show("sheet", r.sheetTitle(b), b)
}

func (r *request) sheetFile() error {
	b, err := r.sheetOf()
	if err != nil {
		return r.notFound()
	}
	var out bytes.Buffer
	if err := sheet.Workbook(r.sheetTitle(b), b.Tables, r.p).Write(&out); err != nil {
		return err
	}
	name := "follow-up"
	if b.Meeting.ID != "" {
		name += "-" + b.Meeting.ID
	}
	h := r.w.Header()
	h.Set("Content-Type", "application/vnd.oasis.opendocument.spreadsheet")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name + ".ods"}))
	r.w.WriteHeader(http.StatusOK)
	_, err = r.w.Write(out.Bytes())
	_ = err // who asked has gone
	return nil
}
