package demonstration

import (
	"fmt"
	"time"
)

// workshop is one of the invented workshops that ideas and products come from.
type workshop struct {
	id, partner string
	heldOn      time.Time
}

// workshops are the same for every table that asks: they draw from a stream of
// their own.
func workshops() []workshop {
	s := newSource(100)
	var all []workshop
	for year := firstYear; year <= lastYear; year++ {
		for range of(year, [6]int{3, 4, 4, 6, 7, 8}) {
			all = append(all, workshop{
				id:      fmt.Sprintf("W%02d", len(all)+1),
				partner: []string{"civic_technology", "data_company", "university"}[s.pick(40, 22, 38)],
				heldOn:  s.dayOf(year),
			})
		}
	}
	return all
}

func workshopTable(s source) [][]string {
	rows := [][]string{{"workshop_id", "partner_kind", "held_on", "participants"}}
	for _, w := range workshops() {
		rows = append(rows, []string{w.id, w.partner, date(w.heldOn), number(s.skewed(28, 1))})
	}
	return rows
}

// ideaTable has every idea that was offered, decided or not.
func ideaTable(s source) [][]string {
	rows := [][]string{{"idea_id", "workshop_id", "partner_kind", "offered_on", "decided_on", "decision", "reason_given"}}
	for _, w := range workshops() {
		year := w.heldOn.Year()
		for i := range s.between(6, 14) {
			row := []string{fmt.Sprintf("%s/%02d", w.id, i+1), w.id, w.partner, date(w.heldOn), "", "", ""}
			decided := w.heldOn.AddDate(0, 0, 15+s.skewed(90, 2))
			if !decided.After(asOf) && !s.chance(of(year, [6]int{260, 270, 290, 310, 330, 350})) {
				row[4] = date(decided)
				row[5] = []string{"adopted", "rejected"}[s.pick(of(year, [6]int{40, 38, 36, 35, 34, 33}), 60)]
				row[6] = boolean(s.chance(of(year, [6]int{520, 560, 600, 640, 680, 700})))
			}
			rows = append(rows, row)
		}
	}
	return rows
}

// productTable has what workshops delivered, and whether it was still used a
// year later; a blank is a product at which nobody has looked.
func productTable(s source) [][]string {
	rows := [][]string{{"product_id", "workshop_id", "kind", "delivered_on", "in_use"}}
	for _, w := range workshops() {
		for i := range s.pick(15, 35, 30, 20) {
			delivered := s.days(w.heldOn, 20, 150)
			if delivered.After(asOf) {
				continue
			}
			row := []string{fmt.Sprintf("%s-%d", w.id, i+1), w.id, []string{"data_model", "code", "reuse"}[s.pick(30, 30, 40)], date(delivered), ""}
			if !delivered.AddDate(1, 0, 0).After(asOf) && !s.chance(140) {
				row[4] = boolean(s.chance(520))
			}
			rows = append(rows, row)
		}
	}
	return rows
}
