package prose_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"heng/internal/locale"
	"heng/reports/prose"
)

// check reads a sentence back and compares it with the facts; the error says
// where they differ.
func check(lang locale.Lang, form string, f facts, text string) error {
	read, subject := readEnglish, f.about.en
	if lang == locale.ZhTW {
		read, subject = readChinese, f.about.zh
	}
	r, err := read(form, subject, text)
	if err != nil {
		return err
	}
	e := examiner{f: f, r: r, lang: lang, form: form}
	e.examine()
	if len(e.found) > 0 {
		return fmt.Errorf("%s", strings.Join(e.found, "; "))
	}
	return nil
}

// examiner holds what was read against the facts.
type examiner struct {
	f     facts
	r     reading
	lang  locale.Lang
	form  string
	found []string
}

func (e *examiner) want(what string, got, want any) {
	if got != want {
		e.found = append(e.found, fmt.Sprintf("%s: read %v, true is %v", what, got, want))
	}
}

// number holds a quantity against an exact number and its unit.
func (e *examiner) number(what string, got quantity, exact, unit string) {
	if exact == "" {
		e.want(what, got.isZero(), true)
		return
	}
	n := number(exact)
	slack := got.slack
	if unit == "NT$" && e.lang == locale.ZhTW {
		slack = decimal.Max(slack, decimal.New(5, -1))
	}
	if got.number.Sub(n).Abs().GreaterThan(slack) || got.unit != unit {
		e.found = append(e.found, fmt.Sprintf("%s: read %s %s, true is %s %s", what, got.number, got.unit, exact, unit))
	}
}

// unit is how a number of the facts' unit is recognised.
func (e *examiner) unit() string {
	return map[string]string{"percent": "%", "days": "days", "people": "people", "TWD": "NT$"}[e.f.unit]
}

func (e *examiner) examine() {
	if e.form == "notes" {
		e.notes()
		return
	}
	f, r := e.f, e.r
	if e.form != "finding" && !strings.Contains(f.about.en, "{value}") {
		e.want("subject", r.subject, map[locale.Lang]string{locale.ZhTW: f.about.zh, locale.En: f.about.en}[e.lang])
	}
	if r.agreement != "" {
		e.want("agreement", r.agreement, map[prose.Number]string{prose.Singular: "singular", prose.Plural: "plural"}[f.about.number])
	}
	if e.form == "finding" || e.form == "plain" || f.now == "" {
		e.want("period", r.period, f.period)
	}
	e.want("absence", r.absence, map[prose.Absence]string{
		prose.NoData: "no data", prose.NotApplicable: "not applicable", prose.NotDue: "not due", prose.Suppressed: "suppressed", prose.TooFew: "too few",
	}[f.absence])
	lacking := ""
	if e.form == "finding" && f.absence == prose.NoData && f.missing > 0 {
		lacking = locale.NewPrinter(e.lang).Integer(f.missing)
	}
	e.want("rows", r.lacking, lacking)
	latest := ""
	if f.latest != "" {
		latest = f.latest
		e.want("latest period", r.latestOf, f.latestPeriod)
		e.want("latest running", r.latestRuns, f.latestRunning)
	}
	e.number("latest", r.latest, latest, e.unit())
	if f.absence != prose.Present {
		return
	}
	unit := e.unit()
	if f.few != nil {
		unit = "fraction"
	}
	e.number("value", r.value, f.now, unit)
	if e.form == "movement" {
		e.movement()
		return
	}
	e.want("running", r.running, f.running && f.period != "")
	e.comparisons()
	e.target()
	e.pace()
}

// turn is what happened between two numbers, from the numbers alone.
func (f facts) turn(before string) string {
	if before == "" || f.few != nil || f.fewBefore != nil {
		return ""
	}
	now, then := number(f.now), number(before)
	distance := now.Sub(then)
	small := distance.Round(int32(f.decimals)).IsZero()
	if f.unit == "TWD" && then.IsPositive() {
		small = distance.Shift(2).DivRound(then, 12).Round(1).IsZero()
	} else if f.unit == "TWD" {
		small = false
	}
	switch {
	case distance.IsZero():
		return "same"
	case f.noise != "" && distance.Abs().LessThan(number(f.noise)):
		return "unclear"
	case small:
		return "little"
	case distance.IsPositive():
		return "up"
	}
	return "down"
}

