package prose_test

import (
	"regexp"
	"strings"

	"heng/internal/locale"
)

func en(expression string) *regexp.Regexp { return pattern(locale.En, expression) }

var (
	enHead      = en(`The value is (?P<value>«Q»)|(?P<value>«Q»)(?: (?P<soFar>so far))? in (?P<period>«P»)`)
	enRuns      = en(` \(provisional, because the period is not over\)`)
	enBoth      = en(` \((?:(?P<before>«Q») in (?P<base>«P»))?(?:(?:; )?baseline (?P<before2>«Q») in (?P<base2>«P»))?\)`)
	enChange    = en(`, (?:(?P<turn>up|down) (?P<amount>«Q») on (?P<base>«P»)|(?P<turn>the same) as in (?P<base>«P»)|(?P<turn>little) changed from (?P<before>«Q») in (?P<base>«P»)|with (?P<turn>no clear) change from (?P<before>«Q») in (?P<base>«P»))`)
	enOnBase    = en(`(?:,| (?P<joint>and|but|or)) (?:(?:(?P<turn>up|down) )?(?P<amount>«Q») on the baseline of (?P<base>«P»)|(?:(?P<turn>the same) )?as the baseline of (?P<base>«P»)|(?:(?P<turn>little) changed |with (?P<turn>no clear) change )?from the baseline of (?P<before>«Q») in (?P<base>«P»))`)
	enStanding  = en(`(?:,|,? (?P<joint>and|but)(?P<still> still)?) (?P<side>below|above|short of|over|missing|meeting|within) the target (?P<range>range )?of `)
	enAgainst   = en(`, against a (?P<noun>target|reference value)(?: range)? of `)
	enBounds    = en(`at least (?P<min>«Q»)|at most (?P<max>«Q»)|more than (?P<over>«Q») and less than (?P<under>«Q»)|more than (?P<over>«Q»)|less than (?P<under>«Q»)|(?P<min>«Q») to (?P<max>«Q»)|(?P<value>«Q»)`)
	enFor       = en(` for (?P<of>«P»)`)
	enPace      = en(` It is (?P<pace>ahead of|behind|at) the pace needed(?:; reaching the target takes (?:a (?P<turn>rise|fall) of )?(?P<rate>«Q») (?P<each>a year|every half-year|a quarter|a month) from now on)?\.`)
	enAbsence   = en(`(?P<absence>(?i:no data|not applicable|not yet due|suppressed|not published))(?: for (?P<period>«P»))?`)
	enLack      = en(`: (?P<n>[\d,]+) (?P<rows>rows? lacks?) a value the measure needs`)
	enLatest    = en(`; the latest value is (?P<value>«Q»), for (?P<of>«P»)(?P<runs>, provisional because that period is not over)?`)
	enLatestIn  = en(` \(latest: (?P<value>«Q») for (?P<of>«P»)(?P<runs>, provisional)?\)`)
	enVerb      = en(` (?P<verb>rose|fell) to (?P<value>«Q»)| (?P<verb>was|were|is|are) (?:(?P<turn>unchanged|little changed) at )?(?P<value>«Q»)`)
	enVerbal    = en(` (?P<joint>and|but)(?P<still> still)? (?P<side>met|missed) the target of | (?P<joint>and|but) (?P<verb>remains?) (?P<side>below|above|short of|over) the target (?:range )?of `)
	enHeadline  = en(`(?P<turn>up|down) (?P<amount>«Q») to (?P<value>«Q»)|(?P<turn>unchanged|little changed) at (?P<value>«Q»)|(?P<value>«Q»)(?: (?P<soFar>so far))?`)
	enProspect  = en(` \(provisional\)|, (?P<pace>ahead of|behind|at) the pace needed for the target of `)
	enMovement  = en(`from (?P<before>«Q») to (?P<value>«Q»), (?P<turn>up|down) (?P<amount>«Q»)(?:, a change for the (?P<quality>better|worse))?`)
	enNoteRows  = en(`(?P<n>[\d,]+) (?P<rows>rows? lacks?) a value the measure needs and (?P<verb>is|are) not counted\. ?`)
	enNoteGap   = en(`There are no data for (?P<list>.+?)(?P<compared> to compare with)?\. ?`)
	enNoteBreak = en(`There is a break in the series at (?P<of>«P»)(?: \((?P<reason>[^)]*)\))?; earlier values are not comparable\. ?`)
	enNoteFew   = en(`No status: (?P<n>[\d,]+) (?P<rows>rows? (?:is|are)) too few \(fewer than (?P<limit>\d+)\)\.`)
	enNoteSmall = en(` ?To be read with care: the weights leave (?P<n>\d+) effective (?P<rows>respondents?) \(fewer than (?P<limit>\d+)\)\.`)
	enListed    = en(`(?P<of>«P»)(?:, | and )?`)
)

