package demonstration

import (
	"fmt"
	"time"
)

// paperMeeting is one of the invented meetings, two a year.
type paperMeeting struct {
	id     string
	heldOn time.Time
}

// paperMeetings draw from a stream of their own, so that two tables agree.
func paperMeetings() []paperMeeting {
	s := newSource(101)
	var all []paperMeeting
	for year := firstYear; year <= lastYear; year++ {
		for half := 1; half <= 2; half++ {
			held := s.days(day(year, time.Month(6*half-1), 5), 0, 45)
			all = append(all, paperMeeting{fmt.Sprintf("demo-%d-%d", year, half), held})
		}
	}
	return all
}

func paperMeetingTable() [][]string {
	rows := [][]string{{"meeting", "held_on"}}
	for _, m := range paperMeetings() {
		rows = append(rows, []string{m.id, date(m.heldOn)})
	}
	return rows
}

// paperTable has the papers of each meeting with the day on which they were
// sent to the members.
func paperTable(s source) [][]string {
	rows := [][]string{{"paper_id", "meeting", "held_on", "sent_on"}}
	for _, m := range paperMeetings() {
		// Some meetings are prepared in time and some are not.
		late, blank := of(m.heldOn.Year(), [6]int{560, 520, 470, 420, 360, 300}), 15
		if s.chance(330) {
			late, blank = 0, 0
		}
		for i := range s.between(13, 20) {
			sent := s.days(m.heldOn, -14, -7)
			if s.chance(late) {
				sent = s.days(m.heldOn, -6, 0)
			}
			rows = append(rows, []string{fmt.Sprintf("%s/%02d", m.id, i+1), m.id, date(m.heldOn), blankIf(s.chance(blank), date(sent))})
		}
	}
	return rows
}

// commentTable has what came in to two consultations a year. Some comments
// repeat another's point; some answers are the same sentence for all.
func commentTable(s source) [][]string {
	rows := [][]string{{"comment_id", "consultation", "channel", "received_on", "same_point_as", "answered_on", "decision", "reason"}}
	for year := firstYear; year <= lastYear; year++ {
		for half := 1; half <= 2; half++ {
			consultation := fmt.Sprintf("demo-%d-%s", year, []string{"a", "b"}[half-1])
			opened := s.days(day(year, time.Month(6*half-4), 1), 0, 60)
			count := s.between(32, 52)
			for i := range count {
				id := fmt.Sprintf("%s/%02d", consultation, i+1)
				received := s.days(opened, 0, 30)
				same := ""
				if i > 3 && s.chance(220) {
					same = fmt.Sprintf("%s/%02d", consultation, s.between(1, 3))
				}
				channel := []string{"platform", "letter", "meeting"}[s.pick(62, 14, 24)]
				row := []string{id, consultation, channel, date(received), same, "", "", ""}
				if s.chance(of(year, [6]int{700, 720, 760, 800, 840, 830})) {
					row[5] = date(received.AddDate(0, 0, 3+s.skewed(of(year, [6]int{24, 22, 21, 19, 18, 19}), 2)))
					row[6] = []string{"accepted", "partly", "rejected", ""}[s.pick(26, 22, 40, 12)]
					row[7] = []string{"specific", "standard", ""}[s.pick(of(year, [6]int{56, 60, 62, 68, 70, 66}), 28, 8)]
				}
				rows = append(rows, row)
			}
		}
	}
	return rows
}

// invitationTable is the consultation on grant indicators: who was invited,
// and what came back. Silence is a blank, and not consent.
func invitationTable(s source) [][]string {
	rows := [][]string{{"grantee_id", "invited_on", "replied_on", "position"}}
	invited := day(2018, time.March, 5)
	for i := 1; i <= grantees; i++ {
		if s.chance(230) {
			continue
		}
		row := []string{granteeID(i), date(s.days(invited, 0, 10)), "", ""}
		if s.chance(560) {
			row[2] = date(s.days(invited, 12, 60))
			row[3] = []string{"agreed", "objected", "none"}[s.pick(68, 14, 18)]
		}
		rows = append(rows, row)
	}
	return rows
}