// amount is how far a value went, and in which unit that is told.
func (f facts) amount(before string) (string, string) {
	distance := number(f.now).Sub(number(before)).Abs()
	switch {
	case f.unit == "percent":
		return distance.String(), "points"
	case f.unit == "TWD" && number(before).IsPositive():
		return distance.Shift(2).DivRound(number(before), 12).String(), "%"
	}
	return distance.String(), map[string]string{"days": "days", "people": "people", "TWD": "NT$"}[f.unit]
}

func (e *examiner) comparisons() {
	f, r := e.f, e.r
	for _, c := range []struct {
		name, before, base string
		got                comparison
		told               bool // in this form
	}{
		{"change", f.before, f.compare, r.change, true},
		{"baseline", f.baseline, f.baselinePeriod, r.baseline, e.form == "finding" || e.form == "title" && f.before == ""},
	} {
		if c.before == "" || !c.told || c.name == "baseline" && e.form == "plain" {
			e.want(c.name, c.got.turn, "")
			e.number(c.name, c.got.amount, "", "")
			e.number(c.name, c.got.before, "", "")
			continue
		}
		turn := f.turn(c.before)
		e.want(c.name, c.got.turn, turn)
		isHeadline := e.form == "title" && c.name == "change" && turn != "" && (turn != "unclear" || e.lang == locale.ZhTW)
		if !isHeadline {
			e.want(c.name+" base", c.got.base, c.base)
		}
		amount, amountUnit := f.amount(c.before)
		switch {
		case turn != "up" && turn != "down", e.form == "plain", isHeadline && e.lang == locale.ZhTW, isHeadline && f.about.number != prose.Unknown:
			e.number(c.name+" amount", c.got.amount, "", "")
		default:
			e.number(c.name+" amount", c.got.amount, amount, amountUnit)
		}
		unit := e.unit()
		if turn == "" && c.name == "change" {
			unit = "fraction"
		}
		switch {
		case turn == "same", isHeadline, e.form != "plain" && (turn == "up" || turn == "down"), e.form == "plain" && turn == "little":
			e.number(c.name+" before", c.got.before, "", "")
		default:
			e.number(c.name+" before", c.got.before, c.before, unit)
		}
	}
	told := e.form == "plain" && f.better == prose.Lower && (r.change.turn == "up" || r.change.turn == "down")
	e.want("lower is better", r.lowerBetter, told)
}

// standing is how a number stands to the target, from the numbers alone.
func (f facts) standing(now string) string {
	g := f
	g.now = now
	return map[prose.Relation]string{
		prose.Is: "target", prose.Reference: "reference", prose.Met: "met", prose.Below: "below", prose.Above: "above", prose.Unmet: "unmet",
	}[g.relation()]
}

func (e *examiner) target() {
	f, r := e.f, e.r
	bounds := map[string]string{"value": f.value, "min": f.min, "max": f.max, "over": f.over, "under": f.under}
	given := 0
	for _, name := range []string{"value", "min", "max", "over", "under"} {
		if bounds[name] == "" {
			continue
		}
		given++
		got, ok := r.bounds[name]
		if !ok {
			e.found = append(e.found, "the target's "+name+" is not said")
			continue
		}
		e.number("target "+name, got, bounds[name], e.unit())
	}
	e.want("bounds", len(r.bounds), given)
	if given == 0 {
		e.want("relation", r.relation, "")
		return
	}
	e.want("target period", r.targetOf, f.targetPeriod)
	want := f.standing(f.now)
	switch {
	case e.form == "plain" && want != "met" && want != "reference" && (f.targetPeriod != "" || want == "target"):
		want = "target"
	case e.form == "plain" && (want == "below" || want == "above" || want == "unmet"), r.relation == "missed" && want != "met":
		// 未達 and "was not reached" leave open on which side; the bounds tell.
		e.want("relation", r.relation, "missed")
		e.continuity(f.standing(f.now))
		return
	case want == "unmet" && r.relation == "below":
		want = "below" // short of more than so much
		e.want("short of", f.over != "" && number(f.now).Cmp(number(f.over)) <= 0, true)
	}
	e.want("relation", r.relation, want)
	e.continuity(f.standing(f.now))
}

