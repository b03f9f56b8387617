package reports

import (
	"math/big"
	"time"

	"heng/indicators"
	"heng/internal/locale"
)

// periodNames writes the periods of one page: in full at the first mention,
// briefly afterwards.
type periodNames struct {
	p    locale.Printer
	seen map[string]bool
}

func newPeriodNames(p locale.Printer) *periodNames { return &periodNames{p, map[string]bool{}} }

// noun writes a period within a sentence; in English a period is the same at
// every mention.
func (n *periodNames) noun(code string) string { return n.write(code, n.p.PeriodPhrase) }

// when writes a period as the time of something.
func (n *periodNames) when(code string) string { return n.write(code, n.p.InPeriod) }

func (n *periodNames) write(code string, long func(string) string) string {
	if n.p.Lang == locale.ZhTW && n.seen[code] {
		return n.p.ShortPeriod(code)
	}
	n.seen[code] = true
	return long(code)
}

// relationTo says how a value stands to a target: met, below, above, unmet or,
// where no direction says which side is better, is.
func relationTo(value *indicators.Number, t indicators.TargetValue, direction string) string {
	switch {
	case t.Value != nil && direction == "up":
		if value.Cmp(t.Value) < 0 {
			return "below"
		}
		return "met"
	case t.Value != nil && direction == "down":
		if value.Cmp(t.Value) > 0 {
			return "above"
		}
		return "met"
	case t.Value != nil:
		return "is"
	case t.Over != nil && value.Cmp(t.Over) <= 0, t.Under != nil && value.Cmp(t.Under) >= 0:
		return "unmet"
	case t.Min != nil && value.Cmp(t.Min) < 0:
		return "below"
	case t.Max != nil && value.Cmp(t.Max) > 0:
		return "above"
	}
	return "met"
}

// maxDistinguishing is how many decimals a value may take on so that it does
// not look equal to a target that it misses.
const maxDistinguishing = 6

// distinguished writes a value with more decimals than the definition gives
// where it would look equal to a bound of the target without being so: 89.96%
// beside a target of 90%.
func (w scribe) distinguished(o *indicators.Observation, text string) string {
	if locale.IsCurrency(w.unit()) {
		return text
	}
	for _, bound := range []*indicators.Number{o.Target.Value, o.Target.Min, o.Target.Max} {
		if bound == nil || o.Value.Cmp(bound) == 0 {
			continue
		}
		for decimals := max(w.decimals(), 0); text == w.quantityTo(bound, decimals) && decimals <= maxDistinguishing; {
			decimals++
			text = w.quantityTo(o.Value, decimals)
		}
	}
	return text
}

// change is the distance between two values as people speak of it.
type change struct {
	Sign     int // 1 risen, −1 fallen, 0 equal
	Little   bool
	Figure   figure // without a sign
	Points   bool   // in percentage points
	Relative bool   // in per cent of the value before
	Unclear  bool   // of a poll: a test does not tell it from none
	Untested bool   // of a poll: there is no error to test it by
}

// isTold reports whether the change is a rise or a fall that may be spoken of.
func (c change) isTold() bool { return c.Sign != 0 && !c.Little && !c.Unclear && !c.Untested }

// changeOf measures a focus against its period of comparison: in percentage
// points for per cents, in per cent for money and large numbers, in the unit
// for the rest. False where the two must not be compared.
func (w scribe) changeOf(f focus, asOf time.Time) (change, bool) {
	if !f.comparable(asOf) {
		return change{}, false
	}
	c := w.tested(w.between(f.Observation.Value, f.Before.Value), f.Observation, f.Before)
	if c.Sign != 0 {
		c.Figure = w.figureOf(f.Observation, fieldChange, c.Figure.Text, c.Figure.Exact)
		c.Figure.Compare = f.Compare
	}
	return c, true
}

// between measures the distance between two values; its figure has only a text
// and the exact number.
func (w scribe) between(now, before *indicators.Number) change {
	difference := now.Sub(before)
	c := change{Sign: now.Cmp(before), Points: w.unit() == "percent"}
	if c.Sign == 0 {
		return c
	}
	exact := difference
	if c.Relative = w.isRelative(now, before); c.Relative {
		exact = difference.Over(100, before)
		c.Figure.Text = w.p.Quantity(exact.Decimal(1).Abs(), "percent", nil, 1)
		c.Little = exact.Decimal(1).IsZero()
	} else {
		decimals := w.changeDecimals(now, before)
		shown := rounded(difference, w.unit(), decimals)
		c.Figure.Text = w.p.Difference(shown, w.unit(), w.unitTitle(), decimals)
		c.Little = shown.IsZero()
	}
	c.Figure.Exact = exact.String()
	return c
}

// changeDecimals returns the decimals of a difference: the definition's, or
// one more where the values as shown would seem to differ by something else
// (28.5 and 41 days, shown as 29 and 41, differ by 12.5 and not by 13).
func (w scribe) changeDecimals(now, before *indicators.Number) int {
	decimals := w.decimals()
	if decimals < 0 || locale.IsCurrency(w.unit()) {
		return decimals
	}
	places := int32(decimals)
	if now.Sub(before).Decimal(places).Equal(now.Decimal(places).Sub(before.Decimal(places))) {
		return decimals
	}
	return decimals + 1
}

// isRelative reports whether a change is told in per cent of the value before:
// not where the value has become ten times as large, for nobody can picture a
// rise of 652,078 per cent.
func (w scribe) isRelative(now, before *indicators.Number) bool {
	if before.Rat().Sign() <= 0 || now.Rat().Sign() < 0 {
		return false
	}
	if now.Rat().Cmp(new(big.Rat).Mul(before.Rat(), big.NewRat(10, 1))) >= 0 {
		return false
	}
	switch unit := w.unit(); {
	case locale.IsCurrency(unit):
		return true
	case unit == "percent" || unit == "ratio" || unit == "points" || unit == "days":
		return false
	}
	return before.Rat().Cmp(big.NewRat(100, 1)) >= 0
}
