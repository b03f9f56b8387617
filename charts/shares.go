package charts

import (
	"slices"

	"github.com/shopspring/decimal"

	"heng/indicators"
)

// composable reports whether the parts of an indicator make up a whole: of a
// count or a sum they do, of a mean or a quotient they do not, and different
// values may be counted in several parts.
func composable(i *indicators.Indicator) bool {
	m := i.Measure
	return m.Share == nil && m.Mean == nil && m.Median == nil && m.Percentile == nil && m.Ratio == nil &&
		m.Concentration == nil && m.Achievement == nil && m.Distinct == nil && i.Unit != "percent" && i.Unit != "ratio"
}

// kindText is a text of these kinds of chart.
func (s sheet) kindText(key string, pairs ...any) string {
	return s.p.Text("chartkinds."+key, pairs...)
}

// partLabel names the part that an observation is about.
func (s sheet) partLabel(o *indicators.Observation) string { return (&bars{sheet: s}).label(o) }

// isUnknown reports whether an observation is about rows that state no code.
func isUnknown(o *indicators.Observation) bool {
	for _, code := range o.Breakdown {
		if code != indicators.Unknown {
			return false
		}
	}
	return len(o.Breakdown) > 0
}

func plus(a, b *indicators.Number) *indicators.Number {
	return a.Sub(indicators.FromInt(0).Sub(b))
}

// addUp adds the values of those observations that have one; nil when none
// has, and false when one is negative, for then they have no shares.
func addUp(parts []*indicators.Observation) (sum *indicators.Number, ok bool) {
	zero := indicators.FromInt(0)
	for _, o := range parts {
		switch {
		case !drawable(o):
		case o.Value.Cmp(zero) < 0:
			return nil, false
		case sum == nil:
			sum = o.Value
		default:
			sum = plus(sum, o.Value)
		}
	}
	return sum, true
}

// shareText writes a part of a whole in per cent. What is more than nothing
// and less than all is not rounded to nothing or all.
func (s sheet) shareText(part, whole *indicators.Number, decimals int32) string {
	share := part.Over(100, whole)
	if share == nil {
		return s.text("not_applicable")
	}
	d, least := share.Decimal(decimals), decimal.New(1, -decimals)
	all := decimal.NewFromInt(100)
	switch zero := indicators.FromInt(0); {
	case d.IsZero() && share.Cmp(zero) > 0:
		return "<" + s.p.Decimal(least, decimals) + "%"
	case d.Equal(all) && part.Cmp(whole) < 0:
		return ">" + s.p.Decimal(all.Sub(least), decimals) + "%"
	}
	return s.p.Decimal(d, decimals) + "%"
}

// shareCell is a value with its share, as a table has them.
func (s sheet) shareCell(o *indicators.Observation, whole *indicators.Number) string {
	if !drawable(o) || whole == nil || whole.Cmp(indicators.FromInt(0)) == 0 {
		return s.cell(o)
	}
	return s.kindText("value_share", "value", s.cell(o), "share", s.shareText(o.Value, whole, 1))
}

func isZero(n *indicators.Number) bool { return n == nil || n.Cmp(indicators.FromInt(0)) == 0 }

// provisionalIn reports whether one of the observations is provisional.
func provisionalIn(parts []*indicators.Observation) bool {
	return slices.ContainsFunc(parts, func(o *indicators.Observation) bool {
		return drawable(o) && o.ObsStatus == indicators.Provisional
	})
}
