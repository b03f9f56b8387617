package demonstration

import (
	"fmt"
	"time"
)

// project is what later tables need to know of one.
type project struct {
	id          string
	chapter     string
	country     partner
	committedOn time.Time
	startedOn   time.Time
	plannedEnd  time.Time // as agreed at the start
	currentEnd  time.Time // as it stands now
	endedOn     time.Time
	cancelledOn time.Time
	currency    string
	committed   int
	row         []string
}

// chapters are those of the annual report, with what is usual of each: money
// in thousands of US dollars, months, and the persons a project plans to reach.
var chapters = []struct {
	code                          string
	weight, money, months, people int
}{
	{"infrastructure", 18, 2400, 34, 9000},
	{"technical", 38, 700, 30, 1400},
	{"humanitarian", 16, 260, 8, 5200},
	{"education", 18, 320, 22, 320},
	{"other", 10, 180, 14, 600},
}

// newProjects invents projects by the year in which they were to end, so that
// each of the six years has about as many, and those under way: all that had
// begun by the day of the report, however long they are to last. Without the
// long ones, later commitments would seem to be paid faster than earlier ones.
func newProjects(s source) []project {
	const each, longest = 50, 6
	var all []project
	for year := firstYear; year <= lastYear+longest; year++ {
		begun := 0
		for range each {
			p := newProject(s, year, begun+1)
			if p.startedOn.Before(asOf) {
				all = append(all, p)
				begun++
			}
		}
	}
	return all
}

func newProject(s source, year, serial int) project {
	weights := make([]int, len(chapters))
	for i, c := range chapters {
		weights[i] = c.weight
	}
	chapter := chapters[s.pick(weights...)]
	p := project{id: fmt.Sprintf("P%d-%02d", year, serial), chapter: chapter.code, country: s.partner()}
	p.plannedEnd = s.dayOf(year)
	p.startedOn = p.plannedEnd.AddDate(0, -max(3, s.skewed(chapter.months, 1)), 0)
	p.committedOn = s.days(p.startedOn, -90, -5)

	// A quarter of the ends are moved, and the record keeps the newest.
	p.currentEnd = p.plannedEnd
	if s.chance(260) {
		p.currentEnd = s.days(p.plannedEnd, 60, 420)
	}
	p.endedOn = s.days(p.currentEnd, -20, 45)
	if s.chance(100) {
		p.endedOn = s.days(p.currentEnd, 60, 240)
	}
	switch until := p.country.until; {
	case !until.IsZero() && p.startedOn.Before(until) && p.endedOn.After(until):
		p.cancelledOn = until // ended with the relations
	case s.chance(35):
		p.cancelledOn = s.days(p.startedOn, 60, max(61, int(p.endedOn.Sub(p.startedOn).Hours()/24)))
	}
	if !p.cancelledOn.IsZero() {
		p.endedOn = time.Time{}
	}

	p.currency, p.committed = "USD", s.skewed(chapter.money, 3)*1000
	if s.chance(120) {
		p.currency, p.committed = "TWD", p.committed*30
	}
	p.row = append([]string{
		p.id, p.chapter, p.country.code, date(p.committedOn), date(p.startedOn), plan(p.plannedEnd), plan(p.currentEnd),
		date(p.endedOn), date(p.cancelledOn), completionReport(s, p, year),
	}, results(s, p, year, chapter.people)...)
	visits := s.between(1, 3) + int(p.plannedEnd.Sub(p.startedOn).Hours()/24/240)
	done := 0
	for range visits {
		if s.chance(of(year, [6]int{760, 770, 790, 770, 780, 785})) && (p.cancelledOn.IsZero() || s.chance(500)) {
			done++
		}
	}
	if s.chance(130) {
		done += s.between(1, 2) // more visits than were planned
	}
	if p.plannedEnd.After(asOf) {
		done = done * 2 / 3
	}
	p.row = append(p.row, number(visits), number(done), p.currency, number(p.committed))
	return p
}

// completionReport comes some months after the real end, sooner in later years.
func completionReport(s source, p project, year int) string {
	if p.endedOn.IsZero() || s.chance(80) {
		return ""
	}
	return date(p.endedOn.AddDate(0, 0, s.skewed(of(year, [6]int{150, 145, 128, 112, 100, 92}), 2)))
}