// continuity minds "still" and "but": still is said where the earlier value
// stood to the target as this one does and either nothing changed or the
// change goes the other way; but is said of the latter.
func (e *examiner) continuity(now string) {
	f, r := e.f, e.r
	lead := f.before
	if lead == "" {
		lead = f.baseline
	}
	if e.form == "plain" || lead == "" || now == "target" || now == "reference" {
		e.want("still", r.still, false)
		e.want("contrast", r.contrast, false)
		return
	}
	turn := f.turn(lead)
	mixed := e.form == "finding" && f.before != "" && f.baseline != "" && f.turn(f.before) != f.turn(f.baseline) &&
		strings.Contains("up down unclear", f.turn(f.before)) && strings.Contains("up down unclear", f.turn(f.baseline))
	towards := map[string]string{"below": "up", "above": "down"}[now]
	switch {
	case now == "unmet" && f.over != "" && f.under == "":
		towards = "up"
	case now == "unmet" && f.under != "" && f.over == "":
		towards = "down"
	case now == "met" && (f.better == prose.Higher && f.value != "" || (f.min != "" || f.over != "") && f.max == "" && f.under == ""):
		towards = "down"
	case now == "met" && (f.better == prose.Lower && f.value != "" || (f.max != "" || f.under != "") && f.min == "" && f.over == ""):
		towards = "up"
	}
	contrast := !mixed && turn != "" && turn == towards
	e.want("contrast", r.contrast, contrast)
	e.want("still", r.still, contrast || turn == "same" && !mixed)
	if r.still {
		if before := f.standing(lead); (before == "met") != (now == "met") {
			e.found = append(e.found, "still "+now+", but it was "+before)
		}
	}
}

func (e *examiner) pace() {
	f, r := e.f, e.r
	told := e.form == "finding" || e.form == "title" && f.running
	if f.pace == nil || !told {
		e.want("pace", r.pace, "")
		return
	}
	e.want("pace", r.pace, map[prose.Sign]string{prose.Rose: "ahead of", prose.Fell: "behind", prose.Level: "at"}[f.pace.sign])
	if e.form == "title" || f.pace.rate == "" {
		e.number("rate", r.rate, "", "")
		return
	}
	unit := map[string]string{"percent": "points", "days": "days", "people": "people", "TWD": "NT$"}[f.unit]
	e.number("rate", r.rate, f.pace.rate, unit)
	e.want("each", r.each, map[prose.Each]string{
		prose.Year: "a year", prose.HalfYear: "every half-year", prose.Quarter: "a quarter", prose.Month: "a month",
	}[f.pace.each])
	turn := map[prose.Sign]string{prose.Rose: "up", prose.Fell: "down"}[f.pace.turn]
	if f.pace.adds && e.lang == locale.En {
		turn = ""
	}
	e.want("turn of the rate", r.turn, turn)
}

func (e *examiner) movement() {
	f, r := e.f, e.r
	turn := f.turn(f.before)
	e.want("turn", r.change.turn, turn)
	amount, unit := f.amount(f.before)
	e.number("amount", r.change.amount, amount, unit)
	e.number("before", r.change.before, f.before, e.unit())
	quality := ""
	switch {
	case f.better == prose.Higher && turn == "up", f.better == prose.Lower && turn == "down":
		quality = "better"
	case f.better == prose.Higher, f.better == prose.Lower:
		quality = "worse"
	}
	e.want("quality", r.quality, quality)
}

func (e *examiner) notes() {
	f, r := e.f, e.r
	p := locale.NewPrinter(e.lang)
	told := func(n int64) string {
		if n == 0 {
			return ""
		}
		return p.Integer(n)
	}
	missing := f.missing
	if f.absence != prose.Present {
		missing = 0
	}
	e.want("rows", r.lacking, told(missing))
	e.want("gaps", strings.Join(r.gaps, " "), strings.Join(f.gaps, " "))
	e.want("compared", r.compared, f.compared && len(f.gaps) > 0)
	e.want("break", r.breakAt, f.breakSince)
	e.want("reason", r.reason, map[locale.Lang]string{locale.ZhTW: f.breakReasonZh, locale.En: f.en}[e.lang])
	e.want("few", r.few, told(f.fewRows))
	e.want("limit", r.limit, map[bool]string{true: "30"}[f.fewRows > 0])
	e.want("effective", r.small, told(f.small))
	e.want("limit of the effective size", r.smallLimit, map[bool]string{true: "100"}[f.small > 0])
}