var enTurns = map[string]string{
	"up": "up", "down": "down", "rose": "up", "fell": "down", "rise": "up", "fall": "down",
	"no clear": "unclear", "the same": "same", "unchanged": "same", "little": "little", "little changed": "little",
}

var enSides = map[string]string{
	"below": "below", "above": "above", "short of": "below", "over": "above", "missing": "unmet", "missed": "unmet",
	"meeting": "met", "met": "met", "within": "met",
}

// readEnglish reads a form of a sentence.
func readEnglish(form, subject, text string) (reading, error) {
	s := &scanner{rest: text}
	var r reading
	switch form {
	case "finding":
		s.enFinding(&r)
	case "title":
		s.enTitle(&r, subject)
	case "plain":
		s.enPlain(&r, subject)
	case "movement":
		s.enSubject(&r, subject, ": ")
		g := s.must(enMovement)
		r.value, r.quality = s.quantity(g["value"]), g["quality"]
		r.change = comparison{turn: enTurns[g["turn"]], amount: s.quantity(g["amount"]), before: s.quantity(g["before"])}
	case "notes":
		s.enNotes(&r)
	}
	s.end()
	return r, s.err
}

func (s *scanner) enSubject(r *reading, subject, after string) {
	if !s.has(subject + after) {
		s.failf("%q does not begin with %q", s.rest, subject+after)
	}
	r.subject = subject
}

func (s *scanner) enFinding(r *reading) {
	if s.enAbsence(r) {
		if g := s.take(enLack); g != nil {
			s.rows(r, g["n"], g["rows"], "row lacks", "rows lack")
		} else if r.absence == "not applicable" && !s.has(": there are no rows to measure") {
			s.failf("no reason for: not applicable")
		} else if r.absence == "suppressed" && !s.has(", so that no single contributor's figures can be worked out") {
			s.failf("no reason for: suppressed")
		} else if r.absence == "too few" && !s.has(": too few respondents stand behind it") {
			s.failf("no reason for: not published")
		}
		s.enLatest(r, enLatest)
		if !s.has(".") {
			s.failf("no full stop before %q", s.rest)
		}
		return
	}
	g := s.must(enHead)
	r.value, r.period, r.running = s.quantity(g["value"]), s.period(g["period"]), g["soFar"] != ""
	if r.running != (s.take(enRuns) != nil) {
		s.failf("so far, but not provisional, or the other way round")
	}
	s.enCompare(r)
	s.enTarget(r)
	if !s.has(".") {
		s.failf("no full stop before %q", s.rest)
	}
	if g := s.take(enPace); g != nil {
		r.pace, r.turn, r.rate, r.each = g["pace"], enTurns[g["turn"]], s.quantity(g["rate"]), g["each"]
	}
}

func (s *scanner) enCompare(r *reading) {
	if g := s.take(enBoth); g != nil {
		r.change = comparison{before: s.quantity(g["before"]), base: s.period(g["base"])}
		if g["base2"] != "" {
			r.baseline = comparison{before: s.quantity(g["before2"]), base: s.period(g["base2"])}
		}
		return
	}
	first := s.take(enChange)
	if first != nil {
		r.change = s.enComparison(first)
	}
	if second := s.take(enOnBase); second != nil {
		r.baseline = s.enComparison(second)
		if second["turn"] == "" {
			r.baseline.turn = r.change.turn // said once for both
		}
		if (first != nil) != (second["joint"] != "") {
			s.failf("a conjunction too many or too few")
		}
	}
}

