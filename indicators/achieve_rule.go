package indicators

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"
)

// ruleWords are the parts of an achievement as texts of expressions; what is not
// given is empty.
type ruleWords struct {
	actual, target, minimum, maximum, baseline, ascending, strict, pace, weight string
}

func (a *Achievement) words() ruleWords {
	text := func(e *Expression) string {
		if e == nil {
			return ""
		}
		return "(" + e.Text + ")"
	}
	return ruleWords{
		actual: text(a.Actual), target: text(a.Target), minimum: text(a.Minimum), maximum: text(a.Maximum),
		baseline: text(a.Baseline), ascending: text(a.Ascending), strict: text(a.Strict), pace: text(a.Pace), weight: text(a.Weight),
	}
}

// ruleTexts are the rule of package achievement as expressions over a row: what
// Judge says, in the language that both engines read.
type ruleTexts struct {
	met, ratio, progress, rate string
	gone, way                  string // pooled
	reason                     string
	distance                   string // from the nearest bound of a range that is missed
}

func (w ruleWords) rule() ruleTexts {
	var t ruleTexts
	up, contradictory := w.direction()
	due := w.due(up)
	reached := w.beyond(w.actual, due)
	fallen := w.beyond(due, w.actual)
	var met, ratio, progress string
	if w.target != "" {
		point := fmt.Sprintf("%s is not null and %s is not null and not (%s)", w.actual, w.target, contradictory)
		met = fmt.Sprintf("when %s then case when %s then %s else %s end", point, up, reached, fallen)
		ratio = fmt.Sprintf("case when %s and %s and %s > 0 then %s / %s end", point, up, due, w.actual, due)
		t.gone = fmt.Sprintf("case when %s then %s end", point, w.actual)
		t.way = fmt.Sprintf("case when %s then %s end", point, due)
		progress = ratio
		t.progress = "cast(null as decimal(38,12))"
		if w.baseline != "" {
			t.progress = fmt.Sprintf("case when %s and %s is not null and %s <> %s then (%s - %s) / (%s - %s) end",
				point, w.baseline, due, w.baseline, w.actual, w.baseline, due, w.baseline)
			progress = fmt.Sprintf("case when %s is not null then %s else %s end", w.baseline, t.progress, ratio)
			t.gone = fmt.Sprintf("case when %s then %s - coalesce(%s, 0) end", point, w.actual, w.baseline)
			t.way = fmt.Sprintf("case when %s then %s - coalesce(%s, 0) end", point, due, w.baseline)
		}
	}
	ranged := w.ranged()
	if ranged != "" {
		bounds := []string{}
		if w.minimum != "" {
			bounds = append(bounds, fmt.Sprintf("(%s is null or %s)", w.minimum, w.beyond(w.actual, w.minimum)))
		}
		if w.maximum != "" {
			bounds = append(bounds, fmt.Sprintf("(%s is null or %s)", w.maximum, w.beyond(w.maximum, w.actual)))
		}
		outside := ""
		if w.minimum != "" {
			outside += fmt.Sprintf(" when %s < %s then %s - %s", w.actual, w.minimum, w.actual, w.minimum)
		}
		if w.maximum != "" {
			outside += fmt.Sprintf(" when %s > %s then %s - %s", w.actual, w.maximum, w.actual, w.maximum)
		}
		t.distance = "case" + outside + " end"
		inside := fmt.Sprintf("when %s then case when %s is not null then %s end", ranged, w.actual, strings.Join(bounds, " and "))
		met = inside + " " + met
		for _, rate := range []*string{&ratio, &progress, &t.progress, &t.gone, &t.way} {
			if *rate != "" {
				*rate = fmt.Sprintf("case when not (%s) then %s end", ranged, *rate)
			}
		}
	}
	t.met = "case " + met + " end"
	t.ratio, t.rate = ratio, progress
	for _, rate := range []*string{&t.ratio, &t.rate, &t.progress, &t.distance} {
		if *rate == "" {
			*rate = "cast(null as decimal(38,12))"
		}
	}
	t.reason = fmt.Sprintf("case when %s is null then 'no_actual' when %s then 'no_target' when %s then 'contradictory' end",
		w.actual, w.untargeted(), w.against(contradictory))
	return t
}