// every calls visit with each sentence that makes sense of the facts.
func (f facts) every(visit func(lang locale.Lang, form, text string, s prose.Sentence)) {
	for _, lang := range []locale.Lang{locale.ZhTW, locale.En} {
		statement := f.statement(lang)
		for _, form := range forms {
			if !hasForm(form.name, f, statement) {
				continue
			}
			if s := form.write(lang, statement); len(s) > 0 {
				visit(lang, form.name, s.String(), s)
			}
		}
	}
}

// Every golden sentence says what is so, and its figures are the numbers they
// refer to.
func TestSentencesAgree(t *testing.T) {
	for _, c := range cases() {
		c.every(func(lang locale.Lang, form, text string, s prose.Sentence) {
			if err := check(lang, form, c.facts, text); err != nil {
				t.Errorf("%s, %s %s: %v\n%s", c.name, lang, form, err, text)
			}
			if err := checkFigures(s); err != nil {
				t.Errorf("%s, %s %s: %v\n%s", c.name, lang, form, err, text)
			}
			if err := checkTypography(lang, text); err != nil {
				t.Errorf("%s, %s %s: %v\n%s", c.name, lang, form, err, text)
			}
		})
	}
}

// Every sentence about any numbers agrees with its statement.
func TestEverySentenceAgrees(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := drawFacts(t)
		f.every(func(lang locale.Lang, form, text string, s prose.Sentence) {
			if err := check(lang, form, f, text); err != nil {
				t.Fatalf("%s %s: %v\n%s", lang, form, err, text)
			}
			if err := checkFigures(s); err != nil {
				t.Fatalf("%s %s: %v\n%s", lang, form, err, text)
			}
			if err := checkTypography(lang, text); err != nil {
				t.Fatalf("%s %s: %v\n%s", lang, form, err, text)
			}
		})
	})
}

// drawFacts draws the facts of a case.
func drawFacts(t *rapid.T) facts {
	unit := rapid.SampledFrom([]string{"percent", "days", "TWD", "ratio", "count"}).Draw(t, "unit")
	f := facts{unit: unit, period: "2017", compare: "2016", decimals: map[string]int{"percent": 1, "ratio": 3}[unit]}
	f.about = rapid.SampledFrom([]subject{current, onTime, aid, clause, unnamed}).Draw(t, "about")
	f.better = rapid.SampledFrom([]prose.Direction{prose.Higher, prose.Lower, prose.InRange, prose.Neither}).Draw(t, "better")
	if f.about == clause {
		f.unit, f.decimals, f.better = "percent", 1, prose.Higher
	}
	draw := func(label string) string {
		top, exponent := int64(9999), int32(-2) // a few hundredths apart at times
		switch f.unit {
		case "TWD":
			top, exponent = 99_999_999_999, 0
		case "ratio":
			top, exponent = 99999, -5
		case "days", "count":
			top, exponent = 400, 0
		}
		return decimal.New(rapid.Int64Range(0, top).Draw(t, label), exponent).String()
	}
	if rapid.IntRange(0, 9).Draw(t, "absent") == 0 {
		f.absence = rapid.SampledFrom([]prose.Absence{prose.NoData, prose.NotApplicable, prose.NotDue, prose.Suppressed, prose.TooFew}).Draw(t, "absence")
		if rapid.Bool().Draw(t, "has missing") {
			f.missing = rapid.Int64Range(1, 3000).Draw(t, "missing")
		}
		if rapid.Bool().Draw(t, "has latest") {
			f.latest, f.latestPeriod, f.latestRunning = draw("latest"), "2015", rapid.Bool().Draw(t, "latest running")
		}
		return f
	}
	f.now = draw("now")
	nearby := func(label string) string {
		switch rapid.IntRange(0, 3).Draw(t, label+" how") {
		case 0:
			return f.now
		case 1: // close by
			n := number(f.now)
			return n.Add(decimal.New(rapid.Int64Range(0, 9).Draw(t, label+" by"), min(n.Exponent(), 0))).String()
		}
		return draw(label)
	}
	if rapid.Bool().Draw(t, "compared") {
		f.before = nearby("before")
	}
	if rapid.IntRange(0, 2).Draw(t, "based") == 0 {
		f.baseline, f.baselinePeriod = nearby("baseline"), "2014"
	}
	switch kind := rapid.IntRange(0, 4).Draw(t, "target"); {
	case kind == 0:
	case kind < 3 && f.better != prose.InRange:
		f.value = nearby("target")
	case f.better == prose.Higher && kind == 3:
		f.min = nearby("min")
	case f.better == prose.Higher:
		f.over = nearby("over")
	case f.better == prose.Lower && kind == 3:
		f.max = nearby("max")
	case f.better == prose.Lower:
		f.under = nearby("under")
	case f.better == prose.InRange:
		ends := []string{draw("low"), draw("high")}
		slices.SortFunc(ends, func(a, b string) int { return number(a).Cmp(number(b)) })
		if kind == 4 {
			f.over, f.under = ends[0], ends[1]
		} else {
			f.min, f.max = ends[0], ends[1]
		}
	}
	if rapid.IntRange(0, 2).Draw(t, "sampled") == 0 { // what is near is not told apart, and what is far is
		f.noise = draw("noise")
	}
	f.drawCircumstances(t)
	return f
}