func (s *scanner) enComparison(g map[string]string) comparison {
	return comparison{
		turn: enTurns[g["turn"]], amount: s.quantity(g["amount"]), before: s.quantity(g["before"]), base: s.period(g["base"]),
	}
}

func (s *scanner) enTarget(r *reading) {
	g := s.take(enStanding)
	if g == nil {
		if g = s.take(enVerbal); g != nil {
			if g["verb"] != "" {
				s.agree(r, g["verb"], "remains", "remain")
			}
			g["still"] += g["verb"] // what remains is still so
		}
	}
	switch {
	case g != nil:
		r.relation, r.still, r.contrast = enSides[g["side"]], g["still"] != "", g["joint"] == "but"
	default:
		if g = s.take(enAgainst); g == nil {
			return
		}
		r.relation = map[string]string{"target": "target", "reference value": "reference"}[g["noun"]]
	}
	s.enBounds(r)
}

func (s *scanner) enBounds(r *reading) {
	r.bounds = s.bounds(s.must(enBounds))
	if g := s.take(enFor); g != nil {
		r.targetOf = s.period(g["of"])
	}
}

func (s *scanner) bounds(g map[string]string) map[string]quantity {
	bounds := map[string]quantity{}
	for _, name := range []string{"value", "min", "max", "over", "under"} {
		if g[name] != "" {
			bounds[name] = s.quantity(g[name])
		}
	}
	return bounds
}

func (s *scanner) enAbsence(r *reading) bool {
	g := s.take(enAbsence)
	if g == nil {
		return false
	}
	r.absence = map[string]string{
		"no data": "no data", "not applicable": "not applicable", "not yet due": "not due", "suppressed": "suppressed", "not published": "too few",
	}[strings.ToLower(g["absence"])]
	r.period = s.period(g["period"])
	return true
}

func (s *scanner) enLatest(r *reading, form *regexp.Regexp) {
	if g := s.take(form); g != nil {
		r.latest, r.latestOf, r.latestRuns = s.quantity(g["value"]), s.period(g["of"]), g["runs"] != ""
	}
}

// rows reads a number of rows and minds that the verb agrees with it.
func (s *scanner) rows(r *reading, n, words, one, other string) {
	r.lacking = n
	if want := map[bool]string{true: one, false: other}[n == "1"]; words != want {
		s.failf("%s %s: not %s", n, words, want)
	}
}

// agree reads the number of a verb.
func (s *scanner) agree(r *reading, verb, singular, plural string) {
	number := map[string]string{singular: "singular", plural: "plural"}[verb]
	if number == "" || r.agreement != "" && r.agreement != number {
		s.failf("%q does not agree", verb)
	}
	r.agreement = number
}

func (s *scanner) enTitle(r *reading, subject string) {
	if s.enSubject(r, subject, ""); s.err != nil {
		return
	}
	if !s.has(": ") {
		g := s.must(enVerb)
		r.value, r.change.turn = s.quantity(g["value"]), enTurns[g["turn"]]
		switch g["verb"] {
		case "rose", "fell":
			r.change.turn = enTurns[g["verb"]]
		case "was", "were":
			s.agree(r, g["verb"], "was", "were")
		default:
			s.agree(r, g["verb"], "is", "are")
		}
		s.enCompare(r)
		s.enTarget(r)
		return
	}
	if s.enAbsence(r) {
		s.enLatest(r, enLatestIn)
		return
	}
	g := s.must(enHeadline)
	r.value, r.running = s.quantity(g["value"]), g["soFar"] != ""
	if r.running {
		if g := s.must(enProspect); g["pace"] != "" {
			r.pace, r.relation = g["pace"], "target"
			s.enBounds(r)
			return
		}
	}
	r.change.turn, r.change.amount = enTurns[g["turn"]], s.quantity(g["amount"])
	s.enCompare(r)
	s.enTarget(r)
}

