package prose_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"heng/internal/locale"
	"heng/reports/prose"
)

var update = flag.Bool("update", false, "write the golden sentences anew")

// forms lists the forms in the order in which the golden file has them.
var forms = []struct {
	name  string
	write func(locale.Lang, prose.Statement) prose.Sentence
}{
	{"finding", prose.Finding},
	{"title", prose.Title},
	{"plain", prose.Plain},
	{"movement", prose.Movement},
	{"notes", prose.Notes},
}

// hasForm reports whether a form makes sense of a statement.
func hasForm(form string, f facts, s prose.Statement) bool {
	isClause := strings.Contains(s.Subject.Text, "{value}") || s.Subject.Text == ""
	switch form {
	case "movement":
		return !isClause && s.Change != nil && s.Change.Amount.Text != "" && s.Change.Kind != prose.Little
	case "title", "finding":
		return !isClause
	case "plain":
		// The plain edition tells of what was reached, not of pace and baseline.
		return f.pace == nil && f.baseline == "" || isClause
	}
	return true
}

type namedCase struct {
	name string
	facts
}

// rates are shares of grants, higher is better, against the year before.
func rates(now, before, target string) facts {
	return facts{
		about: current, unit: "percent", decimals: 1, better: prose.Higher, period: "2017", compare: "2016",
		now: now, before: before, value: target,
	}
}

func (f facts) with(change func(*facts)) facts {
	change(&f)
	return f
}

