package demonstration

import (
	"fmt"
	"slices"
)

// firstStated is the fiscal year from whose approvals on the words of grants
// are on record; before it the form had no place for them.
const firstStated = 2015

// activity is what a grant of a category may be for.
type activity struct {
	titles   []wording
	plan     wording            // with a place for each of the two numbers
	outcome  wording            // with those that came about
	numbers  [2][2]int          // from and to; never one, so that the English is always plural
	benefits []wording          // what changed for people; empty where the purpose says it
	aims     map[string]wording // by purpose, where this kind of work has other words for it
}

var activities = map[string]activity{
	"conference_abroad": {
		titles: []wording{{"出席區域公共衛生會議", "Attending a regional health conference"}, {"出席氣候行動論壇", "Attending a forum on climate action"}, {"出席身心障礙權益會議", "Attending a conference on disability rights"}},
		plan:   wording{"派員 %d 人、發言 %d 場", "%d delegates, %d talks"},
		outcome: wording{
			"派員 %d 人、發言 %d 場（原訂 %d 人、%d 場）。",
			"%d delegates, %d talks (planned: %d and %d)."},
		numbers: [2][2]int{{2, 9}, {2, 6}},
	},
	"conference_home": {
		titles: []wording{{"在臺辦理青年論壇", "Youth forum in Taiwan"}, {"在臺辦理性別平等研討會", "Seminar on gender equality in Taiwan"}, {"在臺辦理防災會議", "Conference on disaster prevention in Taiwan"}},
		plan:   wording{"邀請 %d 國代表、%d 人參加", "guests from %d countries, %d participants"},
		outcome: wording{
			"%d 國代表、%d 人參加（原訂 %d 國、%d 人）。",
			"Guests from %d countries, %d participants (planned: %d and %d)."},
		numbers: [2][2]int{{4, 16}, {60, 320}},
	},
	"exchange": {
		titles: []wording{{"文化交流訪問", "Cultural exchange visit"}, {"青年志工交流", "Exchange of young volunteers"}, {"社區營造交流", "Exchange on community work"}},
		plan:   wording{"往返 %d 團、%d 人參加", "%d visits, %d participants"},
		outcome: wording{
			"往返 %d 團、%d 人參加（原訂 %d 團、%d 人）。",
			"%d visits, %d participants (planned: %d and %d)."},
		numbers: [2][2]int{{2, 4}, {12, 60}},
	},
	"capacity": {
		titles: []wording{{"志工培訓", "Training of volunteers"}, {"護理人員研習", "Course for nurses"}, {"農村婦女創業課程", "Business course for rural women"}},
		plan:   wording{"開設 %d 門課程、結訓 %d 人", "%d courses, %d people trained"},
		outcome: wording{
			"開設 %d 門課程、結訓 %d 人（原訂 %d 門、%d 人）。",
			"%d courses, %d people trained (planned: %d and %d)."},
		numbers:  [2][2]int{{2, 6}, {18, 90}},
		aims:     map[string]wording{"1": {"培育參與國際組織之人才", "People fit to work in international organisations"}},
		benefits: []wording{{"結訓半年後仍運用所學者占 %d%%。", "Still using what they learnt half a year later: %d%%."}},
	},
	"humanitarian": {
		plan: wording{"於 %d 處社區協助 %d 人", "%[2]d people helped in %[1]d communities"},
		outcome: wording{
			"於 %d 處社區協助 %d 人（原訂 %d 處、%d 人）。",
			"%[2]d people helped in %[1]d communities (planned: %[4]d in %[3]d)."},
		numbers: [2][2]int{{2, 8}, {100, 900}},
		aims: map[string]wording{
			"1": {"參與國際組織之救援", "A part in the relief work of international organisations"},
			"2": {"與夥伴國團體合作救援", "Relief with groups of a partner country"},
			"3": {"以人道工作增進友誼", "Friendship through relief"},
		},
	},
	"membership": {
		titles:  []wording{{"加入國際組織", "Joining an international organisation"}},
		plan:    wording{"取得會員資格", "become a member"},
		outcome: wording{"已取得會員資格。", "Membership was obtained."},
	},
}

// relief is humanitarian work by its kind.
var relief = map[string]struct{ title, benefit wording }{
	"medical":   {wording{"義診", "Free medical care"}, wording{"半年後仍定期回診者占 %d%%。", "Still coming for check-ups half a year later: %d%%."}},
	"food":      {wording{"糧食發放", "Food distribution"}, wording{"免於變賣牲畜或農具之家庭占 %d%%。", "Families that did not have to sell livestock or tools: %d%%."}},
	"shelter":   {wording{"住屋修繕", "Repair of homes"}, wording{"雨季前遷回之家庭占 %d%%。", "Families back at home before the rainy season: %d%%."}},
	"water":     {wording{"淨水設施", "Clean water"}, wording{"受助社區腹瀉病例減少 %d%%。", "Cases of diarrhoea in the communities fell by %d%%."}},
	"schooling": {wording{"就學扶助", "Help to stay at school"}, wording{"受助學童續讀者占 %d%%。", "Pupils still at school a year later: %d%%."}},
}