func (s *scanner) enNotes(r *reading) {
	if g := s.take(enNoteRows); g != nil {
		s.rows(r, g["n"], g["rows"]+" "+g["verb"], "row lacks is", "rows lack are")
	}
	if g := s.take(enNoteGap); g != nil {
		list := &scanner{rest: g["list"]}
		for list.rest != "" && list.err == nil {
			r.gaps = append(r.gaps, s.period(list.must(enListed)["of"]))
		}
		r.compared, s.err = g["compared"] != "", list.err
	}
	if g := s.take(enNoteBreak); g != nil {
		r.breakAt, r.reason = s.period(g["of"]), g["reason"]
	}
	if g := s.take(enNoteFew); g != nil {
		lacking := r.lacking
		s.rows(r, g["n"], g["rows"], "row is", "rows are")
		r.lacking, r.few, r.limit = lacking, g["n"], g["limit"]
	}
	if g := s.take(enNoteSmall); g != nil {
		lacking := r.lacking
		s.rows(r, g["n"], g["rows"], "respondent", "respondents")
		r.lacking, r.small, r.smallLimit = lacking, g["n"], g["limit"]
	}
}

var (
	enPlainOf    = `(?:about )?\d+ of (?:every )?\d+`
	enPlainQ     = `(?:` + enPlainOf + `|«Q»)`
	enPlainName  = en(`(?:: | (?P<verb>was|were|is|are) )(?P<value>` + enPlainQ + `)(?: (?P<soFar>so far))?(?: in (?P<period>«P»))?\.`)
	enPlainWhen  = en(`(?:(?P<soFar>So far in|In) (?P<period>«P»), )?(?P<value>(?i:` + enPlainOf + `)|«Q»)(?P<percent> of)? reports came in on time\.`)
	enPlainIt    = en(`(?:In (?P<period>«P») it was|(?P<soFar>So far) in (?P<period>«P») it is|It is) (?P<value>` + enPlainQ + `)\.`)
	enPlainSame  = en(` That is (?P<turn>about the same|the same) as in (?P<base>«P»)\.`)
	enPlainBoth  = en(` In (?P<base>«P») it was (?P<before>` + enPlainQ + `)(?P<chance>; the difference may be due to chance)?\.`)
	enPlainMove  = en(` That is (?P<turn>up|down) from (?P<before>` + enPlainQ + `) in (?P<base>«P»)(?P<lower>; the lower, the better)?\.`)
	enPlainGoal  = en(` The goal(?: for (?P<of>«P»))?(?P<is> is|,) (?P<bounds>.+?)(?:, (?P<reached>has already been reached|was reached|was not reached))?\.(?: |$)`)
	enPlainPoint = en(` The point of comparison(?: for (?P<of>«P»))? is (?P<value>` + enPlainQ + `)\.`)
	enPlainRuns  = en(` ?This may still change, because (?P<period>«P») is not over\.`)
	enPlainEnds  = en(`at least (?P<min>` + enPlainQ + `)|at most (?P<max>` + enPlainQ + `)|more than (?P<over>` + enPlainQ + `) and less than (?P<under>` + enPlainQ + `)|more than (?P<over>` + enPlainQ + `)|less than (?P<under>` + enPlainQ + `)|(?P<min>\d+) to (?P<max>` + enPlainOf + `)|(?P<min>` + enPlainQ + `) to (?P<max>` + enPlainQ + `)|(?P<value>` + enPlainQ + `)`)
	enPlainNone  = en(`(?i:there is no figure(?: for (?P<period>«P»))?\.|(?P<nothing>there was nothing to measure)(?: in (?P<period>«P»))?\.|the figure (?:for (?P<period>«P») )?(?P<due>is not due yet)\.|the figure (?:for (?P<period>«P») )?(?P<kept>is kept back to protect those behind it)\.|the figure (?:for (?P<period>«P») )?(?P<few>is not published, because too few people were asked)\.)`)
	enPlainLast  = en(` The latest is (?P<value>` + enPlainQ + `), for (?P<of>«P»)(?P<runs>, which is not over)?\.`)
	partOfWhole  = regexp.MustCompile(`^(about )?(\d+) of (every )?(\d+)$`)
)

// plainQuantity reads a number in plain words.
func (s *scanner) plainQuantity(text string) quantity {
	if m := partOfWhole.FindStringSubmatch(lower(text)); m != nil {
		if m[3] == "" {
			return s.ratio(m[2], m[4], false, "fraction")
		}
		return s.ratio(m[2], m[4], m[1] != "", "%")
	}
	return s.quantity(text)
}

