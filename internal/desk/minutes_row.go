package desk

import (
	"cmp"
	"strings"

	"heng/internal/followup"
	"heng/internal/locale"
)

// seatOf reads a row of attendances. A list of who attended says of nobody that they
// were absent, unless it has a column for it.
func seatOf(r minuteRow) followup.Seat {
	role := followup.Role(cmp.Or(firstNamed(r["role"], seatRoles), r["role"]))
	present := r["present"] != "false"
	return followup.Seat{ID: r["seat"], Role: role, Unit: r["unit"], Present: present, Proxy: r["proxy"] == "true" && present && role.IsMember()}
}

// named are words by which a table may call a code, in the order in which they are
// looked for.
type named struct{ words, code string }

func firstNamed(text string, all []named) string {
	text = strings.ToLower(text)
	for _, one := range all {
		for word := range strings.SplitSeq(one.words, " ") {
			if strings.Contains(text, word) {
				return one.code
			}
		}
	}
	return ""
}

var seatRoles = []named{
	{"convener chair 召集人 主席", "chair"},
	{"civil 民間", "civil"},
	{"staff attend observer 列席 工作人員 紀錄", "attending"},
	{"agency 機關", "agency"},
}

var datasetStages = []named{
	{"refused 不公開 不予 不同意", "refused"},
	{"listed published 上架 已公開 已開放", "listed"},
	{"approved 同意", "approved"},
	{"review 審核 審查", "reviewed"},
	{"propos 提報", "proposed"},
}

var resolutionStates = []named{
	{"released closed done 解除 辦結 完成", "released"},
	{"noted 備查", "noted"},
}

// meetingOf reads a row of meetings.
func meetingOf(r minuteRow, title locale.Text, seats []followup.Seat) followup.Meeting {
	m := followup.Meeting{ID: r["meeting_id"], On: r["held_on"], Place: r["place"], Title: title, Source: "meetings", Seats: seats}
	if _, clock, ok := strings.Cut(r["starts_at"], " "); ok && len(clock) >= 5 {
		m.Starts = clock[:5]
	}
	if title.IsZero() && r["body"] != "" {
		m.Title = locale.Text{locale.ZhTW: strings.TrimSpace(r["body"] + " " + r["number"])}
	}
	if sent := r["papers_sent_on"]; sent != "" {
		m.Papers = []followup.Paper{{ID: 1, Title: locale.NewPrinter(locale.ZhTW).Text("follow.papers"), Sent: sent}}
	}
	return m
}

// rulingOf reads a row of rulings. Where it does not say how a ruling stands, it is
// under follow-up, as the chair's rulings are until they are released, and that it
// was not said is kept.
func rulingOf(r minuteRow) followup.Ruling {
	one := followup.Ruling{
		ID: r["ruling_id"], Meeting: r["meeting_id"], Item: r["agenda_item"], Text: followup.Trimmed(r["ruling_zh"], r["ruling_en"]), Owner: r["owner_unit"],
		Due: followup.Due{On: r["due_on"], NextMeeting: r["due"] == "next_meeting" && r["due_on"] == ""}, Standing: r["kind"] == "standing", Source: "rulings",
	}
	switch {
	case r["closed_on"] != "":
		one.State, one.Ended = followup.Released, r["closed_on"]
	case r["state"] == "noted":
		one.State, one.Ended = followup.Noted, r["asked_on"]
	case r["state"] == "approved", r["kind"] == "decision":
		one.State, one.Ended = followup.Decided, r["asked_on"]
	default:
		one.State = followup.FollowUp
	}
	one.Unsaid = r["state"] == "" && r["closed_on"] == ""
	return one
}

// resolutionOf reads a row of the built-in resolutions.
func resolutionOf(r minuteRow) followup.Ruling {
	one := followup.Ruling{
		ID: r["resolution_id"], Meeting: r["meeting_id"], Item: r["item"], Text: followup.Trimmed(cmp.Or(r["text"], r["item"]), ""), Owner: r["unit"],
		Due: followup.Due{On: r["due_on"]}, State: followup.FollowUp, Ended: r["done_on"], Source: "resolutions", Unsaid: r["status"] == "" && r["done_on"] == "",
	}
	state := firstNamed(r["status"], resolutionStates)
	if negated(r["status"]) {
		state = ""
	}
	if one.Ended != "" {
		state = cmp.Or(state, "released")
	}
	if state != "" {
		one.State = followup.State(state)
	}
	if said := strings.TrimSpace(r["status"] + " " + r["note"]); said != "" {
		one.History = []followup.Entry{{Note: said}}
	}
	return one
}

// negated reports whether a state is said not to be: 未辦結, not listed, unpublished. No
// word is taken out of such a text.
func negated(text string) bool {
	text = strings.ToLower(text)
	for _, word := range []string{"未", "尚待", "not ", "unpublished", "unlisted", "disapproved", "no longer"} {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}

// datasetOf reads a row of the built-in datasets.
func datasetOf(r minuteRow) followup.Dataset {
	d := followup.Dataset{ID: r["dataset_id"], Title: followup.Trimmed(r["title"], ""), Unit: r["publisher"], Source: "datasets", Stage: followup.Inventory}
	if stage := firstNamed(r["status"], datasetStages); stage != "" && (stage == "refused" || !negated(r["status"])) {
		d.Stage = followup.Stage(stage)
	} else if r["issued"] != "" {
		d.Stage = followup.Listed
	}
	if d.Stage == followup.Listed {
		d.Since = r["issued"]
	}
	if d.Stage == followup.Refused {
		d.Ground = r["status"]
	}
	return d
}
