package demonstration

import (
	"fmt"
	"time"
)

const grantees = 160

// granteeTable numbers the invented groups; none of them exists.
func granteeTable(s source) [][]string {
	rows := [][]string{{"grantee_id", "name_zh", "name_en", "size"}}
	for i := 1; i <= grantees; i++ {
		rows = append(rows, []string{
			granteeID(i), fmt.Sprintf("示範團體%03d", i), fmt.Sprintf("Demonstration group %03d", i),
			[]string{"small", "medium", "large"}[s.pick(60, 30, 10)],
		})
	}
	return rows
}

func granteeID(i int) string { return fmt.Sprintf("demo-%03d", i) }

// categories of what is granted, with a usual amount in thousands of NT dollars.
var categories = []struct {
	code           string
	weight, amount int
}{
	{"conference_abroad", 34, 60},
	{"conference_home", 20, 180},
	{"exchange", 18, 90},
	{"capacity", 12, 150},
	{"humanitarian", 11, 420},
	{"membership", 5, 45},
}

func grantTable(s source) [][]string {
	rows := [][]string{{
		"grant_id", "grantee_id", "category", "purpose", "country", "state", "applied_on", "approved_on", "activity_end",
		"report_due", "extended_to", "report_received", "report_accepted", "cancelled_on", "licence_signed",
		"licence_scope", "amount", "own_funds", "other_grants", "amount_published_on", "withheld_ground", "review_on",
		"help_kind", "people_helped",
	}}
	for year := firstYear; year <= lastYear; year++ {
		for i := range of(year, [6]int{290, 310, 325, 345, 360, 370}) {
			rows = append(rows, grant(s, year, i+1))
		}
	}
	return rows
}

// grant invents one by the year of its approval. A few groups have many.
func grant(s source, year, serial int) []string {
	weights := make([]int, len(categories))
	for i, c := range categories {
		weights[i] = c.weight
	}
	category := categories[s.pick(weights...)]
	grantee := s.between(1, s.between(1, s.between(20, grantees)))
	approved := s.dayOf(year)
	applied := s.days(approved, -62, -12)
	end := s.days(approved, 20, 300)
	if s.chance(40) && year == lastYear {
		return pending(s, year, serial, grantee, category.code, applied)
	}

	// One month after the activity, and not later than 25 December.
	due := end.AddDate(0, 0, 30)
	if last := day(end.Year(), time.December, 25); due.After(last) && end.Before(last) {
		due = last
	}
	likely := func(figures [6]int) bool { return s.chance(of(year, figures)) }
	noDue := likely([6]int{120, 100, 80, 60, 40, 30})
	var extended time.Time
	if s.chance(90) {
		extended = s.days(due, 20, 90)
	}

	var received, accepted, cancelled, signed time.Time
	switch {
	case s.chance(45):
		cancelled = s.days(approved, 10, 200)
		if s.chance(200) {
			cancelled = s.days(due, 5, 120) // cancelled when the report was late
		}
	case likely([6]int{75, 70, 60, 50, 45, 40}): // never came
	case likely([6]int{640, 665, 690, 725, 750, 780}):
		received = s.days(due, -28, 0)
	default:
		received = due.AddDate(0, 0, 1+s.skewed(38, 3))
		if !extended.IsZero() {
			received = s.days(extended, -20, 25)
		}
	}
	if !received.IsZero() && !received.After(asOf) && !s.chance(50) {
		accepted = s.days(received, 5, 55)
	}
	scope := ""
	if !accepted.IsZero() && likely([6]int{230, 290, 370, 450, 540, 600}) {
		signed = s.days(accepted, -10, 70)
		if !signed.After(asOf) {
			scope = []string{"site", "open"}[s.pick(72, of(year, [6]int{6, 10, 16, 22, 30, 36}))]
		}
	}

	amount := max(10, s.skewed(category.amount, 3)) * 1000
	own, other := number(amount/1000*s.between(10, 160)/100*1000), ""
	if s.chance(70) {
		own = ""
	}
	if s.chance(250) {
		other = number(amount / 1000 * s.between(10, 90) / 100 * 1000)
	}
	published, ground, review := publication(s, year, amount, approved)
	country, kind, helped := abroad(s, category.code, received)

	return []string{
		fmt.Sprintf("G%d-%03d", year, serial), granteeID(grantee), category.code, number(1 + s.pick(25, 35, 40)),
		country, grantState(s, end, extended, accepted, cancelled), date(applied), date(approved), plan(end),
		blankIf(noDue, plan(due)), plan(extended), date(received), date(accepted), date(cancelled), date(signed), scope,
		number(amount), own, other, published, ground, review, kind, helped,
	}
}

// pending is an application on which nothing has been decided.
func pending(s source, year, serial, grantee int, category string, applied time.Time) []string {
	row := make([]string, 24)
	copy(row, []string{
		fmt.Sprintf("G%d-%03d", year, serial), granteeID(grantee), category, number(1 + s.pick(25, 35, 40)),
		"", "applied", date(applied),
	})
	return row
}

// grantState is the record's own word, which need not agree with its dates:
// some cases were settled and nobody closed them.
func grantState(s source, end, extended, accepted, cancelled time.Time) string {
	switch {
	case !cancelled.IsZero():
		return "cancelled"
	case !accepted.IsZero() && !accepted.After(asOf):
		return []string{"closed", "settled"}[s.pick(86, 14)]
	case !extended.IsZero():
		return "extended"
	case end.After(asOf):
		return "approved"
	default:
		return []string{"approved", "retained"}[s.pick(80, 20)]
	}
}

// publication of the amount: less often of large amounts and of late, with a
// ground that is often typed and seldom reviewed.
func publication(s source, year, amount int, approved time.Time) (on, ground, review string) {
	likely := of(year, [6]int{660, 650, 620, 580, 550, 520})
	if amount > 300000 {
		likely -= 190
	}
	if s.chance(likely) {
		return date(approved.AddDate(0, 0, 20+s.skewed(of(year, [6]int{130, 120, 110, 96, 84, 74}), 2))), "", ""
	}
	ground = []string{"diplomacy", "third_party", "preparation", ""}[s.pick(38, 20, 12, 30)]
	if ground != "" && !s.chance(300) {
		review = plan(s.days(approved, 180, 1500))
	}
	return "", ground, review
}

// abroad gives the country of an activity that was not at home and, of
// humanitarian work whose report came in, the people it helped.
func abroad(s source, category string, received time.Time) (country, kind, helped string) {
	if category != "conference_home" && !s.chance(300) {
		country = s.partner().code
	}
	if category != "humanitarian" {
		return country, "", ""
	}
	kind = []string{"medical", "food", "shelter", "water", "schooling"}[s.pick(38, 18, 14, 14, 16)]
	if !received.IsZero() && !received.After(asOf) && !s.chance(110) {
		helped = number(max(12, s.skewed(420, 4)))
	}
	return country, kind, helped
}

func blankIf(blank bool, text string) string {
	if blank {
		return ""
	}
	return text
}
