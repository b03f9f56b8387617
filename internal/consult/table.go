package consult

import (
	"bytes"
	"strconv"

	"heng/internal/opendocument"
)

// Table is what is exported: a header and rows of plain texts.
type Table struct {
	Header []string
	Rows   [][]string
}

// CSV writes the table. A text that a spreadsheet would run is disarmed.
func (t Table) CSV() ([]byte, error) {
	sheet := opendocument.Sheet{Name: "table"}
	for _, h := range t.Header {
		sheet.Columns = append(sheet.Columns, opendocument.Column{Header: h})
	}
	for _, row := range t.Rows {
		var cells []opendocument.Cell
		for _, text := range row {
			cells = append(cells, opendocument.Text(text))
		}
		sheet.Rows = append(sheet.Rows, cells)
	}
	var out bytes.Buffer
	err := sheet.WriteCSV(&out)
	return out.Bytes(), err
}

// Annex lists all there is of a consultation, for the record: every entry with its
// answer, and every group that said nothing.
func (c Consultation) Annex() Table {
	t := Table{Header: []string{
		"consultation", "number", "group", "outcome", "kind", "received_on", "channel", "record", "revision", "paper", "text",
		"open", "taken_back_on", "referred_on", "referred_to", "answered_on", "decision", "standard_answer", "same_point_as", "answer",
	}}
	for _, e := range c.Entries {
		row := []string{
			c.ID, strconv.Itoa(e.Number), e.Group, string(c.Outcome(e.Group)), string(e.Kind), e.On, e.Channel, e.Record,
			strconv.Itoa(e.Revision), e.Hash, e.Text, "", e.Taken, "", "", "", "", "", "", "",
		}
		if e.Kind == Objection {
			row[11] = strconv.FormatBool(c.IsOpen(e))
		}
		if e.Referred != nil {
			row[13], row[14] = e.Referred.On, e.Referred.Record
		}
		if a := e.Answer; a != nil {
			row[15], row[16], row[17], row[19] = a.On, a.Decision, strconv.FormatBool(a.Standard), a.Text
			if a.Same > 0 {
				row[18] = strconv.Itoa(a.Same)
			}
		}
		t.Rows = append(t.Rows, row)
	}
	for _, g := range c.Groups {
		if c.Outcome(g) == Silent {
			row := make([]string, len(t.Header))
			row[0], row[2], row[3] = c.ID, g, string(Silent)
			t.Rows = append(t.Rows, row)
		}
	}
	return t
}

// Invitations lists the groups of a consultation in the shape of the table that the
// participation indicators read. A group that only commented has no position; one that
// was silent has no reply either.
func (c Consultation) Invitations() Table {
	t := Table{Header: []string{"grantee_id", "invited_on", "replied_on", "position"}}
	position := map[Outcome]string{Agreed: "agreed", Objected: "objected", Settled: "none", Lapsed: "none", Commented: "none"}
	for _, g := range c.Groups {
		first := ""
		for _, e := range c.Of(g) {
			if first == "" || e.On < first {
				first = e.On
			}
		}
		t.Rows = append(t.Rows, []string{g, c.Opened, first, position[c.Outcome(g)]})
	}
	return t
}

// Comments lists the points of a consultation in the shape of the table that the
// participation indicators read: whatever was said but plain agreement.
func (c Consultation) Comments() Table {
	t := Table{Header: []string{"comment_id", "consultation", "channel", "received_on", "same_point_as", "answered_on", "decision", "reason"}}
	id := func(n int) string { return c.ID + "/" + strconv.Itoa(n) }
	for _, e := range c.Entries {
		if e.Kind == Agreement && e.Text == "" {
			continue
		}
		row := []string{id(e.Number), c.ID, e.Channel, e.On, "", "", "", ""}
		if a := e.Answer; a != nil {
			if a.Same > 0 {
				row[4] = id(a.Same)
			}
			row[5], row[6], row[7] = a.On, a.Decision, "specific"
			if a.Standard {
				row[7] = "standard"
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// SuggestionTable lists suggestions in the shape of the table of suggestions, with the
// reply behind it.
func SuggestionTable(all []Suggestion) Table {
	t := Table{Header: []string{
		"suggestion_id", "meeting_id", "asked_on", "agenda_item", "seat", "affiliation", "topic", "answered", "in_follow_up",
		"suggestion_zh", "suggestion_en", "verdict", "answered_on", "reason",
	}}
	for _, s := range all {
		zh, en := s.Text, s.Other
		if s.Language == "en" {
			zh, en = s.Other, s.Text
		}
		row := []string{s.ID, s.Meeting, s.On, s.AgendaItem, s.Seat, s.Affiliation, s.Topic, strconv.FormatBool(s.Reply != nil), "false", zh, en, "", "", ""}
		if a := s.Reply; a != nil {
			row[8], row[11], row[12], row[13] = strconv.FormatBool(a.FollowUp), a.Verdict, a.On, a.Reason
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// Agreements lists the agreements that stand, in the form that a framework's
// agreements have: who, when, where it is recorded, and what was agreed to.
func (c Consultation) Agreements() (all []GroupAgreement) {
	for _, g := range c.Groups {
		if e, ok := c.Agreement(g); ok {
			record := c.ID + "/" + strconv.Itoa(e.Number)
			if e.Record != "" {
				record = e.Record
			}
			all = append(all, GroupAgreement{g, e.On, record, c.Table().Terms})
		}
	}
	return all
}

// GroupAgreement is an agreement as a framework keeps it.
type GroupAgreement struct{ Group, On, Record, Of string }
