package demonstration

import (
	"fmt"
	"slices"
	"strings"
)

// The years of which flows, commitments and evaluations are on record: those of
// the report and the two before it.
const firstAid = 2015

// flowPartners are the countries with which schedules are agreed; with the others
// too little is done for one.
var flowPartners = []string{"BZ", "GT", "HN", "HT", "KI", "NI", "PW", "PY", "SB", "SV", "SZ", "TV"}

// dollars reads an amount of a project in US dollars.
func dollars(p project, amount int) int {
	if p.currency == "TWD" {
		return amount / 30
	}
	return amount
}

// aidFlowTable invents what was scheduled for a country and a year beside what the
// payments say was disbursed, what its budget knew of, and by whose systems it went.
// Some schedules were never handed over, and some budgets nobody has looked at.
func aidFlowTable(s source, projects []project, payments [][]string) [][]string {
	rows := [][]string{{
		"flow_id", "provider", "country", "year", "currency", "scheduled", "disbursed", "on_budget",
		"plan_year_1", "plan_year_2", "plan_year_3", "budget_execution", "financial_reporting", "auditing", "procurement",
		"new_interventions", "aligned_objectives", "results_indicators", "country_indicators", "country_sources",
	}}
	byID, paid, begun := map[string]project{}, map[string]int{}, map[string]int{}
	for _, p := range projects {
		byID[p.id] = p
		begun[p.country.code+number(p.committedOn.Year())]++
	}
	for _, row := range payments[1:] {
		p := byID[row[1]]
		year, _, _ := strings.Cut(row[2], "-")
		paid[p.country.code+year] += dollars(p, digits(row[3]))
	}
	for year := firstAid; year <= lastYear; year++ {
		for _, country := range flowPartners {
			disbursed := paid[country+number(year)]
			scheduled := disbursed / 100 * s.between(78, 128) / 1000 * 1000
			onBudget := scheduled / 100 * s.between(20, of(year, [6]int{0, 0, 0, 88, 94, 102})) / 1000 * 1000
			row := []string{
				country + "-" + number(year), "TW", country, number(year), "USD",
				blankIf(s.chance(60), number(scheduled)), number(disbursed), blankIf(s.chance(90), number(onBudget)),
			}
			for _, likely := range []int{860, 560, 340} {
				row = append(row, boolean(s.chance(likely+20*(year-firstAid))))
			}
			for _, most := range []int{55, 50, 45, 30} { // the harder, the less
				row = append(row, number(disbursed/100*s.between(0, most)/1000*1000))
			}
			fresh := begun[country+number(year)]
			asked := fresh * s.between(3, 6)
			taken := asked * s.between(25, 80) / 100
			row = append(row, number(fresh), number(fresh*s.between(40, 100)/100), number(asked), number(taken), number(taken*s.between(20, 90)/100))
			rows = append(rows, row)
		}
	}
	return rows
}

// aidCommitmentTable invents, of each project committed in these years, how its
// money is tied, what it is marked with, and whose money works beside it.
func aidCommitmentTable(s source, projects []project) [][]string {
	rows := [][]string{{
		"commitment_id", "activity_id", "year", "country", "sector", "currency", "amount", "tying",
		"gender_marker", "climate_marker", "disability_marker", "own_money", "government_money", "other_money",
	}}
	marker := func(unscreened int, weights ...int) string {
		if s.chance(unscreened) {
			return ""
		}
		return number(s.pick(weights...))
	}
	all := slices.Clone(projects)
	slices.SortStableFunc(all, func(a, b project) int { return a.committedOn.Compare(b.committedOn) })
	for _, p := range all {
		year := p.committedOn.Year()
		if year < firstAid || year > lastYear {
			continue
		}
		amount := dollars(p, p.committed)
		tying := []string{"untied", "partially_tied", "tied", ""}[s.pick(46+4*(year-firstAid), 14, 26, 14)]
		government, other := 0, 0
		if s.chance(620) {
			government = amount / 100 * s.between(5, 45)
		}
		if s.chance(300) {
			other = amount / 100 * s.between(5, 70)
		}
		rows = append(rows, []string{
			"C-" + p.id, p.id, number(year), p.country.code, p.chapter, "USD", number(amount), tying,
			marker(260-40*(year-firstAid), 52, 38, 10), marker(340, 66, 26, 8), marker(520, 84, 13, 3),
			number(amount), blankIf(s.chance(120), number(government)), blankIf(s.chance(180), number(other)),
		})
	}
	return rows
}

// ratingTable invents evaluations of projects that somebody other than those who ran
// them looked at, by the five criteria of the day: coherence joined them in 2019.
// Evaluations do not rate everything.
func ratingTable(s source, projects []project) [][]string {
	rows := [][]string{{"rating_id", "evaluation_id", "activity_id", "criterion", "rating", "completed_on", "evaluator"}}
	grades := []string{"HS", "S", "MS", "MU", "U", "HU"}
	criteria := []struct {
		code  string
		rated int    // of a thousand evaluations
		grade [6]int // weights, best first
	}{
		{"relevance", 990, [6]int{22, 40, 24, 10, 4, 0}},
		{"effectiveness", 970, [6]int{10, 30, 30, 18, 10, 2}},
		{"efficiency", 900, [6]int{6, 26, 32, 22, 12, 2}},
		{"impact", 560, [6]int{6, 22, 34, 24, 12, 2}},
		{"sustainability", 780, [6]int{4, 18, 30, 28, 16, 4}},
	}
	serial := 0
	for _, p := range projects {
		if p.endedOn.IsZero() || p.endedOn.Year() < firstAid-1 || !s.chance(380) {
			continue
		}
		done := s.days(p.endedOn, 60, 330)
		if done.Year() < firstAid || done.Year() > lastYear {
			continue
		}
		serial++
		evaluation, evaluator := fmt.Sprintf("E%03d", serial), []string{"independent", "internal"}[s.pick(60, 40)]
		for _, c := range criteria {
			rating := grades[s.pick(c.grade[:]...)]
			rows = append(rows, []string{
				evaluation + "/" + c.code, evaluation, p.id, c.code, blankIf(!s.chance(c.rated), rating), date(done), evaluator,
			})
		}
	}
	return rows
}

// grantFeedbackTable invents what the people reached by humanitarian work answered
// when they were asked: not every group asks, and not everybody answers.
func grantFeedbackTable(s source, grants [][]string) [][]string {
	rows := [][]string{{"feedback_id", "grant_id", "question", "asked_on", "surveyed", "valid", "positive"}}
	for _, g := range grants[1:] {
		end, ok := parsed(g[grantEnd])
		if !ok || g[grantCategory] != "humanitarian" || end.Year() < firstResults || end.After(asOf) || g[grantCancelled] != "" || !s.chance(860) {
			continue
		}
		asked := s.days(end, -20, 30)
		surveyed := max(15, s.skewed(70, 3))
		for _, question := range []struct {
			code      string
			low, high int // positive of a hundred
		}{{"satisfaction", 58, 94}, {"mechanism", 25, 80}} {
			valid := surveyed * s.between(82, 100) / 100
			rows = append(rows, []string{
				"F" + g[grantID][1:] + "/" + question.code, g[grantID], question.code, date(asked), number(surveyed), number(valid),
				number(valid * s.between(question.low, question.high) / 100),
			})
		}
	}
	return rows
}