// results invents objective, unit, baseline, target, actual and reach. What a
// project says of itself is met more often than what somebody checked.
func results(s source, p project, year, people int) []string {
	over := !p.endedOn.IsZero() && !p.endedOn.After(asOf)
	evidence := []string{"self_reported", "verified", "independent", ""}[s.pick(
		62, of(year, [6]int{10, 12, 15, 18, 22, 26}), of(year, [6]int{3, 3, 4, 5, 6, 7}), 16)]
	level := []string{"output", "outcome", "impact"}[s.pick(66, 29, 5)]
	unit := map[string][]string{
		"infrastructure": {"facilities", "kilometres", "percent"},
		"technical":      {"hectares", "percent", "persons_trained"},
		"humanitarian":   {"households", "percent", "households"},
		"education":      {"persons_trained", "percent", "persons_trained"},
		"other":          {"percent", "facilities", "percent"},
	}[p.chapter][s.between(0, 2)]
	ascending := !s.chance(150)
	baseline := s.skewed(40, 2)
	step := max(4, s.skewed(24, 2))
	target, done := baseline+step, reached(s, evidence, year)
	actual := baseline + step*done/100
	if !ascending {
		step = max(2, min(step, baseline*2/3))
		target = max(0, baseline-step)
		actual = max(0, baseline-step*done/100)
	}

	stated := func(likely [6]int, text string) string {
		if s.chance(of(year, likely)) {
			return text
		}
		return ""
	}
	objective := s.chance(of(year, [6]int{860, 880, 900, 920, 940, 955}))
	result := over && s.chance(of(year, [6]int{780, 800, 820, 850, 870, 890}))
	out := []string{boolean(objective), boolean(result), level, unit, boolean(ascending)}
	out = append(out, stated([6]int{540, 580, 640, 690, 760, 800}, number(baseline)))
	if s.chance(45) { // no target at all
		out = append(out, "", "")
	} else {
		setOn := s.days(p.startedOn, -120, -1)
		switch {
		case s.chance(of(year, [6]int{260, 240, 230, 190, 170, 150})):
			setOn = s.days(p.startedOn, 1, 300)
		case s.chance(50):
			setOn = s.days(p.plannedEnd, 1, 60) // when the result was in sight
		}
		out = append(out, number(target), stated([6]int{880, 900, 920, 930, 950, 960}, date(setOn)))
	}
	if !over {
		return append(out, "", "", number(s.skewed(people, 2)), "", "", "")
	}
	out = append(out, stated([6]int{850, 860, 880, 900, 920, 930}, number(actual)), evidence)

	planned := s.skewed(people, 2)
	reach := planned * s.between(55, 125) / 100
	if s.chance(120) {
		reach = planned * s.between(130, 320) / 100 // planned too low
	}
	basis := []string{"persons", "person_times", ""}[s.pick(70, of(year, [6]int{24, 24, 22, 20, 18, 18}), of(year, [6]int{22, 20, 16, 14, 12, 8}))]
	if basis != "persons" && s.chance(700) {
		reach = reach * s.between(15, 45) / 10 // each came several times
	}
	direct := []string{"direct", "indirect", ""}[s.pick(85, 10, 5)]
	if direct == "indirect" {
		reach *= s.between(3, 8)
	}
	return append(out, number(planned), number(reach), basis, direct)
}

// reached draws how much of the way to its target a project went, in hundredths.
func reached(s source, evidence string, year int) int {
	met := of(year, [6]int{720, 715, 690, 680, 660, 640})
	if evidence == "verified" || evidence == "independent" {
		met -= 160
	}
	switch {
	case s.chance(met):
		return 100 + max(0, s.between(-30, 40))
	case s.chance(80):
		return s.between(-30, 0) // worse than before
	default:
		return s.between(30, 99)
	}
}

func projectTable(projects []project) [][]string {
	rows := [][]string{{
		"project_id", "chapter", "country", "committed_on", "started_on", "planned_end", "current_planned_end",
		"ended_on", "cancelled_on", "completion_report_on", "objective_stated", "result_stated", "result_level",
		"result_unit", "ascending", "baseline", "target", "target_set_on", "actual", "evidence", "planned_persons",
		"reached", "count_basis", "directness", "visits_planned", "visits_done", "currency", "committed",
	}}
	for _, p := range projects {
		rows = append(rows, p.row)
	}
	return rows
}

// disbursementTable pays each project in parts, from its start to some months
// after its end, and stops with a cancellation.
func disbursementTable(s source, projects []project) [][]string {
	rows := [][]string{{"payment_id", "project_id", "paid_on", "amount"}}
	for _, p := range projects {
		parts := s.between(2, 6)
		span := int(p.currentEnd.Sub(p.committedOn).Hours()/24) + 60
		whole := p.committed / 100 * s.between(84, 101)
		left := whole
		for i := range parts {
			amount := left
			if i < parts-1 {
				amount = whole / parts * s.between(70, 130) / 100 / 100 * 100
			}
			left -= amount
			paid := s.days(p.committedOn.AddDate(0, 0, span*(i+1)/parts), -75, -15)
			if paid.After(asOf) || !p.cancelledOn.IsZero() && paid.After(p.cancelledOn) {
				break
			}
			rows = append(rows, []string{fmt.Sprintf("%s/%d", p.id, i+1), p.id, date(paid), number(amount)})
		}
	}
	return rows
}