func cases() []namedCase {
	var all []namedCase
	add := func(name string, f facts) { all = append(all, namedCase{name, f}) }

	for _, about := range []struct {
		name    string
		subject subject
	}{{"name", current}, {"plural", onTime}, {"clause", clause}} {
		as := func(f facts) facts { return f.with(func(f *facts) { f.about = about.subject }) }
		for _, c := range []struct{ name, now, before string }{
			{"alone", "82.3", ""}, {"rose", "82.3", "73.3"}, {"fell", "82.3", "91.5"},
			{"same", "82.3", "82.3"}, {"little", "82.34", "82.31"},
		} {
			add(about.name+": "+c.name, as(rates(c.now, c.before, "")))
			add(about.name+": "+c.name+", met", as(rates(c.now, c.before, "80")))
			add(about.name+": "+c.name+", below", as(rates(c.now, c.before, "90")))
		}
		few := func(f *facts) { f.few, f.fewBefore = &prose.Of{Part: 4, Whole: 12}, &prose.Of{Part: 3, Whole: 11} }
		add(about.name+": few rows", as(rates("33.3333", "27.2727", "").with(few)))
		add(about.name+": few rows, met", as(rates("33.3333", "27.2727", "30").with(few)))
		add(about.name+": few rows, below", as(rates("33.3333", "27.2727", "90").with(few)))
		add(about.name+": few rows alone, below", as(rates("33.3333", "", "90").with(func(f *facts) { f.few = &prose.Of{Part: 4, Whole: 12} })))
	}

	days := func(now, before, target string) facts {
		return facts{about: lag, unit: "days", better: prose.Lower, period: "2017", compare: "2016", now: now, before: before, value: target}
	}
	add("lower is better: fell, met", days("28", "41", "30"))
	add("lower is better: fell, above", days("33", "41", "30"))
	add("lower is better: rose, met", days("29", "21", "30"))
	add("lower is better: rose by one, above", days("41", "40", "30"))
	add("lower is better: same, above", days("41", "41", "30"))
	add("lower is better: alone, above", days("41", "", "30"))

	within := func(now, before string) facts {
		return facts{
			about: current, unit: "percent", better: prose.InRange, period: "2017", compare: "2016",
			now: now, before: before, min: "10", max: "20",
		}
	}
	add("range: rose into it", within("15", "8"))
	add("range: same within it", within("15", "15"))
	add("range: within it alone", within("15", ""))
	add("range: rose above it", within("25", "18"))
	add("range: fell, still above it", within("25", "30"))
	add("range: fell below it", within("8", "14"))
	add("range: rose, still below it", within("8", "5"))
	add("range, plural: rose into it", within("15", "8").with(func(f *facts) { f.about = onTime }))

	bound := func(now, before string, better prose.Direction, set func(*facts)) facts {
		return facts{
			about: current, unit: "percent", better: better, period: "2017", compare: "2016", now: now, before: before,
		}.with(set)
	}
	atLeast := func(f *facts) { f.min = "50" }
	atMost := func(f *facts) { f.max = "50" }
	moreThan := func(f *facts) { f.over = "50" }
	lessThan := func(f *facts) { f.under = "50" }
	add("at least: rose, met", bound("55", "45", prose.Higher, atLeast))
	add("at least: fell, met", bound("55", "65", prose.Higher, atLeast))
	add("at least: rose, below", bound("45", "40", prose.Higher, atLeast))
	add("at most: rose, above", bound("55", "45", prose.Lower, atMost))
	add("at most: fell, met", bound("45", "55", prose.Lower, atMost))
	add("more than: rose, met", bound("51", "45", prose.Higher, moreThan))
	add("more than: rose, just not", bound("50", "45", prose.Higher, moreThan))
	add("more than: fell, not", bound("45", "55", prose.Higher, moreThan))
	add("more than: same, not", bound("45", "45", prose.Higher, moreThan))
	add("more than, plural: rose, just not", bound("50", "45", prose.Higher, moreThan).with(func(f *facts) { f.about = onTime }))
	add("more than, plural: fell, not", bound("45", "55", prose.Higher, moreThan).with(func(f *facts) { f.about = onTime }))
	add("more than, plural: same, not", bound("45", "45", prose.Higher, moreThan).with(func(f *facts) { f.about = onTime }))
	add("less than: fell, not yet", bound("50", "55", prose.Lower, lessThan))
	add("less than, plural: fell, not yet", bound("50", "55", prose.Lower, lessThan).with(func(f *facts) { f.about = onTime }))
	add("less than, plural: rose, not", bound("55", "50", prose.Lower, lessThan).with(func(f *facts) { f.about = onTime }))
	add("less than, plural: same, not", bound("55", "55", prose.Lower, lessThan).with(func(f *facts) { f.about = onTime }))
	add("clause in digits", rates("0.4", "0.2", "0.5").with(func(f *facts) { f.about = clause }))
	add("less than: met alone", bound("45", "", prose.Lower, lessThan))
	add("more than and less than: met", bound("45", "40", prose.InRange, func(f *facts) { f.over, f.under = "40", "50" }))
	add("more than and less than: not", bound("50", "45", prose.InRange, func(f *facts) { f.over, f.under = "40", "50" }))

	money := func(now, before, target string) facts {
		return facts{about: aid, unit: "TWD", better: prose.Neither, period: "2017", compare: "2016", now: now, before: before, value: target}
	}
	add("money: rose", money("9056979000", "8000000000", ""))
	add("money: fell", money("8000000000", "9056979000", ""))
	add("money: same", money("8000000000", "8000000000", ""))
	add("money: little", money("8000000000", "8001000000", ""))
	add("money: from nothing", money("500", "0", ""))
	add("money: better higher, met", money("9056979000", "8000000000", "9000000000").with(func(f *facts) { f.better = prose.Higher }))
	add("money: better higher, below", money("8000000000", "9056979000", "9000000000").with(func(f *facts) { f.better = prose.Higher }))
	add("point of reference", facts{
		about: gni, unit: "percent", decimals: 3, better: prose.Neither, period: "2017", compare: "2016", now: "0.056", before: "0.060", value: "0.7",
	})
	add("point of reference, alone", facts{
		about: gni, unit: "percent", decimals: 3, better: prose.Neither, period: "2017", now: "0.056", value: "0.7",
	})
	add("count: rose by one", facts{about: visits, unit: "count", better: prose.Neither, period: "2017", compare: "2016", now: "3", before: "2"})
	add("people: fell", facts{about: visits, unit: "people", better: prose.Higher, period: "2017", compare: "2016", now: "1", before: "12", value: "20"})
	add("ratio: fell", facts{about: herf, unit: "ratio", decimals: 3, better: prose.Lower, period: "2017", compare: "2016", now: "0.251", before: "0.312"})
	add("zero is a value", rates("0", "4.0", "90"))
	add("a miss that rounding would hide", rates("89.96", "", "90").with(func(f *facts) { f.decimals = 2 }))
	add("a rise that plain words would hide", rates("82.4", "81.6", ""))

	based := func(now, before, base string) facts {
		return rates(now, before, "90").with(func(f *facts) { f.baseline, f.baselinePeriod = base, "2014" })
	}
	add("baseline: both rose", based("82.3", "73.3", "62.0"))
	add("baseline: both fell", based("82.3", "85.3", "92.0"))
	add("baseline: rose and fell", based("82.3", "73.3", "92.0"))
	add("baseline: fell and rose", based("82.3", "85.3", "62.0"))
	add("baseline: rose and same", based("82.3", "73.3", "82.3"))
	add("baseline: same and rose", based("82.3", "82.3", "73.3"))
	add("baseline: both same", based("82.3", "82.3", "82.3"))
	add("baseline: both little", based("82.34", "82.31", "82.33"))
	add("baseline: little and rose", based("82.34", "82.31", "73.3"))
	add("baseline: rose and little", based("82.34", "73.3", "82.31"))
	add("baseline alone: rose", based("82.3", "", "62.0"))
	add("baseline alone: same", based("82.3", "", "82.3"))
	add("baseline alone: little", based("82.34", "", "82.31"))
	add("baseline: few rows", based("33.3333", "27.2727", "62.0").with(func(f *facts) {
		f.few, f.fewBefore = &prose.Of{Part: 4, Whole: 12}, &prose.Of{Part: 3, Whole: 11}
	}))
	add("baseline alone, plural: rose", based("82.3", "", "62.0").with(func(f *facts) { f.about = onTime }))
	add("baseline, met: rose and fell", based("91.0", "85.0", "95.0"))

	polled := func(now, before, target string) facts {
		return rates(now, before, target).with(func(f *facts) { f.noise = "4.3" })
	}
	for _, about := range []struct {
		name    string
		subject subject
	}{{"name", current}, {"plural", onTime}, {"clause", clause}} {
		as := func(f facts) facts { return f.with(func(f *facts) { f.about = about.subject }) }
		add(about.name+", a poll: no clear change", as(polled("62.0", "59.5", "")))
		add(about.name+", a poll: no clear change, met", as(polled("62.0", "59.5", "60")))
		add(about.name+", a poll: no clear change, below", as(polled("62.0", "64.5", "70")))
		add(about.name+", a poll: rose", as(polled("62.0", "55.5", "")))
		add(about.name+", a poll: the same", as(polled("62.0", "62.0", "")))
	}
	add("a poll that should fall: no clear change", polled("62.0", "64.5", "50").with(func(f *facts) { f.better = prose.Lower }))
	sampled := func(now, before, base string) facts {
		return polled(now, before, "70").with(func(f *facts) { f.baseline, f.baselinePeriod = base, "2014" })
	}
	add("a poll, baseline: neither clear", sampled("62.0", "59.5", "60.1"))
	add("a poll, baseline: only the baseline clear", sampled("62.0", "59.5", "50.0"))
	add("a poll, baseline: only the change clear", sampled("62.0", "55.5", "60.1"))
	add("a poll, baseline alone: not clear", sampled("62.0", "", "60.1"))
	add("a poll, baseline the same", sampled("62.0", "59.5", "62.0"))

	running := func(f *facts) { f.running, f.unjudged, f.compare, f.period = true, true, "", "2018" }
	add("running", rates("80", "", "").with(running))
	add("running, target", rates("80", "", "90").with(running))
	add("running, clause", rates("80", "", "90").with(running).with(func(f *facts) { f.about = clause }))
	add("running, plural", rates("80", "", "90").with(running).with(func(f *facts) { f.about = onTime }))
	workshops := facts{about: visits, unit: "count", better: prose.Higher, value: "12", now: "3"}.with(running)
	add("running, behind", workshops.with(func(f *facts) { f.pace = &pace{prose.Fell, prose.Rose, "1.5", prose.Month, true}; f.decimals = 1 }))
	add("running, ahead", workshops.with(func(f *facts) { f.pace = &pace{prose.Rose, prose.Rose, "2", prose.Quarter, true} }))
	add("running, at the pace", workshops.with(func(f *facts) { f.pace = &pace{prose.Level, prose.Rose, "", prose.Month, true} }))
	later := rates("82.3", "73.3", "90").with(func(f *facts) { f.targetPeriod = "2020" })
	add("a later target", later)
	add("a later target, met", later.with(func(f *facts) { f.value = "80" }))
	add("a later target, behind", later.with(func(f *facts) { f.pace = &pace{prose.Fell, prose.Rose, "2.6", prose.Year, false} }))
	add("a later target, ahead", later.with(func(f *facts) { f.pace = &pace{prose.Rose, prose.Rose, "1", prose.HalfYear, false} }))
	add("a later target, at the pace", later.with(func(f *facts) { f.pace = &pace{prose.Level, prose.Rose, "2.6", prose.Year, false} }))
	add("a later target, lower is better, behind", days("41", "45", "30").with(func(f *facts) {
		f.targetPeriod, f.pace = "2020", &pace{prose.Fell, prose.Fell, "4", prose.Year, false}
	}))
	add("a later range", within("8", "5").with(func(f *facts) { f.targetPeriod = "2020" }))

	add("half-year", rates("65.3", "75.0", "90").with(func(f *facts) { f.period, f.compare = "2017-S2", "2016-S2" }))
	add("quarter", rates("65.3", "75.0", "90").with(func(f *facts) { f.period, f.compare = "2017-Q3", "2016-Q3" }))
	add("month", rates("65.3", "", "90").with(func(f *facts) { f.period = "2017-06" }))
	add("without periods", rates("40", "", "90").with(func(f *facts) { f.period = "" }))
	add("without periods, clause", rates("40", "", "90").with(func(f *facts) { f.period, f.about = "", clause }))
	add("without periods, singular", facts{about: aid, unit: "TWD", now: "500"})

	heading := func(f *facts) { f.about = unnamed }
	add("under a heading", rates("82.3", "73.3", "90").with(heading))
	add("under a heading, few rows", rates("33.3333", "", "").with(heading).with(func(f *facts) { f.few = &prose.Of{Part: 4, Whole: 12} }))
	add("under a heading, running", rates("80", "", "90").with(running).with(heading))
	add("under a heading, without periods", rates("40", "", "").with(heading).with(func(f *facts) { f.period = "" }))
	add("under a heading, money", money("9056979000", "8000000000", "").with(heading))

	none := func(a prose.Absence) facts {
		return facts{about: current, unit: "percent", decimals: 1, period: "2017", absence: a}
	}
	last := func(f *facts) { f.latest, f.latestPeriod = "40", "2015" }
	add("no data", none(prose.NoData))
	add("no data, an earlier value", none(prose.NoData).with(last))
	add("no data, clause", none(prose.NoData).with(last).with(func(f *facts) { f.about = clause }))
	add("no data, under a heading", none(prose.NoData).with(last).with(heading))
	add("no data, a later running period", none(prose.NoData).with(func(f *facts) { f.latest, f.latestPeriod, f.latestRunning = "40", "2018", true }))
	add("no data, a row that lacks a value", none(prose.NoData).with(func(f *facts) { f.missing = 1 }))
	add("no data, rows that lack a value", none(prose.NoData).with(last).with(func(f *facts) { f.missing = 1234 }))
	add("no data, without periods", none(prose.NoData).with(func(f *facts) { f.period, f.missing = "", 2 }))
	add("not applicable", none(prose.NotApplicable))
	add("suppressed", none(prose.Suppressed))
	add("too few respondents", none(prose.TooFew).with(last))
	add("too few respondents, under a heading", none(prose.TooFew).with(heading))
	add("too few respondents, without periods", none(prose.TooFew).with(func(f *facts) { f.period = "" }))
	add("not applicable, without periods", none(prose.NotApplicable).with(func(f *facts) { f.period = "" }))
	add("not due", none(prose.NotDue).with(func(f *facts) { f.period = "2018" }))
	add("not due, without periods", none(prose.NotDue).with(func(f *facts) { f.period = "" }))
	add("not due, an earlier value", none(prose.NotDue).with(last).with(func(f *facts) { f.period = "2018-Q1" }))

	noted := rates("82.3", "", "")
	add("notes: a row", noted.with(func(f *facts) { f.missing = 1 }))
	add("notes: rows", noted.with(func(f *facts) { f.missing = 1234 }))
	add("notes: a gap", noted.with(func(f *facts) { f.gaps, f.compared = []string{"2016"}, true }))
	add("notes: gaps", noted.with(func(f *facts) { f.gaps = []string{"2013", "2014", "2016"} }))
	add("notes: quarters", noted.with(func(f *facts) { f.gaps = []string{"2016-Q3", "2016-Q4"} }))
	add("notes: break", noted.with(func(f *facts) { f.breakSince = "2017" }))
	add("notes: break with its reason", noted.with(func(f *facts) {
		f.breakSince, f.breakReasonZh, f.en = "2017", "問卷題目修訂", "the question was reworded"
	}))
	add("notes: few rows", noted.with(func(f *facts) { f.fewRows = 29 }))
	add("notes: one row", noted.with(func(f *facts) { f.fewRows = 1 }))
	add("notes: few respondents", noted.with(func(f *facts) { f.small = 85 }))
	add("notes: all", noted.with(func(f *facts) {
		f.missing, f.gaps, f.compared, f.breakSince, f.fewRows = 5, []string{"2016"}, true, "2017", 20
		f.small = 1
	}))
	return all
}

// The golden file holds every form of every case in both languages, to be read
// as prose.
func TestSentences(t *testing.T) {
	var b strings.Builder
	for _, c := range cases() {
		fmt.Fprintf(&b, "# %s\n", c.name)
		for _, lang := range []locale.Lang{locale.ZhTW, locale.En} {
			s := c.statement(lang)
			for _, form := range forms {
				if !hasForm(form.name, c.facts, s) {
					continue
				}
				if text := form.write(lang, s).String(); text != "" {
					fmt.Fprintf(&b, "%-5s %-8s %s\n", lang, form.name, text)
				}
			}
		}
		b.WriteString("\n")
	}
	file := filepath.Join("testdata", "sentences.txt")
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(b.String(), "\n")); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}