// direction prints whether more is better, and whether that contradicts the way
// from baseline to target.
func (w ruleWords) direction() (up, contradictory string) {
	var says []string
	contradictory = "false"
	if w.ascending != "" {
		says = append(says, w.ascending)
	}
	if w.baseline != "" && w.target != "" {
		says = append(says, fmt.Sprintf("case when %s <> %s then %s > %s end", w.target, w.baseline, w.target, w.baseline))
		if w.ascending != "" {
			contradictory = fmt.Sprintf("coalesce(%s and %s < %s or not %s and %s > %s, false)",
				w.ascending, w.target, w.baseline, w.ascending, w.target, w.baseline)
		}
	}
	if len(says) == 0 {
		return "true", contradictory
	}
	return "coalesce(" + strings.Join(says, ", ") + ", true)", contradictory
}

// due prints what the result should be by now.
func (w ruleWords) due(up string) string {
	if w.pace == "" || w.target == "" {
		return w.target
	}
	elapsed := fmt.Sprintf("least(greatest(%s, 0), 1)", w.pace)
	from := fmt.Sprintf("when %s and %s > 0 then %s * %s", up, w.target, w.target, elapsed)
	if w.baseline != "" {
		from = fmt.Sprintf("when %s is not null then %s + (%s - %s) * %s %s", w.baseline, w.baseline, w.target, w.baseline, elapsed, from)
	}
	return fmt.Sprintf("(case when %s is null then %s %s else %s end)", w.pace, w.target, from, w.target)
}

func (w ruleWords) beyond(a, b string) string {
	switch w.strict {
	case "":
		return a + " >= " + b
	case "(true)":
		return a + " > " + b
	}
	return fmt.Sprintf("case when coalesce(%s, false) then %s > %s else %s >= %s end", w.strict, a, b, a, b)
}

// ranged prints whether the target of a row is a range; empty where none is.
func (w ruleWords) ranged() string {
	var given []string
	for _, bound := range []string{w.minimum, w.maximum} {
		if bound != "" {
			given = append(given, bound+" is not null")
		}
	}
	return strings.Join(given, " or ")
}

// untargeted prints whether a row has no target of any form.
func (w ruleWords) untargeted() string {
	var absent []string
	for _, bound := range []string{w.target, w.minimum, w.maximum} {
		if bound != "" {
			absent = append(absent, bound+" is null")
		}
	}
	return strings.Join(absent, " and ")
}

// against prints whether a row contradicts itself: where its target is a range,
// nothing is said of a direction.
func (w ruleWords) against(contradictory string) string {
	if ranged := w.ranged(); ranged != "" {
		return "not (" + ranged + ") and " + contradictory
	}
	return contradictory
}

// within prints a rate that is kept between the bounds of a cap.
func (c *Cap) within(rate string) string {
	low, high := c.bounds()
	if low == nil {
		return rate
	}
	return fmt.Sprintf("case when (%s) is not null then least(greatest(%s, %s), %s) end", rate, rate, low, high)
}

// bounds returns the cap as fractions, 0 and 1 unless the definition says
// otherwise; nil for none.
func (c *Cap) bounds() (low, high *decimal.Decimal) {
	a, b := decimal.Zero, decimal.NewFromInt(1)
	if c != nil {
		if c.Low == nil {
			return nil, nil
		}
		a, b = c.Low.Decimal(capDecimals).Shift(-2), c.High.Decimal(capDecimals).Shift(-2)
	}
	return &a, &b
}

// capDecimals is how many decimals of a cap in per cent are kept.
const capDecimals = 6

// conditions prints what a cell's rows are told apart by, in the order of the
// counts of Achieved. The rate is that of the summary; the classes are of the
// progress.
func (t ruleTexts) conditions(rate string, limit *Cap) []string {
	unmet := "not (" + t.met + ") and (" + t.rate + ")"
	cut := "false"
	if low, high := limit.bounds(); low != nil {
		cut = fmt.Sprintf("(%s) < %s or (%s) > %s", rate, low, rate, high)
	}
	return []string{
		t.met,
		unmet + " >= 0.85", unmet + " >= 0.6 and (" + t.rate + ") < 0.85", unmet + " < 0.6", unmet + " is null",
		"(" + t.reason + ") = 'no_actual'", "(" + t.reason + ") = 'no_target'", "(" + t.reason + ") = 'contradictory'",
		cut,
	}
}