func (f *facts) drawCircumstances(t *rapid.T) {
	switch rapid.IntRange(0, 5).Draw(t, "circumstances") {
	case 0:
		f.running, f.unjudged, f.before, f.baseline, f.period = true, true, "", "", "2018-Q1"
		if f.value != "" && f.better != prose.Neither {
			f.pace = &pace{
				sign: rapid.SampledFrom([]prose.Sign{prose.Rose, prose.Level, prose.Fell}).Draw(t, "pace"),
				turn: prose.Rose, rate: "1", each: prose.Month, adds: true,
			}
		}
	case 1:
		if f.unit == "percent" && f.about != clause {
			of := func(label string) (*prose.Of, string) {
				whole := rapid.IntRange(1, 19).Draw(t, label)
				part := rapid.IntRange(0, whole).Draw(t, label+" of them")
				share := decimal.New(int64(part)*100, 0).DivRound(decimal.New(int64(whole), 0), 6)
				return &prose.Of{Part: part, Whole: whole}, share.String()
			}
			f.few, f.now = of("few")
			if f.before != "" {
				f.fewBefore, f.before = of("few before")
			}
		}
	case 2:
		if f.value+f.min+f.max+f.over+f.under != "" {
			f.targetPeriod = "2020-S2"
		}
	case 3:
		f.missing = rapid.Int64Range(0, 2).Draw(t, "missing")
		f.fewRows = rapid.Int64Range(0, 2).Draw(t, "few rows")
		f.gaps = rapid.SampledFrom([][]string{nil, {"2016"}, {"2014", "2015-S1"}, {"2013", "2014", "2015"}}).Draw(t, "gaps")
		f.compared = rapid.Bool().Draw(t, "compared gap")
		f.breakSince = rapid.SampledFrom([]string{"", "2017"}).Draw(t, "break")
		f.small = rapid.Int64Range(0, 99).Draw(t, "small")
	}
}

// checkFigures holds the figures of a sentence against what they refer to.
func checkFigures(s prose.Sentence) error {
	for _, part := range s {
		of, ok := part.Ref.(ref)
		if !ok {
			continue
		}
		text := &scanner{}
		readPlain := text.plainQuantity
		if strings.ContainsAny(part.Text, "成筆") {
			readPlain = text.plainChineseQuantity
		}
		q := readPlain(part.Text)
		if text.err != nil {
			return text.err
		}
		if q.number.Abs().Sub(of.exact.Abs()).Abs().GreaterThan(decimal.Max(q.slack, decimal.New(5, -1))) {
			return fmt.Errorf("the figure %q is not %s", part.Text, of.exact)
		}
	}
	return nil
}

