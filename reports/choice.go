package reports

import (
	"slices"

	"heng/internal/fault"
	"heng/internal/locale"
)

// Choice is the period that a board is about, and the one it is compared with; empty
// for none.
type Choice struct{ Period, Compare string }

// Uncompared is how a reader asks for a period that is compared with no other.
const Uncompared = "none"

// Periods lists the periods that a board can be about: those that observations are of
// and the years that hold them, the longer ones first, and of each length the latest.
func (in Input) Periods() []string {
	found := map[span]bool{}
	for i := range in.Observations {
		if s, ok := parseSpan(periodCode(&in.Observations[i])); ok {
			found[s], found[s.at(12, 0)] = true, true
		}
	}
	var all []span
	for s := range found {
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b span) int {
		if a.months != b.months {
			return b.months - a.months
		}
		return b.first.Compare(a.first)
	})
	var codes []string
	for _, s := range all {
		codes = append(codes, s.code())
	}
	return codes
}

// Choose reads which period a reader asks for, and which one to compare it with. No
// period is the report's; no comparison is the period before it, where the records have
// that; Uncompared is none. The error is a *fault.Error that says what can be chosen.
func (in Input) Choose(period, compare string) (Choice, error) {
	if period == "" && compare == "" {
		return Choice{in.Period, in.Compare}, nil
	}
	c := Choice{period, compare}
	if period == "" {
		c.Period = in.Period
	}
	known := in.Periods()
	for _, code := range []string{c.Period, c.Compare} {
		if code != "" && code != Uncompared && code != in.Period && !slices.Contains(known, code) {
			return Choice{}, fault.New(fault.Usage, locale.M("report.choice_unknown", "period", shortened(code))).
				WithHint(locale.M("report.choice_unknown_hint"))
		}
	}
	whole, _ := parseSpan(c.Period)
	switch c.Compare {
	case Uncompared:
		c.Compare = ""
	case "":
		if before := whole.shift(-1).code(); slices.Contains(known, before) {
			c.Compare = before
		}
	default:
		other, _ := parseSpan(c.Compare)
		if other.months != whole.months || !other.first.Before(whole.first) {
			return Choice{}, fault.New(fault.Usage, locale.M("report.choice_apart", "period", named(c.Period), "compare", named(c.Compare))).
				WithHint(locale.M("report.choice_apart_hint"))
		}
	}
	return c, nil
}

// IsBefore reports whether one period comes right before another of its length.
func IsBefore(before, period string) bool {
	whole, ok := parseSpan(period)
	return ok && whole.shift(-1).code() == before
}

// named is the name of a period in every language.
func named(code string) locale.Text {
	name := locale.Text{}
	for _, lang := range locale.Languages {
		name[lang] = locale.NewPrinter(lang).PeriodPhrase(code)
	}
	return name
}

// shortened cuts what somebody typed to what an answer may quote.
func shortened(text string) string {
	const most = 24
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}
