package demonstration

import (
	"fmt"
	"time"
)

// The years whose grants have results and accounts on record: those of the report
// and the two before it.
const firstResults = 2015

// outcome is a kind of result of a grant by the purpose it serves.
type outcome struct {
	code, indicator, unit string
	ascending             bool
	low, high             int // of the target
}

// outcomes are what the three purposes of the grant directions are for: a fee and
// a flight have a benefit to show as well.
var outcomes = map[string][]outcome{
	"1": {
		{"voice", "於國際組織之發言、提案或表決", "times", true, 1, 6},
		{"office", "當選或獲派之職務", "offices", true, 1, 2},
		{"naming", "遭不當更名之情形", "cases", false, 0, 1},
	},
	"2": {
		{"follow_up", "後續之合作案", "projects", true, 1, 4},
		{"signed", "簽署之合作文件", "documents", true, 1, 2},
		{"taken_up", "獲採納之提案", "proposals", true, 1, 3},
	},
	"3": {
		{"contacts", "半年後持續往來之外國團體", "groups", true, 1, 8},
		{"coverage", "外國媒體報導", "reports", true, 1, 6},
		{"return_visits", "回訪", "visits", true, 1, 3},
	},
}

// places of what the results read in the table of grants.
const (
	grantID, grantCategory, grantPurpose                   = 0, 2, 3
	grantApproved, grantEnd, grantReceived, grantCancelled = 7, 8, 11, 13
	grantAmount, grantOwn, grantOther                      = 16, 17, 18
)

// grantResultTable invents what grants set out to reach and reached.
func grantResultTable(s source, grants [][]string) [][]string {
	rows := [][]string{{
		"result_id", "grant_id", "level", "outcome", "indicator", "unit", "ascending", "baseline", "target",
		"target_set_on", "actual", "evidence", "due_on", "reported_on", "part_of", "dimension",
	}}
	for _, g := range grants[1:] {
		end, ok := parsed(g[grantEnd])
		if !ok || end.Year() < firstResults || g[grantCancelled] != "" {
			continue
		}
		approved, _ := parsed(g[grantApproved])
		reported, in := parsed(g[grantReceived])
		set := date(s.days(approved, -20, -1))
		if s.chance(180) {
			set = date(s.days(end, 0, 30)) // set when the result was known
		}
		kind := outcomes[g[grantPurpose]][s.pick(5, 3, 2)]
		rows = append(rows, grantResult(s, g[grantID]+"/1", g[grantID], kind, set, end, reported, in))
		if g[grantCategory] == "exchange" || g[grantCategory] == "capacity" || g[grantCategory] == "conference_home" {
			rows = append(rows, people(s, g[grantID], set, end, reported, in)...)
		}
	}
	return rows
}

// grantResult invents an outcome: some have no target, some no actual, and some
// baselines are zero because nothing was there.
func grantResult(s source, id, grant string, kind outcome, set string, end, reported time.Time, in bool) []string {
	target, base := s.between(kind.low, kind.high), 0
	if !kind.ascending {
		base = s.between(2, 5)
	}
	actual := ""
	if in && !s.chance(90) {
		if kind.ascending {
			actual = number(max(0, target+s.between(-2, 1)))
		} else {
			actual = number(s.between(0, base))
		}
	}
	evidence := []string{"self_reported", "verified", "independent"}[s.pick(78, 18, 4)]
	if actual == "" {
		evidence = ""
	}
	aim := number(target)
	if s.chance(60) {
		aim, set = "", ""
	}
	return []string{
		id, grant, "outcome", kind.code, kind.indicator, kind.unit, boolean(kind.ascending), number(base), aim,
		set, actual, evidence, plan(end.AddDate(0, 6, 0)), date(reported), "", "",
	}
}

// people invents those who took part, and women among them as a part of the whole.
func people(s source, grant, set string, end, reported time.Time, in bool) [][]string {
	target := max(10, s.skewed(60, 3))
	actual, women, evidence := "", "", ""
	if in {
		n := max(0, target*s.between(55, 135)/100)
		actual, evidence = number(n), []string{"self_reported", "verified"}[s.pick(80, 20)]
		if s.chance(700) {
			women = number(n * s.between(35, 65) / 100)
		}
	}
	whole := fmt.Sprintf("%s/2", grant)
	rows := [][]string{{
		whole, grant, "output", "reach", "參加人數", "people", "true", "", number(target), set, actual, evidence, plan(end), date(reported), "", "",
	}}
	if women != "" {
		total := digits(actual)
		men := number(total - digits(women))
		if s.chance(120) {
			men = number(total - digits(women) - 1) // somebody was not asked
		}
		rows = append(rows,
			[]string{whole + "f", grant, "output", "reach", "女性參加人數", "people", "true", "", "", "", women, evidence, plan(end), date(reported), whole, "female"},
			[]string{whole + "m", grant, "output", "reach", "男性參加人數", "people", "true", "", "", "", men, evidence, plan(end), date(reported), whole, "male"})
	}
	return rows
}
