package demonstration

import (
	"strconv"
	"time"
)

// grantAccountTable invents the accounts of grants: what was spent and returned,
// what an audit found, and how often the report was sent back.
func grantAccountTable(s source, grants [][]string) [][]string {
	rows := [][]string{{
		"grant_id", "total_cost", "spent", "eligible_cost", "indirect_cost", "amount_returned", "fee_total", "first_paid_on",
		"countries", "beneficiaries", "returned_times", "audited_on", "amount_questioned", "findings_due", "findings_closed",
	}}
	for _, g := range grants[1:] {
		approved, ok := parsed(g[grantApproved])
		if !ok || approved.Year() < firstResults {
			continue
		}
		rows = append(rows, account(s, g, approved))
	}
	return rows
}

func account(s source, g []string, approved time.Time) []string {
	row := make([]string, 15)
	row[0] = g[grantID]
	amount := digits(g[grantAmount])
	total := amount + digits(g[grantOwn]) + digits(g[grantOther])
	if s.chance(50) {
		total += 1000 * s.between(1, 20) // a source that was not listed
	}
	row[1] = number(total)
	if g[grantCancelled] != "" {
		return row
	}
	row[7] = date(s.days(approved, 12, 12+s.skewed(45, 2)))
	if g[grantCategory] == "membership" {
		row[6] = number(amount * s.between(150, 420) / 100)
	}
	received, in := parsed(g[grantReceived])
	if !in || received.After(asOf) {
		return row
	}
	spent := amount
	if s.chance(350) {
		spent = amount * s.between(78, 112) / 100
	}
	row[2], row[3] = number(spent), number(total)
	row[4] = number(total * s.between(2, 14) / 100)
	if spent < amount {
		row[5] = number((amount - spent) * s.pick(10, 90))
	} else {
		row[5] = "0"
	}
	if g[grantCategory] == "conference_abroad" || g[grantCategory] == "conference_home" {
		row[8] = number(s.between(2, 24))
	}
	if !s.chance(250) {
		row[9] = number(max(5, s.skewed(70, 3)))
	}
	row[10] = number(s.pick(70, 24, 6))
	if s.chance(140) {
		row[11] = date(s.days(received, 40, 200))
		findings := s.pick(55, 25, 15, 5)
		row[12], row[13], row[14] = number(s.pick(85, 15)*spent*s.between(1, 12)/100), number(findings), number(s.between(findings/2, findings))
	}
	return row
}

// grantTrancheTable invents payments of grants: two of a large grant, one of others.
func grantTrancheTable(s source, grants [][]string) [][]string {
	rows := [][]string{{"tranche_id", "grant_id", "due_on", "paid_on", "amount"}}
	for _, g := range grants[1:] {
		approved, ok := parsed(g[grantApproved])
		if !ok || approved.Year() < firstResults || g[grantCancelled] != "" {
			continue
		}
		parts := 1 + s.pick(75, 25)
		for part := range parts {
			due := approved.AddDate(0, 0, 45+120*part)
			paid := s.days(due, -20, 0)
			if s.chance(280) {
				paid = s.days(due, 1, 70)
			}
			rows = append(rows, []string{
				g[grantID] + "/" + number(part+1), g[grantID], plan(due), date(paid), number(digits(g[grantAmount]) / parts),
			})
		}
	}
	return rows
}

// grantComplaintTable invents the few complaints that came.
func grantComplaintTable(s source, grants [][]string) [][]string {
	rows := [][]string{{"complaint_id", "grant_id", "received_on", "in_scope", "answer_due", "answered_on"}}
	for _, g := range grants[1:] {
		end, ok := parsed(g[grantEnd])
		if !ok || end.Year() < firstResults || end.After(asOf) || !s.chance(45) {
			continue
		}
		came := s.days(end, 5, 60)
		due := came.AddDate(0, 0, 30)
		answered := date(s.days(came, 6, 45))
		if s.chance(90) {
			answered = ""
		}
		rows = append(rows, []string{"C" + g[grantID][1:], g[grantID], date(came), boolean(!s.chance(150)), plan(due), answered})
	}
	return rows
}

// parsed reads a day of a table; false for a blank.
func parsed(text string) (time.Time, bool) {
	t, err := time.Parse(time.DateOnly, text)
	return t, err == nil
}

// digits reads a whole number of a table; a blank is nothing to add.
func digits(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0
	}
	return n
}