// purposes are the three of the grant directions: the aim, and what may have
// come of it.
var purposes = map[string]struct{ aim, benefit wording }{
	"1": {wording{"爭取於國際組織發言", "A voice in international organisations"}, wording{"會後受邀參與之工作小組：%d 個。", "Working groups joined since: %d."}},
	"2": {wording{"與夥伴國團體合作", "Joint work with groups of a partner country"}, wording{"後續之合作案：%d 件。", "Joint projects that followed: %d."}},
	"3": {wording{"增進友誼與能見度", "Friendship and visibility"}, wording{"半年內主動聯繫之外國團體：%d 個。", "Foreign groups in touch within half a year: %d."}},
}

// grantStatementTable has what each grant since firstStated was for and what
// came of it, in the words of the unit in charge. Where no report came in by
// the day of the example's report there is no result.
func grantStatementTable(s source, grants [][]string) [][]string {
	rows := [][]string{{
		"grant_id", "title_zh", "title_en", "responsible_unit", "objective_zh", "objective_en",
		"result_zh", "result_en", "evidence", "benefit_zh", "benefit_en",
	}}
	for _, r := range records(grants) {
		if r["grant_id"] < fmt.Sprintf("G%d", firstStated) {
			continue
		}
		a := activities[r["category"]]
		title, benefit := about(s, a, r)
		row := []string{r["grant_id"], "示範：" + title.zh, "Demonstration: " + title.en, responsibleUnit(s, r), "", "", "", "", "", "", ""}

		var planned, done []any
		for _, limits := range a.numbers {
			if limits[1] > 0 {
				n := s.between(limits[0], limits[1])
				planned, done = append(planned, n), append(done, max(2, n*s.between(55, 118)/100))
			}
		}
		if helped, has := r.number("people_helped"); has {
			planned[1], done[1] = max(10, helped*100/s.between(60, 130)/10*10), helped
		}
		if !s.chance(55) {
			zh, en := fill(a.plan, planned...)
			aim, own := a.aims[r["purpose"]]
			if !own {
				aim = purposes[r["purpose"]].aim
			}
			row[4], row[5] = aim.zh+"："+zh, aim.en+": "+en
		}
		silent, evidence, stated := s.chance(60), s.pick(74, 14, 3, 9), s.chance(410)
		amount := s.between(1, 4)
		if benefit != purposes[r["purpose"]].benefit {
			amount = s.between(18, 76) // per cent
		}
		if r["report_received"] != "" && !silent {
			row[6], row[7] = fill(a.outcome, append(done, planned...)...)
			if r["category"] == "humanitarian" && r["people_helped"] == "" {
				row[6], row[7] = fill(wording{"於 %d 處社區提供協助，人數未載。", "Help given in %d communities; the people were not counted."}, done[0])
			}
			row[8] = []string{"self_reported", "verified", "independent", ""}[evidence]
			if stated {
				row[9], row[10] = fill(benefit, amount)
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// about draws a title, with what would change for people.
func about(s source, a activity, r record) (title, benefit wording) {
	if kind, is := relief[r["help_kind"]]; is {
		return kind.title, kind.benefit
	}
	benefit = purposes[r["purpose"]].benefit
	if len(a.titles) == 0 { // humanitarian, and not decided on yet
		return wording{"人道援助", "Humanitarian work"}, benefit
	}
	if len(a.benefits) > 0 {
		benefit = a.benefits[0]
	}
	return a.titles[s.between(0, len(a.titles)-1)], benefit
}

// responsibleUnit is the department in charge by purpose and region; a few
// records leave it blank.
func responsibleUnit(s source, r record) string {
	unit := "ngo"
	switch {
	case r["purpose"] == "1" && s.chance(700):
		unit = "organisations"
	case r["purpose"] == "2" && r["country"] != "" && s.chance(600):
		unit = departmentOf(r["country"])
	}
	return blankIf(s.chance(30), unit)
}

func departmentOf(country string) string {
	switch {
	case slices.Contains([]string{"PW", "MH", "TV", "NR", "KI", "SB"}, country):
		return "asia_pacific"
	case slices.Contains([]string{"SZ", "BF", "ST"}, country):
		return "west_asia_africa"
	default:
		return "latin_america"
	}
}
