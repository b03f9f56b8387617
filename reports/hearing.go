package reports

// Hearing is where the groups stand that were asked about an indicator: in numbers, as
// what single groups say is not the report's to repeat.
type Hearing struct {
	Opened, Deadline                                     string // days
	Closed                                               string // the day; empty: it is open
	InForce                                              bool   // what was agreed is the definition in force; else it is proposed
	Groups                                               int    // that were asked; each is one of the following
	Agreed, Objected, Settled, Lapsed, Commented, Silent int

	Objections int // that stand
	Referred   int // of these, those that were put before the advisory group
	Unanswered int // points without an answer
}

// hearings says of each consultation about an indicator where the groups stand, and
// what is open.
func (b *book) hearings(e *entry) []string {
	var all []string
	for _, h := range b.in.Hearings[indicatorKey(e.framework.ID, e.indicator.ID)] {
		var parts []string
		for _, part := range []struct {
			word   string
			n      int
			always bool
		}{
			{"agreed", h.Agreed, true}, {"objected", h.Objected, true}, {"settled", h.Settled, false},
			{"lapsed", h.Lapsed, false}, {"commented", h.Commented, false}, {"silent", h.Silent, true},
		} {
			if part.n > 0 || part.always {
				parts = append(parts, b.p.Text("report.hearing_"+part.word, "n", part.n))
			}
		}
		key := "report.hearing_closed"
		switch {
		case h.InForce:
			key = "report.hearing_in_force"
		case h.Closed == "":
			key = "report.hearing_open"
		}
		said := b.p.Text(key, "opened", b.date(h.Opened), "deadline", b.date(h.Deadline), "closed", b.date(h.Closed), "groups", h.Groups, "parts", parts)
		objections, unanswered := "", ""
		if h.Objections > 0 {
			objections = b.p.Text("report.hearing_objections", "n", h.Objections, "referred", h.Referred)
		}
		if h.Unanswered > 0 {
			unanswered = b.p.Text("report.hearing_unanswered", "n", h.Unanswered)
		}
		all = append(all, b.join(said, objections, unanswered))
	}
	return all
}
