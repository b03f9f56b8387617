package prose_test

import (
	"strconv"

	"github.com/shopspring/decimal"

	"heng/internal/locale"
	"heng/reports/prose"
)

// facts are the numbers of a case, from which its statement is made in either
// language: what stands in a statement follows from them, and the test that
// reads a sentence back compares it with them.
type facts struct {
	about    subject
	unit     string
	decimals int
	better   prose.Direction

	period, compare, baselinePeriod, targetPeriod string // codes
	running                                       bool

	now, before, baseline         string    // numbers; empty where there is none
	few, fewBefore                *prose.Of // few rows: both are fractions
	value, min, max, over, under  string    // the target
	unjudged                      bool      // the target is not judged by
	pace                          *pace
	absence                       prose.Absence
	missing                       int64
	latest, latestPeriod          string
	latestRunning                 bool
	gaps                          []string
	compared                      bool
	breakSince, breakReasonZh, en string
	fewRows, small                int64
	noise                         string // of a sample: what a difference has to reach to be clear
}

type pace struct {
	sign, turn prose.Sign
	rate       string
	each       prose.Each
	adds       bool
}

// subject is a name in both languages.
type subject struct {
	zh, en string
	number prose.Number
}

var (
	onTime  = subject{"成果報告如期繳交率", "On-time reports", prose.Plural}
	current = subject{"依宣告頻率更新之資料集比率", "Datasets kept up to their declared interval", prose.Unknown}
	clause  = subject{"{value}的成果報告如期繳交", "{value} reports came in on time", prose.Unknown}
	unnamed = subject{}
	lag     = subject{"公開所需日數", "Days to publication", prose.Unknown}
	aid     = subject{"政府開發援助", "Official development assistance", prose.Singular}
	visits  = subject{"已辦理之工作坊", "Workshops held", prose.Unknown}
	gni     = subject{"ODA／GNI", "ODA/GNI", prose.Singular}
	herf    = subject{"部門集中度", "Concentration by sector", prose.Singular}
)

// ref is what a figure of these tests refers to.
type ref struct {
	field string
	exact decimal.Decimal
}

