package indicators

import (
	"maps"
	"slices"

	"github.com/shopspring/decimal"

	"heng/indicators/internal/expr"
)

// checked is an indicator bound to its population: what a plan is made of.
type checked struct {
	framework  *Framework
	indicator  *Indicator
	population *population

	kind   measureKind
	where  *expr.Bound // nil: every row
	value  expr.Bound  // the condition or the expression of the measure
	other  expr.Bound  // concentration: by; ratio: the denominator's argument
	num    aggregate   // ratio
	den    aggregate
	at     decimal.Decimal // percentile
	period *expr.Bound     // nil for by: none
	sets   [][]string      // breakdown column sets; the first is the total
	factor int64           // 100 where the unit is percent and the measure a quotient

	polled   *polled   // of a survey
	achieved *achieved // of an achievement, which is compiled to one of the plain measures
}

// measureKind names a measure by its YAML key.
type measureKind string

const (
	countMeasure         measureKind = "count"
	distinctMeasure      measureKind = "distinct"
	shareMeasure         measureKind = "share"
	sumMeasure           measureKind = "sum"
	meanMeasure          measureKind = "mean"
	medianMeasure        measureKind = "median"
	percentileMeasure    measureKind = "percentile"
	ratioMeasure         measureKind = "ratio"
	concentrationMeasure measureKind = "concentration"
	valueMeasure         measureKind = "value"
	achievementMeasure   measureKind = "achievement"
	surveyMeasure        measureKind = "survey"
)

// aggregate is one side of a ratio.
type aggregate string

const (
	countOf    aggregate = "count"
	sumOf      aggregate = "sum"
	distinctOf aggregate = "distinct"
)

// key is framework/id, which is unique.
func (c *checked) key() string { return c.framework.ID + "/" + c.indicator.ID }

// intensive reports whether the measure does not grow with the number of rows,
// so that a target for the whole is one for its parts.
func (c *checked) intensive() bool {
	switch c.kind {
	case shareMeasure, ratioMeasure, meanMeasure, medianMeasure, percentileMeasure, surveyMeasure:
		return true
	}
	return false
}

// by returns the length of the indicator's periods.
func (c *checked) by() string {
	if c.period == nil {
		return "none"
	}
	return c.indicator.Period.By
}

// Kind returns the YAML key of the measure that the indicator has.
func (m Measure) Kind() string {
	keys := m.keys()
	if len(keys) == 0 {
		return ""
	}
	return keys[0]
}

// keys lists the measures given; a sound definition has one.
func (m Measure) keys() []string {
	given := map[measureKind]bool{
		countMeasure: m.Count != nil, distinctMeasure: m.Distinct != nil, shareMeasure: m.Share != nil,
		sumMeasure: m.Sum != nil, meanMeasure: m.Mean != nil, medianMeasure: m.Median != nil,
		percentileMeasure: m.Percentile != nil, ratioMeasure: m.Ratio != nil,
		concentrationMeasure: m.Concentration != nil, valueMeasure: m.Value != nil,
		achievementMeasure: m.Achievement != nil, surveyMeasure: m.Survey != nil,
	}
	var keys []string
	for _, k := range []measureKind{
		countMeasure, distinctMeasure, shareMeasure, sumMeasure, meanMeasure,
		medianMeasure, percentileMeasure, ratioMeasure, concentrationMeasure, valueMeasure, achievementMeasure, surveyMeasure,
	} {
		if given[k] {
			keys = append(keys, string(k))
		}
	}
	return keys
}

// UnitName returns the indicator's unit, or the one that its measure has by
// itself: count for counts, ratio for quotients, none otherwise.
func (i *Indicator) UnitName() string {
	if i.Unit != "" {
		return i.Unit
	}
	switch measureKind(i.Measure.Kind()) {
	case countMeasure, distinctMeasure:
		return "count"
	case shareMeasure, ratioMeasure, concentrationMeasure, achievementMeasure:
		return "ratio"
	case surveyMeasure:
		if len(i.Measure.Survey.Top) > 0 || i.Measure.Survey.Published != nil {
			return "ratio"
		}
	}
	return ""
}

// DirectionName returns the indicator's direction, none by default.
func (i *Indicator) DirectionName() string {
	if i.Direction == "" {
		return "none"
	}
	return i.Direction
}

// StatusName returns the indicator's status, draft by default.
func (i *Indicator) StatusName() string {
	if i.Status == "" {
		return "draft"
	}
	return i.Status
}

// VersionOf returns the indicator's version, the framework's by default.
func (f *Framework) VersionOf(i *Indicator) string {
	if i.Version != "" {
		return i.Version
	}
	return f.Version
}

// OwnerOf returns the unit that answers for the indicator.
func (f *Framework) OwnerOf(i *Indicator) Label {
	if !i.Owner.IsZero() {
		return i.Owner
	}
	return f.Owner
}

// Kinds of columns that a breakdown may be over.
func breakable(c expr.Column) bool {
	return c.Type.Kind != expr.Decimal && c.Type.Kind != expr.Datetime
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