func lower(text string) string {
	if text != "" && text[0] == 'A' {
		return "a" + text[1:]
	}
	return text
}

func (s *scanner) enPlain(r *reading, subject string) {
	isClause := subject == clause.en
	if !isClause && subject != "" {
		s.enSubject(r, subject, "")
	}
	rest := s.rest
	s.has(": ")
	if g := s.take(enPlainNone); g != nil {
		r.absence, r.period = "no data", s.period(g["period"])
		switch {
		case g["nothing"] != "":
			r.absence = "not applicable"
		case g["due"] != "":
			r.absence = "not due"
		case g["kept"] != "":
			r.absence = "suppressed"
		case g["few"] != "":
			r.absence = "too few"
		}
		if g := s.take(enPlainLast); g != nil {
			r.latest, r.latestOf, r.latestRuns = s.plainQuantity(g["value"]), s.period(g["of"]), g["runs"] != ""
		}
		return
	}
	s.rest = rest
	form := enPlainName
	if isClause {
		form = enPlainWhen
	}
	if subject == "" {
		form = enPlainIt
	}
	g := s.must(form)
	r.value, r.period, r.running = s.plainQuantity(g["value"]), s.period(g["period"]), strings.Contains(strings.ToLower(g["soFar"]), "so far")
	if isClause && (g["percent"] != "") != strings.HasSuffix(g["value"], "%") {
		s.failf("a per cent without of, or the other way round")
	}
	switch g["verb"] {
	case "":
	case "was", "were":
		s.agree(r, g["verb"], "was", "were")
	default:
		s.agree(r, g["verb"], "is", "are")
	}
	if g := s.take(enPlainSame); g != nil {
		r.change = comparison{turn: map[string]string{"the same": "same", "about the same": "little"}[g["turn"]], base: s.period(g["base"])}
	} else if g := s.take(enPlainBoth); g != nil {
		r.change = comparison{before: s.plainQuantity(g["before"]), base: s.period(g["base"])}
		if g["chance"] != "" {
			r.change.turn = "unclear"
		}
	} else if g := s.take(enPlainMove); g != nil {
		r.change = comparison{turn: g["turn"], before: s.plainQuantity(g["before"]), base: s.period(g["base"])}
		r.lowerBetter = g["lower"] != ""
	}
	if g := s.take(enPlainPoint); g != nil {
		r.relation, r.bounds = "reference", map[string]quantity{"value": s.plainQuantity(g["value"])}
		r.targetOf = s.period(g["of"])
	} else if g := s.take(enPlainGoal); g != nil {
		r.targetOf = s.period(g["of"])
		r.relation = map[string]string{
			"": "target", "was reached": "met", "has already been reached": "met", "was not reached": "missed",
		}[g["reached"]]
		if (g["is"] == " is") != (g["reached"] == "") {
			s.failf("half a sentence of a goal")
		}
		ends := &scanner{rest: g["bounds"]}
		r.bounds = ends.plainBounds(ends.must(enPlainEnds))
		if ends.end(); ends.err != nil {
			s.err = ends.err
		}
		s.rest = " " + s.rest // the space before the next sentence
		if s.rest == " " {
			s.rest = ""
		}
	}
	if g := s.take(enPlainRuns); (g != nil) != r.running {
		s.failf("so far, but nothing may change, or the other way round")
	} else if g != nil && s.period(g["period"]) != r.period {
		s.failf("another period is not over")
	}
}

func (s *scanner) plainBounds(g map[string]string) map[string]quantity {
	bounds := map[string]quantity{}
	for _, name := range []string{"value", "min", "max", "over", "under"} {
		if g[name] == "" {
			continue
		}
		q := s.plainQuantity(g[name])
		if name == "min" && strings.HasSuffix(g["max"], " of every 100") && !strings.Contains(g[name], " ") { // 10 to 20 of every 100
			q = s.plainQuantity(g[name] + " of every 100")
		}
		bounds[name] = q
	}
	return bounds
}