// checkTypography minds what an editor would strike at a glance.
func checkTypography(lang locale.Lang, text string) error {
	wrong := []string{"  ", " ,", " .", " ;", "( ", " )", "..", ",,", "{", "}"}
	if lang == locale.ZhTW {
		wrong = append(wrong, " ，", "， ", " 。", "。 ", "（ ", " ）", "，，", "。。", "，。", "、，", " 、", ",為", "　")
		for i, r := range []rune(text) {
			if i == 0 {
				continue
			}
			before := []rune(text)[i-1]
			if isHan(before) && (r == '%' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z') || isHan(r) && (before == '%' || before >= 'a' && before <= 'z') {
				return fmt.Errorf("no space between %q and %q", before, r)
			}
		}
	} else if strings.ContainsAny(text, "，。（）；：、") {
		return fmt.Errorf("Chinese punctuation")
	}
	for _, w := range wrong {
		if strings.Contains(text, w) {
			return fmt.Errorf("%q in the text", w)
		}
	}
	return nil
}

func isHan(r rune) bool { return r >= 0x4E00 && r <= 0x9FFF }

// mutations are slips that a grammar could make: a word for its opposite, a
// number, a unit or a period for another, a constituent too many or too few.
var mutations = map[locale.Lang][][2]string{
	locale.En: {
		{"rose to", "fell to"}, {"fell to", "rose to"}, {"up ", "down "}, {"down ", "up "}, {" up to", " down to"},
		{"below", "above"}, {"above", "below"}, {"short of", "meeting"}, {"meeting", "missing"}, {"missing", "meeting"},
		{"over the target", "short of the target"}, {"within", "below"}, {"met the", "missed the"}, {"missed the", "met the"},
		{"but still", "and still"}, {"and still", "but still"}, {" still", ""}, {"but remain", "and remain"},
		{"the same as", "little changed from"}, {"unchanged", "little changed"}, {"little changed", "unchanged"},
		{" percentage points", "%"}, {" days", " people"}, {"NT$", ""}, {"82.3%", "82.8%"}, {"4/12", "5/12"}, {"9.0", "9.1"},
		{"on 2016", "on 2015"}, {"in 2017", "in 2016"}, {"in 2016", "in 2014"}, {"the second half of 2016", "the first half of 2016"},
		{"baseline of 2014", "baseline of 2013"}, {"for 2020", "for 2021"}, {" so far", ""}, {" (provisional, because the period is not over)", ""},
		{"at least", "at most"}, {"at most", "at least"}, {"more than", "less than"}, {"less than", "more than"},
		{"a target of", "a reference value of"}, {"reference value of", "target of"},
		{"ahead of", "behind"}, {"behind", "ahead of"}, {"a rise of", "a fall of"}, {"a year", "a month"}, {"a month", "a year"},
		{" remain ", " remains "}, {" were ", " was "}, {" was unchanged", " were unchanged"}, {"rows lack", "row lacks"}, {"row lacks", "row lack"},
		{"1 row is", "1 row are"}, {"the better", "the worse"}, {"for the worse", "for the better"},
		{"was reached", "was not reached"}, {"was not reached", "was reached"}, {"about 82", "about 81"}, {"about 82", "82"},
		{"; the lower, the better", ""}, {" has already been reached", " was not reached"}, {"is not over", "is over"},
		{"No data", "Not applicable"}, {"no data", "not applicable"}, {"Not yet due", "No data"}, {"Suppressed", "No data"}, {"latest value is 40.0%", "latest value is 41.0%"},
		{"for 2015", "for 2014"}, {", provisional", ""}, {" to compare with", ""}, {"2013, 2014 and 2016", "2013 and 2016"},
		{"with no clear change from", "little changed from"}, {"with no clear change from", "down from"}, {"or from the", "and up 9.0 percentage points on the"},
		{"; the difference may be due to chance", ""}, {"Not published", "No data"}, {": too few respondents stand behind it", ""},
		{"leave 85 effective", "leave 86 effective"}, {"fewer than 100", "fewer than 30"},
		{"29 rows", "28 rows"}, {"fewer than 30", "fewer than 20"}, {"series at 2017", "series at 2016"}, {"10% to 20%", "10% to 30%"},
	},
	locale.ZhTW: {
		{"升至", "降至"}, {"降至", "升至"}, {"增至", "減至"}, {"上升", "下降"}, {"下降", "上升"}, {"增加", "減少"}, {"減少", "增加"},
		{"低於目標", "高於目標"}, {"高於目標", "低於目標"}, {"未達", "達成"}, {"達成目標", "未達目標"}, {"超出目標", "低於目標"},
		{"惟仍", "並"}, {"仍", ""}, {"惟較", "較"}, {"維持", "為"}, {"相同", "相差無幾"}, {"，變動甚微", ""},
		{" 個百分點", "%"}, {" 日", " 人"}, {"82.3%", "82.8%"}, {"4/12", "5/12"}, {"9.0", "9.1"}, {"90億", "80億"},
		{"較105年", "較104年"}, {"106年為", "107年為"}, {"105年下半年", "105年上半年"}, {"103年基準值", "102年基準值"}, {"109年", "110年"},
		{"（暫定值，期間尚未結束）", ""}, {"暫為", "為"}, {"以上", "以下"}, {"以下", "以上"}, {"高於 50%", "低於 50%"},
		{"參照值為", "目標為"}, {"，目標為", "，參照值為"}, {"超前所需", "落後於所需"}, {"落後於所需", "超前所需"}, {"每年", "每月"}, {"每月", "每年"},
		{"改善", "退步"}, {"退步", "改善"}, {"還沒有達到", "已經達到"}, {"已經達到", "還沒有達到"}, {"八成二", "八成一"}, {"約", ""},
		{"；這個數字愈少愈好", ""}, {"無資料", "不適用"}, {"尚未到期", "無資料"}, {"遮蔽", "無資料"}, {"為 40.0%", "為 41.0%"}, {"104年", "103年"},
		{"可資比較", ""}, {"102年、103年", "102年"}, {"29 筆", "28 筆"}, {"不足 30", "不足 20"}, {"自106年起", "自105年起"}, {"10% 至 20%", "10% 至 30%"},
		{"變化未達統計顯著", "變動甚微"}, {"，變化未達統計顯著", ""}, {"變化均未達統計顯著", "變化未達統計顯著"}, {"，兩者的差異可能只是抽樣造成的", ""},
		{"不予公布", "無資料"}, {"：有效樣本過少", ""}, {"規模僅 85", "規模僅 86"}, {"不足 100", "不足 30"},
		{"這比105年高", "這比105年低"}, {"當時約", "當時是"}, {"升幅", "降幅"}, {"到目前為止", ""},
	},
}

