package consult

import "strconv"

// Table is what is exported: a header and rows of plain texts.
type Table struct {
	Header []string
	Rows   [][]string
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
