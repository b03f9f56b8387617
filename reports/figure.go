package reports

import (
	"net/url"
	"strings"

	"github.com/shopspring/decimal"

	"heng/indicators"
	"heng/internal/locale"
)

// figure is a number as the page shows it, with the exact value it was
// rounded from and the observation it belongs to. Where there is no number,
// Exact is empty and Text says why.
type figure struct {
	Text      string
	Exact     string // as heng eval writes it
	Indicator string // framework/id
	Period    string
	Compare   string // of a change: the period it is measured from
	Breakdown string
	Field     string // value, numerator, denominator, n, missing, baseline, target…, achievement, progress, change
}

// The fields of figures that are no field of an observation.
const (
	fieldChange         = "change"          // the distance between two values
	fieldBaselineChange = "baseline_change" // the distance of a value from the baseline
	fieldDefinedTarget  = "defined_target"  // a target as the definition has it
)

// smallN is the number of rows below which a share is printed as a fraction,
// 4/12 and not 33.3%: a per cent would claim a precision that is not there.
const smallN = 20

// scribe writes the figures of one indicator.
type scribe struct {
	p         locale.Printer
	framework *indicators.Framework
	indicator *indicators.Indicator
}

func (w scribe) unit() string {
	if w.indicator.Unit == "" {
		return "count"
	}
	return w.indicator.Unit
}

func (w scribe) unitTitle() locale.Text {
	if u := w.framework.Units[w.indicator.Unit]; u != nil {
		return u.Title
	}
	return nil
}

func (w scribe) decimals() int {
	if w.indicator.Decimals != nil {
		return *w.indicator.Decimals
	}
	return -1
}

// exactPlaces is how many decimals are handed on for rounding where the number
// shown depends on its size, as money does.
const exactPlaces = 18

// quantity writes a number with the indicator's unit.
func (w scribe) quantity(n *indicators.Number) string { return w.quantityTo(n, w.decimals()) }

func (w scribe) quantityTo(n *indicators.Number, decimals int) string {
	return w.p.Quantity(rounded(n, w.unit(), decimals), w.unit(), w.unitTitle(), decimals)
}

// rounded rounds once, from the exact value, where the decimals are known.
func rounded(n *indicators.Number, unit string, decimals int) decimal.Decimal {
	if decimals < 0 || locale.IsCurrency(unit) {
		return n.Decimal(exactPlaces)
	}
	return n.Decimal(int32(decimals))
}

// figureOf makes a figure about an observation.
func (w scribe) figureOf(o *indicators.Observation, field, text, exact string) figure {
	return figure{
		Text: text, Exact: exact, Field: field,
		Indicator: indicatorKey(w.framework.ID, w.indicator.ID),
		Period:    periodCode(o), Breakdown: breakdownText(o.Breakdown),
	}
}

// value writes an observation's value: as a fraction where few rows count, or
// the word for why there is none.
func (w scribe) value(o *indicators.Observation) figure {
	if o.Value == nil {
		return figure{Text: w.absence(o)}
	}
	text := w.quantity(o.Value)
	if w.isSmallShare(o) {
		text = w.p.Decimal(*o.Numerator, 0) + "/" + w.p.Decimal(*o.Denominator, 0)
	}
	return w.figureOf(o, "value", text, o.Value.String())
}

// absence says why an observation has no value.
func (w scribe) absence(o *indicators.Observation) string {
	switch {
	case o.Band != nil && *o.Band == indicators.NotDue:
		return w.p.Text("report.not_due")
	case o.IsWithheld():
		return w.p.Text("poll.withheld")
	case o.ObsStatus == indicators.Suppressed:
		return w.p.Text("report.suppressed")
	case o.ObsStatus == indicators.NotApplicable:
		return w.p.Text("report.not_applicable")
	}
	return w.p.Text("report.no_data")
}

// isSmallShare reports whether an observation is a share of few rows.
func (w scribe) isSmallShare(o *indicators.Observation) bool {
	return o.Numerator != nil && o.Denominator != nil && w.countsRows() &&
		o.Numerator.IsInteger() && o.Denominator.IsInteger() &&
		o.Denominator.Sign() > 0 && o.Denominator.LessThan(decimal.NewFromInt(smallN))
}