// A sentence with a slip does not agree with its statement: the test above is
// worth what this one shows. Each slip is made in every golden sentence that
// has its words.
func TestSlipsAreFound(t *testing.T) {
	for _, lang := range []locale.Lang{locale.ZhTW, locale.En} {
		for _, m := range mutations[lang] {
			made := 0
			for _, c := range cases() {
				c.every(func(l locale.Lang, form, text string, _ prose.Sentence) {
					wrong := strings.Replace(text, m[0], m[1], 1)
					if l != lang || wrong == text {
						return
					}
					made++
					if err := check(lang, form, c.facts, wrong); err == nil {
						t.Errorf("%s: %q for %q goes unnoticed in %s, %s:\n%s", lang, m[1], m[0], c.name, form, wrong)
					}
				})
			}
			if made == 0 {
				t.Errorf("%s: no sentence has %q", lang, m[0])
			}
		}
	}
}

// A grammar that says rose for fell is found out by whatever numbers.
func TestWrongGrammarIsFound(t *testing.T) {
	swap := map[locale.Lang]*strings.Replacer{
		locale.En:   strings.NewReplacer("up ", "down ", "down ", "up ", "rose", "fell", "fell", "rose"),
		locale.ZhTW: strings.NewReplacer("上升", "下降", "下降", "上升", "增", "減", "減", "增", "升至", "降至", "降至", "升至", "升幅", "降幅", "降幅", "升幅"),
	}
	swapped := 0
	for i := range 2000 {
		now, before := strconv.Itoa(i%97+1), strconv.Itoa(i*31%89+1)
		if now == before {
			continue
		}
		f := rates(now, before, "50").with(func(f *facts) { f.unit = []string{"percent", "days", "TWD", "ratio"}[i%4]; f.decimals = 0 })
		f.every(func(lang locale.Lang, form, text string, _ prose.Sentence) {
			if form == "plain" {
				return // the words are others there
			}
			wrong := swap[lang].Replace(text)
			if f.turn(f.before) == "little" || wrong == text {
				return
			}
			swapped++
			if err := check(lang, form, f, wrong); err == nil {
				t.Fatalf("unnoticed: %s", wrong)
			}
		})
	}
	if swapped < 1000 {
		t.Errorf("only %d sentences were swapped", swapped)
	}
}