func number(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func (f facts) figure(p locale.Printer, field, text string) prose.Figure {
	exact := number(text)
	out := prose.Figure{Text: p.Quantity(exact, f.unit, nil, f.decimals), Ref: ref{field, exact}}
	if f.unit == "percent" && exact.Cmp(number("1")) >= 0 && exact.Cmp(number("99")) <= 0 {
		whole := exact.Round(0)
		out.Of = &prose.Of{Part: int(whole.IntPart()), Whole: prose.Hundred, About: !whole.Equal(exact)}
	}
	return out
}

// fraction is a figure of few rows.
func (f facts) fraction(field, text string, of *prose.Of) prose.Figure {
	return prose.Figure{
		Text: strconv.Itoa(of.Part) + "/" + strconv.Itoa(of.Whole), Ref: ref{field, number(text)}, Of: of,
	}
}

func period(p locale.Printer, code string) prose.Period {
	if code == "" {
		return prose.Period{}
	}
	if p.Lang == locale.ZhTW {
		return prose.Period{Noun: p.LaterPeriod(code), When: p.LaterPeriod(code)}
	}
	return prose.Period{Noun: p.PeriodPhrase(code), When: p.InPeriod(code)}
}

func (f facts) statement(lang locale.Lang) prose.Statement {
	p := locale.NewPrinter(lang)
	s := prose.Statement{
		Subject: prose.Subject{Text: f.about.en, Number: f.about.number},
		Period:  period(p, f.period), Running: f.running, Absence: f.absence, Better: f.better, Compared: f.compared,
	}
	if lang == locale.ZhTW {
		s.Subject.Text = f.about.zh
	}
	if f.now != "" {
		s.Value = f.figure(p, "value", f.now)
		if f.few != nil {
			s.Value = f.fraction("value", f.now, f.few)
		}
		s.Change = f.change(p, "before", f.before, f.compare)
		s.Baseline = f.change(p, "baseline", f.baseline, f.baselinePeriod)
		s.Target = f.target(p)
	}
	if f.pace != nil {
		s.Pace = &prose.Pace{Sign: f.pace.sign, Turn: f.pace.turn, Kind: f.kind(), Each: f.pace.each, Adds: f.pace.adds}
		if f.pace.rate != "" {
			exact := number(f.pace.rate)
			s.Pace.Rate = &prose.Figure{Text: p.Difference(exact, f.unit, nil, f.decimals), Ref: ref{"rate", exact}}
		}
	}
	if f.missing > 0 {
		s.Missing = ptr(count(p, "missing", f.missing))
	}
	if f.latest != "" {
		s.Latest = &prose.Latest{Value: f.figure(p, "latest", f.latest), Period: period(p, f.latestPeriod), Running: f.latestRunning}
	}
	for _, code := range f.gaps {
		s.Gaps = append(s.Gaps, period(p, code))
	}
	if f.breakSince != "" {
		s.Break = &prose.Break{Since: period(p, f.breakSince), Reason: f.en}
		if lang == locale.ZhTW {
			s.Break.Reason = f.breakReasonZh
		}
	}
	if f.fewRows > 0 {
		s.Few = &prose.Few{Rows: count(p, "rows", f.fewRows), Limit: count(p, "limit", 30).Figure}
	}
	if f.small > 0 {
		s.Small = &prose.Few{Rows: count(p, "effective", f.small), Limit: count(p, "limit", 100).Figure}
	}
	return s
}

func count(p locale.Printer, field string, n int64) prose.Count {
	return prose.Count{N: n, Figure: prose.Figure{Text: p.Integer(n), Ref: ref{field, decimal.NewFromInt(n)}}}
}

// kind is how a change in the unit is told.
func (f facts) kind() prose.Kind {
	switch f.unit {
	case "percent":
		return prose.Points
	case "ratio", "points":
		return prose.Ratio
	}
	return prose.Amount
}

func (f facts) change(p locale.Printer, field, before, code string) *prose.Change {
	if before == "" {
		return nil
	}
	now, earlier := number(f.now), number(before)
	c := &prose.Change{Base: period(p, code), Before: f.figure(p, field, before), Kind: f.kind(), Sign: prose.Sign(now.Cmp(earlier))}
	if field == "before" && f.fewBefore != nil {
		c.Before = f.fraction(field, before, f.fewBefore)
	}
	distance := now.Sub(earlier)
	switch {
	case f.few != nil || f.fewBefore != nil:
		c.Kind = prose.Both
	case c.Sign == prose.Level:
		c.Kind = prose.Same
	case f.noise != "" && distance.Abs().LessThan(number(f.noise)):
		c.Kind = prose.Unclear
	case locale.IsCurrency(f.unit) && earlier.Sign() > 0:
		share := distance.Shift(2).DivRound(earlier, 12)
		c.Kind = prose.Percent
		c.Amount = prose.Figure{Text: p.Quantity(share.Round(1).Abs(), "percent", nil, 1), Ref: ref{field + " change", share}}
		if share.Round(1).IsZero() {
			c.Kind = prose.Little
		}
	default:
		c.Amount = prose.Figure{Text: p.Difference(distance, f.unit, nil, f.decimals), Ref: ref{field + " change", distance}}
		if !locale.IsCurrency(f.unit) && distance.Round(int32(f.decimals)).IsZero() {
			c.Kind = prose.Little
		}
	}
	return c
}

func (f facts) target(p locale.Printer) *prose.Target {
	t := &prose.Target{Period: period(p, f.targetPeriod)}
	for _, bound := range []struct {
		field, text string
		to          **prose.Figure
	}{
		{"target", f.value, &t.Value}, {"min", f.min, &t.Min}, {"max", f.max, &t.Max}, {"over", f.over, &t.Over}, {"under", f.under, &t.Under},
	} {
		if bound.text != "" {
			*bound.to = ptr(f.figure(p, bound.field, bound.text))
		}
	}
	if t.Value == nil && t.Min == nil && t.Max == nil && t.Over == nil && t.Under == nil {
		return nil
	}
	t.Relation = f.relation()
	return t
}

// relation is how the value stands to the target.
func (f facts) relation() prose.Relation {
	side := func(bound string) int {
		if bound == "" {
			return 0
		}
		return number(f.now).Cmp(number(bound))
	}
	switch {
	case f.value != "" && f.better == prose.Neither:
		return prose.Reference
	case f.unjudged:
		return prose.Is
	case f.value != "" && f.better == prose.Higher && side(f.value) < 0, side(f.min) < 0:
		return prose.Below
	case f.value != "" && f.better == prose.Lower && side(f.value) > 0, side(f.max) > 0:
		return prose.Above
	case f.over != "" && side(f.over) <= 0, f.under != "" && side(f.under) >= 0:
		return prose.Unmet
	}
	return prose.Met
}

func ptr[T any](v T) *T { return &v }