// countsRows reports whether numerator and denominator are both numbers of
// rows or of things, not sums of amounts.
func (w scribe) countsRows() bool {
	m := w.indicator.Measure
	if m.Share != nil || m.Achievement.CountsResults() {
		return true
	}
	return m.Ratio != nil && isCount(m.Ratio.Numerator) && isCount(m.Ratio.Denominator)
}

func isCount(e *indicators.Expression) bool {
	if e == nil {
		return false
	}
	text := strings.ToLower(strings.TrimSpace(e.Text))
	return strings.HasPrefix(text, "count(") || strings.HasPrefix(text, "distinct(")
}

// amount writes a numerator or denominator: money and other sums with the
// digits they have.
func (w scribe) amount(o *indicators.Observation, field string, d *decimal.Decimal) figure {
	if d == nil {
		return figure{Text: w.p.Text("report.none_sign")}
	}
	return w.figureOf(o, field, w.p.Decimal(*d, places(*d)), d.String())
}

// places is how many decimals an exact number needs: 979.000000, as an engine
// may give a sum, needs none.
func places(d decimal.Decimal) int32 {
	n := max(0, -d.Exponent())
	for n > 0 && d.Equal(d.Truncate(n-1)) {
		n--
	}
	return n
}

// rows writes n or the number of missing rows.
func (w scribe) rows(o *indicators.Observation, field string, n int64) figure {
	return w.figureOf(o, field, w.p.Integer(n), decimal.NewFromInt(n).String())
}

// baseline, achievement and progress write the numbers of an observation that
// may be nil; false says that there is none.
func (w scribe) baseline(o *indicators.Observation) (figure, bool) {
	if o.Baseline == nil {
		return figure{}, false
	}
	return w.figureOf(o, "baseline", w.quantity(o.Baseline), o.Baseline.String()), true
}

func (w scribe) rate(o *indicators.Observation, field string, n *indicators.Number) (figure, bool) {
	if n == nil {
		return figure{}, false
	}
	return w.figureOf(o, field, w.p.Quantity(n.Decimal(1), "percent", nil, 1), n.String()), true
}

// target writes an observation's target as a phrase: 90%, at least 90%, 10% to
// 20%.
func (w scribe) target(o *indicators.Observation) (sentence, bool) {
	if o.Target == nil {
		return nil, false
	}
	return w.bounds(*o.Target, func(field, text, exact string) figure { return w.figureOf(o, field, text, exact) }), true
}

// definedTarget writes a target of the definition.
func (w scribe) definedTarget(t *indicators.Target) sentence {
	bounds := indicators.TargetValue{Value: t.Value, Min: t.Min, Max: t.Max, Over: t.Over, Under: t.Under}
	return w.bounds(bounds, func(_, text, exact string) figure {
		return figure{
			Text: text, Exact: exact, Field: fieldDefinedTarget, Period: t.Period,
			Indicator: indicatorKey(w.framework.ID, w.indicator.ID), Breakdown: breakdownText(t.Where),
		}
	})
}

func (w scribe) bounds(t indicators.TargetValue, make func(field, text, exact string) figure) sentence {
	of := func(field string, n *indicators.Number) figure { return make(field, w.quantity(n), n.String()) }
	switch {
	case t.Value != nil:
		return sentence{{Figure: ptr(of("target", t.Value))}}
	case t.Min != nil && t.Max != nil:
		return write(w.p, "report.bounds_range", "low", of("target_min", t.Min), "high", of("target_max", t.Max))
	case t.Min != nil:
		return write(w.p, "report.bounds_min", "low", of("target_min", t.Min))
	case t.Max != nil:
		return write(w.p, "report.bounds_max", "high", of("target_max", t.Max))
	case t.Over != nil && t.Under != nil:
		return write(w.p, "report.bounds_strict", "low", of("target_over", t.Over), "high", of("target_under", t.Under))
	case t.Over != nil:
		return write(w.p, "report.bounds_over", "low", of("target_over", t.Over))
	case t.Under != nil:
		return write(w.p, "report.bounds_under", "high", of("target_under", t.Under))
	}
	return nil
}

func ptr[T any](v T) *T { return &v }

// breakdownText writes a breakdown as an attribute of the page: column=code,
// joined by &, both escaped as in an address.
func breakdownText(b indicators.Breakdown) string {
	var pairs []string
	for _, column := range b.Columns() {
		pairs = append(pairs, url.QueryEscape(column)+"="+url.QueryEscape(b[column]))
	}
	return strings.Join(pairs, "&")
}
