package demonstration

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// record is a row by the names of its columns.
type record map[string]string

func records(table [][]string) []record {
	var all []record
	for _, row := range table[1:] {
		r := record{}
		for i, name := range table[0] {
			r[name] = row[i]
		}
		all = append(all, r)
	}
	return all
}

// number of a column, and whether it has one.
func (r record) number(column string) (int, bool) {
	n, err := strconv.Atoi(r[column])
	return n, err == nil
}

// projectStatementTable puts into words what the records of the projects say:
// the words never say more than the figures do.
func projectStatementTable(s source, projects [][]string) [][]string {
	rows := [][]string{{
		"project_id", "title_zh", "title_en", "executing_unit", "objective_zh", "objective_en",
		"result_zh", "result_en", "benefit_zh", "benefit_en",
	}}
	for _, r := range records(projects) {
		// Drawn for every project, so that a change to one leaves the others.
		topic, unit := topicOf(s, r), executingUnit(s, r["chapter"])
		benefit, stated := topic.benefits[s.between(0, len(topic.benefits)-1)], s.chance(benefitStated(r))
		amount := s.between(5, 30)
		row := []string{r["project_id"], "示範：" + topic.title.zh, "Demonstration: " + topic.title.en, unit, "", "", "", "", "", ""}
		if r["objective_stated"] == "true" {
			row[4], row[5] = objective(topic, r)
		}
		if r["result_stated"] == "true" {
			row[6], row[7] = result(topic, r)
			if stated {
				row[8], row[9] = projectBenefit(benefit, amount, r)
			}
		}
		rows = append(rows, row)
	}
	return rows
}

func topicOf(s source, r record) topic {
	var fitting []topic
	for _, t := range topics {
		if t.chapter == r["chapter"] && t.unit == r["result_unit"] && t.less == (r["ascending"] == "false") {
			fitting = append(fitting, t)
		}
	}
	return fitting[s.between(0, len(fitting)-1)]
}

// executingUnit is a kind of body and no body; a few records leave it blank.
func executingUnit(s source, chapter string) string {
	units := map[string][]string{
		"infrastructure": {"contractor", "technical_mission", "partner_authority"},
		"technical":      {"technical_mission", "partner_authority", "university"},
		"humanitarian":   {"partner_ngo", "international_body", "medical_mission"},
		"education":      {"university", "partner_authority", "technical_mission"},
		"other":          {"partner_authority", "medical_mission", "contractor"},
	}[chapter]
	unit := units[s.pick(60, 25, 15)]
	return blankIf(s.chance(45), unit)
}

// benefitStated is how likely, in a thousand, a result is followed by what it
// changed for people: the part of a report most often left out.
func benefitStated(r record) int {
	ended, err := time.Parse(time.DateOnly, r["ended_on"])
	if err != nil {
		return 0
	}
	return of(ended.Year(), [6]int{420, 450, 500, 560, 620, 690})
}

// units of results, as they follow a number in each language; what is counted
// has its noun in the English measure already.
var resultUnits = map[string]wording{
	"facilities": {" 處", ""}, "kilometres": {" 公里", " km"}, "hectares": {" 公頃", " hectares"},
	"households": {" 戶", ""}, "persons_trained": {" 人", ""}, "percent": {"%", "%"},
}

func objective(t topic, r record) (zh, en string) {
	unit := resultUnits[t.unit]
	more := wording{"增", "Raise"}
	if t.less {
		more = wording{"降", "Bring down"}
	}
	baseline, hasBaseline := r.number("baseline")
	target, hasTarget := r.number("target")
	switch {
	case hasBaseline && hasTarget:
		gap := strings.Repeat(" ", strings.Count(unit.zh, "%"))
		return fmt.Sprintf("%s由 %d%s%s至 %d%s", t.measure.zh, baseline, unit.zh+gap, more.zh, target, unit.zh),
			fmt.Sprintf("%s %s from %d%s to %d%s", more.en, t.measure.en, baseline, unit.en, target, unit.en)
	case hasTarget:
		return fmt.Sprintf("%s%s至 %d%s", t.measure.zh, more.zh, target, unit.zh),
			fmt.Sprintf("%s %s to %d%s", more.en, t.measure.en, target, unit.en)
	default:
		return t.measure.zh + more.zh + map[bool]string{true: "低", false: "加"}[t.less] + "，未訂目標值",
			more.en + " " + t.measure.en + ", with no target set"
	}
}

// result gives the actual value and, where there is a target, on which side of
// it that lies.
func result(t topic, r record) (zh, en string) {
	actual, has := r.number("actual")
	if !has {
		return t.done.zh + "，數值未載。", t.done.en + "; no figure is on record."
	}
	unit := resultUnits[t.unit]
	verb := wording{"達", "reached"}
	if t.less {
		verb = wording{"降至", "came down to"}
	}
	if baseline, has := r.number("baseline"); has && worse(t.less, actual, baseline) {
		verb = wording{"退至", "fell to"}
		if t.less {
			verb = wording{"升至", "rose to"}
		}
	}
	zh = fmt.Sprintf("%s%s %d%s", t.measure.zh, verb.zh, actual, unit.zh)
	en = fmt.Sprintf("%s%s %s %d%s", strings.ToUpper(t.measure.en[:1]), t.measure.en[1:], verb.en, actual, unit.en)
	target, has := r.number("target")
	switch {
	case !has:
		return zh + "。", en + "."
	case worse(t.less, actual, target):
		return fmt.Sprintf("%s，未達目標 %d%s。", zh, target, unit.zh), fmt.Sprintf("%s and missed the target of %d%s.", en, target, unit.en)
	default:
		return fmt.Sprintf("%s，達成目標 %d%s。", zh, target, unit.zh), fmt.Sprintf("%s and met the target of %d%s.", en, target, unit.en)
	}
}

func worse(less bool, value, than int) bool {
	if less {
		return value > than
	}
	return value < than
}

// projectBenefit is what changed for people, and nothing where the project
// went less than a third of the way.
func projectBenefit(benefit wording, amount int, r record) (zh, en string) {
	baseline, hasBaseline := r.number("baseline")
	target, hasTarget := r.number("target")
	actual, hasActual := r.number("actual")
	if hasBaseline && hasTarget && hasActual && 3*(actual-baseline)*sign(target-baseline) < (target-baseline)*sign(target-baseline) {
		return "尚未看出民眾生活之改變。", "No change for people can be seen yet."
	}
	return fill(benefit, amount)
}

func sign(n int) int {
	if n < 0 {
		return -1
	}
	return 1
}

// fill puts numbers into both languages of a text.
func fill(w wording, numbers ...any) (zh, en string) {
	return fmt.Sprintf(w.zh, numbers...), fmt.Sprintf(w.en, numbers...)
}
